//! What holds of the lists of other tools: what is written is read, and is known by its content.

use std::collections::BTreeSet;

use proptest::prelude::*;
use tmx::LangTag;

use super::laws::{cases_or, entries, import, termbase};
use super::tbx_laws::{full_entries, reduced};
use super::{Given, ImportFormat, Policy, read_import};
use crate::entry::ConceptEntry;
use crate::exchange::lists::{ListFormat, ListOptions, ListReport, ListWriter};
use crate::store::tests::store;

const LISTS: [(ListFormat, ImportFormat, &str); 7] = [
    (ListFormat::Omegat, ImportFormat::Omegat, "g.utf8"),
    (ListFormat::Utx, ImportFormat::Utx, "g.utx"),
    (ListFormat::Memoq, ImportFormat::Memoq, "g.csv"),
    (ListFormat::Matecat, ImportFormat::Matecat, "g.csv"),
    (ListFormat::Weblate, ImportFormat::Weblate, "g.csv"),
    (ListFormat::Anki, ImportFormat::Anki, "g.txt"),
    (ListFormat::Multiterm, ImportFormat::Multiterm, "g.xml"),
];

fn write(entries: &[ConceptEntry], format: ListFormat) -> (Vec<u8>, ListReport) {
    let options = ListOptions {
        include_forbidden: true,
        ..ListOptions::new(format)
    };
    let mut out = Vec::new();
    let mut list = ListWriter::new(&mut out, options).unwrap();
    for entry in entries {
        list.write(entry).unwrap();
    }
    let report = list.finish().unwrap();
    (out, report)
}

/// The pairs of entries that a list has; where it has no status, those that may be used.
fn pairs(entries: &[ConceptEntry], is_marked: bool) -> BTreeSet<(String, String)> {
    let mut pairs = BTreeSet::new();
    for entry in entries {
        let terms = |lang: LangTag| -> Vec<String> {
            let terms = entry.terms(&lang);
            let terms = terms.filter(|term| is_marked || term.is_usable(None));
            terms.map(|term| term.text.clone()).collect()
        };
        for source in terms(LangTag::chinese()) {
            for target in terms(LangTag::english()) {
                pairs.insert((source.clone(), target));
            }
        }
    }
    pairs
}

proptest! {
    #![proptest_config(cases_or(12))]

    #[test]
    fn the_pairs_of_every_list_come_back(made in full_entries()) {
        let mut known = made;
        for (at, entry) in known.iter_mut().enumerate() {
            entry.uid = format!("{at:032x}");
            // Beside other comments pinyin is known by its name alone.
            entry.note = entry.note.take().filter(|note| !note.contains("pinyin: "));
            for section in &mut entry.languages {
                for term in &mut section.terms {
                    term.note = term.note.take().filter(|note| !note.contains("pinyin: "));
                }
                // Lists without identifiers have several equivalents in a cell so.
                section.terms.retain(|term| !term.text.contains(';'));
            }
        }
        for (format, kind, name) in LISTS {
            let (file, report) = write(&known, format);
            let is_marked = matches!(format, ListFormat::Utx | ListFormat::Matecat | ListFormat::Multiterm);
            let wanted = pairs(&known, is_marked);
            if wanted.is_empty() {
                continue;
            }
            prop_assert!(report.written > 0);
            let read = read_import(&file, name, None, &Vec::new()).unwrap();
            prop_assert_eq!(read.format, kind);
            let mut found = BTreeSet::new();
            for record in read.records.iter() {
                let record = record.as_ref().unwrap();
                prop_assert_eq!(&record.warnings, &Vec::<String>::new(), "{:?}", format);
                for source in record.terms(&LangTag::chinese()) {
                    for target in record.terms(&LangTag::english()) {
                        found.insert((source.text.clone(), target.text.clone()));
                    }
                    if format != ListFormat::Omegat && source.pinyin.value().is_some() {
                        let mut terms = known.iter().flat_map(|entry| &entry.languages).flat_map(|it| &it.terms);
                        let same = terms.any(|term| term.text == source.text && term.pinyin.as_ref() == source.pinyin.value());
                        prop_assert!(same, "{:?}: {:?}", format, source.pinyin);
                    }
                }
            }
            prop_assert_eq!(found, wanted, "{:?}: {}", format, String::from_utf8_lossy(&file));
        }
    }

    #[test]
    fn multiterm_has_all_that_is_not_told_as_lost(made in full_entries()) {
        let full = termbase(&made);
        let known = entries(&full);
        let (file, _) = write(&known, ListFormat::Multiterm);
        let mut empty = store();
        if read_import(&file, "g.xml", None, &Vec::new()).is_err() {
            // Nothing in it has an equivalent.
            return Ok(());
        }
        let plan = import(&mut empty, &file, Policy::Merge);
        prop_assert_eq!(&plan.skipped, &vec![]);
        let sorted = |mut entry: ConceptEntry| {
            entry.id = 0;
            entry.related.clear();
            for section in &mut entry.languages {
                section.terms.sort_by(|one, other| one.text.cmp(&other.text));
            }
            entry
        };
        let read: Vec<ConceptEntry> = entries(&empty).into_iter().map(sorted).collect();
        let has_pair = |entry: &&ConceptEntry| entry.terms(&LangTag::english()).next().is_some();
        let wanted = known.iter().filter(has_pair).map(|it| sorted(reduced(it, &known)));
        prop_assert_eq!(read, wanted.collect::<Vec<_>>());
    }

    #[test]
    fn damage_to_a_list_does_no_harm(
        made in full_entries(),
        flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        for (format, _, name) in LISTS {
            let (mut file, _) = write(&made, format);
            if file.is_empty() {
                continue;
            }
            let _ = read_import(&file[..cut.index(file.len())], name, None, &Vec::new());
            for (at, byte) in &flips {
                let at = at.index(file.len());
                file[at] = *byte;
            }
            let _ = read_import(&file, name, None, &Vec::new());
        }
    }

    #[test]
    fn deepl_gets_a_term_once_and_within_its_limits(made in full_entries(), long in 0_usize..2_000) {
        let mut known = made;
        if let Some(term) = known.first_mut().and_then(|it| it.languages.first_mut()).and_then(|it| it.terms.first_mut()) {
            term.text = "长".repeat(long + 1);
        }
        let (file, report) = write(&known, ListFormat::Deepl);
        let file = String::from_utf8(file).unwrap();
        let mut sources = BTreeSet::new();
        for line in file.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            prop_assert_eq!(cells.len(), 2);
            prop_assert!(cells.iter().all(|cell| !cell.is_empty() && cell.len() <= 1_024 && cell.trim() == *cell));
            prop_assert!(sources.insert(cells[0].to_owned()), "{} twice", cells[0]);
        }
        prop_assert_eq!(report.written, sources.len() as u64);
    }
}

