//! Pieces: what a score counts.

use std::ops::Range;

/// How a text is cut into pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Scale {
    /// Every character as it is written.
    Characters,
    /// Every Chinese character and mark in its usual width, but a number or a word of letters as
    /// a whole: another year is one difference, not four. White space does not count.
    #[default]
    Tokens,
}

/// From here on a number stands for a run of letters and digits, below for a character.
const RUN: u32 = 0x8000_0000;

/// The pieces of a text, as numbers that are equal where the pieces are. White space around the
/// text does not count.
///
/// Runs are told apart by 31 bits of a hash of them.
///
/// ```
/// use tmx::memory::{Scale, pieces};
///
/// assert_eq!(pieces("2030年", Scale::Characters).len(), 5);
/// assert_eq!(pieces("2030年", Scale::Tokens).len(), 2);
/// assert_eq!(pieces("２０３０ 年", Scale::Tokens), pieces("2030年", Scale::Tokens));
/// ```
#[must_use]
pub fn pieces(text: &str, scale: Scale) -> Vec<u32> {
    let mut found = Vec::with_capacity(text.len() / 2);
    each_piece(text, scale, |_, piece| found.push(piece));
    found
}

/// Hands the pieces of a text to `take`, each with its place in bytes.
pub(crate) fn each_piece(text: &str, scale: Scale, mut take: impl FnMut(Range<usize>, u32)) {
    match scale {
        Scale::Characters => {
            let start = text.len() - text.trim_start().len();
            for (at, character) in text.trim().char_indices() {
                let at = start + at;
                take(at..at + character.len_utf8(), character as u32);
            }
        }
        Scale::Tokens => each_token(text, take),
    }
}

fn each_token(text: &str, mut take: impl FnMut(Range<usize>, u32)) {
    let mut characters = text.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        let first = fold(character);
        let mut end = start + character.len_utf8();
        if first.is_whitespace() {
            continue;
        }
        if !is_run(first) {
            take(start..end, first as u32);
            continue;
        }
        let (mut hash, mut length, mut last) = (hashed(HASH, first), 1, first);
        while let Some(&(at, character)) = characters.peek() {
            let next = fold(character);
            // 1,000 and 3.14 are one number each.
            let joins = matches!(next, '.' | '，')
                && last.is_ascii_digit()
                && text[at + character.len_utf8()..]
                    .chars()
                    .next()
                    .is_some_and(|it| fold(it).is_ascii_digit())
                && !matches!(character, '，');
            if !is_run(next) && !joins {
                break;
            }
            characters.next();
            hash = hashed(hash, next);
            end = at + character.len_utf8();
            (length, last) = (length + 1, next);
        }
        let piece = match length {
            1 => first as u32,
            _ => RUN | ((hash ^ (hash >> 32)) as u32),
        };
        take(start..end, piece);
    }
}

/// What belongs to a word of letters or a number: letters of the scripts that part words by
/// blanks, and digits.
fn is_run(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || (character > '\u{7f}' && character < '\u{1100}' && character.is_alphanumeric())
}

/// A letter or digit in its narrow form, a mark in its wide form, as Chinese has them.
fn fold(character: char) -> char {
    match character {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '?' => '？',
        '!' => '！',
        '(' => '（',
        ')' => '）',
        '，' | '；' | '：' | '？' | '！' | '（' | '）' => character,
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        _ => character,
    }
}

/// FNV-1a over code points.
const HASH: u64 = 0xcbf2_9ce4_8422_2325;

fn hashed(hash: u64, character: char) -> u64 {
    (hash ^ u64::from(character as u32)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The numbers in a text, as written but for their width, in order.
#[must_use]
pub fn numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    each_token(text, |range, _| {
        let run: String = text[range].chars().map(fold).collect();
        if run.starts_with(|it: char| it.is_ascii_digit()) {
            found.push(run);
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        each_piece(text, Scale::Tokens, |range, _| found.push(&text[range]));
        found
    }

    #[test]
    fn numbers_and_words_of_letters_are_one_piece_each() {
        assert_eq!(
            cut("2023年GDP增长5.2%，达1,000亿 yuan。"),
            [
                "2023", "年", "GDP", "增", "长", "5.2", "%", "，", "达", "1,000", "亿", "yuan",
                "。"
            ]
        );
        assert_eq!(cut("第1，2条"), ["第", "1", "，", "2", "条"]);
    }

    #[test]
    fn width_and_white_space_are_no_difference_between_tokens() {
        let tokens = |text| pieces(text, Scale::Tokens);
        assert_eq!(tokens("你好, 世界!"), tokens(" 你好，世界！"));
        assert_ne!(tokens("a b"), tokens("ab"));
        assert_ne!(tokens("2023"), tokens("2024"));
    }

    #[test]
    fn every_character_counts_as_it_is_written() {
        let pieces = pieces(" 你好, 1２\n", Scale::Characters);
        let written: Vec<u32> = "你好, 1２".chars().map(u32::from).collect();
        assert_eq!(pieces, written);
    }

    #[test]
    fn numbers_are_told_whatever_their_width() {
        assert_eq!(
            numbers("从２０１９年到2020年，3.5%"),
            ["2019", "2020", "3.5"]
        );
    }

    proptest! {
        #[test]
        fn pieces_lie_in_the_text_in_order(text in "[a-z0-9 .,，。　中国１Ａé]{0,20}|\\PC{0,20}") {
            for scale in [Scale::Characters, Scale::Tokens] {
                let mut end = 0;
                each_piece(&text, scale, |range, _| {
                    assert!(range.start >= end && text.get(range.clone()).is_some());
                    end = range.end;
                });
            }
        }
    }
}
