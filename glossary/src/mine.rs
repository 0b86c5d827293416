//! From texts to candidates a curator can judge: sentences, repetitions, extraction, readings and
//! suggestions in one go.

use serde::Serialize;
use tmx::LangTag;
use tmx::sentence::sentences;

use crate::dictionary::Dictionary;
use crate::extract::{Candidate, Corpus, Document, ExtractConfig, SentenceSpan, extract};
use crate::store::{NewText, StoredCandidate, StoredText};
use crate::text::Deduper;
use crate::words::ChineseWordSegmenter;

/// A text to be mined.
#[derive(Debug, Clone, Copy)]
pub struct MinedText<'t> {
    /// What it is called.
    pub name: &'t str,
    /// The repaired text, one paragraph a line.
    pub body: &'t str,
}

impl<'t> From<&'t StoredText> for MinedText<'t> {
    fn from(text: &'t StoredText) -> Self {
        Self {
            name: &text.summary.name,
            body: &text.body,
        }
    }
}

impl<'t> From<&'t NewText> for MinedText<'t> {
    fn from(text: &'t NewText) -> Self {
        Self {
            name: &text.name,
            body: &text.body,
        }
    }
}

/// What was found in texts.
#[derive(Debug, Clone, Default)]
pub struct Mined {
    /// The candidates, best first.
    pub candidates: Vec<StoredCandidate>,
    /// How often the texts repeat themselves and each other.
    pub repetitions: Repetitions,
}

/// Sentences of texts, and how many of them are repeated. A repeated sentence counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Repetitions {
    /// Sentences of all texts.
    pub sentences: usize,
    /// Sentences that came before in the same text.
    pub within: usize,
    /// Sentences that came before in another text.
    pub across: usize,
}

impl Repetitions {
    /// Counts the repeated sentences of texts, taken in their order.
    #[must_use]
    pub fn count(texts: &[MinedText<'_>]) -> Self {
        sentence_spans(texts).1
    }
}

/// Mines Chinese texts for candidates, best first. Equal texts in equal order give equal results.
#[must_use]
pub fn mine(texts: &[MinedText<'_>], config: &ExtractConfig) -> Mined {
    let (spans, repetitions) = sentence_spans(texts);
    let documents = texts
        .iter()
        .zip(&spans)
        .map(|(text, sentences)| Document {
            name: text.name,
            body: text.body,
            sentences,
        })
        .collect();
    let dictionary = Dictionary::built_in();
    let candidates = extract(
        &Corpus { documents },
        &ChineseWordSegmenter,
        dictionary,
        config,
    );
    Mined {
        candidates: candidates
            .into_iter()
            .map(|candidate| with_suggestions(candidate, dictionary))
            .collect(),
        repetitions,
    }
}

/// Adds the reading and the English that the dictionary knows.
#[must_use]
pub fn with_suggestions(candidate: Candidate, dictionary: &Dictionary) -> StoredCandidate {
    let term = candidate.display();
    let pinyin = crate::pinyin::read_term(term, dictionary).joined();
    let suggestions = dictionary.suggest(term);
    StoredCandidate {
        candidate,
        pinyin,
        suggestions,
    }
}

fn sentence_spans(texts: &[MinedText<'_>]) -> (Vec<Vec<SentenceSpan>>, Repetitions) {
    let mut counted = Repetitions::default();
    let mut across = Deduper::default();
    let mut all = Vec::with_capacity(texts.len());
    for text in texts {
        let mut within = Deduper::default();
        let mut spans = Vec::new();
        for range in sentences(text.body, &LangTag::chinese()) {
            let sentence = &text.body[range.clone()];
            let said_here = !within.is_first(sentence);
            let said_before = !across.is_first(sentence);
            counted.sentences += 1;
            counted.within += usize::from(said_here);
            counted.across += usize::from(said_before && !said_here);
            spans.push(SentenceSpan {
                range,
                repeated: said_before,
            });
        }
        all.push(spans);
    }
    (all, counted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str = "我们要共同推动海洋经济可持续发展。";

    fn text(body: &str) -> MinedText<'_> {
        MinedText { name: "text", body }
    }

    #[test]
    fn a_sentence_counts_once_within_and_across_texts() {
        let page = format!("{SENTENCE}\n另一句话谈的是港口之间的互联互通。\n{SENTENCE}");
        let counted = Repetitions::count(&[text(&page), text(SENTENCE)]);
        assert_eq!(
            counted,
            Repetitions {
                sentences: 4,
                within: 1,
                across: 1
            }
        );
        let mined = mine(&[text(&page), text(SENTENCE)], &ExtractConfig::default());
        let found = mined
            .candidates
            .iter()
            .find(|it| it.candidate.term == "海洋经济")
            .unwrap();
        assert_eq!(
            (found.candidate.frequency, found.candidate.raw_frequency),
            (1, 3)
        );
    }

    #[test]
    fn candidates_come_with_reading_and_english() {
        let mined = mine(
            &[text("要守望相助。我们守望相助。")],
            &ExtractConfig::default(),
        );
        let found = mined
            .candidates
            .iter()
            .find(|it| it.candidate.term == "守望相助")
            .unwrap();
        assert_eq!(found.pinyin, "shǒuwàng-xiāngzhù");
        assert!(!found.suggestions.is_empty());
    }
}
