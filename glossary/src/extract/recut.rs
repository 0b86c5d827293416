//! Texts cut again where the segmenter cut through words that they hold.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use super::DictionaryHints;
use super::clause::Word;
use super::grammar::Class;
use super::known::Known;
use super::library::Library;
use crate::words::{ChineseWordSegmenter, PartOfSpeechTag, REFERENCE_TOTAL, TaggedWord};

impl<'t> Library<'t> {
    /// Makes each of `words` a word wherever it stands across others and is the likelier cut, as
    /// far as these texts tell; what is left of the others is cut as the segmenter cuts it.
    pub(super) fn recut(
        &mut self,
        words: &[String],
        segmenter: ChineseWordSegmenter,
        dictionary: &dyn DictionaryHints,
    ) {
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(words);
        let (false, Ok(finder)) = (words.is_empty(), finder) else {
            return;
        };
        let mut known: FxHashMap<&'t str, u32> = (0..)
            .zip(&self.vocabulary)
            .map(|(number, word)| (word.text, number))
            .collect();
        let likelihoods = Likelihoods::of(self, &known, segmenter);
        let cuts: Vec<Vec<Cut<'t>>> = self
            .stretches
            .par_iter()
            .map(|stretch| cuts(stretch.body, &stretch.words, &finder, &likelihoods))
            .collect();
        for (stretch, cuts) in self.stretches.iter_mut().zip(cuts) {
            if cuts.is_empty() {
                continue;
            }
            let mut words = Vec::with_capacity(stretch.words.len());
            let mut next = 0;
            for cut in cuts {
                words.extend(
                    stretch
                        .words
                        .get(next..cut.tokens.start)
                        .unwrap_or_default(),
                );
                next = cut.tokens.end;
                words.extend(cut.words.iter().map(|word| {
                    *known.entry(word.text).or_insert_with(|| {
                        self.vocabulary.push(Word {
                            known: Known::of(word.text, segmenter, dictionary),
                            ..Word::new(word.text, Class::of(word, dictionary))
                        });
                        u32::try_from(self.vocabulary.len() - 1).unwrap_or(u32::MAX)
                    })
                }));
            }
            words.extend(stretch.words.get(next..).unwrap_or_default());
            words.shrink_to_fit();
            stretch.words = words;
        }
        self.count_words();
    }
}

/// Other words for some of a stretch.
struct Cut<'t> {
    tokens: Range<usize>,
    words: Vec<TaggedWord<'t>>,
}

/// How likely words are in these texts.
struct Likelihoods<'l, 't> {
    vocabulary: &'l [Word<'t>],
    known: &'l FxHashMap<&'t str, u32>,
    segmenter: ChineseWordSegmenter,
    /// Occurrences of each word of the vocabulary.
    counts: Vec<u32>,
    all: f64,
}

impl<'l, 't> Likelihoods<'l, 't> {
    fn of(
        library: &'l Library<'t>,
        known: &'l FxHashMap<&'t str, u32>,
        segmenter: ChineseWordSegmenter,
    ) -> Self {
        let mut counts = vec![0; library.vocabulary.len()];
        for &word in library.stretches.iter().flat_map(|stretch| &stretch.words) {
            if let Some(count) = counts.get_mut(word as usize) {
                *count += 1;
            }
        }
        Self {
            vocabulary: &library.vocabulary,
            known,
            segmenter,
            all: counts.iter().map(|&count| f64::from(count)).sum(),
            counts,
        }
    }

    fn word(&self, number: u32) -> Option<&'l Word<'t>> {
        self.vocabulary.get(number as usize)
    }

    /// The words of `whole` with the one at `inside`, if they are likelier than the words `old`.
    fn better(
        &self,
        whole: &'t str,
        inside: Range<usize>,
        old: &[u32],
    ) -> Option<Vec<TaggedWord<'t>>> {
        // A long word of the dictionary is cut into the parts that it is made of.
        if self.segmenter.tag_of(whole).is_some() {
            return None;
        }
        let words = split(whole, inside, self.segmenter);
        let old: f64 = old
            .iter()
            .filter_map(|&word| self.word(word))
            .map(|word| self.of_word(word.text, 1))
            .sum();
        let new: f64 = words.iter().map(|word| self.of_word(word.text, 0)).sum();
        (new > old).then_some(words)
    }

    /// Logarithm of a word's probability, half by the language, half by these texts without
    /// `here` of its occurrences (cache model: Kuhn & De Mori, IEEE PAMI 12(6), 1990).
    fn of_word(&self, text: &str, here: u32) -> f64 {
        let number = self.known.get(text).copied();
        let count = number.and_then(|number| self.counts.get(number as usize));
        let count = f64::from(count.copied().unwrap_or(0).saturating_sub(here));
        let usual = match number.and_then(|number| self.word(number)) {
            Some(word) => f64::from(word.known.frequency),
            None => self
                .segmenter
                .reference_frequency(text)
                .map_or(0.0, |frequency| frequency as f64),
        };
        let share = usual.max(UNKNOWN) / REFERENCE_TOTAL + count / self.all.max(1.0);
        (share / 2.0).ln()
    }
}

