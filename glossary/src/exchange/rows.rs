//! Entries as rows of a table, one a pair of terms.

use crate::entry::{ConceptEntry, PartialDate, TermSec};
use crate::store::WorkingPair;

/// The headings of the columns of [`entry_rows`].
pub const HEADING: [&str; 22] = [
    "term",
    "english",
    "pinyin",
    "part of speech",
    "status",
    "source",
    "subject",
    "definition",
    "note",
    "id",
    "uid",
    "from",
    "until",
    "term type",
    "english type",
    "customer",
    "project",
    "do not translate",
    "approved by",
    "context",
    "context english",
    "context source",
];

/// The rows of an entry: each of its terms with each of its equivalents, or alone if it has none.
///
/// Status, source and period of use are those of the equivalent, on the day asked for or the
/// latest ones; the context is the best one of the term. What an entry has to do with others is
/// not in the table. Equivalents that are never to be used are left out, or have the status
/// `forbidden`.
#[must_use]
pub fn entry_rows(
    entry: &ConceptEntry,
    pair: &WorkingPair,
    as_of: Option<&PartialDate>,
    include_forbidden: bool,
) -> Vec<[String; HEADING.len()]> {
    let blank = TermSec::new("");
    let mut targets: Vec<&TermSec> = entry
        .terms(&pair.target)
        .filter(|term| include_forbidden || !term.forbidden)
        .collect();
    if targets.is_empty() {
        targets.push(&blank);
    }
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let row = |source: &TermSec, target: &TermSec| {
        let usage = target.current_usage(as_of);
        let status = match (target.forbidden, target.status(as_of)) {
            (true, _) => "forbidden",
            (false, Some(status)) => status.as_str(),
            (false, None) => "",
        };
        let date = |date: Option<PartialDate>| date.map_or_else(String::new, |it| it.to_string());
        let kind = |term: &TermSec| term.term_type.map_or_else(String::new, |it| it.to_string());
        let context = source.contexts.first().cloned().unwrap_or_default();
        [
            source.text.clone(),
            target.text.clone(),
            text(&source.pinyin),
            source.part_of_speech.as_str().to_owned(),
            status.to_owned(),
            target.source(as_of).unwrap_or_default().to_owned(),
            text(&entry.subject),
            text(&entry.definition),
            text(&entry.note),
            format!("#{}", entry.id),
            entry.uid.clone(),
            date(usage.and_then(|usage| usage.from)),
            date(usage.and_then(|usage| usage.until)),
            kind(source),
            kind(target),
            text(&entry.customer),
            text(&entry.project),
            if entry.do_not_translate { "yes" } else { "" }.to_owned(),
            text(&entry.approved_by),
            context.text,
            context.translation.unwrap_or_default(),
            context.source.unwrap_or_default(),
        ]
    };
    entry
        .terms(&pair.source)
        .flat_map(|source| targets.iter().map(move |target| (source, *target)))
        .map(|(source, target)| row(source, target))
        .collect()
}
