//! Writing XML that every reader accepts.
//!
//! XML 1.0 has no way to carry U+0001 or U+FFFE, not even as a reference, and one such character
//! makes readers refuse the whole file. Whatever is written here passes [`legal`] first.

use std::io::{self, BufWriter, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::legal;

/// An XML document under way: one element a line, text never broken or indented.
///
/// Output is buffered; nothing is sure to be written before [`finish`](Self::finish).
pub struct XmlWriter<W: Write> {
    inner: Writer<BufWriter<W>>,
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
            inner: Writer::new(BufWriter::new(out)),
            depth: 0,
            illegal_characters: 0,
        };
        writer
            .inner
            .write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        writer.end_line()?;
        Ok(writer)
    }

    /// Opens an element that holds other elements.
    ///
    /// # Errors
    /// What the output fails with; so do all methods below.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.indent()?;
        self.start(name, attributes)?;
        self.depth += 1;
        self.end_line()
    }

    /// Closes the element opened last, whose name is `name`.
    ///
    /// # Errors
    /// What the output fails with.
    pub fn close(&mut self, name: &str) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        self.indent()?;
        self.inner.write_event(Event::End(BytesEnd::new(name)))?;
        self.end_line()
    }

    /// Writes an element that holds nothing but `text`.
    ///
    /// # Errors
    /// What the output fails with.
    pub fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.indent()?;
        self.start(name, attributes)?;
        let (text, left_out) = legal(text);
        self.illegal_characters += left_out;
        self.inner.write_event(Event::Text(BytesText::new(&text)))?;
        self.inner.write_event(Event::End(BytesEnd::new(name)))?;
        self.end_line()
    }

    /// Counts characters that the caller left out of a text by [`legal`].
    pub fn count_illegal(&mut self, left_out: u64) {
        self.illegal_characters += left_out;
    }

    /// Hands everything over to the output and says how many illegal characters were left out.
    ///
    /// # Errors
    /// What the output fails with.
    pub fn finish(mut self) -> io::Result<u64> {
        self.inner.get_mut().flush()?;
        Ok(self.illegal_characters)
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        let mut start = BytesStart::new(name);
        for &(attribute, value) in attributes {
            let (value, left_out) = legal(value);
            self.illegal_characters += left_out;
            start.push_attribute((attribute, value.as_ref()));
        }
        self.inner.write_event(Event::Start(start))
    }

    fn indent(&mut self) -> io::Result<()> {
        for _ in 0..self.depth {
            self.inner.get_mut().write_all(b"  ")?;
        }
        Ok(())
    }

    fn end_line(&mut self) -> io::Result<()> {
        self.inner.get_mut().write_all(b"\n")
    }
}

#[cfg(test)]
mod tests {
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
    fn illegal_characters_are_counted_wherever_they_stand() {
        let mut xml = XmlWriter::new(Vec::new()).unwrap();
        xml.leaf("a", &[("b", "\u{FFFE}")], "\u{0}x\u{B}").unwrap();
        assert_eq!(xml.finish().unwrap(), 3);
    }
}
