//! From texts to candidates a curator can judge: sentences, repetitions, extraction, readings and
//! suggestions in one go.

use tmx::LangTag;
use tmx::sentence::sentences;

use crate::dictionary::Dictionary;
use crate::extract::{Candidate, Corpus, Document, ExtractConfig, SentenceSpan, extract};
use crate::store::StoredCandidate;
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

/// What was found in texts.
#[derive(Debug, Clone, Default)]
pub struct Mined {
    /// The candidates, best first.
    pub candidates: Vec<StoredCandidate>,
    /// Sentences of all texts.
    pub sentences: usize,
    /// Sentences that came before in the same text; they are counted once.
    pub repeated_within: usize,
    /// Sentences that came before in another text; they are counted once.
    pub repeated_across: usize,
}

/// Mines Chinese texts for candidates, best first. Equal texts in equal order give equal results.
#[must_use]
pub fn mine(texts: &[MinedText<'_>], config: &ExtractConfig) -> Mined {
    let mut mined = Mined::default();
    let spans = sentence_spans(texts, &mut mined);
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
    mined.candidates = candidates
        .into_iter()
        .map(|candidate| with_suggestions(candidate, dictionary))
        .collect();
    mined
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

fn sentence_spans(texts: &[MinedText<'_>], mined: &mut Mined) -> Vec<Vec<SentenceSpan>> {
    let mut across = Deduper::default();
    let mut all = Vec::with_capacity(texts.len());
    for text in texts {
        let mut within = Deduper::default();
        let mut spans = Vec::new();
        for range in sentences(text.body, &LangTag::chinese()) {
            let sentence = &text.body[range.clone()];
            let said_here = !within.is_first(sentence);
            let said_before = !across.is_first(sentence);
            mined.sentences += 1;
            mined.repeated_within += usize::from(said_here);
            mined.repeated_across += usize::from(said_before && !said_here);
            spans.push(SentenceSpan {
                range,
                repeated: said_before,
            });
        }
        all.push(spans);
    }
    all
}
