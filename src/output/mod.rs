//! How results look: tables, tab-separated values, JSON Lines, progress.
//!
//! Text that came from files can hold anything, escape sequences for the terminal included.
//! Whatever a person will see passes [`sanitise()`] first; only [`crate::ui::Ui`] writes.

mod json;
mod progress;
mod sanitise;
mod table;
mod tsv;

pub(crate) use json::to_json_line;
pub(crate) use progress::Progress;
pub(crate) use sanitise::{sanitise, sanitise_line};
pub(crate) use table::{Table, clip};
pub(crate) use tsv::to_tsv_line;
