//! What holds of every import: what was exported comes back.

use proptest::prelude::*;
use tmx::LangTag;

use super::{Difference, Plan, Policy, Takes, plan, read_import};
use crate::curate::new_concept;
use crate::entry::{
    AdministrativeStatus, ConceptEntry, Context, LangSec, PartOfSpeech, PartialDate, Related,
    Relation, TermSec, TermType, Usage,
};
use crate::exchange::jsonl::write_entry;
use crate::exchange::rows::{HEADING, entry_rows};
use crate::exchange::spreadsheet::{Guard, SpreadsheetOptions, SpreadsheetWriter};
use crate::exchange::tbx::{TbxOptions, TbxWriter};
use crate::exchange::workbook::WorkbookWriter;
use crate::store::tests::{author, store};
use crate::store::{Store, WorkingPair};

#[derive(Debug, Clone, Copy)]
enum File {
    Csv,
    Xlsx,
    Jsonl,
    Tbx,
}

const FILES: [File; 4] = [File::Csv, File::Xlsx, File::Jsonl, File::Tbx];

pub(super) fn entries(store: &Store) -> Vec<ConceptEntry> {
    let reader = store.read();
    let ids = reader.concept_ids().unwrap().into_iter();
    ids.map(|id| reader.concept(id).unwrap()).collect()
}

fn export(store: &Store, file: File) -> Vec<u8> {
    let pair = store.read().working_pair().unwrap();
    let mut out = Vec::new();
    let rows = |entry: &ConceptEntry, pair: &WorkingPair| entry_rows(entry, pair, None, true);
    match file {
        File::Csv => {
            let options = SpreadsheetOptions {
                guard: Guard::Excel,
                ..SpreadsheetOptions::csv()
            };
            let mut writer = SpreadsheetWriter::new(&mut out, options).unwrap();
            writer.header(&HEADING).unwrap();
            for entry in entries(store) {
                for row in rows(&entry, &pair) {
                    writer.row(&row).unwrap();
                }
            }
            writer.finish().unwrap();
        }
        File::Xlsx => {
            let mut writer = WorkbookWriter::new(&mut out, "glossary", &HEADING).unwrap();
            for entry in entries(store) {
                for row in rows(&entry, &pair) {
                    writer.row(&row).unwrap();
                }
            }
            writer.finish().unwrap();
        }
        File::Jsonl => {
            for entry in entries(store) {
                write_entry(&mut out, &entry, 0).unwrap();
            }
        }
        File::Tbx => {
            let options = TbxOptions {
                include_incomplete: true,
                include_forbidden: true,
                ..TbxOptions::default()
            };
            let mut writer = TbxWriter::new(&mut out, options).unwrap();
            for entry in entries(store) {
                writer.write(&entry).unwrap();
            }
            writer.finish().unwrap();
        }
    }
    out
}

pub(super) fn planned(store: &Store, bytes: &[u8], policy: Policy) -> Plan {
    let file = read_import(bytes, "glossary", None, &Vec::new()).unwrap();
    let mut ask = |_: &Difference| Takes::Ours;
    plan(store.read(), file.records, policy, &mut ask).unwrap()
}

pub(super) fn import(store: &mut Store, bytes: &[u8], policy: Policy) -> Plan {
    let plan = planned(store, bytes, policy);
    let mut work = store.begin(&author("import")).unwrap();
    for entry in &plan.entries {
        entry.save(&mut work, &LangTag::chinese()).unwrap();
    }
    work.commit().unwrap();
    plan
}

pub(super) fn said() -> impl Strategy<Value = Option<String>> {
    let texts = prop_oneof![
        Just("Charter"),
        Just("=1+1"),
        Just("'=1"),
        Just("a; b, \"c\""),
        Just("宪章\n第二条"),
        Just("a\t<b> & c"),
        Just("12"),
        Just("007"),
        Just("2017-10-24"),
        Just("'1/2"),
        Just("𠮷 🙂 ＴＲＵＥ"),
    ];
    proptest::option::of(texts.prop_map(str::to_owned))
}

