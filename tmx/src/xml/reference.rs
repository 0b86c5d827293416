//! References: `&amp;` and `&#x4E2D;`.

use memchr::memchr;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::BytesRef;

use super::characters::is_legal;

/// Longest name of a reference, in bytes.
const LONGEST: usize = 40;

/// The character that stands behind the name between `&` and `;`; the error is the cause.
pub(super) fn resolve(name: &str) -> Result<char, String> {
    if name.is_empty() || !may_be_name(name) {
        return Err(alone());
    }
    let character = match BytesRef::new(name).resolve_char_ref() {
        Ok(None) => resolve_xml_entity(name).and_then(|it| it.chars().next()),
        Ok(number) => number.filter(|&character| is_legal(character)),
        Err(_) => None,
    };
    character.ok_or_else(|| format!("`&{name};` stands for no character"))
}

/// The first wrong reference in the value of an attribute: its offset, and the cause.
pub(super) fn first_wrong(value: &str) -> Option<(usize, String)> {
    let mut at = 0;
    while let Some(ampersand) = memchr(b'&', value.as_bytes().get(at..)?) {
        at += ampersand;
        let name = value.get(at + 1..)?.split_once(';').map(|(name, _)| name);
        if let Err(cause) = name.map_or_else(|| Err(alone()), resolve) {
            return Some((at, cause));
        }
        at += 1;
    }
    None
}

/// Whether a name that is not yet whole may become one of a reference.
pub(super) fn may_be_name(name: &str) -> bool {
    let is_part =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'_' | b'-' | b'.' | b':');
    name.len() <= LONGEST && name.bytes().all(is_part)
}

/// The cause when an `&` is no reference.
pub(super) fn alone() -> String {
    "`&` does not begin a character's name; on its own it has to be written `&amp;`".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_and_numbers_stand_for_characters() {
        for (name, character) in [
            ("amp", '&'),
            ("quot", '"'),
            ("#20013", '中'),
            ("#x4e2D", '中'),
            ("#x0000000000000041", 'A'),
            ("#9", '\t'),
        ] {
            assert_eq!(resolve(name), Ok(character), "{name}");
        }
    }

    #[test]
    fn what_is_no_character_of_xml_is_refused() {
        for name in [
            "",
            "#",
            "#x",
            "#0",
            "#1",
            "#xD800",
            "#xFFFE",
            "#x110000",
            "#+65",
            "#x+41",
            "#-1",
            "#99999999999999999999",
            "nbsp",
            " a",
            "a b",
            "中",
            "&amp",
            &"a".repeat(99),
        ] {
            assert!(resolve(name).is_err(), "{name}");
        }
    }

    #[test]
    fn the_first_wrong_one_of_a_value_is_found() {
        for (value, wrong) in [
            ("", None),
            ("a&lt;&#x41;;", None),
            ("a&lt;&", Some(5)),
            ("&amp", Some(0)),
            ("中&amp;&x;&y;", Some(8)),
            ("&&amp;", Some(0)),
        ] {
            assert_eq!(first_wrong(value).map(|(at, _)| at), wrong, "{value}");
        }
    }
}
