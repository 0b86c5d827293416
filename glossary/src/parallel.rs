//! A text and its translation: from two repaired texts to units of the memory.

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
#[must_use]
pub fn align_texts(source: &str, target: &str) -> Aligned {
    let split = |text: &str, lang: &LangTag| -> Vec<String> {
        sentences(text, lang)
            .into_iter()
            .map(|range| text[range].to_owned())
            .collect()
    };
    align_sentences(
        split(source, &LangTag::chinese()),
        split(target, &LangTag::english()),
    )
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
    }
}

/// A score to four places, as it is stored and printed, so that it compares equal afterwards.
#[must_use]
pub fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}
