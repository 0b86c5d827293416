//! From a repaired text back to the lines of its file.

/// A place in a text as it was before repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourcePosition {
    /// Offset in the decoded text, in bytes.
    pub byte: usize,
    /// Line, counted from 1.
    pub line: usize,
    /// Column, counted from 1, in characters.
    pub column: usize,
}

/// Maps byte offsets of a repaired body to places in the decoded text.
///
/// The map is monotone: what comes later in the body came later in the text. It is kept as
/// spans of neighbouring characters that have the same length in bytes on both sides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    spans: Vec<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    body: usize,
    source: SourcePosition,
    body_len: u8,
    source_len: u8,
}

/// A stored map that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SourceMapError {
    /// Written by a later version.
    #[error("the line map has version {found}, newer than this program (update the program)")]
    Version {
        /// The version it says it has.
        found: u8,
    },
    /// Cut off or not a map at all.
    #[error("the line map is damaged at byte {at} (add the text again)")]
    Damaged {
        /// Offset in the stored bytes.
        at: usize,
    },
}

const VERSION: u8 = 1;

impl SourceMap {
    /// Where the character at `offset` of the body came from.
    ///
    /// An offset inside a character stands for that character, one past the end for the end;
    /// an empty map answers with the first line.
    #[must_use]
    pub fn locate(&self, offset: usize) -> SourcePosition {
        let after = self.spans.partition_point(|span| span.body <= offset);
        match after.checked_sub(1).and_then(|index| self.spans.get(index)) {
            Some(span) => span.at(offset),
            None => SourcePosition {
                byte: 0,
                line: 1,
                column: 1,
            },
        }
    }

    /// The map as bytes, to be stored.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        let mut last = Span::START;
        write_number(&mut bytes, self.spans.len());
        for span in &self.spans {
            let new_line = span.source.line != last.source.line;
            let column = if new_line {
                span.source.column
            } else {
                span.source.column - last.source.column
            };
            write_number(&mut bytes, span.body - last.body);
            write_number(&mut bytes, span.source.byte - last.source.byte);
            write_number(&mut bytes, span.source.line - last.source.line);
            write_number(&mut bytes, column);
            bytes.push(span.body_len << 4 | span.source_len);
            last = *span;
        }
        bytes
    }

    /// The map that [`SourceMap::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// When the bytes are of a later version, or no map.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SourceMapError> {
        let mut input = Input { bytes, at: 0 };
        match input.byte()? {
            VERSION => {}
            found => return Err(SourceMapError::Version { found }),
        }
        let count = input.number()?;
        // A span takes five bytes at least, so a lying count cannot ask for much memory.
        let mut spans = Vec::with_capacity(count.min(bytes.len() / 5));
        let mut last = Span::START;
        for _ in 0..count {
            let body = input.sum(last.body)?;
            let byte = input.sum(last.source.byte)?;
            let line = input.sum(last.source.line)?;
            let column = if line == last.source.line {
                input.sum(last.source.column)?
            } else {
                input.number()?
            };
            let lengths = input.byte()?;
            let span = Span {
                body,
                source: SourcePosition { byte, line, column },
                body_len: lengths >> 4,
                source_len: lengths & 0xF,
            };
            if !(1..=4).contains(&span.body_len) || !(1..=4).contains(&span.source_len) {
                return Err(input.damaged());
            }
            spans.push(span);
            last = span;
        }
        if input.at == bytes.len() {
            Ok(Self { spans })
        } else {
            Err(input.damaged())
        }
    }

    /// Adds the next character: at `body`, `body_len` bytes long, come from `source`, where it
    /// took `source_len` bytes.
    pub(super) fn push(
        &mut self,
        body: usize,
        body_len: usize,
        source: SourcePosition,
        source_len: usize,
    ) {
        let span = Span {
            body,
            source,
            body_len: body_len as u8,
            source_len: source_len as u8,
        };
        let continues = self.spans.last().is_some_and(|last| {
            (last.body_len, last.source_len) == (span.body_len, span.source_len)
                && last.at(body) == source
        });
        if !continues {
            self.spans.push(span);
        }
    }
}

