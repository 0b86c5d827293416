//! `dump`: all facts as sorted lines of JSON.

use std::path::PathBuf;

use glossary::store::Access;

use super::Outcome;
use crate::termbase;
use crate::ui::Ui;

/// Write all facts of the termbase as sorted lines of JSON
///
/// Texts, entries, decisions and units; not the log, nothing that can be made
/// again from them, and not the numbers (like "#12"), which each termbase gives in
/// its own order. Equal facts give equal bytes, so two termbases can be compared
/// line by line; `shuyu load` reads them, `shuyu sync` merges them. --history adds
/// the log, the numbers, and the texts and units out of use that `shuyu undo` can
/// bring back.
///
/// Examples:
///   shuyu dump -o facts.jsonl
///   shuyu dump --history -o all.jsonl
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Write to FILE
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Add the log
    #[arg(long)]
    history: bool,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let store = termbase::open(ui, Access::Read)?;
    ui.write_output(args.output.as_deref(), |out| {
        store.read().dump(out)?;
        if args.history {
            store.read().dump_history(out)?;
        }
        Ok(())
    })?;
    Ok(Outcome::Done)
}
