//! Segments of texts that are like earlier ones of the same texts.

use std::collections::BTreeMap;

use super::distance::Pattern;
use super::piece::{Scale, pieces};
use super::score::Score;

/// The segments that came before, by length.
#[derive(Debug, Default)]
pub struct Internal {
    scale: Scale,
    seen: BTreeMap<usize, Vec<Vec<u32>>>,
}

impl Internal {
    /// Nothing came before.
    #[must_use]
    pub fn new(scale: Scale) -> Self {
        Self {
            scale,
            seen: BTreeMap::new(),
        }
    }

    /// Takes the next segment: the best score that it has with one before it, where that is
    /// `least` or more.
    pub fn next(&mut self, text: &str, least: Score) -> Option<Score> {
        let pieces = pieces(text, self.scale);
        let pattern = Pattern::new(&pieces);
        let (mut cut, mut best) = (least, None);
        for (&length, segments) in self.seen.range(cut.least_kept(pieces.len())..) {
            let longest = length.max(pieces.len());
            if cut.least_kept(longest) > pieces.len() {
                break;
            }
            for segment in segments {
                let limit = longest - cut.least_kept(longest);
                if let Some(distance) = pattern.within(segment, limit) {
                    cut = Score::new(distance, longest).max(cut);
                    best = best.max(Some(Score::new(distance, longest)));
                }
            }
        }
        if !pieces.is_empty() {
            self.seen.entry(pieces.len()).or_default().push(pieces);
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_what_came_before_is_told() {
        let mut internal = Internal::new(Scale::Tokens);
        let mut next = |text| {
            let best = internal.next(text, Score::of_percent(50));
            best.map(Score::percent)
        };
        assert_eq!(next("守望相助是我们的传统。"), None);
        assert_eq!(next("互利共赢是我们的选择。"), None);
        assert_eq!(next("守望相助是我们的选择。"), Some(81));
        assert_eq!(next("好。"), None);
        assert_eq!(next(""), None);
    }
}
