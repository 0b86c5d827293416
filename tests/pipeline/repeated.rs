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

#[test]
fn another_printing_of_a_speech_is_told_and_counts_as_the_same_text() {
    let folder = Folder::new();
    let (speech, other) = ("texts/harbour-forum.zh.txt", "texts/agency.zh.txt");
    folder.run(&["build", speech, "-o", "out"]);
    let before = folder.json(&["-d", "out/shuyu.db", "show", "蓝色走廊"]);
    let printed = fs::read_to_string(folder.path(speech)).unwrap();
    let printed = printed
        .replace("首届论坛", "第一届论坛")
        .replace("使者", "信使");
    fs::write(folder.path(other), format!("某社泉州电\n\n{printed}")).unwrap();
    let copies = |told: &str| {
        let mut lines = told.lines().filter(|line| line.contains(" % of "));
        let line = lines.next().unwrap_or_default().to_owned();
        assert_eq!(lines.next(), None, "{told}");
        line
    };
    let told = folder.run(&["build", speech, other, "-o", "out"]).stderr;
    let line = copies(&told);
    assert!(
        line.starts_with(&format!("{other} repeats about "))
            && line.ends_with(&format!(" % of {speech}")),
        "{told}"
    );
    assert_eq!(
        copies(&folder.run(&["-d", "out/shuyu.db", "texts"]).stderr),
        line
    );
    assert_eq!(
        copies(&folder.run(&["-d", "new.db", "add", speech, other]).stderr),
        line
    );
    let after = folder.json(&["-d", "out/shuyu.db", "show", "蓝色走廊"]);
    for count in ["frequency", "documents"] {
        let of = |shown: &[serde_json::Value]| shown[0]["candidate"][count].clone();
        assert_eq!(of(&after), of(&before), "{count}: {after:?}");
    }
}
