//! `tm`: the translation memory as a whole.

use std::path::PathBuf;

use glossary::store::StoredUnit;
use serde_json::json;
use tmx::hygiene::{Checker, Flaw};

use super::Outcome;
use crate::failure::Failure;
use crate::memory;
use crate::termbase;
use crate::ui::Ui;

/// Look after the translation memory
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    Clean(Clean),
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Clean(args) => clean(args, ui),
    }
}

/// Take units out of use that spoil the memory
///
/// Looked for are: empty (a side is missing), untranslated (both sides are the
/// same), language and script (a side is in another one), length (a side is far
/// too long for the other), markup (a tag or code has no counterpart, or characters
/// are unreadable), duplicate (a unit before it says the same, but for case, width,
/// marks and blanks). What is taken out is listed in a file with its reason;
/// --dry-run only prints the list.
///
/// Examples:
///   shuyu tm clean --dry-run
///   shuyu tm clean --only duplicate,empty
///   shuyu tm clean -o removed.tsv
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
struct Clean {
    /// Only units with these flaws
    #[arg(long, value_name = "FLAW", value_delimiter = ',', value_parser = Flaw::NAMES)]
    only: Vec<String>,

    /// Where the list goes [default: removed-units.tsv beside the termbase]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn clean(args: &Clean, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let mut store = termbase::open_existing(ui)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let pair = work.read().working_pair()?;
    let mut checker =
        Checker::new(&pair.source, &pair.target).with_script(&memory::is_other_script);
    let (mut ids, mut lines, mut units) = (Vec::new(), Vec::new(), 0_usize);
    work.read()
        .for_each_unit(|stored: StoredUnit| -> Result<(), Failure> {
            crate::interrupt::check()?;
            units += 1;
            let mut flaws = checker.check(&stored.unit);
            flaws.retain(|flaw| {
                args.only.is_empty() || args.only.iter().any(|it| it == flaw.name())
            });
            if !flaws.is_empty() {
                let StoredUnit {
                    id, origin, unit, ..
                } = stored;
                lines.push(memory::removed_line(
                    &flaws,
                    &origin,
                    &unit,
                    &pair,
                    Some(id),
                ));
                ids.push(id);
            }
            Ok(())
        })?;
    let count = ids.len();
    let list = match &args.output {
        Some(path) => path.clone(),
        None => memory::list_of_removed(&ui.database()?.path),
    };
    if ui.is_dry_run() {
        if !ui.is_json() {
            for line in &lines {
                ui.row(&line.trim_end_matches('\n').split('\t').collect::<Vec<_>>())?;
            }
        }
    } else if count > 0 {
        for id in ids {
            crate::interrupt::check()?;
            work.set_unit_aside(id)?;
        }
        // What goes is on the disk before it goes.
        memory::write_removed(&list, &lines)?;
        crate::backups::make(ui, &ui.database()?.path, "clean")?;
        work.commit()?;
    }
    if ui.is_json() {
        let list = (count > 0 && !ui.is_dry_run()).then(|| list.display().to_string());
        ui.json(&json!({ "units": units, "removed": count, "list": list }))?;
        return Ok(Outcome::Done);
    }
    let took = match ui.is_dry_run() {
        true => "would have taken",
        false => "took",
    };
    ui.message(&format!("{took} {count} of {units} units out of use"));
    if count > 0 && !ui.is_dry_run() {
        ui.message(&format!(
            "listed in {}; to take this back: shuyu undo",
            list.display()
        ));
    }
    Ok(Outcome::Done)
}
