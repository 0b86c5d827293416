//! Memories of other programs: taken in, given out, cleaned.

use std::fs;

use insta::assert_snapshot;

use super::sandbox::Sandbox;

fn memory(units: &[(&str, &str)]) -> String {
    let mut body = String::new();
    for (number, (zh, en)) in units.iter().enumerate() {
        body += &format!(
            "<tu tuid=\"k{number}\" usagecount=\"3\"><prop type=\"x-client\">海</prop>\
             <tuv xml:lang=\"en-GB\" creationdate=\"20260518T090000Z\"><seg>{en}</seg></tuv>\
             <tuv xml:lang=\"zh\"><seg>{zh}</seg></tuv></tu>\n"
        );
    }
    format!(
        "<?xml version=\"1.0\"?>\n<tmx version=\"1.4\">\n<header creationtool=\"x\" \
         creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"x\" adminlang=\"en\" \
         srclang=\"en-GB\" datatype=\"plaintext\"/>\n<body>\n{body}</body>\n</tmx>\n"
    )
}

const GOOD: [(&str, &str); 2] = [
    (
        "守望相助是邻里之道。",
        "Neighbours help &amp; watch over each other.",
    ),
    (
        "按<ph x=\"1\">{1}</ph>开始。",
        "Press <ph x=\"1\">{1}</ph> to begin.",
    ),
];

