//! What alignment asks of its language resources: sentences, words and a bilingual lexicon.

use std::ops::Range;

use crate::LangTag;

/// Cuts texts into sentences.
pub trait SentenceSplitter {
    /// Returns the sentences of `text`, which is in `lang`, as byte ranges that ascend, do not
    /// overlap, begin and end with something other than white space, and leave out nothing but
    /// white space.
    fn sentences(&self, text: &str, lang: &LangTag) -> Vec<Range<usize>>;
}

/// Splits a text into words.
pub trait WordSegmenter {
    /// Returns the words of `text` in order; joined, they are `text` again.
    fn segment<'t>(&self, text: &'t str) -> Vec<&'t str>;
}

/// A bilingual lexicon, Chinese to English.
pub trait Lexicon {
    /// Returns the English glosses of a Chinese word, most usual first; none when it is unknown.
    fn glosses(&self, word: &str) -> Vec<String>;

    /// Returns how a Chinese character is read, without tones and in lower case: `yuan`. None
    /// where the lexicon knows no readings.
    fn readings(&self, character: char) -> Vec<String> {
        let _ = character;
        Vec::new()
    }
}
