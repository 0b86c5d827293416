//! How a term is read and written in pinyin.

use serde::{Deserialize, Serialize};

use super::sound::Sound;

/// How a Chinese term is read: its syllables, the words they make, and how sure that is.
///
/// The spellings are all derived from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// One for each character of the term, in order.
    pub syllables: Vec<Syllable>,
}

/// A character of a term and how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Syllable {
    /// The character.
    pub character: char,
    /// Its sound in its lexical tone; none for digits, letters and punctuation.
    pub sound: Option<Sound>,
    /// How it is joined to what stands before it.
    pub link: Link,
    /// Whether it begins a name, or one of the words of a name.
    pub capital: bool,
    /// How sure the sound is.
    pub doubt: Doubt,
}

/// Whether a character has a reading that belongs in the pinyin: not digits, letters, signs.
pub(super) fn is_spoken(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// How a syllable is joined to the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Link {
    /// It begins a word.
    Apart,
    /// It goes on with the word.
    Joined,
    /// It goes on with the word after a hyphen: `shǒuwàng-xiāngzhù`.
    Hyphen,
}

/// How sure a reading is, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Doubt {
    /// The character has only this reading.
    Mono,
    /// The dictionary has the word, and reads it one way, however the term is cut into words.
    Agree,
    /// The dictionary has several readings for the word, or another way of cutting the term
    /// into words gives another reading.
    Conflict,
    /// No word of the dictionary decides; the usual reading of the character was taken.
    Bare,
}

impl Doubt {
    /// The word for it in JSON: `mono`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mono => "mono",
            Self::Agree => "agree",
            Self::Conflict => "conflict",
            Self::Bare => "bare",
        }
    }
}

impl Reading {
    /// The spelling for a glossary, after GB/T 16159: words joined, names capitalised,
    /// four-character idioms in halves, an apostrophe before a, o and e inside a word.
    /// `rénlèi mìngyùn gòngtóngtǐ`, `Xī'ān`, `shǒuwàng-xiāngzhù`.
    #[must_use]
    pub fn joined(&self) -> String {
        let mut out = String::with_capacity(self.syllables.len() * 6);
        let mut before: Option<&Syllable> = None;
        for syllable in &self.syllables {
            let Some(sound) = &syllable.sound else {
                push_other(before, syllable, &mut out);
                before = Some(syllable);
                continue;
            };
            let after_sound = before.is_some_and(|before| before.sound.is_some());
            let inside = syllable.link == Link::Joined && after_sound;
            match before {
                None => {}
                Some(before) if after_sound => match syllable.link {
                    Link::Apart => out.push(' '),
                    Link::Hyphen => out.push('-'),
                    Link::Joined if sound.begins_with_vowel() && before.sound.is_some() => {
                        out.push('\'');
                    }
                    Link::Joined => {}
                },
                Some(before) if wants_blank_after(before.character) => out.push(' '),
                Some(_) => {}
            }
            sound.push_marked(syllable.capital && !inside, &mut out);
            before = Some(syllable);
        }
        out
    }

    /// One token for each character, separated by blanks, `_` where there is no reading:
    /// `rén lèi mìng yùn`.
    #[must_use]
    pub fn marks(&self) -> String {
        self.by_character(ToString::to_string)
    }

    /// As [`Reading::marks`], with digits for tones: `ren2 lei4 ming4 yun4`, `de5`.
    #[must_use]
    pub fn digits(&self) -> String {
        self.by_character(Sound::digits)
    }

    /// The joined spelling without tones, as it is used in English text: `renlei mingyun
    /// gongtongti`, `Xi'an`.
    #[must_use]
    pub fn plain(&self) -> String {
        let toneless = self.syllables.iter().cloned().map(|syllable| Syllable {
            sound: syllable.sound.map(|sound| sound.with_tone(5)),
            ..syllable
        });
        Self {
            syllables: toneless.collect(),
        }
        .joined()
    }

    /// The first letters of the syllables, lower case: `rlmygtt`. Digits and Latin letters
    /// stay, punctuation goes.
    #[must_use]
    pub fn initials(&self) -> String {
        self.syllables
            .iter()
            .filter(|syllable| !syllable.sound.as_ref().is_some_and(Sound::is_erhua))
            .filter_map(|syllable| match &syllable.sound {
                Some(sound) => sound.letters().chars().next(),
                None => Some(syllable.character).filter(char::is_ascii_alphanumeric),
            })
            .flat_map(char::to_lowercase)
            .map(|c| if c == 'ü' { 'u' } else { c })
            .collect()
    }

    /// The least sure of the syllables; [`Doubt::Mono`] when there is none.
    #[must_use]
    pub fn doubt(&self) -> Doubt {
        self.syllables
            .iter()
            .filter(|syllable| syllable.sound.is_some())
            .map(|syllable| syllable.doubt)
            .max()
            .unwrap_or(Doubt::Mono)
    }

    fn by_character(&self, spell: impl Fn(&Sound) -> String) -> String {
        let tokens = self.syllables.iter().map(|syllable| match &syllable.sound {
            Some(sound) => spell(sound),
            None => "_".to_owned(),
        });
        tokens.collect::<Vec<_>>().join(" ")
    }
}

/// Writes a digit, a letter or a punctuation mark, apart from a word before it.
fn push_other(before: Option<&Syllable>, syllable: &Syllable, out: &mut String) {
    let after_sound = before.is_some_and(|before| before.sound.is_some());
    if after_sound && (syllable.character.is_alphanumeric() || opens(syllable.character)) {
        out.push(' ');
    }
    // 埃德加·斯诺: the parts of a foreign name are words.
    let parts = matches!(syllable.character, '·' | '•' | '・' | '‧');
    out.push(if parts && after_sound {
        ' '
    } else {
        syllable.character
    });
}

/// `D xiàn`, `3 yuè`, but `Zhōngguó-Zhōngyà`, `“xiǎozhòng`. Full-width signs bring their own
/// space.
fn wants_blank_after(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, ',' | ';' | ':' | ')' | '”' | '’' | '》' | '%')
}

fn opens(c: char) -> bool {
    matches!(c, '(' | '“' | '‘' | '《')
}
