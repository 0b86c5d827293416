//! Notes and properties.

use std::io::Read;

use super::context::{Context, Stop};
use crate::xml::{Attribute, Element, Node, XmlStream};
use crate::{Attributes, Note, Prop};

/// The text of the element that began last, of elements within it too.
pub(crate) fn text<R: Read>(xml: &mut XmlStream<R>, context: &mut Context) -> Result<String, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut text = String::new();
    while xml.depth() > outside {
        match xml.next()? {
            Some(Node::Text(piece)) if text.is_empty() => text = piece.into_owned(),
            Some(Node::Text(piece)) => text.push_str(&piece),
            Some(Node::Start(_)) => context.report.unknown += 1,
            Some(Node::End(_)) => {}
            None => break,
        }
        context.grow(xml.position(), 0)?;
    }
    Ok(text)
}

/// A note whose attributes were read.
pub(crate) fn note<R: Read>(
    attributes: Attributes,
    xml: &mut XmlStream<R>,
    context: &mut Context,
) -> Result<Note, Stop> {
    context.grow(xml.position(), 1 + attributes.len())?;
    let text = text(xml, context)?;
    Ok(Note { text, attributes })
}

/// The property that an element begins, without its value.
pub(crate) fn begin_prop(element: &Element<'_>) -> Prop {
    let mut prop = Prop::default();
    for Attribute { name, value } in element.attributes() {
        match name {
            "type" => prop.kind = value.into_owned(),
            _ => prop.attributes.push((name.to_owned(), value.into_owned())),
        }
    }
    prop
}

/// The value of a property whose attributes were read.
pub(crate) fn value<R: Read>(
    prop: Prop,
    xml: &mut XmlStream<R>,
    context: &mut Context,
) -> Result<Prop, Stop> {
    context.grow(xml.position(), 1 + prop.attributes.len())?;
    let value = text(xml, context)?;
    Ok(Prop { value, ..prop })
}

/// Puts a property where it belongs: one that carries an attribute among the attributes.
pub(crate) fn place(prop: Prop, props: &mut Vec<Prop>, attributes: &mut Attributes) {
    match prop.kind.strip_prefix(Prop::ATTRIBUTE) {
        Some(name) if prop.attributes.is_empty() => attributes.push((name.to_owned(), prop.value)),
        _ => props.push(prop),
    }
}
