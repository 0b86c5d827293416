//! The lines of a text, measured.

use super::punctuation::{is_ambiguous_width, is_common_han, is_han, is_wide};
use super::widths::{is_blank, is_invisible};

/// One line of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    /// Offset of the line in the text, in bytes.
    pub(super) start: usize,
    /// Number of the line, counted from 1 as editors count: a form feed begins none.
    pub(super) number: usize,
    /// Column of its first character, counted from 1; more than 1 after a form feed.
    pub(super) column: usize,
    /// The line as it stands, without its end.
    pub(super) raw: &'t str,
    /// The line without blanks at either end.
    pub(super) text: &'t str,
    /// Length in bytes of the first character of the line end; 0 at the end of the text.
    pub(super) end_len: usize,
    /// Columns of `text`: a Chinese character takes two.
    pub(super) width: usize,
    /// Columns of the blanks before `text`.
    pub(super) indent: usize,
    /// Number of Chinese characters.
    pub(super) han: usize,
    /// Number of Latin letters.
    pub(super) latin: usize,
    /// Whether a page ends with this line (a form feed).
    pub(super) ends_page: bool,
}

impl<'t> Line<'t> {
    fn new(start: usize, (number, column): (usize, usize), raw: &'t str) -> Self {
        let tail = raw.trim_start_matches(is_blank);
        let indent = raw
            .chars()
            .take(raw.len() - tail.len())
            .take_while(|c| is_blank(*c))
            .map(|c| match c {
                '\t' => 4,
                c if is_invisible(c) => 0,
                c if is_wide(c) || c == '\u{3000}' => 2,
                _ => 1,
            })
            .sum();
        let text = tail.trim_end_matches(is_blank);
        let mut line = Self {
            start,
            number,
            column,
            raw,
            text,
            end_len: 0,
            width: 0,
            indent,
            han: 0,
            latin: 0,
            ends_page: false,
        };
        let mut ambiguous = 0;
        for c in text.chars() {
            if is_common_han(c) {
                line.width += 2;
                line.han += 1;
            } else if c.is_ascii() {
                line.width += 1;
                line.latin += usize::from(c.is_ascii_alphabetic());
            } else if is_ambiguous_width(c) {
                ambiguous += 1;
            } else if is_wide(c) {
                line.width += 2;
                line.han += usize::from(is_han(c));
            } else if !is_invisible(c) {
                line.width += 1;
                line.latin += usize::from(c.is_alphabetic());
            }
        }
        line.width += ambiguous * if line.han > 0 { 2 } else { 1 };
        line
    }

    /// Whether nothing is seen on the line.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether its end is one of `wraps`, ascending offsets of ends that only wrap.
    pub(super) fn is_wrapped(&self, wraps: &[usize]) -> bool {
        wraps.binary_search(&(self.start + self.raw.len())).is_ok()
    }

    /// Whether the line is in a script with blanks between words.
    pub(super) fn is_latin(&self) -> bool {
        is_latin(self.latin, self.han)
    }
}

/// Whether a piece with so many Latin letters and Chinese characters is no Chinese text: names
/// and abbreviations in letters are long beside Chinese words.
pub(super) fn is_latin(latin: usize, han: usize) -> bool {
    latin >= 4 * han && latin > 0
}

/// Cuts a text into lines, at every kind of line end that Unicode knows and at form feeds.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut from = 0;
    let mut place = (1, 1);
    while let Some((at, end)) = next_line_end(text, from) {
        let raw = text.get(start..at).unwrap_or("");
        let mut line = Line::new(start, place, raw);
        line.end_len = end.len_utf8();
        line.ends_page = end == '\u{c}';
        lines.push(line);
        place = match (end, place) {
            ('\n' | '\r', (number, _)) => (number + 1, 1),
            (_, (number, column)) => (number, column + raw.chars().count() + 1),
        };
        start = at + end.len_utf8();
        if end == '\r' && text.as_bytes().get(start) == Some(&b'\n') {
            start += 1;
        }
        from = start;
    }
    if start < text.len() {
        let rest = text.get(start..).unwrap_or("");
        lines.push(Line::new(start, place, rest));
    }
    lines
}

/// The first line end at or after `from`, and where it is.
fn next_line_end(text: &str, from: usize) -> Option<(usize, char)> {
    let bytes = text.as_bytes().get(from..)?;
    // Bytes, not characters: this looks at the whole of every text.
    let may_end = |byte: &u8| matches!(byte, 0x0A..=0x0D | 0xC2 | 0xE2);
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| may_end(byte))
        .find_map(|(index, _)| {
            let at = from + index;
            let c = text.get(at..)?.chars().next()?;
            let is_end = matches!(
                c,
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
            );
            is_end.then_some((at, c))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        for text in [
            "a\nb",
            "a\r\nb",
            "a\rb",
            "a\u{2028}b",
            "a\u{c}b\n",
            "a\u{85}b\r\n",
        ] {
            let lines = lines(text);
            assert_eq!(lines.len(), 2, "{text:?}");
            assert_eq!((lines[0].text, lines[1].text), ("a", "b"), "{text:?}");
        }
        assert_eq!(lines("a\n\nb").len(), 3);
        assert!(lines("a\u{c}b")[0].ends_page);
    }

    #[test]
    fn lines_are_numbered_as_editors_number_them() {
        let places = |text| -> Vec<(usize, usize)> {
            lines(text)
                .iter()
                .map(|it| (it.number, it.column))
                .collect()
        };
        assert_eq!(places("a\r\nb\rc\nd"), [(1, 1), (2, 1), (3, 1), (4, 1)]);
        assert_eq!(places("a\n\u{c}b\nc"), [(1, 1), (2, 1), (2, 2), (3, 1)]);
        assert_eq!(places("国\u{2028}b"), [(1, 1), (1, 3)]);
    }

    #[test]
    fn a_chinese_character_takes_two_columns() {
        let line = lines("\u{3000}\u{3000}中国“12”\u{feff} ")[0];
        assert_eq!((line.indent, line.width, line.text), (4, 10, "中国“12”"));
        assert_eq!(lines("“a”")[0].width, 3);
    }
}
