//! A transaction as a value, and the one function through which facts change.

use rusqlite::types::Value as SqlValue;
use rusqlite::{Transaction, params, params_from_iter};
use serde_json::Value;

use super::many::Many;
use super::row::{Cells, NewRow, Row, sql_value};
use super::schema::{Table, VERSION};
use super::{Author, Reader, Store, StoreError};

/// Changes that belong together: committed as one operation, or dropped without a trace.
#[derive(Debug)]
pub struct Work<'s> {
    transaction: Transaction<'s>,
    author: Author,
    operation: Option<i64>,
    undoes: Option<i64>,
    /// Set while many entries are stored.
    pub(super) many: Option<Box<Many>>,
}

impl Store {
    /// Begins a work; other writers wait until it ends.
    ///
    /// # Errors
    ///
    /// [`StoreError::Busy`] when another process writes for longer than five seconds, or
    /// [`StoreError::ReadOnly`] when the termbase was opened for reading.
    pub fn begin(&mut self, author: &Author) -> Result<Work<'_>, StoreError> {
        if !self.is_writable() {
            return Err(StoreError::ReadOnly(self.path().to_owned()));
        }
        let transaction = self.connection.transaction()?;
        Ok(Work {
            transaction,
            author: author.clone(),
            operation: None,
            undoes: None,
            many: None,
        })
    }
}

