//! One spoken syllable: its letters and its tone, and the spellings people type it in.

use std::fmt;

/// A syllable of Mandarin: letters and tone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sound {
    /// In UTF-8, filled up with noughts: `zhuang` is the longest.
    letters: [u8; LONGEST],
    tone: u8,
}

/// Most bytes of the letters of a syllable.
const LONGEST: usize = 7;

impl Sound {
    /// Reads a syllable with a tone mark, or with a digit at its end: `nǚ`, `nü3`, `nv3`,
    /// `nu:3`. Without either the tone is neutral. None when it cannot be a syllable.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut letters = String::with_capacity(text.len());
        let mut tone = None;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '1'..='5' | '0' if chars.peek().is_none() && tone.is_none() => {
                    tone = Some(match c.to_digit(10) {
                        Some(digit @ 1..=4) => digit as u8,
                        _ => 5,
                    });
                }
                ':' if letters.ends_with('u') => {
                    letters.pop();
                    letters.push('ü');
                }
                'v' | 'V' => letters.push('ü'),
                _ => {
                    let (base, mark) = unmark(c);
                    for c in base.to_lowercase() {
                        // The mark above is a letter's own in ü and ê, a tone's in the rest.
                        if !(c.is_ascii_lowercase() || matches!(c, 'ü' | 'ê')) {
                            return None;
                        }
                        letters.push(c);
                    }
                    if mark.is_some() && tone.replace(mark.unwrap_or(5)).is_some() {
                        return None;
                    }
                }
            }
        }
        let spoken = letters.contains(is_vowel)
            || matches!(letters.as_str(), "r" | "m" | "n" | "ng" | "hm" | "hng");
        let mut bytes = [0; LONGEST];
        bytes
            .get_mut(..letters.len())
            .filter(|_| spoken)?
            .copy_from_slice(letters.as_bytes());
        Some(Self {
            letters: bytes,
            tone: tone.unwrap_or(5),
        })
    }

    /// The letters, lower case, without tone: `lü`.
    #[must_use]
    pub fn letters(&self) -> &str {
        let length = self.letters.iter().take_while(|byte| **byte != 0).count();
        let letters = self.letters.get(..length).unwrap_or_default();
        str::from_utf8(letters).unwrap_or_default()
    }

    /// The tone: 1 to 4, 5 for the neutral one.
    #[must_use]
    pub fn tone(&self) -> u8 {
        self.tone
    }

    /// The same syllable in another tone (1 to 4; anything else is the neutral one).
    #[must_use]
    pub fn with_tone(mut self, tone: u8) -> Self {
        self.tone = if (1..=4).contains(&tone) { tone } else { 5 };
        self
    }

    /// The syllable with its digit, the neutral tone as 5: `lü4`, `de5`.
    #[must_use]
    pub fn digits(&self) -> String {
        format!("{}{}", self.letters(), self.tone)
    }

    pub(crate) fn is_erhua(&self) -> bool {
        self.letters() == "r"
    }

    /// Whether it needs an apostrophe after another syllable of the word: `Xī'ān`.
    pub(crate) fn begins_with_vowel(&self) -> bool {
        self.letters().starts_with(['a', 'o', 'e', 'ê'])
    }

    /// Writes the syllable with its tone mark at the end of `out`.
    pub(crate) fn push_marked(&self, capital: bool, out: &mut String) {
        let marked = self.marked_letter();
        for (at, c) in self.letters().char_indices() {
            let c = if Some(at) == marked {
                mark(c, self.tone)
            } else {
                c
            };
            if capital && at == 0 {
                out.extend(c.to_uppercase());
            } else {
                out.push(c);
            }
        }
    }

    /// The letter that carries the mark: `a` or `e`, the `o` of `ou`, else the last vowel.
    fn marked_letter(&self) -> Option<usize> {
        let letters = self.letters();
        letters
            .find(['a', 'e', 'ê'])
            .or_else(|| letters.find("ou"))
            .or_else(|| letters.rfind(is_vowel))
            .or_else(|| letters.find(['n', 'm']))
    }
}

impl fmt::Debug for Sound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits())
    }
}

