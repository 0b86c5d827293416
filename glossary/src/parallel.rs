//! A text and its translation: from two repaired texts to units of the memory.

use std::collections::BTreeMap;
use std::ops::Range;

use tmx::align::{AlignConfig, Bead, align};
use tmx::sentence::sentences;
use tmx::{LangTag, TranslationUnit};

use crate::dictionary::Dictionary;
use crate::words::ChineseWordSegmenter;

/// Two texts as sentences, and which belong together.
#[derive(Debug, Clone)]
pub struct Aligned {
    /// The Chinese sentences.
    pub source: Vec<String>,
    /// The English sentences.
    pub target: Vec<String>,
    /// Groups of sentences that render each other, in order; every sentence is in one.
    pub beads: Vec<Bead>,
    /// Sentences left out since a passage of one side is there twice.
    pub repeated: usize,
}

impl Aligned {
    /// The beads that have both sides, as units with the aligner's score.
    #[must_use]
    pub fn units(&self, source: &LangTag, target: &LangTag) -> Vec<(TranslationUnit, Option<f64>)> {
        self.beads
            .iter()
            .filter(|bead| !bead.source.is_empty() && !bead.target.is_empty())
            .map(|bead| {
                let left = self.source[bead.source.clone()].concat();
                let right = self.target[bead.target.clone()].join(" ");
                let pair = TranslationUnit::pair((source, &left), (target, &right));
                (pair, Some(rounded(bead.score)))
            })
            .collect()
    }

    /// How many beads lack a side.
    #[must_use]
    pub fn unpaired(&self) -> usize {
        self.beads
            .iter()
            .filter(|bead| bead.source.is_empty() || bead.target.is_empty())
            .count()
    }
}

/// Aligns two repaired texts, one paragraph a line, sentence by sentence.
///
/// A page that was copied twice on one side, and only there, is aligned once.
#[must_use]
pub fn align_texts(source: &str, target: &str) -> Aligned {
    let split = |text: &str, lang: &LangTag| -> Vec<String> {
        sentences(text, lang)
            .into_iter()
            .map(|range| text[range].to_owned())
            .collect()
    };
    let mut source = split(source, &LangTag::chinese());
    let mut target = split(target, &LangTag::english());
    let repeated = match (repeated_passages(&source), repeated_passages(&target)) {
        (passages, none) if none.is_empty() => leave_out(&mut source, &passages),
        (none, passages) if none.is_empty() => leave_out(&mut target, &passages),
        _ => 0,
    };
    Aligned {
        repeated,
        ..align_sentences(source, target)
    }
}

/// Aligns two lists of sentences.
#[must_use]
pub fn align_sentences(source: Vec<String>, target: Vec<String>) -> Aligned {
    let left: Vec<&str> = source.iter().map(String::as_str).collect();
    let right: Vec<&str> = target.iter().map(String::as_str).collect();
    let beads = align(
        &left,
        &right,
        &ChineseWordSegmenter,
        Dictionary::built_in(),
        &AlignConfig::default(),
    );
    Aligned {
        source,
        target,
        beads,
        repeated: 0,
    }
}

/// A passage is repeated when so many sentences in a row are.
const PASSAGE: usize = 3;

/// The later copies of passages that are there twice, word for word, in order.
fn repeated_passages(sentences: &[String]) -> Vec<Range<usize>> {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, sentence) in sentences.iter().enumerate() {
        places.entry(sentence).or_default().push(index);
    }
    let mut passages = Vec::new();
    let mut index = 0;
    while index < sentences.len() {
        let earlier = places
            .get(sentences[index].as_str())
            .map_or(&[][..], Vec::as_slice);
        let longest = earlier
            .iter()
            .take_while(|&&first| first < index)
            .map(|&first| {
                let pairs = sentences[first..index].iter().zip(&sentences[index..]);
                pairs.take_while(|(one, other)| one == other).count()
            })
            .max()
            .unwrap_or(0);
        if longest >= PASSAGE {
            passages.push(index..index + longest);
        }
        index += if longest >= PASSAGE { longest } else { 1 };
    }
    passages
}

/// Removes passages from a list of sentences; returns how many sentences went.
fn leave_out(sentences: &mut Vec<String>, passages: &[Range<usize>]) -> usize {
    for passage in passages.iter().rev() {
        sentences.drain(passage.clone());
    }
    passages.iter().map(Range::len).sum()
}

/// A score to four places, as it is stored and printed, so that it compares equal afterwards.
#[must_use]
pub fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZH: [&str; 5] = [
        "港口通则贸易通。",
        "红树林挡得住风浪。",
        "青年是大海的未来。",
        "我们将开通26条航线。",
        "谢谢大家！",
    ];
    const EN: [&str; 5] = [
        "When ports flow, trade flows.",
        "Mangroves hold off wind and waves.",
        "Young people are the future of the sea.",
        "We will open 26 shipping routes.",
        "Thank you all.",
    ];

    #[test]
    fn a_text_and_its_translation_become_units() {
        let aligned = align_texts(&ZH.concat(), &EN.join(" "));
        let units = aligned.units(&LangTag::chinese(), &LangTag::english());
        let pairs: Vec<(String, String)> = units
            .iter()
            .map(|(unit, _)| {
                let text = |side: usize| unit.variants[side].segment.plain_text();
                (text(0), text(1))
            })
            .collect();
        let expected: Vec<(String, String)> = ZH
            .iter()
            .zip(EN)
            .map(|(zh, en)| ((*zh).to_owned(), en.to_owned()))
            .collect();
        assert_eq!(pairs, expected);
        assert_eq!(aligned.unpaired(), 0);
    }

    #[test]
    fn a_page_that_is_there_twice_on_one_side_is_aligned_once() {
        let twice = format!("{}{}{}", ZH[..4].concat(), ZH[..4].concat(), ZH[4]);
        let aligned = align_texts(&twice, &EN.join(" "));
        assert_eq!(aligned.repeated, 4);
        assert_eq!(
            aligned
                .units(&LangTag::chinese(), &LangTag::english())
                .len(),
            5
        );
    }

    #[test]
    fn a_refrain_on_both_sides_stays() {
        let aligned = align_texts(&ZH.concat().repeat(2), &format!("{0} {0}", EN.join(" ")));
        assert_eq!((aligned.repeated, aligned.source.len()), (0, 10));
    }

    #[test]
    fn sentences_given_one_by_one_are_all_kept() {
        let twice = |side: [&str; 5]| {
            [side, side]
                .concat()
                .into_iter()
                .map(str::to_owned)
                .collect()
        };
        let once = EN.map(str::to_owned).to_vec();
        assert_eq!(align_sentences(twice(ZH), once).source.len(), 10);
    }
}
