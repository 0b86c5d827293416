//! Taking operations back, and doing them again.
//!
//! The operation that takes another one back is in the log like any other, with the reversed
//! changes; taking it back in turn does the first one again. An entry with all its terms is one
//! thing here, and so is a decision, a text, a unit: an operation can be taken back when nothing
//! that it changed was changed since, by whatever still stands.

use std::collections::BTreeSet;

use rusqlite::params;
use serde_json::Value;

use super::key::index_term;
use super::operation::Step;
use super::row::{Row, parsed};
use super::schema::{Table, VERSION};
use super::{Operation, Reader, StoreError, Work};

/// Why an operation is not taken back or done again. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UndoError {
    /// The termbase cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log has nothing to take back, or to do again, for this user.
    #[error("there is nothing of `{0}` in the log that could be taken")]
    Nothing(String),
    /// There is no such operation.
    #[error("there is no operation #{0}")]
    Unknown(i64),
    /// It takes back, or does again, the operation with the second number.
    #[error("operation #{0} is itself an undo or redo, of #{1}")]
    NotAChange(i64, i64),
    /// It is taken back already, by the operation with the second number.
    #[error("operation #{0} is undone already, by #{1}")]
    Undone(i64, i64),
    /// It was not taken back, so that it cannot be done again.
    #[error("operation #{0} is not undone")]
    NotUndone(i64),
    /// Something that it changed was changed by a later operation, which stands.
    #[error("{thing} was changed since, by operation #{}", by.id)]
    Changed {
        /// What was changed: `entry 蓝碳 (#4)`.
        thing: String,
        /// The newest operation that changed it.
        by: Operation,
    },
    /// It was done before the termbase got the form it has now.
    #[error("operation #{0} was done before the termbase got the form it has now")]
    BeforeMigration(i64),
}

impl Reader<'_> {
    /// The operation that [`Work::undo`] without a number takes back: what `user` did or redid
    /// last, of what stands.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn next_undo(&self, user: &str) -> Result<Option<Operation>, StoreError> {
        // What is undone shows at the undo, which is younger than what it takes back.
        let mut undone: BTreeSet<i64> = BTreeSet::new();
        self.back(
            |Step {
                 operation,
                 undone_by,
                 ..
             }| {
                let stands = undone_by.is_none();
                if let (true, Some(older)) = (stands, operation.undoes) {
                    undone.insert(older);
                }
                if !stands || operation.user != user {
                    return Ok(None);
                }
                match operation.undoes {
                    None => Ok(Some(operation)),
                    Some(_) => match self.redone(&operation)? {
                        Some(number) if !undone.contains(&number) => self.operation(number),
                        _ => Ok(None),
                    },
                }
            },
        )
    }

    /// The operation that [`Work::redo`] without a number does again: what the last undo of
    /// `user` that stands took back.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn next_redo(&self, user: &str) -> Result<Option<Operation>, StoreError> {
        self.back(
            |Step {
                 operation,
                 undone_by,
                 ..
             }| {
                if undone_by.is_some() || operation.user != user {
                    return Ok(None);
                }
                match operation.undoes {
                    Some(number) if self.redone(&operation)?.is_none() => self.operation(number),
                    _ => Ok(None),
                }
            },
        )
    }

    /// The operation with this number as a step, which has to be one that is no undo or redo.
    fn change_step(&self, number: i64) -> Result<Step, UndoError> {
        let step = self.step(number)?;
        match step.operation.undoes {
            None => Ok(step),
            Some(undone) => {
                let redone = self.redone(&step.operation)?;
                Err(UndoError::NotAChange(number, redone.unwrap_or(undone)))
            }
        }
    }

    fn step(&self, number: i64) -> Result<Step, UndoError> {
        let found = self.back(|step| {
            let id = step.operation.id;
            Ok::<_, StoreError>((id <= number).then_some(step))
        })?;
        found
            .filter(|step| step.operation.id == number)
            .ok_or(UndoError::Unknown(number))
    }
}

