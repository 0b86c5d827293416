//! XML that comes in pieces.

use std::io::Read;

use super::characters::{first_illegal, is_legal};
use super::decode::Decoded;
use super::node::Node;
use super::place::Place;
use super::reader::no_character;
use super::scanner::{Scanner, Token};
use super::tag::Fault;
use super::{Limits, XmlError};

/// Reads XML from any source, in any encoding, node by node.
///
/// No more than the node at hand and what is read ahead is in memory, whatever comes. The
/// encoding is what the byte order mark says, else the XML declaration, else UTF-8; bytes that
/// are no text of it are an error. Where bytes that are not UTF-16 or ASCII are declared so, they are
/// read as UTF-8: other parsers refuse that, and people who saved a file anew meet it. Input needs no buffer around it.
///
/// ```
/// use tmx::xml::{Limits, Node, XmlStream};
///
/// let file = "<?xml version='1.0' encoding='gb18030'?><term>\u{20}".as_bytes();
/// let file = [file, b"\xca\xf5\xd3\xef</term>"].concat();
/// let mut xml = XmlStream::new(&file[..], Limits { roots: &["term"], ..Limits::EXCHANGE });
/// let mut text = String::new();
/// while let Some(node) = xml.next()? {
///     if let Node::Text(piece) = node {
///         text.push_str(&piece);
///     }
/// }
/// assert_eq!(text, " 术语");
/// # Ok::<(), tmx::xml::XmlError>(())
/// ```
#[derive(Debug)]
pub struct XmlStream<R> {
    input: Decoded<R>,
    /// Text that is decoded; the scanner knows how much of it is read.
    window: String,
    /// The window reaches to the end of the document.
    is_last: bool,
    /// What is wrong behind the window.
    wrong: Option<String>,
    scanner: Scanner,
    /// Bytes of the document before the window.
    before: u64,
    /// An offset in the window, and its place.
    counted: (usize, Place),
    /// The offset in the window of the node that was marked, until its place is counted.
    mark: Option<usize>,
    marked: Place,
    failed: Option<XmlError>,
}

impl<R: Read> XmlStream<R> {
    /// Reads what `input` gives, which is the whole document.
    #[must_use]
    pub fn new(input: R, limits: Limits) -> Self {
        Self {
            input: Decoded::new(input),
            window: String::new(),
            is_last: false,
            wrong: None,
            scanner: Scanner::new(limits),
            before: 0,
            counted: (0, Place::default()),
            mark: None,
            marked: Place::default(),
            failed: None,
        }
    }

