//! Writing concept entries as TBX.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use tmx::LangTag;
use tmx::xml::{XmlWriter, legal};

use super::identifier::Identifiers;
use super::items::{self, status};
use super::markup::{self, names};
use super::{LossReport, PreferredTerm, Style, TbxFlavour, TbxOptions, one_line};
use crate::entry::{AdministrativeStatus, ConceptEntry, TermSec};
use crate::exchange::WriteError;

/// What became of the entries handed to a [`TbxWriter`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteReport {
    /// Entries in the file. TBX wants at least one: with none, the file is not valid.
    pub written: u64,
    /// Terms in the file.
    pub terms: u64,
    /// Entries left out because a language of the pair has no term to write.
    pub incomplete: u64,
    /// Terms left out because they are forbidden.
    pub forbidden: u64,
    /// Terms left out because they were not in use on the day asked for.
    pub not_in_use: u64,
    /// Characters left out because XML 1.0 cannot carry them.
    pub illegal_characters: u64,
    /// What the file has no place for.
    pub losses: LossReport,
}

/// Writes concept entries as TBX, entry by entry.
///
/// The file holds one pair of languages, source section first, and no DOCTYPE. Every term has a
/// part of speech, as the standard wants of files for machines. What the dialect has no category
/// for is in notes that [`TbxReader`](super::TbxReader) takes back; what is in none is reported. Identifiers are made of the uid
/// in a way that can be undone (`uid-` and the uid, other characters than ASCII letters, digits
/// and hyphens as `_` and their number); a uid that occurs twice gets a number behind it.
///
/// Memory grows by some twenty bytes an entry, for the identifiers met. Without
/// [`finish`](Self::finish) the file is cut off.
///
/// ```
/// use glossary::entry::{ConceptEntry, LangSec, TermSec};
/// use glossary::exchange::tbx::{TbxOptions, TbxWriter};
/// use tmx::LangTag;
///
/// let section = |lang, term: &str| LangSec { lang, terms: vec![TermSec::new(term)] };
/// let entry = ConceptEntry {
///     id: 1,
///     uid: "7f3a".to_owned(),
///     subject: Some("外交".to_owned()),
///     languages: vec![
///         section(LangTag::chinese(), "一带一路"),
///         section(LangTag::english(), "Belt and Road Initiative"),
///     ],
///     ..ConceptEntry::default()
/// };
/// let mut file = Vec::new();
/// let mut writer = TbxWriter::new(&mut file, TbxOptions::default())?;
/// writer.write(&entry)?;
/// assert_eq!(writer.finish()?.written, 1);
///
/// let file = String::from_utf8(file)?;
/// assert!(file.contains("<termEntry id=\"uid-7f3a\">"));
/// assert!(file.contains("<term>一带一路</term>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TbxWriter<W: Write> {
    xml: XmlWriter<W>,
    options: TbxOptions,
    identifiers: Identifiers,
    report: WriteReport,
}

impl<W: Write> TbxWriter<W> {
    /// Begins a file with its header; output is buffered.
    ///
    /// # Errors
    /// `out` failed.
    pub fn new(out: W, options: TbxOptions) -> Result<Self, WriteError> {
        let failed = |source| write_error(0, source);
        let mut xml = XmlWriter::new(out).map_err(failed)?;
        write_header(&mut xml, &options).map_err(failed)?;
        Ok(Self {
            xml,
            options,
            identifiers: Identifiers::default(),
            report: WriteReport::default(),
        })
    }

    /// Adds an entry, or counts it as incomplete.
    ///
    /// # Errors
    /// The output failed.
    pub fn write(&mut self, entry: &ConceptEntry) -> Result<(), WriteError> {
        let source_tag = self.options.source_tag.clone();
        let target_tag = self.options.target_tag.clone();
        let sections = [
            Section {
                lang: &source_tag,
                other: &target_tag,
                side: 's',
                terms: self.terms(entry, &source_tag),
            },
            Section {
                lang: &target_tag,
                other: &source_tag,
                side: 't',
                terms: self.terms(entry, &target_tag),
            },
        ];
        let has_terms = |section: &Section<'_>| !section.terms.is_empty();
        let is_held = match self.options.include_incomplete {
            true => sections.iter().any(has_terms),
            false => sections.iter().all(has_terms),
        };
        if !is_held {
            self.report.incomplete += 1;
            return Ok(());
        }
        let identifier = self.identifiers.give(entry);
        self.write_entry(entry, &identifier, &sections)
            .map_err(|source| write_error(self.report.written, source))?;
        self.report.written += 1;
        self.report.losses.count(entry, &self.options);
        Ok(())
    }

    /// Ends the file and hands over what is still buffered.
    ///
    /// # Errors
    /// The output failed.
    pub fn finish(mut self) -> Result<WriteReport, WriteError> {
        let root = names(self.options.flavour).root;
        let end = |mut xml: XmlWriter<W>| {
            xml.close("body")?;
            xml.close("text")?;
            xml.close(root)?;
            xml.finish()
        };
        self.report.illegal_characters =
            end(self.xml).map_err(|source| write_error(self.report.written, source))?;
        Ok(self.report)
    }

