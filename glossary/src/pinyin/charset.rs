//! Sets of Chinese characters that are asked for at every character of a text.

use std::sync::OnceLock;

/// The characters of a list, looked up by code point.
pub(super) struct CharSet {
    list: &'static str,
    /// A bit for each code point from [`FIRST`] to the last one listed.
    bits: OnceLock<Box<[u64]>>,
}

/// The first Chinese character of the common planes.
const FIRST: u32 = 0x3400;

impl CharSet {
    pub(super) const fn new(list: &'static str) -> Self {
        Self {
            list,
            bits: OnceLock::new(),
        }
    }

    pub(super) fn contains(&self, c: char) -> bool {
        let bits = self.bits.get_or_init(|| {
            let mut bits = Vec::new();
            for (word, bit) in self.list.chars().filter_map(place) {
                if bits.len() <= word {
                    bits.resize(word + 1, 0);
                }
                if let Some(slot) = bits.get_mut(word) {
                    *slot |= bit;
                }
            }
            bits.into()
        });
        place(c).is_some_and(|(word, bit)| bits.get(word).is_some_and(|word| word & bit != 0))
    }
}

fn place(c: char) -> Option<(usize, u64)> {
    let place = u32::from(c).checked_sub(FIRST)?;
    Some((place as usize / 64, 1 << (place % 64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_its_list_holds() {
        static SET: CharSet = CharSet::new("一斯龥");
        for c in ['一', '斯', '龥', '丁', 'a', '\u{20000}'] {
            assert_eq!(SET.contains(c), SET.list.contains(c), "{c}");
        }
    }
}
