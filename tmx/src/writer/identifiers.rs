//! Identifiers that occur once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::hash::{Hash, Hasher};

/// The identifiers of a file, by digest, with the number that the last one like it got.
#[derive(Debug, Default)]
pub(super) struct Identifiers(HashMap<u64, u32>);

impl Identifiers {
    /// The identifier, or it with a number behind it where it occurred before.
    pub(super) fn unused<'u>(&mut self, uid: Cow<'u, str>) -> Cow<'u, str> {
        let own = digest(&uid);
        let mut number = match self.0.entry(own) {
            Entry::Vacant(entry) => {
                entry.insert(0);
                return uid;
            }
            Entry::Occupied(entry) => *entry.get(),
        };
        loop {
            number = number.saturating_add(1);
            let candidate = format!("{uid}-{}", u64::from(number) + 1);
            if let Entry::Vacant(entry) = self.0.entry(digest(&candidate)) {
                entry.insert(0);
                self.0.insert(own, number);
                return Cow::Owned(candidate);
            }
        }
    }
}

/// Two identifiers of one digest cost a needless number behind one of them, nothing else.
fn digest(identifier: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    identifier.hash(&mut hasher);
    hasher.finish()
}
