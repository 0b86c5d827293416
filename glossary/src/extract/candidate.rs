//! A candidate: a string that may be a term, with the evidence for and against it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::named::parse_by_name;

/// A string that may be a term, not yet judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The [normal form](crate::words::normal_form).
    pub term: String,
    /// The spellings in the texts, most frequent first, ties in code-point order.
    pub surfaces: Vec<Surface>,
    /// What sort of expression it seems to be.
    pub kind: CandidateKind,
    /// The channels that proposed it.
    pub channels: BTreeSet<Channel>,
    /// Occurrences outside repeated sentences, at least one.
    pub frequency: u32,
    /// All occurrences.
    pub raw_frequency: u32,
    /// Documents it occurs in outside repeated sentences; texts that are for the most part the
    /// same are one.
    pub documents: u32,
    /// Distinct words before it; each of the first three edges of a clause counts as one
    /// (accessor variety: Feng et al., Computational Linguistics 30(1), 2004).
    pub left_variety: u32,
    /// Distinct words after it, counted alike.
    pub right_variety: u32,
    /// Entropy of the words before it in bits; each edge of a clause counts as a word of its own
    /// (branching entropy: Luo & Song, ACL workshop SIGHAN, 2004).
    #[serde(default)]
    pub left_entropy: f64,
    /// Entropy of the words after it in bits, counted alike.
    #[serde(default)]
    pub right_entropy: f64,
    /// Occurrences that fill a pair of quotation marks.
    pub quoted: u32,
    /// C-value over the longer candidates: log2(characters) × (frequency − mean frequency of the
    /// longer candidates around it) (Frantzi & Ananiadou, 1996).
    pub c_value: f64,
    /// Normalised pointwise mutual information at the weakest joint, −1 to 1; 1 for one word.
    pub npmi: f64,
    /// Logarithm (base 2) of how many times more frequent it is here than elsewhere. With a
    /// reference corpus: than in that, at the bound of the confidence interval that is nearer to
    /// zero (conservative log ratio: Evert, DH 2022). Without: than its words' independent
    /// frequencies in the language would make it, at the lower bound of the observed count.
    pub keyness: f64,
    /// Occurrences in the reference corpus, outside repeated sentences; none without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_frequency: Option<u64>,
    /// Occurrences in a million words of the texts; told where there is a reference to compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_million: Option<f64>,
    /// Occurrences in a million words of the reference corpus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_per_million: Option<f64>,
    /// Occurrences not inside an occurrence of a longer candidate (Lin & Yu, 2001).
    pub net_frequency: u32,
    /// Terms of candidates inside this one, in code-point order.
    pub contains: Vec<String>,
    /// Terms of candidates around this one, in code-point order.
    pub contained_in: Vec<String>,
    /// What an abbreviation by number stands for, as the texts tell it; else empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expansion: Vec<String>,
    /// Parts of speech of its words, as jieba tags them, joined by spaces.
    pub pattern: String,
    /// Sum of the contributions.
    pub score: f64,
    /// What makes up the score, largest effect first.
    pub explanation: Vec<Contribution>,
    /// Where it occurs, in order; a sample when it occurs often.
    pub occurrences: Vec<Occurrence>,
}

impl Candidate {
    /// The parts of speech of its words, spelled out: `verb, noun`.
    #[must_use]
    pub fn parts_of_speech(&self) -> String {
        parts_of_speech(&self.pattern)
    }

    /// The candidate as a list shows it: its most frequent spelling, without the quotation or
    /// title marks around it.
    #[must_use]
    pub fn display(&self) -> &str {
        const OPENING: [char; 6] = ['“', '‘', '「', '『', '《', '〈'];
        const CLOSING: [char; 6] = ['”', '’', '」', '』', '》', '〉'];
        let spelling = self
            .surfaces
            .first()
            .map_or(self.term.as_str(), |surface| &surface.text);
        let mut shown = spelling;
        for (opening, closing) in OPENING.into_iter().zip(CLOSING) {
            let inner = shown
                .strip_prefix(opening)
                .and_then(|rest| rest.strip_suffix(closing));
            // “甲”和“乙” is not one pair of marks around the whole.
            if let Some(inner) = inner.filter(|inner| !inner.contains([opening, closing])) {
                shown = inner;
            }
        }
        shown
    }
}

/// A pattern of jieba's tags in words.
pub(super) fn parts_of_speech(pattern: &str) -> String {
    let names: Vec<&str> = pattern
        .split(' ')
        .map(|tag| match tag {
            "n" => "noun",
            "nr" => "person",
            "ns" => "place",
            "nz" => "name",
            "vn" => "verbal noun",
            "v" => "verb",
            "a" => "adjective",
            "b" => "attributive",
            "i" => "idiom",
            "l" => "phrase",
            "j" => "short form",
            "t" => "time",
            "m" => "number",
            "q" => "measure word",
            "f" => "position",
            "d" => "adverb",
            "r" => "pronoun",
            "p" => "preposition",
            "c" => "conjunction",
            "u" => "particle",
            "k" => "affix",
            "g" => "morpheme",
            "eng" => "letters",
            "w" => "mark",
            _ => "unknown",
        })
        .collect();
    names.join(", ")
}

