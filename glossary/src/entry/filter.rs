//! Which entries are meant: those of a field, for somebody, approved or not.

use serde::{Deserialize, Serialize};

use super::{ConceptEntry, is_under};
use crate::named::parse_by_name;

/// Whether somebody stands for an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryState {
    /// Somebody approved it.
    Approved,
    /// Nobody did yet.
    Proposed,
}

impl EntryState {
    /// All states.
    pub const ALL: [Self; 2] = [Self::Approved, Self::Proposed];

    /// The word for it in commands and tables: `approved`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Proposed => "proposed",
        }
    }
}

parse_by_name!(EntryState);

/// What entries have to be. What is not named may be anything; of several values of one field any
/// will do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// Fields, with all that lies under them.
    pub subjects: Vec<String>,
    /// Customers, whatever their case; an empty one is that of entries for nobody in particular.
    pub customers: Vec<String>,
    /// Projects, likewise.
    pub projects: Vec<String>,
    /// Approved or not.
    pub state: Option<EntryState>,
}

impl EntryFilter {
    /// Whether every entry will do.
    #[must_use]
    pub fn admits_all(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an entry is meant.
    #[must_use]
    pub fn admits(&self, entry: &ConceptEntry) -> bool {
        let one_of = |wanted: &[String], value: &Option<String>, same: fn(&str, &str) -> bool| {
            let value = value.as_deref().unwrap_or_default().trim();
            wanted.is_empty()
                || wanted.iter().any(|wanted| match wanted.trim() {
                    "" => value.is_empty(),
                    wanted => same(value, wanted),
                })
        };
        let equal = |value: &str, wanted: &str| value.to_lowercase() == wanted.to_lowercase();
        one_of(&self.subjects, &entry.subject, is_under)
            && one_of(&self.customers, &entry.customer, equal)
            && one_of(&self.projects, &entry.project, equal)
            && self.state.is_none_or(|state| state == entry.state())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_meant_when_it_fits_in_every_field_that_is_named() {
        let entry = ConceptEntry {
            subject: Some("politics/diplomacy".to_owned()),
            customer: Some("Port of Haibei".to_owned()),
            ..ConceptEntry::default()
        };
        let one = |text: &str| vec![text.to_owned()];
        let mut filter = EntryFilter::default();
        assert!(filter.admits(&entry));
        filter.subjects = vec!["law".to_owned(), "politics".to_owned()];
        assert!(filter.admits(&entry));
        filter.customers = one("port of haibei");
        assert!(filter.admits(&entry));
        filter.projects = one("");
        assert!(filter.admits(&entry));
        filter.state = Some(EntryState::Approved);
        assert!(!filter.admits(&entry));
        filter.state = Some(EntryState::Proposed);
        assert!(filter.admits(&entry));
        filter.customers = one("");
        assert!(!filter.admits(&entry));
    }
}
