//! Shingles: runs of five letters, by which passages are recognised that are alike but not equal.

use super::punctuation::is_common_han;
use super::widths::fold;
use crate::words::is_usual_mark;

/// Letters of a shingle. Of five Chinese characters in a row few are a formula, and a change of
/// one character in a sentence leaves most of them as they were.
pub(super) const LETTERS: usize = 5;

const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// The base to the number of letters, by which the letter leaves that falls out of the shingle.
const LEAVING: u64 = {
    let mut power: u64 = 1;
    let mut letter = 0;
    while letter < LETTERS {
        power = power.wrapping_mul(BASE);
        letter += 1;
    }
    power
};

/// The letters and digits of a text with their byte offsets, widths and capitals folded: marks
/// and blanks differ from one printing of a text to the next.
pub(super) fn letters(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().filter_map(|(at, c)| {
        if is_common_han(c) {
            return Some((at, c));
        }
        if is_usual_mark(c) {
            return None;
        }
        let c = fold(c);
        c.is_alphanumeric().then(|| (at, c.to_ascii_lowercase()))
    })
}

/// The shingles of letters, each as a number that is the same on every machine: the n-th is that
/// of the letters n to n + 4.
pub(super) fn shingles(letters: impl Iterator<Item = char>) -> impl Iterator<Item = u64> {
    let mut ring = [0_u64; LETTERS];
    let mut sum: u64 = 0;
    letters.enumerate().filter_map(move |(index, c)| {
        let code = u64::from(u32::from(c));
        let place = ring.get_mut(index % LETTERS)?;
        let leaving = std::mem::replace(place, code);
        sum = sum
            .wrapping_mul(BASE)
            .wrapping_add(code)
            .wrapping_sub(leaving.wrapping_mul(LEAVING));
        (index + 1 >= LETTERS).then(|| mix(sum))
    })
}

/// Spreads a number over all bits (the finaliser of SplitMix64: Steele, Lea & Flood, 2014).
pub(super) fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> Vec<u64> {
        shingles(letters(text).map(|(_, c)| c)).collect()
    }

    #[test]
    fn marks_blanks_widths_and_capitals_make_no_difference() {
        assert_eq!(of("建设“Ｄ 线”，共 30 公里。"), of("建设d线共３０公里"));
        assert_ne!(of("建设d线共30公里"), of("建设d线共31公里"));
    }

    #[test]
    fn fewer_than_five_letters_have_no_shingle() {
        assert!(of("海洋，合作。").is_empty());
        assert_eq!(of("海洋，合作好").len(), 1);
    }

    #[test]
    fn shingles_never_change() {
        assert_eq!(of("一二三四五"), [3_376_120_461_089_424_476]);
    }

    proptest! {
        #[test]
        fn a_shingle_knows_only_its_own_letters(
            before in "[一-龥]{0,9}", shared in "[一-龥]{5}", after in "[一-龥]{0,9}"
        ) {
            let alone = of(&shared);
            let within = of(&format!("{before}{shared}{after}"));
            prop_assert_eq!(within.get(before.chars().count()), alone.first());
        }
    }
}
