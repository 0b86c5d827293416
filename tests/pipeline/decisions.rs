//! What the curator decided stays, whatever is built afterwards.

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
