//! What a termbase knows that helps to align: its terms with their English, and pairs of
//! sentences.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use tmx::{Lexicon, WordSegmenter};

use crate::dictionary::Dictionary;
use crate::words::ChineseWordSegmenter;

/// Terms and pairs of sentences beside the built-in dictionary.
///
/// A term is one word to the aligner, rendered by its equivalents, whatever the dictionary makes
/// of its parts.
#[derive(Debug, Default)]
pub struct Known {
    terms: BTreeMap<String, Vec<String>>,
    finder: Option<AhoCorasick>,
    pairs: Vec<(String, String)>,
}

impl Known {
    /// Terms with their equivalents, and pairs of sentences that render each other, Chinese first.
    #[must_use]
    pub fn new(
        terms: impl IntoIterator<Item = (String, String)>,
        pairs: Vec<(String, String)>,
    ) -> Self {
        let mut by_term: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (term, english) in terms {
            by_term.entry(term).or_default().push(english);
        }
        by_term.retain(|term, _| term.chars().nth(1).is_some());
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(by_term.keys())
            .ok()
            .filter(|_| !by_term.is_empty());
        Self {
            terms: by_term,
            finder,
            pairs,
        }
    }

    /// The pairs of sentences.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

impl WordSegmenter for Known {
    fn segment<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut words = Vec::new();
        let mut end = 0;
        for found in self.finder.iter().flat_map(|finder| finder.find_iter(text)) {
            words.extend(ChineseWordSegmenter.segment(&text[end..found.start()]));
            words.push(&text[found.range()]);
            end = found.end();
        }
        words.extend(ChineseWordSegmenter.segment(&text[end..]));
        words
    }
}

impl Lexicon for Known {
    fn glosses(&self, word: &str) -> Vec<String> {
        match self.terms.get(word) {
            Some(english) => english.clone(),
            None => Dictionary::built_in().glosses(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::align_sentences;

    fn terms(terms: &[(&str, &str)]) -> Known {
        let owned = |(term, english): &(&str, &str)| ((*term).to_owned(), (*english).to_owned());
        Known::new(terms.iter().map(owned), Vec::new())
    }

    #[test]
    fn a_term_is_one_word_with_its_own_english() {
        let known = terms(&[("蓝碳", "blue carbon"), ("蓝碳贸易", "blue carbon trade")]);
        assert_eq!(known.segment("发展蓝碳贸易。"), ["发展", "蓝碳贸易", "。"]);
        assert_eq!(known.glosses("蓝碳"), ["blue carbon"]);
        assert!(!known.glosses("发展").is_empty());
    }

    #[test]
    fn the_joined_words_are_the_text() {
        let known = terms(&[("海", "sea"), ("海洋", "ocean")]);
        let text = "海洋26海洋学 sea。";
        assert_eq!(known.segment(text).concat(), text);
    }

    #[test]
    fn the_english_of_entries_decides_which_sentences_belong_together() {
        // Names that no dictionary has, in sentences of equal length.
        let known = terms(&[
            ("甲乌", "Axel"),
            ("丙乌", "Brin"),
            ("丁乌", "Cora"),
            ("戊乌", "Dorn"),
        ]);
        let source = ["甲乌在此。", "丙乌在此。", "丁乌在此。", "戊乌在此。"];
        let first_bead = |target: [&str; 3]| {
            let target = target.map(|name| format!("{name} is here."));
            let source = source.map(str::to_owned).to_vec();
            let aligned = align_sentences(source, target.to_vec(), &known);
            (
                aligned.beads[0].source.clone(),
                aligned.beads[0].target.clone(),
            )
        };
        assert_eq!(first_bead(["Axel", "Brin", "Dorn"]), (0..1, 0..1));
        assert_ne!(first_bead(["Brin", "Cora", "Dorn"]), (0..1, 0..1));
    }
}
