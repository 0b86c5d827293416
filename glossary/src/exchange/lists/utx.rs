//! UTX 1.11 (AAMT): tabs, CR LF, no byte order mark, a header of `#` lines whose last one names the
//! columns. Read are 1.00 to 1.20.

use tmx::{LangTag, Timestamp};

use crate::import::is_uid;

use super::ListOptions;
use super::pairs::Pair;

/// The columns; those of our own begin with `x-`, as the specification wants it.
const COLUMNS: [&str; 10] = [
    "src",
    "tgt",
    "src:pos",
    "tgt:pos",
    "term status",
    "src:comment",
    "tgt:comment",
    "concept ID",
    "x-pinyin",
    "x-subject",
];

/// The lines of the header; no `;` ends them, since readers then look for more.
pub(super) fn header(options: &ListOptions) -> Vec<String> {
    let date = options.date.map(Timestamp::to_date);
    let date = date.map_or_else(String::new, |date| format!("; {date}"));
    let (source, target) = (&options.source_tag, &options.target_tag);
    vec![
        format!("#UTX 1.11; {source}/{target}{date}"),
        format!("#{}", COLUMNS.join("\t")),
    ]
}

/// A pair in these columns.
pub(super) fn row(pair: &Pair<'_>, options: &ListOptions) -> Vec<String> {
    let entry = pair.entry;
    let status = match pair.status(options.as_of.as_ref()) {
        "preferred" => "approved",
        "admitted" => "provisional",
        "deprecated" | "superseded" => "non-standard",
        other => other,
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        pair.source.text.clone(),
        pair.english().to_owned(),
        pair.source.part_of_speech.as_str().to_owned(),
        pair.target
            .map_or("", |term| term.part_of_speech.as_str())
            .to_owned(),
        status.to_owned(),
        text(&entry.definition),
        text(&entry.note),
        entry.uid.clone(),
        text(&pair.source.pinyin),
        text(&entry.subject),
    ]
}

/// The rows of a list under a heading of ours; none where it is no UTX.
pub(super) fn rows(text: &str) -> Option<Vec<(usize, Vec<String>)>> {
    let first = text.lines().next()?.trim_start_matches('\u{FEFF}');
    let about = first.strip_prefix("#UTX")?;
    let is_back = is_from_english(about);
    let mut rows = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (at, line) in text.lines().enumerate().skip(1) {
        if let Some(comment) = line.strip_prefix('#') {
            let is_columns = comment.starts_with("src\t") || comment.trim() == "src";
            if is_columns && names.is_empty() {
                names = comment
                    .split('\t')
                    .map(|name| ours(name, is_back))
                    .collect();
            }
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        if names.is_empty() {
            // The columns that every list has.
            let columns = ["src", "tgt", "src:pos"];
            names = columns.map(|name| ours(name, is_back)).to_vec();
        }
        if rows.is_empty() {
            rows.push((0, names.clone()));
        }
        let cells = line.split('\t').zip(names.iter().map(String::as_str));
        let cells = cells.map(|(cell, name)| match (name, cell.trim()) {
            // What is not said.
            (_, "-") => String::new(),
            // Identifiers of others mean nothing here.
            ("id", id) if !is_uid(id) => String::new(),
            ("status", "approved") => "preferred".to_owned(),
            ("status", "provisional") => "admitted".to_owned(),
            ("status", "non-standard") => "deprecated".to_owned(),
            (_, cell) => cell.to_owned(),
        });
        rows.push((at + 1, cells.collect()));
    }
    Some(rows)
}

/// Whether the list goes from English to Chinese.
fn is_from_english(about: &str) -> bool {
    let pair = about.split(';').nth(1).unwrap_or_default();
    let (source, _) = pair.trim().split_once('/').unwrap_or((pair.trim(), ""));
    let source = source.parse::<LangTag>();
    source.is_ok_and(|tag| tag.same_language(&LangTag::english()))
}

fn ours(name: &str, is_back: bool) -> String {
    let known = match (name.trim(), is_back) {
        ("src", false) | ("tgt", true) => "term",
        ("src", true) | ("tgt", false) => "english",
        ("src:pos", false) | ("tgt:pos", true) => "part of speech",
        // That of the equivalent follows from the term.
        ("tgt:pos" | "src:pos", _) => "no.",
        ("term status", _) => "status",
        ("src:comment", false) | ("tgt:comment", true) => "definition",
        ("src:comment" | "tgt:comment" | "comment", _) => "note",
        ("concept ID" | "Concept ID", _) => "id",
        ("x-pinyin" | "src:pinyin", _) => "pinyin",
        ("x-subject", _) => "subject",
        (name, _) => name,
    };
    known.to_owned()
}
