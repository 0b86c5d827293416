//! What looks wrong in an entry though nobody sees it: invisible and look-alike characters.

use std::fmt;

use crate::entry::ConceptEntry;

/// Something odd in a text of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity {
    /// The field: a language tag for a term, `note`, `definition`, `pinyin` …
    pub field: String,
    /// The text.
    pub text: String,
    /// What is odd in it.
    pub kind: OddityKind,
}

/// What is odd in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OddityKind {
    /// A character that takes no room or turns the direction: zero-width space, soft hyphen.
    Invisible(char),
    /// A character that looks like another one and is none: a radical or a compatibility form in
    /// the place of a Chinese character.
    LooksLike(char),
    /// Letters of several alphabets in one word: `Сhina` with a Cyrillic С.
    MixedAlphabets,
    /// A blank at the beginning or the end, or two side by side.
    Blanks,
    /// A character that stands for what could not be read (U+FFFD).
    Unreadable,
}

impl fmt::Display for OddityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invisible(c) => write!(f, "an invisible character, U+{:04X}", u32::from(*c)),
            Self::LooksLike(c) => write!(
                f,
                "U+{:04X}, which looks like a Chinese character and is another one",
                u32::from(*c)
            ),
            Self::MixedAlphabets => f.write_str("letters of several alphabets in one word"),
            Self::Blanks => f.write_str("blanks too many"),
            Self::Unreadable => f.write_str("a character that could not be read"),
        }
    }
}

/// What is odd in the texts of an entry, in their order.
#[must_use]
pub fn oddities(entry: &ConceptEntry) -> Vec<Oddity> {
    let mut found = Vec::new();
    let mut look = |field: &str, text: Option<&str>| {
        let Some(text) = text else { return };
        found.extend(odd(text).map(|kind| Oddity {
            field: field.to_owned(),
            text: text.to_owned(),
            kind,
        }));
    };
    look("subject", entry.subject.as_deref());
    look("definition", entry.definition.as_deref());
    look("note", entry.note.as_deref());
    for section in &entry.languages {
        for term in &section.terms {
            look(&section.lang.to_string(), Some(&term.text));
            look("pinyin", term.pinyin.as_deref());
            look("note", term.note.as_deref());
        }
    }
    found
}

/// The first thing that is odd in a text.
fn odd(text: &str) -> Option<OddityKind> {
    let character = text.chars().find_map(|c| match c {
        '\u{fffd}' => Some(OddityKind::Unreadable),
        _ if is_invisible(c) => Some(OddityKind::Invisible(c)),
        '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}' => {
            Some(OddityKind::LooksLike(c))
        }
        _ => None,
    });
    let mixed = || {
        let words = text.split(|c: char| !c.is_alphabetic());
        let mixed = words.into_iter().any(|word| {
            let is = |alphabet: fn(char) -> bool| word.chars().any(alphabet);
            is(is_latin) && (is(is_cyrillic) || is(is_greek))
        });
        mixed.then_some(OddityKind::MixedAlphabets)
    };
    let blanks = || {
        let too_many = text.trim() != text || text.contains("  ");
        too_many.then_some(OddityKind::Blanks)
    };
    character.or_else(mixed).or_else(blanks)
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}')
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

/// Without the signs of mathematics and physics: µm, Ω.
fn is_greek(c: char) -> bool {
    matches!(
        c,
        '\u{391}'..='\u{3a1}' | '\u{3b1}' | '\u{3b9}' | '\u{3bd}' | '\u{3bf}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_named() {
        for (text, expected) in [
            ("海洋", None),
            (
                "a zero\u{200b}width",
                Some(OddityKind::Invisible('\u{200b}')),
            ),
            ("\u{2f4a}材", Some(OddityKind::LooksLike('\u{2f4a}'))),
            ("\u{421}hina", Some(OddityKind::MixedAlphabets)),
            ("China и Россия", None),
            ("20 µm", None),
            ("two  blanks", Some(OddityKind::Blanks)),
            ("at the end ", Some(OddityKind::Blanks)),
            ("lost \u{fffd}", Some(OddityKind::Unreadable)),
            ("nǚ'ér", None),
        ] {
            assert_eq!(odd(text), expected, "{text}");
        }
    }
}
