//! A folder of its own in which `shuyu` is run as a user would run it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A short speech with terms that occur often enough to be found.
pub(super) const SPEECH: &str = "\
我们要建设蓝色伙伴关系，推动海洋合作走深走实。\n\
守望相助是我们的传统，蓝色伙伴关系是我们的选择。\n\
各方一致同意建设蓝色伙伴关系，坚持守望相助、互联互通。\n";

/// Its translation, sentence by sentence.
pub(super) const TRANSLATION: &str = "\
We will build a blue partnership and take ocean cooperation further.\n\
Mutual assistance is our tradition and the blue partnership is our choice.\n\
All sides agree to build the blue partnership, mutual assistance and connectivity.\n";

/// A folder, and one for the cache, that are removed in the end.
pub(super) struct Sandbox(TempDir, TempDir);

impl Sandbox {
    /// An empty folder.
    pub(super) fn new() -> Self {
        let folder = || tempfile::tempdir().expect("a temporary folder");
        Self(folder(), folder())
    }

    /// A folder with a speech, its translation, and a termbase of the speech and two entries.
    pub(super) fn with_termbase() -> Self {
        let sandbox = Self::new();
        sandbox.file("speech.zh.txt", SPEECH);
        sandbox.file("speech.en.txt", TRANSLATION);
        sandbox.done("add speech.zh.txt");
        sandbox.done("extract -q");
        sandbox.done("set 守望相助 --en assistance");
        sandbox.done("set 互联互通 --en connectivity");
        sandbox
    }

    /// A path in the folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The folder that the program uses as its cache.
    pub(super) fn cache(&self) -> &Path {
        self.1.path()
    }

    /// Writes a file, and the folders above it.
    pub(super) fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders are made");
        fs::write(path, content).expect("a file is written");
    }

    /// The names of the files, hidden ones too.
    pub(super) fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path(folder))
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name())
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The command, ready to run: here, at a fixed time, as a fixed user. Words are parted by
    /// blanks; `""` is the empty word.
    pub(super) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shuyu"));
        command
            .args(line.split(' ').map(|word| word.trim_matches('"')))
            .current_dir(self.0.path())
            .env("SOURCE_DATE_EPOCH", "1700000000")
            .env("SHUYU_USER", "mei")
            .env("SHUYU_CACHE", self.1.path())
            .env_remove("SHUYU_DB")
            // Programs of the machine are not to be found, so that the tests are alike everywhere.
            .env("PATH", "")
            .stdin(Stdio::null());
        command
    }

    /// Runs the command.
    pub(super) fn run(&self, line: &str) -> Output {
        self.command(line).output().expect("shuyu starts")
    }

    /// Runs a command that has to succeed; returns what it prints.
    pub(super) fn done(&self, line: &str) -> String {
        let output = self.run(line);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{out}{err}");
        out
    }

    /// Runs a command and returns exit code, standard output and messages as one text.
    pub(super) fn told(&self, line: &str) -> String {
        told(&self.run(line))
    }

    /// Runs a command that has to fail, with advice and without a change of the facts or files;
    /// returns its exit code and messages.
    pub(super) fn fails(&self, line: &str) -> String {
        let (facts, files) = (self.facts(), self.snapshot(self.0.path()));
        let told = self.told(line);
        assert!(
            told.contains("error: ") && told.contains("hint: "),
            "{told}"
        );
        assert_eq!(self.facts(), facts, "the facts changed: {told}");
        assert_eq!(self.snapshot(self.0.path()), files, "files changed: {told}");
        told
    }

    /// All facts of the termbase here; nothing where there is none that can be read.
    pub(super) fn facts(&self) -> Vec<u8> {
        self.run("dump").stdout
    }

    /// Names and sizes of all files but the termbase, whose bytes may change without its facts.
    fn snapshot(&self, folder: &Path) -> Vec<(PathBuf, u64)> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() {
                files.extend(self.snapshot(&path));
                files.push((path, 0));
            } else if !name.to_string_lossy().starts_with("shuyu.db") {
                let size = entry.metadata().map_or(0, |metadata| metadata.len());
                files.push((path, size));
            } else if name == "shuyu.db" {
                files.push((path, 0));
            }
        }
        files.sort();
        files
    }
}

/// Exit code, standard output and messages as one text.
pub(super) fn told(output: &Output) -> String {
    let code = output.status.code().map_or(-1, |code| code);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    // Paths with `\` say the same.
    format!("exit {code}\n{out}{err}")
        .replace('\\', "/")
        .replace("shuyu.exe", "shuyu")
}

/// Bytes that have to be UTF-8.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}