impl Work<'_> {
    /// Makes the changes last.
    ///
    /// # Errors
    ///
    /// When the disk is full or fails; nothing has changed then.
    pub fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit()?)
    }

    /// The view for reading, with this work's changes.
    #[must_use]
    pub fn read(&self) -> Reader<'_> {
        Reader {
            connection: &self.transaction,
        }
    }

    /// Whether a fact was changed.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        self.operation.is_some()
    }

    pub(super) fn connection(&self) -> &rusqlite::Connection {
        &self.transaction
    }

    /// The operation of this work; it enters the log with the first change.
    pub(super) fn operation(&mut self) -> Result<i64, StoreError> {
        if let Some(id) = self.operation {
            return Ok(id);
        }
        self.transaction.execute(
            "INSERT INTO operation (at, user, command, undoes, version)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                self.author.at,
                self.author.user,
                self.author.command,
                self.undoes,
                VERSION
            ],
        )?;
        let id = self.transaction.last_insert_rowid();
        self.operation = Some(id);
        Ok(id)
    }

    /// Makes the operation of this work the one that takes `number` back, and returns its number.
    pub(super) fn operation_undoing(&mut self, number: i64) -> Result<i64, StoreError> {
        self.undoes = Some(number);
        let known = self.operation.is_some();
        let id = self.operation()?;
        if known {
            self.transaction.execute(
                "UPDATE operation SET undoes = ?2 WHERE id = ?1",
                params![id, number],
            )?;
        }
        Ok(id)
    }

    /// What the log has of this work so far, to [`Work::reset`] it to.
    pub(super) fn mark(&self) -> (Option<i64>, Option<i64>) {
        (self.operation, self.undoes)
    }

    /// Forgets what entered the log since `mark`; its rows are rolled back by then.
    pub(super) fn reset(&mut self, mark: (Option<i64>, Option<i64>)) {
        (self.operation, self.undoes) = mark;
    }

    /// Who does this work.
    pub(super) fn user(&self) -> &str {
        &self.author.user
    }

    /// Gives the row `uid` of `table` the columns of `after`, or removes it when there are none,
    /// and logs what differs under `owner`, the uid of the thing the row is part of. Columns that
    /// `after` does not name keep their value. Returns the row's number.
    ///
    /// This is the only way in which facts change, new rows that are given whole and bulk inserts
    /// apart.
    pub(super) fn change(
        &mut self,
        table: Table,
        uid: &str,
        owner: &str,
        after: Option<Row>,
    ) -> Result<Option<i64>, StoreError> {
        let before = self.row(table, uid)?;
        match (before, after) {
            (None, None) => Ok(None),
            (None, Some(after)) => Ok(Some(self.add(table, uid, owner, after)?)),
            (Some(before), None) => {
                self.transaction.execute(
                    &format!("DELETE FROM {} WHERE uid = ?1", table.name()),
                    params![uid],
                )?;
                self.log(table, (uid, owner), Some(&before), None)?;
                Ok(None)
            }
            (Some(before), Some(after)) => {
                let id = before.get("id").and_then(Value::as_i64);
                self.change_row(table, (uid, owner), &before, after)?;
                Ok(id)
            }
        }
    }

    /// Gives a row that is there other columns, and logs what differs; that is returned.
    fn change_row(
        &mut self,
        table: Table,
        (uid, owner): (&str, &str),
        before: &Row,
        after: Row,
    ) -> Result<Row, StoreError> {
        let (old, new): (Row, Row) = after
            .into_iter()
            .filter(|(name, value)| before.get(name) != Some(value))
            .map(|(name, value)| {
                let old = before.get(&name).cloned().unwrap_or(Value::Null);
                ((name.clone(), old), (name, value))
            })
            .unzip();
        if !new.is_empty() {
            self.update(table, uid, &new)?;
            self.log(table, (uid, owner), Some(&old), Some(&new))?;
        }
        Ok(new)
    }

    /// Inserts the row `uid`, which is not there, and logs it; its number.
    pub(super) fn add(
        &mut self,
        table: Table,
        uid: &str,
        owner: &str,
        mut after: Row,
    ) -> Result<i64, StoreError> {
        after.insert("uid".to_owned(), uid.into());
        let id = match after.get("id").and_then(Value::as_i64) {
            Some(id) => id,
            None => self.next_number(table)?,
        };
        after.insert("id".to_owned(), id.into());
        self.insert(table, &after)?;
        self.log(table, (uid, owner), None, Some(&after))?;
        Ok(id)
    }

    /// Saves a row of which all `cells` are given, with its uid and its owner's; what `is_new` need
    /// not be looked for.
    pub(super) fn save_row(
        &mut self,
        table: Table,
        (uid, owner): (&str, &str),
        cells: &Cells<'_>,
        is_new: bool,
    ) -> Result<Saved, StoreError> {
        let before = match is_new {
            true => None,
            false => self.row(table, uid)?,
        };
        let Some(before) = before else {
            let id = self.add_whole(table, uid, owner, cells)?;
            return Ok(Saved { id, changed: None });
        };
        let id = before.get("id").and_then(Value::as_i64);
        let after = cells.iter();
        let after = after.map(|(name, cell)| ((*name).to_owned(), (*cell).into()));
        let changed = self.change_row(table, (uid, owner), &before, after.collect())?;
        Ok(Saved {
            id: id.unwrap_or_default(),
            changed: Some(changed),
        })
    }

    /// Inserts the row `uid`, which is not there, and logs it; its number.
    fn add_whole(
        &mut self,
        table: Table,
        uid: &str,
        owner: &str,
        cells: &Cells<'_>,
    ) -> Result<i64, StoreError> {
        let id = self.next_number(table)?;
        let row = NewRow { id, uid, cells };
        self.transaction
            .prepare_cached(table.insertion())?
            .execute(params_from_iter(row.cells().map(|(_, cell)| cell)))?;
        let after = serde_json::to_string(&row)?;
        self.log_json(table, (uid, owner), None, Some(&after))?;
        Ok(id)
    }

    /// Logs rows that were inserted together as one range of numbers.
    pub(super) fn log_bulk(
        &mut self,
        table: Table,
        first: i64,
        last: i64,
    ) -> Result<(), StoreError> {
        let operation = self.operation()?;
        self.transaction.execute(
            "INSERT INTO bulk (operation_id, table_name, first_id, last_id)
             VALUES (?1, ?2, ?3, ?4)",
            params![operation, table.name(), first, last],
        )?;
        Ok(())
    }

    /// The logged columns of a row.
    pub(super) fn row(&self, table: Table, uid: &str) -> Result<Option<Row>, StoreError> {
        let mut statement = self.transaction.prepare_cached(table.selection())?;
        let mut rows = statement.query(params![uid])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let json = row.get_ref(0)?.as_str().unwrap_or_default();
        Ok(Some(serde_json::from_str(json)?))
    }

    /// A number that no row of the table was ever given.
    fn next_number(&mut self, table: Table) -> Result<i64, StoreError> {
        if let Some(number) = self.next_of_many(table) {
            return Ok(number);
        }
        let name = table.name();
        let sql = format!(
            "INSERT INTO last_number VALUES (?1, (SELECT coalesce(max(id), 0) + 1 FROM {name}))
             ON CONFLICT DO UPDATE SET
                number = max(number, (SELECT coalesce(max(id), 0) FROM {name})) + 1
             RETURNING number"
        );
        let mut statement = self.transaction.prepare_cached(&sql)?;
        let number = statement.query_row(params![name], |row| row.get(0))?;
        drop(statement);
        self.first_of_many(table, number);
        Ok(number)
    }

    fn insert(&self, table: Table, row: &Row) -> Result<(), StoreError> {
        let names: Vec<&str> = row.keys().map(String::as_str).collect();
        let marks: Vec<String> = (1..=names.len()).map(|index| format!("?{index}")).collect();
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            table.name(),
            names.join(", "),
            marks.join(", ")
        );
        let values = row.values().map(sql_value);
        self.transaction
            .prepare_cached(&sql)?
            .execute(params_from_iter(values))?;
        Ok(())
    }

    fn update(&self, table: Table, uid: &str, row: &Row) -> Result<(), StoreError> {
        let settings: Vec<String> = row
            .keys()
            .enumerate()
            .map(|(index, name)| format!("{name} = ?{}", index + 2))
            .collect();
        let sql = format!(
            "UPDATE {} SET {} WHERE uid = ?1",
            table.name(),
            settings.join(", ")
        );
        let values =
            std::iter::once(SqlValue::Text(uid.to_owned())).chain(row.values().map(sql_value));
        self.transaction
            .prepare_cached(&sql)?
            .execute(params_from_iter(values))?;
        Ok(())
    }

    fn log(
        &mut self,
        table: Table,
        (uid, owner): (&str, &str),
        before: Option<&Row>,
        after: Option<&Row>,
    ) -> Result<(), StoreError> {
        let json = |row: &Row| serde_json::to_string(row);
        let (before, after) = (before.map(json).transpose()?, after.map(json).transpose()?);
        self.log_json(table, (uid, owner), before.as_deref(), after.as_deref())
    }

    fn log_json(
        &mut self,
        table: Table,
        (uid, owner): (&str, &str),
        before: Option<&str>,
        after: Option<&str>,
    ) -> Result<(), StoreError> {
        let operation = self.operation()?;
        self.transaction
            .prepare_cached(
                "INSERT INTO change (operation_id, table_name, uid, owner, before, after)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![operation, table.name(), uid, owner, before, after])?;
        self.count_change()
    }
}

