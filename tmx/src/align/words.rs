//! The words of sentences as the aligner compares them: Chinese headwords, English stems, and
//! marks for what needs no dictionary, namely numbers and Latin words.

use std::collections::HashMap;

use rust_stemmers::{Algorithm, Stemmer};

use crate::segmenter::{Lexicon, WordSegmenter};
use crate::spelling::american;

/// English words that say nothing about which sentence they stand in.
pub(crate) const STOP_WORDS: &[&str] = &[
    "a",
    "about",
    "all",
    "also",
    "am",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "been",
    "being",
    "but",
    "by",
    "can",
    "could",
    "did",
    "do",
    "does",
    "esp",
    "etc",
    "for",
    "from",
    "had",
    "has",
    "have",
    "he",
    "her",
    "him",
    "his",
    "i",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "may",
    "me",
    "might",
    "more",
    "most",
    "must",
    "my",
    "no",
    "not",
    "of",
    "off",
    "on",
    "one",
    "or",
    "other",
    "our",
    "out",
    "over",
    "s",
    "sb",
    "shall",
    "she",
    "should",
    "so",
    "some",
    "someone",
    "something",
    "sth",
    "such",
    "t",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "to",
    "under",
    "up",
    "us",
    "very",
    "was",
    "we",
    "were",
    "which",
    "who",
    "whom",
    "will",
    "with",
    "would",
    "you",
    "your",
];

/// Number words that Chinese texts tend to write in digits or numerals.
const NUMBER_WORDS: &[(&str, u32)] = &[
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// English names of the months, January first.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Longest headword looked for inside a word the dictionary does not know, in characters.
const LONGEST_HEADWORD: usize = 4;

/// The mark before a number's value.
pub(super) const NUMBER: char = '#';
/// The mark before a Latin word in a Chinese sentence.
pub(super) const LATIN: char = '@';

/// Stems English words, remembering what it has stemmed.
pub(crate) struct English {
    stemmer: Stemmer,
    stems: HashMap<String, String>,
}

impl English {
    pub(crate) fn new() -> Self {
        Self {
            stemmer: Stemmer::create(Algorithm::English),
            stems: HashMap::new(),
        }
    }

    /// The stem of `word` in lower case, the same for British and American spelling.
    pub(crate) fn stem(&mut self, word: &str) -> String {
        let lower = word.to_lowercase();
        if let Some(stem) = self.stems.get(&lower) {
            return stem.clone();
        }
        let stem = self.stemmer.stem(&american(&lower)).into_owned();
        self.stems.insert(lower, stem.clone());
        stem
    }

    /// The content words of an English text as stems, its numbers as marked values.
    pub(super) fn words(&mut self, text: &str) -> Vec<String> {
        let text = fold(text);
        let mut words = Vec::new();
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            if first.is_ascii_digit() {
                let (number, after) = split_number(rest);
                rest = after;
                let mut value = number.to_owned();
                if let Some((power, after)) = english_multiplier(rest) {
                    value = shifted(number, power);
                    rest = after;
                } else if let Some(after) = ordinal_ending(rest) {
                    rest = after;
                }
                words.push(number_mark(&value));
            } else if first.is_alphabetic() {
                let end = end_of(rest, |c| c.is_alphabetic() && !is_han(c));
                // A Han character in an English text is a word of its own.
                let end = end.max(first.len_utf8());
                let (word, after) = rest.split_at(end);
                rest = after;
                let lower = word.to_lowercase();
                if let Some((_, value)) = NUMBER_WORDS.iter().find(|(name, _)| *name == lower) {
                    words.push(number_mark(&value.to_string()));
                } else if word == "May" || STOP_WORDS.binary_search(&lower.as_str()).is_err() {
                    words.push(self.stem(word));
                }
            } else {
                if first == '?' {
                    words.push("?".to_owned());
                }
                rest = &rest[first.len_utf8()..];
            }
        }
        words
    }
}

/// Cuts Chinese sentences into words that a lexicon knows.
pub(super) struct Chinese<'r> {
    segmenter: &'r dyn WordSegmenter,
    lexicon: &'r dyn Lexicon,
    glosses: HashMap<String, Vec<String>>,
}

impl<'r> Chinese<'r> {
    pub(super) fn new(segmenter: &'r dyn WordSegmenter, lexicon: &'r dyn Lexicon) -> Self {
        Self {
            segmenter,
            lexicon,
            glosses: HashMap::new(),
        }
    }

