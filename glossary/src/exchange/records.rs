//! XML files made of records: one record after the other, each as a whole.
//!
//! Only the record at hand is in memory, and one that is too large is skipped and told.

use std::io::Read;

use tmx::xml::{Limits, Node, XmlError, XmlStream};

use super::branch::Tree;
use crate::import::{Broken, ImportRecord, Place};

/// Most bytes of names and texts in a record.
const LARGEST: usize = 8 << 20;
/// Most elements of a record.
const ELEMENTS: usize = 100_000;
/// A file that is none of its format, or a damaged one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {cause}")]
#[non_exhaustive]
pub struct MarkupError {
    /// Number of the line, from 1.
    pub line: usize,
    /// Number of the character in it, from 1.
    pub column: usize,
    /// What is wrong.
    pub cause: String,
}

/// The elements of a format that matter on the way to its records.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// What messages call the format.
    pub(super) format: &'static str,
    pub(super) roots: &'static [&'static str],
    /// Elements between root and records; others are left out with all that is in them.
    pub(super) between: &'static [&'static str],
    pub(super) records: &'static [&'static str],
}

/// Reads the records of a file.
pub(super) struct Records<R> {
    layout: Layout,
    xml: XmlStream<R>,
    /// The record that came last.
    tree: Tree,
    has_root: bool,
    ended: bool,
}

/// What comes next in a file.
#[derive(Debug)]
enum Found {
    Record(Place),
    /// A record that is too large.
    Broken(Broken),
    End,
}

impl<R: Read> Records<R> {
    pub(super) fn new(input: R, layout: Layout) -> Self {
        let limits = Limits {
            roots: layout.roots,
            ..Limits::EXCHANGE
        };
        Self {
            layout,
            xml: XmlStream::new(input, limits),
            tree: Tree::default(),
            has_root: false,
            ended: false,
        }
    }

    /// What `read` makes of the next record, as an iterator gives it: outside an error of the file,
    /// after which nothing comes, inside one of the record.
    pub(super) fn next_with(
        &mut self,
        read: impl FnOnce(Place, &mut Tree) -> Result<ImportRecord, Broken>,
    ) -> Option<Result<Result<ImportRecord, Broken>, MarkupError>> {
        if self.ended {
            return None;
        }
        let found = self.next();
        self.ended = matches!(found, Ok(Found::End) | Err(_));
        match found {
            Ok(Found::Record(place)) => Some(Ok(read(place, &mut self.tree))),
            Ok(Found::Broken(broken)) => Some(Ok(Err(broken))),
            Ok(Found::End) => None,
            Err(error) => Some(Err(error)),
        }
    }

    /// Reads the next record into the tree, and tells its place.
    ///
    /// # Errors
    ///
    /// When the file is none of its format or damaged.
    fn next(&mut self) -> Result<Found, MarkupError> {
        let layout = self.layout;
        let failed = |error: XmlError| located(&error, layout.format);
        loop {
            match self.xml.next().map_err(failed)? {
                Some(Node::Start(_)) if !self.has_root => {
                    self.has_root = true;
                    continue;
                }
                Some(Node::Start(element)) if layout.records.contains(&element.name()) => {
                    self.tree.clear();
                    self.tree.begin(&element);
                }
                Some(Node::Start(element)) if layout.between.contains(&element.name()) => {
                    continue;
                }
                Some(Node::Start(_)) => {
                    self.xml.skip().map_err(failed)?;
                    continue;
                }
                Some(_) => continue,
                None => return Ok(Found::End),
            }
            let line = usize::try_from(self.xml.place().line).unwrap_or(usize::MAX);
            let place = Place::line(line);
            return Ok(match self.rest().map_err(failed)? {
                true => Found::Record(place),
                false => Found::Broken(Broken {
                    place,
                    reason: format!("it is larger than {} MiB", LARGEST >> 20),
                }),
            });
        }
    }

    /// Reads the rest of the element that began last; false where it is too large.
    fn rest(&mut self) -> Result<bool, XmlError> {
        let Self { xml, tree, .. } = self;
        let outside = xml.depth().saturating_sub(1);
        let mut elements = 0;
        loop {
            match xml.next()? {
                Some(Node::Start(element)) => {
                    elements += 1;
                    tree.begin(&element);
                }
                Some(Node::Text(text)) => tree.text(&text),
                Some(Node::End(_)) => {
                    if tree.end() {
                        return Ok(true);
                    }
                }
                None => return Ok(false),
            }
            if tree.size() > LARGEST || elements > ELEMENTS {
                tree.clear();
                while xml.depth() > outside && xml.next()?.is_some() {}
                return Ok(false);
            }
        }
    }
}

fn located(error: &XmlError, format: &str) -> MarkupError {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    // The root is named in it, the format is not.
    let cause = match error.cause.strip_prefix("it begins with ") {
        Some(root) => format!("it is no {format}: it begins with {root}"),
        None => error.cause.clone(),
    };
    MarkupError {
        line: number(error.place.line),
        column: number(error.place.column),
        cause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: Layout = Layout {
        format: "list",
        roots: &["list"],
        between: &["part"],
        records: &["item"],
    };

    #[test]
    fn records_come_one_by_one_with_their_lines() {
        let file = "<list>\n<head><item/></head><part>\n<item id=' 1 '>a<b>c</b>d</item></part>\n\
                    <item/></list>";
        let mut records = Records::new(file.as_bytes(), LAYOUT);
        let found = records.next().unwrap();
        assert!(matches!(found, Found::Record(place) if place == Place::line(3)));
        let root = records.tree.root();
        assert_eq!(
            (root.attribute("id"), root.content().as_ref()),
            ("1", "acd")
        );
        let next = records.next().unwrap();
        assert!(matches!(next, Found::Record(place) if place == Place::line(4)));
        assert!(matches!(records.next(), Ok(Found::End)));
    }

    #[test]
    fn a_record_that_is_too_large_is_skipped() {
        let many = "<x/>".repeat(ELEMENTS + 1);
        let long = "y".repeat(LARGEST + 1);
        let file = format!("<list><item>{many}</item><item>{long}</item><item>z</item></list>");
        let mut records = Records::new(file.as_bytes(), LAYOUT);
        for _ in 0..2 {
            let broken = records.next().unwrap();
            assert!(matches!(broken, Found::Broken(_)), "{broken:?}");
        }
        let next = records.next().unwrap();
        assert!(matches!(next, Found::Record(_)));
        assert_eq!(records.tree.root().content(), "z");
    }
}
