//! One side of an alignment: its sentences as counted words, with an index from words to sentences.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// A word of one side, numbered in order of first appearance.
pub(super) type WordId = u32;

/// The sentences of one side, counted and indexed.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The words, by id.
    pub(super) vocabulary: Vec<String>,
    /// Each sentence's words with their counts, in id order.
    pub(super) sentences: Vec<Vec<(WordId, f32)>>,
    /// How many words each sentence has.
    pub(super) sizes: Vec<f32>,
    /// How many characters each sentence has, white space apart.
    pub(super) lengths: Vec<f64>,
    /// Each word's share of all words of the side, smoothed.
    pub(super) shares: Vec<f32>,
    /// Whether each sentence begins a paragraph; empty where that is not known.
    pub(super) starts: Vec<bool>,
    ids: HashMap<String, WordId>,
    postings: Vec<Vec<(u32, f32)>>,
}

impl Text {
    /// Counts the words of `sentences`, which `words` finds.
    pub(super) fn new(sentences: &[&str], mut words: impl FnMut(&str) -> Vec<String>) -> Self {
        let mut text = Self::default();
        for (at, sentence) in (0u32..).zip(sentences) {
            let mut counts: BTreeMap<WordId, f32> = BTreeMap::new();
            for word in words(sentence) {
                *counts.entry(text.intern(word)).or_default() += 1.0;
            }
            for (word, count) in &counts {
                if let Some(posting) = text.postings.get_mut(*word as usize) {
                    posting.push((at, *count));
                }
            }
            let characters = sentence.chars().filter(|c| !c.is_whitespace()).count();
            text.sizes.push(counts.values().sum());
            text.lengths.push(characters as f64);
            text.sentences.push(counts.into_iter().collect());
        }
        let counts: Vec<f32> = (text.postings.iter())
            .map(|posting| posting.iter().map(|(_, count)| count).sum::<f32>() + 0.5)
            .collect();
        let total: f32 = counts.iter().sum();
        text.shares = counts.into_iter().map(|count| count / total).collect();
        text
    }

    /// How many sentences there are.
    pub(super) fn len(&self) -> usize {
        self.sentences.len()
    }

    /// The id of a word, if it occurs.
    pub(super) fn id(&self, word: &str) -> Option<WordId> {
        self.ids.get(word).copied()
    }

    /// The sentences that hold a word, in order, each with the word's count.
    pub(super) fn postings(&self, word: WordId) -> &[(u32, f32)] {
        &self.postings[word as usize]
    }

    /// The words of another text that this one has, with their counts, in id order.
    pub(super) fn known(&self, words: Vec<String>) -> Vec<(WordId, f32)> {
        let mut counts: BTreeMap<WordId, f32> = BTreeMap::new();
        for id in words.iter().filter_map(|word| self.id(word)) {
            *counts.entry(id).or_default() += 1.0;
        }
        counts.into_iter().collect()
    }

    /// The words of neighbouring sentences with their counts, in id order.
    pub(super) fn span(&self, range: &Range<usize>) -> Vec<(WordId, f32)> {
        if let [one] = &self.sentences[range.clone()] {
            return one.clone();
        }
        let mut counts: BTreeMap<WordId, f32> = BTreeMap::new();
        for (word, count) in self.sentences[range.clone()].iter().flatten() {
            *counts.entry(*word).or_default() += count;
        }
        counts.into_iter().collect()
    }

    fn intern(&mut self, word: String) -> WordId {
        if let Some(id) = self.ids.get(&word) {
            return *id;
        }
        let id = self.vocabulary.len() as WordId;
        self.vocabulary.push(word.clone());
        self.postings.push(Vec::new());
        self.ids.insert(word, id);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(sentences: &[&str]) -> Text {
        Text::new(sentences, |sentence| {
            sentence.split(' ').map(str::to_owned).collect()
        })
    }

    #[test]
    fn words_are_counted_by_sentence() {
        let text = text(&["a b a", "c a"]);
        assert_eq!(
            text.sentences,
            [vec![(0, 2.0), (1, 1.0)], vec![(0, 1.0), (2, 1.0)]]
        );
        assert_eq!(text.sizes, [3.0, 2.0]);
        assert_eq!(text.lengths, [3.0, 2.0]);
    }

    #[test]
    fn a_word_knows_its_sentences() {
        let text = text(&["a", "b", "a a"]);
        assert_eq!(text.postings(0), [(0, 1.0), (2, 2.0)]);
        assert_eq!(text.id("b"), Some(1));
        assert_eq!(text.id("c"), None);
    }

    #[test]
    fn a_span_adds_its_sentences_up() {
        let text = text(&["a b", "a"]);
        assert_eq!(text.span(&(0..2)), [(0, 2.0), (1, 1.0)]);
        assert_eq!(text.span(&(1..2)), [(0, 1.0)]);
    }
}
