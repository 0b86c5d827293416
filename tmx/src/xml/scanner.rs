//! The tokens of XML, by rules that let nothing doubtful pass that the parser lets pass.

use memchr::{memchr, memchr2, memmem};

use super::Limits;
use super::aside::{self, DOCTYPE};
use super::names::Names;
use super::node::local;
use super::pieces::{Kind, inside, piece, unfinished};
use super::reference;
use super::tag::{self, Fault, NO_TAG, Span, end_of, is_blank, is_name};

const SECTION: &str = "<![CDATA[";
const COMMENT: &str = "<!--";
/// What ends a section, and may stand in no text.
const SECTION_END: &str = "]]>";
/// What may begin with `<!`.
const DECLARATIONS: [&str; 3] = [COMMENT, SECTION, DOCTYPE];

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

/// Gives the tokens of a window on the document and refuses what is against the rules. The window may be moved forward over what was read.
#[derive(Debug)]
pub(super) struct Scanner {
    limits: Limits,
    /// There are carriage returns in the window.
    has_returns: bool,
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
    /// Something was read, be it blanks.
    is_begun: bool,
    has_root: bool,
    has_doctype: bool,
    /// Bytes of text since the last tag.
    run: usize,
}

impl Scanner {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            has_returns: false,
            at: 0,
            begin: 0,
            open: Names::default(),
            is_empty: false,
            main: Span::default(),
            attributes: Span::default(),
            is_begun: false,
            has_root: false,
            has_doctype: false,
            run: 0,
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

    /// Whether there may be a carriage return in the text that came last.
    pub(super) fn has_returns(&self) -> bool {
        self.has_returns
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Follows the window when it drops what was read.
    pub(super) fn forget_read(&mut self) {
        self.at = 0;
        self.begin = 0;
    }

    /// Learns what is in a window that is new to it.
    pub(super) fn look_at(&mut self, window: &str) {
        self.has_returns = memchr(b'\r', window.as_bytes()).is_some();
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
            let begin = self.at;
            let (kind, mut end) = piece(window, begin);
            let piece = window.get(begin..end).unwrap_or_default();
            if end - begin > self.limits.event && !matches!(kind, Kind::Text | Kind::Cut) {
                return Fault::new(begin, self.too_long());
            }
            let token = match kind {
                Kind::Text => {
                    if end == window.len() && !is_last {
                        end -= unfinished(piece);
                    }
                    if end == begin {
                        return Ok(Token::More);
                    }
                    self.text(window, end)?
                }
                Kind::Reference => Some(Token::Character(self.reference(piece)?)),
                Kind::Start | Kind::Empty => {
                    let is_empty = kind == Kind::Empty;
                    self.start(inside(piece, "<", if is_empty { "/>" } else { ">" }))?;
                    self.is_empty = is_empty;
                    Some(Token::Start)
                }
                Kind::End => {
                    self.end(inside(piece, "</", ">"))?;
                    Some(Token::End)
                }
                Kind::Section => {
                    self.section(inside(piece, SECTION, SECTION_END))?;
                    Some(Token::Text)
                }
                Kind::Instruction => {
                    let inside = inside(piece, "<?", "?>");
                    aside::check_instruction(inside, begin + 2, self.late())?;
                    None
                }
                Kind::Doctype => {
                    self.doctype(piece)?;
                    self.has_doctype = true;
                    None
                }
                Kind::Comment => {
                    let inside = inside(piece, COMMENT, "-->");
                    aside::check_comment(inside, begin + COMMENT.len())?;
                    None
                }
                Kind::Cut => {
                    self.expect_more(window, is_last)?;
                    return match (is_last, window.len() == begin) {
                        (false, _) => Ok(Token::More),
                        (true, true) => self.finish(begin),
                        (true, false) => Fault::new(
                            window.len(),
                            self.cut_off(window.get(begin..).unwrap_or_default()),
                        ),
                    };
                }
            };
            self.at = end;
            self.is_begun = true;
            if let Some(token) = token {
                self.begin = begin;
                return Ok(token);
            }
        }
    }

