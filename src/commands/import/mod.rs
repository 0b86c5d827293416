//! `import`: entries and units from files.

mod answers;
mod told;

use std::io::Cursor;
use std::path::PathBuf;

use answers::Answers;
use glossary::import::{
    Field, ImportFile, ImportFormat, Mapping, Planning, Policy, Takes, read_import_from,
};
use glossary::store::{Access, Store, Work};
use told::{no_record_skipped, not_importable, tell, tell_removed, tell_units};

use super::Outcome;
use crate::failure::Failure;
use crate::files;
use crate::memory;
use crate::source::Source;
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
/// Translation memories (TMX) and bilingual files (XLIFF, .sdlxliff, .mqxliff,
/// .mxliff, .txlf) go into the memory: units with Chinese and English, all
/// languages, markup and properties kept; what is there already with the same texts
/// is not stored twice.
///
/// Files may be packed with gzip; of a zip archive all memories, XLIFF and TBX files
/// in it are taken, where there are none the tables and XML files.
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

    /// Of an archive only the file of this name (can be repeated)
    #[arg(long = "member", value_name = "NAME")]
    members: Vec<String>,

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
    let mut sources = Vec::new();
    for path in expanded(&args.files)? {
        match args.format {
            Some(ImportFormat::Xlsx | ImportFormat::Docx | ImportFormat::Odt) => {
                sources.push(Source::file(path));
            }
            _ => sources.extend(Source::all_in(path, &args.members)?),
        }
    }
    let (mut memories, mut read) = (Vec::new(), Vec::new());
    for source in sources {
        if args.format.is_none()
            && let Some(format) = memory::Format::of(&source)
        {
            memories.push((source, format));
            continue;
        }
        let file = read_file(&source, args, ui)?;
        read.push((source, file));
    }
    let policy = args.on_conflict.policy();
    if args.strict {
        // Before a termbase is made that would then be empty.
        let empty = Store::in_memory()?;
        for (source, file) in &read {
            let mut planning = Planning::new(empty.read(), file.records.clone(), policy)?;
            while planning.next(empty.read(), &mut |_| Takes::Ours)?.is_some() {}
            no_record_skipped(source, &planning.rest().skipped, ui)?;
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
    for (source, mut file) in read {
        crate::interrupt::check()?;
        let records = std::mem::take(&mut file.records);
        let count = records.len();
        let save = |work: &mut Work<'_>| answers.save(work, records, policy, &pair, ui);
        let made = work.save_many(save)?;
        if args.strict {
            no_record_skipped(&source, &made.rest.skipped, ui)?;
        }
        done.push((source, file, count, made));
    }
    let options = memory::Options {
        strict: args.strict,
        clean: args.clean,
    };
    let mut taken = Vec::with_capacity(memories.len());
    for (source, format) in memories {
        let units = memory::take_in(&mut work, (&source, format), options, ui)?;
        taken.push((source, format, units));
    }
    if !ui.is_dry_run() {
        // Nothing to keep where nothing changes.
        if work.has_changes() {
            crate::backups::make(ui, &ui.database()?.path, "import")?;
        }
        work.commit()?;
    }
    let mut changes = false;
    for (source, file, count, made) in &done {
        changes |= made.new + made.changed + made.related > 0;
        tell(source, file, *count, made, ui)?;
    }
    for (source, format, units) in &taken {
        changes |= units.counts.new > 0;
        tell_units(source, *format, units, args, ui)?;
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

/// Whether it is XML, which is read entry by entry.
fn is_markup(source: &Source) -> bool {
    source
        .open()
        .is_ok_and(|input| tmx::xml::root(input).is_some())
}

fn read_file(source: &Source, args: &Args, ui: &mut Ui) -> Result<ImportFile, Failure> {
    let name = source.name();
    let mapping: &Mapping = &args.map;
    let opened = source.path().map(files::open_whole).transpose()?.flatten();
    let read = match opened {
        Some(input) if !source.is_compressed() => {
            read_import_from(input, &name, args.format, mapping)
        }
        // Glossaries of any size.
        _ if source.is_kept() && is_markup(source) => source
            .reopened()
            .and_then(|input| read_import_from(input, &name, args.format, mapping)),
        _ => {
            let input = Cursor::new(source.bytes()?);
            read_import_from(input, &name, args.format, mapping)
        }
    };
    crate::interrupt::check()?;
    let read = read.map_err(|error| source.failed(&error))?;
    let file = read.map_err(|error| not_importable(source, &error))?;
    if file.undecodable > 0 {
        let encoding = file.encoding.map_or_else(String::new, |it| it.to_string());
        let told = format!(
            "`{}`: {} characters could not be read as {encoding}",
            source.shown(),
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
            source.shown(),
            file.other_sheets.join(", ")
        ));
    }
    Ok(file)
}
