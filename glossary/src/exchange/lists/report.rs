//! What became of the entries of a list.

use std::collections::BTreeMap;

/// What became of the entries handed to a [`ListWriter`](super::ListWriter).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListReport {
    /// Rows of the list, or entries where it has entries.
    pub written: u64,
    /// Entries left out because a language of the pair has no term to write.
    pub incomplete: u64,
    /// Terms left out because they are forbidden.
    pub forbidden: u64,
    /// Terms left out because they are given up, or were not in use on the day asked for.
    pub not_in_use: u64,
    /// Rows left out because the list may have one a term, and has a better one.
    pub repeated: u64,
    /// Rows left out because a term is longer than the tool takes, or the list is full.
    pub too_long: u64,
    /// Characters left out because the tool cannot read them.
    pub illegal_characters: u64,
    lost: BTreeMap<&'static str, u64>,
}

impl ListReport {
    /// The fields that the list has no place for, with the number of entries that have them.
    pub fn lost(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.lost.iter().map(|(field, entries)| (*field, *entries))
    }

    /// Counts an entry that has a field which the list has not.
    pub(super) fn lose(&mut self, field: &'static str) {
        *self.lost.entry(field).or_default() += 1;
    }
}
