//! What an import reads: files, compressed ones, and the members of archives.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use tmx::{Archive, INFLATED, inflated};

use crate::failure::Failure;
use crate::files::{self, STDIO, shown_name, stored_path};

/// Most bytes of a packed file that has to be in memory as a whole, such as a table.
const UNPACKED: u64 = 64 << 20;

/// How the names of members end that can be nothing else.
const CERTAIN: [&str; 11] = [
    ".tmx",
    ".xlf",
    ".xliff",
    ".sdlxliff",
    ".mqxliff",
    ".mxliff",
    ".txlf",
    ".tbx",
    ".tmx.gz",
    ".xlf.gz",
    ".tbx.gz",
];
/// How those end that are taken where no name says more.
const LIKELY: [&str; 10] = [
    ".xml", ".csv", ".tsv", ".tab", ".utf8", ".txt", ".utx", ".jsonl", ".xlsx", ".docx",
];
/// Files that are archives, and one document each.
const DOCUMENTS: [&str; 7] = ["xlsx", "xlsm", "docx", "odt", "ods", "pptx", "epub"];

/// A file, or a member of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    path: PathBuf,
    /// The member, and whether the archive has others beside it that are read.
    member: Option<(String, bool)>,
}

impl Source {
    pub(crate) fn file(path: PathBuf) -> Self {
        Self { path, member: None }
    }

    /// What a file holds: itself, or the members of an archive that can be read, of which `wanted`
    /// may choose some by their names.
    ///
    /// # Errors
    ///
    /// When it is an archive that cannot be read or holds nothing of the kind.
    pub(crate) fn all_in(path: PathBuf, wanted: &[String]) -> Result<Vec<Self>, Failure> {
        let failed = |error: &io::Error| Failure::io("read", &path, error);
        let Some(names) = members(&path).map_err(|error| failed(&error))? else {
            return match wanted.first() {
                None => Ok(vec![Self::file(path)]),
                Some(_) => Err(
                    Failure::usage(format!("`{}` is no archive", shown_name(&path)))
                        .hint("leave out --member"),
                ),
            };
        };
        let chosen = match wanted {
            [] => readable(&names),
            wanted => {
                let is_meant = |name: &&String| wanted.iter().any(|it| is_called(name, it));
                names.iter().filter(is_meant).cloned().collect()
            }
        };
        if chosen.is_empty() {
            let told = format!(
                "cannot import `{}`: there is no such file in the archive",
                shown_name(&path)
            );
            return Err(Failure::unusable(told).hint(match names.is_empty() {
                true => "it is empty".to_owned(),
                false => format!("--member chooses one of: {}", listed(&names)),
            }));
        }
        let is_shown = chosen.len() > 1 || !wanted.is_empty();
        let source = |name: String| Self {
            path: path.clone(),
            member: Some((name, is_shown)),
        };
        Ok(chosen.into_iter().map(source).collect())
    }

    /// The path where nothing has to be unpacked.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.member.is_none().then_some(&self.path)
    }

    /// As messages have it: `memories.zip/a.tmx`.
    pub(crate) fn shown(&self) -> String {
        self.with_member(shown_name(&self.path))
    }

    /// As it is stored.
    pub(crate) fn stored(&self) -> String {
        self.with_member(stored_path(&self.path))
    }

    fn with_member(&self, path: String) -> String {
        match &self.member {
            Some((member, true)) => format!("{path}/{member}"),
            _ => path,
        }
    }

    /// The name that says what it is, without the ending of compressed files.
    pub(crate) fn name(&self) -> String {
        let name = match &self.member {
            Some((member, _)) => member.clone(),
            None => self.path.to_string_lossy().into_owned(),
        };
        match name.to_lowercase().ends_with(".gz") {
            true => name[..name.len() - 3].to_owned(),
            false => name,
        }
    }

    /// Whether it can be read more than once.
    pub(crate) fn is_kept(&self) -> bool {
        self.path != Path::new(STDIO) && self.path.is_file()
    }

    /// Its content, unpacked.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub(crate) fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        if self.path == Path::new(STDIO) {
            return inflated(io::stdin(), INFLATED);
        }
        let file = File::open(&self.path)?;
        let Some((wanted, _)) = &self.member else {
            return inflated(file, INFLATED);
        };
        let mut archive = Archive::new(file, INFLATED);
        while let Some(name) = archive.next_member()? {
            if name == *wanted {
                return inflated(archive, INFLATED);
            }
        }
        Err(io::Error::new(
            io::ErrorKind::NotFound,
            format!("there is no `{wanted}` in it any more"),
        ))
    }

    /// Whether it is packed with gzip.
    pub(crate) fn is_compressed(&self) -> bool {
        let mut head = [0; 2];
        let read = File::open(&self.path).and_then(|mut file| file.read_exact(&mut head));
        self.is_kept() && read.is_ok() && head == [0x1F, 0x8B]
    }

    /// All of its content, of packed files no more than [`UNPACKED`].
    ///
    /// # Errors
    ///
    /// When it cannot be read or is too large.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Failure> {
        if self.member.is_none() && !self.is_compressed() {
            return files::read_bytes(&self.path);
        }
        let failed = |error: io::Error| self.failed(&error);
        let input = self.open().map_err(failed)?;
        let mut bytes = Vec::new();
        input
            .take(UNPACKED + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        match bytes.len() as u64 > UNPACKED {
            true => Err(Failure::unusable(format!(
                "`{}` holds more than {} MB",
                self.shown(),
                UNPACKED >> 20
            ))
            .hint("unpack it first")),
            false => Ok(bytes),
        }
    }

    /// Its content, unpacked, as something that can be read from its beginning again.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub(crate) fn reopened(&self) -> io::Result<impl Read + Seek> {
        let input = self.open()?;
        Ok(Reopened {
            source: self,
            input,
        })
    }

    /// The failure when it cannot be read.
    pub(crate) fn failed(&self, error: &io::Error) -> Failure {
        Failure::io("read", Path::new(&self.shown()), error)
    }
}

