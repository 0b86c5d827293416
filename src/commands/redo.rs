//! `redo`: an operation that was taken back, done again.

use super::Outcome;
use super::undo::{Way, turn};
use crate::ui::Ui;

/// Do again what you undid last, or an undone operation by its number
///
/// Redo again to go further. What was changed in the meantime is not overwritten:
/// redo refuses, and names the operation that is in the way.
///
/// Examples:
///   shuyu redo
///   shuyu redo "#12"            the number that `shuyu log` shows
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Number of the operation that was undone, like "#12" or 12
    #[arg(value_name = "NUMBER")]
    operation: Option<String>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    turn(args.operation.as_deref(), Way::Again, ui)
}
