//! Sentences that show a term in use.

use serde::{Deserialize, Serialize};

/// A sentence that uses a term (TBX `context`), with its translation where it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// The sentence.
    pub text: String,
    /// The same sentence in the other language of the working pair.
    pub translation: Option<String>,
    /// Publication, occasion or file it is taken from (TBX `source`).
    pub source: Option<String>,
}
