//! MultiTerm XML (`mtf`): concepts with numbers, languages, terms, and free fields at each level.
//!
//! The fields are named as TBX-Linguist names its categories, in words; what a termbase calls
//! otherwise is kept as a remark.

use std::io::{Read, Write};

use tmx::LangTag;
use tmx::xml::{XmlWriter, legal};

use super::ListOptions;
use super::utf16::Utf16;
use crate::entry::ConceptEntry;
use crate::exchange::WriteError;
use crate::exchange::branch::{Branch, Tree};
use crate::exchange::records::{Layout, MarkupError, Records};
use crate::exchange::tbx::{
    Category, Dialect, Item, Style, TbxFlavour, TbxOptions, concept_items, concept_record,
    identifier_of, one_line, term_items,
};
use crate::import::{Broken, ImportRecord};

const LAYOUT: Layout = Layout {
    format: "MultiTerm XML",
    roots: &["mtf"],
    between: &[],
    records: &["conceptGrp"],
};

/// The field that leads back to the entry.
const UID: &str = "uid";

/// Writes entries as MultiTerm XML in UTF-16.
pub(super) struct MultitermWriter<W: Write> {
    xml: XmlWriter<Utf16<W>>,
    options: TbxOptions,
    written: u64,
}

impl<W: Write> MultitermWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// `out` failed.
    pub(super) fn new(out: W, options: &ListOptions) -> Result<Self, WriteError> {
        let begin = || -> std::io::Result<_> {
            let mut xml = XmlWriter::new(Utf16::new(out))?;
            xml.open("mtf", &[])?;
            Ok(xml)
        };
        let options = TbxOptions {
            flavour: TbxFlavour::v3(Dialect::Linguist, Style::Dca),
            source_tag: options.source_tag.clone(),
            target_tag: options.target_tag.clone(),
            as_of: options.as_of,
            include_forbidden: options.include_forbidden,
            ..TbxOptions::default()
        };
        Ok(Self {
            xml: begin().map_err(|source| write_error(0, source))?,
            options,
            written: 0,
        })
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// The output failed.
    pub(super) fn write(&mut self, entry: &ConceptEntry) -> Result<(), WriteError> {
        self.entry(entry)
            .map_err(|source| write_error(self.written, source))?;
        self.written += 1;
        Ok(())
    }

    /// Ends the file; the number of characters that were left out.
    ///
    /// # Errors
    /// The output failed.
    pub(super) fn finish(mut self) -> Result<u64, WriteError> {
        let written = self.written;
        let end = || -> std::io::Result<u64> {
            self.xml.close("mtf")?;
            self.xml.finish()
        };
        end().map_err(|source| write_error(written, source))
    }

    fn entry(&mut self, entry: &ConceptEntry) -> std::io::Result<()> {
        let (source, target) = (
            self.options.source_tag.clone(),
            self.options.target_tag.clone(),
        );
        self.xml.open("conceptGrp", &[])?;
        // Tools want numbers; ours are not known elsewhere, so any will do.
        let number = (self.written + 1).to_string();
        self.xml.leaf("concept", &[], &number)?;
        if !entry.uid.is_empty() {
            self.field(UID, &entry.uid)?;
        }
        for item in concept_items(entry, &self.options) {
            self.item(&item)?;
        }
        for (lang, other) in [(&source, &target), (&target, &source)] {
            let options = self.options.clone();
            let terms = entry.terms(lang).filter(|term| options.admits(term));
            let terms: Vec<_> = terms.filter(|term| !term.text.trim().is_empty()).collect();
            if terms.is_empty() {
                continue;
            }
            self.xml.open("languageGrp", &[])?;
            let code = lang.as_str().to_ascii_uppercase();
            let attributes = [("type", name(lang)), ("lang", code.as_str())];
            self.xml.leaf("language", &attributes, "")?;
            for term in terms {
                self.xml.open("termGrp", &[])?;
                self.xml
                    .leaf("term", &[], &one_line(&legal(&term.text).0))?;
                for item in term_items(entry, term, other, &self.options) {
                    self.item(&item)?;
                }
                self.xml.close("termGrp")?;
            }
            self.xml.close("languageGrp")?;
        }
        self.xml.close("conceptGrp")
    }

    fn item(&mut self, item: &Item<'_>) -> std::io::Result<()> {
        match item {
            Item::Value(category, text) => self.field(&field_name(*category), text),
            Item::Link {
                category,
                target,
                text,
            } => {
                let link = match text == target {
                    true => target.to_string(),
                    false => format!("{target} {text}"),
                };
                self.field(&field_name(*category), &link)
            }
            Item::Note(text) => self.field("Note", text),
            Item::Context {
                text,
                translation,
                source,
                ..
            } => {
                self.xml.open("descripGrp", &[])?;
                self.xml.leaf("descrip", &[("type", "Context")], text)?;
                if let Some(source) = source {
                    self.field("Source", source)?;
                }
                if let Some(translation) = translation {
                    self.field("Note", &format!("context translation: {translation}"))?;
                }
                self.xml.close("descripGrp")
            }
            Item::Transaction { kind, date, by } => {
                self.xml.open("transacGrp", &[])?;
                let by = by.unwrap_or_default();
                self.xml.leaf("transac", &[("type", kind)], by)?;
                if let Some(date) = date {
                    self.xml.leaf("date", &[], &format!("{date}T00:00:00"))?;
                }
                self.xml.close("transacGrp")
            }
        }
    }

    fn field(&mut self, name: &str, text: &str) -> std::io::Result<()> {
        self.xml.open("descripGrp", &[])?;
        self.xml.leaf("descrip", &[("type", name)], text)?;
        self.xml.close("descripGrp")
    }
}

