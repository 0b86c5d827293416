//! English words in running text: where they stand, what makes them the same, how a glossary
//! cites them.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::words::word_stem;

/// Words that neither begin nor end a term.
const FUNCTION_WORDS: &[&str] = &[
    "a",
    "about",
    "according",
    "also",
    "although",
    "am",
    "among",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "being",
    "between",
    "but",
    "by",
    "can",
    "concerning",
    "could",
    "despite",
    "did",
    "do",
    "does",
    "during",
    "each",
    "either",
    "every",
    "except",
    "for",
    "from",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "hers",
    "him",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "including",
    "into",
    "is",
    "it",
    "its",
    "may",
    "me",
    "might",
    "more",
    "must",
    "my",
    "neither",
    "no",
    "nor",
    "not",
    "of",
    "on",
    "or",
    "our",
    "ours",
    "regarding",
    "several",
    "shall",
    "she",
    "should",
    "since",
    "so",
    "some",
    "such",
    "than",
    "that",
    "the",
    "their",
    "theirs",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "though",
    "through",
    "throughout",
    "to",
    "toward",
    "towards",
    "unless",
    "unlike",
    "until",
    "upon",
    "us",
    "using",
    "very",
    "via",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "whereas",
    "whether",
    "which",
    "whichever",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "you",
    "your",
    "yours",
];

/// Function words that terms hold without a counterpart in Chinese.
const GLUE: &[&str] = &[
    "a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with",
];

/// Function words that belong to a sentence around a term, and never stand in one. Set phrases are
/// rendered by whole clauses, such as `build on what has been achieved`, hence they are few.
const SENTENCE_WORDS: &[&str] = &[
    "according",
    "although",
    "because",
    "could",
    "may",
    "might",
    "should",
    "though",
    "unless",
    "until",
    "using",
    "whereas",
    "whether",
    "would",
];

/// The words and marks of an English text, in order; blanks are left out.
///
/// A word with a hyphen is cut at it, and `'s` is cut off, since Chinese has neither.
pub(super) fn english_words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        let length = if first.is_ascii_digit() {
            number(rest)
        } else if first.is_alphabetic() {
            rest.find(|c: char| !c.is_alphabetic())
                .unwrap_or(rest.len())
        } else if matches!(first, '\'' | '’') && ends_word(text, start) {
            let ending = rest.get(first.len_utf8()..).unwrap_or_default();
            first.len_utf8()
                + ending
                    .find(|c: char| !c.is_alphabetic())
                    .unwrap_or(ending.len())
        } else {
            first.len_utf8()
        };
        if !first.is_whitespace() {
            words.push(start..start + length);
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    words
}

/// Whether a word ends where `at` is.
fn ends_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before.ends_with(char::is_alphabetic)
}

/// The length of the number a text begins with, and of an ending such as `th`.
fn number(text: &str) -> usize {
    let is_inside = |at: usize| {
        let after = text.get(at + 1..).unwrap_or_default();
        after.starts_with(|c: char| c.is_ascii_digit())
    };
    let end = text
        .char_indices()
        .find(|&(at, c)| !(c.is_ascii_digit() || matches!(c, '.' | ',') && is_inside(at)))
        .map_or(text.len(), |(at, _)| at);
    let rest = text.get(end..).unwrap_or_default();
    let letters = rest
        .find(|c: char| !c.is_ascii_lowercase())
        .unwrap_or(rest.len());
    match rest.get(..letters) {
        Some("st" | "nd" | "rd" | "th") => end + letters,
        _ => end,
    }
}

/// What the forms of a word have in common.
pub(super) fn word_key(word: &str) -> String {
    word_stem(&word.to_lowercase())
}

/// Whether a word may begin or end a term.
pub(super) fn carries_meaning(word: &str) -> bool {
    let lower = word.to_lowercase();
    word.starts_with(char::is_alphanumeric)
        && FUNCTION_WORDS.binary_search(&lower.as_str()).is_err()
}

/// Whether a word would hardly stand in a term without rendering some of it.
pub(super) fn says_something(word: &str) -> bool {
    let lower = word.to_lowercase();
    word.starts_with(char::is_alphanumeric) && GLUE.binary_search(&lower.as_str()).is_err()
}

