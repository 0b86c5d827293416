//! The glossary as a table: CSV, TSV or a workbook.

use std::io::Write;

use glossary::entry::ConceptEntry;
use glossary::exchange::WriteError;
use glossary::exchange::rows::{HEADING, entry_rows};
use glossary::exchange::spreadsheet::{Guard, SpreadsheetOptions, SpreadsheetWriter, WriteReport};
use glossary::exchange::workbook::WorkbookWriter;
use glossary::store::WorkingPair;

use super::summary::Summary;
use super::{Args, Format};
use crate::failure::Failure;

/// Writes entries as rows, one a pair of terms.
pub(super) fn write_rows(
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
