//! Sentences that end where a translation tool has them end, and where our own rules do.

use std::fs;

use insta::assert_snapshot;

use super::sandbox::Sandbox;

/// Rules of a tool that ends Chinese sentences at semicolons, and English ones nowhere.
const RULES: &str = r#"<srx xmlns="http://www.lisa.org/srx20" version="2.0">
<header segmentsubflows="yes" cascade="no"/>
<body>
<languagerules>
<languagerule languagerulename="Chinese">
<rule break="yes"><beforebreak>[。；]</beforebreak></rule>
</languagerule>
<languagerule languagerulename="none"/>
</languagerules>
<maprules>
<languagemap languagepattern="ZH.*" languagerulename="Chinese"/>
<languagemap languagepattern=".*" languagerulename="none"/>
</maprules>
</body>
</srx>
"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("a.zh.txt", "港口一是开放；二是合作。渔民出海了。\n");
    sandbox.file(
        "a.en.txt",
        "First, the port is open; second, it cooperates. The fishermen put to sea.\n",
    );
    sandbox.file("rules.srx", RULES);
    sandbox
}

/// Sentences of the pairs that `align` prints, Chinese and English.
fn sentences(sandbox: &Sandbox, options: &str) -> (usize, usize) {
    let beads = sandbox.done(&format!("align a.zh.txt a.en.txt --json{options}"));
    let count = |side: &str| -> usize {
        let object = |line| serde_json::from_str::<serde_json::Value>(line).unwrap();
        let sides = beads
            .lines()
            .map(|line| object(line)[side].as_array().unwrap().len());
        sides.sum()
    };
    (count("source"), count("target"))
}

#[test]
fn texts_are_aligned_as_the_rules_of_a_tool_cut_them() {
    let sandbox = sandbox();
    assert_eq!(sentences(&sandbox, ""), (2, 2));
    assert_eq!(sentences(&sandbox, " --segmentation rules.srx"), (3, 1));
}

#[test]
fn a_memory_is_searched_with_the_segments_of_a_tool() {
    let sandbox = sandbox();
    sandbox.file("pairs.tsv", "港口一是开放；\tFirst, the port is open;\n");
    sandbox.done("align pairs.tsv --save");
    let filled = |options: &str| sandbox.told(&format!("pretranslate a.zh.txt{options}"));
    assert!(
        filled("").contains("2 sentences: 0 filled in"),
        "{}",
        filled("")
    );
    let by_rules = filled(" --segmentation rules.srx");
    assert!(by_rules.contains("3 sentences: 1 filled in"), "{by_rules}");
    let bands = sandbox.done("analyze a.zh.txt --segmentation rules.srx");
    assert!(bands.contains("total\t100\t1\t"), "{bands}");
}

#[test]
fn a_build_aligns_its_pairs_by_the_rules() {
    let sandbox = sandbox();
    for (options, units) in [("", 2), (" --segmentation rules.srx", 1)] {
        sandbox.done(&format!("build a.zh.txt a.en.txt -o out{units}{options}"));
        let memory = fs::read_to_string(sandbox.path(&format!("out{units}/memory.tmx"))).unwrap();
        assert_eq!(memory.matches("<tu ").count(), units, "{memory}");
    }
}

