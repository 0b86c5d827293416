//! Writing lists.

use std::collections::BTreeSet;
use std::io::Write;

use tmx::{LangTag, Timestamp};

use super::multiterm::MultitermWriter;
use super::pairs::{Marks, Pair, pairs};
use super::report::ListReport;
use super::{anki, deepl, matecat, memoq, omegat, utx, weblate};
use crate::entry::{ConceptEntry, PartialDate};
use crate::exchange::WriteError;
use crate::exchange::spreadsheet::{Layout, SpreadsheetOptions, SpreadsheetWriter};

/// A list that another tool reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFormat {
    /// A glossary of OmegaT (`.utf8`).
    Omegat,
    /// UTX 1.11.
    Utx,
    /// CSV for term bases of memoQ.
    Memoq,
    /// CSV for glossaries of MateCat.
    Matecat,
    /// CSV for Weblate and the Translate Toolkit.
    Weblate,
    /// Two columns for DeepL.
    Deepl,
    /// Notes for Anki.
    Anki,
    /// MultiTerm XML in UTF-16.
    Multiterm,
}

/// What a list is to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListOptions {
    /// Which tool it is for.
    pub format: ListFormat,
    /// The source language.
    pub source_tag: LangTag,
    /// The target language.
    pub target_tag: LangTag,
    /// When the file is made, where it says so.
    pub date: Option<Timestamp>,
    /// Write the terms that were in use on this day.
    pub as_of: Option<PartialDate>,
    /// Write forbidden terms too, where the list can say that they are.
    pub include_forbidden: bool,
    /// Write entries without an equivalent too.
    pub include_incomplete: bool,
}

impl ListOptions {
    /// A list for a tool, Chinese to English.
    #[must_use]
    pub fn new(format: ListFormat) -> Self {
        Self {
            format,
            source_tag: LangTag::chinese(),
            target_tag: LangTag::english(),
            date: None,
            as_of: None,
            include_forbidden: false,
            include_incomplete: false,
        }
    }
}

/// Writes entries as a list, entry by entry.
///
/// A list without a place for the status of a term has only those that may be used; what is left out
/// is counted, and so are the fields that the list has no place for. Memory grows by the terms of
/// lists that may have each once (DeepL, Weblate).
///
/// ```
/// use glossary::entry::{ConceptEntry, LangSec, TermSec};
/// use glossary::exchange::lists::{ListFormat, ListOptions, ListWriter};
/// use tmx::LangTag;
///
/// let section = |lang, term: &str| LangSec { lang, terms: vec![TermSec::new(term)] };
/// let entry = ConceptEntry {
///     languages: vec![
///         section(LangTag::chinese(), "蓝碳"),
///         section(LangTag::english(), "blue carbon"),
///     ],
///     ..ConceptEntry::default()
/// };
/// let mut file = Vec::new();
/// let mut list = ListWriter::new(&mut file, ListOptions::new(ListFormat::Deepl))?;
/// list.write(&entry)?;
/// assert_eq!(list.finish()?.written, 1);
/// assert_eq!(file, "蓝碳\tblue carbon\n".as_bytes());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ListWriter<W: Write> {
    out: Out<W>,
    options: ListOptions,
    report: ListReport,
    /// Terms that may not come again.
    met: BTreeSet<String>,
    bytes: usize,
}

enum Out<W: Write> {
    Table(SpreadsheetWriter<W>),
    Multiterm(Box<MultitermWriter<W>>),
}

impl<W: Write> ListWriter<W> {
    /// Begins a list; output is buffered.
    ///
    /// # Errors
    /// `out` failed.
    pub fn new(out: W, options: ListOptions) -> Result<Self, WriteError> {
        let out = match options.format {
            ListFormat::Multiterm => Out::Multiterm(Box::new(MultitermWriter::new(out, &options)?)),
            format => {
                let mut table = SpreadsheetWriter::new(out, layout(format))?;
                for line in preamble(&options) {
                    table.header(&line)?;
                }
                Out::Table(table)
            }
        };
        Ok(Self {
            out,
            options,
            report: ListReport::default(),
            met: BTreeSet::new(),
            bytes: 0,
        })
    }

