//! Texts of other kinds than plain text, and the places that are told of them.

use insta::assert_snapshot;

use super::sandbox::Sandbox;

const SUBTITLES: &str = "1\n00:00:01,000 --> 00:00:03,000\n我们要坚持守望相助、\n\n\
    2\n00:00:03,100 --> 00:00:05,000\n同舟共济。\n\n\
    41\n00:02:13,000 --> 00:02:15,000\n守望相助，行稳致远。\n";

const PAGE: &str = "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>无</title></head>\n\
    <body>\n<nav><a href=\"/\">首页</a></nav>\n<p>我们要坚持守望相助、\n同舟共济。</p></body></html>\n";

#[test]
fn places_are_told_in_the_terms_of_the_file() {
    let sandbox = Sandbox::new();
    sandbox.file("talk.srt", SUBTITLES);
    // A page that ends in `.txt` is still a page.
    sandbox.file("page.txt", PAGE);
    assert_snapshot!(sandbox.told("add talk.srt page.txt"), @"
    exit 0
    created the termbase `shuyu.db`
    talk.srt: subtitles in UTF-8, zh-CN, 26 characters, 1 broken lines joined
    page.txt: HTML in UTF-8, zh-CN, 15 characters, 1 broken lines joined
    added 2 of 2 texts, 0 known, 41 characters
    repeated sentences count once: 0 in the same text, 1 in another one
    next: shuyu extract
    ");
    sandbox.done("extract");
    let shown = sandbox.done("show 守望相助");
    assert!(shown.contains("talk.srt, cue 41 (00:02:13): "), "{shown}");
    assert!(shown.contains("page.txt:5: "), "{shown}");
    let json = sandbox.done("show 守望相助 --json");
    assert!(
        json.contains(r#""cue":{"number":41,"seconds":133}"#),
        "{json}"
    );
    assert!(json.contains(r#""line":5"#), "{json}");
}

#[test]
fn kinds_can_be_mixed_in_a_folder_and_in_a_pair() {
    let sandbox = Sandbox::new();
    sandbox.file("talks/a.zh.srt", SUBTITLES);
    sandbox.file(
        "talks/a.en.md",
        "# Talk\n\nWe must help each other, in the\nsame boat. Help each other, and go far.\n",
    );
    sandbox.file("talks/~$b.docx", "lock");
    sandbox.file("talks/README.md", "About the talks.");
    let told = sandbox.told("build talks -o out");
    assert!(told.starts_with("exit 0\n"), "{told}");
    assert!(told.contains("added 2 of 2 texts"), "{told}");
    assert!(
        told.contains("aligned talks/a.zh.srt with talks/a.en.md"),
        "{told}"
    );
}

#[cfg(unix)]
#[test]
fn a_pdf_is_read_by_the_program_that_reads_it_best() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;

    let sandbox = Sandbox::new();
    sandbox.file("a.pdf", "%PDF-1.7\n");
    for (name, text) in [
        ("pdftotext", r"守望相助，\ufffd舟共济。\f"),
        ("mutool", r"守望相助，\f同舟共济。\f"),
    ] {
        let text = text.replace(r"\ufffd", "\u{fffd}");
        sandbox.file(
            &format!("bin/{name}"),
            format!("#!/bin/sh\nprintf '{text}'\n"),
        );
        let path = sandbox.path(&format!("bin/{name}"));
        set_permissions(&path, Permissions::from_mode(0o755)).expect("a program");
    }
    let run = |line: &str| {
        let mut command = sandbox.command(line);
        command.env("PATH", sandbox.path("bin"));
        super::sandbox::told(&command.output().expect("shuyu starts"))
    };
    assert_snapshot!(run("add a.pdf"), @"
    exit 0
    created the termbase `shuyu.db`
    a.pdf: PDF, zh-CN, 11 characters
    next: shuyu extract
    ");
    sandbox.done("extract");
    let shown = sandbox.done("show 同舟共济");
    assert!(shown.contains("a.pdf, page 2: "), "{shown}");

    std::fs::remove_file(sandbox.path("bin/mutool")).expect("removed");
    let told = run("extract a.pdf");
    assert!(
        told.contains("warning: `a.pdf` has 1 characters that stand for no letter"),
        "{told}"
    );
    assert!(run("extract a.pdf --strict").starts_with("exit 3\n"));
}
