//! A thing as fields, each of which two people can change apart from the other, and back.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tmx::LangTag;

use super::Kind;
use crate::curate::new_concept;
use crate::entry::TermSec;

/// The name of a field: a word for what the thing itself says; language and text of a term; or
/// language, text and a word for what is said of that term.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Field(pub(super) Vec<String>);

/// The fields of a thing. What nothing is said of is left out.
pub type Fields = BTreeMap<Field, Value>;

/// The order of an entry's terms, as a field.
const ORDER: &str = "order of terms";
/// Columns of an entry that are its terms, or name it.
const APART: [&str; 3] = ["id", "uid", "languages"];
/// What is compared of a text; the rest is made from its file.
const OF_TEXTS: [&str; 2] = ["source", "date"];
const OF_DECISIONS: [&str; 3] = ["term", "verdict", "reason"];

impl Field {
    pub(super) fn own(name: &str) -> Self {
        Self(vec![name.to_owned()])
    }

    pub(super) fn order() -> Self {
        Self::own(ORDER)
    }

    pub(super) fn term(lang: &str, text: &str) -> Self {
        Self(vec![lang.to_owned(), text.to_owned()])
    }

    fn of_term(lang: &str, text: &str, name: &str) -> Self {
        Self(vec![lang.to_owned(), text.to_owned(), name.to_owned()])
    }

    /// Whether it says that a term is there.
    pub(super) fn is_term(&self) -> bool {
        self.0.len() == 2
    }

    /// Whether it says that a term of the language of `lang` is there, whatever its script or region.
    pub(super) fn is_term_of(&self, lang: &str) -> bool {
        let primary = |tag: &str| tag.split('-').next().map(str::to_owned);
        self.is_term()
            && self
                .0
                .first()
                .is_some_and(|it| primary(it) == primary(lang))
    }

    /// Whether it is `other` or says something of the term that `other` is.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

/// `definition`, `en blue carbon`, `en blue carbon: note`.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [lang, text] => write!(f, "{lang} {text}"),
            [lang, text, name] => write!(f, "{lang} {text}: {name}"),
            own => f.write_str(&own.concat()),
        }
    }
}

/// The fields of a thing, from its line in a dump.
#[must_use]
pub fn fields(kind: Kind, value: &Value) -> Fields {
    let mut fields = Fields::new();
    let named: &[&str] = match kind {
        Kind::Entry => {
            entry_fields(value, &mut fields);
            return fields;
        }
        Kind::Text => &OF_TEXTS,
        Kind::Decision => &OF_DECISIONS,
        // Its text names it, and nothing else of it is edited.
        Kind::Unit => &[],
    };
    for name in named {
        put(&mut fields, Field::own(name), value.get(name));
    }
    fields
}

/// The line of a thing in a dump, with these fields; what they do not tell is taken from `rest`,
/// another line of the same thing.
#[must_use]
pub fn whole(kind: Kind, fields: &Fields, rest: &Value) -> Value {
    if kind == Kind::Entry {
        return entry(fields, rest);
    }
    let mut value = rest.clone();
    let named: &[&str] = match kind {
        Kind::Text => &OF_TEXTS,
        Kind::Decision => &OF_DECISIONS,
        Kind::Entry | Kind::Unit => &[],
    };
    if let Some(object) = value.as_object_mut() {
        for name in named {
            let said = fields.get(&Field::own(name)).cloned();
            object.insert((*name).to_owned(), said.unwrap_or(Value::Null));
        }
    }
    value
}

fn entry_fields(value: &Value, fields: &mut Fields) {
    for (name, value) in value.as_object().into_iter().flatten() {
        if !APART.contains(&name.as_str()) {
            put(fields, Field::own(name), Some(value));
        }
    }
    let mut order: Vec<Value> = Vec::new();
    for section in items(value, "languages") {
        let lang = string(section, "lang");
        for term in items(section, "terms") {
            let text = string(term, "text");
            order.push(json!([lang, text]));
            fields.insert(Field::term(lang, text), Value::Bool(true));
            for (name, value) in term.as_object().into_iter().flatten() {
                let value = match name.as_str() {
                    "text" | "doubt" => continue,
                    // How sure it is belongs to what it is.
                    "pinyin" => &with_doubt(value, term.get("doubt")),
                    _ => value,
                };
                put(fields, Field::of_term(lang, text, name), Some(value));
            }
        }
    }
    put(fields, Field::order(), Some(&Value::Array(order)));
}

fn with_doubt(pinyin: &Value, doubt: Option<&Value>) -> Value {
    match doubt.filter(|doubt| says_something(doubt) && doubt.as_str() != Some("")) {
        Some(doubt) => json!([pinyin, doubt]),
        None => pinyin.clone(),
    }
}

