//! Places in a text, as people count them.

use std::fmt;

use memchr::{memchr_iter, memrchr};

/// A place in a text: line and column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Number of the line.
    pub line: u64,
    /// Number of the character in it.
    pub column: u64,
}

impl Default for Place {
    fn default() -> Self {
        Self { line: 1, column: 1 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl Place {
    /// The place behind `text`, which begins at this one.
    pub(super) fn behind(self, text: &str) -> Self {
        let bytes = text.as_bytes();
        match memrchr(b'\n', bytes) {
            Some(last) => Self {
                line: self.line + memchr_iter(b'\n', bytes).count() as u64,
                column: 1 + characters(bytes.get(last + 1..).unwrap_or_default()),
            },
            None => Self {
                line: self.line,
                column: self.column + characters(bytes),
            },
        }
    }
}

/// Bytes that continue a character are not counted.
fn characters(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u64
}

/// Line and column, both from 1, of the character at a byte of the text; the column counts
/// characters.
///
/// ```
/// assert_eq!(tmx::xml::line_and_column("<a>\n中<b>", 7), (2, 2));
/// ```
#[must_use]
pub fn line_and_column(text: &str, at: u64) -> (usize, usize) {
    let mut at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let place = Place::default().behind(text.get(..at).unwrap_or_default());
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    (number(place.line), number(place.column))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    proptest! {
        #[test]
        fn counting_in_pieces_is_counting_at_once(text in "[a中\n]{0,20}", cut in 0_usize..20) {
            let cut = text.char_indices().nth(cut).map_or(text.len(), |(at, _)| at);
            let (head, tail) = text.split_at(cut);
            let whole = Place::default().behind(&text);
            prop_assert_eq!(Place::default().behind(head).behind(tail), whole);
            let line = text.lines().last().filter(|_| !text.ends_with('\n')).unwrap_or("");
            prop_assert_eq!(whole.column, 1 + line.chars().count() as u64);
            prop_assert_eq!(whole.line, 1 + text.matches('\n').count() as u64);
        }
    }
}
