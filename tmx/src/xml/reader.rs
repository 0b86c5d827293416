//! XML that lies in memory.

use super::characters::{first_illegal, is_legal};
use super::node::Node;
use super::place::Place;
use super::scanner::{Scanner, Token};
use super::tag::Fault;
use super::{Limits, XmlError};

/// Reads XML that lies in memory, node by node; the nodes borrow from the text.
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
#[derive(Debug)]
pub struct XmlReader<'x> {
    text: &'x str,
    /// The text up to its first character that XML has not.
    window: &'x str,
    scanner: Scanner,
}

impl<'x> XmlReader<'x> {
    /// Reads `text`, which holds the whole document, by [`Limits::DOCUMENT`].
    #[must_use]
    pub fn new(text: &'x str) -> Self {
        Self::with_limits(text, Limits::DOCUMENT)
    }

    /// Reads `text`, which holds the whole document.
    #[must_use]
    pub fn with_limits(text: &'x str, limits: Limits) -> Self {
        let legal = first_illegal(text).unwrap_or(text.len());
        let mut scanner = Scanner::new(limits);
        if text.starts_with('\u{FEFF}') {
            scanner.pass('\u{FEFF}'.len_utf8());
        }
        let window = text.get(..legal).unwrap_or_default();
        scanner.look_at(window);
        Self {
            text,
            window,
            scanner,
        }
    }

