//! Where a termbase lies: on this machine, on a network drive, or in a folder that a service
//! copies between machines.

use std::path::{Component, Path, PathBuf};

/// Names another list of mounts, for tests: in the form of `/proc/self/mountinfo`.
const MOUNTS: &str = "SHUYU_MOUNTS";

/// Where a file lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// On this machine, as far as can be told.
    Here,
    /// On a drive of another machine; the kind of file system.
    Network(String),
    /// In a folder that is synchronised; by whom.
    Synchronised(&'static str),
}

/// Where the file `path`, which may not be there yet, lies.
pub(crate) fn of(path: &Path) -> Place {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = full.parent().and_then(|folder| folder.canonicalize().ok());
    let folder = real.unwrap_or_else(|| full.parent().unwrap_or(&full).to_owned());
    if is_share(&full.to_string_lossy()) {
        return Place::Network("a share".to_owned());
    }
    let mounts = std::env::var_os(MOUNTS).map(PathBuf::from);
    let mounts = mounts.unwrap_or_else(|| PathBuf::from("/proc/self/mountinfo"));
    let mounts = std::fs::read(mounts).unwrap_or_default();
    let mounts = String::from_utf8_lossy(&mounts);
    if let Some(kind) = network_mount(&mounts, &folder) {
        return Place::Network(kind);
    }
    match service(&folder, |marker| marker.exists()) {
        Some(service) => Place::Synchronised(service),
        None => Place::Here,
    }
}

