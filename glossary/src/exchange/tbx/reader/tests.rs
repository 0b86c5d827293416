//! Files of other programs, with their habits and mistakes.

use proptest::prelude::{any, proptest};
use tmx::LangTag;

use super::*;
use crate::entry::{AdministrativeStatus, Context, PartOfSpeech, Relation, TermType};
use crate::import::{ContextsGiven, Given, ImportTerm, Place, Reference, UsageGiven};

fn read(file: &str) -> Result<Vec<Result<ImportRecord, Broken>>, MarkupError> {
    TbxReader::new(file.as_bytes()).collect()
}

fn body(entries: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE martif SYSTEM \"TBXcoreStructV02.dtd\">\n\
         <martif type=\"TBX\"><martifHeader><p>x</p></martifHeader><text><body>\n\
         {entries}</body></text></martif>"
    )
}

fn only(file: &str) -> ImportRecord {
    let mut records = read(file).unwrap();
    assert_eq!(records.len(), 1);
    records.remove(0).unwrap()
}

/// An entry with `zh` behind the Chinese term, `en` behind the English one, `entry` before both.
fn pair(entry: &str, zh: &str, en: &str) -> ImportRecord {
    only(&body(&format!(
        "<termEntry id=\"c1\">{entry}<langSet xml:lang=\"zh-CN\"><tig><term>蓝碳</term>{zh}</tig>\
         </langSet><langSet xml:lang=\"en\"><tig><term>blue carbon</term>{en}</tig></langSet>\
         </termEntry>"
    )))
}

fn term(record: &ImportRecord, lang: &LangTag) -> ImportTerm {
    record.terms(lang).next().cloned().unwrap()
}

fn chinese(record: &ImportRecord) -> ImportTerm {
    term(record, &LangTag::chinese())
}

fn english(record: &ImportRecord) -> ImportTerm {
    term(record, &LangTag::english())
}

fn given(text: &str) -> Given<String> {
    Given::Value(text.to_owned())
}

fn status(term: &ImportTerm) -> Option<AdministrativeStatus> {
    match term.usage {
        UsageGiven::Latest { status, .. } => status.into_option(),
        UsageGiven::All(_) => None,
    }
}

#[test]
fn entries_of_other_programs_are_read() {
    let file = body(
        "<termEntry id=\"c1\"><descripGrp><descrip type=\"definition\">d</descrip>\
         <admin type=\"source\">s</admin></descripGrp>\
         <langSet xml:lang=\"zh_CN\"><ntig><termGrp><term>蓝<hi>碳</hi></term>\
         <termNote type=\"partOfSpeech\">verb</termNote></termGrp></ntig></langSet>\
         <langSet xml:lang=\"en\"><tig><term>blue &amp; carbon</term>\
         <termNote type=\"administrativeStatus\">preferredTerm-admn-sts</termNote>\
         <termNote type=\"termType\">fullForm</termNote></tig></langSet></termEntry>\n\
         <termEntry><langSet><tig><term>x</term></tig></langSet></termEntry>",
    );
    let records = read(&file).unwrap();
    let record = records[0].as_ref().unwrap();
    assert_eq!(record.place, Place::line(4));
    assert_eq!(record.definition, given("d"));
    assert_eq!(record.remarks, ["source: s"]);
    assert_eq!(
        (record.subject.clone(), record.uid.clone()),
        (Given::Absent, None)
    );
    let (lang, terms) = &record.languages[0];
    assert_eq!((lang.as_str(), terms[0].text.as_str()), ("zh-CN", "蓝碳"));
    assert_eq!(terms[0].part_of_speech, Given::Value(PartOfSpeech::Verb));
    let english = english(record);
    assert_eq!(english.text, "blue & carbon");
    assert_eq!(english.term_type, Given::Value(TermType::FullForm));
    assert_eq!(status(&english), Some(AdministrativeStatus::Preferred));
    let broken = records[1].as_ref().unwrap_err().to_string();
    assert!(
        broken.starts_with("line 5: `` is not a language tag"),
        "{broken}"
    );
}

