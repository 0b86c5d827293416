//! How much a termbase holds.

use rusqlite::params;
use serde::Serialize;

use super::{Reader, StoreError};

/// The counts that `status` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Texts in use.
    pub texts: i64,
    /// Characters of their repaired bodies.
    pub characters: i64,
    /// Candidates of the last extraction.
    pub candidates: i64,
    /// Terms accepted.
    pub accepted: i64,
    /// Terms rejected.
    pub rejected: i64,
    /// Terms put off.
    pub later: i64,
    /// Concept entries.
    pub entries: i64,
    /// Entries that have an equivalent.
    pub translated: i64,
    /// Units of the translation memory.
    pub units: i64,
    /// Operations in the log.
    pub operations: i64,
}

impl Reader<'_> {
    /// Counts what the termbase holds.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn status(&self) -> Result<Status, StoreError> {
        let count = |sql: &str| -> Result<i64, rusqlite::Error> {
            self.connection.query_row(sql, [], |row| row.get(0))
        };
        let verdicts = |verdict: &str| -> Result<i64, rusqlite::Error> {
            self.connection.query_row(
                "SELECT count(*) FROM decision WHERE verdict = ?1",
                params![verdict],
                |row| row.get(0),
            )
        };
        Ok(Status {
            texts: count("SELECT count(*) FROM text WHERE aside IS NULL")?,
            characters: count(
                "SELECT coalesce(sum(length(body)), 0) FROM text WHERE aside IS NULL",
            )?,
            candidates: count("SELECT count(*) FROM candidate")?,
            accepted: verdicts("accepted")?,
            rejected: verdicts("rejected")?,
            later: verdicts("later")?,
            entries: count("SELECT count(*) FROM concept")?,
            translated: self.connection.query_row(
                "SELECT count(DISTINCT concept_id) FROM term
                 WHERE lang = ?1 OR lang LIKE ?1 || '-%'",
                params![self.working_pair()?.target.primary()],
                |row| row.get(0),
            )?,
            units: count("SELECT count(*) FROM unit WHERE aside IS NULL")?,
            operations: count("SELECT count(*) FROM operation")?,
        })
    }
}
