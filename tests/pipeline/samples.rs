//! The facts about the sample texts, as their README tells them.

use std::fs;

use super::folder::samples;

/// A term of the table, its English, and how often it stands in the speech and in the declaration.
pub(super) struct Fact {
    pub(super) term: String,
    pub(super) english: String,
    pub(super) speech: u64,
    pub(super) declaration: u64,
}

/// The table of terms; a repeated page counts once there.
pub(super) fn facts() -> Vec<Fact> {
    let readme = fs::read_to_string(samples().join("README.md")).unwrap();
    let facts: Vec<Fact> = readme
        .lines()
        .skip_while(|line| !line.starts_with("| term |"))
        .skip(2)
        .map_while(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [_, term, english, speech, declaration, _] = cells.as_slice() else {
                return None;
            };
            Some(Fact {
                term: (*term).to_owned(),
                english: (*english).to_owned(),
                speech: speech.parse().ok()?,
                declaration: declaration.parse().ok()?,
            })
        })
        .collect();
    assert!(facts.len() > 20, "the table in README.md has another form");
    facts
}