/// What became of a row that was saved.
pub(super) struct Saved {
    pub(super) id: i64,
    /// The columns that are other than they were; none of a new row.
    changed: Option<Row>,
}

impl Saved {
    /// Whether the row is new, or one of these columns is other than it was.
    pub(super) fn concerns(&self, columns: &[&str]) -> bool {
        let changed = self.changed.as_ref();
        changed.is_none_or(|row| columns.iter().any(|name| row.contains_key(*name)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::row;
    use super::super::tests::{author, store};
    use super::*;

    fn concept(subject: Option<&str>) -> Row {
        row([("subject", subject.into())])
    }

    fn count(store: &Store, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        store
            .connection
            .query_row(&sql, [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn dropped_work_leaves_no_trace() {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        work.change(Table::Concept, "u1", "u1", Some(concept(Some("trade"))))
            .unwrap();
        assert!(work.has_changes());
        drop(work);
        assert_eq!(count(&store, "concept"), 0);
        assert_eq!(count(&store, "operation"), 0);
    }

    #[test]
    fn only_what_differs_is_logged() {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        work.change(Table::Concept, "u1", "u1", Some(concept(Some("trade"))))
            .unwrap();
        work.change(Table::Concept, "u1", "u1", Some(concept(Some("trade"))))
            .unwrap();
        work.change(Table::Concept, "u1", "u1", Some(concept(Some("energy"))))
            .unwrap();
        work.change(Table::Concept, "u1", "u1", None).unwrap();
        work.commit().unwrap();
        let mut statement = store
            .connection
            .prepare("SELECT before, after FROM change")
            .unwrap();
        let rows: Vec<(Option<String>, Option<String>)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[0].0, None);
        assert_eq!(
            rows[1],
            (
                Some(r#"{"subject":"trade"}"#.to_owned()),
                Some(r#"{"subject":"energy"}"#.to_owned())
            )
        );
        assert!(rows[2].0.as_ref().unwrap().contains("energy"));
        assert_eq!(rows[2].1, None);
        assert_eq!(count(&store, "operation"), 1);
    }

    #[test]
    fn a_number_is_never_given_twice() {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        let mut add = |uid| {
            let added = work.change(Table::Concept, uid, uid, Some(concept(None)));
            let id = added.unwrap().unwrap();
            work.change(Table::Concept, uid, uid, None).unwrap();
            id
        };
        assert_eq!([add("u1"), add("u2"), add("u1")], [1, 2, 3]);
    }

    #[test]
    fn a_full_disk_is_told_and_changes_nothing() {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        work.change(Table::Concept, "kept", "kept", Some(concept(Some("trade"))))
            .unwrap();
        work.commit().unwrap();
        let pages: i64 = store
            .connection
            .pragma_query_value(None, "page_count", |row| row.get(0))
            .unwrap();
        store
            .connection
            .pragma_update(None, "max_page_count", pages)
            .unwrap();
        let mut work = store.begin(&author("set")).unwrap();
        let long = "贸易".repeat(10_000);
        let error = work
            .change(Table::Concept, "lost", "lost", Some(concept(Some(&long))))
            .unwrap_err();
        assert!(matches!(error, StoreError::Full), "{error}");
        drop(work);
        assert_eq!(count(&store, "concept"), 1);
    }
}
