//! What an XML reader hands out.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::BytesText;
use quick_xml::events::attributes;
use quick_xml::name::QName;

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
    #[inline]
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
                let text = scanner.main().of(text);
                Some(Self::Text(match scanner.has_returns() {
                    true => BytesText::from_escaped(text).xml10_content(),
                    false => Cow::Borrowed(text),
                }))
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

impl<'x> Attribute<'x> {
    /// The name without its prefix.
    #[must_use]
    pub fn local_name(&self) -> &'x str {
        local(self.name)
    }
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
        Written(self.attributes)
            .find(|(key, _)| *key == name || local(key) == name)
            .map(|(key, written)| value(key, written).into_owned())
    }

    /// The attributes, in the order of the file.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'x>> + use<'x> {
        Written(self.attributes).map(|(name, written)| Attribute {
            name,
            value: value(name, written),
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
    // Names are short.
    match name.bytes().rposition(|byte| byte == b':') {
        Some(colon) => name.get(colon + 1..).unwrap_or(name),
        None => name,
    }
}

/// Names and values as they are written. The scanner has had them checked, so where they end is all
/// that is to be found out again.
struct Written<'x>(&'x str);

impl<'x> Iterator for Written<'x> {
    type Item = (&'x str, &'x str);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0.trim_ascii_start();
        let sign = memchr::memchr(b'=', text.as_bytes())?;
        let name = text.get(..sign)?.trim_ascii_end();
        let value = text.get(sign + 1..)?.trim_ascii_start();
        let quote = *value.as_bytes().first()?;
        let value = value.get(1..)?;
        let end = memchr::memchr(quote, value.as_bytes())?;
        self.0 = value.get(end + 1..)?;
        Some((name, value.get(..end)?))
    }
}

/// A value as it is meant: most are written so.
fn value<'x>(name: &'x str, written: &'x str) -> Cow<'x, str> {
    if !written
        .bytes()
        .any(|byte| matches!(byte, b'&' | b'\n' | b'\t' | b'\r'))
    {
        return Cow::Borrowed(written);
    }
    let attribute = attributes::Attribute {
        key: QName(name),
        value: Cow::Borrowed(written),
    };
    let value = attribute.normalized_value(XmlVersion::Implicit1_0);
    // All that could be wrong with it, the scanner has refused.
    value.unwrap_or_default().into_owned().into()
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
        let locals: Vec<&str> = element.attributes().map(|it| it.local_name()).collect();
        assert_eq!(locals, ["lang", "b"]);
        assert_eq!((element.name(), element.qualified_name()), ("tuv", "x:tuv"));
        assert_eq!(element.attribute("lang").as_deref(), Some("zh"));
        assert_eq!(element.attribute("xml:lang").as_deref(), Some("zh"));
        assert_eq!(element.attribute("x:lang"), None);
    }
}
