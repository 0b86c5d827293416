//! A place that is told is where the term stands in the file.

use std::collections::BTreeMap;
use std::fs;

use glossary::text::decode;
use glossary::words::normal_form;

use super::folder::{Folder, Row};

/// The lines of a file as the reader of a PDF sees them: no page numbers.
fn lines(folder: &Folder, name: &str) -> Vec<String> {
    let bytes = fs::read(folder.path(name)).unwrap();
    let text = decode(&bytes, None).unwrap().text;
    text.split('\n')
        .map(|line| {
            let line = line.trim();
            let inner = line
                .strip_prefix("- ")
                .and_then(|rest| rest.strip_suffix(" -"));
            let is_page = inner.is_some_and(|inner| inner.parse::<u32>().is_ok());
            normal_form(if is_page { "" } else { line })
        })
        .collect()
}

#[test]
fn every_term_begins_in_the_line_that_is_told() {
    let folder = Folder::new();
    folder.run(&["build", "texts", "-o", "out"]);
    let rows: Vec<Row> = folder.rows("out/terms.tsv");
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &rows {
        let (name, line) = row["place"].rsplit_once(':').unwrap();
        let lines = files
            .entry(name.to_owned())
            .or_insert_with(|| lines(&folder, name));
        let number: usize = line.parse().unwrap();
        let (_, from_term) = row["context"].split_once('[').unwrap();
        let (term, _) = from_term.split_once(']').unwrap();
        let term = normal_form(term);
        assert_eq!(term, normal_form(&row["term"]));
        // Every line is followed by an empty one there, and a page number may stand between.
        let end = lines.len().min(number + 12);
        let from_line = lines[number - 1..end].concat();
        let start = from_line.find(&term);
        let begins_here = start.is_some_and(|start| start < lines[number - 1].len());
        assert!(begins_here, "{term} is not at {}", row["place"]);
    }
    assert!(rows.len() > 300 && files.len() == 2);
}
