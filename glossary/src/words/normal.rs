//! The normal form of a term: the key under which its spellings are one.

use unicode_normalization::UnicodeNormalization;

/// Version of the rules of [`normal_form`].
///
/// Decisions are kept by normal form, so a change of the rules needs a new number and a step that
/// carries old keys over.
pub const NORMALISATION_VERSION: u32 = 1;

/// The normal form of `term`.
///
/// Compatibility forms are folded (NFKC), quotation and title marks are dropped, every dash or
/// hyphen becomes `-`, white space is dropped unless it stands between two characters of an
/// alphabet, and letters are lower-cased. It is idempotent and depends on nothing but its input.
///
/// ```
/// use glossary::words::normal_form;
///
/// assert_eq!(normal_form("共建“一带一路”"), "共建一带一路");
/// assert_eq!(normal_form("中国 － 中亚"), "中国-中亚");
/// assert_eq!(normal_form("Ｄ 线"), "d线");
/// ```
#[must_use]
pub fn normal_form(term: &str) -> String {
    if let Some(normal) = of_usual_characters(term).or_else(|| of_usual_words(term)) {
        return normal;
    }
    let mut normal = fold(term);
    // Lower-casing can leave a form that NFKC folds further; two rounds settle every character.
    for _ in 0..4 {
        let next = fold(&normal);
        if next == normal {
            break;
        }
        normal = next;
    }
    normal
}

/// Whether `character` is a Chinese character.
#[must_use]
pub fn is_han(character: char) -> bool {
    matches!(character,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' | '〇' | '々')
}

/// Whether `character` is one of the marks that stand in nearly every Chinese text: no letter, no
/// digit, whatever its width.
pub(crate) fn is_usual_mark(character: char) -> bool {
    matches!(
        character,
        '，' | '。' | '、' | '“' | '”' | '；' | '：' | '《' | '》' | '（' | '）' | '！' | '？'
    )
}

/// Whether the normal form of a text is made character by character, and so is that of whatever
/// is put together of such texts.
pub(crate) fn has_usual_characters(text: &str) -> bool {
    of_usual_characters(text).is_some()
}

/// The normal form of a term of characters that mean the same wherever they stand; none when
/// there are others.
fn of_usual_characters(term: &str) -> Option<String> {
    let mut normal = String::with_capacity(term.len());
    for character in term.chars() {
        match character {
            '\u{4e00}'..='\u{9fff}' | '、' | '。' | 'a'..='z' | '0'..='9' | '-' => {
                normal.push(character);
            }
            'A'..='Z' => normal.push(character.to_ascii_lowercase()),
            '，' => normal.push(','),
            '“' | '”' | '《' | '》' => {}
            _ => return None,
        }
    }
    Some(normal)
}

/// The normal form of a term of characters that NFKC leaves as they are, with blanks between them;
/// none when there are others.
fn of_usual_words(term: &str) -> Option<String> {
    let is_usual = |c: char| c.is_ascii() || matches!(c, '\u{4e00}'..='\u{9fff}');
    term.chars()
        .all(is_usual)
        .then(|| folded(term.chars().filter(|mark| !is_dropped(*mark)), term.len()))
}

fn fold(text: &str) -> String {
    // U+00B4 decomposes into a space and an accent, hence marks go before NFKC and again after it.
    let characters = text.chars().filter(|mark| !is_dropped(*mark)).nfkc();
    folded(characters.filter(|mark| !is_dropped(*mark)), text.len())
}

/// Characters without blanks but between words of an alphabet, in lower case.
fn folded(characters: impl Iterator<Item = char>, length: usize) -> String {
    let mut folded = String::with_capacity(length);
    let mut gap = false;
    for character in characters {
        if character.is_whitespace() {
            gap = true;
            continue;
        }
        let character = if is_dash(character) { '-' } else { character };
        if gap && character.is_alphanumeric() && !is_han(character) {
            let after_letter = folded
                .chars()
                .next_back()
                .is_some_and(|last| last.is_alphanumeric() && !is_han(last));
            if after_letter {
                folded.push(' ');
            }
        }
        gap = false;
        folded.extend(character.to_lowercase());
    }
    folded
}

/// Quotation and title marks, and characters without width.
fn is_dropped(character: char) -> bool {
    matches!(character,
        '"' | '\'' | '`' | '\u{b4}' | '«' | '»' | '\u{2018}'..='\u{201f}' | '‹' | '›'
        | '\u{3008}'..='\u{300f}' | '\u{301d}'..='\u{301f}' | '＂' | '＇'
        | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// What writers and converters put for a hyphen.
fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{ad}' | '\u{2d7}' | '\u{58a}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_term_have_one_normal_form() {
        for spelling in [
            "甲国－乙国峰会",
            "“甲国-乙国”峰会",
            "甲国 — 乙国 峰会",
            "《甲国–乙国峰会》",
        ] {
            assert_eq!(normal_form(spelling), "甲国-乙国峰会", "{spelling}");
        }
    }

    #[test]
    fn words_of_an_alphabet_stay_apart() {
        assert_eq!(normal_form("  Green   Belt 计划"), "green belt计划");
        assert_eq!(normal_form("30 周年"), "30周年");
    }

    proptest! {
        #[test]
        fn usual_words_have_the_normal_form_that_the_rules_give(
            text in "([ -~]|[\t\n一-龥]| [a-z'\"]){0,12}"
        ) {
            let mut settled = fold(&text);
            for _ in 0..4 {
                settled = fold(&settled);
            }
            prop_assert_eq!(of_usual_words(&text), Some(settled));
        }

        #[test]
        fn usual_characters_have_the_normal_form_that_the_rules_give(
            text in "([一-龥“”《》、。，]|[a-zA-Z0-9，\\-]){0,12}"
        ) {
            prop_assert_eq!(of_usual_characters(&text), Some(fold(&text)));
        }

        #[test]
        fn the_normal_form_is_its_own_normal_form(text in "\\PC{0,30}") {
            let once = normal_form(&text);
            prop_assert_eq!(normal_form(&once), once);
        }
    }
}
