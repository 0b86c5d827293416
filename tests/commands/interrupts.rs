//! Ctrl-C in the middle of work.

#![cfg(unix)]

use std::fmt::Write as _;
use std::fs;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::sandbox::{SPEECH, Sandbox, told};

fn start(sandbox: &Sandbox, line: &str) -> Child {
    sandbox
        .command(line)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("shuyu starts")
}

fn interrupt(child: &Child) {
    let pid = child.id().to_string();
    let status = Command::new("kill").args(["-INT", &pid]).status();
    assert!(status.expect("kill runs").success());
}

/// Interrupts the command at ever later moments, from its start to where it last came to its end;
/// returns how often it was stopped. How long a run takes says little about the next one, so a
/// run that was not caught shortens the wait. `renew` makes room for the next run, `check` looks at what
/// each stop left.
fn interrupted_everywhere(
    sandbox: &Sandbox,
    line: &str,
    renew: impl Fn(),
    check: impl Fn(&Output),
) -> usize {
    const MOMENTS: u32 = 12;
    let begin = Instant::now();
    sandbox.done(line);
    let mut whole = begin.elapsed();
    let mut stops = 0;
    for moment in 1..MOMENTS {
        renew();
        let child = start(sandbox, line);
        std::thread::sleep(whole * moment / MOMENTS);
        interrupt(&child);
        let output = child.wait_with_output().expect("shuyu ends");
        match output.status.code() {
            Some(0) => whole = whole * 3 / 4,
            Some(130) => {
                stops += 1;
                check(&output);
            }
            // Before the handler is there, the system ends it.
            None => {
                stops += 1;
                check(&output);
            }
            Some(_) => panic!("{}", told(&output)),
        }
    }
    stops
}

#[test]
fn an_interrupted_build_leaves_whole_files_and_a_sound_termbase() {
    let sandbox = Sandbox::new();
    let mut long = String::new();
    for number in 0..400 {
        let _ = writeln!(long, "{number}：{SPEECH}");
    }
    sandbox.file("first.txt", SPEECH);
    sandbox.file("long.txt", &long);
    let renew = || {
        let _ = fs::remove_dir_all(sandbox.path("out"));
        sandbox.done("build first.txt -o out");
    };
    renew();
    let names = sandbox.names("out");
    let facts = sandbox.done("dump -d out/shuyu.db");
    let whole = |name: &str| fs::read(sandbox.path("out").join(name)).expect("a file");
    let stops = interrupted_everywhere(&sandbox, "build long.txt -o out", renew, |output| {
        if output.status.code() == Some(130) {
            let told = told(output);
            assert!(
                told.contains("error: stopped, as you asked\nhint: "),
                "{told}"
            );
        }
        // Either nothing was added, or all of it and only files were still to come.
        let now = sandbox.done("dump -d out/shuyu.db");
        assert!(now == facts || now.contains("long.txt"), "{now}");
        assert!(whole("memory.tmx").ends_with(b"</tmx>\n"));
        assert!(whole("glossary.tbx").ends_with(b"</martif>\n"));
        assert!(whole("terms.tsv").ends_with(b"\n"));
        assert_eq!(sandbox.names("out"), names);
        sandbox.done("set 蓝碳 --en carbon -d out/shuyu.db");
    });
    assert!(stops > 0, "it was too quick to be stopped");
}

#[test]
fn an_interrupted_list_goes_in_wholly_or_not_at_all() {
    let sandbox = Sandbox::with_termbase();
    let mut list = String::new();
    for number in 0..2000_u32 {
        let han = char::from_u32(0x4E00 + number).expect("a character");
        let _ = writeln!(list, "{han}水\tterm {number}");
    }
    sandbox.file("list.tsv", list);
    let old = fs::read(sandbox.path("shuyu.db")).expect("a file");
    let renew = || fs::write(sandbox.path("shuyu.db"), &old).expect("a file is written");
    let facts = sandbox.facts();
    let names = sandbox.names("");
    let stops = interrupted_everywhere(&sandbox, "accept --input list.tsv", renew, |_| {
        assert_eq!(sandbox.facts(), facts);
        assert_eq!(sandbox.names(""), names);
    });
    assert!(stops > 0, "it was too quick to be stopped");
    renew();
    sandbox.done("accept --input list.tsv");
    assert!(sandbox.done("status").contains("2002"));
}

#[test]
fn ctrl_c_while_the_keyboard_is_read_ends_at_once() {
    let sandbox = Sandbox::with_termbase();
    let child = sandbox
        .command("accept -")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("shuyu starts");
    std::thread::sleep(Duration::from_millis(300));
    interrupt(&child);
    let mut child = child;
    let _open = child.stdin.take();
    assert_eq!(child.wait().expect("shuyu ends").code(), Some(130));
}
