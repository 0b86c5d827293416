//! Pairs of neighbouring pieces, told apart by how often they came before.

/// The piece before the first and after the last one.
pub(super) const EDGE: u32 = 0;
/// Pieces have numbers below this one, three bytes each.
pub(super) const PIECES: u32 = UNKNOWN;
/// Any piece that no segment has.
pub(super) const UNKNOWN: u32 = (1 << 24) - 1;

/// Counts how often something came before, in one text after the other.
#[derive(Debug, Default)]
pub(super) struct Occurrences {
    /// Key, the text it was met in, how often there.
    slots: Vec<(u64, u32, u32)>,
    text: u32,
}

impl Occurrences {
    /// Begins a text of at most `length` keys.
    pub(super) fn begin(&mut self, length: usize) {
        let size = (2 * length).next_power_of_two().max(64);
        self.text = self.text.wrapping_add(1);
        if self.slots.len() < size || self.text == 0 {
            self.slots = vec![(0, 0, 0); size.max(self.slots.len())];
            self.text = 1;
        }
    }

    /// How often the key came before in this text.
    pub(super) fn next(&mut self, key: u64) -> u32 {
        let mask = self.slots.len() - 1;
        let mut at = mixed(key) as usize & mask;
        // Half of the slots stay free.
        loop {
            let Some(slot) = self.slots.get_mut(at) else {
                return 0;
            };
            if slot.1 != self.text {
                *slot = (key, self.text, 1);
                return 0;
            }
            if slot.0 == key {
                slot.2 += 1;
                return slot.2 - 1;
            }
            at = (at + 1) & mask;
        }
    }
}

/// Hands over the pairs of neighbouring pieces, edges among them: a text of n pieces has n + 1.
/// Equal keys are equal pairs that came equally often before, so that two texts have as many
/// pairs in common as keys.
pub(super) fn each_gram(pieces: &[u32], before: &mut Occurrences, mut take: impl FnMut(u64)) {
    before.begin(pieces.len() + 1);
    let mut first = EDGE;
    for &second in pieces.iter().chain([&EDGE]) {
        let pair = u64::from(first) << 40 | u64::from(second) << 16;
        let occurrence = u64::from(before.next(pair)).min(0xffff);
        take(pair | occurrence);
        first = second;
    }
}

/// The first piece of a pair.
pub(super) fn first_of(key: u64) -> u32 {
    (key >> 40) as u32
}

/// Spreads a key over all bits.
pub(super) fn mixed(key: u64) -> u64 {
    let mixed = (key ^ (key >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}

/// Columns of pieces that have one of their own: the most frequent ones.
pub(super) const OWN: usize = 320;
/// Columns that all other pieces share.
pub(super) const SHARED: usize = 320;
/// All columns.
pub(super) const COLUMNS: usize = OWN + SHARED;

/// The shared column of a piece that came `before` times before.
pub(super) fn shared_column(piece: u32, before: u32) -> usize {
    let key = u64::from(piece) << 32 | u64::from(before);
    OWN + (mixed(key) >> 20) as usize % SHARED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_that_comes_again_has_another_key() {
        let mut keys = Vec::new();
        let mut before = Occurrences::default();
        each_gram(&[1, 1, 1], &mut before, |key| keys.push(key));
        assert_eq!(
            keys,
            [1 << 16, 1 << 40 | 1 << 16, 1 << 40 | 1 << 16 | 1, 1 << 40]
        );
        let mut again = Vec::new();
        each_gram(&[1, 1, 1], &mut before, |key| again.push(key));
        assert_eq!(again, keys);
    }
}
