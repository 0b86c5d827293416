//! Places of a keyword.

use super::sandbox::Sandbox;

#[test]
fn every_place_is_shown_in_its_context_and_with_its_other_side() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("align speech.zh.txt speech.en.txt --save");
    assert_eq!(
        sandbox.told("concordance 海洋合作"),
        "exit 0\n\
         speech.zh.txt:1\t我们要建设蓝色伙伴关系，推动\t海洋合作\t走深走实。\t\n\
         speech.zh.txt + speech.en.txt, unit #1\t我们要建设蓝色伙伴关系，推动\t海洋合作\t走深走实。\t\
         We will build a blue partnership and take ocean cooperation further.\n\
         1 place in texts, 1 in units\n"
    );
    let told = sandbox.told("concordance 關係 --limit 1 --json");
    assert!(
        told.starts_with("exit 0\n{\"v\":1,\"in\":\"text\","),
        "{told}"
    );
    assert!(told.contains(r#""term":"关系""#), "{told}");
    assert!(
        told.contains(r#""others":[{"lang":"en","text":"We will"#),
        "{told}"
    );
    assert!(
        told.contains("3 places in texts, 3 in units, 2 shown"),
        "{told}"
    );
    let told = sandbox.told("concordance OCEAN");
    assert!(
        told.contains("\tocean\t cooperation further.\t我们要"),
        "{told}"
    );
    let told = sandbox.told("concordance 没有");
    assert_eq!(told, "exit 1\n`没有` is nowhere in the texts and units\n");
}

#[test]
fn what_changed_since_the_words_were_indexed_is_found_too() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("align speech.zh.txt speech.en.txt --save");
    let counts = |text: &str| {
        let told = sandbox.told(&format!("concordance {text} --limit 1"));
        told.lines().last().unwrap_or_default().to_owned()
    };
    assert_eq!(
        counts("伙伴"),
        "3 places in texts, 3 in units, 2 shown; --limit shows more"
    );
    sandbox.file("b.zh.txt", "伙伴，伙伴！\n");
    sandbox.file("b.en.txt", "Partner, partner!\n");
    sandbox.done("align b.zh.txt b.en.txt --save");
    assert_eq!(
        counts("伙伴"),
        "3 places in texts, 5 in units, 2 shown; --limit shows more"
    );
    assert_eq!(
        counts("partner"),
        "0 places in texts, 5 in units, 1 shown; --limit shows more"
    );
    let made = std::fs::read_dir(sandbox.cache()).expect("a folder");
    let names: Vec<String> = made
        .map(|it| {
            it.expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(names.len(), 1, "{names:?}");
    std::fs::write(sandbox.cache().join(&names[0]), "no index").expect("it is written");
    let told = sandbox.told("concordance partner --limit 1");
    assert!(told.contains("it is made anew"), "{told}");
    assert!(told.contains("5 in units"), "{told}");
    sandbox.done("undo");
    assert_eq!(
        counts("伙伴"),
        "3 places in texts, 3 in units, 2 shown; --limit shows more"
    );
}

#[test]
fn a_large_collection_of_texts_is_indexed_too() {
    let sandbox = Sandbox::with_termbase();
    let long: String = (0..40_000)
        .map(|it| format!("第{it}条，海洋合作。\n"))
        .collect();
    sandbox.file("long.txt", &long);
    sandbox.done("add long.txt");
    let counts = |text: &str| {
        let told = sandbox.told(&format!("concordance {text} --limit 1"));
        told.lines().last().unwrap_or_default().to_owned()
    };
    assert_eq!(
        sandbox.told("concordance 第4321条"),
        "exit 0\n\
         long.txt:4322\t\t第4321条\t，海洋合作。\t\n\
         1 place in texts, 0 in units\n"
    );
    let is_told = "40001 places in texts, 0 in units, 1 shown; --limit shows more";
    assert_eq!(counts("海洋"), is_told);
    sandbox.file("b.txt", "海洋，海洋！\n");
    sandbox.done("add b.txt");
    assert_eq!(counts("海洋"), is_told.replace("40001", "40003"));
    let made = std::fs::read_dir(sandbox.cache()).expect("a folder");
    let made = made.map(|it| it.expect("an entry").path());
    let index: Vec<_> = made
        .filter(|it| it.extension().is_some_and(|it| it == "texts"))
        .collect();
    assert_eq!(index.len(), 1, "{index:?}");
    let name = index[0].to_string_lossy();
    assert!(
        name.ends_with("-1.texts"),
        "one more text is no reason for another index"
    );
    std::fs::write(&index[0], "no index").expect("it is written");
    let told = sandbox.told("concordance 海洋 --limit 1");
    assert!(
        told.contains("the index of the collection of texts cannot be used"),
        "{told}"
    );
    assert!(told.contains("40003 places in texts"), "{told}");
    sandbox.done("forget long.txt");
    assert_eq!(counts("海洋"), is_told.replace("40001", "3"));
}
