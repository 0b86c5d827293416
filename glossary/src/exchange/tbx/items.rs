//! What a dialect can hold of an entry, in the order in which it is written.
//!
//! The first step of the writer: fields become items of categories where the dialect has these,
//! else notes that the reader takes back.

use std::borrow::Cow;

use tmx::LangTag;

use super::TbxOptions;
use super::category::{Carrier, Category, Level};
use super::flavour::TbxFlavour;
use super::identifier::of_uid;
use super::notes::{self, named};
use super::property::{self, Property};
use crate::entry::{
    AdministrativeStatus, ConceptEntry, Context, PartOfSpeech, PartialDate, TermSec, TermType,
    Usage,
};

/// A piece of information as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::exchange) enum Item<'e> {
    Value(Category, Cow<'e, str>),
    Link {
        category: Category,
        target: Cow<'e, str>,
        text: Cow<'e, str>,
    },
    Note(Cow<'e, str>),
    Context {
        text: &'e str,
        translation: Option<&'e str>,
        /// The language of the translation.
        lang: &'e LangTag,
        source: Option<&'e str>,
    },
    Transaction {
        kind: &'static str,
        date: Option<&'e str>,
        by: Option<&'e str>,
    },
}

/// What is said of the concept as a whole.
pub(in crate::exchange) fn of_concept<'e>(
    entry: &'e ConceptEntry,
    options: &TbxOptions,
) -> Vec<Item<'e>> {
    let mut items = Items::new(options.flavour, Level::Concept);
    items.field(Category::SubjectField, entry.subject.as_deref());
    items.field(Category::Definition, entry.definition.as_deref());
    let properties = items.remark(entry.note.as_deref());
    if entry.do_not_translate {
        items.note(notes::DO_NOT_TRANSLATE.into());
    }
    if let Some(by) = said(entry.approved_by.as_deref()) {
        items.note(named(notes::APPROVED_BY, by).into());
    }
    // TBX-Basic v2 has these with every term.
    if options.flavour != TbxFlavour::V2Basic {
        items.field(Category::CustomerSubset, entry.customer.as_deref());
        items.field(Category::ProjectSubset, entry.project.as_deref());
    }
    for related in &entry.related {
        if options.linked.contains(&related.uid) {
            let target = of_uid(&related.uid);
            items.link(Category::CrossReference, target, related.relation.as_str());
        }
    }
    items.properties(&properties);
    items.list
}

/// What is said of a term; `lang` is the language that its contexts are translated into.
pub(in crate::exchange) fn of_term<'e>(
    entry: &'e ConceptEntry,
    term: &'e TermSec,
    lang: &'e LangTag,
    options: &TbxOptions,
) -> Vec<Item<'e>> {
    let as_of = options.as_of.as_ref();
    let usage = term.current_usage(as_of);
    let mut items = Items::new(options.flavour, Level::Term);
    let standing = status(term, as_of).map(picklist_value);
    items.field(Category::AdministrativeStatus, standing);
    items.part_of_speech(term.part_of_speech);
    let term_type = term.term_type.map(TermType::as_str);
    items.field(Category::TermType, term_type);
    items.field(Category::Source, term.source(as_of));
    if options.flavour == TbxFlavour::V2Basic {
        items.field(Category::CustomerSubset, entry.customer.as_deref());
        items.field(Category::ProjectSubset, entry.project.as_deref());
    }
    if let Some(pinyin) = said(term.pinyin.as_deref()) {
        match Category::Reading.is_held(options.flavour, Level::Term) {
            true => items.field(Category::Reading, Some(pinyin)),
            false => items.note(named(notes::PINYIN, pinyin).into()),
        }
    }
    if let Some(period) = usage.and_then(period) {
        items.note(named(notes::IN_USE, &period).into());
    }
    if term.forbidden {
        items.note(notes::FORBIDDEN.into());
    }
    let properties = items.remark(term.note.as_deref());
    items.properties(&properties);
    for context in &term.contexts {
        items.context(context, lang);
    }
    // The schemas want notes on the term itself before all others.
    items.list.sort_by_key(|item| match item {
        Item::Value(category, _) => category.carrier() != Carrier::TermNote,
        _ => true,
    });
    items.list
}

/// Items of one level, as they are gathered.
struct Items<'e> {
    flavour: TbxFlavour,
    level: Level,
    list: Vec<Item<'e>>,
}

impl<'e> Items<'e> {
    fn new(flavour: TbxFlavour, level: Level) -> Self {
        Self {
            flavour,
            level,
            list: Vec::new(),
        }
    }

    fn note(&mut self, text: Cow<'e, str>) {
        self.list.push(Item::Note(text));
    }

    /// A field, as a note where there is no category for it.
    fn field(&mut self, category: Category, text: Option<&'e str>) {
        let Some(text) = said(text) else { return };
        match category.is_held(self.flavour, self.level) {
            true => self.list.push(Item::Value(category, text.into())),
            false => self.note(named(category.as_str(), text).into()),
        }
    }

    fn link(&mut self, category: Category, target: String, text: &'e str) {
        match category.is_held(self.flavour, self.level) {
            true => self.list.push(Item::Link {
                category,
                target: target.into(),
                text: text.into(),
            }),
            false => self.note(named(category.as_str(), &format!("{text} {target}")).into()),
        }
    }

