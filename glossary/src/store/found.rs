//! What a search has found, each concept by its best match.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::Serialize;

/// How a term was found; better kinds come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchKind {
    /// The term is what was typed, in its normal form.
    Exact,
    /// Its pinyin without tones is what was typed.
    Pinyin,
    /// The first letters of its syllables are what was typed.
    Initials,
    /// It contains what was typed.
    Substring,
    /// It has the words that were typed, in another order, in other forms, or longer.
    Words,
    /// It nearly is what was typed.
    Fuzzy,
}

/// A term that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Its concept.
    pub concept_id: i64,
    /// The term that matched.
    pub term: String,
    /// How it matched.
    pub kind: MatchKind,
}

/// The row of a term, as far as it is looked at.
pub(super) struct Row {
    pub(super) concept: i64,
    pub(super) text: String,
    pub(super) pinyin: Option<String>,
}

/// What was found, each concept by its best term.
#[derive(Default)]
pub(super) struct Best(BTreeMap<i64, Match>);

/// A match, the best first: kind, rank within it, length, term.
type Match = (MatchKind, u8, usize, String);

/// Rank of pinyin with other tones than were typed, behind what has them inside.
pub(super) const OTHER_TONES: u8 = 2;

impl Best {
    /// Keeps a match, unless the concept has a better one.
    pub(super) fn offer(&mut self, kind: MatchKind, rank: u8, row: Row) {
        let offered = (kind, rank, row.text.chars().count(), row.text);
        match self.0.entry(row.concept) {
            Entry::Vacant(slot) => {
                slot.insert(offered);
            }
            Entry::Occupied(mut slot) if offered < *slot.get() => {
                slot.insert(offered);
            }
            Entry::Occupied(_) => {}
        }
    }

    /// Concepts that were found.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The best `limit` of them, in order.
    pub(super) fn found(self, limit: usize) -> Vec<Found> {
        let mut matches: Vec<(Match, i64)> =
            self.0.into_iter().map(|(id, found)| (found, id)).collect();
        matches.sort_unstable();
        matches.truncate(limit);
        let found = matches
            .into_iter()
            .map(|((kind, _, _, term), concept_id)| Found {
                concept_id,
                term,
                kind,
            });
        found.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_concept_is_found_once_by_its_best_term() {
        let mut best = Best::default();
        for (kind, rank, concept, text) in [
            (MatchKind::Substring, 0, 1, "海洋论坛"),
            (MatchKind::Exact, 0, 1, "海洋"),
            (MatchKind::Substring, 1, 2, "海"),
            (MatchKind::Substring, 0, 3, "海洋日"),
        ] {
            let text = text.to_owned();
            let pinyin = None;
            best.offer(
                kind,
                rank,
                Row {
                    concept,
                    text,
                    pinyin,
                },
            );
        }
        assert_eq!(best.len(), 3);
        let found = best.found(2);
        let found: Vec<(i64, &str)> = found
            .iter()
            .map(|it| (it.concept_id, it.term.as_str()))
            .collect();
        assert_eq!(found, [(1, "海洋"), (3, "海洋日")]);
    }
}