/// A spelling of a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surface {
    /// As written.
    pub text: String,
    /// All its occurrences, those in repeated sentences included.
    pub count: u32,
}

/// A place where a candidate occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// Position of the document in the corpus.
    pub document: usize,
    /// Bytes of the document's body.
    pub range: Range<usize>,
}

/// One summand of a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Name of the feature.
    pub feature: Cow<'static, str>,
    /// What it adds to the score, in logits.
    pub value: f64,
    /// The decisions it was learnt from; none for the fixed features.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learnt: Option<Learnt>,
}

impl Contribution {
    /// A summand that no decision is behind.
    #[must_use]
    pub fn fixed(feature: &'static str, value: f64) -> Self {
        Self {
            feature: feature.into(),
            value,
            learnt: None,
        }
    }
}

/// Decisions on candidates of the same texts that have something in common with this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learnt {
    /// What they have in common: the ending, the parts of speech, the kind …
    pub shared: String,
    /// How many of them were accepted.
    pub accepted: u32,
    /// How many of them were rejected.
    pub rejected: u32,
}

/// What sort of expression a candidate seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CandidateKind {
    /// Name of an initiative, institution, event, agreement or project.
    Name,
    /// Word or compound for a concept, such as one in a dictionary.
    Concept,
    /// Phrase said in these very words.
    SetPhrase,
    /// Idiom.
    Idiom,
    /// Abbreviation by number, such as “three rurals”.
    Numeric,
    /// Compound of nouns.
    Compound,
}

impl CandidateKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Concept,
        Self::SetPhrase,
        Self::Idiom,
        Self::Numeric,
        Self::Compound,
    ];

    /// The word for it in commands and tables: `set-phrase`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Concept => "concept",
            Self::SetPhrase => "set-phrase",
            Self::Idiom => "idiom",
            Self::Numeric => "numeric",
            Self::Compound => "compound",
        }
    }
}

/// A way by which candidates are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// Recurring sequence of words.
    Words,
    /// Phrase in quotation or title marks.
    Quoted,
    /// Quoted phrase with the noun it stands before.
    QuotedCompound,
    /// Word tagged as idiom or set phrase.
    Idiom,
    /// Headword of the dictionary.
    Dictionary,
    /// Four characters between marks.
    FourCharacters,
    /// Words joined by a hyphen or dot, with their head noun.
    Hyphen,
    /// Compound that ends in a head noun usual in names.
    HeadNoun,
    /// Compound of nouns that fills its place in the clause.
    Compound,
    /// Number with what it counts, used as a name.
    Numeric,
    /// Item of an enumeration.
    Enumeration,
    /// Word that the language seldom uses.
    RareWord,
    /// Fixed formula of several parts, with commas inside.
    Formula,
    /// String of characters that recurs although its words would not make a term.
    Repeat,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 14] = [
        Self::Words,
        Self::Quoted,
        Self::QuotedCompound,
        Self::Idiom,
        Self::Dictionary,
        Self::FourCharacters,
        Self::Hyphen,
        Self::HeadNoun,
        Self::Compound,
        Self::Numeric,
        Self::Enumeration,
        Self::RareWord,
        Self::Formula,
        Self::Repeat,
    ];

    /// The word for it in commands and tables: `quoted-compound`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Quoted => "quoted",
            Self::QuotedCompound => "quoted-compound",
            Self::Idiom => "idiom",
            Self::Dictionary => "dictionary",
            Self::FourCharacters => "four-characters",
            Self::Hyphen => "hyphen",
            Self::HeadNoun => "head-noun",
            Self::Compound => "compound",
            Self::Numeric => "numeric",
            Self::Enumeration => "enumeration",
            Self::RareWord => "rare-word",
            Self::Formula => "formula",
            Self::Repeat => "repeat",
        }
    }
}

parse_by_name!(CandidateKind);
parse_by_name!(Channel);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::found;

    #[test]
    fn candidates_of_older_termbases_can_be_read() {
        let candidates = found("“蓝色走廊”很长。");
        let mut stored = serde_json::to_value(&candidates[0]).unwrap();
        for added in ["left_entropy", "right_entropy"] {
            assert!(stored.as_object_mut().unwrap().remove(added).is_some());
        }
        let read: Candidate = serde_json::from_value(stored).unwrap();
        assert_eq!(read.term, candidates[0].term);
    }

    #[test]
    fn every_tag_has_a_name() {
        use crate::words::PartOfSpeechTag as Tag;
        let tags = [
            Tag::Noun,
            Tag::Person,
            Tag::Place,
            Tag::Name,
            Tag::VerbalNoun,
            Tag::Verb,
            Tag::Adjective,
            Tag::Attributive,
            Tag::Idiom,
            Tag::Phrase,
            Tag::Abbreviation,
            Tag::Time,
            Tag::Numeral,
            Tag::Measure,
            Tag::Locative,
            Tag::Adverb,
            Tag::Pronoun,
            Tag::Preposition,
            Tag::Conjunction,
            Tag::Particle,
            Tag::Affix,
            Tag::Morpheme,
            Tag::Latin,
            Tag::Mark,
        ];
        for tag in tags {
            assert_ne!(parts_of_speech(tag.as_str()), "unknown", "{tag:?}");
        }
        assert_eq!(parts_of_speech("v n"), "verb, noun");
    }
}