#[test]
fn our_own_rules_are_written_without_a_termbase_and_cut_alike() {
    let sandbox = sandbox();
    assert_snapshot!(sandbox.told("export --to srx -o own.srx"), @"
    exit 0
    wrote 34 rules
    next: give the file to your translation tool as its segmentation rules
    ");
    assert!(!sandbox.names(".").iter().any(|name| name.contains(".db")));
    assert_eq!(sentences(&sandbox, " --segmentation own.srx"), (2, 2));
    sandbox.done("export --to srx --break-at-semicolons -o semicolons.srx");
    assert_eq!(
        sentences(&sandbox, " --segmentation semicolons.srx"),
        (3, 3)
    );
    let shown = sandbox.done("export --to srx");
    assert_eq!(shown, fs::read_to_string(sandbox.path("own.srx")).unwrap());
    assert_snapshot!(sandbox.told("export --to srx -o other.srx --dry-run"), @"
    exit 0
    would write `other.srx`
    would write 34 rules
    ");
    assert!(!sandbox.path("other.srx").exists());
    assert_snapshot!(sandbox.told("export --to srx -o own.srx --json"), @r#"
    exit 0
    {"v":1,"format":"srx","summary":{"contexts":0,"empty":0,"forbidden":0,"guarded":0,"illegal_characters":0,"incomplete":0,"not_in_use":0,"periods":0,"relations":0,"remarks":0,"shortened":0,"simplified":0,"written":34}}
    "#);
}

#[test]
fn rules_that_cannot_be_used_are_told() {
    let sandbox = sandbox();
    let align =
        |name: &str| format!("align a.zh.txt a.en.txt --format beads --segmentation {name}");
    sandbox.file("broken.srx", RULES.replace("[。；]", "[。；"));
    assert_snapshot!(sandbox.told(&align("broken.srx")), @"
    exit 0
    [0]:[0]:0.9769
    warning: `broken.srx`, line 6, column 1: a rule does nothing, since its <beforebreak> cannot be read: `[` is not closed (character 1 of it)
    ");
    let strict = format!("{} --strict", align("broken.srx"));
    assert_snapshot!(sandbox.fails(&strict), @"
    exit 3
    error: cannot read the rules in `broken.srx`: line 6, column 1: a rule does nothing, since its <beforebreak> cannot be read: `[` is not closed (character 1 of it)
    hint: mend that place, or leave out --strict to do without rules that are broken
    ");
    sandbox.file("half.srx", &RULES[..400]);
    assert_snapshot!(sandbox.fails(&align("half.srx")), @"
    exit 3
    error: cannot read the rules in `half.srx`: line 12, column 27: it is cut off inside <maprules>
    hint: give the segmentation rules of your translation tool, exported as SRX
    ");
    sandbox.file(
        "english.srx",
        RULES.replace("ZH.*", "FR.*").replace("\".*\"", "\"en\""),
    );
    assert_snapshot!(sandbox.fails(&align("english.srx")), @"
    exit 3
    error: cannot use the rules in `english.srx`: no map of it fits zh-CN
    hint: add a <languagemap> for it, or leave out --segmentation to use our own rules
    ");
    sandbox.file(
        "taiwan.srx",
        RULES.replace("ZH.*", "zh-TW").replace("\".*\"", "\"en\""),
    );
    assert_snapshot!(sandbox.told(&align("taiwan.srx")), @"
    exit 0
    [0,1,2]:[0]:0.67
    warning: `taiwan.srx` has no rules for zh-CN; those for zh-TW are used
    ");
    assert_snapshot!(sandbox.fails(&align("nowhere.srx")), @"
    exit 3
    error: cannot read `nowhere.srx`: there is no such file or folder
    hint: check the name; a name with blanks needs quotation marks around it
    ");
    assert_snapshot!(sandbox.fails(&align("a.zh.txt")), @"
    exit 3
    error: cannot read the rules in `a.zh.txt`: line 1, column 1: it is no XML: there is text before the first element
    hint: give the segmentation rules of your translation tool, exported as SRX
    ");
}

#[test]
fn options_that_would_do_nothing_are_refused() {
    let sandbox = sandbox();
    for option in [
        "--keep-dialogue",
        "--break-at-semicolons",
        "--presegmented",
        "--line-by-line",
    ] {
        let told = sandbox.fails(&format!(
            "align a.zh.txt a.en.txt --segmentation rules.srx {option}"
        ));
        assert!(told.contains("cannot be used with"), "{told}");
    }
    assert_snapshot!(sandbox.fails("export --to srx --status preferred"), @"
    exit 2
    error: srx holds the rules for sentences and no entries to choose from
    hint: leave out what is not --to, -o or --break-at-semicolons
    ");
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.fails("export --to tbx --break-at-semicolons"), @"
    exit 2
    error: --break-at-semicolons is for srx alone
    hint: leave it out, or write --to srx
    ");
}
