//! Terminology as TBX (ISO 30042): v2 in its Basic dialect, which every open reader takes, and v3 in
//! all its dialects and both styles.
//!
//! Writing has three steps: what a dialect can hold of an entry becomes items of its categories,
//! these become elements in its style, and the writer puts them into a file. What the dialect has no
//! category for goes into notes that the reader takes back: the reading of a Chinese term, the
//! period in which a term was official, who approved an entry, that a term is not to be translated.
//! The translation of a context follows it as a context in the other language. What is in no note
//! either is [reported](LossReport).
//!
//! Read is TBX of any version and dialect, with the habits and mistakes of its writers.

mod category;
mod flavour;
mod identifier;
mod items;
mod loss;
mod markup;
mod notes;
mod options;
mod property;
mod reader;
mod writer;

use std::borrow::Cow;

pub(super) use category::Category;
pub(super) use identifier::of_uid as identifier_of;
pub(super) use items::{Item, of_concept as concept_items, of_term as term_items};
pub(super) use reader::concept_record;

pub use flavour::{Dialect, Style, TbxFlavour};
pub use loss::{LossReport, LostField};
pub use options::{PreferredTerm, TbxOptions};
pub use reader::TbxReader;
pub use writer::{TbxWriter, WriteReport};

/// A term without the breaks and tabs in it; a U+3000 belongs to it.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    const BREAKS: [char; 3] = ['\n', '\r', '\t'];
    let trimmed = text.trim();
    if !trimmed.contains(BREAKS) {
        return Cow::Borrowed(trimmed);
    }
    let parts = trimmed.split(BREAKS).map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    Cow::Owned(parts.join(" "))
}
