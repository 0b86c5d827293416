//! What an entry becomes by what a file says of it.

use std::collections::BTreeSet;
use std::fmt;

use tmx::LangTag;

use super::record::{Given, ImportRecord, ImportTerm, UsageGiven};
use crate::entry::{AdministrativeStatus, ConceptEntry, LangSec, PartOfSpeech, TermSec, Usage};
use crate::pinyin::Doubts;
use crate::store::WorkingPair;
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

/// Whose value stands where termbase and file differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// That of the termbase.
    Ours,
    /// That of the file.
    Theirs,
}

/// How records are joined into entries.
pub(super) struct Rules<'j> {
    pub(super) pair: &'j WorkingPair,
    /// Add terms to languages that have some.
    pub(super) adds: bool,
    /// Take what the file leaves out, or leaves empty in a field it has, out of the entry.
    pub(super) clears: bool,
    /// A term as it is when nobody says more of it.
    pub(super) read: &'j dyn Fn(&str) -> TermSec,
}

impl Rules<'_> {
    /// The entry that `entry` becomes, and where it was kept as it is although the file differs;
    /// `choose` decides.
    pub(super) fn join(
        &self,
        entry: &ConceptEntry,
        record: &ImportRecord,
        choose: &mut dyn FnMut(&Difference) -> Takes,
    ) -> (ConceptEntry, Vec<Difference>) {
        let mut fields = Fields {
            term: main_term(entry, record, &self.pair.source),
            clears: self.clears,
            choose,
            kept: Vec::new(),
        };
        let mut after = entry.clone();
        fields.text("subject", &mut after.subject, &record.subject);
        fields.text("definition", &mut after.definition, &record.definition);
        fields.note(&mut after.note, record, self.adds);
        let mut languages: Vec<&LangTag> = Vec::new();
        for (lang, _) in &record.languages {
            if !languages.iter().any(|known| known.same_language(lang)) {
                languages.push(lang);
            }
        }
        // What an equivalent is follows from the term.
        languages.sort_by_key(|lang| !lang.same_language(&self.pair.source));
        for lang in languages {
            let before = after.terms(lang).count();
            if before > 0 && !self.adds {
                self.join_terms(&mut after, record, lang, &mut fields, false);
                continue;
            }
            self.join_terms(&mut after, record, lang, &mut fields, true);
            one_preferred(entry, &mut after, lang, &mut fields);
        }
        if entry.languages.is_empty() {
            // A new entry has its sections as the file has them, but for the source.
            after.languages.sort_by_key(|section| {
                let is_source = section.lang.same_language(&self.pair.source);
                let mut languages = record.languages.iter();
                let at = languages.position(|(lang, _)| *lang == section.lang);
                (!record.has_own_tags && !is_source, at)
            });
        }
        (after, fields.kept)
    }

    fn join_terms(
        &self,
        entry: &mut ConceptEntry,
        record: &ImportRecord,
        lang: &LangTag,
        fields: &mut Fields<'_>,
        adds: bool,
    ) {
        let is_source = lang.same_language(&self.pair.source);
        let part_of_speech = entry
            .terms(&self.pair.source)
            .next()
            .map_or_else(PartOfSpeech::default, |term| term.part_of_speech);
        let mut met = BTreeSet::new();
        let mut added = Vec::new();
        for (tag, terms) in &record.languages {
            if !tag.same_language(lang) {
                continue;
            }
            for theirs in terms {
                let norm = normal_form(&theirs.text);
                let known = entry
                    .languages
                    .iter_mut()
                    .filter(|section| section.lang.same_language(lang))
                    .flat_map(|section| &mut section.terms)
                    .find(|term| normal_form(&term.text) == norm);
                match known {
                    Some(ours) => join_term(ours, theirs, is_source, fields),
                    None => {
                        let term = self.new_term(theirs, record, is_source, part_of_speech);
                        added.push((tag.clone(), term));
                    }
                }
                met.insert(norm);
            }
        }
        if !adds {
            let left_out: Vec<&str> = added.iter().map(|(_, term)| term.text.as_str()).collect();
            if !left_out.is_empty() {
                let ours: Vec<&str> = entry.terms(lang).map(|term| term.text.as_str()).collect();
                let difference =
                    fields.difference(&language(lang), &ours.join("; "), &left_out.join("; "));
                fields.kept.push(difference);
            }
            return;
        }
        let mut places = Vec::new();
        if self.clears {
            let sections = entry.languages.iter_mut().enumerate();
            for (index, section) in sections.filter(|(_, it)| it.lang.same_language(lang)) {
                let mut at = 0;
                section.terms.retain(|term| {
                    // Exports leave out what is forbidden, so its absence says nothing.
                    let stays = term.forbidden || met.contains(&normal_form(&term.text));
                    if stays {
                        at += 1;
                    } else {
                        places.push((index, at));
                    }
                    stays
                });
            }
        }
        let mut places = places.into_iter();
        // A term that was corrected stands where it stood.
        for (shift, (tag, term)) in added.into_iter().enumerate() {
            match places.next() {
                Some((index, at)) => {
                    if let Some(section) = entry.languages.get_mut(index) {
                        let at = (at + shift).min(section.terms.len());
                        section.terms.insert(at, term);
                    }
                }
                None => push(entry, &tag, term, is_source),
            }
        }
        entry
            .languages
            .retain(|section| !section.terms.is_empty() || !section.lang.same_language(lang));
    }

    fn new_term(
        &self,
        theirs: &ImportTerm,
        record: &ImportRecord,
        is_source: bool,
        part_of_speech: PartOfSpeech,
    ) -> TermSec {
        let mut term = TermSec {
            part_of_speech,
            ..TermSec::new(theirs.text.as_str())
        };
        // Where a termbase of ours has no pinyin, it is to have none.
        let unsaid = match theirs.pinyin {
            Given::Absent => true,
            Given::Empty => record.uid.is_none(),
            Given::Value(_) => false,
        };
        if is_source && unsaid {
            term = (self.read)(&theirs.text);
        } else {
            term.pinyin = theirs.pinyin.clone().into_option();
            term.doubt = theirs.doubt.clone();
        }
        if let Some(part_of_speech) = theirs.part_of_speech.value() {
            term.part_of_speech = *part_of_speech;
        }
        term.forbidden = theirs.forbidden.into_option().unwrap_or_default();
        term.note = theirs.note.clone().into_option();
        term.usage = match &theirs.usage {
            UsageGiven::All(usage) => usage.clone(),
            UsageGiven::Latest {
                status,
                from,
                until,
                source,
            } => {
                let usage = Usage {
                    status: status.into_option(),
                    from: from.into_option(),
                    until: until.into_option(),
                    source: source.clone().into_option(),
                };
                Some(usage)
                    .filter(|usage| *usage != Usage::default())
                    .into_iter()
                    .collect()
            }
        };
        term
    }
}

