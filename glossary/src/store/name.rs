//! What things are called in the log and in messages, also when they are gone.

use rusqlite::{OptionalExtension as _, params};

use super::schema::Table;
use super::{Reader, StoreError};

impl Reader<'_> {
    /// What messages call a thing: `entry 蓝碳 (#4)`.
    pub(super) fn thing(&self, table: Table, uid: &str) -> Result<String, StoreError> {
        Ok(match table {
            Table::Concept | Table::Term | Table::Usage => {
                let (name, id) = self.entry_name_in_use(uid)?;
                format!("entry {}", numbered(&name, id))
            }
            Table::Decision => format!("the decision on {}", self.term_in_use(uid)?),
            Table::Text => format!("text {}", self.text_name(uid)?),
            Table::Unit => {
                let origin: Option<String> = self
                    .connection
                    .prepare_cached("SELECT origin FROM unit WHERE uid = ?1")?
                    .query_row(params![uid], |row| row.get(0))
                    .optional()?;
                format!("a unit of {}", origin.unwrap_or_default())
            }
        })
    }

    /// The first term of an entry, and its number.
    pub(super) fn entry_name_in_use(&self, uid: &str) -> Result<(String, Option<i64>), StoreError> {
        let known: Option<(i64, Option<String>)> = self
            .connection
            .prepare_cached(
                "SELECT id, (SELECT text FROM term WHERE concept_id = concept.id
                             ORDER BY ordinal LIMIT 1)
                 FROM concept WHERE uid = ?1",
            )?
            .query_row(params![uid], |row| row.try_into())
            .optional()?;
        if let Some((id, Some(name))) = known {
            return Ok((name, Some(id)));
        }
        // It is gone; the log knows what it was.
        let name: Option<String> = self
            .connection
            .prepare_cached(
                "SELECT json_extract(coalesce(after, before), '$.text') FROM change
                 WHERE owner = ?1 AND table_name = 'term' AND (before IS NULL OR after IS NULL)
                 ORDER BY json_extract(coalesce(after, before), '$.ordinal'), id DESC LIMIT 1",
            )?
            .query_row(params![uid], |row| row.get(0))
            .optional()?;
        let id: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT json_extract(coalesce(after, before), '$.id') FROM change
                 WHERE owner = ?1 AND table_name = 'concept' AND (before IS NULL OR after IS NULL)
                 ORDER BY id DESC LIMIT 1",
            )?
            .query_row(params![uid], |row| row.get(0))
            .optional()?;
        Ok((name.unwrap_or_default(), id))
    }

    /// The term a decision is about.
    pub(super) fn term_in_use(&self, uid: &str) -> Result<String, StoreError> {
        let term: Option<String> = self
            .connection
            .prepare_cached(
                "SELECT term FROM decision WHERE uid = ?1 UNION ALL
                 SELECT json_extract(coalesce(after, before), '$.term') FROM change
                 WHERE owner = ?1 AND json_extract(coalesce(after, before), '$.term') IS NOT NULL
                 LIMIT 1",
            )?
            .query_row(params![uid], |row| row.get(0))
            .optional()?;
        Ok(term.unwrap_or_default())
    }

    /// Name and number of a text.
    pub(super) fn text_name(&self, uid: &str) -> Result<String, StoreError> {
        let known: Option<(String, i64)> = self
            .connection
            .prepare_cached("SELECT name, id FROM text WHERE uid = ?1")?
            .query_row(params![uid], |row| row.try_into())
            .optional()?;
        Ok(known.map_or_else(String::new, |(name, id)| numbered(&name, Some(id))))
    }
}

/// A name with the number that tells it from its likes: `蓝碳 (#4)`.
pub(super) fn numbered(name: &str, id: Option<i64>) -> String {
    match id {
        Some(id) => format!("{name} (#{id})"),
        None => name.to_owned(),
    }
}
