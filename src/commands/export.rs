//! `export`: files for translation tools.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use glossary::entry::{AdministrativeStatus, ConceptEntry, PartialDate, TermSec};
use glossary::exchange::pairs::term_units;
use glossary::exchange::rows::{HEADING, entry_rows};
use glossary::exchange::spreadsheet::{Guard, SpreadsheetOptions, SpreadsheetWriter, WriteReport};
use glossary::exchange::tbx::{TbxOptions, TbxWriter};
use glossary::exchange::workbook::WorkbookWriter;
use glossary::exchange::{WriteError, jsonl};
use glossary::store::{Access, Reader, WorkingPair};
use serde::Serialize;
use tmx::{Header, LangTag, Timestamp, TmxWriter, TranslationUnit};

use super::Outcome;
use crate::failure::Failure;
use crate::selection::Selection;
use crate::termbase;
use crate::ui::Ui;

/// Write the glossary or the memory for other programs
///
/// `tbx` is the glossary as TBX v2 Basic, which CAT tools read; `tmx` is TMX 1.4b
/// with all units of the memory and the term pairs of the glossary; `tsv`, `csv`
/// and `xlsx` are the glossary as a table, `jsonl` is all that is known of the
/// entries. Entries without an equivalent are left out of tbx and counted. What
/// is changed in a table comes back by `shuyu import`.
///
/// Examples:
///   shuyu export --to tbx -o glossary.tbx
///   shuyu export --to tmx -o memory.tmx
///   shuyu export --to csv --bom -o glossary.csv
///   shuyu export --to xlsx -o glossary.xlsx
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Format of the file
    #[arg(long, value_name = "FORMAT")]
    to: Format,

    /// Write to PATH [default: standard output]
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,

    /// Only equivalents with this status: preferred, admitted, deprecated,
    /// superseded (can be repeated)
    #[arg(long, value_name = "S")]
    status: Vec<AdministrativeStatus>,

    #[command(flatten)]
    selection: Selection,

    /// Leave out equivalents taken from this source, such as CC-CEDICT (can be
    /// repeated)
    #[arg(long, value_name = "S")]
    without_source: Vec<String>,

    /// The equivalents that were official on D: YYYY, YYYY-MM or YYYY-MM-DD
    #[arg(long, value_name = "D")]
    as_of: Option<PartialDate>,

    /// Language tag that the file gives the Chinese
    #[arg(long, value_name = "T", default_value = "zh-CN")]
    zh_tag: LangTag,

    /// Language tag that the file gives the English
    #[arg(long, value_name = "T", default_value = "en")]
    en_tag: LangTag,

    /// Write entries without an equivalent too (tbx)
    #[arg(long)]
    include_incomplete: bool,

    /// Write equivalents that are never to be used too, marked as such
    #[arg(long)]
    include_forbidden: bool,

    /// Begin a csv or tsv file with a byte order mark, as Excel wants it
    #[arg(long)]
    bom: bool,
}

/// What `export` can write.
#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// TBX v2 Basic
    Tbx,
    /// TMX 1.4b
    Tmx,
    /// Comma-separated table, safe to open in Excel
    Csv,
    /// Tab-separated table
    Tsv,
    /// Excel workbook
    Xlsx,
    /// Lines of JSON, a whole entry each
    Jsonl,
}

