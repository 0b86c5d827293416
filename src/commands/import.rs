//! `import`: entries and units from files.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use glossary::import::{
    Broken, ColumnError, Difference, Field, ImportFile, ImportFormat, Mapping, Place, PlannedEntry,
    Planning, Policy, ReadImportError, Records, Relations, Takes, Unplanned, read_import_from,
};
use glossary::store::{Access, Reader, Store, Work, WorkingPair};
use serde_json::json;

use super::Outcome;
use crate::failure::Failure;
use crate::files::{self, shown_name};
use crate::memory::{self, TakenIn};
use crate::output::counted;
use crate::termbase;
use crate::ui::Ui;

/// Take entries and units over from tables, workbooks, TBX, TMX and other files
///
/// Formats: csv, tsv, xlsx, docx and odt (every table in the document that is a
/// glossary), jsonl (as `export` writes it), tbx (version 2 or 3), multiterm (XML),
/// omegat, utx, and the tables of memoq, matecat, weblate and anki; the format, the
/// encoding and what parts the cells are detected. The columns of a
/// table are known by their headings, in English or Chinese; what entries have no
/// place for goes into the note. Without a heading the first columns are term,
/// English and note; in a document, the Chinese one and the other one.
///
/// Translation memories (.tmx, also packed) and bilingual files (.xlf, .xliff,
/// .sdlxliff, .mqxliff) go into the memory: units with Chinese and English, all
/// languages, markup and properties kept; what is there already with the same texts
/// is not stored twice.
///
/// An entry is known by its uid, if the file has one, else by its term. All files
/// are imported or, if one cannot be read, none; single records that cannot be
/// read are skipped and told. `--dry-run` shows what would change:
/// `+` new, `~` changed, `=` the same, `!` not taken.
///
/// Examples:
///   shuyu import terms.xlsx --dry-run
///   shuyu import glossary.csv --on-conflict replace
///   shuyu import client.csv --map "Begriff=term" --map 3=definition
///   shuyu import minutes.docx --map A=term --map C=english --dry-run
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Files to import; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Format of the files: csv, tsv, xlsx, docx, odt, jsonl, tbx, multiterm,
    /// omegat, utx, memoq, matecat, weblate or anki [default: what they are]
    #[arg(long, value_name = "F")]
    format: Option<ImportFormat>,

    /// Where file and termbase differ: keep what is there, replace it, or merge:
    /// keep it but add equivalents; ask asks each time
    #[arg(
        long,
        value_name = "P",
        default_value = "merge",
        hide_possible_values = true
    )]
    on_conflict: Conflict,

    /// A column, by heading, number or letter, and what it is: term, english,
    /// pinyin, pos, status, source, subject, definition, note, id, uid, from, until
    /// or ignore (can be repeated)
    #[arg(long, value_name = "COL=FIELD", value_parser = column)]
    map: Vec<(String, Field)>,

    /// Import nothing if a record cannot be read
    #[arg(long)]
    strict: bool,

    /// Leave out units of a memory that `shuyu tm clean` would take out, and list
    /// them in a file beside the termbase
    #[arg(long)]
    clean: bool,
}

/// Whose values stand.
#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Conflict {
    Keep,
    Replace,
    Merge,
    Ask,
}

impl Conflict {
    fn policy(self) -> Policy {
        match self {
            Self::Keep => Policy::Keep,
            Self::Replace => Policy::Replace,
            Self::Merge => Policy::Merge,
            Self::Ask => Policy::Ask,
        }
    }
}