pub(super) fn usage() -> impl Strategy<Value = Option<Usage>> {
    let status = proptest::option::of(proptest::sample::select(AdministrativeStatus::ALL.to_vec()));
    let date = |text: &'static str| {
        let date: PartialDate = text.parse().unwrap();
        proptest::option::of(Just(date))
    };
    let usage = (status, date("2013-05"), date("2017"), said());
    proptest::option::of(usage.prop_map(|(status, from, until, source)| Usage {
        status,
        from,
        until,
        source,
    }))
}

fn english() -> impl Strategy<Value = TermSec> {
    let texts = [
        "blue carbon",
        "Ocean; carbon",
        "=mangrove",
        "“smart” port, or \"x\"",
        "-1",
        "\"quoted\"",
        "a & b <c>",
        "'tis",
        "1e5",
        "TRUE",
    ];
    let text = proptest::sample::select(texts.to_vec());
    (text, usage(), said(), term_type()).prop_map(|(text, usage, note, term_type)| TermSec {
        term_type,
        usage: usage
            .filter(|usage| *usage != Usage::default())
            .into_iter()
            .collect(),
        note,
        ..TermSec::new(text)
    })
}

fn term_type() -> impl Strategy<Value = Option<TermType>> {
    proptest::option::of(proptest::sample::select(TermType::ALL.to_vec()))
}

/// At most one, as a table has it.
fn contexts() -> impl Strategy<Value = Vec<Context>> {
    let text = proptest::sample::select(vec!["蓝碳很多。", "=蓝碳", "a, \"b\"\nc"]);
    let context = (text, said(), said()).prop_map(|(text, translation, source)| Context {
        text: text.to_owned(),
        translation,
        source,
    });
    proptest::collection::vec(context, 0..=1)
}

/// Entries as commands make them; a term in each language is there once.
pub(super) fn entry() -> impl Strategy<Value = ConceptEntry> {
    let terms = [
        ("蓝碳", "lántàn"),
        ("红树林", "hóngshùlín"),
        ("“一带一路”倡议", "“Yīdài Yīlù” chàngyì"),
        ("2030年议程", "2030 nián yìchéng"),
        ("西安", "Xī'ān"),
        ("重行", "chóngháng"),
        ("窗口", ""),
    ];
    let zh = proptest::sample::subsequence(terms.to_vec(), 1..=2);
    let parts = proptest::sample::select(PartOfSpeech::ALL.to_vec());
    let english = proptest::collection::vec(english(), 0..4);
    let texts = (said(), said(), said(), said(), said(), said());
    let more = (any::<bool>(), term_type(), contexts());
    (zh, parts, english, texts, more).prop_map(
        |(zh, part_of_speech, mut english, texts, (do_not_translate, term_type, contexts))| {
            let (subject, definition, note, customer, project, approved_by) = texts;
            let zh: Vec<TermSec> = zh
                .into_iter()
                .map(|(text, pinyin)| TermSec {
                    pinyin: (!pinyin.is_empty()).then(|| pinyin.to_owned()),
                    part_of_speech,
                    term_type,
                    contexts: contexts.clone(),
                    ..TermSec::new(text)
                })
                .collect();
            for term in &mut english {
                term.part_of_speech = part_of_speech;
            }
            let mut seen = std::collections::BTreeSet::new();
            english.retain(|term| seen.insert(crate::words::normal_form(&term.text)));
            let mut entry = ConceptEntry {
                subject,
                definition,
                note,
                customer,
                project,
                do_not_translate,
                approved_by,
                ..new_concept(&LangTag::chinese(), TermSec::new("x"))
            };
            entry.languages = vec![LangSec {
                lang: LangTag::chinese(),
                terms: zh,
            }];
            if !english.is_empty() {
                entry.languages.push(LangSec {
                    lang: LangTag::english(),
                    terms: english,
                });
            }
            entry
        },
    )
}

pub(super) fn termbase(entries: &[ConceptEntry]) -> Store {
    let mut store = store();
    let mut work = store.begin(&author("set")).unwrap();
    for entry in entries {
        work.save_concept(entry).unwrap();
    }
    work.commit().unwrap();
    store
}

