//! The program killed in the middle: what it does is done whole or not at all.
//!
//! `SHUYU_KILL_ROUNDS=1000` kills that often, over all commands; the ordinary run kills less often.

use std::fs;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::Value;

use super::changes::{CHANGES, Change, messages, number, prepared};
use super::folder::Folder;

const ROUNDS: u32 = 20;
const SPEECH: &str = "texts/harbour-forum.zh.txt";
const RESULTS: [&str; 3] = ["terms.tsv", "glossary.tbx", "memory.tmx"];

/// Runs a command and kills it after a share of the time it takes; whether it was still running.
fn kill_after(folder: &Folder, arguments: &[&str], delay: Duration) -> bool {
    let mut child = folder
        .command(arguments)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(delay);
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

/// The termbase opens, is sound, and says this of itself.
fn sound(folder: &Folder, database: &str) -> Value {
    let status = folder.json(&["-d", database, "status"]).remove(0);
    let connection = Connection::open(folder.path(database)).unwrap();
    let verdict: String = connection
        .pragma_query_value(None, "integrity_check", |row| row.get(0))
        .unwrap();
    assert_eq!(verdict, "ok");
    let mut broken = connection.prepare("PRAGMA foreign_key_check").unwrap();
    assert!(!broken.exists([]).unwrap());
    status
}

#[test]
fn a_list_is_accepted_whole_or_not_at_all() {
    const TERMS: i64 = 400;
    let folder = Folder::new();
    folder.run(&["build", SPEECH, "-o", "base"]);
    let list: String = (1..=TERMS)
        .map(|number| format!("海洋项目{number}\tocean project {number}\n"))
        .collect();
    fs::write(folder.path("list.tsv"), list).unwrap();
    let start = || fs::copy(folder.path("base/shuyu.db"), folder.path("shuyu.db")).unwrap();
    let accept = ["accept", "--input", "list.tsv"];
    start();
    let began = Instant::now();
    folder.run(&accept);
    let whole = began.elapsed();
    assert_eq!(sound(&folder, "shuyu.db")["entries"], TERMS);
    let mut killed = 0;
    for round in 0..ROUNDS {
        start();
        killed += u32::from(kill_after(&folder, &accept, whole * round / ROUNDS));
        let status = sound(&folder, "shuyu.db");
        let done = [
            &status["entries"],
            &status["accepted"],
            &status["operations"],
        ];
        let done: Vec<i64> = done.iter().map(|count| count.as_i64().unwrap()).collect();
        assert!(
            done == [0, 0, 1] || done == [TERMS, TERMS, 2],
            "round {round}: {done:?}"
        );
    }
    assert!(killed > 0, "it always came to its end");
    if folder.json(&["status"])[0]["entries"] == 0 {
        folder.run(&accept);
    }
    assert_eq!(sound(&folder, "shuyu.db")["entries"], TERMS);
}

#[test]
fn an_undo_takes_back_all_or_nothing() {
    const TERMS: i64 = 400;
    let folder = Folder::new();
    let list: String = (1..=TERMS)
        .map(|number| format!("海洋项目{number}\tocean project {number}\n"))
        .collect();
    fs::write(folder.path("list.tsv"), list).unwrap();
    folder.run(&["-d", "base.db", "accept", "--input", "list.tsv"]);
    let start = || fs::copy(folder.path("base.db"), folder.path("shuyu.db")).unwrap();
    start();
    let began = Instant::now();
    folder.run(&["undo"]);
    let whole = began.elapsed();
    assert_eq!(sound(&folder, "shuyu.db")["entries"], 0);
    for round in 0..ROUNDS {
        start();
        kill_after(&folder, &["undo"], whole * round / ROUNDS);
        let status = sound(&folder, "shuyu.db");
        let done = [
            &status["entries"],
            &status["accepted"],
            &status["operations"],
        ];
        let done: Vec<i64> = done.iter().map(|count| count.as_i64().unwrap()).collect();
        assert!(
            done == [TERMS, TERMS, 1] || done == [0, 0, 2],
            "round {round}: {done:?}"
        );
    }
}

#[test]
fn a_build_is_done_whole_or_not_at_all() {
    let folder = Folder::new();
    let build = ["build", "texts", "-o", "out"];
    folder.run(&["build", SPEECH, "-o", "base"]);
    folder.run(&["-d", "base/shuyu.db", "reject", "蓝色走廊"]);
    let start = || {
        let _ = fs::remove_dir_all(folder.path("out"));
        fs::create_dir(folder.path("out")).unwrap();
        for name in RESULTS.iter().chain(&["shuyu.db"]) {
            let (from, to) = (format!("base/{name}"), format!("out/{name}"));
            fs::copy(folder.path(&from), folder.path(&to)).unwrap();
        }
    };
    start();
    let began = Instant::now();
    folder.run(&build);
    let whole = began.elapsed();
    let results = || RESULTS.map(|name| folder.bytes(&format!("out/{name}")));
    let new = results();
    start();
    let old = results();
    let mut killed = 0;
    for round in 0..ROUNDS {
        start();
        killed += u32::from(kill_after(&folder, &build, whole * round / ROUNDS));
        let status = sound(&folder, "out/shuyu.db");
        assert_eq!(status["rejected"], 1);
        let done = (status["texts"].as_i64(), status["operations"].as_i64());
        assert!(
            done == (Some(1), Some(2)) || done == (Some(3), Some(3)),
            "round {round}: {done:?}"
        );
        for (index, bytes) in results().iter().enumerate() {
            let whole = *bytes == old[index] || *bytes == new[index];
            assert!(whole, "round {round}: {}", RESULTS[index]);
        }
    }
    assert!(killed > 0, "it always came to its end");
    folder.run(&build);
    assert!(results() == new);
}

#[test]
fn a_termbase_that_was_never_finished_is_no_obstacle() {
    let folder = Folder::new();
    let began = Instant::now();
    folder.run(&["-d", "whole.db", "set", "蓝碳", "--en", "blue carbon"]);
    let whole = began.elapsed();
    for round in 0..ROUNDS {
        let database = format!("{round}.db");
        let set = ["-d", &database, "set", "蓝碳", "--en", "blue carbon"];
        kill_after(&folder, &set, whole * round / ROUNDS);
        folder.run(&set);
        assert_eq!(sound(&folder, &database)["entries"], 1, "round {round}");
    }
}

#[test]
fn every_change_is_there_whole_once_it_was_told_and_else_not_at_all() {
    let folder = prepared();
    let rounds = number("SHUYU_KILL_ROUNDS", 40).div_ceil(CHANGES.len());
    let (mut killed, mut done) = (0, 0);
    for change in CHANGES {
        Change::start(&folder);
        let before = change.states(&folder);
        let began = Instant::now();
        let after = change.after(&folder);
        // Nearly half of the time is spent on looking at what came of it.
        let whole = began.elapsed() * 2 / 3;
        for round in 0..rounds {
            Change::start(&folder);
            let mut child = change
                .command(&folder, &[])
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap();
            // Other moments in every round, and not the same ones for every number of rounds.
            let share = (round as u32 * 618 + 309) % 1000;
            std::thread::sleep(whole * share / 1000);
            child.kill().unwrap();
            let output = child.wait_with_output().unwrap();
            let told = messages(&output);
            let place = format!("{}, round {round}: {:?} {told}", change.name, output.status);
            let states = change.states(&folder);
            change.check(&folder);
            for (state, (before, after)) in states.iter().zip(before.iter().zip(&after)) {
                assert!(state == before || state == after, "{place}");
            }
            if output.status.success() || told.contains(ACKNOWLEDGED) {
                done += 1;
                assert!(states == after, "{place}");
            } else {
                killed += 1;
            }
            if states != after {
                // The other side is written first.
                assert!(states[0] == before[0], "{place}");
                let again = change.command(&folder, &[]).output().unwrap();
                assert!(again.status.success(), "{place}: then {}", messages(&again));
                assert!(change.states(&folder) == after, "{place}: done again");
            }
        }
    }
    assert!(killed > 0, "it always came to its end: {done}");
    if std::env::var_os("SHUYU_KILL_ROUNDS").is_some() {
        let told = format!("{killed} killed, {done} done before\n");
        fs::write(std::env::temp_dir().join("shuyu-kill-rounds.txt"), told).unwrap();
    }
}

/// What every command says once its change is stored.
const ACKNOWLEDGED: &str = "to take this back";