#[test]
fn what_is_no_tbx_is_told_with_its_place() {
    for (file, told) in [
        (
            "<html></html>",
            "line 1, column 1: it is no TBX: it begins with <html>",
        ),
        (
            "<martif>\n<text><body><termEntry>",
            "line 2, column 24: it is cut off",
        ),
        (
            "<!DOCTYPE martif [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<martif>&x;</martif>",
            "line 1, column 18: it defines entities",
        ),
    ] {
        let error = read(file).unwrap_err().to_string();
        assert!(error.starts_with(told), "{error}");
    }
}

#[test]
fn both_styles_of_version_3_say_the_same() {
    let dca = "<tbx type=\"TBX-Basic\" style=\"dca\" xml:lang=\"en\" \
        xmlns=\"urn:iso:std:iso:30042:ed-2\"><tbxHeader/><text><body><conceptEntry id=\"c1\">\
        <descrip type=\"subjectField\">ocean</descrip><langSec xml:lang=\"zh\"><termSec>\
        <term>蓝碳</term><termNote type=\"partOfSpeech\">noun</termNote>\
        <admin type=\"reading\">lan2tan4</admin><descripGrp><descrip type=\"context\">蓝碳很多。\
        </descrip><admin type=\"source\">Forum</admin></descripGrp></termSec></langSec>\
        <langSec xml:lang=\"en\"><termSec><term>blue carbon</term>\
        <termNote type=\"administrativeStatus\">preferredTerm-admn-sts</termNote>\
        <termNote type=\"x-house\">y</termNote><transacGrp>\
        <transac type=\"transactionType\">creation</transac>\
        <transacNote type=\"responsibility\">Li</transacNote><date>2024-05-01</date></transacGrp>\
        </termSec></langSec></conceptEntry></body></text></tbx>";
    // No style, no id, and the wrong namespace: what tools do.
    let dct = "<tbx type=\"TBX-Basic\" xmlns=\"urn:iso:std:iso:30042:ed-2\" \
        xmlns:m=\"http://example.org/other\"><text><body><conceptEntry>\
        <m:subjectField>ocean</m:subjectField><langSec xml:lang=\"zh\"><termSec><term>蓝碳</term>\
        <m:partOfSpeech>noun</m:partOfSpeech><reading>lan2tan4</reading><descripGrp>\
        <m:context>蓝碳很多。</m:context><source>Forum</source></descripGrp></termSec></langSec>\
        <langSec xml:lang=\"en\"><termSec><term>blue carbon</term>\
        <m:usageStatus>preferred</m:usageStatus><m:x-house>y</m:x-house><transacGrp>\
        <m:transactionType>origination</m:transactionType><m:responsibility>Li</m:responsibility>\
        <date>2024-05-01T10:00:00</date></transacGrp></termSec></langSec></conceptEntry></body>\
        </text></tbx>";
    let mut record = only(dca);
    assert_eq!(record.name.take().as_deref(), Some("c1"));
    assert_eq!(record, only(dct));
    assert_eq!(record.subject, given("ocean"));
    let term = chinese(&record);
    assert_eq!(term.pinyin, given("lántàn"));
    let context = Context {
        text: "蓝碳很多。".to_owned(),
        source: Some("Forum".to_owned()),
        ..Context::default()
    };
    assert_eq!(term.contexts, ContextsGiven::All(vec![context]));
    let english = english(&record);
    assert_eq!(status(&english), Some(AdministrativeStatus::Preferred));
    assert_eq!(
        english.note,
        given("x-house: y; origination: 2024-05-01 (Li)")
    );
}

