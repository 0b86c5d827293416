//! What was done, taken back and done again.

use super::sandbox::{Sandbox, text, told};

/// A termbase in which two people work; the three operations of the sandbox are mei's.
fn told_to(sandbox: &Sandbox, user: &str, line: &str) -> String {
    let output = sandbox.command(line).env("SHUYU_USER", user).output();
    told(&output.expect("shuyu starts"))
}

#[test]
fn every_kind_of_change_is_taken_back_and_done_again_exactly() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("set 窗口 --en window");
    sandbox.done("later 海洋合作");
    sandbox.file("list.tsv", "蓝碳\tblue carbon\n红树林\tmangrove\n");
    for line in [
        "set 守望相助 --en support --status preferred --from 2020 --note x",
        "set 守望相助 --en assistance --status admitted --source Charter --subject y",
        "set 窗口 --new --en counter",
        "accept 走深走实 --en deepening",
        "accept 海洋合作",
        "accept --input list.tsv",
        "reject 一致 --reason unclear",
        "later 选择",
        "add speech.en.txt",
        "forget speech.zh.txt",
        "align speech.zh.txt speech.en.txt --save",
        "merge 守望相助 互联互通 蓝碳",
        "delete 守望相助 红树林",
        "build speech.zh.txt speech.en.txt -o .",
    ] {
        let before = sandbox.facts();
        sandbox.done(line);
        let after = sandbox.facts();
        assert_ne!(before, after, "{line}");
        sandbox.done("undo");
        assert_eq!(text(&sandbox.facts()), text(&before), "{line}");
        sandbox.done("redo");
        assert_eq!(text(&sandbox.facts()), text(&after), "{line}");
    }
    for _ in 0..19 {
        sandbox.done("undo");
    }
    assert_eq!(
        sandbox.told("undo"),
        "exit 1\nthere is nothing of mei to undo\n\
         the last operation is #66 (undo, by mei, 2023-11-14T22:13:20Z)\nnext: shuyu log\n"
    );
    let facts = text(&sandbox.facts());
    assert!(
        facts
            .lines()
            .all(|line| line.contains(r#""kind":"setting""#))
    );
}

#[test]
fn the_log_tells_what_was_done_newest_first() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("undo");
    let when = "2023-11-14T22:13:20Z\tmei";
    assert_eq!(
        sandbox.done("log"),
        format!(
            "#4\t{when}\tundid #3: deleted 互联互通 (#2)\tundo\t\n\
             #3\t{when}\taccepted 互联互通 (#2)\tset 互联互通 --en connectivity\tundone by #4\n\
             #2\t{when}\taccepted 守望相助 (#1)\tset 守望相助 --en assistance\t\n\
             #1\t{when}\tadded text speech.zh.txt (#1)\tadd speech.zh.txt\t\n"
        )
    );
    assert_eq!(sandbox.done("log --limit 2").lines().count(), 2);
    sandbox.done("redo");
    assert_eq!(
        sandbox.done("log --limit 2"),
        format!(
            "#5\t{when}\tredid #3: accepted 互联互通 (#2)\tredo\t\n\
             #4\t{when}\tundid #3: deleted 互联互通 (#2)\tundo\ttaken back by #5\n"
        )
    );
}

#[test]
fn the_log_of_a_term_outlives_its_entry() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("delete 守望相助");
    let numbers = |line: &str| -> String {
        let log = sandbox.done(line);
        let numbers = log.lines().filter_map(|line| line.split('\t').next());
        numbers.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(numbers("log 守望相助"), "#4 #2");
    assert_eq!(numbers("log #1"), "#4 #2");
    assert_eq!(numbers("log #2"), "#3");
    assert_eq!(
        sandbox.told("log 量子纠缠"),
        "exit 1\nthe log has nothing of `量子纠缠`\n"
    );
}

#[test]
fn an_empty_log_is_told() {
    let sandbox = Sandbox::new();
    assert!(sandbox.told("reject #1").starts_with("exit 3\n"));
    assert_eq!(sandbox.told("log"), "exit 1\nnothing was done yet\n");
    assert_eq!(
        sandbox.told("undo"),
        "exit 1\nthere is nothing of mei to undo\nnext: shuyu log\n"
    );
    assert_eq!(
        sandbox.told("redo"),
        "exit 1\nthere is nothing of mei to redo\nnext: shuyu log\n"
    );
}

