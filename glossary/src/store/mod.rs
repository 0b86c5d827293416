//! The termbase: one SQLite file with texts, entries, decisions and units.
//!
//! Reading goes through a [`Reader`], writing through a [`Work`]: a transaction as a value, in
//! which every change of the facts is logged. A work that is dropped leaves no trace.

mod alignment;
mod backup;
mod candidate;
mod concept;
mod concordance;
mod connection;
mod context;
mod decision;
mod dump;
mod effect;
mod entries;
mod error;
mod facts;
mod found;
#[cfg(test)]
mod full_disk;
mod history;
mod identified;
mod intake;
mod key;
mod key_maker;
mod key_runs;
mod keys;
#[cfg(test)]
mod laws;
mod many;
mod memory;
mod name;
mod obstacle;
mod open;
mod operation;
mod pair;
mod peer;
mod pinyin;
mod relation;
mod row;
mod schema;
mod search;
mod setting;
mod status;
#[cfg(test)]
mod steps;
mod string;
#[cfg(test)]
mod sync_laws;
mod text;
mod undo;
#[cfg(test)]
mod undo_laws;
mod unit;
mod words;
mod work;

pub use backup::{back_up, integrity, restore, salvage};
pub use candidate::{Heading, StoredCandidate, StoredOccurrence};
pub use concept::proposed_uid;
pub use concordance::{Concordance, UnitPlace};
pub use decision::{Decision, Verdict};
pub use dump::DumpError;
pub use effect::{Effect, EffectKind, Effects};
pub use entries::Concepts;
pub use error::StoreError;
pub use found::{Found, MatchKind};
pub use history::Event;
pub use identified::IdentifiedUnit;
pub use memory::Source;
pub use open::{Access, Journal, Store};
pub use operation::{Author, Change, Logged, Operation};
pub use peer::{LogPoint, Peer};
pub use setting::WorkingPair;
pub use status::Status;
pub use string::StringPlaces;
pub(crate) use string::spread;
pub use text::{Added, NewText, StoredText, TextSummary};
pub use undo::UndoError;
pub use unit::{StoredUnit, UnitCounts};
pub use work::Work;

use rusqlite::Connection;

/// A view of a termbase for reading; inside a [`Work`] it sees the work's own changes.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'c> {
    connection: &'c Connection,
}

/// An identifier made of what names a thing: 128 bits of SHA-256, as 32 hexadecimal digits.
///
/// The parts are joined by U+0000, so that no two lists of parts give the same text.
pub(crate) fn uid(parts: &[&str]) -> String {
    let mut hash = crate::text::content_hash(&parts.join("\0"));
    hash.truncate(32);
    hash
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Author, Store};

    pub(crate) fn store() -> Store {
        Store::in_memory().unwrap()
    }

    pub(crate) fn author(command: &str) -> Author {
        Author {
            user: "tester".to_owned(),
            command: command.to_owned(),
            at: 1_700_000_000,
        }
    }
}
