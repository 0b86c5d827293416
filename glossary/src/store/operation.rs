//! The log: who did what, when, and which rows changed.

use rusqlite::params;
use serde::Serialize;
use serde_json::Value;

use super::{Reader, StoreError};

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

/// One entry of the log.
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

impl Reader<'_> {
    /// The changes of what has the given uid and of the rows that are part of it, oldest first.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn history(&self, owner: &str) -> Result<Vec<Change>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT operation.id, operation.at, operation.user, operation.command,
                    change.table_name, change.before, change.after
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
                operation: Operation {
                    id: row.get(0)?,
                    at: row.get(1)?,
                    user: row.get(2)?,
                    command: row.get(3)?,
                },
                table: row.get(4)?,
                before: json(row.get(5)?)?,
                after: json(row.get(6)?)?,
            });
        }
        Ok(changes)
    }

    /// The last operations, newest first.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn operations(&self, limit: usize) -> Result<Vec<Operation>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, at, user, command FROM operation ORDER BY id DESC LIMIT ?1",
        )?;
        let rows =
            statement.query_map(params![i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
                Ok(Operation {
                    id: row.get(0)?,
                    at: row.get(1)?,
                    user: row.get(2)?,
                    command: row.get(3)?,
                })
            })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
