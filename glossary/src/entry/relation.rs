//! What concepts have to do with each other.

use serde::{Deserialize, Serialize};

use crate::named::parse_by_name;

/// Another concept, and what it is to this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// What the other is to this one.
    pub relation: Relation,
    /// The uid of the other.
    pub uid: String,
}

/// What a concept is to another (ISO 25964: BT and RT; a narrower concept is one that names this
/// one as broader).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The wider concept, of which this one is a kind or a part.
    Broader,
    /// One to look at as well.
    SeeAlso,
}

impl Relation {
    /// All relations.
    pub const ALL: [Self; 2] = [Self::Broader, Self::SeeAlso];

    /// The word for it in commands and tables: `see-also`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Broader => "broader",
            Self::SeeAlso => "see-also",
        }
    }
}

parse_by_name!(Relation);
