//! Units and their variants.

use std::io::Read;

use super::context::{Context, Stop, attributes};
use super::field::{self, Filled};
use super::{remark, segment};
use crate::xml::{Attribute, Element, Node, XmlStream};
use crate::{Prop, TranslationUnit, Variant};

/// The unit that an element begins, without what stands in it.
pub(super) fn begin(element: &Element<'_>, context: &mut Context) -> TranslationUnit {
    let mut unit = TranslationUnit::default();
    for attribute in element.attributes() {
        let name = attribute.name;
        if name == "srclang"
            && let Some(lang) = context.source_lang(&attribute.value)
        {
            unit.source_lang = Some(lang);
            continue;
        }
        let field = field::of_unit(&mut unit, name);
        let rest = match field.fill(attribute.value) {
            Filled::Done => continue,
            Filled::Homeless(value) => value,
            Filled::Odd(value) => {
                context.report.odd += 1;
                value
            }
        };
        context.report.odd += u64::from(name == "srclang");
        unit.attributes.push((name.to_owned(), rest.into_owned()));
    }
    unit
}

/// Reads the rest of a unit; why a variant of it was left out, if one was.
pub(super) fn read<R: Read>(
    unit: &mut TranslationUnit,
    xml: &mut XmlStream<R>,
    context: &mut Context,
) -> Result<Option<String>, Stop> {
    let mut left_out = None;
    let outside = xml.depth().saturating_sub(1);
    context.grow(xml.position(), unit.attributes.len())?;
    while xml.depth() > outside {
        match xml.next()? {
            Some(Node::Start(element)) => match element.name() {
                "tuv" => {
                    // Nearly all units are pairs.
                    if unit.variants.is_empty() {
                        unit.variants.reserve_exact(2);
                    }
                    match begin_variant(&element, context)? {
                        Ok(mut begun) => {
                            variant(&mut begun, xml, context)?;
                            unit.variants.push(begun);
                        }
                        Err(cause) => {
                            left_out.get_or_insert(cause);
                            xml.skip()?;
                            context.grow(xml.position(), 1)?;
                        }
                    }
                }
                "note" => {
                    let attributes = attributes(&element);
                    unit.notes.push(remark::note(attributes, xml, context)?);
                }
                "prop" => {
                    let prop = remark::begin_prop(&element);
                    let prop = remark::value(prop, xml, context)?;
                    add(prop, unit, context);
                }
                _ => {
                    context.report.unknown += 1;
                    xml.skip()?;
                }
            },
            Some(Node::Text(text)) => {
                context.pass_text(&text);
            }
            Some(Node::End(_)) => {}
            None => break,
        }
    }
    match (unit.variants.is_empty(), left_out) {
        (true, None) => Stop::unit("a unit has no variants"),
        (true, Some(cause)) => Stop::unit(cause),
        (false, left_out) => Ok(left_out),
    }
}

fn add(prop: Prop, unit: &mut TranslationUnit, context: &mut Context) {
    if prop.kind == Prop::SOURCE_LANG
        && prop.attributes.is_empty()
        && unit.source_lang.is_none()
        && let Ok(lang) = context.lang(&prop.value)
    {
        unit.source_lang = Some(lang);
        return;
    }
    remark::place(prop, &mut unit.props, &mut unit.attributes);
}

/// The variant that an element begins, without what stands in it; the inner error says why its
/// language cannot be read.
fn begin_variant(
    element: &Element<'_>,
    context: &mut Context,
) -> Result<Result<Variant, String>, Stop> {
    let (mut tag, mut old_tag) = (None, None);
    let mut others = Vec::new();
    for attribute in element.attributes() {
        match attribute.name {
            "xml:lang" => tag = Some(attribute.value),
            "lang" => old_tag = Some(attribute.value),
            _ => others.push(attribute),
        }
    }
    let (tag, old_tag) = match (tag, old_tag) {
        (None, None) => return Stop::unit("a variant has no language"),
        (Some(tag), None) | (None, Some(tag)) => (tag, None),
        (Some(tag), Some(old)) => {
            let differs = old != tag;
            (tag, differs.then_some(old))
        }
    };
    let mut variant = match context.lang(&tag) {
        Ok(lang) => Variant::new(lang, ""),
        Err(error) => return Ok(Err(error.to_string())),
    };
    for Attribute { name, value } in others {
        let rest = match field::of_variant(&mut variant, name).fill(value) {
            Filled::Done => continue,
            Filled::Homeless(value) => value,
            Filled::Odd(value) => {
                context.report.odd += 1;
                value
            }
        };
        let pair = (name.to_owned(), rest.into_owned());
        variant.attributes.push(pair);
    }
    let old_tag = old_tag.map(|old| ("lang".to_owned(), old.into_owned()));
    variant.attributes.extend(old_tag);
    Ok(Ok(variant))
}

fn variant<R: Read>(
    variant: &mut Variant,
    xml: &mut XmlStream<R>,
    context: &mut Context,
) -> Result<(), Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut segments = 0;
    context.grow(xml.position(), 1 + variant.attributes.len())?;
    while xml.depth() > outside {
        match xml.next()? {
            Some(Node::Start(element)) => match element.name() {
                "seg" => {
                    // The standard gives it no attributes.
                    context.report.unknown += element.attributes().count() as u64;
                    variant.segment = segment::read(xml, context)?;
                    segments += 1;
                }
                "note" => {
                    let attributes = attributes(&element);
                    variant.notes.push(remark::note(attributes, xml, context)?);
                }
                "prop" => {
                    let prop = remark::begin_prop(&element);
                    let prop = remark::value(prop, xml, context)?;
                    remark::place(prop, &mut variant.props, &mut variant.attributes);
                }
                _ => {
                    context.report.unknown += 1;
                    xml.skip()?;
                }
            },
            Some(Node::Text(text)) => {
                context.pass_text(&text);
            }
            Some(Node::End(_)) => {}
            None => break,
        }
    }
    match segments {
        1 => Ok(()),
        0 => Stop::unit(format!("the variant {} has no segment", variant.lang)),
        _ => Stop::unit(format!("the variant {} has several segments", variant.lang)),
    }
}
