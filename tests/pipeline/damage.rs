//! Damaged termbases: whatever was done to the file, every command comes to an end and says so.
//!
//! `SHUYU_DAMAGED_FILES=500` tries that many files; the ordinary run tries fewer.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::changes::{Change, number, prepared};
use super::folder::Folder;

/// What is tried on every file, the last one to change it.
const TRIED: [&[&str]; 6] = [
    &["status"],
    &["find", "海洋"],
    &["show", "海洋项目7"],
    &["dump"],
    &["doctor"],
    &["set", "海洋项目7", "--note", "of the sea"],
];

/// No command takes nearly as long; what does hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        // The generator of Knuth's MMIX; its high bits are good enough here.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end.max(1)
    }
}

/// A termbase with its log beside it, as a program that was killed leaves it.
struct Whole {
    database: Vec<u8>,
    log: Vec<u8>,
    foreign: Vec<u8>,
}

impl Whole {
    fn new(folder: &Folder) -> Self {
        Change::start(folder);
        let path = folder.path("work/shuyu.db");
        // While it is open here, nobody takes the log into the file.
        let open = Connection::open(&path).unwrap();
        let _: i64 = open
            .query_row("SELECT count(*) FROM term", [], |row| row.get(0))
            .unwrap();
        folder.run(&[
            "-d",
            "work/shuyu.db",
            "set",
            "海洋项目7",
            "--definition",
            "known",
        ]);
        folder.run(&["-d", "work/shuyu.db", "accept", "--input", "list.tsv"]);
        let database = folder.bytes("work/shuyu.db");
        let log = folder.bytes("work/shuyu.db-wal");
        drop(open);
        let other = Connection::open(folder.path("work/other.db")).unwrap();
        let _: i64 = other
            .query_row("SELECT count(*) FROM term", [], |row| row.get(0))
            .unwrap();
        folder.run(&["-d", "work/other.db", "set", "铁路项目9", "--note", "other"]);
        let foreign = folder.bytes("work/other.db-wal");
        assert!(!log.is_empty() && !foreign.is_empty());
        Self {
            database,
            log,
            foreign,
        }
    }

    /// The damaged file with the log beside it, and what was done to them.
    fn damaged(&self, number: usize) -> (Vec<u8>, Vec<u8>, &'static str) {
        let mut numbers = Numbers(number as u64 * 7919 + 1);
        let (mut database, mut log) = (self.database.clone(), self.log.clone());
        let end = database.len();
        let done = match number % 10 {
            0..=2 => {
                for _ in 0..=numbers.below(64) {
                    let at = numbers.below(end);
                    database[at] ^= 1 << numbers.below(8);
                }
                "flipped bits"
            }
            3 => {
                for _ in 0..=numbers.below(64) {
                    let at = numbers.below(end);
                    database[at] = numbers.below(256) as u8;
                }
                log.clear();
                "other bytes"
            }
            4 => {
                database.truncate(numbers.below(end));
                if numbers.below(2) == 0 {
                    log.clear();
                }
                "cut off"
            }
            5 => {
                let page = numbers.below(end / 4096);
                database[page * 4096..][..4096].fill(0);
                log.clear();
                "a page of nothing"
            }
            6 => {
                log = self.foreign.clone();
                "the log of another file"
            }
            7 => {
                log.truncate(numbers.below(log.len()));
                "a log that is cut off"
            }
            8 => {
                let at = numbers.below(100);
                database[at] = numbers.below(256) as u8;
                log.clear();
                "another header"
            }
            _ => {
                for _ in 0..=numbers.below(16) {
                    let at = numbers.below(log.len());
                    log[at] = numbers.below(256) as u8;
                }
                if number % 50 == 9 {
                    database.clear();
                }
                "a log of other bytes"
            }
        };
        (database, log, done)
    }
}

#[test]
fn a_damaged_termbase_is_told_and_never_hangs_the_program() {
    let folder = prepared();
    let whole = Whole::new(&folder);
    let mut codes: BTreeMap<(&str, i32), usize> = BTreeMap::new();
    for file in 0..number("SHUYU_DAMAGED_FILES", 40) {
        let (database, log, done) = whole.damaged(file);
        for arguments in TRIED {
            let _ = fs::remove_dir_all(folder.path("work"));
            fs::create_dir(folder.path("work")).unwrap();
            fs::write(folder.path("work/shuyu.db"), &database).unwrap();
            if !log.is_empty() {
                fs::write(folder.path("work/shuyu.db-wal"), &log).unwrap();
            }
            let command = folder.command(&[&["-d", "work/shuyu.db"], arguments].concat());
            let (code, told) = ends(&folder, command);
            let place = format!("file {file} ({done}), {arguments:?}: exit {code}, {told}");
            assert!(!told.contains("a mistake of its own"), "{place}");
            match code {
                0 | 1 => {}
                // What no longer says whose file it is cannot be told from one of another program.
                3 => assert!(
                    told.contains("hint: ") && !told.contains("damaged"),
                    "{place}"
                ),
                5 => assert!(
                    told.contains("shuyu restore") || told.contains("--salvage"),
                    "{place}"
                ),
                _ => panic!("{place}"),
            }
            *codes.entry((done, code)).or_default() += 1;
        }
    }
    // For whoever runs it with `--nocapture`.
    let told: Vec<String> = codes
        .iter()
        .map(|((done, code), count)| format!("{done}: exit {code} × {count}"))
        .collect();
    assert!(codes.keys().any(|(_, code)| *code == 5), "{told:#?}");
    if std::env::var_os("SHUYU_DAMAGED_FILES").is_some() {
        fs::write(
            std::env::temp_dir().join("shuyu-damaged-files.txt"),
            told.join("\n"),
        )
        .unwrap();
    }
}

/// Exit code and messages of a command, which has to come to its end.
fn ends(folder: &Folder, mut command: Command) -> (i32, String) {
    let messages = folder.path("messages");
    let file = fs::File::create(&messages).unwrap();
    let mut child = command.stdout(Stdio::null()).stderr(file).spawn().unwrap();
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            let told = fs::read(&messages).unwrap();
            let code = status.code().unwrap_or(-1);
            return (code, String::from_utf8_lossy(&told).into_owned());
        }
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            return (-2, "it hangs".to_owned());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
