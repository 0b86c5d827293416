//! The texts to mine and what is asked of a dictionary.

use std::ops::Range;

/// The texts mined together.
#[derive(Debug, Clone, Default)]
pub struct Corpus<'t> {
    /// The texts; occurrences refer to them by position.
    pub documents: Vec<Document<'t>>,
}

/// A repaired text.
#[derive(Debug, Clone, Copy)]
pub struct Document<'t> {
    /// What the text is called.
    pub name: &'t str,
    /// The text: one paragraph a line, lines broken in mid-sentence already joined.
    pub body: &'t str,
    /// The sentences in order. Text outside them counts as said once.
    pub sentences: &'t [SentenceSpan],
}

/// A sentence of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentenceSpan {
    /// Bytes of the body.
    pub range: Range<usize>,
    /// Whether the same sentence came before, in this text or in another one of the corpus; it
    /// then counts in the raw frequency only.
    pub repeated: bool,
}

/// What extraction asks of a dictionary of the language.
pub trait DictionaryHints {
    /// Whether `word` is a headword.
    fn contains(&self, word: &str) -> bool;
    /// Whether `word` is marked as an idiom.
    fn is_idiom(&self, word: &str) -> bool;
    /// Whether `word` is the name of a person or a place.
    fn is_name(&self, word: &str) -> bool;
}

/// A dictionary without words.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoDictionary;

impl DictionaryHints for NoDictionary {
    fn contains(&self, _word: &str) -> bool {
        false
    }

    fn is_idiom(&self, _word: &str) -> bool {
        false
    }

    fn is_name(&self, _word: &str) -> bool {
        false
    }
}
