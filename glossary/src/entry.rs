//! Concept entries, as TBX models them: a concept, its languages, their terms.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use tmx::LangTag;

use crate::named::parse_by_name;
use crate::pinyin::Doubts;

/// A concept and its terms in each language (TBX v3 `conceptEntry`, v2 `termEntry`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConceptEntry {
    /// Number of the concept in this database, shown as `#12`; 0 when it is not stored.
    pub id: i64,
    /// Identifier for ever and everywhere, made from the first term.
    pub uid: String,
    /// The field the concept belongs to (TBX `subjectField`).
    pub subject: Option<String>,
    /// What the concept is (TBX `definition`).
    pub definition: Option<String>,
    /// A remark on the concept as a whole.
    pub note: Option<String>,
    /// The sections, one a language, working source language first.
    pub languages: Vec<LangSec>,
}

impl ConceptEntry {
    /// The terms of a language, whatever its script or region, in the order they are kept.
    pub fn terms<'e>(&'e self, lang: &LangTag) -> impl Iterator<Item = &'e TermSec> {
        let primary = lang.primary().to_owned();
        self.languages
            .iter()
            .filter(move |section| section.lang.primary() == primary)
            .flat_map(|section| &section.terms)
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
    /// Never to be used; exporters list it apart.
    pub forbidden: bool,
    /// Periods of use, oldest first; empty when nothing was said about them.
    pub usage: Vec<Usage>,
    /// A remark on this term.
    pub note: Option<String>,
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
            forbidden: false,
            usage: Vec::new(),
            note: None,
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

/// A date known to the year, the month or the day: `2023`, `2023-05`, `2023-05-19`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl PartialDate {
    /// The first day it can mean, as (year, month, day).
    #[must_use]
    pub fn first_day(&self) -> (u16, u8, u8) {
        (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day it can mean, as (year, month, day).
    #[must_use]
    pub fn last_day(&self) -> (u16, u8, u8) {
        let month = self.month.unwrap_or(12);
        (
            self.year,
            month,
            self.day.unwrap_or_else(|| days_in(self.year, month)),
        )
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// A date that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date (write 2023, 2023-05 or 2023-05-19)")]
pub struct ParseDateError(String);

impl FromStr for PartialDate {
    type Err = ParseDateError;

    /// Accepts one-digit months and days, and `/` or `.` between them.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseDateError(text.to_owned());
        let number = |part: &str, longest: usize| -> Result<u16, ParseDateError> {
            if part.is_empty() || part.len() > longest || !part.bytes().all(|b| b.is_ascii_digit())
            {
                return Err(wrong());
            }
            part.parse().map_err(|_| wrong())
        };
        let parts: Vec<&str> = text.trim().split(['-', '/', '.']).collect();
        if parts.len() > 3 || parts[0].len() != 4 {
            return Err(wrong());
        }
        let year = number(parts[0], 4)?;
        let month = parts.get(1).map(|part| number(part, 2)).transpose()?;
        let day = parts.get(2).map(|part| number(part, 2)).transpose()?;
        let month = month.map(|month| month as u8);
        let day = day.map(|day| day as u8);
        if month.is_some_and(|month| !(1..=12).contains(&month))
            || day
                .zip(month)
                .is_some_and(|(day, month)| !(1..=days_in(year, month)).contains(&day))
        {
            return Err(wrong());
        }
        Ok(Self { year, month, day })
    }
}

impl TryFrom<String> for PartialDate {
    type Error = ParseDateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_keep_the_precision_they_were_given_in() {
        for text in ["2023", "2023-05", "2023-05-19"] {
            assert_eq!(date(text).to_string(), text);
        }
        assert_eq!(date("2023/5/9").to_string(), "2023-05-09");
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in [
            "",
            "23",
            "2023-13",
            "2023-02-29",
            "2023-00",
            "2023-5-",
            "今天",
        ] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
        assert!("2024-02-29".parse::<PartialDate>().is_ok());
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
            id: 1,
            uid: "u".to_owned(),
            subject: None,
            definition: None,
            note: None,
            languages: vec![LangSec {
                lang: LangTag::english(),
                terms: vec![
                    term("community of common destiny", &old),
                    TermSec::new("community of shared destiny"),
                    term("community with a shared future", &preferred),
                ],
            }],
        };
        let main = entry.main_term(&LangTag::english(), None).unwrap();
        assert_eq!(main.text, "community with a shared future");
    }
}
