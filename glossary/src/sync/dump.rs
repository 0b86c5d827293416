//! A dump in a file: read with guards, and written as the store writes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tmx::{LangTag, TranslationUnit, Variant};

use super::{Facts, Fields, Key, Kind, Thing, fields, whole};
use crate::entry::{ConceptEntry, PartialDate};
use crate::store::{Verdict, uid};
use crate::text::{Landmarks, RepairReport, SourceMap, content_hash};

/// Version of the form of the lines.
const FORM: u64 = 1;
/// What `dump --history` adds.
const OF_HISTORY: [&str; 6] = [
    "text-aside",
    "unit-aside",
    "operation",
    "change",
    "bulk",
    "number",
];
/// No uid of ours is longer, in bytes.
const LONGEST_UID: usize = 200;

/// What a dump holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dump {
    /// Settings of the termbase.
    pub settings: BTreeMap<String, String>,
    /// The line of each thing, by kind and uid.
    pub things: BTreeMap<(Kind, String), Value>,
    /// How many lines of history there were, which are not kept.
    pub history: usize,
}

/// Why a dump is not read: the line and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct ReadDumpError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub fault: DumpFault,
}

/// What is wrong with a line of a dump.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DumpFault {
    /// The file has nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is no text, or one in another encoding.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// The file ends in the middle of a line.
    #[error("the file is cut off here")]
    Truncated,
    /// The line is no object of JSON, or not one as dumps have them.
    #[error("it is no line of a dump: {0}")]
    Malformed(String),
    /// The line is of a form that a newer version writes.
    #[error("it was written by a newer shuyu (\"v\": {0}, this one knows {FORM})")]
    Version(String),
    /// A kind of line that is not known.
    #[error("lines of kind `{0}` are not known here")]
    UnknownKind(String),
    /// What it says is of no use.
    #[error("{kind} `{uid}`: {reason}")]
    Invalid {
        /// The kind of thing.
        kind: Kind,
        /// The uid given.
        uid: String,
        /// What is wrong.
        reason: String,
    },
    /// A thing is there twice.
    #[error("{kind} `{uid}` is there twice")]
    Twice {
        /// The kind of thing.
        kind: Kind,
        /// Its uid.
        uid: String,
    },
}

/// A text as dumps have it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextLine {
    pub(crate) uid: String,
    pub(crate) name: String,
    pub(crate) lang: LangTag,
    pub(crate) encoding: String,
    pub(crate) source: Option<String>,
    pub(crate) date: Option<PartialDate>,
    pub(crate) raw_hash: String,
    pub(crate) report: RepairReport,
    /// Bytes in hexadecimal.
    pub(crate) map: String,
    pub(crate) landmarks: Landmarks,
    pub(crate) body: String,
}

impl TextLine {
    /// The way back to the file, as it is stored; none when it is no such way.
    pub(crate) fn map_bytes(&self) -> Option<Vec<u8>> {
        let digits = self.map.as_bytes();
        let byte = |pair: &[u8]| {
            let text = std::str::from_utf8(pair).ok().filter(|it| it.len() == 2)?;
            u8::from_str_radix(text, 16).ok()
        };
        let bytes: Vec<u8> = digits.chunks(2).map(byte).collect::<Option<_>>()?;
        SourceMap::from_bytes(&bytes).is_ok().then_some(bytes)
    }
}

/// A decision as dumps have it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionLine {
    pub(crate) uid: String,
    pub(crate) lang: LangTag,
    pub(crate) norm: String,
    pub(crate) norm_version: u32,
    pub(crate) term: String,
    pub(crate) verdict: Verdict,
    pub(crate) reason: Option<String>,
    #[serde(default)]
    pub(crate) frequency: Option<u32>,
}

/// A unit as dumps have it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnitLine {
    pub(crate) uid: String,
    pub(crate) origin: String,
    pub(crate) ordinal: i64,
    pub(crate) score: Option<f64>,
    pub(crate) data: TranslationUnit,
    pub(crate) variants: Vec<Variant>,
}

impl UnitLine {
    /// The texts of all sides, with their languages.
    pub(crate) fn texts(&self) -> Vec<(String, String)> {
        let plain = |variant: &Variant| (variant.lang.to_string(), variant.segment.plain_text());
        self.variants.iter().map(plain).collect()
    }
}