/// What an export wrote and left out.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Summary {
    /// Entries, rows or units written.
    pub(crate) written: u64,
    /// Entries left out since they have no equivalent.
    pub(crate) incomplete: u64,
    /// Terms left out since they are never to be used.
    pub(crate) forbidden: u64,
    /// Terms left out since they are not, or no longer, in use.
    pub(crate) not_in_use: u64,
    /// Units left out since a side is empty.
    pub(crate) empty: u64,
    /// Former periods of use that the format cannot hold.
    pub(crate) periods: u64,
    /// Units whose inline markup the format cannot hold.
    pub(crate) simplified: u64,
    /// Cells that were given a `'` since Excel would run them as formulas or rewrite them.
    pub(crate) guarded: u64,
    /// Characters left out since XML forbids them.
    pub(crate) illegal_characters: u64,
    /// Remarks on single terms that the format has no place for.
    pub(crate) remarks: u64,
    /// Cells cut to the length that a workbook can hold.
    pub(crate) shortened: u64,
    /// Sentences beyond the best one of a term, which is all that a table has.
    pub(crate) contexts: u64,
    /// Relations to other entries, which a table has no place for.
    pub(crate) relations: u64,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let store = termbase::open(ui, Access::Read)?;
    let reader = store.read();
    if args.to == Format::Xlsx && !args.to_file() && ui.is_terminal() {
        return Err(
            Failure::usage("a workbook is nothing to show on a terminal")
                .hint("write it to a file: shuyu export --to xlsx -o glossary.xlsx")
                .into(),
        );
    }
    let pair = WorkingPair {
        source: args.zh_tag.clone(),
        target: args.en_tag.clone(),
    };
    let entries = || entries(reader, args);
    let now = ui.now()?;
    if ui.is_dry_run() {
        let summary = write(args, reader, &pair, now, entries, &mut std::io::sink())?;
        ui.message(&format!("would write {}", describe(args.to, &summary)));
        return Ok(Outcome::Done);
    }
    let summary = ui.write_output(args.output.as_deref(), |out| {
        write(args, reader, &pair, now, entries, out)
    })?;
    if ui.is_json() && args.to_file() {
        ui.json(&serde_json::json!({ "format": args.to, "summary": summary }))?;
        return Ok(Outcome::Done);
    }
    ui.message(&format!("wrote {}", describe(args.to, &summary)));
    Ok(Outcome::Done)
}

impl Args {
    /// Whether the output goes to a file, not to standard output.
    fn to_file(&self) -> bool {
        let stdout = Path::new(crate::files::STDIO);
        self.output.as_deref().is_some_and(|path| path != stdout)
    }
}

/// Writes entries as TBX v2 Basic.
pub(crate) fn write_tbx(
    out: &mut dyn Write,
    options: TbxOptions,
    entries: impl Iterator<Item = Result<ConceptEntry, Failure>>,
) -> anyhow::Result<Summary> {
    let mut writer = TbxWriter::new(out, options)?;
    for entry in entries {
        crate::interrupt::check()?;
        writer.write(&entry?)?;
    }
    let report = writer.finish()?;
    Ok(Summary {
        written: report.written,
        incomplete: report.incomplete,
        forbidden: report.forbidden,
        not_in_use: report.not_in_use,
        periods: report.periods,
        illegal_characters: report.illegal_characters,
        ..Summary::default()
    })
}

/// Writes the units of the memory and the pairs of `entries` as TMX 1.4b.
pub(crate) fn write_tmx(
    out: &mut dyn Write,
    reader: Reader<'_>,
    pair: &WorkingPair,
    now: i64,
    as_of: Option<&PartialDate>,
    entries: impl Iterator<Item = Result<ConceptEntry, Failure>>,
) -> anyhow::Result<Summary> {
    let mut header = Header::new(pair.source.clone(), pair.target.clone());
    header.creation_date = Some(Timestamp::from_seconds(now));
    let mut writer = TmxWriter::new(out, header)?;
    reader.for_each_unit(|stored| -> anyhow::Result<()> {
        crate::interrupt::check()?;
        Ok(writer.write(&stored.unit)?)
    })?;
    for entry in entries {
        crate::interrupt::check()?;
        let entry = entry?;
        for (ordinal, unit) in term_units(&entry, &pair.source, &pair.target, as_of)
            .into_iter()
            .enumerate()
        {
            writer.write(&TranslationUnit {
                uid: format!("{}-{ordinal}", entry.uid),
                ..unit
            })?;
        }
    }
    let report = writer.finish()?;
    Ok(Summary {
        written: report.written,
        empty: report.skipped,
        simplified: report.simplified,
        illegal_characters: report.illegal_characters,
        ..Summary::default()
    })
}

