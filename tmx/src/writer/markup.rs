//! Inline elements as TMX allows them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Inline, InlineKind, Run, Segment};

/// Deepest nesting of inline elements that is written; readers have a bound too.
const DEPTH: usize = 48;

/// A piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'s> {
    Text(&'s str),
    Start(InlineKind, Vec<(&'s str, &'s str)>),
    End(InlineKind),
}

/// A segment that is valid TMX, level 2.
#[derive(Debug, Default)]
pub(super) struct Valid<'s> {
    pub(super) pieces: Vec<Piece<'s>>,
    /// Something had to be changed.
    pub(super) is_repaired: bool,
    /// Attributes that were left out.
    pub(super) attributes: u64,
}

/// What may stand in an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Text and all inline elements but `sub`.
    Flow,
    /// Native code and `sub`.
    Code,
}

/// An element under way: its runs that are left, and the elements that end with it.
struct Frame<'s> {
    rest: std::slice::Iter<'s, Run>,
    content: Content,
    ends: &'static [InlineKind],
}

/// The pieces of a segment, changed as little as makes them valid.
///
/// An element where it may not stand is left out and its content kept; a `sub` outside of code
/// gets a `ph` around it. A `bpt` or `ept` without its other half, or without the number that
/// tells which that is, becomes the `it` that TMX has for such; an `it` that does not say of what
/// it is the end becomes a `ph`.
pub(super) fn valid(segment: &Segment) -> Valid<'_> {
    let mut valid = Valid::default();
    // A stack instead of recursion: depth is the caller's choice, the stack is not.
    let mut frames = vec![Frame {
        rest: segment.runs.iter(),
        content: Content::Flow,
        ends: &[],
    }];
    while let Some(frame) = frames.last_mut() {
        let content = frame.content;
        let Some(run) = frame.rest.next() else {
            let ends = frame.ends.iter().map(|&kind| Piece::End(kind));
            valid.pieces.extend(ends);
            frames.pop();
            continue;
        };
        match run {
            Run::Text(text) => valid.pieces.push(Piece::Text(text)),
            Run::Inline(inline) => {
                let is_deep = frames.len() > DEPTH;
                frames.push(valid.begin(inline, content, is_deep));
            }
        }
    }
    valid.pair();
    valid
}

impl<'s> Valid<'s> {
    fn begin(&mut self, inline: &'s Inline, content: Content, is_deep: bool) -> Frame<'s> {
        let is_sub = inline.kind == InlineKind::SubFlow;
        let rest = inline.runs.iter();
        let is_allowed = is_sub || content == Content::Flow;
        if !is_allowed || is_deep {
            self.is_repaired = true;
            self.attributes += inline.attributes.len() as u64;
            return Frame {
                rest,
                content,
                ends: &[],
            };
        }
        let mut ends = ends(inline.kind);
        if is_sub && content == Content::Flow {
            self.is_repaired = true;
            self.pieces
                .push(Piece::Start(InlineKind::Placeholder, Vec::new()));
            ends = &[InlineKind::SubFlow, InlineKind::Placeholder];
        }
        let attributes = self.allowed(inline);
        self.pieces.push(Piece::Start(inline.kind, attributes));
        let content = match inline.kind {
            InlineKind::Highlight | InlineKind::SubFlow => Content::Flow,
            _ => Content::Code,
        };
        Frame {
            rest,
            content,
            ends,
        }
    }

    /// The attributes that the element may have, each once.
    fn allowed(&mut self, inline: &'s Inline) -> Vec<(&'s str, &'s str)> {
        let allowed = allowed(inline.kind);
        let mut kept: Vec<(&str, &str)> = Vec::new();
        for (name, value) in &inline.attributes {
            if allowed.contains(&name.as_str()) && !kept.iter().any(|(known, _)| known == name) {
                kept.push((name, value));
            } else {
                self.attributes += 1;
            }
        }
        kept
    }

    /// Sees to it that paired codes are pairs.
    fn pair(&mut self) {
        // The numbers of the codes that are open, with their place, and all that were.
        let mut open: BTreeMap<&str, usize> = BTreeMap::new();
        let mut met: BTreeSet<&str> = BTreeSet::new();
        let mut alone: Vec<usize> = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            let Piece::Start(kind, attributes) = piece else {
                continue;
            };
            let number = value(attributes, "i");
            match kind {
                InlineKind::BeginPaired => match number.filter(|number| met.insert(number)) {
                    Some(number) => drop(open.insert(number, index)),
                    None => alone.push(index),
                },
                InlineKind::EndPaired => {
                    let begun = number.and_then(|number| open.remove(number));
                    alone.extend(begun.is_none().then_some(index));
                }
                InlineKind::Isolated
                    if !matches!(value(attributes, "pos"), Some("begin" | "end")) =>
                {
                    alone.push(index);
                }
                _ => {}
            }
        }
        alone.extend(open.into_values());
        for index in alone {
            self.isolate(index);
        }
    }

