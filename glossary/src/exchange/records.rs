//! XML files made of records: one record after the other, each as a whole.
//!
//! Only the record at hand is in memory, and one that is too large is skipped and told.

use std::borrow::Cow;
use std::io::Read;

use tmx::xml::{Attribute, Element, Limits, Node, XmlError, XmlStream};

use crate::import::{Broken, ImportRecord, Place};

/// Most bytes of names and texts in a record.
const LARGEST: usize = 8 << 20;
/// Most elements of a record.
const ELEMENTS: usize = 100_000;
/// The attributes that are looked at.
const ATTRIBUTES: [&str; 5] = ["type", "lang", "id", "target", "from"];

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

/// An element with all that is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Branch {
    /// Without its prefix.
    pub(super) name: String,
    attributes: Vec<(&'static str, String)>,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// A line feed and so many blanks, as between most elements; it takes no memory of its own.
    Indent(usize),
    Branch(Branch),
}

impl Part {
    fn text(text: Cow<'_, str>) -> Self {
        match text.strip_prefix('\n') {
            Some(blanks) if blanks.bytes().all(|byte| byte == b' ') => Self::Indent(blanks.len()),
            _ => Self::Text(text.into_owned()),
        }
    }
}

impl Branch {
    fn new(element: &Element<'_>) -> Self {
        let mut attributes: Vec<(&'static str, String)> = Vec::new();
        for Attribute { name, value } in element.attributes() {
            let name = name.rsplit(':').next().unwrap_or(name);
            if let Some(name) = ATTRIBUTES.into_iter().find(|known| *known == name)
                && !attributes.iter().any(|(known, _)| *known == name)
            {
                attributes.push((name, value.into_owned()));
            }
        }
        Self {
            name: element.name().to_owned(),
            attributes,
            parts: Vec::new(),
        }
    }

    /// The value of an attribute; empty where there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        let mut attributes = self.attributes.iter();
        let known = attributes.find(|(known, _)| *known == name);
        known.map_or("", |(_, value)| value.trim())
    }

    /// The elements in it, in file order.
    pub(super) fn branches(&self) -> impl Iterator<Item = &Branch> {
        self.parts.iter().filter_map(|part| match part {
            Part::Branch(branch) => Some(branch),
            Part::Text(_) | Part::Indent(_) => None,
        })
    }

    /// The same, to be changed.
    pub(super) fn branches_mut(&mut self) -> impl Iterator<Item = &mut Branch> {
        self.parts.iter_mut().filter_map(|part| match part {
            Part::Branch(branch) => Some(branch),
            Part::Text(_) | Part::Indent(_) => None,
        })
    }

    /// Keeps only the elements in it that `keeps` wants.
    pub(super) fn retain(&mut self, keeps: impl Fn(&Branch) -> bool) {
        self.parts.retain(|part| match part {
            Part::Branch(branch) => keeps(branch),
            Part::Text(_) | Part::Indent(_) => true,
        });
    }

    /// Gives it an attribute.
    pub(super) fn set(&mut self, name: &'static str, value: String) {
        self.attributes.retain(|(known, _)| *known != name);
        self.attributes.push((name, value));
    }

    /// The first element of a name in it.
    pub(super) fn branch(&self, name: &str) -> Option<&Branch> {
        self.branches().find(|branch| branch.name == name)
    }

    /// Its characters, of elements in it too, without blanks around them.
    pub(super) fn content(&self) -> Cow<'_, str> {
        if let [Part::Text(text)] = self.parts.as_slice() {
            return Cow::Borrowed(text.trim());
        }
        let mut content = String::new();
        self.add_content(&mut content);
        Cow::Owned(content.trim().to_owned())
    }

    fn add_content(&self, content: &mut String) {
        for part in &self.parts {
            match part {
                Part::Text(text) => content.push_str(text),
                Part::Indent(blanks) => {
                    content.push('\n');
                    content.extend(std::iter::repeat_n(' ', *blanks));
                }
                // Nesting is limited by the reader.
                Part::Branch(branch) => branch.add_content(content),
            }
        }
    }

    fn size(&self) -> usize {
        let attributes = self.attributes.iter().map(|(_, value)| value.len());
        self.name.len() + attributes.sum::<usize>()
    }
}

/// Reads the records of a file.
pub(super) struct Records<R> {
    layout: Layout,
    xml: XmlStream<R>,
    has_root: bool,
    ended: bool,
}