impl Work<'_> {
    /// Takes an operation back: that with the number, or the last one of this work's author. This
    /// work becomes the operation that does so. Returns the operation that was taken back.
    ///
    /// # Errors
    ///
    /// [`UndoError`] says why it cannot be; nothing has changed then.
    pub fn undo(&mut self, number: Option<i64>) -> Result<Operation, UndoError> {
        let number = match number {
            Some(number) => number,
            None => match self.read().next_undo(self.user())? {
                Some(operation) => operation.id,
                None => return Err(UndoError::Nothing(self.user().to_owned())),
            },
        };
        let step = self.read().change_step(number)?;
        if let Some(by) = step.undone_by {
            return Err(UndoError::Undone(number, by));
        }
        self.take_back(&step)?;
        Ok(step.operation)
    }

    /// Does an operation again that was taken back: that with the number, or what the last undo of
    /// this work's author took back. Returns the operation that was done again.
    ///
    /// # Errors
    ///
    /// [`UndoError`] says why it cannot be; nothing has changed then.
    pub fn redo(&mut self, number: Option<i64>) -> Result<Operation, UndoError> {
        let number = match number {
            Some(number) => number,
            None => match self.read().next_redo(self.user())? {
                Some(operation) => operation.id,
                None => return Err(UndoError::Nothing(self.user().to_owned())),
            },
        };
        let step = self.read().change_step(number)?;
        let undo = step.undone_by.ok_or(UndoError::NotUndone(number))?;
        let undo = self.read().step(undo)?;
        self.take_back(&undo)?;
        Ok(step.operation)
    }

    fn take_back(&mut self, step: &Step) -> Result<(), UndoError> {
        let number = step.operation.id;
        if step.version != VERSION {
            return Err(UndoError::BeforeMigration(number));
        }
        if let Some((by, table, owner)) = self.read().obstacle(number)? {
            let thing = self.read().thing(table, &owner)?;
            return Err(UndoError::Changed { thing, by });
        }
        let own = self.operation_undoing(number)?;
        let is_undo = step.operation.undoes.is_some();
        // A row is inserted before it is changed, and goes out of use after its changes are gone.
        if is_undo {
            self.move_ranges(number, Some(number), None)?;
        }
        self.reverse_changes(number)?;
        if !is_undo {
            self.move_ranges(number, None, Some(own))?;
        }
        Ok(())
    }

    /// Takes back everything after operation `number`, the newest first, as rows, whoever did it;
    /// false where the schema has changed since, so that the log does not lead there.
    pub(super) fn go_back_to(&mut self, number: i64) -> Result<bool, StoreError> {
        let mut later: Vec<(i64, Option<i64>, bool)> = Vec::new();
        let mut is_one_schema = true;
        self.read().back(|step| {
            if step.operation.id <= number {
                return Ok(Some(()));
            }
            is_one_schema &= step.version == VERSION;
            let is_redo = self.read().redone(&step.operation)?.is_some();
            later.push((step.operation.id, step.operation.undoes, is_redo));
            Ok::<_, StoreError>(None)
        })?;
        if !is_one_schema {
            return Ok(false);
        }
        for (id, undoes, is_redo) in later {
            if undoes.is_some() && !is_redo {
                self.move_ranges(id, Some(id), None)?;
            }
            self.reverse_changes(id)?;
            match (undoes, is_redo) {
                (Some(undo), true) => self.move_ranges(id, None, Some(undo))?,
                (None, _) => self.move_ranges(id, None, Some(id))?,
                (Some(_), false) => {}
            }
        }
        Ok(true)
    }

    /// Takes the rows that operation `number` inserted together, or took out of use together,
    /// from one state to the other: none is in use, else the operation that set them aside.
    fn move_ranges(
        &mut self,
        number: i64,
        from: Option<i64>,
        to: Option<i64>,
    ) -> Result<(), StoreError> {
        let ranges: Vec<(String, i64, i64)> = self
            .connection()
            .prepare_cached(
                "SELECT table_name, first_id, last_id FROM bulk WHERE operation_id = ?1
                 ORDER BY id",
            )?
            .query_map(params![number], |row| row.try_into())?
            .collect::<Result<_, _>>()?;
        for (table, first, last) in ranges {
            let table = Table::named(&table)?;
            let sql = format!(
                "UPDATE {} SET aside = ?1 WHERE id BETWEEN ?2 AND ?3 AND aside IS ?4",
                table.name()
            );
            let moved = self
                .connection()
                .prepare_cached(&sql)?
                .execute(params![to, first, last, from])?;
            if i64::try_from(moved).ok() != Some(last - first + 1) {
                return Err(unfit(number));
            }
            self.log_bulk(table, first, last)?;
        }
        Ok(())
    }

    /// Leads every row that operation `number` changed back to what it was, the last change first.
    fn reverse_changes(&mut self, number: i64) -> Result<(), StoreError> {
        let mut terms: BTreeSet<i64> = BTreeSet::new();
        let mut concepts: BTreeSet<String> = BTreeSet::new();
        let mut below = i64::MAX;
        loop {
            let changes = self.changes_below(number, below)?;
            let Some(oldest) = changes.last() else {
                break;
            };
            below = oldest.id;
            for change in changes {
                let current = self.row(change.table, &change.uid)?;
                if !fits(current.as_ref(), change.after.as_ref()) {
                    return Err(unfit(number));
                }
                match change.table {
                    Table::Term => {
                        let row = current.as_ref().or(change.before.as_ref());
                        terms.extend(row.and_then(|row| row.get("id")).and_then(Value::as_i64));
                    }
                    Table::Concept => {
                        concepts.insert(change.uid.clone());
                    }
                    _ => {}
                }
                if matches!(change.table, Table::Term | Table::Usage) {
                    concepts.insert(change.owner.clone());
                }
                self.change(change.table, &change.uid, &change.owner, change.before)?;
            }
        }
        for id in terms {
            self.index_again(id)?;
        }
        for uid in concepts {
            self.connection()
                .prepare_cached("UPDATE concept SET rev = rev + 1 WHERE uid = ?1")?
                .execute(params![uid])?;
        }
        Ok(())
    }

    /// Some changes of an operation, newest first, of those before the row `below` of the log.
    fn changes_below(&self, operation: i64, below: i64) -> Result<Vec<Reversed>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT id, table_name, uid, owner, before, after FROM change
             WHERE operation_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT 1000",
        )?;
        let mut rows = statement.query(params![operation, below])?;
        let mut changes = Vec::new();
        while let Some(row) = rows.next()? {
            let json = |text: Option<String>| -> Result<Option<Row>, StoreError> {
                Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
            };
            changes.push(Reversed {
                id: row.get(0)?,
                table: Table::named(row.get_ref(1)?.as_str().unwrap_or_default())?,
                uid: row.get(2)?,
                owner: row.get(3)?,
                before: json(row.get(4)?)?,
                after: json(row.get(5)?)?,
            });
        }
        Ok(changes)
    }

    /// Makes the keys of a term that came back, changed or went.
    fn index_again(&mut self, id: i64) -> Result<(), StoreError> {
        self.unindex_term(id)?;
        if self.many.is_some() {
            return Ok(());
        }
        let mut statement = self
            .connection()
            .prepare_cached("SELECT lang, text, pinyin FROM term WHERE id = ?1")?;
        let mut rows = statement.query(params![id])?;
        if let Some(row) = rows.next()? {
            let lang = parsed(row.get_ref(0)?.as_str().unwrap_or_default())?;
            let (text, pinyin): (String, Option<String>) = (row.get(1)?, row.get(2)?);
            index_term(self.connection(), id, &lang, (&text, pinyin.as_deref()))?;
        }
        Ok(())
    }
}

/// A change that is about to be reversed.
struct Reversed {
    id: i64,
    table: Table,
    uid: String,
    owner: String,
    before: Option<Row>,
    after: Option<Row>,
}

/// Whether a row is as the log says it was left.
fn fits(current: Option<&Row>, left: Option<&Row>) -> bool {
    match (current, left) {
        (None, None) => true,
        (Some(current), Some(left)) => left
            .iter()
            .all(|(name, value)| current.get(name) == Some(value)),
        _ => false,
    }
}

fn unfit(operation: i64) -> StoreError {
    StoreError::Damaged(format!(
        "what operation #{operation} left is not what the log says"
    ))
}
