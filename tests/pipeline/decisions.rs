//! What the curator decided stays, whatever is built afterwards.

use std::collections::BTreeMap;

use serde_json::Value;

use super::folder::Folder;

const DB: &str = "out/shuyu.db";

fn decided() -> Folder {
    let folder = Folder::new();
    folder.run(&["build", "texts", "-o", "out"]);
    let proposals = folder.read("out/glossary.tbx");
    assert!(proposals.contains("unreviewed proposal"));
    folder.run(&[
        "-d",
        DB,
        "accept",
        "灯塔计划",
        "--en",
        "Lighthouse Programme",
    ]);
    // With the other hyphen: a decision is about the term, not about a spelling.
    folder.run(&[
        "-d",
        DB,
        "reject",
        "中国－西印度洋合作论坛",
        "--reason",
        "a name",
    ]);
    folder.run(&["-d", DB, "later", "蓝色走廊"]);
    folder.run(&["build", "texts", "-o", "out"]);
    folder
}

#[test]
fn rejected_terms_are_not_listed_again_and_later_ones_come_last() {
    let folder = decided();
    let rows = folder.rows("out/terms.tsv");
    let state = |term: &str| {
        let row = rows.iter().find(|row| row["term"] == term);
        row.map(|row| row["state"].as_str())
    };
    assert_eq!(state("中国-西印度洋合作论坛"), None);
    assert_eq!(state("灯塔计划"), Some("accepted"));
    assert_eq!(rows.last().unwrap()["term"], "蓝色走廊");
    assert_eq!(state("蓝色走廊"), Some("later"));
    let listed = folder.run(&["-d", DB, "extract", "--all"]).stdout;
    let terms: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.split('\t').next())
        .collect();
    assert!(!terms.contains(&"中国-西印度洋合作论坛"));
    assert!(!terms.contains(&"灯塔计划"));
    assert_eq!(terms.last(), Some(&"蓝色走廊"));
    assert_eq!(terms.len(), rows.len() - 1);
}

#[test]
fn the_glossary_holds_what_was_accepted_and_nothing_else() {
    let folder = decided();
    let glossary = folder.read("out/glossary.tbx");
    assert_eq!(glossary.matches("<termEntry").count(), 1);
    assert!(glossary.contains("<term>灯塔计划</term>"));
    assert!(glossary.contains("<term>Lighthouse Programme</term>"));
    assert!(glossary.contains("dēngtǎ jìhuà"));
    assert!(!glossary.contains("unreviewed proposal"));
    assert!(
        !glossary.contains("administrativeStatus"),
        "nobody gave a status"
    );
    let memory = folder.read("out/memory.tmx");
    assert!(memory.contains("<seg>灯塔计划</seg>"));
    assert!(memory.contains("<seg>Lighthouse Programme</seg>"));
}

#[test]
fn a_status_that_is_given_is_in_the_glossary() {
    let folder = decided();
    let english = ["--en", "Lighthouse Programme", "--status", "preferred"];
    folder.run(&[&["-d", DB, "set", "灯塔计划"], &english[..]].concat());
    folder.run(&["build", "texts", "-o", "out"]);
    let glossary = folder.read("out/glossary.tbx");
    assert_eq!(glossary.matches("preferredTerm-admn-sts").count(), 1);
}

#[test]
fn a_text_that_is_forgotten_no_longer_counts() {
    let folder = decided();
    let declaration = "texts/zaiton-declaration.zh.txt";
    folder.run(&["-d", DB, "forget", declaration]);
    folder.run(&["-d", DB, "extract", "-o", "rest.tsv"]);
    let rows = folder.rows("rest.tsv");
    let term = rows.iter().find(|row| row["term"] == "海草床").unwrap();
    assert_eq!((&*term["frequency"], &*term["documents"]), ("2", "1"));
    assert!(rows.iter().all(|row| row["documents"] == "1"));
}

/// The scores of undecided candidates.
fn scores(folder: &Folder, options: &[&str]) -> BTreeMap<String, f64> {
    let listed = folder.json(&[&["-d", DB, "extract", "--all"], options].concat());
    let score = |it: &Value| {
        (
            it["term"].as_str().unwrap().into(),
            it["score"].as_f64().unwrap(),
        )
    };
    listed.iter().map(score).collect()
}