fn column(text: &str) -> Result<(String, Field), String> {
    let (column, field) = text
        .rsplit_once('=')
        .ok_or("write it as COLUMN=FIELD, like \"Begriff=term\"")?;
    let field: Field = field.trim().parse().map_err(|error| format!("{error}"))?;
    Ok((column.trim().to_owned(), field))
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    if args.on_conflict == Conflict::Ask && !ui.can_ask() {
        return Err(Failure::usage("nobody can be asked here")
            .hint("choose --on-conflict keep, replace or merge")
            .into());
    }
    let inputs = expanded(&args.files)?;
    let (mut memories, mut read) = (Vec::new(), Vec::new());
    for path in inputs {
        if let (None, Some(format)) = (args.format, memory::Format::of(&path)) {
            memories.push((path, format));
            continue;
        }
        let file = read_file(&path, args, ui)?;
        read.push((path, file));
    }
    let policy = args.on_conflict.policy();
    if args.strict {
        // Before a termbase is made that would then be empty.
        let empty = Store::in_memory()?;
        for (path, file) in &read {
            let mut planning = Planning::new(empty.read(), file.records.clone(), policy)?;
            while planning.next(empty.read(), &mut |_| Takes::Ours)?.is_some() {}
            no_record_skipped(path, &planning.rest().skipped, ui)?;
        }
    }
    let mut store = termbase::open(ui, Access::Write)?;
    let author = termbase::author(ui)?;
    let mut answers = Answers::default();
    let mut work = loop {
        if policy == Policy::Ask {
            // Others go on working while somebody thinks.
            answers.ask(store.read(), &read, ui)?;
        }
        let work = store.begin(&author)?;
        if policy != Policy::Ask || answers.suffice(work.read(), &read)? {
            break work;
        }
        drop(work);
        ui.warn("the termbase was changed meanwhile; there is more to be asked");
    };
    let pair = work.read().working_pair()?;
    let mut done = Vec::with_capacity(read.len());
    for (path, mut file) in read {
        crate::interrupt::check()?;
        let records = std::mem::take(&mut file.records);
        let count = records.len();
        let save = |work: &mut Work<'_>| answers.save(work, records, policy, &pair, ui);
        let made = work.save_many(save)?;
        if args.strict {
            no_record_skipped(&path, &made.rest.skipped, ui)?;
        }
        done.push((path, file, count, made));
    }
    let options = memory::Options {
        strict: args.strict,
        clean: args.clean,
    };
    let mut taken = Vec::with_capacity(memories.len());
    for (path, format) in memories {
        let units = memory::take_in(&mut work, (&path, format), options, ui)?;
        taken.push((path, format, units));
    }
    if !ui.is_dry_run() {
        // Nothing to keep where nothing changes.
        if work.has_changes() {
            crate::backups::make(ui, &ui.database()?.path, "import")?;
        }
        work.commit()?;
    }
    let mut changes = false;
    for (path, file, count, made) in &done {
        changes |= made.new + made.changed + made.related > 0;
        tell(path, file, *count, made, ui)?;
    }
    for (path, format, units) in &taken {
        changes |= units.counts.new > 0;
        tell_units(path, *format, units, args, ui)?;
    }
    tell_removed(&taken, ui)?;
    if changes && !ui.is_dry_run() && !ui.is_json() {
        ui.message("to take this back: shuyu undo");
    }
    Ok(Outcome::Done)
}

/// The files that were named; folders are not, since not all that is in them are glossaries.
fn expanded(inputs: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    if let Some(folder) = inputs.iter().find(|input| input.is_dir()) {
        return Err(
            Failure::unusable(format!("`{}` is a folder", folder.display()))
                .hint("name the files in it, or a pattern such as \"glossaries/*.csv\""),
        );
    }
    files::expand(inputs)
}

