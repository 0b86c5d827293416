//! What is looked for in a memory, and what is found.

use std::cmp::Ordering;

use super::piece::Scale;
use super::score::Score;

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Query<'q> {
    /// The segment.
    pub text: &'q str,
    /// What its score counts.
    pub scale: Scale,
    /// The least score of a match.
    pub least: Score,
    /// How many matches are wanted.
    pub limit: usize,
    /// The segment before it, empty for none; not given where it does not matter.
    pub before: Option<&'q str>,
    /// The segment after it, empty for none; not given where it does not matter.
    pub after: Option<&'q str>,
}

/// A unit that is like a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// The number of the unit.
    pub unit: i64,
    /// How like it is.
    pub score: Score,
    /// The same, less what its origin is penalised with; matches are ranked by it.
    pub ranked: Score,
    /// Nothing differs, not even the neighbours ("101 %").
    pub in_context: bool,
}

impl Match {
    /// The order of matches: best first, equal ones by number.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        other
            .ranked
            .cmp(&self.ranked)
            .then(other.in_context.cmp(&self.in_context))
            .then(self.unit.cmp(&other.unit))
    }
}

/// The best matches so far.
pub(super) struct Best {
    limit: usize,
    /// The least score that is wanted at present.
    pub(super) least: Score,
    found: Vec<Match>,
}

impl Best {
    /// None yet of what a query wants.
    pub(super) fn new(query: &Query<'_>) -> Self {
        Self {
            limit: query.limit,
            least: query.least,
            found: Vec::new(),
        }
    }

    /// The matches, best first.
    pub(super) fn into_found(self) -> Vec<Match> {
        self.found
    }

    /// What a match needs at least to be among them.
    pub(super) fn cut(&self) -> Score {
        match self.found.last() {
            Some(last) if self.is_full() => last.ranked.max(self.least),
            _ => self.least,
        }
    }

    /// Whether there are as many as are wanted.
    pub(super) fn is_full(&self) -> bool {
        self.found.len() >= self.limit
    }

    /// Takes a match, if it is among the best.
    pub(super) fn add(&mut self, found: Match) {
        let at = self.found.partition_point(|it| it.order(&found).is_lt());
        self.found.insert(at, found);
        self.found.truncate(self.limit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cut_rises_once_there_are_enough() {
        let query = Query {
            text: "",
            scale: Scale::Tokens,
            least: Score::of_percent(50),
            limit: 2,
            before: None,
            after: None,
        };
        let matched = |unit, percent| Match {
            unit,
            score: Score::of_percent(percent),
            ranked: Score::of_percent(percent),
            in_context: false,
        };
        let mut best = Best::new(&query);
        for (unit, percent, cut) in [(4, 60, 50), (3, 80, 60), (2, 60, 60), (1, 90, 80)] {
            best.add(matched(unit, percent));
            assert_eq!(best.cut(), Score::of_percent(cut));
        }
        let units: Vec<i64> = best.into_found().iter().map(|it| it.unit).collect();
        assert_eq!(units, [1, 3]);
    }
}
