//! What holds of two termbases that are brought together, whatever was done in each.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::laws::dump;
use super::steps::{Step, step, take};
use super::tests::{author, store};
use super::{Peer, Store, StoreError, Work};
use crate::sync::{Base, Dump, Facts, Key, Kind, Plan, Side, Way, plan};

/// What a termbase is known by; each of a test is another one.
fn peer(name: &str, store: &Work<'_>) -> Peer {
    let reader = store.read();
    Peer {
        name: name.to_owned(),
        identity: Some(name.to_owned()),
        point: Some(reader.log_point().unwrap()),
    }
}

/// Brings two termbases together as the command does.
pub(super) fn sync(mine: &mut Store, theirs: &mut Store, decided: Option<Side>, way: Way) -> Plan {
    let (by, by_other) = (author("sync"), author("sync"));
    let mut here = mine.begin(&by).unwrap();
    let mut there = theirs.begin(&by_other).unwrap();
    let base = here.common_with(there.read(), &peer("b", &there)).unwrap();
    let (ours, others) = (here.read().facts().unwrap(), there.read().facts().unwrap());
    let plan = plan(base.as_ref(), &ours, &others, decided, way);
    let line = |reader: super::Reader<'_>, facts: &Facts, key: &Key| {
        reader.line_of(key.kind, &facts[key].uid)
    };
    // Read before they are written, since one may remove what the other needs.
    let for_there: Vec<(Key, Value)> =
        lines(&plan.theirs, &ours, |key| line(here.read(), &ours, key));
    here.put_all(&plan.mine, &ours, |key| line(there.read(), &others, key))
        .unwrap();
    there
        .put_all(&plan.theirs, &others, |key| {
            let found = for_there.iter().find(|(known, _)| known == key);
            Ok::<_, StoreError>(found.unwrap().1.clone())
        })
        .unwrap();
    let (at_there, at_here) = (peer("b", &there), peer("a", &here));
    if way == Way::Both {
        there.set_base_with(&at_here, &plan.base).unwrap();
    }
    here.set_base_with(&at_there, &plan.base).unwrap();
    there.commit().unwrap();
    here.commit().unwrap();
    plan
}

fn lines(
    changes: &[(Key, Option<crate::sync::Fields>)],
    facts: &Facts,
    mut line: impl FnMut(&Key) -> Result<Value, StoreError>,
) -> Vec<(Key, Value)> {
    let added = changes.iter().filter(|(_, fields)| fields.is_some());
    let added = added.filter(|(key, _)| facts.contains_key(key));
    added
        .map(|(key, _)| (key.clone(), line(key).unwrap()))
        .collect()
}

fn run(store: &mut Store, commands: &[Vec<Step>]) {
    for steps in commands {
        let mut work = store.begin(&author("step")).unwrap();
        for step in steps {
            take(&mut work, step).unwrap();
        }
        work.commit().unwrap();
    }
}

fn commands() -> impl Strategy<Value = Vec<Vec<Step>>> {
    proptest::collection::vec(proptest::collection::vec(step(), 1..4), 0..5)
}

/// What is compared, by lines of a dump: all of entries and decisions; of texts and units that
/// they are there, since each side has its own names of files.
fn compared(store: &Store) -> Vec<String> {
    let text = String::from_utf8(dump(store)).unwrap();
    let mut lines: Vec<String> = Vec::new();
    for (key, thing) in Dump::read(text.as_bytes()).unwrap().facts() {
        lines.push(format!("{key:?} {:?}", thing.fields));
    }
    let whole =
        |line: &&str| line.contains("\"kind\":\"entry\"") || line.contains("\"kind\":\"decision\"");
    lines.extend(text.lines().filter(whole).map(str::to_owned));
    lines
}

fn load(text: &[u8]) -> Store {
    let mut store = store();
    let mut work = store.begin(&author("load")).unwrap();
    for ((kind, _), line) in Dump::read(text).unwrap().things {
        work.put_line(kind, &line).unwrap();
    }
    work.commit().unwrap();
    store
}