/// Says what was written and what could not be.
pub(crate) fn describe_losses(summary: &Summary) -> String {
    let losses = [
        (
            summary.incomplete,
            "entry without an equivalent was left out",
            "entries without an equivalent were left out",
        ),
        (
            summary.forbidden,
            "term never to be used was left out",
            "terms never to be used were left out",
        ),
        (
            summary.not_in_use,
            "term not in use was left out",
            "terms not in use were left out",
        ),
        (
            summary.empty,
            "unit with an empty side was left out",
            "units with an empty side were left out",
        ),
        (
            summary.periods,
            "former period of use does not fit the format",
            "former periods of use do not fit the format",
        ),
        (
            summary.simplified,
            "unit lost its inline markup",
            "units lost their inline markup",
        ),
        (
            summary.guarded,
            "cell got a ' before it, so that Excel leaves it as it is",
            "cells got a ' before them, so that Excel leaves them as they are",
        ),
        (
            summary.illegal_characters,
            "character that XML forbids was left out",
            "characters that XML forbids were left out",
        ),
        (
            summary.remarks,
            "remark on a term does not fit the format",
            "remarks on terms do not fit the format",
        ),
        (
            summary.shortened,
            "cell was cut to the length that Excel can hold",
            "cells were cut to the length that Excel can hold",
        ),
        (
            summary.contexts,
            "further context does not fit the format",
            "further contexts do not fit the format",
        ),
        (
            summary.relations,
            "relation to another entry does not fit the format",
            "relations to other entries do not fit the format",
        ),
    ];
    losses
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, several)| {
            format!("; {count} {}", if *count == 1 { one } else { several })
        })
        .collect()
}

fn describe(format: Format, summary: &Summary) -> String {
    let noun = match (format, summary.written) {
        (Format::Tbx | Format::Jsonl, 1) => "entry",
        (Format::Tbx | Format::Jsonl, _) => "entries",
        (Format::Tmx, 1) => "unit",
        (Format::Tmx, _) => "units",
        (Format::Csv | Format::Tsv | Format::Xlsx, 1) => "row",
        (Format::Csv | Format::Tsv | Format::Xlsx, _) => "rows",
    };
    format!("{} {noun}{}", summary.written, describe_losses(summary))
}

fn write<'r, I>(
    args: &Args,
    reader: Reader<'r>,
    pair: &WorkingPair,
    now: i64,
    entries: impl Fn() -> anyhow::Result<I>,
    out: &mut dyn Write,
) -> anyhow::Result<Summary>
where
    I: Iterator<Item = Result<ConceptEntry, Failure>> + 'r,
{
    let summary = match args.to {
        Format::Tbx => {
            let options = TbxOptions {
                source_tag: pair.source.clone(),
                target_tag: pair.target.clone(),
                date: Some(Timestamp::from_seconds(now)),
                as_of: args.as_of,
                include_forbidden: args.include_forbidden,
                include_incomplete: args.include_incomplete,
                ..TbxOptions::default()
            };
            write_tbx(out, options, entries()?)?
        }
        Format::Tmx => write_tmx(out, reader, pair, now, args.as_of.as_ref(), entries()?)?,
        Format::Csv | Format::Tsv | Format::Xlsx => write_rows(args, pair, entries()?, out)?,
        Format::Jsonl => write_lines(entries()?, out)?,
    };
    // An old export is worth more than an empty one.
    if summary.written == 0 {
        return Err(nothing_to_write(args).into());
    }
    Ok(summary)
}

fn nothing_to_write(args: &Args) -> Failure {
    let what = match args.to {
        Format::Tbx => "entry with an equivalent",
        Format::Tmx => "unit and no entry with an equivalent",
        Format::Csv | Format::Tsv | Format::Xlsx | Format::Jsonl => "entry",
    };
    let failure = Failure::unusable(format!("there is no {what} to write"));
    if !args.status.is_empty()
        || !args.selection.filter().admits_all()
        || !args.without_source.is_empty()
        || args.as_of.is_some()
    {
        return failure.hint("leave out --status, --subject, --customer, --project, --state, --without-source or --as-of");
    }
    failure.hint("accept a term with its English first: shuyu accept TERM --en \"...\"")
}

