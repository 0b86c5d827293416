//! Bytes of any encoding become text.

use std::io::{ErrorKind, Read};

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes that are read at once.
const PIECE: usize = 64 << 10;
/// Bytes within which an XML declaration has to end.
const DECLARATION: usize = 1024;

/// A source of bytes that gives text.
pub(super) struct Decoded<R> {
    input: R,
    piece: Vec<u8>,
    /// What of the piece is not yet decoded.
    rest: (usize, usize),
    decoder: Option<encoding_rs::Decoder>,
}

impl<R> std::fmt::Debug for Decoded<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let encoding = self.decoder.as_ref().map(encoding_rs::Decoder::encoding);
        f.debug_struct("Decoded")
            .field("encoding", &encoding)
            .finish_non_exhaustive()
    }
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            piece: vec![0; PIECE],
            rest: (0, 0),
            decoder: None,
        }
    }

    /// Puts more text behind `text`; whether it was the last.
    ///
    /// The error is the cause, for people; the text before it is there.
    pub(super) fn read(&mut self, text: &mut String) -> Result<bool, String> {
        let mut decoder = match self.decoder.take() {
            Some(decoder) => decoder,
            None => self.begin()?,
        };
        let mut is_last = false;
        if self.rest.0 == self.rest.1 {
            let length = fill(&mut self.input, &mut self.piece)?;
            self.rest = (0, length);
            is_last = length == 0;
        }
        let bytes = self.piece.get(self.rest.0..self.rest.1).unwrap_or_default();
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
        text.reserve(room.unwrap_or(PIECE));
        let (result, read) = decoder.decode_to_string_without_replacement(bytes, text, is_last);
        self.rest.0 += read;
        let name = decoder.encoding().name();
        self.decoder = Some(decoder);
        match result {
            DecoderResult::InputEmpty => Ok(is_last),
            // The rest comes next time.
            DecoderResult::OutputFull => Ok(false),
            DecoderResult::Malformed(..) => Err(format!(
                "there are bytes that are no text in {name}; it is damaged, or its encoding is another one than it says"
            )),
        }
    }

    /// Reads as far as the encoding can be told.
    fn begin(&mut self) -> Result<encoding_rs::Decoder, String> {
        let mut length = 0;
        while length < DECLARATION {
            let bytes = self.piece.get_mut(length..).unwrap_or_default();
            let more = fill(&mut self.input, bytes)?;
            length += more;
            let known = self.piece.get(..length).unwrap_or_default();
            if more == 0 || length >= 4 && !may_declare(known) {
                break;
            }
        }
        // No more of it than when it comes in small pieces.
        let known = self.piece.get(..length.min(DECLARATION));
        let known = known.unwrap_or_default();
        let (encoding, mark) = encoding_of(known)?;
        self.rest = (mark, length);
        Ok(encoding.new_decoder_without_bom_handling())
    }
}

fn fill(input: &mut impl Read, bytes: &mut [u8]) -> Result<usize, String> {
    loop {
        match input.read(bytes) {
            Ok(length) => return Ok(length),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(format!("it cannot be read on: {error}")),
        }
    }
}

/// Whether more bytes can say more about the encoding.
fn may_declare(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii_start();
    (text.starts_with(b"<?") || text.len() < 2) && !text.windows(2).any(|two| two == b"?>")
}

/// The encoding of a document, and the length of its byte order mark.
fn encoding_of(bytes: &[u8]) -> Result<(&'static Encoding, usize), String> {
    match bytes {
        [0, 0, 0xFE, 0xFF, ..] | [0xFF, 0xFE, 0, 0, ..] => return Err(unknown("UTF-32")),
        [0xEF, 0xBB, 0xBF, ..] => return Ok((UTF_8, 3)),
        [0xFF, 0xFE, ..] => return Ok((UTF_16LE, 2)),
        [0xFE, 0xFF, ..] => return Ok((UTF_16BE, 2)),
        [b'<', 0, ..] => return Ok((UTF_16LE, 0)),
        [0, b'<', ..] => return Ok((UTF_16BE, 0)),
        _ => {}
    }
    let Some(label) = declared(bytes) else {
        return Ok((UTF_8, 0));
    };
    match Encoding::for_label_no_replacement(usual(label)) {
        // It can be read, hence it is no UTF-16: written by a program that kept the text in it.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok((UTF_8, 0)),
        Some(encoding) if encoding != encoding_rs::X_USER_DEFINED => Ok((encoding, 0)),
        _ => Err(unknown(&String::from_utf8_lossy(label))),
    }
}

/// The usual name of an encoding that some programs call otherwise.
fn usual(label: &[u8]) -> &[u8] {
    match label.to_ascii_lowercase().as_slice() {
        // Bytes above 127 are in it by mistake, and then they are UTF-8 or nothing.
        b"us-ascii" | b"ascii" | b"ansi_x3.4-1968" | b"iso646-us" | b"utf-8-sig" | b"cp65001" => {
            b"utf-8"
        }
        b"cp936" | b"ms936" | b"windows-936" => b"gbk",
        b"gb-18030" | b"gb_18030" | b"gb18030-2000" | b"cp54936" | b"windows-54936" => b"gb18030",
        b"cp950" | b"ms950" | b"windows-950" => b"big5",
        b"cp932" | b"windows-932" => b"shift_jis",
        b"cp949" | b"ms949" => b"euc-kr",
        b"latin-1" | b"iso-latin-1" => b"latin1",
        _ => label,
    }
}

fn unknown(name: &str) -> String {
    // The quote that ends it may be missing.
    let name: Vec<&str> = name.split_whitespace().collect();
    let name: String = name.join(" ").chars().take(40).collect();
    format!("its encoding `{name}` is not known; save it as UTF-8")
}

/// The encoding that the XML declaration names.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    let text = bytes.trim_ascii_start().strip_prefix(b"<?xml")?;
    let end = text.windows(2).position(|two| two == b"?>")?;
    let text = text.get(..end)?;
    let name = text.windows(8).position(|it| it == b"encoding")? + 8;
    let value = text.get(name..)?.trim_ascii_start().strip_prefix(b"=")?;
    let (&quote, value) = value.trim_ascii_start().split_first()?;
    let end = value.iter().position(|&byte| byte == quote)?;
    Some(value.get(..end)?.trim_ascii())
}