    /// Offset in the text, in bytes, behind the node that came last.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.scanner.at() as u64
    }

    /// How many elements are open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.scanner.depth()
    }

    /// The next node; none at the end.
    ///
    /// # Errors
    ///
    /// When the XML is malformed, cut off, beyond the limits, or defines or uses entities.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator would go on after an error"
    )]
    pub fn next(&mut self) -> Result<Option<Node<'x>>, XmlError> {
        let is_last = self.window.len() == self.text.len();
        match self.scanner.scan(self.window, is_last) {
            Ok(Token::More) => {
                let illegal = self.text.chars().find(|&character| !is_legal(character));
                let at = self.window.len();
                Err(self.error(Fault {
                    at,
                    cause: no_character(illegal),
                }))
            }
            Ok(token) => Ok(Node::of(token, &self.scanner, self.window)),
            Err(fault) => Err(self.error(*fault)),
        }
    }

    /// Skips the rest of the element that began last.
    ///
    /// # Errors
    ///
    /// As for [`XmlReader::next`].
    pub fn skip(&mut self) -> Result<(), XmlError> {
        let outside = self.depth().saturating_sub(1);
        while self.depth() > outside {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn error(&self, fault: Fault) -> XmlError {
        let before = self.text.get(..fault.at).unwrap_or(self.text);
        XmlError {
            at: fault.at as u64,
            place: Place::default().behind(before.trim_start_matches('\u{FEFF}')),
            cause: fault.cause,
        }
    }
}

/// The cause for a character that XML has not.
pub(super) fn no_character(character: Option<char>) -> String {
    let code = character.map_or(0, u32::from);
    format!("the character U+{code:04X} stands in it, which XML has not")
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
    fn a_byte_order_mark_in_the_midst_is_a_character() {
        let marks = "<a>\u{FEFF}&amp;\u{FEFF}\u{FEFF}<b/>\u{FEFF}x</a>";
        assert_eq!(
            text(marks),
            Ok("\u{FEFF}&\u{FEFF}\u{FEFF}\u{FEFF}x".to_owned())
        );
    }

    #[test]
    fn line_ends_are_one_character() {
        assert_eq!(
            text("<a>1\r\n2\r3\n\r\n&#13;</a>"),
            Ok("1\n2\n3\n\n\r".to_owned())
        );
    }

    #[test]
    fn what_stands_around_the_root_says_nothing() {
        let xml = "\u{FEFF}<?xml version='1.0'?>\r\n<!-- <b> --><?p x='>'?>\
                   <!DOCTYPE a PUBLIC \"-//x//1\" 'http://nowhere.invalid/<[1]>.dtd' >\
                   <a>x<!-- & -->y<?p?></a>\n<!---->\n";
        assert_eq!(text(xml), Ok("xy".to_owned()));
    }

    #[test]
    fn what_a_parser_lets_pass_is_refused_where_it_stands() {
        for (xml, told) in [
            ("", "line 1, column 1: there is no element"),
            ("<!-- -->\n", "line 2, column 1: there is no element"),
            ("术语", "line 1, column 1: it is no XML"),
            ("<a>", "line 1, column 4: it is cut off inside <a>"),
            ("<a>\n<b", "line 2, column 3: it is cut off"),
            ("<a>中\n<b></a>", "line 2, column 4: </a> stands where <b>"),
            ("</a>", "line 1, column 1: </a> ends an element"),
            ("<a></ a>", "line 1, column 4: `</`"),
            ("<a/>\n<b/>", "line 2, column 1: there is a second root"),
            ("<a/> text", "line 1, column 6: there is text behind"),
            ("<a/>&amp;", "line 1, column 5: there is text behind"),
            (
                "<a/><![CDATA[ ]]>",
                "line 1, column 5: there is text behind",
            ),
            (
                "<a/><?xml version='1.0'?><a/>",
                "line 1, column 5: a second file",
            ),
            ("<a>中&unknown;</a>", "line 1, column 5: `&unknown;`"),
            ("<a>&#0;</a>", "line 1, column 4: `&#0;` stands for no"),
            ("<a>A & B</a>", "line 1, column 6: `&` does not begin"),
            ("<a>1 < 2</a>", "line 1, column 6: `<` does not begin"),
            ("<a>\n中\u{1}</a>", "line 2, column 2: the character U+0001"),
            ("<a>\u{FFFE}</a>", "line 1, column 4: the character U+FFFE"),
            (
                "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
                "line 1, column 13: it defines",
            ),
            (
                "<!DOCTYPE a SYSTEM 'x' [<!ENTITY % y SYSTEM \"file:///etc/passwd\">]><a/>",
                "line 1, column 24: it defines",
            ),
            (
                "<!DOCTYPE a SYSTEM 'b><a c='d'/>",
                "line 1, column 29: the DOCTYPE is not written as it should",
            ),
            (
                "<!ENTITY x 'y'><a/>",
                "line 1, column 1: `<` does not begin",
            ),
            ("<a/><!DOCTYPE a>", "line 1, column 5: a DOCTYPE"),
            (
                "<!DOCTYPE ><a/>",
                "line 1, column 11: the DOCTYPE is not written",
            ),
            ("<!doctype a><a/>", "line 1, column 1: `<` does not begin"),
            ("<a>1 < 2 isn't</a>", "line 1, column 6: `<` does not begin"),
            (
                "<a b='1>text</a>",
                "line 1, column 13: `<` stands in the value",
            ),
            (
                "<a b='1'>\n</a b='2",
                "line 2, column 5: `</` does not begin the end",
            ),
            ("<a>\n</a' </a>", "line 2, column 4: `</` does not begin"),
            ("<a></a∞\nb>", "line 1, column 7: `∞` stands in the name"),
            ("<a>\n</a b>", "line 2, column 5: `</` does not begin"),
            ("<a>\n</a b", "line 2, column 5: `</` does not begin"),
            ("<a>x]]>y</a>", "line 1, column 5: `]]>` stands in a text"),
            (
                "<a><!-- b -- c --></a>",
                "line 1, column 11: `--` stands in a",
            ),
            ("<a><!-- b -- c </a>", "line 1, column 11: `--` stands in a"),
            (
                "<a>\n<!-- b </a>\n",
                "line 3, column 1: it is cut off inside a comment in <a>",
            ),
            (
                "<a>\n<![CDATA[ </a>",
                "line 2, column 15: it is cut off inside a CDATA section",
            ),
            ("<![CDATA[ <a/>", "line 1, column 1: it is no XML"),
            (
                " <?xml version='1.0'?><a/>",
                "line 1, column 2: the XML declaration has to be",
            ),
            (
                "<?xml version='1.0'>\n<a/>",
                "line 1, column 20: the XML declaration is not",
            ),
            (
                "<?xml encoding='x'?><a/>",
                "line 1, column 7: the XML declaration does not say",
            ),
            ("<a><?b/?></a>", "line 1, column 7: `<?` does not begin"),
            (
                "<a>\n<b c\n d='1'/></a>",
                "line 3, column 2: the attribute `c` has no value",
            ),
            ("<?><a/>", "line 1, column 1: `<` does not begin"),
            ("<!-x><a/>-->", "line 1, column 1: `<` does not begin"),
            (
                "<a>\u{FEFF}</a>\u{FEFF}",
                "line 1, column 9: there is text behind",
            ),
            (
                "<a>& so on; and</a>",
                "line 1, column 4: `&` does not begin",
            ),
        ] {
            let error = text(xml).unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("is no valid XML at {told}")),
                "{xml}: {error}"
            );
        }
    }

    #[test]
    fn elements_nested_too_deep_are_refused() {
        let deep = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        let most = Limits::DOCUMENT.depth;
        assert!(text(&deep(most)).is_ok());
        let error = text(&deep(most + 1)).unwrap_err();
        assert!(error.to_string().contains("nested"), "{error}");
    }
}
