//! Exports in every flavour and for every tool.

use std::fs;

use insta::assert_snapshot;

use super::sandbox::Sandbox;

/// A termbase with most fields filled.
fn full() -> Sandbox {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("set 守望相助 --definition helping --subject society/village --customer ACME");
    sandbox.done("set 守望相助 --en assistance --status admitted --from 2020 --source Charter");
    sandbox.done("set 守望相助 --en aid --forbidden");
    sandbox
        .done("set 守望相助 --context 邻里守望相助。 --context-en Neighbours --context-source S");
    sandbox
}

#[test]
fn every_flavour_of_tbx_comes_back_as_it_was() {
    let sandbox = full();
    let before = sandbox.facts();
    for (flavour, name) in [
        ("", "v2.tbx"),
        (" --tbx-version 3", "v3.tbx"),
        (" --dialect core --style dct", "core.tbx"),
        (" --dialect min", "min.tbx"),
        (" --dialect linguist --style dct", "linguist.tbx"),
    ] {
        sandbox.done(&format!("export --to tbx{flavour} -o {name}"));
        let told = sandbox.told(&format!("import {name} --on-conflict replace"));
        assert!(
            told.contains(": 0 new, 0 changed, 2 same, 0 skipped"),
            "{told}"
        );
        assert_eq!(sandbox.facts(), before, "{name}");
        sandbox.done(&format!("import {name} -d other-{name}.db"));
        let shown = sandbox.done(&format!("show 守望相助 -d other-{name}.db"));
        for field in ["customer: ACME", "subject: society/village", "Neighbours"] {
            assert!(shown.contains(field), "{name}: {field}\n{shown}");
        }
    }
    let file = fs::read_to_string(sandbox.path("linguist.tbx")).expect("a file");
    assert!(
        file.contains("type=\"TBX-Linguist\" style=\"dct\""),
        "{file}"
    );
    assert!(file.contains("<ling:reading>"), "{file}");
}

