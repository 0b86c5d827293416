//! Concept entries, as TBX models them: a concept, its languages, their terms.

mod context;
mod date;
mod filter;
mod relation;
mod subject;
mod term_type;

use serde::{Deserialize, Serialize};
use tmx::LangTag;

pub use context::Context;
pub use date::{ParseDateError, PartialDate};
pub use filter::{EntryFilter, EntryState};
pub use relation::{Related, Relation};
pub use subject::{is_under, subject_parts};
pub use term_type::TermType;

use crate::named::parse_by_name;
use crate::pinyin::Doubts;

/// A concept and its terms in each language (TBX v3 `conceptEntry`, v2 `termEntry`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConceptEntry {
    /// Number of the concept in this database, shown as `#12`; 0 when it is not stored.
    pub id: i64,
    /// Identifier for ever and everywhere, made from the first term.
    pub uid: String,
    /// The field the concept belongs to (TBX `subjectField`); fields within fields have `/`
    /// between them.
    pub subject: Option<String>,
    /// What the concept is (TBX `definition`).
    pub definition: Option<String>,
    /// A remark on the concept as a whole.
    pub note: Option<String>,
    /// Whom the entry is for (TBX `customerSubset`).
    pub customer: Option<String>,
    /// What work it is for (TBX `projectSubset`).
    pub project: Option<String>,
    /// The term stays as it is in a translation.
    pub do_not_translate: bool,
    /// Who approved the entry; a proposal while nobody did.
    pub approved_by: Option<String>,
    /// Other concepts it has to do with, in the order they were named.
    pub related: Vec<Related>,
    /// The sections, one a language, working source language first.
    pub languages: Vec<LangSec>,
}

impl ConceptEntry {
    /// The terms of a language, whatever its script or region, in the order they are kept.
    pub fn terms<'e>(&'e self, lang: &LangTag) -> impl Iterator<Item = &'e TermSec> {
        let lang = lang.clone();
        self.languages
            .iter()
            .filter(move |section| section.lang.same_language(&lang))
            .flat_map(|section| &section.terms)
    }

    /// Whether somebody stands for the entry.
    #[must_use]
    pub fn state(&self) -> EntryState {
        match self.approved_by {
            Some(_) => EntryState::Approved,
            None => EntryState::Proposed,
        }
    }

    /// The term a language is known by: the preferred one on `date`, else the first that is
    /// neither forbidden nor given up.
    #[must_use]
    pub fn main_term(&self, lang: &LangTag, date: Option<&PartialDate>) -> Option<&TermSec> {
        let usable = |term: &&TermSec| term.is_usable(date);
        self.terms(lang)
            .filter(usable)
            .find(|term| term.status(date) == Some(AdministrativeStatus::Preferred))
            .or_else(|| self.terms(lang).find(usable))
    }
}

/// The terms of a concept in one language (TBX v3 `langSec`, v2 `langSet`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LangSec {
    /// The language.
    pub lang: LangTag,
    /// The terms, the first one first accepted.
    pub terms: Vec<TermSec>,
}

/// One term of a concept (TBX v3 `termSec`, v2 `tig`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermSec {
    /// The term as it is written.
    pub text: String,
    /// Reading of a Chinese term in the joined spelling: `mìngyùn gòngtóngtǐ`.
    pub pinyin: Option<String>,
    /// How sure the pinyin is; empty when a person typed or confirmed it.
    #[serde(default, skip_serializing_if = "Doubts::is_empty")]
    pub doubt: Doubts,
    /// Part of speech; TBX wants one on every term.
    pub part_of_speech: PartOfSpeech,
    /// What it is beside the other terms of the concept.
    #[serde(default)]
    pub term_type: Option<TermType>,
    /// Never to be used; exporters list it apart.
    pub forbidden: bool,
    /// Periods of use, oldest first; empty when nothing was said about them.
    pub usage: Vec<Usage>,
    /// A remark on this term.
    pub note: Option<String>,
    /// Sentences that use it, best first.
    #[serde(default)]
    pub contexts: Vec<Context>,
}

