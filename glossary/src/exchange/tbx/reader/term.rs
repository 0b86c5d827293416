//! A term as a file has it.

use std::borrow::Cow;

use tmx::LangTag;

use super::concept::{self, Concept, told};
use super::language::{self, Language};
use super::meaning::{self, Meaning};
use super::piece::{Piece, pieces};
use crate::entry::{AdministrativeStatus, Context, PartialDate};
use crate::exchange::branch::Branch;
use crate::exchange::tbx::category::Category;
use crate::exchange::tbx::notes::{self, Note};
use crate::exchange::tbx::one_line;
use crate::exchange::tbx::property;
use crate::import::{
    ContextsGiven, Given, ImportTerm, Standing, UsageGiven, part_of_speech, standing, term_type,
    typed_pinyin,
};

/// Elements that hold a term, in either version.
pub(super) const ELEMENTS: [&str; 4] = ["tig", "ntig", "termSec", "termGroup"];

/// The terms of a section.
pub(super) struct Terms<'b>(Vec<(Cow<'b, str>, Branch<'b>)>);

impl<'b> Terms<'b> {
    pub(super) fn of(section: Branch<'b>) -> Self {
        let terms = section.branches();
        let terms = terms.filter(|it| ELEMENTS.contains(&it.name()));
        let terms = terms.map(|it| {
            let group = it.branch("termGrp").unwrap_or(it);
            let text = group.branch("term").map(Branch::content);
            (text.map_or(Cow::Borrowed(""), unbroken), it)
        });
        Self(terms.filter(|(text, _)| !text.is_empty()).collect())
    }

    pub(super) fn texts(self) -> impl Iterator<Item = String> {
        self.0.into_iter().map(|(text, _)| text.into_owned())
    }

    /// What is said of each; what belongs to the concept is given to that.
    pub(super) fn read(self, concept: &mut Concept, lang: &LangTag) -> Vec<ImportTerm> {
        let terms = self.0.into_iter();
        let terms = terms.map(|(text, branch)| {
            let mut term = Term::new(text.into_owned(), concept.is_own(), lang);
            for piece in pieces(branch, &["term"]) {
                term.take(&piece, concept);
            }
            term.finish(concept)
        });
        terms.collect()
    }
}

/// A term without the line breaks that lay out the file.
fn unbroken(term: Cow<'_, str>) -> Cow<'_, str> {
    match term.contains(['\n', '\r']) {
        true => Cow::Owned(one_line(&term).into_owned()),
        false => term,
    }
}

/// A term that is being put together.
struct Term<'l> {
    term: ImportTerm,
    lang: &'l LangTag,
    is_own: bool,
    contexts: Vec<Context>,
    status: Given<AdministrativeStatus>,
    from: Given<PartialDate>,
    until: Given<PartialDate>,
    source: Given<String>,
    notes: Vec<String>,
    /// What entries have no field for, behind the notes.
    properties: Vec<String>,
}

impl<'l> Term<'l> {
    fn new(text: String, is_own: bool, lang: &'l LangTag) -> Self {
        fn unsaid<T>(is_own: bool) -> Given<T> {
            match is_own {
                true => Given::Empty,
                false => Given::Absent,
            }
        }
        Self {
            term: ImportTerm {
                text,
                pinyin: unsaid(is_own),
                note: unsaid(is_own),
                term_type: unsaid(is_own),
                ..ImportTerm::default()
            },
            lang,
            is_own,
            contexts: Vec::new(),
            status: unsaid(is_own),
            from: unsaid(is_own),
            until: unsaid(is_own),
            source: unsaid(is_own),
            notes: Vec::new(),
            properties: Vec::new(),
        }
    }

    fn is_chinese(&self) -> bool {
        self.lang.primary() == "zh"
    }

    fn take(&mut self, piece: &Piece<'_>, concept: &mut Concept) {
        if piece.text.is_empty() && piece.target.is_empty() {
            return;
        }
        match meaning::of(piece.kind) {
            Meaning::Field(Category::Context) => return self.context(piece),
            Meaning::Note => self.note(&piece.text, concept),
            // Weblate explains terms so.
            Meaning::Field(Category::Definition) if piece.kind == "descrip" => {
                self.notes.push(piece.text.to_string());
            }
            Meaning::Field(category) => self.field(category, piece, concept),
            Meaning::TranslationNeeded => concept.translation_needed(piece),
            Meaning::Transaction => self.properties.push(concept::transaction(piece)),
            Meaning::Broader | Meaning::Narrower | Meaning::Other => {
                self.properties.push(told(piece));
            }
        }
        for with in &piece.with {
            if !concept::is_part(piece, with) && !with.text.is_empty() {
                self.properties.push(told(with));
            }
        }
    }

