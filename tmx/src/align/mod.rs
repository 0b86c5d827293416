//! Sentence alignment: which sentences of a Chinese text and its translation belong together.
//!
//! A bead's worth is made of its words (IBM model 1, started from a dictionary), its lengths and
//! its shape; one dynamic programme finds the best path, and each further round learns from the
//! surest beads of the round before what the dictionary lacks: names, set phrases, this
//! translator's wording. Sentences are never reordered.

mod band;
mod bead;
mod cost;
mod layout;
mod links;
mod search;
mod text;
pub(crate) mod words;

use std::ops::Range;

use band::Band;
pub use bead::Bead;
use bead::LONGEST;
use cost::Scorer;
use layout::Layout;
use links::{Links, SpanPair};
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
            gap_begun: 7.0,
            gap_continued: 3.0,
            sure: 0.5,
            full_matrix: 4_000_000,
        }
    }
}

/// Fewer sure beads than this are too few to learn from.
const FEWEST_SURE: usize = 10;

/// Share of the words the dictionary must know for its word to be worth more than lengths.
const THIN: f32 = 0.3;

/// What is learned from where the dictionary says too little: beads whose lengths agree.
const SURE_BY_LENGTH: f64 = -0.5;

/// Sentences on either side of a round's path among which the next round looks for a better one.
const NEAR: usize = 60;

/// Usual English characters per Chinese one, without spaces: taken where the texts are so
/// unequal that their own ratio says more about missing passages than about the languages.
const USUAL_RATIO: f64 = 3.2;

/// One side of an alignment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Side<'t> {
    /// The sentences, in order.
    pub sentences: &'t [&'t str],
    /// Whether each of them begins a paragraph; empty where that is not known.
    pub starts: &'t [bool],
}

impl<'t> From<&'t [&'t str]> for Side<'t> {
    fn from(sentences: &'t [&'t str]) -> Self {
        Self {
            sentences,
            starts: &[],
        }
    }
}

/// What is known of the two languages before the texts are looked at.
#[derive(Clone, Copy)]
pub struct Resources<'r> {
    /// Cuts Chinese into words.
    pub segmenter: &'r dyn WordSegmenter,
    /// Glosses of Chinese words. It may be empty; then numbers, Latin words and lengths decide.
    pub lexicon: &'r dyn Lexicon,
    /// Pairs of sentences that render each other, Chinese first, to learn words from.
    pub known: &'r [(String, String)],
}

