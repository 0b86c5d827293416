//! What is neither element nor text: the XML declaration, instructions, comments, document types.

use memchr::memchr;

use super::tag::{Fault, end_of, expect_name, is_blank, is_name};

/// How a document type begins.
pub(super) const DOCTYPE: &str = "<!DOCTYPE";

/// Why the XML declaration may not stand before the root, but not first.
pub(super) const NOT_FIRST: &str = "the XML declaration has to be the very first in a file; delete \
                                    the blanks, lines or whatever stands before it";
/// Why it may not stand in or behind the root.
pub(super) const SECOND: &str =
    "a second file begins here, or an XML declaration stands in the wrong place";

/// An error unless a comment may have this in it (production 15): `--` comes at its end only.
/// `text` begins behind `<!--`, at offset `from`.
pub(super) fn check_comment(text: &str, from: usize) -> Result<(), Box<Fault>> {
    // Its end may stand behind it.
    match text
        .find("--")
        .or(text.ends_with('-').then_some(text.len()))
    {
        Some(at) => Fault::new(from + at, "`--` stands in a comment and does not end it"),
        None => Ok(()),
    }
}

/// An error unless an instruction may have this in it (production 16); `late` says why it is no
/// place for the declaration. `text` is what stands between `<?` and `?>`, and begins at offset
/// `from`.
pub(super) fn check_instruction(
    text: &str,
    from: usize,
    late: Option<&str>,
) -> Result<(), Box<Fault>> {
    let length = end_of(text.as_bytes(), 0, is_name);
    let (name, rest) = text.split_at_checked(length).unwrap_or((text, ""));
    expect_name(name, from, NO_INSTRUCTION)?;
    match (name, late) {
        ("xml", None) => check_declaration(rest, from + length),
        ("xml", Some(cause)) => Fault::new(from - 2, cause),
        (name, _) if name.eq_ignore_ascii_case("xml") => Fault::new(from, NO_INSTRUCTION),
        _ if rest.is_empty() || rest.bytes().next().is_some_and(is_blank) => Ok(()),
        _ => Fault::new(from + length, NO_INSTRUCTION),
    }
}

const NO_INSTRUCTION: &str = "`<?` does not begin an instruction that there may be";

/// An error unless the declaration is written as XML 1.0 has it (production 23): version, encoding
/// if any, standalone if any, in this order. `text` is what stands between `<?xml` and `?>`, and
/// begins at offset `from`.
fn check_declaration(text: &str, from: usize) -> Result<(), Box<Fault>> {
    let mut rest = Rest { text, at: 0, from };
    // Newer ones are read as if they were 1.0.
    let is_version = |value: &str| {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let parts = value.split_once('.');
        parts.is_some_and(|(major, minor)| major.len() == 1 && digits(major) && digits(minor))
    };
    if !rest.pair("version", is_version)? {
        rest.blanks();
        return rest.fault("the XML declaration does not say its version: `version=\"1.0\"`");
    }
    rest.pair("encoding", |value| {
        let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        value.starts_with(|first: char| first.is_ascii_alphabetic()) && value.bytes().all(part)
    })?;
    rest.pair("standalone", |value| matches!(value, "yes" | "no"))?;
    rest.blanks();
    match rest.is_empty() {
        true => Ok(()),
        false => rest.fault(NO_DECLARATION),
    }
}

const NO_DECLARATION: &str = "the XML declaration is not written as it should";

