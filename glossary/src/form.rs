//! An entry as a form to be edited: TOML with explanations, and back.

use std::fmt::Write as _;
use std::str::FromStr;

use tmx::LangTag;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::dictionary::Dictionary;
use crate::entry::{ConceptEntry, Context, LangSec, TermSec, Usage};
use crate::pinyin::{Doubts, TypedWarning, parse_typed};

/// A form that cannot be read as an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct FormError {
    /// The line of the form, from 1.
    pub line: usize,
    /// What is wrong there, in words.
    pub message: String,
}

/// What a form says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The entry as it is to be.
    pub entry: ConceptEntry,
    /// What is odd in the pinyin, and kept.
    pub warnings: Vec<TypedWarning>,
}

/// Writes an entry as a form; the first language is the one its terms are read in.
///
/// [`fill`] of an unchanged form gives the entry again.
#[must_use]
pub fn form(entry: &ConceptEntry) -> String {
    let mut out = String::new();
    let name = entry
        .languages
        .iter()
        .flat_map(|section| &section.terms)
        .next();
    let name = name.map_or("", |term| term.text.as_str());
    let _ = writeln!(
        out,
        "# {} (#{}): change what you like, save, and close the editor.\n\
         # An empty file cancels. Lines that begin with # are explanations.\n",
        name.replace(char::is_control, " "),
        entry.id
    );
    put(
        &mut out,
        "subject",
        entry.subject.as_deref(),
        "field of the concept",
    );
    put(&mut out, "definition", entry.definition.as_deref(), "");
    put(
        &mut out,
        "note",
        entry.note.as_deref(),
        "remark on the concept",
    );
    put(&mut out, "customer", entry.customer.as_deref(), "");
    put(&mut out, "project", entry.project.as_deref(), "");
    let _ = writeln!(
        out,
        "do_not_translate = {}    # the term stays as it is",
        entry.do_not_translate
    );
    put(
        &mut out,
        "approved_by",
        entry.approved_by.as_deref(),
        "empty: a proposal",
    );
    out.push_str(
        "\n# One block a term. status: preferred, admitted, deprecated, superseded; dates: 2017,\n\
         # 2017-10 or 2017-10-24. Add a block to add a term, remove a block to remove it. A term that\n\
         # had several standings one after the other has a block [[….usage]] for each; a sentence that\n\
         # uses the term, [[….context]] with text, translation, source.\n",
    );
    for section in &entry.languages {
        for term in &section.terms {
            put_term(&mut out, &section.lang, term);
        }
    }
    out
}

fn put_term(out: &mut String, lang: &LangTag, term: &TermSec) {
    let _ = writeln!(out, "\n[[{lang}]]");
    put(out, "text", Some(&term.text), "");
    if term.pinyin.is_some() || lang.same_language(&LangTag::chinese()) {
        let doubt = if term.doubt.is_doubtful() {
            "unsure"
        } else {
            ""
        };
        put(out, "pinyin", term.pinyin.as_deref(), doubt);
    }
    put(
        out,
        "part_of_speech",
        Some(term.part_of_speech.as_str()),
        "noun, properNoun, verb, adjective, adverb, other",
    );
    put(
        out,
        "term_type",
        term.term_type.map(|it| it.as_str()),
        "fullForm, abbreviation, acronym, shortForm, variant, phrase",
    );
    let _ = writeln!(out, "forbidden = {}", term.forbidden);
    put(out, "note", term.note.as_deref(), "");
    if let [] | [_] = term.usage.as_slice() {
        put_usage(out, term.usage.first().unwrap_or(&Usage::default()));
    } else {
        for usage in &term.usage {
            let _ = writeln!(out, "[[{lang}.usage]]");
            put_usage(out, usage);
        }
    }
    for context in &term.contexts {
        let _ = writeln!(out, "[[{lang}.context]]");
        put(out, "text", Some(&context.text), "");
        put(out, "translation", context.translation.as_deref(), "");
        put(out, "source", context.source.as_deref(), "");
    }
}