fn read_file(path: &Path, args: &Args, ui: &mut Ui) -> Result<ImportFile, Failure> {
    let name = path.to_string_lossy();
    let mapping: &Mapping = &args.map;
    let read = match files::open_whole(path)? {
        Some(input) => read_import_from(input, &name, args.format, mapping),
        None => {
            let input = Cursor::new(files::read_bytes(path)?);
            read_import_from(input, &name, args.format, mapping)
        }
    };
    crate::interrupt::check()?;
    let read = read.map_err(|error| Failure::io("read", path, &error))?;
    let file = read.map_err(|error| not_importable(path, &error))?;
    if file.undecodable > 0 {
        let encoding = file.encoding.map_or_else(String::new, |it| it.to_string());
        let told = format!(
            "`{}`: {} characters could not be read as {encoding}",
            shown_name(path),
            file.undecodable
        );
        if args.strict {
            return Err(Failure::unusable(told)
                .hint("save it as UTF-8 in the program it comes from, or leave out --strict"));
        }
        ui.warn(&told);
    }
    if !file.other_sheets.is_empty() {
        ui.warn(&format!(
            "`{}`: only one sheet is imported, not: {}",
            shown_name(path),
            file.other_sheets.join(", ")
        ));
    }
    Ok(file)
}

/// What was answered to the questions of `--on-conflict ask`, by question.
///
/// The same question has the same answer: it names the entry, the field and both values. Each file
/// is asked about as the termbase is; what comes up only through the files before it is asked then.
#[derive(Default)]
struct Answers(BTreeMap<String, Takes>);

impl Answers {
    fn given(&self, difference: &Difference) -> Option<Takes> {
        self.0.get(&difference.to_string()).copied()
    }

    /// Asks what was not answered yet.
    fn ask(
        &mut self,
        reader: Reader<'_>,
        files: &[(PathBuf, ImportFile)],
        ui: &mut Ui,
    ) -> Result<(), Failure> {
        for (_, file) in files {
            let mut planning = Planning::new(reader, file.records.clone(), Policy::Ask)?;
            while self.next(&mut planning, reader, ui)?.is_some() {}
        }
        Ok(())
    }

    /// The next entry of an import; what was not answered yet is asked.
    fn next(
        &mut self,
        planning: &mut Planning,
        reader: Reader<'_>,
        ui: &mut Ui,
    ) -> Result<Option<PlannedEntry>, Failure> {
        let mut failed = None;
        let mut ask = |difference: &Difference| {
            if failed.is_some() {
                return Takes::Ours;
            }
            if let Some(answer) = self.given(difference) {
                return answer;
            }
            let answer = match ui.confirm(&format!("{difference}?")) {
                Ok(true) => Takes::Theirs,
                Ok(false) => Takes::Ours,
                Err(failure) => {
                    failed = Some(failure);
                    Takes::Ours
                }
            };
            self.0.insert(difference.to_string(), answer);
            answer
        };
        let entry = planning.next(reader, &mut ask)?;
        match failed {
            Some(failure) => Err(failure),
            None => Ok(entry),
        }
    }

    /// Saves the entries that the records of a file make, as they come.
    fn save(
        &mut self,
        work: &mut Work<'_>,
        records: Records,
        policy: Policy,
        pair: &WorkingPair,
        ui: &mut Ui,
    ) -> Result<Made, Failure> {
        let mut made = Made::default();
        let mut relations = Relations::default();
        let mut planning = Planning::new(work.read(), records, policy)?;
        while let Some(entry) = self.next(&mut planning, work.read(), ui)? {
            crate::interrupt::check()?;
            let id = entry.save(work, &pair.source)?;
            relations.add(&entry, id);
            made.add(entry, ui.is_dry_run().then_some(pair));
        }
        made.rest = planning.rest();
        made.related = relations.save(work, policy)?;
        Ok(made)
    }

    /// Whether nothing is left to be asked.
    fn suffice(
        &self,
        reader: Reader<'_>,
        files: &[(PathBuf, ImportFile)],
    ) -> Result<bool, Failure> {
        let mut suffice = true;
        let mut answer = |difference: &Difference| {
            let given = self.given(difference);
            suffice &= given.is_some();
            given.unwrap_or(Takes::Ours)
        };
        for (_, file) in files {
            let mut planning = Planning::new(reader, file.records.clone(), Policy::Ask)?;
            while planning.next(reader, &mut answer)?.is_some() {}
        }
        Ok(suffice)
    }
}

