//! Variants and their segments.

use std::borrow::Cow;
use std::io::{self, Write};

use super::markup::{Piece, Valid};
use super::{WriteReport, remark};
use crate::xml::XmlWriter;
use crate::{LangTag, Run, Variant};

/// What is written of a segment.
pub(super) enum Body<'s> {
    Text(Cow<'s, str>),
    Markup(Valid<'s>),
}

/// Writes a variant with the tag and the segment that are given.
pub(super) fn write<W: Write>(
    xml: &mut XmlWriter<W>,
    lang: &LangTag,
    variant: &Variant,
    body: &Body<'_>,
    report: &mut WriteReport,
) -> io::Result<()> {
    xml.begin("tuv")?;
    xml.attribute("xml:lang", lang.as_str())?;
    remark::stamps(
        xml,
        (variant.usage_count, variant.last_usage_date),
        (variant.creation_date, variant.creation_id.as_deref()),
        (variant.change_date, variant.change_id.as_deref()),
    )?;
    let homeless = remark::attributes(xml, &variant.attributes, remark::OF_VARIANT)?;
    xml.descend()?;
    remark::write(xml, &variant.notes, &variant.props, &homeless, report)?;
    xml.begin("seg")?;
    xml.end_of_tag()?;
    match body {
        Body::Text(text) => xml.text(text)?,
        Body::Markup(valid) => {
            for piece in &valid.pieces {
                match piece {
                    Piece::Text(text) => xml.text(text)?,
                    Piece::End(kind) => xml.end_tag(kind.as_str())?,
                    Piece::Start(kind, attributes) => {
                        xml.tag(kind.as_str())?;
                        for (name, value) in attributes {
                            xml.attribute(name, value)?;
                        }
                        xml.end_of_tag()?;
                    }
                }
            }
        }
    }
    xml.end_leaf("seg")?;
    xml.close("tuv")
}

/// What a reader of the finished document sees of a variant.
pub(super) fn plain_text(variant: &Variant) -> Cow<'_, str> {
    match variant.segment.runs.as_slice() {
        [Run::Text(text)] => Cow::Borrowed(text),
        _ => Cow::Owned(variant.segment.plain_text()),
    }
}
