//! `subjects`: the fields of the entries as a tree.

use glossary::subjects::{moved, tree};
use serde::Serialize;

use super::Outcome;
use crate::failure::Failure;
use crate::listing::{ListOutput, Listing};
use crate::termbase;
use crate::ui::Ui;

/// List the subjects of the entries as a tree, or rename one
///
/// A subject within another is written "politics/diplomacy". Each line has a
/// subject, the number of its own entries and, with those under it, of all.
/// --rename moves a subject with all that is under it.
///
/// Examples:
///   shuyu subjects
///   shuyu subjects --rename diplomacy politics/diplomacy
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Rename the subject OLD, and what is under it, to NEW
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"])]
    rename: Vec<String>,

    #[command(flatten)]
    output: ListOutput,
}

#[derive(Serialize)]
struct Row {
    subject: String,
    entries: usize,
    all: usize,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    if let [old, new] = args.rename.as_slice() {
        return rename(old, new, ui);
    }
    let store = termbase::open_existing(ui)?;
    let reader = store.read();
    let mut subjects = Vec::new();
    for id in reader.concept_ids()? {
        subjects.extend(reader.concept(id)?.subject);
    }
    let mut list = Listing::new(&["subject", "entries", "with those under it"], &["entries"]);
    for field in tree(&subjects) {
        let cells = vec![
            field.path.clone(),
            field.own.to_string(),
            field.all.to_string(),
        ];
        list.push(
            cells,
            Row {
                subject: field.path,
                entries: field.own,
                all: field.all,
            },
        );
    }
    list.show(ui, &args.output)?;
    if list.is_empty() {
        ui.message("no entry has a subject; `shuyu set TERM --subject S` gives it one");
        return Ok(Outcome::No);
    }
    Ok(Outcome::Done)
}

fn rename(old: &str, new: &str, ui: &mut Ui) -> anyhow::Result<Outcome> {
    if new.trim().is_empty() {
        return Err(Failure::usage("the new name is empty")
            .hint("`shuyu set TERM --subject \"\"` takes the subject of one entry away")
            .into());
    }
    let mut store = termbase::open_existing(ui)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let mut count = 0_usize;
    for id in work.read().concept_ids()? {
        crate::interrupt::check()?;
        let mut entry = work.read().concept(id)?;
        let subject = entry.subject.as_deref().unwrap_or_default();
        if let Some(subject) = moved(subject, old, new) {
            entry.subject = Some(subject);
            work.save_concept(&entry)?;
            count += 1;
        }
    }
    if count == 0 {
        return Err(
            Failure::unusable(format!("no entry has the subject `{old}`"))
                .hint("`shuyu subjects` lists them")
                .into(),
        );
    }
    if !ui.is_dry_run() {
        work.commit()?;
    }
    let noun = if count == 1 { "entry" } else { "entries" };
    let would = super::would(ui);
    ui.message(&format!("{would}renamed {old} to {new} in {count} {noun}"));
    Ok(Outcome::Done)
}