fn entry(fields: &Fields, rest: &Value) -> Value {
    let mut object = empty_entry();
    for name in ["uid", "id"] {
        object.remove(name);
        object.extend(rest.get(name).map(|value| (name.to_owned(), value.clone())));
    }
    let mut sections: Vec<(String, Vec<Value>)> = Vec::new();
    for (lang, text) in order_of(fields) {
        let term = term(fields, &lang, &text);
        match sections.iter_mut().find(|(known, _)| *known == lang) {
            Some((_, terms)) => terms.push(term),
            None => sections.push((lang, vec![term])),
        }
    }
    let sections = sections.into_iter();
    let sections = sections.map(|(lang, terms)| json!({ "lang": lang, "terms": terms }));
    object.insert("languages".to_owned(), sections.collect());
    for (field, value) in fields {
        if let [name] = field.0.as_slice()
            && name != ORDER
        {
            object.insert(name.clone(), value.clone());
        }
    }
    Value::Object(object)
}

fn term(fields: &Fields, lang: &str, text: &str) -> Value {
    let mut object = object(serde_json::to_value(TermSec::new(text)));
    let term = Field::term(lang, text);
    let said = fields.range(term.clone()..);
    for (field, value) in said.take_while(|(field, _)| field.is_within(&term)) {
        match (field.0.get(2).map(String::as_str), value.as_array()) {
            (None, _) => {}
            (Some("pinyin"), Some(pair)) => {
                for (name, value) in ["pinyin", "doubt"].into_iter().zip(pair) {
                    object.insert(name.to_owned(), value.clone());
                }
            }
            (Some(name), _) => {
                object.insert(name.to_owned(), value.clone());
            }
        }
    }
    Value::Object(object)
}

/// An entry that says nothing, so that fields of which nothing is said are there.
fn empty_entry() -> Map<String, Value> {
    let entry = new_concept(&LangTag::chinese(), TermSec::new(""));
    object(serde_json::to_value(entry))
}

fn object(value: Result<Value, serde_json::Error>) -> Map<String, Value> {
    match value {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

/// The terms, language and text, in their order.
pub(super) fn order_of(fields: &Fields) -> Vec<(String, String)> {
    let order = fields.get(&Field::order()).and_then(Value::as_array);
    let pair = |pair: &Value| {
        let part = |index| pair.get(index).and_then(Value::as_str).map(str::to_owned);
        part(0).zip(part(1))
    };
    order.into_iter().flatten().filter_map(pair).collect()
}

/// Puts the terms in an order, those of a language together.
pub(super) fn set_order(fields: &mut Fields, order: &[(String, String)]) {
    let mut langs: Vec<&String> = Vec::new();
    for (lang, _) in order {
        if !langs.contains(&lang) {
            langs.push(lang);
        }
    }
    let grouped = langs
        .into_iter()
        .flat_map(|lang| order.iter().filter(move |(of, _)| of == lang));
    let grouped: Value = grouped.map(|(lang, text)| json!([lang, text])).collect();
    fields.remove(&Field::order());
    put(fields, Field::order(), Some(&grouped));
}

fn put(fields: &mut Fields, field: Field, value: Option<&Value>) {
    if let Some(value) = value.filter(|value| says_something(value)) {
        fields.insert(field, value.clone());
    }
}

/// Whether a value is more than the absence of one. An empty text is: somebody typed it.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(object) => !object.is_empty(),
        Value::Bool(true) | Value::Number(_) | Value::String(_) => true,
    }
}

fn items<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn string<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::{Edit, apply};
    use crate::entry::ConceptEntry;

    fn sample() -> ConceptEntry {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let term = TermSec {
            pinyin: Some("lán tàn".to_owned()),
            doubt: "mc".parse().unwrap(),
            ..TermSec::new("蓝碳")
        };
        let mut entry = new_concept(&zh, term);
        entry.uid = "u".to_owned();
        let edit = Edit {
            equivalents: vec!["blue carbon".to_owned()],
            forbidden: Some(true),
            from: "2012".parse().ok(),
            subject: Some("ocean".to_owned()),
            note: Some(String::new()),
            ..Edit::default()
        };
        apply(&mut entry, "蓝碳", &zh, &en, &edit);
        entry
    }

    #[test]
    fn an_entry_is_its_fields_and_back() {
        let entry = sample();
        let value = serde_json::to_value(&entry).unwrap();
        let fields = fields(Kind::Entry, &value);
        let names: Vec<String> = fields.keys().map(ToString::to_string).collect();
        assert!(
            names.contains(&"en blue carbon: usage".to_owned()),
            "{names:?}"
        );
        assert!(
            names.contains(&"zh-CN 蓝碳: pinyin".to_owned()),
            "{names:?}"
        );
        assert!(
            !names.iter().any(|name| name.contains("doubt")),
            "{names:?}"
        );
        let back = whole(Kind::Entry, &fields, &value);
        assert_eq!(serde_json::from_value::<ConceptEntry>(back).unwrap(), entry);
    }

    #[test]
    fn terms_of_a_language_stay_together() {
        let mut fields = Fields::new();
        let pair = |lang: &str, text: &str| (lang.to_owned(), text.to_owned());
        let order = [pair("zh", "a"), pair("en", "b"), pair("zh", "c")];
        set_order(&mut fields, &order);
        let order = order_of(&fields);
        assert_eq!(order, [pair("zh", "a"), pair("zh", "c"), pair("en", "b")]);
    }
}
