//! `approve`: somebody stands for entries.

use glossary::entry::EntryState;
use serde_json::json;

use super::Outcome;
use crate::failure::Failure;
use crate::selection::Selection;
use crate::termbase;
use crate::ui::Ui;

/// Approve entries, or take the approval back
///
/// Every entry is a proposal until somebody approves it; who did is kept with it.
/// `find --state proposed` lists what is left, `export --state approved` writes
/// only what is approved. Without TERM, all entries that --subject, --customer,
/// --project and --state admit are meant. Who you are is $SHUYU_USER, else the
/// user of the computer.
///
/// Examples:
///   shuyu approve 守望相助 蓝碳
///   shuyu approve --subject politics
///   shuyu approve 蓝碳 --withdraw
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Terms of the entries, or their numbers like "#12"
    #[arg(
        value_name = "TERM",
        required_unless_present_any = ["subject", "customer", "project", "state"]
    )]
    terms: Vec<String>,

    /// Take the approval back: they are proposals again
    #[arg(long)]
    withdraw: bool,

    #[command(flatten)]
    selection: Selection,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let mut store = termbase::open_existing(ui)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let pair = work.read().working_pair()?;
    let ids = match args.terms.is_empty() {
        true => work.read().concept_ids()?,
        false => {
            let mut ids = Vec::with_capacity(args.terms.len());
            for term in &args.terms {
                let id = termbase::only_concept(work.read(), &pair.source, term)?;
                ids.push(id.ok_or_else(|| termbase::no_entry(term))?);
            }
            ids
        }
    };
    let filter = args.selection.filter();
    let (wanted, approved_by) = match args.withdraw {
        true => (EntryState::Proposed, None),
        false => (EntryState::Approved, Some(author.user.clone())),
    };
    let (mut changed, mut same) = (Vec::new(), 0_usize);
    for id in ids {
        crate::interrupt::check()?;
        let mut entry = work.read().concept(id)?;
        if !filter.admits(&entry) {
            continue;
        }
        if entry.state() == wanted {
            same += 1;
            continue;
        }
        entry.approved_by.clone_from(&approved_by);
        work.save_concept(&entry)?;
        changed.push(entry);
    }
    if changed.is_empty() && same == 0 {
        return Err(Failure::unusable("no entry is meant")
            .hint("`shuyu find` with the same options lists what they admit")
            .into());
    }
    if !ui.is_dry_run() {
        work.commit()?;
    }
    let verb = match args.withdraw {
        true => "took the approval back of",
        false => "approved",
    };
    for entry in &changed {
        let name = entry.terms(&pair.source).next();
        let name = name.map_or("", |term| term.text.as_str());
        if ui.is_json() {
            ui.json(&json!({
                "id": entry.id, "uid": entry.uid, "term": name, "approved_by": entry.approved_by,
            }))?;
        } else {
            let id = entry.id;
            ui.message(&format!("{}{verb} {name} (#{id})", super::would(ui)));
        }
    }
    if same > 0 {
        let were = match wanted {
            EntryState::Approved => "approved",
            EntryState::Proposed => "proposals",
        };
        ui.message(&match same {
            1 => format!("1 entry was {were} already"),
            _ => format!("{same} entries were {were} already"),
        });
    }
    Ok(Outcome::Done)
}
