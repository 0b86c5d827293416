//! `load`: what a dump holds, into a termbase.

use std::path::{Path, PathBuf};

use glossary::store::{Access, StoreError};
use glossary::sync::{Dump, Kind};
use serde_json::{Value, json};

use super::Outcome;
use crate::failure::Failure;
use crate::files::{self, shown_name};
use crate::output::counted;
use crate::termbase;
use crate::ui::Ui;

/// Take over what a dump holds
///
/// Reads what `shuyu dump` wrote: texts, entries, decisions and units. Loaded
/// into an empty termbase, they give the same dump again. A dump does not hold
/// the numbers of entries (like "#12"), which are given anew, the candidates,
/// which `shuyu extract` finds again, nor, without --history, the log, which is
/// not loaded.
///
/// Into a termbase that has entries, what is missing is added. If anything is
/// there that differs, nothing is loaded; `shuyu sync` brings the two together.
/// All or nothing is loaded, as one operation that can be undone.
///
/// Examples:
///   shuyu -d copy.db load facts.jsonl
///   shuyu load facts.jsonl --dry-run
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// The dump; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let dump = read(&args.file)?;
    let mut store = termbase::open(ui, Access::Write)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    same_settings(&args.file, &dump, &work.read().settings()?)?;
    let known = work.read().facts()?;
    let (mut same, mut different) = (0, Vec::new());
    let mut new: Vec<(Kind, &Value)> = Vec::new();
    let wanted = dump.facts();
    for (key, thing) in &wanted {
        match known.get(key) {
            Some(there) if there.fields == thing.fields => same += 1,
            Some(_) => different.push(format!("{} {}", key.kind, thing.name)),
            None => {
                let line = dump.things.get(&(key.kind, thing.uid.clone()));
                new.extend(line.map(|line| (key.kind, line)));
            }
        }
    }
    if let Some((first, others)) = different.split_first() {
        let more = match others.len() {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        return Err(Failure::unusable(format!(
            "`{}` differs from what is there: {first}{more}; nothing was loaded",
            shown_name(&args.file)
        ))
        .hint("`shuyu sync FILE` brings the two together, or load into a new termbase with `--db`")
        .into());
    }
    let mut counts = [0_usize; 4];
    for (kind, line) in &new {
        crate::interrupt::check()?;
        work.put_line(*kind, line).map_err(fits_not)?;
        if let Some(count) = counts.get_mut(*kind as usize) {
            *count += 1;
        }
    }
    if !ui.is_dry_run() {
        work.commit()?;
    }
    let [texts, entries, decisions, units] = counts;
    if ui.is_json() {
        ui.json(&json!({
            "file": shown_name(&args.file), "texts": texts, "entries": entries,
            "decisions": decisions, "units": units, "same": same,
        }))?;
        return Ok(Outcome::Done);
    }
    ui.message(&format!(
        "{}loaded {}, {}, {} and {}; {same} were there already",
        super::would(ui),
        counted(entries, "entry"),
        counted(decisions, "decision"),
        counted(texts, "text"),
        counted(units, "unit"),
    ));
    if dump.history > 0 {
        ui.message("the log in it was left out");
    }
    if !new.is_empty() && !ui.is_dry_run() {
        ui.message("to take this back: shuyu undo");
        if texts > 0 {
            ui.next_step("shuyu extract");
        }
    }
    Ok(Outcome::Done)
}

/// Reads a dump.
///
/// # Errors
///
/// When it cannot be read or is none: the line is told.
pub(super) fn read(path: &Path) -> Result<Dump, Failure> {
    let bytes = files::read_bytes(path)?;
    Dump::read(&bytes).map_err(|error| {
        Failure::unusable(format!("`{}`, {error}", shown_name(path)))
            .hint("`shuyu dump -o FILE` writes such files; `shuyu import` reads others")
    })
}

/// A dump of a termbase for other languages is not brought together with this one.
///
/// # Errors
///
/// When a setting is another one.
pub(super) fn same_settings(
    path: &Path,
    dump: &Dump,
    ours: &[(String, String)],
) -> Result<(), Failure> {
    for (name, value) in ours {
        if let Some(other) = dump.settings.get(name).filter(|other| *other != value) {
            return Err(Failure::unusable(format!(
                "`{}` has `{name}` = `{other}`, this termbase has `{value}`",
                shown_name(path)
            ))
            .hint("use it with a termbase of the same languages"));
        }
    }
    Ok(())
}

/// A line that passed the guards and is refused by the termbase all the same.
fn fits_not(error: StoreError) -> Failure {
    match error {
        StoreError::Damaged(reason) => {
            Failure::unusable(format!("the dump cannot be loaded: {reason}"))
                .hint("write it once more with `shuyu dump -o FILE`")
        }
        other => other.into(),
    }
}
