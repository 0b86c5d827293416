//! Entries from files.

use insta::assert_snapshot;

use super::sandbox::{Sandbox, text};

const TABLE: &str = "\u{FEFF}术语,英文,备注,Client\r\n\
                     守望相助,mutual assistance; assistance,,Port of Haibei\r\n\
                     蓝碳,blue carbon,\"two\r\nlines\",\r\n\
                     ,nothing,,\r\n\
                     互联互通,connectivity,,\r\n";

#[test]
fn a_preview_says_what_would_change_and_changes_nothing() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("client.csv", TABLE);
    let before = sandbox.facts();
    assert_snapshot!(sandbox.told("import client.csv --dry-run"), @"
    exit 0
    ~ 守望相助: english: assistance → assistance; mutual assistance
    ~ 守望相助: customer: (none) → Port of Haibei
    + 蓝碳 → blue carbon
    = 1 same
    ! line 5: no term
    would have imported client.csv (csv): 1 new, 1 changed, 1 same, 1 skipped
    ");
    assert_eq!(sandbox.facts(), before);
}

#[test]
fn an_import_is_one_operation_that_can_be_taken_back() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("client.csv", TABLE);
    sandbox.file("more.tsv", "蓝碳\tocean carbon\n红树林\tmangrove\n");
    let before = sandbox.facts();
    assert_snapshot!(sandbox.told("import client.csv more.tsv"), @"
    exit 0
    warning: `client.csv`: line 5: no term
    imported client.csv (csv): 1 new, 1 changed, 1 same, 1 skipped
    imported more.tsv (tsv): 1 new, 1 changed, 0 same, 0 skipped
    to take this back: shuyu undo
    ");
    let found = sandbox.done("find 蓝碳");
    assert!(found.contains("blue carbon; ocean carbon"), "{found}");
    let after = sandbox.facts();
    assert!(
        sandbox
            .done("log --limit 1")
            .contains("import client.csv more.tsv")
    );
    sandbox.done("undo");
    assert_eq!(text(&sandbox.facts()), text(&before));
    sandbox.done("redo");
    assert_eq!(text(&sandbox.facts()), text(&after));
}

#[test]
fn json_has_an_object_a_file() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("client.csv", TABLE);
    assert_snapshot!(sandbox.told("import client.csv --json"), @r#"
    exit 0
    {"v":1,"changed":1,"file":"client.csv","format":"csv","kept":[],"new":1,"notes":[],"problems":["line 5: no term"],"records":4,"related":0,"same":1,"skipped":1,"warnings":[]}
    "#);
}

