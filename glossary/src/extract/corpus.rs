//! The texts to mine and what is asked of a dictionary.

use std::ops::Range;

/// The texts mined together.
#[derive(Debug, Clone, Default)]
pub struct Corpus<'t> {
    /// The texts; occurrences refer to them by position.
    pub documents: Vec<Document<'t>>,
    /// Texts that show how usual the candidates are elsewhere, and are not searched for more;
    /// without any, the frequencies of words that the segmenter knows stand for them.
    pub reference: Vec<Document<'t>>,
}

/// A repaired text.
#[derive(Debug, Clone, Copy)]
pub struct Document<'t> {
    /// What the text is called.
    pub name: &'t str,
    /// The text: one paragraph a line, lines broken in mid-sentence already joined.
    pub body: &'t str,
    /// The text as it is written, where that is in other characters than the body: traditional
    /// ones, each of as many bytes and at the same place as the one it stands for.
    pub written: Option<&'t str>,
    /// The sentences in order. Text outside them counts as said once.
    pub sentences: &'t [SentenceSpan],
    /// The number of the [cluster](crate::text::clusters) of texts it belongs to: texts that are
    /// for the most part the same count as one document.
    pub cluster: usize,
}

/// A sentence of a text, or a piece of one that is repeated in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentenceSpan {
    /// Bytes of the body.
    pub range: Range<usize>,
    /// Whether the same came before, in this text or in another one of the corpus; what stands
    /// wholly in it then counts in the raw frequency only.
    pub repeated: bool,
}

/// Letters that may follow a word: a set that holds some that it was not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letters(u128);

impl Letters {
    /// All letters.
    pub const ALL: Self = Self(u128::MAX);

    /// Whether `letter` is in the set, or one that cannot be told from it.
    #[must_use]
    pub fn may_hold(self, letter: char) -> bool {
        self.0 & Self::bit(letter) != 0
    }

    fn bit(letter: char) -> u128 {
        1 << (u32::from(letter).wrapping_mul(0x9E37_79B1) >> 25)
    }
}

impl FromIterator<char> for Letters {
    fn from_iter<I: IntoIterator<Item = char>>(letters: I) -> Self {
        Self(letters.into_iter().fold(0, |set, it| set | Self::bit(it)))
    }
}

/// What extraction asks of a dictionary of the language.
pub trait DictionaryHints: Sync {
    /// Whether `word` is a headword.
    fn contains(&self, word: &str) -> bool;
    /// Lengths in bytes of all headwords that `text` begins with, shortest first.
    fn beginnings(&self, text: &str) -> Vec<usize> {
        text.char_indices()
            .map(|(at, character)| at + character.len_utf8())
            .filter(|&end| text.get(..end).is_some_and(|word| self.contains(word)))
            .collect()
    }
    /// The letters by which headwords go on that begin with `text`.
    fn following(&self, _text: &str) -> Letters {
        Letters::ALL
    }
    /// Whether `word` is marked as an idiom.
    fn is_idiom(&self, word: &str) -> bool;
    /// Whether `word` is the name of a person or a place.
    fn is_name(&self, word: &str) -> bool;
    /// The share of the senses of `word` that are actions, 0 to 1; none when it is unknown.
    fn action(&self, _word: &str) -> Option<f64> {
        None
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_set_of_letters_holds_none_and_the_full_one_all() {
        let none: Letters = [].into_iter().collect();
        for letter in ['海', 'a', '\u{20000}'] {
            assert!(!none.may_hold(letter));
            assert!(Letters::ALL.may_hold(letter));
        }
    }

    #[test]
    fn few_letters_are_told_from_most_others() {
        let set: Letters = "海洋保护".chars().collect();
        let taken = ('\u{4e00}'..'\u{9fff}').filter(|&it| set.may_hold(it));
        assert!(taken.count() < 1000);
    }

    proptest! {
        #[test]
        fn a_set_holds_the_letters_it_was_given(letters in "\\PC{0,40}") {
            let set: Letters = letters.chars().collect();
            prop_assert!(letters.chars().all(|letter| set.may_hold(letter)));
        }
    }
}