#[test]
fn what_the_flavour_has_no_place_for_is_told() {
    let sandbox = full();
    sandbox.done("set 守望相助 --en assistance --status superseded --from 2024");
    sandbox.done("set 守望相助 --see-also 互联互通");
    sandbox.done("set 互联互通 --see-also 守望相助");
    assert_snapshot!(sandbox.told("export --to tbx -o g.tbx --subject society"), @"
    exit 0
    wrote 1 entry; 1 term never to be used was left out
    not in TBX v2 Basic: former periods of use (1 entry)
    not in TBX v2 Basic: relations to entries that are not in the file (1 entry)
    ");
    assert_snapshot!(sandbox.told("export --to tbx -o g.tbx --dialect min --json"), @r#"
    exit 0
    {"v":1,"format":"tbx","summary":{"contexts":0,"empty":0,"forbidden":1,"guarded":0,"illegal_characters":0,"incomplete":0,"lost":[{"entries":1,"field":"former periods of use"}],"not_in_use":0,"periods":0,"relations":0,"remarks":0,"shortened":0,"simplified":0,"written":2}}
    "#);
}

#[test]
fn a_flavour_that_is_none_is_told() {
    let sandbox = Sandbox::with_termbase();
    assert_snapshot!(sandbox.fails("export --to tbx --tbx-version 2 --dialect min"), @"
    exit 2
    error: TBX version 2 is written in its dialect basic, which has one style
    hint: leave out --dialect and --style, or write --tbx-version 3
    ");
    assert_snapshot!(sandbox.fails("export --to csv --style dct"), @"
    exit 2
    error: --tbx-version, --dialect and --style are for tbx alone
    hint: leave them out, or write --to tbx
    ");
    assert_snapshot!(sandbox.fails("export --to tbx --dialect large"), @"
    exit 2
    error: invalid value 'large' for '--dialect <D>': `large` is not one of: core, min, basic, linguist
    hint: `shuyu export --help` shows examples and all options
    ");
}

#[test]
fn omegat_gets_a_folder_that_it_opens_and_keeps_what_is_there() {
    let sandbox = full();
    assert_snapshot!(sandbox.fails("export --to omegat"), @"
    exit 2
    error: a project is a folder, which needs a name
    hint: write it into one: shuyu export --to omegat -o project
    ");
    assert_snapshot!(sandbox.told("export --to omegat -o project"), @"
    exit 0
    wrote 2 pairs; 1 term never to be used was left out
    not in the glossary of OmegaT: contexts (1 entry)
    not in the glossary of OmegaT: customer (1 entry)
    not in the glossary of OmegaT: period of use (1 entry)
    not in the glossary of OmegaT: source (1 entry)
    not in the glossary of OmegaT: status (1 entry)
    next: open the folder in OmegaT: Project > Open
    ");
    let read = |name: &str| fs::read_to_string(sandbox.path(name)).expect("a file");
    assert_snapshot!(read("project/glossary/glossary.utf8"), @"
    # -*- coding: utf-8 -*-
    守望相助	assistance	shǒuwàng-xiāngzhù; society/village; helping
    互联互通	connectivity	hùlián-hùtōng
    ");
    assert_snapshot!(read("project/forbidden.tsv"), @"
    term	forbidden	use
    守望相助	aid	assistance
    ");
    assert!(read("project/tm/auto/memory.tmx").contains("<seg>守望相助</seg>"));
    assert!(read("project/omegat.project").contains("<source_lang>zh-CN</source_lang>"));
    sandbox.file("project/omegat.project", "mine");
    sandbox.file("project/source/a.txt", "text");
    sandbox.done("set 守望相助 --en aid --allowed");
    sandbox.done("export --to omegat -o project");
    assert_eq!(read("project/omegat.project"), "mine");
    assert_eq!(read("project/source/a.txt"), "text");
    assert!(!sandbox.path("project/forbidden.tsv").exists());
}

#[test]
fn lists_of_tools_say_what_they_leave_out_and_what_is_next() {
    let sandbox = full();
    sandbox.done("set 守望相助 --en solidarity --status preferred");
    assert_snapshot!(sandbox.told("export --to deepl -o g.tsv"), @"
    exit 0
    wrote 2 rows; 1 term never to be used was left out; 1 pair was left out, as its term has a better one
    not in the glossary of DeepL: contexts (1 entry)
    not in the glossary of DeepL: customer (1 entry)
    not in the glossary of DeepL: definition (1 entry)
    not in the glossary of DeepL: period of use (1 entry)
    not in the glossary of DeepL: pinyin (2 entries)
    not in the glossary of DeepL: source (1 entry)
    not in the glossary of DeepL: status (1 entry)
    not in the glossary of DeepL: subject (1 entry)
    next: in DeepL: Glossary > Upload, with the languages zh and en
    ");
    assert_snapshot!(sandbox.told("export --to deepl"), @"
    exit 0
    守望相助	solidarity
    互联互通	connectivity
    wrote 2 rows; 1 term never to be used was left out; 1 pair was left out, as its term has a better one
    not in the glossary of DeepL: contexts (1 entry)
    not in the glossary of DeepL: customer (1 entry)
    not in the glossary of DeepL: definition (1 entry)
    not in the glossary of DeepL: period of use (1 entry)
    not in the glossary of DeepL: pinyin (2 entries)
    not in the glossary of DeepL: source (1 entry)
    not in the glossary of DeepL: status (1 entry)
    not in the glossary of DeepL: subject (1 entry)
    ");
    assert_snapshot!(sandbox.told("export --to utx --include-forbidden -o g.utx"), @"
    exit 0
    wrote 4 rows
    not in UTX: contexts (1 entry)
    not in UTX: customer (1 entry)
    not in UTX: period of use (1 entry)
    not in UTX: source (1 entry)
    next: give the file to the tool that reads UTX
    ");
}

#[test]
fn lists_with_identifiers_change_nothing_at_home() {
    let sandbox = full();
    for (format, name) in [
        ("utx", "g.utx"),
        ("memoq", "g.csv"),
        ("matecat", "m.csv"),
        ("multiterm", "g.xml"),
    ] {
        sandbox.done(&format!("export --to {format} -o {name}"));
        let told = sandbox.told(&format!("import {name} -n"));
        let wanted = format!("{name} ({format}): 0 new, 0 changed, 2 same, 0 skipped");
        assert!(told.contains(&wanted), "{told}");
    }
}