/// What one side said and neither side says any more, nor a conflict.
fn lost(base: &Base, side: &Facts, after: &Facts, plan: &Plan) -> Vec<String> {
    let mut lost = Vec::new();
    for (key, thing) in side {
        for (field, value) in &thing.fields {
            let old = base.get(key).and_then(|fields| fields.get(field));
            let now = after.get(key).and_then(|thing| thing.fields.get(field));
            let listed = plan.conflicts.iter().any(|it| it.key == *key);
            let is_order = field.to_string() == "order of terms";
            if old != Some(value) && now != Some(value) && !listed && !is_order {
                lost.push(format!("{key:?} {field}: {value} became {now:?}"));
            }
        }
    }
    lost
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_was_dumped_is_loaded_as_it_was(commands in commands()) {
        let mut first = store();
        run(&mut first, &commands);
        let text = dump(&first);
        let second = load(&text);
        prop_assert_eq!(String::from_utf8(dump(&second)).unwrap(), String::from_utf8(text).unwrap());
    }

    #[test]
    fn both_sides_end_alike_and_nothing_is_lost(
        before in commands(), here in commands(), there in commands(), pulls in any::<bool>()
    ) {
        let (mut mine, mut theirs) = (store(), store());
        run(&mut mine, &before);
        sync(&mut mine, &mut theirs, None, Way::Both);
        prop_assert_eq!(compared(&mine), compared(&theirs));
        let base: Base = mine.read().facts().unwrap().into_iter().map(|(key, it)| (key, it.fields)).collect();
        run(&mut mine, &here);
        run(&mut theirs, &there);
        let (ours, others) = (mine.read().facts().unwrap(), theirs.read().facts().unwrap());
        if pulls {
            let untouched = dump(&theirs);
            sync(&mut mine, &mut theirs, None, Way::Pull);
            prop_assert!(dump(&theirs) == untouched);
        }
        let done = sync(&mut mine, &mut theirs, None, Way::Both);
        let after = mine.read().facts().unwrap();
        prop_assert_eq!(lost(&base, &ours, &after, &done), [""; 0]);
        let after = theirs.read().facts().unwrap();
        prop_assert_eq!(lost(&base, &others, &after, &done), [""; 0]);
        // What one side removed and the other left alone is gone.
        for key in base.keys() {
            let untouched = |facts: &Facts| facts.get(key).map(|it| &it.fields) == base.get(key);
            if (!ours.contains_key(key) && untouched(&others)) || (!others.contains_key(key) && untouched(&ours)) {
                prop_assert!(!after.contains_key(key), "{:?} came back", key);
            }
        }
        if done.conflicts.is_empty() {
            prop_assert_eq!(compared(&mine), compared(&theirs));
        }
        let (one, two) = (dump(&mine), dump(&theirs));
        let again = sync(&mut mine, &mut theirs, None, Way::Both);
        // The term that an entry is told by may have become another one.
        let what = |plan: &Plan| -> Vec<_> {
            plan.conflicts.iter().map(|it| (it.key.clone(), it.conflict.clone())).collect()
        };
        prop_assert_eq!(what(&again), what(&done));
        prop_assert!(dump(&mine) == one && dump(&theirs) == two);
        sync(&mut mine, &mut theirs, Some(Side::Theirs), Way::Both);
        prop_assert_eq!(compared(&mine), compared(&theirs));
    }

    #[test]
    fn the_log_tells_what_was_at_every_time(commands in commands()) {
        let mut store = store();
        let mut states = vec![(0, Facts::new())];
        for steps in &commands {
            run(&mut store, std::slice::from_ref(steps));
            let point = store.read().log_point().unwrap();
            states.push((point.operation, store.read().facts().unwrap()));
            // What is undone and done again leads back as well.
            for back in [true, false] {
                let mut work = store.begin(&author("undo")).unwrap();
                let done = if back { work.undo(None) } else { work.redo(None) };
                if done.is_ok() {
                    work.commit().unwrap();
                    let point = store.read().log_point().unwrap();
                    states.push((point.operation, store.read().facts().unwrap()));
                }
            }
        }
        let now = dump(&store);
        let mut work = store.begin(&author("sync")).unwrap();
        for (operation, facts) in &states {
            let then = work.facts_at(*operation).unwrap();
            prop_assert_eq!(then.as_ref(), Some(facts));
        }
        prop_assert!(!work.has_changes());
        work.commit().unwrap();
        prop_assert!(dump(&store) == now);
    }
}

#[test]
fn a_copy_that_went_its_own_way_is_compared_with_what_it_was() {
    let mut mine = store();
    run(
        &mut mine,
        &[vec![Step::Decide(0, super::Verdict::Later, None)]],
    );
    let before = mine.read().facts().unwrap();
    let last = mine.read().log_point().unwrap().operation;
    run(
        &mut mine,
        &[vec![Step::Withdraw(0)], vec![Step::AddText(0, None)]],
    );
    let mut work = mine.begin(&author("sync")).unwrap();
    assert_eq!(work.facts_at(last).unwrap(), Some(before));
    assert!(!work.has_changes());
}

#[test]
fn units_that_begin_alike_stay_two() {
    let (mut mine, mut theirs) = (store(), store());
    run(&mut mine, &[vec![Step::ReplaceUnits(0, vec![(0, 0)])]]);
    run(&mut theirs, &[vec![Step::ReplaceUnits(0, vec![(0, 2)])]]);
    let done = sync(&mut mine, &mut theirs, None, Way::Both);
    assert!(done.conflicts.is_empty());
    for store in [&mine, &theirs] {
        let facts = store.read().facts().unwrap();
        assert_eq!(facts.keys().filter(|key| key.kind == Kind::Unit).count(), 2);
        let uids: BTreeSet<String> = facts.into_values().map(|it| it.uid).collect();
        assert_eq!(uids.len(), 2);
    }
    let again = sync(&mut mine, &mut theirs, None, Way::Both);
    assert!(again.mine.is_empty() && again.theirs.is_empty());
}
