//! SRX as the standard and the programs of translators write it.

use tmx::srx::{CodeHandling, Remark, Rules};
use tmx::xml::Place;
use tmx::{LangTag, ReadError};

pub(crate) fn read_srx(file: &[u8]) -> Result<(Rules, Vec<Remark>), ReadError> {
    Rules::read(file, false)
}

fn bytes(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/srx/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

fn file(name: &str) -> (Rules, Vec<Remark>) {
    read_srx(&bytes(name)).unwrap()
}

/// The rules without where they stood.
pub(crate) fn placeless(mut rules: Rules) -> Rules {
    let sets = rules.languages.iter_mut();
    for rule in sets.flat_map(|set| &mut set.rules) {
        rule.place = Place::default();
    }
    rules
}

fn cut<'t>(rules: &Rules, lang: &str, text: &'t str) -> Vec<&'t str> {
    let segmenter = rules.segmenter(&lang.parse().unwrap()).unwrap();
    let ranges = segmenter.sentences(text).into_iter();
    ranges.map(|range| &text[range]).collect()
}

#[test]
fn rules_cut_as_they_say() {
    let (rules, remarks) = file("plain.srx");
    assert_eq!(remarks, []);
    assert!(!rules.cascade && !rules.segment_subflows);
    let codes = CodeHandling {
        start: false,
        end: false,
        isolated: true,
    };
    assert_eq!(rules.codes, codes);
    assert_eq!(
        cut(&rules, "zh-CN", "他说：“好。”，走了。海“静！”风\n轻"),
        ["他说：“好。”，走了。", "海“静！”", "风", "轻"]
    );
    assert_eq!(
        cut(
            &rules,
            "en",
            "Capt. Wu sails. Messrs. A and B. do not!! Why?"
        ),
        ["Capt. Wu sails.", "Messrs. A and B. do not!!", "Why?"]
    );
    assert!(rules.segmenter(&"fr".parse().unwrap()).is_none());
}

#[test]
fn every_encoding_is_the_same_file() {
    let (plain, _) = file("plain.srx");
    for name in ["utf16le.srx", "utf16be.srx"] {
        assert_eq!(file(name), (plain.clone(), Vec::new()), "{name}");
    }
    let marked = [&b"\xEF\xBB\xBF"[..], &bytes("plain.srx")].concat();
    // The declaration is not at the beginning then, but where a mark ends it.
    assert_eq!(read_srx(&marked).unwrap().0, plain);
}

#[test]
fn prefixes_mean_nothing_and_what_is_not_srx_is_skipped_and_remarked() {
    let (rules, remarks) = file("prefixed.srx");
    let told: Vec<String> = remarks.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["line 4, column 5: <options> is none of SRX, and was skipped"]
    );
    assert!(!remarks[0].is_rule && Rules::read(&bytes("prefixed.srx")[..], true).is_ok());
    assert!(rules.cascade && rules.segment_subflows);
    let text = "Dr. Wu, come! Then go; Now. 好。好！走 ";
    assert_eq!(
        cut(&rules, "en", text),
        ["Dr. Wu, come!", "Then go;", "Now.", "好。", "好！", "走"]
    );
    // Without the rules for titles.
    assert_eq!(cut(&rules, "de", "Dr. Wu"), ["Dr.", "Wu"]);
}

#[test]
fn srx_1_0_is_read_and_does_not_cascade() {
    let (rules, remarks) = file("old.srx");
    assert_eq!(remarks, []);
    assert!(!rules.cascade);
    let maps: Vec<&str> = rules.maps.iter().map(|map| map.pattern.as_str()).collect();
    assert_eq!(maps, ["zh.*", ".*"]);
    assert_eq!(cut(&rules, "zh", "3.5海。是"), ["3.5海。", "是"]);
    // In SRX 2.0 a header that does not say so is one of OmegaT.
    let newer = String::from_utf8(bytes("old.srx")).unwrap();
    let newer = newer.replace("version=\"1.0\">", "version=\"2.0\">");
    assert!(read_srx(newer.as_bytes()).unwrap().0.cascade);
}

