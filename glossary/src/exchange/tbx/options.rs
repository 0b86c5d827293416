//! What a TBX file is to hold.

use std::collections::BTreeSet;

use tmx::{LangTag, Timestamp};

use super::TbxFlavour;
use crate::entry::{ConceptEntry, PartialDate, TermSec};

/// How a termbase is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TbxOptions {
    /// Version, dialect and style.
    pub flavour: TbxFlavour,
    /// The tag of the source language, as it is to stand in the file.
    pub source_tag: LangTag,
    /// The tag of the target language, as it is to stand in the file.
    pub target_tag: LangTag,
    /// Title of the termbase.
    pub title: String,
    /// Where its entries come from.
    pub source_description: String,
    /// When the file is made; the day is written into it.
    pub date: Option<Timestamp>,
    /// Write the terms that were in use on this day, with the status they had; else all terms,
    /// with their latest status.
    pub as_of: Option<PartialDate>,
    /// Write forbidden terms too, as deprecated ones.
    pub include_forbidden: bool,
    /// Write entries without an equivalent too.
    pub include_incomplete: bool,
    /// Where the preferred term stands among its synonyms.
    pub preferred: PreferredTerm,
    /// The uids of entries that will be in the file: relations are written to these only, since
    /// one that leads nowhere makes the file invalid. [`holds`](Self::holds) tells which they are.
    pub linked: BTreeSet<String>,
}

impl TbxOptions {
    /// Whether a term is written.
    #[must_use]
    pub fn admits(&self, term: &TermSec) -> bool {
        let as_of = self.as_of.as_ref();
        let is_in_use =
            as_of.is_none() || term.usage.is_empty() || term.current_usage(as_of).is_some();
        is_in_use && (self.include_forbidden || !term.forbidden)
    }

    /// Whether an entry is written: it has a term to write in each language of the pair, or in
    /// one of them where incomplete entries are wanted too.
    #[must_use]
    pub fn holds(&self, entry: &ConceptEntry) -> bool {
        let has_term = |lang: &LangTag| {
            let mut terms = entry.terms(lang).filter(|term| self.admits(term));
            terms.any(|term| !super::one_line(&tmx::xml::legal(&term.text).0).is_empty())
        };
        let (source, target) = (has_term(&self.source_tag), has_term(&self.target_tag));
        match self.include_incomplete {
            true => source || target,
            false => source && target,
        }
    }
}

impl Default for TbxOptions {
    /// Chinese to English; neither forbidden terms nor entries without an equivalent.
    fn default() -> Self {
        Self {
            flavour: TbxFlavour::default(),
            source_tag: LangTag::chinese(),
            target_tag: LangTag::english(),
            title: "Termbase".to_owned(),
            source_description: "Exported by shuyu".to_owned(),
            date: None,
            as_of: None,
            include_forbidden: false,
            include_incomplete: false,
            preferred: PreferredTerm::default(),
            linked: BTreeSet::new(),
        }
    }
}

/// Where the preferred term stands among the terms of a language.
///
/// OmegaT shows all of them. Readers that keep one keep the last or, like the Translate Toolkit
/// when it is asked for a single target, the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PreferredTerm {
    /// Behind the others, the worst one first.
    #[default]
    Last,
    /// Before the others, the worst one last.
    First,
}
