//! Segments with their inline elements.

use std::io::Read;

use super::context::{Context, Stop, attributes};
use crate::xml::{Node, XmlStream};
use crate::{Inline, InlineKind, Run, Segment};

/// Reads the `<seg>` that began last.
///
/// Elements that TMX has not are counted, and what stands in them is kept.
pub(super) fn read<R: Read>(
    xml: &mut XmlStream<R>,
    context: &mut Context,
) -> Result<Segment, Stop> {
    let outside = xml.depth().saturating_sub(1);
    let mut runs: Vec<Run> = Vec::new();
    // The elements around, each with the runs before it; none stands for an unknown one.
    let mut around: Vec<(Option<Inline>, Vec<Run>)> = Vec::new();
    let mut parts = 0;
    while xml.depth() > outside {
        match xml.next()? {
            Some(Node::Text(piece)) => match runs.last_mut() {
                Some(Run::Text(text)) => text.push_str(&piece),
                // Nearly all segments are a text and nothing else.
                None if around.is_empty() => runs = vec![Run::Text(piece.into_owned())],
                _ => runs.push(Run::Text(piece.into_owned())),
            },
            Some(Node::Start(element)) => {
                let inline = InlineKind::from_name(element.name()).map(|kind| Inline {
                    attributes: attributes(&element),
                    ..Inline::new(kind, Vec::new())
                });
                parts = 1 + inline.as_ref().map_or(0, |it| it.attributes.len());
                context.report.unknown += u64::from(inline.is_none());
                around.push((inline, std::mem::take(&mut runs)));
            }
            Some(Node::End(_)) => {
                // Without an element around, it is the segment that ends.
                if let Some((inline, before)) = around.pop() {
                    let inside = std::mem::replace(&mut runs, before);
                    match inline {
                        Some(inline) => runs.push(Run::Inline(Inline {
                            runs: inside,
                            ..inline
                        })),
                        None => join(&mut runs, inside),
                    }
                }
            }
            None => break,
        }
        context.grow(xml.position(), std::mem::take(&mut parts))?;
    }
    Ok(Segment { runs })
}

/// Puts runs behind others, so that no two texts follow one another.
pub(crate) fn join(runs: &mut Vec<Run>, more: Vec<Run>) {
    for run in more {
        match (runs.last_mut(), run) {
            (Some(Run::Text(text)), Run::Text(more)) => text.push_str(&more),
            (_, run) => runs.push(run),
        }
    }
}