#[test]
fn rules_that_do_nothing_are_told_with_line_and_cause() {
    let (rules, remarks) = file("broken_rules.srx");
    let told: Vec<String> = remarks.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 6, column 9: a rule does nothing, since its <beforebreak> cannot be read: `(` is not closed (character 1 of it)",
            "line 7, column 9: a rule does nothing, since its break=\"perhaps\" is neither yes nor no",
            "line 8, column 92: <colour> is none of SRX, and was skipped",
            "line 13, column 7: a map does nothing, since its languagepattern cannot be read: `[` is not closed (character 3 of it)",
            "line 14, column 7: a map does nothing, since no <languagerule> is called `French`",
        ]
    );
    assert_eq!(cut(&rules, "zh", "海风，轻。好"), ["海风，轻。", "好"]);
    let error = Rules::read(&bytes("broken_rules.srx")[..], true).unwrap_err();
    assert_eq!(error.to_string(), told[0]);
    // What cannot be read is in the file all the same.
    assert_eq!(rules.languages[0].rules[0].before, "(海");
}

#[test]
fn what_is_no_srx_or_is_damaged_is_refused_where_it_stands() {
    let plain = String::from_utf8(bytes("plain.srx")).unwrap();
    let half = plain.find("</languagerules>").unwrap();
    for (file, told) in [
        ("", "line 1, column 1: there is no element"),
        ("<tmx/>", "line 1, column 1: "),
        (&plain[..half], "line 19, column 5: it is cut off"),
        (
            &format!("{plain}<srx/>"),
            "line 26, column 1: there is a second root",
        ),
        (
            "<!DOCTYPE srx [<!ENTITY a 'b'>]><srx>&a;</srx>",
            "line 1, column 15: it defines",
        ),
        ("<srx>\n&a;</srx>", "line 2, column 1: `&a;`"),
        (
            &format!(
                "<srx><languagerule>{}</languagerule></srx>",
                "<rule><beforebreak>a{1000}</beforebreak></rule>".repeat(5000)
            ),
            "line 1, column ",
        ),
    ] {
        let error = read_srx(file.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(told), "{error}");
    }
}

#[test]
fn what_is_written_is_read_back() {
    for name in ["plain.srx", "prefixed.srx", "old.srx", "broken_rules.srx"] {
        let (rules, _) = file(name);
        let mut copy = Vec::new();
        assert_eq!(rules.write(&mut copy).unwrap(), 0);
        let (again, _) = read_srx(&copy).unwrap();
        assert_eq!(placeless(again), placeless(rules), "{name}");
    }
}

#[test]
fn a_file_is_written_as_the_standard_wants_it() {
    let (rules, _) = file("plain.srx");
    let mut copy = Vec::new();
    rules.write(&mut copy).unwrap();
    let copy = String::from_utf8(copy).unwrap();
    assert!(copy.contains("<srx xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\">"));
    assert!(copy.contains("<header segmentsubflows=\"no\" cascade=\"no\">"));
    assert!(copy.contains("<formathandle type=\"isolated\" include=\"yes\">"));
    assert!(copy.contains("<beforebreak>(?&lt;=\\s\\p{Lu})\\.</beforebreak>"));
    let order = ["<header", "<languagerules", "<maprules"].map(|it| copy.find(it));
    assert!(order.is_sorted() && order[0].is_some(), "{copy}");
}

#[test]
fn pieces_leave_out_nothing_but_white_space() {
    let text = " 海。风 轻！\u{3000}\r\n\n Capt. Wu. x";
    for name in ["plain.srx", "prefixed.srx", "old.srx"] {
        let (rules, _) = file(name);
        let segmenter = rules.segmenter(&LangTag::english()).unwrap();
        let mut end = 0;
        for range in segmenter.sentences(text) {
            assert!(text[end..range.start].trim().is_empty());
            assert_eq!(text[range.clone()].trim(), &text[range.clone()]);
            end = range.end;
        }
        assert!(text[end..].trim().is_empty());
    }
}
