//! The tags that elements begin with.

use memchr::memchr3;

use super::reference::{self, Reference};

/// A stretch of a text, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Span {
    /// What it is of `text`.
    pub(super) fn of(self, text: &str) -> &str {
        text.get(self.from..self.to).unwrap_or_default()
    }
}

/// Something wrong at an offset.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) cause: String,
}

impl Fault {
    #[cold]
    pub(super) fn new<T>(at: usize, cause: impl Into<String>) -> Result<T, Box<Self>> {
        let cause = cause.into();
        Err(Box::new(Self { at, cause }))
    }
}

/// The tag of an element, in offsets of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) name: Span,
    pub(super) attributes: Span,
    /// The element ends at once: `<a/>`.
    pub(super) is_empty: bool,
    /// The offset behind the tag.
    pub(super) end: usize,
}

/// Whether the byte may stand in a name. Of the characters outside ASCII all are taken for
/// letters.
pub(super) fn is_name(byte: u8) -> bool {
    has(byte, NAME)
}

/// Whether the byte may begin a name.
pub(super) fn begins_name(byte: u8) -> bool {
    has(byte, FIRST)
}

pub(super) fn is_blank(byte: u8) -> bool {
    has(byte, BLANK)
}

const NAME: u8 = 1;
const FIRST: u8 = 2;
const BLANK: u8 = 4;
/// What each byte may be.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    loop {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b':' | 0x80.. => NAME | FIRST,
            b'0'..=b'9' | b'-' | b'.' => NAME,
            b' ' | b'\t' | b'\n' | b'\r' => BLANK,
            _ => 0,
        };
        if byte == u8::MAX {
            break classes;
        }
        byte += 1;
    }
};

fn has(byte: u8, class: u8) -> bool {
    CLASSES[usize::from(byte)] & class != 0
}

/// Reads the tag at offset `from` of `text`; none when the text ends within it.
///
/// `seen` is room for the names of the attributes, of which there may be `most`.
pub(super) fn read(
    text: &str,
    from: usize,
    seen: &mut Vec<Span>,
    most: usize,
) -> Result<Option<Tag>, Box<Fault>> {
    let bytes = text.as_bytes();
    let name = Span {
        from: from + 1,
        to: end_of(bytes, from + 1, is_name),
    };
    match bytes.get(name.from) {
        None => return Ok(None),
        Some(&byte) if begins_name(byte) => {}
        Some(_) => {
            let cause = "`<` does not begin a tag; on its own it has to be written `&lt;`";
            return Fault::new(from, cause);
        }
    }
    seen.clear();
    let mut at = name.to;
    loop {
        let next = end_of(bytes, at, is_blank);
        let tag = |is_empty: bool, end: usize| Tag {
            name,
            attributes: Span {
                from: name.to,
                to: next,
            },
            is_empty,
            end,
        };
        match (bytes.get(next), bytes.get(next + 1)) {
            (None, _) | (Some(b'/'), None) => return Ok(None),
            (Some(b'>'), _) => return Ok(Some(tag(false, next + 1))),
            (Some(b'/'), Some(b'>')) => return Ok(Some(tag(true, next + 2))),
            (Some(&byte), _) if begins_name(byte) && next > at => {}
            _ => {
                let cause = format!("the tag <{}> is not written as it should", name.of(text));
                return Fault::new(next, cause);
            }
        }
        let Some((key, end)) = attribute(text, next)? else {
            return Ok(None);
        };
        if seen.iter().any(|earlier| earlier.of(text) == key.of(text)) {
            let cause = format!("the attribute `{}` stands twice in a tag", key.of(text));
            return Fault::new(next, cause);
        }
        seen.push(key);
        if seen.len() > most {
            return Fault::new(next, format!("a tag has more than {most} attributes"));
        }
        at = end;
    }
}

/// The name of the attribute that begins at an offset, and the offset behind its value.
fn attribute(text: &str, from: usize) -> Result<Option<(Span, usize)>, Box<Fault>> {
    let bytes = text.as_bytes();
    let key = Span {
        from,
        to: end_of(bytes, from, is_name),
    };
    let sign = end_of(bytes, key.to, is_blank);
    let value = end_of(bytes, sign + 1, is_blank);
    match (bytes.get(sign), bytes.get(value)) {
        (None, _) | (Some(b'='), None) => Ok(None),
        (Some(b'='), Some(&quote @ (b'"' | b'\''))) => {
            let end = end_of_value(text, value + 1, quote)?;
            Ok(end.map(|end| (key, end)))
        }
        _ => {
            let cause = format!("the attribute `{}` has no value in quotes", key.of(text));
            Fault::new(from, cause)
        }
    }
}

/// The offset behind the quote that ends a value.
fn end_of_value(text: &str, from: usize, quote: u8) -> Result<Option<usize>, Box<Fault>> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(found) = memchr3(quote, b'<', b'&', bytes.get(at..).unwrap_or_default()) {
        at += found;
        match bytes.get(at) {
            Some(b'<') => {
                let cause = "`<` stands in the value of an attribute; it has to be written `&lt;`";
                return Fault::new(at, cause);
            }
            Some(b'&') => match reference::read(text.get(at..).unwrap_or_default()) {
                Reference::Character(_, length) => at += length,
                Reference::Unfinished => return Ok(None),
                Reference::Wrong(cause) => return Fault::new(at, cause),
            },
            _ => return Ok(Some(at + 1)),
        }
    }
    Ok(None)
}

/// The offset of the first byte from `from` on that is not as asked for.
pub(super) fn end_of(bytes: &[u8], from: usize, is_meant: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let length = rest.iter().position(|&byte| !is_meant(byte));
    from + length.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Result<Option<Tag>, String> {
        read(text, 0, &mut Vec::new(), 3).map_err(|fault| format!("{}: {}", fault.at, fault.cause))
    }

    #[test]
    fn tags_are_read_whole_or_not_at_all() {
        for text in [
            "<a>",
            "<a:b c='>' d = \"/>\"\n>",
            "<a/>",
            "<中 x='&lt;' />",
            "<a b=''/>",
        ] {
            let found = tag(text).unwrap().unwrap();
            assert_eq!(found.end, text.len(), "{text}");
            assert_eq!(found.is_empty, text.ends_with("/>"));
            for cut in (1..text.len()).filter(|&cut| text.is_char_boundary(cut)) {
                assert_eq!(tag(&text[..cut]), Ok(None), "{}", &text[..cut]);
            }
        }
    }

    #[test]
    fn wrong_tags_are_told_with_their_place() {
        for (text, told) in [
            ("< a>", "0: `<` does not begin"),
            ("<1>", "0: `<` does not begin"),
            ("<a b='1' b='2'>", "9: the attribute `b` stands twice"),
            ("<a b>", "3: the attribute `b` has no value"),
            ("<a b=1>", "3: the attribute `b` has no value"),
            ("<a b='1'c='2'>", "8: the tag <a> is not written"),
            ("<a b='<'>", "6: `<` stands in the value"),
            ("<a b='&x;'>", "6: `&x;` stands for no character"),
            ("<a b='&'>", "6: `&` does not begin"),
            ("<a/ >", "2: the tag <a> is not written"),
            ("<a <b>", "3: the tag <a> is not written"),
            ("<a b='' c='' d='' e=''>", "18: a tag has more than 3"),
        ] {
            let error = tag(text).unwrap_err();
            assert!(error.starts_with(told), "{text}: {error}");
        }
    }
}
