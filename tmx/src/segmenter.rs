//! What alignment asks of its language resources: words and a bilingual lexicon.

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
