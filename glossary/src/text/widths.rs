//! Characters that are written in two widths, and blanks between them.

use super::punctuation::{is_chinese_punctuation, is_han};

/// The half-width form of a letter, digit or sign that Chinese texts also write full-width;
/// Chinese punctuation stays what it is.
pub(super) fn fold(c: char) -> char {
    match c {
        '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '％'
        | '＆'
        | '＋'
        | '＝'
        | '＠'
        | '＃'
        | '＄'
        | '＊'
        | '＿'
        | '／'
        | '＜'
        | '＞' => {
            // The full-width forms are ASCII, moved by a constant.
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        '\u{a0}' | '\u{3000}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
        _ => c,
    }
}

/// Whether it is one of the signs that serve as hyphen; an em dash is none.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '－' | '–' | '‐' | '‑' | '﹣' | '−')
}

/// Whether it shows nothing and takes no room.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}'
    ) || (c.is_control() && !c.is_whitespace())
}

/// Whether nothing is seen of it: white space or invisible.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Whether a hyphen beside it belongs to a name, a number or a compound.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// Whether a blank between two characters of a Chinese text means nothing.
pub(super) fn is_idle_between(left: char, right: char) -> bool {
    let square = |c| is_han(c) || is_chinese_punctuation(c);
    match (square(left), square(right)) {
        (true, true) => true,
        (true, false) => left != '”' && is_word(right),
        (false, true) => right != '“' && is_word(left),
        (false, false) => false,
    }
}

/// Whether the blanks of a line are its content: a list of names, an `A　B` table row.
pub(super) fn is_spaced_list(line: &str) -> bool {
    let mut pieces = 0;
    for piece in line.split_whitespace() {
        pieces += 1;
        let length = piece.chars().count();
        if !(2..=12).contains(&length) || !piece.chars().all(is_han) {
            return false;
        }
    }
    pieces >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_signs_are_folded_and_punctuation_is_not() {
        let folded: String = "Ａｚ０９％（中），。：；！？～".chars().map(fold).collect();
        assert_eq!(folded, "Az09%（中），。：；！？～");
    }

    #[test]
    fn an_em_dash_is_no_hyphen() {
        assert!(!is_hyphen('—'));
        assert!("-－–‐‑﹣−".chars().all(is_hyphen));
    }

    #[test]
    fn blanks_mean_nothing_beside_chinese_characters() {
        for (left, right) in [('和', '中'), ('年', '5'), ('D', '线'), ('。', '中')] {
            assert!(is_idle_between(left, right), "{left} {right}");
        }
        for (left, right) in [('a', 'b'), ('5', '6'), ('a', '“'), ('话', '('), ('国', '-')] {
            assert!(!is_idle_between(left, right), "{left} {right}");
        }
    }

    #[test]
    fn names_in_a_row_are_a_list() {
        assert!(is_spaced_list("李强 赵乐际 王沪宁"));
        assert!(!is_spaced_list("国家主席 习近平"));
        assert!(!is_spaced_list("讲 话 稿"));
    }
}
