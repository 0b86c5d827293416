//! What a file says of an entry.

use std::fmt;

use serde::{Deserialize, Serialize};
use tmx::LangTag;

use crate::entry::{
    AdministrativeStatus, Context, PartOfSpeech, PartialDate, Related, Relation, TermType, Usage,
};
use crate::pinyin::Doubts;
use crate::words::normal_form;

/// Longest term that is taken, in characters; what is longer is a text in the wrong column.
const LONGEST_TERM: usize = 1_000;

/// Where in its file something stands.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(default)]
pub struct Place {
    /// Number from 1 of the table in a document; 0 where there is but one.
    #[serde(skip_serializing_if = "is_usual")]
    pub table: usize,
    /// Number from 1 of the line or, in a workbook or document, the row.
    pub number: usize,
    /// Whether it is the row of a workbook or document.
    #[serde(skip_serializing_if = "is_usual")]
    pub is_row: bool,
}

impl Place {
    /// A line of a text file, from 1.
    #[must_use]
    pub fn line(number: usize) -> Self {
        Self {
            number,
            ..Self::default()
        }
    }

    /// A row of a workbook, from 1.
    #[must_use]
    pub fn row(number: usize) -> Self {
        Self {
            number,
            is_row: true,
            ..Self::default()
        }
    }

    /// A row of a table of a document, both from 1.
    #[must_use]
    pub fn table_row(table: usize, number: usize) -> Self {
        Self {
            table,
            ..Self::row(number)
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.is_row { "row" } else { "line" };
        if self.table > 0 {
            write!(f, "table {}, ", self.table)?;
        }
        write!(f, "{noun} {}", self.number)
    }
}

/// A record that is not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct Broken {
    /// Where it stands.
    pub place: Place,
    /// What is wrong with it.
    pub reason: String,
}

/// What a file says of a field: nothing, that it is empty, or a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Given<T> {
    /// The file has no such field.
    #[default]
    Absent,
    /// The file has the field, and nothing in it.
    Empty,
    /// The file has a value.
    Value(T),
}

impl<T> Given<T> {
    /// The value, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Empty => None,
        }
    }

    /// The value as a field of an entry has it.
    #[must_use]
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Empty => None,
        }
    }

    /// A field that the file has, whatever is in it.
    #[must_use]
    pub fn from_option(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Self::Value)
    }

    /// Takes over what another record says where this one has no value; whether both have one
    /// and they differ.
    fn absorb(&mut self, other: Self) -> bool
    where
        T: PartialEq,
    {
        match (&*self, other) {
            (Self::Value(value), Self::Value(other)) => *value != other,
            (Self::Value(_), _) | (_, Self::Absent) => false,
            (_, other) => {
                *self = other;
                false
            }
        }
    }
}

impl Given<String> {
    /// A text field that the file has: without blanks around it, empty when there is nothing else.
    #[must_use]
    pub fn text(text: &str) -> Self {
        match text.trim() {
            "" => Self::Empty,
            text => Self::Value(text.to_owned()),
        }
    }
}

/// What a file says of the periods of use of a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum UsageGiven {
    /// Fields of the latest period; others stay as they are.
    Latest {
        /// The standing of the term.
        status: Given<AdministrativeStatus>,
        /// The beginning of the period.
        from: Given<PartialDate>,
        /// Its end.
        until: Given<PartialDate>,
        /// Where the term is taken from.
        source: Given<String>,
    },
    /// All periods, oldest first.
    All(Vec<Usage>),
}

impl Default for UsageGiven {
    /// Nothing.
    fn default() -> Self {
        Self::Latest {
            status: Given::Absent,
            from: Given::Absent,
            until: Given::Absent,
            source: Given::Absent,
        }
    }
}

/// What a file says of the sentences that use a term.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContextsGiven {
    /// Nothing.
    #[default]
    Absent,
    /// The best of them; others may be there.
    First {
        /// The sentence.
        text: Given<String>,
        /// Its translation.
        translation: Given<String>,
        /// Where it is taken from.
        source: Given<String>,
    },
    /// All of them, best first.
    All(Vec<Context>),
}

/// What a file says of a term.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportTerm {
    /// The term as it is written.
    pub text: String,
    /// Its pinyin in the spelling to keep.
    #[serde(skip_serializing_if = "is_usual")]
    pub pinyin: Given<String>,
    /// How sure the pinyin is.
    #[serde(skip_serializing_if = "is_usual")]
    pub doubt: Doubts,
    /// Its part of speech.
    #[serde(skip_serializing_if = "is_usual")]
    pub part_of_speech: Given<PartOfSpeech>,
    /// Whether it is never to be used.
    #[serde(skip_serializing_if = "is_usual")]
    pub forbidden: Given<bool>,
    /// Its periods of use.
    #[serde(skip_serializing_if = "is_usual")]
    pub usage: UsageGiven,
    /// A remark on it.
    #[serde(skip_serializing_if = "is_usual")]
    pub note: Given<String>,
    /// What it is beside the other terms.
    #[serde(skip_serializing_if = "is_usual")]
    pub term_type: Given<TermType>,
    /// Sentences that use it.
    #[serde(skip_serializing_if = "is_usual")]
    pub contexts: ContextsGiven,
}

