//! `edit`, with scripts in the place of editors.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::sandbox::{Sandbox, told};

/// What every script begins with: `each FUNCTION` passes the lines of the form through it.
const EACH: &str = r#"#!/bin/sh
out=
each() {
    while IFS= read -r line; do out="$out$($1)
"; done < "$file"
    printf '%s' "$out" > "$file"
    out=
}
file=$1
"#;

/// Runs `edit` with a script as the editor.
fn edit(sandbox: &Sandbox, line: &str, script: &str) -> String {
    sandbox.file("editor", format!("{EACH}{script}"));
    let editor = sandbox.path("editor");
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).expect("a script");
    let output = sandbox
        .command(line)
        .env("EDITOR", &editor)
        .env_remove("VISUAL")
        .env("TMPDIR", sandbox.path(""))
        .output()
        .expect("shuyu starts");
    told(&output)
}

/// Files that were left among the temporary ones.
fn drafts(sandbox: &Sandbox) -> Vec<String> {
    let mut names = sandbox.names("");
    names.retain(|name| name.ends_with(".toml"));
    names
}

const NOTE: &str = r#"
note() {
    case "$line" in
        'note = ""'*remark*) printf 'note = "of old"' ;;
        *) printf '%s' "$line" ;;
    esac
}
each note
"#;

#[test]
fn what_is_saved_is_what_the_entry_becomes() {
    let sandbox = Sandbox::with_termbase();
    let told = edit(&sandbox, "edit 守望相助", NOTE);
    assert_eq!(told, "exit 0\nchanged 守望相助 (#1)\n");
    assert!(sandbox.done("show 守望相助").contains("note: of old"));
    assert!(drafts(&sandbox).is_empty());
    let before = sandbox.facts();
    let forbid = r#"
forbid() {
    case "$line" in
        'forbidden = false') printf 'forbidden = true' ;;
        *) printf '%s' "$line" ;;
    esac
}
each forbid
"#;
    let told = edit(&sandbox, "edit 守望相助 -n", forbid);
    assert_eq!(told, "exit 0\nwould have changed 守望相助 (#1)\n");
    assert_eq!(sandbox.facts(), before);
}

#[test]
fn an_empty_or_unchanged_form_cancels() {
    let sandbox = Sandbox::with_termbase();
    let before = sandbox.facts();
    for script in ["", r#": > "$file""#] {
        assert_eq!(
            edit(&sandbox, "edit 守望相助", script),
            "exit 0\nnothing was changed\n"
        );
    }
    assert_eq!(sandbox.facts(), before);
    assert!(drafts(&sandbox).is_empty());
}

#[test]
fn a_mistake_opens_the_editor_again_with_what_was_typed() {
    let sandbox = Sandbox::with_termbase();
    let script = r#"
mistake() {
    case "$line" in
        'part_of_speech = "other"'*) printf 'part_of_speech = "nuon"' ;;
        *) printf '%s' "$line" ;;
    esac
}
mend() {
    case "$line" in
        'part_of_speech = "nuon"'*) printf 'part_of_speech = "noun"' ;;
        *) printf '%s' "$line" ;;
    esac
}
if [ -e again ]; then each mend; else each mistake; : > again; fi
"#;
    let told = edit(&sandbox, "edit 守望相助", script);
    assert!(told.starts_with("exit 0\n"), "{told}");
    assert!(
        told.contains("warning: line ") && told.contains("nuon"),
        "{told}"
    );
    assert!(told.ends_with("changed 守望相助 (#1)\n"), "{told}");
    assert!(sandbox.done("show 守望相助").contains("(#1, noun)"));
}

#[test]
fn what_was_typed_is_kept_when_it_cannot_be_taken() {
    let sandbox = Sandbox::with_termbase();
    let before = sandbox.facts();
    let script = r#"
mistake() {
    case "$line" in
        'subject = '*) printf 'subject = typed' ;;
        *) printf '%s' "$line" ;;
    esac
}
if [ ! -e again ]; then each mistake; : > again; fi
"#;
    let told = edit(&sandbox, "edit 守望相助", script);
    assert!(
        told.starts_with("exit 3\n") && told.contains("hint: your text is kept"),
        "{told}"
    );
    assert_eq!(sandbox.facts(), before);
    let [draft] = &drafts(&sandbox)[..] else {
        panic!("one draft");
    };
    let kept = fs::read_to_string(sandbox.path(draft)).expect("a draft");
    assert!(kept.contains("subject = typed"), "{kept}");

    let told = edit(&sandbox, "edit 守望相助", "exit 7");
    assert!(
        told.starts_with("exit 3\n") && told.contains("your text is kept in"),
        "{told}"
    );
    assert_eq!(sandbox.facts(), before);
}

#[test]
fn a_change_made_meanwhile_is_shown_before_it_is_overwritten() {
    let sandbox = Sandbox::with_termbase();
    let shuyu = env!("CARGO_BIN_EXE_shuyu");
    let script = format!(
        r#"
if [ ! -e again ]; then
    {shuyu} set 守望相助 --definition "said meanwhile" -q
    : > again
else
    while IFS= read -r line; do printf '%s\n' "$line"; done < "$file" > seen
fi
{NOTE}"#
    );
    let told = edit(&sandbox, "edit 守望相助", &script);
    assert!(told.contains("changed meanwhile"), "{told}");
    assert!(told.ends_with("changed 守望相助 (#1)\n"), "{told}");
    let seen = fs::read_to_string(sandbox.path("seen")).expect("the second form");
    assert!(
        seen.contains("#! + definition = \"said meanwhile\""),
        "{seen}"
    );
    assert!(seen.contains("note = \"of old\""), "{seen}");
}

#[test]
fn an_editor_that_is_not_there_is_told() {
    let sandbox = Sandbox::with_termbase();
    let output = sandbox
        .command("edit 守望相助")
        .env("VISUAL", "no-such-editor --wait")
        .env("TMPDIR", sandbox.path(""))
        .output()
        .expect("shuyu starts");
    let told = told(&output);
    assert!(told.starts_with("exit 3\n"), "{told}");
    assert!(
        told.contains("no-such-editor") && told.contains("hint: set EDITOR"),
        "{told}"
    );
    assert!(sandbox.fails("edit 没有").starts_with("exit "));
}