    fn finish(&self, at: usize) -> Result<Token, Box<Fault>> {
        if self.depth() > 0 {
            return Fault::new(at, self.cut_off(""));
        }
        if !self.has_root {
            return Fault::new(at, "there is no element in it");
        }
        Ok(Token::Finished)
    }

    /// `rest` is what is left of the piece that does not end.
    fn cut_off(&self, rest: &str) -> String {
        let what = match rest {
            rest if rest.starts_with(COMMENT) => "a comment",
            rest if rest.starts_with(SECTION) => "a CDATA section",
            rest if rest.starts_with(DOCTYPE) => "the DOCTYPE",
            rest if rest.starts_with("<?") => "an instruction",
            _ => "",
        };
        match (what, self.open.last()) {
            ("", Some(name)) => format!("it is cut off inside <{name}>"),
            (what, Some(name)) => format!("it is cut off inside {what} in <{name}>"),
            ("", None) => "it is cut off".to_owned(),
            (what, None) => format!("it is cut off inside {what}"),
        }
    }

    fn too_long(&self) -> String {
        format!(
            "a text, tag or comment is longer than {} MB",
            self.limits.event >> 20
        )
    }

    /// An error unless the rest of the window may become a piece of XML when more follows.
    fn expect_more(&mut self, window: &str, is_last: bool) -> Result<(), Box<Fault>> {
        let rest = window.get(self.at..).unwrap_or_default();
        let may_begin = |it: &&str| it.starts_with(rest) || rest.starts_with(it);
        match rest.as_bytes() {
            [b'&', ..] => {
                self.expect_inside(self.at)?;
                if !rest.get(1..).is_some_and(reference::may_be_name) {
                    return Fault::new(self.at, reference::alone());
                }
            }
            // No more than blanks may stand behind the name.
            [b'<', b'/', tag @ ..]
                if end_of(tag, end_of(tag, 0, is_name), is_blank) < tag.len() =>
            {
                self.end(inside(rest, "</", ""))?;
            }
            [b'<', b'!', ..] if rest.starts_with(DOCTYPE) => self.doctype(rest)?,
            [b'<', b'!', ..] if rest.starts_with(COMMENT) => {
                let known = rest.trim_end_matches('-');
                aside::check_comment(inside(known, COMMENT, ""), self.at + COMMENT.len())?;
            }
            [b'<', b'!', ..] if rest.starts_with(SECTION) => self.expect_inside(self.at)?,
            [b'<', b'!', ..] if DECLARATIONS.iter().any(may_begin) => {}
            [b'<', b'?', ..] if !rest.starts_with("<?>") => {
                // A declaration without its end would take half of the file with it.
                let inside = inside(rest, "<?", "");
                if is_last || memchr2(b'<', b'>', inside.as_bytes()).is_some() {
                    aside::check_instruction(inside, self.at + 2, self.late())?;
                }
            }
            [b'<'] | [b'<', b'/', ..] => {}
            [b'<', ..] => {
                tag::check_begun(inside(rest, "<", ""), self.at + 1, self.limits.attributes)?;
            }
            _ => {}
        }
        if rest.len() > self.limits.event {
            return Fault::new(self.at, self.too_long());
        }
        Ok(())
    }

