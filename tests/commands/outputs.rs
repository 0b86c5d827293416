//! Outputs that cannot be written: whole or not at all.

use std::fs;
use std::io::Read as _;
use std::process::Stdio;

use insta::assert_snapshot;

use super::sandbox::{Sandbox, told};

/// Every command that writes a file.
const WRITERS: [&str; 10] = [
    "texts",
    "extract -q",
    "extract speech.zh.txt",
    "find 守望相助",
    "align speech.zh.txt speech.en.txt",
    "export --to tbx",
    "export --to tmx",
    "pinyin 西安",
    "dictionary list",
    "dump",
];

#[test]
fn an_output_that_is_a_folder_is_told_by_every_command() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("folder/a.txt", "");
    for line in WRITERS {
        let told = sandbox.fails(&format!("{line} -o folder"));
        let expected = "error: cannot write `folder`: it is a folder\nhint: ";
        assert!(
            told.contains(expected) && told.starts_with("exit 3"),
            "{told}"
        );
    }
    assert_snapshot!(sandbox.fails("dump -o folder"), @"
    exit 3
    error: cannot write `folder`: it is a folder
    hint: give the name of a file in it
    ");
}

#[test]
fn an_output_in_a_missing_folder_is_told_by_every_command() {
    let sandbox = Sandbox::with_termbase();
    for line in WRITERS {
        let told = sandbox.fails(&format!("{line} -o no/such.tsv"));
        let expected = "error: cannot write `no/such.tsv`: there is no folder `no`\nhint: ";
        assert!(
            told.contains(expected) && told.starts_with("exit 3"),
            "{told}"
        );
    }
}

