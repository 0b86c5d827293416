//! What is refused: units with their place, files with the line and column of the damage.

use std::io::Read;

use tmx::{ReadOptions, TmxReader};

use crate::support::pieces::Again;
use crate::support::{memory, read, tu};

#[test]
fn units_that_cannot_be_used_are_left_out_counted_and_listed() {
    let path = format!(
        "{}/tests/data/tmx/broken_units.tmx",
        env!("CARGO_MANIFEST_DIR")
    );
    let file = std::fs::read(path).unwrap();
    let (units, report) = read(&file).unwrap();
    assert_eq!((units.len(), report.units, report.broken), (1, 1, 5));
    let listed: Vec<String> = report.listed.iter().map(ToString::to_string).collect();
    assert_eq!(
        listed,
        [
            "line 4, column 1: a unit has no variants",
            "line 5, column 1: a variant has no language",
            "line 6, column 1: `no tag` is not a language tag (write it as in BCP 47: zh-CN, en, zh-Hant)",
            "line 7, column 1: the variant zh has no segment",
            "line 8, column 3: the variant zh has several segments",
        ]
    );
    let options = ReadOptions {
        strict: true,
        ..ReadOptions::default()
    };
    let mut strict = TmxReader::with_options(&file[..], options).unwrap();
    let error = strict.next().unwrap().unwrap_err();
    assert_eq!(error.to_string(), listed[0]);
    assert!(strict.next().is_none());
}

#[test]
fn the_list_of_broken_units_has_an_end_and_their_count_has_none() {
    let file = memory(&"<tu/>".repeat(1000));
    let (_, report) = read(file.as_bytes()).unwrap();
    assert_eq!((report.broken, report.listed.len()), (1000, 100));
}

#[test]
fn units_without_end_are_left_out_and_the_next_is_read() {
    for (begin, again, end) in [
        ("<tu><tuv xml:lang='zh'><seg>", "<ph/>", "</seg></tuv></tu>"),
        ("<tu>", "<tuv xml:lang='zh'><seg/></tuv>", "</tu>"),
        ("<tu>", "<prop type='x'/>", "</tu>"),
        ("<tu>", "<note/>", "</tu>"),
    ] {
        let body = [begin, &again.repeat(100_001), end, &tu("好", "good")].concat();
        let (units, report) = read(memory(&body).as_bytes()).unwrap();
        assert_eq!((units.len(), report.broken), (1, 1), "{again}");
        assert!(report.listed[0].cause.contains("more than 100000 parts"));
    }
    let text = [
        "<tu><tuv xml:lang='zh'><seg>",
        &format!("{}<hi/>", "测 ".repeat(1000)).repeat(4300),
        "</seg></tuv></tu>",
    ]
    .concat();
    let (units, report) = read(memory(&text).as_bytes()).unwrap();
    assert_eq!((units.len(), report.broken), (0, 1));
}

#[test]
fn endless_texts_are_refused_with_little_in_memory() {
    let head = memory("").replace("\n\n</body>\n</tmx>\n", "\n");
    for (begin, again) in [("<tu><tuv xml:lang='zh'><seg>", "测深仪"), ("<tu a='", "x")] {
        let begin = format!("{head}{begin}");
        let endless = begin.as_bytes().chain(Again::new(again));
        let error = TmxReader::new(endless)
            .unwrap()
            .next()
            .unwrap()
            .unwrap_err();
        assert!(error.cause.contains("is longer than 16 MB"), "{error}");
        assert_eq!(error.place.line, 5);
    }
}