fn put_usage(out: &mut String, usage: &Usage) {
    let date = |date: Option<crate::entry::PartialDate>| date.map(|date| date.to_string());
    put(out, "status", usage.status.map(|it| it.as_str()), "");
    put(out, "from", date(usage.from).as_deref(), "");
    put(out, "until", date(usage.until).as_deref(), "");
    put(out, "source", usage.source.as_deref(), "");
}

fn put(out: &mut String, key: &str, value: Option<&str>, remark: &str) {
    let value = quoted(value.unwrap_or_default());
    let remark = match remark {
        "" => String::new(),
        remark => format!("    # {remark}"),
    };
    let _ = writeln!(out, "{key} = {value}{remark}");
}

/// A text as a string of TOML: that of JSON, but for one more character that has to be escaped.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json.replace('\u{7f}', "\\u007f")
}

/// Reads a form that was made of `entry` and edited. What the form has no place for stays as `entry`
/// has it; a pinyin that was changed is read in any spelling and is no longer in doubt.
///
/// # Errors
///
/// When it is no TOML, has keys that a form has not, or values that they cannot have.
pub fn fill(
    text: &str,
    entry: &ConceptEntry,
    dictionary: &Dictionary,
) -> Result<Filled, FormError> {
    let form = Form { text };
    let sheet = DeTable::parse(text).map_err(|error| FormError {
        line: form.line(error.span().map_or(0, |span| span.start)),
        message: error.message().to_owned(),
    })?;
    let mut filled = Filled {
        entry: ConceptEntry {
            subject: None,
            definition: None,
            note: None,
            customer: None,
            project: None,
            do_not_translate: false,
            approved_by: None,
            languages: Vec::new(),
            ..entry.clone()
        },
        warnings: Vec::new(),
    };
    // In the order of the form, not of the alphabet.
    let sheet = sheet.into_inner();
    let mut fields: Vec<_> = sheet.iter().collect();
    fields.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in fields {
        match &**key.get_ref() {
            "subject" => filled.entry.subject = form.optional(value)?,
            "definition" => filled.entry.definition = form.optional(value)?,
            "note" => filled.entry.note = form.optional(value)?,
            "customer" => filled.entry.customer = form.optional(value)?,
            "project" => filled.entry.project = form.optional(value)?,
            "do_not_translate" => filled.entry.do_not_translate = form.truth(value)?,
            "approved_by" => filled.entry.approved_by = form.optional(value)?,
            name => {
                let lang = LangTag::from_str(name)
                    .ok()
                    .filter(|_| value.as_ref().is_array());
                let lang = lang.ok_or_else(|| {
                    form.wrong(key, format!("`{name}` is neither a field nor a language"))
                })?;
                let before = entry.languages.iter().find(|section| section.lang == lang);
                let before = before.map_or(&[][..], |section| &section.terms);
                let mut terms = Vec::new();
                for block in form.array(value)? {
                    terms.push(form.term(block, before, dictionary, &mut filled.warnings)?);
                }
                filled.entry.languages.push(LangSec { lang, terms });
            }
        }
    }
    let first = filled.entry.languages.first();
    if first.is_none_or(|section| section.terms.is_empty()) {
        return Err(FormError {
            line: 1,
            message: "no term is left; `shuyu delete` removes an entry".to_owned(),
        });
    }
    Ok(filled)
}

type Value<'t> = Spanned<DeValue<'t>>;

/// The text of a form, to tell where something stands.
struct Form<'t> {
    text: &'t str,
}

