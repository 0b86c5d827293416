//! What was done to one entry, or decided on one term, in words.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::Serialize;
use serde_json::{Map, Value};

use super::operation::operation;
use super::schema::Table;
use super::{Operation, Reader, StoreError};

/// What one operation did to a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The operation.
    #[serde(flatten)]
    pub operation: Operation,
    /// The operation that took it back and was not taken back itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone_by: Option<i64>,
    /// What it did, in words: `added blue carbon; blue carbon: status preferred`.
    pub what: String,
}

/// Columns of rows by name.
type Row = Map<String, Value>;

/// A row of the log.
struct Entry {
    id: i64,
    operation: Operation,
    table: Table,
    uid: String,
    before: Option<Row>,
    after: Option<Row>,
}

/// Columns of a concept that are told.
const CONCEPT: [&str; 8] = [
    "subject",
    "definition",
    "note",
    "customer",
    "project",
    "do_not_translate",
    "approved_by",
    "related",
];

/// What an equivalent or period is known by, after its row is gone or only partly there.
#[derive(Default)]
struct Names {
    /// Texts of terms by the number of the row.
    terms: BTreeMap<i64, String>,
    /// Numbers of terms by the uid of a term or period.
    rows: BTreeMap<String, i64>,
}

impl Reader<'_> {
    /// What was done to the things with the given uids and to all that is part of them, oldest
    /// first.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn events(&self, owners: &[String]) -> Result<Vec<Event>, StoreError> {
        let mut entries = Vec::new();
        for owner in owners {
            self.read_log(owner, &mut entries)?;
        }
        entries.sort_by_key(|entry| entry.id);
        let undone = self.undone()?;
        let mut names = Names::default();
        let mut events: Vec<(Operation, Vec<String>)> = Vec::new();
        for entry in entries {
            names.learn(&entry);
            let words = names.words(&entry);
            match events.last_mut() {
                Some((operation, told)) if operation.id == entry.operation.id => told.extend(words),
                _ => events.push((entry.operation, words)),
            }
        }
        let event = |(operation, mut told): (Operation, Vec<String>)| {
            told.dedup();
            Event {
                undone_by: undone.get(&operation.id).copied(),
                what: told.join("; "),
                operation,
            }
        };
        Ok(events.into_iter().map(event).collect())
    }

    fn read_log(&self, owner: &str, entries: &mut Vec<Entry>) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT operation.id, operation.at, operation.user, operation.command,
                    operation.undoes, change.id, change.table_name, change.uid,
                    change.before, change.after
             FROM change JOIN operation ON operation.id = change.operation_id
             WHERE change.owner = ?1 ORDER BY change.id",
        )?;
        let mut rows = statement.query(params![owner])?;
        while let Some(row) = rows.next()? {
            let json = |text: Option<String>| -> Result<Option<Row>, StoreError> {
                Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
            };
            entries.push(Entry {
                operation: operation(row)?,
                id: row.get(5)?,
                table: Table::named(row.get_ref(6)?.as_str().unwrap_or_default())?,
                uid: row.get(7)?,
                before: json(row.get(8)?)?,
                after: json(row.get(9)?)?,
            });
        }
        Ok(())
    }
}

impl Names {
    fn learn(&mut self, entry: &Entry) {
        let number = |name: &str| {
            let rows = [&entry.after, &entry.before];
            let mut values = rows.into_iter().flatten().filter_map(|row| row.get(name));
            values.find_map(Value::as_i64)
        };
        match entry.table {
            Table::Term => {
                if let Some(id) = number("id") {
                    self.rows.insert(entry.uid.clone(), id);
                    let text = text_of(&entry.after, "text").or(text_of(&entry.before, "text"));
                    self.terms.extend(text.map(|text| (id, text.to_owned())));
                }
            }
            Table::Usage => {
                if let Some(term) = number("term_id") {
                    self.rows.insert(entry.uid.clone(), term);
                }
            }
            _ => {}
        }
    }

    fn term(&self, uid: &str) -> &str {
        let id = self.rows.get(uid);
        id.and_then(|id| self.terms.get(id))
            .map_or("?", String::as_str)
    }

    /// What a row of the log says, as phrases.
    fn words(&self, entry: &Entry) -> Vec<String> {
        let term = || self.term(&entry.uid);
        match (entry.table, &entry.before, &entry.after) {
            (Table::Concept, None, Some(after)) => {
                let mut words = vec!["created".to_owned()];
                words.extend(fields(after, &CONCEPT, false));
                words
            }
            (Table::Concept, Some(_), None) => vec!["deleted".to_owned()],
            (Table::Concept, Some(_), Some(after)) => fields(after, &CONCEPT, true),
            (Table::Term, None, Some(_)) => vec![format!("added {}", term())],
            (Table::Term, Some(_), None) => vec![format!("removed {}", term())],
            (Table::Term, Some(_), Some(after)) => {
                let shown = [
                    "pinyin",
                    "part_of_speech",
                    "term_type",
                    "forbidden",
                    "note",
                    "contexts",
                ];
                about(term(), fields(after, &shown, true))
            }
            (Table::Usage, before, Some(after)) => {
                let shown = ["status", "since", "until", "source"];
                about(term(), fields(after, &shown, before.is_some()))
            }
            (Table::Decision, _, Some(after)) => {
                let mut words: Vec<String> = Vec::new();
                words.extend(
                    text_of(&entry.after, "verdict").map(|verdict| match verdict {
                        "later" => "put off".to_owned(),
                        verdict => verdict.to_owned(),
                    }),
                );
                words.extend(fields(after, &["reason"], false));
                words
            }
            (Table::Decision, Some(_), None) => vec!["decision taken back".to_owned()],
            _ => Vec::new(),
        }
    }
}

