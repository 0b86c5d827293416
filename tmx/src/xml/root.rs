//! What kind of XML a file is.

use std::io::Read;

use super::{Limits, Node, XmlStream};

/// The name of the root without its prefix, read in the encoding that the file says it is in;
/// none where the file is no XML as far as that.
///
/// ```
/// let file = "<?xml version='1.0'?><!-- made from <tmx> --><t:martif xmlns:t='x'>";
/// assert_eq!(tmx::xml::root(file.as_bytes()).as_deref(), Some("martif"));
/// assert_eq!(tmx::xml::root(&b"term,English"[..]), None);
/// ```
#[must_use]
pub fn root(input: impl Read) -> Option<String> {
    let mut xml = XmlStream::new(input, Limits::EXCHANGE);
    match xml.next() {
        Ok(Some(Node::Start(element))) => Some(element.name().to_owned()),
        _ => None,
    }
}