impl ImportTerm {
    /// A term of which nothing is said but its text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self {
            text: text.trim().to_owned(),
            ..Self::default()
        }
    }

    fn absorb(&mut self, other: Self) -> bool {
        let mut differs = self.pinyin.absorb(other.pinyin);
        differs |= self.part_of_speech.absorb(other.part_of_speech);
        differs |= self.forbidden.absorb(other.forbidden);
        differs |= self.note.absorb(other.note);
        differs |= self.term_type.absorb(other.term_type);
        if self.contexts == ContextsGiven::Absent {
            self.contexts = other.contexts;
        }
        match (&mut self.usage, other.usage) {
            (
                UsageGiven::Latest {
                    status,
                    from,
                    until,
                    source,
                },
                UsageGiven::Latest {
                    status: other_status,
                    from: other_from,
                    until: other_until,
                    source: other_source,
                },
            ) => {
                differs |= status.absorb(other_status);
                differs |= from.absorb(other_from);
                differs |= until.absorb(other_until);
                differs |= source.absorb(other_source);
            }
            (usage, other) => differs |= *usage != other,
        }
        differs
    }
}

/// The cells of our own list of candidates that a curator may have changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// `new`, `accepted`, `later`.
    pub state: String,
    /// The suggested English, several with `; ` between them.
    pub suggested: String,
    /// The pinyin, `(?)` behind it where it is doubtful.
    pub pinyin: String,
}

/// What a file says that an entry has to do with another one in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// What the other is to this one.
    pub relation: Relation,
    /// It is what this one is to the other: a file names the narrower ones.
    pub is_reverse: bool,
    /// What the file calls the other.
    pub name: String,
    /// What is kept of it where the other is not taken, as a remark.
    pub remark: String,
}

/// What a file says of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportRecord {
    /// Where it stands.
    pub place: Place,
    /// The identifier that a termbase gave it.
    #[serde(skip_serializing_if = "is_usual")]
    pub uid: Option<String>,
    /// The number that this termbase may know it by, as in `#12`.
    #[serde(skip_serializing_if = "is_usual")]
    pub number: Option<i64>,
    /// The terms by language, in file order.
    pub languages: Vec<(LangTag, Vec<ImportTerm>)>,
    /// The field of the concept.
    #[serde(skip_serializing_if = "is_usual")]
    pub subject: Given<String>,
    /// What the concept is.
    #[serde(skip_serializing_if = "is_usual")]
    pub definition: Given<String>,
    /// A remark on it.
    #[serde(skip_serializing_if = "is_usual")]
    pub note: Given<String>,
    /// Whom the entry is for.
    #[serde(skip_serializing_if = "is_usual")]
    pub customer: Given<String>,
    /// What work it is for.
    #[serde(skip_serializing_if = "is_usual")]
    pub project: Given<String>,
    /// Whether the term stays as it is in a translation.
    #[serde(skip_serializing_if = "is_usual")]
    pub do_not_translate: Given<bool>,
    /// Who approved the entry.
    #[serde(skip_serializing_if = "is_usual")]
    pub approved_by: Given<String>,
    /// Other concepts it has to do with.
    #[serde(skip_serializing_if = "is_usual")]
    pub related: Given<Vec<Related>>,
    /// What its file calls it, by which others may refer to it.
    #[serde(skip_serializing_if = "is_usual")]
    pub name: Option<String>,
    /// Entries of its file that it has to do with.
    #[serde(skip_serializing_if = "is_usual")]
    pub refers: Vec<Reference>,
    /// What else the file says and entries have no place for, as `column: value`; it goes into
    /// the note.
    #[serde(skip_serializing_if = "is_usual")]
    pub remarks: Vec<String>,
    /// Whether the language tags are those of a termbase of ours, to be kept to the letter.
    #[serde(skip_serializing_if = "is_usual")]
    pub has_own_tags: bool,
    /// Whether it is a concept of its own, whatever other records name it by the same term.
    #[serde(skip_serializing_if = "is_usual")]
    pub is_concept: bool,
    /// Set for a row of our own list of candidates.
    #[serde(skip_serializing_if = "is_usual")]
    pub proposed: Option<Proposed>,
    /// What a person should look at although the record is taken.
    #[serde(skip_serializing_if = "is_usual")]
    pub warnings: Vec<String>,
}

