//! Entries as lines of JSON: everything that is known of them.

use std::io::Write;

use serde_json::{Map, Value, json};
use tmx::LangTag;

use super::WriteError;
use crate::entry::ConceptEntry;
use crate::import::{
    Broken, ContextsGiven, Field, Given, ImportRecord, ImportTerm, Mapping, Place, UsageGiven,
    table_records,
};

/// Version of the form of the lines.
const FORM: u64 = 1;

/// Writes an entry as a line: `{"v":1,"kind":"entry","entry":{…}}`. Its number is left out, since
/// it holds in one termbase only.
///
/// # Errors
///
/// `out` failed.
pub fn write_entry(
    out: &mut dyn Write,
    entry: &ConceptEntry,
    written: u64,
) -> Result<(), WriteError> {
    let failed = |source| WriteError {
        format: "JSONL",
        records: "entries",
        written,
        source,
    };
    let mut value = serde_json::to_value(entry).map_err(|error| failed(error.into()))?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("id");
    }
    let line = json!({ "v": FORM, "kind": "entry", "entry": value });
    writeln!(out, "{line}").map_err(failed)
}

/// The entries of lines of JSON, as [`write_entry`] writes them and as a dump has them; lines of a
/// dump that are no entries are left out. An object without `entry` is a row of a table whose
/// columns are its names, such as `{"term":"蓝碳","english":["blue carbon"]}`.
#[must_use]
pub fn read_entries(text: &str, mapping: &Mapping) -> Vec<Result<ImportRecord, Broken>> {
    let lines = (1..).zip(text.lines());
    lines
        .filter_map(|(number, line)| read_entry(line, number, mapping))
        .collect()
}

/// What a line with a number from 1 says, as [`read_entries`] has it; none where it says nothing.
pub(crate) fn read_entry(
    line: &str,
    number: usize,
    mapping: &Mapping,
) -> Option<Result<ImportRecord, Broken>> {
    if line.trim().is_empty() {
        return None;
    }
    let place = Place::line(number);
    record(line, place, mapping)
        .map_err(|reason| Broken { place, reason })
        .transpose()
}

fn record(line: &str, place: Place, mapping: &Mapping) -> Result<Option<ImportRecord>, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| {
        format!("it is no JSON ({error})").replace(" at line 1 column", " at column")
    })?;
    let Value::Object(mut fields) = value else {
        return Err("it is no object".to_owned());
    };
    match fields.remove("entry") {
        Some(Value::Object(entry)) => whole_entry(&entry, place).map(Some),
        Some(_) => Err("`entry` is no object".to_owned()),
        None if fields.contains_key("kind") => Ok(None),
        None => row(&fields, place, mapping),
    }
}

fn whole_entry(entry: &Map<String, Value>, place: Place) -> Result<ImportRecord, String> {
    let mut record = ImportRecord {
        place,
        has_own_tags: true,
        subject: text(entry, "subject")?,
        definition: text(entry, "definition")?,
        note: text(entry, "note")?,
        customer: text(entry, "customer")?,
        project: text(entry, "project")?,
        do_not_translate: value(entry, "do_not_translate")?,
        approved_by: text(entry, "approved_by")?,
        related: value(entry, "related")?,
        ..ImportRecord::default()
    };
    let uid = text(entry, "uid")?.into_option();
    record.uid = uid.filter(|uid| crate::import::is_uid(uid));
    for section in list(entry, "languages")? {
        let section = section.as_object().ok_or("a language is no object")?;
        let lang = section.get("lang").and_then(Value::as_str);
        let lang: LangTag = lang
            .ok_or("a language has no `lang`")?
            .parse()
            .map_err(|error| format!("{error}"))?;
        for term in list(section, "terms")? {
            let term = term.as_object().ok_or("a term is no object")?;
            record.push(&lang, whole_term(term)?);
        }
    }
    Ok(record)
}

