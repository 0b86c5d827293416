//! Files that can be made again at any time, in the user's folder for such files.
//!
//! Each is written under another name first and never changed later: a newer one is the next
//! generation, with a number in its name. Windows neither replaces nor removes a file that is
//! mapped; an older generation goes when nobody uses it any more.

mod map;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use glossary::text::bytes_hash;

pub(crate) use map::Mapped;

/// Names another folder.
pub(crate) const VARIABLE: &str = "SHUYU_CACHE";
/// How often a number is tried that another program took meanwhile.
const TRIES: u64 = 8;

/// The bytes of a file of the cache, or of what could not be kept there.
#[derive(Debug)]
pub(crate) enum Bytes {
    Mapped(Mapped),
    Own(Vec<u8>),
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Mapped(mapped) => mapped.as_ref(),
            Self::Own(bytes) => bytes,
        }
    }
}

/// The generations of one file.
#[derive(Debug)]
pub(crate) struct SideFile {
    folder: PathBuf,
    stem: String,
    extension: &'static str,
}

impl SideFile {
    /// The file of a kind that belongs to the file at `path`; none where the user has no folder
    /// for it.
    pub(crate) fn of(path: &Path, extension: &'static str) -> Option<Self> {
        let full = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let hash = bytes_hash(full.as_os_str().as_encoded_bytes());
        Some(Self {
            folder: folder(|name| std::env::var_os(name))?,
            stem: hash.chars().take(16).collect(),
            extension,
        })
    }

    /// The folder it lies in.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The newest generation, where there is one that can be read.
    pub(crate) fn open(&self) -> Option<Bytes> {
        let number = self.generations().pop()?;
        read(&self.path(number)).ok()
    }

    /// Writes the next generation, and removes older ones where nobody uses them.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written, or what `write` fails with.
    pub(crate) fn write<E: From<io::Error>>(
        &self,
        write: impl FnOnce(&mut BufWriter<&File>) -> Result<(), E>,
    ) -> Result<Bytes, E> {
        fs::create_dir_all(&self.folder)?;
        let mut temporary = tempfile::Builder::new()
            .prefix(".")
            .suffix(".part")
            .tempfile_in(&self.folder)?;
        let unfinished = crate::interrupt::Unfinished::new(temporary.path());
        let mut out = BufWriter::with_capacity(1 << 16, temporary.as_file());
        write(&mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?;
        let older = self.generations();
        let next = older.last().map_or(1, |last| last + 1);
        let mut path = self.path(next);
        for number in next..next + TRIES {
            path = self.path(number);
            match temporary.persist_noclobber(&path) {
                Ok(_) => break,
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                    temporary = error.file;
                }
                Err(error) => return Err(error.error.into()),
            }
        }
        drop(unfinished);
        for number in older {
            let _ = fs::remove_file(self.path(number));
        }
        Ok(read(&path)?)
    }

    /// The numbers of the generations that are there, in order.
    fn generations(&self) -> Vec<u64> {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return Vec::new();
        };
        let number = |name: OsString| -> Option<u64> {
            let rest = name.to_str()?.strip_prefix(&self.stem)?.strip_prefix('-')?;
            rest.strip_suffix(self.extension)?
                .strip_suffix('.')?
                .parse()
                .ok()
        };
        let names = entries.filter_map(|entry| Some(entry.ok()?.file_name()));
        let mut numbers: Vec<u64> = names.filter_map(number).collect();
        numbers.sort_unstable();
        numbers
    }

    fn path(&self, number: u64) -> PathBuf {
        self.folder
            .join(format!("{}-{number}.{}", self.stem, self.extension))
    }
}

fn read(path: &Path) -> io::Result<Bytes> {
    let file = File::open(path)?;
    match Mapped::new(&file) {
        Ok(mapped) => Ok(Bytes::Mapped(mapped)),
        // Not every file system can.
        Err(_) => fs::read(path).map(Bytes::Own),
    }
}

/// Where programs keep what they can make again, as each system has it.
fn folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name| {
        variable(name)
            .filter(|it| !it.is_empty())
            .map(PathBuf::from)
    };
    if let Some(folder) = set(VARIABLE) {
        return Some(folder);
    }
    let folder = if cfg!(windows) {
        set("LOCALAPPDATA")?.join("shuyu").join("cache")
    } else if let Some(folder) = set("XDG_CACHE_HOME").filter(|it| it.is_absolute()) {
        folder.join("shuyu")
    } else if cfg!(target_os = "macos") {
        set("HOME")?.join("Library").join("Caches").join("shuyu")
    } else {
        set("HOME")?.join(".cache").join("shuyu")
    };
    Some(folder)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn side_file(folder: &Path) -> SideFile {
        SideFile {
            folder: folder.join("made when needed"),
            stem: "abc".to_owned(),
            extension: "match",
        }
    }

    fn write(side_file: &SideFile, content: &[u8]) -> Bytes {
        side_file.write(|out| out.write_all(content)).unwrap()
    }

    #[test]
    fn the_newest_generation_counts_and_the_older_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let side_file = side_file(folder.path());
        assert!(side_file.open().is_none());
        let first = write(&side_file, b"one");
        assert_eq!(first.as_ref(), b"one");
        assert_eq!(write(&side_file, b"two").as_ref(), b"two");
        assert_eq!(side_file.open().unwrap().as_ref(), b"two");
        assert_eq!(first.as_ref(), b"one", "who has the older one keeps it");
        drop(first);
        if cfg!(unix) {
            assert_eq!(side_file.generations(), [2]);
        }
    }

    #[test]
    fn what_fails_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let side_file = side_file(folder.path());
        let failed = side_file.write(|_| Err(io::Error::other("full")));
        assert!(failed.is_err());
        assert_eq!(fs::read_dir(side_file.folder()).unwrap().count(), 0);
    }

    #[test]
    #[cfg(all(unix, not(target_os = "macos")))]
    fn the_folder_is_that_of_the_system_unless_another_is_named() {
        let named = |names: &[(&str, &str)]| {
            folder(|name| {
                let found = names.iter().find(|(it, _)| *it == name);
                found.map(|(_, value)| OsString::from(value))
            })
        };
        let home = ("HOME", "/home/mei");
        assert_eq!(named(&[home]), Some("/home/mei/.cache/shuyu".into()));
        assert_eq!(
            named(&[home, ("XDG_CACHE_HOME", "/c")]),
            Some("/c/shuyu".into())
        );
        assert_eq!(named(&[home, (VARIABLE, "/x")]), Some("/x".into()));
        assert_eq!(named(&[]), None);
    }
}
