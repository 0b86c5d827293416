//! What holds of undo and redo, whatever was done before and by whom.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tmx::LangTag;

use super::key::restore_keys;
use super::laws::{Facts, dump, facts};
use super::steps::{Step, step, take};
use super::tests::{author, store};
use super::{Author, Store, UndoError, Verdict, Work};
use crate::curate;
use crate::entry::TermSec;

/// What a person types; numbers choose one of the operations so far.
#[derive(Debug, Clone)]
enum Action {
    Do(Vec<Step>),
    Undo(Option<usize>),
    Redo(Option<usize>),
}

fn actions() -> impl Strategy<Value = Vec<(usize, Action)>> {
    let number = || proptest::option::weighted(0.4, any::<usize>());
    let action = prop_oneof![
        5 => proptest::collection::vec(step(), 1..4).prop_map(Action::Do),
        4 => number().prop_map(Action::Undo),
        3 => number().prop_map(Action::Redo),
    ];
    proptest::collection::vec((0..2_usize, action), 1..16)
}

fn user(number: usize) -> Author {
    Author {
        user: ["mei", "bai"][number].to_owned(),
        ..author("step")
    }
}

/// The rows that an operation changed: as they were before, as they were after.
type Difference = (Facts, Facts);

fn difference(before: &Facts, after: &Facts) -> Difference {
    let other = |one: &Facts, two: &Facts| {
        let changed = |(key, row): &(&(String, String), _)| two.get(*key) != Some(*row);
        let rows = one.iter().filter(changed);
        rows.map(|(key, row)| (key.clone(), row.clone())).collect()
    };
    (other(before, after), other(after, before))
}

/// The facts with the rows of `from` replaced by those of `to`.
fn exchanged(facts: &Facts, from: &Facts, to: &Facts) -> Facts {
    let mut facts = facts.clone();
    facts.retain(|key, _| !from.contains_key(key));
    facts.extend(to.iter().map(|(key, row)| (key.clone(), row.clone())));
    facts
}

fn newest(store: &Store) -> i64 {
    let log = store.read().log(1, None).unwrap();
    log.first().map_or(0, |logged| logged.operation.id)
}

/// The keys by which terms are found.
fn keys(store: &Store) -> BTreeSet<(i64, String, i64)> {
    let sql = "SELECT kind, key, term_id FROM term_key WHERE term_id > 0";
    let mut statement = store.connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.try_into()).unwrap();
    rows.map(Result::unwrap).collect()
}

/// The keys as they are made of all terms.
fn keys_made_anew(store: &mut Store) -> BTreeSet<(i64, String, i64)> {
    store
        .connection
        .execute("DELETE FROM term_key", [])
        .unwrap();
    restore_keys(&mut store.connection).unwrap();
    keys(store)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn undo_restores_what_was_and_redo_what_was_undone(actions in actions()) {
        let mut store = store();
        let mut done: BTreeMap<i64, Difference> = BTreeMap::new();
        for (who, action) in &actions {
            let (before, bytes, last) = (facts(&store.connection), dump(&store), newest(&store));
            let chosen = |number: &Option<usize>| {
                number.map(|number| i64::try_from(number % 20).unwrap())
            };
            let mut work = store.begin(&user(*who)).unwrap();
            let (result, back) = match action {
                Action::Do(steps) => {
                    for step in steps {
                        take(&mut work, step).unwrap();
                    }
                    work.commit().unwrap();
                    if newest(&store) > last {
                        let now = facts(&store.connection);
                        done.insert(last + 1, difference(&before, &now));
                    }
                    continue;
                }
                Action::Undo(number) => (work.undo(chosen(number)), true),
                Action::Redo(number) => (work.redo(chosen(number)), false),
            };
            match result {
                Err(error) => {
                    drop(work);
                    prop_assert_eq!(&facts(&store.connection), &before, "{}", error);
                    prop_assert!(dump(&store) == bytes);
                    prop_assert_eq!(newest(&store), last);
                    match error {
                        UndoError::Store(error) => panic!("{error}"),
                        UndoError::Changed { by, .. } => prop_assert!(by.id <= last),
                        _ => {}
                    }
                }
                Ok(operation) => {
                    work.commit().unwrap();
                    prop_assert_eq!(newest(&store), last + 1);
                    let (was, is) = &done[&operation.id];
                    let (from, to) = if back { (is, was) } else { (was, is) };
                    let now = facts(&store.connection);
                    prop_assert_eq!(&now, &exchanged(&before, from, to));
                    // And the other way at once, which leads to the same bytes.
                    let mut work = store.begin(&user(*who)).unwrap();
                    let again = match back {
                        true => work.redo(None),
                        false => work.undo(None),
                    };
                    prop_assert_eq!(again.unwrap().id, operation.id);
                    work.commit().unwrap();
                    prop_assert!(dump(&store) == bytes);
                }
            }
        }
        prop_assert_eq!(keys(&store), keys_made_anew(&mut store));
    }

    #[test]
    fn undo_again_and_again_leads_back_to_nothing(
        commands in proptest::collection::vec(proptest::collection::vec(step(), 1..4), 1..8)
    ) {
        let mut store = store();
        let mut states = vec![dump(&store)];
        for steps in &commands {
            let last = newest(&store);
            let mut work = store.begin(&author("step")).unwrap();
            for step in steps {
                take(&mut work, step).unwrap();
            }
            work.commit().unwrap();
            if newest(&store) > last {
                states.push(dump(&store));
            }
        }
        for state in states.iter().rev().skip(1) {
            let mut work = store.begin(&author("undo")).unwrap();
            work.undo(None).unwrap();
            work.commit().unwrap();
            prop_assert!(&dump(&store) == state);
        }
        for state in states.iter().skip(1) {
            let mut work = store.begin(&author("redo")).unwrap();
            work.redo(None).unwrap();
            work.commit().unwrap();
            prop_assert!(&dump(&store) == state);
        }
    }
}

