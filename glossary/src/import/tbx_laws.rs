//! What holds of every flavour of TBX: what is written comes back, but for what is told as lost.

use proptest::prelude::*;
use tmx::LangTag;

use super::laws::{cases_or, entries, entry, import, planned, said, termbase, usage};
use super::{Policy, read_import};
use crate::entry::{
    AdministrativeStatus, ConceptEntry, Context, LangSec, Related, Relation, TermSec, Usage,
};
use crate::exchange::tbx::{LossReport, TbxFlavour, TbxOptions, TbxWriter};
use crate::store::tests::store;

fn write(entries: &[ConceptEntry], flavour: TbxFlavour) -> (Vec<u8>, LossReport) {
    let options = TbxOptions {
        flavour,
        include_incomplete: true,
        include_forbidden: true,
        linked: entries.iter().map(|entry| entry.uid.clone()).collect(),
        ..TbxOptions::default()
    };
    let mut out = Vec::new();
    let mut writer = TbxWriter::new(&mut out, options).unwrap();
    for entry in entries {
        writer.write(entry).unwrap();
    }
    let losses = writer.finish().unwrap().losses;
    (out, losses)
}

/// A note that may end in what files of other programs say.
fn note() -> impl Strategy<Value = Option<String>> {
    let parts = proptest::sample::subsequence(
        vec![
            "of the sea",
            "note: x",
            "pinyin: x",
            "definition: y",
            "use: forbidden",
            "source: a book",
            "grammaticalGender: neuter",
            "x-house: y",
            "register: technicalRegister",
            "xGraphic: http://a/b.png a map",
            "geographicalUsage: 大陆",
            "externalCrossReference: https://a.b/c",
            "origination: 2024-02-29 (Li)",
            "modification: (Mei)",
        ],
        0..4,
    );
    parts.prop_map(|parts| Some(parts.join("; ")).filter(|note| !note.is_empty()))
}

/// Entries with all that a file may lose.
pub(super) fn full_entries() -> impl Strategy<Value = Vec<ConceptEntry>> {
    let more = (
        usage(),
        any::<bool>(),
        note(),
        note(),
        said(),
        any::<bool>(),
        any::<bool>(),
    );
    proptest::collection::vec((entry(), more), 1..4).prop_map(|entries| {
        let entries = entries.into_iter();
        let entries = entries.map(|(mut entry, more)| {
            let (usage, forbidden, note, term_note, text, french, traditional) = more;
            entry.note = note;
            for section in &mut entry.languages {
                let is_target = section.lang == LangTag::english();
                if let Some(term) = section.terms.first_mut() {
                    term.forbidden = forbidden && is_target;
                    term.usage.extend(usage.clone());
                    term.note.clone_from(&term_note);
                    term.contexts.push(Context {
                        text: "另一句。".to_owned(),
                        translation: text.clone(),
                        source: None,
                    });
                    if !is_target && term.pinyin.is_some() {
                        term.doubt = "m".parse().unwrap();
                    }
                }
            }
            let mut add = |tag: &str, text: &str| {
                entry.languages.push(LangSec {
                    lang: tag.parse().unwrap(),
                    terms: vec![TermSec::new(text)],
                });
            };
            if french {
                add("fr", "carbone bleu");
            }
            if traditional {
                add("zh-TW", "藍碳學");
            }
            entry
        });
        entries.collect()
    })
}

/// Relations of each entry to the first one and to one that is nowhere.
fn relate(entries: &mut [ConceptEntry]) {
    let Some(first) = entries.first().map(|entry| entry.uid.clone()) else {
        return;
    };
    for entry in entries.iter_mut().skip(1) {
        entry.related = [
            (Relation::SeeAlso, "f".repeat(32)),
            (Relation::Broader, first.clone()),
        ]
        .map(|(relation, uid)| Related { relation, uid })
        .to_vec();
    }
}

/// An entry without what is told as lost.
pub(super) fn reduced(entry: &ConceptEntry, all: &[ConceptEntry]) -> ConceptEntry {
    let mut kept = entry.clone();
    kept.id = 0;
    kept.related
        .retain(|related| all.iter().any(|entry| entry.uid == related.uid));
    kept.languages.clear();
    for lang in [LangTag::chinese(), LangTag::english()] {
        let mut terms: Vec<TermSec> = entry.terms(&lang).cloned().collect();
        for term in &mut terms {
            term.doubt = Default::default();
            let mut last = term.usage.pop().unwrap_or_default();
            last.status = last.status.filter(|_| !term.forbidden);
            let last = Some(last).filter(|usage| *usage != Usage::default());
            term.usage = last.into_iter().collect();
        }
        terms.sort_by_key(|term| match term.status(None) {
            _ if term.forbidden => 0,
            Some(AdministrativeStatus::Deprecated) => 0,
            Some(AdministrativeStatus::Superseded) => 1,
            Some(AdministrativeStatus::Admitted) | None => 2,
            Some(AdministrativeStatus::Preferred) => 3,
        });
        if !terms.is_empty() {
            kept.languages.push(LangSec { lang, terms });
        }
    }
    kept
}

