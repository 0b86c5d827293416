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
        let mut pairs = pairs(entry, &self.options, marks, &mut self.report);
        if matches!(
            format,
            ListFormat::Omegat | ListFormat::Utx | ListFormat::Anki
        ) {
            // It would be a comment.
            let before = pairs.len();
            pairs.retain(|pair| !pair.source.text.trim().starts_with('#'));
            if pairs.len() < before {
                self.report.lose("terms that begin with #");
            }
        }
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
            ListFormat::Omegat => omegat::row(pair),
            ListFormat::Utx => utx::row(pair, &self.options),
            ListFormat::Memoq => memoq::row(pair),
            ListFormat::Matecat => matecat::row(pair),
            ListFormat::Weblate => {
                let is_repeated = !self.met.insert(pair.source.text.clone());
                weblate::row(pair, is_repeated, ordinal)
            }
            ListFormat::Deepl => match self.row_of_deepl(pair) {
                Some(row) => row,
                None => return Ok(()),
            },
            // They have no row a pair.
            ListFormat::Anki | ListFormat::Multiterm => return Ok(()),
        };
        self.row(&row)
    }

    /// The row of a pair, unless DeepL would not take it.
    fn row_of_deepl(&mut self, pair: &Pair<'_>) -> Option<Vec<String>> {
        let row = deepl::row(pair);
        let bytes = row.iter().map(|cell| cell.len() + 1).sum::<usize>();
        if !deepl::fits(&row) || self.bytes + bytes > deepl::LARGEST_FILE {
            self.report.too_long += 1;
            return None;
        }
        if !self.met.insert(row.first().cloned().unwrap_or_default()) {
            self.report.repeated += 1;
            return None;
        }
        self.bytes += bytes;
        Some(row)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{AdministrativeStatus, LangSec, TermSec, Usage};
    use crate::exchange::test_support::SmallDisk;

    const ALL: [ListFormat; 8] = [
        ListFormat::Omegat,
        ListFormat::Utx,
        ListFormat::Memoq,
        ListFormat::Matecat,
        ListFormat::Weblate,
        ListFormat::Deepl,
        ListFormat::Anki,
        ListFormat::Multiterm,
    ];

    fn entry(chinese: &str, english: Vec<TermSec>) -> ConceptEntry {
        let section = |lang, terms| LangSec { lang, terms };
        ConceptEntry {
            languages: vec![
                section(LangTag::chinese(), vec![TermSec::new(chinese)]),
                section(LangTag::english(), english),
            ],
            ..ConceptEntry::default()
        }
    }

    fn written(entries: &[ConceptEntry], options: ListOptions) -> (String, ListReport) {
        let mut out = Vec::new();
        let mut list = ListWriter::new(&mut out, options).unwrap();
        for entry in entries {
            list.write(entry).unwrap();
        }
        let report = list.finish().unwrap();
        (String::from_utf8_lossy(&out).into_owned(), report)
    }

    #[test]
    fn a_term_that_would_be_a_comment_is_told() {
        let entries = [
            entry("#标签", vec![TermSec::new("hashtag")]),
            entry("蓝碳", vec![TermSec::new("blue carbon")]),
        ];
        for format in [ListFormat::Omegat, ListFormat::Utx, ListFormat::Anki] {
            let (file, report) = written(&entries, ListOptions::new(format));
            assert!(!file.contains("标签"), "{file}");
            let lost: Vec<_> = report.lost().collect();
            assert!(lost.contains(&("terms that begin with #", 1)), "{lost:?}");
            assert_eq!(report.written, 1, "{format:?}");
        }
    }

    #[test]
    fn a_list_without_status_has_only_what_may_be_used() {
        let deprecated = TermSec {
            usage: vec![Usage {
                status: Some(AdministrativeStatus::Deprecated),
                ..Usage::default()
            }],
            ..TermSec::new("sea coal")
        };
        let forbidden = TermSec {
            forbidden: true,
            ..TermSec::new("wet coal")
        };
        let entries = [entry(
            "蓝碳",
            vec![deprecated, forbidden, TermSec::new("blue carbon")],
        )];
        for format in ALL {
            let options = ListOptions {
                include_forbidden: true,
                ..ListOptions::new(format)
            };
            let (file, report) = written(&entries, options);
            let has_status = matches!(
                format,
                ListFormat::Utx | ListFormat::Matecat | ListFormat::Multiterm
            );
            let left_out = (report.forbidden, report.not_in_use);
            assert_eq!(left_out == (0, 0), has_status, "{format:?}");
            if format != ListFormat::Multiterm {
                assert_eq!(file.contains("wet coal"), has_status, "{file}");
                assert!(file.contains("blue carbon"), "{file}");
            }
        }
    }

    #[test]
    fn a_full_disk_is_an_error_wherever_it_comes() {
        for format in ALL {
            let write = |room| -> Result<ListReport, WriteError> {
                let mut list = ListWriter::new(SmallDisk(room), ListOptions::new(format))?;
                for number in 0..50 {
                    list.write(&entry(&format!("词{number}"), vec![TermSec::new("term")]))?;
                }
                list.finish()
            };
            for room in (0..500).step_by(97) {
                let error = write(room).unwrap_err();
                assert_eq!(
                    error.source.kind(),
                    std::io::ErrorKind::StorageFull,
                    "{format:?}"
                );
            }
        }
    }
}
