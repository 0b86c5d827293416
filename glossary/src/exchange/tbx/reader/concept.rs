//! A concept as a record.

use tmx::LangTag;

use super::language::{self, Language};
use super::meaning::{self, Meaning};
use super::piece::{Piece, pieces};
use super::term::{self, Terms};
use crate::entry::{Related, Relation};
use crate::exchange::branch::Branch;
use crate::exchange::tbx::category::Category;
use crate::exchange::tbx::identifier::uid;
use crate::exchange::tbx::notes::{self, Note};
use crate::exchange::tbx::property;
use crate::import::{Broken, Given, ImportRecord, Place, Reference, typed_pinyin};

/// Sections of a language, in either version and in the first TBX-Min.
const SECTIONS: [&str; 3] = ["langSet", "langSec", "langGroup"];

/// The record that an entry is.
///
/// # Errors
///
/// When no language of it can be read.
pub(in crate::exchange) fn record(entry: Branch<'_>, place: Place) -> Result<ImportRecord, Broken> {
    let mut concept = Concept {
        record: ImportRecord {
            place,
            uid: uid(entry.attribute("id")),
            is_concept: true,
            name: Some(entry.attribute("id").to_owned()).filter(|id| !id.is_empty()),
            ..ImportRecord::default()
        },
        pinyin: Vec::new(),
    };
    if concept.is_own() {
        // Others name it by its uid.
        concept.record.name = None;
        // A file of ours says all there is to say.
        let record = &mut concept.record;
        record.subject = Given::Empty;
        record.definition = Given::Empty;
        record.note = Given::Empty;
        record.customer = Given::Empty;
        record.project = Given::Empty;
        record.approved_by = Given::Empty;
        record.do_not_translate = Given::Value(false);
        record.related = Given::Empty;
    }
    for piece in pieces(entry, &SECTIONS) {
        concept.take(&piece);
    }
    let mut wrong = None;
    let mut is_read = false;
    let sections = entry.branches();
    for section in sections.filter(|it| SECTIONS.contains(&it.name())) {
        match concept.section(section) {
            Ok(()) => is_read = true,
            Err(reason) => wrong = wrong.or(Some(reason)),
        }
    }
    if let Some(reason) = wrong {
        if !is_read {
            return Err(Broken { place, reason });
        }
        let warning = format!("a language is left out: {reason}");
        concept.record.warnings.push(warning);
    }
    concept.give_pinyin();
    Ok(concept.record)
}

/// A record that is being put together.
pub(super) struct Concept {
    pub(super) record: ImportRecord,
    /// Pinyin that stands beside the Chinese terms, in their order.
    pub(super) pinyin: Vec<String>,
}

impl Concept {
    /// Whether the file is one of ours.
    pub(super) fn is_own(&self) -> bool {
        self.record.uid.is_some()
    }

    fn section(&mut self, section: Branch<'_>) -> Result<(), String> {
        let language = language::parse(section.attribute("lang"))?;
        let terms = Terms::of(section);
        for piece in pieces(section, &term::ELEMENTS) {
            self.take(&piece);
        }
        match language {
            Language::Pinyin => self.pinyin.extend(terms.texts()),
            Language::Of(lang) => {
                for term in terms.read(self, &lang) {
                    self.record.push(&lang, term);
                }
            }
        }
        Ok(())
    }

    /// Takes over what is said of the concept as a whole.
    fn take(&mut self, piece: &Piece<'_>) {
        if piece.text.is_empty() && piece.target.is_empty() {
            return;
        }
        match meaning::of(piece.kind) {
            Meaning::Note => self.note(&piece.text),
            Meaning::Field(Category::CrossReference) => {
                self.cross_reference(piece, Relation::SeeAlso);
            }
            Meaning::Broader => self.cross_reference(piece, Relation::Broader),
            Meaning::Narrower => self.narrower(piece),
            Meaning::Field(category) => self.field(category, piece),
            Meaning::TranslationNeeded => self.translation_needed(piece),
            Meaning::Transaction => self.record.remarks.push(transaction(piece)),
            Meaning::Other => self.record.remarks.push(told(piece)),
        }
        for with in &piece.with {
            if !is_part(piece, with) && !with.text.is_empty() {
                self.record.remarks.push(told(with));
            }
        }
    }

    fn note(&mut self, text: &str) {
        let is_own = self.is_own();
        match notes::parse(text) {
            Note::DoNotTranslate => self.record.do_not_translate = Given::Value(true),
            Note::Named(notes::APPROVED_BY, by) => self.record.approved_by = Given::text(by),
            Note::Named(notes::PINYIN, pinyin) => self.pinyin.push(pinyin.to_owned()),
            Note::Of(category, value) if is_own => {
                let piece = Piece {
                    kind: category.as_str(),
                    text: value.into(),
                    ..Piece::default()
                };
                match (category, value.split_once(' ')) {
                    (Category::CrossReference, Some((relation, target))) => {
                        let piece = Piece {
                            text: relation.into(),
                            target,
                            ..piece
                        };
                        self.cross_reference(&piece, Relation::SeeAlso);
                    }
                    _ => self.field(category, &piece),
                }
            }
            Note::Remark(remark) if is_own => add(&mut self.record.note, remark),
            _ => add(&mut self.record.note, text),
        }
    }