/// What names a unit in every termbase: its texts, whatever the order of the languages and their
/// regions.
pub(crate) fn unit_id<S: AsRef<str>>(texts: &[(S, S)]) -> String {
    let texts = texts.iter().map(|it| (it.0.as_ref(), it.1.as_ref()));
    let mut texts: Vec<(&str, &str)> = texts.map(named_by).collect();
    texts.sort_unstable();
    let parts = texts.iter().flat_map(|(lang, text)| [*lang, *text]);
    let parts: Vec<&str> = std::iter::once("unit of").chain(parts).collect();
    uid(&parts)
}

/// The language without region and script, and the text: the same text is the same unit in `en`
/// and `en-GB`. A romanisation is another text in any case.
fn named_by<'t>((lang, text): (&'t str, &'t str)) -> (&'t str, &'t str) {
    let language = lang.split('-').next().unwrap_or(lang);
    (language, text)
}

/// A line of a dump, without its end.
pub(crate) fn line(kind: &str, value: &Value) -> String {
    json!({ "v": FORM, "kind": kind, kind: value }).to_string()
}

impl Dump {
    /// Reads a dump.
    ///
    /// # Errors
    ///
    /// [`ReadDumpError`] tells the first line that cannot be taken.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadDumpError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut dump = Self::default();
        let mut number = 0;
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            number += 1;
            let read = std::str::from_utf8(piece).map_err(|_| DumpFault::NotUtf8);
            let read = read.and_then(|text| match text.strip_suffix('\n') {
                Some(text) => dump.take(text.strip_suffix('\r').unwrap_or(text)),
                None => Err(DumpFault::Truncated),
            });
            read.map_err(|fault| ReadDumpError {
                line: number,
                fault,
            })?;
        }
        if number == 0 {
            let fault = DumpFault::Empty;
            return Err(ReadDumpError { line: 1, fault });
        }
        Ok(dump)
    }

    /// The dump as a file, in the order of the store.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mut add = |kind: &str, value: &Value| {
            text.push_str(&line(kind, value));
            text.push('\n');
        };
        for (key, value) in &self.settings {
            add("setting", &json!({ "key": key, "value": value }));
        }
        for ((kind, _), value) in &self.things {
            add(kind.as_str(), value);
        }
        text
    }

    /// What is compared of the things.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let things = self.things.iter();
        things
            .map(|((kind, uid), value)| thing(*kind, uid, value))
            .collect()
    }

    /// Gives the thing `key` these fields, or removes it; `rest` is a line of the same thing, from
    /// which a new one is made.
    pub fn put(&mut self, known: Option<&Thing>, key: &Key, fields: Option<&Fields>, rest: &Value) {
        let Some(fields) = fields else {
            if let Some(known) = known {
                self.things.remove(&(key.kind, known.uid.clone()));
            }
            return;
        };
        let own = known.and_then(|known| self.things.get(&(key.kind, known.uid.clone())));
        let mut value = whole(key.kind, fields, own.unwrap_or(rest));
        if known.is_none() && key.kind == Kind::Unit {
            self.give_free_uid(&mut value);
        }
        let uid = value.get("uid").and_then(Value::as_str).unwrap_or_default();
        let name = (key.kind, uid.to_owned());
        self.things.insert(name, value);
    }

    /// Another unit may have the uid that a unit has elsewhere.
    fn give_free_uid(&self, value: &mut Value) {
        let texts = UnitLine::deserialize(&*value).map(|unit| unit.texts());
        let texts = texts.unwrap_or_default();
        let free = (0_u32..)
            .map(|homonym| unit_uid(&texts, homonym))
            .find(|uid| !self.things.contains_key(&(Kind::Unit, uid.clone())));
        if let (Some(free), Some(object)) = (free, value.as_object_mut()) {
            object.insert("uid".to_owned(), free.into());
        }
    }

    fn take(&mut self, text: &str) -> Result<(), DumpFault> {
        let malformed = |reason: &str| DumpFault::Malformed(reason.to_owned());
        let mut value: Value = serde_json::from_str(text)
            .map_err(|error| DumpFault::Malformed(without_place(&error)))?;
        let object = value
            .as_object_mut()
            .ok_or_else(|| malformed("it is no object"))?;
        match object.get("v") {
            None => return Err(malformed("it has no \"v\"")),
            Some(version) if version.as_u64() == Some(FORM) => {}
            Some(version) => return Err(DumpFault::Version(version.to_string())),
        }
        let Some(Value::String(name)) = object.get("kind").cloned() else {
            return Err(malformed("it has no \"kind\""));
        };
        let Some(value) = object.remove(&name).filter(Value::is_object) else {
            return Err(malformed(&format!("it has no \"{name}\"")));
        };
        if OF_HISTORY.contains(&name.as_str()) {
            self.history += 1;
            return Ok(());
        }
        if name == "setting" {
            let of = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
            let (Some(key), Some(value)) = (of("key"), of("value")) else {
                return Err(malformed("a setting is a key and a value"));
            };
            self.settings.insert(key, value);
            return Ok(());
        }
        let Some(kind) = Kind::named(&name) else {
            return Err(DumpFault::UnknownKind(name));
        };
        let uid = value.get("uid").and_then(Value::as_str).unwrap_or_default();
        let uid = uid.to_owned();
        let value = checked(kind, &uid, value).map_err(|reason| DumpFault::Invalid {
            kind,
            uid: uid.clone(),
            reason,
        })?;
        if self.things.insert((kind, uid.clone()), value).is_some() {
            return Err(DumpFault::Twice { kind, uid });
        }
        Ok(())
    }
}

