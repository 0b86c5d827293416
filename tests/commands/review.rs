//! A review through a pipe: what is refused, what is left of it, who else is there.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use serde_json::Value;

use super::sandbox::{Sandbox, text};

/// Runs `review` with lines as its standard input; returns what it prints.
fn reviewed(sandbox: &Sandbox, options: &str, lines: &str) -> String {
    sandbox.file("lines.txt", lines);
    sandbox.done(&format!("review {options}--input lines.txt"))
}

/// The terms that are asked, in their order.
fn asked(sandbox: &Sandbox, options: &str) -> Vec<String> {
    let options = format!("--dry-run {options}");
    let printed = reviewed(sandbox, &options, &"s\n".repeat(500));
    let terms = printed.lines().filter_map(|line| line.split('\t').nth(2));
    terms.map(str::to_owned).collect()
}

#[test]
fn each_answer_comes_before_the_next_command_and_its_decision_is_stored_by_then() {
    let sandbox = Sandbox::with_termbase();
    let mut review = sandbox
        .command("-q review")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut commands = review.stdin.take().unwrap();
    let mut answers = BufReader::new(review.stdout.take().unwrap()).lines();
    let first = answers.next().unwrap().unwrap();
    let term = first.split('\t').nth(2).unwrap().to_owned();
    commands.write_all(b"x no term\n").unwrap();
    let answer = answers.next().unwrap().unwrap();
    assert!(
        answer.starts_with(&format!("rejected {term}\t")),
        "{answer}"
    );
    // It is still running, and what it decided is there for others.
    let shown = sandbox.done(&format!("show {term}"));
    assert!(shown.contains("a candidate, rejected: no term"), "{shown}");
    review.kill().unwrap();
    review.wait().unwrap();
    assert!(!asked(&sandbox, "").contains(&term));
}

#[test]
fn a_review_without_termbase_candidates_or_with_nothing_left_says_so() {
    let sandbox = Sandbox::new();
    assert!(sandbox.fails("review").starts_with("exit 3"));
    sandbox.file("a.txt", "我们合作。");
    sandbox.done("add a.txt");
    let told = sandbox.told("review");
    assert!(told.starts_with("exit 1\nthere are no candidates yet\nnext: shuyu extract"));
    let sandbox = Sandbox::with_termbase();
    reviewed(&sandbox, "", &"x\n".repeat(500));
    let told = sandbox.told("review");
    assert_eq!(told, "exit 1\nthere is nothing to decide\n");
}

#[test]
fn what_was_never_to_be_asked_is_not_reopened_and_not_extracted() {
    let sandbox = Sandbox::with_termbase();
    let terms = asked(&sandbox, "");
    reviewed(&sandbox, "--limit 2 ", "n\nx no term\n");
    let again = asked(&sandbox, "--reopen ");
    assert!(!again.contains(&terms[0]) && !again.contains(&terms[1]));
    // There is more of both now; only one of them may be asked again, and only if it is wanted.
    let more = format!("大会讨论{}。\n人人关心{}。\n", terms[0], terms[1]);
    sandbox.file("more.txt", more);
    sandbox.done("add more.txt");
    sandbox.done("extract -q");
    assert!(!asked(&sandbox, "").contains(&terms[1]));
    let again = asked(&sandbox, "--reopen ");
    assert!(!again.contains(&terms[0]));
    assert!(again.contains(&terms[1]), "{again:?}");
    let listed = sandbox.done("extract --all");
    let starts = |term: &str| {
        listed
            .lines()
            .any(|line| line.split('\t').next() == Some(term))
    };
    assert!(!starts(&terms[0]) && !starts(&terms[1]));
    assert!(starts(&terms[2]));
}

#[test]
fn types_texts_and_frequencies_choose_what_is_asked() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("other.txt", "红树林保护海岸。红树林保护渔业。");
    sandbox.done("add other.txt");
    sandbox.done("extract -q");
    let all = asked(&sandbox, "");
    let there = asked(&sandbox, "--text other.txt ");
    assert!(there.contains(&"红树林".to_owned()) && there.len() < all.len());
    let often = asked(&sandbox, "--min-freq 2 ");
    assert!(often.contains(&"红树林".to_owned()) && often.len() < all.len());
    let concepts = asked(&sandbox, "--type concept --type name ");
    assert!(concepts.contains(&"红树林".to_owned()) && concepts.len() < all.len());
    assert!(
        sandbox
            .fails("review --text nothing.txt")
            .contains("there is no text")
    );
}

#[test]
fn undo_does_not_take_texts_away() {
    let sandbox = Sandbox::new();
    sandbox.file("speech.txt", super::sandbox::SPEECH);
    sandbox.done("add speech.txt");
    sandbox.done("extract -q");
    let printed = reviewed(&sandbox, "", "x\nu\nu\n");
    assert!(
        printed.contains("undid #2: took back the decision on "),
        "{printed}"
    );
    let told = "before that you did `add speech.txt`, which `shuyu undo` takes back\t1/";
    assert!(printed.contains(told), "{printed}");
}

#[test]
fn json_has_the_contexts_of_each_candidate() {
    let sandbox = Sandbox::with_termbase();
    let printed = sandbox.done("review --json");
    let object: Value = serde_json::from_str(printed.trim()).unwrap();
    let candidate = &object["candidate"];
    assert_eq!(
        (&object["position"], &object["told"]),
        (&1.into(), &"".into())
    );
    assert_eq!(candidate["asked"], candidate["term"]["text"]);
    let contexts = candidate["contexts"].as_array().unwrap();
    assert_eq!(contexts[0]["text"], "speech.zh.txt");
    assert!(contexts[0]["line"].is_u64());
}

#[test]
fn a_dry_run_stores_nothing() {
    let sandbox = Sandbox::with_termbase();
    let before = sandbox.facts();
    sandbox.file("lines.txt", "x\ne English\nn\ns\nu\n");
    let output = sandbox.run("review --dry-run --input lines.txt");
    let out = text(&output.stdout);
    assert!(out.contains("would have rejected "), "{out}");
    assert!(out.contains("would have accepted "), "{out}");
    assert!(
        out.contains("nothing was stored that could be taken back"),
        "{out}"
    );
    assert_eq!(sandbox.facts(), before);
}