#[test]
fn a_dry_run_shows_what_would_be_taken_back() {
    let sandbox = Sandbox::with_termbase();
    let facts = sandbox.facts();
    assert_eq!(
        sandbox.told("undo -n"),
        "exit 0\nwould have undone #3 (set 互联互通 --en connectivity, by mei, \
         2023-11-14T22:13:20Z)\n  deleted 互联互通 (#2)\n"
    );
    assert_eq!(sandbox.facts(), facts);
    assert_eq!(
        sandbox.told("undo"),
        "exit 0\nundid #3 (set 互联互通 --en connectivity, by mei, 2023-11-14T22:13:20Z)\n  \
         deleted 互联互通 (#2)\nto take this back: shuyu redo\n"
    );
    assert_eq!(
        sandbox.told("redo"),
        "exit 0\nredid #3 (set 互联互通 --en connectivity, by mei, 2023-11-14T22:13:20Z)\n  \
         accepted 互联互通 (#2)\nto take this back: shuyu undo\n"
    );
}

#[test]
fn the_candidates_are_made_anew_after_a_text_came_or_went() {
    let sandbox = Sandbox::with_termbase();
    let told = sandbox.told("undo 1");
    assert!(
        told.contains("\n  forgot text speech.zh.txt (#1)\n"),
        "{told}"
    );
    assert!(told.ends_with("\nnext: shuyu extract\n"), "{told}");
}

#[test]
fn what_was_changed_since_is_not_taken_back() {
    let sandbox = Sandbox::with_termbase();
    told_to(&sandbox, "bai", "set 守望相助 --note x");
    assert_eq!(
        sandbox.fails("undo 2"),
        "exit 3\nerror: cannot undo: entry 守望相助 (#1) was changed since, by operation \
         #4 (set 守望相助 --note x, by bai, 2023-11-14T22:13:20Z)\n\
         hint: `shuyu undo 4` first, then the same command again\n"
    );
    sandbox.done("undo #3");
    sandbox.done("undo 4 -q");
    sandbox.done("undo 2");
    assert_eq!(
        sandbox.fails("redo 4"),
        "exit 3\nerror: cannot redo: entry 守望相助 (#1) was changed since, by operation \
         #7 (undo 2, by mei, 2023-11-14T22:13:20Z)\n\
         hint: `shuyu redo 2` first, then the same command again\n"
    );
}

#[test]
fn each_takes_back_what_is_theirs() {
    let sandbox = Sandbox::with_termbase();
    assert_eq!(
        told_to(&sandbox, "bai", "undo"),
        "exit 1\nthere is nothing of bai to undo\nthe last operation is \
         #3 (set 互联互通 --en connectivity, by mei, 2023-11-14T22:13:20Z)\nnext: shuyu log\n"
    );
    told_to(&sandbox, "bai", "set 窗口 --en window");
    let told = sandbox.told("undo");
    assert!(told.contains("undid #3 "), "{told}");
    let told = told_to(&sandbox, "bai", "undo");
    assert!(told.contains("undid #4 "), "{told}");
}

#[test]
fn numbers_that_cannot_be_taken_back_are_told() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("undo");
    for (line, message) in [
        (
            "undo abc",
            "exit 2\nerror: `abc` is not the number of an operation\n\
             hint: write it like 12; `shuyu log` shows the numbers\n",
        ),
        (
            "undo 99",
            "exit 3\nerror: there is no operation #99\nhint: `shuyu log` shows the numbers\n",
        ),
        (
            "undo 3",
            "exit 3\nerror: operation #3 is undone already, by #4\n\
             hint: `shuyu redo 3` does it again\n",
        ),
        (
            "undo 4",
            "exit 3\nerror: operation #4 is itself an undo or redo, of #3\n\
             hint: `shuyu undo 3` and `shuyu redo 3` take that one back and do it again\n",
        ),
        (
            "redo 2",
            "exit 3\nerror: operation #2 is not undone\nhint: `shuyu undo 2` takes it back\n",
        ),
    ] {
        assert_eq!(sandbox.fails(line), message, "{line}");
    }
}

