//! What the readers of all elements share.

use super::report::{BrokenUnit, ReadError, ReadOptions, ReadReport};
use crate::xml::{Element, XmlError};
use crate::{Attributes, LangTag, ParseLangTagError};

/// Most bytes of a unit. The longest segments that tools write have some hundred thousand.
const BYTES: u64 = 16 << 20;
/// Most variants, inline elements, notes, properties and attributes of a unit, all in all.
const PARTS: usize = 100_000;
/// Language tags that are remembered; files have two, and seldom more than thirty.
const TAGS: usize = 32;

/// Why an element is not read to its end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The file is damaged.
    File(XmlError),
    /// The unit cannot be used.
    Unit(String),
}

impl From<XmlError> for Stop {
    fn from(error: XmlError) -> Self {
        Self::File(error)
    }
}

impl Stop {
    /// The unit cannot be used, for a reason.
    pub(crate) fn unit<T>(cause: impl Into<String>) -> Result<T, Self> {
        Err(Self::Unit(cause.into()))
    }
}

/// What is known across elements, and what was counted.
#[derive(Debug, Default)]
pub(crate) struct Context {
    pub(crate) report: ReadReport,
    /// Tags as they were written, and what they mean.
    tags: Vec<(String, LangTag)>,
    /// Offset where the unit begins.
    begun: u64,
    /// Parts of the unit.
    parts: usize,
}

impl Context {
    /// A unit begins at an offset.
    pub(crate) fn begin(&mut self, at: u64) {
        self.begun = at;
        self.parts = 0;
    }

    /// Leaves a unit out that cannot be used: counted and listed, or an error where that is asked
    /// for.
    pub(crate) fn leave_out(
        &mut self,
        broken: BrokenUnit,
        options: &ReadOptions,
    ) -> Result<(), ReadError> {
        self.report.broken += 1;
        self.list(broken, options)
    }

    /// Goes on without a variant of a unit, listed as a whole unit would be.
    pub(crate) fn leave_out_variant(
        &mut self,
        broken: BrokenUnit,
        options: &ReadOptions,
    ) -> Result<(), ReadError> {
        self.report.odd += 1;
        let cause = match options.strict {
            true => broken.cause,
            false => format!("a variant is left out: {}", broken.cause),
        };
        self.list(BrokenUnit { cause, ..broken }, options)
    }

    fn list(&mut self, broken: BrokenUnit, options: &ReadOptions) -> Result<(), ReadError> {
        if options.strict {
            return Err(broken.into());
        }
        if self.report.listed.len() < options.listed {
            self.report.listed.push(broken);
        }
        Ok(())
    }

    /// Text between elements: blanks lay the file out, anything else is counted.
    pub(crate) fn pass_text(&mut self, text: &str) {
        self.report.unknown += u64::from(!text.trim_ascii().is_empty());
    }

    /// The unit has reached an offset, and has so many parts more.
    pub(crate) fn grow(&mut self, at: u64, parts: usize) -> Result<(), Stop> {
        self.parts = self.parts.saturating_add(parts);
        if self.parts > PARTS {
            return Stop::unit(format!("a unit has more than {PARTS} parts"));
        }
        if at.saturating_sub(self.begun) > BYTES {
            return Stop::unit(format!("a unit is longer than {} MB", BYTES >> 20));
        }
        Ok(())
    }

    /// So many parts with so many bytes are copied for each of several units.
    pub(crate) fn repeat(&mut self, times: usize, parts: usize, bytes: usize) -> Result<(), Stop> {
        let bytes = times.saturating_mul(bytes) as u64;
        self.grow(
            self.begun.saturating_add(bytes),
            times.saturating_mul(parts),
        )
    }

    /// The language that a tag means.
    pub(crate) fn lang(&mut self, tag: &str) -> Result<LangTag, ParseLangTagError> {
        if let Some((_, lang)) = self.tags.iter().find(|(known, _)| known == tag) {
            return Ok(lang.clone());
        }
        let lang = LangTag::of_tool(tag)?;
        if self.tags.len() < TAGS {
            self.tags.push((tag.to_owned(), lang.clone()));
        }
        Ok(lang)
    }

    /// The language that a `srclang` means; several are `mul`.
    pub(crate) fn source_lang(&mut self, tag: &str) -> Option<LangTag> {
        match tag.trim().eq_ignore_ascii_case("*all*") {
            true => Some(LangTag::multiple()),
            false => self.lang(tag).ok(),
        }
    }
}

/// The attributes of an element, as they are written.
pub(crate) fn attributes(element: &Element<'_>) -> Attributes {
    element
        .attributes()
        .map(|it| (it.name.to_owned(), it.value.into_owned()))
        .collect()
}
