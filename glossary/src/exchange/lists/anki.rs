//! Notes for Anki: tabs, with lines before them that tell Anki what the columns are.
//!
//! The first two columns are named as the fields of Anki's own note type Basic; a note type with a
//! field `Pinyin` gets that too. A note has the uid of its entry as its identifier, so that importing once more changes notes and
//! adds none.

use super::ListOptions;
use super::pairs::{Pair, joined};
use super::read::Renamed;
use crate::entry::subject_parts;

const COLUMNS: [&str; 6] = ["Front", "Back", "Pinyin", "Notes", "ID", "Tags"];

/// The lines before the notes.
pub(super) fn header() -> Vec<String> {
    vec![
        "#separator:tab".to_owned(),
        "#html:false".to_owned(),
        "#guid column:5".to_owned(),
        "#tags column:6".to_owned(),
        format!("#columns:{}", COLUMNS.join("\t")),
    ]
}

/// A note a Chinese term, with all equivalents.
pub(super) fn row(
    pairs: &[Pair<'_>],
    ordinal: usize,
    options: &ListOptions,
) -> Option<Vec<String>> {
    let first = pairs.first()?;
    let entry = first.entry;
    let english: Vec<&str> = pairs.iter().map(Pair::english).collect();
    let identifier = match ordinal {
        0 => entry.uid.clone(),
        ordinal => format!("{}.{}", entry.uid, ordinal + 1),
    };
    let tags = entry.subject.as_deref().map(|subject| {
        let parts = subject_parts(subject);
        let parts = parts.map(|part| part.split_whitespace().collect::<Vec<_>>().join("_"));
        parts.collect::<Vec<_>>().join("::")
    });
    let source = first
        .target
        .and_then(|term| term.source(options.as_of.as_ref()));
    Some(vec![
        first.source.text.clone(),
        english.join("; "),
        first.source.pinyin.clone().unwrap_or_default(),
        joined([entry.definition.as_deref(), entry.note.as_deref(), source]),
        identifier,
        tags.unwrap_or_default(),
    ])
}

/// The rows of notes under a heading of ours; none where they are no notes.
pub(super) fn rows(text: &str) -> Option<(Vec<String>, String, usize)> {
    let text = text.trim_start_matches('\u{FEFF}');
    if !text.starts_with("#separator:") {
        return None;
    }
    let mut names = Vec::new();
    let mut lines = 0;
    let mut rest = text;
    while rest.starts_with('#') {
        let (line, next) = rest.split_once('\n').unwrap_or((rest, ""));
        if let Some(columns) = line.trim_end_matches('\r').strip_prefix("#columns:") {
            names = columns.split('\t').map(str::to_owned).collect();
        }
        lines += 1;
        rest = next;
    }
    if names.is_empty() {
        return None;
    }
    Some((names, rest.to_owned(), lines))
}

/// What our own columns are.
pub(super) fn renamed(names: &[String]) -> Renamed {
    let columns = names.iter().map(|name| {
        match name.as_str() {
            "ID" => "no.",
            "Front" => "term",
            "Pinyin" => "pinyin",
            "Back" => "english",
            "Notes" => "note",
            "Tags" => "subject",
            other => other,
        }
        .to_owned()
    });
    let mut renamed = Renamed::new(columns.collect());
    renamed.has_tags = true;
    renamed
}
