//! Where copies of the termbase lie, what they are called, and how many are kept.

use std::fs;
use std::path::{Path, PathBuf};

use glossary::store::{StoreError, back_up};
use tmx::Timestamp;

use crate::failure::Failure;
use crate::ui::Ui;

/// Copies that are made without being asked for are kept up to this number.
const KEPT: usize = 10;

/// The folder of the copies of a termbase, beside it: `shuyu.db-backups`.
pub(crate) fn folder(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-backups");
    PathBuf::from(name)
}

/// Makes a copy before something that changes much, `before` in one word; the oldest ones go. None
/// where there is nothing to copy yet.
///
/// # Errors
///
/// When the copy cannot be made: then what was to be done should not be.
pub(crate) fn make(ui: &Ui, path: &Path, before: &str) -> Result<Option<PathBuf>, Failure> {
    if !path.exists() {
        return Ok(None);
    }
    let folder = folder(path);
    fs::create_dir_all(&folder).map_err(|error| Failure::io("make", &folder, &error))?;
    let copy = free_name(&folder, &format!("{}-before-{before}", time(ui)?));
    back_up(path, &copy).map_err(|error| cannot_copy(error, &folder))?;
    rotate(&folder)?;
    Ok(Some(copy))
}

/// The time as it stands in the names of copies, so that they sort by it: `20231114T221320Z`.
pub(crate) fn time(ui: &Ui) -> Result<String, Failure> {
    Ok(Timestamp::from_seconds(ui.now()?).to_tmx())
}

/// A name in the folder that no file has.
pub(crate) fn free_name(folder: &Path, stem: &str) -> PathBuf {
    let numbered = (2..).map(|number| format!("{stem}-{number}.db"));
    let mut names = std::iter::once(format!("{stem}.db")).chain(numbered);
    names
        .find_map(|name| Some(folder.join(name)).filter(|path| !path.exists()))
        .unwrap_or_else(|| folder.join(stem))
}

pub(crate) fn cannot_copy(error: StoreError, folder: &Path) -> Failure {
    Failure::from(error).within(&format!("copying the termbase to `{}`: ", folder.display()))
}

/// Removes the oldest of the copies that nobody asked for.
fn rotate(folder: &Path) -> Result<(), Failure> {
    let read = fs::read_dir(folder).map_err(|error| Failure::io("read", folder, &error))?;
    let mut names: Vec<PathBuf> = read
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().contains("-before-"))
        .collect();
    names.sort();
    let too_many = names.len().saturating_sub(KEPT);
    for name in names.iter().take(too_many) {
        fs::remove_file(name).map_err(|error| Failure::io("remove", name, &error))?;
    }
    Ok(())
}
