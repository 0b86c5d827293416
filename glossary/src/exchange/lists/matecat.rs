//! CSV as MateCat imports glossaries: `forbidden`, `domain`, `subdomain`, `definition`, and of each
//! language its tag, notes and an example.

use tmx::LangTag;

use super::ListOptions;
use super::pairs::{Pair, joined};
use super::read::Renamed;
use crate::entry::subject_parts;

/// The heading.
pub(super) fn header(options: &ListOptions) -> Vec<String> {
    let mut names: Vec<String> = ["forbidden", "domain", "subdomain", "definition"]
        .map(str::to_owned)
        .to_vec();
    for tag in [&options.source_tag, &options.target_tag] {
        names.push(region(tag));
        names.extend(["notes", "example of use"].map(str::to_owned));
    }
    names
}

/// A pair in these columns.
pub(super) fn row(pair: &Pair<'_>) -> Vec<String> {
    let entry = pair.entry;
    let subject = entry.subject.as_deref().unwrap_or_default();
    let mut fields = subject_parts(subject);
    let domain = fields.next().unwrap_or_default().to_owned();
    let subdomain = fields.collect::<Vec<_>>().join("/");
    let forbidden = match pair.target.is_some_and(|term| term.forbidden) {
        true => "True",
        false => "",
    };
    let pinyin = pair.source.pinyin.as_deref();
    let pinyin = pinyin.map(|pinyin| format!("pinyin: {pinyin}"));
    let example = pair.source.contexts.first();
    vec![
        forbidden.to_owned(),
        domain,
        subdomain,
        entry.definition.clone().unwrap_or_default(),
        pair.source.text.clone(),
        joined([pinyin.as_deref(), entry.note.as_deref()]),
        example.map(|it| it.text.clone()).unwrap_or_default(),
        pair.english().to_owned(),
        String::new(),
        example
            .and_then(|it| it.translation.clone())
            .unwrap_or_default(),
    ]
}

/// What MateCat's columns are; none where it is no list of MateCat.
pub(super) fn renamed(names: &[String]) -> Option<Renamed> {
    let lower: Vec<String> = names
        .iter()
        .map(|name| name.trim().to_lowercase())
        .collect();
    let has = |name: &str| lower.iter().any(|it| it == name);
    if !(has("forbidden") && has("domain") && has("definition")) {
        return None;
    }
    let mut lang = String::new();
    let columns = lower.iter().map(|name| {
        match (name.as_str(), lang.as_str()) {
            ("forbidden", _) => "status",
            ("domain" | "subdomain", _) => "subject",
            ("definition", _) => "definition",
            ("notes", _) => "note",
            ("example of use", "zh") => "context",
            ("example of use", "en") => "context english",
            (name, _) => {
                let tag = name.parse::<LangTag>();
                lang = tag.map_or_else(|_| String::new(), |tag| tag.primary().to_owned());
                match lang.as_str() {
                    "zh" => "term",
                    "en" => "english",
                    _ => name,
                }
            }
        }
        .to_owned()
    });
    let mut renamed = Renamed::new(columns.collect());
    renamed.is_true_forbidden = true;
    renamed.joins_subject = true;
    Some(renamed)
}

/// MateCat wants tags with a region.
fn region(tag: &LangTag) -> String {
    match tag.as_str() {
        "en" => "en-US",
        "zh" | "zh-Hans" => "zh-CN",
        "zh-Hant" => "zh-TW",
        other => other,
    }
    .to_owned()
}
