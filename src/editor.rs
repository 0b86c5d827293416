//! The user's own editor, for a text in a file of its own.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;

/// A text that is being edited, in a file that stays until [`Draft::discard`] is called: whatever
/// happens, nothing that was typed is lost.
pub(crate) struct Draft {
    path: PathBuf,
}

impl Draft {
    /// Writes the text to a new file among the temporary ones; its name ends in `suffix`.
    pub(crate) fn new(text: &str, suffix: &str) -> Result<Self, Failure> {
        let file = tempfile::Builder::new()
            .prefix("shuyu-")
            .suffix(suffix)
            .tempfile();
        let folder = std::env::temp_dir();
        let failed = |error: io::Error| Failure::io("write", &folder, &error);
        let (_, path) = file
            .map_err(failed)?
            .keep()
            .map_err(|it| failed(it.error))?;
        let draft = Self { path };
        draft.write(text)?;
        Ok(draft)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn write(&self, text: &str) -> Result<(), Failure> {
        fs::write(&self.path, text).map_err(|error| Failure::io("write", &self.path, &error))
    }

    pub(crate) fn read(&self) -> Result<String, Failure> {
        let bytes = fs::read(&self.path);
        let bytes = bytes.map_err(|error| Failure::io("read", &self.path, &error))?;
        // Notepad writes a mark at the beginning.
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
    }

    /// Removes the file; it is of no use any more.
    pub(crate) fn discard(self) {
        // A file among the temporary ones does no harm.
        let _ = fs::remove_file(&self.path);
    }

    /// Lets the user edit the file, and waits until the editor is closed.
    pub(crate) fn edit(&self) -> Result<(), Failure> {
        let (program, arguments) = command();
        let mut command = Command::new(&program);
        command.args(arguments).arg(&self.path);
        let name = program.to_string_lossy().into_owned();
        let hint = format!(
            "set EDITOR to an editor that waits until the file is closed, like `code --wait` or \
             `notepad`; your text is kept in `{}`",
            self.path.display()
        );
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => {
                Err(Failure::unusable(format!("the editor `{name}` failed: {status}")).hint(hint))
            }
            Err(error) => Err(Failure::unusable(format!(
                "the editor `{name}` does not start: {error}"
            ))
            .hint(hint)),
        }
    }
}

/// The editor and its arguments: what `VISUAL` or `EDITOR` says, else one that is always there.
fn command() -> (OsString, Vec<String>) {
    let set = ["VISUAL", "EDITOR"].iter().find_map(|name| {
        let value = std::env::var(name).ok()?;
        Some(value).filter(|value| !value.trim().is_empty())
    });
    let Some(set) = set else {
        let usual = if cfg!(windows) { "notepad" } else { "vi" };
        return (usual.into(), Vec::new());
    };
    // A path with blanks is a path.
    if Path::new(&set).is_file() {
        return (set.into(), Vec::new());
    }
    let mut words = words(&set).into_iter();
    (words.next().unwrap_or_default().into(), words.collect())
}

/// The words of a command line; a word in quotation marks may hold blanks.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match c {
            '"' | '\'' if quote.is_none() => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            c if quote == Some(c) => quote = None,
            c if c.is_whitespace() && quote.is_none() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_keep_a_path_together() {
        assert_eq!(words("code --wait"), ["code", "--wait"]);
        assert_eq!(
            words(r#""C:\Program Files\x.exe" -n ''"#),
            [r"C:\Program Files\x.exe", "-n", ""]
        );
    }

    #[test]
    fn a_draft_stays_until_it_is_of_no_use() {
        let draft = Draft::new("one\r\ntwo", ".toml").unwrap();
        let path = draft.path().to_owned();
        assert_eq!(draft.read().unwrap(), "one\ntwo");
        assert!(path.exists());
        draft.discard();
        assert!(!path.exists());
    }
}