    /// Adds an entry, or counts why it is left out.
    ///
    /// # Errors
    /// The output failed.
    pub fn write(&mut self, entry: &ConceptEntry) -> Result<(), WriteError> {
        let format = self.options.format;
        let marks = match format {
            ListFormat::Utx | ListFormat::Matecat | ListFormat::Multiterm => Marks::Status,
            _ => Marks::None,
        };
        let pairs = pairs(entry, &self.options, marks, &mut self.report);
        if pairs.is_empty() {
            return Ok(());
        }
        let before = self.report.written;
        match (&mut self.out, format) {
            (Out::Multiterm(writer), _) => {
                writer.write(entry)?;
                self.report.written += 1;
            }
            (Out::Table(_), ListFormat::Anki) => {
                // A note a Chinese term.
                let notes = pairs.chunk_by(|one, next| one.source.text == next.source.text);
                for (ordinal, note) in notes.enumerate() {
                    if let Some(row) = anki::row(note, ordinal, &self.options) {
                        self.row(&row)?;
                    }
                }
            }
            (Out::Table(_), _) => {
                for (ordinal, pair) in pairs.iter().enumerate() {
                    self.pair(pair, ordinal)?;
                }
            }
        }
        if self.report.written > before {
            for field in fields(entry, format) {
                self.report.lose(field);
            }
        }
        Ok(())
    }

    /// Ends the list and hands over what is still buffered.
    ///
    /// # Errors
    /// The output failed.
    pub fn finish(mut self) -> Result<ListReport, WriteError> {
        self.report.illegal_characters = match self.out {
            Out::Table(table) => table.finish()?.illegal_characters,
            Out::Multiterm(writer) => writer.finish()?,
        };
        Ok(self.report)
    }

    fn pair(&mut self, pair: &Pair<'_>, ordinal: usize) -> Result<(), WriteError> {
        let row = match self.options.format {
            ListFormat::Omegat if pair.source.text.trim().starts_with('#') => {
                self.report.lose("terms that begin with #");
                return Ok(());
            }
            ListFormat::Omegat => omegat::row(pair),
            ListFormat::Utx => utx::row(pair, &self.options),
            ListFormat::Memoq => memoq::row(pair),
            ListFormat::Matecat => matecat::row(pair),
            ListFormat::Weblate => {
                let is_repeated = !self.met.insert(pair.source.text.clone());
                weblate::row(pair, is_repeated, ordinal)
            }
            ListFormat::Deepl | ListFormat::Anki | ListFormat::Multiterm => {
                let row = deepl::row(pair);
                let bytes = row.iter().map(|cell| cell.len() + 1).sum::<usize>();
                if !deepl::fits(&row) || self.bytes + bytes > deepl::LARGEST_FILE {
                    self.report.too_long += 1;
                    return Ok(());
                }
                let source = row.first().cloned().unwrap_or_default();
                if !self.met.insert(source) {
                    self.report.repeated += 1;
                    return Ok(());
                }
                self.bytes += bytes;
                row
            }
        };
        self.row(&row)
    }

    fn row(&mut self, cells: &[String]) -> Result<(), WriteError> {
        if let Out::Table(table) = &mut self.out {
            table.row(cells)?;
            self.report.written += 1;
        }
        Ok(())
    }
}

