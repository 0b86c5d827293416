//! What an import changes, field by field, in words.

use std::fmt;

use tmx::LangTag;

use crate::entry::{ConceptEntry, Context, TermType, Usage};
use crate::words::normal_form;

/// A field in which the termbase and a file differ, or in which an entry was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The term of the entry.
    pub term: String,
    /// The field: `definition`, `status of blue carbon`.
    pub field: String,
    /// What the termbase says; empty when it says nothing.
    pub ours: String,
    /// What the file says, or what became of it.
    pub theirs: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| match text {
            "" => "(none)".to_owned(),
            text => text.replace(['\r', '\n', '\t'], " "),
        };
        write!(
            f,
            "{}: {}: {} → {}",
            self.term,
            self.field,
            shown(&self.ours),
            shown(&self.theirs)
        )
    }
}

/// What was changed of an entry, field by field.
pub(super) fn differences(
    before: &ConceptEntry,
    after: &ConceptEntry,
    source: &LangTag,
) -> Vec<Difference> {
    let term = before.terms(source).next();
    let term = term.map_or_else(String::new, |term| term.text.clone());
    let mut found = Vec::new();
    let mut tell = |field: &str, ours: &str, theirs: &str| {
        if ours != theirs {
            found.push(Difference {
                term: term.clone(),
                field: field.to_owned(),
                ours: ours.to_owned(),
                theirs: theirs.to_owned(),
            });
        }
    };
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut languages: Vec<&LangTag> = Vec::new();
    for section in before.languages.iter().chain(&after.languages) {
        if !languages
            .iter()
            .any(|lang| lang.same_language(&section.lang))
        {
            languages.push(&section.lang);
        }
    }
    for lang in languages {
        let texts = |entry: &ConceptEntry| -> String {
            let texts: Vec<&str> = entry.terms(lang).map(|term| term.text.as_str()).collect();
            texts.join("; ")
        };
        tell(&language(lang), &texts(before), &texts(after));
        for new in after.terms(lang) {
            let norm = normal_form(&new.text);
            let Some(old) = before.terms(lang).find(|it| normal_form(&it.text) == norm) else {
                continue;
            };
            let name = |field: &str| match lang.same_language(source) {
                true => field.to_owned(),
                false => format!("{field} of {}", new.text),
            };
            tell(&name("pinyin"), &said(&old.pinyin), &said(&new.pinyin));
            tell(
                &name("part of speech"),
                old.part_of_speech.as_str(),
                new.part_of_speech.as_str(),
            );
            tell(&name("use"), allowed(old.forbidden), allowed(new.forbidden));
            tell(&name("use"), &periods(&old.usage), &periods(&new.usage));
            tell(&name("note"), &said(&old.note), &said(&new.note));
            let kind = |kind: Option<TermType>| kind.map_or("", TermType::as_str);
            tell(&name("type"), kind(old.term_type), kind(new.term_type));
            let contexts = |contexts: &[Context]| {
                let lines = contexts.iter().map(|context| {
                    let parts = [
                        &Some(context.text.clone()),
                        &context.translation,
                        &context.source,
                    ];
                    let parts: Vec<&str> =
                        parts.into_iter().flatten().map(String::as_str).collect();
                    parts.join(" / ")
                });
                lines.collect::<Vec<_>>().join(" | ")
            };
            let (old, new) = (contexts(&old.contexts), contexts(&new.contexts));
            tell(&name("context"), &old, &new);
        }
    }
    tell("subject", &said(&before.subject), &said(&after.subject));
    let definition = (said(&before.definition), said(&after.definition));
    tell("definition", &definition.0, &definition.1);
    tell("note", &said(&before.note), &said(&after.note));
    tell("customer", &said(&before.customer), &said(&after.customer));
    tell("project", &said(&before.project), &said(&after.project));
    let approved = (said(&before.approved_by), said(&after.approved_by));
    tell("approved by", &approved.0, &approved.1);
    let stays = |entry: &ConceptEntry| if entry.do_not_translate { "yes" } else { "no" };
    tell("do not translate", stays(before), stays(after));
    let related = |entry: &ConceptEntry| {
        let related = entry.related.iter();
        let related = related.map(|it| format!("{} {}", it.relation, it.uid));
        related.collect::<Vec<_>>().join("; ")
    };
    tell("related", &related(before), &related(after));
    found
}

pub(super) fn allowed(forbidden: bool) -> &'static str {
    if forbidden { "forbidden" } else { "allowed" }
}

/// Periods as messages have them: `preferred from 2018 (Charter)`.
pub(super) fn periods(usage: &[Usage]) -> String {
    let period = |usage: &Usage| {
        let mut parts = Vec::new();
        parts.extend(usage.status.map(|status| status.to_string()));
        parts.extend(usage.from.map(|date| format!("from {date}")));
        parts.extend(usage.until.map(|date| format!("until {date}")));
        parts.extend(usage.source.as_ref().map(|source| format!("({source})")));
        parts.join(" ")
    };
    let periods: Vec<String> = usage.iter().map(period).collect();
    periods.join("; ")
}

pub(super) fn language(lang: &LangTag) -> String {
    match lang.primary() {
        "en" => "english".to_owned(),
        "zh" => "term".to_owned(),
        _ => lang.to_string(),
    }
}
