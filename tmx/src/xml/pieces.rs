//! XML as the parser cuts it.

use memchr::{memchr, memchr2, memchr3};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::aside::{DOCTYPE, doctype_length};
use super::tag::{begins_name, end_of, is_name};

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

/// What the piece that begins at offset `from` of `text` is, and the offset behind it.
pub(super) fn piece(text: &str, from: usize) -> (Kind, usize) {
    let rest = text.get(from..).unwrap_or_default();
    let (kind, length) = plain(rest.as_bytes()).unwrap_or_else(|| parse(rest));
    (kind, from + length)
}

/// The first piece and its length, where it is of the kinds that nearly all pieces are: then to
/// begin a parser takes longer than to see where it would end. A property test holds them equal.
#[inline]
fn plain(rest: &[u8]) -> Option<(Kind, usize)> {
    match *rest {
        [b'<', b'/', ..] => {
            let end = end_of(rest, 2, is_name);
            (rest.get(end) == Some(&b'>')).then_some((Kind::End, end + 1))
        }
        [b'<', first, ..] if begins_name(first) => {
            let mut end = end_of(rest, 2, is_name);
            loop {
                end += memchr3(b'>', b'"', b'\'', rest.get(end..)?)?;
                match *rest.get(end)? {
                    b'>' => break,
                    quote => end += memchr(quote, rest.get(end + 1..)?)? + 2,
                }
            }
            let is_empty = rest.get(end - 1) == Some(&b'/');
            Some((if is_empty { Kind::Empty } else { Kind::Start }, end + 1))
        }
        [b'&', ..] => {
            let end = end_of(rest, 1, |byte| byte.is_ascii_alphanumeric() || byte == b'#');
            (end > 1 && rest.get(end) == Some(&b';')).then_some((Kind::Reference, end + 1))
        }
        [b'<', ..] => None,
        [] => Some((Kind::Cut, 0)),
        _ => Some((Kind::Text, memchr2(b'<', b'&', rest).unwrap_or(rest.len()))),
    }
}

/// The first piece as the parser has it, and its length. A byte order mark, which it would leave
/// out, is plain text before it comes here.
fn parse(rest: &str) -> (Kind, usize) {
    if rest.starts_with(DOCTYPE) {
        // The parser pairs `<` with `>` in it, even where they are quoted.
        return doctype_length(rest).map_or((Kind::Cut, 0), |length| (Kind::Doctype, length));
    }
    let mut parser = Reader::from_str(rest);
    let config = parser.config_mut();
    // That is for the scanner, which knows what came before.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
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
    (kind, length)
}

/// How many bytes at the end of a text may be part of something that goes on: the line feed that
/// belongs to a carriage return, the end of a section.
pub(super) fn unfinished(text: &str) -> usize {
    let mut all = ["\r", "]]", "]"].into_iter();
    let found = all.find(|end| text.ends_with(end));
    found.map_or(0, str::len)
}

/// What stands in a piece between its `begin` and its `end`.
pub(super) fn inside<'p>(piece: &'p str, begin: &str, end: &str) -> &'p str {
    let to = piece.len().saturating_sub(end.len());
    piece.get(begin.len()..to).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    fn pieces(text: &str) -> Vec<(Kind, &str)> {
        let mut found = Vec::new();
        let mut at = 0;
        loop {
            let (kind, end) = piece(text, at);
            if kind == Kind::Cut {
                found.push((kind, &text[at..]));
                return found;
            }
            found.push((kind, &text[at..end]));
            at = end;
        }
    }

    #[test]
    fn a_text_falls_into_pieces() {
        let parts = [
            (Kind::Text, "\u{FEFF}"),
            (Kind::Instruction, "<?xml version='1.0'?>"),
            (Kind::Instruction, "<?p?>"),
            (Kind::Doctype, "<!DOCTYPE a '<>'>"),
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

    proptest! {
        #[test]
        fn plain_pieces_are_what_the_parser_cuts(
            parts in vec(
                "<[a/!? ]?|>|/>|</a|a|海|:|1| b=|\"|'|&|amp|#|;|\\]\\]>|<!--|--|-->|<!\\[CDATA\\[|<\\?|\\?>|\n|\u{FEFF}",
                0..9,
            ),
        ) {
            let text = parts.concat();
            match plain(text.as_bytes()) {
                Some((kind, _)) if text.starts_with('\u{FEFF}') => prop_assert_eq!(kind, Kind::Text),
                Some(found) => prop_assert_eq!(found, parse(&text)),
                None => {}
            }
        }
    }
}