/// What is packed cannot be rewound, but opened again.
struct Reopened<'s> {
    source: &'s Source,
    input: Box<dyn Read + Send>,
}

impl Read for Reopened<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        crate::interrupt::check().map_err(|_| io::Error::other("interrupted"))?;
        self.input.read(room)
    }
}

impl Seek for Reopened<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if to != SeekFrom::Start(0) {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.input = self.source.open()?;
        Ok(0)
    }
}

/// The names in an archive; none where the file is no archive, or an archive that is one document.
fn members(path: &Path) -> io::Result<Option<Vec<String>>> {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let is_document = DOCUMENTS.iter().any(|it| ending.eq_ignore_ascii_case(it));
    if is_document || path == Path::new(STDIO) || !path.is_file() {
        return Ok(None);
    }
    let mut head = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut head)?;
    if !Archive::<File>::is_archive(&head) {
        return Ok(None);
    }
    let mut archive = Archive::new(File::open(path)?, INFLATED);
    let mut names = Vec::new();
    while let Some(name) = archive.next_member()? {
        crate::interrupt::check().map_err(|_| io::Error::other("interrupted"))?;
        if matches!(name.as_str(), "[Content_Types].xml" | "mimetype") {
            return Ok(None);
        }
        if !is_hidden(&name) {
            names.push(name);
        }
    }
    Ok(Some(names))
}

/// The members that can be read: those whose names are sure to say so, else those that may.
fn readable(names: &[String]) -> Vec<String> {
    let of = |endings: &[&str]| -> Vec<String> {
        let is_meant = |name: &&String| {
            let name = name.to_lowercase();
            endings.iter().any(|end| name.ends_with(end))
        };
        names.iter().filter(is_meant).cloned().collect()
    };
    let certain = of(&CERTAIN);
    match certain.is_empty() {
        true => of(&LIKELY),
        false => certain,
    }
}

/// What macOS puts beside each file.
fn is_hidden(name: &str) -> bool {
    name.split('/')
        .any(|part| part == "__MACOSX" || part.starts_with('.'))
}

/// Whether a member has a name, with or without the folders it is in.
fn is_called(member: &str, name: &str) -> bool {
    member == name || member.rsplit('/').next() == Some(name)
}

/// The first names, for a hint.
fn listed(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(10).map(String::as_str).collect();
    let more = if names.len() > shown.len() {
        " …"
    } else {
        ""
    };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn members_that_are_sure_to_be_meant_are_taken_first() {
        let all = names(&["read.txt", "m/A.TMX", "glossary.tbx"]);
        assert_eq!(readable(&all), ["m/A.TMX", "glossary.tbx"]);
        assert_eq!(readable(&names(&["a.doc", "b.xml"])), ["b.xml"]);
        assert!(readable(&names(&["a.doc"])).is_empty());
        assert!(is_hidden("__MACOSX/m/._A.TMX") && is_hidden("._b.tmx") && !is_hidden("b.tmx"));
    }

    #[test]
    fn a_member_is_called_by_its_name_with_or_without_folders() {
        assert!(is_called("m/a.tmx", "a.tmx") && is_called("m/a.tmx", "m/a.tmx"));
        assert!(!is_called("m/a.tmx", "b/a.tmx") && !is_called("ma.tmx", "a.tmx"));
    }
}
