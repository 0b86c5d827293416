//! Identifiers that lead back to the uid of an entry.

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};

use crate::entry::ConceptEntry;
use crate::import::is_uid;

/// The identifier of the first entry with a uid: an `xs:ID`, hence an XML name without colon.
pub(in crate::exchange) fn of_uid(uid: &str) -> String {
    let mut identifier = "uid-".to_owned();
    for character in uid.chars() {
        if character.is_ascii_alphanumeric() || character == '-' {
            identifier.push(character);
        } else {
            // Writing into a string cannot fail.
            let _ = write!(identifier, "_{:x}_", u32::from(character));
        }
    }
    identifier
}

/// The uid that an identifier was made of.
pub(super) fn uid(identifier: &str) -> Option<String> {
    let uid = identifier.strip_prefix("uid-")?;
    is_uid(uid).then(|| uid.to_owned())
}

/// Identifiers that were given, some twenty bytes each.
#[derive(Debug, Default)]
pub(super) struct Identifiers(BTreeMap<u64, u64>);

impl Identifiers {
    /// The identifier of an entry, never given twice. As `.` is escaped in a uid, what is added
    /// behind one makes no other.
    pub(super) fn give(&mut self, entry: &ConceptEntry) -> String {
        let mut identifier = match entry.uid.as_str() {
            "" => format!("id-{}", entry.id),
            uid => of_uid(uid),
        };
        let mut hasher = DefaultHasher::new();
        identifier.hash(&mut hasher);
        let met = self.0.entry(hasher.finish()).or_insert(0);
        *met += 1;
        if *met > 1 {
            let _ = write!(identifier, ".{met}");
        }
        identifier
    }
}
