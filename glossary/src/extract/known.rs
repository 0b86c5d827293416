//! What is known of words and terms outside the texts, asked once of each.

use super::{DictionaryHints, Letters};
use crate::words::{ChineseWordSegmenter, PartOfSpeechTag as Tag, REFERENCE_TOTAL};

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// How often the reference text has it; 0 when the segmenter's dictionary lacks it.
    pub(super) frequency: u32,
    /// Its information in bits: minus the logarithm of its share of the reference.
    pub(super) bits: f64,
    /// Share of its senses that are actions.
    pub(super) action: f64,
    /// Whether the dictionary has it as a word, and as an idiom.
    pub(super) headword: bool,
    pub(super) idiom: bool,
    /// How longer headwords go on after it.
    pub(super) following: Letters,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            frequency: 0,
            bits: 0.0,
            action: 0.0,
            headword: false,
            idiom: false,
            following: Letters::ALL,
        }
    }
}

impl Known {
    pub(super) fn of(
        word: &str,
        segmenter: ChineseWordSegmenter,
        dictionary: &dyn DictionaryHints,
    ) -> Self {
        let frequency = segmenter.reference_frequency(word).unwrap_or(0);
        let frequency = u32::try_from(frequency).unwrap_or(u32::MAX);
        Self {
            frequency,
            bits: (REFERENCE_TOTAL / f64::from(frequency.max(1))).log2(),
            action: dictionary.action(word).unwrap_or(0.0),
            headword: dictionary.contains(word),
            idiom: dictionary.is_idiom(word),
            following: dictionary.following(word),
        }
    }
}

/// What is known of a candidate as a whole.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct KnownTerm {
    /// Its part of speech, where the segmenter's dictionary has it as one word.
    pub(super) tag: Option<Tag>,
    /// Whether it is a headword, one marked as an idiom, the name of a person or a place.
    pub(super) headword: bool,
    pub(super) idiom: bool,
    pub(super) name: bool,
}

impl KnownTerm {
    pub(super) fn of(
        term: &str,
        segmenter: ChineseWordSegmenter,
        dictionary: &dyn DictionaryHints,
    ) -> Self {
        Self {
            tag: segmenter.tag_of(term),
            headword: dictionary.contains(term),
            idiom: dictionary.is_idiom(term),
            name: dictionary.is_name(term),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::OneWord;

    #[test]
    fn a_usual_word_says_less_than_one_that_nobody_knows() {
        let of = |word| Known::of(word, ChineseWordSegmenter, &OneWord("海洋"));
        let (usual, unknown) = (of("中国"), of("龘靐齉"));
        assert!(usual.bits < unknown.bits);
        assert_eq!(unknown.frequency, 0);
    }

    #[test]
    fn a_term_is_looked_up_as_a_whole() {
        let of = |term| KnownTerm::of(term, ChineseWordSegmenter, &OneWord("海洋"));
        assert!(of("海洋").headword && of("海洋").tag.is_some());
        assert!(!of("海洋保护很难").headword && of("海洋保护很难").tag.is_none());
    }
}