/// As many glossaries as `PROPTEST_CASES` says, 64 without it.
fn cases() -> ProptestConfig {
    cases_or(64)
}

/// As many as `PROPTEST_CASES` says, else `few`.
pub(super) fn cases_or(few: u32) -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    let wanted = wanted.and_then(|number| number.parse().ok());
    ProptestConfig::with_cases(wanted.unwrap_or(few))
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn what_is_exported_comes_back_in_an_empty_termbase(entries in proptest::collection::vec(entry(), 1..5)) {
        let full = termbase(&entries);
        for file in FILES {
            let exported = export(&full, file);
            let mut empty = store();
            let plan = import(&mut empty, &exported, Policy::Merge);
            prop_assert_eq!(&plan.skipped, &vec![], "{:?}", file);
            prop_assert_eq!(&plan.warnings, &vec![], "{:?}", file);
            let again = export(&empty, file);
            if !matches!(file, File::Xlsx) {
                let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                prop_assert_eq!(text(&again), text(&exported), "{:?}", file);
            }
            prop_assert!(again == exported, "{:?}", file);
        }
    }

    #[test]
    fn lines_of_json_hold_everything(
        mut entries in proptest::collection::vec(entry(), 1..4),
        extra in proptest::collection::vec((usage(), "[mac]{0,3}", any::<bool>(), said()), 4),
    ) {
        for (entry, (usage, doubt, forbidden, note)) in entries.iter_mut().zip(extra) {
            entry.languages.push(LangSec {
                lang: "zh-TW".parse().unwrap(),
                terms: vec![TermSec::new("藍碳")],
            });
            for term in entry.languages.iter_mut().flat_map(|section| &mut section.terms) {
                term.usage.extend(usage.clone());
                term.forbidden = forbidden;
                term.note.clone_from(&note);
            }
            for (relation, digit) in Relation::ALL.into_iter().zip(["a", "b"]) {
                entry.related.push(Related { relation, uid: digit.repeat(32) });
            }
            let term = &mut entry.languages[0].terms[0];
            term.contexts.push(Context { text: "另一句。".to_owned(), ..Context::default() });
            if term.pinyin.is_some() {
                term.doubt = doubt.parse().unwrap();
            }
        }
        let full = termbase(&entries);
        let mut empty = store();
        import(&mut empty, &export(&full, File::Jsonl), Policy::Merge);
        let known = self::entries(&empty);
        prop_assert_eq!(known, self::entries(&full));
    }

    #[test]
    fn importing_ones_own_export_changes_nothing(entries in proptest::collection::vec(entry(), 1..5)) {
        let full = termbase(&entries);
        for file in FILES {
            let exported = export(&full, file);
            for policy in [Policy::Keep, Policy::Merge, Policy::Replace] {
                // Basic knows no forbidding and one note a term.
                let plan = planned(&full, &exported, policy);
                prop_assert_eq!(plan.same(), entries.len(), "{:?} {:?}: {:?}", file, policy, plan);
                let kept: Vec<&Difference> = plan.entries.iter().flat_map(|it| &it.kept).collect();
                prop_assert_eq!(kept, Vec::<&Difference>::new(), "{:?} {:?}", file, policy);
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in any::<Vec<u8>>(), flips in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..4)) {
        let full = termbase(&[]);
        let _ = read_import(&bytes, "a.csv", None, &Vec::new());
        for format in super::ImportFormat::ALL {
            if let Ok(file) = read_import(&bytes, "a", Some(format), &Vec::new()) {
                let _ = plan(full.read(), file.records, Policy::Merge, &mut |_| Takes::Ours);
            }
        }
        let one = termbase(&[new_concept(&LangTag::chinese(), TermSec::new("蓝碳"))]);
        for file in FILES {
            let mut damaged = export(&one, file);
            for (at, byte) in &flips {
                let at = at.index(damaged.len());
                damaged[at] = *byte;
            }
            if let Ok(file) = read_import(&damaged, "a", None, &Vec::new()) {
                let _ = plan(one.read(), file.records, Policy::Replace, &mut |_| Takes::Ours);
            }
        }
    }
}