#[test]
fn what_cannot_be_imported_changes_nothing() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("client.csv", TABLE);
    sandbox.file("foo.csv", "foo,bar\n蓝碳,x\n");
    sandbox.file("cut.tbx", "<martif><text><body>\n<termEntry>");
    sandbox.file(
        "memory.tmx",
        "<?xml version=\"1.0\"?><tmx version=\"1.4\"></tmx>",
    );
    sandbox.file("bad.xlsx", b"PK\x03\x04");
    assert_snapshot!(sandbox.fails("import client.csv --strict"), @"
    exit 3
    error: `client.csv`: line 5: no term; nothing was imported
    hint: mend these places, or leave out --strict to skip them
    ");
    assert_snapshot!(sandbox.fails("import client.csv foo.csv"), @"
    exit 3
    error: cannot import `foo.csv`: no column is known to hold the Chinese term; the first row is: foo | bar
    hint: say which column it is, by heading or number: --map 2=term
    ");
    assert_snapshot!(sandbox.fails("import client.csv cut.tbx"), @"
    exit 3
    error: cannot import `cut.tbx`: line 2, column 12: it is cut off inside <termEntry>
    hint: export it once more where it comes from, or as CSV
    ");
    assert_snapshot!(sandbox.fails("import memory.tmx --format tbx"), @"
    exit 3
    error: cannot import `memory.tmx`: line 1, column 22: it is no TBX: it begins with <tmx>, not with <martif> or <tbx> or <TBX>
    hint: export it once more where it comes from, or as CSV
    ");
    assert_snapshot!(sandbox.fails("import bad.xlsx"), @"
    exit 3
    error: cannot import `bad.xlsx`: this is an Excel workbook, but it is damaged: its list of parts cannot be read (Missing end of central directory)
    hint: open it in a spreadsheet and save it as XLSX once more, or as CSV
    ");
    assert_snapshot!(sandbox.fails("import client.csv --on-conflict ask --no-input"), @"
    exit 2
    error: nobody can be asked here
    hint: choose --on-conflict keep, replace or merge
    ");
    assert_snapshot!(sandbox.fails("import client.csv --map Foo=note"), @"
    exit 3
    error: cannot import `client.csv`: there is no column `Foo`
    hint: `--map` takes a heading of the file or a number from 1, like 2=term
    ");
    assert_snapshot!(sandbox.fails("import client.csv --map Client=foo"), @"
    exit 2
    error: invalid value 'Client=foo' for '--map <COL=FIELD>': `foo` is not one of: term, english, pinyin, pos, status, source, subject, definition, note, id, uid, from, until, term-type, english-type, customer, project, do-not-translate, approved-by, context, context-english, context-source, ignore
    hint: `shuyu import --help` shows examples and all options
    ");
    assert_snapshot!(sandbox.fails("import ."), @r#"
    exit 3
    error: `.` is a folder
    hint: name the files in it, or a pattern such as "glossaries/*.csv"
    "#);
}

#[test]
fn a_broken_file_makes_no_termbase() {
    let sandbox = Sandbox::new();
    sandbox.file("client.csv", TABLE);
    sandbox.fails("import client.csv --strict");
    assert_eq!(sandbox.names("."), ["client.csv"]);
}

#[test]
fn an_edited_cell_is_exactly_what_changes() {
    for format in ["csv", "tsv", "jsonl", "tbx"] {
        let sandbox = Sandbox::with_termbase();
        sandbox.done("set 守望相助 --definition helping --en =1+1 --status admitted --from 2020");
        sandbox.done("set 互联互通 --en links --forbidden");
        let name = format!("glossary.{format}");
        sandbox.done(&format!("export --to {format} -o {name}"));
        let told = sandbox.told(&format!("import {name} --on-conflict replace -n"));
        assert!(
            told.contains(": 0 new, 0 changed, 2 same, 0 skipped"),
            "{told}"
        );
        let file = std::fs::read_to_string(sandbox.path(&name)).expect("a file");
        sandbox.file(&name, file.replace("helping", "helping each other"));
        let told = sandbox.told(&format!("import {name} --on-conflict replace -n"));
        assert!(
            told.starts_with(
                "exit 0\n~ 守望相助: definition: helping → helping each other\n= 1 same\n"
            ),
            "{told}"
        );
    }
}

#[test]
fn a_workbook_comes_back_as_it_went() {
    let sandbox = Sandbox::with_termbase();
    sandbox.done("export --to xlsx -o glossary.xlsx");
    let told = sandbox.told("import glossary.xlsx --on-conflict replace");
    assert!(
        told.contains(": 0 new, 0 changed, 2 same, 0 skipped"),
        "{told}"
    );
    let other = Sandbox::new();
    std::fs::copy(sandbox.path("glossary.xlsx"), other.path("a.xlsx")).expect("a copy");
    other.done("import a.xlsx");
    let lines = |sandbox: &Sandbox| sandbox.done("export --to tsv");
    assert_eq!(lines(&other), lines(&sandbox));
}

#[test]
fn named_columns_and_notes_for_what_has_no_place() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "a.csv",
        "Begriff;Anmerkung;Wert\n蓝碳;carbon of the sea;7\n",
    );
    sandbox.done("import a.csv --map Begriff=term --map 2=definition");
    let shown = sandbox.done("show 蓝碳");
    assert!(shown.contains("definition: carbon of the sea"), "{shown}");
    assert!(shown.contains("note: Wert: 7"), "{shown}");
    let told = sandbox.told("import a.csv --map Begriff=term --map 2=definition -n");
    assert!(told.contains(": 0 new, 0 changed, 1 same"), "{told}");
}

#[test]
fn a_glossary_of_omegat_and_old_encodings_are_read() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "omegat.utf8",
        "# a comment\n蓝碳\tblue carbon\tof the sea\n红树林\tmangrove\n",
    );
    let told = sandbox.told("import omegat.utf8 -n");
    assert!(
        told.contains("(omegat): 2 new, 0 changed, 0 same, 0 skipped"),
        "{told}"
    );
    // GB18030: 术语,英文 / 蓝碳,blue carbon
    let mut gbk = vec![0xCA, 0xF5, 0xD3, 0xEF, b',', 0xD3, 0xA2, 0xCE, 0xC4, b'\n'];
    gbk.extend([0xC0, 0xB6, 0xCC, 0xBC]);
    gbk.extend(b",blue carbon\n");
    sandbox.file("old.csv", gbk);
    let told = sandbox.told("import old.csv -n");
    assert!(told.contains("+ 蓝碳 → blue carbon"), "{told}");
    let utf16: Vec<u8> = "\u{FEFF}术语\t英文\r\n蓝碳\tblue carbon\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    sandbox.file("unicode.txt", utf16);
    let told = sandbox.told("import unicode.txt -n");
    assert!(told.contains("+ 蓝碳 → blue carbon"), "{told}");
}

#[test]
fn the_list_of_candidates_changes_nothing_until_it_is_edited() {
    let sandbox = Sandbox::new();
    sandbox.file("speech.zh.txt", super::sandbox::SPEECH);
    sandbox.done("build speech.zh.txt -o .");
    let told = sandbox.told("import terms.tsv -n");
    assert!(
        told.contains(": 0 new, 0 changed,") && told.contains(", 0 skipped"),
        "{told}"
    );
    let list = std::fs::read_to_string(sandbox.path("terms.tsv")).expect("a list");
    let edited: Vec<String> = list
        .lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.split('\t').collect();
            match cells[0] {
                "守望相助" => cells[6] = "mutual help; solidarity",
                "互联互通" => cells[7] = "accepted",
                _ => {}
            }
            cells.join("\t")
        })
        .collect();
    sandbox.file("terms.tsv", edited.join("\n"));
    assert_snapshot!(sandbox.told("import terms.tsv"), @"
    exit 0
    imported terms.tsv (tsv): 2 new, 0 changed, 43 same, 0 skipped
    to take this back: shuyu undo
    ");
    let lines = sandbox.done("export --to tsv");
    for line in [
        "守望相助\tmutual help\t",
        "守望相助\tsolidarity\t",
        "互联互通\t\t",
    ] {
        assert!(lines.contains(line), "{lines}");
    }
    assert_eq!(lines.lines().count(), 3);
}

/// A document as LibreOffice writes it: a table that is no glossary, one with headings, merged
/// cells and formatted words, and one without a heading.
#[test]
fn glossaries_in_documents_are_found_and_the_rest_told() {
    for (name, bytes) in [
        ("minutes.docx", &include_bytes!("../data/minutes.docx")[..]),
        ("minutes.odt", &include_bytes!("../data/minutes.odt")[..]),
    ] {
        let sandbox = Sandbox::with_termbase();
        sandbox.file(name, bytes);
        let before = sandbox.facts();
        let told = sandbox.told(&format!("import {name} --dry-run"));
        let format = &name[8..];
        assert_eq!(
            told,
            format!(
                "exit 0\n\
                 + 蓝碳 → blue carbon; ocean carbon\n\
                 ~ 互联互通: english: connectivity → connectivity; interconnection\n\
                 + 红树林 → mangrove\n\
                 + 智慧港口 → smart port\n\
                 ! table 2, row 5: `二、贸易` is over the whole row, a heading\n\
                 ! table 2, row 7: no term\n\
                 {name}: table 1 is left out: it is no glossary\n\
                 {name}: table 2: 4 rows, 序号 = ignore, 中文 = term, 英文 = english\n\
                 {name}: table 3: 2 rows, column 1 = english, column 2 = term by their script, \
                 as there is no heading\n\
                 would have imported {name} ({format}): 3 new, 1 changed, 0 same, 2 skipped\n"
            )
        );
        assert_eq!(sandbox.facts(), before);
        let told = sandbox.told(&format!(
            "import {name} --map 姓名=term --map B=note --json"
        ));
        assert!(told.contains(r#""new":1"#), "{told}");
        assert!(
            told.contains(r#"table 2 is left out: there is no column `姓名`"#),
            "{told}"
        );
    }
}

#[test]
fn a_document_without_glossary_is_told() {
    let sandbox = Sandbox::with_termbase();
    sandbox.file("minutes.docx", include_bytes!("../data/minutes.docx"));
    let told = sandbox.fails("import minutes.docx --map Begriff=term");
    assert!(told.contains("there is no column `Begriff`"), "{told}");
    sandbox.file("cut.docx", &include_bytes!("../data/minutes.docx")[..3000]);
    let told = sandbox.fails("import cut.docx");
    assert!(
        told.contains("this is a Word document, but it is damaged"),
        "{told}"
    );
}