const IDIOMS: [&str; 5] = ["同舟共济", "人心所向", "弥足珍贵", "缺一不可", "枝繁叶茂"];
const FORUMS: [&str; 2] = ["中国-西印度洋青年论坛", "中国-西印度洋合作论坛"];

fn taught() -> Folder {
    let folder = Folder::new();
    folder.run(&["build", "texts", "-o", "out"]);
    folder.run(&[&["-d", DB, "reject"], &IDIOMS[..]].concat());
    folder.run(&[&["-d", DB, "accept"], &FORUMS[..]].concat());
    folder
}

#[test]
fn the_likes_of_rejected_terms_fall_and_those_of_accepted_ones_rise() {
    let folder = taught();
    let before = scores(&folder, &["--no-learning"]);
    let after = scores(&folder, &[]);
    for idiom in ["风雨同舟", "相辅相成"] {
        let change = after[idiom] - before[idiom];
        assert!(change < -0.1, "{idiom}: {change}");
    }
    let change = after["第四届论坛"] - before["第四届论坛"];
    assert!(change > 0.0, "{change}");
    for other in ["海草床", "毛里求斯"] {
        let change = after[other] - before[other];
        assert!(change.abs() < 0.4, "{other}: {change}");
    }
    let built = folder.run(&["build", "texts", "-o", "out"]).stderr;
    assert!(built.contains("terms.tsv"), "{built}");
    let rank = |term: &str| {
        folder
            .rows("out/terms.tsv")
            .iter()
            .position(|it| it["term"] == term)
    };
    let learnt = rank("风雨同舟");
    folder.run(&["build", "texts", "-o", "out", "--no-learning"]);
    assert!(learnt > rank("风雨同舟"));
}

#[test]
fn an_entry_set_by_hand_is_learnt_from_like_an_accepted_candidate() {
    let folder = Folder::new();
    folder.run(&["build", "texts", "-o", "out"]);
    let before = scores(&folder, &[]);
    for forum in FORUMS {
        folder.run(&["-d", DB, "set", forum, "--en", "forum"]);
    }
    let after = scores(&folder, &[]);
    assert!(after["第四届论坛"] > before["第四届论坛"]);
}

#[test]
fn files_are_ranked_as_if_nothing_had_been_decided() {
    let folder = taught();
    let speech = "texts/harbour-forum.zh.txt";
    let beside = folder.run(&["-d", DB, "extract", speech, "--all"]).stdout;
    let alone = Folder::new().run(&["extract", speech, "--all"]).stdout;
    assert_eq!(beside, alone);
}

#[test]
fn an_explanation_tells_what_was_learnt_and_stores_nothing() {
    let folder = taught();
    let before = folder.run(&["-d", DB, "show", "风雨同舟"]).stdout;
    let told = folder
        .run(&["-d", DB, "extract", "--explain", "风雨同舟"])
        .stdout;
    assert!(
        told.contains("  you rejected 5 terms of the type idiom\n"),
        "{told}"
    );
    assert!(told.contains("\n  found "), "{told}");
    let plain = folder.run(&[
        "-d",
        DB,
        "extract",
        "--no-learning",
        "--explain",
        "风雨同舟",
    ]);
    assert!(!plain.stdout.contains("you rejected"), "{}", plain.stdout);
    assert_eq!(folder.run(&["-d", DB, "show", "风雨同舟"]).stdout, before);
    let decided = folder
        .run(&["-d", DB, "extract", "--explain", "同舟共济"])
        .stdout;
    assert!(decided.contains("\nyou rejected it"), "{decided}");
}

#[test]
fn the_reasons_of_an_explanation_add_up_to_the_score() {
    let folder = taught();
    for explained in folder.json(&["-d", DB, "extract", "--explain", "蓝色走廊"]) {
        assert_eq!(
            (&explained["v"], &explained["standing"]),
            (&1.into(), &"listed".into())
        );
        let reasons = explained["reasons"].as_array().unwrap();
        let sum: f64 = reasons.iter().map(|it| it["value"].as_f64().unwrap()).sum();
        let score = explained["candidate"]["score"].as_f64().unwrap();
        assert!((sum - score).abs() < 1e-9);
        assert!(reasons.iter().all(|it| it["sentence"].is_string()));
    }
}
