//! What a bead is worth: how well its words render each other, and how well its lengths agree.

use std::ops::Range;

use super::AlignConfig;
use super::bead::{LONGEST, Shape};
use super::layout::Layout;
use super::links::Links;
use super::text::Text;

/// Scores beads of two texts under one set of links.
///
/// A bead of a source span Z and a target span E is worth
/// −d²/2 + ½ (Σₑ log(1 − λ + λ p(e|Z)/p(e)) + Σ_z log(1 − λ + λ p(z|E)/p(z))): d is the length
/// difference in standard deviations (Gale and Church 1993), p(e|Z) is IBM model 1 over the words
/// of the span, p(e) the word's share of its text. What the [`Layout`] says is added. Words without any link say nothing, so that
/// texts without dictionary words are aligned by length.
#[derive(Debug)]
pub(super) struct Scorer<'a> {
    source: &'a Text,
    target: &'a Text,
    links: &'a Links,
    layout: &'a Layout,
    config: &'a AlignConfig,
    source_linked: Vec<bool>,
    /// What each target sentence is worth when nothing renders its linked words.
    target_floor: Vec<f64>,
    /// Running sums of scaled lengths.
    source_lengths: Vec<f64>,
    target_lengths: Vec<f64>,
}

/// What gathering evidence reuses from one source sentence to the next.
#[derive(Debug)]
pub(super) struct Scratch {
    renderings: [Rendering; LONGEST],
    gains: Vec<[f32; LONGEST]>,
    by_sentence: Vec<f32>,
    cursor: Cursor,
}

/// How much of each target word is expected of a source sentence.
#[derive(Debug)]
struct Rendering {
    sentence: Option<usize>,
    by_word: Vec<f32>,
}

/// For each target word, how many of its postings lie before and in the band: counted while
/// moving along, as a search for each link of each word takes most of the time otherwise.
#[derive(Debug)]
struct Cursor {
    band: Range<usize>,
    before: Vec<u32>,
    inside: Vec<u32>,
}

impl Cursor {
    fn move_to(&mut self, band: &Range<usize>, text: &Text) {
        if band.start < self.band.start || band.end < self.band.end {
            self.band = 0..0;
            self.before.fill(0);
            self.inside.fill(0);
        }
        for (word, _) in text.sentences[self.band.end..band.end].iter().flatten() {
            self.inside[*word as usize] += 1;
        }
        for (word, _) in text.sentences[self.band.start..band.start].iter().flatten() {
            self.inside[*word as usize] -= 1;
            self.before[*word as usize] += 1;
        }
        self.band = band.clone();
    }
}

/// The lexical evidence of one source sentence, and of the spans that start with it, for a
/// range of target sentences.
#[derive(Debug)]
pub(super) struct Evidence {
    band: Range<usize>,
    /// Per length of the source span: running sums over the band of the target sentences' worth.
    given_source: [Vec<f64>; LONGEST],
    /// Per length of the target span: the source sentence's worth given the span starting there.
    given_target: [Vec<f32>; LONGEST],
}

impl<'a> Scorer<'a> {
    /// Scores with `ratio` target characters to a source character.
    pub(super) fn new(
        source: &'a Text,
        target: &'a Text,
        links: &'a Links,
        layout: &'a Layout,
        ratio: f64,
        config: &'a AlignConfig,
    ) -> Self {
        let mut source_linked = vec![false; source.vocabulary.len()];
        let mut target_linked = vec![false; target.vocabulary.len()];
        for (word, linked) in (0..).zip(&mut source_linked) {
            for link in links.of(word) {
                *linked = true;
                target_linked[link.target as usize] = true;
            }
        }
        let floor = (1.0 - config.lexical_weight).ln();
        let target_floor = (target.sentences.iter())
            .map(|words| {
                (words.iter())
                    .filter(|(word, _)| target_linked[*word as usize])
                    .map(|(_, count)| f64::from(*count) * floor)
                    .sum()
            })
            .collect();
        Self {
            source,
            target,
            links,
            layout,
            config,
            source_linked,
            target_floor,
            source_lengths: running(&source.lengths, ratio),
            target_lengths: running(&target.lengths, 1.0),
        }
    }

    /// Room to gather evidence in.
    pub(super) fn scratch(&self) -> Scratch {
        let words = self.target.vocabulary.len();
        Scratch {
            renderings: [(); LONGEST].map(|()| Rendering {
                sentence: None,
                by_word: vec![0.0; words],
            }),
            gains: vec![[f32::NAN; LONGEST]; words],
            by_sentence: Vec::new(),
            cursor: Cursor {
                band: 0..0,
                before: vec![0; words],
                inside: vec![0; words],
            },
        }
    }

