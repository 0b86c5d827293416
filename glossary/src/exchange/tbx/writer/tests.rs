//! What is written of entries, and what is left out and counted.

use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use tmx::Timestamp;

use super::*;
use crate::entry::{LangSec, PartOfSpeech, Usage};
use crate::exchange::tbx::LostField;
use crate::exchange::test_support::SmallDisk;

fn entry(uid: &str, zh: Vec<TermSec>, en: Vec<TermSec>) -> ConceptEntry {
    let section = |lang, terms| LangSec { lang, terms };
    ConceptEntry {
        id: 1,
        uid: uid.to_owned(),
        languages: vec![
            section(LangTag::english(), en),
            section(LangTag::chinese(), zh),
        ],
        ..ConceptEntry::default()
    }
}

fn term(text: &str, status: Option<AdministrativeStatus>) -> TermSec {
    TermSec {
        usage: vec![Usage {
            status,
            ..Usage::default()
        }],
        ..TermSec::new(text)
    }
}

fn simple(uid: &str) -> ConceptEntry {
    entry(uid, vec![TermSec::new("术语")], vec![TermSec::new("term")])
}

fn written(options: TbxOptions, entries: &[ConceptEntry]) -> (String, WriteReport) {
    let mut out = Vec::new();
    let mut writer = TbxWriter::new(&mut out, options).unwrap();
    for entry in entries {
        writer.write(entry).unwrap();
    }
    let report = writer.finish().unwrap();
    (String::from_utf8(out).unwrap(), report)
}

fn between<'f>(file: &'f str, before: &str, after: &str) -> Vec<&'f str> {
    file.split(before)
        .skip(1)
        .filter_map(|rest| rest.split(after).next())
        .collect()
}

fn terms(file: &str) -> Vec<&str> {
    between(file, "<term>", "</term>")
}