/// `name value` for the columns that are named; `no name` for empty ones, if these are told.
fn fields(row: &Row, names: &[&str], tells_empty: bool) -> Vec<String> {
    let told = names.iter().filter_map(|&name| {
        let shown = match name {
            "part_of_speech" => "part of speech",
            "since" => "from",
            "term_type" => "type",
            "do_not_translate" => "not to be translated",
            "approved_by" => "approved by",
            name => name,
        };
        match row.get(name)? {
            Value::String(list) if matches!(name, "contexts" | "related") => {
                let noun = if name == "related" {
                    "relations"
                } else {
                    shown
                };
                match list.as_str() {
                    "[]" if tells_empty => Some(format!("no {noun}")),
                    "[]" => None,
                    _ => Some(noun.to_owned()),
                }
            }
            Value::Number(flag) if name == "do_not_translate" && flag.as_i64() == Some(0) => {
                tells_empty.then(|| "to be translated".to_owned())
            }
            Value::Null if tells_empty => Some(format!("no {shown}")),
            Value::Null => None,
            Value::Number(flag) if flag.as_i64() == Some(0) => Some("allowed".to_owned()),
            Value::Number(_) => Some(shown.to_owned()),
            value => Some(format!("{shown} {}", value.as_str().unwrap_or_default())),
        }
    });
    told.collect()
}

fn about(term: &str, fields: Vec<String>) -> Vec<String> {
    match fields.is_empty() {
        true => Vec::new(),
        false => vec![format!("{term}: {}", fields.join(", "))],
    }
}

fn text_of<'r>(row: &'r Option<Row>, name: &str) -> Option<&'r str> {
    row.as_ref()?.get(name)?.as_str()
}

#[cfg(test)]
mod tests {
    use tmx::LangTag;

    use super::super::tests::{author, store};
    use super::super::{Store, Verdict, Work};
    use crate::curate::{self, Edit};
    use crate::entry::{AdministrativeStatus, TermSec};

    fn step(store: &mut Store, change: impl FnOnce(&mut Work<'_>)) {
        let mut work = store.begin(&author("step")).unwrap();
        change(&mut work);
        work.commit().unwrap();
    }

    fn set(work: &mut Work<'_>, edit: Edit) {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let known = work.read().concepts_of(&zh, "蓝碳").unwrap();
        let mut entry = match known.first() {
            Some(id) => work.read().concept(*id).unwrap(),
            None => curate::new_concept(&zh, TermSec::new("蓝碳")),
        };
        curate::apply(&mut entry, "蓝碳", &zh, &en, &edit);
        work.save_concept(&entry).unwrap();
    }

    #[test]
    fn the_history_of_an_entry_tells_what_was_done_in_order() {
        let mut store = store();
        let zh = LangTag::chinese();
        step(&mut store, |work| {
            set(work, Edit::default());
            work.decide(&zh, "蓝碳", Verdict::Accepted, None).unwrap();
        });
        step(&mut store, |work| {
            let edit = Edit {
                equivalents: vec!["blue carbon".to_owned()],
                status: Some(AdministrativeStatus::Admitted),
                subject: Some("ocean".to_owned()),
                ..Edit::default()
            };
            set(work, edit);
        });
        step(&mut store, |work| {
            let edit = Edit {
                equivalents: vec!["blue carbon".to_owned()],
                status: Some(AdministrativeStatus::Preferred),
                from: "2012".parse().ok(),
                subject: Some(String::new()),
                ..Edit::default()
            };
            set(work, edit);
        });
        step(&mut store, |work| drop(work.undo(None).unwrap()));
        let owners = store.read().owners_of(&zh, "蓝碳").unwrap();
        let events = store.read().events(&owners).unwrap();
        let told: Vec<&str> = events.iter().map(|event| &*event.what).collect();
        assert_eq!(
            told,
            [
                "created; added 蓝碳; accepted",
                "subject ocean; added blue carbon; blue carbon: status admitted",
                "no subject; blue carbon: until 2012; blue carbon: status preferred, from 2012",
                "blue carbon: no until; subject ocean",
            ]
        );
        let undone: Vec<Option<i64>> = events.iter().map(|event| event.undone_by).collect();
        assert_eq!(undone, [None, None, Some(4), None]);
    }
}
