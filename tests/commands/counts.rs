//! Counts: made of texts, merged, searched for candidates.

use insta::assert_snapshot;

use super::sandbox::{SPEECH, Sandbox, TRANSLATION};

fn texts() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", SPEECH);
    sandbox.file(
        "b.txt",
        "蓝色伙伴关系很重要。\n各方支持“蓝色伙伴关系”。\n各方支持海洋合作。\n",
    );
    sandbox
}

#[test]
fn counts_of_parts_merge_to_those_of_the_whole() {
    let sandbox = texts();
    sandbox.done("count a.txt b.txt -o all.counts");
    sandbox.done("count a.txt -o a.counts");
    sandbox.done("count b.txt -o b.counts");
    sandbox.done("count b.counts a.counts -o merged.counts");
    sandbox.done("count b.counts a.txt -o mixed.counts");
    let bytes = |name: &str| std::fs::read(sandbox.path(name)).expect("counts");
    assert_eq!(bytes("all.counts"), bytes("merged.counts"));
    assert_eq!(bytes("all.counts"), bytes("mixed.counts"));
}

#[test]
fn candidates_of_counts_are_those_of_the_texts() {
    let sandbox = texts();
    sandbox.done("count a.txt -o a.counts");
    sandbox.done("extract a.txt b.txt -o texts.tsv");
    sandbox.done("count a.txt b.txt -o all.counts");
    sandbox.done("extract --counts all.counts -o counts.tsv");
    sandbox.done("extract --threads 1 b.txt --counts a.counts -o both.tsv");
    let list = |name: &str| std::fs::read_to_string(sandbox.path(name)).expect("a list");
    assert_eq!(list("texts.tsv"), list("counts.tsv"));
    let sorted = |name: &str| {
        let mut lines: Vec<String> = list(name).lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted("texts.tsv"), sorted("both.tsv"));
}

#[test]
fn memory_changes_nothing_in_the_list_and_too_little_is_told() {
    let sandbox = texts();
    sandbox.done("extract a.txt b.txt -o all.tsv");
    sandbox.done("extract --memory 101M a.txt b.txt -o little.tsv");
    let list = |name: &str| std::fs::read_to_string(sandbox.path(name)).expect("a list");
    assert_eq!(list("all.tsv"), list("little.tsv"));
    assert_snapshot!(sandbox.fails("extract --memory 64M a.txt b.txt"), @"
    exit 3
    error: to search these texts takes 101M of memory, and `--memory` allows 64M
    hint: `--memory 101M` would do
    ");
    assert_snapshot!(sandbox.fails("extract --memory much a.txt"), @"
    exit 2
    error: invalid value 'much' for '--memory <SIZE>': `much` is no size of memory; write it as 512M or 2G
    hint: `shuyu extract --help` shows examples and all options
    ");
}

#[test]
fn what_is_no_counts_is_told_with_what_to_do() {
    let sandbox = texts();
    assert_snapshot!(sandbox.fails("extract --counts a.txt"), @"
    exit 3
    error: cannot use `a.txt`: these are no counts
    hint: make counts of texts first: shuyu count TEXTS -o FILE
    ");
    assert_snapshot!(sandbox.fails("extract --counts none.counts"), @"
    exit 3
    error: cannot read `none.counts`: there is no such file or folder
    hint: check the name; a name with blanks needs quotation marks around it
    ");
    sandbox.done("count a.txt -o a.counts");
    let counts = std::fs::read(sandbox.path("a.counts")).expect("counts");
    sandbox.file("cut.counts", &counts[..counts.len() / 2]);
    assert_snapshot!(sandbox.fails("extract --counts cut.counts"), @"
    exit 3
    error: cannot use `cut.counts`: the counts are damaged or cut off, at its end
    hint: count the texts again: shuyu count TEXTS -o FILE
    ");
    assert_snapshot!(sandbox.fails("count cut.counts -o b.counts"), @"
    exit 3
    error: cannot use `cut.counts`: the counts are damaged or cut off, at its end
    hint: count the texts again: shuyu count TEXTS -o FILE
    ");
    sandbox.file("en.txt", TRANSLATION);
    assert_snapshot!(sandbox.fails("count en.txt -o en.counts"), @"
    exit 3
    error: none of the texts is Chinese
    hint: only Chinese texts are counted; give the Chinese ones
    ");
    assert!(!sandbox.path("b.counts").exists() && !sandbox.path("en.counts").exists());
}

/// Everyday talk in which one term of the texts is usual.
fn news() -> String {
    (0..200)
        .map(|day| format!("第{day}天的新闻里人们谈到海洋合作，也谈到天气。\n"))
        .collect()
}

#[test]
fn a_reference_lowers_what_is_usual_there_whatever_it_is_kept_in() {
    let sandbox = texts();
    sandbox.file("news.txt", news());
    sandbox.done("count news.txt -o news.counts");
    sandbox.done("-d news.db add news.txt");
    sandbox.done("extract a.txt b.txt -o plain.tsv");
    for (reference, list) in [("news.txt", "t"), ("news.counts", "c"), ("news.db", "d")] {
        sandbox.done(&format!(
            "extract a.txt b.txt --reference {reference} -o {list}.tsv"
        ));
    }
    let list = |name: &str| std::fs::read_to_string(sandbox.path(name)).expect("a list");
    assert_eq!(list("t.tsv"), list("c.tsv"));
    assert_eq!(list("t.tsv"), list("d.tsv"));
    let score = |name: &str, term: &str| {
        let list = list(name);
        let row = list
            .lines()
            .find(|line| line.starts_with(term))
            .expect("a row");
        row.split('\t')
            .nth(3)
            .and_then(|it| it.parse::<f64>().ok())
            .expect("a score")
    };
    let margin = |name: &str| score(name, "蓝色伙伴关系\t") - score(name, "海洋合作\t");
    assert!(margin("t.tsv") > margin("plain.tsv"));
}

#[test]
fn a_reference_shows_in_the_evidence() {
    let sandbox = texts();
    sandbox.file("news.txt", news());
    sandbox.done("add a.txt b.txt");
    sandbox.done("extract -q --reference news.txt");
    let shown = sandbox.done("show 海洋合作");
    assert!(
        shown.contains("reference: 200 times; in a million words "),
        "{shown}"
    );
    let told = sandbox.done("extract --explain 海洋合作 --reference news.txt");
    assert!(told.contains("reference: 200 times"), "{told}");
}

#[test]
fn a_reference_without_chinese_is_told_with_what_to_do() {
    let sandbox = texts();
    sandbox.file("en.txt", TRANSLATION);
    sandbox.file("empty.txt", "");
    sandbox.done("-d empty.db set 海洋 --en ocean");
    assert_snapshot!(sandbox.fails("extract a.txt --reference en.txt"), @"
    exit 3
    error: the reference holds no Chinese text
    hint: give Chinese texts, counts of them, or a termbase they were added to
    ");
    assert_snapshot!(sandbox.fails("extract a.txt --reference empty.db"), @"
    exit 3
    error: the reference holds no Chinese text
    hint: give Chinese texts, counts of them, or a termbase they were added to
    ");
    assert_snapshot!(sandbox.fails("extract a.txt --reference empty.txt"), @"
    exit 3
    error: cannot read `empty.txt`: the file is empty
    hint: check that it was saved, or leave it out
    ");
    assert_snapshot!(sandbox.fails("extract a.txt --reference none.txt"), @"
    exit 3
    error: cannot read `none.txt`: there is no such file
    hint: check the name; a name with blanks needs quotation marks around it
    ");
}