    /// TBX v3 has no proper nouns: they are nouns there, and a note says more.
    fn part_of_speech(&mut self, part_of_speech: PartOfSpeech) {
        let category = Category::PartOfSpeech;
        let is_held = category.is_held(self.flavour, self.level);
        if part_of_speech == PartOfSpeech::ProperNoun
            && is_held
            && self.flavour != TbxFlavour::V2Basic
        {
            self.field(category, Some(PartOfSpeech::Noun.as_str()));
            self.note(named(category.as_str(), part_of_speech.as_str()).into());
        } else {
            self.field(category, Some(part_of_speech.as_str()));
        }
    }

    /// A remark; the properties at its end are left for later.
    fn remark(&mut self, text: Option<&'e str>) -> Vec<Property<'e>> {
        let text = text.unwrap_or_default();
        let (rest, properties) = property::split(text, self.flavour, self.level);
        if !rest.is_empty() {
            self.note(notes::remark(rest));
        }
        properties
    }

    fn properties(&mut self, properties: &[Property<'e>]) {
        let items = properties.iter().map(|property| match *property {
            Property::Value(category, value) => Item::Value(category, value.into()),
            Property::Link(category, target, text) => Item::Link {
                category,
                target: target.into(),
                text: if text.is_empty() { target } else { text }.into(),
            },
            Property::Transaction(kind, date, by) => Item::Transaction { kind, date, by },
        });
        self.list.extend(items);
    }

    fn context(&mut self, context: &'e Context, lang: &'e LangTag) {
        let Some(text) = said(Some(&context.text)) else {
            return;
        };
        let translation = said(context.translation.as_deref());
        let source = said(context.source.as_deref());
        if Category::Context.is_held(self.flavour, self.level) {
            self.list.push(Item::Context {
                text,
                translation,
                lang,
                source,
            });
            return;
        }
        let parts = [
            (Category::Context.as_str(), Some(text)),
            (notes::TRANSLATION, translation),
            (notes::CONTEXT_SOURCE, source),
        ];
        for (name, text) in parts {
            if let Some(text) = text {
                self.note(named(name, text).into());
            }
        }
    }
}

/// A forbidden term is deprecated, whatever else is said of it: TBX knows nothing stronger.
pub(super) fn status(term: &TermSec, as_of: Option<&PartialDate>) -> Option<AdministrativeStatus> {
    match term.forbidden {
        true => Some(AdministrativeStatus::Deprecated),
        false => term.status(as_of),
    }
}

fn said(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn picklist_value(status: AdministrativeStatus) -> &'static str {
    match status {
        AdministrativeStatus::Preferred => "preferredTerm-admn-sts",
        AdministrativeStatus::Admitted => "admittedTerm-admn-sts",
        AdministrativeStatus::Deprecated => "deprecatedTerm-admn-sts",
        AdministrativeStatus::Superseded => "supersededTerm-admn-sts",
    }
}

/// The period as ISO 8601 writes it, `..` for an open end.
fn period(usage: &Usage) -> Option<String> {
    let end = |date: &Option<PartialDate>| match date {
        Some(date) => date.to_string(),
        None => "..".to_owned(),
    };
    (usage.from.is_some() || usage.until.is_some())
        .then(|| format!("{}/{}", end(&usage.from), end(&usage.until)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tbx::{Dialect, Style};

    fn options(dialect: Dialect) -> TbxOptions {
        TbxOptions {
            flavour: TbxFlavour::v3(dialect, Style::Dca),
            ..TbxOptions::default()
        }
    }

    #[test]
    fn a_field_without_category_is_a_note() {
        let entry = ConceptEntry {
            subject: Some("ocean".to_owned()),
            definition: Some("carbon".to_owned()),
            note: Some("definition: what it is".to_owned()),
            ..ConceptEntry::default()
        };
        let subject = Item::Value(Category::SubjectField, "ocean".into());
        let definition = Item::Value(Category::Definition, "carbon".into());
        let remark = Item::Note("note: definition: what it is".into());
        assert_eq!(
            of_concept(&entry, &options(Dialect::Basic)),
            [subject.clone(), definition, remark.clone()]
        );
        let definition = Item::Note("definition: carbon".into());
        assert_eq!(
            of_concept(&entry, &options(Dialect::Min)),
            [subject, definition.clone(), remark.clone()]
        );
        let subject = Item::Note("subjectField: ocean".into());
        assert_eq!(
            of_concept(&entry, &options(Dialect::Core)),
            [subject, definition, remark]
        );
    }

    #[test]
    fn pinyin_is_a_reading_where_there_are_readings() {
        let term = TermSec {
            pinyin: Some("lántàn".to_owned()),
            ..TermSec::new("蓝碳")
        };
        let lang = LangTag::english();
        let entry = ConceptEntry::default();
        for dialect in Dialect::ALL {
            let items = of_term(&entry, &term, &lang, &options(dialect));
            let wanted = match dialect {
                Dialect::Linguist => Item::Value(Category::Reading, "lántàn".into()),
                _ => Item::Note("pinyin: lántàn".into()),
            };
            assert!(items.contains(&wanted), "{dialect}: {items:?}");
        }
    }
}