    /// Gathers the evidence of source sentence `at` for the target sentences of `band`.
    pub(super) fn evidence(
        &self,
        at: usize,
        band: Range<usize>,
        scratch: &mut Scratch,
    ) -> Evidence {
        Evidence {
            given_source: self.given_source(at, &band, scratch),
            given_target: self.given_target(at, &band, scratch),
            band,
        }
    }

    /// The worth of the bead of `shape` that starts at source sentence `from` and target sentence
    /// `to`; `rows` holds the evidence of its source sentences.
    pub(super) fn bead<'e>(
        &self,
        from: usize,
        to: usize,
        shape: Shape,
        rows: impl Iterator<Item = &'e Evidence>,
    ) -> f64 {
        let (height, width) = (shape.source, shape.target);
        let mut lexical = 0.0;
        for (row, evidence) in rows.take(height).enumerate() {
            let start = to - evidence.band.start;
            if row == 0 {
                let sums = &evidence.given_source[height - 1];
                lexical += sums[start + width] - sums[start];
            }
            lexical += f64::from(evidence.given_target[width - 1][start]);
        }
        let (from, to) = (from..from + height, to..to + width);
        lexical / 2.0 - self.length_cost(from.clone(), to.clone())
            + self.layout.worth((self.source, from), (self.target, to))
    }

    fn length_cost(&self, source: Range<usize>, target: Range<usize>) -> f64 {
        let source = self.source_lengths[source.end] - self.source_lengths[source.start];
        let target = self.target_lengths[target.end] - self.target_lengths[target.start];
        let difference = target - source;
        difference * difference
            / (2.0 * (self.config.length_variance * (target + source) / 2.0 + 1.0))
    }

    fn given_source(
        &self,
        at: usize,
        band: &Range<usize>,
        scratch: &mut Scratch,
    ) -> [Vec<f64>; LONGEST] {
        let odds = odds(self.config);
        let sentences = at..(at + LONGEST).min(self.source.len());
        let mut sizes = [1.0; LONGEST];
        for (height, size) in sizes.iter_mut().enumerate() {
            let span = &self.source.sizes[at..(at + height + 1).min(sentences.end)];
            *size += span.iter().sum::<f32>();
        }
        for sentence in sentences.clone() {
            self.render(sentence, scratch);
        }
        let renderings = &scratch.renderings;
        let gains = &mut scratch.gains;
        gains.fill([f32::NAN; LONGEST]);
        let mut sums = [0.0; LONGEST];
        let mut worth = [(); LONGEST].map(|()| {
            let mut running = Vec::with_capacity(band.len() + 1);
            running.push(0.0);
            running
        });
        for place in band.clone() {
            for sum in &mut sums {
                *sum += self.target_floor[place];
            }
            for (word, count) in &self.target.sentences[place] {
                let gain = &mut gains[*word as usize];
                if gain[0].is_nan() {
                    let share = self.target.shares[*word as usize];
                    let mut rendered = 0.0;
                    for (height, gain) in gain.iter_mut().enumerate() {
                        if at + height < sentences.end {
                            let slot = &renderings[(at + height) % LONGEST];
                            rendered += slot.by_word[*word as usize];
                        }
                        *gain = if rendered > 0.0 {
                            (1.0 + odds * rendered / (sizes[height] * share)).ln()
                        } else {
                            0.0
                        };
                    }
                }
                for (sum, gain) in sums.iter_mut().zip(gain) {
                    *sum += f64::from(*gain * count);
                }
            }
            for (running, sum) in worth.iter_mut().zip(&sums) {
                running.push(*sum);
            }
        }
        worth
    }

    /// Spreads what renders the words of a source sentence over the target words, unless it has
    /// been done for a sentence just before.
    fn render(&self, sentence: usize, scratch: &mut Scratch) {
        let slot = &mut scratch.renderings[sentence % LONGEST];
        if slot.sentence == Some(sentence) {
            return;
        }
        slot.sentence = Some(sentence);
        slot.by_word.fill(0.0);
        for (word, count) in &self.source.sentences[sentence] {
            for link in self.links.of(*word) {
                slot.by_word[link.target as usize] += link.forward * count;
            }
        }
    }

    fn given_target(
        &self,
        at: usize,
        band: &Range<usize>,
        scratch: &mut Scratch,
    ) -> [Vec<f32>; LONGEST] {
        let odds = odds(self.config);
        let floor = (1.0 - self.config.lexical_weight as f32).ln();
        let linked = |word: u32| self.source_linked[word as usize];
        let words = &self.source.sentences[at];
        let floor: f32 = (words.iter())
            .filter(|(word, _)| linked(*word))
            .map(|(_, count)| count * floor)
            .sum();
        let mut worth: [Vec<f32>; LONGEST] = std::array::from_fn(|_| vec![floor; band.len()]);
        let by_sentence = &mut scratch.by_sentence;
        let cursor = &mut scratch.cursor;
        cursor.move_to(band, self.target);
        let sizes = &self.target.sizes[band.clone()];
        for (word, count) in words {
            by_sentence.clear();
            by_sentence.resize(band.len() + LONGEST, 0.0);
            let mut found = false;
            for link in self.links.of(*word) {
                let inside = cursor.inside[link.target as usize] as usize;
                if inside == 0 {
                    continue;
                }
                found = true;
                let before = cursor.before[link.target as usize] as usize;
                let postings = &self.target.postings(link.target)[before..before + inside];
                for (sentence, times) in postings {
                    by_sentence[*sentence as usize - band.start] += link.backward * times;
                }
            }
            if !found {
                continue;
            }
            let odds = odds / self.source.shares[*word as usize];
            for start in 0..band.len() {
                let (mut rendered, mut size) = (0.0, 1.0);
                for (width, worth) in worth.iter_mut().enumerate() {
                    rendered += by_sentence[start + width];
                    size += sizes.get(start + width).copied().unwrap_or_default();
                    if rendered > 0.0 {
                        worth[start] += count * (1.0 + odds * rendered / size).ln();
                    }
                }
            }
        }
        worth
    }
}

