//! English proposed from the memory.

use super::sandbox::Sandbox;

fn with_memory() -> Sandbox {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("align speech.zh.txt speech.en.txt --save");
    sandbox
}

#[test]
fn terms_are_rendered_as_the_units_render_them() {
    let sandbox = with_memory();
    let told = sandbox.done("equivalents 蓝色伙伴关系 海洋合作 --limit 1");
    let rows: Vec<Vec<&str>> = told.lines().map(|row| row.split('\t').collect()).collect();
    let [first, second] = rows.as_slice() else {
        panic!("{told}");
    };
    assert_eq!(
        (first[0], first[1], first[3]),
        ("蓝色伙伴关系", "blue partnership", "3")
    );
    assert_eq!(
        (second[0], second[1], second[3]),
        ("海洋合作", "ocean cooperation", "1")
    );
    let score: f64 = first[2].parse().unwrap();
    assert!((0.4..=1.0).contains(&score), "{score}");
    let told = sandbox.done("equivalents 蓝色伙伴关系 --limit 1 --json");
    for part in [
        r#"{"v":1,"term":"蓝色伙伴关系","english":"blue partnership","#,
        r#""count":3,"source":"memory","examples":[{"unit":"#,
        r#""target":"We will build"#,
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn what_the_dictionary_says_comes_after_the_memory() {
    let sandbox = with_memory();
    let told = sandbox.done("equivalents 传统 --json");
    let sources: Vec<bool> = told.lines().map(|row| row.contains("\"memory\"")).collect();
    assert!(
        sources[0] && sources.is_sorted_by(|one, other| one >= other),
        "{told}"
    );
    assert!(!sources[sources.len() - 1], "{told}");
}

#[test]
fn without_a_term_all_are_meant_that_have_no_english() {
    let sandbox = with_memory();
    let told = sandbox.done("equivalents --limit 1");
    assert!(told.contains("蓝色伙伴关系\tblue partnership\t"), "{told}");
    // It has English already.
    assert!(
        !told.lines().any(|row| row.starts_with("互联互通\t")),
        "{told}"
    );
    sandbox.done("equivalents --limit 1 -o proposals.tsv");
    sandbox.file("wanted.txt", "海洋合作\n");
    let told = sandbox.done("equivalents --input wanted.txt --limit 1");
    assert!(told.starts_with("海洋合作\tocean cooperation\t"), "{told}");
    let told = sandbox.told("accept --input proposals.tsv -q");
    assert!(told.starts_with("exit 0"), "{told}");
    assert!(sandbox.done("show 海洋合作").contains("ocean cooperation"));
}

#[test]
fn what_an_entry_is_called_may_be_its_number() {
    let sandbox = with_memory();
    let told = sandbox.done("equivalents #1 --limit 1");
    assert!(told.starts_with("守望相助\t"), "{told}");
    assert!(sandbox.told("equivalents #99").starts_with("exit 3"));
    assert!(sandbox.told("equivalents").starts_with("exit 0"));
}

#[test]
fn a_termbase_without_units_asks_the_dictionary() {
    let sandbox = Sandbox::with_termbase();
    let told = sandbox.told("equivalents 传统");
    assert!(
        told.starts_with("exit 0\n传统\ttradition\t0.0000\t0\n"),
        "{told}"
    );
    assert!(
        told.contains("there are no units to learn from yet"),
        "{told}"
    );
    assert!(sandbox.told("equivalents 龘靐").starts_with("exit 1"));
}

#[test]
fn candidates_are_suggested_the_english_of_the_memory_first() {
    let sandbox = with_memory();
    sandbox.done("extract -q");
    let told = sandbox.done("show 蓝色伙伴关系");
    assert!(
        told.contains("suggested: blue partnership (memory)"),
        "{told}"
    );
    sandbox.done("accept 蓝色伙伴关系 --suggested");
    // The memory is the user's own: no source needs to be named.
    let told = sandbox.done("export --to tsv");
    let row = told.lines().find(|row| row.starts_with("蓝色伙伴关系\t"));
    let row = row.unwrap_or_default();
    assert!(
        row.contains("blue partnership") && !row.contains("memory"),
        "{told}"
    );
}
