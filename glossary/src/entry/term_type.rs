//! What a term is beside the other terms of its concept.

use serde::{Deserialize, Serialize};

use crate::named::parse_by_name;

/// The kind of a term (TBX `termType`, the values of TBX-Basic).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TermType {
    /// The whole of it: 上海合作组织.
    FullForm,
    /// Shortened in writing or speech: 上合组织, Dept.
    Abbreviation,
    /// Initials: SCO.
    Acronym,
    /// Shorter, with words left out: 上合.
    ShortForm,
    /// Another spelling or script.
    Variant,
    /// A fixed group of words.
    Phrase,
}

impl TermType {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::FullForm,
        Self::Abbreviation,
        Self::Acronym,
        Self::ShortForm,
        Self::Variant,
        Self::Phrase,
    ];

    /// The value TBX has for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FullForm => "fullForm",
            Self::Abbreviation => "abbreviation",
            Self::Acronym => "acronym",
            Self::ShortForm => "shortForm",
            Self::Variant => "variant",
            Self::Phrase => "phrase",
        }
    }
}

parse_by_name!(TermType);
