//! What an import did and could not do, in words.

use std::path::Path;

use glossary::import::{
    Broken, ColumnError, Difference, ImportFile, Place, PlannedEntry, ReadImportError, Unplanned,
};
use glossary::store::WorkingPair;
use serde_json::json;

use super::Args;
use crate::commands::would;
use crate::failure::Failure;
use crate::files::not_a_text;
use crate::memory::{self, TakenIn};
use crate::output::counted;
use crate::source::Source;
use crate::ui::Ui;

/// What was made of the records of a file.
#[derive(Default)]
pub(super) struct Made {
    pub(super) new: usize,
    pub(super) changed: usize,
    pub(super) same: usize,
    /// Entries that have to do with others of the file since.
    pub(super) related: usize,
    /// What differs and was not taken.
    pub(super) kept: Vec<(Place, Difference)>,
    /// The new and changed entries in the lines of a dry run.
    pub(super) lines: Vec<String>,
    pub(super) rest: Unplanned,
}

impl Made {
    /// Adds an entry; with a pair of languages it is to be shown.
    pub(super) fn add(&mut self, entry: PlannedEntry, shown: Option<&WorkingPair>) {
        let count = match (entry.is_new(), entry.is_changed()) {
            (true, _) => &mut self.new,
            (_, true) => &mut self.changed,
            _ => &mut self.same,
        };
        *count += 1;
        if let Some(pair) = shown {
            self.lines.extend(changes(&entry, pair));
        }
        let place = entry.place;
        let kept = entry.kept.into_iter();
        self.kept.extend(kept.map(|kept| (place, kept)));
    }

    /// Entries, and candidates nothing is decided about, that stay as they are.
    fn same(&self) -> usize {
        self.same + self.rest.undecided
    }
}

