//! A long review through a pipe: each decision is stored, and the next review goes on there.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::folder::Folder;

const DB: &str = "out/shuyu.db";
const DECISIONS: usize = 1_000;

/// Says the lines in a review; returns the answers.
fn reviewed(folder: &Folder, lines: &[String]) -> Vec<Value> {
    fs::write(folder.path("lines.txt"), lines.join("\n")).unwrap();
    folder.json(&["-d", DB, "review", "--input", "lines.txt"])
}

#[test]
fn a_thousand_decisions_are_stored_and_can_be_taken_back() {
    let folder = Folder::new();
    folder.run(&["build", "texts", "-o", "out"]);
    let status = || folder.json(&["-d", DB, "status"]).remove(0);
    let before = status();
    let said = ["A", "x no term", "e some English", "n", "x"];
    let lines: Vec<String> = (0..DECISIONS)
        .map(|number| said[number % said.len()].to_owned())
        .collect();
    // In two sessions, of which the second one has to go on where the first one ended.
    let (morning, afternoon) = lines.split_at(DECISIONS * 2 / 5);
    let mut answers = reviewed(&folder, morning);
    let next = answers.last().unwrap()["candidate"]["asked"].clone();
    let second = reviewed(&folder, afternoon);
    assert_eq!(second[0]["candidate"]["asked"], next);
    answers.truncate(morning.len());
    answers.extend(second);
    let decided: BTreeMap<String, usize> = answers[..DECISIONS]
        .iter()
        .enumerate()
        .map(|(number, answer)| {
            let asked = answer["candidate"]["asked"].as_str().unwrap();
            (asked.to_owned(), number % said.len())
        })
        .collect();
    assert_eq!(decided.len(), DECISIONS, "none is asked twice");
    let after = status();
    assert_eq!(after["accepted"], DECISIONS * 2 / 5);
    assert_eq!(after["rejected"], DECISIONS * 3 / 5);
    assert_eq!(after["entries"], DECISIONS * 2 / 5);
    let operations = |status: &Value| status["operations"].as_u64().unwrap();
    assert_eq!(operations(&after) - operations(&before), DECISIONS as u64);
    for stored in folder.json(&["-d", DB, "dump"]) {
        if let (Some(verdict), Some(term)) = (stored["verdict"].as_str(), stored["term"].as_str()) {
            // The normal form is what was asked; of most terms that is the term.
            if let Some(said) = decided.get(term) {
                let expected = ["accepted", "rejected", "accepted", "rejected", "rejected"];
                assert_eq!(verdict, expected[*said], "{term}");
            }
        }
    }
    let last = &answers[DECISIONS - 1]["candidate"]["asked"];
    let undone = reviewed(&folder, &vec!["u".to_owned(); 30]);
    assert_eq!(&undone[1]["candidate"]["asked"], last);
    let rest = status();
    let left = |status: &Value| {
        let decided = ["accepted", "rejected"].map(|name| status[name].as_u64().unwrap());
        decided[0] + decided[1]
    };
    assert_eq!(left(&rest), DECISIONS as u64 - 30);
}