#[test]
fn an_update_of_the_termbase_is_not_taken_back() {
    let sandbox = Sandbox::with_termbase();
    let database = rusqlite::Connection::open(sandbox.path("shuyu.db")).expect("a database");
    database
        .execute("UPDATE operation SET version = 0", [])
        .expect("the statement runs");
    assert_eq!(
        sandbox.fails("undo"),
        "exit 3\nerror: operation #3 was done before the termbase got the form it has now\n\
         hint: what was done before an update of shuyu stays; correct it with `shuyu set` or \
         `shuyu delete`\n"
    );
}

#[test]
fn the_history_of_an_entry_names_the_operations() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("set 守望相助 --en support --status preferred");
    sandbox.done("undo");
    let shown = sandbox.done("show 守望相助 --contexts 0");
    let history: Vec<&str> = shown
        .lines()
        .skip_while(|line| !line.starts_with("  #"))
        .collect();
    let when = "2023-11-14T22:13:20Z  mei";
    assert_eq!(
        history,
        [
            &*format!("  #2  {when}  set 守望相助 --en assistance"),
            "      created; added 守望相助; added assistance; accepted",
            &*format!("  #4  {when}  set 守望相助 --en support --status preferred  (undone by #5)"),
            "      added support; support: status preferred",
            &*format!("  #5  {when}  undo"),
            "      removed support",
        ]
    );
}

#[test]
fn what_is_deleted_or_merged_says_how_it_comes_back() {
    let sandbox = Sandbox::with_termbase();
    let facts = sandbox.facts();
    assert_eq!(
        sandbox.told("merge 守望相助 互联互通 -n"),
        "exit 0\n守望相助  shǒuwàng-xiāngzhù  (#1, other)\n\
         互联互通  hùlián-hùtōng  (#1, noun)\n  \
         en: assistance  (other)\n  en: connectivity  (noun)\n\
         would have merged 互联互通 (#2) into 守望相助 (#1)\n"
    );
    assert_eq!(sandbox.facts(), facts);
    let told = sandbox.told("merge 守望相助 互联互通");
    assert!(told.contains("\nto take this back: shuyu undo\n"), "{told}");
    assert!(sandbox.done("find 互联互通").contains("\t#1"));
    assert_eq!(
        sandbox.told("delete 互联互通"),
        "exit 0\ndeleted 守望相助 (#1)\nto take this back: shuyu undo\n"
    );
    sandbox.done("undo -q");
    sandbox.done("undo -q");
    assert_eq!(sandbox.facts(), facts);
}

#[test]
fn entries_to_merge_have_to_be_there_and_differ() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("set 窗口 --en window");
    sandbox.done("set 窗口 --new --en counter");
    for (line, message) in [
        (
            "merge 守望相助 窗口",
            "exit 2\nerror: `窗口` names 2 entries: #3 (window), #4 (counter)\n\
             hint: say which one, like \"#3\", in quotation marks\n",
        ),
        (
            "merge 守望相助 #1",
            "exit 2\nerror: `#1` is entry #1, which is named before\n\
             hint: name each entry once; `shuyu find TEXT` shows the numbers\n",
        ),
        (
            "merge 守望相助 量子纠缠",
            "exit 3\nerror: there is no entry `量子纠缠`\n\
             hint: `shuyu find 量子纠缠` looks for similar ones\n",
        ),
    ] {
        assert_eq!(sandbox.fails(line), message, "{line}");
    }
    sandbox.done("merge #3 #4");
    assert_eq!(sandbox.done("find 窗口").lines().count(), 1);
}

#[test]
fn a_dump_with_history_is_the_dump_and_the_log() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("undo");
    let facts = text(&sandbox.facts());
    let all = sandbox.done("dump --history");
    let log = all.strip_prefix(&*facts).expect("the facts come first");
    let operations = log.matches(r#""kind":"operation""#).count();
    assert_eq!(operations, 4);
    assert!(log.contains(r#""undoes":3"#), "{log}");
}
