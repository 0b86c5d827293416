//! Glossaries of DeepL: two columns without a heading, a term once.

use super::pairs::Pair;

/// Longest term, in bytes of UTF-8.
pub(super) const LONGEST_TERM: usize = 1_024;
/// Largest file, in bytes.
pub(super) const LARGEST_FILE: usize = 10 << 20;

/// Term and equivalent, without breaks and without blanks around them, which DeepL refuses.
pub(super) fn row(pair: &Pair<'_>) -> Vec<String> {
    let clean = |text: &str| {
        let words = text.split(|c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}');
        let words: Vec<&str> = words
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .collect();
        words.join(" ")
    };
    vec![clean(&pair.source.text), clean(pair.english())]
}

/// Whether DeepL takes a row.
pub(super) fn fits(row: &[String]) -> bool {
    row.iter()
        .all(|cell| !cell.is_empty() && cell.len() <= LONGEST_TERM)
}
