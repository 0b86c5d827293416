//! A look at all messages that these tests show.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The messages in a file of tests, each with the line that follows it.
fn messages(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let Some(message) = line.strip_prefix("error: ") else {
            continue;
        };
        let mut next = lines.next().unwrap_or_default();
        // A message may go on in a line of its own, as a list of values does.
        while !next.starts_with("hint: ") && !next.is_empty() && !next.starts_with("error: ") {
            next = lines.next().unwrap_or_default();
        }
        found.push((message.to_owned(), next.to_owned()));
    }
    found
}

#[test]
fn forty_different_messages_say_what_to_do() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut different = BTreeSet::new();
    for folder in ["cmd", "commands"] {
        for entry in fs::read_dir(tests.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if !path.is_file() || path.ends_with("messages.rs") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a text");
            for (message, next) in messages(&text) {
                if message.is_empty() || message.ends_with(['"', '\\']) || message.contains("\\n") {
                    // Part of a check in Rust, not a message as it is shown.
                    continue;
                }
                assert!(next.starts_with("hint: "), "{}: {message}", path.display());
                // The same message about another file or term is no other message.
                let mut kind = String::new();
                for (number, part) in message.split('`').enumerate() {
                    kind.push_str(if number % 2 == 0 { part } else { "…" });
                }
                different.insert(kind);
            }
        }
    }
    assert!(different.len() >= 40, "{}: {different:#?}", different.len());
}
