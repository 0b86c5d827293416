//! Pinyin as people type it, and the keys it is searched by.

use std::iter::Peekable;
use std::str::Chars;

use super::sound::{Sound, is_vowel, unmark};

/// Returns typed pinyin in the spelling glossaries use, with marks: `ren2lei4 ming4yun4`,
/// `nv3xing4` and `Xi1an1` become `rénlèi mìngyùn`, `nǚxìng` and `Xī'ān`.
///
/// Tolerant: what is no syllable stays as it is; words stay apart or joined as they were typed.
#[must_use]
pub fn normalise(text: &str) -> String {
    let text = compose(text);
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        push_word(word, &mut out);
    }
    out
}

/// Returns the keys a reading is found by: its letters without tones, blanks, hyphens and
/// apostrophes (`ü` as `u`), and the first letters of its syllables.
///
/// `Xī'ān` gives `xian` and `xa`; a query, [normalised](normalise), has the same keys.
#[must_use]
pub fn search_keys(joined: &str) -> (String, String) {
    let (mut plain, mut initials) = (String::new(), String::new());
    for syllable in plain_syllables(joined) {
        initials.extend(syllable.chars().next());
        plain.push_str(&syllable);
    }
    (plain, initials)
}

/// The first of the [keys](search_keys) from the second syllable on, from the third and so on:
/// `gongtongti`, `tongti`, `ti`.
pub(crate) fn search_tails(joined: &str) -> Vec<String> {
    let syllables = plain_syllables(joined);
    (1..syllables.len())
        .map(|from| syllables.iter().skip(from).map(String::as_str).collect())
        .collect()
}

/// Whether the spelling has the letters of `typed` somewhere, in the same tones and with the dots
/// of `ü` as far as they were typed. Both with marks.
pub(crate) fn tones_agree(typed: &str, spelling: &str) -> bool {
    /// A letter and the tone marked on it.
    type Letter = (char, Option<u8>);
    let letters = |text: &str| -> Vec<Letter> {
        let letters = compose(text).to_lowercase();
        let letters = letters.chars().filter(|c| c.is_alphanumeric());
        letters
            .map(unmark)
            .map(|(c, tone)| (if c == 'v' { 'ü' } else { c }, tone))
            .collect()
    };
    let (typed, spelling) = (letters(typed), letters(spelling));
    if typed.iter().all(|(c, tone)| *c != 'ü' && tone.is_none()) {
        return true;
    }
    let agree = |(one, other): (&Letter, &Letter)| {
        let same = one.0 == other.0 || (one.0 == 'u' && other.0 == 'ü');
        same && (one.1.is_none() || one.1 == other.1)
    };
    spelling
        .windows(typed.len())
        .any(|window| typed.iter().zip(window).all(agree))
}

/// The syllables in letters without tones; digits and signs that are letters stand alone.
fn plain_syllables(joined: &str) -> Vec<String> {
    let toneless: String = compose(joined)
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| unmark(c).0)
        .map(|c| if c == 'ü' || c == 'v' { 'u' } else { c })
        .collect();
    let mut syllables = Vec::new();
    for piece in toneless.split(|c: char| !c.is_alphanumeric()) {
        let mut chars = piece.chars().peekable();
        while let Some(first) = chars.next() {
            let mut syllable = String::from(first);
            if first.is_ascii_lowercase() {
                push_rest(first, &mut chars, &mut syllable);
            }
            syllables.push(syllable);
        }
    }
    syllables
}

/// Letters and marks that were typed one after the other become one character; the many signs
/// for an apostrophe and a hyphen become one.
pub(super) fn compose(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;

    text.nfc()
        .map(|c| match c {
            '’' | '‘' | 'ʼ' | '`' | '´' | '＇' => '\'',
            '‐'..='–' | '－' => '-',
            'ɑ' => 'a',
            'ɡ' => 'g',
            // Breves instead of carons are a common slip.
            'ă' => 'ǎ',
            'ĕ' => 'ě',
            'ĭ' => 'ǐ',
            'ŏ' => 'ǒ',
            'ŭ' => 'ǔ',
            _ => c,
        })
        .collect()
}

fn push_word(word: &str, out: &mut String) {
    let mut letters = String::new();
    let mut inside = false;
    for c in word.chars() {
        let closes = matches!(c, '0'..='5') && letters.contains(char::is_alphabetic);
        if c.is_alphabetic() || c == ':' || closes {
            letters.push(c);
        }
        if closes {
            push_syllable(&letters, inside, out);
            letters.clear();
            inside = true;
        } else if !(c.is_alphabetic() || c == ':') {
            push_letters(&letters, out);
            letters.clear();
            // The apostrophe that belongs before a vowel is written with the next syllable.
            if c != '\'' || !inside {
                out.push(c);
            }
            inside = inside && c == '\'';
        }
    }
    if inside && word.ends_with(|c: char| c.is_alphabetic()) && !letters.is_empty() {
        push_syllable(&letters, inside, out);
    } else {
        push_letters(&letters, out);
    }
}

