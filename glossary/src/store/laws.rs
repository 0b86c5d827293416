//! What holds of every sequence of changes, whatever they are.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params, params_from_iter};
use serde_json::{Map, Value};

use super::Store;
use super::schema::Table;
use super::steps::{Step, step, take};
use super::tests::author;
use crate::entry::{
    AdministrativeStatus, ConceptEntry, Context, LangSec, PartOfSpeech, PartialDate, Related,
    Relation, TermSec, TermType, Usage,
};

/// Commands, each with its steps and whether it came to its end.
fn commands() -> impl Strategy<Value = Vec<(Vec<Step>, bool)>> {
    let command = (
        proptest::collection::vec(step(), 1..5),
        prop_oneof![3 => Just(true), 1 => Just(false)],
    );
    proptest::collection::vec(command, 1..8)
}

/// Every row of every table of facts that is in use, by table and uid, whole.
///
/// Revision counters only ever grow, and what is set aside is none of the facts.
pub(super) type Facts = BTreeMap<(String, String), BTreeMap<String, String>>;

pub(super) fn facts(connection: &Connection) -> Facts {
    let mut facts = Facts::new();
    let mut add = |table: &str, sql: &str| {
        let mut statement = connection.prepare(sql).unwrap();
        let names: Vec<String> = statement
            .column_names()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cell = |(index, name): (usize, &String)| {
                (
                    name.clone(),
                    format!("{:?}", row.get_unwrap::<_, Cell>(index)),
                )
            };
            let mut cells: BTreeMap<String, String> = names.iter().enumerate().map(cell).collect();
            cells.remove("rev");
            // Variants have none; no two are alike.
            let whole = || format!("{cells:?}");
            let uid = cells.get("uid").cloned().unwrap_or_else(whole);
            facts.insert((table.to_owned(), uid), cells);
        }
    };
    for table in Table::ALL {
        let name = table.name();
        match table {
            Table::Text | Table::Unit => {
                add(name, &format!("SELECT * FROM {name} WHERE aside IS NULL"));
            }
            _ => add(name, &format!("SELECT * FROM {name}")),
        }
    }
    add(
        "variant",
        "SELECT variant.* FROM variant JOIN unit ON unit.id = unit_id WHERE aside IS NULL",
    );
    facts
}

pub(super) fn dump(store: &Store) -> Vec<u8> {
    let mut out = Vec::new();
    store.read().dump(&mut out).unwrap();
    out
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Cell::Integer(integer),
            None => Cell::Real(number.as_f64().unwrap()),
        },
        Value::String(text) => Cell::Text(text.clone()),
        other => panic!("the log holds {other}"),
    }
}

/// Leads the row `uid` from the logged columns `from` to the logged columns `to`.
fn lead(
    connection: &Connection,
    (table, uid): (&str, &str),
    from: Option<Map<String, Value>>,
    to: Option<Map<String, Value>>,
) {
    let changed = match (from, to) {
        (None, None) => panic!("a change that changes nothing is in the log"),
        (Some(_), None) => connection
            .execute(&format!("DELETE FROM {table} WHERE uid = ?1"), params![uid])
            .unwrap(),
        (None, Some(to)) => {
            let names: Vec<&str> = to.keys().map(String::as_str).collect();
            let marks = vec!["?"; names.len()].join(", ");
            let sql = format!(
                "INSERT INTO {table} ({}) VALUES ({marks})",
                names.join(", ")
            );
            connection
                .execute(&sql, params_from_iter(to.values().map(cell)))
                .unwrap()
        }
        (Some(from), Some(to)) => {
            assert!(
                from.keys().eq(to.keys()),
                "both sides name the same columns"
            );
            let sets: Vec<String> = to.keys().map(|name| format!("{name} = ?")).collect();
            let sql = format!("UPDATE {table} SET {} WHERE uid = ?", sets.join(", "));
            let values = to.values().map(cell);
            let uid = std::iter::once(Cell::Text(uid.to_owned()));
            connection
                .execute(&sql, params_from_iter(values.chain(uid)))
                .unwrap()
        }
    };
    assert_eq!(changed, 1, "{table} {uid}");
}

/// Takes an operation back, or does it once more, by nothing but what the log says of it.
fn replay(connection: &Connection, operation: i64, back: bool) {
    let bulk = |aside: Option<i64>| {
        let sql = "SELECT table_name, first_id, last_id FROM bulk WHERE operation_id = ?1";
        let mut statement = connection.prepare(sql).unwrap();
        let mut rows = statement.query([operation]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let (table, first, last): (String, i64, i64) = row.try_into().unwrap();
            let sql = format!("UPDATE {table} SET aside = ?1 WHERE id BETWEEN ?2 AND ?3");
            connection
                .execute(&sql, params![aside, first, last])
                .unwrap();
        }
    };
    if !back {
        bulk(None);
    }
    let sql = format!(
        "SELECT table_name, uid, before, after FROM change
         WHERE operation_id = ?1 ORDER BY id {}",
        if back { "DESC" } else { "ASC" }
    );
    let mut statement = connection.prepare(&sql).unwrap();
    let mut rows = statement.query([operation]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let json = |index| {
            row.get_unwrap::<_, Option<String>>(index)
                .map(|text| serde_json::from_str(&text).unwrap())
        };
        let (table, uid): (String, String) = (row.get_unwrap(0), row.get_unwrap(1));
        let (before, after) = (json(2), json(3));
        let (from, to) = if back {
            (after, before)
        } else {
            (before, after)
        };
        lead(connection, (&table, &uid), from, to);
    }
    if back {
        bulk(Some(operation));
    }
}

