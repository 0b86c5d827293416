//! What became of a file that was read.

use std::fmt;

use crate::xml::{Place, XmlError};

/// How a memory is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadOptions {
    /// Whether a unit that cannot be used ends the reading.
    pub strict: bool,
    /// How many of the units that cannot be used are listed in the report; all are counted.
    pub listed: usize,
}

impl Default for ReadOptions {
    /// Goes on after a unit that cannot be used, and lists a hundred of them.
    fn default() -> Self {
        Self {
            strict: false,
            listed: 100,
        }
    }
}

/// What became of the units of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadReport {
    /// Units that were given out.
    pub units: u64,
    /// Units that were left out.
    pub broken: u64,
    /// The first of them, and of units that were given out without a variant whose language cannot
    /// be read.
    pub listed: Vec<BrokenUnit>,
    /// Units that nobody has translated yet, which were left out; TMX has none such.
    pub untranslated: u64,
    /// Elements that the format does not have, or not there, or that are no part of a unit. Their text is kept in segments, notes and
    /// properties, elsewhere it is left out.
    pub unknown: u64,
    /// Attributes whose value is not what the format asks for. They are kept as they are, but for
    /// languages that cannot be read: their variants are left out.
    pub odd: u64,
}

/// A unit that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenUnit {
    /// Where it begins.
    pub place: Place,
    /// Why it cannot be used.
    pub cause: String,
}

impl fmt::Display for BrokenUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.cause)
    }
}

/// A file that is not of the format it should be, or is damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {cause}")]
#[non_exhaustive]
pub struct ReadError {
    /// Where it is damaged.
    pub place: Place,
    /// What is wrong.
    pub cause: String,
}

impl From<XmlError> for ReadError {
    fn from(error: XmlError) -> Self {
        Self {
            place: error.place,
            cause: error.cause,
        }
    }
}

impl From<BrokenUnit> for ReadError {
    fn from(unit: BrokenUnit) -> Self {
        Self {
            place: unit.place,
            cause: unit.cause,
        }
    }
}
