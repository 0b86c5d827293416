//! JSON Lines, safe to show on a terminal.

use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::sanitise::is_unsafe;

/// The version of the field names, the `"v"` of every object.
const VERSION: u32 = 1;

/// Returns `value` as one line of JSON, its end included, with `"v":1` as the first field.
///
/// What a terminal would obey or hide is written as `\uXXXX`, on pipes as well: it is the same
/// JSON, and a pipe often ends in a terminal.
///
/// # Errors
///
/// Fails when `value` is neither a struct nor a map with text keys.
pub(crate) fn to_json_line(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut line = Vec::new();
    let versioned = Versioned { v: VERSION, value };
    versioned.serialize(&mut Serializer::with_formatter(&mut line, SafeFormatter))?;
    line.push(b'\n');
    String::from_utf8(line).map_err(serde::ser::Error::custom)
}

#[derive(Serialize)]
struct Versioned<'v, T> {
    v: u32,
    #[serde(flatten)]
    value: &'v T,
}

struct SafeFormatter;

impl Formatter for SafeFormatter {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_unsafe) {
            let (clean, unsafe_on) = rest.split_at(at);
            writer.write_all(clean.as_bytes())?;
            let mut characters = unsafe_on.chars();
            if let Some(character) = characters.next() {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
            rest = characters.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn the_version_comes_first_and_fields_keep_their_order() {
        #[derive(Serialize)]
        struct Row {
            term: &'static str,
            count: u32,
        }
        let row = Row {
            term: "守望相助",
            count: 6,
        };
        assert_eq!(
            to_json_line(&row).unwrap(),
            "{\"v\":1,\"term\":\"守望相助\",\"count\":6}\n"
        );
    }

    #[test]
    fn terminal_controls_are_escaped() {
        let line = to_json_line(&json!({"t": "\u{9b}\u{7f}\u{202e}\u{e0041}"})).unwrap();
        assert_eq!(
            line,
            "{\"v\":1,\"t\":\"\\u009b\\u007f\\u202e\\udb40\\udc41\"}\n"
        );
    }

    #[test]
    fn a_list_is_refused() {
        assert!(to_json_line(&[1, 2]).is_err());
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(text in any::<String>(), key in "[a-z\u{80}-\u{2069}]{1,4}") {
            let line = to_json_line(&json!({ "text": text, key.clone(): 1 })).unwrap();
            prop_assert!(!line.trim_end_matches('\n').chars().any(is_unsafe));
            let read: Value = serde_json::from_str(&line).unwrap();
            prop_assert_eq!(&read["text"], &Value::from(text));
            prop_assert_eq!(&read[&key], &Value::from(1));
        }
    }
}
