//! A change that finds no room on the disk is told, and changes nothing.

use tmx::{LangTag, TranslationUnit};

use super::laws::{dump, last_operation};
use super::steps::{Step, new_text, take};
use super::tests::author;
use super::{Store, StoreError, StoredCandidate, Verdict, Work};
use crate::curate;
use crate::entry::TermSec;
use crate::mine::{MinedText, mine};

/// Fills the disk, lets `change` fail, and looks whether the termbase is as it was.
fn on_a_full_disk(change: impl Fn(&mut Work<'_>) -> Result<(), StoreError>) {
    let mut store = Store::in_memory().unwrap();
    let mut work = store.begin(&author("set")).unwrap();
    for step in [
        Step::Set(0, Box::default(), true),
        Step::AddText(0, None),
        Step::ReplaceUnits(0, vec![(0, 0)]),
    ] {
        take(&mut work, &step).unwrap();
    }
    work.commit().unwrap();
    let (before, operation) = (dump(&store), last_operation(&store));
    let pages: i64 = store
        .connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    limit_pages(&store, pages);
    let mut work = store.begin(&author("full")).unwrap();
    let error = change(&mut work).unwrap_err();
    assert!(matches!(error, StoreError::Full), "{error:?}");
    drop(work);
    assert_eq!(dump(&store), before);
    assert_eq!(last_operation(&store), operation);
    limit_pages(&store, 1_000_000);
    let mut work = store.begin(&author("again")).unwrap();
    change(&mut work).unwrap();
    work.commit().unwrap();
}

fn limit_pages(store: &Store, pages: i64) {
    store
        .connection
        .pragma_update(None, "max_page_count", pages)
        .unwrap();
}

#[test]
fn a_text_that_finds_no_room_is_told_and_changes_nothing() {
    let text = new_text(&"合作共赢，绿色发展。\n".repeat(20_000), None);
    on_a_full_disk(|work| work.add_text(&text).map(drop));
}

#[test]
fn candidates_that_find_no_room_are_told_and_change_nothing() {
    let body = "建设“蓝色家园”，发展海洋经济，保护红树林和海草床。".repeat(3);
    let mined = mine(
        &[MinedText {
            name: "a",
            body: &body,
        }],
        &Default::default(),
    );
    let mut candidates: Vec<StoredCandidate> = Vec::new();
    for index in 0..200 {
        for stored in &mined.candidates {
            let mut stored = stored.clone();
            stored.candidate.term.push_str(&index.to_string());
            candidates.push(stored);
        }
    }
    on_a_full_disk(|work| work.replace_candidates(&candidates, &[1]));
}

#[test]
fn entries_that_find_no_room_are_told_and_change_nothing() {
    on_a_full_disk(|work| {
        (0..5_000).try_for_each(|number| {
            let term = format!("术语{number}");
            let entry = curate::new_concept(&LangTag::chinese(), TermSec::new(&*term));
            work.save_concept(&entry).map(drop)
        })
    });
}

#[test]
fn decisions_that_find_no_room_are_told_and_change_nothing() {
    on_a_full_disk(|work| {
        (0..5_000).try_for_each(|number| {
            let term = format!("术语{number}");
            work.decide(&LangTag::chinese(), &term, Verdict::Rejected, None)
        })
    });
}

#[test]
fn units_that_find_no_room_are_told_and_change_nothing() {
    let (zh, en) = (LangTag::chinese(), LangTag::english());
    let unit = |number: i32| {
        let (source, target) = (format!("第{number}句。"), format!("Sentence {number}."));
        (TranslationUnit::pair((&zh, &source), (&en, &target)), None)
    };
    let units: Vec<_> = (0..5_000).map(unit).collect();
    on_a_full_disk(|work| work.replace_units("b", &units).map(drop));
}
