//! XML as the parser cuts it.

use memchr::memchr;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Pieces that are cut at once: to begin anew costs the parser as much as some pieces do.
const AHEAD: usize = 512;
/// Stands at the beginning of a file in UTF-8; in its midst it is a character.
const MARK: char = '\u{FEFF}';

/// What a piece of XML is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// `&name;`
    Reference,
    Start,
    /// `<name/>`
    Empty,
    End,
    /// `<![CDATA[characters]]>`
    Section,
    Comment,
    /// A processing instruction, or the XML declaration.
    Instruction,
    Doctype,
    /// The text ends here, or within the piece, or it is no piece of XML.
    Cut,
}

/// Cuts a text into pieces, some ahead.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// What they are, and the offsets behind them.
    ahead: Vec<(Kind, usize)>,
    /// How many of them were handed out.
    handed: usize,
    /// There are carriage returns in them.
    has_returns: bool,
}

impl Pieces {
    /// What the piece that begins at offset `from` of `text` is, and the offset behind it.
    ///
    /// Each piece begins where the one before it ended, in the same text, until
    /// [`forget`](Self::forget).
    pub(super) fn next(&mut self, text: &str, from: usize) -> (Kind, usize) {
        if self.handed == self.ahead.len() {
            self.forget();
            self.cut(text, from);
        }
        let piece = self.ahead.get(self.handed).copied();
        self.handed += 1;
        piece.unwrap_or((Kind::Cut, from))
    }

    /// Whether there may be a carriage return in the piece that came last.
    pub(super) fn has_returns(&self) -> bool {
        self.has_returns
    }

    /// What comes next is another text.
    pub(super) fn forget(&mut self) {
        self.ahead.clear();
        self.handed = 0;
    }

    fn cut(&mut self, text: &str, from: usize) {
        let mut rest = text.get(from..).unwrap_or_default();
        // The parser would leave it out.
        if rest.starts_with(MARK) {
            rest = rest.trim_start_matches(MARK);
            self.ahead.push((Kind::Text, text.len() - rest.len()));
        }
        let from = text.len() - rest.len();
        let mut parser = Reader::from_str(rest);
        let config = parser.config_mut();
        // That is for the scanner, which knows what came before.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        while self.ahead.len() < AHEAD {
            let kind = match parser.read_event() {
                Ok(Event::Text(_)) => Kind::Text,
                Ok(Event::GeneralRef(_)) => Kind::Reference,
                Ok(Event::Start(_)) => Kind::Start,
                Ok(Event::Empty(_)) => Kind::Empty,
                Ok(Event::End(_)) => Kind::End,
                Ok(Event::CData(_)) => Kind::Section,
                Ok(Event::Comment(_)) => Kind::Comment,
                Ok(Event::PI(_) | Event::Decl(_)) => Kind::Instruction,
                Ok(Event::DocType(_)) => Kind::Doctype,
                Ok(Event::Eof) | Err(_) => Kind::Cut,
            };
            let length = usize::try_from(parser.buffer_position()).unwrap_or(rest.len());
            self.ahead.push((kind, from + length));
            if kind == Kind::Cut {
                break;
            }
        }
        let to = usize::try_from(parser.buffer_position()).unwrap_or(rest.len());
        let cut = rest.as_bytes().get(..to).unwrap_or(rest.as_bytes());
        self.has_returns = memchr(b'\r', cut).is_some();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(Kind, &str)> {
        let mut pieces = Pieces::default();
        let mut found = Vec::new();
        let mut at = 0;
        loop {
            let (kind, end) = pieces.next(text, at);
            found.push((kind, &text[at..end]));
            if kind == Kind::Cut {
                return found;
            }
            at = end;
        }
    }

    #[test]
    fn a_text_falls_into_pieces() {
        let parts = [
            (Kind::Text, "\u{FEFF}"),
            (Kind::Instruction, "<?xml version='1.0'?>"),
            (Kind::Instruction, "<?p?>"),
            (Kind::Doctype, "<!DOCTYPE a '>'>"),
            (Kind::Text, "\r\n"),
            (Kind::Comment, "<!-- > -->"),
            (Kind::Start, "<a b='>'>"),
            (Kind::Text, "中"),
            (Kind::Reference, "&amp;"),
            (Kind::Empty, "<b/>"),
            (Kind::Section, "<![CDATA[<]]>"),
            (Kind::End, "</a >"),
            (Kind::Cut, "<c"),
        ];
        let text: String = parts.iter().map(|part| part.1).collect();
        assert_eq!(pieces(&text), parts);
    }

    #[test]
    fn there_may_be_more_pieces_than_are_cut_at_once() {
        let text = "\u{FEFF}x&lt;".repeat(AHEAD);
        let found = pieces(&text);
        let joined: String = found.iter().map(|piece| piece.1).collect();
        assert_eq!(joined, text);
        assert_eq!(found.last(), Some(&(Kind::Cut, "")));
    }
}
