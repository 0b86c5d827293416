//! Spoilt files are refused or read, and nothing else happens.

use std::io::{self, Read};
use std::path::Path;

use tmx::xml::{Limits, Node, XmlReader, XmlStream};

use crate::srx::{placeless, read_srx};
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

const SRX_WORDS: &[&str] = &[
    "<header cascade=\"yes\"/>",
    "<languagerule languagerulename=\"a\">",
    "</languagerule>",
    "<rule>",
    "<rule break=\"no\">",
    "</rule>",
    "<beforebreak>",
    "</beforebreak>",
    "<afterbreak>",
    "</afterbreak>",
    "<languagemap languagepattern=\".*\" languagerulename=\"a\"/>",
    "<maprule>",
    "<a:b c='d'/>",
    "<!--",
    "<![CDATA[",
    "]]>",
    "&amp;&amp;",
    "&#x4E2D;",
    "&x;",
    "[^",
    "]",
    "(?&lt;=",
    "(?!",
    ")",
    "|",
    "++",
    "{2,1000}",
    "\\p{L}",
    "\\Q",
    "\\E",
    "\\x{",
    "\\uD800",
    "(?i)",
    ".*",
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
fn spoilt_rules_are_refused_or_read() {
    let text = "他说：“好。”3.5 Capt. Wu, go!\nDr. A.";
    fuzz("srx", &seeds("srx"), SRX_WORDS, |file| {
        let Ok((rules, remarks)) = read_srx(file) else {
            return;
        };
        for lang in [tmx::LangTag::chinese(), tmx::LangTag::english()] {
            let Some(segmenter) = rules.segmenter(&lang) else {
                continue;
            };
            let pieces = segmenter.sentences(text);
            let kept: String = pieces.into_iter().map(|range| &text[range]).collect();
            let words = |text: &str| text.replace(char::is_whitespace, "");
            assert_eq!(words(&kept), words(text));
        }
        let mut copy = Vec::new();
        rules.write(&mut copy).unwrap();
        let (again, others) = read_srx(&copy).unwrap();
        // What is no SRX is not written, and neither is what decides nothing.
        let broken = |all: &[tmx::srx::Remark]| all.iter().filter(|it| it.is_rule).count();
        assert!(broken(&others) <= broken(&remarks));
        assert_eq!(placeless(again), placeless(rules));
    });
}

#[test]
fn spoilt_xml_is_the_same_in_memory_and_from_a_stream_of_any_pieces() {
    fuzz("xml", &seeds("tmx"), WORDS, |file| {
        let (nodes, end) = streamed(file);
        for size in [1, 2, 7, 300] {
            let pieces = Pieces { rest: file, size };
            assert_eq!(streamed(pieces), (nodes.clone(), end.clone()), "{size}");
        }
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
    });
}

/// Gives so many bytes at once.
struct Pieces<'b> {
    rest: &'b [u8],
    size: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let room_for = self.size.min(room.len());
        self.rest.read(&mut room[..room_for])
    }
}

/// The nodes of a file, and how it ends.
fn streamed(file: impl Read) -> (Vec<String>, Result<(), String>) {
    let mut stream = XmlStream::new(file, Limits::EXCHANGE);
    let mut nodes = Vec::new();
    loop {
        match stream.next() {
            Ok(Some(node)) => note(&mut nodes, &node),
            Ok(None) => return (nodes, Ok(())),
            Err(error) => return (nodes, Err(error.to_string())),
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