/// The length of the document type that `text` begins with, up to its end or to the `[` of its
/// definitions; none while it goes on.
pub(super) fn doctype_length(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>' | b'[') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// An error unless the document type that begins at offset `from` may become one that names
/// itself and defines nothing (production 28); it need not be whole.
pub(super) fn check_doctype(text: &str, from: usize) -> Result<(), Box<Fault>> {
    let mut rest = Rest { text, at: 0, from };
    rest.take(DOCTYPE);
    if !rest.blanks() {
        return rest.end(NO_DOCTYPE);
    }
    let begin = from + rest.at;
    let name = rest.name();
    if !rest.is_empty() || !name.is_empty() {
        expect_name(name, begin, NO_DOCTYPE)?;
    }
    if rest.blanks() {
        let literals = match (rest.take("SYSTEM"), rest.take("PUBLIC")) {
            (true, _) => 1,
            (_, true) => 2,
            _ => 0,
        };
        for literal in 0..literals {
            let is_apart = rest.blanks();
            if !is_apart || !rest.is_quote() {
                return rest.end("the DOCTYPE has no name of a file in quotes");
            }
            let Some(value) = rest.literal() else {
                return Ok(());
            };
            let odd = value.bytes().position(|byte| !is_public(byte));
            if let (2, 0, Some(odd)) = (literals, literal, odd) {
                let at = rest.place_of(value) + odd;
                return Fault::new(at, "the DOCTYPE has an odd character in its name");
            }
        }
        rest.blanks();
        if literals == 0 && rest.may_become(&["SYSTEM", "PUBLIC"]) {
            return Ok(());
        }
    }
    match rest.next() {
        Some(b'>') => Ok(()),
        Some(b'[') => rest.fault("it defines entities"),
        _ => rest.end(NO_DOCTYPE),
    }
}

const NO_DOCTYPE: &str = "the DOCTYPE is not written as it should";

/// The characters of public identifiers (production 13).
fn is_public(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || memchr(byte, b" \r\n-'()+,./:=?;!*#@$_%").is_some()
}

/// A text that is read from front to back.
struct Rest<'t> {
    text: &'t str,
    /// Offset of what is not yet read.
    at: usize,
    /// Offset where the text begins.
    from: usize,
}

impl<'t> Rest<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&self) -> Option<u8> {
        self.rest().bytes().next()
    }

    fn is_empty(&self) -> bool {
        self.at >= self.text.len()
    }

    fn is_quote(&self) -> bool {
        matches!(self.next(), Some(b'"' | b'\''))
    }

    /// Whether what is left may become one of some words.
    fn may_become(&self, words: &[&str]) -> bool {
        words.iter().any(|word| word.starts_with(self.rest()))
    }

    fn take(&mut self, word: &str) -> bool {
        let is_there = self.rest().starts_with(word);
        self.at += if is_there { word.len() } else { 0 };
        is_there
    }

    /// Passes blanks; whether there were any.
    fn blanks(&mut self) -> bool {
        let begin = self.at;
        self.at = end_of(self.text.as_bytes(), begin, is_blank);
        self.at > begin
    }

    fn name(&mut self) -> &'t str {
        let begin = self.at;
        self.at = end_of(self.text.as_bytes(), begin, is_name);
        self.text.get(begin..self.at).unwrap_or_default()
    }

    /// A value in quotes; none, and nothing is read, where there is no whole one.
    fn literal(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let quote = rest.chars().next().filter(|_| self.is_quote())?;
        let (value, _) = rest.get(1..)?.split_once(quote)?;
        self.at += value.len() + 2;
        Some(value)
    }

    /// Reads ` name="value"` if it comes next; whether it does.
    fn pair(&mut self, name: &str, is_value: impl Fn(&str) -> bool) -> Result<bool, Box<Fault>> {
        let begin = self.at;
        let is_apart = self.blanks();
        if !self.take(name) {
            self.at = begin;
            return Ok(false);
        }
        if !is_apart {
            let cause = format!("a blank is missing before `{name}`");
            return Fault::new(self.from + begin, cause);
        }
        self.blanks();
        let has_sign = self.take("=");
        self.blanks();
        match self.literal() {
            Some(value) if has_sign && is_value(value) => Ok(true),
            Some(value) if has_sign => {
                let cause = format!("the XML declaration has an odd {name}");
                Fault::new(self.place_of(value), cause)
            }
            _ => self.fault(NO_DECLARATION),
        }
    }

    fn fault<T>(&self, cause: &str) -> Result<T, Box<Fault>> {
        Fault::new(self.from + self.at, cause)
    }

    /// The offset of a value in quotes that was just read.
    fn place_of(&self, value: &str) -> usize {
        self.from + self.at - value.len() - 1
    }

    /// A fault unless nothing is left that could be wrong.
    fn end(&self, cause: &str) -> Result<(), Box<Fault>> {
        match self.is_empty() {
            true => Ok(()),
            false => self.fault(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_instructions_are_refused_where_they_are_wrong() {
        for good in ["", " a - b <>&", "- "] {
            assert_eq!(check_comment(good, 4), Ok(()), "{good}");
        }
        for (wrong, at) in [(" a -- b ", 7), ("-", 5), ("---", 4), (" -", 6)] {
            assert_eq!(check_comment(wrong, 4).unwrap_err().at, at, "{wrong}");
        }
        for good in ["p", "xml-stylesheet href='a'", "中\n?", "xml version='1.0'"] {
            assert_eq!(check_instruction(good, 2, None), Ok(()), "{good}");
        }
        for (wrong, at) in [
            ("", 2),
            (" p", 2),
            ("1", 2),
            ("p/", 3),
            ("XML version='1.0'", 2),
            ("xml", 5),
        ] {
            assert_eq!(
                check_instruction(wrong, 2, None).unwrap_err().at,
                at,
                "{wrong}"
            );
        }
        let late = check_instruction("xml version='1.0'", 2, Some("late")).unwrap_err();
        assert_eq!((late.at, late.cause.as_str()), (0, "late"));
    }

    #[test]
    fn declarations_are_written_as_the_standard_has_them() {
        for good in [
            " version='1.0'",
            " version = \"1.0\" encoding='GB_18030-2000'\n standalone='no' ",
            "\r\nversion='1.1'\tstandalone=\"yes\"",
        ] {
            assert_eq!(check_declaration(good, 5), Ok(()), "{good}");
        }
        for (wrong, at, told) in [
            ("", 5, "does not say its version"),
            (" encoding='utf-8'", 6, "does not say its version"),
            ("version='1.0'", 5, "blank"),
            (" version=1.0", 14, "not written"),
            (" version='one'", 15, "odd version"),
            (" version='1.0' encoding=''", 30, "odd encoding"),
            (" version='1.0' encoding='utf-8 '", 30, "odd encoding"),
            (" version='1.0'encoding='utf-8'", 19, "blank"),
            (" version='1.0' standalone='maybe'", 32, "odd standalone"),
            (
                " version='1.0' standalone='no' encoding='utf-8'",
                36,
                "not written",
            ),
            (" version='1.0' lang='zh'", 20, "not written"),
            (" version='1.0\"", 14, "not written"),
        ] {
            let fault = check_declaration(wrong, 5).unwrap_err();
            assert!(
                fault.at == at && fault.cause.contains(told),
                "{wrong}: {fault:?}"
            );
        }
    }

    #[test]
    fn a_document_type_may_be_named_and_nothing_else() {
        for good in [
            "<!DOCTYPE a>",
            "<!DOCTYPE\nx:a >",
            "<!DOCTYPE a SYSTEM '<b>[\"]'>",
            "<!DOCTYPE a PUBLIC \"-//x//DTD y//EN\"\n 'http://x.invalid/a.dtd' >",
        ] {
            assert_eq!(doctype_length(good), Some(good.len()), "{good}");
            for end in DOCTYPE.len()..=good.len() {
                assert_eq!(check_doctype(&good[..end], 0), Ok(()), "{}", &good[..end]);
            }
        }
        for (wrong, at, told) in [
            ("<!DOCTYPE>", 9, "not written"),
            ("<!DOCTYPEa>", 9, "not written"),
            ("<!DOCTYPE >", 10, "not written"),
            ("<!DOCTYPE 1>", 10, "not written"),
            ("<!DOCTYPE a b>", 12, "not written"),
            ("<!DOCTYPE a SYSTEM>", 18, "no name of a file"),
            ("<!DOCTYPE a SYSTEM x>", 19, "no name of a file"),
            ("<!DOCTYPE a SYSTEM'x'>", 18, "no name of a file"),
            ("<!DOCTYPE a PUBLIC 'x'>", 22, "no name of a file"),
            ("<!DOCTYPE a PUBLIC 'x''y'>", 22, "no name of a file"),
            ("<!DOCTYPE a PUBLIC 'x<' 'y'>", 21, "odd character"),
            ("<!DOCTYPE a SYSTEM 'x' y>", 23, "not written"),
            ("<!DOCTYPE a SYSTEM 'x'[", 22, "defines entities"),
            ("<!DOCTYPE a [", 12, "defines entities"),
        ] {
            let fault = check_doctype(wrong, 0).unwrap_err();
            assert!(
                fault.at == at && fault.cause.contains(told),
                "{wrong}: {fault:?}"
            );
        }
    }
}
