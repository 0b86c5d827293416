//! UTF-8 that goes on as UTF-16, which some programs want of XML.

use std::io::{self, Write};

/// The first line that the writer of XML gives, and the one in its place.
const DECLARATION: (&str, &str) = (
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n",
);

/// Turns XML in UTF-8 into UTF-16, little end first, with a byte order mark.
pub(super) struct Utf16<W> {
    out: W,
    /// Bytes of a character that is not whole yet, or of the first line.
    waiting: Vec<u8>,
    is_begun: bool,
}

impl<W: Write> Utf16<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            waiting: Vec::new(),
            is_begun: false,
        }
    }

    fn put(&mut self, text: &str) -> io::Result<()> {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        self.out.write_all(&bytes)
    }
}

impl<W: Write> Write for Utf16<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if !self.is_begun {
            if self.waiting.len() < DECLARATION.0.len() {
                return Ok(bytes.len());
            }
            self.is_begun = true;
            self.put("\u{FEFF}")?;
            if self.waiting.starts_with(DECLARATION.0.as_bytes()) {
                self.waiting.drain(..DECLARATION.0.len());
                self.put(DECLARATION.1)?;
            }
        }
        let whole = match std::str::from_utf8(&self.waiting) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let rest = self.waiting.split_off(whole);
        let done = std::mem::replace(&mut self.waiting, rest);
        let text = String::from_utf8(done).map_err(io::Error::other)?;
        self.put(&text)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::*;

    proptest! {
        #[test]
        fn text_in_pieces_is_the_text(text in any::<String>(), size in 1_usize..9) {
            let whole = format!("{}{text}", DECLARATION.0);
            let mut out = Vec::new();
            let mut writer = Utf16::new(&mut out);
            for piece in whole.as_bytes().chunks(size) {
                writer.write_all(piece).unwrap();
            }
            let units = out.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            let read: String = char::decode_utf16(units).map(Result::unwrap).collect();
            prop_assert_eq!(read, format!("\u{FEFF}{}{text}", DECLARATION.1));
        }
    }
}
