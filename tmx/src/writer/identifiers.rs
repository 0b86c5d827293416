//! Identifiers that occur once.

use std::borrow::Cow;
use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// The identifiers of a file, by digest.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    met: HashSet<u64, BuildHasherDefault<Itself>>,
    /// Of those that occurred before, the number that the last one like it got.
    repeated: HashMap<u64, u32>,
}

impl Identifiers {
    /// The identifier, or it with a number behind it where it occurred before.
    pub(super) fn unused<'u>(&mut self, uid: Cow<'u, str>) -> Cow<'u, str> {
        let own = digest(&uid);
        if self.met.insert(own) {
            return uid;
        }
        let number = self.repeated.entry(own).or_default();
        loop {
            *number = number.saturating_add(1);
            let candidate = format!("{uid}-{}", u64::from(*number) + 1);
            if self.met.insert(digest(&candidate)) {
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

/// The digest of a digest.
#[derive(Default)]
struct Itself(u64);

impl Hasher for Itself {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
    }

    fn write_u64(&mut self, digest: u64) {
        self.0 ^= digest;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