/// Joining of single fields.
struct Fields<'j> {
    term: String,
    clears: bool,
    choose: &'j mut dyn FnMut(&Difference) -> Takes,
    kept: Vec<Difference>,
}

impl Fields<'_> {
    fn difference(&self, field: &str, ours: &str, theirs: &str) -> Difference {
        Difference {
            term: self.term.clone(),
            field: field.to_owned(),
            ours: ours.to_owned(),
            theirs: theirs.to_owned(),
        }
    }

    /// Whether the value of the file is taken; if not, it is told.
    fn takes(&mut self, field: &str, ours: &str, theirs: &str) -> bool {
        let difference = self.difference(field, ours, theirs);
        let takes = (self.choose)(&difference) == Takes::Theirs;
        if !takes {
            self.kept.push(difference);
        }
        takes
    }

    /// Whether the field was changed.
    fn field<T>(&mut self, name: &str, ours: &mut Option<T>, theirs: &Given<T>) -> bool
    where
        T: Clone + PartialEq + ToString,
    {
        match (&*ours, theirs) {
            (_, Given::Absent) | (None, Given::Empty) => return false,
            (Some(_), Given::Empty) if !self.clears => return false,
            (Some(_), Given::Empty) => {}
            (Some(ours), Given::Value(theirs)) if ours == theirs => return false,
            (Some(ours), Given::Value(theirs)) => {
                if !self.takes(name, &ours.to_string(), &theirs.to_string()) {
                    return false;
                }
            }
            (None, Given::Value(_)) => {}
        }
        *ours = theirs.clone().into_option();
        true
    }

    /// Whether the field was changed. Blanks around what the termbase has are no difference.
    fn text(&mut self, name: &str, ours: &mut Option<String>, theirs: &Given<String>) -> bool {
        let is_same = ours.as_deref().map(str::trim).unwrap_or_default()
            == theirs.value().map(String::as_str).unwrap_or_default();
        !is_same && self.field(name, ours, theirs)
    }

    /// Remarks that the note has already are not added again.
    fn note(&mut self, ours: &mut Option<String>, record: &ImportRecord, adds: bool) {
        let Some(known) = ours.as_mut().filter(|_| !record.remarks.is_empty()) else {
            self.text("note", ours, &record.whole_note());
            return;
        };
        let has = |known: &str, part: &str| known == part || known.split("; ").any(|it| it == part);
        if record.note.value().is_some_and(|note| !has(known, note)) {
            self.text("note", ours, &record.whole_note());
            return;
        }
        for remark in &record.remarks {
            if !adds || has(known, remark) {
                continue;
            }
            known.push_str("; ");
            known.push_str(remark);
        }
    }
}

