//! How a memory is written, and what became of it.

use std::io;

/// How a memory is written. What is not said is what all readers take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Which variants of a unit are written.
    pub languages: Languages,
    /// What becomes of inline elements.
    pub markup: Markup,
}

/// Which variants of a unit are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Languages {
    /// One in each language of the header's pair, with the header's tags and no white space
    /// around the text.
    #[default]
    Pair,
    /// All, in their order and as they are.
    All,
}

/// What becomes of inline elements.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Markup {
    /// They are left out, all but the text in `hi` (TMX level 1).
    #[default]
    LeftOut,
    /// They are written, made valid where they are not (TMX level 2).
    Written,
}

/// What became of the units handed to a [`TmxWriter`](crate::TmxWriter).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WriteReport {
    /// Units in the file.
    pub written: u64,
    /// Units left out: a side of the pair is missing, or has no text.
    pub skipped: u64,
    /// Segments whose inline markup was left out.
    pub simplified: u64,
    /// Segments whose inline markup was changed, because TMX does not allow it as it was.
    pub repaired: u64,
    /// Attributes that were left out because TMX has no place for them.
    pub attributes: u64,
    /// Characters left out because XML 1.0 cannot carry them.
    pub illegal_characters: u64,
}

/// An output that stopped taking in a memory.
#[derive(Debug, thiserror::Error)]
#[error(
    "the memory could not be written after {written} units; see that the disk has room and the \
     folder may be written to, then write it again"
)]
#[non_exhaustive]
pub struct WriteError {
    /// Units handed over before the failure; the last of them may be lost in part.
    pub written: u64,
    /// What the output says.
    #[source]
    pub source: io::Error,
}
