//! Files that are written whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

use crate::failure::Failure;
use crate::interrupt::{self, Unfinished};

/// How often a name is tried that another program holds open for a moment (virus scanners do).
const TRIES: u32 = 6;

/// Writes a file beside `path` and puts it in its place only when `write` has succeeded.
///
/// Until then, and after any failure or Ctrl-C, an old file is as it was. The new one is on the
/// disk, not only in memory, when this returns.
///
/// # Errors
///
/// Fails when `write` does; when the folder is missing or cannot be written; when the disk is
/// full; and when `path` is a folder, a link, write-protected or not a plain file.
pub(crate) fn write_whole<T>(
    path: &Path,
    write: impl FnOnce(&mut (dyn Write + Send)) -> anyhow::Result<T>,
) -> Result<T, Failure> {
    write_through(path, |file| file, write)
}

/// Makes sure that `path` is a folder in which files can be created.
///
/// # Errors
///
/// Fails when it is a file, cannot be created, or does not take files.
pub(crate) fn output_folder(path: &Path) -> Result<(), Failure> {
    let hint = "choose another folder with `-o`";
    if path.exists() && !path.is_dir() {
        return Err(Failure::unusable(format!(
            "cannot write into `{}`: it is a file, not a folder",
            path.display()
        ))
        .hint(hint));
    }
    fs::create_dir_all(path)
        .map_err(|error| Failure::io("create the folder", path, &error).hint(hint))?;
    temporary_in(path)
        .map(drop)
        .map_err(|error| Failure::io("write into the folder", path, &error).hint(hint))
}

/// [`write_whole`] with something between us and the file, for tests of full disks.
fn write_through<T, W: Write + Send>(
    path: &Path,
    wrap: impl FnOnce(File) -> W,
    write: impl FnOnce(&mut (dyn Write + Send)) -> anyhow::Result<T>,
) -> Result<T, Failure> {
    let failed = |error: &io::Error| Failure::io("write", path, error);
    let permissions = replaceable(path)?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if folder.is_file() {
        return Err(Failure::unusable(format!(
            "cannot write `{}`: `{}` is a file, not a folder",
            path.display(),
            folder.display()
        ))
        .hint("choose a folder, or the name of a file beside it"));
    }
    if !folder.is_dir() {
        return Err(Failure::unusable(format!(
            "cannot write `{}`: there is no folder `{}`",
            path.display(),
            folder.display()
        ))
        .hint("create the folder first, or choose another one"));
    }
    let temporary = temporary_in(folder).map_err(|error| failed(&error))?;
    let guard = Unfinished::new(temporary.path());

    let file = temporary.reopen().map_err(|error| failed(&error))?;
    let mut watched = Watched::new(BufWriter::with_capacity(1 << 16, wrap(file)));
    let result = write(&mut watched).and_then(|value| {
        watched.flush()?;
        Ok(value)
    });
    let value = result.map_err(|error| watched.cause(failed, error))?;

    if let Some(permissions) = permissions {
        fs::set_permissions(temporary.path(), permissions).map_err(|error| failed(&error))?;
    }
    temporary
        .as_file()
        .sync_all()
        .map_err(|error| failed(&error))?;
    interrupt::check()?;
    put_in_place(temporary, path).map_err(|error| failed(&error))?;
    drop(guard);
    sync_folder(folder);
    Ok(value)
}

/// Returns the permissions of the file that will be replaced, if there is one.
fn replaceable(path: &Path) -> Result<Option<fs::Permissions>, Failure> {
    let refuse = |cause: &str, hint: &str| {
        let message = format!("cannot write `{}`: {cause}", path.display());
        Err(Failure::unusable(message).hint(hint))
    };
    if path.file_name().is_none() {
        return refuse("this is no file name", "give the name of a file");
    }
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return Ok(None);
    };
    if metadata.is_symlink() {
        return refuse(
            "it is a link to another place",
            "give the name of the file that it points to, or remove the link",
        );
    }
    if metadata.is_dir() {
        return refuse("it is a folder", "give the name of a file in it");
    }
    if !metadata.is_file() {
        return refuse(
            "it is no plain file",
            "choose another name, or `-` for standard output",
        );
    }
    if metadata.permissions().readonly() {
        return refuse(
            "it is write-protected",
            "remove the protection, or choose another name",
        );
    }
    Ok(Some(metadata.permissions()))
}

fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".shuyu-").suffix(".tmp");
    // Temporary files are private by default; this one becomes the user's file, for which the
    // user's own default holds.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn put_in_place(mut temporary: NamedTempFile, path: &Path) -> io::Result<()> {
    let mut pause = Duration::from_millis(20);
    for attempt in 1.. {
        match temporary.persist(path) {
            Ok(_) => break,
            Err(failed) if attempt < TRIES && is_held(&failed.error) => temporary = failed.file,
            Err(failed) => return Err(failed.error),
        }
        std::thread::sleep(pause);
        pause *= 2;
    }
    Ok(())
}