/// Occurrences of a word that the reference lacks.
const UNKNOWN: f64 = 0.5;

fn cuts<'t>(
    body: &'t str,
    words: &[u32],
    finder: &AhoCorasick,
    likelihoods: &Likelihoods<'_, 't>,
) -> Vec<Cut<'t>> {
    let mut cuts: Vec<Cut<'t>> = Vec::new();
    // What recurs is judged once: the words that a match stands in, and where it begins there.
    let mut judged: FxHashMap<(&'t str, usize), Option<Vec<TaggedWord<'t>>>> = FxHashMap::default();
    let length = |number: u32| {
        let word = likelihoods.word(number);
        word.map_or(0, |word| word.text.len())
    };
    let mut tokens = words.iter().enumerate().peekable();
    // Where the token that comes next begins.
    let mut next = 0;
    for found in finder.find_iter(body) {
        // The first token that stands in it, and where that begins.
        let mut first = None;
        while let Some((at, &word)) = tokens.next_if(|_| next < found.end()) {
            let start = next;
            next += length(word);
            if next > found.start() && first.is_none() {
                first = Some((at, start));
            }
            if next < found.end() {
                continue;
            }
            // A token that the match before ended in is cut already.
            let Some((begin, start)) = first.filter(|(_, start)| *start <= found.start()) else {
                break;
            };
            let crosses = start < found.start() || next > found.end();
            if crosses && begin < at {
                let whole = body.get(start..next).unwrap_or_default();
                let inside = found.start() - start..found.end() - start;
                let tokens = begin..at + 1;
                let old = words.get(tokens.clone()).unwrap_or_default();
                let better = judged
                    .entry((whole, inside.start))
                    .or_insert_with(|| likelihoods.better(whole, inside, old));
                if let Some(words) = better.clone() {
                    cuts.push(Cut { tokens, words });
                }
            }
        }
    }
    cuts
}

/// The words of `whole` with the bytes `word` as one of them.
fn split(whole: &str, word: Range<usize>, segmenter: ChineseWordSegmenter) -> Vec<TaggedWord<'_>> {
    let text = |range: Range<usize>| whole.get(range).unwrap_or_default();
    let mut words = segmenter.tagged_in_parts(text(0..word.start));
    let tag = segmenter.tag_of(text(word.clone()));
    words.push(TaggedWord {
        text: text(word.clone()),
        start: word.start,
        tag: tag.unwrap_or(PartOfSpeechTag::Unknown),
    });
    words.extend(segmenter.tagged_in_parts(text(word.end..whole.len())));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::NoDictionary;
    use crate::extract::testing::library_of;

    /// The words of `body` after each of `words` was made one where that is likelier.
    fn recut(body: &str, words: &[&str]) -> Vec<String> {
        let segmenter = ChineseWordSegmenter;
        let mut library = library_of(body);
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        library.recut(&words, segmenter, &NoDictionary);
        let all = library.stretches.iter().flat_map(|stretch| &stretch.words);
        all.filter_map(|&word| library.vocabulary.get(word as usize))
            .map(|word| word.text.to_owned())
            .collect()
    }

    #[test]
    fn a_word_that_the_text_has_elsewhere_is_made_whole() {
        let body = "护肤品牌。品牌，品牌，品牌，品牌，品牌，品牌，品牌，品牌，品牌。";
        let before = recut(body, &[]);
        assert!(before.starts_with(&["护肤品".into(), "牌".into()]));
        let after = recut(body, &["品牌"]);
        assert!(after.starts_with(&["护肤".into(), "品牌".into()]));
        assert_eq!(after.concat(), body);
    }

    #[test]
    fn a_word_that_the_text_has_nowhere_else_is_not() {
        let body = "护肤品，护肤品，护肤品。推出护肤品牌。";
        assert_eq!(recut(body, &["品牌"]), recut(body, &[]));
    }

    #[test]
    fn a_long_word_of_the_dictionary_keeps_its_parts() {
        let body = "白俄罗斯。俄罗斯，俄罗斯，俄罗斯，俄罗斯。";
        assert_eq!(recut(body, &["俄罗斯"]), recut(body, &[]));
    }
}