#[test]
fn pinyin_is_found_wherever_files_put_it() {
    let own = "<langSet xml:lang=\"zh-Latn-pinyin\"><tig><term>lántàn</term></tig></langSet>";
    let private = own.replace("zh-Latn-pinyin", "x-pinyin");
    for (place, record) in [
        ("note", pair("", "<note>pinyin: lan2tan4</note>", "")),
        ("entry", pair("<note>pinyin: lántàn</note>", "", "")),
        (
            "reading",
            pair("", "<admin type=\"reading\">lántàn</admin>", ""),
        ),
        (
            "zh",
            pair("", "<termNote type=\"x-pinyin\">lántàn</termNote>", ""),
        ),
        (
            "en",
            pair("", "", "<termNote type=\"x-pinyin\">lántàn</termNote>"),
        ),
        (
            "descrip",
            pair("<descrip type=\"x-pinyin\">lántàn</descrip>", "", ""),
        ),
        ("language", pair(own, "", "")),
        ("private", pair(&private, "", "")),
    ] {
        assert_eq!(chinese(&record).pinyin, given("lántàn"), "{place}");
        assert_eq!(record.languages.len(), 2, "{place}");
        assert!(record.remarks.is_empty(), "{place}");
    }
}

#[test]
fn pinyin_of_several_terms_goes_to_each() {
    let entry = |pinyin: &str| {
        only(&body(&format!(
            "<termEntry><langSet xml:lang=\"zh\"><tig><term>蓝碳</term></tig><tig><term>红树林\
             </term></tig></langSet><langSet xml:lang=\"zh-Latn\">{pinyin}</langSet></termEntry>"
        )))
    };
    let term = |text: &str| format!("<tig><term>{text}</term></tig>");
    let record = entry(&(term("lántàn") + &term("hóngshùlín")));
    let terms: Vec<ImportTerm> = record.terms(&LangTag::chinese()).cloned().collect();
    assert_eq!(terms[0].pinyin, given("lántàn"));
    assert_eq!(terms[1].pinyin, given("hóngshùlín"));
    let record = entry(&["a", "b", "c"].map(term).concat());
    assert_eq!(record.remarks, ["pinyin: a", "pinyin: b", "pinyin: c"]);
}

#[test]
fn habits_of_weblate_and_opensuse_are_known() {
    let record = pair(
        "<descrip type=\"Translation needed\">No</descrip>",
        "",
        "<termNote type=\"administrativeStatus\">forbidden</termNote>\
         <note from=\"translator\">not in official texts</note><descrip>explained</descrip>",
    );
    assert_eq!(record.do_not_translate, Given::Value(true));
    let term = english(&record);
    assert_eq!(term.forbidden, Given::Value(true));
    assert_eq!(term.note, given("not in official texts; explained"));
    let obsolete = "<termNote type=\"administrativeStatus\">obsolete</termNote>";
    let record = pair("<descrip>of the sea</descrip>", "", obsolete);
    assert_eq!(record.definition, given("of the sea"));
    assert_eq!(
        status(&english(&record)),
        Some(AdministrativeStatus::Superseded)
    );
}

#[test]
fn every_status_of_either_version_is_known() {
    use AdministrativeStatus::{Admitted, Deprecated, Preferred, Superseded};
    for (word, wanted) in [
        ("preferredTerm-admn-sts", Preferred),
        ("preferredTerm", Preferred),
        ("standardizedTerm", Preferred),
        ("admitted", Admitted),
        ("deprecatedTerm-admn-sts", Deprecated),
        ("deprecated", Deprecated),
        ("supersededTerm", Superseded),
    ] {
        let note = format!("<termNote type=\"normativeAuthorization\">{word}</termNote>");
        let record = pair("", "", &note);
        assert_eq!(status(&english(&record)), Some(wanted), "{word}");
    }
}

