//! XML that comes from strangers, read with limits.
//!
//! The parser alone takes cut-off files, text outside of the root and unknown entities for
//! good; here they are errors. Nothing is fetched, and no entity is ever defined.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesEnd, BytesStart, Event};

/// Deepest nesting of elements. Tables in text boxes in tables reach about 60.
const DEPTH: usize = 256;
/// Most attributes of an element that are looked at.
const ATTRIBUTES: usize = 256;

/// XML that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is no valid XML at byte {at}: {cause}")]
#[non_exhaustive]
pub struct XmlError {
    /// Offset in the text, in bytes.
    pub at: u64,
    /// What is wrong.
    pub cause: String,
}

/// What comes next in the XML.
#[derive(Debug)]
pub enum Node<'x> {
    /// An element begins; an empty one ends at once.
    Start(Element<'x>),
    /// An element ends.
    End(Closing<'x>),
    /// Characters; a piece of text may come in several.
    Text(String),
}

/// The beginning of an element.
#[derive(Debug)]
pub struct Element<'x>(BytesStart<'x>);

/// The end of an element.
#[derive(Debug)]
pub struct Closing<'x>(BytesEnd<'x>);

impl Element<'_> {
    /// The name without its prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        local(self.0.name().0)
    }

    /// The value of the attribute of this name: with its prefix if `name` has one, else
    /// whatever its prefix.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.0
            .attributes()
            .with_checks(false)
            .take(ATTRIBUTES)
            .filter_map(Result::ok)
            .find(|attribute| attribute.key.0 == name || local(attribute.key.0) == name)
            .and_then(|attribute| {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
                Some(value.into_owned())
            })
    }
}

impl Closing<'_> {
    /// The name without its prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        local(self.0.name().0)
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Reads XML node by node.
///
/// ```
/// use tmx::xml::{Node, XmlReader};
///
/// let mut reader = XmlReader::new("<term>守望&amp;相助</term>");
/// let mut text = String::new();
/// while let Some(node) = reader.next()? {
///     if let Node::Text(piece) = node {
///         text.push_str(&piece);
///     }
/// }
/// assert_eq!(text, "守望&相助");
/// # Ok::<(), tmx::xml::XmlError>(())
/// ```
pub struct XmlReader<'x> {
    inner: Reader<&'x [u8]>,
    depth: usize,
    has_root: bool,
}

impl<'x> XmlReader<'x> {
    /// Reads `text`, which holds the whole document.
    #[must_use]
    pub fn new(text: &'x str) -> Self {
        let mut inner = Reader::from_str(text);
        inner.config_mut().expand_empty_elements = true;
        Self {
            inner,
            depth: 0,
            has_root: false,
        }
    }

    /// Offset in the text, in bytes, behind the node that came last.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.inner.buffer_position()
    }

    /// The next node; none at the end.
    ///
    /// # Errors
    ///
    /// When the XML is malformed, cut off, nested too deep, or defines or uses entities.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator would go on after an error"
    )]
    pub fn next(&mut self) -> Result<Option<Node<'x>>, XmlError> {
        loop {
            let event = match self.inner.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.error(error.to_string())),
            };
            match event {
                Event::Start(start) => {
                    if self.depth == 0 && self.has_root {
                        return Err(self.error("there is a second root".to_owned()));
                    }
                    self.has_root = true;
                    self.depth += 1;
                    if self.depth > DEPTH {
                        return Err(self.error(format!("more than {DEPTH} elements are nested")));
                    }
                    return Ok(Some(Node::Start(Element(start))));
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Node::End(Closing(end))));
                }
                Event::Text(text) => {
                    let text = text.xml10_content();
                    if self.depth > 0 {
                        return Ok(Some(Node::Text(text.into_owned())));
                    }
                    if !text.trim().is_empty() {
                        return Err(self.error("there is text outside of the root".to_owned()));
                    }
                }
                Event::CData(text) => {
                    return Ok(Some(Node::Text(text.xml10_content().into_owned())));
                }
                Event::GeneralRef(reference) => {
                    let character = match reference.resolve_char_ref() {
                        Ok(Some(character)) => Some(character).filter(|c| super::is_legal(*c)),
                        Ok(None) => predefined(&reference),
                        Err(_) => None,
                    };
                    let Some(character) = character else {
                        let name: String = reference.chars().take(20).collect();
                        return Err(self.error(format!("`&{name};` stands for no character")));
                    };
                    return Ok(Some(Node::Text(character.to_string())));
                }
                Event::DocType(doctype) if doctype.contains('[') => {
                    return Err(self.error("it defines entities".to_owned()));
                }
                Event::Empty(_)
                | Event::Comment(_)
                | Event::PI(_)
                | Event::Decl(_)
                | Event::DocType(_) => {}
                Event::Eof if self.depth > 0 || !self.has_root => {
                    return Err(self.error("it is cut off".to_owned()));
                }
                Event::Eof => return Ok(None),
            }
        }
    }

    /// Skips the rest of the element that began last.
    ///
    /// # Errors
    ///
    /// As for [`XmlReader::next`].
    pub fn skip(&mut self) -> Result<(), XmlError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn error(&self, cause: String) -> XmlError {
        XmlError {
            at: self.inner.buffer_position(),
            cause,
        }
    }
}

/// Line and column, both from 1, of the character at a byte of the text; the column counts
/// characters.
///
/// ```
/// assert_eq!(tmx::xml::line_and_column("<a>\n中<b>", 7), (2, 2));
/// ```
#[must_use]
pub fn line_and_column(text: &str, at: u64) -> (usize, usize) {
    let mut at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default();
    (line, column.chars().count() + 1)
}

fn predefined(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(xml: &str) -> Result<String, XmlError> {
        let mut reader = XmlReader::new(xml);
        let mut text = String::new();
        while let Some(node) = reader.next()? {
            match node {
                Node::Start(element) if element.name() == "skip" => reader.skip()?,
                Node::Text(piece) => text.push_str(&piece),
                _ => {}
            }
        }
        Ok(text)
    }

    #[test]
    fn references_and_sections_become_characters() {
        assert_eq!(
            text(
                "<?xml version='1.0'?><a>x&lt;&#x4E2D;<b:skip>n<skip/>o</b:skip><![CDATA[&]]></a>"
            ),
            Ok("x<中&".to_owned())
        );
    }

    #[test]
    fn what_a_parser_lets_pass_is_refused() {
        for xml in [
            "",
            "<a>",
            "<a><b></a>",
            "<a/><b/>",
            "<a/>text",
            "<a>&unknown;</a>",
            "<a>&#0;</a>",
            "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
            "<!DOCTYPE a [<!ENTITY a \"aaa\"><!ENTITY b \"&a;&a;\">]><a>&b;</a>",
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
        ] {
            assert!(text(xml).is_err(), "{xml}");
        }
    }

    #[test]
    fn elements_nested_too_deep_are_refused() {
        let deep = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        assert!(text(&deep(DEPTH)).is_ok());
        let error = text(&deep(DEPTH + 1)).unwrap_err();
        assert!(error.to_string().contains("nested"), "{error}");
    }
}
