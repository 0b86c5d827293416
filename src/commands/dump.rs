//! `dump`: all facts as sorted lines of JSON.

use std::path::PathBuf;

use glossary::store::Access;

use super::Outcome;
use crate::termbase;
use crate::ui::Ui;

/// Write all facts of the termbase as sorted lines of JSON
///
/// Texts, entries, decisions and units; not the log, and nothing that can be
/// made again from them. Equal facts give equal bytes, so two termbases can be
/// compared line by line.
///
/// Examples:
///   shuyu dump -o facts.jsonl
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Write to FILE
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let store = termbase::open(ui, Access::Read)?;
    ui.write_output(args.output.as_deref(), |out| Ok(store.read().dump(out)?))?;
    Ok(Outcome::Done)
}
