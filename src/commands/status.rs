//! `status`: where am I, and what comes next.

use glossary::store::{Access, Status};
use serde::Serialize;

use super::Outcome;
use crate::termbase;
use crate::ui::Ui;

/// Show what the termbase holds and what to do next
///
/// Examples:
///   shuyu status
///   shuyu -d out/shuyu.db status --json
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {}

#[derive(Serialize)]
struct Report {
    database: String,
    #[serde(flatten)]
    status: Status,
}

pub(crate) fn run(_: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let store = termbase::open(ui, Access::Read)?;
    let status = store.read().status()?;
    let database = crate::files::stored_path(store.path());
    if ui.is_json() {
        ui.json(&Report { database, status })?;
        return Ok(Outcome::Done);
    }
    let undecided = store.read().undecided_count()?;
    ui.line(&format!("termbase    {database}"))?;
    ui.line(&format!(
        "texts       {}, {} characters",
        status.texts, status.characters
    ))?;
    ui.line(&format!(
        "candidates  {}, {undecided} not decided",
        status.candidates
    ))?;
    ui.line(&format!(
        "decisions   {} accepted, {} rejected, {} put off",
        status.accepted, status.rejected, status.later
    ))?;
    ui.line(&format!(
        "entries     {}, {} with English",
        status.entries, status.translated
    ))?;
    ui.line(&format!("units       {}", status.units))?;
    ui.next_step(match status {
        Status { texts: 0, .. } => "shuyu add TEXTS",
        Status { candidates: 0, .. } => "shuyu extract",
        Status { translated: 0, .. } => "shuyu review",
        _ => "shuyu export --to tbx -o glossary.tbx",
    });
    Ok(Outcome::Done)
}