#[test]
fn everything_known_of_a_concept_has_its_place() {
    let mut entry = simple("ab12");
    entry.subject = Some("术语学".to_owned());
    entry.definition = Some("领域中概念的 <名称>".to_owned());
    entry.note = Some("unreviewed".to_owned());
    let chinese = &mut entry.languages[1].terms[0];
    chinese.pinyin = Some("shùyǔ".to_owned());
    chinese.usage = vec![
        Usage {
            status: Some(AdministrativeStatus::Admitted),
            until: Some("2012".parse().unwrap()),
            ..Usage::default()
        },
        Usage {
            status: Some(AdministrativeStatus::Preferred),
            from: Some("2013-05".parse().unwrap()),
            source: Some("GB/T 10112".to_owned()),
            ..Usage::default()
        },
    ];
    entry.languages[0].terms[0].part_of_speech = PartOfSpeech::ProperNoun;
    entry.languages[0].terms[0].note = Some("a remark".to_owned());
    let options = TbxOptions {
        title: "词表".to_owned(),
        date: Some(Timestamp::from_seconds(1_700_000_000)),
        ..TbxOptions::default()
    };
    let (file, report) = written(options, &[entry]);
    assert_eq!(report.terms, 2);
    let lost: Vec<_> = report.losses.fields().collect();
    assert_eq!(lost, [(LostField::FormerPeriods, 1)]);
    insta::assert_snapshot!(file, @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <martif type="TBX-Basic" xml:lang="zh-CN">
      <martifHeader>
        <fileDesc>
          <titleStmt>
            <title>词表</title>
          </titleStmt>
          <sourceDesc>
            <p>Exported by shuyu</p>
          </sourceDesc>
        </fileDesc>
        <encodingDesc>
          <p type="XCSURI">TBXBasicXCSV02.xcs</p>
        </encodingDesc>
        <revisionDesc>
          <change>
            <p>Exported 2023-11-14</p>
          </change>
        </revisionDesc>
      </martifHeader>
      <text>
        <body>
          <termEntry id="uid-ab12">
            <descrip type="subjectField">术语学</descrip>
            <descrip type="definition">领域中概念的 &lt;名称&gt;</descrip>
            <note>unreviewed</note>
            <langSet xml:lang="zh-CN">
              <tig id="uid-ab12.s1">
                <term>术语</term>
                <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
                <termNote type="partOfSpeech">noun</termNote>
                <admin type="source">GB/T 10112</admin>
                <note>pinyin: shùyǔ</note>
                <note>in use: 2013-05/..</note>
              </tig>
            </langSet>
            <langSet xml:lang="en">
              <tig id="uid-ab12.t1">
                <term>term</term>
                <termNote type="partOfSpeech">properNoun</termNote>
                <note>a remark</note>
              </tig>
            </langSet>
          </termEntry>
        </body>
      </text>
    </martif>
    "#);
}

#[test]
fn the_preferred_term_stands_where_it_is_wanted() {
    use AdministrativeStatus::{Admitted, Deprecated, Preferred, Superseded};
    let en = [
        ("best", Some(Preferred)),
        ("never", Some(Deprecated)),
        ("plain", None),
        ("good", Some(Admitted)),
        ("old", Some(Superseded)),
    ];
    let en = en.map(|(text, status)| term(text, status)).to_vec();
    let entry = entry("a", vec![TermSec::new("术语")], en);
    let order = |preferred| {
        let options = TbxOptions {
            preferred,
            ..TbxOptions::default()
        };
        let (file, _) = written(options, std::slice::from_ref(&entry));
        terms(&file)
            .into_iter()
            .skip(1)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        order(PreferredTerm::Last),
        ["never", "old", "plain", "good", "best"]
    );
    assert_eq!(
        order(PreferredTerm::First),
        ["best", "plain", "good", "old", "never"]
    );
}

#[test]
fn forbidden_terms_are_left_out_or_deprecated() {
    let forbidden = TermSec {
        forbidden: true,
        ..term("wrong", Some(AdministrativeStatus::Preferred))
    };
    let entry = entry(
        "a",
        vec![TermSec::new("术语")],
        vec![forbidden, TermSec::new("term")],
    );
    let (file, report) = written(TbxOptions::default(), std::slice::from_ref(&entry));
    assert_eq!((terms(&file), report.forbidden), (vec!["术语", "term"], 1));
    let options = TbxOptions {
        include_forbidden: true,
        ..TbxOptions::default()
    };
    let (file, report) = written(options, &[entry]);
    assert_eq!(
        (terms(&file), report.forbidden),
        (vec!["术语", "wrong", "term"], 0)
    );
    assert!(file.contains("deprecatedTerm-admn-sts") && !file.contains("preferredTerm"));
}

#[test]
fn entries_without_an_equivalent_are_counted() {
    let entries = [
        entry("a", vec![TermSec::new("术语")], Vec::new()),
        entry(
            "b",
            vec![TermSec::new("术语")],
            vec![TermSec::new(" \u{1}")],
        ),
        entry("c", Vec::new(), Vec::new()),
        simple("d"),
    ];
    let (file, report) = written(TbxOptions::default(), &entries);
    assert_eq!((report.written, report.incomplete), (1, 3));
    assert_eq!(terms(&file), ["术语", "term"]);
    let options = TbxOptions {
        include_incomplete: true,
        ..TbxOptions::default()
    };
    let (file, report) = written(options, &entries);
    assert_eq!((report.written, report.incomplete), (3, 1));
    assert_eq!(between(&file, "<langSet xml:lang=\"", "\"").len(), 4);
}

#[test]
fn the_terms_of_a_day_are_those_official_then() {
    let dated = |text: &str, from: &str, until: &str| TermSec {
        usage: vec![Usage {
            from: from.parse().ok(),
            until: until.parse().ok(),
            ..Usage::default()
        }],
        ..TermSec::new(text)
    };
    let entry = entry(
        "a",
        vec![TermSec::new("命运共同体")],
        vec![
            dated("community of common destiny", "2012", "2017"),
            dated("community with a shared future", "2018", ""),
        ],
    );
    let options = TbxOptions {
        as_of: Some("2015-03-28".parse().unwrap()),
        ..TbxOptions::default()
    };
    let (file, report) = written(options, &[entry]);
    assert_eq!(terms(&file), ["命运共同体", "community of common destiny"]);
    assert_eq!(report.not_in_use, 1);
}

#[test]
fn the_source_comes_first_in_the_spelling_asked_for() {
    let options = TbxOptions {
        source_tag: "zh-Hans".parse().unwrap(),
        target_tag: "en-US".parse().unwrap(),
        ..TbxOptions::default()
    };
    let mut entry = simple("a");
    entry.languages.push(LangSec {
        lang: "fr".parse().unwrap(),
        terms: vec![TermSec::new("terme")],
    });
    let (file, _) = written(options, &[entry]);
    assert_eq!(
        between(&file, "<langSet xml:lang=\"", "\""),
        ["zh-Hans", "en-US"]
    );
}

#[test]
fn identifiers_are_names_and_never_occur_twice() {
    let entries = [
        "", "", "7f", "7f", "7f.2", "7f_2e_2", "命运", "a b:c", "7f.2",
    ]
    .map(simple);
    let (file, _) = written(TbxOptions::default(), &entries);
    let found = between(&file, " id=\"", "\"");
    let mut unique = found.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!((found.len(), unique.len()), (27, 27));
    assert_eq!(
        between(&file, "termEntry id=\"", "\"")[..5],
        ["id-1", "id-1.2", "uid-7f", "uid-7f.2", "uid-7f_2e_2"]
    );
}

#[test]
fn illegal_characters_are_left_out_and_counted() {
    let mut entry = entry(
        "a",
        vec![TermSec::new("术\u{1}语")],
        vec![TermSec::new("a\r\n ]]> & \"b\"\t")],
    );
    entry.note = Some("\u{FFFE}".to_owned());
    let (file, report) = written(TbxOptions::default(), &[entry]);
    assert_eq!(terms(&file), ["术语", "a ]]&gt; &amp; &quot;b&quot;"]);
    assert_eq!(report.illegal_characters, 2);
}

#[test]
fn a_full_disk_is_an_error_wherever_it_comes() {
    let write_all = |room: usize| -> Result<WriteReport, WriteError> {
        let mut writer = TbxWriter::new(SmallDisk(room), TbxOptions::default())?;
        for _ in 0..100 {
            writer.write(&simple("a"))?;
        }
        writer.finish()
    };
    let whole = written(TbxOptions::default(), &vec![simple("a"); 100])
        .0
        .len();
    for room in (0..whole).step_by(997).chain([whole - 1]) {
        let error = write_all(room).unwrap_err();
        assert_eq!(error.source.kind(), io::ErrorKind::StorageFull, "{room}");
    }
    assert_eq!(write_all(whole).unwrap().written, 100);
}

proptest! {
    #[test]
    fn any_text_makes_a_readable_file(text in any::<String>(), uid in any::<String>()) {
        let mut concept = entry(&uid, vec![TermSec::new("术语")], vec![TermSec::new(&text)]);
        concept.definition = Some(text.clone());
        let (file, report) = written(TbxOptions::default(), &[concept]);
        prop_assert_eq!(report.written + report.incomplete, 1);
        prop_assert!(file.chars().all(tmx::xml::is_legal));
        for id in between(&file, " id=\"", "\"") {
            prop_assert!(id.starts_with("uid-") || id.starts_with("id-1"), "{}", id);
            prop_assert!(id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)));
        }
    }
}
