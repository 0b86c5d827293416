//! Reading an input line by line, as it comes.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

use glossary::text::{DecodeError, TextEncoding, decode};

use super::read::{not_a_text, too_large};
use super::{STDIO, read_bytes};
use crate::failure::Failure;
use crate::interrupt;

/// Looked at to tell the encoding, if so much is there; also read at a time.
const SAMPLE: usize = 64 << 10;
/// No line is longer, in bytes.
const LONGEST: usize = 2 << 30;

/// The lines of a file or of standard input, decoded, without their ends.
///
/// The encoding is told by what is there when the first character comes that is not ASCII; nothing
/// is read ahead of it for that. UTF-16 has its line ends in two bytes and is read whole.
pub(crate) struct Lines {
    input: BufReader<Box<dyn Read>>,
    name: PathBuf,
    encoding: Option<TextEncoding>,
}

impl Lines {
    /// The lines of the file at `path`, or of standard input for `-`.
    ///
    /// # Errors
    ///
    /// When there is no such file, or it is a folder or no text.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        if path == Path::new(STDIO) {
            return Self::new(Box::new(io::stdin().lock()), path);
        }
        if path.is_dir() {
            // Says what a folder is good for.
            read_bytes(path)?;
        }
        let file = File::open(path).map_err(|error| Failure::io("read", path, &error))?;
        Self::new(Box::new(file), path)
    }

    fn new(input: Box<dyn Read>, path: &Path) -> Result<Self, Failure> {
        let mut lines = Self {
            input: BufReader::with_capacity(SAMPLE, input),
            name: path.to_owned(),
            encoding: None,
        };
        lines.fill()?;
        let beginning = lines.input.buffer();
        match decode(whole_characters(beginning), None) {
            Ok(decoded) => {
                let is_told = decoded.had_bom || !beginning.is_ascii();
                lines.encoding =
                    Some(decoded.encoding).filter(|encoding| is_told || is_wide(*encoding));
            }
            Err(DecodeError::Empty) => {}
            Err(error) => return Err(not_a_text(path, &error)),
        }
        if lines.encoding.is_some_and(is_wide) {
            let mut bytes = Vec::new();
            while !lines.fill()?.is_empty() {
                let piece = lines.input.buffer().to_vec();
                lines.input.consume(piece.len());
                bytes.extend(piece);
            }
            let decoded = decode(&bytes, lines.encoding);
            let decoded = decoded.map_err(|error| not_a_text(path, &error))?;
            lines.encoding = Some(TextEncoding::Utf8);
            let text: Box<dyn Read> = Box::new(io::Cursor::new(decoded.text));
            lines.input = BufReader::with_capacity(SAMPLE, text);
        }
        Ok(lines)
    }

    /// The next line; none at the end.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or Ctrl-C was pressed.
    pub(crate) fn next(&mut self) -> Result<Option<String>, Failure> {
        let mut line = Vec::new();
        loop {
            interrupt::check()?;
            let piece = self.fill()?;
            let end = piece.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(piece.len(), |end| end + 1);
            line.extend(piece.iter().take(length));
            self.input.consume(length);
            if end.is_some() {
                break;
            }
            if length == 0 {
                if line.is_empty() {
                    return Ok(None);
                }
                break;
            }
            if line.len() > LONGEST {
                return Err(too_large(&self.name, LONGEST as u64));
            }
        }
        if line.ends_with(b"\n") {
            line.pop();
        }
        if line.ends_with(b"\r") {
            line.pop();
        }
        Ok(Some(self.decoded(line)))
    }

    /// Whether the next line has to be waited for, as far as one can tell.
    pub(crate) fn is_drained(&self) -> bool {
        self.input.buffer().is_empty()
    }

    fn decoded(&mut self, line: Vec<u8>) -> String {
        if line.is_ascii() {
            return String::from_utf8_lossy(&line).into_owned();
        }
        let encoding = *self.encoding.get_or_insert_with(|| {
            let sample = [line.as_slice(), b"\n", self.input.buffer()].concat();
            decode(whole_characters(&sample), None)
                .map_or(TextEncoding::Utf8, |decoded| decoded.encoding)
        });
        let text = match (encoding, String::from_utf8(line)) {
            (TextEncoding::Utf8, Ok(text)) => text,
            (_, line) => {
                let line = line.map_or_else(|error| error.into_bytes(), String::into_bytes);
                decode(&line, Some(encoding)).map_or_else(
                    |_| String::from_utf8_lossy(&line).into_owned(),
                    |decoded| decoded.text,
                )
            }
        };
        text.trim_start_matches('\u{feff}').to_owned()
    }

    fn fill(&mut self) -> Result<&[u8], Failure> {
        let input = &mut self.input;
        let name = Path::new(match self.name == Path::new(STDIO) {
            true => "standard input",
            false => return filled(input, &self.name),
        });
        interrupt::while_waiting(|| filled(input, name))
    }
}

