//! Reading a whole input.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use glossary::text::{DecodeError, ReadError};

use super::{STDIO, shown_name};
use crate::failure::Failure;
use crate::interrupt;

/// No text a person translates is larger, in bytes.
const LARGEST: u64 = 2 << 30;
/// Read at a time, between two looks for Ctrl-C.
const PIECE: u64 = 1 << 20;

/// Returns the bytes of a file, or of standard input for `-`.
///
/// # Errors
///
/// Fails when there is no such file, when it is a folder, may not be read, or holds more than
/// 2 GiB.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new(STDIO) {
        let name = Path::new("standard input");
        return interrupt::while_waiting(|| read_limited(io::stdin().lock(), name, LARGEST));
    }
    let failed = |error: io::Error| Failure::io("read", path, &error);
    let metadata = std::fs::metadata(path).map_err(failed)?;
    if metadata.is_dir() {
        return Err(
            Failure::unusable(format!("cannot read `{}`: it is a folder", path.display()))
                .hint("give the name of a file in it"),
        );
    }
    if metadata.len() > LARGEST {
        return Err(too_large(path, LARGEST));
    }
    read_limited(File::open(path).map_err(failed)?, path, LARGEST)
}

/// A file that can be read twice; none for a pipe or standard input.
///
/// # Errors
///
/// As [`read_bytes`].
pub(crate) fn open_whole(path: &Path) -> Result<Option<impl Read + Seek>, Failure> {
    let failed = |error: io::Error| Failure::io("read", path, &error);
    if path == Path::new(STDIO) {
        return Ok(None);
    }
    let metadata = std::fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Ok(None);
    }
    if metadata.len() > LARGEST {
        return Err(too_large(path, LARGEST));
    }
    Ok(Some(Interruptible(File::open(path).map_err(failed)?)))
}

/// A file whose reading ends when the user wants that.
struct Interruptible(File);

impl Read for Interruptible {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        interrupt::check().map_err(|_| io::Error::other("interrupted"))?;
        self.0.read(buffer)
    }
}

impl Seek for Interruptible {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

/// The limit holds for what is read, too: a pipe has no size, and a file can grow.
fn read_limited(mut input: impl Read, path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    loop {
        interrupt::check()?;
        let read = input
            .by_ref()
            .take(PIECE)
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::io("read", path, &error))?;
        if bytes.len() as u64 > limit {
            return Err(too_large(path, limit));
        }
        if read == 0 {
            return Ok(bytes);
        }
    }
}

/// The failure of a file that was read and is no text.
pub(crate) fn not_a_text(path: &Path, error: &DecodeError) -> Failure {
    let failure = Failure::unusable(format!("cannot read `{}`: {error}", shown_name(path)));
    match error {
        DecodeError::Empty => failure.hint("check that it was saved, or leave it out"),
        _ => failure
            .hint("open it in the program it belongs to and save it as plain text, best as UTF-8"),
    }
}

/// The failure of a file that no text could be taken from.
pub(crate) fn not_readable(path: &Path, error: &ReadError) -> Failure {
    if let ReadError::Decode(error) = error {
        return not_a_text(path, error);
    }
    let failure = Failure::unusable(format!("cannot read `{}`: {error}", shown_name(path)));
    match error {
        ReadError::Unsupported { save_as, .. } => failure.hint(format!(
            "open it in the program it belongs to and save it as {save_as}"
        )),
        ReadError::Protected { .. } => failure
            .hint("open it in the program it belongs to and save a copy without the protection"),
        ReadError::Damaged { .. } => failure.hint(
            "get it once more from where it came, or open it in its program and save it as text",
        ),
        ReadError::Suspicious { .. } => failure
            .hint("if you trust where it comes from, open it in its program and save it as text"),
        ReadError::NotUnderstood => failure.hint(
            "install pdftotext (of Poppler) or mutool (of MuPDF), or save it as text in a PDF reader",
        ),
        ReadError::NoText { kind, .. } if kind.contains("PDF") => {
            failure.hint("scanned pages need text recognition (OCR) first")
        }
        _ => failure.hint("check that it is the right file, or leave it out"),
    }
}

pub(super) fn too_large(path: &Path, limit: u64) -> Failure {
    Failure::unusable(format!(
        "`{}` is larger than {} GiB",
        path.display(),
        limit >> 30
    ))
    .hint("split it into smaller files; a text is usually smaller than one hundredth of that")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_named() {
        let failure = read_bytes(Path::new("no-such.txt")).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "cannot read `no-such.txt`: there is no such file or folder"
        );
        assert_eq!(failure.code(), 3);
    }

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let failure = read_bytes(folder.path()).unwrap_err();
        assert!(failure.to_string().ends_with("it is a folder"));
    }

    #[test]
    fn a_file_is_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let bytes = vec![7; 3_000_000];
        std::fs::write(&path, &bytes).unwrap();
        assert!(read_bytes(&path).unwrap() == bytes);
    }

    #[test]
    fn endless_input_stops_at_the_limit() {
        let failure = read_limited(io::repeat(0), Path::new("x"), 5_000_000).unwrap_err();
        assert!(failure.to_string().contains("larger than"));
    }
}