fn join_term(ours: &mut TermSec, theirs: &ImportTerm, is_source: bool, fields: &mut Fields<'_>) {
    let name = |field: &str, text: &str| match is_source {
        true => field.to_owned(),
        false => format!("{field} of {text}"),
    };
    if ours.text.trim() != theirs.text {
        let spelling = name("spelling", &ours.text);
        if fields.takes(&spelling, &ours.text, &theirs.text) {
            ours.text.clone_from(&theirs.text);
        }
    }
    let text = ours.text.clone();
    let name = |field: &str| name(field, &text);
    // A guess of ours gives way to what a file knows.
    let is_guess = ours.doubt.is_doubtful();
    match theirs.pinyin.value() {
        Some(pinyin) if is_guess && ours.pinyin.as_ref() != Some(pinyin) => {
            ours.pinyin = Some(pinyin.clone());
            ours.doubt = theirs.doubt.clone();
        }
        _ => {
            if fields.field(&name("pinyin"), &mut ours.pinyin, &theirs.pinyin) {
                ours.doubt = match ours.pinyin {
                    Some(_) => theirs.doubt.clone(),
                    None => Doubts::default(),
                };
            }
        }
    }
    if let Some(part_of_speech) = theirs.part_of_speech.value()
        && *part_of_speech != ours.part_of_speech
        && fields.takes(
            &name("part of speech"),
            ours.part_of_speech.as_str(),
            part_of_speech.as_str(),
        )
    {
        ours.part_of_speech = *part_of_speech;
    }
    if let Some(forbidden) = theirs.forbidden.value()
        && *forbidden != ours.forbidden
        && fields.takes(&name("use"), allowed(ours.forbidden), allowed(*forbidden))
    {
        ours.forbidden = *forbidden;
    }
    // TBX knows nothing stronger than deprecation for what is forbidden.
    let is_said = ours.forbidden
        && theirs.forbidden == Given::Absent
        && matches!(
            theirs.usage,
            UsageGiven::Latest {
                status: Given::Value(AdministrativeStatus::Deprecated),
                ..
            }
        );
    if !is_said {
        join_usage(ours, &theirs.usage, &name, fields);
    }
    let note = name("note");
    fields.text(&note, &mut ours.note, &theirs.note);
}