impl Span {
    const START: Self = Self {
        body: 0,
        source: SourcePosition {
            byte: 0,
            line: 1,
            column: 0,
        },
        body_len: 1,
        source_len: 1,
    };

    fn at(&self, offset: usize) -> SourcePosition {
        let characters = (offset - self.body) / usize::from(self.body_len.max(1));
        SourcePosition {
            // Saturating, as a damaged map may hold any number.
            byte: self
                .source
                .byte
                .saturating_add(characters.saturating_mul(usize::from(self.source_len))),
            line: self.source.line,
            column: self.source.column.saturating_add(characters),
        }
    }
}

/// Seven bits a byte, low ones first, the high bit set on all but the last (LEB128).
fn write_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

struct Input<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Input<'_> {
    fn byte(&mut self) -> Result<u8, SourceMapError> {
        let byte = *self.bytes.get(self.at).ok_or_else(|| self.damaged())?;
        self.at += 1;
        Ok(byte)
    }

    fn number(&mut self) -> Result<usize, SourceMapError> {
        let mut number = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return usize::try_from(number).map_err(|_| self.damaged());
            }
        }
        Err(self.damaged())
    }

    /// The number `base` plus the one that is read.
    fn sum(&mut self, base: usize) -> Result<usize, SourceMapError> {
        let number = self.number()?;
        base.checked_add(number).ok_or_else(|| self.damaged())
    }

    fn damaged(&self) -> SourceMapError {
        SourceMapError::Damaged { at: self.at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::repair;
    use proptest::prelude::*;

    fn at(byte: usize, line: usize, column: usize) -> SourcePosition {
        SourcePosition { byte, line, column }
    }

    #[test]
    fn neighbours_share_a_span() {
        let mut map = SourceMap::default();
        map.push(0, 3, at(1, 1, 2), 3);
        map.push(3, 3, at(4, 1, 3), 3);
        map.push(6, 3, at(9, 2, 1), 3);
        assert_eq!(map.spans.len(), 2);
        assert_eq!(map.locate(4), at(4, 1, 3));
        assert_eq!(map.locate(6), at(9, 2, 1));
        assert_eq!(map.locate(9), at(12, 2, 2));
    }

    #[test]
    fn an_empty_map_points_to_the_start() {
        let map = SourceMap::from_bytes(&SourceMap::default().to_bytes()).unwrap();
        assert_eq!(map.locate(5), at(0, 1, 1));
    }

    #[test]
    fn a_later_version_and_a_cut_off_map_are_refused() {
        let mut bytes = repair("一国 两制\n２０４９年").map.to_bytes();
        for cut in 1..bytes.len() {
            assert!(matches!(
                SourceMap::from_bytes(bytes.get(..cut).unwrap()),
                Err(SourceMapError::Damaged { .. })
            ));
        }
        bytes[0] = 9;
        assert_eq!(
            SourceMap::from_bytes(&bytes),
            Err(SourceMapError::Version { found: 9 })
        );
    }

    proptest! {
        #[test]
        fn writing_then_reading_changes_nothing(text in "[a-b中国１２ \n\t。，－]{0,80}") {
            let map = repair(&text).map;
            prop_assert_eq!(SourceMap::from_bytes(&map.to_bytes()), Ok(map));
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), offset: usize) {
            if let Ok(map) = SourceMap::from_bytes(&bytes) {
                let _ = map.locate(offset);
            }
        }

        #[test]
        fn damage_never_panics(text in "[a中１ \n]{0,40}", at: prop::sample::Index, byte: u8, offset: usize) {
            let mut bytes = repair(&text).map.to_bytes();
            let index = at.index(bytes.len());
            bytes[index] = byte;
            if let Ok(map) = SourceMap::from_bytes(&bytes) {
                let _ = map.locate(offset);
            }
        }
    }
}