    /// Makes a code that has no other half what TMX has for such.
    fn isolate(&mut self, index: usize) {
        let Some(Piece::Start(kind, attributes)) = self.pieces.get_mut(index) else {
            return;
        };
        let old = *kind;
        let (new, pos) = match old {
            InlineKind::BeginPaired => (InlineKind::Isolated, Some("begin")),
            InlineKind::EndPaired => (InlineKind::Isolated, Some("end")),
            _ => (InlineKind::Placeholder, None),
        };
        *kind = new;
        attributes.retain(|(name, _)| !matches!(*name, "i" | "pos"));
        attributes.extend(pos.map(|pos| ("pos", pos)));
        self.is_repaired = true;
        let mut depth = 0;
        for piece in self.pieces.iter_mut().skip(index + 1) {
            match piece {
                Piece::Start(..) => depth += 1,
                Piece::End(kind) if depth == 0 => {
                    *kind = new;
                    return;
                }
                Piece::End(_) => depth -= 1,
                Piece::Text(_) => {}
            }
        }
    }
}

fn value<'s>(attributes: &[(&'s str, &'s str)], name: &str) -> Option<&'s str> {
    let mut all = attributes.iter();
    all.find(|(known, _)| *known == name)
        .map(|&(_, value)| value)
}

fn ends(kind: InlineKind) -> &'static [InlineKind] {
    let at = InlineKind::ALL.iter().position(|&known| known == kind);
    at.and_then(|at| InlineKind::ALL.get(at..=at))
        .unwrap_or_default()
}