fn push_syllable(text: &str, inside: bool, out: &mut String) {
    let Some(sound) = Sound::parse(text) else {
        out.push_str(text);
        return;
    };
    if inside && sound.begins_with_vowel() && out.ends_with(char::is_alphabetic) {
        out.push('\'');
    }
    sound.push_marked(text.starts_with(char::is_uppercase), out);
}

/// Letters without a digit: only `v` and `u:` need care.
fn push_letters(letters: &str, out: &mut String) {
    let letters = letters.replace("u:", "ü").replace("U:", "Ü");
    let mut before = ' ';
    for c in letters.chars() {
        out.push(match (before.to_ascii_lowercase(), c) {
            ('l' | 'n', 'v') => 'ü',
            ('l' | 'n', 'V') => 'Ü',
            _ => c,
        });
        before = c;
    }
}

/// Goes on to where the next syllable begins. An `n`, `g` or `r` before a vowel begins one:
/// otherwise an apostrophe would stand there.
fn push_rest(first: char, chars: &mut Peekable<Chars<'_>>, syllable: &mut String) {
    if !is_vowel(first) {
        while let Some(c) = chars.next_if(|c| c.is_ascii_lowercase() && !is_vowel(*c)) {
            syllable.push(c);
        }
    }
    while let Some(c) = chars.next_if(|c| is_vowel(*c)) {
        syllable.push(c);
    }
    for coda in ['n', 'g', 'r'] {
        let mut ahead = chars.clone();
        if ahead.next() == Some(coda) && !ahead.peek().is_some_and(|c| is_vowel(*c)) {
            syllable.extend(chars.next());
        } else if coda == 'n' && chars.peek() == Some(&'n') {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn digits_v_and_colons_become_marks() {
        for (typed, expected) in [
            (
                "ren2lei4 ming4yun4 gong4tong2ti3",
                "rénlèi mìngyùn gòngtóngtǐ",
            ),
            ("nv3xing4", "nǚxìng"),
            ("lu:4se4", "lǜsè"),
            ("Xi1an1", "Xī'ān"),
            ("Xi1'an1", "Xī'ān"),
            ("xī’ān", "xī'ān"),
            ("shou3wang4-xiang1zhu4", "shǒuwàng-xiāngzhù"),
            ("yi1 dai4 yi1 lu4", "yī dài yī lù"),
            ("mìngyùn  gòngtóngtǐ ", "mìngyùn gòngtóngtǐ"),
            ("nvxing", "nüxing"),
            ("D xian4", "D xiàn"),
            ("2013 nian2", "2013 nián"),
            ("wan2r", "wánr"),
            ("mi\u{300}ngyu\u{300}n", "mìngyùn"),
            ("kǎlā OK", "kǎlā OK"),
            ("", ""),
        ] {
            assert_eq!(normalise(typed), expected, "{typed}");
        }
    }

    #[test]
    fn keys_hold_letters_and_first_letters() {
        for (joined, plain, initials) in [
            (
                "rénlèi mìngyùn gòngtóngtǐ",
                "renleimingyungongtongti",
                "rlmygtt",
            ),
            ("Xī'ān", "xian", "xa"),
            ("nǚ'ér", "nuer", "ne"),
            ("shǒuwàng-xiāngzhù", "shouwangxiangzhu", "swxz"),
            ("gāngà", "ganga", "gg"),
            ("fāng'àn", "fangan", "fa"),
            ("nánníng", "nanning", "nn"),
            ("wánr", "wanr", "w"),
            ("értóng", "ertong", "et"),
            ("2013 nián", "2013nian", "2013n"),
            ("D xiàn", "dxian", "dx"),
        ] {
            let keys = search_keys(joined);
            assert_eq!(keys, (plain.to_owned(), initials.to_owned()), "{joined}");
        }
    }

    #[test]
    fn tones_and_dots_agree_as_far_as_they_were_typed() {
        for (typed, spelling, agree) in [
            ("mìngyun", "rénlèi mìngyùn", true),
            ("mìngyún", "rénlèi mìngyùn", false),
            ("mingyun", "gōngtóng", true),
            ("nü", "fùnǚ", true),
            ("lü", "gōnglù", false),
            ("lu", "lǜsè", true),
        ] {
            assert_eq!(tones_agree(typed, spelling), agree, "{typed}");
        }
    }

    #[test]
    fn tails_begin_at_the_later_syllables() {
        assert_eq!(search_tails("Xī'ān shì"), ["anshi", "shi"]);
        assert!(search_tails("xiān").is_empty());
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing_more(text in "((zhong|xi|an|nv|lu:|er|Lu)[1-5][ '-]?){1,5}") {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn any_text_has_keys(text in "\\PC{0,20}") {
            let (plain, initials) = search_keys(&normalise(&text));
            prop_assert!(initials.chars().count() <= plain.chars().count());
        }
    }
}