    /// A field of the concept, which some files have with its terms or languages.
    fn field(&mut self, category: Category, piece: &Piece<'_>) {
        let text = piece.text.as_ref();
        match category {
            Category::SubjectField => add(&mut self.record.subject, text),
            // Definitions may stand in every language.
            Category::Definition => add(&mut self.record.definition, text),
            Category::CustomerSubset => self.record.customer = Given::text(text),
            Category::ProjectSubset => self.record.project = Given::text(text),
            Category::Reading => self.pinyin.push(text.to_owned()),
            _ => self.record.remarks.push(told(piece)),
        }
    }

    /// What belongs to the concept although it stands with a term; whether it does.
    pub(super) fn takes_from_term(&mut self, category: Category, text: &str) -> bool {
        match category {
            Category::CustomerSubset => self.record.customer = Given::text(text),
            Category::ProjectSubset => self.record.project = Given::text(text),
            _ => return false,
        }
        true
    }

    /// What the concept has to do with another entry: one of ours, or one of the file.
    fn cross_reference(&mut self, piece: &Piece<'_>, usual: Relation) {
        let relation = piece.text.parse().unwrap_or(usual);
        let Some(uid) = uid(piece.target) else {
            return self.refer(piece, relation, false);
        };
        let related = Related { relation, uid };
        match &mut self.record.related {
            Given::Value(known) => known.push(related),
            unsaid => *unsaid = Given::Value(vec![related]),
        }
    }

    /// The broader one is told with the narrower, so that of others in the file only is one.
    fn narrower(&mut self, piece: &Piece<'_>) {
        match uid(piece.target) {
            Some(_) => self.cross_reference(piece, Relation::SeeAlso),
            None => self.refer(piece, Relation::Broader, true),
        }
    }

    /// What the concept has to do with another one of the file.
    fn refer(&mut self, piece: &Piece<'_>, relation: Relation, is_reverse: bool) {
        let remark = told(piece);
        match piece.target.trim_start_matches('#') {
            "" => self.record.remarks.push(remark),
            target if target.contains("://") => self.record.remarks.push(remark),
            target => self.record.refers.push(Reference {
                relation,
                is_reverse,
                name: target.to_owned(),
                remark,
            }),
        }
    }

    /// `no` is what Weblate says of a term that stays as it is.
    pub(super) fn translation_needed(&mut self, piece: &Piece<'_>) {
        match piece.text.to_lowercase().as_str() {
            "no" | "false" | "0" => self.record.do_not_translate = Given::Value(true),
            "yes" | "true" | "1" => {}
            _ => self.record.remarks.push(told(piece)),
        }
    }

    /// Gives the Chinese terms the pinyin that stands beside them: each its own where there is one
    /// for each, else the first one to the first.
    fn give_pinyin(&mut self) {
        let chinese = LangTag::chinese();
        let is_own = self.is_own();
        let (remarks, warnings) = (&mut self.record.remarks, &mut self.record.warnings);
        let sections = self.record.languages.iter_mut();
        let terms = sections.filter(|(lang, _)| lang.same_language(&chinese));
        let mut terms: Vec<_> = terms.flat_map(|(_, terms)| terms).collect();
        self.pinyin.retain(|pinyin| !pinyin.trim().is_empty());
        self.pinyin.dedup();
        let fits = self.pinyin.len() == terms.len() || self.pinyin.len() == 1;
        let given = if fits { terms.len() } else { 0 };
        let mut terms = terms.iter_mut().take(given);
        for pinyin in std::mem::take(&mut self.pinyin) {
            match terms.next() {
                Some(term) if term.pinyin.value().is_none() => {
                    if is_own {
                        term.pinyin = Given::text(&pinyin);
                        continue;
                    }
                    let (typed, odd) = typed_pinyin(&term.text, &pinyin);
                    term.pinyin = typed;
                    warnings.extend(odd);
                }
                Some(term) if term.pinyin.value().is_some_and(|known| *known == pinyin) => {}
                _ => remarks.push(notes::named(notes::PINYIN, &pinyin)),
            }
        }
    }
}

/// Adds to a field what it does not say yet.
fn add(field: &mut Given<String>, text: &str) {
    match field {
        Given::Value(known) if known == text => {}
        Given::Value(known) => {
            known.push_str(property::BETWEEN);
            known.push_str(text);
        }
        _ => *field = Given::text(text),
    }
}

/// A piece as a remark: `name: value`.
pub(super) fn told(piece: &Piece<'_>) -> String {
    let text = match piece.target {
        "" => piece.text.clone(),
        // Within the file it means nothing elsewhere.
        target if !target.contains("://") && !piece.text.is_empty() => piece.text.clone(),
        target => property::link(target, &piece.text).into(),
    };
    notes::named(meaning::name(piece.kind), &text)
}

/// A transaction as a remark: `modification: 2024-05-01 (Li)`.
pub(super) fn transaction(piece: &Piece<'_>) -> String {
    // Some name the kind as the category, and have in its place who did it.
    let (kind, by) = match piece.kind {
        "transactionType" | "transac" => (piece.text.as_ref(), piece.with("responsibility")),
        kind => (kind, piece.text.as_ref()),
    };
    let kind = match kind {
        "creation" => "origination",
        kind => kind,
    };
    let date = piece.with("date");
    let day = date.get(..10).filter(|_| date.get(10..11) == Some("T"));
    property::transaction(kind, day.unwrap_or(date), by)
}

/// Whether a piece in a group is told with the first of the group.
pub(super) fn is_part(piece: &Piece<'_>, with: &Piece<'_>) -> bool {
    matches!(meaning::of(piece.kind), Meaning::Transaction)
        && matches!(with.kind, "date" | "responsibility")
}