#[test]
fn damaged_files_are_refused_where_they_are_damaged() {
    let good = tu("测", "s");
    for (file, told) in [
        (String::new(), "line 1, column 1: there is no element in it"),
        ("plain text".to_owned(), "line 1, column 1: it is no XML"),
        (
            "<html></html>".to_owned(),
            "line 1, column 1: it begins with <html>, not with <tmx>",
        ),
        (
            "<?xml version='1.0' encoding='klingon'?><tmx/>".to_owned(),
            "line 1, column 1: its encoding `klingon` is not known",
        ),
        (
            memory(&good).replace(
                "<tmx",
                "<!DOCTYPE tmx [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><tmx",
            ),
            "line 2, column 15: it defines entities",
        ),
        (
            memory(&good).replace(
                "<tmx",
                "<!DOCTYPE tmx [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><tmx",
            ),
            "line 2, column 15: it defines entities",
        ),
        (
            memory(&good).replace(
                "<tmx",
                "<!DOCTYPE tmx SYSTEM \"x\" [ <!ENTITY % p SYSTEM \"y\"> %p; ]><tmx",
            ),
            "line 2, column 26: it defines entities",
        ),
        (
            memory(&tu("A&x;B", "s")),
            "line 5, column 33: `&x;` stands for no character",
        ),
        (
            memory(&tu("&nbsp;", "s")),
            "line 5, column 32: `&nbsp;` stands for no character",
        ),
        (
            memory(&tu("&#x1;", "s")),
            "line 5, column 32: `&#x1;` stands for no character",
        ),
        (memory(&tu("&#0;", "s")), "line 5, column 32: `&#0;`"),
        (
            memory(&tu("&#xD800;", "s")),
            "line 5, column 32: `&#xD800;`",
        ),
        (
            memory(&tu("测\u{1}", "s")),
            "line 5, column 33: the character U+0001",
        ),
        (
            memory(&tu("R & D", "s")),
            "line 5, column 34: `&` does not begin",
        ),
        (
            memory(&tu("a < b", "s")),
            "line 5, column 34: `<` does not begin",
        ),
        (
            memory(&tu("测</hi>", "s")),
            "line 5, column 33: </hi> stands where <seg> is still open",
        ),
        (
            memory(&tu("测<hi>", "s")),
            "line 5, column 37: </seg> stands where <hi> is still open",
        ),
        (
            memory(&good).replace("</tmx>", ""),
            "line 8, column 1: it is cut off inside <tmx>",
        ),
        (
            memory(&good).replace("</body>\n</tmx>\n", ""),
            "line 6, column 1: it is cut off inside <body>",
        ),
        (
            memory(&good) + "<tmx/>",
            "line 8, column 1: there is a second root",
        ),
        (
            memory(&good) + &memory(&good),
            "line 8, column 1: a second file begins here",
        ),
        (
            memory(&good) + "more",
            "line 8, column 1: there is text behind",
        ),
        (
            memory(&good.replace("xml:lang=\"en\"", "xml:lang=\"en\" xml:lang=\"fr\"")),
            "line 5, column 64: the attribute `xml:lang` stands twice",
        ),
        (
            memory(&good.replace("<seg>s", "<seg a='<'>s")),
            "line 5, column 72: `<` stands in the value",
        ),
        (
            memory(&("<tu>".repeat(100) + &"</tu>".repeat(100))),
            "line 5, column 249: more than 64 elements are nested",
        ),
    ] {
        let error = read(file.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(told), "{file}\n{error}");
    }
    let mut bytes = memory(&good).into_bytes();
    let at = bytes.iter().position(|&byte| byte == 0xE6).unwrap();
    bytes[at + 1] = b'?';
    let error = read(&bytes).unwrap_err().to_string();
    assert!(
        error.starts_with("line 5, column 32: there are bytes that are no text in UTF-8"),
        "{error}"
    );
}

#[test]
fn the_units_before_the_damage_are_given_out() {
    let file = memory(&(tu("测", "s") + "\n" + &tu("&x;", "s")));
    let mut reader = TmxReader::new(file.as_bytes()).unwrap();
    assert!(reader.next().unwrap().is_ok());
    let error = reader.next().unwrap().unwrap_err();
    assert_eq!((error.place.line, error.place.column), (6, 32));
    assert!(reader.next().is_none());
    assert_eq!(reader.report().units, 1);
}

#[test]
fn seventy_attributes_are_refused() {
    let many: String = (0..70).map(|it| format!(" a{it}=''")).collect();
    let error = read(memory(&tu("测", "s").replace("<tu>", &format!("<tu{many}>"))).as_bytes())
        .unwrap_err();
    assert!(error.cause.contains("more than 64 attributes"), "{error}");
}
