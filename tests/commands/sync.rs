//! `load` and `sync`: dumps and termbases brought together; folders that several machines see.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use insta::assert_snapshot;

use super::sandbox::{Sandbox, told};

/// The termbase of somebody else, begun as a copy of the one here.
fn with_copy() -> Sandbox {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("backup other.db");
    sandbox
}

fn dump(sandbox: &Sandbox, database: &str) -> String {
    sandbox.done(&format!("-d {database} dump"))
}

#[test]
fn a_dump_is_loaded_as_it_was_and_taken_back() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("align speech.zh.txt speech.en.txt --save");
    sandbox.done("dump -o facts.jsonl");
    sandbox.done("dump --history -o all.jsonl");
    assert_snapshot!(sandbox.told("-d new.db load facts.jsonl"), @"
    exit 0
    created the termbase `new.db`
    loaded 2 entries, 2 decisions, 1 text and 3 units; 0 were there already
    to take this back: shuyu undo
    next: shuyu extract
    ");
    assert_eq!(dump(&sandbox, "new.db"), dump(&sandbox, "shuyu.db"));
    assert!(sandbox.done("-d new.db find 守望").contains("assistance"));
    sandbox.done("-d new.db undo");
    assert_eq!(dump(&sandbox, "new.db").lines().count(), 2);
    let told = sandbox.told("-d log.db load all.jsonl");
    assert!(told.contains("the log in it was left out"), "{told}");
    assert_eq!(dump(&sandbox, "log.db"), dump(&sandbox, "shuyu.db"));
}

