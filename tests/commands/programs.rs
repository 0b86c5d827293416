//! What programs rely on: JSON Lines, exit codes, files instead of pipes.

use serde_json::Value;

use super::sandbox::{Sandbox, text};

/// A line of every command that prints something.
const LINES: [&str; 27] = [
    "build speech.zh.txt speech.en.txt -o out",
    "add speech.en.txt",
    "texts",
    "extract",
    "extract speech.zh.txt",
    "review",
    "accept 走深走实 --en deepening",
    "accept 海洋合作 --suggested",
    "reject 一致",
    "later 选择 --reason unclear",
    "set 蓝碳 --en carbon --status preferred --from 2020-05",
    "find 守望",
    "show 守望相助",
    "show 蓝色伙伴关系",
    "merge 走深走实 海洋合作",
    "delete 蓝碳",
    "undo",
    "redo",
    "log",
    "align speech.zh.txt speech.en.txt",
    "align speech.zh.txt speech.en.txt --save",
    "export --to tbx -o glossary.tbx",
    "pinyin 守望相助 西安",
    "dictionary list",
    "status",
    "dump",
    "forget speech.en.txt",
];

#[test]
fn json_is_one_object_a_line_of_version_1() {
    let sandbox = Sandbox::with_termbase();
    for line in LINES {
        let output = sandbox.run(&format!("{line} --json"));
        assert_eq!(
            output.status.code(),
            Some(0),
            "{line}: {}",
            text(&output.stderr)
        );
        let out = text(&output.stdout);
        assert!(!out.is_empty(), "{line} printed nothing");
        for printed in out.lines() {
            let value: Value = serde_json::from_str(printed).expect(printed);
            assert_eq!(value["v"], 1, "{line}: {printed}");
        }
    }
}

#[test]
fn json_failures_are_one_object_too() {
    let sandbox = Sandbox::with_termbase();
    for (line, code) in [
        ("find 守望相助 -d no.db", 3),
        ("set 蓝碳 --from x", 2),
        ("set #abc", 2),
        ("add no.txt", 3),
        ("frobnicate", 2),
    ] {
        let output = sandbox.run(&format!("{line} --json"));
        let value: Value = serde_json::from_str(text(&output.stderr).trim()).expect(line);
        assert_eq!(value["v"], 1, "{line}");
        assert_eq!(value["code"], code, "{line}");
        assert!(
            value["hint"].as_str().is_some_and(|hint| !hint.is_empty()),
            "{line}"
        );
        assert_eq!(output.status.code(), Some(code), "{line}");
        assert!(output.stdout.is_empty(), "{line}");
    }
}

#[test]
fn quiet_commands_print_results_only() {
    let sandbox = Sandbox::with_termbase();
    for line in LINES {
        let output = sandbox.run(&format!("{line} -q"));
        assert_eq!(output.status.code(), Some(0), "{line}");
        assert_eq!(text(&output.stderr), "", "{line}");
    }
}

#[test]
fn files_do_what_pipes_do() {
    let sandbox = Sandbox::with_termbase();
    for (line, name) in [
        ("texts", "texts.jsonl"),
        ("find 守望", "found.jsonl"),
        ("extract -q", "terms.jsonl"),
        ("pinyin 西安", "pinyin.jsonl"),
        ("dictionary list", "dictionaries.jsonl"),
    ] {
        let printed = sandbox.done(&format!("{line} --json"));
        sandbox.done(&format!("{line} --json -o {name}"));
        let written = std::fs::read_to_string(sandbox.path(name)).expect("a file");
        assert_eq!(written, printed, "{line}");
    }
}

#[test]
fn a_list_from_windows_is_taken() {
    let sandbox = Sandbox::with_termbase();
    let mut list = vec![0xFF, 0xFE];
    for unit in "term\tenglish\r\n走深走实\tdeepening\r\n".encode_utf16() {
        list.extend(unit.to_le_bytes());
    }
    sandbox.file("list.txt", list);
    sandbox.done("accept --input list.txt");
    assert!(sandbox.done("find deepening").starts_with("走深走实\t"));
    sandbox.done("texts -o texts.tsv --bom");
    let written = std::fs::read(sandbox.path("texts.tsv")).expect("a file");
    assert!(written.starts_with("\u{feff}text\t".as_bytes()));
}
