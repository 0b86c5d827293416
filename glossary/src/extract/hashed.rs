//! Numbers by the hashes of strings, for tables that are filled once and asked a billion times.

/// A map from hashes of words, which lie below 2^61, to numbers.
///
/// Key and number lie side by side with nothing between the neighbours: one look into far memory
/// an answer, where a general map needs two.
#[derive(Debug, Clone, Default)]
pub(super) struct Hashed {
    /// A power of two of slots, a third of them empty or more.
    slots: Vec<Slot>,
    shift: u32,
    /// Some bits for each slot, one of them set by each hash that is first looked for there: so
    /// small that it stays near, it answers most questions for what is not in the map.
    begun: Vec<u64>,
}

/// Hash, its higher half first, and number; twelve bytes.
type Slot = [u32; 3];

const EMPTY: Slot = [u32::MAX; 3];

/// Bits of the filter for each slot.
const BITS: usize = 4;

impl Hashed {
    /// The map of `pairs`, of which there are `count` or fewer; of equal hashes the first counts.
    pub(super) fn of(count: usize, pairs: impl Iterator<Item = (u64, u32)>) -> Self {
        let room = (count + count / 2 + 1).next_power_of_two();
        let mut map = Self {
            slots: vec![EMPTY; room],
            shift: 64 - room.trailing_zeros().max(1),
            begun: vec![0; (room * BITS).div_ceil(64)],
        };
        for (hash, number) in pairs {
            map.insert(hash, number);
        }
        map
    }

    /// The number of a hash.
    pub(super) fn get(&self, hash: u64) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let (word, bit) = self.bit(hash);
        if self.begun.get(word)? & bit == 0 {
            return None;
        }
        let wanted = halves(hash);
        let mut at = self.start(hash);
        loop {
            let &[high, low, number] = self.slots.get(at)?;
            if [high, low] == wanted {
                return Some(number);
            }
            if high == u32::MAX {
                return None;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    fn insert(&mut self, hash: u64, number: u32) {
        let (word, bit) = self.bit(hash);
        if let Some(word) = self.begun.get_mut(word) {
            *word |= bit;
        }
        let [high, low] = halves(hash);
        let mut at = self.start(hash);
        while let Some(slot) = self.slots.get_mut(at) {
            if slot[..2] == [high, low] {
                return;
            }
            if *slot == EMPTY {
                *slot = [high, low, number];
                return;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The bit of the filter for a hash, by the bits that choose its slot and two more.
    fn bit(&self, hash: u64) -> (usize, u64) {
        let spread =
            hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (self.shift - BITS.trailing_zeros());
        (
            usize::try_from(spread / 64).unwrap_or(0),
            1 << (spread % 64),
        )
    }

    /// The slot from which a hash is looked for (multiplicative hashing: Knuth, TAOCP 3, 6.4).
    fn start(&self, hash: u64) -> usize {
        usize::try_from(hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift).unwrap_or(0)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the halves of 64 bits")]
fn halves(hash: u64) -> [u32; 2] {
    [(hash >> 32) as u32, hash as u32]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_map_holds_nothing() {
        assert_eq!(Hashed::default().get(7), None);
        assert_eq!(Hashed::of(0, [].into_iter()).get(7), None);
    }

    proptest! {
        #[test]
        fn what_was_put_in_is_found_and_nothing_else(
            pairs in prop::collection::vec((0_u64..90, any::<u32>()), 0..200),
            spread in prop::sample::select(vec![1_u64, 1 << 20, 1 << 54]),
        ) {
            let map = Hashed::of(pairs.len(), pairs.iter().map(|&(key, value)| (key * spread, value)));
            let mut first: BTreeMap<u64, u32> = BTreeMap::new();
            for &(key, value) in &pairs {
                first.entry(key).or_insert(value);
            }
            for key in 0..100 {
                prop_assert_eq!(map.get(key * spread), first.get(&key).copied());
            }
        }
    }
}
