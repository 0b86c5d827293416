//! What an entry can say beyond its terms: fields, relations, contexts, approval.

use insta::assert_snapshot;

use super::sandbox::Sandbox;

#[test]
fn an_entry_has_customer_project_variants_and_contexts() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("set 守望相助 --customer ACME --project Forum --do-not-translate");
    sandbox.done("set 守望相助 --variant 守助 --term-type shortForm");
    sandbox.done("set 守望相助 --en mutual --term-type phrase");
    sandbox.done(
        "set 守望相助 --context 邻里守望相助。 --context-en Neighbours_help. --context-source Speech",
    );
    assert_snapshot!(sandbox.done("show 守望相助 --contexts 0"), @"
    守望相助  shǒuwàng-xiāngzhù  (#1, other)
    守助  shǒuzhù  (#1, other; shortForm)
      en: assistance  (other)
      en: mutual  (other; phrase)
      customer: ACME
      project: Forum
      do not translate
      context: 邻里守望相助。  (Speech)
               Neighbours_help.
      found 2 times in 1 texts (2 with repetitions), type idiom, score 1.76
      places: 2 outside longer candidates, 0 in quotation marks
      neighbours: 2 before it (entropy 1.00), 2 after it (entropy 1.00)
      measures: NPMI 1.00, C-value 4.0, keyness 18.9
      tagged as: idiom
      found by: words, idiom, compound, rare-word
      dictionary: CC-CEDICT
      contained in: 坚持守望相助
      suggested: keep watch and defend one another (CC-CEDICT); join forces to defend against external aggressors (CC-CEDICT); mutual help and protection (CC-CEDICT)
      #2  2023-11-14T22:13:20Z  mei  set 守望相助 --en assistance
          created; added 守望相助; added assistance; accepted
      #4  2023-11-14T22:13:20Z  mei  set 守望相助 --customer ACME --project Forum --do-not-translate
          customer ACME; project Forum; not to be translated
      #5  2023-11-14T22:13:20Z  mei  set 守望相助 --variant 守助 --term-type shortForm
          added 守助
      #6  2023-11-14T22:13:20Z  mei  set 守望相助 --en mutual --term-type phrase
          added mutual
      #7  2023-11-14T22:13:20Z  mei  set 守望相助 --context 邻里守望相助。 --context-en Neighbours_help. --context-source Speech
          守望相助: contexts
    ");
    sandbox.done("set 守望相助 --customer \"\" --translate --context \"\"");
    let shown = sandbox.done("show 守望相助 --contexts 0");
    for gone in ["customer:", "  do not translate\n", "  context:"] {
        assert!(!shown.contains(gone), "{shown}");
    }
    assert!(shown.contains("project: Forum"), "{shown}");
}

#[test]
fn a_traditional_form_belongs_to_the_entry_and_finds_it() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("set 互联互通 --traditional");
    let found = sandbox.done("find 互聯互通");
    assert!(found.contains("互联互通"), "{found}");
    let json = sandbox.done("show 互联互通 --json");
    assert!(json.contains(r#""lang":"zh-Hant""#), "{json}");
    let before = sandbox.facts();
    sandbox.done("set 互联互通 --traditional");
    assert_eq!(sandbox.facts(), before);
}

#[test]
fn entries_know_each_other_from_both_sides() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("set 合作 --en cooperation");
    sandbox.done("set 守望相助 --broader 合作 --see-also 互联互通");
    let shown = sandbox.done("show 守望相助 --contexts 0");
    assert!(shown.contains("broader: 合作 (#3)"), "{shown}");
    assert!(shown.contains("see-also: 互联互通 (#2)"), "{shown}");
    let wider = sandbox.done("show 合作 --contexts 0");
    assert!(wider.contains("narrower: 守望相助 (#1)"), "{wider}");
    let other = sandbox.done("show 互联互通 --contexts 0");
    assert!(other.contains("see-also: 守望相助 (#1)"), "{other}");
    assert_snapshot!(sandbox.fails("set 合作 --broader 守望相助"), @"
    exit 2
    error: `守望相助` cannot be wider: `合作` is wider than it already
    hint: take that back first, with --unrelated
    ");
    assert_snapshot!(sandbox.fails("set 合作 --see-also 合作"), @"
    exit 2
    error: `合作` is the entry itself
    hint: name another entry
    ");
    // What is deleted is forgotten by the others, and comes back with its relations.
    let before = sandbox.facts();
    sandbox.done("delete 合作");
    assert!(!sandbox.done("show 守望相助").contains("broader: "));
    sandbox.done("undo");
    assert_eq!(sandbox.facts(), before);
    // What is merged leaves its relations to its heir.
    sandbox.done("set 协作 --en collaboration");
    sandbox.done("merge 协作 合作");
    let shown = sandbox.done("show 守望相助 --contexts 0");
    assert!(shown.contains("broader: 协作 (#4)"), "{shown}");
    sandbox.done("set 守望相助 --unrelated 协作");
    assert!(!sandbox.done("show 守望相助").contains("broader: "));
}

#[test]
fn entries_are_approved_by_somebody_and_chosen_by_it() {
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.told("approve 守望相助"), @"
    exit 0
    approved 守望相助 (#1)
    ");
    assert_snapshot!(sandbox.told("approve 守望相助 互联互通"), @"
    exit 0
    approved 互联互通 (#2)
    1 entry was approved already
    ");
    sandbox.done("approve 互联互通 --withdraw");
    let proposed = sandbox.done("find --state proposed");
    assert!(proposed.contains("互联互通") && !proposed.contains("守望相助"));
    let rows = sandbox.done("export --to tsv --state approved");
    assert!(
        rows.contains("守望相助") && !rows.contains("互联互通"),
        "{rows}"
    );
    assert!(sandbox.done("show 守望相助").contains("approved by: mei"));
    assert_snapshot!(sandbox.fails("approve --subject law"), @"
    exit 3
    error: no entry is meant
    hint: `shuyu find` with the same options lists what they admit
    ");
}

#[test]
fn a_subject_holds_what_is_under_it() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("set 守望相助 --subject politics/diplomacy");
    sandbox.done("set 互联互通 --subject transport");
    assert_snapshot!(sandbox.done("subjects"), @"
    politics	0	1
    politics/diplomacy	1	1
    transport	1	1
    ");
    let found = sandbox.done("find --subject Politics");
    assert!(
        found.contains("守望相助") && !found.contains("互联互通"),
        "{found}"
    );
    assert_snapshot!(sandbox.told("find 互联互通 --subject politics"), @"
    exit 1
    no entry that --subject, --customer, --project and --state admit matches `互联互通`
    ");
    assert_snapshot!(sandbox.told("subjects --rename transport politics/transport"), @"
    exit 0
    renamed transport to politics/transport in 1 entry
    ");
    let rows = sandbox.done("export --to tsv --subject politics");
    assert_eq!(rows.lines().count(), 2, "{rows}");
    assert_snapshot!(sandbox.fails("subjects --rename law politics"), @"
    exit 3
    error: no entry has the subject `law`
    hint: `shuyu subjects` lists them
    ");
    sandbox.done("undo");
    assert!(sandbox.done("subjects").contains("transport\t1\t1"));
}

#[test]
fn fields_travel_by_every_format_of_ours() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("set 守望相助 --customer ACME --project Forum --do-not-translate --variant 守助");
    sandbox
        .done("set 守望相助 --context 邻里守望相助。 --context-en Neighbours --context-source S");
    sandbox.done("approve 守望相助");
    let before = sandbox.facts();
    for (format, file) in [
        ("csv", "g.csv"),
        ("xlsx", "g.xlsx"),
        ("jsonl", "g.jsonl"),
        ("tbx", "g.tbx"),
    ] {
        sandbox.done(&format!(
            "export --to {format} --include-incomplete -o {file}"
        ));
        sandbox.done(&format!("import {file} --on-conflict replace"));
        assert_eq!(sandbox.facts(), before, "{format}");
        sandbox.done(&format!("import {file} -d other-{format}.db"));
        let shown = sandbox.done(&format!("show 守望相助 -d other-{format}.db"));
        for field in [
            "customer: ACME",
            "project: Forum",
            "do not translate",
            "approved by: mei",
            "context: 邻里守望相助。  (S)",
            "Neighbours",
        ] {
            assert!(shown.contains(field), "{format}: {field}\n{shown}");
        }
    }
}

#[test]
fn a_context_is_taken_over_in_review_by_one_key_with_its_translation() {
    let sandbox = Sandbox::new();
    sandbox.file("speech.zh.txt", super::sandbox::SPEECH);
    sandbox.file("speech.en.txt", super::sandbox::TRANSLATION);
    sandbox.done("add speech.zh.txt --source Forum --date 2026-05");
    sandbox.done("extract -q");
    sandbox.done("align speech.zh.txt speech.en.txt --save");
    sandbox.file(
        "lines.txt",
        "c\nc 9\nc\nc\nc 2\ne blue partnership\nc\nx\ns\n",
    );
    let answers = sandbox.done("review --limit 3 --input lines.txt");
    let told: Vec<&str> = answers
        .lines()
        .filter_map(|line| line.split('\t').next())
        .collect();
    assert_snapshot!(told.join("\n"), @"
    context 1 of 2 is kept, if you accept it
    there is no context 9
    context 2 of 2 is kept, if you accept it
    no context is kept
    context 2 of 2 is kept, if you accept it
    accepted 守望相助 = blue partnership (#1)
    context 1 of 1 is kept, if you accept it
    rejected 互联互通
    put off 蓝色伙伴关系
    ");
    let term = answers
        .lines()
        .next()
        .and_then(|line| line.split('\t').nth(2));
    let shown = sandbox.done(&format!("show {} --contexts 0", term.expect("a term")));
    let contexts = shown.lines().skip_while(|line| !line.contains("context:"));
    let contexts: Vec<&str> = contexts.take(2).collect();
    assert_snapshot!(contexts.join("\n"), @"
    context: 各方一致同意建设蓝色伙伴关系，坚持守望相助、互联互通。  (Forum, 2026-05)
             All sides agree to build the blue partnership, mutual assistance and connectivity.
    ");
    sandbox.done("export --to tbx -o g.tbx");
    let tbx = std::fs::read_to_string(sandbox.path("g.tbx")).expect("a file");
    assert!(tbx.contains("<descrip type=\"context\">"), "{tbx}");
    assert!(
        tbx.contains("<admin type=\"source\">Forum, 2026-05</admin>"),
        "{tbx}"
    );
}