/// Whether a path of Windows names another machine: `\\server\share\…`, also `\\?\UNC\server\…`.
fn is_share(path: &str) -> bool {
    match path.strip_prefix(r"\\") {
        Some(rest) => match rest.strip_prefix(r"?\") {
            Some(rest) => rest
                .get(..4)
                .is_some_and(|it| it.eq_ignore_ascii_case(r"UNC\")),
            None => !rest.starts_with(r".\"),
        },
        None => false,
    }
}

/// File systems that several machines see, as Linux names them; what runs in user space has
/// `fuse.` before its name.
const NETWORKS: [&str; 30] = [
    "9p",
    "afs",
    "afp",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "curlftpfs",
    "davfs",
    "davfs2",
    "gcsfuse",
    "glusterfs",
    "gpfs",
    "gvfsd-fuse",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs3",
    "nfs4",
    "orangefs",
    "prl_fs",
    "rclone",
    "s3fs",
    "smb2",
    "smb3",
    "smbfs",
    "sshfs",
    "vboxsf",
    "virtiofs",
    "vmhgfs-fuse",
];

/// The kind of file system that a folder lies on, if it is one of a network; `mounts` is a list in
/// the form of `/proc/self/mountinfo` (see `man 5 proc_pid_mountinfo`).
fn network_mount(mounts: &str, folder: &Path) -> Option<String> {
    let mut nearest: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let Some((mount, system)) = line.split_once(" - ") else {
            continue;
        };
        let (Some(point), Some(kind)) = (mount.split(' ').nth(4), system.split(' ').next()) else {
            continue;
        };
        let point = PathBuf::from(unescaped(point));
        let depth = point.components().count();
        // Of two on one folder the later one hides the earlier one.
        if folder.starts_with(&point) && nearest.is_none_or(|(deepest, _)| deepest <= depth) {
            nearest = Some((depth, kind));
        }
    }
    let (depth, kind) = nearest?;
    let name = kind.strip_prefix("fuse.").unwrap_or(kind);
    // What a machine itself runs from, only that machine uses.
    (depth > 1 && NETWORKS.contains(&name)).then(|| name.to_owned())
}

/// A path with the blanks that the list of mounts writes as `\040`.
fn unescaped(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digits = after.get(..3).filter(|_| *byte == b'\\');
        let code = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match code {
            Some(code) => {
                bytes.push(code);
                rest = after.get(3..).unwrap_or_default();
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Services by the names of their folders, in lower case; with `*` more may follow.
const FOLDERS: [(&str, &str); 24] = [
    ("onedrive", "OneDrive"),
    ("onedrive -*", "OneDrive"),
    ("onedrive-*", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("dropbox (*", "Dropbox"),
    ("dropbox-*", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("googledrive-*", "Google Drive"),
    ("com~apple~clouddocs", "iCloud Drive"),
    ("icloud drive", "iCloud Drive"),
    ("iclouddrive", "iCloud Drive"),
    ("nutstore", "坚果云 (Nutstore)"),
    ("nutstore files", "坚果云 (Nutstore)"),
    ("我的坚果云", "坚果云 (Nutstore)"),
    ("坚果云", "坚果云 (Nutstore)"),
    ("baidusyncdisk", "百度网盘 (Baidu)"),
    ("百度网盘同步空间", "百度网盘 (Baidu)"),
    ("百度云同步盘", "百度网盘 (Baidu)"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("box", "Box"),
    ("box sync", "Box"),
    ("box-box", "Box"),
];

/// Services by a file or folder that they keep at the top of what they synchronise.
const MARKERS: [(&str, &str); 4] = [
    (".stfolder", "Syncthing"),
    (".dropbox", "Dropbox"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
];

/// Who synchronises a folder, by its name and those above it, and by what lies in them.
fn service(folder: &Path, is_there: impl Fn(&Path) -> bool) -> Option<&'static str> {
    for component in folder.components() {
        let Component::Normal(name) = component else {
            continue;
        };
        let name = name.to_string_lossy().to_lowercase();
        let known = FOLDERS
            .iter()
            .find(|(known, _)| match known.strip_suffix('*') {
                Some(start) => name.starts_with(start),
                None => name == *known,
            });
        if let Some((_, service)) = known {
            return Some(service);
        }
    }
    // The folder of a user is not synchronised as a whole; programs keep their settings there.
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let above = folder.ancestors();
    above
        .filter(|above| home.as_deref() != Some(*above))
        .flat_map(|above| {
            MARKERS
                .iter()
                .map(move |(name, service)| (above.join(name), service))
        })
        .find(|(marker, _)| is_there(marker))
        .map(|(_, service)| *service)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTED: &str = "\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/team\\040files rw - nfs4 server:/files rw
31 22 0:41 / /mnt/team\\040files/local rw - tmpfs tmpfs rw
32 22 0:42 / /home/mei/far rw,nosuid - fuse.sshfs mei@server: rw
33 22 0:43 / /home/mei/near rw - cifs //server/near rw
34 22 0:44 / /home/mei/near rw - ext4 /dev/sdb1 rw
";

    #[test]
    fn a_folder_lies_on_what_is_mounted_nearest_above_it() {
        for (folder, kind) in [
            ("/home/mei", None),
            ("/mnt/team files/2023", Some("nfs4")),
            ("/mnt/team files", Some("nfs4")),
            ("/mnt/team files/local/x", None),
            ("/mnt/team", None),
            ("/home/mei/far/glossaries", Some("sshfs")),
            ("/home/mei/near", None),
        ] {
            let found = network_mount(MOUNTED, Path::new(folder));
            assert_eq!(found.as_deref(), kind, "{folder}");
        }
        assert_eq!(network_mount("", Path::new("/home")), None);
    }

    #[test]
    fn what_a_machine_itself_runs_from_is_no_network_drive() {
        let mounts = "22 1 0:1 / / rw - 9p none rw\n";
        assert_eq!(network_mount(mounts, Path::new("/home/mei")), None);
    }

    #[test]
    fn shares_of_windows_are_known_by_their_path() {
        for share in [r"\\server\share\a.db", r"\\?\UNC\server\share\a.db"] {
            assert!(is_share(share), "{share}");
        }
        for here in [r"C:\a.db", r"\\?\C:\a.db", r"\\.\pipe\a", "/a/b", "a.db"] {
            assert!(!is_share(here), "{here}");
        }
    }

    #[test]
    fn services_are_known_by_their_folders() {
        for (folder, expected) in [
            ("/home/mei/Dropbox/work", Some("Dropbox")),
            (
                "/Users/mei/Library/CloudStorage/OneDrive-Personal",
                Some("OneDrive"),
            ),
            ("/mnt/c/Users/mei/OneDrive - Office", Some("OneDrive")),
            ("/home/mei/我的坚果云", Some("坚果云 (Nutstore)")),
            ("/d/百度网盘同步空间/a", Some("百度网盘 (Baidu)")),
            ("/home/mei/dropboxes", None),
            ("/home/mei/work", None),
        ] {
            assert_eq!(service(Path::new(folder), |_| false), expected, "{folder}");
        }
        let marked = |marker: &Path| marker == Path::new("/data/shared/.stfolder");
        assert_eq!(
            service(Path::new("/data/shared/a/b"), marked),
            Some("Syncthing")
        );
        assert_eq!(service(Path::new("/data/other"), marked), None);
    }
}
