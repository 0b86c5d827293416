//! What an entry becomes by what a file says of it.

use std::collections::BTreeSet;

use tmx::LangTag;

use super::difference::{Difference, allowed, language, periods};
use super::record::{Given, ImportRecord, ImportTerm, UsageGiven};
use crate::entry::{AdministrativeStatus, ConceptEntry, LangSec, PartOfSpeech, TermSec, Usage};
use crate::pinyin::Doubts;
use crate::store::WorkingPair;
use crate::words::normal_form;

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
    pub(super) read: &'j (dyn Fn(&str) -> TermSec + Sync),
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
            adds: self.adds,
            clears: self.clears,
            choose,
            kept: Vec::new(),
        };
        let mut after = entry.clone();
        fields.text("subject", &mut after.subject, &record.subject);
        fields.text("definition", &mut after.definition, &record.definition);
        fields.note(&mut after.note, record);
        fields.text("customer", &mut after.customer, &record.customer);
        fields.text("project", &mut after.project, &record.project);
        fields.text("approved by", &mut after.approved_by, &record.approved_by);
        fields.truth("do not translate", &mut after.do_not_translate, record);
        fields.related(&mut after, record);
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
        term.term_type = theirs.term_type.into_option();
        term.contexts = theirs.contexts.as_list();
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
pub(super) struct Fields<'j> {
    term: String,
    pub(super) adds: bool,
    pub(super) clears: bool,
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
    pub(super) fn takes(&mut self, field: &str, ours: &str, theirs: &str) -> bool {
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
    pub(super) fn text(
        &mut self,
        name: &str,
        ours: &mut Option<String>,
        theirs: &Given<String>,
    ) -> bool {
        let is_same = ours.as_deref().map(str::trim).unwrap_or_default()
            == theirs.value().map(String::as_str).unwrap_or_default();
        !is_same && self.field(name, ours, theirs)
    }

    fn truth(&mut self, name: &str, ours: &mut bool, record: &ImportRecord) {
        let said = |truth| if truth { "yes" } else { "no" };
        if let Some(theirs) = record.do_not_translate.into_option()
            && theirs != *ours
            && (!*ours || self.takes(name, said(*ours), said(theirs)))
        {
            *ours = theirs;
        }
    }

    /// Relations are added, and those that the file leaves out taken away where it counts.
    fn related(&mut self, after: &mut ConceptEntry, record: &ImportRecord) {
        let theirs = match &record.related {
            Given::Absent => return,
            Given::Empty => &[][..],
            Given::Value(theirs) => theirs,
        };
        if self.clears {
            after.related = theirs.to_vec();
            return;
        }
        for related in theirs {
            let is_known = after.related.iter().any(|known| known.uid == related.uid);
            if !is_known && (self.adds || after.related.is_empty()) {
                after.related.push(related.clone());
            }
        }
    }

    /// Remarks that the note has already are not added again.
    fn note(&mut self, ours: &mut Option<String>, record: &ImportRecord) {
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
            if !self.adds || has(known, remark) {
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
    fields.field(&name("type"), &mut ours.term_type, &theirs.term_type);
    fields.contexts(&name("context"), ours, &theirs.contexts);
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

/// Whether a period ends before it begins.
pub(super) fn ends_before_it_begins(usage: &Usage) -> bool {
    let ends = usage.from.zip(usage.until);
    ends.is_some_and(|(from, until)| until.last_day() < from.first_day())
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
