//! The tags that elements begin with.

use memchr::{memchr_iter, memchr2};
use quick_xml::events::attributes::{AttrError, Attribute, Attributes};

use super::reference;

/// The cause when `<` begins nothing that there is.
pub(super) const NO_TAG: &str = "`<` does not begin a tag; on its own it has to be written `&lt;`";

/// A stretch of a text, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Span {
    from: usize,
    to: usize,
}

impl Span {
    pub(super) fn new(from: usize, length: usize) -> Self {
        let to = from + length;
        Self { from, to }
    }

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

/// Whether the byte may stand in a name. All that is not ASCII may, until
/// [`expect_letters`] looks at it.
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
/// May stand in a value in double quotes, and does not begin a reference.
const VALUE: u8 = 8;
/// What each byte may be.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    loop {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b':' | 0x80.. => NAME | FIRST | VALUE,
            b'0'..=b'9' | b'-' | b'.' => NAME | VALUE,
            b' ' | b'\t' | b'\n' | b'\r' => BLANK | VALUE,
            b'"' | b'&' | b'<' => 0,
            _ => VALUE,
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

/// An error with the `cause` unless a name of characters that may stand in one begins as one; it
/// begins at offset `from`.
pub(super) fn expect_name(name: &str, from: usize, cause: &str) -> Result<(), Box<Fault>> {
    match name.bytes().next().is_some_and(begins_name) {
        true => expect_letters(name, from),
        false => Fault::new(from, cause),
    }
}

/// An error unless the characters of a name outside ASCII are letters, as XML 1.0 has them
/// (productions 4 and 4a); the name begins at offset `from`.
#[inline]
fn expect_letters(name: &str, from: usize) -> Result<(), Box<Fault>> {
    if name.is_ascii() {
        return Ok(());
    }
    let is_wrong = |&(at, character): &(usize, char)| {
        !is_letter(character) || at == 0 && is_never_first(character)
    };
    match name.char_indices().find(is_wrong) {
        None => Ok(()),
        Some((at, odd)) => Fault::new(
            from + at,
            format!("`{odd}` stands in the name of an element or attribute"),
        ),
    }
}

fn is_letter(character: char) -> bool {
    matches!(
        character,
        '\0'..='\x7F'
            | '\u{B7}'
            | '\u{C0}'..='\u{D6}'
            | '\u{D8}'..='\u{F6}'
            | '\u{F8}'..='\u{37D}'
            | '\u{37F}'..='\u{1FFF}'
            | '\u{200C}'..='\u{200D}'
            | '\u{203F}'..='\u{2040}'
            | '\u{2070}'..='\u{218F}'
            | '\u{2C00}'..='\u{2FEF}'
            | '\u{3001}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FDCF}'
            | '\u{FDF0}'..='\u{FFFD}'
            | '\u{10000}'..='\u{EFFFF}'
    )
}

/// Letters that only follow others.
fn is_never_first(character: char) -> bool {
    matches!(
        character,
        '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}'
    )
}

/// As many attributes as nearly all tags have.
const FEW: usize = 4;

/// Whether attributes are written as nearly all are, so that nothing can be wrong with them: no
/// more than [`FEW`], each behind a blank, with a name of its own in ASCII and a value in double
/// quotes without references. To ask that first makes reading a fifth quicker.
fn are_plain(mut attributes: &[u8]) -> bool {
    let mut names = [&b""[..]; FEW];
    for place in 0..=FEW {
        let Some((blank, rest)) = attributes.split_first() else {
            return true;
        };
        let length = end_of(rest, 0, |byte| is_name(byte) && byte.is_ascii());
        let (name, rest) = rest.split_at(length);
        let Some(value) = rest.strip_prefix(b"=\"") else {
            return false;
        };
        let end = end_of(value, 0, |byte| has(byte, VALUE));
        let is_name = name.first().is_some_and(|&first| begins_name(first));
        if *blank != b' ' || !is_name || value.get(end) != Some(&b'"') || names.contains(&name) {
            return false;
        }
        let Some(known) = names.get_mut(place) else {
            return false;
        };
        *known = name;
        attributes = value.get(end + 1..).unwrap_or_default();
    }
    false
}

/// Looks at what stands between `<` and the `>` or `/>` of an element's tag, and says how long the
/// name of the element is.
///
/// `from` is the offset where `tag` begins; there may be `most` attributes. A `<` in it is wrong
/// whatever follows, hence the tag need not be whole when there is one.
pub(super) fn check(tag: &str, from: usize, most: usize) -> Result<usize, Box<Fault>> {
    let name = word(tag, 0);
    if !name.bytes().next().is_some_and(begins_name) {
        return Fault::new(from - 1, NO_TAG);
    }
    expect_letters(name, from)?;
    let attributes = tag.as_bytes().get(name.len()..).unwrap_or_default();
    if most < FEW || !are_plain(attributes) {
        check_attributes(tag, name, from, most)?;
    }
    Ok(name.len())
}

/// As [`check`], of a tag of which more may follow: an error where that could mend nothing.
pub(super) fn check_begun(tag: &str, from: usize, most: usize) -> Result<(), Box<Fault>> {
    let tag = tag.strip_suffix('/').unwrap_or(tag);
    match check(tag, from, most) {
        Err(fault) if fault.at < from + tag.len() => Err(fault),
        _ => Ok(()),
    }
}

fn check_attributes(tag: &str, name: &str, from: usize, most: usize) -> Result<(), Box<Fault>> {
    let is_plain = memchr2(b'<', b'&', tag.as_bytes()).is_none();
    let stop = if is_plain { None } else { tag.find('<') };
    let tag = tag.get(..stop.unwrap_or(tag.len())).unwrap_or_default();
    let bytes = tag.as_bytes();
    let mut attributes = Attributes::new(tag, name.len());
    // To keep the names that were there costs an allocation, and one alone is not there twice.
    attributes.with_checks(memchr_iter(b'=', bytes).nth(1).is_some());
    let mut behind = name.len();
    for known in 0.. {
        let next = end_of(bytes, behind, is_blank);
        match bytes.get(next) {
            None if stop.is_none() => break,
            Some(&byte) if begins_name(byte) && next > behind => {}
            _ => {
                let cause = format!("the tag <{name}> is not written as it should");
                return Fault::new(from + next, cause);
            }
        }
        let (key, value) = match attributes.next() {
            Some(Ok(Attribute { key, value })) if key.0.bytes().all(is_name) => (key.0, value),
            wrong => {
                expect_letters(word(tag, next), from + next)?;
                return wrong_attribute(tag, next, from, wrong, stop.is_some());
            }
        };
        expect_letters(key, from + next)?;
        if known == most {
            let cause = format!("a tag has more than {most} attributes");
            return Fault::new(from + next, cause);
        }
        let sign = end_of(bytes, next + key.len(), is_blank);
        let begin = end_of(bytes, sign + 1, is_blank) + 1;
        if !is_plain && let Some((at, cause)) = reference::first_wrong(&value) {
            return Fault::new(from + begin + at, cause);
        }
        behind = begin + value.len() + 1;
    }
    Ok(())
}

/// The fault of the attribute that begins at offset `next` of a tag.
#[cold]
fn wrong_attribute(
    tag: &str,
    next: usize,
    from: usize,
    wrong: Option<Result<Attribute<'_>, AttrError>>,
    is_cut: bool,
) -> Result<(), Box<Fault>> {
    let key = word(tag, next);
    if let Some(Err(AttrError::Duplicated(..))) = wrong {
        let cause = format!("the attribute `{key}` stands twice in a tag");
        return Fault::new(from + next, cause);
    }
    let bytes = tag.as_bytes();
    let sign = end_of(bytes, next + key.len(), is_blank);
    let value = match bytes.get(sign) {
        Some(b'=') => end_of(bytes, sign + 1, is_blank),
        _ => sign,
    };
    let is_open = value > sign && matches!(bytes.get(value), Some(b'"' | b'\''));
    if !is_cut || !is_open {
        let cause = format!("the attribute `{key}` has no value in quotes");
        // A value that is open may go on behind the tag.
        let at = if is_open { tag.len() } else { value };
        return Fault::new(from + at, cause);
    }
    let value = value + 1;
    match reference::first_wrong(tag.get(value..).unwrap_or_default()) {
        Some((at, cause)) => Fault::new(from + value + at, cause),
        None => Fault::new(
            from + tag.len(),
            "`<` stands in the value of an attribute; it has to be written `&lt;`",
        ),
    }
}

/// Whether `name` is one from its first byte to its last.
pub(super) fn is_whole_name(name: &str) -> bool {
    name.bytes().next().is_some_and(begins_name) && name.bytes().all(is_name)
}

/// The name that begins at an offset.
fn word(tag: &str, from: usize) -> &str {
    tag.get(from..end_of(tag.as_bytes(), from, is_name))
        .unwrap_or_default()
}

/// The offset of the first byte from `from` on that is not as asked for.
pub(super) fn end_of(bytes: &[u8], from: usize, is_meant: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let length = rest.iter().position(|&byte| !is_meant(byte));
    from + length.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    fn told(tag: &str) -> String {
        match check(tag, 1, 3) {
            Ok(length) => tag[..length].to_owned(),
            Err(fault) => format!("{}: {}", fault.at, fault.cause),
        }
    }

    #[test]
    fn the_name_of_a_tag_is_told() {
        for (tag, name) in [
            ("a", "a"),
            ("a:b c='>' d = \"/>\"\n", "a:b"),
            ("中 x='&lt;' ", "中"),
            ("a b='' c='' d=''", "a"),
        ] {
            assert_eq!(told(tag), name);
        }
    }

    #[test]
    fn what_nearly_all_attributes_look_like_is_known() {
        for plain in [
            "",
            " a=\"\"",
            " xml:lang=\"zh-CN\" b=\"海 '>\n\" c=\"\" d=\"\"",
        ] {
            assert!(are_plain(plain.as_bytes()), "{plain}");
        }
        let five = " a=\"\" b=\"\" c=\"\" d=\"\" e=\"\"";
        for odd in [
            " a=''",
            " a =\"\"",
            "\na=\"\"",
            " a=\"\" ",
            " 海=\"\"",
            five,
        ] {
            assert!(!are_plain(odd.as_bytes()), "{odd}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_wrong_with_plain_attributes(
            attributes in "([ \n]{0,2}(a|b|xml:c|海|1|)(=| =|)(\"[x海<&;'>\n]{0,2}\"?|'x'|x)){0,6} ?",
        ) {
            if are_plain(attributes.as_bytes()) {
                let tag = format!("t{attributes}");
                prop_assert_eq!(check_attributes(&tag, "t", 1, FEW), Ok(()));
            }
        }
    }

    #[test]
    fn tags_that_are_only_begun_are_wrong_where_nothing_can_mend_them() {
        for begun in [
            "a",
            "a ",
            "a/",
            "a b",
            "a b=",
            "a b='x",
            "a b='x' c='&am",
            "a b='x/",
        ] {
            assert_eq!(check_begun(begun, 1, 3), Ok(()), "{begun}");
        }
        for (wrong, at) in [
            ("1", 0),
            ("a b c='x'", 5),
            ("a b='x'c", 8),
            ("a b=x ", 5),
            ("a b='<", 6),
        ] {
            assert_eq!(check_begun(wrong, 1, 3).unwrap_err().at, at, "{wrong}");
        }
    }

    #[test]
    fn wrong_tags_are_told_with_their_place() {
        for (tag, cause) in [
            (" a", "0: `<` does not begin"),
            ("1", "0: `<` does not begin"),
            ("a b='1' b='2'", "9: the attribute `b` stands twice"),
            ("a b", "4: the attribute `b` has no value"),
            ("a b c='1'", "5: the attribute `b` has no value"),
            ("a b= 1", "6: the attribute `b` has no value"),
            ("a b\"='1' c\"='2'", "4: the attribute `b` has no value"),
            ("a b='&amp<'", "6: `&` does not begin"),
            ("a b='1'c='2'", "8: the tag <a> is not written"),
            ("a b='<'", "6: `<` stands in the value"),
            ("a b='1' c='2<' b=''", "13: `<` stands in the value"),
            ("a b='&x;'", "6: `&x;` stands for no character"),
            ("a b='&'", "6: `&` does not begin"),
            ("中“a", "4: `“` stands in the name"),
            ("a 中∞='1'", "6: `∞` stands in the name"),
            ("a \u{301}b='1'", "3: `\u{301}` stands in the name"),
            ("·", "1: `·` stands in the name"),
            ("a/ ", "2: the tag <a> is not written"),
            ("a <b", "3: the tag <a> is not written"),
            ("a b='' c='' d='' e=''", "18: a tag has more than 3"),
        ] {
            let found = told(tag);
            assert!(found.starts_with(cause), "{tag}: {found}");
        }
    }
}