/// Whether a word or mark may stand inside a term.
pub(super) fn joins(word: &str) -> bool {
    let is_mark = |c: char| matches!(c, '-' | '‐' | '\'' | '’' | '/' | '&');
    let lower = word.to_lowercase();
    word.starts_with(|c: char| c.is_alphanumeric() || is_mark(c))
        && SENTENCE_WORDS.binary_search(&lower.as_str()).is_err()
}

/// The wordings in which an equivalent was met.
#[derive(Debug, Clone, Default)]
pub(super) struct Wordings(BTreeMap<String, usize>);

impl Wordings {
    /// Adds a wording; at the beginning of a sentence a capital says nothing.
    pub(super) fn add(&mut self, wording: &str, begins_sentence: bool) {
        let wording = match begins_sentence {
            true => without_capital(wording),
            false => wording.to_owned(),
        };
        *self.0.entry(wording).or_default() += 1;
    }

    /// The usual wording: of equally usual ones the one in American spelling, as the dictionary
    /// has it, and the shortest, which has no ending.
    pub(super) fn usual(&self) -> &str {
        self.0
            .iter()
            .min_by_key(|(wording, times)| {
                let more = usize::MAX - **times;
                (more, is_british(wording), wording.len(), *wording)
            })
            .map_or("", |(wording, _)| wording)
    }
}

fn is_british(wording: &str) -> bool {
    let mut words = wording.split(|c: char| !c.is_alphabetic());
    words.any(|word| {
        let lower = word.to_lowercase();
        tmx::american(&lower) != lower
    })
}

/// Lower-cases the first letter, unless the rest looks like a name: `WTO rules`, `New York`.
fn without_capital(wording: &str) -> String {
    let mut characters = wording.chars();
    let Some(first) = characters.next() else {
        return String::new();
    };
    let rest = characters.as_str();
    if rest.contains(char::is_uppercase) || first == 'I' && rest.starts_with(' ') {
        return wording.to_owned();
    }
    first.to_lowercase().chain(rest.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let ranges = english_words(text);
        ranges.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn function_words_are_sorted() {
        for words in [FUNCTION_WORDS, GLUE, SENTENCE_WORDS] {
            assert!(words.is_sorted());
        }
    }

    #[test]
    fn a_term_may_begin_with_a_comparison_and_ends_where_the_sentence_goes_on() {
        for word in ["Least", "most", "after", "all", "always", "behind"] {
            assert!(carries_meaning(word), "{word}");
        }
        for word in ["may", "Would", "using"] {
            assert!(!carries_meaning(word) && !joins(word), "{word}");
        }
        assert!(["are", "has", "what", "of"].into_iter().all(joins));
    }

    #[test]
    fn words_marks_and_numbers_stand_alone() {
        assert_eq!(
            words("China's well-being rose 1,250.5% on the 22nd."),
            [
                "China", "'s", "well", "-", "being", "rose", "1,250.5", "%", "on", "the", "22nd",
                "."
            ]
        );
        assert_eq!(words("‘so’ it’s"), ["‘", "so", "’", "it", "’s"]);
        assert_eq!(words("2.  COVID-19"), ["2", ".", "COVID", "-", "19"]);
    }

    #[test]
    fn the_usual_wording_is_told() {
        let mut wordings = Wordings::default();
        for (wording, begins) in [
            ("Green corridors", true),
            ("green corridor", false),
            ("green corridors", false),
        ] {
            wordings.add(wording, begins);
        }
        assert_eq!(wordings.usual(), "green corridors");
        wordings.add("green corridor", false);
        assert_eq!(wordings.usual(), "green corridor");
        let mut wordings = Wordings::default();
        wordings.add("fibre", false);
        wordings.add("fibers", false);
        assert_eq!(wordings.usual(), "fibers");
    }

    #[test]
    fn names_keep_their_capitals_at_the_beginning() {
        for (wording, expected) in [
            ("Ports", "ports"),
            ("New York", "New York"),
            ("WTO rules", "WTO rules"),
            ("", ""),
        ] {
            assert_eq!(without_capital(wording), expected);
        }
    }
}