/// Aligns the sentences of a Chinese text with those of its translation.
///
/// Returns the beads in order: every sentence of either side is in exactly one. Equal input
/// gives equal beads, on any number of threads.
#[must_use]
pub fn align(
    source: Side<'_>,
    target: Side<'_>,
    resources: &Resources<'_>,
    config: &AlignConfig,
) -> Vec<Bead> {
    let mut english = English::new();
    let mut chinese = Chinese::new(resources.segmenter, resources.lexicon);
    let mut from = Text::new(source.sentences, |sentence| {
        chinese.words(sentence, &mut english)
    });
    let mut to = Text::new(target.sentences, |sentence| english.words(sentence));
    for (text, side) in [(&mut from, source), (&mut to, target)] {
        if side.starts.len() == side.sentences.len() {
            text.starts = side.starts.to_vec();
        }
    }
    let known: Vec<SpanPair> = (resources.known.iter())
        .map(|(zh, en)| {
            let zh = from.known(chinese.words(zh, &mut english));
            (zh, to.known(english.words(en)))
        })
        .collect();
    let dictionary = Links::from_dictionary(&from, &to, &mut chinese, &mut english);
    let mut band = if from.len().saturating_mul(to.len()) <= config.full_matrix {
        Band::full(from.len(), to.len())
    } else {
        Band::around_likely_path(&from, &to, &dictionary)
    };
    let sure = if dictionary.covers(&from) < THIN {
        SURE_BY_LENGTH
    } else {
        config.sure
    };
    let mut links = dictionary.scaled(0.9);
    let mut layout = Layout::default();
    let mut ratio = first_ratio(source.sentences, target.sentences, &from, &to);
    for _ in 0..config.rounds {
        let scorer = Scorer::new(&from, &to, &links, &layout, ratio, config);
        let found = search::best_beads(&scorer, &band, config);
        band = Band::around(
            found
                .iter()
                .map(|bead| (bead.source.start, bead.target.start)),
            LONGEST,
            NEAR,
            from.len(),
            to.len(),
        );
        let sure: Vec<(Range<usize>, Range<usize>)> = (found.into_iter())
            .filter(|bead| !bead.source.is_empty() && !bead.target.is_empty())
            .filter(|bead| bead.worth > sure)
            .map(|bead| (bead.source, bead.target))
            .collect();
        if sure.len() < FEWEST_SURE {
            break;
        }
        ratio = ratio_of(&sure, &from, &to).unwrap_or(ratio);
        layout = Layout::learned(&from, &to, &sure);
        links = Links::learned(&from, &to, &sure, &known, &dictionary);
    }
    let scorer = Scorer::new(&from, &to, &links, &layout, ratio, config);
    let found = search::best_beads(&scorer, &band, config);
    search::scored(&found, &scorer, (from.len(), to.len()), config)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Characters;

    impl WordSegmenter for Characters {
        fn segment<'t>(&self, text: &'t str) -> Vec<&'t str> {
            text.split_inclusive(|_| true).collect()
        }
    }

    struct Few;

    impl Lexicon for Few {
        fn glosses(&self, word: &str) -> Vec<String> {
            let gloss = match word {
                "水" => "water",
                "火" => "fire",
                "山" => "mountain",
                "人" => "man; person",
                "天" => "sky",
                "木" => "tree",
                _ => return Vec::new(),
            };
            vec![gloss.to_owned()]
        }
    }

    struct Nothing;

    impl Lexicon for Nothing {
        fn glosses(&self, _: &str) -> Vec<String> {
            Vec::new()
        }
    }

    const FEW: Resources<'_> = Resources {
        segmenter: &Characters,
        lexicon: &Few,
        known: &[],
    };

    fn beads(source: &[&str], target: &[&str]) -> Vec<(Range<usize>, Range<usize>)> {
        align(source.into(), target.into(), &FEW, &AlignConfig::default())
            .into_iter()
            .map(|bead| (bead.source, bead.target))
            .collect()
    }

    #[test]
    fn empty_texts_have_no_beads() {
        assert_eq!(beads(&[], &[]), []);
        assert_eq!(beads(&["水。"], &[]), [(0..1, 0..0)]);
        assert_eq!(beads(&[], &["Water."]), [(0..0, 0..1)]);
    }

    #[test]
    fn words_decide_which_sentences_are_joined() {
        assert_eq!(
            beads(
                &["水火山", "人天木"],
                &["Water, fire.", "The mountain.", "A man, sky, tree."]
            ),
            [(0..1, 0..2), (1..2, 2..3)]
        );
    }

    #[test]
    fn a_missing_passage_stays_without_counterpart() {
        let mut source = vec!["水火", "水山", "人天", "木人", "火天"];
        let mut target = vec![
            "Water and fire.",
            "Water, mountain.",
            "A man, the sky.",
            "A tree, a man.",
            "Fire, sky.",
        ];
        let passage = "春眠不觉晓处处闻啼鸟夜来风雨声花落知多少".repeat(3);
        source.splice(2..2, [passage.as_str(); 3]);
        let found = beads(&source, &target);
        assert_eq!(found[2..5], [(2..3, 2..2), (3..4, 2..2), (4..5, 2..2)]);
        assert_eq!(found.len(), 8);
        target.truncate(2);
        assert_eq!(beads(&source[..2], &target), [(0..1, 0..1), (1..2, 1..2)]);
    }

    #[test]
    fn without_a_lexicon_lengths_decide() {
        let source = [
            "说的是很长很长的一句话呢",
            "短句",
            "又是很长很长的一句话了呀",
        ];
        let target = [
            "This is said to be a very long sentence, it is",
            "Short",
            "Again one long sentence, quite long indeed it was",
        ];
        let resources = Resources {
            lexicon: &Nothing,
            ..FEW
        };
        let (source, target) = (source.as_slice().into(), target.as_slice().into());
        let found = align(source, target, &resources, &AlignConfig::default());
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(Bead::is_pair));
    }

    #[test]
    fn a_doubtful_bead_scores_below_a_clear_one() {
        let source = ["水火山", "说话", "人天木"];
        let target = [
            "Water, fire, mountain.",
            "Nonsense.",
            "Other.",
            "A man, the sky, a tree.",
        ];
        let (source, target) = (source.as_slice().into(), target.as_slice().into());
        let found = align(source, target, &FEW, &AlignConfig::default());
        let (first, doubtful) = (&found[0], &found[1]);
        assert!(first.score > doubtful.score, "{found:?}");
    }

    #[test]
    fn a_band_finds_what_the_whole_matrix_finds() {
        let names = ["水", "火", "山", "人", "天", "木"];
        let words = ["water", "fire", "mountain", "man", "sky", "tree"];
        // The digits of a linear congruential sequence: no two stretches are alike.
        let mut state = 7_usize;
        let mut next = || {
            state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
            state / 65_536
        };
        let (mut source, mut target) = (Vec::new(), Vec::new());
        for at in 0..900 {
            let (a, b, number) = (next() % 6, next() % 6, next() % 500);
            source.push(format!("{}{}{number}。", names[a], names[b]));
            // A passage of 200 sentences is missing from the translation.
            if !(300..500).contains(&at) {
                target.push(format!("The {} and the {} {number}.", words[a], words[b]));
            }
        }
        let source: Vec<&str> = source.iter().map(String::as_str).collect();
        let target: Vec<&str> = target.iter().map(String::as_str).collect();
        let found = |full_matrix| {
            let config = AlignConfig {
                full_matrix,
                ..AlignConfig::default()
            };
            let (source, target) = (source.as_slice().into(), target.as_slice().into());
            align(source, target, &FEW, &config)
        };
        let banded = found(0);
        let right = (banded.iter())
            .filter(|bead| bead.is_pair())
            .filter(|bead| {
                let shift = if bead.source.start < 300 { 0 } else { 200 };
                bead.source.start == bead.target.start + shift
            })
            .count();
        assert!(right > 690, "{right}");
        assert_eq!(banded.len(), found(usize::MAX).len());
    }

    #[test]
    fn texts_in_the_wrong_order_are_noticed() {
        assert!(looks_swapped(&["Water."], &["水。"]));
        assert!(!looks_swapped(&["水。"], &["Water."]));
        assert!(!looks_swapped(&[], &[]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_sentence_is_in_exactly_one_bead(
            source in prop::collection::vec("[水火山人天木0-9？ ]{0,6}", 0..12),
            target in prop::collection::vec(r"(water|fire|man|5 million|\?| ){0,4}", 0..12),
            full in any::<bool>(),
        ) {
            let source: Vec<&str> = source.iter().map(String::as_str).collect();
            let target: Vec<&str> = target.iter().map(String::as_str).collect();
            let config = AlignConfig {
                full_matrix: if full { usize::MAX } else { 0 },
                ..AlignConfig::default()
            };
            let (mut from, mut to) = (0, 0);
            let sides = (source.as_slice().into(), target.as_slice().into());
            for bead in align(sides.0, sides.1, &FEW, &config) {
                prop_assert_eq!((bead.source.start, bead.target.start), (from, to));
                prop_assert!(bead.source.len() + bead.target.len() > 0);
                prop_assert!((0.0..=1.0).contains(&bead.score));
                (from, to) = (bead.source.end, bead.target.end);
            }
            prop_assert_eq!((from, to), (source.len(), target.len()));
        }
    }
}
