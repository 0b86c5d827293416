//! XML cut into tokens, by rules that let nothing doubtful pass.

use memchr::memchr2;
use memchr::memmem;

use super::Limits;
use super::node::local;
use super::reference::{self, Reference};
use super::tag::{self, Fault, Span, begins_name, end_of, is_blank, is_name};

/// Begins characters that are what they are.
const SECTION: &str = "<![CDATA[";
/// What may begin with `<!`.
const DECLARATIONS: [&str; 3] = ["<!--", SECTION, "<!DOCTYPE"];

/// A piece of XML. Where it stands in the window, the scanner says: what is handed over for every
/// piece has to fit into two registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Start,
    End,
    Text,
    Character(char),
    /// The window ends within the next piece.
    More,
    /// The document ends here.
    Finished,
}

/// Cuts a window on the document into tokens. The window may be moved forward over what was read.
#[derive(Debug)]
pub(super) struct Scanner {
    limits: Limits,
    /// Offset behind the token that came last.
    at: usize,
    /// Offset where it begins.
    begin: usize,
    open: Names,
    /// The element that began last ends at once.
    is_empty: bool,
    /// The name of the element, or the text, that came last.
    main: Span,
    /// The attributes that came last.
    attributes: Span,
    has_root: bool,
    has_doctype: bool,
    /// Bytes of text since the last tag.
    run: usize,
    seen: Vec<Span>,
}

