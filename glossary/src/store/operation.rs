//! The log: who did what, when, and which rows changed.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension as _, Row, params};
use serde::Serialize;
use serde_json::Value;
use tmx::LangTag;

use super::concept::concept_uid;
use super::decision::decision_uid;
use super::{Effects, Reader, StoreError};
use crate::words::normal_form;

/// Who changes something, with which command and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Name of the person at the keyboard.
    pub user: String,
    /// The command as it was typed.
    pub command: String,
    /// Seconds since 1970, UTC.
    pub at: i64,
}

/// What a command did, as the log has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// Its number, growing with time.
    pub id: i64,
    /// Seconds since 1970, UTC.
    pub at: i64,
    /// Who.
    pub user: String,
    /// The command as it was typed.
    pub command: String,
    /// The operation that it takes back. One that takes back an operation which itself takes back
    /// a third one does the third one again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undoes: Option<i64>,
}

/// An operation with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Logged {
    /// The operation.
    #[serde(flatten)]
    pub operation: Operation,
    /// The operation that was done again, when this is a redo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redoes: Option<i64>,
    /// The operation that took it back and was not taken back itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone_by: Option<i64>,
    /// What it changed.
    pub effects: Effects,
}

/// One row that an operation changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The operation.
    pub operation: Operation,
    /// The table of the row.
    pub table: String,
    /// The columns before, by name; nothing when the row was new.
    pub before: Option<Value>,
    /// The columns after; nothing when the row was removed.
    pub after: Option<Value>,
}

/// An operation on the way back from the newest to the oldest one.
pub(super) struct Step {
    pub(super) operation: Operation,
    /// The schema it was done under.
    pub(super) version: i64,
    pub(super) undone_by: Option<i64>,
}

impl Reader<'_> {
    /// The changes of what has the given uid and of the rows that are part of it, oldest first.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn history(&self, owner: &str) -> Result<Vec<Change>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT operation.id, operation.at, operation.user, operation.command,
                    operation.undoes, change.table_name, change.before, change.after
             FROM change JOIN operation ON operation.id = change.operation_id
             WHERE change.owner = ?1 ORDER BY change.id",
        )?;
        let mut rows = statement.query(params![owner])?;
        let mut changes = Vec::new();
        while let Some(row) = rows.next()? {
            let json = |text: Option<String>| -> Result<Option<Value>, StoreError> {
                Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
            };
            changes.push(Change {
                operation: operation(row)?,
                table: row.get(5)?,
                before: json(row.get(6)?)?,
                after: json(row.get(7)?)?,
            });
        }
        Ok(changes)
    }

    /// The last `limit` operations, newest first; with `owners` only those that changed one of the
    /// things with these uids.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn log(&self, limit: usize, owners: Option<&[String]>) -> Result<Vec<Logged>, StoreError> {
        let wanted = owners
            .map(|owners| self.operations_on(owners))
            .transpose()?;
        let mut logged = Vec::new();
        if limit == 0 {
            return Ok(logged);
        }
        self.back(|step| {
            let id = step.operation.id;
            if wanted.as_ref().is_some_and(|wanted| !wanted.contains(&id)) {
                return Ok(None);
            }
            logged.push(Logged {
                redoes: self.redone(&step.operation)?,
                effects: self.effects(&step.operation)?,
                undone_by: step.undone_by,
                operation: step.operation,
            });
            Ok::<_, StoreError>((logged.len() >= limit).then_some(()))
        })?;
        Ok(logged)
    }

    /// The uids of everything the log can have of a term: its entries, also those that are gone,
    /// and what was decided on it. For [`Reader::log`].
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn owners_of(&self, lang: &LangTag, term: &str) -> Result<Vec<String>, StoreError> {
        let norm = normal_form(term);
        let mut owners = vec![decision_uid(lang, &norm)];
        for id in self.concepts_of(lang, term)? {
            owners.push(self.concept(id)?.uid);
        }
        let mut known = self.connection.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM change WHERE owner = ?1)
                OR EXISTS (SELECT 1 FROM concept WHERE uid = ?1)",
        )?;
        for homonym in 0_u32.. {
            let uid = concept_uid(lang, &norm, homonym);
            if !known.query_row(params![uid], |row| row.get::<_, bool>(0))? {
                break;
            }
            owners.push(uid);
        }
        Ok(owners)
    }

    /// The uid of the entry that has this number or, if none has it, had it once.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn owner_numbered(&self, id: i64) -> Result<Option<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT uid FROM concept WHERE id = ?1 UNION ALL
             SELECT uid FROM change WHERE table_name = 'concept'
                AND json_extract(coalesce(after, before), '$.id') = ?1 LIMIT 1",
        )?;
        Ok(statement
            .query_row(params![id], |row| row.get(0))
            .optional()?)
    }

    /// The operation with this number.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn operation(&self, number: i64) -> Result<Option<Operation>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, at, user, command, undoes FROM operation WHERE id = ?1")?;
        let found = statement.query_row(params![number], operation);
        Ok(found.optional()?)
    }

    /// The number of the operation that this one does again; none when it is no redo.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn redone(&self, operation: &Operation) -> Result<Option<i64>, StoreError> {
        let taken_back = match operation.undoes {
            Some(number) => self.operation(number)?,
            None => None,
        };
        Ok(taken_back.and_then(|taken_back| taken_back.undoes))
    }

    /// Hands the operations to `visit`, newest first, until it returns something.
    pub(super) fn back<T, E: From<StoreError>>(
        &self,
        mut visit: impl FnMut(Step) -> Result<Option<T>, E>,
    ) -> Result<Option<T>, E> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT id, at, user, command, undoes, version FROM operation ORDER BY id DESC",
            )
            .map_err(StoreError::from)?;
        let undone = self.undone()?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let operation = operation(row).map_err(StoreError::from)?;
            let undone_by = undone.get(&operation.id).copied();
            let step = Step {
                operation,
                version: row.get(5).map_err(StoreError::from)?,
                undone_by,
            };
            if let Some(found) = visit(step)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The operations that are taken back, each with that which did so and stands.
    pub(super) fn undone(&self) -> Result<BTreeMap<i64, i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, undoes FROM operation WHERE undoes IS NOT NULL ORDER BY id DESC",
        )?;
        let mut rows = statement.query([])?;
        let mut undone = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (id, older): (i64, i64) = row.try_into()?;
            // Whatever takes an operation back is younger than it, so it was met before.
            if !undone.contains_key(&id) {
                undone.entry(older).or_insert(id);
            }
        }
        Ok(undone)
    }

    fn operations_on(&self, owners: &[String]) -> Result<BTreeSet<i64>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT DISTINCT operation_id FROM change WHERE owner = ?1")?;
        let mut operations = BTreeSet::new();
        for owner in owners {
            for operation in statement.query_map(params![owner], |row| row.get(0))? {
                operations.insert(operation?);
            }
        }
        Ok(operations)
    }
}

