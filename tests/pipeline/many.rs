//! Many hands on one termbase: nobody's change is lost, and nobody fails.
//!
//! `SHUYU_EDITS=500` makes every one of the eight writers edit that often; the ordinary run is
//! shorter.

use std::collections::BTreeSet;

use serde_json::Value;

use super::changes::{number, whole};
use super::folder::Folder;

const WRITERS: usize = 8;
/// Entries that all writers edit, in the same order, so that they meet.
const ENTRIES: usize = 20;

#[test]
fn eight_who_edit_the_same_entries_lose_nothing() {
    let edits = number("SHUYU_EDITS", 12);
    let folder = Folder::new();
    let term = |number: usize| format!("海洋项目{}", number % ENTRIES);
    for number in 0..ENTRIES {
        folder.run(&["-q", "set", &term(number)]);
    }
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (folder, term) = (&folder, &term);
            scope.spawn(move || {
                for edit in 0..edits {
                    let english = format!("writer {writer} edit {edit}");
                    // Reads the entry, adds to it and stores it, in a process of its own.
                    folder.run(&["-q", "set", &term(edit), "--en", &english]);
                }
            });
        }
    });
    let mut found: BTreeSet<String> = BTreeSet::new();
    for line in folder.run(&["dump"]).stdout.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let terms = line["entry"]["languages"][1]["terms"].as_array().cloned();
        let texts = terms.into_iter().flatten();
        found.extend(texts.map(|term| term["text"].as_str().unwrap().to_owned()));
    }
    assert_eq!(found.len(), WRITERS * edits);
    let status = folder.json(&["status"]).remove(0);
    assert_eq!(status["operations"], WRITERS * edits + ENTRIES);
    whole(&folder.path("shuyu.db"), "many hands");
}
