//! What stands in a source or target: text and codes as runs, and the segments marked in it.

use std::collections::BTreeMap;
use std::io::Read;

use crate::reader::context::{Context, Stop, attributes};
use crate::reader::segment::join;
use crate::xml::{Element, Node, XmlStream, is_legal};
use crate::{Attributes, Inline, InlineKind, Run};

/// The content of a source or target.
#[derive(Debug, Default, Clone)]
pub(super) struct Content {
    /// All of it, with what stands in segments.
    pub(super) runs: Vec<Run>,
    /// Segments marked in it (`<mrk mtype="seg">`), by their identifier (`mid`).
    pub(super) segments: Vec<(String, Vec<Run>)>,
}

/// Codes that stand outside of the text and are referred to (`<originalData>`), by identifier.
pub(super) type Codes = BTreeMap<String, String>;

/// What becomes of an element when it ends.
enum Open {
    /// A run with what stands in it.
    Inline(Inline),
    /// The end of a pair follows.
    Pair(Inline),
    /// A segment.
    Segment(String),
    /// Its content is part of what is around it.
    Nothing,
}

/// Reads the element that began last.
///
/// Pairs around text (`g`, `pc`) become a begin and an end as TMX has them; codes that stand
/// alone become placeholders; other marks of text become `hi`. An element of another name is
/// counted and its text kept.
pub(super) fn read<R: Read>(
    codes: &Codes,
    xml: &mut XmlStream<R>,
    context: &mut Context,
) -> Result<Content, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut content = Content::default();
    let mut runs: Vec<Run> = Vec::new();
    let mut around: Vec<(Open, Vec<Run>)> = Vec::new();
    while xml.depth() > outside {
        let mut parts = 0;
        match xml.next()? {
            Some(Node::Text(text)) => push(&mut runs, &text),
            Some(Node::Start(element)) => {
                parts = 1 + element.attributes().count();
                if element.name() == "cp" {
                    // A character that XML has not; few of them are of use to anybody.
                    let code = element.attribute("hex").unwrap_or_default();
                    let code = u32::from_str_radix(code.trim(), 16).ok();
                    match code.and_then(char::from_u32).filter(|&it| is_legal(it)) {
                        Some(character) => push(&mut runs, character.encode_utf8(&mut [0; 4])),
                        None => context.report.odd += 1,
                    }
                }
                let (open, begin) = open(&element, codes, context);
                runs.extend(begin.map(Run::Inline));
                let before = match open {
                    Open::Inline(_) | Open::Segment(_) => std::mem::take(&mut runs),
                    Open::Pair(_) | Open::Nothing => Vec::new(),
                };
                around.push((open, before));
            }
            Some(Node::End(_)) => match around.pop() {
                Some((Open::Inline(mut inline), before)) => {
                    let inside = std::mem::replace(&mut runs, before);
                    // Codes that are said elsewhere are in it already.
                    if !inside.is_empty() {
                        inline.runs = inside;
                    }
                    runs.push(Run::Inline(inline));
                }
                Some((Open::Pair(end), _)) => runs.push(Run::Inline(end)),
                Some((Open::Segment(id), before)) => {
                    let inside = std::mem::replace(&mut runs, before);
                    // The other side may not be cut.
                    join(&mut runs, inside.clone());
                    content.segments.push((id, inside));
                }
                Some((Open::Nothing, _)) | None => {}
            },
            None => break,
        }
        context.grow(xml.position(), parts)?;
    }
    content.runs = runs;
    Ok(content)
}

fn push(runs: &mut Vec<Run>, more: &str) {
    match runs.last_mut() {
        Some(Run::Text(text)) => text.push_str(more),
        _ => runs.push(Run::Text(more.to_owned())),
    }
}

/// What becomes of an element at its end, and what of it stands before its content.
fn open(element: &Element<'_>, codes: &Codes, context: &mut Context) -> (Open, Option<Inline>) {
    let mut rest = attributes(element);
    let mut take = |name: &str| {
        let at = rest.iter().position(|(known, _)| known == name)?;
        Some(rest.remove(at).1)
    };
    let name = element.name();
    let id = take("id");
    let kind = take("ctype").or_else(|| take("type"));
    let named = |name: &str, value: Option<String>| value.map(|value| (name.to_owned(), value));
    let code = |reference: Option<String>| -> Vec<Run> {
        let known = reference.and_then(|reference| codes.get(&reference));
        known
            .map(|code| Run::Text(code.clone()))
            .into_iter()
            .collect()
    };
    match name {
        "g" | "pc" => {
            let begin = code(take("dataRefStart"));
            let end = code(take("dataRefEnd"));
            let number: Attributes = named("i", id).into_iter().collect();
            let mut of_begin = number.clone();
            of_begin.extend(named("type", kind));
            of_begin.extend(rest);
            (
                Open::Pair(inline(InlineKind::EndPaired, number, end)),
                Some(inline(InlineKind::BeginPaired, of_begin, begin)),
            )
        }
        "mrk" => match (take("mtype").or(kind), take("mid")) {
            (Some(kind), Some(mid)) if kind == "seg" => {
                context.report.unknown += rest.len() as u64;
                (Open::Segment(mid), None)
            }
            (kind, mid) => {
                let mut all: Attributes = named("type", kind).into_iter().collect();
                all.extend(named("mid", mid));
                all.extend(named("id", id));
                all.extend(rest);
                (
                    Open::Inline(inline(InlineKind::Highlight, all, Vec::new())),
                    None,
                )
            }
        },
        "bpt" | "bx" | "sc" | "ept" | "ex" | "ec" => {
            let is_begin = matches!(name, "bpt" | "bx" | "sc");
            let partner = take("rid").or_else(|| take("startRef"));
            let runs = code(take("dataRef"));
            let (number, id) = match partner {
                Some(partner) => (Some(partner), id),
                None => (id, None),
            };
            let mut all: Attributes = named("i", number).into_iter().collect();
            all.extend(named("id", id));
            all.extend(named("type", kind));
            all.extend(rest);
            let kind = if is_begin {
                InlineKind::BeginPaired
            } else {
                InlineKind::EndPaired
            };
            (Open::Inline(inline(kind, all, runs)), None)
        }
        "ph" | "x" | "it" | "sm" | "em" => {
            let runs = code(take("dataRef"));
            let pos = match (name, take("pos").as_deref()) {
                ("sm", _) | (_, Some("open" | "begin")) => Some("begin"),
                ("em", _) | (_, Some("close" | "end")) => Some("end"),
                _ => None,
            };
            let mut all: Attributes = named("pos", pos.map(str::to_owned)).into_iter().collect();
            all.extend(named("x", id));
            all.extend(named("type", kind));
            all.extend(rest);
            let kind = match pos {
                Some(_) => InlineKind::Isolated,
                None => InlineKind::Placeholder,
            };
            (Open::Inline(inline(kind, all, runs)), None)
        }
        "sub" => {
            let mut all: Attributes = named("type", kind).into_iter().collect();
            all.extend(rest);
            (
                Open::Inline(inline(InlineKind::SubFlow, all, Vec::new())),
                None,
            )
        }
        "cp" => (Open::Nothing, None),
        _ => {
            context.report.unknown += 1;
            (Open::Nothing, None)
        }
    }
}

fn inline(kind: InlineKind, attributes: Attributes, runs: Vec<Run>) -> Inline {
    Inline {
        kind,
        attributes,
        runs,
    }
}