/// The identifier of a unit: made of all its texts, so that one look tells whether it is there.
/// The number tells apart those whose texts were changed later.
pub(crate) fn unit_uid<S: AsRef<str>>(texts: &[(S, S)], homonym: u32) -> String {
    match homonym {
        0 => unit_id(texts),
        _ => uid(&["unit", &unit_id(texts), &homonym.to_string()]),
    }
}

/// What is compared of a thing, under its key.
pub(crate) fn thing(kind: Kind, uid: &str, value: &Value) -> (Key, Thing) {
    let (id, name) = match kind {
        Kind::Unit => {
            let unit = UnitLine::deserialize(value);
            let texts = unit.map(|unit| unit.texts()).unwrap_or_default();
            let first = texts.first().map(|(_, text)| text.clone());
            (unit_id(&texts), first.unwrap_or_default())
        }
        Kind::Entry => {
            let first = value.pointer("/languages/0/terms/0/text");
            let first = first.and_then(Value::as_str).unwrap_or_default();
            (uid.to_owned(), first.to_owned())
        }
        Kind::Text | Kind::Decision => {
            let name = if kind == Kind::Text { "name" } else { "term" };
            let name = value.get(name).and_then(Value::as_str).unwrap_or_default();
            (uid.to_owned(), name.to_owned())
        }
    };
    let thing = Thing {
        uid: uid.to_owned(),
        name,
        fields: fields(kind, value),
    };
    (Key { kind, id }, thing)
}

/// The line as we would write it, if it holds what its kind holds.
fn checked(kind: Kind, given: &str, value: Value) -> Result<Value, String> {
    if given.is_empty() || given.len() > LONGEST_UID {
        return Err("its \"uid\" is no identifier".to_owned());
    }
    let told = |error: serde_json::Error| without_place(&error);
    let value = unnumbered(value);
    let written = match kind {
        Kind::Text => {
            let text: TextLine = serde_json::from_value(value).map_err(told)?;
            if uid(&[text.lang.as_str(), &content_hash(&text.body)]) != given {
                return Err("its \"body\" is not the one that its \"uid\" was made of".to_owned());
            }
            if text.map_bytes().is_none() {
                return Err("its \"map\" does not lead back to a file".to_owned());
            }
            serde_json::to_value(text)
        }
        Kind::Entry => {
            let entry: ConceptEntry = serde_json::from_value(with_number(&value)).map_err(told)?;
            let mut terms: BTreeSet<(&str, &str)> = BTreeSet::new();
            for section in &entry.languages {
                for term in &section.terms {
                    if !terms.insert((section.lang.as_str(), &term.text)) {
                        return Err(format!("it has the term `{}` twice", term.text));
                    }
                }
            }
            if terms.is_empty() {
                return Err("it has no term".to_owned());
            }
            let written = without_number(&entry).map_err(told)?;
            if let Some(name) = lost(&value, &written) {
                return Err(format!("its field \"{name}\" is not known here"));
            }
            Ok(written)
        }
        Kind::Decision => {
            let decision: DecisionLine = serde_json::from_value(value).map_err(told)?;
            serde_json::to_value(decision)
        }
        Kind::Unit => {
            let unit: UnitLine = serde_json::from_value(value).map_err(told)?;
            if unit.variants.is_empty() {
                return Err("it has no text in any language".to_owned());
            }
            serde_json::to_value(unit)
        }
    };
    written.map_err(told)
}

/// An entry as dumps have it. Numbers are those of one file, and no fact.
pub(crate) fn without_number(entry: &ConceptEntry) -> Result<Value, serde_json::Error> {
    Ok(unnumbered(serde_json::to_value(entry)?))
}