pub(super) fn last_operation(store: &Store) -> Option<i64> {
    let operations = store.read().log(1, None).unwrap();
    operations.first().map(|logged| logged.operation.id)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_log_leads_back_to_what_was_and_forth_again(commands in commands()) {
        let mut store = Store::in_memory().unwrap();
        let mut history = vec![(None, facts(&store.connection))];
        for (steps, finished) in &commands {
            let before = dump(&store);
            let mut work = store.begin(&author("step")).unwrap();
            for step in steps {
                take(&mut work, step).unwrap();
            }
            if *finished {
                work.commit().unwrap();
                let now = facts(&store.connection);
                let operation = last_operation(&store);
                if operation == history.last().unwrap().0 {
                    prop_assert_eq!(&history.last().unwrap().1, &now, "unlogged change");
                } else {
                    history.push((operation, now));
                }
            } else {
                drop(work);
                prop_assert!(dump(&store) == before, "a dropped work left a trace");
                prop_assert_eq!(&facts(&store.connection), &history.last().unwrap().1);
            }
            prop_assert_eq!(last_operation(&store), history.last().unwrap().0);
        }
        for step in history.windows(2).rev() {
            replay(&store.connection, step[1].0.unwrap(), true);
            prop_assert_eq!(&facts(&store.connection), &step[0].1);
        }
        for step in history.windows(2) {
            replay(&store.connection, step[1].0.unwrap(), false);
            prop_assert_eq!(&facts(&store.connection), &step[1].1);
        }
    }

    #[test]
    fn what_is_saved_is_what_is_loaded(first in entry(), second in entry()) {
        let mut store = Store::in_memory().unwrap();
        let mut work = store.begin(&author("set")).unwrap();
        let id = work.save_concept(&first).unwrap();
        let stored = work.read().concept(id).unwrap();
        let uid = stored.uid.clone();
        prop_assert_eq!(&stored, &ConceptEntry { id, uid: uid.clone(), ..first });
        let changed = ConceptEntry { id, uid, ..second };
        prop_assert_eq!(work.save_concept(&changed).unwrap(), id);
        prop_assert_eq!(work.read().concept(id).unwrap(), changed);
    }
}

fn entry() -> impl Strategy<Value = ConceptEntry> {
    let text = || proptest::option::of("\\PC{0,6}|[\u{0}\n\t\"\\\\'😀]{1,3}");
    let date = || {
        let parts = (1900..2100_u16, 1..=12_u8, 1..=28_u8, 0..4_u8);
        parts.prop_map(|(year, month, day, parts)| {
            let date = match parts {
                0 => return None,
                1 => format!("{year}"),
                2 => format!("{year}-{month:02}"),
                _ => format!("{year}-{month:02}-{day:02}"),
            };
            date.parse::<PartialDate>().ok()
        })
    };
    let status = proptest::option::of(proptest::sample::select(AdministrativeStatus::ALL.to_vec()));
    let usage = (status, date(), date(), text()).prop_map(|(status, from, until, source)| Usage {
        status,
        from,
        until,
        source,
    });
    let part_of_speech = proptest::sample::select(PartOfSpeech::ALL.to_vec());
    let usage = proptest::collection::vec(usage, 0..4);
    let pinyin = (text(), "[macb]{0,4}");
    let term_type = proptest::option::of(proptest::sample::select(TermType::ALL.to_vec()));
    let context = ("\\PC{0,6}", text(), text());
    let context = context.prop_map(|(text, translation, source)| Context {
        text,
        translation,
        source,
    });
    let contexts = proptest::collection::vec(context, 0..3);
    let kind = (part_of_speech, term_type);
    let term = (pinyin, kind, any::<bool>(), usage, text(), contexts);
    let term = term.prop_map(
        |((pinyin, doubt), (part_of_speech, term_type), forbidden, usage, note, contexts)| {
            TermSec {
                text: String::new(),
                pinyin,
                doubt: doubt.parse().unwrap(),
                part_of_speech,
                term_type,
                forbidden,
                usage,
                note,
                contexts,
            }
        },
    );
    let terms = proptest::collection::btree_map("\\PC{1,5}", term, 1..4).prop_map(|terms| {
        let named = |(text, term)| TermSec { text, ..term };
        terms.into_iter().map(named).collect::<Vec<_>>()
    });
    let tags = ["zh-CN", "zh-TW", "en", "fr"].to_vec();
    let section = (
        proptest::sample::subsequence(tags, 1..=4).prop_shuffle(),
        terms,
    );
    let sections = section.prop_map(|(tags, terms)| {
        let section = |tag: &str| LangSec {
            lang: tag.parse().unwrap(),
            terms: terms.clone(),
        };
        tags.into_iter().map(section).collect::<Vec<_>>()
    });
    let relation = proptest::sample::select(Relation::ALL.to_vec());
    let related = (relation, "[0-9a-f]{4}").prop_map(|(relation, uid)| Related { relation, uid });
    let related = proptest::collection::vec(related, 0..3);
    let known = (text(), text(), text(), text(), text(), text());
    (known, any::<bool>(), related, sections).prop_map(
        |(known, do_not_translate, related, languages)| {
            let (subject, definition, note, customer, project, approved_by) = known;
            ConceptEntry {
                id: 0,
                uid: String::new(),
                subject,
                definition,
                note,
                customer,
                project,
                do_not_translate,
                approved_by,
                related,
                languages,
            }
        },
    )
}
