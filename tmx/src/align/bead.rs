//! Beads: which sentences of a text and its translation belong together, and how usual each shape is.

use std::ops::Range;

/// Neighbouring sentences of a text and the neighbouring sentences that render them.
///
/// Either range may be empty, never both: an empty target is a passage left untranslated, an
/// empty source one that was added.
#[derive(Debug, Clone, PartialEq)]
pub struct Bead {
    /// Indices of the source sentences.
    pub source: Range<usize>,
    /// Indices of the target sentences.
    pub target: Range<usize>,
    /// How sure the aligner is of this very bead, from 0 to 1: the share of all alignments,
    /// weighted by their likelihood, that hold it. The doubtful ones are the low ones.
    pub score: f64,
}

impl Bead {
    /// Whether both sides hold a sentence, so that the bead can become a translation unit.
    #[must_use]
    pub fn is_pair(&self) -> bool {
        !self.source.is_empty() && !self.target.is_empty()
    }
}

/// The shape of a bead: how many sentences it takes from either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) source: usize,
    pub(super) target: usize,
}

impl Shape {
    /// Whether one side is empty.
    pub(super) fn is_null(self) -> bool {
        self.source == 0 || self.target == 0
    }

    /// How many sentences the bead holds on both sides together.
    pub(super) fn sentences(self) -> usize {
        self.source + self.target
    }
}

/// Most sentences a bead may take from one side.
pub(super) const LONGEST: usize = 4;

/// All shapes with their prior probability, Chinese side first.
///
/// The shares are those of hand-aligned Chinese–English prose (debates, reports, magazines,
/// fiction), where English often splits a long Chinese sentence.
pub(super) const SHAPES: [(Shape, f64); 12] = [
    (shape(1, 1), 0.70),
    (shape(1, 2), 0.12),
    (shape(2, 1), 0.06),
    (shape(1, 0), 0.02),
    (shape(0, 1), 0.02),
    (shape(1, 3), 0.03),
    (shape(3, 1), 0.008),
    (shape(2, 2), 0.015),
    (shape(1, 4), 0.01),
    (shape(4, 1), 0.002),
    (shape(2, 3), 0.006),
    (shape(3, 2), 0.004),
];

const fn shape(source: usize, target: usize) -> Shape {
    Shape { source, target }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_priors_leave_no_room_for_more() {
        let sum: f64 = SHAPES.iter().map(|(_, prior)| prior).sum();
        assert!((0.98..=1.0).contains(&sum), "{sum}");
    }

    #[test]
    fn no_shape_exceeds_the_longest_span() {
        for (shape, _) in SHAPES {
            assert!(shape.source <= LONGEST && shape.target <= LONGEST);
            assert!(shape.sentences() > 0);
        }
    }

    #[test]
    fn a_bead_with_an_empty_side_is_no_pair() {
        let bead = |target| Bead {
            source: 0..1,
            target,
            score: 1.0,
        };
        assert!(bead(0..2).is_pair());
        assert!(!bead(0..0).is_pair());
    }
}
