//! A bounded choice among the places of a candidate, spread over the texts.

use std::collections::BinaryHeap;

use super::Occurrence;

/// The first place of each text, then the second of each, until enough are chosen; those outside
/// repeated sentences come before the others.
///
/// Places are offered in order; what is kept depends on nothing else.
#[derive(Debug, Default)]
pub(super) struct Sample {
    /// The worst first.
    kept: BinaryHeap<Kept>,
    /// What has to be beaten once the sample is full; it lies nearer than the heap.
    worst: Option<Rank>,
    document: Option<u32>,
    /// Places of that text so far, outside repeated sentences and inside.
    turns: [u32; 2],
    /// Places offered.
    pub(super) offered: u32,
}

/// Repeated, turn in its text, text, order: the smaller the better.
type Rank = (bool, u32, u32, u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Kept {
    /// No two places have the same.
    rank: Rank,
    start: usize,
    length: u32,
}

/// A place in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) document: u32,
    pub(super) start: usize,
    pub(super) length: u32,
    pub(super) repeated: bool,
}

impl Sample {
    /// Offers the next place; at most `limit` are kept.
    pub(super) fn offer(&mut self, place: Place, limit: usize) {
        if self.document != Some(place.document) {
            self.document = Some(place.document);
            self.turns = [0, 0];
        }
        let [once, again] = &mut self.turns;
        let turn = if place.repeated { again } else { once };
        let rank = (place.repeated, *turn, place.document, self.offered);
        *turn += 1;
        self.offered += 1;
        if self.worst.is_some_and(|worst| rank > worst) {
            return;
        }
        let kept = Kept {
            rank,
            start: place.start,
            length: place.length,
        };
        self.kept.push(kept);
        if self.kept.len() > limit {
            self.kept.pop();
        }
        if self.kept.len() >= limit {
            self.worst = self.kept.peek().map(|kept| kept.rank);
        }
    }

    /// The places kept, in order.
    pub(super) fn places(&self) -> Vec<Occurrence> {
        let mut kept: Vec<Kept> = self.kept.iter().copied().collect();
        kept.sort_unstable_by_key(|kept| kept.rank.3);
        kept.into_iter()
            .map(|kept| Occurrence {
                document: kept.rank.2 as usize,
                range: kept.start..kept.start + kept.length as usize,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn places_are_spread_over_the_texts(
            mut places in prop::collection::vec((0_u32..5, any::<bool>()), 0..60),
            limit in 1_usize..12,
        ) {
            places.sort_by_key(|&(document, _)| document);
            let mut sample = Sample::default();
            let mut ranks = Vec::new();
            for (start, &(document, repeated)) in places.iter().enumerate() {
                let turn = ranks.iter().filter(|it: &&(bool, u32, u32, usize)| (it.0, it.2) == (repeated, document)).count();
                ranks.push((repeated, turn as u32, document, start));
                sample.offer(Place { document, start, length: 1, repeated }, limit);
            }
            ranks.sort_unstable();
            ranks.truncate(limit);
            let mut chosen: Vec<usize> = ranks.into_iter().map(|it| it.3).collect();
            chosen.sort_unstable();
            let kept: Vec<usize> = sample.places().into_iter().map(|it| it.range.start).collect();
            prop_assert_eq!(kept, chosen);
        }
    }
}