/// Windows: access denied, sharing and lock violation.
fn is_held(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

/// Makes the new name last through a power cut. Windows does so by itself, and folders on a
/// network may refuse: the file's content is safe already, hence no failure.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// Remembers what the system said when a write failed.
pub(crate) struct Watched<W> {
    inner: W,
    error: Option<io::Error>,
}

impl<W: Write> Watched<W> {
    /// Watches what is written to `inner`.
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, error: None }
    }

    /// Returns the failure that `error` stands for: a writer may have wrapped what the system said
    /// into an error of its own, although the disk or pipe is the cause.
    pub(crate) fn cause(
        &self,
        failed: impl FnOnce(&io::Error) -> Failure,
        error: anyhow::Error,
    ) -> Failure {
        match &self.error {
            Some(said) => failed(said),
            None => Failure::from(error),
        }
    }

    fn remember<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && error.kind() != io::ErrorKind::Interrupted
        {
            self.error = Some(match error.raw_os_error() {
                Some(code) => io::Error::from_raw_os_error(code),
                None => error.kind().into(),
            });
        }
        result
    }
}

impl<W: Write> Write for Watched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.inner.write(bytes);
        self.remember(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.inner.flush();
        self.remember(result)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tempfile::TempDir;

    use super::*;

    /// A disk with room for so many bytes.
    struct Disk(File, usize);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.1 == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let written = self.0.write(&bytes[..bytes.len().min(self.1)])?;
            self.1 -= written;
            Ok(written)
        }

        fn flush(&mut self) -> io::Result<()> {
            self.0.flush()
        }
    }

    fn folder_with_old_file() -> (TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("terms.tsv");
        fs::write(&path, "old").unwrap();
        (folder, path)
    }

    fn assert_untouched(folder: &TempDir, path: &Path) {
        assert_eq!(fs::read_to_string(path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_written_file_replaces_the_old_one() {
        let (folder, path) = folder_with_old_file();
        let value = write_whole(&path, |w| {
            w.write_all(b"new")?;
            Ok(7)
        });
        assert_eq!(value.unwrap(), 7);
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failure_leaves_the_old_file_and_nothing_else() {
        let (folder, path) = folder_with_old_file();
        let failure = write_whole(&path, |w| -> anyhow::Result<()> {
            w.write_all(b"half")?;
            Err(Failure::usage("broken").into())
        });
        assert_eq!(failure.unwrap_err().code(), 2);
        assert_untouched(&folder, &path);
    }

    #[test]
    fn a_panic_leaves_the_old_file_and_nothing_else() {
        let (folder, path) = folder_with_old_file();
        let panicked = std::panic::catch_unwind(|| {
            write_whole(&path, |_| -> anyhow::Result<()> { panic!("for the test") })
        });
        assert!(panicked.is_err());
        assert_untouched(&folder, &path);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn a_full_disk_leaves_the_old_file(room in 0_usize..200_000) {
            let (folder, path) = folder_with_old_file();
            let failure = write_through(&path, |file| Disk(file, room), |w| {
                for _ in 0..20_001 {
                    w.write_all(b"0123456789")?;
                }
                Ok(())
            })
            .unwrap_err();
            prop_assert!(failure.to_string().ends_with("the disk is full"), "{failure}");
            prop_assert_eq!(failure.code(), 3);
            assert_untouched(&folder, &path);
        }
    }

    #[test]
    fn a_folder_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let failure = write_whole(folder.path(), |_| Ok(())).unwrap_err();
        assert!(failure.to_string().ends_with("it is a folder"), "{failure}");
    }

    #[test]
    fn a_missing_folder_is_named() {
        let failure = write_whole(Path::new("no-such/a.tmx"), |_| Ok(())).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "cannot write `no-such/a.tmx`: there is no folder `no-such`"
        );
    }

    #[test]
    fn a_write_protected_file_is_not_replaced() {
        let (folder, path) = folder_with_old_file();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert!(write_whole(&path, |_| Ok(())).is_err());
        assert_untouched(&folder, &path);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let (folder, path) = folder_with_old_file();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let failure = write_whole(&link, |_| Ok(())).unwrap_err();
        assert!(failure.to_string().contains("link"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }

    #[cfg(unix)]
    #[test]
    fn a_replaced_file_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_folder, path) = folder_with_old_file();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write_whole(&path, |_| Ok(())).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640
        );
    }

    #[test]
    fn an_output_folder_is_created_with_those_above() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a").join("b");
        output_folder(&path).unwrap();
        assert_eq!(fs::read_dir(&path).unwrap().count(), 0);
    }

    #[test]
    fn a_file_is_no_output_folder() {
        let (_folder, path) = folder_with_old_file();
        assert!(output_folder(&path).is_err());
    }
}