    /// How many elements are open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.scanner.depth()
    }

    /// Offset behind the node that came last, in bytes of the document in UTF-8.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.before + self.scanner.at() as u64
    }

    /// The place where the node that came last begins.
    pub fn place(&mut self) -> Place {
        self.count_to(self.scanner.begin())
    }

    /// Marks the node that came last; [`marked`](Self::marked) tells its place later.
    ///
    /// To count lines takes time, and most places are never asked for.
    pub fn mark(&mut self) {
        self.mark = Some(self.scanner.begin());
    }

    /// The place where the node begins that was marked last; without one, where the text does.
    pub fn marked(&mut self) -> Place {
        if let Some(mark) = self.mark.take() {
            self.marked = self.count_on(mark);
        }
        self.marked
    }

    /// The next node; none at the end.
    ///
    /// # Errors
    ///
    /// When the XML is malformed, cut off, beyond the limits, in no known encoding, defines or
    /// uses entities, or cannot be read on; then, and ever after.
    #[expect(
        clippy::should_implement_trait,
        reason = "the nodes borrow from the reader"
    )]
    pub fn next(&mut self) -> Result<Option<Node<'_>>, XmlError> {
        let token = self.token().map_err(|error| *error)?;
        Ok(Node::of(token, &self.scanner, &self.window))
    }

    /// Skips the rest of the element that began last.
    ///
    /// # Errors
    ///
    /// As for [`XmlStream::next`].
    pub fn skip(&mut self) -> Result<(), XmlError> {
        let outside = self.depth().saturating_sub(1);
        while self.depth() > outside {
            if self.token().map_err(|error| *error)? == Token::Finished {
                break;
            }
        }
        Ok(())
    }

    /// The next token, in two registers.
    fn token(&mut self) -> Result<Token, Box<XmlError>> {
        if let Some(error) = &self.failed {
            return Err(error.clone().into());
        }
        loop {
            match self.scanner.scan(&self.window, self.is_last) {
                Ok(Token::More) => self.read_on()?,
                Ok(token) => return Ok(token),
                Err(fault) => return Err(self.error(*fault)),
            }
        }
    }

    fn read_on(&mut self) -> Result<(), Box<XmlError>> {
        if let Some(cause) = self.wrong.take() {
            let at = self.window.len();
            return Err(self.error(Fault { at, cause }));
        }
        let read = self.scanner.at();
        self.count_to(read);
        self.window.drain(..read);
        self.counted.0 = 0;
        self.before += read as u64;
        self.scanner.forget_read();
        // What is not yet whole is looked through again each time: reading as much as there is
        // keeps the effort in proportion to the length.
        let known = self.window.len();
        let wanted = known.max(1);
        while self.window.len() < known + wanted && !self.is_last && self.wrong.is_none() {
            match self.input.read(&mut self.window) {
                Ok(is_last) => self.is_last = is_last,
                Err(cause) => self.wrong = Some(cause),
            }
        }
        let fresh = self.window.get(known..).unwrap_or_default();
        if let Some(offset) = first_illegal(fresh) {
            let illegal = fresh.chars().find(|&character| !is_legal(character));
            self.wrong = Some(no_character(illegal));
            self.is_last = false;
            self.window.truncate(known + offset);
        }
        self.scanner.look_at(&self.window);
        Ok(())
    }

    /// The place of an offset that is not before the mark.
    fn count_to(&mut self, at: usize) -> Place {
        self.marked();
        self.count_on(at)
    }

    fn count_on(&mut self, at: usize) -> Place {
        let (from, place) = self.counted;
        let place = place.behind(self.window.get(from..at).unwrap_or_default());
        self.counted = (at.max(from), place);
        place
    }

    fn error(&mut self, fault: Fault) -> Box<XmlError> {
        let error = XmlError {
            at: self.before + fault.at as u64,
            place: self.count_to(fault.at),
            cause: fault.cause,
        };
        self.failed = Some(error.clone());
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, WINDOWS_1252};
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::super::{Attribute, XmlReader};
    use super::*;

    /// Gives so many bytes at once.
    struct Pieces<'b>(&'b [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(room.len()).min(self.0.len());
            let (now, later) = self.0.split_at(length);
            room[..length].copy_from_slice(now);
            self.0 = later;
            Ok(length)
        }
    }

    /// What the nodes are, with pieces of text joined.
    fn read(input: impl Read, limits: Limits) -> Result<String, String> {
        let mut xml = XmlStream::new(input, limits);
        let mut told = String::new();
        loop {
            match xml.next().map_err(|error| error.to_string())? {
                Some(Node::Start(element)) => {
                    told.push_str(&format!("<{}", element.name()));
                    for Attribute { name, value } in element.attributes() {
                        told.push_str(&format!(" {name}={value:?}"));
                    }
                    told.push('>');
                }
                Some(Node::End(closing)) => told.push_str(&format!("</{}>", closing.name())),
                Some(Node::Text(text)) => told.push_str(&text),
                None => return Ok(told),
            }
        }
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_that_tools_write_is_read() {
        let text = "<a b=\"术语\">一带一路 term</a>";
        let marked = format!("\u{FEFF}{text}");
        let declared = |name: &str| format!("<?xml version='1.0' encoding=\"{name}\"?>{text}");
        let encoded = |name: &str, encoding: &'static Encoding| {
            encoding.encode(&declared(name)).0.into_owned()
        };
        for bytes in [
            text.as_bytes().to_vec(),
            marked.as_bytes().to_vec(),
            utf16(&marked, u16::to_le_bytes),
            utf16(&marked, u16::to_be_bytes),
            utf16(text, u16::to_le_bytes),
            utf16(&declared("UTF-16"), u16::to_be_bytes),
            encoded("GB18030", GB18030),
            encoded("gb2312", GBK),
            encoded("GBK", GBK),
            encoded("Big5", BIG5),
            encoded("Shift_JIS", SHIFT_JIS),
            encoded("euc-kr", EUC_KR),
            encoded("cp936", GBK),
            encoded("GB_18030", GB18030),
            encoded("CP950", BIG5),
            encoded("cp932", SHIFT_JIS),
            encoded("cp949", EUC_KR),
            // The mark and the bytes know better than the declaration.
            format!("\u{FEFF}{}", declared("GB18030")).into_bytes(),
            declared("UTF-16").into_bytes(),
            declared("us-ascii").into_bytes(),
        ] {
            // What an encoding has not, it writes as a reference.
            let found = read(&bytes[..], Limits::EXCHANGE).unwrap();
            assert_eq!(found, text, "{}", String::from_utf8_lossy(&bytes));
        }
        for name in ["iso-8859-1", "ISO8859-1", "latin-1", "Windows-1252"] {
            let text = format!("<?xml version='1.0' encoding='{name}'?><a>é</a>");
            let bytes = WINDOWS_1252.encode(&text).0;
            assert_eq!(read(&bytes[..], Limits::EXCHANGE).unwrap(), "<a>é</a>");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_an_error_and_never_replaced() {
        for (bytes, told) in [
            (
                &b"<a>\n\xE4\xB8</a>"[..],
                "line 2, column 1: there are bytes that are no text in UTF-8",
            ),
            (b"<a>\xFF", "line 1, column 4: there are bytes"),
            (b"<a>\xE4\xB8", "line 1, column 4: there are bytes"),
            (
                b"<?xml version='1.0' encoding='gbk'?>\n<a>\x81\x20</a>",
                "line 2, column 4: there are bytes that are no text in GBK",
            ),
            (
                b"\xFF\xFE<\0a\0>\0\0\xD8<\0",
                "line 1, column 4: there are bytes that are no text in UTF-16LE",
            ),
            (b"\xFF\xFE<\0a\0>", "line 1, column 3: there are bytes"),
            (
                b"\xFF\xFE\0\0<\0\0\0",
                "line 1, column 1: its encoding `UTF-32` is not known",
            ),
            (
                b"<?xml encoding='ebcdic'?><a/>",
                "line 1, column 1: its encoding `ebcdic` is not known",
            ),
            (
                b"<?xml encoding='a\nb'?><a/>",
                "line 1, column 1: its encoding `a b` is not known",
            ),
            (
                b"<?xml encoding='utf-7'?><a/>",
                "line 1, column 1: its encoding `utf-7`",
            ),
            (b"<a>\0</a>", "line 1, column 4: the character U+0000"),
        ] {
            let error = read(bytes, Limits::EXCHANGE).unwrap_err();
            assert!(
                error.starts_with(&format!("is no valid XML at {told}")),
                "{error}"
            );
        }
    }

    #[test]
    fn a_declaration_ends_in_time_or_says_nothing() {
        let spaces = " ".repeat(1024);
        let text = format!("<?xml version='1.0'{spaces}encoding='gbk'?><a>术语</a>");
        for size in [1, 500, 9000] {
            let found = read(Pieces(text.as_bytes(), size), Limits::EXCHANGE);
            assert_eq!(found, Ok("<a>术语</a>".to_owned()), "{size}");
        }
    }

    #[test]
    fn what_is_too_long_is_refused_before_it_is_in_memory() {
        let limits = Limits {
            event: 1 << 20,
            ..Limits::EXCHANGE
        };
        for begin in [
            "<a>",
            "<a b='",
            "<a ",
            "<!--",
            "<?p ",
            "<a><![CDATA[",
            "<!DOCTYPE a SYSTEM '",
            "<a></a",
            "<",
        ] {
            let endless = begin.as_bytes().chain(io::repeat(b'x'));
            let error = read(endless, limits).unwrap_err();
            assert!(error.contains("is longer than 1 MB"), "{begin}: {error}");
        }
        // Blanks say nothing and are not kept.
        let blanks = io::repeat(b' ').take(3 << 20);
        assert!(read(blanks.chain(&b"<a/>"[..]), limits).is_ok());
        let most = |attributes: usize| {
            (0..attributes)
                .map(|it| format!(" a{it}=''"))
                .collect::<String>()
        };
        assert!(read(format!("<a{}/>", most(64)).as_bytes(), limits).is_ok());
        let error = read(format!("<a{}/>", most(65)).as_bytes(), limits).unwrap_err();
        assert!(error.contains("more than 64 attributes"), "{error}");
    }

    #[test]
    fn another_root_is_refused_by_name() {
        let limits = Limits {
            roots: &["tmx"],
            ..Limits::EXCHANGE
        };
        assert!(read(&b"<x:tmx/>"[..], limits).is_ok());
        let error = read(&b"\n<html/>"[..], limits).unwrap_err();
        assert_eq!(
            error,
            "is no valid XML at line 2, column 1: it begins with <html>, not with <tmx>"
        );
    }

    #[test]
    fn an_error_comes_again_and_nothing_after_it() {
        let mut xml = XmlStream::new(&b"<a><b></a><c/>"[..], Limits::EXCHANGE);
        while xml.next().is_ok() {}
        let error = xml.next().unwrap_err();
        assert_eq!(xml.next().unwrap_err(), error);
        assert_eq!(xml.skip().unwrap_err(), error);
    }

    #[test]
    fn the_place_is_where_a_node_begins() {
        let mut xml = XmlStream::new(&b"<a>\n  <b c='\n'/>\n</a>"[..], Limits::EXCHANGE);
        let mut places = Vec::new();
        while xml.next().unwrap().is_some() {
            let place = xml.place();
            places.push((place.line, place.column));
        }
        assert_eq!(places, [(1, 1), (1, 4), (2, 3), (2, 3), (3, 4), (4, 1)]);
    }

    #[test]
    fn the_place_of_a_mark_is_told_whatever_came_since() {
        let text = format!("<a>\n{}<b/></a>", "<c>\n</c>".repeat(9));
        for size in [1, 7, 999] {
            let mut xml = XmlStream::new(Pieces(text.as_bytes(), size), Limits::EXCHANGE);
            assert_eq!(xml.marked(), Place::default());
            let mut told = Vec::new();
            while let Some(node) = xml.next().unwrap() {
                if matches!(&node, Node::Start(element) if element.name() == "c") {
                    xml.mark();
                    xml.skip().unwrap();
                    let behind = xml.place();
                    let place = xml.marked();
                    assert_eq!(place, xml.marked());
                    assert_eq!(place.line + 1, behind.line);
                    told.push((place.line, place.column));
                }
            }
            let columns = [1, 5, 5, 5, 5, 5, 5, 5, 5];
            let expected: Vec<_> = (2..).zip(columns).collect();
            assert_eq!(told, expected, "{size}");
        }
    }

    #[test]
    fn a_failing_input_is_an_error() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the cable is out"))
            }
        }
        let error = read((&b"<a>\n"[..]).chain(Broken), Limits::EXCHANGE).unwrap_err();
        assert_eq!(
            error,
            "is no valid XML at line 2, column 1: it cannot be read on: the cable is out"
        );
    }

    proptest! {
        #[test]
        fn pieces_of_any_size_give_what_the_whole_gives(
            parts in vec("<a b='1&lt;'>|</a>|<c/>|中|&amp;|\r|\n|x|<!-- -->|<!\\[CDATA\\[\r&\\]\\]>|\\]|>|-|<\\?p \\?>|<\\?xml version='1.0'|<!--|&|<|\u{1}", 0..12),
            size in 1_usize..9,
        ) {
            let text = format!("<r>{}</r>", parts.concat());
            let whole = read(text.as_bytes(), Limits::EXCHANGE);
            prop_assert_eq!(&read(Pieces(text.as_bytes(), size), Limits::EXCHANGE), &whole);
            let wide = utf16(&text, u16::to_le_bytes);
            prop_assert_eq!(&read(Pieces(&wide, size), Limits::EXCHANGE), &whole);
            let mut reader = XmlReader::with_limits(&text, Limits::EXCHANGE);
            let in_memory = loop {
                match reader.next() {
                    Ok(Some(_)) => {}
                    Ok(None) => break None,
                    Err(error) => break Some(error.to_string()),
                }
            };
            prop_assert_eq!(in_memory, whole.err());
        }

        #[test]
        fn no_bytes_are_too_odd(bytes in vec(any::<u8>(), 0..60)) {
            let _ = read(&bytes[..], Limits::EXCHANGE);
        }
    }
}
