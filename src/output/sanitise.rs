//! The one guard between text from files and the terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Makes every character visible that a terminal would obey or hide.
///
/// Controls (C0, DEL, C1), bidirectional controls and invisible characters become their code
/// point in angle brackets, `<U+202E>`; tabs become blanks; line ends stay (`\r\n` as `\n`).
pub(crate) fn sanitise(text: &str) -> Cow<'_, str> {
    replace(text, |character| character == '\n')
}

/// Like [`sanitise`] for what must stay on one line: line ends become blanks, too.
pub(crate) fn sanitise_line(text: &str) -> Cow<'_, str> {
    replace(text, |_| false)
}

/// Whether a terminal obeys `character` or shows nothing for it.
///
/// These are the controls (C0, DEL, C1), the bidirectional controls and the marks of Unicode's
/// `Default_Ignorable_Code_Point` that no Chinese or English text needs. Variation selectors are
/// not among them: they choose the form of a Han character in names.
pub(crate) fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e00ff}'
                | '\u{e01f0}'..='\u{e0fff}'
        )
}

fn replace(text: &str, kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    let changes = |character: char| is_unsafe(character) && !kept(character);
    let Some(first) = text.find(changes) else {
        return Cow::Borrowed(text);
    };
    let (clean, rest) = text.split_at(first);
    let mut safe = String::with_capacity(text.len() + 16);
    safe.push_str(clean);
    let mut characters = rest.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\t' | '\n' if changes(character) => safe.push(' '),
            _ if changes(character) => {
                // Writing to a string cannot fail.
                let _ = write!(safe, "<U+{:04X}>", u32::from(character));
            }
            _ => safe.push(character),
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn clean_text_is_not_copied() {
        assert!(matches!(sanitise("守望相助 shǒu\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn an_escape_sequence_is_shown_instead_of_obeyed() {
        assert_eq!(sanitise("a\u{1b}[31mb"), "a<U+001B>[31mb");
        assert_eq!(sanitise("\u{9b}2J"), "<U+009B>2J");
        assert_eq!(sanitise("\u{7f}"), "<U+007F>");
    }

    #[test]
    fn a_bidirectional_control_is_shown() {
        assert_eq!(sanitise("\u{202e}txt"), "<U+202E>txt");
        assert_eq!(sanitise("\u{61c}"), "<U+061C>");
        assert_eq!(sanitise("\u{e0041}"), "<U+E0041>");
    }

    #[test]
    fn line_ends_stay_and_tabs_become_blanks() {
        assert_eq!(sanitise("a\r\nb\tc\rd"), "a\nb c<U+000D>d");
        assert_eq!(sanitise_line("a\r\nb\tc"), "a b c");
    }

    #[test]
    fn variant_forms_of_han_characters_stay() {
        assert_eq!(sanitise("葛\u{e0100}城"), "葛\u{e0100}城");
    }

    #[test]
    fn no_code_point_gets_through_unsafe() {
        for character in '\0'..=char::MAX {
            let text = format!("中{character}x");
            let safe = sanitise(&text);
            assert!(!safe.chars().any(|c| is_unsafe(c) && c != '\n'), "{safe:?}");
            assert!(!sanitise_line(&text).chars().any(is_unsafe));
            if !is_unsafe(character) {
                assert_eq!(safe, text);
            }
        }
    }

    proptest! {
        #[test]
        fn sanitising_twice_changes_nothing_more(text in any::<String>()) {
            let once = sanitise(&text);
            prop_assert_eq!(sanitise(&once), once.as_ref());
        }
    }
}