fn filled<'b>(input: &'b mut BufReader<Box<dyn Read>>, name: &Path) -> Result<&'b [u8], Failure> {
    loop {
        match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => interrupt::check()?,
            Err(error) => return Err(Failure::io("read", name, &error)),
            Ok(_) => break,
        }
    }
    Ok(input.buffer())
}

fn is_wide(encoding: TextEncoding) -> bool {
    matches!(encoding, TextEncoding::Utf16Le | TextEncoding::Utf16Be)
}

/// The bytes without a character of UTF-8 that is cut off at their end.
fn whole_characters(bytes: &[u8]) -> &[u8] {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => {
            bytes.get(..error.valid_up_to()).unwrap_or(bytes)
        }
        _ => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives out its pieces one by one, as a pipe does.
    struct Pieces(Vec<Vec<u8>>);

    impl Read for Pieces {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            let piece = self.0.remove(0);
            buffer[..piece.len()].copy_from_slice(&piece);
            Ok(piece.len())
        }
    }

    fn lines(pieces: &[&[u8]]) -> Vec<String> {
        let pieces = Pieces(pieces.iter().map(|piece| piece.to_vec()).collect());
        let mut lines = Lines::new(Box::new(pieces), Path::new("terms.txt")).unwrap();
        let mut read = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            read.push(line);
        }
        read
    }

    #[test]
    fn lines_come_without_their_ends_and_mark() {
        assert_eq!(
            lines(&["\u{feff}西安\r\n\n重庆".as_bytes()]),
            ["西安", "", "重庆"]
        );
        assert!(lines(&[]).is_empty());
    }

    #[test]
    fn characters_may_come_in_pieces() {
        let text = "西安\n重庆\n".as_bytes();
        for cut in 1..text.len() {
            assert_eq!(
                lines(&[&text[..cut], &text[cut..]]),
                ["西安", "重庆"],
                "{cut}"
            );
        }
    }

    #[test]
    fn the_encoding_is_told_when_it_first_matters() {
        // 西安 and 重庆 in GB18030, 西安 in UTF-16.
        let gb: &[u8] = b"OK\n\xCE\xF7\xB0\xB2\n\xD6\xD8\xC7\xEC\n";
        assert_eq!(lines(&[gb]), ["OK", "西安", "重庆"]);
        assert_eq!(
            lines(&[&gb[..3], &gb[3..8], &gb[8..]]),
            ["OK", "西安", "重庆"]
        );
        let wide: &[u8] = b"\xFF\xFE\x7F\x89\x89\x5B\x0A\x00\x7F\x89";
        assert_eq!(lines(&[wide]), ["西安", "西"]);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let input = Box::new(Pieces(vec![b"%PDF-1.7\n".to_vec()]));
        assert!(Lines::new(input, Path::new("a.pdf")).is_err());
    }
}