    /// `tag` is what stands between `<` and `>` or `/>`.
    fn start(&mut self, tag: &str) -> Result<(), Box<Fault>> {
        let from = self.at + 1;
        let length = tag::check(tag, from, self.limits.attributes)?;
        let name = tag.get(..length).unwrap_or_default();
        if self.depth() == 0 {
            self.root(name)?;
        }
        if self.depth() == self.limits.depth {
            let cause = format!("more than {} elements are nested", self.limits.depth);
            return Fault::new(self.at, cause);
        }
        self.open.push(name);
        self.main = Span::new(from, length);
        self.attributes = Span::new(from + length, tag.len() - length);
        self.run = 0;
        Ok(())
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

    /// `tag` is what stands between `</` and `>`.
    fn end(&mut self, tag: &str) -> Result<(), Box<Fault>> {
        let name = tag.trim_ascii_end();
        match self.open.last() {
            Some(open) if open == name => {}
            _ if !tag::is_whole_name(name) => {
                let cause = "`</` does not begin the end of an element";
                let length = end_of(name.as_bytes(), 0, is_name);
                if length == 0 {
                    return Fault::new(self.at, cause);
                }
                let first = name.get(..length).unwrap_or_default();
                tag::expect_name(first, self.at + 2, cause)?;
                let odd = end_of(name.as_bytes(), length, is_blank);
                return Fault::new(self.at + 2 + odd, cause);
            }
            Some(open) => {
                let cause = format!("</{name}> stands where <{open}> is still open");
                return Fault::new(self.at, cause);
            }
            None => {
                let cause = format!("</{name}> ends an element that has not begun");
                return Fault::new(self.at, cause);
            }
        }
        self.open.pop();
        self.run = 0;
        self.main = Span::new(self.at + 2, name.len());
        Ok(())
    }

    fn section(&mut self, text: &str) -> Result<(), Box<Fault>> {
        self.expect_inside(self.at)?;
        self.main = Span::new(self.at + SECTION.len(), text.len());
        self.add_text(text.len())
    }

    /// Why the XML declaration may not stand here.
    fn late(&self) -> Option<&'static str> {
        match (self.is_begun, self.has_root) {
            (false, _) => None,
            (true, false) => Some(aside::NOT_FIRST),
            (true, true) => Some(aside::SECOND),
        }
    }

    /// A document type may be named; what it says is never fetched, and it may define nothing.
    fn doctype(&self, piece: &str) -> Result<(), Box<Fault>> {
        if !piece.starts_with(DOCTYPE) {
            return Fault::new(self.at, NO_TAG);
        }
        if self.has_root || self.has_doctype {
            return Fault::new(self.at, "a DOCTYPE stands in the wrong place");
        }
        aside::check_doctype(piece, self.at)
    }

    fn reference(&mut self, piece: &str) -> Result<char, Box<Fault>> {
        self.expect_inside(self.at)?;
        self.add_text(piece.len())?;
        reference::resolve(inside(piece, "&", ";")).or_else(|cause| Fault::new(self.at, cause))
    }

    fn text(&mut self, window: &str, end: usize) -> Result<Option<Token>, Box<Fault>> {
        if self.depth() == 0 {
            let blank = end_of(window.as_bytes(), self.at, is_blank);
            if blank < end {
                self.expect_inside(blank)?;
            }
            return Ok(None);
        }
        let text = window.as_bytes().get(self.at..end).unwrap_or_default();
        // Few texts have a bracket, and to look for one byte is quicker.
        if memchr(b']', text).is_some()
            && let Some(at) = memmem::find(text, SECTION_END.as_bytes())
        {
            let cause = "`]]>` stands in a text; it has to be written `]]&gt;`";
            return Fault::new(self.at + at, cause);
        }
        self.main = Span::new(self.at, text.len());
        self.add_text(text.len())?;
        Ok(Some(Token::Text))
    }

    fn expect_inside(&self, at: usize) -> Result<(), Box<Fault>> {
        match (self.depth(), self.has_root) {
            (0, true) => Fault::new(at, "there is text behind the end of the root"),
            (0, false) => Fault::new(at, "it is no XML: there is text before the first element"),
            _ => Ok(()),
        }
    }

    fn add_text(&mut self, bytes: usize) -> Result<(), Box<Fault>> {
        self.run += bytes;
        if self.run > self.limits.event {
            return Fault::new(self.at, self.too_long());
        }
        Ok(())
    }
}
