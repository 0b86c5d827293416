//! Chinese texts cut into words that can be linked with English ones.

use std::ops::Range;

use tmx::{Lexicon, WordSegmenter};

use crate::words::is_han;

/// The longest headword that is looked for in a word, in characters.
const LONGEST: usize = 4;

/// The words of a Chinese text, blanks left out.
///
/// A word that the lexicon does not know is cut where its parts are words that it does know, none
/// of them a single character: of a long word, only one English word or two would be linked.
pub(super) fn chinese_words(
    text: &str,
    segmenter: &dyn WordSegmenter,
    lexicon: &dyn Lexicon,
) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = 0;
    for word in segmenter.segment(text) {
        let end = start + word.len();
        match headwords(word, lexicon) {
            Some(ends) => {
                for length in ends {
                    words.push(start..start + length);
                    start += length;
                }
            }
            None if word.trim().is_empty() => {}
            None => words.push(start..end),
        }
        start = end;
    }
    words
}

/// The lengths of the headwords that a word falls into, in bytes, the longest first found from the
/// left; none for a word that is one itself, or falls into none.
fn headwords(word: &str, lexicon: &dyn Lexicon) -> Option<Vec<usize>> {
    if word.chars().count() < 4 || !word.chars().all(is_han) || is_known(word, lexicon) {
        return None;
    }
    let mut lengths = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        let longest = rest.char_indices().map(|(at, c)| at + c.len_utf8());
        let mut pieces: Vec<&str> = longest
            .take(LONGEST)
            .skip(1)
            .filter_map(|end| rest.get(..end))
            .collect();
        pieces.reverse();
        let headword = pieces.into_iter().find(|piece| is_known(piece, lexicon))?;
        lengths.push(headword.len());
        rest = rest.get(headword.len()..)?;
    }
    Some(lengths)
}

fn is_known(word: &str, lexicon: &dyn Lexicon) -> bool {
    !lexicon.glosses(word).is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::pair::pieces;
    use super::*;

    struct Known(&'static [&'static str]);

    impl Lexicon for Known {
        fn glosses(&self, word: &str) -> Vec<String> {
            let known = self.0.contains(&word);
            known.then(|| "known".to_owned()).into_iter().collect()
        }
    }

    struct AtBlanks;

    impl WordSegmenter for AtBlanks {
        fn segment<'t>(&self, text: &'t str) -> Vec<&'t str> {
            text.split_inclusive(' ').collect()
        }
    }

    fn cut(text: &'static str, known: &'static [&'static str]) -> Vec<&'static str> {
        pieces(text, &chinese_words(text, &AtBlanks, &Known(known)))
    }

    #[test]
    fn a_word_that_is_not_known_falls_into_those_that_are() {
        assert_eq!(cut("潮汐发电", &["潮汐", "发电"]), ["潮汐", "发电"]);
        assert_eq!(
            cut("潮汐发电站", &["潮汐", "发电", "发电站"]),
            ["潮汐", "发电站"]
        );
    }

    #[test]
    fn other_words_stay_whole() {
        assert_eq!(cut("潮汐发电", &["潮汐", "发电", "潮汐发电"]), ["潮汐发电"]);
        assert_eq!(cut("潮汐发电", &["潮汐", "发", "电"]), ["潮汐发电"]);
        assert_eq!(cut("发电站", &["发电", "站"]), ["发电站"]);
        assert_eq!(cut("ABCD", &["AB", "CD"]), ["ABCD"]);
    }
}