/// The syllable with its tone mark: `lǜ`.
impl fmt::Display for Sound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.push_marked(false, &mut text);
        f.write_str(&text)
    }
}

/// Letters with their four marks, lower and upper case.
const MARKED: [(char, [char; 4]); 18] = [
    ('a', ['ā', 'á', 'ǎ', 'à']),
    ('e', ['ē', 'é', 'ě', 'è']),
    ('i', ['ī', 'í', 'ǐ', 'ì']),
    ('o', ['ō', 'ó', 'ǒ', 'ò']),
    ('u', ['ū', 'ú', 'ǔ', 'ù']),
    ('ü', ['ǖ', 'ǘ', 'ǚ', 'ǜ']),
    ('ê', ['\0', 'ế', '\0', 'ề']),
    ('n', ['\0', 'ń', 'ň', 'ǹ']),
    ('m', ['\0', 'ḿ', '\0', '\0']),
    ('A', ['Ā', 'Á', 'Ǎ', 'À']),
    ('E', ['Ē', 'É', 'Ě', 'È']),
    ('I', ['Ī', 'Í', 'Ǐ', 'Ì']),
    ('O', ['Ō', 'Ó', 'Ǒ', 'Ò']),
    ('U', ['Ū', 'Ú', 'Ǔ', 'Ù']),
    ('Ü', ['Ǖ', 'Ǘ', 'Ǚ', 'Ǜ']),
    ('Ê', ['\0', 'Ế', '\0', 'Ề']),
    ('N', ['\0', 'Ń', 'Ň', 'Ǹ']),
    ('M', ['\0', 'Ḿ', '\0', '\0']),
];

/// Splits `ǎ` into `a` and 3; a letter without mark comes back as it is.
pub(crate) fn unmark(c: char) -> (char, Option<u8>) {
    if c.is_ascii() {
        return (c, None);
    }
    MARKED
        .iter()
        .find_map(|(base, marked)| {
            let tone = (1..).zip(marked).find(|(_, m)| **m == c)?.0;
            Some((*base, Some(tone)))
        })
        .unwrap_or((c, None))
}

fn mark(c: char, tone: u8) -> char {
    MARKED
        .iter()
        .find(|(base, _)| *base == c)
        .and_then(|(_, marked)| marked.get(usize::from(tone).checked_sub(1)?))
        .copied()
        .filter(|c| *c != '\0')
        .unwrap_or(c)
}

pub(crate) fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'ü' | 'ê')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(text: &str) -> String {
        Sound::parse(text).map_or_else(|| "-".to_owned(), |sound| sound.to_string())
    }

    #[test]
    fn the_mark_stands_where_the_scheme_puts_it() {
        for (digits, expected) in [
            ("zhong1", "zhōng"),
            ("hao3", "hǎo"),
            ("lou2", "lóu"),
            ("liu2", "liú"),
            ("gui4", "guì"),
            ("lu:4", "lǜ"),
            ("lu:e4", "lüè"),
            ("nv3", "nǚ"),
            ("er2", "ér"),
            ("r5", "r"),
            ("de", "de"),
            ("xiong2", "xióng"),
            ("ng4", "ǹg"),
            ("LÜ4", "lǜ"),
            ("nǚ", "nǚ"),
        ] {
            assert_eq!(marked(digits), expected, "{digits}");
        }
    }

    #[test]
    fn what_is_no_syllable_is_refused() {
        for text in ["", "1", "OK5x", "shi2ke4", "ā1ā", "zh1", "中", "a b", ","] {
            assert!(Sound::parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn marks_and_digits_say_the_same(initial in "(b|zh|l|n|x)?", last in "(a|ao|ie|iu|ü|ou|uan)", tone in 1_u8..=5) {
            let sound = Sound::parse(&format!("{initial}{last}{tone}")).unwrap();
            prop_assert_eq!(Sound::parse(&sound.to_string()), Some(sound));
            prop_assert_eq!(Sound::parse(&sound.digits()), Some(sound));
        }

        #[test]
        fn no_text_is_too_odd_to_parse(text in "\\PC{0,12}") {
            let _ = Sound::parse(&text);
        }
    }
}
