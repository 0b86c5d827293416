//! Which encoding some bytes are in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::encoding::TextEncoding;

/// Bytes looked at to tell one encoding from another.
const SAMPLE: usize = 256 * 1024;

/// First bytes of the kinds of files that are taken for texts by mistake.
const SIGNATURES: [(&[u8], &str); 9] = [
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a Word, Excel or ZIP file"),
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        "an old Word or Excel file",
    ),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3\0", "a database"),
    (b"\x89PNG", "an image"),
    (b"\xFF\xD8\xFF", "an image"),
    (b"GIF8", "an image"),
    (b"\x1F\x8B", "a compressed file"),
];

/// The kind of file it is, when its first bytes say that it is no plain text.
pub(super) fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    SIGNATURES
        .iter()
        .find(|(signature, _)| bytes.starts_with(signature))
        .map(|(_, kind)| *kind)
}

/// The encoding a byte order mark stands for, and the length of the mark.
pub(super) fn byte_order_mark(bytes: &[u8]) -> Option<(TextEncoding, usize)> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some((TextEncoding::Utf8, 3)),
        [0xFF, 0xFE, ..] => Some((TextEncoding::Utf16Le, 2)),
        [0xFE, 0xFF, ..] => Some((TextEncoding::Utf16Be, 2)),
        [0x84, 0x31, 0x95, 0x33, ..] => Some((TextEncoding::Gb18030, 4)),
        _ => None,
    }
}

/// The encoding of bytes without a byte order mark; for no text, any encoding.
pub(super) fn detect(bytes: &[u8]) -> TextEncoding {
    let utf8 = std::str::from_utf8(bytes).is_ok();
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let has_nul = sample.contains(&0);
    if (has_nul || !utf8)
        && let Some(encoding) = utf16(sample)
    {
        return encoding;
    }
    if utf8 {
        return TextEncoding::Utf8;
    }
    // A long English beginning tells nothing about the Chinese that follows.
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let rest = bytes.get(first..).unwrap_or_default();
    let sample = rest.get(..SAMPLE).unwrap_or(rest);
    if is_nearly_utf8(sample) {
        return TextEncoding::Utf8;
    }
    legacy(sample)
}

fn utf16(sample: &[u8]) -> Option<TextEncoding> {
    let nuls = sample.iter().filter(|byte| **byte == 0).count();
    let latin_only = sample.is_ascii();
    if latin_only && nuls * 4 < sample.len() {
        return None;
    }
    let (pairs, _) = sample.as_chunks::<2>();
    let score = |unit: fn([u8; 2]) -> u16| {
        let mut likely = 0;
        let mut common = 0;
        for pair in pairs {
            let unit = unit(*pair);
            likely += usize::from(is_likely(unit));
            common += usize::from(is_common(unit));
        }
        (common, likely)
    };
    let little = score(u16::from_le_bytes);
    let big = score(u16::from_be_bytes);
    let (encoding, (common, likely)) = if little >= big {
        (TextEncoding::Utf16Le, little)
    } else {
        (TextEncoding::Utf16Be, big)
    };
    // Without a single NUL it is one long line of Chinese, which has to look like it.
    let share = if nuls > 0 { 85 } else { 95 };
    (common > 0 && likely * 100 >= pairs.len() * share).then_some(encoding)
}

fn is_likely(unit: u16) -> bool {
    matches!(unit,
        0x09 | 0x0A | 0x0C | 0x0D | 0x20..=0x7E | 0xA0..=0x17F | 0x2010..=0x2030
        | 0x3000..=0x303F | 0x3400..=0x9FFF | 0xD800..=0xDFFF | 0xFF00..=0xFFEF)
}

fn is_common(unit: u16) -> bool {
    char::from_u32(u32::from(unit))
        .is_some_and(|c| " \n\r，。、的一是在不了有和人這这中大".contains(c))
}

/// Whether damaged UTF-8 is still the best reading: in GBK or Big5 hardly one character in ten
/// looks like UTF-8.
fn is_nearly_utf8(sample: &[u8]) -> bool {
    let mut good = 0;
    let mut bad = 0;
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 3 * bad
}

fn legacy(sample: &[u8]) -> TextEncoding {
    let gb = Pairs::count(sample, is_gb18030_trail, |lead, trail| {
        trail >= 0xA1 && matches!(lead, 0xA1..=0xA3 | 0xB0..=0xD7)
    });
    let big5 = Pairs::count(sample, is_big5_trail, |lead, trail| {
        !(0x7F..=0xA0).contains(&trail) && matches!(lead, 0xA1..=0xC6)
    });
    match (gb.is_clean(), big5.is_clean()) {
        (true, false) => TextEncoding::Gb18030,
        (false, true) => TextEncoding::Big5,
        (true, true) if gb.common >= big5.common + big5.common / 8 => TextEncoding::Gb18030,
        (true, true) if big5.common >= gb.common + gb.common / 8 => TextEncoding::Big5,
        _ => guess(sample, &gb, &big5),
    }
}

fn guess(sample: &[u8], gb: &Pairs, big5: &Pairs) -> TextEncoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let chinese = if big5.bad < gb.bad {
        TextEncoding::Big5
    } else {
        TextEncoding::Gb18030
    };
    if guess == encoding_rs::GBK || guess == encoding_rs::GB18030 {
        TextEncoding::Gb18030
    } else if guess == encoding_rs::BIG5 {
        TextEncoding::Big5
    } else if guess.is_single_byte() && gb.bad.min(big5.bad) * 10 > gb.all {
        TextEncoding::Windows1252
    } else {
        chinese
    }
}

/// What a sample looks like when it is read as pairs of bytes.
struct Pairs {
    all: usize,
    bad: usize,
    /// Pairs for the characters in daily use and the punctuation.
    common: usize,
}

impl Pairs {
    fn count(sample: &[u8], trail_fits: fn(u8) -> bool, common: fn(u8, u8) -> bool) -> Self {
        let mut pairs = Self {
            all: 0,
            bad: 0,
            common: 0,
        };
        let mut rest = sample;
        while let [lead, tail @ ..] = rest {
            rest = tail;
            if lead.is_ascii() {
                continue;
            }
            pairs.all += 1;
            match tail {
                [0x30..=0x39, 0x81..=0xFE, 0x30..=0x39, tail @ ..] if trail_fits(0x80) => {
                    rest = tail;
                }
                [trail, tail @ ..] if (0x81..=0xFE).contains(lead) && trail_fits(*trail) => {
                    pairs.common += usize::from(common(*lead, *trail));
                    rest = tail;
                }
                // Cut off by the end of the sample.
                [] => {}
                _ => pairs.bad += 1,
            }
        }
        pairs
    }

    fn is_clean(&self) -> bool {
        self.bad * 200 <= self.all
    }
}

fn is_gb18030_trail(byte: u8) -> bool {
    matches!(byte, 0x40..=0x7E | 0x80..=0xFE)
}

fn is_big5_trail(byte: u8) -> bool {
    matches!(byte, 0x40..=0x7E | 0xA1..=0xFE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_utf16_is_seen_though_its_most_common_character_has_a_nul() {
        let text = "一一一，统一的一个中国。\n";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(detect(&bytes), TextEncoding::Utf16Be);
    }

    #[test]
    fn damaged_utf8_is_not_taken_for_gbk() {
        let mut bytes = "共同发展，普遍安全。".as_bytes().to_vec();
        bytes.remove(4);
        assert_eq!(detect(&bytes), TextEncoding::Utf8);
    }

    #[test]
    fn ascii_is_utf8() {
        assert_eq!(detect(b"plain words\n"), TextEncoding::Utf8);
    }
}
