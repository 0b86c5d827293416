//! Inputs as the user names them; outputs that are whole or not there at all.

mod expand;
mod lines;
mod pair;
mod pdf;
mod read;
mod write;

pub(crate) use expand::expand;
pub(crate) use lines::Lines;
pub(crate) use pair::pair_up;
pub(crate) use pdf::{has_pdf_program, read_pdf};
pub(crate) use read::{not_a_text, not_readable, open_whole, read_bytes};
pub(crate) use write::{Watched, output_folder, write_whole};

use std::path::Path;

/// The name that means standard input or output.
pub(crate) const STDIO: &str = "-";

/// Returns `path` as messages have it.
pub(crate) fn shown_name(path: &Path) -> String {
    if path == Path::new(STDIO) {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

/// Returns `path` as it is stored: with `/` on every system, so that a database can move.
pub(crate) fn stored_path(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    // The prefix of Windows paths that are not to be interpreted.
    let path = path.strip_prefix("//?/").unwrap_or(&path);
    path.strip_prefix("./").unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_stored_with_slashes() {
        for (typed, stored) in [
            (r"speeches\2023\a.txt", "speeches/2023/a.txt"),
            (r".\a.txt", "a.txt"),
            (r"C:\我的 文档\a.txt", "C:/我的 文档/a.txt"),
            (r"\\?\C:\a.txt", "C:/a.txt"),
            (r"\\server\share\a.txt", "//server/share/a.txt"),
            ("./speeches/a.txt", "speeches/a.txt"),
        ] {
            assert_eq!(stored_path(Path::new(typed)), stored);
        }
    }
}
