//! What holds of every sequence of changes, whatever they are.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params, params_from_iter};
use serde_json::{Map, Value};
use tmx::{LangTag, TranslationUnit};

use super::schema::Table;
use super::tests::author;
use super::{Added, NewText, Store, StoreError, StoredCandidate, Verdict, Work};
use crate::curate::{self, Edit};
use crate::entry::{
    AdministrativeStatus, ConceptEntry, Context, LangSec, PartOfSpeech, PartialDate, Related,
    Relation, TermSec, TermType, Usage,
};
use crate::mine::{MinedText, mine};
use crate::sync::{Base, Side, Way, plan};

const TERMS: [&str; 5] = ["蓝碳", "红树林", "中国－东盟论坛", "中国-东盟论坛", "窗口"];
const ENGLISH: [&str; 4] = ["blue carbon", "Blue Carbon", "mangrove", "it’s “so”\t\\ 1"];
const SENTENCES: [&str; 4] = ["你好。", "谢谢。", "再见。", "海洋很大。"];

/// One thing a command does.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Set(usize, Box<Edit>, bool),
    Relate(usize, usize, Relation),
    Decide(usize, Verdict, Option<String>),
    Withdraw(usize),
    Delete(usize),
    AddText(usize, Option<String>),
    ForgetText(usize),
    ReplaceUnits(usize, Vec<(usize, usize)>),
    /// Taken over from a termbase in which these steps were done; with the flag also what it lacks
    /// is removed.
    Sync(Vec<Step>, bool),
}

fn edit() -> impl Strategy<Value = Edit> {
    let dates = prop_oneof![Just("2012"), Just("2015-03"), Just("2020-02-29")];
    let status = proptest::sample::select(AdministrativeStatus::ALL.to_vec());
    (
        proptest::sample::subsequence(ENGLISH.to_vec(), 0..=2),
        proptest::option::of(status),
        proptest::option::of(dates),
        proptest::option::of(prop_oneof![Just(""), Just("lán tàn")]),
        proptest::option::of(prop_oneof![Just(""), Just("Charter"), Just("宪章\n2")]),
        any::<Option<bool>>(),
    )
        .prop_map(|(english, status, from, pinyin, said, forbidden)| Edit {
            equivalents: english.into_iter().map(str::to_owned).collect(),
            status,
            from: from.and_then(|date| date.parse().ok()),
            pinyin: pinyin.map(str::to_owned),
            source: said.map(str::to_owned),
            note: said.map(str::to_owned),
            forbidden,
            variants: pinyin.map(str::to_owned).into_iter().collect(),
            term_type: forbidden.map(|_| TermType::ShortForm),
            context: said.map(|text| Context {
                text: text.to_owned(),
                translation: pinyin.map(str::to_owned),
                source: None,
            }),
            customer: said.map(str::to_owned),
            project: pinyin.map(str::to_owned),
            do_not_translate: forbidden,
            approved_by: said.map(str::to_owned),
            ..Edit::default()
        })
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let other = proptest::collection::vec(step_here(), 1..5);
    prop_oneof![
        12 => step_here(),
        2 => (other, any::<bool>()).prop_map(|(steps, removes)| Step::Sync(steps, removes)),
    ]
}

fn step_here() -> impl Strategy<Value = Step> {
    let verdict = prop_oneof![
        Just(Verdict::Accepted),
        Just(Verdict::Rejected),
        Just(Verdict::Later)
    ];
    let words = proptest::option::of("[a-z\u{0}\"' 的]{0,4}");
    let pairs = proptest::collection::vec((0..SENTENCES.len(), 0..ENGLISH.len()), 0..4);
    let term = 0..TERMS.len();
    prop_oneof![
        4 => (term.clone(), edit(), any::<bool>())
            .prop_map(|(term, edit, new)| Step::Set(term, Box::new(edit), new)),
        2 => (term.clone(), term.clone(), proptest::sample::select(Relation::ALL.to_vec()))
            .prop_map(|(term, other, relation)| Step::Relate(term, other, relation)),
        2 => (term.clone(), verdict, words.clone())
            .prop_map(|(term, verdict, reason)| Step::Decide(term, verdict, reason)),
        1 => term.clone().prop_map(Step::Withdraw),
        2 => term.prop_map(Step::Delete),
        2 => (0..SENTENCES.len(), words).prop_map(|(text, source)| Step::AddText(text, source)),
        2 => (0..SENTENCES.len()).prop_map(Step::ForgetText),
        2 => (0..2_usize, pairs).prop_map(|(origin, pairs)| Step::ReplaceUnits(origin, pairs)),
    ]
}

