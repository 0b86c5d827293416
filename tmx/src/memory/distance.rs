//! Edit distance, 64 pieces at a time (Myers 1999, in the form of Hyyrö 2003).

/// A text that others are compared with.
#[derive(Debug, Clone)]
pub struct Pattern {
    length: usize,
    /// Machine words that a column of the table takes.
    words: usize,
    /// Its pieces, each once, in order.
    known: Vec<u32>,
    /// For any other piece and then for each of them: where it stands, a bit a place.
    masks: Vec<u64>,
}

impl Pattern {
    /// The pattern of a list of pieces.
    #[must_use]
    pub fn new(pieces: &[u32]) -> Self {
        let mut known = pieces.to_vec();
        known.sort_unstable();
        known.dedup();
        let words = pieces.len().div_ceil(64);
        let mut masks = vec![0; (known.len() + 1) * words];
        for (place, piece) in pieces.iter().enumerate() {
            if let Ok(at) = known.binary_search(piece) {
                masks[(at + 1) * words + place / 64] |= 1 << (place % 64);
            }
        }
        Self {
            length: pieces.len(),
            words,
            known,
            masks,
        }
    }

    /// The number of its pieces.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether it has no piece.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// 0 for a piece that it does not have, else 1 + its place among [`known`](Self::known).
    fn symbol(&self, piece: u32) -> usize {
        self.known.binary_search(&piece).map_or(0, |at| at + 1)
    }

    /// Its pieces, each once, in order.
    pub(super) fn known(&self) -> &[u32] {
        &self.known
    }

    /// How many pieces must be put in, left out or exchanged to make the other text of this one.
    #[must_use]
    pub fn distance(&self, other: &[u32]) -> usize {
        self.within(other, usize::MAX).unwrap_or_default()
    }

    /// The [`distance`](Self::distance); none where it is more than `limit`.
    #[must_use]
    pub fn within(&self, other: &[u32], limit: usize) -> Option<usize> {
        let symbols = other.iter().map(|&piece| self.symbol(piece));
        self.distance_within(symbols, limit)
    }

    /// The distance to a text of symbols: 0 for a piece that this one does not have, else 1 + its
    /// place among [`known`](Self::known); none where it is more than `limit`.
    pub(super) fn distance_within(
        &self,
        other: impl ExactSizeIterator<Item = usize>,
        limit: usize,
    ) -> Option<usize> {
        let distance = match self.words {
            0 => other.len(),
            1 => self.narrow(other, limit)?,
            _ => self.wide(other),
        };
        (distance <= limit).then_some(distance)
    }

    fn narrow(&self, other: impl ExactSizeIterator<Item = usize>, limit: usize) -> Option<usize> {
        let last = self.length - 1;
        let (mut plus, mut minus) = (u64::MAX, 0_u64);
        let mut score = self.length;
        let mut left = other.len();
        for symbol in other {
            let equal = self.masks.get(symbol).copied().unwrap_or_default();
            let diagonal = ((equal & plus).wrapping_add(plus) ^ plus) | equal | minus;
            let right_plus = minus | !(diagonal | plus);
            let right_minus = plus & diagonal;
            score += (right_plus >> last & 1) as usize;
            score -= (right_minus >> last & 1) as usize;
            let shifted = right_plus << 1 | 1;
            plus = right_minus << 1 | !(diagonal | shifted);
            minus = shifted & diagonal;
            left -= 1;
            // Every piece to come takes at most one off.
            if score > limit.saturating_add(left) {
                return None;
            }
        }
        Some(score)
    }

    fn wide(&self, other: impl Iterator<Item = usize>) -> usize {
        let mut columns = vec![(u64::MAX, 0_u64); self.words];
        let last_bit = (self.length - 1) % 64;
        let mut score = self.length;
        for symbol in other {
            let masks = self
                .masks
                .get(symbol * self.words..(symbol + 1) * self.words)
                .unwrap_or_default();
            // What the block above hands down: the first row grows by one a column.
            let (mut plus_in, mut minus_in) = (1_u64, 0_u64);
            for (block, ((plus, minus), &equal)) in columns.iter_mut().zip(masks).enumerate() {
                let through = equal | *minus;
                let equal = equal | minus_in;
                let diagonal = ((equal & *plus).wrapping_add(*plus) ^ *plus) | equal;
                let right_plus = *minus | !(diagonal | *plus);
                let right_minus = *plus & diagonal;
                if block + 1 == self.words {
                    score += (right_plus >> last_bit & 1) as usize;
                    score -= (right_minus >> last_bit & 1) as usize;
                }
                let shifted_plus = right_plus << 1 | plus_in;
                let shifted_minus = right_minus << 1 | minus_in;
                (plus_in, minus_in) = (right_plus >> 63, right_minus >> 63);
                *plus = shifted_minus | !(through | shifted_plus);
                *minus = shifted_plus & through;
            }
        }
        score
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The table of Wagner and Fischer, row by row.
    fn slow(one: &[u32], other: &[u32]) -> usize {
        let mut row: Vec<usize> = (0..=other.len()).collect();
        for (index, from) in one.iter().enumerate() {
            let mut diagonal = index;
            row[0] = index + 1;
            for (place, to) in other.iter().enumerate() {
                let best = (diagonal + usize::from(from != to))
                    .min(row[place] + 1)
                    .min(row[place + 1] + 1);
                diagonal = row[place + 1];
                row[place + 1] = best;
            }
        }
        row[other.len()]
    }

    #[test]
    fn nothing_is_as_far_as_the_other_is_long() {
        assert_eq!(Pattern::new(&[]).distance(&[1, 2]), 2);
        assert_eq!(Pattern::new(&[1, 2]).distance(&[]), 2);
        assert!(Pattern::new(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn the_distance_is_that_of_the_table(
            one in prop::collection::vec(0_u32..6, 0..200),
            other in prop::collection::vec(0_u32..7, 0..200),
            limit in 0_usize..100,
        ) {
            let pattern = Pattern::new(&one);
            let expected = slow(&one, &other);
            prop_assert_eq!(pattern.distance(&other), expected);
            let symbols: Vec<usize> = other.iter().map(|&it| pattern.symbol(it)).collect();
            let within = pattern.distance_within(symbols.into_iter(), limit);
            prop_assert_eq!(within, (expected <= limit).then_some(expected));
        }
    }
}
