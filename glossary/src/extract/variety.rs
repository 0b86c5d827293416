//! The words that stand beside a candidate: how many, and how evenly.

/// A growing set of words with their counts that keeps no more than twice as many numbers as there
/// are words.
#[derive(Debug, Default)]
pub(super) struct Variety {
    /// Words with how often each was met.
    words: Vec<(u32, u32)>,
    /// Words at the front that are sorted and different.
    settled: usize,
    edges: u32,
}

/// Edges of a clause that count as different words.
const MAX_EDGES: u32 = 3;
/// Words that are worth a sort.
const LEAST_UNSETTLED: usize = 32;

impl Variety {
    /// Adds a neighbour; none for the edge of a clause.
    pub(super) fn add(&mut self, word: Option<u32>) {
        let Some(word) = word else {
            self.edges = self.edges.saturating_add(1);
            return;
        };
        let settled = self.words.get(..self.settled).unwrap_or_default();
        let known = match self.words.last() {
            Some(&(last, _)) if last == word => Some(self.words.len() - 1),
            _ => settled.binary_search_by_key(&word, |known| known.0).ok(),
        };
        if let Some((_, count)) = known.and_then(|index| self.words.get_mut(index)) {
            *count += 1;
            return;
        }
        self.words.push((word, 1));
        if self.words.len() >= 2 * self.settled.max(LEAST_UNSETTLED) {
            self.settle();
        }
    }

    /// The number of different neighbours; each of the first three edges counts as one.
    pub(super) fn count(&mut self) -> u32 {
        self.settle();
        let words = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        words.saturating_add(self.edges.min(MAX_EDGES))
    }

    /// The entropy of the neighbours in bits; each edge is a neighbour of its own.
    pub(super) fn entropy(&mut self) -> f64 {
        self.settle();
        let edges = f64::from(self.edges);
        let met: u64 = self.words.iter().map(|&(_, count)| u64::from(count)).sum();
        let total = met as f64 + edges;
        let part = |count: f64| {
            let share = count / total;
            -share * share.log2()
        };
        let words: f64 = self
            .words
            .iter()
            .map(|&(_, count)| part(f64::from(count)))
            .sum();
        let ends = if self.edges > 0 {
            edges * part(1.0)
        } else {
            0.0
        };
        // Adding nought makes a negative zero a plain one.
        words + ends + 0.0
    }

    fn settle(&mut self) {
        self.words.sort_unstable();
        self.words.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        self.settled = self.words.len();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn variety(neighbours: &[Option<u32>]) -> Variety {
        let mut variety = Variety::default();
        for &neighbour in neighbours {
            variety.add(neighbour);
        }
        variety
    }

    #[test]
    fn entropy_counts_each_edge_as_another_word() {
        for (neighbours, entropy) in [
            (&[][..], 0.0),
            (&[Some(7), Some(7), Some(7)], 0.0),
            (&[Some(1), None, Some(2), None], 2.0),
            (&[Some(1), Some(2), Some(1), Some(2)], 1.0),
        ] {
            assert_eq!(variety(neighbours).entropy(), entropy, "{neighbours:?}");
        }
    }

    proptest! {
        #[test]
        fn different_neighbours_are_counted_once(
            neighbours in prop::collection::vec(prop::option::of(0_u32..90), 0..400)
        ) {
            let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
            for &word in neighbours.iter().flatten() {
                *counts.entry(word).or_default() += 1;
            }
            let edges = neighbours.iter().filter(|it| it.is_none()).count().min(3);
            let mut variety = variety(&neighbours);
            prop_assert_eq!(variety.count() as usize, counts.len() + edges);
            prop_assert_eq!(variety.words, counts.into_iter().collect::<Vec<_>>());
        }
    }
}
