//! What a TBX file is to hold.

use tmx::{LangTag, Timestamp};

use crate::entry::PartialDate;

/// How a termbase is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TbxOptions {
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
}

impl Default for TbxOptions {
    /// Chinese to English; neither forbidden terms nor entries without an equivalent.
    fn default() -> Self {
        Self {
            source_tag: LangTag::chinese(),
            target_tag: LangTag::english(),
            title: "Termbase".to_owned(),
            source_description: "Exported by shuyu".to_owned(),
            date: None,
            as_of: None,
            include_forbidden: false,
            include_incomplete: false,
            preferred: PreferredTerm::default(),
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
