//! Bytes to characters.

use super::byte_map::ByteMap;
use super::detect;
use super::encoding::TextEncoding;
use super::widths::is_blank;

/// A text as characters, and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without its byte order mark; what could not be decoded is U+FFFD.
    pub text: String,
    /// The encoding it was read in.
    pub encoding: TextEncoding,
    /// Whether it began with a byte order mark.
    pub had_bom: bool,
    /// Whether the encoding was detected; otherwise the caller named it.
    pub detected: bool,
    /// Number of byte sequences that mean nothing in this encoding.
    pub undecodable: usize,
    /// Offset in the file, in bytes, of the first such sequence.
    pub first_undecodable: Option<usize>,
    /// From byte offsets of `text` to byte offsets of the file.
    pub bytes: ByteMap,
}

/// Bytes that are no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// No bytes, or nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// A file of another kind.
    #[error("this is {what}, not plain text")]
    Binary {
        /// What it looks like: `a PDF document`.
        what: &'static str,
    },
}

/// Reads `bytes` as text, in the encoding `forced` or else in the one they seem to be in.
///
/// # Errors
///
/// [`DecodeError::Empty`] when there is nothing to read, [`DecodeError::Binary`] when the bytes
/// are no text. Single byte sequences that cannot be decoded are no error, they are counted.
pub fn decode(bytes: &[u8], forced: Option<TextEncoding>) -> Result<Decoded, DecodeError> {
    if bytes.is_empty() {
        return Err(DecodeError::Empty);
    }
    if let Some(what) = detect::other_kind(bytes) {
        return Err(DecodeError::Binary { what });
    }
    let bom = detect::byte_order_mark(bytes);
    let encoding = forced
        .or(bom.map(|(encoding, _)| encoding))
        .unwrap_or_else(|| detect::detect(bytes));
    let start = match bom {
        Some((marked, length)) if marked == encoding => length,
        _ => 0,
    };
    let mut decoded = Decoded {
        text: String::new(),
        encoding,
        had_bom: start > 0,
        detected: forced.is_none(),
        undecodable: 0,
        first_undecodable: None,
        bytes: ByteMap::default(),
    };
    let body = bytes.get(start..).unwrap_or_default();
    match encoding {
        TextEncoding::Utf8 => decode_utf8(body, start, &mut decoded),
        TextEncoding::Utf16Le => decode_utf16(body, start, u16::from_le_bytes, &mut decoded),
        TextEncoding::Utf16Be => decode_utf16(body, start, u16::from_be_bytes, &mut decoded),
        TextEncoding::Gb18030 => {
            decode_legacy(body, encoding_rs::GB18030, gb18030_len, &mut decoded);
        }
        TextEncoding::Big5 => decode_legacy(body, encoding_rs::BIG5, big5_len, &mut decoded),
        TextEncoding::Windows1252 => {
            decode_legacy(body, encoding_rs::WINDOWS_1252, |_| (1, 1), &mut decoded);
        }
    }
    // First, since controls count as blank.
    if has_too_many_controls(&decoded.text) {
        return Err(DecodeError::Binary {
            what: "a binary file",
        });
    }
    if decoded.text.chars().all(is_blank) {
        return Err(DecodeError::Empty);
    }
    Ok(decoded)
}

impl Decoded {
    fn push_undecodable(&mut self, source: usize, source_len: usize) {
        let source_len = u8::try_from(source_len).unwrap_or(u8::MAX);
        self.bytes.push(self.text.len(), 3, source, source_len);
        self.text.push(char::REPLACEMENT_CHARACTER);
        self.undecodable += 1;
        self.first_undecodable.get_or_insert(source);
    }
}

fn decode_utf8(body: &[u8], start: usize, decoded: &mut Decoded) {
    decoded.text.reserve(body.len());
    let mut source = start;
    for chunk in body.utf8_chunks() {
        if !chunk.valid().is_empty() {
            // Bytes stay bytes, hence the run counts bytes, not characters.
            decoded.bytes.push(decoded.text.len(), 1, source, 1);
            decoded.text.push_str(chunk.valid());
            source += chunk.valid().len();
        }
        if !chunk.invalid().is_empty() {
            decoded.push_undecodable(source, chunk.invalid().len());
            source += chunk.invalid().len();
        }
    }
}