fn first(bytes: &[u8], name: &str) -> (ImportFormat, super::ImportRecord) {
    let file = read_import(bytes, name, None, &Vec::new()).unwrap();
    (
        file.format,
        file.records.into_iter().next().unwrap().unwrap(),
    )
}

fn english(record: &super::ImportRecord) -> String {
    let terms = record.terms(&LangTag::english());
    terms
        .map(|term| term.text.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

#[test]
fn a_file_of_multiterm_in_utf_16_is_read() {
    let file = "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n<mtf><conceptGrp>\
        <concept>12</concept><system type=\"entryClass\">1</system><transacGrp>\
        <transac type=\"origination\">li</transac><date>2019-03-05T10:00:00</date></transacGrp>\
        <descripGrp><descrip type=\"Subject\">ocean</descrip></descripGrp>\
        <descripGrp><descrip type=\"Projekt\">P1</descrip></descripGrp>\
        <languageGrp><language type=\"English\" lang=\"EN-US\"/><termGrp><term>blue carbon</term>\
        <descripGrp><descrip type=\"Status\">preferred</descrip></descripGrp></termGrp></languageGrp>\
        <languageGrp><language type=\"Chinese (PRC)\"/><termGrp><term>蓝碳</term>\
        <descripGrp><descrip type=\"Pinyin\">lan2tan4</descrip></descripGrp></termGrp></languageGrp>\
        </conceptGrp></mtf>";
    let bytes: Vec<u8> = file.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (format, record) = first(&bytes, "termbase.xml");
    assert_eq!(format, ImportFormat::Multiterm);
    assert_eq!(record.subject, Given::Value("ocean".to_owned()));
    assert_eq!(
        record.remarks,
        ["origination: 2019-03-05 (li)", "Projekt: P1"]
    );
    assert_eq!(english(&record), "blue carbon");
    let term = record.terms(&LangTag::chinese()).next().unwrap();
    assert_eq!(term.pinyin, Given::Value("lántàn".to_owned()));
}

#[test]
fn utx_of_either_direction_and_version_is_read() {
    let file = "#UTX 1.20; en/zh-CN; 2026-01-01T00:00:00Z; copyright: x;\r\n#description: y\r\n\
                #src\ttgt\tsrc:pos\tterm status\tsrc:comment\r\nblue carbon\t蓝碳\tnoun\tapproved\t-\r\n";
    let (format, record) = first(file.as_bytes(), "a.txt");
    assert_eq!(
        (format, english(&record).as_str()),
        (ImportFormat::Utx, "blue carbon")
    );
    assert_eq!(
        record.terms(&LangTag::chinese()).next().unwrap().text,
        "蓝碳"
    );
    let file = "#UTX-S 1.00; zh/en; 2008-01-01\n#src\ttgt\tsrc:pos\n蓝碳\tblue carbon\tnoun\n";
    let (format, record) = first(file.as_bytes(), "a.utx");
    assert_eq!(
        (format, english(&record).as_str()),
        (ImportFormat::Utx, "blue carbon")
    );
}

#[test]
fn glossaries_of_omegat_are_read_in_all_their_encodings_and_endings() {
    let text = "# -*- coding: gb18030 -*-\n蓝碳\tblue carbon\tof the sea\n";
    let (gb18030, ..) = encoding_rs::GB18030.encode(text);
    let utf16: Vec<u8> = "\u{FEFF}蓝碳\tblue carbon\tof the sea\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let utf8 = text.replace("gb18030", "utf-8");
    for (bytes, name) in [
        (gb18030.as_ref(), "g.txt"),
        (&utf16, "g.tab"),
        (utf8.as_bytes(), "g.utf8"),
        (utf8.as_bytes(), "g.tab"),
        ("blue carbon\t蓝碳\tof the sea\n".as_bytes(), "back.txt"),
    ] {
        let (format, record) = first(bytes, name);
        assert_eq!(format, ImportFormat::Omegat, "{name}");
        assert_eq!(english(&record), "blue carbon", "{name}");
        assert_eq!(record.note, Given::Value("of the sea".to_owned()), "{name}");
    }
    let (format, record) = first("蓝碳,blue carbon,of the sea\n".as_bytes(), "g.csv");
    assert_eq!(
        (format, english(&record).as_str()),
        (ImportFormat::Csv, "blue carbon")
    );
}

#[test]
fn tables_of_tools_are_known_by_their_headings() {
    let memoq = "Entry_ID;Entry_Subject;Entry_Domain;Entry_Note;Chinese_PRC;Chinese_PRC_Def;\
                 Term_Info;Term_Example;English;English_Def;Term_Info;Term_Example\n\
                 7;ocean;;seen;蓝碳;carbon;;蓝碳很多。;blue carbon;;;Much of it.\n";
    let (format, record) = first(memoq.as_bytes(), "a.csv");
    assert_eq!(
        (format, english(&record).as_str()),
        (ImportFormat::Memoq, "blue carbon")
    );
    assert_eq!(record.subject, Given::Value("ocean".to_owned()));
    assert_eq!(record.definition, Given::Value("carbon".to_owned()));
    let matecat = "forbidden,domain,subdomain,definition,en-US,notes,example of use,zh-CN,notes,\
                   example of use\nTrue,ocean,coast,carbon,sea coal,bad,Much.,蓝碳,,蓝碳很多。\n";
    let (format, record) = first(matecat.as_bytes(), "a.csv");
    assert_eq!(
        (format, english(&record).as_str()),
        (ImportFormat::Matecat, "sea coal")
    );
    assert_eq!(record.subject, Given::Value("ocean/coast".to_owned()));
    let term = record.terms(&LangTag::english()).next().unwrap();
    assert_eq!(term.forbidden, Given::Value(true));
    let weblate = "\"location\",\"source\",\"target\",\"ID\",\"fuzzy\",\"context\",\
                   \"translator_comments\",\"developer_comments\"\n\
                   \"a:1\",\"蓝碳\",\"blue carbon\",\"\",\"\",\"c\",\"\",\"of the sea\"\n";
    let (format, record) = first(weblate.as_bytes(), "a.csv");
    assert_eq!(
        (format, english(&record).as_str()),
        (ImportFormat::Weblate, "blue carbon")
    );
    assert_eq!(record.note, Given::Value("of the sea".to_owned()));
    assert_eq!(record.remarks, Vec::<String>::new());
    let crowdin = "Term [en],Description [en],Term [zh-CN]\nblue carbon,x,蓝碳\n";
    let (format, record) = first(crowdin.as_bytes(), "a.csv");
    assert_eq!(
        (format, english(&record).as_str()),
        (ImportFormat::Csv, "blue carbon")
    );
}

#[test]
fn what_xml_is_its_root_says_and_nothing_before_it() {
    let entry =
        "<termEntry><langSet xml:lang='zh'><tig><term>蓝碳</term></tig></langSet></termEntry>";
    let tbx = format!("<martif type='TBX'><text><body>{entry}</body></text></martif>");
    let long = "x ".repeat(4000);
    for comment in [
        "<!-- made from <tmx> and <mtf> -->",
        &format!("<!-- {long} -->"),
    ] {
        let file = format!("{comment}{tbx}");
        for name in ["a.tbx", "a.xml", "a.txt", "a"] {
            assert_eq!(first(file.as_bytes(), name).0, ImportFormat::Tbx, "{name}");
        }
    }
    let memory = read_import(b"<tmx/>", "a.txt", None, &Vec::new()).unwrap_err();
    assert!(
        memory.to_string().contains("a translation memory"),
        "{memory}"
    );
}