impl ImportRecord {
    /// The terms of a language, whatever its script or region.
    pub fn terms<'r>(&'r self, lang: &LangTag) -> impl Iterator<Item = &'r ImportTerm> + use<'r> {
        let lang = lang.clone();
        self.languages
            .iter()
            .filter(move |(of, _)| of.same_language(&lang))
            .flat_map(|(_, terms)| terms)
    }

    /// Adds a term behind the others of its language.
    pub fn push(&mut self, lang: &LangTag, term: ImportTerm) {
        let known = self.languages.iter_mut().find(|(of, _)| of == lang);
        match known {
            Some((_, terms)) => match position(terms, &term.text) {
                Some(known) => {
                    if terms.get_mut(known).is_some_and(|known| known.absorb(term)) {
                        self.warnings
                            .push("it says two things of one term; the first one is taken".into());
                    }
                }
                None => terms.push(term),
            },
            None => self.languages.push((lang.clone(), vec![term])),
        }
    }

    /// Joins another record of the same entry: its terms follow, and what this record says stands.
    pub fn absorb(&mut self, other: Self) {
        for (lang, terms) in other.languages {
            for term in terms {
                self.push(&lang, term);
            }
        }
        let mut differs = self.subject.absorb(other.subject);
        differs |= self.definition.absorb(other.definition);
        differs |= self.note.absorb(other.note);
        differs |= self.customer.absorb(other.customer);
        differs |= self.project.absorb(other.project);
        differs |= self.do_not_translate.absorb(other.do_not_translate);
        differs |= self.approved_by.absorb(other.approved_by);
        differs |= self.related.absorb(other.related);
        for remark in other.remarks {
            if !self.remarks.contains(&remark) {
                self.remarks.push(remark);
            }
        }
        for refers in other.refers {
            if !self.refers.contains(&refers) {
                self.refers.push(refers);
            }
        }
        self.number = self.number.or(other.number);
        self.warnings.extend(other.warnings);
        if differs {
            self.warnings.push(format!(
                "{} is the same entry and says something else of it; what stands first is taken",
                other.place
            ));
        }
    }

    /// The note with what entries have no other place for.
    #[must_use]
    pub fn whole_note(&self) -> Given<String> {
        if self.remarks.is_empty() {
            return self.note.clone();
        }
        let parts = self.note.value().into_iter().chain(&self.remarks);
        let parts: Vec<&str> = parts.map(String::as_str).collect();
        Given::Value(parts.join("; "))
    }

    /// The record, if an entry can be made of it.
    ///
    /// # Errors
    ///
    /// When it has no term of `source`, or one that is no term.
    pub fn checked(self, source: &LangTag) -> Result<Self, Broken> {
        let place = self.place;
        let broken = |reason: String| Broken { place, reason };
        let mut terms = self.languages.iter().flat_map(|(_, terms)| terms);
        if let Some(long) = terms.find(|term| term.text.chars().count() > LONGEST_TERM) {
            let begin: String = long.text.chars().take(20).collect();
            return Err(broken(format!(
                "`{begin}…` is longer than a term can be ({LONGEST_TERM} characters)"
            )));
        }
        let is_term = |term: &ImportTerm| !normal_form(&term.text).is_empty();
        if !self.terms(source).any(is_term) {
            return Err(broken("no term".to_owned()));
        }
        Ok(self)
    }
}

/// Whether a value goes without saying.
fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn position(terms: &[ImportTerm], text: &str) -> Option<usize> {
    let norm = normal_form(text);
    terms
        .iter()
        .position(|term| normal_form(&term.text) == norm)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(line: usize, term: &str, english: &str, definition: &str) -> ImportRecord {
        let mut record = ImportRecord {
            place: Place::line(line),
            definition: Given::text(definition),
            ..ImportRecord::default()
        };
        record.push(&LangTag::chinese(), ImportTerm::new(term));
        record.push(&LangTag::english(), ImportTerm::new(english));
        record
    }

    #[test]
    fn joined_records_have_each_term_once() {
        let mut one = record(2, "蓝碳", "blue carbon", "");
        one.absorb(record(3, "“蓝碳”", "Blue Carbon", "carbon in the sea"));
        one.absorb(record(4, "蓝碳", "ocean carbon", "another"));
        let english: Vec<&str> = one
            .terms(&LangTag::english())
            .map(|term| term.text.as_str())
            .collect();
        assert_eq!(english, ["blue carbon", "ocean carbon"]);
        assert_eq!(one.terms(&LangTag::chinese()).count(), 1);
        assert_eq!(one.definition, Given::Value("carbon in the sea".to_owned()));
        assert_eq!(one.warnings.len(), 1);
        assert!(one.warnings[0].starts_with("line 4 "), "{:?}", one.warnings);
    }

    #[test]
    fn a_record_without_a_term_is_broken() {
        let source = LangTag::chinese();
        for term in ["", " ", "“”"] {
            let error = record(7, term, "x", "").checked(&source).unwrap_err();
            assert_eq!(error.to_string(), "line 7: no term");
        }
        let long = "长".repeat(LONGEST_TERM + 1);
        assert!(record(7, &long, "x", "").checked(&source).is_err());
        assert!(record(7, "长", "x", "").checked(&source).is_ok());
    }
}