/// Commands, each with its steps and whether it came to its end.
fn commands() -> impl Strategy<Value = Vec<(Vec<Step>, bool)>> {
    let command = (
        proptest::collection::vec(step(), 1..5),
        prop_oneof![3 => Just(true), 1 => Just(false)],
    );
    proptest::collection::vec(command, 1..8)
}

fn new_text(body: &str, source: Option<String>) -> NewText {
    let repaired = crate::text::repair(body);
    NewText {
        name: format!("{source:?}.txt"),
        lang: LangTag::chinese(),
        encoding: "UTF-8".to_owned(),
        source,
        date: None,
        raw_hash: crate::text::content_hash(body),
        body: repaired.body,
        map: repaired.map,
        landmarks: crate::text::Landmarks::default(),
        report: repaired.report,
    }
}

fn units(pairs: &[(usize, usize)]) -> Vec<(TranslationUnit, Option<f64>)> {
    let (zh, en) = (LangTag::chinese(), LangTag::english());
    let unit = |&(source, target): &(usize, usize)| {
        let unit = TranslationUnit::pair((&zh, SENTENCES[source]), (&en, ENGLISH[target]));
        (unit, Some(0.1 + 0.2 * source as f64))
    };
    pairs.iter().map(unit).collect()
}

pub(super) fn take(work: &mut Work<'_>, step: &Step) -> Result<(), StoreError> {
    let (zh, en) = (LangTag::chinese(), LangTag::english());
    match step {
        Step::Set(term, edit, new) => {
            let term = TERMS[*term];
            let known = work.read().concepts_of(&zh, term)?.first().copied();
            let mut entry = match known.filter(|_| !new) {
                Some(id) => work.read().concept(id)?,
                None => {
                    let generated = TermSec {
                        pinyin: Some("làn tàn".to_owned()),
                        doubt: "bm".parse().unwrap(),
                        ..TermSec::new(term)
                    };
                    curate::new_concept(&zh, generated)
                }
            };
            curate::apply(&mut entry, term, &zh, &en, edit);
            work.save_concept(&entry)?;
        }
        Step::Relate(term, other, relation) => {
            let known = |term: &usize| work.read().concepts_of(&zh, TERMS[*term]);
            if let (Some(id), Some(other)) = (known(term)?.first(), known(other)?.last()) {
                let mut entry = work.read().concept(*id)?;
                let edit = Edit {
                    related: vec![Related {
                        relation: *relation,
                        uid: work.read().concept(*other)?.uid,
                    }],
                    ..Edit::default()
                };
                curate::apply(&mut entry, TERMS[*term], &zh, &en, &edit);
                work.save_concept(&entry)?;
            }
        }
        Step::Decide(term, verdict, reason) => {
            work.decide(&zh, TERMS[*term], *verdict, reason.as_deref())?;
        }
        Step::Withdraw(term) => work.withdraw_decision(&zh, TERMS[*term])?,
        Step::Delete(term) => {
            for id in work.read().concepts_of(&zh, TERMS[*term])? {
                work.delete_concept(id)?;
            }
        }
        Step::AddText(text, source) => {
            work.add_text(&new_text(SENTENCES[*text], source.clone()))?;
        }
        Step::ForgetText(text) => {
            // Adding tells the number of a text that is there; forgetting it twice is no step.
            let text = new_text(SENTENCES[*text], None);
            if let Added::Known { id, .. } = work.add_text(&text)? {
                work.forget_text(id)?;
            }
        }
        Step::ReplaceUnits(origin, pairs) => {
            work.replace_units(["a", "b"][*origin], &units(pairs))?;
        }
        Step::Sync(steps, removes) => {
            let mut other = Store::in_memory()?;
            let mut there = other.begin(&author("step"))?;
            for step in steps {
                take(&mut there, step)?;
            }
            let (mine, theirs) = (work.read().facts()?, there.read().facts()?);
            let things = mine.iter();
            let base: Base = things
                .map(|(key, thing)| (key.clone(), thing.fields.clone()))
                .collect();
            let base = removes.then_some(&base);
            let plan = plan(base, &mine, &theirs, Some(Side::Theirs), Way::Pull);
            work.put_all(&plan.mine, &mine, |key| {
                there.read().line_of(key.kind, &theirs[key].uid)
            })?;
        }
    }
    Ok(())
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

fn last_operation(store: &Store) -> Option<i64> {
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
