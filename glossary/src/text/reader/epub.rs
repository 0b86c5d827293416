//! Books (EPUB 2 and 3).

use std::collections::{BTreeMap, BTreeSet};

use super::archive::Archive;
use super::error::ReadError;
use super::html::{self, Rules};
use super::package::resolve;
use super::source::SourceText;
use tmx::xml::{Node, XmlError, XmlReader};

/// What messages call such a file.
pub(super) const KIND: &str = "an EPUB book";

/// Names the package document.
const CONTAINER: &str = "META-INF/container.xml";
/// Names the encrypted parts.
const ENCRYPTION: &str = "META-INF/encryption.xml";

/// Takes the text out, chapter by chapter in the order of reading, without the navigation.
///
/// # Errors
///
/// When a part is missing or damaged, or the chapters are encrypted.
pub(super) fn read(archive: &mut Archive<'_>) -> Result<SourceText, ReadError> {
    let container = archive.read_text(CONTAINER)?;
    let root = attributes(&container, "rootfile", "full-path")
        .map_err(|error| archive.damaged(CONTAINER, &error.to_string()))?
        .into_iter()
        .next();
    let Some(root) = root else {
        return Err(archive.damaged(CONTAINER, "names no package"));
    };
    let package = archive.read_text(&root)?;
    let chapters =
        chapters(&package, &root).map_err(|error| archive.damaged(&root, &error.to_string()))?;
    let encrypted = encrypted(archive)?;
    let mut source = SourceText::default();
    let mut number = 1;
    for chapter in chapters {
        if encrypted.contains(&chapter) {
            return Err(ReadError::Protected {
                what: "it is protected against copying (DRM)",
            });
        }
        // Books with a missing part are common, and readers show the rest.
        if !archive.has(&chapter) {
            continue;
        }
        let page = archive.read_text(&chapter)?;
        let before = source.text.len();
        html::read(&page, Rules::Chapter(number), &mut source);
        // Covers hold a picture only.
        if source.text.len() > before {
            number += 1;
        }
    }
    Ok(source)
}

/// The names of the members that hold the chapters.
fn chapters(package: &str, root: &str) -> Result<Vec<String>, XmlError> {
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut items: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut chapters = Vec::new();
    let mut reader = XmlReader::new(package);
    while let Some(node) = reader.next()? {
        let Node::Start(element) = node else {
            continue;
        };
        let attribute = |name| element.attribute(name).unwrap_or_default();
        match element.name() {
            "item" => {
                let is_navigation = attribute("properties").split(' ').any(|it| it == "nav");
                let kind = attribute("media-type");
                let is_page = kind.contains("html") || kind.contains("oeb1-document");
                let name = resolve(folder, &decoded(&attribute("href")));
                let chapter = (is_page && !is_navigation).then_some(name);
                items.insert(attribute("id"), chapter);
            }
            "itemref" => {
                chapters.extend(items.get(&attribute("idref")).cloned().flatten());
            }
            _ => {}
        }
    }
    Ok(chapters)
}

fn encrypted(archive: &mut Archive<'_>) -> Result<BTreeSet<String>, ReadError> {
    if !archive.has(ENCRYPTION) {
        return Ok(BTreeSet::new());
    }
    let xml = archive.read_text(ENCRYPTION)?;
    let names = attributes(&xml, "CipherReference", "URI")
        .map_err(|error| archive.damaged(ENCRYPTION, &error.to_string()))?;
    Ok(names
        .iter()
        .map(|name| resolve("", &decoded(name)))
        .collect())
}

/// The values of an attribute of all elements of a name.
fn attributes(xml: &str, element: &str, attribute: &str) -> Result<Vec<String>, XmlError> {
    let mut values = Vec::new();
    let mut reader = XmlReader::new(xml);
    while let Some(node) = reader.next()? {
        if let Node::Start(start) = node
            && start.name() == element
        {
            values.extend(start.attribute(attribute));
        }
    }
    Ok(values)
}

/// The name that an address means: `%20` is a blank, and what follows `#` is a place within.
fn decoded(address: &str) -> String {
    let address = address.split('#').next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = match (first, tail) {
            (b'%', [high, low, ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                digit(high).zip(digit(low))
            }
            _ => None,
        };
        match code {
            Some((high, low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::zip;
    use super::super::location::Location;
    use super::*;

    const CONTAINER_XML: &[u8] =
        b"<container><rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles></container>";
    const PACKAGE: &[u8] = "<package><manifest>\
        <item id='n' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>\
        <item id='b' href='b.xhtml' media-type='application/xhtml+xml'/>\
        <item id='a' href='%E7%AB%A0%20a.xhtml' media-type='application/xhtml+xml'/>\
        <item id='c' href='cover.xhtml' media-type='application/xhtml+xml'/>\
        <item id='i' href='i.png' media-type='image/png'/></manifest>\
        <spine><itemref idref='c'/><itemref idref='n'/><itemref idref='a'/><itemref idref='b'/><itemref idref='i'/></spine></package>"
        .as_bytes();

    fn page(body: &str) -> Vec<u8> {
        format!(
            "<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x' 'y'><html xmlns='h'><head><title>书</title></head><body>{body}</body></html>"
        )
        .into_bytes()
    }

    fn book(extra: &[(&str, &[u8])]) -> Result<SourceText, ReadError> {
        let (a, b) = (
            page("<p>一</p><p>守望&nbsp;相助</p>"),
            page("<p>同舟共济</p>"),
        );
        let (nav, cover) = (page("<nav><a>目录</a></nav>"), page("<img src='i.png'/>"));
        let mut members: Vec<(&str, &[u8])> = vec![
            ("mimetype", b"application/epub+zip"),
            (CONTAINER, CONTAINER_XML),
            ("OPS/book.opf", PACKAGE),
            ("OPS/nav.xhtml", &nav),
            ("OPS/b.xhtml", &b),
            ("OPS/章 a.xhtml", &a),
            ("OPS/cover.xhtml", &cover),
        ];
        members.extend(extra);
        read(&mut Archive::open(&zip(&members), KIND).unwrap())
    }

    #[test]
    fn chapters_come_in_the_order_of_reading_without_navigation() {
        let source = book(&[]).unwrap();
        assert_eq!(source.text, "一\n守望\u{a0}相助\n同舟共济");
        let place = |part| source.landmarks.locate(source.text.find(part).unwrap());
        let chapter = |number, paragraph| Some(Location::Chapter { number, paragraph });
        assert_eq!(place("相助"), chapter(1, 2));
        assert_eq!(place("同舟"), chapter(2, 1));
    }

    #[test]
    fn encrypted_chapters_are_told_and_encrypted_fonts_do_no_harm() {
        let encrypted = |name: &str| {
            format!(
                "<encryption><EncryptedData><CipherData><CipherReference URI='{name}'/></CipherData></EncryptedData></encryption>"
            )
        };
        let chapter = encrypted("OPS/b.xhtml");
        let font = encrypted("OPS/font.otf");
        assert!(matches!(
            book(&[(ENCRYPTION, chapter.as_bytes())]),
            Err(ReadError::Protected { .. })
        ));
        assert!(book(&[(ENCRYPTION, font.as_bytes())]).is_ok());
    }
}
