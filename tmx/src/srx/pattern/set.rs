//! Sets of characters.

use unicode_properties::UnicodeGeneralCategory;

/// Characters of a kind.
#[derive(Debug, Clone)]
pub(super) enum Set {
    /// From the first one to the last one.
    Range(char, char),
    /// Those whose general category is one of these bits; see [`category`].
    Categories(u32),
    /// Those that have a property.
    With(fn(char) -> bool),
    /// All others.
    Not(Box<Self>),
    /// What is in one of them.
    Or(Vec<Self>),
    /// What is in all of them.
    And(Vec<Self>),
    /// These in capitals or not.
    AnyCase(Box<Self>),
}

impl Set {
    pub(super) fn one(character: char) -> Self {
        Self::Range(character, character)
    }

    pub(super) fn has(&self, character: char) -> bool {
        match self {
            Self::Range(first, last) => (*first..=*last).contains(&character),
            Self::Categories(bits) => bits & category(character) != 0,
            Self::With(property) => property(character),
            Self::Not(set) => !set.has(character),
            Self::Or(sets) => sets.iter().any(|set| set.has(character)),
            Self::And(sets) => sets.iter().all(|set| set.has(character)),
            Self::AnyCase(set) => {
                set.has(character)
                    || single(character.to_lowercase()).is_some_and(|it| set.has(it))
                    || single(character.to_uppercase()).is_some_and(|it| set.has(it))
            }
        }
    }
}

/// The bit of a character's general category.
pub(super) fn category(character: char) -> u32 {
    1 << character.general_category() as u32
}

/// A letter whose other case is several letters stays what it is.
fn single(mut letters: impl Iterator<Item = char>) -> Option<char> {
    letters.next().filter(|_| letters.next().is_none())
}

/// A set that is asked often.
#[derive(Debug)]
pub(super) struct Class {
    /// The answers for ASCII.
    ascii: u128,
    set: Set,
}

impl Class {
    pub(super) fn new(set: Set) -> Self {
        let ascii = (0..128_u8).filter(|it| set.has(char::from(*it)));
        let ascii = ascii.fold(0, |bits, it| bits | 1 << it);
        Self { ascii, set }
    }

    pub(super) fn has(&self, character: char) -> bool {
        match u32::from(character) {
            code @ 0..128 => self.ascii >> code & 1 != 0,
            _ => self.set.has(character),
        }
    }
}
