//! References: `&amp;` and `&#x4E2D;`.

use super::characters::is_legal;

/// Longest reference that is looked for, in bytes, from `&` to `;`.
const LONGEST: usize = 40;

/// What the bytes after an `&` mean.
pub(super) enum Reference {
    /// A character, and the length in bytes of what stands for it, `&` and `;` included.
    Character(char, usize),
    /// The text ends within it.
    Unfinished,
    /// No reference, or to nothing that there is.
    Wrong(String),
}

/// Reads the reference that `text` begins with.
pub(super) fn read(text: &str) -> Reference {
    let name = text.strip_prefix('&').unwrap_or(text);
    let is_part =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'_' | b'-' | b'.' | b':');
    let mut bytes = name.bytes().take(LONGEST);
    let Some(end) = bytes.position(|byte| !is_part(byte)) else {
        return match name.len() < LONGEST {
            true => Reference::Unfinished,
            false => Reference::Wrong(alone()),
        };
    };
    let (Some(name), Some(b';')) = (name.get(..end), name.as_bytes().get(end)) else {
        return Reference::Wrong(alone());
    };
    match character(name) {
        Some(character) => Reference::Character(character, end + 2),
        None => Reference::Wrong(format!("`&{name};` stands for no character")),
    }
}

/// The cause when an `&` is no reference.
pub(super) fn alone() -> String {
    "`&` does not begin a character's name; on its own it has to be written `&amp;`".to_owned()
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix('x') {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        // `from_str_radix` takes a sign for good.
        if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        let code = u32::from_str_radix(digits, radix).ok()?;
        return char::from_u32(code).filter(|&character| is_legal(character));
    }
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn character_of(text: &str) -> Result<char, Option<String>> {
        match read(text) {
            Reference::Character(character, length) => {
                assert_eq!(text.as_bytes().get(length - 1), Some(&b';'));
                Ok(character)
            }
            Reference::Unfinished => Err(None),
            Reference::Wrong(cause) => Err(Some(cause)),
        }
    }

    #[test]
    fn the_five_and_numbers_stand_for_characters() {
        for (text, character) in [
            ("&amp;x", '&'),
            ("&quot;", '"'),
            ("&#20013;", '中'),
            ("&#x4e2D;", '中'),
            ("&#x0000000000000041;", 'A'),
            ("&#9;", '\t'),
        ] {
            assert_eq!(character_of(text), Ok(character), "{text}");
        }
    }

    #[test]
    fn what_is_no_character_of_xml_is_refused() {
        for text in [
            "&;",
            "&#;",
            "&#x;",
            "&#0;",
            "&#1;",
            "&#xD800;",
            "&#xFFFE;",
            "&#x110000;",
            "&#+65;",
            "&#-1;",
            "&#99999999999999999999;",
            "&nbsp;",
            "& a;",
            "&a b;",
            "&中;",
            "&&amp;",
        ] {
            assert!(matches!(character_of(text), Err(Some(_))), "{text}");
        }
        assert!(matches!(
            read(&format!("&{}", "a".repeat(99))),
            Reference::Wrong(_)
        ));
    }

    #[test]
    fn a_reference_may_be_cut_off_by_the_end() {
        for text in ["&", "&#", "&am", "&amp", "&#x4"] {
            assert_eq!(character_of(text), Err(None), "{text}");
        }
    }
}
