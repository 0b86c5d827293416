//! One command of each kind that changes something, on a termbase that has work for it: to be
//! killed in the middle, or to meet a full disk.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use rusqlite::Connection;

use super::folder::Folder;

/// Terms of the termbase that commands begin with.
pub(super) const TERMS: usize = 120;

/// A command and the files that it may change.
pub(super) struct Change {
    pub(super) name: &'static str,
    arguments: &'static [&'static str],
    /// Termbases and dumps beside the termbase that may change with it.
    others: &'static [&'static str],
}

/// The commands; `work/shuyu.db` is the termbase.
pub(super) const CHANGES: &[Change] = &[
    change("accept", &["accept", "--input", "list.tsv"], &[]),
    change("edit", &["edit", "海洋项目1"], &[]),
    change("import", &["import", "new.csv"], &[]),
    change(
        "merge",
        &["merge", "海洋项目1", "海洋项目2", "海洋项目3"],
        &[],
    ),
    change("undo", &["undo"], &[]),
    change("sync", &["sync", "work/other.db"], &["other.db"]),
    change(
        "sync with a file",
        &["sync", "work/other.jsonl"],
        &["other.jsonl"],
    ),
    change("load", &["load", "facts.jsonl"], &[]),
    change("review", &["review", "--input", "answers.txt"], &[]),
    change("restore", &["restore", "base/copy.db"], &[]),
];

const fn change(
    name: &'static str,
    arguments: &'static [&'static str],
    others: &'static [&'static str],
) -> Change {
    Change {
        name,
        arguments,
        others,
    }
}

/// A folder in which the commands find what they need, with the termbases in `base`.
pub(super) fn prepared() -> Folder {
    let folder = Folder::new();
    let write = |name: &str, text: String| fs::write(folder.path(name), text).unwrap();
    let list = |what: &str, separator: char| -> String {
        let lines =
            (1..=TERMS).map(|number| format!("{what}{number}{separator}{what} of {number}\n"));
        lines.collect()
    };
    write("own.tsv", list("海洋项目", '\t'));
    write("list.tsv", list("港口项目", '\t'));
    write("theirs.tsv", list("铁路项目", '\t'));
    write(
        "new.csv",
        format!("term,english\n{}", list("走廊项目", ',')),
    );
    // One decision: each is an operation of its own.
    write("answers.txt", "a\nq\n".to_owned());
    write(
        "editor",
        "#!/bin/sh\nsed 's/^note = \"\"/note = \"edited\"/' \"$1\" > \"$1.new\" && mv \"$1.new\" \"$1\"\n".to_owned(),
    );
    fs::create_dir(folder.path("base")).unwrap();
    let base =
        |arguments: &[&str]| folder.run(&[&["-q", "-d", "base/shuyu.db"], arguments].concat());
    base(&["add", "texts/harbour-forum.zh.txt"]);
    base(&["extract", "--limit", "10"]);
    base(&["backup", "base/copy.db"]);
    base(&["backup", "base/other.db"]);
    base(&["accept", "--input", "own.tsv"]);
    let other =
        |arguments: &[&str]| folder.run(&[&["-q", "-d", "base/other.db"], arguments].concat());
    other(&["accept", "--input", "theirs.tsv"]);
    other(&["dump", "-o", "base/other.jsonl"]);
    other(&["dump", "-o", "facts.jsonl"]);
    folder
}

/// A termbase and the files beside it, as lines that can be compared.
pub(super) type State = Vec<String>;

impl Change {
    /// Puts the termbases back to what commands begin with.
    pub(super) fn start(folder: &Folder) {
        let _ = fs::remove_dir_all(folder.path("work"));
        fs::create_dir(folder.path("work")).unwrap();
        for name in ["shuyu.db", "other.db", "other.jsonl"] {
            let (from, to) = (format!("base/{name}"), format!("work/{name}"));
            fs::copy(folder.path(&from), folder.path(&to)).unwrap();
        }
    }

    /// The command, after `prefix`, which may be a shell that sets limits.
    pub(super) fn command(&self, folder: &Folder, prefix: &[&str]) -> Command {
        let arguments = [&["-d", "work/shuyu.db"], self.arguments].concat();
        let plain = folder.command(&arguments);
        let mut command = match prefix {
            [] => plain,
            [program, rest @ ..] => {
                let mut shell = Command::new(program);
                shell
                    .args(rest)
                    .arg(plain.get_program())
                    .args(plain.get_args());
                shell.current_dir(folder.path(""));
                for (name, value) in plain.get_envs() {
                    match value {
                        Some(value) => shell.env(name, value),
                        None => shell.env_remove(name),
                    };
                }
                shell
            }
        };
        command
            .env("EDITOR", "sh editor")
            .env_remove("VISUAL")
            .env("TMPDIR", folder.path("work"))
            .stdin(Stdio::null());
        command
    }

    /// The facts of the termbase first, then those of what is beside it.
    pub(super) fn states(&self, folder: &Folder) -> Vec<State> {
        let names = std::iter::once(&"shuyu.db").chain(self.others);
        let text = |name: &&str| match name.ends_with(".db") {
            true => facts(folder, &format!("work/{name}")),
            false => folder.read(&format!("work/{name}")),
        };
        names
            .map(|name| text(name).lines().map(str::to_owned).collect())
            .collect()
    }

    /// The termbases are whole.
    pub(super) fn check(&self, folder: &Folder) {
        let names = std::iter::once(&"shuyu.db").chain(self.others);
        for name in names.filter(|name| name.ends_with(".db")) {
            whole(&folder.path(&format!("work/{name}")), self.name);
        }
    }

    /// What the states are when the command comes to its end.
    pub(super) fn after(&self, folder: &Folder) -> Vec<State> {
        Self::start(folder);
        let output = self.command(folder, &[]).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{}: {told}", self.name);
        self.states(folder)
    }
}

/// What a termbase holds.
pub(super) fn facts(folder: &Folder, database: &str) -> String {
    folder.run(&["-d", database, "dump"]).stdout
}

/// The file is a sound database, and every row belongs to one that is there.
pub(super) fn whole(path: &Path, name: &str) {
    let connection = Connection::open(path).unwrap();
    let verdict: String = connection
        .pragma_query_value(None, "integrity_check", |row| row.get(0))
        .unwrap();
    assert_eq!(verdict, "ok", "{name}");
    let mut broken = connection.prepare("PRAGMA foreign_key_check").unwrap();
    assert!(!broken.exists([]).unwrap(), "{name}");
}

/// A number from the environment, for runs of another length than the ordinary one.
pub(super) fn number(variable: &str, ordinary: usize) -> usize {
    let given = std::env::var(variable).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(ordinary)
}

pub(super) fn messages(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
