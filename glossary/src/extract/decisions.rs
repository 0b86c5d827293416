//! What a curator has decided, as far as ranking can learn from it.

use std::collections::BTreeSet;

/// Terms that a curator has judged, by their [normal forms](crate::words::normal_form).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Terms of entries.
    pub accepted: BTreeSet<String>,
    /// Terms put away for good.
    pub rejected: BTreeSet<String>,
}

impl Decisions {
    /// Whether nothing is decided.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.accepted.is_empty() && self.rejected.is_empty()
    }

    /// What was decided on a term. One that is an entry is none that was put away, whatever was
    /// said of it before.
    pub(super) fn on(&self, term: &str) -> Label {
        if self.accepted.contains(term) {
            Label::Accepted
        } else if self.rejected.contains(term) {
            Label::Rejected
        } else {
            Label::Open
        }
    }
}

/// What is known of a candidate when the ranking learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Accepted,
    Rejected,
    Open,
}
