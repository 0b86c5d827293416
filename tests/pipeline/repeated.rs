//! The same input gives the same files, however often.

use std::fs;

use super::folder::Folder;

const RESULTS: [&str; 3] = ["terms.tsv", "glossary.tbx", "memory.tmx"];

#[test]
fn a_second_build_into_the_same_folder_changes_nothing() {
    let folder = Folder::new();
    folder.run(&["build", "texts", "-o", "out"]);
    let first = RESULTS.map(|name| folder.bytes(&format!("out/{name}")));
    let dump = folder.run(&["-d", "out/shuyu.db", "dump"]).stdout;
    assert!(dump.lines().count() > 70);
    let told = folder.run(&["build", "texts", "-o", "out"]).stderr;
    assert!(told.contains("added 0 of 3 texts, 3 known"), "{told}");
    for (name, first) in RESULTS.iter().zip(&first) {
        assert!(folder.bytes(&format!("out/{name}")) == *first, "{name}");
    }
    assert!(folder.run(&["-d", "out/shuyu.db", "dump"]).stdout == dump);
    let status = folder.json(&["-d", "out/shuyu.db", "status"]);
    assert_eq!(status[0]["operations"], 1, "a build without news is none");
}

#[test]
fn two_builds_into_fresh_folders_are_alike() {
    let folder = Folder::new();
    for output in ["one", "two"] {
        folder.run(&["build", "texts", "-o", output]);
    }
    for name in RESULTS {
        let read = |output| folder.bytes(&format!("{output}/{name}"));
        assert!(read("one") == read("two"), "{name}");
    }
    let dump = |output| folder.run(&["-d", &format!("{output}/shuyu.db"), "dump"]);
    assert!(dump("one").stdout == dump("two").stdout);
}

#[test]
fn a_text_under_another_name_is_noticed_and_counted_once() {
    let folder = Folder::new();
    let (text, copy) = ("texts/zaiton-declaration.zh.txt", "texts/copy.zh.txt");
    folder.run(&["build", text, "-o", "out"]);
    let before = folder.bytes("out/terms.tsv");
    fs::copy(folder.path(text), folder.path(copy)).unwrap();
    let told = folder.run(&["build", text, copy, "-o", "out"]).stderr;
    assert!(
        told.contains(&format!("the same content as {text}; it counts once")),
        "{told}"
    );
    assert_eq!(folder.json(&["-d", "out/shuyu.db", "texts"]).len(), 1);
    assert!(folder.bytes("out/terms.tsv") == before);
}