/// What comes next in a file.
#[derive(Debug)]
enum Found {
    Record(Place, Branch),
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
            has_root: false,
            ended: false,
        }
    }

    /// What `read` makes of the next record, as an iterator gives it: outside an error of the file,
    /// after which nothing comes, inside one of the record.
    pub(super) fn next_with(
        &mut self,
        read: impl FnOnce(Place, Branch) -> Result<ImportRecord, Broken>,
    ) -> Option<Result<Result<ImportRecord, Broken>, MarkupError>> {
        if self.ended {
            return None;
        }
        let found = self.next();
        self.ended = matches!(found, Ok(Found::End) | Err(_));
        match found {
            Ok(Found::Record(place, branch)) => Some(Ok(read(place, branch))),
            Ok(Found::Broken(broken)) => Some(Ok(Err(broken))),
            Ok(Found::End) => None,
            Err(error) => Some(Err(error)),
        }
    }

    /// The next record with its place.
    ///
    /// # Errors
    ///
    /// When the file is none of its format or damaged.
    fn next(&mut self) -> Result<Found, MarkupError> {
        let layout = self.layout;
        let failed = |error: XmlError| located(&error, layout.format);
        loop {
            let root = match self.xml.next().map_err(failed)? {
                Some(Node::Start(_)) if !self.has_root => {
                    self.has_root = true;
                    continue;
                }
                Some(Node::Start(element)) if layout.records.contains(&element.name()) => {
                    Branch::new(&element)
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
            };
            let line = usize::try_from(self.xml.place().line).unwrap_or(usize::MAX);
            let place = Place::line(line);
            return Ok(match self.branch(root)? {
                Some(branch) => Found::Record(place, branch),
                None => Found::Broken(Broken {
                    place,
                    reason: format!("it is larger than {} MiB", LARGEST >> 20),
                }),
            });
        }
    }

    /// The rest of the element that began last; none where it is too large.
    fn branch(&mut self, root: Branch) -> Result<Option<Branch>, MarkupError> {
        let mut open = vec![root];
        let (mut size, mut elements, mut is_large) = (0, 0, false);
        loop {
            let node = self.node()?;
            match node {
                Some(Node::Start(element)) => {
                    elements += 1;
                    // Only counted on, so that its end is found.
                    let branch = match is_large {
                        true => Branch::default(),
                        false => Branch::new(&element),
                    };
                    size += branch.size();
                    open.push(branch);
                }
                Some(Node::Text(text)) => {
                    size += text.len();
                    if let Some(last) = open.last_mut().filter(|_| !is_large) {
                        last.parts.push(Part::text(text));
                    }
                }
                Some(Node::End(_)) => {
                    let Some(done) = open.pop() else {
                        return Ok(None);
                    };
                    match open.last_mut() {
                        None => return Ok((!is_large).then_some(done)),
                        Some(_) if is_large => {}
                        Some(outer) => outer.parts.push(Part::Branch(done)),
                    }
                }
                None => return Ok(None),
            }
            if !is_large && (size > LARGEST || elements > ELEMENTS) {
                is_large = true;
                for branch in &mut open {
                    branch.parts.clear();
                }
            }
        }
    }

    fn node(&mut self) -> Result<Option<Node<'_>>, MarkupError> {
        let format = self.layout.format;
        self.xml.next().map_err(|error| located(&error, format))
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
        let Found::Record(place, branch) = records.next().unwrap() else {
            panic!("no record");
        };
        assert_eq!((place, branch.attribute("id")), (Place::line(3), "1"));
        assert_eq!(branch.content(), "acd");
        assert_eq!(branch.branches().count(), 1);
        let next = records.next().unwrap();
        assert!(matches!(next, Found::Record(place, _) if place == Place::line(4)));
        assert!(matches!(records.next(), Ok(Found::End)));
    }

    #[test]
    fn content_is_kept_to_the_letter_between_the_blanks_around_it() {
        let file = "<list>\n<part><item>\n  a<b>\n   </b>\t\n<b/>\n <b/>c\n</item></part></list>";
        let mut records = Records::new(file.as_bytes(), LAYOUT);
        let Found::Record(_, branch) = records.next().unwrap() else {
            panic!("no record");
        };
        assert_eq!(branch.content(), "a\n   \t\n\n c");
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
        assert!(matches!(next, Found::Record(_, branch) if branch.content() == "z"));
    }
}
