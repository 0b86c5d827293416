//! What an XML reader hands out.

use std::borrow::Cow;

use memchr::memchr3;

use super::reference::{self, Reference};
use super::scanner::{Scanner, Token};
use super::tag::{end_of, is_blank, is_name};

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
            Token::Text => Some(Self::Text(with_line_ends(scanner.main().of(text)))),
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
        Raw(self.attributes)
            .find(|&(key, _)| key == name || local(key) == name)
            .map(|(_, value)| normalised(value).into_owned())
    }

    /// The attributes, in the order of the file.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'x>> + use<'x> {
        Raw(self.attributes).map(|(name, value)| Attribute {
            name,
            value: normalised(value),
        })
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

/// Names and values as they are written, of a tag that is well formed.
struct Raw<'x>(&'x str);

impl<'x> Iterator for Raw<'x> {
    type Item = (&'x str, &'x str);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.0.as_bytes();
        let name = end_of(bytes, 0, is_blank);
        let name_end = end_of(bytes, name, is_name);
        let sign = end_of(bytes, name_end, is_blank);
        let quote = end_of(bytes, sign + 1, is_blank);
        let value = quote + 1;
        let length = memchr::memchr(*bytes.get(quote)?, bytes.get(value..)?)?;
        let pair = (
            self.0.get(name..name_end)?,
            self.0.get(value..value + length)?,
        );
        self.0 = self.0.get(value + length + 1..)?;
        Some(pair)
    }
}

fn normalised(value: &str) -> Cow<'_, str> {
    let bytes = value.as_bytes();
    if memchr3(b'&', b'\n', b'\t', bytes).is_none() && memchr::memchr(b'\r', bytes).is_none() {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find(['&', '\n', '\t', '\r']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let length = match reference::read(from) {
            Reference::Character(character, length) if from.starts_with('&') => {
                text.push(character);
                length
            }
            _ => {
                text.push(' ');
                if from.starts_with("\r\n") { 2 } else { 1 }
            }
        };
        rest = from.get(length..).unwrap_or_default();
    }
    text.push_str(rest);
    Cow::Owned(text)
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

/// Line ends as `\n` (XML 1.0, section 2.11).
fn with_line_ends(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
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
