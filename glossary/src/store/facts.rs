//! The facts as they are compared with those of another termbase, and changed to fit them.

use rusqlite::{OptionalExtension as _, params};
use serde::Deserialize as _;
use serde_json::Value;
use tmx::TranslationUnit;

use super::dump::{DECISION, TEXT, UNIT};
use super::row::row;
use super::schema::Table;
use super::{Reader, StoreError, UnitCounts, Work};
use crate::entry::ConceptEntry;
use crate::sync::{
    DecisionLine, Facts, Fields, Key, Kind, TextLine, Thing, UnitLine, thing, unit_id, whole,
    with_number, without_number,
};

impl Reader<'_> {
    /// Everything that can be brought together with another termbase.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn facts(&self) -> Result<Facts, StoreError> {
        let mut facts = Facts::new();
        // Bodies are long, and a text with another body is another text.
        self.each_row(
            "SELECT uid, json_object('name', name, 'source', source, 'date', date) FROM text
             WHERE aside IS NULL",
            |uid, value| facts.extend([thing(Kind::Text, uid, value)]),
        )?;
        for id in self.concept_ids()? {
            let entry = self.concept(id)?;
            let value = without_number(&entry)?;
            facts.extend([thing(Kind::Entry, &entry.uid, &value)]);
        }
        let decisions = format!("SELECT uid, {DECISION} FROM decision");
        self.each_row(&decisions, |uid, value| {
            facts.extend([thing(Kind::Decision, uid, value)]);
        })?;
        let mut statement = self.connection.prepare_cached(
            "SELECT unit.uid, lang, plain FROM unit JOIN variant ON unit_id = unit.id
             WHERE aside IS NULL ORDER BY unit.id, variant.ordinal",
        )?;
        let mut rows = statement.query([])?;
        let mut units: Vec<(String, Vec<(String, String)>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let uid: String = row.get(0)?;
            let text = (row.get(1)?, row.get(2)?);
            match units.last_mut().filter(|(last, _)| *last == uid) {
                Some((_, texts)) => texts.push(text),
                None => units.push((uid, vec![text])),
            }
        }
        for (uid, texts) in units {
            let key = Key {
                kind: Kind::Unit,
                id: unit_id(&texts),
            };
            let name = texts.into_iter().next().map(|(_, text)| text);
            let thing = Thing {
                uid,
                name: name.unwrap_or_default(),
                fields: Fields::new(),
            };
            facts.insert(key, thing);
        }
        Ok(facts)
    }

    /// The line that a dump has of a thing, by its uid.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] when it is not there or out of use.
    pub fn line_of(&self, kind: Kind, uid: &str) -> Result<Value, StoreError> {
        let (table, columns) = match kind {
            Kind::Text => ("text WHERE aside IS NULL AND", TEXT),
            Kind::Decision => ("decision WHERE", DECISION),
            Kind::Unit => ("unit WHERE aside IS NULL AND", UNIT),
            Kind::Entry => {
                let id = self.concept_with_uid(uid)?;
                let id = id.ok_or_else(|| not_there(kind, uid))?;
                return Ok(without_number(&self.concept(id)?)?);
            }
        };
        let sql = format!("SELECT {columns} FROM {table} uid = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found: Option<String> = statement
            .query_row(params![uid], |row| row.get(0))
            .optional()?;
        let found = found.ok_or_else(|| not_there(kind, uid))?;
        Ok(serde_json::from_str(&found)?)
    }

    /// The settings that a dump begins with, by name.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT key, value FROM meta ORDER BY key")?;
        let rows = statement.query_map([], |row| row.try_into())?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn each_row(&self, sql: &str, mut visit: impl FnMut(&str, &Value)) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let value: String = row.get(1)?;
            let value: Value = serde_json::from_str(&value)?;
            visit(row.get_ref(0)?.as_str().unwrap_or_default(), &value);
        }
        Ok(())
    }
}