/// An operation of the first five columns of a row.
pub(super) fn operation(row: &Row<'_>) -> Result<Operation, rusqlite::Error> {
    Ok(Operation {
        id: row.get(0)?,
        at: row.get(1)?,
        user: row.get(2)?,
        command: row.get(3)?,
        undoes: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{author, store};
    use super::super::{Store, Verdict};
    use super::*;

    fn decide(store: &mut Store, term: &str, verdict: Verdict) {
        let mut work = store.begin(&author("decide")).unwrap();
        work.decide(&LangTag::chinese(), term, verdict, None)
            .unwrap();
        work.commit().unwrap();
    }

    fn numbers(store: &Store, limit: usize, owners: Option<&[String]>) -> Vec<i64> {
        let log = store.read().log(limit, owners).unwrap();
        log.iter().map(|logged| logged.operation.id).collect()
    }

    #[test]
    fn the_newest_operations_come_first() {
        let mut store = store();
        for term in ["蓝碳", "红树林", "海草床"] {
            decide(&mut store, term, Verdict::Later);
        }
        assert_eq!(numbers(&store, 2, None), [3, 2]);
        assert_eq!(numbers(&store, 0, None), [0_i64; 0]);
    }

    #[test]
    fn the_log_of_a_term_has_what_was_decided_on_it_in_any_spelling() {
        let mut store = store();
        for (term, verdict) in [
            ("中国－东盟论坛", Verdict::Later),
            ("蓝碳", Verdict::Later),
            ("中国-东盟论坛", Verdict::Rejected),
        ] {
            decide(&mut store, term, verdict);
        }
        let zh = LangTag::chinese();
        let owners = store.read().owners_of(&zh, "中国-东盟论坛").unwrap();
        assert_eq!(numbers(&store, 9, Some(&owners)), [3, 1]);
    }

    #[test]
    fn an_undo_shows_at_what_it_takes_back_until_it_is_taken_back_itself() {
        let mut store = store();
        decide(&mut store, "蓝碳", Verdict::Later);
        let mut states = Vec::new();
        for again in [false, true, false] {
            let mut work = store.begin(&author("undo")).unwrap();
            let done = match again {
                true => work.redo(None),
                false => work.undo(None),
            };
            assert_eq!(done.unwrap().id, 1);
            work.commit().unwrap();
            let log = store.read().log(9, None).unwrap();
            let first = log.last().unwrap();
            states.push((first.undone_by, log[0].operation.undoes, log[0].redoes));
        }
        assert_eq!(
            states,
            [
                (Some(2), Some(1), None),
                (None, Some(2), Some(1)),
                (Some(4), Some(1), None)
            ]
        );
    }
}