    /// The words of a Chinese text, its numbers and Latin words marked.
    pub(super) fn words(&mut self, text: &str, english: &mut English) -> Vec<String> {
        let text = fold(text);
        let mut words = Vec::new();
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            if first.is_ascii_digit() {
                let (number, after) = split_number(rest);
                let (power, after) = chinese_multiplier(after);
                words.push(number_mark(&shifted(number, power)));
                rest = after;
                continue;
            }
            let (text, after) = rest.split_at(end_of(rest, |c| !c.is_ascii_digit()));
            rest = after;
            for word in self.segmenter.segment(text) {
                self.add(word.trim(), english, &mut words);
            }
        }
        words
    }

    /// The English glosses of a word; none when it is unknown.
    pub(super) fn glosses(&mut self, word: &str) -> &[String] {
        if !self.glosses.contains_key(word) {
            let glosses = self.lexicon.glosses(word);
            self.glosses.insert(word.to_owned(), glosses);
        }
        self.glosses.get(word).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, word: &str, english: &mut English, words: &mut Vec<String>) {
        if word.chars().any(|c| c == '?') {
            words.push("?".to_owned());
        }
        if !word.chars().any(char::is_alphanumeric) {
            return;
        }
        if !word.chars().any(is_han) {
            words.extend(english.words(word).into_iter().map(|stem| {
                if stem.starts_with(NUMBER) {
                    stem
                } else {
                    format!("{LATIN}{stem}")
                }
            }));
            return;
        }
        let number = chinese_number(word);
        if let Some(value) = number {
            words.push(number_mark(&value.to_string()));
        }
        let single = word.chars().nth(1).is_none();
        if single || !self.glosses(word).is_empty() {
            words.push(word.to_owned());
        } else if number.is_none() {
            self.add_headwords(word, words);
        }
    }

    /// Adds the longest headwords inside a word that is none itself; the word, if there are none.
    fn add_headwords(&mut self, word: &str, words: &mut Vec<String>) {
        let mut pieces = Vec::new();
        let mut known = false;
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let ends: Vec<usize> = rest
                .char_indices()
                .map(|(at, c)| at + c.len_utf8())
                .take(LONGEST_HEADWORD)
                .collect();
            let end = (ends.into_iter().rev()).find(|end| !self.glosses(&rest[..*end]).is_empty());
            known |= end.is_some();
            let (piece, after) = rest.split_at(end.unwrap_or(first.len_utf8()));
            if let Some(value) = chinese_number(piece) {
                pieces.push(number_mark(&value.to_string()));
            }
            pieces.push(piece.to_owned());
            rest = after;
        }
        if known {
            words.append(&mut pieces);
        } else {
            words.push(word.to_owned());
        }
    }
}

/// Whether a character is Han: a unified ideograph, one of the extensions, or 〇.
pub(crate) fn is_han(c: char) -> bool {
    matches!(
        c,
        '〇' | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{323af}'
    )
}

/// Full-width ASCII becomes plain, so that ２０２５ and 2025 are one number.
pub(crate) fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xff01 + 0x21).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// A gloss with blanks in the place of what stands in brackets.
pub(crate) fn without_asides(gloss: &str) -> String {
    let mut depth = 0_usize;
    gloss
        .chars()
        .map(|c| {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ if depth == 0 => return c,
                _ => {}
            }
            ' '
        })
        .collect()
}

fn number_mark(value: &str) -> String {
    format!("{NUMBER}{value}")
}

fn end_of(text: &str, mut belongs: impl FnMut(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Splits the number at the start of `text` from what follows; separators stay in only between digits.
pub(crate) fn split_number(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let mut end = 0;
    while let Some(byte) = bytes.get(end) {
        let next_is_digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if byte.is_ascii_digit() || (matches!(byte, b'.' | b',') && next_is_digit) {
            end += 1;
        } else {
            break;
        }
    }
    text.split_at(end)
}

/// `number` × 10^`power`, without thousands separators, leading or trailing zeros.
pub(crate) fn shifted(number: &str, power: usize) -> String {
    let digits: String = number.chars().filter(|c| *c != ',').collect();
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    // Not a number but a date or a version (2025.3.1): kept as it is.
    if fraction.contains('.') {
        return digits;
    }
    let mut fraction: String = fraction.to_owned();
    while fraction.len() < power {
        fraction.push('0');
    }
    let (shift, fraction) = fraction.split_at(power);
    let whole = format!("{whole}{shift}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{fraction}")
    }
}

pub(crate) fn chinese_multiplier(text: &str) -> (usize, &str) {
    let mut power = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        power += match c {
            '百' => 2,
            '千' => 3,
            '万' | '萬' => 4,
            '亿' | '億' => 8,
            _ => break,
        };
        rest = &rest[c.len_utf8()..];
        if power > 16 {
            break;
        }
    }
    (power, rest)
}

