//! `merge`: several entries made one.

use std::collections::BTreeSet;

use glossary::merge::merge;

use super::{Outcome, show};
use crate::failure::Failure;
use crate::termbase;
use crate::ui::Ui;

/// Make one entry of several that mean the same
///
/// The first one stays, with its number, and gets the terms, equivalents, periods
/// of use, definitions and notes of the others, without duplicates; the others
/// are gone. Where two prefer different English, that of the first is preferred
/// and the other admitted. What was decided on the terms stays.
///
/// Examples:
///   shuyu merge 蓝碳 海洋碳汇
///   shuyu merge "#3" "#12" --dry-run      shows the entry that would result
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Terms of the entries, or their numbers like "#12", the one that stays first
    #[arg(required = true, num_args = 2.., value_name = "TERM")]
    terms: Vec<String>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let mut store = termbase::open_existing(ui)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let pair = work.read().working_pair()?;
    let mut ids = Vec::with_capacity(args.terms.len());
    for term in &args.terms {
        let id = termbase::only_concept(work.read(), &pair.source, term)?
            .ok_or_else(|| termbase::no_entry(term))?;
        ids.push(id);
    }
    let (Some((&first, others)), Some(first_term)) = (ids.split_first(), args.terms.first()) else {
        return Err(Failure::usage("there is nothing to merge").into());
    };
    let mut seen: BTreeSet<i64> = BTreeSet::from([first]);
    for (id, term) in others.iter().zip(args.terms.iter().skip(1)) {
        if !seen.insert(*id) {
            return Err(
                Failure::usage(format!("`{term}` is entry #{id}, which is named before"))
                    .hint("name each entry once; `shuyu find TEXT` shows the numbers")
                    .into(),
            );
        }
    }
    let mut entry = work.read().concept(first)?;
    let uid = entry.uid.clone();
    let mut merged = Vec::with_capacity(others.len());
    for id in others {
        let other = work.read().concept(*id)?;
        merge(&mut entry, &other);
        let term = other.terms(&pair.source).next();
        let term = term.map_or_else(String::new, |term| term.text.clone());
        merged.push(format!("{term} (#{id})"));
        work.redirect_relations(&other.uid, Some(&uid))?;
        work.delete_concept(*id)?;
    }
    work.save_concept(&entry)?;
    if !ui.is_dry_run() {
        crate::backups::make(ui, &ui.database()?.path, "merge")?;
    }
    let entry = work.read().concept(first)?;
    if !ui.is_dry_run() {
        work.commit()?;
    }
    if ui.is_json() {
        ui.json(&entry)?;
        return Ok(Outcome::Done);
    }
    let name = entry
        .terms(&pair.source)
        .next()
        .map_or(first_term.as_str(), |term| term.text.as_str());
    ui.message(&format!(
        "{}merged {} into {name} (#{first})",
        super::would(ui),
        merged.join(", ")
    ));
    show::print_entry(&entry, &pair, ui)?;
    if !ui.is_dry_run() {
        ui.message("to take this back: shuyu undo");
    }
    Ok(Outcome::Done)
}
