//! Spoilt files are refused or read, and nothing else happens.

use std::path::Path;

use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use tmx::xml::{Attribute, Limits, Node, XmlReader, XmlStream};

use crate::support::mutate::fuzz;
use crate::support::structure::fault;
use crate::support::{WHOLE, read, written};
use crate::xliff::read_xliff;

const WORDS: &[&str] = &[
    "<tu>",
    "</tu>",
    "<tuv xml:lang=\"zh\">",
    "</tuv>",
    "<seg>",
    "</seg>",
    "<bpt i=\"1\">",
    "</bpt>",
    "<ept i=\"1\"/>",
    "<it pos=\"end\"/>",
    "<ph x=\"1\">",
    "</ph>",
    "<hi>",
    "</hi>",
    "<sub>",
    "</sub>",
    "<ut/>",
    "<prop type=\"x\">",
    "</prop>",
    "<note>",
    "</note>",
    "<header/>",
    "<body>",
    "</body>",
    "</tmx>",
    "<a:b c='d'/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml version='1.0' encoding='gb18030'?>",
    "<?x",
    "?>",
    "<!DOCTYPE tmx>",
    "<!DOCTYPE a [",
    "&amp;",
    "&#x4E2D;",
    "&#0;",
    "&lt",
    "&",
    "\r",
    "\u{FEFF}",
    "\u{FFFE}",
    "\u{1}",
    "=\"",
    "'",
    " xml:lang=\"en\"",
];

const XLIFF_WORDS: &[&str] = &[
    "<file source-language=\"zh\" target-language=\"en\">",
    "</file>",
    "<body>",
    "<group>",
    "<trans-unit id=\"1\">",
    "</trans-unit>",
    "<unit id=\"1\">",
    "</unit>",
    "<segment>",
    "</segment>",
    "<source>",
    "</source>",
    "<target>",
    "</target>",
    "<seg-source>",
    "</seg-source>",
    "<mrk mtype=\"seg\" mid=\"1\">",
    "</mrk>",
    "<g id=\"1\">",
    "</g>",
    "<pc id=\"1\">",
    "</pc>",
    "<sc id=\"1\"/>",
    "<ec startRef=\"1\"/>",
    "<bx id=\"1\"/>",
    "<ex rid=\"1\"/>",
    "<x id=\"1\"/>",
    "<ph>",
    "</ph>",
    "<cp hex=\"4E2D\"/>",
    "<data id=\"d1\">",
    "</data>",
    "<sdl:seg id=\"1\">",
    "<note>",
    "</note>",
    "<?x?>",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&x;",
    " state=\"x\"",
];

fn seeds(format: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(format)
}

#[test]
fn spoilt_memories_are_refused_or_read() {
    fuzz("tmx", &seeds("tmx"), WORDS, |file| {
        let Ok((units, report)) = read(file) else {
            return;
        };
        assert_eq!(report.units, units.len() as u64);
        // What was read can be written, and read once more.
        let (copy, _) = written(tmx::Header::undetermined(), &units, WHOLE);
        assert_eq!(fault(&copy), None);
        let (again, report) = read(&copy).unwrap();
        assert_eq!(again.len(), units.len());
        assert_eq!((report.broken, report.unknown), (0, 0));
    });
}

#[test]
fn spoilt_translations_are_refused_or_read() {
    fuzz("xliff", &seeds("xliff"), XLIFF_WORDS, |file| {
        let Ok((units, report)) = read_xliff(file) else {
            return;
        };
        assert_eq!(report.units, units.len() as u64);
        let (copy, _) = written(tmx::Header::undetermined(), &units, WHOLE);
        assert_eq!(fault(&copy), None);
        assert_eq!(read(&copy).unwrap().0.len(), units.len());
    });
}

#[test]
fn spoilt_xml_is_the_same_in_memory_and_from_a_stream() {
    fuzz("xml", &seeds("tmx"), WORDS, |file| {
        let mut stream = XmlStream::new(file, Limits::EXCHANGE);
        let mut nodes = Vec::new();
        let end = loop {
            match stream.next() {
                Ok(Some(node)) => note(&mut nodes, &node),
                Ok(None) => break Ok(()),
                Err(error) => break Err(error.to_string()),
            }
        };
        let is_utf8 = file.starts_with(b"<tmx") || file.starts_with(b"<?xml version=\"1.0\"?>");
        let Some(text) = std::str::from_utf8(file).ok().filter(|_| is_utf8) else {
            return;
        };
        let mut reader = XmlReader::with_limits(text, Limits::EXCHANGE);
        let mut known = Vec::new();
        let outcome = loop {
            match reader.next() {
                Ok(Some(node)) => note(&mut known, &node),
                Ok(None) => break Ok(()),
                Err(error) => break Err(error.to_string()),
            }
        };
        assert_eq!(nodes, known);
        assert_eq!(end, outcome);
        // What is accepted here, every other parser accepts too, and understands alike.
        if end.is_ok() {
            assert_eq!(texts_and_names(text), known);
        }
    });
}

/// What another parser makes of a file.
fn texts_and_names(file: &str) -> Vec<String> {
    let mut reader = Reader::from_str(file);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().check_comments = false;
    let mut nodes: Vec<String> = Vec::new();
    let mut depth = 0;
    loop {
        let text = match reader.read_event().unwrap() {
            Event::Start(start) => {
                depth += 1;
                let attributes: Vec<_> = start
                    .attributes()
                    .map(|it| it.unwrap())
                    .map(|it| Attribute {
                        name: it.key.0,
                        value: it.normalized_value(XmlVersion::Implicit1_0).unwrap(),
                    })
                    .collect();
                nodes.push(format!("<{} {attributes:?}", start.name().0));
                continue;
            }
            Event::End(end) => {
                depth -= 1;
                let name = end.name().0;
                nodes.push(format!(">{}", name.rsplit(':').next().unwrap()));
                continue;
            }
            Event::Eof => return nodes,
            Event::Text(text) if depth > 0 => text.xml10_content().into_owned(),
            Event::CData(text) => text.xml10_content().into_owned(),
            Event::GeneralRef(name) => match name.resolve_char_ref().unwrap() {
                Some(character) => character.to_string(),
                None => quick_xml::escape::resolve_predefined_entity(&name)
                    .unwrap()
                    .to_owned(),
            },
            _ => continue,
        };
        match nodes.last_mut() {
            Some(last) if last.starts_with('#') => last.push_str(&text),
            _ => nodes.push(format!("#{text}")),
        }
    }
}

/// Adds a node to others; texts in a row are one.
fn note(nodes: &mut Vec<String>, node: &Node<'_>) {
    match node {
        Node::Start(element) => {
            let attributes: Vec<_> = element.attributes().collect();
            nodes.push(format!("<{} {attributes:?}", element.qualified_name()));
        }
        Node::End(closing) => nodes.push(format!(">{}", closing.name())),
        Node::Text(text) => match nodes.last_mut() {
            Some(last) if last.starts_with('#') => last.push_str(text),
            _ => nodes.push(format!("#{text}")),
        },
    }
}