fn english_multiplier(text: &str) -> Option<(usize, &str)> {
    let word = text.strip_prefix([' ', '-'])?;
    let (word, rest) = word.split_at(end_of(word, char::is_alphabetic));
    let power = match word {
        "hundred" => 2,
        "thousand" => 3,
        "million" => 6,
        "billion" => 9,
        "trillion" => 12,
        _ => return None,
    };
    Some((power, rest))
}

fn ordinal_ending(text: &str) -> Option<&str> {
    ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| text.strip_prefix(ending))
        .filter(|rest| !rest.starts_with(char::is_alphabetic))
}

/// The value of a number in Chinese numerals of at least two characters: 二〇二五, 三百五十, 两万.
pub(crate) fn chinese_number(word: &str) -> Option<u64> {
    let digit = |c| {
        "〇一二三四五六七八九"
            .chars()
            .position(|numeral| numeral == c)
            .or(match c {
                '零' | '○' => Some(0),
                '两' | '兩' => Some(2),
                _ => None,
            })
            .and_then(|value| u64::try_from(value).ok())
    };
    let length = word.chars().count();
    if !(2..=16).contains(&length) {
        return None;
    }
    if let Some(digits) = word.chars().map(digit).collect::<Option<Vec<u64>>>() {
        return Some(
            digits
                .into_iter()
                .fold(0, |value, digit| value * 10 + digit),
        );
    }
    let (mut total, mut part, mut last): (u64, u64, Option<u64>) = (0, 0, None);
    for c in word.chars() {
        if let Some(value) = digit(c) {
            // Two digits in a row among units name several things: 十四五.
            if last.is_some_and(|last| last != 0) {
                return None;
            }
            last = Some(value);
            continue;
        }
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '万' | '萬' => 10_000,
            '亿' | '億' => 100_000_000,
            _ => return None,
        };
        if unit < 10_000 {
            let bare = u64::from(unit == 10);
            part += last.filter(|value| *value != 0).unwrap_or(bare) * unit;
        } else {
            total = total
                .checked_add(part + last.unwrap_or(0))?
                .checked_mul(unit)?;
            part = 0;
        }
        last = None;
    }
    total
        .checked_add(part + last.unwrap_or(0))
        .filter(|value| *value > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Whole;

    impl WordSegmenter for Whole {
        fn segment<'t>(&self, text: &'t str) -> Vec<&'t str> {
            text.split_inclusive([' ', '，', '。']).collect()
        }
    }

    struct Known(&'static [&'static str]);

    impl Lexicon for Known {
        fn glosses(&self, word: &str) -> Vec<String> {
            if self.0.contains(&word) {
                vec!["known".to_owned()]
            } else {
                Vec::new()
            }
        }
    }

    fn chinese(text: &str) -> Vec<String> {
        let lexicon = Known(&["经济", "发展"]);
        Chinese::new(&Whole, &lexicon).words(text, &mut English::new())
    }

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
    }

    #[test]
    fn english_words_are_stemmed_and_stop_words_left_out() {
        assert_eq!(
            English::new().words("The economies of Central Asia are developing."),
            ["economi", "central", "asia", "develop"]
        );
        let mut english = English::new();
        assert_eq!(
            english.words("Labour programmes of the centre"),
            english.words("labor programs of the center")
        );
    }

    #[test]
    fn numbers_are_compared_by_value() {
        let mut english = English::new();
        for (zh, en) in [
            ("15亿", "1.5 billion"),
            ("3.20", "3.2"),
            ("1,000", "1 thousand"),
            ("２０", "20th"),
            ("5万亿", "5 trillion"),
            ("十五", "fifteen"),
            ("二〇二五", "2025"),
            ("三百零五", "305"),
        ] {
            assert_eq!(chinese(zh), english.words(en), "{zh}");
        }
    }

    #[test]
    fn a_word_the_lexicon_does_not_know_falls_into_headwords() {
        assert_eq!(chinese("经济发展"), ["经济", "发展"]);
        assert_eq!(chinese("新经济"), ["新", "经济"]);
    }

    #[test]
    fn latin_words_in_chinese_are_marked() {
        assert_eq!(chinese("Smiths 说"), ["@smith", "说"]);
    }

    #[test]
    fn digits_that_name_several_things_are_no_number() {
        assert_eq!(chinese_number("十四五"), None);
        assert_eq!(chinese_number("一"), None);
        assert_eq!(chinese_number("亿亿亿亿亿亿"), None);
    }
}
