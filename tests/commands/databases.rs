//! Databases that cannot be used, or not in the way that was asked for.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use rusqlite::Connection;

use super::sandbox::Sandbox;

/// Commands that need a termbase, one for each way of using it.
const READING: [&str; 8] = [
    "find 共同体",
    "show 共同体",
    "texts",
    "status",
    "dump",
    "log",
    "export --to tmx",
    "export --to tbx",
];
const WRITING: [&str; 11] = [
    "add speech.zh.txt",
    "forget speech.zh.txt",
    "extract",
    "accept 走深走实 --en deepening",
    "reject 走深走实",
    "later 走深走实",
    "set 蓝碳 --en carbon",
    "delete 守望相助",
    "merge 守望相助 互联互通",
    "undo",
    "align speech.zh.txt speech.en.txt --save",
];

fn sql(path: &Path, statements: &str) {
    Connection::open(path)
        .and_then(|database| database.execute_batch(statements))
        .expect("the statements run");
}

fn protect(path: &Path) {
    let mut permissions = fs::metadata(path).expect("a file").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(path, permissions).expect("permissions change");
}

#[test]
fn a_missing_termbase_is_told_by_every_command_that_reads() {
    let sandbox = Sandbox::new();
    for line in READING {
        assert!(sandbox.fails(line).starts_with("exit 3\n"), "{line}");
    }
    assert_snapshot!(sandbox.fails("find 共同体"), @"
    exit 3
    error: there is no termbase `shuyu.db`
    hint: make one with `shuyu add TEXTS`, or name another with `--db FILE`
    ");
    assert_snapshot!(sandbox.fails("status -d no/such.db"), @"
    exit 3
    error: there is no termbase `no/such.db`
    hint: make one with `shuyu add TEXTS`, or name another with `--db FILE`
    ");
    assert_snapshot!(sandbox.told("find 共同体 --json"), @r##"
    exit 3
    {"v":1,"error":"there is no termbase `shuyu.db`","hint":"make one with `shuyu add TEXTS`, or name another with `--db FILE`","code":3}
    "##);
}

#[test]
fn commands_that_need_a_termbase_make_none() {
    let sandbox = Sandbox::new();
    for line in ["extract", "forget speech.txt", "delete 守望相助"] {
        assert!(
            sandbox.fails(line).contains("there is no termbase"),
            "{line}"
        );
    }
}

#[test]
fn a_termbase_cannot_be_made_in_a_missing_folder() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.fails("set 蓝碳 -d no/such.db"), @"
    exit 3
    error: cannot open the termbase `no/such.db`: there is no folder `no`
    hint: create the folder first, or name another file with `--db FILE`
    ");
}

#[test]
fn a_folder_is_no_termbase() {
    let sandbox = Sandbox::new();
    sandbox.file("folder/a.txt", "");
    assert_snapshot!(sandbox.fails("find 共同体 -d folder"), @"
    exit 3
    error: cannot open the termbase `folder`: it is a folder
    hint: name the file: `--db folder/shuyu.db`
    ");
    assert_snapshot!(sandbox.fails("set 蓝碳 -d folder"), @"
    exit 3
    error: cannot open the termbase `folder`: it is a folder
    hint: name the file: `--db folder/shuyu.db`
    ");
}

#[test]
fn a_text_is_no_termbase_and_stays_as_it_is() {
    let sandbox = Sandbox::with_termbase();
    for line in READING.iter().chain(&WRITING) {
        let line = format!("{line} -d speech.zh.txt");
        assert!(sandbox.fails(&line).starts_with("exit 3\n"), "{line}");
    }
    assert_snapshot!(sandbox.fails("find 共同体 -d speech.zh.txt"), @"
    exit 3
    error: `speech.zh.txt` is not a termbase: it is no database at all
    hint: name a termbase with `--db FILE`; this file was not touched
    ");
}

#[test]
fn a_database_of_another_program_stays_as_it_is() {
    let sandbox = Sandbox::with_termbase();
    let other = sandbox.path("music.db");
    sql(&other, "CREATE TABLE music (title TEXT)");
    let before = fs::read(&other).expect("a file");
    for line in READING.iter().chain(&WRITING) {
        let line = format!("{line} -d music.db");
        assert!(sandbox.fails(&line).starts_with("exit 3\n"), "{line}");
    }
    assert_eq!(fs::read(&other).expect("a file"), before);
    assert_snapshot!(sandbox.fails("set 蓝碳 -d music.db"), @"
    exit 3
    error: `music.db` is a database of another program, not a termbase
    hint: name a termbase with `--db FILE`; this file was not touched
    ");
}

#[test]
fn a_termbase_of_a_newer_version_stays_as_it_is() {
    let sandbox = Sandbox::with_termbase();
    let path = sandbox.path("shuyu.db");
    sql(&path, "PRAGMA user_version = 999");
    let before = fs::read(&path).expect("a file");
    for line in READING.iter().chain(&WRITING) {
        assert!(sandbox.fails(line).starts_with("exit 3\n"), "{line}");
    }
    assert_eq!(fs::read(&path).expect("a file"), before);
    assert_snapshot!(sandbox.fails("status"), @"
    exit 3
    error: `shuyu.db` was written by a newer shuyu (its schema is 999, this one knows 8)
    hint: use the newer shuyu; this one leaves the file as it is
    ");
}

#[test]
fn a_write_protected_termbase_can_be_read() {
    let sandbox = Sandbox::with_termbase();
    protect(&sandbox.path("shuyu.db"));
    for line in [
        "find 守望相助",
        "show 守望相助",
        "show #1",
        "texts",
        "status",
        "dump",
        "export --to tmx",
        "export --to tbx",
        "export --to tsv",
    ] {
        sandbox.done(line);
    }
    for line in WRITING {
        assert!(sandbox.fails(line).starts_with("exit 3\n"), "{line}");
    }
    assert_snapshot!(sandbox.fails("set 蓝碳 --en carbon"), @"
    exit 3
    error: the termbase `shuyu.db` can only be read
    hint: take the write protection off, or work on a copy with `--db FILE`
    ");
}

#[test]
fn a_damaged_termbase_exits_with_5() {
    let sandbox = Sandbox::with_termbase();
    let path = sandbox.path("shuyu.db");
    let mut bytes = fs::read(&path).expect("a file");
    bytes[100..2000].fill(0xAA);
    fs::write(&path, &bytes).expect("a file is written");
    for line in READING.iter().chain(&WRITING) {
        assert!(sandbox.fails(line).starts_with("exit 5\n"), "{line}");
    }
    assert_eq!(fs::read(&path).expect("a file"), bytes);
    assert_snapshot!(sandbox.fails("find 共同体"), @"
    exit 5
    error: `shuyu.db`: the termbase is damaged: database disk image is malformed
    hint: go back to a copy with `shuyu restore FILE`, or rescue what can be read with `shuyu doctor --salvage NEW.db`
    ");
}

#[test]
fn a_termbase_that_another_program_writes_to_is_busy() {
    let sandbox = Sandbox::with_termbase();
    let other = Connection::open(sandbox.path("shuyu.db")).expect("a database");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    sandbox.done("find 守望相助");
    assert_snapshot!(sandbox.fails("set 蓝碳 --en carbon"), @"
    exit 4
    error: `shuyu.db`: the termbase is in use by another program
    hint: close the other window that uses it, or wait a moment, then try again
    ");
    other.execute_batch("ROLLBACK").expect("the lock ends");
    sandbox.done("set 蓝碳 --en carbon");
}

#[test]
fn a_dry_run_changes_nothing() {
    let sandbox = Sandbox::with_termbase();
    let path = sandbox.path("shuyu.db");
    let before = (fs::read(&path).expect("a file"), sandbox.names(""));
    for line in WRITING.iter().chain(&[
        "build speech.zh.txt speech.en.txt -o out",
        "build speech.zh.txt -o .",
        "export --to tbx -o g.tbx",
        "export --to tmx -o m.tmx",
        "dump -o facts.jsonl",
        "texts -o texts.tsv",
        "find 守望 -o found.tsv",
        "extract -o terms.tsv",
        "align speech.zh.txt speech.en.txt -o a.tmx",
        "pinyin 西安 -o p.txt",
        "dictionary list -o d.tsv",
        "completions bash -o c.sh",
        "man -o man1",
    ]) {
        sandbox.done(&format!("{line} --dry-run"));
        let after = (fs::read(&path).expect("a file"), sandbox.names(""));
        assert_eq!(after, before, "{line}");
    }
}

#[test]
fn a_dry_run_without_a_termbase_creates_none() {
    let sandbox = Sandbox::new();
    sandbox.file("speech.zh.txt", super::sandbox::SPEECH);
    for line in ["set 蓝碳 --en carbon", "add speech.zh.txt", "accept 蓝碳"] {
        sandbox.done(&format!("{line} -n"));
    }
    assert_eq!(sandbox.names(""), ["speech.zh.txt"]);
    assert!(sandbox.fails("find 蓝碳 -n").starts_with("exit 3\n"));
}