impl Form<'_> {
    fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }

    fn wrong<T>(&self, at: &Spanned<T>, message: impl Into<String>) -> FormError {
        FormError {
            line: self.line(at.span().start),
            message: message.into(),
        }
    }

    fn string<'v>(&self, value: &'v Value<'_>) -> Result<&'v str, FormError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.trim()),
            _ => Err(self.wrong(value, "this has to be a text in quotation marks")),
        }
    }

    /// A text; none when it is empty.
    fn optional(&self, value: &Value<'_>) -> Result<Option<String>, FormError> {
        let text = self.string(value)?;
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }

    fn parsed<T: FromStr>(&self, value: &Value<'_>) -> Result<Option<T>, FormError>
    where
        T::Err: std::fmt::Display,
    {
        let text = self.string(value)?;
        let parse = || {
            text.parse()
                .map_err(|error: T::Err| self.wrong(value, error.to_string()))
        };
        (!text.is_empty()).then(parse).transpose()
    }

    fn truth(&self, value: &Value<'_>) -> Result<bool, FormError> {
        match value.get_ref() {
            DeValue::Boolean(truth) => Ok(*truth),
            _ => Err(self.wrong(value, "this has to be true or false")),
        }
    }

    fn array<'v, 't>(&self, value: &'v Value<'t>) -> Result<&'v [Value<'t>], FormError> {
        match value.get_ref() {
            DeValue::Array(blocks) => Ok(blocks),
            _ => Err(self.wrong(value, "this has to be blocks in double brackets")),
        }
    }

    fn table<'v, 't>(&self, value: &'v Value<'t>) -> Result<&'v DeTable<'t>, FormError> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(table),
            _ => Err(self.wrong(value, "this has to be a block in double brackets")),
        }
    }

    fn term(
        &self,
        block: &Value<'_>,
        before: &[TermSec],
        dictionary: &Dictionary,
        warnings: &mut Vec<TypedWarning>,
    ) -> Result<TermSec, FormError> {
        let mut term = TermSec::new("");
        let mut usage = Usage::default();
        for (key, value) in self.table(block)? {
            match &**key.get_ref() {
                "text" => self.string(value)?.clone_into(&mut term.text),
                "pinyin" => term.pinyin = self.optional(value)?,
                "part_of_speech" => {
                    term.part_of_speech = self.parsed(value)?.unwrap_or_default();
                }
                "term_type" => term.term_type = self.parsed(value)?,
                "forbidden" => term.forbidden = self.truth(value)?,
                "context" => {
                    for block in self.array(value)? {
                        term.contexts.push(self.context(block)?);
                    }
                }
                "note" => term.note = self.optional(value)?,
                "usage" => {
                    for block in self.array(value)? {
                        let mut usage = Usage::default();
                        for (key, value) in self.table(block)? {
                            self.usage(key, value, &mut usage)?;
                        }
                        term.usage.push(usage);
                    }
                }
                _ => self.usage(key, value, &mut usage)?,
            }
        }
        if term.text.is_empty() {
            return Err(self.wrong(block, "a term without a text"));
        }
        if usage != Usage::default() {
            term.usage.push(usage);
        }
        let known = before.iter().find(|known| known.text == term.text);
        match (&term.pinyin, known) {
            (pinyin, Some(known)) if *pinyin == known.pinyin => term.doubt = known.doubt.clone(),
            (Some(pinyin), _) => {
                let typed = parse_typed(&term.text, pinyin, dictionary);
                warnings.extend(typed.warnings);
                term.pinyin = Some(typed.spelling);
                term.doubt = Doubts::default();
            }
            (None, _) => {}
        }
        Ok(term)
    }

    fn context(&self, block: &Value<'_>) -> Result<Context, FormError> {
        let mut context = Context::default();
        for (key, value) in self.table(block)? {
            match &**key.get_ref() {
                "text" => self.string(value)?.clone_into(&mut context.text),
                "translation" => context.translation = self.optional(value)?,
                "source" => context.source = self.optional(value)?,
                name => {
                    return Err(self.wrong(key, format!("a context has no field `{name}`")));
                }
            }
        }
        match context.text.is_empty() {
            true => Err(self.wrong(block, "a context without a text")),
            false => Ok(context),
        }
    }

    fn usage(
        &self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Value<'_>,
        usage: &mut Usage,
    ) -> Result<(), FormError> {
        match &**key.get_ref() {
            "status" => usage.status = self.parsed(value)?,
            "from" => usage.from = self.parsed(value)?,
            "until" => usage.until = self.parsed(value)?,
            "source" => usage.source = self.optional(value)?,
            name => return Err(self.wrong(key, format!("a term has no field `{name}`"))),
        }
        match (usage.from, usage.until) {
            (Some(from), Some(until)) if until.last_day() < from.first_day() => {
                Err(self.wrong(value, format!("until {until} is before from {from}")))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::curate::new_concept;
    use crate::entry::AdministrativeStatus;

    fn entry() -> ConceptEntry {
        let mut entry = new_concept(
            &LangTag::chinese(),
            TermSec {
                pinyin: Some("lántàn".to_owned()),
                ..TermSec::new("蓝碳")
            },
        );
        let period = |from: &str, status| Usage {
            status: Some(status),
            from: Some(from.parse().unwrap()),
            source: Some("a \"book\"".to_owned()),
            ..Usage::default()
        };
        entry.note = Some("one\ntwo".to_owned());
        entry.languages.push(LangSec {
            lang: LangTag::english(),
            terms: vec![
                TermSec {
                    usage: vec![
                        period("2017", AdministrativeStatus::Preferred),
                        period("2020-05", AdministrativeStatus::Superseded),
                    ],
                    ..TermSec::new("ocean carbon")
                },
                TermSec {
                    forbidden: true,
                    usage: vec![period("2020-05", AdministrativeStatus::Preferred)],
                    ..TermSec::new("blue carbon")
                },
            ],
        });
        entry
    }

    fn filled(text: &str) -> Result<Filled, FormError> {
        fill(text, &entry(), Dictionary::built_in())
    }

    #[test]
    fn an_unchanged_form_changes_nothing() {
        let same = filled(&form(&entry())).unwrap();
        assert_eq!(same.entry, entry());
        assert!(same.warnings.is_empty());
    }

    #[test]
    fn what_was_edited_is_what_the_entry_becomes() {
        let edited = form(&entry())
            .replace("definition = \"\"", "definition = \"Carbon of the sea.\"")
            .replace("lántàn", "lan2 tan4")
            .replace("\"ocean carbon\"", "\"oceanic carbon\"");
        let entry = filled(&edited).unwrap().entry;
        assert_eq!(entry.definition.as_deref(), Some("Carbon of the sea."));
        let zh = &entry.languages[0].terms[0];
        assert_eq!(zh.pinyin.as_deref(), Some("lántàn"));
        assert_eq!(entry.languages[1].terms[0].text, "oceanic carbon");
    }

    #[test]
    fn errors_name_the_line() {
        let text = form(&entry());
        let line_of = |needle: &str, text: &str| {
            1 + text.lines().position(|line| line.contains(needle)).unwrap()
        };
        for (from, to, message) in [
            ("status = \"superseded\"", "status = \"gone\"", "gone"),
            ("from = \"2017\"", "from = \"May\"", "May"),
            ("forbidden = true", "forbidden = 1", "true or false"),
            ("definition = \"\"", "defnition = \"x\"", "defnition"),
            ("subject = \"\"", "subject = ", ""),
        ] {
            let broken = text.replacen(from, to, 1);
            let error = filled(&broken).unwrap_err();
            assert_eq!(error.line, line_of(to, &broken), "{to}: {error}");
            assert!(error.message.contains(message), "{error}");
        }
        let nothing = filled("note = \"x\"\n").unwrap_err();
        assert!(nothing.message.contains("no term is left"));
    }

    proptest! {
        #[test]
        fn any_text_survives_a_form(note in "\\PC{0,20}", source in "[\\x01-\\x7f]{0,12}") {
            let clean = |text: &str| Some(text.trim().to_owned()).filter(|it| !it.is_empty());
            let mut entry = entry();
            entry.note = clean(&note);
            entry.languages[1].terms[1].usage[0].source = clean(&source);
            let again = fill(&form(&entry), &entry, Dictionary::built_in()).unwrap().entry;
            prop_assert_eq!(again, entry);
        }

        #[test]
        fn no_text_is_too_odd_to_be_a_form(text in "\\PC{0,40}") {
            let _ = filled(&text);
        }
    }
}
