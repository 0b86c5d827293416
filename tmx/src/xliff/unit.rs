//! The units of XLIFF 1.2 (`<trans-unit>`) and 2.x (`<unit>`).

use std::io::Read;

use super::content::{self, Codes};
use super::draft::{Draft, Pair, prop, props, props_of};
use crate::reader::context::{Context, Stop, attributes};
use crate::reader::remark;
use crate::xml::{Element, Node, XmlStream};
use crate::{Prop, TranslationUnit};

/// Reads the rest of a `<trans-unit>` whose attributes are `props_of_unit`; those of what is around
/// it are `around`.
pub(super) fn trans_unit<R: Read>(
    props_of_unit: Vec<Prop>,
    around: &[Prop],
    pair: &Pair,
    xml: &mut XmlStream<R>,
    context: &mut Context,
) -> Result<Vec<TranslationUnit>, Stop> {
    let outside = xml.depth().saturating_sub(1);
    context.grow(xml.position(), props_of_unit.len())?;
    let mut pair = pair.clone();
    let mut draft = Draft {
        props: props_of_unit,
        ..Draft::default()
    };
    let none = Codes::new();
    while xml.depth() > outside {
        let Some(node) = xml.next()? else { break };
        let Node::Start(element) = node else {
            continue;
        };
        match element.name() {
            "source" => {
                lang(&element, &mut pair.source, context);
                draft.props.extend(props_of("source-", &element));
                draft.source = content::read(&none, xml, context)?;
            }
            "seg-source" => draft.cut_source = content::read(&none, xml, context)?,
            "target" => {
                lang(&element, &mut pair.target, context);
                draft.props.extend(props(&element));
                draft.target = Some(content::read(&none, xml, context)?);
            }
            "note" => {
                let attributes = attributes(&element);
                draft.notes.push(remark::note(attributes, xml, context)?);
            }
            // Of Trados: how each segment was made.
            "seg-defs" => {}
            "seg" => {
                let id = element.attribute("id").unwrap_or_default();
                let mut own = props(&element);
                own.retain(|it| it.kind != "x-xliff-id");
                draft.of_segments.push((id, own));
            }
            "value" if !draft.of_segments.is_empty() => {
                let key = element.attribute("key").unwrap_or_default();
                let value = remark::text(xml, context)?;
                if let Some((_, own)) = draft.of_segments.last_mut() {
                    own.push(prop(&key, &value));
                }
            }
            _ => {
                context.report.unknown += 1;
                xml.skip()?;
            }
        }
        context.grow(xml.position(), 1)?;
    }
    draft.props.extend_from_slice(around);
    finish(draft, &pair, context)
}

/// Reads the rest of a `<unit>` as [`trans_unit`] does; each segment of it is a unit.
pub(super) fn unit<R: Read>(
    props_of_unit: Vec<Prop>,
    around: &[Prop],
    pair: &Pair,
    xml: &mut XmlStream<R>,
    context: &mut Context,
) -> Result<Vec<TranslationUnit>, Stop> {
    let outside = xml.depth().saturating_sub(1);
    context.grow(xml.position(), props_of_unit.len())?;
    let mut codes = Codes::new();
    let mut notes = Vec::new();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut in_segment = false;
    while xml.depth() > outside {
        let element = match xml.next()? {
            Some(Node::Start(element)) => element,
            Some(Node::End(closing)) => {
                in_segment &= closing.name() != "segment";
                continue;
            }
            Some(Node::Text(_)) => continue,
            None => break,
        };
        match (element.name(), drafts.last_mut()) {
            ("notes" | "originalData", _) => {}
            ("note", _) => {
                let attributes = attributes(&element);
                notes.push(remark::note(attributes, xml, context)?);
            }
            ("data", _) => {
                let id = element.attribute("id").unwrap_or_default();
                let code = content::read(&Codes::new(), xml, context)?;
                let text = crate::Segment { runs: code.runs }.plain_text();
                codes.insert(id, text);
            }
            ("segment", _) => {
                in_segment = true;
                let own = props(&element)
                    .into_iter()
                    .map(|own| match own.kind.as_str() {
                        "x-xliff-id" => prop("mid", &own.value),
                        _ => own,
                    });
                drafts.push(Draft {
                    props: props_of_unit.iter().cloned().chain(own).collect(),
                    ..Draft::default()
                });
            }
            ("source", Some(draft)) if in_segment => {
                draft.props.extend(props_of("source-", &element));
                draft.source = content::read(&codes, xml, context)?;
            }
            ("target", Some(draft)) if in_segment => {
                draft.props.extend(props(&element));
                draft.target = Some(content::read(&codes, xml, context)?);
            }
            // Blanks between the segments.
            ("ignorable", _) => xml.skip()?,
            _ => {
                context.report.unknown += 1;
                xml.skip()?;
            }
        }
        context.grow(xml.position(), 1 + props_of_unit.len())?;
    }
    let bytes = notes.iter().map(|note| note.text.len()).sum();
    context.repeat(drafts.len(), notes.len(), bytes)?;
    let mut units = Vec::new();
    for mut draft in drafts {
        let notes = notes.clone();
        draft.props.extend_from_slice(around);
        units.extend(finish(Draft { notes, ..draft }, pair, context)?);
    }
    Ok(units)
}

fn finish(draft: Draft, pair: &Pair, context: &mut Context) -> Result<Vec<TranslationUnit>, Stop> {
    let (parts, bytes) = draft.common();
    context.repeat(draft.segments(), parts, bytes)?;
    let (units, untranslated) = draft.units(pair).map_err(Stop::Unit)?;
    context.report.untranslated += untranslated;
    Ok(units)
}

/// Takes the language that an element names, where the file does not.
fn lang(element: &Element<'_>, lang: &mut Option<crate::LangTag>, context: &mut Context) {
    if lang.is_none()
        && let Some(tag) = element.attribute("xml:lang")
    {
        *lang = context.lang(&tag).ok();
    }
}
