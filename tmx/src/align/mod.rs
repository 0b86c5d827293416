//! Sentence alignment: which sentences of a Chinese text and its translation belong together.
//!
//! A bead's worth is made of its words (IBM model 1, started from a dictionary), its lengths and
//! its shape; one dynamic programme finds the best path, and each further round learns from the
//! surest beads of the round before what the dictionary lacks: names, set phrases, this
//! translator's wording. Sentences are never reordered.

mod band;
mod bead;
mod cost;
mod links;
mod search;
mod text;
mod words;

use std::ops::Range;

use band::Band;
pub use bead::Bead;
use cost::Scorer;
use links::Links;
use text::Text;
use words::{Chinese, English, is_han};

use crate::segmenter::{Lexicon, WordSegmenter};

/// How texts are aligned. The defaults suit prose of any length.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignConfig {
    /// How often to learn from the surest beads and align again.
    pub rounds: usize,
    /// λ, the weight of the words found rendered against chance, above 0 and below 1.
    pub lexical_weight: f64,
    /// Variance of the target length per target character.
    pub length_variance: f64,
    /// What it costs (as a log-probability, positive) to leave a sentence without counterpart.
    pub gap_begun: f64,
    /// What each further sentence of such a run costs.
    pub gap_continued: f64,
    /// Beads worth more than this per sentence are learned from.
    pub sure: f64,
    /// Up to this many pairs of sentences the whole matrix is searched, beyond it a band.
    pub full_matrix: usize,
}

impl Default for AlignConfig {
    fn default() -> Self {
        Self {
            rounds: 2,
            lexical_weight: 0.4,
            length_variance: 9.0,
            gap_begun: 6.9,
            gap_continued: 6.9,
            sure: 0.5,
            full_matrix: 4_000_000,
        }
    }
}

/// Fewer sure beads than this are too few to learn from.
const FEWEST_SURE: usize = 10;

const THIN: f32 = 0.3;

/// Usual English characters per Chinese one, without spaces: taken where the texts are so
/// unequal that their own ratio says more about missing passages than about the languages.
const USUAL_RATIO: f64 = 3.2;

/// Aligns the sentences of a Chinese text with those of its translation.
///
/// Returns the beads in order: every sentence of either side is in exactly one. Equal input
/// gives equal beads. An empty `lexicon` is allowed; then numbers, Latin words and lengths
/// decide.
#[must_use]
pub fn align(
    source: &[&str],
    target: &[&str],
    segmenter: &dyn WordSegmenter,
    lexicon: &dyn Lexicon,
    config: &AlignConfig,
) -> Vec<Bead> {
    let mut english = English::new();
    let mut chinese = Chinese::new(segmenter, lexicon);
    let from = Text::new(source, |sentence| chinese.words(sentence, &mut english));
    let to = Text::new(target, |sentence| english.words(sentence));
    let dictionary = Links::from_dictionary(&from, &to, &mut chinese, &mut english);
    let band = if from.len().saturating_mul(to.len()) <= config.full_matrix {
        Band::full(from.len(), to.len())
    } else {
        Band::around_likely_path(&from, &to, &dictionary)
    };
    let sure = if dictionary.covers(&from) < THIN {
        std::env::var("THIN")
            .map(|x| x.parse().unwrap())
            .unwrap_or(config.sure)
    } else {
        config.sure
    };
    let mut links = dictionary.scaled(0.9);
    let mut ratio = first_ratio(source, target, &from, &to);
    for _ in 0..config.rounds {
        let mut scorer = Scorer::new(&from, &to, &links, ratio, config);
        let found = search::best_beads(&mut scorer, &band, config);
        let sure: Vec<(Range<usize>, Range<usize>)> = (found.into_iter())
            .filter(|bead| bead.source.len() > 0 && bead.target.len() > 0 && bead.worth > sure)
            .map(|bead| (bead.source, bead.target))
            .collect();
        if sure.len() < FEWEST_SURE {
            break;
        }
        ratio = ratio_of(&sure, &from, &to).unwrap_or(ratio);
        links = Links::learned(&from, &to, &sure, &dictionary);
    }
    let mut scorer = Scorer::new(&from, &to, &links, ratio, config);
    let found = search::best_beads(&mut scorer, &band, config);
    search::scored(&found, &mut scorer, (from.len(), to.len()), config)
}

/// Whether the two texts seem to have been given in the wrong order: hardly any Han characters
/// in `source`, many in `target`.
#[must_use]
pub fn looks_swapped(source: &[&str], target: &[&str]) -> bool {
    han_share(source) < 0.1 && han_share(target) > 0.4
}

/// Share of Han characters among the letters of the sentences.
fn han_share(sentences: &[&str]) -> f64 {
    let letters = || {
        sentences
            .iter()
            .flat_map(|text| text.chars())
            .filter(|c| c.is_alphabetic())
    };
    letters().filter(|c| is_han(*c)).count() as f64 / letters().count().max(1) as f64
}

fn first_ratio(source: &[&str], target: &[&str], from: &Text, to: &Text) -> f64 {
    let whole = [(0..from.len(), 0..to.len())];
    let ratio = ratio_of(&whole, from, to).unwrap_or(1.0);
    let chinese_to_english = han_share(source) > 0.5 && han_share(target) < 0.1;
    if chinese_to_english && !(0.6..1.6).contains(&(ratio / USUAL_RATIO)) {
        USUAL_RATIO
    } else {
        ratio
    }
}

fn ratio_of(beads: &[(Range<usize>, Range<usize>)], from: &Text, to: &Text) -> Option<f64> {
    let sum = |lengths: &[f64]| lengths.iter().sum::<f64>();
    let source: f64 = (beads.iter())
        .map(|(source, _)| sum(&from.lengths[source.clone()]))
        .sum();
    let target: f64 = (beads.iter())
        .map(|(_, target)| sum(&to.lengths[target.clone()]))
        .sum();
    (source > 0.0 && target > 0.0).then(|| target / source)
}
