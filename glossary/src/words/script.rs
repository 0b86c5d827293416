//! Which script a text is in.

use super::is_han;

/// Whether there is a Chinese character in `text`.
#[must_use]
pub fn has_han(text: &str) -> bool {
    text.chars().any(is_han)
}

/// Whether `text` is Chinese: Chinese characters outnumber words of an alphabet.
///
/// A Chinese text quotes many an English name, letter by letter; hence words are counted.
#[must_use]
pub fn is_mostly_han(text: &str) -> bool {
    let han = text.chars().filter(|character| is_han(*character)).count();
    let words = text
        .split(|character: char| !character.is_alphabetic() || is_han(character))
        .filter(|word| !word.is_empty())
        .count();
    han > words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_do_not_change_the_script_of_a_text() {
        assert!(is_mostly_han(
            "《联合国海洋法公约》（UNCLOS）于1994年生效。"
        ));
        assert!(!is_mostly_han(
            "The Belt and Road Initiative (一带一路) was proposed in 2013."
        ));
        assert!(!is_mostly_han("2013-05-19"));
        assert!(has_han("D线") && !has_han("line D"));
    }
}
