//! What holds of a candidate, feature by feature, in words.
//!
//! A feature that is added to the table of features needs a line in the table of wordings.

use super::candidate::parts_of_speech;
use super::lists::{CONCEPT_HEADS, NAME_HEADS};
use super::{Candidate, Contribution, Learnt};

/// What a summand of a candidate's score says of it.
pub(super) fn sentence(candidate: &Candidate, part: &Contribution) -> String {
    WORDINGS
        .iter()
        .find(|(feature, _)| *feature == part.feature)
        // Only a database of another version has features without a wording.
        .map_or_else(
            || part.feature.clone().into_owned(),
            |(_, wording)| wording.of(candidate, part),
        )
}

/// How a feature is put into words.
enum Wording {
    /// In the same words for every candidate.
    Plain(&'static str),
    /// In the first words where the feature speaks for the candidate, else in the second.
    Sign(&'static str, &'static str),
    /// With something of the candidate.
    With(fn(&Candidate) -> String),
    /// As decisions on what ends in, begins with …
    Learnt(fn(&str) -> String),
}

impl Wording {
    fn of(&self, candidate: &Candidate, part: &Contribution) -> String {
        match self {
            Self::Plain(words) => (*words).to_owned(),
            Self::Sign(pro, _) if part.value > 0.0 => (*pro).to_owned(),
            Self::Sign(_, contra) => (*contra).to_owned(),
            Self::With(words) => words(candidate),
            Self::Learnt(shared) => part
                .learnt
                .as_ref()
                .map_or_else(String::new, |learnt| decided(learnt, *shared)),
        }
    }
}

use Wording::{Learnt as Decided, Plain, Sign, With};

/// What is said of each feature.
const WORDINGS: &[(&str, Wording)] = &[
    ("base", Plain("where every candidate begins")),
    (
        "variety",
        With(|it| {
            format!(
                "stands after {} and before {} different words or edges",
                it.left_variety, it.right_variety
            )
        }),
    ),
    (
        "frequency",
        With(|it| {
            format!(
                "occurs {}, which variety is measured against",
                times(it.frequency)
            )
        }),
    ),
    (
        "cohesion",
        Sign(
            "its words occur together more than apart",
            "its words occur apart as often as together",
        ),
    ),
    (
        "free left",
        Plain("nothing before it seems to belong to it"),
    ),
    (
        "free right",
        Plain("nothing after it seems to belong to it"),
    ),
    (
        "stands free",
        Plain("stands somewhere with nothing around that belongs to it"),
    ),
    (
        "quoted",
        With(|it| format!("stands in quotation marks {}", times(it.quoted))),
    ),
    (
        "quoted compound",
        Plain("is a quoted phrase with the noun after it"),
    ),
    ("title", Plain("is a title, in title marks")),
    (
        "hyphen name",
        Plain("is joined by a hyphen or dot, like a name"),
    ),
    (
        "dictionary, three characters",
        Plain("is a dictionary word of three characters"),
    ),
    (
        "dictionary, four characters",
        Plain("is a dictionary word of four characters or more"),
    ),
    ("idiom", Plain("is an idiom")),
    ("phrase word", Plain("is known as a set phrase")),
    ("name word", Plain("is a name or short form")),
    (
        "known compound",
        Plain("is several words that together are a known word"),
    ),
    (
        "known word",
        Plain("is a single word of more than two characters"),
    ),
    (
        "four characters",
        Plain("is four characters between marks, like a set phrase"),
    ),
    ("enumerated", Plain("is an item of an enumeration")),
    (
        "number with an action",
        Plain("ends in an action or quality that a number counts"),
    ),
    (
        "number with its parts",
        With(|it| {
            format!(
                "the texts tell what it stands for: {}",
                it.expansion.join(", ")
            )
        }),
    ),
    (
        "name head",
        With(|it| format!("ends in {}, a noun that heads names", head(it, NAME_HEADS))),
    ),
    (
        "concept head",
        With(|it| {
            format!(
                "ends in {}, a noun that heads concepts",
                head(it, CONCEPT_HEADS)
            )
        }),
    ),
    (
        "place and name head",
        With(|it| {
            format!(
                "begins with a place and ends in {}, as names do",
                head(it, NAME_HEADS)
            )
        }),
    ),
    ("term inside", Plain("has a quoted phrase or a name inside")),
    ("two characters", Plain("has two characters only")),
    ("three characters", Plain("has three characters only")),
    (
        "length",
        With(|it| format!("is long, {} characters", it.term.chars().count())),
    ),
    ("long", Plain("has more than eight characters")),
    (
        "long name",
        With(|it| format!("is as long as names in {} often are", head(it, NAME_HEADS))),
    ),
    ("long and recurring", Plain("recurs although it is long")),
    (
        "long and whole",
        Plain("is long, and stands between words that cannot belong to it"),
    ),
    (
        "long and quoted or hyphened",
        Plain("is long, but held together by marks"),
    ),
    (
        "rare words",
        Sign(
            "is made of words that are rare elsewhere",
            "is made of words that are common everywhere",
        ),
    ),
    ("begins with a verb", Plain("begins with a verb")),
    (
        "begins with an action",
        Plain("begins with a word that often means an action"),
    ),
    (
        "begins with a pure action",
        Plain("begins with a verb that means nothing but an action"),
    ),
    (
        "begins with a common verb",
        Plain("begins with a verb that is common everywhere"),
    ),
    (
        "pure action inside",
        Plain("has a verb inside that means nothing but an action"),
    ),
    (
        "ends with a pure action",
        Plain("ends with a verb that means nothing but an action"),
    ),
    (
        "place word inside",
        Plain("has a word for a position inside"),
    ),
    (
        "begins with an adjective",
        Plain("begins with an adjective"),
    ),
    ("begins with a number", Plain("begins with a number")),
    (
        "begins with a place",
        Plain("begins with the name of a place"),
    ),
    (
        "begins with a person",
        Plain("begins with the name of a person"),
    ),
    ("ends with a verb", Plain("ends with a verb")),
    (
        "ends with an action",
        Plain("ends with a word that often means an action"),
    ),
    (
        "ends with an adjective",
        Plain("ends with an adjective or adverb"),
    ),
    (
        "ends with a place",
        Plain("ends with a word for a place, position or time"),
    ),
    (
        "ends with one character",
        Plain("ends with a word of one character"),
    ),
    (
        "begins with one character",
        Plain("begins with a word of one character"),
    ),
    ("one verb", Plain("is one verb and nothing else")),
    (
        "one adjective",
        Plain("is one word that describes or counts, and nothing else"),
    ),
    ("verb inside", Plain("has a verb inside")),
    (
        "joining words inside",
        Plain("has a word inside that joins phrases"),
    ),
    ("loose characters", Plain("has words of a single character")),
    ("time", Plain("has a word for a time")),
    (
        "place alone",
        Plain("is the name of a place and nothing else"),
    ),
    ("person", Plain("is the name of a person")),
    ("keyness", With(keyness)),
    (
        "never whole",
        Plain("always stands beside words that may belong to it"),
    ),
    ("formula", Plain("is a formula of several parts")),
    (
        "formula of many parts",
        Plain("is a formula of more than two parts"),
    ),
    ("formula that recurs", Plain("is a formula that recurs")),
    (
        "formula with an echo",
        Plain("is a formula whose parts repeat a character in its place"),
    ),
    (
        "rare word",
        Plain("is a word that is hardly used elsewhere"),
    ),
    (
        "dotted",
        Plain("has a dot inside, and no noun that heads names at its end"),
    ),
    (
        "proper in the dictionary",
        Plain("is the name of a person or place in the dictionary"),
    ),
    (
        "part of a better one",
        Plain("stands inside a longer candidate that seems better"),
    ),
    (
        "never taken whole",
        Plain("stands nowhere but inside a longer candidate that seems better"),
    ),
    (
        "learnt weights",
        Sign(
            "is otherwise like what you accepted",
            "is otherwise like what you rejected",
        ),
    ),
    ("learnt ending", Decided(|it| format!("ending in {it}"))),
    (
        "learnt beginning",
        Decided(|it| format!("beginning with {it}")),
    ),
    (
        "learnt pattern",
        Decided(|it| format!("with the same parts of speech ({})", parts_of_speech(it))),
    ),
    ("learnt kind", Decided(|it| format!("of the type {it}"))),
    ("learnt channel", Decided(|it| format!("found by: {it}"))),
    (
        "fragment",
        Plain("never stands on its own here, so longer candidates come before it"),
    ),
    (
        "one rare word",
        Sign(
            "is one word, and a rare one",
            "is one word, and a usual one",
        ),
    ),
    (
        "very rare words",
        Plain("by words that hardly any text has"),
    ),
    (
        "one very rare word",
        Plain("is one word that hardly any text has"),
    ),
    (
        "rare short word",
        Sign(
            "is a short word, and a rare one",
            "is a short word, and a usual one",
        ),
    ),
    ("usual words only", Plain("is made of usual words only")),
    (
        "dictionary compound",
        Plain("is a compound that the dictionary has"),
    ),
    (
        "dictionary, rare",
        Sign(
            "is in the dictionary, though rare",
            "is in the dictionary, as usual words are",
        ),
    ),
    (
        "begins with a function word",
        Plain("begins with what is a function word elsewhere"),
    ),
    (
        "whole and rare",
        Plain("stands between words that do not belong to it, though it does not recur"),
    ),
    ("long nouns", Plain("is a long chain of nouns")),
    (
        "long and never whole",
        Plain("is long and never stands between words that do not belong to it"),
    ),
    ("two words", Plain("has two words")),
    (
        "longer one leads",
        Plain("a longer candidate that always holds it is better"),
    ),
];

/// `you accepted 1 and rejected 7 terms ending in 发展`.
fn decided(learnt: &Learnt, shared: fn(&str) -> String) -> String {
    let Learnt {
        accepted, rejected, ..
    } = *learnt;
    let terms = |count: u32| if count == 1 { "term" } else { "terms" };
    let counts = match (accepted, rejected) {
        (accepted, 0) => format!("accepted {accepted} {}", terms(accepted)),
        (0, rejected) => format!("rejected {rejected} {}", terms(rejected)),
        (accepted, rejected) => {
            format!("accepted {accepted} and rejected {rejected} terms")
        }
    };
    format!("you {counts} {}", shared(&learnt.shared))
}

fn keyness(candidate: &Candidate) -> String {
    let compared = match (candidate.reference_frequency, candidate.keyness) {
        (None, bits) if bits > 0.0 => {
            "is more frequent here than its words would make it elsewhere"
        }
        (None, _) => "is less frequent here than its words would make it elsewhere",
        (Some(_), bits) if bits > 0.0 => "is more frequent here than in the reference",
        (Some(_), bits) if bits < 0.0 => "is less frequent here than in the reference",
        (Some(_), _) => "is not surely more or less frequent here than in the reference",
    };
    compared.to_owned()
}

fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

/// The noun of the list that the term ends in, the longest if there are several.
fn head(candidate: &Candidate, heads: &[&'static str]) -> &'static str {
    heads
        .iter()
        .filter(|head| candidate.term.ends_with(**head))
        .max_by_key(|head| head.len())
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::features::FEATURES;
    use crate::extract::shared::Trait;

    #[test]
    fn every_feature_has_a_wording() {
        let features = FEATURES.iter().map(|feature| feature.name);
        let learnt = Trait::FEATURES
            .into_iter()
            .chain(["base", "learnt weights"]);
        for name in features.chain(learnt) {
            let wordings = WORDINGS.iter().filter(|(feature, _)| *feature == name);
            assert_eq!(wordings.count(), 1, "{name}");
        }
    }
}