fn decide(store: &mut Store, author: &Author, term: &str, verdict: Verdict) {
    let mut work = store.begin(author).unwrap();
    let zh = LangTag::chinese();
    work.decide(&zh, term, verdict, None).unwrap();
    work.commit().unwrap();
}

#[test]
fn undo_takes_back_what_the_same_user_did_last() {
    let mut store = store();
    decide(&mut store, &user(0), "蓝碳", Verdict::Later);
    decide(&mut store, &user(1), "红树林", Verdict::Later);
    let mut work = store.begin(&user(0)).unwrap();
    assert_eq!(work.undo(None).unwrap().id, 1);
    assert!(matches!(work.undo(None), Err(UndoError::Nothing(user)) if user == "mei"));
}

#[test]
fn a_number_reaches_what_anybody_did() {
    let mut store = store();
    decide(&mut store, &user(1), "蓝碳", Verdict::Later);
    let mut work = store.begin(&user(0)).unwrap();
    assert_eq!(work.undo(Some(1)).unwrap().user, "bai");
    work.commit().unwrap();
    let mut work = store.begin(&user(0)).unwrap();
    assert!(matches!(work.undo(Some(1)), Err(UndoError::Undone(1, 2))));
    assert!(matches!(
        work.undo(Some(2)),
        Err(UndoError::NotAChange(2, 1))
    ));
    assert!(matches!(work.undo(Some(3)), Err(UndoError::Unknown(3))));
}

#[test]
fn what_was_changed_since_by_something_that_stands_is_not_taken_back() {
    let mut store = store();
    let mei = user(0);
    decide(&mut store, &mei, "蓝碳", Verdict::Later);
    decide(&mut store, &mei, "红树林", Verdict::Later);
    decide(&mut store, &user(1), "蓝碳", Verdict::Rejected);
    let mut work = store.begin(&mei).unwrap();
    let error = work.undo(Some(1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the decision on 蓝碳 was changed since, by operation #3"
    );
    assert_eq!(work.undo(Some(2)).unwrap().id, 2);
    work.commit().unwrap();
    for number in [3, 1] {
        let mut work = store.begin(&mei).unwrap();
        work.undo(Some(number)).unwrap();
        work.commit().unwrap();
    }
    let zh = LangTag::chinese();
    assert!(store.read().decisions(&zh).unwrap().is_empty());
}

#[test]
fn what_went_out_of_use_with_others_is_not_changed_by_a_redo() {
    let mut store = store();
    let mut step = |change: &dyn Fn(&mut Work<'_>) -> Result<(), UndoError>| {
        let mut work = store.begin(&author("step")).unwrap();
        let done = change(&mut work);
        done.inspect(|()| work.commit().unwrap())
    };
    let add = |work: &mut Work<'_>| Ok(take(work, &Step::AddText(0, None))?);
    let forget = |work: &mut Work<'_>| Ok(take(work, &Step::ForgetText(0))?);
    step(&add).unwrap();
    step(&forget).unwrap();
    step(&|work| work.undo(Some(2)).map(drop)).unwrap();
    step(&|work| work.undo(Some(1)).map(drop)).unwrap();
    let error = step(&|work| work.redo(Some(2)).map(drop)).unwrap_err();
    assert!(matches!(error, UndoError::Changed { by, .. } if by.id == 4));
    step(&|work| work.redo(Some(1)).map(drop)).unwrap();
    step(&|work| work.redo(Some(2)).map(drop)).unwrap();
}

#[test]
fn an_entry_comes_back_under_its_own_number_whatever_was_added_since() {
    let mut store = store();
    let zh = LangTag::chinese();
    let add = |store: &mut Store, term: &str| {
        let mut work = store.begin(&author("set")).unwrap();
        let entry = curate::new_concept(&zh, TermSec::new(term));
        let id = work.save_concept(&entry).unwrap();
        work.commit().unwrap();
        id
    };
    assert_eq!(add(&mut store, "蓝碳"), 1);
    let mut work = store.begin(&author("delete")).unwrap();
    work.delete_concept(1).unwrap();
    work.commit().unwrap();
    assert_eq!(add(&mut store, "红树林"), 2);
    let mut work = store.begin(&author("undo")).unwrap();
    work.undo(Some(2)).unwrap();
    assert_eq!(work.read().concepts_of(&zh, "蓝碳").unwrap(), [1]);
    assert_eq!(work.read().find("蓝", 9).unwrap().len(), 1);
}

#[test]
fn what_was_done_under_an_older_schema_stays() {
    let mut store = store();
    decide(&mut store, &user(0), "蓝碳", Verdict::Later);
    let older = "UPDATE operation SET version = version - 1";
    store.connection.execute(older, []).unwrap();
    let mut work = store.begin(&user(0)).unwrap();
    assert!(matches!(
        work.undo(None),
        Err(UndoError::BeforeMigration(1))
    ));
    assert!(!work.has_changes());
}

#[test]
fn a_row_that_is_not_as_the_log_left_it_is_told_as_damage() {
    let mut store = store();
    decide(&mut store, &user(0), "蓝碳", Verdict::Later);
    let outside = "UPDATE decision SET verdict = 'rejected'";
    store.connection.execute(outside, []).unwrap();
    let mut work = store.begin(&user(0)).unwrap();
    let error = work.undo(None).unwrap_err();
    assert!(error.to_string().contains("damaged"), "{error}");
}