fn whole_term(fields: &Map<String, Value>) -> Result<ImportTerm, String> {
    let text_of_term = fields.get("text").and_then(Value::as_str);
    let mut term = ImportTerm::new(text_of_term.ok_or("a term has no `text`")?);
    term.pinyin = text(fields, "pinyin")?;
    term.note = text(fields, "note")?;
    term.doubt = value(fields, "doubt")?.into_option().unwrap_or_default();
    term.part_of_speech = value(fields, "part_of_speech")?;
    term.forbidden = value(fields, "forbidden")?;
    term.term_type = value(fields, "term_type")?;
    if let Given::Value(contexts) = value(fields, "contexts")? {
        term.contexts = ContextsGiven::All(contexts);
    }
    if let Given::Value(usage) = value(fields, "usage")? {
        term.usage = UsageGiven::All(usage);
    }
    Ok(term)
}

fn text(fields: &Map<String, Value>, name: &str) -> Result<Given<String>, String> {
    let text: Given<String> = value(fields, name)?;
    Ok(match text {
        Given::Value(text) if text.trim().is_empty() => Given::Empty,
        text => text,
    })
}

fn value<T: serde::de::DeserializeOwned>(
    fields: &Map<String, Value>,
    name: &str,
) -> Result<Given<T>, String> {
    match fields.get(name) {
        None => Ok(Given::Absent),
        Some(Value::Null) => Ok(Given::Empty),
        Some(value) => serde_json::from_value(value.clone())
            .map(Given::Value)
            .map_err(|error| format!("`{name}` cannot be read ({error})")),
    }
}

fn list<'v>(fields: &'v Map<String, Value>, name: &str) -> Result<&'v [Value], String> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(values)) => Ok(values),
        Some(_) => Err(format!("`{name}` is no list")),
    }
}

/// An object as a row: names are headings, lists have `;` between their values.
fn row(
    fields: &Map<String, Value>,
    place: Place,
    mapping: &Mapping,
) -> Result<Option<ImportRecord>, String> {
    let shown = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let mut heading = Vec::new();
    let mut cells = Vec::new();
    // The version of a line of ours says nothing of an entry.
    for (name, value) in fields.iter().filter(|(name, _)| *name != "v") {
        heading.push(name.clone());
        cells.push(match value {
            Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join("; "),
            value => shown(value),
        });
    }
    // What another line has is no column of this one.
    let mapping: Mapping = mapping
        .iter()
        .filter(|(column, _)| fields.contains_key(column))
        .map(|(column, field): &(String, Field)| (column.clone(), *field))
        .collect();
    let rows = [(place, heading), (place, cells)];
    let records = table_records(&rows, &mapping).map_err(|_| "no term".to_owned())?;
    // Where no name is that of the term, the names themselves count as a row.
    match <[_; 1]>::try_from(records) {
        Ok([record]) => record.map(Some).map_err(|broken| broken.reason),
        Err(_) => Err("no term".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    fn read(text: &str) -> Vec<Result<ImportRecord, Broken>> {
        read_entries(text, &Vec::new())
    }

    #[test]
    fn a_flat_object_is_a_row() {
        let line = r#"{"v":1,"term":"蓝碳","english":["blue carbon","ocean carbon"],"owner":"A"}"#;
        let record = read(line).remove(0).unwrap();
        assert_eq!(record.terms(&LangTag::english()).count(), 2);
        assert_eq!(record.remarks, ["owner: A"]);
    }

    #[test]
    fn lines_that_are_no_entries_are_told() {
        let text = "{\"v\":1,\"kind\":\"unit\",\"unit\":{}}\n\n[1]\n{\"term\":\n\
                    {\"entry\":{\"languages\":[{\"terms\":[]}]}}\n{\"a\":1}\n";
        let told: Vec<String> = read(text)
            .into_iter()
            .map(|record| record.unwrap_err().to_string())
            .collect();
        assert_eq!(told.len(), 4);
        assert_eq!(told[0], "line 3: it is no object");
        assert!(told[1].starts_with("line 4: it is no JSON"), "{}", told[1]);
        assert_eq!(told[2], "line 5: a language has no `lang`");
        assert_eq!(told[3], "line 6: no term");
    }

    proptest! {
        #[test]
        fn no_line_is_too_odd(text in any::<String>(), json in "[{}\\[\\]\":,a-z0-9 ]{0,40}") {
            let _ = read(&text);
            let _ = read(&json);
            let _ = read(&format!("{{\"entry\":{{\"languages\":{json}}}}}"));
        }
    }
}