#[test]
fn a_dump_adds_what_is_missing_and_nothing_if_something_differs() {
    let sandbox = with_copy();
    sandbox.done("-d other.db set 窗口 --en window");
    sandbox.done("-d other.db dump -o facts.jsonl");
    let told = sandbox.told("load facts.jsonl");
    assert!(
        told.contains("loaded 1 entry, 1 decision, 0 texts"),
        "{told}"
    );
    assert_eq!(dump(&sandbox, "other.db"), dump(&sandbox, "shuyu.db"));
    sandbox.done("-d other.db set 窗口 --note broken");
    sandbox.done("-d other.db set 港口 --en port");
    sandbox.done("-d other.db dump -o facts.jsonl");
    assert_snapshot!(sandbox.fails("load facts.jsonl"), @"
    exit 3
    error: `facts.jsonl` differs from what is there: entry 窗口; nothing was loaded
    hint: `shuyu sync FILE` brings the two together, or load into a new termbase with `--db`
    ");
}

#[test]
fn what_is_no_dump_is_told_with_its_line() {
    let sandbox = Sandbox::with_termbase();
    let good = dump(&sandbox, "shuyu.db");
    let cut = &good[..good.len() - 5];
    sandbox.file("cut.jsonl", cut);
    sandbox.file("gbk.jsonl", b"\xd6\xd0\xb9\xfa\n");
    sandbox.file("newer.jsonl", good.replace("\"v\":1", "\"v\":2"));
    sandbox.file("other.jsonl", good.replace("entry", "song"));
    assert_snapshot!(sandbox.fails("load cut.jsonl"), @"
    exit 3
    error: `cut.jsonl`, line 7: the file is cut off here
    hint: `shuyu dump -o FILE` writes such files; `shuyu import` reads others
    ");
    for name in ["gbk", "newer", "other"] {
        for command in ["load", "sync"] {
            let told = sandbox.fails(&format!("{command} {name}.jsonl"));
            assert!(
                told.starts_with("exit 3\n") && told.contains("line "),
                "{told}"
            );
        }
    }
    sandbox.fails("sync speech.zh.txt");
    sandbox.fails("sync missing.db");
    sandbox.fails("sync shuyu.db");
    sandbox.fails("sync .");
}

#[test]
fn two_who_began_with_one_file_bring_their_work_together() {
    let sandbox = with_copy();
    sandbox.done("set 守望相助 --note ours");
    sandbox.done("delete 互联互通");
    sandbox.done("-d other.db set 守望相助 --en watch");
    sandbox.done("-d other.db set 窗口 --en window");
    sandbox.done("-d other.db reject 走深走实");
    let before = (dump(&sandbox, "shuyu.db"), dump(&sandbox, "other.db"));
    assert_snapshot!(sandbox.told("sync other.db -n"), @"
    exit 0
    + here: entry 窗口
    ~ here: entry 守望相助
    + here: decision 窗口
    + here: decision 走深走实
    - there: entry 互联互通
    ~ there: entry 守望相助
    - there: decision 互联互通
    would have synced with `other.db`: here 3 added, 1 changed, 0 removed; there 0 added, 1 changed, 2 removed
    ");
    assert_eq!(
        before,
        (dump(&sandbox, "shuyu.db"), dump(&sandbox, "other.db"))
    );
    sandbox.done("sync other.db");
    assert_eq!(dump(&sandbox, "shuyu.db"), dump(&sandbox, "other.db"));
    assert!(sandbox.done("show 守望相助").contains("watch"));
    assert!(sandbox.done("show 守望相助").contains("ours"));
    assert!(!dump(&sandbox, "shuyu.db").contains("\"text\":\"互联互通\""));
    assert!(!sandbox.done("show 窗口").is_empty());
    let backups = sandbox.names("shuyu.db-backups");
    assert!(backups[0].ends_with("before-sync.db"), "{backups:?}");
    let again = sandbox.told("sync other.db");
    assert!(
        again.contains("here nothing to change; there nothing to change"),
        "{again}"
    );
    // From the other end, too.
    sandbox.done("-d other.db set 窗口 --note there");
    sandbox.done("-d other.db sync shuyu.db");
    assert!(sandbox.done("show 窗口").contains("there"));
    // What was taken back here is taken back there.
    sandbox.done("undo");
    sandbox.done("sync other.db");
    assert!(!dump(&sandbox, "other.db").contains("there"));
    assert_eq!(dump(&sandbox, "shuyu.db"), dump(&sandbox, "other.db"));
}

#[test]
fn what_both_changed_is_listed_and_decided() {
    let sandbox = with_copy();
    sandbox.done("set 守望相助 --note ours --subject trade");
    sandbox.done("-d other.db set 守望相助 --note theirs --definition d");
    sandbox.done("delete 互联互通");
    sandbox.done("-d other.db set 互联互通 --note kept");
    assert_snapshot!(sandbox.told("sync other.db"), @"
    exit 1
    ! 互联互通: (all of it)
        before  (is there)
        mine    (nothing)
        theirs  (is there)
    ! 守望相助: note
        before  (nothing known)
        mine    ours
        theirs  theirs
    synced with `other.db`: here 0 added, 1 changed, 0 removed; there 0 added, 1 changed, 1 removed
    to take this back here: shuyu undo
    2 conflicts; each side keeps its own. Change one of them, or decide all with `--on-conflict mine` or `--on-conflict theirs`
    ");
    assert!(sandbox.done("show 守望相助").contains("ours"));
    assert!(sandbox.done("-d other.db show 守望相助").contains("trade"));
    assert!(!dump(&sandbox, "shuyu.db").contains("\"text\":\"互联互通\""));
    let json = sandbox.told("sync other.db --json");
    let expected =
        "\"field\":\"note\",\"mine\":\"ours\",\"name\":\"守望相助\",\"theirs\":\"theirs\"";
    assert!(
        json.starts_with("exit 1\n") && json.contains(expected),
        "{json}"
    );
    assert!(json.contains("\"conflicts\":2"), "{json}");
    let before = dump(&sandbox, "other.db");
    sandbox.done("sync other.db --pull --on-conflict theirs");
    assert_eq!(dump(&sandbox, "other.db"), before);
    assert_eq!(dump(&sandbox, "shuyu.db"), before);
    let told = sandbox.told("sync other.db");
    assert!(told.starts_with("exit 0\n"), "{told}");
}

#[test]
fn a_dump_in_a_file_goes_between_two_termbases() {
    let sandbox = with_copy();
    let told = sandbox.told("sync shared.jsonl");
    assert!(told.contains("here nothing to change"), "{told}");
    assert_eq!(
        fs::read_to_string(sandbox.path("shared.jsonl")).expect("a dump"),
        dump(&sandbox, "shuyu.db")
    );
    sandbox.done("-d other.db sync shared.jsonl");
    sandbox.done("set 窗口 --en window");
    sandbox.done("delete 互联互通");
    sandbox.done("sync shared.jsonl");
    sandbox.done("-d other.db set 守望相助 --note n");
    sandbox.done("-d other.db sync shared.jsonl");
    sandbox.done("sync shared.jsonl");
    let shared = fs::read_to_string(sandbox.path("shared.jsonl")).expect("a dump");
    assert_eq!(dump(&sandbox, "shuyu.db"), shared);
    assert_eq!(dump(&sandbox, "other.db"), shared);
    assert!(!shared.contains("\"text\":\"互联互通\""));
    // A file that is gone is a new one, not one from which all was removed.
    fs::remove_file(sandbox.path("shared.jsonl")).expect("a file");
    sandbox.done("sync shared.jsonl");
    assert_eq!(
        fs::read_to_string(sandbox.path("shared.jsonl")).expect("a dump"),
        shared
    );
    let pulled = sandbox.fails("sync nothing.jsonl --pull");
    assert!(pulled.starts_with("exit 3\n"), "{pulled}");
}

#[test]
fn another_file_in_the_place_of_the_other_removes_nothing() {
    let sandbox = with_copy();
    sandbox.done("sync other.db");
    fs::remove_file(sandbox.path("other.db")).expect("a file");
    sandbox.done("-d other.db set 港口 --en port");
    sandbox.done("sync other.db");
    assert!(sandbox.done("find 守望相助").contains("assistance"));
    assert_eq!(dump(&sandbox, "shuyu.db"), dump(&sandbox, "other.db"));
}

#[test]
fn a_base_can_be_named() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("dump -o base.jsonl");
    sandbox.done("-d other.db load base.jsonl");
    sandbox.done("delete 互联互通");
    let told = sandbox.told("sync other.db -n");
    assert!(told.contains("+ here: entry 互联互通"), "{told}");
    sandbox.done("sync other.db --base base.jsonl");
    assert!(!dump(&sandbox, "other.db").contains("\"text\":\"互联互通\""));
    assert_eq!(dump(&sandbox, "shuyu.db"), dump(&sandbox, "other.db"));
}

#[test]
fn a_network_drive_gets_a_journal_of_its_own_and_a_warning() {
    let sandbox = Sandbox::with_termbase();
    let folder = fs::canonicalize(sandbox.path("")).expect("a folder");
    let far = folder.join("far").to_string_lossy().replace(' ', "\\040");
    sandbox.file("far/note", "");
    sandbox.file(
        "mounts",
        format!("22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 0:40 / {far} rw - nfs4 server:/ rw\n"),
    );
    let run = |line: &str| {
        let mut command = sandbox.command(line);
        told(
            &command
                .env("SHUYU_MOUNTS", sandbox.path("mounts"))
                .output()
                .expect("shuyu starts"),
        )
    };
    let journal = || fs::read(sandbox.path("far/a.db")).expect("a file")[18];
    assert_snapshot!(run("-d far/a.db set 窗口 --en window"), @"
    exit 0
    warning: `far/a.db` lies on a network drive (nfs4), where two who write at once can damage it; work on a copy on this machine, and bring both together with `shuyu sync`
    created the termbase `far/a.db`
    created 窗口 (#1)
    ");
    assert_eq!(journal(), 1);
    assert!(!run("-d far/a.db find 窗口 -q").contains("warning"));
    assert!(!run("-d far/a.db status --journal wal").contains("warning"));
    assert_eq!(journal(), 2);
    assert!(run("-d far/a.db set 窗口 --note n").contains("warning"));
    assert_eq!(journal(), 1);
    sandbox.done("-d far/a.db status");
    assert_eq!(journal(), 2, "on this machine again");
    let told = run("set 港口 --en port");
    assert!(!told.contains("warning"), "{told}");
    assert!(run("status --journal never").starts_with("exit 2\n"));
}

#[test]
fn a_synchronised_folder_is_warned_of() {
    let sandbox = Sandbox::new();
    sandbox.file("Dropbox/note", "");
    let told = sandbox.told("-d Dropbox/a.db set 窗口 --en window");
    assert!(
        told.contains("lies in a folder that Dropbox synchronises") && told.contains("shuyu sync"),
        "{told}"
    );
    assert_eq!(
        fs::read(sandbox.path("Dropbox/a.db")).expect("a file")[18],
        1
    );
    // Copies, imports and merges work there as well.
    sandbox.file("more.csv", "term,english\n港口,port\n");
    for line in [
        "import more.csv",
        "merge 窗口 港口",
        "undo",
        "backup",
        "sync s.jsonl",
    ] {
        sandbox.done(&format!("-d Dropbox/a.db {line}"));
    }
}

#[test]
fn what_somebody_else_decided_meanwhile_is_told_in_a_review() {
    let sandbox = Sandbox::with_termbase();
    let mut review = sandbox
        .command("review --input - --json")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("shuyu starts");
    let mut input = review.stdin.take().expect("a pipe");
    let mut output = BufReader::new(review.stdout.take().expect("a pipe"));
    let mut next = || {
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        serde_json::from_str::<serde_json::Value>(&line).expect("an object")
    };
    let first = next();
    let term = first["candidate"]["asked"]
        .as_str()
        .expect("a term")
        .to_owned();
    sandbox.done(&format!("reject {term} --reason generic"));
    input.write_all("a\n".as_bytes()).expect("a pipe");
    input.flush().expect("a pipe");
    let answer = next().to_string();
    assert!(
        answer.contains("somebody else decided on it meanwhile (rejected: generic)"),
        "{answer}"
    );
    let were = dump(&sandbox, "shuyu.db")
        .matches("\"kind\":\"entry\"")
        .count();
    input.write_all("a\nq\n".as_bytes()).expect("a pipe");
    drop(input);
    review.wait().expect("an end");
    let are = dump(&sandbox, "shuyu.db")
        .matches("\"kind\":\"entry\"")
        .count();
    assert_eq!(are, were + 1);
}

#[test]
fn the_other_termbase_is_named_when_it_is_busy_or_damaged() {
    let sandbox = with_copy();
    let other = rusqlite::Connection::open(sandbox.path("other.db")).expect("a database");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    let told = sandbox.fails("sync other.db");
    assert!(told.starts_with("exit 4\nerror: `other.db`: "), "{told}");
    drop(other);
    let mut bytes = fs::read(sandbox.path("other.db")).expect("a file");
    bytes[100..2000].fill(0xAA);
    fs::write(sandbox.path("other.db"), bytes).expect("damage");
    let told = sandbox.fails("sync other.db");
    assert!(told.starts_with("exit 5\nerror: `other.db`: "), "{told}");
}