fn unnumbered(mut value: Value) -> Value {
    if let Some(object) = value.as_object_mut() {
        object.remove("id");
    }
    value
}

/// The line of an entry as [`ConceptEntry`] is read.
pub(crate) fn with_number(value: &Value) -> Value {
    let mut value = value.clone();
    if let Some(object) = value.as_object_mut() {
        object.insert("id".to_owned(), 0.into());
    }
    value
}

/// A field that says something and would not be kept.
fn lost(given: &Value, kept: &Value) -> Option<String> {
    match (given, kept) {
        (Value::Object(given), Value::Object(kept)) => {
            given.iter().find_map(|(name, value)| match kept.get(name) {
                Some(kept) => lost(value, kept),
                None => {
                    let nothing = [Value::Null, json!([]), json!(""), json!(false)];
                    (!nothing.contains(value)).then(|| name.clone())
                }
            })
        }
        (Value::Array(given), Value::Array(kept)) => given
            .iter()
            .zip(kept)
            .find_map(|(given, kept)| lost(given, kept)),
        _ => None,
    }
}

/// The place within the line that JSON errors end in is of no use to people.
fn without_place(error: &serde_json::Error) -> String {
    let told = error.to_string();
    match told.rfind(" at line ") {
        Some(place) => told.get(..place).unwrap_or(&told).to_owned(),
        None => told,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = r#"{"v":1,"kind":"entry","entry":{"uid":"u","subject":null,"definition":null,"note":null,"languages":[{"lang":"zh-CN","terms":[{"text":"蓝碳","pinyin":null,"part_of_speech":"noun","forbidden":false,"usage":[],"note":null}]}]}}"#;

    fn fault(text: &[u8]) -> String {
        Dump::read(text).unwrap_err().to_string()
    }

    #[test]
    fn a_line_is_read_and_written_as_it_was() {
        let dump = Dump::read(format!("{ENTRY}\n").as_bytes()).unwrap();
        let (key, thing) = dump.facts().pop_first().unwrap();
        assert_eq!((key.id.as_str(), thing.name.as_str()), ("u", "蓝碳"));
        let again = Dump::read(dump.to_text().as_bytes()).unwrap();
        assert_eq!(again, dump);
    }

    #[test]
    fn what_is_no_dump_is_told_with_its_line() {
        let line = |line: &str| format!("{ENTRY}\n{line}\n").into_bytes();
        assert_eq!(fault(b""), "line 1: the file is empty");
        assert_eq!(fault(ENTRY.as_bytes()), "line 1: the file is cut off here");
        assert_eq!(
            fault(&[&line("")[..], b"\xff\n"].concat()[..]),
            "line 2: it is no line of a dump: EOF while parsing a value"
        );
        assert_eq!(fault(b"\xd6\xd0\n"), "line 1: it is not UTF-8");
        for (given, told) in [
            ("[1]", "it is no line of a dump: it is no object"),
            (
                "{\"kind\":\"entry\"}",
                "it is no line of a dump: it has no \"v\"",
            ),
            (
                "{\"v\":2,\"kind\":\"entry\"}",
                "it was written by a newer shuyu (\"v\": 2, this one knows 1)",
            ),
            ("{\"v\":1}", "it is no line of a dump: it has no \"kind\""),
            (
                "{\"v\":1,\"kind\":\"song\",\"song\":{}}",
                "lines of kind `song` are not known here",
            ),
            (
                "{\"v\":1,\"kind\":\"entry\",\"entry\":{\"languages\":[]}}",
                "entry ``: its \"uid\" is no identifier",
            ),
            (
                "{\"v\":1,\"kind\":\"decision\",\"decision\":{\"uid\":\"d\"}}",
                "decision `d`: missing field `lang`",
            ),
            (ENTRY, "entry `u` is there twice"),
            (
                &ENTRY
                    .replace("\"u\"", "\"w\"")
                    .replace("蓝碳\"", "蓝碳\",\"colour\":\"blue\""),
                "entry `w`: its field \"colour\" is not known here",
            ),
        ] {
            assert_eq!(fault(&line(given)), format!("line 2: {told}"));
        }
    }

    #[test]
    fn nothing_that_is_read_makes_it_panic() {
        let text = format!("{ENTRY}\n");
        for cut in 0..text.len() {
            assert!(Dump::read(&text.as_bytes()[..cut]).is_err());
        }
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 0x15;
            let _ = Dump::read(&bytes).map(|dump| dump.facts());
        }
    }
}
