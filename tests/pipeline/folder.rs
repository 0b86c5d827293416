//! A folder of its own for each test, and the program run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// 2026-01-01, so that dates in the results do not differ.
const DATE: &str = "1767225600";

/// A folder with copies of the sample texts in `texts`.
pub(super) struct Folder {
    folder: TempDir,
    cache: TempDir,
}

/// What a command printed.
pub(super) struct Printed {
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// One line of a TSV file, by column.
pub(super) type Row = std::collections::BTreeMap<String, String>;

impl Folder {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("texts")).unwrap();
        for entry in fs::read_dir(samples()).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                let name = path.file_name().unwrap();
                fs::copy(&path, folder.path().join("texts").join(name)).unwrap();
            }
        }
        let cache = tempfile::tempdir().unwrap();
        Self { folder, cache }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(super) fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// The command `shuyu ARGUMENTS`, to be run in this folder.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shuyu"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("SHUYU_CACHE", self.cache.path())
            .env_remove("SHUYU_DB")
            .env("SOURCE_DATE_EPOCH", DATE)
            .stdin(Stdio::null());
        command
    }

    /// Runs `shuyu ARGUMENTS`, which is to succeed.
    pub(super) fn run(&self, arguments: &[&str]) -> Printed {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(arguments).output().unwrap();
        let printed = Printed {
            stdout: String::from_utf8(stdout).unwrap(),
            stderr: String::from_utf8(stderr).unwrap(),
        };
        assert!(status.success(), "{arguments:?}: {}", printed.stderr);
        printed
    }

    /// What `shuyu --json ARGUMENTS` prints, line by line.
    pub(super) fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let with_json: Vec<&str> = ["--json"].iter().chain(arguments).copied().collect();
        let printed = self.run(&with_json).stdout;
        printed
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    pub(super) fn rows(&self, name: &str) -> Vec<Row> {
        let text = self.read(name);
        let mut lines = text.lines().map(|line| line.split('\t'));
        let heading: Vec<&str> = lines.next().unwrap().collect();
        lines
            .map(|cells| {
                let named = heading.iter().zip(cells);
                named
                    .map(|(name, cell)| ((*name).to_owned(), cell.to_owned()))
                    .collect()
            })
            .collect()
    }
}

/// The folder of the sample texts.
pub(super) fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}
