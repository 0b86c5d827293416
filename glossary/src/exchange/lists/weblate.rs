//! CSV as Weblate and the Translate Toolkit read it.

use super::pairs::{Pair, joined};
use super::read::Renamed;

/// The heading.
pub(super) const HEADER: [&str; 8] = [
    "location",
    "source",
    "target",
    "ID",
    "fuzzy",
    "context",
    "translator_comments",
    "developer_comments",
];

/// A pair in these columns. Two rows with one source have to differ in the context.
pub(super) fn row(pair: &Pair<'_>, is_repeated: bool, ordinal: usize) -> Vec<String> {
    let entry = pair.entry;
    let context = match is_repeated {
        true => format!("{}.{}", entry.uid, ordinal + 1),
        false => String::new(),
    };
    let pinyin = pair.source.pinyin.as_deref();
    let pinyin = pinyin.map(|pinyin| format!("pinyin: {pinyin}"));
    vec![
        String::new(),
        pair.source.text.clone(),
        pair.english().to_owned(),
        String::new(),
        String::new(),
        context,
        pair.target
            .and_then(|term| term.note.clone())
            .unwrap_or_default(),
        joined([
            pinyin.as_deref(),
            entry.subject.as_deref(),
            entry.definition.as_deref(),
            entry.note.as_deref(),
        ]),
    ]
}

/// What these columns are; none where it is no such list.
pub(super) fn renamed(names: &[String]) -> Option<Renamed> {
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if !(has("source") && has("target") && has("developer_comments")) {
        return None;
    }
    let columns = names.iter().map(|name| {
        match name.as_str() {
            "source" => "term",
            "target" => "english",
            "translator_comments" | "developer_comments" => "note",
            // What tells equal rows apart says nothing of them.
            "location" | "ID" | "context" => "no.",
            other => other,
        }
        .to_owned()
    });
    Some(Renamed::new(columns.collect()))
}