    /// The terms of a language that are to be written, with their texts, in file order.
    fn terms<'e>(&mut self, entry: &'e ConceptEntry, lang: &LangTag) -> Vec<WrittenTerm<'e>> {
        let as_of = self.options.as_of;
        let mut terms = Vec::new();
        for term in entry.terms(lang) {
            if !self.options.admits(term) {
                match term.forbidden && !self.options.include_forbidden {
                    true => self.report.forbidden += 1,
                    false => self.report.not_in_use += 1,
                }
                continue;
            }
            let (text, left_out) = legal(&term.text);
            self.xml.count_illegal(left_out);
            let text = match text {
                Cow::Borrowed(text) => one_line(text),
                Cow::Owned(text) => one_line(&text).into_owned().into(),
            };
            if !text.is_empty() {
                terms.push((term, text));
            }
        }
        terms.sort_by_key(|(term, _)| {
            let rank = rank(status(term, as_of.as_ref()));
            match self.options.preferred {
                PreferredTerm::Last => rank,
                PreferredTerm::First => -rank,
            }
        });
        terms
    }

    fn write_entry(
        &mut self,
        entry: &ConceptEntry,
        identifier: &str,
        sections: &[Section<'_>],
    ) -> io::Result<()> {
        let flavour = self.options.flavour;
        let names = names(flavour);
        self.xml.open(names.entry, &[("id", identifier)])?;
        for item in items::of_concept(entry, &self.options) {
            markup::write(&mut self.xml, &item, flavour)?;
        }
        for section in sections.iter().filter(|section| !section.terms.is_empty()) {
            let lang = [("xml:lang", section.lang.as_str())];
            self.xml.open(names.section, &lang)?;
            let mut of_term = String::with_capacity(identifier.len() + 8);
            for (number, (term, text)) in section.terms.iter().enumerate() {
                of_term.clear();
                // Writing into a string cannot fail.
                let _ = write!(of_term, "{identifier}.{}{}", section.side, number + 1);
                self.xml.open(names.term, &[("id", &of_term)])?;
                self.xml.leaf("term", &[], text)?;
                for item in items::of_term(entry, term, section.other, &self.options) {
                    markup::write(&mut self.xml, &item, flavour)?;
                }
                self.xml.close(names.term)?;
                self.report.terms += 1;
            }
            self.xml.close(names.section)?;
        }
        self.xml.close(names.entry)
    }
}

/// The terms of one language that are to be written, with their texts.
struct Section<'e> {
    lang: &'e LangTag,
    /// The language on the other side.
    other: &'e LangTag,
    /// Letter of the side in identifiers.
    side: char,
    terms: Vec<WrittenTerm<'e>>,
}

/// A term with its text.
type WrittenTerm<'e> = (&'e TermSec, Cow<'e, str>);

fn write_error(written: u64, source: io::Error) -> WriteError {
    WriteError {
        format: "TBX",
        records: "entries",
        written,
        source,
    }
}

fn write_header<W: Write>(xml: &mut XmlWriter<W>, options: &TbxOptions) -> io::Result<()> {
    let names = names(options.flavour);
    write_root(xml, options)?;
    xml.open(names.header, &[])?;
    xml.open("fileDesc", &[])?;
    xml.open("titleStmt", &[])?;
    xml.leaf("title", &[], &options.title)?;
    xml.close("titleStmt")?;
    xml.open("sourceDesc", &[])?;
    xml.leaf("p", &[], &options.source_description)?;
    xml.close("sourceDesc")?;
    xml.close("fileDesc")?;
    if options.flavour == TbxFlavour::V2Basic {
        xml.open("encodingDesc", &[])?;
        xml.leaf("p", &[("type", "XCSURI")], "TBXBasicXCSV02.xcs")?;
        xml.close("encodingDesc")?;
    }
    if let Some(date) = options.date {
        xml.open("revisionDesc", &[])?;
        xml.open("change", &[])?;
        xml.leaf("p", &[], &format!("Exported {}", date.to_date()))?;
        xml.close("change")?;
        xml.close("revisionDesc")?;
    }
    xml.close(names.header)?;
    xml.open("text", &[])?;
    xml.open("body", &[])
}

/// The root; in style DCT with the modules that the dialect is made of.
fn write_root<W: Write>(xml: &mut XmlWriter<W>, options: &TbxOptions) -> io::Result<()> {
    const MODULES: [(&str, &str); 3] = [
        ("xmlns:min", "http://www.tbxinfo.net/ns/min"),
        ("xmlns:basic", "http://www.tbxinfo.net/ns/basic"),
        ("xmlns:ling", "http://www.tbxinfo.net/ns/linguist"),
    ];
    let root = names(options.flavour).root;
    let lang = options.source_tag.as_str();
    let TbxFlavour::V3 { dialect, style } = options.flavour else {
        return xml.open(root, &[("type", "TBX-Basic"), ("xml:lang", lang)]);
    };
    let mut attributes = vec![
        ("type", dialect.root_type()),
        ("style", style.as_str()),
        ("xml:lang", lang),
        ("xmlns", "urn:iso:std:iso:30042:ed-2"),
    ];
    if style == Style::Dct {
        attributes.extend(MODULES.into_iter().take(dialect as usize));
    }
    xml.open(root, &attributes)
}

/// The better, the higher; a term of which nothing is said may be used, hence counts as admitted.
fn rank(status: Option<AdministrativeStatus>) -> i8 {
    match status {
        Some(AdministrativeStatus::Preferred) => 3,
        Some(AdministrativeStatus::Admitted) | None => 2,
        Some(AdministrativeStatus::Superseded) => 1,
        Some(AdministrativeStatus::Deprecated) => 0,
    }
}