/// Reads MultiTerm XML, concept by concept.
///
/// Fields are understood by their names, as those of [`TbxReader`](crate::exchange::tbx::TbxReader)
/// are; others are kept as `name: value` behind the note of their level.
pub struct MultitermReader<R> {
    records: Records<R>,
}

impl<R: Read> MultitermReader<R> {
    /// Reads a whole file, in the encoding that it says it is in.
    #[must_use]
    pub fn new(input: R) -> Self {
        Self {
            records: Records::new(input, LAYOUT),
        }
    }
}

impl<R: Read> Iterator for MultitermReader<R> {
    /// Outside an error of the file, after which nothing comes, inside one of the concept.
    type Item = Result<Result<ImportRecord, Broken>, MarkupError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.records.next_with(|place, concept| {
            adapt(concept);
            concept_record(concept.root(), place)
        })
    }
}

/// The uid of an entry of ours.
fn uid(group: Branch<'_>) -> Option<String> {
    let field = group.branch("descrip")?;
    (field.attribute("type") == UID).then(|| field.content().into_owned())
}

/// Gives a concept the names that TBX has for its elements.
fn adapt(concept: &mut Tree) {
    let uid = concept.root().branches().find_map(uid);
    if let Some(uid) = uid {
        concept.set(Tree::ROOT, "id", &identifier_of(&uid));
    }
    let is_apart = |it: &Branch<'_>| matches!(it.name(), "concept" | "system");
    for inner in numbers(concept.root(), |it| {
        is_apart(it) || self::uid(*it).is_some()
    }) {
        concept.leave_out(inner);
    }
    for group in numbers(concept.root(), |it| it.name() == "languageGrp") {
        concept.rename(group, "langSet");
        let language = concept.branch(group).branch("language");
        let tag = language.map(|it| match it.attribute("lang") {
            "" => it.attribute("type").to_owned(),
            tag => tag.to_owned(),
        });
        concept.set(group, "lang", &tag.unwrap_or_default());
        for inner in numbers(concept.branch(group), |it| it.name() == "language") {
            concept.leave_out(inner);
        }
        for term in numbers(concept.branch(group), |it| it.name() == "termGrp") {
            concept.rename(term, "tig");
        }
    }
}

/// The numbers of the elements in one that are as asked for.
fn numbers(branch: Branch<'_>, is_meant: impl Fn(&Branch<'_>) -> bool) -> Vec<usize> {
    branch
        .branches()
        .filter(is_meant)
        .map(Branch::number)
        .collect()
}

/// `partOfSpeech` as `Part Of Speech`.
fn field_name(category: Category) -> String {
    let mut name = String::new();
    for (at, character) in category.as_str().chars().enumerate() {
        if at == 0 {
            name.extend(character.to_uppercase());
        } else {
            if character.is_uppercase() {
                name.push(' ');
            }
            name.push(character);
        }
    }
    name
}

fn name(lang: &LangTag) -> &'static str {
    match (lang.primary(), lang.as_str()) {
        ("zh", "zh-TW" | "zh-Hant") => "Chinese (Traditional)",
        ("zh", _) => "Chinese (PRC)",
        ("en", "en-US") => "English (United States)",
        ("en", "en-GB") => "English (United Kingdom)",
        ("en", _) => "English",
        _ => "Other",
    }
}

fn write_error(written: u64, source: std::io::Error) -> WriteError {
    WriteError {
        format: "MultiTerm XML",
        records: "entries",
        written,
        source,
    }
}
