//! Writing XML that every reader accepts.
//!
//! XML 1.0 has no way to carry U+0001 or U+FFFE, not even as a reference, and one such character
//! makes readers refuse the whole file. Whatever is written here passes [`legal`] first.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use quick_xml::escape::escape;
use quick_xml::events::attributes::Attribute;

use super::legal;

/// An XML document under way: one element a line, text never broken or indented.
///
/// Output is buffered; nothing is sure to be written before [`finish`](Self::finish).
pub struct XmlWriter<W: Write> {
    out: BufWriter<W>,
    depth: usize,
    illegal_characters: u64,
}

impl<W: Write> XmlWriter<W> {
    /// Begins a UTF-8 document without byte order mark.
    ///
    /// # Errors
    /// What `out` fails with.
    pub fn new(out: W) -> io::Result<Self> {
        let mut writer = Self {
            out: BufWriter::with_capacity(1 << 16, out),
            depth: 0,
            illegal_characters: 0,
        };
        writer.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
        Ok(writer)
    }

    /// Opens an element that holds other elements.
    ///
    /// # Errors
    /// What the output fails with; so do all methods below.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.begin(name)?;
        for (name, value) in attributes {
            self.attribute(name, value)?;
        }
        self.descend()
    }

    /// Closes the element opened last, whose name is `name`.
    ///
    /// # Errors
    /// What the output fails with.
    pub fn close(&mut self, name: &str) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        self.indent()?;
        self.end_tag(name)?;
        self.raw("\n")
    }

    /// Writes an element that holds nothing but `text`.
    ///
    /// # Errors
    /// What the output fails with.
    pub fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.begin(name)?;
        for (name, value) in attributes {
            self.attribute(name, value)?;
        }
        self.end_of_tag()?;
        self.text(text)?;
        self.end_leaf(name)
    }

    /// Counts characters that the caller left out of a text by [`legal`](super::legal).
    pub fn count_illegal(&mut self, left_out: u64) {
        self.illegal_characters += left_out;
    }

    /// Hands everything over to the output and says how many illegal characters were left out.
    ///
    /// # Errors
    /// What the output fails with.
    pub fn finish(mut self) -> io::Result<u64> {
        self.out.flush()?;
        Ok(self.illegal_characters)
    }

    /// Begins the tag of an element on a line of its own; attributes follow, then
    /// [`descend`](Self::descend) or [`end_of_tag`](Self::end_of_tag).
    pub(crate) fn begin(&mut self, name: &str) -> io::Result<()> {
        self.indent()?;
        self.tag(name)
    }

    /// Begins the tag of an element within text.
    pub(crate) fn tag(&mut self, name: &str) -> io::Result<()> {
        self.raw("<")?;
        self.raw(name)
    }

    /// Writes an attribute of the tag that was begun.
    pub(crate) fn attribute(&mut self, name: &str, value: &str) -> io::Result<()> {
        self.raw(" ")?;
        self.raw(name)?;
        self.raw("=\"")?;
        match means_itself(value) && !value.contains(['\n', '\t']) {
            true => self.raw(value)?,
            false => {
                let value = self.legal(value);
                self.raw(&Attribute::from((name, value)).value)?;
            }
        }
        self.raw("\"")
    }

    /// Ends a tag; elements follow.
    pub(crate) fn descend(&mut self) -> io::Result<()> {
        self.depth += 1;
        self.raw(">\n")
    }

    /// Ends a tag; text follows.
    pub(crate) fn end_of_tag(&mut self) -> io::Result<()> {
        self.raw(">")
    }

    /// Writes text.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        if means_itself(text) {
            return self.raw(text);
        }
        let text = self.legal(text);
        self.raw(&escape(text))
    }

    /// Ends an element within text.
    pub(crate) fn end_tag(&mut self, name: &str) -> io::Result<()> {
        self.raw("</")?;
        self.raw(name)?;
        self.raw(">")
    }

    /// Ends an element that holds text, and its line.
    pub(crate) fn end_leaf(&mut self, name: &str) -> io::Result<()> {
        self.end_tag(name)?;
        self.raw("\n")
    }

    fn indent(&mut self) -> io::Result<()> {
        // At once, as deep as all but odd documents are.
        const BLANKS: &str = "                ";
        match BLANKS.get(..2 * self.depth) {
            Some(blanks) => self.raw(blanks),
            None => (0..self.depth).try_for_each(|_| self.raw("  ")),
        }
    }

    fn raw(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    fn legal<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        let (text, left_out) = legal(text);
        self.illegal_characters += left_out;
        text
    }
}