proptest! {
    #![proptest_config(cases_or(12))]

    #[test]
    fn every_flavour_comes_back_but_for_what_is_told_as_lost(made in full_entries()) {
        let full = termbase(&made);
        let mut known = entries(&full);
        relate(&mut known);
        let wanted: Vec<ConceptEntry> = known.iter().map(|it| reduced(it, &known)).collect();
        for flavour in TbxFlavour::ALL {
            let (file, losses) = write(&known, flavour);
            let mut empty = store();
            let plan = import(&mut empty, &file, Policy::Merge);
            prop_assert_eq!(&plan.skipped, &vec![], "{}", flavour.name());
            prop_assert_eq!(&plan.warnings, &vec![], "{}", flavour.name());
            let read: Vec<ConceptEntry> = entries(&empty)
                .into_iter()
                .map(|entry| ConceptEntry { id: 0, ..entry })
                .collect();
            prop_assert_eq!(&read, &wanted, "{:?}: {}", flavour, String::from_utf8_lossy(&file));
            let is_lossless = losses.fields().next().is_none();
            if is_lossless {
                // But for the order of terms, nothing is lost that is not told.
                let sorted = |entry: &ConceptEntry| {
                    let mut entry = ConceptEntry { id: 0, ..entry.clone() };
                    for section in &mut entry.languages {
                        section.terms.sort_by(|one, other| one.text.cmp(&other.text));
                        for term in &mut section.terms {
                            // What is sure is not told to be of a machine.
                            term.doubt = Default::default();
                            // One that says nothing is none.
                            term.usage.retain(|usage| *usage != Usage::default());
                        }
                    }
                    entry
                };
                let one: Vec<ConceptEntry> = known.iter().map(sorted).collect();
                let other: Vec<ConceptEntry> = wanted.iter().map(sorted).collect();
                prop_assert_eq!(one, other);
            }
            let (again, losses) = write(&entries(&empty), flavour);
            prop_assert!(losses.fields().next().is_none(), "{:?}", losses);
            prop_assert_eq!(String::from_utf8(again).unwrap(), String::from_utf8(file).unwrap());
        }
    }

    #[test]
    fn a_file_of_any_flavour_changes_nothing_at_home(made in full_entries()) {
        let full = termbase(&made);
        let known = entries(&full);
        for flavour in TbxFlavour::ALL {
            let (file, _) = write(&known, flavour);
            for policy in [Policy::Keep, Policy::Merge] {
                let plan = planned(&full, &file, policy);
                prop_assert_eq!(plan.new_entries() + plan.changed(), 0, "{:?} {:?}: {:?}", flavour, policy, plan);
            }
        }
    }

    #[test]
    fn damage_to_a_file_of_any_flavour_does_no_harm(
        made in full_entries(),
        flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        for flavour in TbxFlavour::ALL {
            let (mut file, _) = write(&made, flavour);
            let _ = read_import(&file[..cut.index(file.len())], "a.tbx", None, &Vec::new());
            for (at, byte) in &flips {
                let at = at.index(file.len());
                file[at] = *byte;
            }
            let _ = read_import(&file, "a.tbx", None, &Vec::new());
        }
    }
}

#[test]
fn two_concepts_of_one_term_stay_two() {
    let entry = |english: &str| {
        format!(
            "<termEntry><langSet xml:lang=\"zh\"><tig><term>窗口</term></tig></langSet>\
             <langSet xml:lang=\"en\"><tig><term>{english}</term></tig></langSet></termEntry>"
        )
    };
    let file = |entries: &[&str]| {
        let entries: String = entries.iter().map(|english| entry(english)).collect();
        format!("<martif type=\"TBX\"><text><body>{entries}</body></text></martif>").into_bytes()
    };
    let mut store = store();
    let plan = import(
        &mut store,
        &file(&["window", "service counter"]),
        Policy::Merge,
    );
    assert_eq!((plan.new_entries(), plan.skipped.len()), (2, 0));
    let both = file(&["service counter", "window"]);
    let plan = planned(&store, &both, Policy::Merge);
    assert_eq!((plan.same(), plan.skipped.len()), (2, 0), "{plan:?}");
    let twice = file(&["window", "service counter", "Window"]);
    let plan = planned(&store, &twice, Policy::Merge);
    assert_eq!((plan.entries.len(), plan.same()), (2, 2), "{plan:?}");
    let plan = planned(&store, &file(&["window of time", "window"]), Policy::Merge);
    assert_eq!((plan.new_entries(), plan.same()), (1, 1), "{plan:?}");
}

#[test]
fn a_file_that_says_the_wrong_encoding_is_read_in_its_own() {
    let file = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<martif><text><body><termEntry>\
        <langSet xml:lang=\"zh\"><tig><term>命运共同体</term></tig></langSet><langSet xml:lang=\"en\">\
        <tig><term>community with a shared future</term></tig></langSet></termEntry></body></text>\
        </martif>";
    let (bytes, ..) = encoding_rs::GB18030.encode(file);
    let read = read_import(&bytes, "a.tbx", None, &Vec::new()).unwrap();
    let record = read.records.iter().next().unwrap().unwrap();
    let term = record.terms(&LangTag::chinese()).next().unwrap();
    assert_eq!((term.text.as_str(), record.place.number), ("命运共同体", 2));
}