#[test]
fn an_output_below_a_file_is_told() {
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.fails("build speech.zh.txt -o speech.en.txt"), @"
    exit 3
    error: cannot write into `speech.en.txt`: it is a file, not a folder
    hint: choose another folder with `-o`
    ");
    assert_snapshot!(sandbox.fails("build speech.zh.txt -o speech.en.txt/out"), @"
    exit 3
    error: cannot create the folder `speech.en.txt/out`: a part of the path is a file, not a folder
    hint: choose another folder with `-o`
    ");
    assert_snapshot!(sandbox.fails("dump -o speech.en.txt/facts.jsonl"), @"
    exit 3
    error: cannot write `speech.en.txt/facts.jsonl`: `speech.en.txt` is a file, not a folder
    hint: choose a folder, or the name of a file beside it
    ");
}

#[test]
fn a_write_protected_output_is_kept() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("old.tbx", "old");
    let mut permissions = fs::metadata(sandbox.path("old.tbx"))
        .expect("a file")
        .permissions();
    permissions.set_readonly(true);
    fs::set_permissions(sandbox.path("old.tbx"), permissions).expect("permissions change");
    assert_snapshot!(sandbox.fails("export --to tbx -o old.tbx"), @"
    exit 3
    error: cannot write `old.tbx`: it is write-protected
    hint: remove the protection, or choose another name
    ");
    assert_eq!(fs::read(sandbox.path("old.tbx")).expect("a file"), b"old");
}

#[cfg(unix)]
#[test]
fn a_link_is_not_written_through() {
    let sandbox = Sandbox::with_termbase();
    std::os::unix::fs::symlink("speech.en.txt", sandbox.path("link.tsv")).expect("a link");
    assert_snapshot!(sandbox.fails("texts -o link.tsv"), @"
    exit 3
    error: cannot write `link.tsv`: it is a link to another place
    hint: give the name of the file that it points to, or remove the link
    ");
}

#[test]
fn a_folder_in_the_place_of_a_result_is_told() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("out/terms.tsv/a.txt", "");
    let told = sandbox.told("build speech.zh.txt -o out");
    assert!(
        told.contains("error: cannot write `out/terms.tsv`: it is a folder\n"),
        "{told}"
    );
    assert!(told.starts_with("exit 3\n"), "{told}");
}

/// Runs a command with standard output on a device on which every write says that the disk is full.
#[cfg(target_os = "linux")]
fn onto_a_full_disk(sandbox: &Sandbox, line: &str) -> std::process::Output {
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("a device");
    let mut command = sandbox.command(line);
    command.stdout(full).output().expect("shuyu starts")
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let sandbox = Sandbox::with_termbase();
    for line in [
        "dump",
        "export --to tmx",
        "pinyin 西安",
        "find 守望相助",
        "find 守望相助 --json",
    ] {
        let output = onto_a_full_disk(&sandbox, line);
        assert_eq!(output.status.code(), Some(3), "{line}");
    }
    let output = onto_a_full_disk(&sandbox, "dump");
    assert_snapshot!(told(&output), @"
    exit 3
    error: cannot write to `standard output`: the disk is full
    hint: free some space, or choose another disk, and run the same command again
    ");
    assert_snapshot!(sandbox.fails("dump -o /dev/full"), @"
    exit 3
    error: cannot write `/dev/full`: it is no plain file
    hint: choose another name, or `-` for standard output
    ");
}

/// Units are read on another thread than they are written on.
#[cfg(target_os = "linux")]
#[test]
fn a_memory_that_cannot_be_written_is_not_read_on() {
    let sandbox = Sandbox::new();
    let unit = |number: u32| {
        format!(
            "<tu><tuv xml:lang=\"zh\"><seg>第{number}条。</seg></tuv>\
             <tuv xml:lang=\"en\"><seg>Article {number}.</seg></tuv></tu>\n"
        )
    };
    let units: String = (0..20_000).map(unit).collect();
    let file = format!("<tmx version=\"1.4\"><body>{units}</body></tmx>");
    sandbox.file("many.tmx", file);
    sandbox.done("import many.tmx");
    let output = onto_a_full_disk(&sandbox, "export --to tmx");
    assert_eq!(output.status.code(), Some(3));
    let written = sandbox.told("export --to tmx -o whole.tmx");
    assert!(written.contains("wrote 20000 units"), "{written}");
    let whole = fs::read_to_string(sandbox.path("whole.tmx")).expect("a file");
    let number = |line: &str| -> Option<u32> {
        let (_, rest) = line.split_once("<seg>第")?;
        rest.split_once('条')?.0.parse().ok()
    };
    let numbers: Vec<u32> = whole.lines().filter_map(number).collect();
    assert!(numbers.iter().copied().eq(0..20_000), "{}", numbers.len());
}

/// A limit on the size of files is the disk that is full soonest, without a disk of one's own.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_the_old_file() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("long.txt", super::sandbox::SPEECH.repeat(3000));
    sandbox.file("terms.tsv", "old");
    let facts = sandbox.facts();
    // `ulimit -f` counts halves of a kilobyte.
    let limited = |kilobytes: u32, line: &str| {
        let shell = format!(
            "trap '' XFSZ; ulimit -f {}; exec {} {line}",
            kilobytes * 2,
            env!("CARGO_BIN_EXE_shuyu")
        );
        let mut command = std::process::Command::new("sh");
        let command = command.args(["-c", &shell]).current_dir(sandbox.path(""));
        told(&command.output().expect("a shell"))
    };
    assert_snapshot!(limited(32, "add long.txt"), @"
    exit 3
    long.txt: UTF-8, zh-CN, 230999 characters
    repeated sentences count once: 8997 in the same text, 3 in another one
    error: the disk is full: nothing was changed in the termbase
    hint: make room on the disk, then run the same command again
    ");
    assert_snapshot!(limited(32, "pinyin --input long.txt -o terms.tsv"), @"
    exit 3
    error: cannot write `terms.tsv`: the disk cannot hold a file this large
    hint: choose another disk
    ");
    // What a full disk holds can still be looked up.
    assert!(limited(0, "find 守望相助").starts_with("exit 0\n"));
    assert_eq!(sandbox.facts(), facts);
    assert_eq!(fs::read(sandbox.path("terms.tsv")).expect("a file"), b"old");
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("long.txt", super::sandbox::SPEECH.repeat(3000));
    sandbox.done("add long.txt");
    for line in [
        "dump",
        "export --to tmx",
        "extract",
        "pinyin --input long.txt",
        "man",
        "--help",
    ] {
        let mut child = sandbox
            .command(line)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("shuyu starts");
        drop(child.stdout.take());
        let mut messages = String::new();
        let mut stderr = child.stderr.take().expect("a pipe");
        stderr.read_to_string(&mut messages).expect("UTF-8");
        let status = child.wait().expect("shuyu ends");
        assert_eq!(status.code(), Some(0), "{line}: {messages}");
        assert!(!messages.contains("error"), "{line}: {messages}");
    }
}