    fn field(&mut self, category: Category, piece: &Piece<'_>, concept: &mut Concept) {
        let text = piece.text.as_ref();
        match category {
            Category::AdministrativeStatus => match standing(text) {
                Some(Standing::Is(status)) => self.status = Given::Value(status),
                Some(Standing::Forbidden) => self.term.forbidden = Given::Value(true),
                None => self.properties.push(told(piece)),
            },
            Category::PartOfSpeech => match part_of_speech(text) {
                Some(known) => self.term.part_of_speech = Given::Value(known),
                None => self.properties.push(told(piece)),
            },
            Category::TermType => match term_type(text) {
                Some(known) => self.term.term_type = Given::Value(known),
                None => self.properties.push(told(piece)),
            },
            Category::Source => self.source = Given::text(text),
            Category::Reading => self.pinyin(text, concept),
            Category::Context => self.contexts.push(Context {
                text: text.to_owned(),
                ..Context::default()
            }),
            category if concept.takes_from_term(category, text) => {}
            _ => self.properties.push(told(piece)),
        }
    }

    /// The reading of the term, or of the Chinese term that this one translates.
    fn pinyin(&mut self, pinyin: &str, concept: &mut Concept) {
        if !self.is_chinese() {
            concept.pinyin.push(pinyin.to_owned());
        } else if self.is_own {
            self.term.pinyin = Given::text(pinyin);
        } else {
            let (typed, warnings) = typed_pinyin(&self.term.text, pinyin);
            self.term.pinyin = typed;
            concept.record.warnings.extend(warnings);
        }
    }

    fn note(&mut self, text: &str, concept: &mut Concept) {
        match notes::parse(text) {
            Note::Forbidden => self.term.forbidden = Given::Value(true),
            Note::Named(notes::PINYIN, pinyin) if self.is_own || self.is_chinese() => {
                match self.is_chinese() {
                    true => self.pinyin(pinyin, concept),
                    false => self.term.pinyin = Given::text(pinyin),
                }
            }
            Note::Named(notes::IN_USE, period) => match ends(period) {
                Some((from, until)) => (self.from, self.until) = (from, until),
                None => self.notes.push(text.to_owned()),
            },
            Note::Named(notes::TRANSLATION, text) if self.is_own => {
                if let Some(last) = self.contexts.last_mut() {
                    last.translation = Some(text.to_owned());
                }
            }
            Note::Named(notes::CONTEXT_SOURCE, text) if self.is_own => {
                if let Some(last) = self.contexts.last_mut() {
                    last.source = Some(text.to_owned());
                }
            }
            Note::Of(category, value) if self.is_own => {
                let piece = Piece {
                    kind: category.as_str(),
                    text: value.into(),
                    ..Piece::default()
                };
                self.field(category, &piece, concept);
            }
            Note::Remark(remark) if self.is_own => self.notes.push(remark.to_owned()),
            _ => self.notes.push(text.to_owned()),
        }
    }

    /// A sentence; one in another language translates the one before it.
    fn context(&mut self, piece: &Piece<'_>) {
        if piece.text.is_empty() {
            return;
        }
        let is_other = match language::parse(piece.lang) {
            Ok(Language::Of(lang)) => !lang.same_language(self.lang),
            _ => false,
        };
        match self.contexts.last_mut() {
            Some(last) if is_other && last.translation.is_none() => {
                last.translation = Some(piece.text.to_string());
            }
            _ => self.contexts.push(Context {
                text: piece.text.to_string(),
                ..Context::default()
            }),
        }
        for with in &piece.with {
            let last = self.contexts.last_mut();
            let translation = match notes::parse(&with.text) {
                Note::Named(notes::TRANSLATION, text) => {
                    Some(text).filter(|_| meaning::of(with.kind) == Meaning::Note)
                }
                _ => None,
            };
            match (last, meaning::of(with.kind)) {
                (Some(last), Meaning::Field(Category::Source)) if last.source.is_none() => {
                    last.source = Some(with.text.to_string()).filter(|text| !text.is_empty());
                }
                (Some(last), _) if translation.is_some() => {
                    last.translation = translation.map(str::to_owned);
                }
                _ if with.text.is_empty() => {}
                (_, Meaning::Note) => self.notes.push(with.text.to_string()),
                _ => self.properties.push(told(with)),
            }
        }
    }

    fn finish(mut self, concept: &mut Concept) -> ImportTerm {
        if self.is_own || !self.contexts.is_empty() {
            self.term.contexts = ContextsGiven::All(self.contexts);
        }
        self.notes.extend(self.properties);
        if !self.notes.is_empty() {
            self.term.note = Given::Value(self.notes.join(property::BETWEEN));
        }
        if self.term.forbidden == Given::Value(true) {
            // Written as deprecated, whatever it was.
            self.status = Given::Absent;
        }
        let ends = (self.from.value(), self.until.value());
        if let (Some(from), Some(until)) = ends
            && from.first_day() > until.last_day()
        {
            let warning = format!("{}: its use ends before it begins", self.term.text);
            concept.record.warnings.push(warning);
            (self.from, self.until) = (Given::Absent, Given::Absent);
        }
        self.term.usage = UsageGiven::Latest {
            status: self.status,
            from: self.from,
            until: self.until,
            source: self.source,
        };
        self.term
    }
}

/// `2013/..`, as the writer has it.
fn ends(period: &str) -> Option<(Given<PartialDate>, Given<PartialDate>)> {
    let (from, until) = period.split_once('/')?;
    let end = |text: &str| match text {
        ".." => Some(Given::Empty),
        text => text.parse().ok().map(Given::Value),
    };
    Some((end(from)?, end(until)?))
}