#[test]
fn groups_and_unknown_categories_stay_at_their_level() {
    let record = pair(
        "<adminGrp><admin type=\"x-owner\">Port</admin><adminNote type=\"x-since\">2020</adminNote>\
         </adminGrp><transacGrp><transac type=\"origination\">Li</transac><date>2020-01-02</date>\
         </transacGrp><xref type=\"xGraphic\" target=\"http://a/b.png\">a map</xref>\
         <ref type=\"crossReference\" target=\"c9\">see also</ref><date>2021-01-01</date>",
        "<termNoteGrp><termNote type=\"geographicalUsage\">大陆</termNote><note>rare</note>\
         </termNoteGrp>",
        "",
    );
    assert_eq!(
        record.remarks,
        [
            "x-owner: Port",
            "x-since: 2020",
            "origination: 2020-01-02 (Li)",
            "xGraphic: http://a/b.png a map",
            "date: 2021-01-01",
        ]
    );
    let other = Reference {
        relation: Relation::SeeAlso,
        is_reverse: false,
        name: "c9".to_owned(),
        remark: "crossReference: see also".to_owned(),
    };
    assert_eq!(record.refers, [other]);
    assert_eq!(
        chinese(&record).note,
        given("geographicalUsage: 大陆; note: rare")
    );
}

#[test]
fn the_first_tbx_min_is_read() {
    for (section, term) in [("langSet", "tig"), ("langGroup", "termGroup")] {
        let language = |tag: &str, text: &str| {
            format!(
                "<{section} xml:lang=\"{tag}\"><{term}><term>{text}</term>\
                 <termStatus>preferred</termStatus></{term}></{section}>"
            )
        };
        let record = only(&format!(
            "<TBX dialect=\"TBX-Min\"><header><id>x</id></header><body><entry id=\"C1\">\
             <subjectField>sea</subjectField>{}{}</entry></body></TBX>",
            language("zh-CN", "潮汐"),
            language("en", "tide")
        ));
        assert_eq!(chinese(&record).text, "潮汐");
        assert_eq!(record.subject, given("sea"));
        let english = english(&record);
        assert_eq!(english.text, "tide");
        assert_eq!(status(&english), Some(AdministrativeStatus::Preferred));
    }
}

#[test]
fn line_breaks_that_lay_out_the_file_are_no_part_of_a_term() {
    let record = only(&body(
        "<termEntry><langSet xml:lang=\"Chinese (PRC)\"><tig><term>\n 潮汐\n</term></tig></langSet>\
         <langSet xml:lang=\"English\"><tig><term>tide\r\n     table</term></tig></langSet></termEntry>",
    ));
    assert_eq!(chinese(&record).text, "潮汐");
    assert_eq!(english(&record).text, "tide table");
}

#[test]
fn other_languages_are_kept_and_bad_tags_told() {
    let record = pair(
        "<langSet xml:lang=\"fr\"><tig><term>carbone bleu</term></tig></langSet>\
         <langSet xml:lang=\"Hochdeutsch\"><tig><term>x</term></tig></langSet>",
        "",
        "",
    );
    let tags: Vec<&str> = record
        .languages
        .iter()
        .map(|(tag, _)| tag.as_str())
        .collect();
    assert_eq!(tags, ["fr", "zh-CN", "en"]);
    assert_eq!(record.warnings.len(), 1);
}

#[test]
fn a_file_in_another_encoding_is_read() {
    let file = body(
        "<termEntry><langSet xml:lang=\"zh\"><tig><term>蓝碳</term></tig></langSet></termEntry>",
    );
    let wanted = only(&file);
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = format!("\u{FEFF}{file}");
        text.encode_utf16().flat_map(bytes).collect()
    };
    let declared = file.replace("?>", " encoding=\"GB18030\"?>");
    let (gb18030, ..) = encoding_rs::GB18030.encode(&declared);
    for bytes in [
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        gb18030.into_owned(),
        format!("\u{FEFF}{file}").into_bytes(),
    ] {
        let record = TbxReader::new(&bytes[..]).next().unwrap().unwrap();
        assert_eq!(record, Ok(wanted.clone()));
    }
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in any::<String>(), xml in "(<(/?(term|tig|langSet|note|descripGrp))>|[a-z&;< ]){0,30}") {
        let _ = read(&text);
        let _ = read(&body(&xml));
        let _ = read(&body(&format!("<termEntry><langSet xml:lang=\"zh\">{xml}</langSet></termEntry>")));
    }
}
