//! The subjects of a termbase as a tree.

use std::collections::BTreeMap;

use crate::entry::{is_under, subject_parts};

/// A field of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its way from the root: `politics/diplomacy`.
    pub path: String,
    /// Entries that have this very subject.
    pub own: usize,
    /// Those and the entries of the fields under it.
    pub all: usize,
}

/// The fields of entries with these subjects, each before those under it, in the order of their
/// names. Fields that differ in case only are one, named as it was met first.
#[must_use]
pub fn tree<S: AsRef<str>>(subjects: &[S]) -> Vec<Field> {
    let mut fields: BTreeMap<Vec<String>, Field> = BTreeMap::new();
    for subject in subjects {
        let parts: Vec<&str> = subject_parts(subject.as_ref()).collect();
        for depth in 1..=parts.len() {
            let way = parts.get(..depth).unwrap_or_default();
            let key = way.iter().map(|part| part.to_lowercase()).collect();
            let field = fields.entry(key).or_insert_with(|| Field {
                path: way.join("/"),
                own: 0,
                all: 0,
            });
            field.all += 1;
            field.own += usize::from(depth == parts.len());
        }
    }
    fields.into_values().collect()
}

/// The subject after the field `old` became `new`; none where it is neither `old` nor under it.
#[must_use]
pub fn moved(subject: &str, old: &str, new: &str) -> Option<String> {
    let depth = subject_parts(old).count();
    if depth == 0 || !is_under(subject, old) {
        return None;
    }
    let parts: Vec<&str> = subject_parts(new)
        .chain(subject_parts(subject).skip(depth))
        .collect();
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_counts_what_is_under_it() {
        let found = tree(&[
            "politics/diplomacy",
            "law",
            "Politics",
            "politics / diplomacy",
        ]);
        let shown: Vec<(&str, usize, usize)> = found
            .iter()
            .map(|field| (field.path.as_str(), field.own, field.all))
            .collect();
        assert_eq!(
            shown,
            [
                ("law", 1, 1),
                ("politics", 1, 3),
                ("politics/diplomacy", 2, 2)
            ]
        );
    }

    #[test]
    fn a_field_moves_with_all_that_is_under_it() {
        let to = |subject| moved(subject, "diplomacy", "politics/foreign");
        assert_eq!(to("Diplomacy").as_deref(), Some("politics/foreign"));
        assert_eq!(to("diplomacy/UN").as_deref(), Some("politics/foreign/UN"));
        assert_eq!(to("law"), None);
        assert_eq!(moved("law", "", "x"), None);
    }
}
