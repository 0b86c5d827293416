//! What is found in the sample texts, and how often.

use std::collections::BTreeMap;

use serde_json::Value;

use super::folder::Folder;
use super::samples::facts;

const SPEECH: &str = "texts/harbour-forum.zh.txt";
const DECLARATION: &str = "texts/zaiton-declaration.zh.txt";

/// The candidates of a text by their normal form, each with its rank.
fn candidates(folder: &Folder, text: &str) -> BTreeMap<String, (usize, Value)> {
    let found = folder.json(&["extract", text, "--all"]);
    let named = |(rank, candidate): (usize, Value)| {
        let term = candidate["term"].as_str().unwrap().to_owned();
        (term, (rank + 1, candidate))
    };
    found.into_iter().enumerate().map(named).collect()
}

#[test]
fn terms_are_counted_as_the_samples_have_them() {
    let folder = Folder::new();
    let mut compared = 0;
    for (text, is_speech) in [(SPEECH, true), (DECLARATION, false)] {
        let found = candidates(&folder, text);
        for fact in facts() {
            let count = if is_speech {
                fact.speech
            } else {
                fact.declaration
            };
            if count == 0 {
                continue;
            }
            let Some((_, candidate)) = found.get(&fact.term) else {
                // A word of the dictionary that stands in longer names only is none of its own
                // in a short text.
                assert!(!is_speech, "{} is not found in {text}", fact.term);
                continue;
            };
            compared += 1;
            assert_eq!(candidate["frequency"], count, "{} in {text}", fact.term);
        }
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn the_page_that_is_there_twice_is_counted_once() {
    let folder = Folder::new();
    let found = candidates(&folder, SPEECH);
    let report = folder.json(&["build", SPEECH, "-o", "out"]);
    let report = report.last().unwrap();
    // One of its ten sentences is a mere address, 各位朋友！, which may stand anywhere.
    let repeated = report["repeated"].as_u64().unwrap();
    assert!((9..=10).contains(&repeated), "{report}");
    let counts = |name: &str| {
        let (_, candidate) = &found[name];
        (
            candidate["frequency"].as_u64().unwrap(),
            candidate["raw_frequency"].as_u64().unwrap(),
        )
    };
    let mut differing = 0;
    for fact in facts().iter().filter(|fact| fact.speech > 0) {
        let (once, raw) = counts(&fact.term);
        assert_eq!(raw, in_file(&folder, SPEECH, &fact.term), "{}", fact.term);
        differing += u64::from(raw > once);
    }
    assert!(differing >= 4, "{differing}");
}

/// How often a term stands in a file, whatever breaks and hyphens do to it.
fn in_file(folder: &Folder, text: &str, term: &str) -> u64 {
    let lines = folder.read(text);
    let pages = lines.lines().filter(|line| {
        let line = line.trim();
        !(line.starts_with("- ") && line.ends_with(" -"))
    });
    let squeezed: String = pages
        .flat_map(str::chars)
        .filter(|character| !character.is_whitespace())
        .map(|character| if character == '－' { '-' } else { character })
        .collect();
    squeezed.matches(term).count() as u64
}

#[test]
fn names_with_either_hyphen_are_one_candidate() {
    let folder = Folder::new();
    let found = folder.json(&["extract", SPEECH, DECLARATION, "--all"]);
    let is_forum = |candidate: &&Value| candidate["term"] == "中国-西印度洋合作论坛";
    let forum: Vec<&Value> = found.iter().filter(is_forum).collect();
    let [forum] = forum.as_slice() else {
        panic!("{forum:?}");
    };
    assert_eq!(forum["frequency"], 5);
    let spelled = forum["surfaces"].as_array().unwrap().iter();
    let counts: u64 = spelled.map(|it| it["count"].as_u64().unwrap()).sum();
    assert_eq!(counts, 5);
    let full_width = |candidate: &&Value| candidate["term"].as_str().unwrap().contains('－');
    assert_eq!(found.iter().find(full_width), None);
    let added = folder.json(&["add", SPEECH, DECLARATION]);
    let folded = |index: usize| &added[index]["repairs"]["folded_hyphens"];
    assert_eq!((folded(0), folded(1)), (&6.into(), &2.into()));
}

#[test]
fn key_terms_are_among_the_first_and_whole() {
    let folder = Folder::new();
    folder.run(&["build", "texts", "-o", "out"]);
    let rows = folder.rows("out/terms.tsv");
    let rank = |term: &str| rows.iter().position(|row| row["term"] == term);
    for fact in facts() {
        let Some(rank) = rank(&fact.term) else {
            panic!("{} is not in terms.tsv", fact.term);
        };
        // Plain names of places are for gazetteers, and stand behind what a glossary is for.
        let limit = if fact.term == "西印度洋" {
            800
        } else {
            300
        };
        assert!(rank < limit, "{} is at {rank}", fact.term);
    }
    for name in [
        "灯塔计划",
        "蓝色走廊",
        "刺桐宣言",
        "中国-西印度洋海洋命运共同体",
    ] {
        assert!(rank(name).is_some_and(|rank| rank < 60), "{name}");
    }
    // What is only a piece of a name comes after the name.
    for (piece, whole) in [
        ("西印度洋海洋命运共同体", "中国-西印度洋海洋命运共同体"),
        ("西印度洋合作论坛", "中国-西印度洋合作论坛"),
        ("灯塔", "灯塔计划"),
    ] {
        let after = rank(piece).is_none_or(|piece| Some(piece) > rank(whole));
        assert!(after, "{piece} stands before {whole}");
    }
}

#[test]
fn the_declaration_is_read_in_its_own_encoding() {
    let folder = Folder::new();
    folder.run(&["build", "texts", "-o", "out"]);
    let texts = folder.json(&["-d", "out/shuyu.db", "texts"]);
    let told: BTreeMap<&str, (&str, &str)> = texts
        .iter()
        .map(|text| {
            let cell = |name: &str| text[name].as_str().unwrap();
            (cell("name"), (cell("encoding"), cell("lang")))
        })
        .collect();
    assert_eq!(told[DECLARATION], ("GB18030", "zh-CN"));
    assert_eq!(told[SPEECH], ("UTF-8", "zh-CN"));
    assert_eq!(told["texts/harbour-forum.en.txt"], ("UTF-8", "en"));
}

#[test]
fn sentences_go_on_over_the_end_of_a_page() {
    let folder = Folder::new();
    let added = folder.json(&["add", SPEECH]);
    assert_eq!(added[0]["repairs"]["page_break_joins"], 2);
    let dump = folder.json(&["dump"]);
    let text = dump.iter().find(|line| line["kind"] == "text").unwrap();
    let body = text["text"]["body"].as_str().unwrap();
    assert!(body.contains("携手并进，海洋合作走深走实"));
    assert!(!body.contains("- 1 -") && !body.contains('\u{c}'));
}

#[test]
fn sentences_are_paired_with_their_translation() {
    let folder = Folder::new();
    folder.run(&["build", "texts", "-o", "out"]);
    let memory = folder.read("out/memory.tmx");
    let units = memory.matches("<tu ").count();
    assert!((70..=79).contains(&units), "{units}");
    assert!(memory.contains("大海没有把我们隔开"));
    assert!(memory.trim_end().ends_with("</tmx>"));
}

#[test]
fn a_listed_candidate_comes_with_all_its_evidence() {
    let folder = Folder::new();
    let found = folder.json(&["extract", SPEECH, DECLARATION, "--all"]);
    let numbers = [
        "frequency",
        "raw_frequency",
        "documents",
        "net_frequency",
        "quoted",
        "left_variety",
        "right_variety",
        "left_entropy",
        "right_entropy",
        "npmi",
        "c_value",
        "keyness",
        "score",
    ];
    let lists = [
        "surfaces",
        "channels",
        "contains",
        "contained_in",
        "explanation",
        "suggestions",
        "dictionaries",
    ];
    for candidate in &found {
        assert!(
            numbers.iter().all(|name| candidate[name].is_number()),
            "{candidate}"
        );
        assert!(
            lists.iter().all(|name| candidate[name].is_array()),
            "{candidate}"
        );
        assert!(candidate["pattern"].is_string());
    }
    let known = |candidate: &&Value| candidate["dictionaries"][0] == "CC-CEDICT";
    assert!(found.iter().filter(known).any(|it| it["term"] == "红树林"));
    assert!(
        found
            .iter()
            .any(|it| it["left_entropy"].as_f64() > Some(1.0))
    );
}

#[test]
fn an_abbreviation_by_number_comes_with_what_it_stands_for() {
    let folder = Folder::new();
    folder.run(&["build", "texts", "-o", "out"]);
    let term = ["-d", "out/shuyu.db", "show", "五项行动"];
    let candidate = folder.run(&term).stdout;
    assert!(
        candidate.contains("stands for: 一是智慧港口行动"),
        "{candidate}"
    );
    folder.run(&[
        "-d",
        "out/shuyu.db",
        "accept",
        "五项行动",
        "--en",
        "Five Actions",
    ]);
    let entry = folder.run(&term).stdout;
    assert!(
        entry.contains("stands for: 一是智慧港口行动; 二是"),
        "{entry}"
    );
}

#[test]
fn the_english_of_terms_is_found_in_the_translation() {
    let folder = Folder::new();
    folder.run(&["build", "texts", "-o", "out"]);
    // Words of a remark in brackets, and whether it is one or several, are not asked for.
    let plain = |english: &str| {
        let english = english.split('(').next().unwrap_or_default();
        english.trim().trim_end_matches('s').to_lowercase()
    };
    let facts = facts();
    let missed: Vec<&str> = (facts.iter())
        .filter(|fact| {
            let proposed = folder.json(&[
                "-d",
                "out/shuyu.db",
                "equivalents",
                &fact.term,
                "--limit",
                "3",
            ]);
            let mut english = proposed.iter().filter_map(|line| line["english"].as_str());
            !english.any(|it| plain(it) == plain(&fact.english))
        })
        .map(|fact| fact.term.as_str())
        .collect();
    // One stands once, at the end of its sentence, in words that no dictionary has so.
    assert!(missed.len() <= 1, "{missed:?}");
}
