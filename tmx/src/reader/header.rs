//! The header.

use std::io::Read;

use super::context::{Context, Stop, attributes};
use super::field::{self, Filled};
use super::remark;
use crate::xml::{Element, Node, XmlStream};
use crate::{Header, SegmentType, UserEncoding};

/// The header that an element begins, without what stands in it.
pub(super) fn begin(element: &Element<'_>, context: &mut Context) -> Header {
    let mut header = Header::undetermined();
    for attribute in element.attributes() {
        let (name, value) = (attribute.name, attribute.value);
        let is_read = match name {
            "srclang" => set(&mut header.source_lang, context.source_lang(&value)),
            "adminlang" => set(&mut header.admin_lang, context.lang(&value).ok()),
            "segtype" => set(&mut header.segment_type, segment_type(&value)),
            _ => match field::of_header(&mut header, name).fill(value) {
                Filled::Done => continue,
                Filled::Homeless(value) => {
                    let pair = (name.to_owned(), value.into_owned());
                    header.attributes.push(pair);
                    continue;
                }
                Filled::Odd(value) => {
                    context.report.odd += 1;
                    let pair = (name.to_owned(), value.into_owned());
                    header.attributes.push(pair);
                    continue;
                }
            },
        };
        if !is_read {
            context.report.odd += 1;
            let pair = (name.to_owned(), value.into_owned());
            header.attributes.push(pair);
        }
    }
    header
}

fn set<T>(field: &mut T, value: Option<T>) -> bool {
    match value {
        Some(value) => {
            *field = value;
            true
        }
        None => false,
    }
}

fn segment_type(word: &str) -> Option<SegmentType> {
    SegmentType::ALL
        .into_iter()
        .find(|known| known.as_str().eq_ignore_ascii_case(word.trim()))
}

/// Reads the rest of the header.
pub(super) fn read<R: Read>(
    mut header: Header,
    xml: &mut XmlStream<R>,
    context: &mut Context,
) -> Result<Header, Stop> {
    let outside = xml.depth().saturating_sub(1);
    while xml.depth() > outside {
        let mut parts = 0;
        match xml.next()? {
            Some(Node::Start(element)) => match element.name() {
                "note" => {
                    let attributes = attributes(&element);
                    header.notes.push(remark::note(attributes, xml, context)?);
                }
                "prop" => {
                    let prop = remark::begin_prop(&element);
                    let prop = remark::value(prop, xml, context)?;
                    remark::place(prop, &mut header.props, &mut header.attributes);
                }
                "ude" => {
                    let attributes = attributes(&element);
                    parts = 1 + attributes.len();
                    header.encodings.push(UserEncoding {
                        attributes,
                        maps: Vec::new(),
                    });
                }
                "map" if !header.encodings.is_empty() => {
                    let map = attributes(&element);
                    parts = 1 + map.len();
                    if let Some(encoding) = header.encodings.last_mut() {
                        encoding.maps.push(map);
                    }
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
        context.grow(xml.position(), parts)?;
    }
    Ok(header)
}