/// λ/(1 − λ), as log(1 − λ + λr) = log(1 − λ) + log(1 + r λ/(1 − λ)).
fn odds(config: &AlignConfig) -> f32 {
    (config.lexical_weight / (1.0 - config.lexical_weight)) as f32
}

fn running(lengths: &[f64], scale: f64) -> Vec<f64> {
    let mut sum = 0.0;
    std::iter::once(0.0)
        .chain(lengths.iter().map(|length| {
            sum += length * scale;
            sum
        }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::bead::SHAPES;
    use crate::align::words::{Chinese, English};
    use crate::segmenter::{Lexicon, WordSegmenter};

    struct Spaces;

    impl WordSegmenter for Spaces {
        fn segment<'t>(&self, text: &'t str) -> Vec<&'t str> {
            text.split_inclusive(' ').collect()
        }
    }

    struct Few;

    impl Lexicon for Few {
        fn glosses(&self, word: &str) -> Vec<String> {
            match word {
                "水" => vec!["water".to_owned()],
                "火" => vec!["fire".to_owned()],
                _ => Vec::new(),
            }
        }
    }

    /// The worth of all beads that start with the first sentence of either side, by shape.
    fn worths(zh: &[&str], en: &[&str], cut: usize) -> Vec<((usize, usize), f64)> {
        let mut english = English::new();
        let mut chinese = Chinese::new(&Spaces, &Few);
        let source = Text::new(zh, |text| chinese.words(text, &mut english));
        let target = Text::new(en, |text| english.words(text));
        let links = Links::from_dictionary(&source, &target, &mut chinese, &mut english);
        let config = AlignConfig::default();
        let layout = Layout::default();
        let scorer = Scorer::new(&source, &target, &links, &layout, 4.0, &config);
        let mut scratch = scorer.scratch();
        let rows: Vec<Evidence> = (0..zh.len())
            .map(|at| scorer.evidence(at, cut..en.len(), &mut scratch))
            .collect();
        (SHAPES.iter().map(|(shape, _)| *shape))
            .filter(|shape| !shape.is_null())
            .filter(|shape| shape.source <= zh.len() && cut + shape.target <= en.len())
            .map(|shape| {
                let worth = scorer.bead(0, cut, shape, rows.iter());
                ((shape.source, shape.target), worth)
            })
            .collect()
    }

    #[test]
    fn the_bead_whose_words_render_each_other_is_worth_most() {
        let zh = ["水 火", "土 金 木 日 月 星 风 雨"];
        let en = [
            "The water",
            "and the fire",
            "earth gold wood sun moon star wind rain",
        ];
        let worths = worths(&zh, &en, 0);
        let best = worths.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        assert_eq!(best.map(|(shape, _)| *shape), Some((1, 2)));
    }

    #[test]
    fn the_band_does_not_change_the_worth() {
        let en = ["Fire", "The water", "and the fire"];
        let all = worths(&["水 火", "土"], &en[1..], 0);
        let part = worths(&["水 火", "土"], &en, 1);
        assert_eq!(all.len(), part.len());
        for ((_, one), (_, other)) in all.iter().zip(&part) {
            // The shares of the words differ a little, the order does not.
            assert!((one - other).abs() < 0.8, "{all:?} {part:?}");
        }
    }

    #[test]
    fn words_without_links_say_nothing() {
        let worths = worths(&["土"], &["abcd"], 0);
        assert_eq!(worths, [((1, 1), 0.0)]);
    }
}
