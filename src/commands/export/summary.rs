//! What an export wrote and could not write, in figures and words.

use serde::Serialize;

/// What an export wrote and left out.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Summary {
    /// Entries, rows or units written.
    pub(crate) written: u64,
    /// Entries left out since they have no equivalent.
    pub(crate) incomplete: u64,
    /// Terms left out since they are never to be used.
    pub(crate) forbidden: u64,
    /// Terms left out since they are not, or no longer, in use.
    pub(crate) not_in_use: u64,
    /// Units left out since a side is empty.
    pub(crate) empty: u64,
    /// Former periods of use that the format cannot hold.
    pub(crate) periods: u64,
    /// Units whose inline markup the format cannot hold.
    pub(crate) simplified: u64,
    /// Cells that were given a `'` since Excel would run them as formulas or rewrite them.
    pub(crate) guarded: u64,
    /// Characters left out since XML forbids them.
    pub(crate) illegal_characters: u64,
    /// Remarks on single terms that the format has no place for.
    pub(crate) remarks: u64,
    /// Cells cut to the length that a workbook can hold.
    pub(crate) shortened: u64,
    /// Sentences beyond the best one of a term, which is all that a table has.
    pub(crate) contexts: u64,
    /// Relations to other entries, which a table has no place for.
    pub(crate) relations: u64,
    /// Rows left out since the list may have one a term.
    #[serde(skip_serializing_if = "is_none")]
    pub(crate) repeated: u64,
    /// Rows left out since the tool takes no longer ones, or no more.
    #[serde(skip_serializing_if = "is_none")]
    pub(crate) too_long: u64,
    /// What else the format has no place for, by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) lost: Vec<Lost>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_none(number: &u64) -> bool {
    *number == 0
}

/// A field that some entries lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Lost {
    /// The field: `former periods of use`.
    pub(crate) field: &'static str,
    /// How many entries lost something of it.
    pub(crate) entries: u64,
}

impl Lost {
    /// As a line of a message.
    pub(crate) fn told(&self, format: &str) -> String {
        let entries = match self.entries {
            1 => "1 entry".to_owned(),
            several => format!("{several} entries"),
        };
        format!("not in {format}: {} ({entries})", self.field)
    }
}

/// Says what was written and what could not be.
pub(crate) fn describe_losses(summary: &Summary) -> String {
    let losses = [
        (
            summary.incomplete,
            "entry without an equivalent was left out",
            "entries without an equivalent were left out",
        ),
        (
            summary.forbidden,
            "term never to be used was left out",
            "terms never to be used were left out",
        ),
        (
            summary.not_in_use,
            "term not in use was left out",
            "terms not in use were left out",
        ),
        (
            summary.empty,
            "unit with an empty side was left out",
            "units with an empty side were left out",
        ),
        (
            summary.periods,
            "former period of use does not fit the format",
            "former periods of use do not fit the format",
        ),
        (
            summary.simplified,
            "unit lost its inline markup",
            "units lost their inline markup",
        ),
        (
            summary.guarded,
            "cell got a ' before it, so that Excel leaves it as it is",
            "cells got a ' before them, so that Excel leaves them as they are",
        ),
        (
            summary.illegal_characters,
            "character that XML forbids was left out",
            "characters that XML forbids were left out",
        ),
        (
            summary.remarks,
            "remark on a term does not fit the format",
            "remarks on terms do not fit the format",
        ),
        (
            summary.shortened,
            "cell was cut to the length that Excel can hold",
            "cells were cut to the length that Excel can hold",
        ),
        (
            summary.contexts,
            "further context does not fit the format",
            "further contexts do not fit the format",
        ),
        (
            summary.repeated,
            "pair was left out, as its term has a better one",
            "pairs were left out, as their terms have better ones",
        ),
        (
            summary.too_long,
            "pair is longer than the tool takes",
            "pairs are longer than the tool takes",
        ),
        (
            summary.relations,
            "relation to another entry does not fit the format",
            "relations to other entries do not fit the format",
        ),
    ];
    losses
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, several)| {
            format!("; {count} {}", if *count == 1 { one } else { several })
        })
        .collect()
}