fn layout(format: ListFormat) -> SpreadsheetOptions {
    let parted = |separator| SpreadsheetOptions {
        layout: Layout::Csv { separator },
        ..SpreadsheetOptions::csv()
    };
    match format {
        ListFormat::Memoq => parted(';'),
        ListFormat::Matecat | ListFormat::Weblate => parted(','),
        // Anki takes quotation marks as CSV does, with tabs too.
        ListFormat::Anki => SpreadsheetOptions {
            crlf: false,
            ..parted('\t')
        },
        ListFormat::Utx => SpreadsheetOptions {
            crlf: true,
            ..SpreadsheetOptions::tsv()
        },
        ListFormat::Omegat | ListFormat::Deepl | ListFormat::Multiterm => SpreadsheetOptions::tsv(),
    }
}

/// The lines before the rows.
fn preamble(options: &ListOptions) -> Vec<Vec<String>> {
    let parted = |lines: Vec<String>| -> Vec<Vec<String>> {
        let cells = |line: &String| line.split('\t').map(str::to_owned).collect();
        lines.iter().map(cells).collect()
    };
    match options.format {
        ListFormat::Omegat => vec![vec![omegat::HEADER.to_owned()]],
        ListFormat::Utx => parted(utx::header(options)),
        ListFormat::Anki => parted(anki::header()),
        ListFormat::Memoq => vec![memoq::header(options)],
        ListFormat::Matecat => vec![matecat::header(options)],
        ListFormat::Weblate => vec![weblate::HEADER.map(str::to_owned).to_vec()],
        ListFormat::Deepl | ListFormat::Multiterm => Vec::new(),
    }
}

/// What an entry says and the list has no place for.
fn fields(entry: &ConceptEntry, format: ListFormat) -> Vec<&'static str> {
    use ListFormat::{Anki, Matecat, Memoq, Multiterm, Omegat, Utx, Weblate};
    let terms = || entry.languages.iter().flat_map(|section| &section.terms);
    let usage = || terms().flat_map(|term| &term.usage);
    // The field, whether it is there, and the lists that have it.
    let known: [(&str, bool, &[ListFormat]); 16] = [
        (
            "pinyin",
            terms().any(|term| term.pinyin.is_some()),
            &[Omegat, Utx, Memoq, Matecat, Weblate, Anki, Multiterm],
        ),
        (
            "subject",
            entry.subject.is_some(),
            &[Omegat, Utx, Memoq, Matecat, Weblate, Anki, Multiterm],
        ),
        (
            "definition",
            entry.definition.is_some(),
            &[Omegat, Utx, Memoq, Matecat, Weblate, Anki, Multiterm],
        ),
        (
            "note",
            entry.note.is_some(),
            &[Omegat, Utx, Memoq, Matecat, Weblate, Anki, Multiterm],
        ),
        ("customer", entry.customer.is_some(), &[Memoq, Multiterm]),
        ("project", entry.project.is_some(), &[Memoq, Multiterm]),
        ("do not translate", entry.do_not_translate, &[Multiterm]),
        ("approval", entry.approved_by.is_some(), &[Multiterm]),
        ("relations", !entry.related.is_empty(), &[]),
        (
            "status",
            usage().any(|usage| usage.status.is_some()),
            &[Utx, Multiterm],
        ),
        (
            "period of use",
            usage().any(|usage| usage.from.is_some() || usage.until.is_some()),
            &[Multiterm],
        ),
        (
            "former periods of use",
            terms().any(|term| term.usage.len() > 1),
            &[],
        ),
        (
            "source",
            usage().any(|usage| usage.source.is_some()),
            &[Anki, Multiterm],
        ),
        (
            "term type",
            terms().any(|term| term.term_type.is_some()),
            &[Multiterm],
        ),
        (
            "remarks on terms",
            terms().any(|term| term.note.is_some()),
            &[Omegat, Weblate, Multiterm],
        ),
        (
            "contexts",
            terms().any(|term| !term.contexts.is_empty()),
            &[Memoq, Matecat, Multiterm],
        ),
    ];
    let known = known.into_iter();
    known
        .filter(|(_, is_there, lists)| *is_there && !lists.contains(&format))
        .map(|(field, ..)| field)
        .collect()
}