fn write_rows(
    args: &Args,
    pair: &WorkingPair,
    entries: impl Iterator<Item = Result<ConceptEntry, Failure>>,
    out: &mut dyn Write,
) -> anyhow::Result<Summary> {
    let mut table = Table::begin(args, out)?;
    let mut summary = Summary::default();
    for entry in entries {
        crate::interrupt::check()?;
        let entry = entry?;
        for row in entry_rows(&entry, pair, args.as_of.as_ref(), args.include_forbidden) {
            table.row(&row)?;
        }
        for term in entry.languages.iter().flat_map(|section| &section.terms) {
            summary.periods += term.usage.len().saturating_sub(1) as u64;
            summary.remarks += u64::from(term.note.is_some());
            summary.contexts += term.contexts.len().saturating_sub(1) as u64;
        }
        summary.relations += entry.related.len() as u64;
    }
    let report = table.finish()?;
    Ok(Summary {
        written: report.rows,
        guarded: report.guarded,
        illegal_characters: report.illegal_characters,
        shortened: report.shortened,
        ..summary
    })
}

fn write_lines(
    entries: impl Iterator<Item = Result<ConceptEntry, Failure>>,
    out: &mut dyn Write,
) -> anyhow::Result<Summary> {
    let mut summary = Summary::default();
    for entry in entries {
        crate::interrupt::check()?;
        jsonl::write_entry(out, &entry?, summary.written)?;
        summary.written += 1;
    }
    Ok(summary)
}

/// A table in whichever format.
enum Table<'o> {
    Text(SpreadsheetWriter<&'o mut dyn Write>),
    Workbook(Box<WorkbookWriter<&'o mut dyn Write>>),
}

impl<'o> Table<'o> {
    fn begin(args: &Args, out: &'o mut dyn Write) -> Result<Self, WriteError> {
        let mut options = match args.to {
            Format::Xlsx => {
                let writer = WorkbookWriter::new(out, "glossary", &HEADING)?;
                return Ok(Self::Workbook(Box::new(writer)));
            }
            Format::Csv => SpreadsheetOptions {
                guard: Guard::Excel,
                ..SpreadsheetOptions::csv()
            },
            _ => SpreadsheetOptions::tsv(),
        };
        options.bom = args.bom;
        let mut writer = SpreadsheetWriter::new(out, options)?;
        // A list on standard output has no heading; a file has one.
        if args.to_file() || args.to == Format::Csv {
            writer.header(&HEADING)?;
        }
        Ok(Self::Text(writer))
    }

    fn row(&mut self, cells: &[String]) -> Result<(), WriteError> {
        match self {
            Self::Text(writer) => writer.row(cells),
            Self::Workbook(writer) => writer.row(cells),
        }
    }

    fn finish(self) -> Result<WriteReport, WriteError> {
        match self {
            Self::Text(writer) => writer.finish(),
            Self::Workbook(writer) => writer.finish(),
        }
    }
}

/// The entries that were asked for, with the equivalents that were asked for.
fn entries<'r>(
    reader: Reader<'r>,
    args: &Args,
) -> anyhow::Result<impl Iterator<Item = Result<ConceptEntry, Failure>> + 'r> {
    let ids = reader.concept_ids().context("cannot list the entries")?;
    let (filter, as_of) = (args.selection.filter(), args.as_of);
    let (statuses, sources) = (args.status.clone(), args.without_source.clone());
    let target = args.en_tag.clone();
    let wanted = move |term: &TermSec| {
        let status = term.status(as_of.as_ref());
        let source = term.source(as_of.as_ref());
        (statuses.is_empty() || status.is_some_and(|status| statuses.contains(&status)))
            && !source.is_some_and(|source| sources.iter().any(|out| out == source))
    };
    let entries = ids
        .into_iter()
        .map(move |id| reader.concept(id).map_err(Failure::from));
    Ok(entries
        .filter(move |entry| entry.as_ref().map_or(true, |entry| filter.admits(entry)))
        .map(move |entry| {
            entry.map(|mut entry| {
                for section in &mut entry.languages {
                    if section.lang.same_language(&target) {
                        section.terms.retain(|term| wanted(term));
                    }
                }
                entry
            })
        }))
}
