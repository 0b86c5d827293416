//! Scores: how much of a text another one keeps.

use std::cmp::Ordering;

use super::distance::Pattern;
use super::piece::{Scale, pieces};
use crate::WordSegmenter;

/// The share of pieces that two texts have in common: 1 − distance ÷ length of the longer one,
/// where the distance counts pieces that are put in, left out or exchanged (Levenshtein).
#[derive(Debug, Clone, Copy)]
pub struct Score {
    kept: u64,
    longest: u64,
}

impl Score {
    /// Nothing differs.
    pub const FULL: Self = Self {
        kept: 1,
        longest: 1,
    };

    /// The score of a distance between two texts, the longer of which has `longest` pieces.
    #[must_use]
    pub fn new(distance: usize, longest: usize) -> Self {
        if longest == 0 {
            return Self::FULL;
        }
        Self {
            kept: longest.saturating_sub(distance) as u64,
            longest: longest as u64,
        }
    }

    /// A score in hundredths.
    #[must_use]
    pub fn of_percent(percent: u32) -> Self {
        Self {
            kept: u64::from(percent),
            longest: 100,
        }
    }

    /// The score of two texts.
    #[must_use]
    pub fn between(one: &str, other: &str, scale: Scale) -> Self {
        Self::of_pieces(&pieces(one, scale), &pieces(other, scale))
    }

    /// The score of two texts whose pieces are words.
    #[must_use]
    pub fn by_words(one: &str, other: &str, words: &dyn WordSegmenter) -> Self {
        let mut known: Vec<&str> = words.segment(one);
        known.sort_unstable();
        known.dedup();
        let number = |word: &&str| match known.binary_search(word) {
            Ok(at) => at as u32,
            Err(_) => u32::MAX,
        };
        let numbers = |text| -> Vec<u32> {
            let words: Vec<&str> = words.segment(text);
            let words = words.iter().filter(|word| !word.trim().is_empty());
            words.map(number).collect()
        };
        Self::of_pieces(&numbers(one), &numbers(other))
    }

    fn of_pieces(one: &[u32], other: &[u32]) -> Self {
        let distance = Pattern::new(one).distance(other);
        Self::new(distance, one.len().max(other.len()))
    }

    /// The score less `percent` hundredths, at least nothing.
    #[must_use]
    pub fn less(self, percent: u32) -> Self {
        Self {
            kept: (self.kept * 100).saturating_sub(u64::from(percent) * self.longest),
            longest: self.longest * 100,
        }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_full(self) -> bool {
        self.kept >= self.longest
    }

    /// The score in hundredths, rounded down: 100 is only said where nothing differs.
    #[must_use]
    pub fn percent(self) -> u32 {
        self.parts(100)
    }

    /// The score from 0 to 1 in four digits, rounded down.
    #[must_use]
    pub fn ratio(self) -> f64 {
        f64::from(self.parts(10_000)) / 10_000.0
    }

    fn parts(self, whole: u64) -> u32 {
        u32::try_from(self.kept * whole / self.longest).unwrap_or(u32::MAX)
    }

    /// The least number of pieces that must be kept of a text of `length` to reach this score.
    pub(super) fn least_kept(self, length: usize) -> usize {
        (self.kept * length as u64).div_ceil(self.longest) as usize
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.kept * other.longest).cmp(&(other.kept * self.longest))
    }
}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Score {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Score {}

#[cfg(test)]
mod tests {
    use super::*;

    struct Pairs;

    impl WordSegmenter for Pairs {
        fn segment<'t>(&self, text: &'t str) -> Vec<&'t str> {
            let mut words = Vec::new();
            let mut rest = text;
            while let Some((end, _)) = rest.char_indices().nth(2) {
                words.push(&rest[..end]);
                rest = &rest[end..];
            }
            words.push(rest);
            words
        }
    }

    #[test]
    fn the_score_is_the_share_that_stays() {
        let score = Score::between("我们坚持绿色发展。", "我们坚持绿色复苏。", Scale::Tokens);
        assert_eq!((score.percent(), score.ratio()), (77, 0.7777));
        assert_eq!(score, Score::new(2, 9));
        assert!(Score::of_percent(77) < score && score < Score::of_percent(78));
    }

    #[test]
    fn another_year_is_one_difference() {
        let (one, other) = ("到2030年。", "到2049年。");
        assert_eq!(Score::between(one, other, Scale::Tokens), Score::new(1, 4));
        assert_eq!(
            Score::between(one, other, Scale::Characters),
            Score::new(2, 7)
        );
    }

    #[test]
    fn nearly_all_is_not_all() {
        assert_eq!(Score::new(1, 1000).percent(), 99);
        assert_eq!(Score::new(0, 0).percent(), 100);
        assert_eq!(Score::of_percent(95).less(10).percent(), 85);
        assert_eq!(Score::of_percent(5).less(10).percent(), 0);
    }

    #[test]
    fn words_are_compared_as_wholes() {
        let score = Score::by_words("绿色发展", "绿色复苏", &Pairs);
        assert_eq!(score.percent(), 50);
    }
}
