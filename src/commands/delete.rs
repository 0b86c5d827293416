//! `delete`: entries removed.

use serde_json::json;

use super::Outcome;
use crate::termbase;
use crate::ui::Ui;

/// Delete entries
///
/// All terms given are deleted, or none. What was decided about the term is
/// forgotten too, so that it can be proposed again. `shuyu undo` brings all of it
/// back.
///
/// Examples:
///   shuyu delete 国际合作
///   shuyu delete "#12" --dry-run
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Terms of the entries, or their numbers like "#12"
    #[arg(required = true, value_name = "TERM")]
    terms: Vec<String>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let mut store = termbase::open_existing(ui)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let pair = work.read().working_pair()?;
    let mut deleted = Vec::new();
    for term in &args.terms {
        let id = termbase::only_concept(work.read(), &pair.source, term)?
            .ok_or_else(|| termbase::no_entry(term))?;
        let entry = work.read().concept(id)?;
        work.redirect_relations(&entry.uid, None)?;
        work.delete_concept(id)?;
        for term in entry.terms(&pair.source) {
            if work
                .read()
                .concepts_of(&pair.source, &term.text)?
                .is_empty()
            {
                work.withdraw_decision(&pair.source, &term.text)?;
            }
        }
        deleted.push(entry);
    }
    if !ui.is_dry_run() {
        work.commit()?;
    }
    for entry in &deleted {
        let name = entry
            .terms(&pair.source)
            .next()
            .map_or("", |term| term.text.as_str());
        if ui.is_json() {
            ui.json(&json!({ "deleted": entry.id, "uid": entry.uid, "term": name }))?;
        } else {
            ui.message(&format!(
                "{}deleted {name} (#{})",
                super::would(ui),
                entry.id
            ));
        }
    }
    if !ui.is_dry_run() && !ui.is_json() {
        ui.message("to take this back: shuyu undo");
    }
    Ok(Outcome::Done)
}