pub(super) fn no_record_skipped(
    source: &Source,
    skipped: &[Broken],
    ui: &mut Ui,
) -> Result<(), Failure> {
    let Some((first, others)) = skipped.split_first() else {
        return Ok(());
    };
    for broken in others.iter().take(SHOWN) {
        ui.warn(&format!("`{}`: {broken}", source.shown()));
    }
    let more = match others.len() {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    Err(Failure::unusable(format!(
        "`{}`: {first}{more}; nothing was imported",
        source.shown()
    ))
    .hint("mend these places, or leave out --strict to skip them"))
}

/// Of more only the number is told.
const SHOWN: usize = 10;

pub(super) fn tell(
    source: &Source,
    file: &ImportFile,
    records: usize,
    made: &Made,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let name = source.shown();
    let kept = made.kept.iter();
    let kept: Vec<String> = kept
        .map(|(place, kept)| format!("{place}: not taken: {kept}"))
        .collect();
    let skipped: Vec<String> = made.rest.skipped.iter().map(ToString::to_string).collect();
    let warnings = made.rest.warnings.iter();
    let warnings: Vec<String> = warnings
        .map(|(place, warning)| format!("{place}: {warning}"))
        .collect();
    if ui.is_json() {
        return ui.json(&json!({
            "file": name,
            "format": file.format.as_str(),
            "records": records,
            "new": made.new,
            "changed": made.changed,
            "same": made.same(),
            "skipped": skipped.len(),
            "related": made.related,
            "kept": kept,
            "problems": skipped,
            "warnings": warnings,
            "notes": file.notes,
        }));
    }
    for note in &file.notes {
        ui.message(&format!("{name}: {note}"));
    }
    if ui.is_dry_run() {
        for line in &made.lines {
            ui.line(line)?;
        }
        if made.same() > 0 {
            ui.line(&format!("= {} same", made.same()))?;
        }
        for line in skipped.iter().chain(&kept).chain(&warnings) {
            ui.line(&format!("! {line}"))?;
        }
    } else {
        tell_some(&name, &skipped, "skipped", ui);
        tell_some(&name, &kept, "differences", ui);
        tell_some(&name, &warnings, "warnings", ui);
    }
    ui.message(&format!(
        "{}imported {name} ({}): {} new, {} changed, {} same, {} skipped",
        would(ui),
        file.format,
        made.new,
        made.changed,
        made.same(),
        skipped.len()
    ));
    if made.related > 0 {
        ui.message(&format!(
            "{} related to others of the file",
            counted(made.related, "entry")
        ));
    }
    if !kept.is_empty() {
        ui.message(&format!(
            "{} of the file not taken; `--on-conflict replace` takes them",
            counted(kept.len(), "value")
        ));
    }
    Ok(())
}

pub(super) fn tell_units(
    source: &Source,
    format: memory::Format,
    units: &TakenIn,
    args: &Args,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let name = source.shown();
    let listed = units.report.listed.iter();
    let mut problems: Vec<String> = listed.map(ToString::to_string).collect();
    if units.report.untranslated > 0 {
        let count = usize::try_from(units.report.untranslated).unwrap_or(usize::MAX);
        problems.push(format!("{} without a translation", counted(count, "unit")));
    }
    if units.foreign > 0 {
        let count = units.foreign;
        let units = if count == 1 { "unit has" } else { "units have" };
        problems.push(format!("{count} {units} only one of the two languages"));
    }
    if ui.is_json() {
        return ui.json(&json!({
            "file": name,
            "format": format.as_str(),
            "records": units.records(),
            "new": units.counts.new,
            "changed": 0,
            "same": units.counts.same,
            "skipped": units.skipped(),
            "problems": problems,
        }));
    }
    tell_some(&name, &problems, "problems", ui);
    ui.message(&format!(
        "{}imported {name} ({}): {}, {} same, {} skipped",
        would(ui),
        format.as_str(),
        counted(units.counts.new, "new unit"),
        units.counts.same,
        units.skipped()
    ));
    if !args.clean && units.counts.new > 0 && !ui.is_dry_run() {
        ui.message("to look for flawed units: shuyu tm clean --dry-run");
    }
    Ok(())
}

/// What stayed out for its flaws is kept in a file, so that nothing is lost.
pub(super) fn tell_removed(
    taken: &[(Source, memory::Format, TakenIn)],
    ui: &mut Ui,
) -> Result<(), Failure> {
    let removed = taken.iter().flat_map(|(_, _, units)| &units.removed);
    let removed: Vec<String> = removed.cloned().collect();
    if removed.is_empty() || ui.is_dry_run() {
        return Ok(());
    }
    let list = memory::list_of_removed(&ui.database()?.path);
    memory::write_removed(&list, &removed)?;
    ui.message(&format!(
        "{} left out, listed in {}",
        counted(removed.len(), "flawed unit"),
        list.display()
    ));
    Ok(())
}

fn tell_some(name: &str, lines: &[String], what: &str, ui: &mut Ui) {
    for line in lines.iter().take(SHOWN) {
        ui.warn(&format!("`{name}`: {line}"));
    }
    if lines.len() > SHOWN {
        ui.warn(&format!(
            "`{name}`: {} more {what}; --dry-run shows all",
            lines.len() - SHOWN
        ));
    }
}

/// The lines that a dry run has for an entry.
fn changes(entry: &PlannedEntry, pair: &WorkingPair) -> Vec<String> {
    if entry.is_changed() {
        let changes = entry.changes(&pair.source).into_iter();
        return changes.map(|change| format!("~ {change}")).collect();
    }
    if !entry.is_new() {
        return Vec::new();
    }
    let texts = |lang| -> String {
        let terms = entry.after.terms(lang);
        let texts: Vec<&str> = terms.map(|term| term.text.as_str()).collect();
        texts.join("; ")
    };
    let (term, english) = (texts(&pair.source), texts(&pair.target));
    vec![match english.as_str() {
        "" => format!("+ {term}"),
        english => format!("+ {term} → {english}"),
    }]
}

pub(super) fn not_importable(source: &Source, error: &ReadImportError) -> Failure {
    if let ReadImportError::Decode(error) = error {
        return not_a_text(Path::new(&source.shown()), error);
    }
    let failure = Failure::unusable(format!("cannot import `{}`: {error}", source.shown()));
    match error {
        ReadImportError::Columns(ColumnError::NoColumn(_)) => {
            failure.hint("`--map` takes a heading of the file or a number from 1, like 2=term")
        }
        ReadImportError::Columns(_) => {
            failure.hint("say which column it is, by heading or number: --map 2=term")
        }
        ReadImportError::Document(_) => {
            failure.hint("open it in the program it comes from and save it as DOCX once more")
        }
        ReadImportError::NoTable => {
            failure.hint("`shuyu add` reads its text; entries are taken from tables only")
        }
        ReadImportError::Markup(_) => {
            failure.hint("export it once more where it comes from, or as CSV")
        }
        ReadImportError::Workbook(_) => {
            failure.hint("open it in a spreadsheet and save it as XLSX once more, or as CSV")
        }
        _ => failure.hint("check that it is the right file; `--format` says what it is"),
    }
}
