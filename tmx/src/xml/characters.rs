//! The characters that XML 1.0 has.

use std::borrow::Cow;

/// Whether an XML 1.0 file may contain the character (production 2, `Char`).
#[must_use]
pub fn is_legal(character: char) -> bool {
    // A `char` is never a surrogate, hence only the rest of the production is asked for.
    matches!(
        character,
        '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..
    )
}

/// The text without the characters that XML 1.0 cannot carry, and how many were left out.
///
/// ```
/// assert_eq!(tmx::xml::legal("命运\u{1}共同体"), ("命运共同体".into(), 1));
/// ```
#[must_use]
pub fn legal(text: &str) -> (Cow<'_, str>, u64) {
    if first_illegal(text).is_none() {
        return (Cow::Borrowed(text), 0);
    }
    let mut left_out = 0;
    let kept = text
        .chars()
        .filter(|&character| {
            let legal = is_legal(character);
            left_out += u64::from(!legal);
            legal
        })
        .collect();
    (Cow::Owned(kept), left_out)
}

/// Offset in bytes of the first character that XML 1.0 cannot carry.
pub(super) fn first_illegal(text: &str) -> Option<usize> {
    const BLOCK: usize = 4096;
    let bytes = text.as_bytes();
    let mut from = 0;
    // In blocks without early exit, which the compiler turns into vector instructions; two bytes
    // more than a block, so that no sequence of three falls between two.
    while from < bytes.len() {
        let to = bytes.len().min(from + BLOCK + 2);
        let block = bytes.get(from..to).unwrap_or_default();
        if is_suspicious(block) {
            let mut offset = from;
            while !text.is_char_boundary(offset) {
                offset += 1;
            }
            let rest = text.get(offset..).unwrap_or_default();
            let found = rest.char_indices().find(|&(_, it)| !is_legal(it));
            return found.map(|(at, _)| offset + at);
        }
        from += BLOCK;
    }
    None
}

fn is_suspicious(block: &[u8]) -> bool {
    let control = block.iter().fold(false, |found, &byte| {
        found | (byte < b' ') & (byte != b'\t') & (byte != b'\n') & (byte != b'\r')
    });
    control || has_noncharacter(block)
}

/// Whether there is a U+FFFE or U+FFFF, which are EF BF BE and EF BF BF.
fn has_noncharacter(block: &[u8]) -> bool {
    let (second, third) = (block.get(1..), block.get(2..));
    let triples = block.iter().zip(second.unwrap_or_default());
    let triples = triples.zip(third.unwrap_or_default());
    triples.fold(false, |found, ((&first, &second), &third)| {
        found | (first == 0xEF) & (second == 0xBF) & (third >= 0xBE)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn astral_han_and_emoji_are_legal() {
        assert_eq!(
            legal("𠮷🙂\u{3000}\u{FFFD}"),
            ("𠮷🙂\u{3000}\u{FFFD}".into(), 0)
        );
    }

    #[test]
    fn an_illegal_character_is_found_wherever_it_stands() {
        for illegal in ['\0', '\u{1}', '\u{B}', '\u{1F}', '\u{FFFE}', '\u{FFFF}'] {
            for before in (0..12).chain(4085..4110) {
                let text = format!("{}{illegal}中", "x".repeat(before));
                assert_eq!(first_illegal(&text), Some(before), "{illegal:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_is_legal_and_the_rest_is_counted(text in any::<String>()) {
            let (kept, left_out) = legal(&text);
            prop_assert!(kept.chars().all(is_legal));
            prop_assert_eq!(kept.chars().count() as u64 + left_out, text.chars().count() as u64);
            let first = text.char_indices().find(|&(_, it)| !is_legal(it)).map(|(at, _)| at);
            prop_assert_eq!(first_illegal(&text), first);
        }
    }
}
