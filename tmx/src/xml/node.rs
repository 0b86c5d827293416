//! What an XML reader hands out.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::BytesText;
use quick_xml::events::attributes::{self, Attributes};

use super::scanner::{Scanner, Token};

/// What comes next in the XML.
#[derive(Debug)]
pub enum Node<'x> {
    /// An element begins; an empty one ends at once.
    Start(Element<'x>),
    /// An element ends.
    End(Closing<'x>),
    /// Characters, with line ends as `\n`; a piece of text may come in several.
    Text(Cow<'x, str>),
}

impl<'x> Node<'x> {
    /// The node that a token of `text` is, which the scanner just found; none if it is none.
    pub(super) fn of(token: Token, scanner: &Scanner, text: &'x str) -> Option<Self> {
        match token {
            Token::Start => Some(Self::Start(Element {
                name: scanner.main().of(text),
                attributes: scanner.attributes().of(text),
            })),
            Token::End => Some(Self::End(Closing {
                name: scanner.main().of(text),
            })),
            Token::Text => {
                let text = BytesText::from_escaped(scanner.main().of(text));
                Some(Self::Text(text.xml10_content()))
            }
            Token::Character(character) => Some(Self::Text(one(character))),
            Token::More | Token::Finished => None,
        }
    }
}

/// The beginning of an element.
#[derive(Debug, Clone, Copy)]
pub struct Element<'x> {
    name: &'x str,
    /// What follows the name in the tag; the scanner has seen that it is well formed.
    attributes: &'x str,
}

/// An attribute of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute<'x> {
    /// The name as it is written: `xml:lang`.
    pub name: &'x str,
    /// The value, its references resolved and its line ends and tabs as blanks, as XML 1.0 wants
    /// it (section 3.3.3).
    pub value: Cow<'x, str>,
}

/// The end of an element.
#[derive(Debug, Clone, Copy)]
pub struct Closing<'x> {
    name: &'x str,
}

impl<'x> Element<'x> {
    /// The name without its prefix.
    #[must_use]
    pub fn name(&self) -> &'x str {
        local(self.name)
    }

    /// The name as it is written, with its prefix.
    #[must_use]
    pub fn qualified_name(&self) -> &'x str {
        self.name
    }

    /// The value of the attribute of this name: with its prefix if `name` has one, else
    /// whatever its prefix.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.written()
            .find(|it| it.key.0 == name || local(it.key.0) == name)
            .map(|it| value(&it).into_owned())
    }

    /// The attributes, in the order of the file.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'x>> + use<'x> {
        self.written().map(|it| Attribute {
            name: it.key.0,
            value: value(&it),
        })
    }

    fn written(&self) -> impl Iterator<Item = attributes::Attribute<'x>> + use<'x> {
        let mut attributes = Attributes::new(self.attributes, 0);
        attributes.with_checks(false);
        attributes.filter_map(Result::ok)
    }
}

impl<'x> Closing<'x> {
    /// The name without its prefix.
    #[must_use]
    pub fn name(&self) -> &'x str {
        local(self.name)
    }
}

pub(super) fn local(name: &str) -> &str {
    match memchr::memrchr(b':', name.as_bytes()) {
        Some(colon) => name.get(colon + 1..).unwrap_or(name),
        None => name,
    }
}

fn value<'x>(attribute: &attributes::Attribute<'x>) -> Cow<'x, str> {
    let value = attribute.normalized_value(XmlVersion::Implicit1_0);
    // All that could be wrong with it, the scanner has refused.
    value.unwrap_or_default()
}

fn one(character: char) -> Cow<'static, str> {
    match character {
        '&' => Cow::Borrowed("&"),
        '<' => Cow::Borrowed("<"),
        '>' => Cow::Borrowed(">"),
        '"' => Cow::Borrowed("\""),
        '\'' => Cow::Borrowed("'"),
        other => Cow::Owned(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_come_in_the_order_of_the_file_with_their_values_normalised() {
        let element = Element {
            name: "x:tuv",
            attributes: " xml:lang = 'zh' b=\"1\r\n2\t3&#10;&amp;'\"",
        };
        let pairs: Vec<(&str, String)> = element
            .attributes()
            .map(|it| (it.name, it.value.into_owned()))
            .collect();
        let expected = [("xml:lang", "zh".to_owned()), ("b", "1 2 3\n&'".to_owned())];
        assert_eq!(pairs, expected);
        assert_eq!((element.name(), element.qualified_name()), ("tuv", "x:tuv"));
        assert_eq!(element.attribute("lang").as_deref(), Some("zh"));
        assert_eq!(element.attribute("xml:lang").as_deref(), Some("zh"));
        assert_eq!(element.attribute("x:lang"), None);
    }
}