impl TermSec {
    /// A term of which nothing is known but its text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            pinyin: None,
            doubt: Doubts::default(),
            part_of_speech: PartOfSpeech::default(),
            term_type: None,
            forbidden: false,
            usage: Vec::new(),
            note: None,
            contexts: Vec::new(),
        }
    }

    /// The status on `date`; without a date, the latest one.
    #[must_use]
    pub fn status(&self, date: Option<&PartialDate>) -> Option<AdministrativeStatus> {
        self.current_usage(date).and_then(|usage| usage.status)
    }

    /// Where the term comes from, in the period that holds on `date`.
    #[must_use]
    pub fn source(&self, date: Option<&PartialDate>) -> Option<&str> {
        self.current_usage(date)
            .and_then(|usage| usage.source.as_deref())
    }

    /// The period that holds on `date`; without a date, the latest one.
    #[must_use]
    pub fn current_usage(&self, date: Option<&PartialDate>) -> Option<&Usage> {
        match date {
            None => self.usage.last(),
            Some(date) => self.usage.iter().rev().find(|usage| usage.holds_on(date)),
        }
    }

    /// Whether a translator may be offered the term on `date`.
    #[must_use]
    pub fn is_usable(&self, date: Option<&PartialDate>) -> bool {
        let in_use = date.is_none() || self.usage.is_empty() || self.current_usage(date).is_some();
        in_use
            && !self.forbidden
            && !matches!(
                self.status(date),
                Some(AdministrativeStatus::Deprecated | AdministrativeStatus::Superseded)
            )
    }
}

/// A period in which a term had a status, and who says so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// The standing of the term in this period (TBX `administrativeStatus`).
    pub status: Option<AdministrativeStatus>,
    /// First day, month or year of the period.
    pub from: Option<PartialDate>,
    /// Last day, month or year of the period.
    pub until: Option<PartialDate>,
    /// Publication or authority it is taken from (TBX `source`).
    pub source: Option<String>,
}

impl Usage {
    /// Whether `date` lies in the period; a year or month on either side counts as a whole.
    #[must_use]
    pub fn holds_on(&self, date: &PartialDate) -> bool {
        self.from
            .as_ref()
            .is_none_or(|from| from.first_day() <= date.last_day())
            && self
                .until
                .as_ref()
                .is_none_or(|until| date.first_day() <= until.last_day())
    }
}

/// The standing of a term (TBX `administrativeStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AdministrativeStatus {
    /// The term to use.
    Preferred,
    /// May be used.
    Admitted,
    /// Not to be used.
    Deprecated,
    /// Was in use, no longer is.
    Superseded,
}

impl AdministrativeStatus {
    /// All statuses, best first.
    pub const ALL: [Self; 4] = [
        Self::Preferred,
        Self::Admitted,
        Self::Deprecated,
        Self::Superseded,
    ];

    /// The word for it in commands and tables: `preferred`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Admitted => "admitted",
            Self::Deprecated => "deprecated",
            Self::Superseded => "superseded",
        }
    }
}

/// The part of speech of a term (TBX `partOfSpeech`).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum PartOfSpeech {
    /// Noun or noun phrase.
    #[default]
    Noun,
    /// Name of one thing; TBX v3 writes it as noun.
    ProperNoun,
    /// Verb or verb phrase.
    Verb,
    /// Adjective.
    Adjective,
    /// Adverb.
    Adverb,
    /// Anything else, set phrases among them.
    Other,
}

impl PartOfSpeech {
    /// All parts of speech, in the order TBX lists them.
    pub const ALL: [Self; 6] = [
        Self::Noun,
        Self::ProperNoun,
        Self::Verb,
        Self::Adjective,
        Self::Adverb,
        Self::Other,
    ];

    /// The value TBX v2 Basic has for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Noun => "noun",
            Self::ProperNoun => "properNoun",
            Self::Verb => "verb",
            Self::Adjective => "adjective",
            Self::Adverb => "adverb",
            Self::Other => "other",
        }
    }
}

parse_by_name!(AdministrativeStatus);
parse_by_name!(PartOfSpeech);

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_holds_for_the_whole_of_its_first_and_last_year() {
        let usage = Usage {
            from: Some(date("2013")),
            until: Some(date("2017-10")),
            ..Usage::default()
        };
        for inside in ["2013-01-01", "2015", "2017-10-31"] {
            assert!(usage.holds_on(&date(inside)), "{inside}");
        }
        for outside in ["2012-12-31", "2017-11", "2018"] {
            assert!(!usage.holds_on(&date(outside)), "{outside}");
        }
    }

    #[test]
    fn the_preferred_term_is_the_main_one() {
        let preferred = Usage {
            status: Some(AdministrativeStatus::Preferred),
            ..Usage::default()
        };
        let old = Usage {
            status: Some(AdministrativeStatus::Superseded),
            ..Usage::default()
        };
        let term = |text: &str, usage: &Usage| TermSec {
            usage: vec![usage.clone()],
            ..TermSec::new(text)
        };
        let entry = ConceptEntry {
            languages: vec![LangSec {
                lang: LangTag::english(),
                terms: vec![
                    term("community of common destiny", &old),
                    TermSec::new("community of shared destiny"),
                    term("community with a shared future", &preferred),
                ],
            }],
            ..ConceptEntry::default()
        };
        let main = entry.main_term(&LangTag::english(), None).unwrap();
        assert_eq!(main.text, "community with a shared future");
    }
}
