//! What is wrong with a file.

use super::Place;

/// XML that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is no valid XML at {place}: {cause}")]
#[non_exhaustive]
pub struct XmlError {
    /// Offset in the text, in bytes of UTF-8.
    pub at: u64,
    /// Line and column.
    pub place: Place,
    /// What is wrong.
    pub cause: String,
}
