//! Pinyin of entries: as it was typed, how sure it is, and what it is good for elsewhere.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use super::sandbox::{Sandbox, text};

#[test]
fn pinyin_is_understood_in_any_spelling() {
    let sandbox = Sandbox::new();
    sandbox.done("set 西安 --en Xi'an");
    for spelling in ["Xi1an1", "xi1-an1", "Xī’ān"] {
        let told = sandbox.told(&format!("set 西安 --pinyin {spelling}"));
        assert!(!told.contains("warning"), "{told}");
    }
    assert!(sandbox.done("show 西安").starts_with("西安  Xī'ān  (#1"));
}

#[test]
fn odd_pinyin_is_told_and_kept_without_disturbing_the_output() {
    let sandbox = Sandbox::new();
    for (pinyin, stored, warning) in [
        (
            "hang2",
            "háng",
            "重: “háng” is not known as a reading of 重",
        ),
        (
            "zhong4dian3",
            "zhòngdiǎn",
            "重: the pinyin has 2 syllables, the term 1 character to read",
        ),
        ("chong", "chóng", "重: the tones were filled in: chóng"),
    ] {
        let output = sandbox.run(&format!("set 重 --json --pinyin {pinyin}"));
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(0));
        assert!(out.contains(&format!("\"pinyin\":\"{stored}\"")), "{out}");
        assert_eq!(out.lines().count(), 1);
        assert!(err.contains(&format!("warning: {warning}; ")), "{err}");
    }
}

#[test]
fn doubtful_pinyin_is_shown_until_a_person_confirms_it() {
    let sandbox = Sandbox::new();
    sandbox.done("accept 重点 --en key");
    sandbox.done("accept 海洋 --en ocean");
    let shown = sandbox.done("show 重点");
    assert!(shown.starts_with("重点  zhòngdiǎn (?)  (#1"), "{shown}");
    assert!(
        shown.contains("  unsure: 重 zhòng: the dictionary reads"),
        "{shown}"
    );
    assert!(
        shown.contains("shuyu set 重点 --pinyin \"zhòngdiǎn\""),
        "{shown}"
    );
    let found = sandbox.done("find 重点 --json");
    assert!(found.contains(r#""doubt":["conflict","#), "{found}");
    assert!(!sandbox.done("find 重点").contains("(?)"), "no mark in TSV");
    let before = sandbox.facts();
    assert!(text(&before).contains(r#""doubt":["conflict","#));

    sandbox.done("set 重点 --pinyin zhòngdiǎn");
    let shown = sandbox.done("show 重点");
    assert!(
        !shown.contains("(?)") && !shown.contains("unsure"),
        "{shown}"
    );
    assert!(sandbox.done("find 重点 --json").contains(r#""doubt":[]"#));
    assert_ne!(sandbox.facts(), before);
}

#[test]
fn doubtful_entries_are_listed_the_least_sure_first() {
    let sandbox = Sandbox::new();
    for term in ["海洋", "重点", "行", "重点海洋"] {
        sandbox.done(&format!("accept {term} --en x"));
    }
    let terms = |line: &str| -> Vec<String> {
        let listed = sandbox.done(line);
        let rows = listed.lines().filter_map(|row| row.split('\t').next());
        rows.map(str::to_owned).collect()
    };
    assert_eq!(terms("find --doubtful"), ["行", "重点", "重点海洋"]);
    assert_eq!(terms("find --doubtful --limit 1"), ["行"]);
    assert_eq!(terms("find --doubtful 海洋"), ["重点海洋"]);
    let told = sandbox.told("find --doubtful 论坛");
    assert!(told.starts_with("exit 1"), "{told}");
    let told = sandbox.told("find");
    assert!(told.starts_with("exit 2"), "{told}");
}

#[test]
fn the_entries_of_the_termbase_are_read_as_their_curator_wants() {
    let sandbox = Sandbox::new();
    let plain = sandbox.done("pinyin 新泽行计划");
    assert!(sandbox.names(".").is_empty(), "no termbase is made");
    sandbox.done("set 泽行 --pinyin Ze2hang2");
    assert_eq!(sandbox.done("pinyin 新泽行计划"), "xīn Zéháng jìhuà\n");
    let running = sandbox.done("pinyin --text 我们去泽行。");
    assert!(running.ends_with(" Zéháng。\n"), "{running}");
    sandbox.done("accept 新泽行计划 --en plan");
    assert!(sandbox.done("show 新泽行计划").contains("xīn Zéháng jìhuà"));
    sandbox.done("delete 泽行 -y");
    sandbox.done("delete 新泽行计划 -y");
    assert_eq!(sandbox.done("pinyin 新泽行计划"), plain);
}

#[test]
fn candidates_are_read_by_the_entries_too() {
    let sandbox = Sandbox::new();
    sandbox.file("a.zh.txt", "我们支持“新泽行计划”。“新泽行计划”很好。");
    sandbox.done("add a.zh.txt");
    sandbox.done("set 泽行 --pinyin Ze2hang2");
    let listed = sandbox.done("extract");
    assert!(listed.contains("xīn Zéháng jìhuà"), "{listed}");
    assert!(sandbox.done("show 新泽行计划").contains("xīn Zéháng jìhuà"));
}

#[test]
fn a_termbase_that_cannot_be_read_is_done_without() {
    let sandbox = Sandbox::new();
    sandbox.file("shuyu.db", "no database");
    let output = sandbox.run("pinyin 西安");
    assert_eq!(text(&output.stdout), "Xī'ān\n");
    let err = text(&output.stderr);
    assert!(
        err.starts_with("warning: the entries of `shuyu.db` are not used: "),
        "{err}"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_line_is_answered_before_the_next_one_comes() {
    let sandbox = Sandbox::new();
    for options in ["pinyin", "pinyin --text", "pinyin --json"] {
        let mut command = sandbox.command(options);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("shuyu starts");
        let mut input = child.stdin.take().expect("a pipe");
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        for term in ["西安", "重庆"] {
            writeln!(input, "{term}").expect("shuyu reads");
            let mut answer = String::new();
            output.read_line(&mut answer).expect("shuyu answers");
            assert!(answer.contains(['X', 'C']), "{options}: {answer}");
        }
        drop(input);
        assert!(child.wait().expect("shuyu ends").success());
    }
}

#[test]
fn a_list_is_read_in_any_encoding() {
    let sandbox = Sandbox::new();
    // 西安 and 重庆 in GB18030.
    sandbox.file("gb.txt", b"OK\n\xCE\xF7\xB0\xB2\r\n\xD6\xD8\xC7\xEC");
    let read = sandbox.done("pinyin --input gb.txt");
    assert_eq!(read, "OK\nXī'ān\nChóngqìng\n");
}

#[test]
fn a_list_that_breaks_off_leaves_the_old_file() {
    let sandbox = Sandbox::new();
    sandbox.file("old.txt", "old");
    sandbox.file("a.pdf", "%PDF-1.7\n");
    sandbox.fails("pinyin --input a.pdf -o old.txt");
}