fn decode_utf16(body: &[u8], start: usize, unit: fn([u8; 2]) -> u16, decoded: &mut Decoded) {
    decoded.text.reserve(body.len() + body.len() / 2);
    let (pairs, rest) = body.as_chunks::<2>();
    let mut source = start;
    for result in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match result {
            Ok(c) => {
                let source_len = 2 * c.len_utf16();
                let at = decoded.text.len();
                decoded
                    .bytes
                    .push(at, c.len_utf8() as u8, source, source_len as u8);
                decoded.text.push(c);
                source += source_len;
            }
            Err(_) => {
                decoded.push_undecodable(source, 2);
                source += 2;
            }
        }
    }
    if !rest.is_empty() {
        decoded.push_undecodable(source, rest.len());
    }
}

/// How many bytes the character at the start of the given bytes takes, and how many characters
/// it becomes.
type Length = fn(&[u8]) -> (usize, usize);

fn decode_legacy(
    body: &[u8],
    encoding: &'static encoding_rs::Encoding,
    length: Length,
    decoded: &mut Decoded,
) {
    // The text grows by pieces: three bytes for each byte at once would be a waste.
    const PIECE: usize = 64 * 1024;
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut read = 0;
    let mut source = 0;
    loop {
        let end = (read + PIECE).min(body.len());
        let last = end == body.len();
        let piece = body.get(read..end).unwrap_or_default();
        let needed = decoder
            .max_utf8_buffer_length_without_replacement(piece.len())
            .unwrap_or(4 * PIECE);
        decoded.text.reserve(needed);
        let before = decoded.text.len();
        let (result, count) =
            decoder.decode_to_string_without_replacement(piece, &mut decoded.text, last);
        read += count;
        source = map_piece(body, source, before, length, decoded);
        match result {
            encoding_rs::DecoderResult::InputEmpty if last => return,
            encoding_rs::DecoderResult::InputEmpty | encoding_rs::DecoderResult::OutputFull => {}
            encoding_rs::DecoderResult::Malformed(bad, extra) => {
                let (bad, extra) = (usize::from(bad), usize::from(extra));
                let at = read.saturating_sub(extra + bad);
                decoded.push_undecodable(at, bad);
                source = at + bad;
            }
        }
    }
}

/// Maps what was decoded since `before`; returns the offset of the next character in `body`.
fn map_piece(
    body: &[u8],
    mut source: usize,
    before: usize,
    length: Length,
    decoded: &mut Decoded,
) -> usize {
    let Decoded { text, bytes, .. } = decoded;
    let mut at = before;
    let mut pending = 0;
    for c in text.get(before..).unwrap_or_default().chars() {
        let decoded_len = c.len_utf8();
        if pending > 0 {
            pending -= 1;
            bytes.push(at, decoded_len as u8, source, 0);
        } else {
            let (source_len, characters) = length(body.get(source..).unwrap_or_default());
            bytes.push(at, decoded_len as u8, source, source_len as u8);
            source += source_len;
            pending = characters - 1;
        }
        at += decoded_len;
    }
    source
}

fn gb18030_len(bytes: &[u8]) -> (usize, usize) {
    match bytes {
        [0x81..=0xFE, 0x30..=0x39, ..] => (4, 1),
        [0x81..=0xFE, ..] => (2, 1),
        _ => (1, 1),
    }
}

fn big5_len(bytes: &[u8]) -> (usize, usize) {
    match bytes {
        // Four codes stand for a letter and a combining mark (WHATWG Encoding, Big5 decoder).
        [0x88, 0x62 | 0x64 | 0xA3 | 0xA5, ..] => (2, 2),
        [0x81..=0xFE, ..] => (2, 1),
        _ => (1, 1),
    }
}

