//! Spoilt files of entries are refused or read, and nothing else happens.
//!
//! `SHUYU_FUZZ_SECONDS=600 cargo test --release -p glossary --test fuzz` goes on for ten minutes a
//! reader.

#[path = "../../tmx/tests/exchange/support/mutate.rs"]
mod mutate;

use std::path::{Path, PathBuf};

use glossary::import::{ImportFormat, Mapping, Policy, Takes, plan, read_import};
use glossary::store::Store;

use self::mutate::fuzz;

const WORDS: &[&str] = &[
    "<termEntry>",
    "</termEntry>",
    "<conceptEntry id=\"a\">",
    "</conceptEntry>",
    "<langSet xml:lang=\"zh\">",
    "</langSet>",
    "<langSec xml:lang=\"en\">",
    "</langSec>",
    "<tig>",
    "</tig>",
    "<ntig><termGrp>",
    "<termSec>",
    "</termSec>",
    "<term>",
    "</term>",
    "<termNote type=\"partOfSpeech\">",
    "<descrip type=\"context\">",
    "</descrip>",
    "<admin type=\"reading\">",
    "<note>",
    "</note>",
    "<ref target=\"a\">",
    "<conceptGrp>",
    "<languageGrp>",
    "<language lang=\"ZH-CN\"/>",
    "<termGrp>",
    "term,english,note\n",
    "\"",
    ";",
    "\t",
    "\n",
    "\r\n",
    "#UTX 1.11; zh-CN/en;",
    "#src\ttgt",
    "{\"term\":\"海\",\"english\":[\"sea\"]}",
    "\\u0000",
    "null",
    "[",
    "}",
    "#12",
    "2017-13",
    "，",
    "\u{FEFF}",
    "\u{1}",
    "&amp;",
    "&#0;",
    "<!--",
    "]]>",
];

/// The seeds of one kind, in a folder of their own.
fn seeds(endings: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let all = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/exchange");
    for entry in std::fs::read_dir(all).unwrap() {
        let path = entry.unwrap().path();
        let is_meant = |end: &&str| path.extension().is_some_and(|it| it == Path::new(end));
        if endings.iter().any(is_meant) {
            std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    folder
}

/// Reads the file and plans what it would change.
fn read(store: &Store, bytes: &[u8], name: &str, format: Option<ImportFormat>) {
    if let Ok(file) = read_import(bytes, name, format, &Mapping::new()) {
        let planned = plan(store.read(), file.records, Policy::Merge, &mut |_| {
            Takes::Ours
        });
        assert!(planned.is_ok());
    }
}

#[test]
fn spoilt_terminology_in_xml() {
    let store = Store::in_memory().unwrap();
    let folder = seeds(&["tbx", "xml"]);
    fuzz("terms", folder.path(), WORDS, |bytes| {
        read(&store, bytes, "a.xml", None);
    });
}

#[test]
fn spoilt_lists() {
    let store = Store::in_memory().unwrap();
    let folder = seeds(&["csv", "tsv", "txt", "utf8", "jsonl"]);
    fuzz("lists", folder.path(), WORDS, |bytes| {
        read(&store, bytes, "a.csv", None);
    });
}

#[test]
fn lists_taken_for_what_they_are_not() {
    let store = Store::in_memory().unwrap();
    let folder = seeds(&["csv", "txt", "jsonl", "tbx"]);
    fuzz("taken", folder.path(), WORDS, |bytes| {
        for format in ImportFormat::ALL {
            read(&store, bytes, "a", Some(format));
        }
    });
}

#[test]
fn spoilt_workbooks() {
    let store = Store::in_memory().unwrap();
    let folder = seeds(&["xlsx"]);
    fuzz("workbooks", folder.path(), &[], |bytes| {
        read(&store, bytes, "a.xlsx", None);
    });
}