fn join_usage(
    ours: &mut TermSec,
    theirs: &UsageGiven,
    name: &dyn Fn(&str) -> String,
    fields: &mut Fields<'_>,
) {
    match theirs {
        UsageGiven::All(usage) => {
            if *usage == ours.usage || (usage.is_empty() && !fields.clears) {
                return;
            }
            if ours.usage.is_empty()
                || fields.takes(&name("use"), &periods(&ours.usage), &periods(usage))
            {
                ours.usage.clone_from(usage);
            }
        }
        UsageGiven::Latest {
            status,
            from,
            until,
            source,
        } => {
            let mut latest = ours.usage.last().cloned().unwrap_or_default();
            let mut changed = fields.field(&name("status"), &mut latest.status, status);
            changed |= fields.field(&name("from"), &mut latest.from, from);
            changed |= fields.field(&name("until"), &mut latest.until, until);
            changed |= fields.text(&name("source"), &mut latest.source, source);
            if !changed {
                return;
            }
            if ends_before_it_begins(&latest) {
                let before: Vec<Usage> = ours.usage.last().cloned().into_iter().collect();
                let difference =
                    fields.difference(&name("use"), &periods(&before), &periods(&[latest]));
                fields.kept.push(difference);
                return;
            }
            match ours.usage.last_mut() {
                Some(last) => *last = latest,
                None => ours.usage.push(latest),
            }
        }
    }
}

/// Where termbase and file prefer different terms, one of them gives way.
fn one_preferred(
    before: &ConceptEntry,
    after: &mut ConceptEntry,
    lang: &LangTag,
    fields: &mut Fields<'_>,
) {
    let is_preferred = |term: &TermSec| {
        let latest = term.current_usage(None);
        latest.is_some_and(|latest| {
            latest.status == Some(AdministrativeStatus::Preferred) && latest.until.is_none()
        })
    };
    let ours: BTreeSet<String> = before
        .terms(lang)
        .filter(|term| is_preferred(term))
        .map(|term| normal_form(&term.text))
        .collect();
    let (old, new): (Vec<String>, Vec<String>) = after
        .terms(lang)
        .filter(|term| is_preferred(term))
        .map(|term| term.text.clone())
        .partition(|text| ours.contains(&normal_form(text)));
    if old.is_empty() || new.is_empty() {
        return;
    }
    let gives_way = match fields.takes("preferred", &old.join("; "), &new.join("; ")) {
        true => old,
        false => new,
    };
    for section in &mut after.languages {
        if !section.lang.same_language(lang) {
            continue;
        }
        for term in &mut section.terms {
            if gives_way.contains(&term.text)
                && let Some(last) = term.usage.last_mut()
            {
                last.status = Some(AdministrativeStatus::Admitted);
            }
        }
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
        }
    }
    tell("subject", &said(&before.subject), &said(&after.subject));
    let definition = (said(&before.definition), said(&after.definition));
    tell("definition", &definition.0, &definition.1);
    tell("note", &said(&before.note), &said(&after.note));
    found
}

/// Whether a period ends before it begins.
pub(super) fn ends_before_it_begins(usage: &Usage) -> bool {
    let ends = usage.from.zip(usage.until);
    ends.is_some_and(|(from, until)| until.last_day() < from.first_day())
}

fn allowed(forbidden: bool) -> &'static str {
    if forbidden { "forbidden" } else { "allowed" }
}

/// Periods as messages have them: `preferred from 2018 (Charter)`.
fn periods(usage: &[Usage]) -> String {
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

fn language(lang: &LangTag) -> String {
    match lang.primary() {
        "en" => "english".to_owned(),
        "zh" => "term".to_owned(),
        _ => lang.to_string(),
    }
}

fn main_term(entry: &ConceptEntry, record: &ImportRecord, source: &LangTag) -> String {
    let ours = entry.terms(source).next().map(|term| term.text.clone());
    let theirs = || record.terms(source).next().map(|term| term.text.clone());
    ours.or_else(theirs).unwrap_or_default()
}

/// Adds a term to the section of its language, which is made if need be.
fn push(entry: &mut ConceptEntry, lang: &LangTag, term: TermSec, is_source: bool) {
    let mut sections = entry.languages.iter_mut();
    if let Some(section) = sections.find(|section| section.lang == *lang) {
        section.terms.push(term);
        return;
    }
    let section = LangSec {
        lang: lang.clone(),
        terms: vec![term],
    };
    let is_first = is_source && !entry.languages.iter().any(|it| it.lang.same_language(lang));
    let at = if is_first { 0 } else { entry.languages.len() };
    entry.languages.insert(at, section);
}
