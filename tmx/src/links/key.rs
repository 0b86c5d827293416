//! Under which key the forms of a word are counted together.

use crate::align::words::{English, fold, is_han, shifted};

/// The numbers that English writes in words and Chinese in numerals or digits. `one` is left out,
/// which is a pronoun as often.
const SMALL_NUMBERS: [&str; 19] = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// The key of an English word: its stem in lower case, a number's value, one form for each mark.
pub(super) fn english_key(word: &str, english: &mut English) -> String {
    if let Some(mark) = mark(word) {
        return mark.to_owned();
    }
    let lower = word.to_lowercase();
    if let Some(at) = SMALL_NUMBERS.iter().position(|name| *name == lower) {
        return number_key(&(at + 2).to_string());
    }
    if lower.starts_with(|c: char| c.is_ascii_digit()) {
        let number = ["st", "nd", "rd", "th", "s"]
            .iter()
            .find_map(|ending| lower.strip_suffix(ending))
            .unwrap_or(&lower);
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        return match number.chars().all(is_number) {
            true => number_key(&shifted(number, 0)),
            false => lower,
        };
    }
    english.stem(&lower)
}

/// The key of a Chinese word: the word, in the usual widths.
pub(super) fn chinese_key(word: &str) -> String {
    mark(word).map_or_else(|| fold(word), str::to_owned)
}

/// The key of a number, by its value.
pub(super) fn number_key(value: &str) -> String {
    format!("#{value}")
}

/// One form for each mark that both languages have.
fn mark(word: &str) -> Option<&'static str> {
    let mark = match word {
        "。" | "．" => ".",
        "，" => ",",
        "；" => ";",
        "：" => ":",
        "？" => "?",
        "！" => "!",
        "“" | "”" | "\"" | "``" | "''" | "「" | "」" | "『" | "』" | "《" | "》" | "〈" | "〉" => {
            "\""
        }
        "（" | "-LRB-" | "-lrb-" => "(",
        "）" | "-RRB-" | "-rrb-" => ")",
        "—" | "——" | "–" | "--" | "－" => "-",
        "…" | "……" | "..." => "…",
        "％" => "%",
        _ => return None,
    };
    Some(mark)
}

/// Whether a word is one of Chinese characters throughout.
pub(super) fn is_chinese(word: &str) -> bool {
    !word.is_empty() && word.chars().all(is_han)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_key() {
        let mut english = English::new();
        let mut key = |word: &str| english_key(word, &mut english);
        assert_eq!(key("Countries"), key("country"));
        assert_eq!(key("22nd"), "#22");
        assert_eq!(key("1,000.50"), "#1000.5");
        assert_eq!(key("Three"), "#3");
        assert_eq!(key("3D"), "3d");
        assert_eq!((key("``"), key("-LRB-")), ("\"".to_owned(), "(".to_owned()));
        assert_eq!(
            (chinese_key("》"), chinese_key("，")),
            ("\"".to_owned(), ",".to_owned())
        );
        assert_eq!(chinese_key("ＷＴＯ"), "WTO");
    }
}
