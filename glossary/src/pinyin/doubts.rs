//! The doubt of a whole reading, as it is kept with an entry when the reading itself is not.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::reading::{Doubt, Reading};
use super::sound::Sound;
use super::typed::parse_typed;
use crate::dictionary::Dictionary;

/// How sure each syllable of a generated pinyin is: one for each that has a sound, in order.
///
/// Empty when there is nothing to doubt: a person typed the pinyin, or there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Doubts(Vec<Doubt>);

impl Doubts {
    /// The doubts of a reading.
    #[must_use]
    pub fn of(reading: &Reading) -> Self {
        let spoken = reading.syllables.iter().filter(|it| it.sound.is_some());
        Self(spoken.map(|syllable| syllable.doubt).collect())
    }

    /// One for each syllable that has a sound.
    #[must_use]
    pub fn as_slice(&self) -> &[Doubt] {
        &self.0
    }

    /// Whether nothing is known of any doubt.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The least sure of them; [`Doubt::Mono`] when there is none.
    #[must_use]
    pub fn worst(&self) -> Doubt {
        self.0.iter().copied().max().unwrap_or(Doubt::Mono)
    }

    /// The syllables that a person should look at: the character, how it is read in `pinyin`,
    /// and its doubt. None where the pinyin is not that of the term.
    #[must_use]
    pub fn unsure(
        &self,
        term: &str,
        pinyin: &str,
        dictionary: &Dictionary,
    ) -> Vec<(char, Sound, Doubt)> {
        let Some(reading) = parse_typed(term, pinyin, dictionary).reading else {
            return Vec::new();
        };
        let spoken = reading.syllables.into_iter();
        let spoken = spoken.filter_map(|it| Some((it.character, it.sound?)));
        spoken
            .zip(&self.0)
            .filter(|(_, doubt)| doubt.is_doubtful())
            .map(|((character, sound), doubt)| (character, sound, *doubt))
            .collect()
    }

    /// Whether a person should look at the pinyin.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.worst().is_doubtful()
    }
}

impl Doubt {
    /// All of them, the surest first.
    pub const ALL: [Self; 4] = [Self::Mono, Self::Agree, Self::Conflict, Self::Bare];

    /// Whether a person should look at the syllable.
    #[must_use]
    pub fn is_doubtful(self) -> bool {
        self >= Self::Conflict
    }

    /// Why it is so sure or unsure, as the end of a sentence.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Mono => "it has no other reading",
            Self::Agree => "the dictionary has the word",
            Self::Conflict => "the dictionary reads the word, or its parts, in other ways too",
            Self::Bare => "no word of the dictionary tells which of its readings it is",
        }
    }

    fn letter(self) -> char {
        match self {
            Self::Mono => 'm',
            Self::Agree => 'a',
            Self::Conflict => 'c',
            Self::Bare => 'b',
        }
    }
}

/// A letter each, as the store has them: `maacb`.
impl fmt::Display for Doubts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters: String = self.0.iter().map(|doubt| doubt.letter()).collect();
        f.write_str(&letters)
    }
}

/// A letter that stands for no doubt.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no doubt of a pinyin")]
pub struct UnknownDoubt(char);

impl FromStr for Doubts {
    type Err = UnknownDoubt;

    fn from_str(letters: &str) -> Result<Self, Self::Err> {
        let doubt = |letter: char| {
            let mut all = Doubt::ALL.into_iter();
            all.find(|doubt| doubt.letter() == letter)
                .ok_or(UnknownDoubt(letter))
        };
        Ok(Self(letters.chars().map(doubt).collect::<Result<_, _>>()?))
    }
}

impl FromIterator<Doubt> for Doubts {
    fn from_iter<I: IntoIterator<Item = Doubt>>(doubts: I) -> Self {
        Self(doubts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dictionary::Dictionary;
    use crate::pinyin::read_term;

    #[test]
    fn every_syllable_with_a_sound_has_its_doubt() {
        let doubts = |term: &str| Doubts::of(&read_term(term, Dictionary::built_in()));
        assert_eq!(doubts("5G").to_string(), "");
        assert_eq!(doubts("D生物").as_slice(), [Doubt::Mono, Doubt::Mono]);
        assert!(doubts("重点").is_doubtful());
        assert!(!doubts("银行").is_doubtful());
    }

    #[test]
    fn unsure_syllables_are_named_with_their_sounds() {
        let dictionary = Dictionary::built_in();
        let reading = read_term("重点D行", dictionary);
        let doubts: Doubts = "cmb".parse().unwrap();
        let unsure = doubts.unsure("重点D行", &reading.joined(), dictionary);
        let characters: Vec<(char, Doubt)> = unsure.iter().map(|it| (it.0, it.2)).collect();
        assert_eq!(characters, [('重', Doubt::Conflict), ('行', Doubt::Bare)]);
        assert_eq!(doubts.unsure("重点", "something else", dictionary), []);
    }

    #[test]
    fn json_has_words() {
        let doubts: Doubts = "maacb".parse().unwrap();
        assert_eq!(
            serde_json::to_string(&doubts).unwrap(),
            r#"["mono","agree","agree","conflict","bare"]"#
        );
        assert_eq!(doubts.worst(), Doubt::Bare);
        assert_eq!("mx".parse::<Doubts>(), Err(UnknownDoubt('x')));
    }

    proptest! {
        #[test]
        fn letters_and_words_say_the_same(letters in "[macb]{0,8}") {
            let doubts: Doubts = letters.parse().unwrap();
            prop_assert_eq!(doubts.to_string(), letters);
            let json = serde_json::to_string(&doubts).unwrap();
            prop_assert_eq!(serde_json::from_str::<Doubts>(&json).unwrap(), doubts);
        }
    }
}