/// The attributes that TMX 1.4b has for an element.
fn allowed(kind: InlineKind) -> &'static [&'static str] {
    match kind {
        InlineKind::BeginPaired => &["i", "x", "type"],
        InlineKind::EndPaired => &["i"],
        InlineKind::Isolated => &["pos", "x", "type"],
        InlineKind::Placeholder => &["x", "assoc", "type"],
        InlineKind::Highlight => &["x", "type"],
        InlineKind::Unknown => &["x"],
        InlineKind::SubFlow => &["datatype", "type"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Run {
        Run::Text(text.to_owned())
    }

    fn inline(kind: InlineKind, attributes: &[(&str, &str)], runs: Vec<Run>) -> Run {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        let attributes = attributes.iter().map(owned).collect();
        Run::Inline(Inline {
            kind,
            attributes,
            runs,
        })
    }

    /// The segment as it is written, what was repaired, and how many attributes were left out.
    fn written(runs: Vec<Run>) -> (String, bool, u64) {
        let segment = Segment { runs };
        let valid = valid(&segment);
        let mut out = String::new();
        for piece in &valid.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Start(kind, attributes) => {
                    out.push_str(&format!("<{}", kind.as_str()));
                    for (name, value) in attributes {
                        out.push_str(&format!(" {name}={value}"));
                    }
                    out.push('>');
                }
                Piece::End(kind) => out.push_str(&format!("</{}>", kind.as_str())),
            }
        }
        (out, valid.is_repaired, valid.attributes)
    }

    #[test]
    fn pairs_are_left_as_they_are() {
        let runs = vec![
            inline(
                InlineKind::BeginPaired,
                &[("i", "2"), ("x", "1")],
                vec![text("<b>")],
            ),
            text("阀"),
            inline(InlineKind::EndPaired, &[("i", "2")], Vec::new()),
        ];
        let expected = "<bpt i=2 x=1><b></bpt>阀<ept i=2></ept>";
        assert_eq!(written(runs), (expected.to_owned(), false, 0));
    }

    #[test]
    fn halves_of_pairs_become_isolated_codes() {
        for (runs, expected) in [
            (
                vec![inline(
                    InlineKind::BeginPaired,
                    &[("i", "1"), ("type", "b")],
                    vec![text("c")],
                )],
                "<it type=b pos=begin>c</it>",
            ),
            (
                vec![inline(InlineKind::BeginPaired, &[], Vec::new())],
                "<it pos=begin></it>",
            ),
            (
                vec![
                    inline(InlineKind::EndPaired, &[("i", "1")], Vec::new()),
                    inline(InlineKind::BeginPaired, &[("i", "1")], Vec::new()),
                ],
                "<it pos=end></it><it pos=begin></it>",
            ),
            (
                vec![
                    inline(InlineKind::BeginPaired, &[("i", "1")], Vec::new()),
                    inline(InlineKind::BeginPaired, &[("i", "1")], Vec::new()),
                    inline(InlineKind::EndPaired, &[("i", "1")], Vec::new()),
                ],
                "<bpt i=1></bpt><it pos=begin></it><ept i=1></ept>",
            ),
            (
                vec![inline(
                    InlineKind::Isolated,
                    &[("pos", "middle"), ("x", "1")],
                    Vec::new(),
                )],
                "<ph x=1></ph>",
            ),
        ] {
            assert_eq!(written(runs), (expected.to_owned(), true, 0));
        }
    }

    #[test]
    fn a_code_within_the_footnote_of_a_code_ends_where_it_did() {
        let inner = inline(InlineKind::BeginPaired, &[("i", "9")], vec![text("c")]);
        let sub = inline(InlineKind::SubFlow, &[], vec![inner, text("注")]);
        let outer = inline(InlineKind::BeginPaired, &[("i", "8")], vec![sub, text("d")]);
        let expected = "<it pos=begin><sub><it pos=begin>c</it>注</sub>d</it>";
        assert_eq!(written(vec![outer]), (expected.to_owned(), true, 0));
    }

    #[test]
    fn what_may_not_stand_where_it_stands_keeps_its_content() {
        let bold = inline(InlineKind::Highlight, &[("x", "1")], vec![text("粗")]);
        let code = inline(
            InlineKind::Placeholder,
            &[],
            vec![text("a"), bold, text("b")],
        );
        assert_eq!(written(vec![code]), ("<ph>a粗b</ph>".to_owned(), true, 1));
        let sub = inline(InlineKind::SubFlow, &[("type", "fn")], vec![text("注")]);
        let expected = "<ph><sub type=fn>注</sub></ph>";
        assert_eq!(written(vec![sub]), (expected.to_owned(), true, 0));
    }

    #[test]
    fn attributes_that_tmx_has_not_and_doubles_are_left_out() {
        let attributes = [
            ("x", "1"),
            ("xmlns", "a"),
            ("x", "2"),
            ("i", "1"),
            ("<", "3"),
        ];
        let mark = inline(InlineKind::Highlight, &attributes, Vec::new());
        assert_eq!(written(vec![mark]), ("<hi x=1></hi>".to_owned(), false, 4));
    }

    #[test]
    fn nesting_without_end_is_flattened() {
        let mut run = text("底");
        for _ in 0..100 {
            run = inline(InlineKind::Highlight, &[], vec![run]);
        }
        let (out, is_repaired, _) = written(vec![run]);
        assert!(is_repaired && out.contains("<hi>底</hi>"));
        assert_eq!(out.matches("<hi>").count(), DEPTH);
    }
}