/// What was made of the records of a file.
#[derive(Default)]
struct Made {
    new: usize,
    changed: usize,
    same: usize,
    /// Entries that have to do with others of the file since.
    related: usize,
    /// What differs and was not taken.
    kept: Vec<(Place, Difference)>,
    /// The new and changed entries in the lines of a dry run.
    lines: Vec<String>,
    rest: Unplanned,
}

impl Made {
    /// Adds an entry; with a pair of languages it is to be shown.
    fn add(&mut self, entry: PlannedEntry, shown: Option<&WorkingPair>) {
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

fn no_record_skipped(path: &Path, skipped: &[Broken], ui: &mut Ui) -> Result<(), Failure> {
    let Some((first, others)) = skipped.split_first() else {
        return Ok(());
    };
    for broken in others.iter().take(SHOWN) {
        ui.warn(&format!("`{}`: {broken}", shown_name(path)));
    }
    let more = match others.len() {
        0 => String::new(),
        more => format!(" (and {more} more)"),
    };
    Err(Failure::unusable(format!(
        "`{}`: {first}{more}; nothing was imported",
        shown_name(path)
    ))
    .hint("mend these places, or leave out --strict to skip them"))
}

/// Of more only the number is told.
const SHOWN: usize = 10;

fn tell(
    path: &Path,
    file: &ImportFile,
    records: usize,
    made: &Made,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let name = shown_name(path);
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
        super::would(ui),
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

fn tell_units(
    path: &Path,
    format: memory::Format,
    units: &TakenIn,
    args: &Args,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let name = shown_name(path);
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
        super::would(ui),
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
fn tell_removed(taken: &[(PathBuf, memory::Format, TakenIn)], ui: &mut Ui) -> Result<(), Failure> {
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

fn not_importable(path: &Path, error: &ReadImportError) -> Failure {
    if let ReadImportError::Decode(error) = error {
        return files::not_a_text(path, error);
    }
    let failure = Failure::unusable(format!("cannot import `{}`: {error}", shown_name(path)));
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

#[cfg(test)]
mod tests {
    use glossary::import::read_import;
    use glossary::store::Author;

    use super::*;
    use crate::options::Options;
    use crate::ui::testing::ui;

    const FILE: &[u8] = "term,note\n蓝碳,of the sea\n".as_bytes();

    #[test]
    fn what_changed_while_somebody_was_asked_is_asked_again() {
        let author = Author {
            user: "mei".to_owned(),
            command: "set".to_owned(),
            at: 1_700_000_000,
        };
        let mut store = Store::in_memory().unwrap();
        let note = |store: &mut Store, id: i64, note: &str| {
            let mut work = store.begin(&author).unwrap();
            let zh = tmx::LangTag::chinese();
            let mut entry = match id {
                0 => glossary::curate::new_concept(&zh, glossary::entry::TermSec::new("蓝碳")),
                id => work.read().concept(id).unwrap(),
            };
            entry.note = Some(note.to_owned());
            let id = work.save_concept(&entry).unwrap();
            work.commit().unwrap();
            id
        };
        let id = note(&mut store, 0, "carbon");
        let file = read_import(FILE, "a.csv", None, &Mapping::new()).unwrap();
        let files = [(PathBuf::from("a.csv"), file)];
        let (mut ui, _, _) = ui(Options::default(), None);
        let mut answers = Answers::default();
        answers.ask(store.read(), &files, &mut ui).unwrap();
        assert!(answers.suffice(store.read(), &files).unwrap());
        note(&mut store, id, "said meanwhile");
        assert!(!answers.suffice(store.read(), &files).unwrap());
        answers.ask(store.read(), &files, &mut ui).unwrap();
        assert!(answers.suffice(store.read(), &files).unwrap());
    }
}
