//! English words as they are compared: without their endings, and with a typing error or two.

/// What the forms of an English word in lower case have in common: `policy` and `policies`,
/// `share`, `shared` and `sharing`, `centre` and `centers`.
///
/// Only inflection is taken off, by the first steps of Porter's algorithm ("An algorithm for
/// suffix stripping", 1980) and some for what is doubled or dropped before an ending. Words that
/// are made of others stay apart: `organ` is no form of `organization`.
///
/// ```
/// use glossary::words::word_stem;
///
/// assert_eq!(word_stem("countries"), word_stem("country"));
/// assert_ne!(word_stem("organization"), word_stem("organ"));
/// ```
#[must_use]
pub fn word_stem(word: &str) -> String {
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let word = &*tmx::american(word);
    let singular = match word {
        "children" => "child".to_owned(),
        "men" => "man".to_owned(),
        "women" => "woman".to_owned(),
        _ => without_s(word),
    };
    let bare = without_past(&singular);
    let bytes = bare.as_bytes();
    match bytes {
        [.., b'e'] if bytes.len() > 2 => bare.trim_end_matches('e').to_owned(),
        [.., b'l', b'l'] if bytes.len() > 5 => cut(&bare, 1).to_owned(),
        [.., before, b'y'] if bytes.len() > 2 && !is_vowel(*before) => {
            format!("{}i", cut(&bare, 1))
        }
        _ => bare,
    }
}

fn without_s(word: &str) -> String {
    if word.len() < 4 {
        return word.to_owned();
    }
    if let Some(begin) = word.strip_suffix("yses") {
        return format!("{begin}ysis");
    }
    if let Some(begin) = word.strip_suffix("ies") {
        return format!("{begin}i");
    }
    let has_es = ["sses", "xes", "ches", "shes", "zzes", "oes"];
    if has_es.iter().any(|ending| word.ends_with(ending)) {
        return cut(word, 2).to_owned();
    }
    let stays = ["ss", "us", "is"];
    match word.strip_suffix('s') {
        Some(begin) if !stays.iter().any(|ending| word.ends_with(ending)) => begin.to_owned(),
        _ => word.to_owned(),
    }
}

fn without_past(word: &str) -> String {
    if let Some(begin) = word.strip_suffix("ied") {
        return format!("{begin}i");
    }
    if word.ends_with("eed") {
        return word.to_owned();
    }
    let begin = word.strip_suffix("ing").or_else(|| word.strip_suffix("ed"));
    let Some(begin) = begin.filter(|begin| begin.bytes().any(is_vowel) && begin.len() > 1) else {
        return word.to_owned();
    };
    match begin.as_bytes() {
        [.., one, other]
            if one == other
                && matches!(one, b'b' | b'd' | b'g' | b'm' | b'n' | b'p' | b'r' | b't') =>
        {
            cut(begin, 1).to_owned()
        }
        _ => begin.to_owned(),
    }
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// An ASCII word without its last letters.
fn cut(word: &str, letters: usize) -> &str {
    word.get(..word.len().saturating_sub(letters))
        .unwrap_or_default()
}

/// Whether at most `most` typing errors lie between two texts: a character left out, added,
/// replaced, or changed with its neighbour (optimal string alignment distance).
pub(crate) fn is_near(one: &[char], other: &[char], most: usize) -> bool {
    if one.len().abs_diff(other.len()) > most {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, from) in one.iter().enumerate() {
        let mut current = Vec::with_capacity(last.len());
        current.push(row + 1);
        let mut least = row + 1;
        for (column, to) in other.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX);
            let mut distance = (at(&last, column) + usize::from(from != to))
                .min(at(&last, column + 1) + 1)
                .min(at(&current, column) + 1);
            let is_swapped = row > 0
                && column > 0
                && one.get(row - 1) == Some(to)
                && other.get(column - 1) == Some(from);
            if is_swapped {
                distance = distance.min(at(&before, column - 1).saturating_add(1));
            }
            least = least.min(distance);
            current.push(distance);
        }
        if least > most {
            return false;
        }
        before = std::mem::replace(&mut last, current);
    }
    last.last().is_some_and(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            &["country", "countries"][..],
            &["policy", "policies"],
            &["share", "shares", "shared", "sharing"],
            &["develop", "develops", "developed", "developing"],
            &["plan", "plans", "planned", "planning"],
            &["control", "controls", "controlled", "controlling"],
            &["process", "processes", "processing"],
            &["use", "uses", "used", "using"],
            &["child", "children"],
            &["tie", "ties", "tied"],
            &["carry", "carries", "carried", "carrying"],
            &["box", "boxes"],
            &["veto", "vetoes"],
            &["agree", "agrees"],
            &["centre", "centres", "center", "centers", "centred"],
            &["labour", "labor", "labouring"],
            &["organise", "organising", "organize"],
        ] {
            for form in forms {
                assert_eq!(word_stem(form), word_stem(forms[0]), "{form}");
            }
        }
    }

    #[test]
    fn words_that_only_look_alike_stay_apart() {
        for (one, other) in [
            ("organ", "organization"),
            ("general", "generation"),
            ("universe", "university"),
            ("policy", "police"),
            ("string", "str"),
            ("china", "chin"),
            ("need", "ne"),
            ("gas", "ga"),
        ] {
            assert_ne!(word_stem(one), word_stem(other), "{one} {other}");
        }
    }

    #[test]
    fn typing_errors_are_counted() {
        let near = |one: &str, other: &str, most| {
            let chars = |text: &str| text.chars().collect::<Vec<char>>();
            is_near(&chars(one), &chars(other), most)
        };
        for (one, other) in [
            ("goverance", "governance"),
            ("govrenance", "governance"),
            ("绿色发屏", "绿色发展"),
            ("命运同共体", "命运共同体"),
        ] {
            assert!(near(one, other, 1), "{one}");
            assert!(!near(one, other, 0), "{one}");
        }
        assert!(near("comunety", "community", 2) && !near("comunety", "community", 1));
        assert!(near("", "ab", 2) && !near("", "ab", 1));
    }

    proptest! {
        #[test]
        fn nearness_goes_both_ways(one in "[abc]{0,6}", other in "[abc]{0,6}", most in 0_usize..4) {
            let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
            prop_assert_eq!(is_near(&one, &other, most), is_near(&other, &one, most));
            prop_assert!(!is_near(&one, &other, most) || is_near(&one, &other, most + 1));
        }

        #[test]
        fn no_word_is_too_odd(word in "\\PC{0,12}|[a-z]{0,8}") {
            let _ = word_stem(&word);
        }
    }
}
