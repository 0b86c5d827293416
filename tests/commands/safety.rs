//! `backup`, `restore` and `doctor`.

use std::fs;

use super::sandbox::Sandbox;

#[test]
fn a_copy_is_made_and_taken_back() {
    let sandbox = Sandbox::with_termbase();
    let before = sandbox.facts();
    let copy = "shuyu.db-backups/20231114T221320Z.db";
    assert_eq!(
        sandbox.told("backup"),
        "exit 0\ncopied the termbase to `shuyu.db-backups/20231114T221320Z.db`\n"
    );
    sandbox.done("set 窗口 --en window");
    assert_ne!(sandbox.facts(), before);
    let told = sandbox.told(&format!("restore {copy} -n"));
    assert!(told.starts_with("exit 0\nwould have put"), "{told}");
    assert_ne!(sandbox.facts(), before);
    let told = sandbox.told(&format!("restore {copy}"));
    assert!(told.contains("what was there is kept in"), "{told}");
    assert_eq!(sandbox.facts(), before);
    // What was restored over can be restored.
    sandbox.done("restore shuyu.db-backups/20231114T221320Z-before-restore.db");
    assert!(sandbox.done("find 窗口").contains("window"));
}

#[test]
fn a_copy_never_takes_the_place_of_a_file() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("letter.db", "dear all");
    assert!(sandbox.fails("backup letter.db").starts_with("exit 3"));
    assert!(sandbox.fails("restore letter.db").starts_with("exit 3"));
    assert!(sandbox.fails("restore missing.db").starts_with("exit 3"));
    assert!(
        sandbox
            .fails("doctor --salvage letter.db")
            .starts_with("exit 3")
    );
}

#[test]
fn a_copy_is_made_before_entries_are_merged_and_old_ones_go() {
    let sandbox = Sandbox::with_termbase();
    for _ in 0..12 {
        sandbox.done("merge 守望相助 互联互通");
        sandbox.done("undo -q");
    }
    sandbox.done("backup");
    let names = sandbox.names("shuyu.db-backups");
    let automatic = names.iter().filter(|name| name.contains("-before-merge"));
    assert_eq!((automatic.count(), names.len()), (10, 11), "{names:?}");
}

#[test]
fn what_nobody_sees_is_found() {
    let sandbox = Sandbox::with_termbase();
    assert_eq!(
        sandbox.told("doctor"),
        "exit 0\nthe file is whole; nothing odd in 2 entries\n"
    );
    sandbox.done("set 窗口 --en \u{421}hina --note soft\u{ad}hyphen");
    let told = sandbox.told("doctor");
    assert!(
        told.starts_with("exit 1\n#3  note: soft<U+00AD>hyphen"),
        "{told}"
    );
    assert!(told.contains("several alphabets"), "{told}");
    let json = sandbox.told("doctor --json");
    assert!(json.contains("\"field\":\"note\",\"id\":3"), "{json}");
}

#[test]
fn a_damaged_termbase_is_told_with_the_way_out() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("backup good.db");
    let path = sandbox.path("shuyu.db");
    // Merges the log into the file.
    sandbox.done("status");
    let mut bytes = fs::read(sandbox.path("good.db")).expect("a copy");
    let end = bytes.len();
    bytes[end / 2..end / 2 + 9000].fill(0xAA);
    fs::write(&path, bytes).expect("damage");
    for beside in ["shuyu.db-wal", "shuyu.db-shm"] {
        let _ = fs::remove_file(sandbox.path(beside));
    }
    let told = sandbox.told("doctor");
    assert!(
        told.starts_with("exit 5\n") && told.contains("hint: "),
        "{told}"
    );
    let told = sandbox.told("doctor --salvage rescued.db");
    assert!(told.starts_with("exit 0\n"), "{told}");
    assert!(sandbox.told("-d rescued.db status").starts_with("exit 0\n"));
    let told = sandbox.told("restore good.db");
    assert!(told.starts_with("exit 0\n"), "{told}");
    assert!(sandbox.done("find 守望相助").contains("assistance"));
}

#[test]
fn a_related_entry_that_is_not_there_is_told() {
    let sandbox = Sandbox::new();
    sandbox.done("set 海洋 --en ocean");
    sandbox.done("set 蓝碳 --en carbon --see-also 海洋");
    assert!(sandbox.told("doctor").contains("nothing odd in 2 entries"));
    let dump = sandbox.done("dump");
    let left = dump.lines().filter(|line| !line.contains("\"ocean\""));
    sandbox.file("part.jsonl", left.collect::<Vec<_>>().join("\n") + "\n");
    sandbox.done("-d part.db load part.jsonl");
    let told = sandbox.told("-d part.db doctor");
    assert!(told.starts_with("exit 1\n#1  see-also: "), "{told}");
    assert!(told.contains("(no entry has this uid)"), "{told}");
}
