//! Glossaries of OmegaT: term, translation and comment with tabs between them, `#` before comments.
//!
//! Fields are trimmed and nothing can be quoted, so tabs and breaks become blanks; a term that
//! begins with `#` cannot be written.

use super::pairs::{Pair, joined};
use crate::words::is_han;

/// The first line, which tells OmegaT 6 the encoding and is a comment to older ones.
pub(super) const HEADER: &str = "# -*- coding: utf-8 -*-";

/// Term, equivalent, and what OmegaT shows with them.
pub(super) fn row(pair: &Pair<'_>) -> Vec<String> {
    let entry = pair.entry;
    let comment = joined([
        pair.source.pinyin.as_deref(),
        entry.subject.as_deref(),
        entry.definition.as_deref(),
        entry.note.as_deref(),
        pair.target.and_then(|term| term.note.as_deref()),
    ]);
    vec![pair.source.text.clone(), pair.english().to_owned(), comment]
}

/// The rows of a glossary under a heading of ours; which column is the Chinese, its cells say.
pub(crate) fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let cells = line.split('\t').map(|cell| cell.trim().to_owned());
        rows.push((at + 1, cells.collect()));
    }
    let chinese = |column: usize| {
        let cells = rows.iter().filter_map(|(_, cells)| cells.get(column));
        cells.filter(|cell| cell.chars().any(is_han)).count()
    };
    let heading = match chinese(1) > chinese(0) {
        true => ["english", "term", "note"],
        false => ["term", "english", "note"],
    };
    rows.insert(0, (0, heading.map(str::to_owned).to_vec()));
    rows
}