impl Work<'_> {
    /// Gives a thing these fields, or removes it; `known` is what it is now, and what fields do
    /// not tell of a new one comes from `rest`, a line of a dump.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written, or the line is none that a dump has.
    fn put(
        &mut self,
        known: Option<&Thing>,
        key: &Key,
        fields: Option<&Fields>,
        rest: &Value,
    ) -> Result<(), StoreError> {
        match (known, fields) {
            (None, None) => Ok(()),
            (Some(known), None) => self.remove(key.kind, &known.uid),
            (None, Some(fields)) => self.put_line(key.kind, &whole(key.kind, fields, rest)),
            (Some(known), Some(fields)) => {
                let line = self.read().line_of(key.kind, &known.uid)?;
                self.put_line(key.kind, &whole(key.kind, fields, &line))
            }
        }
    }

    /// Does what a plan says is to change here: `known` is what there is, `rest` gives the line of
    /// a thing that is new.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written, or what `rest` fails with.
    pub fn put_all<E: From<StoreError>>(
        &mut self,
        changes: &[(Key, Option<Fields>)],
        known: &Facts,
        mut rest: impl FnMut(&Key) -> Result<Value, E>,
    ) -> Result<(), E> {
        for (key, fields) in changes {
            let known = known.get(key);
            let rest = match (known, fields) {
                (None, Some(_)) => rest(key)?,
                _ => Value::Null,
            };
            self.put(known, key, fields.as_ref(), &rest)?;
        }
        Ok(())
    }

    /// Stores what a line of a dump says of a thing, in place of what was said of it before.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written, or the line is none that a dump has.
    pub fn put_line(&mut self, kind: Kind, line: &Value) -> Result<(), StoreError> {
        match kind {
            Kind::Text => self.put_text(&TextLine::deserialize(line)?),
            Kind::Entry => {
                let entry: ConceptEntry = serde_json::from_value(with_number(line))?;
                self.save_concept(&entry)?;
                Ok(())
            }
            Kind::Decision => {
                let line = DecisionLine::deserialize(line)?;
                let after = row([
                    ("lang", line.lang.as_str().into()),
                    ("norm", line.norm.into()),
                    ("norm_version", line.norm_version.into()),
                    ("term", line.term.into()),
                    ("verdict", line.verdict.as_str().into()),
                    ("reason", line.reason.into()),
                    ("frequency", line.frequency.into()),
                ]);
                self.change(Table::Decision, &line.uid, &line.uid, Some(after))?;
                Ok(())
            }
            Kind::Unit => self.put_unit(UnitLine::deserialize(line)?),
        }
    }

    fn remove(&mut self, kind: Kind, uid: &str) -> Result<(), StoreError> {
        let table = match kind {
            Kind::Entry => {
                if let Some(id) = self.read().concept_with_uid(uid)? {
                    self.delete_concept(id)?;
                }
                return Ok(());
            }
            Kind::Decision => {
                self.change(Table::Decision, uid, uid, None)?;
                return Ok(());
            }
            Kind::Text => Table::Text,
            Kind::Unit => Table::Unit,
        };
        let after = row([("aside", self.operation()?.into())]);
        self.change(table, uid, uid, Some(after))?;
        Ok(())
    }

    fn put_text(&mut self, text: &TextLine) -> Result<(), StoreError> {
        let date = text.date.map(|date| date.to_string());
        if self.row(Table::Text, &text.uid)?.is_some() {
            let after = row([
                ("aside", Value::Null),
                ("name", text.name.clone().into()),
                ("source", text.source.clone().into()),
                ("date", date.into()),
            ]);
            self.change(Table::Text, &text.uid, &text.uid, Some(after))?;
            return Ok(());
        }
        let map = text.map_bytes().unwrap_or_default();
        self.connection()
            .prepare_cached(
                "INSERT INTO text (uid, name, lang, encoding, source, date, raw_hash, body, map,
                    report, landmarks)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                text.uid,
                text.name,
                text.lang.as_str(),
                text.encoding,
                text.source,
                date,
                text.raw_hash,
                text.body,
                map,
                serde_json::to_string(&text.report)?,
                serde_json::to_string(&text.landmarks)?,
            ])?;
        self.log_inserted(Table::Text)
    }

    fn put_unit(&mut self, line: UnitLine) -> Result<(), StoreError> {
        let unit = TranslationUnit {
            variants: line.variants,
            ..line.data
        };
        let unit = unit.try_into()?;
        let mut counts = UnitCounts::default();
        self.add_unit(&line.origin, line.ordinal, &unit, line.score, &mut counts)?;
        Ok(())
    }

    /// Logs the row that was inserted last: with the one before it, where that was logged last.
    pub(super) fn log_inserted(&mut self, table: Table) -> Result<(), StoreError> {
        let sql = format!("SELECT max(id) FROM {}", table.name());
        let id: i64 = self
            .connection()
            .prepare_cached(&sql)?
            .query_row([], |row| row.get(0))?;
        let operation = self.operation()?;
        let longer = self
            .connection()
            .prepare_cached(
                "UPDATE bulk SET last_id = ?3 WHERE operation_id = ?1 AND table_name = ?2
                    AND last_id = ?3 - 1
                    AND id = (SELECT max(id) FROM bulk WHERE operation_id = ?1)",
            )?
            .execute(params![operation, table.name(), id])?;
        if longer == 0 {
            self.log_bulk(table, id, id)?;
        }
        Ok(())
    }
}

fn not_there(kind: Kind, uid: &str) -> StoreError {
    StoreError::NotFound {
        noun: kind.as_str(),
        name: uid.to_owned(),
    }
}