fn has_too_many_controls(text: &str) -> bool {
    let mut controls = 0;
    for byte in text.bytes() {
        match byte {
            // No text holds a NUL, while a few stray controls do happen.
            0 => controls += 4,
            b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1A | 0x1B => {}
            1..0x20 | 0x7F => controls += 1,
            _ => {}
        }
    }
    controls > 2 + text.len() / 200
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_controls_is_binary_and_not_empty() {
        let error = decode(b"\x00\x01\x02\x03\x04\x05\x06\x07", None).unwrap_err();
        assert!(matches!(error, DecodeError::Binary { .. }), "{error}");
    }
    use proptest::prelude::*;

    const SIMPLIFIED: &str = "春天来了，河边的柳树发出新芽，孩子们在草地上放风筝。老师告诉大家，今年学校要举办读书节，\
        每个班级都可以推荐三本好书，并且写一篇介绍。图书馆为此准备了许多新书，有历史、科学和文学。\
        同学们听了都很高兴，放学以后就去借书。小明借了一本关于海洋的书，里面讲到鲸鱼怎样呼吸，\
        珊瑚怎样生长，还有渔民怎样保护海洋环境。他说，读完以后要把学到的知识讲给弟弟妹妹听。\
        妈妈觉得这个办法很好，答应周末带他们去博物馆参观。";
    const TRADITIONAL: &str = "春天來了，河邊的柳樹發出新芽，孩子們在草地上放風箏。老師告訴大家，今年學校要舉辦讀書節，\
        每個班級都可以推薦三本好書，並且寫一篇介紹。圖書館為此準備了許多新書，有歷史、科學和文學。\
        同學們聽了都很高興，放學以後就去借書。小明借了一本關於海洋的書，裡面講到鯨魚怎樣呼吸，\
        珊瑚怎樣生長，還有漁民怎樣保護海洋環境。他說，讀完以後要把學到的知識講給弟弟妹妹聽。\
        媽媽覺得這個辦法很好，答應週末帶他們去博物館參觀。";

    fn encode(text: &str, encoding: TextEncoding) -> Vec<u8> {
        match encoding {
            TextEncoding::Utf8 => text.as_bytes().to_vec(),
            TextEncoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            TextEncoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            TextEncoding::Gb18030 => encoding_rs::GB18030.encode(text).0.into_owned(),
            TextEncoding::Big5 => encoding_rs::BIG5.encode(text).0.into_owned(),
            TextEncoding::Windows1252 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        }
    }

    #[test]
    fn both_scripts_are_detected_in_every_encoding_that_has_them() {
        let chinese = [
            TextEncoding::Utf8,
            TextEncoding::Utf16Le,
            TextEncoding::Utf16Be,
            TextEncoding::Gb18030,
        ];
        for text in [SIMPLIFIED, TRADITIONAL] {
            for encoding in chinese {
                for text in [text.to_owned(), text.replace('。', "。\r\n")] {
                    let decoded = decode(&encode(&text, encoding), None).unwrap();
                    assert_eq!(decoded.encoding, encoding);
                    assert_eq!(decoded.text, text);
                    assert!(decoded.detected && !decoded.had_bom);
                    assert_eq!(decoded.undecodable, 0);
                }
            }
        }
        let decoded = decode(&encode(TRADITIONAL, TextEncoding::Big5), None).unwrap();
        assert_eq!(decoded.encoding, TextEncoding::Big5);
        assert_eq!(decoded.text, TRADITIONAL);
    }

    #[test]
    fn short_pieces_are_detected_too() {
        let cut = |text: &str, from: usize| text.chars().skip(from).take(40).collect::<String>();
        for from in (0..180).step_by(20) {
            for (text, encoding) in [
                (SIMPLIFIED, TextEncoding::Gb18030),
                (TRADITIONAL, TextEncoding::Big5),
                (TRADITIONAL, TextEncoding::Gb18030),
            ] {
                let text = cut(text, from);
                let decoded = decode(&encode(&text, encoding), None).unwrap();
                assert_eq!(decoded.encoding, encoding, "{text}");
            }
        }
    }

    #[test]
    fn a_byte_order_mark_is_taken_off_and_reported() {
        for encoding in [
            TextEncoding::Utf8,
            TextEncoding::Utf16Le,
            TextEncoding::Utf16Be,
            TextEncoding::Gb18030,
        ] {
            let decoded = decode(&encode("\u{feff}一国两制\n", encoding), None).unwrap();
            assert_eq!(decoded.text, "一国两制\n");
            assert_eq!(decoded.encoding, encoding);
            assert!(decoded.had_bom);
        }
    }

    #[test]
    fn english_is_read_in_utf16_and_in_windows_1252() {
        let text = "The \u{201c}Belt and Road\u{201d} isn\u{2019}t only a caf\u{e9} talk.\r\n";
        for encoding in [
            TextEncoding::Utf16Le,
            TextEncoding::Utf16Be,
            TextEncoding::Windows1252,
        ] {
            let decoded = decode(&encode(&text.repeat(3), encoding), None).unwrap();
            assert_eq!(decoded.encoding, encoding);
            assert_eq!(decoded.text, text.repeat(3));
        }
    }

    #[test]
    fn four_byte_and_astral_characters_survive() {
        let text = format!("{SIMPLIFIED}\u{20000}㐀\u{1f600}ä");
        let decoded = decode(&encode(&text, TextEncoding::Gb18030), None).unwrap();
        assert_eq!(decoded.text, text);
        let decoded = decode(&encode(&text, TextEncoding::Utf16Be), None).unwrap();
        assert_eq!(decoded.text, text);
    }

    #[test]
    fn undecodable_bytes_are_counted_and_located() {
        let mut bytes = encode(SIMPLIFIED, TextEncoding::Gb18030);
        bytes.splice(20..20, [0xFF]);
        bytes.push(0xB0);
        let decoded = decode(&bytes, None).unwrap();
        assert_eq!(decoded.encoding, TextEncoding::Gb18030);
        assert_eq!(decoded.undecodable, 2);
        assert_eq!(decoded.first_undecodable, Some(20));
        assert_eq!(decoded.text.replace('\u{fffd}', ""), SIMPLIFIED);
        let at = decoded.text.find('老').unwrap();
        let two = bytes.get(decoded.bytes.source(at)..).unwrap();
        assert!(two.starts_with(&encode("老", TextEncoding::Gb18030)));
    }

    #[test]
    fn a_cut_off_utf8_file_stays_utf8() {
        let bytes = SIMPLIFIED.as_bytes();
        let decoded = decode(bytes.get(..301).unwrap(), None).unwrap();
        assert_eq!(decoded.encoding, TextEncoding::Utf8);
        assert_eq!(
            (decoded.undecodable, decoded.first_undecodable),
            (1, Some(300))
        );
    }

    #[test]
    fn a_given_encoding_is_taken_at_its_word() {
        let bytes = encode("中文", TextEncoding::Gb18030);
        let decoded = decode(&bytes, Some(TextEncoding::Big5)).unwrap();
        assert_eq!(decoded.encoding, TextEncoding::Big5);
        assert!(!decoded.detected);
    }

    #[test]
    fn nothing_is_an_error() {
        for bytes in [&b""[..], b" \r\n\t", b"\xEF\xBB\xBF", b"\xFF\xFE\n\0"] {
            assert_eq!(decode(bytes, None), Err(DecodeError::Empty));
        }
        assert_eq!(
            decode("\u{3000}\u{200b}".as_bytes(), None),
            Err(DecodeError::Empty)
        );
    }

    #[test]
    fn what_is_no_text_is_an_error() {
        let noise: Vec<u8> = (0..4096_u32).map(|n| (n * n / 7 + n / 3) as u8).collect();
        for bytes in [
            &noise[..],
            b"%PDF-1.7 and more",
            b"PK\x03\x04 and more",
            b"text with \0 in it",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
        ] {
            assert!(matches!(
                decode(bytes, None),
                Err(DecodeError::Binary { .. })
            ));
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_the_map_stays_inside(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            forced in proptest::option::of(proptest::sample::select(&TextEncoding::ALL[..])),
        ) {
            if let Ok(decoded) = decode(&bytes, forced) {
                let mut last = 0;
                for (at, _) in decoded.text.char_indices() {
                    let source = decoded.bytes.source(at);
                    prop_assert!(source >= last && source <= bytes.len());
                    last = source;
                }
            }
        }

        #[test]
        fn a_decoded_character_is_found_in_the_file(
            text in "[a-z中国文字，。ä\u{20000}\n]{1,40}",
            encoding in proptest::sample::select(&[
                TextEncoding::Utf8,
                TextEncoding::Utf16Le,
                TextEncoding::Utf16Be,
                TextEncoding::Gb18030,
            ][..]),
        ) {
            let bytes = encode(&text, encoding);
            if let Ok(decoded) = decode(&bytes, Some(encoding)) {
                prop_assert_eq!(&decoded.text, &text);
                for (at, c) in text.char_indices() {
                    let found = bytes.get(decoded.bytes.source(at)..).unwrap();
                    prop_assert!(found.starts_with(&encode(&c.to_string(), encoding)));
                }
            }
        }
    }
}