#[test]
fn a_memory_comes_in_and_goes_out_with_all_it_has() {
    let sandbox = Sandbox::new();
    sandbox.file("a.tmx", memory(&GOOD));
    assert_snapshot!(sandbox.told("import a.tmx"), @"
    exit 0
    created the termbase `shuyu.db`
    imported a.tmx (tmx): 2 new units, 0 same, 0 skipped
    to look for flawed units: shuyu tm clean --dry-run
    to take this back: shuyu undo
    ");
    let out = sandbox.done("export --to tmx");
    for kept in [
        "tuid=\"k0\"",
        "usagecount=\"3\"",
        "x-client",
        "help &amp; watch",
        "按开始。",
    ] {
        assert!(out.contains(kept), "{kept} in {out}");
    }
    sandbox.file("b.tmx", &out);
    assert_snapshot!(sandbox.told("import b.tmx a.tmx"), @"
    exit 0
    imported b.tmx (tmx): 0 new units, 2 same, 0 skipped
    imported a.tmx (tmx): 0 new units, 2 same, 0 skipped
    ");
    assert_snapshot!(sandbox.told("-n undo"), @"
    exit 0
    would have undone #1 (import a.tmx, by mei, 2023-11-14T22:13:20Z)
      took out of use 2 units
    ");
    sandbox.done("undo");
    assert!(sandbox.done("status --json").contains("\"units\":0"));
    sandbox.done("import a.tmx");
    let again = sandbox.done("export --to tmx");
    assert_eq!(
        again.lines().skip(4).collect::<Vec<_>>(),
        out.lines().skip(4).collect::<Vec<_>>()
    );
}

#[test]
fn a_memory_is_read_in_the_encoding_and_packing_it_comes_in() {
    let sandbox = Sandbox::new();
    let text = memory(&GOOD).replace("?>", " encoding=\"UTF-16\"?>");
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    sandbox.file("wide.tmx", bytes);
    assert!(sandbox.told("import wide.tmx").contains("2 new units"));
    sandbox.file("memory.xml", memory(&GOOD));
    assert!(
        sandbox
            .told("import memory.xml")
            .contains("0 new units, 2 same")
    );
}

/// An archive with files in it as they are.
fn zip(members: &[(&str, &str)]) -> Vec<u8> {
    let checksum = |bytes: &[u8]| {
        let mut sum = u32::MAX;
        for &byte in bytes {
            sum ^= u32::from(byte);
            for _ in 0..8 {
                sum = (sum >> 1) ^ (0xEDB8_8320 * (sum & 1));
            }
        }
        !sum
    };
    let mut bytes = Vec::new();
    for (name, content) in members {
        let length = u32::try_from(content.len()).unwrap();
        bytes.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0");
        for number in [checksum(content.as_bytes()), length, length] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend([u8::try_from(name.len()).unwrap(), 0, 0, 0]);
        bytes.extend(name.as_bytes());
        bytes.extend(content.as_bytes());
    }
    bytes.extend(b"PK\x01\x02");
    bytes
}

#[test]
fn all_memories_of_an_archive_come_in_or_those_that_are_named() {
    let sandbox = Sandbox::new();
    let (first, second) = (memory(&GOOD[..1]), memory(&GOOD[1..]));
    sandbox.file(
        "memories.zip",
        zip(&[
            ("__MACOSX/m/._a.tmx", "\0"),
            ("m/", ""),
            ("m/a.tmx", &first),
            ("m/read me.txt", "hello"),
            ("b.tmx", &second),
        ]),
    );
    assert_snapshot!(sandbox.told("import memories.zip --member a.tmx"), @"
    exit 0
    created the termbase `shuyu.db`
    imported memories.zip/m/a.tmx (tmx): 1 new unit, 0 same, 0 skipped
    to look for flawed units: shuyu tm clean --dry-run
    to take this back: shuyu undo
    ");
    assert_snapshot!(sandbox.told("import memories.zip"), @"
    exit 0
    imported memories.zip/m/a.tmx (tmx): 0 new units, 1 same, 0 skipped
    imported memories.zip/b.tmx (tmx): 1 new unit, 0 same, 0 skipped
    to look for flawed units: shuyu tm clean --dry-run
    to take this back: shuyu undo
    ");
    assert_snapshot!(sandbox.told("import memories.zip --member c.tmx"), @"
    exit 3
    error: cannot import `memories.zip`: there is no such file in the archive
    hint: --member chooses one of: m/a.tmx, m/read me.txt, b.tmx
    ");
    sandbox.file("one.zip", zip(&[("m/a.tmx", &first)]));
    assert_snapshot!(sandbox.told("import one.zip"), @"
    exit 0
    imported one.zip (tmx): 0 new units, 1 same, 0 skipped
    ");
    let damaged = zip(&[("a.tmx", &first)])
        .iter()
        .map(|byte| match byte {
            b'w' => b'v',
            other => *other,
        })
        .collect::<Vec<u8>>();
    sandbox.file(
        "glossary.zip",
        zip(&[("a.csv", "term,English\n蓝碳,blue carbon\n")]),
    );
    assert_snapshot!(sandbox.told("import glossary.zip"), @"
    exit 0
    imported glossary.zip (csv): 1 new, 0 changed, 0 same, 0 skipped
    to take this back: shuyu undo
    ");
    let language =
        |tag, term| format!("<langSet xml:lang=\"{tag}\"><tig><term>{term}</term></tig></langSet>");
    let tbx = format!(
        "<martif><text><body><termEntry>{}{}</termEntry></body></text></martif>",
        language("zh", "蓝碳"),
        language("en", "blue carbon")
    );
    sandbox.file("glossary.tbx", zip(&[("g/glossary.tbx", &tbx)]));
    let told = sandbox.told("import glossary.tbx");
    assert!(told.contains("(tbx): 0 new, 0 changed, 1 same"), "{told}");
    sandbox.file("damaged.zip", damaged);
    assert_snapshot!(sandbox.told("import damaged.zip"), @"
    exit 3
    error: cannot import `damaged.zip`: line 8, column 1: it cannot be read on: the checksum of `a.tmx` is wrong, the archive is damaged
    hint: nothing was imported; export it once more where it comes from, or mend that place
    ");
}

#[test]
fn files_are_known_by_what_they_hold() {
    let sandbox = Sandbox::new();
    let text = memory(&GOOD[..1]);
    let comment = format!("?>\n<!-- {} -->", "from <martif> ".repeat(500));
    sandbox.file("memory", text.replacen("?>", &comment, 1));
    sandbox.file("memory.txt", &text);
    let told = sandbox.told("import memory memory.txt");
    assert!(
        told.contains("imported memory (tmx): 1 new unit, 0 same"),
        "{told}"
    );
    assert!(
        told.contains("imported memory.txt (tmx): 0 new units, 1 same"),
        "{told}"
    );
    let unit = "<xliff version='1.2'><file source-language='zh' target-language='en'><body><trans-unit>\
                <source>潮汐</source><target>tide</target></trans-unit></body></file></xliff>";
    sandbox.file("work.mxliff", unit);
    assert!(
        sandbox
            .told("import work.mxliff")
            .contains("(xliff): 1 new unit")
    );
}

#[test]
fn a_broken_unit_is_skipped_with_its_line_and_a_broken_file_changes_nothing() {
    let sandbox = Sandbox::with_termbase();
    let whole = memory(&GOOD);
    let broken = whole.replacen("<tuv xml:lang=\"zh\">", "<tuv>", 1);
    sandbox.file("broken.tmx", &broken);
    sandbox.file("cut.tmx", &whole[..whole.len() - 12]);
    let before = sandbox.facts();
    assert_snapshot!(sandbox.fails("import broken.tmx --strict"), @"
    exit 3
    error: cannot import `broken.tmx`: line 5, column 1: a variant has no language
    hint: mend that place, or leave out --strict to skip units that are broken
    ");
    assert_snapshot!(sandbox.fails("import broken.tmx cut.tmx"), @"
    exit 3
    error: cannot import `cut.tmx`: line 7, column 4: it is cut off inside <body>
    hint: nothing was imported; export it once more where it comes from, or mend that place
    ");
    assert_eq!(sandbox.facts(), before);
    assert_snapshot!(sandbox.told("import broken.tmx"), @"
    exit 0
    warning: `broken.tmx`: line 5, column 1: a variant has no language
    imported broken.tmx (tmx): 1 new unit, 0 same, 1 skipped
    to look for flawed units: shuyu tm clean --dry-run
    to take this back: shuyu undo
    ");
    assert_snapshot!(sandbox.done("import broken.tmx --json"), @r##"{"v":1,"changed":0,"file":"broken.tmx","format":"tmx","new":0,"problems":["line 5, column 1: a variant has no language"],"records":2,"same":1,"skipped":1}"##);
}

#[test]
fn flawed_units_are_taken_out_listed_and_brought_back() {
    let sandbox = Sandbox::new();
    let flawed = [
        GOOD[0],
        (
            "守望相助是邻里之道",
            "neighbours help &amp; watch over each other",
        ),
        ("未译", "未译"),
        ("港口&amp;nbsp;", "port"),
        ("空", ""),
    ];
    sandbox.file("a.tmx", memory(&flawed));
    sandbox.done("import a.tmx");
    let before = sandbox.facts();
    assert_snapshot!(sandbox.told("tm clean --dry-run"), @"
    exit 0
    duplicate	said by a unit before it	守望相助是邻里之道	neighbours help & watch over each other	a.tmx	#2
    untranslated	not translated	未译	未译	a.tmx	#3
    markup	&nbsp; on one side	港口&nbsp;	port	a.tmx	#4
    empty	no text in en	空		a.tmx	#5
    would have taken 4 of 5 units out of use
    ");
    assert_eq!(sandbox.facts(), before);
    assert_snapshot!(sandbox.told("tm clean --only duplicate"), @"
    exit 0
    took 1 of 5 units out of use
    listed in removed-units.tsv; to take this back: shuyu undo
    ");
    assert_snapshot!(sandbox.told("tm clean"), @"
    exit 0
    took 3 of 4 units out of use
    listed in removed-units-2.tsv; to take this back: shuyu undo
    ");
    let list = fs::read_to_string(sandbox.path("removed-units-2.tsv")).unwrap();
    assert_snapshot!(list, @"
    flaw	reason	source	target	origin	unit
    untranslated	not translated	未译	未译	a.tmx	#3
    markup	&nbsp; on one side	港口&nbsp;	port	a.tmx	#4
    empty	no text in en	空		a.tmx	#5
    ");
    assert_eq!(
        sandbox.done("status --json").matches("\"units\":1").count(),
        1
    );
    sandbox.done("undo");
    sandbox.done("undo");
    assert_eq!(sandbox.facts(), before);
}

#[test]
fn flawed_units_stay_out_on_import_if_asked() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "a.tmx",
        memory(&[GOOD[0], ("未译", "未译"), ("只有一边", " ")]),
    );
    assert_snapshot!(sandbox.told("import a.tmx --clean"), @"
    exit 0
    created the termbase `shuyu.db`
    imported a.tmx (tmx): 1 new unit, 0 same, 2 skipped
    2 flawed units left out, listed in removed-units.tsv
    to take this back: shuyu undo
    ");
    let list = fs::read_to_string(sandbox.path("removed-units.tsv")).unwrap();
    assert_eq!(list.lines().count(), 3);
}

#[test]
fn translations_are_taken_from_bilingual_files() {
    let sandbox = Sandbox::new();
    let unit = |number: u32, zh: &str, en: &str| {
        let target = match en {
            "" => String::new(),
            en => format!("<target state=\"final\">{en}</target>"),
        };
        format!("<trans-unit id=\"{number}\"><source>{zh}</source>{target}</trans-unit>\n")
    };
    let body = unit(
        1,
        "守望<g id=\"1\">相助</g>",
        "mutual <g id=\"1\">assistance</g>",
    ) + &unit(2, "睦邻", "");
    let file = format!(
        "<xliff version=\"1.2\"><file source-language=\"zh-CN\" target-language=\"en-US\" \
         datatype=\"plaintext\" original=\"a.txt\"><body>\n{body}</body></file></xliff>"
    );
    sandbox.file("a.sdlxliff", &file);
    assert_snapshot!(sandbox.told("import a.sdlxliff"), @"
    exit 0
    created the termbase `shuyu.db`
    warning: `a.sdlxliff`: 1 unit without a translation
    imported a.sdlxliff (xliff): 1 new unit, 0 same, 1 skipped
    to look for flawed units: shuyu tm clean --dry-run
    to take this back: shuyu undo
    ");
    let out = sandbox.done("export --to tmx");
    assert!(
        out.contains("<seg>守望相助</seg>") && out.contains("mutual assistance"),
        "{out}"
    );
    assert!(out.contains("x-xliff-state"), "{out}");
}

#[test]
fn codes_and_other_languages_are_written_if_asked() {
    let sandbox = Sandbox::new();
    let french = "<tuv xml:lang=\"fr\"><seg>entraide</seg></tuv></tu>";
    let file = memory(&GOOD).replacen("</tu>", french, 1);
    sandbox.file("a.tmx", file);
    sandbox.done("import a.tmx");
    let plain = sandbox.done("export --to tmx");
    assert!(!plain.contains("<ph") && !plain.contains("fr"), "{plain}");
    let whole = sandbox.done("export --to tmx --tmx-level 2 --all-languages");
    for kept in [
        "<ph x=\"1\">{1}</ph>",
        "<tuv xml:lang=\"fr\">",
        "xml:lang=\"en-GB\"",
    ] {
        assert!(whole.contains(kept), "{kept} in {whole}");
    }
    assert_snapshot!(sandbox.fails("export --to tbx --tmx-level 2"), @"
    exit 2
    error: --tmx-level and --all-languages are for tmx alone
    hint: leave them out, or write --to tmx
    ");
}