/// Whether there is nothing in a text to escape or to leave out, as in nearly all. Without early
/// exit, which the compiler turns into vector instructions.
fn means_itself(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mark = bytes.iter().fold(false, |found, &byte| {
        found
            | (byte < b' ') & (byte != b'\t') & (byte != b'\n')
            | (byte == b'"')
            | (byte == b'&')
            | (byte == b'\'')
            | (byte == b'<')
            | (byte == b'>')
    });
    // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
    let behind = bytes.get(1..).unwrap_or_default();
    let pairs = bytes.iter().zip(behind);
    !mark
        && !pairs.fold(false, |found, (&first, &second)| {
            found | (first == 0xEF) & (second == 0xBF)
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn elements_stand_on_lines_of_their_own() {
        let mut out = Vec::new();
        let mut xml = XmlWriter::new(&mut out).unwrap();
        xml.open("a", &[("b", "1 < 2\n")]).unwrap();
        xml.leaf("c", &[], " ]]> & \"x\" ").unwrap();
        xml.close("a").unwrap();
        assert_eq!(xml.finish().unwrap(), 0);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <a b=\"1 &lt; 2&#10;\">\n  <c> ]]&gt; &amp; &quot;x&quot; </c>\n</a>\n"
        );
    }

    #[test]
    fn line_ends_and_tabs_come_back_as_they_were() {
        let mut out = Vec::new();
        let mut xml = XmlWriter::new(&mut out).unwrap();
        xml.leaf("a", &[("b", "\t\r\n'\u{FF0C}")], "\t\r\n'\u{FF0C}")
            .unwrap();
        xml.finish().unwrap();
        let file = String::from_utf8(out).unwrap();
        let line = "<a b=\"&#9;&#13;&#10;&apos;，\">\t&#13;\n&apos;，</a>\n";
        assert_eq!(
            file.lines().skip(1).collect::<Vec<_>>().join("\n") + "\n",
            line
        );
    }

    proptest! {
        #[test]
        fn a_text_that_means_itself_needs_no_other_look(
            text in "[a-z海，\u{FFFD}\t\n]{0,40}[<>&\"'\r\u{1}\u{FFFE}\u{FFFF}\u{FF9F}x]{0,2}[a-z海，]{0,40}",
        ) {
            let escaped = escape(legal(&text).0).into_owned();
            let value = Attribute::from(("a", legal(&text).0)).value.into_owned();
            let mut out = Vec::new();
            let mut xml = XmlWriter::new(&mut out).unwrap();
            xml.leaf("a", &[("b", &text)], &text).unwrap();
            let left_out = xml.finish().unwrap();
            let file = String::from_utf8(out).unwrap();
            let (_, element) = file.split_once('\n').unwrap();
            prop_assert_eq!(element, format!("<a b=\"{value}\">{escaped}</a>\n"));
            prop_assert_eq!(left_out, 2 * legal(&text).1);
        }
    }

    #[test]
    fn illegal_characters_are_counted_wherever_they_stand() {
        let mut xml = XmlWriter::new(Vec::new()).unwrap();
        xml.leaf("a", &[("b", "\u{FFFE}")], "\u{0}x\u{B}").unwrap();
        assert_eq!(xml.finish().unwrap(), 3);
    }
}
