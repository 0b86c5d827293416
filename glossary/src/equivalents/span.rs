//! The English words that render a term in one place, as the word links show them.

use std::ops::Range;

/// The longest equivalent, in words and hyphens.
const LONGEST: usize = 14;

/// Spans this much worse than the best one of a place are no proposals.
const NEGLIGIBLE: f64 = 0.25;

/// So many spans of a place are looked at.
const MOST: usize = 8;

/// What a word that says something counts for, as one of another term, where it has no links.
const UNLINKED: f64 = 0.5;

/// How strongly a rendering of fewer words than expected is held to be a piece of one.
const TOO_SHORT: f64 = 0.6;

/// How strongly one of more words is held to say what stands around the term.
const TOO_LONG: f64 = 0.3;

/// How the words of an English sentence are linked with a term.
#[derive(Debug, Clone, Default)]
pub(super) struct Rendering {
    /// For each word, the weight of its links with words of the term.
    pub(super) inside: Vec<f64>,
    /// For each word, the weight of its links with other words.
    pub(super) outside: Vec<f64>,
    /// Which words may begin and end a term.
    pub(super) carries: Vec<bool>,
    /// Which words would hardly stand in a term without rendering some of it.
    pub(super) says: Vec<bool>,
    /// Which words may stand inside one.
    pub(super) joins: Vec<bool>,
    /// How many words that say something a rendering is expected to have.
    pub(super) expected: f64,
}

/// A stretch of words and how well it renders the term, 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span {
    pub(super) words: Range<usize>,
    pub(super) consistency: f64,
    /// The weight of its links with words that are not of the term, unlinked words included.
    pub(super) outside: f64,
}

impl Span {
    /// Whether all words of another stretch are in this one.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.words.start <= other.words.start && other.words.end <= self.words.end
    }
}

impl Rendering {
    /// The stretches that render the term, best first.
    ///
    /// A stretch is as good as its links stay with the term (precision), times the share of the
    /// term's links that it holds (recall), times how well its length fits. Links alone would
    /// have a word for two: few of the words of a set phrase are linked.
    pub(super) fn spans(&self) -> Vec<Span> {
        let linked: f64 = self.inside.iter().sum();
        let mut spans = Vec::new();
        for from in 0..self.inside.len() {
            if !self.carries(from) {
                continue;
            }
            let (mut inside, mut outside, mut count) = (0.0, 0.0, 0);
            for to in from..self.inside.len().min(from + LONGEST) {
                if !self.joins.get(to).is_some_and(|joins| *joins) {
                    break;
                }
                let weight = |of: &[f64]| of.get(to).copied().unwrap_or(0.0);
                let (here, elsewhere) = (weight(&self.inside), weight(&self.outside));
                inside += here;
                outside += elsewhere;
                if self.says.get(to).is_some_and(|says| *says) {
                    outside += UNLINKED * (1.0 - here - elsewhere).max(0.0);
                    count += usize::from(self.carries(to));
                }
                if self.carries(to) && inside > 0.0 {
                    let consistency = inside / (inside + outside)
                        * (inside / linked)
                        * length_fit(count, self.expected);
                    spans.push(Span {
                        words: from..to + 1,
                        consistency,
                        outside,
                    });
                }
            }
        }
        spans.sort_by(|one, other| {
            let order = other.consistency.total_cmp(&one.consistency);
            order
                .then(one.words.len().cmp(&other.words.len()))
                .then(one.words.start.cmp(&other.words.start))
        });
        let best = spans.first().map_or(0.0, |span| span.consistency);
        spans.retain(|span| span.consistency >= NEGLIGIBLE * best);
        spans.truncate(MOST);
        spans
    }

    fn carries(&self, word: usize) -> bool {
        self.carries.get(word).is_some_and(|carries| *carries)
    }
}

/// How well a number of words fits the expected one, 0 to 1.
fn length_fit(words: usize, expected: f64) -> f64 {
    // One more of each: of so few, one more or less says little.
    let ratio = (words as f64 + 1.0) / (expected.max(1.0) + 1.0);
    match ratio < 1.0 {
        true => ratio.powf(TOO_SHORT),
        false => ratio.powf(-TOO_LONG),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendering(inside: &[f64], outside: &[f64]) -> Rendering {
        let all = vec![true; inside.len()];
        Rendering {
            inside: inside.to_vec(),
            outside: outside.to_vec(),
            carries: all.clone(),
            says: all.clone(),
            joins: all,
            expected: 1.0,
        }
    }

    fn best(rendering: &Rendering) -> Range<usize> {
        rendering.spans().remove(0).words
    }

    #[test]
    fn the_best_stretch_holds_the_links_of_the_term_and_no_others() {
        let rendering = rendering(&[0.0, 0.9, 0.8, 0.1], &[0.9, 0.0, 0.1, 0.9]);
        assert_eq!(best(&rendering), 1..3);
    }

    #[test]
    fn a_word_without_links_is_held_between_two_that_have_some() {
        let rendering = rendering(&[0.0, 0.9, 0.0, 0.9, 0.0], &[0.0; 5]);
        assert_eq!(best(&rendering), 1..4);
    }

    #[test]
    fn a_rendering_is_about_as_long_as_expected() {
        // The second word is hardly linked.
        let mut rendering = rendering(&[0.9, 0.3, 0.0], &[0.0, 0.1, 0.0]);
        assert_eq!(best(&rendering), 0..1);
        rendering.expected = 2.0;
        assert_eq!(best(&rendering), 0..2);
        assert!(length_fit(2, 2.0) > length_fit(1, 2.0));
        assert!(length_fit(2, 2.0) > length_fit(3, 2.0));
    }

    #[test]
    fn function_words_stand_neither_first_nor_last() {
        let mut rendering = rendering(&[0.5, 0.9, 0.5], &[0.0; 3]);
        rendering.carries = vec![false, true, false];
        assert_eq!(best(&rendering), 1..2);
    }

    #[test]
    fn no_stretch_goes_over_a_comma() {
        let mut rendering = rendering(&[0.9, 0.0, 0.9], &[0.0; 3]);
        rendering.joins[1] = false;
        let spans = rendering.spans();
        assert!(spans.iter().all(|span| span.words.len() == 1), "{spans:?}");
    }

    #[test]
    fn a_term_without_links_has_no_stretch() {
        assert!(rendering(&[0.0; 3], &[0.9; 3]).spans().is_empty());
    }
}
