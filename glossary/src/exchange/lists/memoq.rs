//! CSV as memoQ imports term bases: semicolons, UTF-8, a heading that names memoQ's own fields.

use tmx::LangTag;

use super::pairs::{Pair, joined};
use super::{ListOptions, read::Renamed};

/// The heading, with memoQ's names of the languages.
pub(super) fn header(options: &ListOptions) -> Vec<String> {
    let (source, target) = (name(&options.source_tag), name(&options.target_tag));
    [
        "Entry_ID",
        "Entry_Subject",
        "Entry_Domain",
        "Entry_ClientID",
        "Entry_ProjectID",
        "Entry_Note",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([
        source.clone(),
        format!("{source}_Def"),
        "Term_Example".to_owned(),
        target,
        "Term_Info".to_owned(),
    ])
    .collect()
}

/// A pair in these columns.
pub(super) fn row(pair: &Pair<'_>) -> Vec<String> {
    let entry = pair.entry;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let pinyin = pair.source.pinyin.as_deref();
    let pinyin = pinyin.map(|pinyin| format!("pinyin: {pinyin}"));
    let example = pair.source.contexts.first();
    vec![
        entry.uid.clone(),
        text(&entry.subject),
        String::new(),
        text(&entry.customer),
        text(&entry.project),
        joined([pinyin.as_deref(), entry.note.as_deref()]),
        pair.source.text.clone(),
        text(&entry.definition),
        example.map(|it| it.text.clone()).unwrap_or_default(),
        pair.english().to_owned(),
        String::new(),
    ]
}

/// What memoQ's columns are; none where it is no list of memoQ.
pub(super) fn renamed(names: &[String]) -> Option<Renamed> {
    let is_memoq = names
        .iter()
        .any(|name| name == "Entry_ID" || name == "Entry_Note");
    if !is_memoq {
        return None;
    }
    // What is said of a term stands behind it.
    let mut is_chinese = false;
    let columns = names.iter().map(|name| {
        let language = name.strip_suffix("_Def").unwrap_or(name);
        if language.starts_with("Chinese") {
            is_chinese = true;
        } else if language.starts_with("English") {
            is_chinese = false;
        }
        match name.as_str() {
            "Entry_ID" => "id",
            "Entry_Subject" => "subject",
            "Entry_ClientID" => "customer",
            "Entry_ProjectID" => "project",
            "Entry_Note" => "note",
            "Term_Example" if is_chinese => "context",
            name if name.ends_with("_Def") => "definition",
            name if name.starts_with("Chinese") => "term",
            name if name.starts_with("English") => "english",
            other => other,
        }
        .to_owned()
    });
    Some(Renamed::new(columns.collect()))
}

/// The name of a language in memoQ's headings.
fn name(tag: &LangTag) -> String {
    match tag.as_str() {
        "zh-CN" | "zh" | "zh-Hans" => "Chinese_PRC",
        "zh-TW" | "zh-Hant" => "Chinese_Taiwan",
        "zh-HK" => "Chinese_Hong_Kong",
        "en" => "English",
        "en-US" => "English_United_States",
        "en-GB" => "English_United_Kingdom",
        other => other,
    }
    .to_owned()
}
