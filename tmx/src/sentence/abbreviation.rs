//! Full stops that end no English sentence.

/// Abbreviations that stand before a name or a number.
const BEFORE_NAME: &[&str] = &[
    "mr", "mrs", "ms", "messrs", "dr", "prof", "rev", "hon", "gen", "col", "maj", "capt", "lt",
    "sgt", "adm", "gov", "pres", "sen", "rep", "amb", "st", "mt", "ft", "ph.d", "vs", "v", "cf",
    "e.g", "i.e", "viz", "approx", "u.s", "u.n", "u.k", "e.u", "p.r",
];

/// Abbreviations that stand before a number.
const BEFORE_NUMBER: &[&str] = &[
    "no", "nos", "art", "arts", "para", "paras", "vol", "vols", "p", "pp", "ch", "chap", "sec",
    "sect", "fig", "figs", "tab", "ed", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec", "ca", "c", "al",
];

/// Whether the sentence goes on after `word` and its full stop, before `next`.
///
/// `is_first`: nothing stands before the word on its line.
pub(super) fn goes_on(word: &str, is_first: bool, next: char) -> bool {
    let word = word.trim_start_matches(|character: char| !character.is_alphanumeric());
    // The number of a heading or list item.
    if is_first && !word.is_empty() && word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    // Initials: `J. K.`; `I` is a pronoun more often, but then no sentence ends with it.
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let lower = word.to_lowercase();
    is_initial
        || BEFORE_NAME.contains(&lower.as_str())
        || (next.is_numeric() && BEFORE_NUMBER.contains(&lower.as_str()))
}
