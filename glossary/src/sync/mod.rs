//! Two termbases brought together: what each of them says, taken apart into fields, compared with
//! what both said before.
//!
//! Plain functions over values. The store reads what there is ([`crate::store::Reader::facts`])
//! and writes what a [`Plan`] says; a dump in a file is a [`Dump`].

mod dump;
mod fields;
mod merge;
mod plan;

use std::collections::BTreeMap;
use std::fmt;

pub use dump::{Dump, DumpFault, ReadDumpError};
pub use fields::{Field, Fields, fields, whole};
pub use merge::{Conflict, Merged, Side, merge};
pub use plan::{Plan, PlannedConflict, Way, plan};

pub(crate) use dump::{
    DecisionLine, TextLine, UnitLine, line, thing, unit_id, unit_uid, with_number, without_number,
};

/// What kind of thing a line of a dump tells, in the order of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A text that was read.
    Text,
    /// A concept entry.
    Entry,
    /// What was decided on a term.
    Decision,
    /// A unit of the translation memory.
    Unit,
}

impl Kind {
    /// All kinds, in their order.
    pub const ALL: [Self; 4] = [Self::Text, Self::Entry, Self::Decision, Self::Unit];

    /// The word for it, in dumps and messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Entry => "entry",
            Self::Decision => "decision",
            Self::Unit => "unit",
        }
    }

    /// The kind with a name; none when there is no such kind.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What names a thing in every termbase: its uid or, of a unit, what it says, since two units
/// with one beginning may have got one uid in two termbases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// What it is.
    pub kind: Kind,
    /// Its name among those of its kind.
    pub id: String,
}

/// One thing of a termbase, as far as it is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    /// Its uid in this termbase.
    pub uid: String,
    /// What people call it: the first term, the name of the text, the first sentence.
    pub name: String,
    /// What it says.
    pub fields: Fields,
}

/// All things of a termbase.
pub type Facts = BTreeMap<Key, Thing>;

/// What two termbases had in common when they were last brought together.
pub type Base = BTreeMap<Key, Fields>;
