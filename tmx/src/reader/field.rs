//! Attributes that have a field of their own.

use std::borrow::Cow;

use crate::{Header, Timestamp, TranslationUnit, Variant};

/// The place that an attribute is for.
pub(super) enum Field<'u> {
    Time(&'u mut Option<Timestamp>),
    Text(&'u mut Option<String>),
    Count(&'u mut Option<u64>),
    /// A text that is empty while it is not said.
    Said(&'u mut String),
    /// There is no field for it.
    None,
}

/// What became of the value of an attribute.
pub(super) enum Filled<'v> {
    /// It is in its field.
    Done,
    /// It has no field.
    Homeless(Cow<'v, str>),
    /// It is no value for its field.
    Odd(Cow<'v, str>),
}

impl Field<'_> {
    pub(super) fn fill(self, value: Cow<'_, str>) -> Filled<'_> {
        match self {
            Self::Time(time) => match value.trim().parse() {
                Ok(parsed) => *time = Some(parsed),
                Err(_) => return Filled::Odd(value),
            },
            Self::Count(count) => match value.trim().parse() {
                Ok(parsed) => *count = Some(parsed),
                Err(_) => return Filled::Odd(value),
            },
            Self::Text(text) => *text = Some(value.into_owned()),
            Self::Said(text) => *text = value.into_owned(),
            Self::None => return Filled::Homeless(value),
        }
        Filled::Done
    }
}

pub(super) fn of_unit<'u>(unit: &'u mut TranslationUnit, name: &str) -> Field<'u> {
    match name {
        "tuid" => Field::Said(&mut unit.uid),
        "creationdate" => Field::Time(&mut unit.creation_date),
        "creationid" => Field::Text(&mut unit.creation_id),
        "changedate" => Field::Time(&mut unit.change_date),
        "changeid" => Field::Text(&mut unit.change_id),
        "usagecount" => Field::Count(&mut unit.usage_count),
        "lastusagedate" => Field::Time(&mut unit.last_usage_date),
        _ => Field::None,
    }
}

pub(super) fn of_variant<'u>(variant: &'u mut Variant, name: &str) -> Field<'u> {
    match name {
        "creationdate" => Field::Time(&mut variant.creation_date),
        "creationid" => Field::Text(&mut variant.creation_id),
        "changedate" => Field::Time(&mut variant.change_date),
        "changeid" => Field::Text(&mut variant.change_id),
        "usagecount" => Field::Count(&mut variant.usage_count),
        "lastusagedate" => Field::Time(&mut variant.last_usage_date),
        _ => Field::None,
    }
}

pub(super) fn of_header<'u>(header: &'u mut Header, name: &str) -> Field<'u> {
    match name {
        "creationtool" => Field::Said(&mut header.creation_tool),
        "creationtoolversion" => Field::Said(&mut header.creation_tool_version),
        "o-tmf" => Field::Said(&mut header.original_format),
        "datatype" => Field::Said(&mut header.data_type),
        "creationdate" => Field::Time(&mut header.creation_date),
        "creationid" => Field::Text(&mut header.creation_id),
        "changedate" => Field::Time(&mut header.change_date),
        "changeid" => Field::Text(&mut header.change_id),
        _ => Field::None,
    }
}