impl Scanner {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            at: 0,
            begin: 0,
            open: Names::default(),
            is_empty: false,
            main: Span::default(),
            attributes: Span::default(),
            has_root: false,
            has_doctype: false,
            run: 0,
            seen: Vec::new(),
        }
    }

    /// Offset in the window behind the token that came last.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Offset in the window where the token that came last begins.
    pub(super) fn begin(&self) -> usize {
        self.begin
    }

    /// The name of the element, or the text, that came last.
    pub(super) fn main(&self) -> Span {
        self.main
    }

    /// The attributes of the element that came last.
    pub(super) fn attributes(&self) -> Span {
        self.attributes
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.starts.len()
    }

    /// Follows the window when it drops what was read.
    pub(super) fn forget_read(&mut self) {
        self.at = 0;
        self.begin = 0;
    }

    /// Leaves out bytes that are no part of the document.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The next token of a window that reaches to the end of the document, or not.
    pub(super) fn scan(&mut self, window: &str, is_last: bool) -> Result<Token, Box<Fault>> {
        if self.is_empty {
            self.is_empty = false;
            self.open.pop();
            return Ok(Token::End);
        }
        loop {
            let bytes = window.as_bytes();
            let begin = self.at;
            let token = match bytes.get(begin) {
                None if is_last => return self.finish(begin),
                None => return Ok(Token::More),
                Some(b'<') => self.markup(window)?,
                Some(b'&') => self.reference(window)?,
                Some(_) => self.text(window, is_last)?,
            };
            let ends_in_it = token == Some(Token::More);
            if ends_in_it && is_last {
                return Fault::new(bytes.len(), self.cut_off());
            }
            let length = if ends_in_it { bytes.len() } else { self.at } - begin;
            if length > self.limits.event {
                return Fault::new(begin, self.too_long());
            }
            if let Some(token) = token {
                self.begin = begin;
                return Ok(token);
            }
        }
    }

    fn finish(&self, at: usize) -> Result<Token, Box<Fault>> {
        if self.depth() > 0 {
            return Fault::new(at, self.cut_off());
        }
        if !self.has_root {
            return Fault::new(at, "there is no element in it");
        }
        Ok(Token::Finished)
    }

    fn cut_off(&self) -> String {
        match self.open.last() {
            Some(name) => format!("it is cut off inside <{name}>"),
            None => "it is cut off".to_owned(),
        }
    }

    fn too_long(&self) -> String {
        format!(
            "a text, tag or comment is longer than {} MB",
            self.limits.event >> 20
        )
    }

    /// Reads what begins with `<`; none for what says nothing to the caller.
    fn markup(&mut self, window: &str) -> Result<Option<Token>, Box<Fault>> {
        let rest = window.get(self.at..).unwrap_or_default();
        let (begin, end) = match rest.as_bytes().get(1) {
            None => return Ok(Some(Token::More)),
            Some(b'/') => return self.end(window),
            Some(b'?') => ("<?", "?>"),
            Some(b'!') if rest.starts_with("<!DOCTYPE") => return self.doctype(rest),
            Some(b'!') if rest.starts_with("<!--") => ("<!--", "-->"),
            Some(b'!') if rest.starts_with(SECTION) => (SECTION, "]]>"),
            Some(b'!') if DECLARATIONS.iter().any(|it| it.starts_with(rest)) => {
                return Ok(Some(Token::More));
            }
            Some(_) => return self.start(window),
        };
        let Some(length) = memmem::find(
            rest.as_bytes().get(begin.len()..).unwrap_or_default(),
            end.as_bytes(),
        ) else {
            return Ok(Some(Token::More));
        };
        let inside = Span {
            from: self.at + begin.len(),
            to: self.at + begin.len() + length,
        };
        let next = inside.to + end.len();
        if begin == SECTION {
            self.expect_inside(self.at)?;
            self.add_text(inside)?;
            self.at = next;
            self.main = inside;
            return Ok(Some(Token::Text));
        }
        let is_declaration = begin == "<?" && is_declaration(inside.of(window));
        if is_declaration && (self.has_root || self.has_doctype) {
            let cause =
                "a second file begins here, or an XML declaration stands in the wrong place";
            return Fault::new(self.at, cause);
        }
        self.at = next;
        Ok(None)
    }

    fn start(&mut self, window: &str) -> Result<Option<Token>, Box<Fault>> {
        let found = tag::read(window, self.at, &mut self.seen, self.limits.attributes)?;
        let Some(found) = found else {
            return Ok(Some(Token::More));
        };
        let name = found.name.of(window);
        if self.depth() == 0 {
            self.root(name)?;
        }
        if self.depth() == self.limits.depth {
            let cause = format!("more than {} elements are nested", self.limits.depth);
            return Fault::new(self.at, cause);
        }
        self.open.push(name);
        self.is_empty = found.is_empty;
        self.main = found.name;
        self.attributes = found.attributes;
        self.run = 0;
        self.at = found.end;
        Ok(Some(Token::Start))
    }

    fn root(&mut self, name: &str) -> Result<(), Box<Fault>> {
        if self.has_root {
            return Fault::new(self.at, "there is a second root");
        }
        let roots = self.limits.roots;
        if !roots.is_empty() && !roots.contains(&local(name)) {
            let name: String = name.chars().take(40).collect();
            let cause = format!(
                "it begins with <{name}>, not with <{}>",
                roots.join("> or <")
            );
            return Fault::new(self.at, cause);
        }
        self.has_root = true;
        Ok(())
    }

    fn end(&mut self, window: &str) -> Result<Option<Token>, Box<Fault>> {
        let bytes = window.as_bytes();
        let name = Span {
            from: self.at + 2,
            to: end_of(bytes, self.at + 2, is_name),
        };
        let close = end_of(bytes, name.to, is_blank);
        match (bytes.get(name.from), bytes.get(close)) {
            (_, None) => return Ok(Some(Token::More)),
            (Some(&byte), Some(b'>')) if begins_name(byte) => {}
            _ => return Fault::new(self.at, "`</` does not begin the end of an element"),
        }
        let ended = name.of(window);
        match self.open.last() {
            Some(open) if open == ended => {}
            Some(open) => {
                let cause = format!("</{ended}> stands where <{open}> is still open");
                return Fault::new(self.at, cause);
            }
            None => {
                let cause = format!("</{ended}> ends an element that has not begun");
                return Fault::new(self.at, cause);
            }
        }
        self.open.pop();
        self.run = 0;
        self.at = close + 1;
        self.main = name;
        Ok(Some(Token::End))
    }

    /// A document type may be named; what it says is never fetched, and it may define nothing.
    fn doctype(&mut self, rest: &str) -> Result<Option<Token>, Box<Fault>> {
        if self.has_root || self.has_doctype {
            return Fault::new(self.at, "a DOCTYPE stands in the wrong place");
        }
        let mut quote = None;
        for (offset, byte) in rest.bytes().enumerate() {
            match (quote, byte) {
                (Some(open), byte) if open == byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'[') => return Fault::new(self.at + offset, "it defines entities"),
                (None, b'>') => {
                    self.has_doctype = true;
                    self.at += offset + 1;
                    return Ok(None);
                }
                _ => {}
            }
        }
        Ok(Some(Token::More))
    }

    fn reference(&mut self, window: &str) -> Result<Option<Token>, Box<Fault>> {
        self.expect_inside(self.at)?;
        match reference::read(window.get(self.at..).unwrap_or_default()) {
            Reference::Character(character, length) => {
                let to = self.at + length;
                self.add_text(Span { from: self.at, to })?;
                self.at = to;
                Ok(Some(Token::Character(character)))
            }
            Reference::Unfinished => Ok(Some(Token::More)),
            Reference::Wrong(cause) => Fault::new(self.at, cause),
        }
    }

    fn text(&mut self, window: &str, is_last: bool) -> Result<Option<Token>, Box<Fault>> {
        let rest = window.as_bytes().get(self.at..).unwrap_or_default();
        let mut length = memchr2(b'<', b'&', rest).unwrap_or(rest.len());
        // The line feed that belongs to it may follow.
        if length == rest.len() && !is_last && rest.ends_with(b"\r") {
            length -= 1;
        }
        if length == 0 {
            return Ok(Some(Token::More));
        }
        let span = Span {
            from: self.at,
            to: self.at + length,
        };
        if self.depth() == 0 {
            let blank = end_of(window.as_bytes(), span.from, is_blank);
            if blank < span.to {
                self.expect_inside(blank)?;
            }
            self.at = span.to;
            return Ok(None);
        }
        self.add_text(span)?;
        self.at = span.to;
        self.main = span;
        Ok(Some(Token::Text))
    }

    fn expect_inside(&self, at: usize) -> Result<(), Box<Fault>> {
        match (self.depth(), self.has_root) {
            (0, true) => Fault::new(at, "there is text behind the end of the root"),
            (0, false) => Fault::new(at, "it is no XML: there is text before the first element"),
            _ => Ok(()),
        }
    }

    fn add_text(&mut self, span: Span) -> Result<(), Box<Fault>> {
        self.run += span.to - span.from;
        if self.run > self.limits.event {
            return Fault::new(span.from, self.too_long());
        }
        Ok(())
    }
}

fn is_declaration(instruction: &str) -> bool {
    let name = instruction.split([' ', '\t', '\r', '\n']).next();
    name.is_some_and(|name| name.eq_ignore_ascii_case("xml"))
}

/// The names of the open elements, without an allocation each.
#[derive(Debug, Default)]
struct Names {
    text: String,
    starts: Vec<usize>,
}

impl Names {
    fn push(&mut self, name: &str) {
        self.starts.push(self.text.len());
        self.text.push_str(name);
    }

    fn last(&self) -> Option<&str> {
        self.text.get(*self.starts.last()?..)
    }

    fn pop(&mut self) {
        if let Some(start) = self.starts.pop() {
            self.text.truncate(start);
        }
    }
}
