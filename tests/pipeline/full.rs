//! A disk that is full: exit code 3, and nothing is lost.
//!
//! A limit on the size of files (`ulimit -f`) refuses writes as a full disk does, at whatever
//! place of the work the limit is reached.

use std::fs;

use super::changes::{CHANGES, Change, messages, prepared};
use super::folder::Folder;

/// A shell that lets files grow to so many blocks of 512 bytes only.
fn limited(blocks: u64) -> String {
    format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"")
}

/// Limits at which the work ends at its beginning, in the middle and near its end.
fn limits(folder: &Folder) -> Vec<u64> {
    let size = fs::metadata(folder.path("base/shuyu.db")).unwrap().len() / 512;
    let shares = [1, 2, 3, 4, 5, 6, 7].map(|share| size * share / 6);
    let mut limits = vec![0, 1, 8, 63, 70];
    limits.extend(shares);
    limits
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let folder = prepared();
    for change in CHANGES {
        let after = change.after(&folder);
        Change::start(&folder);
        let before = change.states(&folder);
        let mut refused = 0;
        for limit in limits(&folder) {
            Change::start(&folder);
            let script = limited(limit);
            let mut command = change.command(&folder, &["sh", "-c", &script, "sh"]);
            let output = command.output().unwrap();
            let (code, told) = (output.status.code(), messages(&output));
            let place = format!("{} with {limit} blocks: {code:?} {told}", change.name);
            assert!(!told.contains("a mistake of its own"), "{place}");
            let states = change.states(&folder);
            change.check(&folder);
            match code {
                // An editor that could write nothing has changed nothing.
                Some(0) if told.contains("nothing was changed") => {
                    assert!(states == before, "{place}");
                }
                Some(0) => assert!(states == after, "{place}"),
                Some(3) => {
                    refused += 1;
                    assert!(told.contains("hint: "), "{place}");
                    assert!(states[0] == before[0], "{place}");
                    // The other side is written first, and whole.
                    for (state, (before, after)) in states.iter().zip(before.iter().zip(&after)) {
                        assert!(state == before || state == after, "{place}");
                    }
                }
                _ => panic!("{place}"),
            }
            let left: Vec<String> = names(&folder)
                .into_iter()
                .filter(|name| name.contains(".part"))
                .collect();
            assert!(left.is_empty(), "{place}: {left:?}");
            if code == Some(3) {
                let output = change.command(&folder, &[]).output().unwrap();
                assert!(
                    output.status.success(),
                    "{place}: then {}",
                    messages(&output)
                );
                assert!(change.states(&folder) == after, "{place}: with room again");
            }
        }
        assert!(refused > 0, "{} never met a full disk", change.name);
    }
}

#[test]
fn a_copy_on_a_full_disk_is_no_copy() {
    let folder = prepared();
    Change::start(&folder);
    for limit in limits(&folder) {
        let script = limited(limit);
        let shuyu = folder.command(&["-d", "work/shuyu.db", "backup", "work/copy.db"]);
        let mut command = std::process::Command::new("sh");
        command
            .args(["-c", &script, "sh"])
            .arg(shuyu.get_program())
            .args(shuyu.get_args());
        command.current_dir(folder.path(""));
        let output = command.output().unwrap();
        let told = messages(&output);
        let copy = folder.path("work/copy.db");
        match output.status.code() {
            Some(0) => {
                assert!(
                    folder.run(&["-d", "work/copy.db", "dump"]).stdout
                        == folder.run(&["-d", "work/shuyu.db", "dump"]).stdout
                );
                fs::remove_file(copy).unwrap();
            }
            Some(3) => {
                assert!(told.contains("hint: "), "{limit}: {told}");
                let left: Vec<String> = names(&folder)
                    .into_iter()
                    .filter(|name| name.starts_with("copy"))
                    .collect();
                assert!(left.is_empty(), "{limit}: {left:?}");
            }
            code => panic!("{limit}: {code:?} {told}"),
        }
    }
}

/// Names of the files beside the termbase, and of those in folders there.
fn names(folder: &Folder) -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![folder.path("work")];
    while let Some(within) = folders.pop() {
        for entry in fs::read_dir(within).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_dir() {
                folders.push(entry.path());
            }
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names
}
