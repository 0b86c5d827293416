//! What this termbase had in common with others when it was last brought together with them.

use rusqlite::params;
use serde_json::Value;

use super::{Reader, StoreError, Work, uid};
use crate::sync::{Base, Facts, Field, Fields, Key, Kind};

/// Another termbase, or a dump in a file, as it is known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// Its path.
    pub name: String,
    /// What a termbase is known by; a file has nothing of the kind.
    pub identity: Option<String>,
    /// How far its log went.
    pub point: Option<LogPoint>,
}

/// A place in a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogPoint {
    /// The last operation; 0 before the first one.
    pub operation: i64,
    /// What the log up to there is known by: a copy of the termbase that went its own way since
    /// has another one.
    pub hash: String,
}

impl Reader<'_> {
    /// What this termbase is known by to others; a copy of the file has the same.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn identity(&self) -> Result<String, StoreError> {
        let sql = "SELECT coalesce(max(value), '') FROM identity";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// How far the log goes.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn log_point(&self) -> Result<LogPoint, StoreError> {
        let mut points = self.log_points()?;
        Ok(points.pop().unwrap_or_default())
    }

    /// Every place of the log, from before its first operation on.
    fn log_points(&self) -> Result<Vec<LogPoint>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, json_array(id, at, user, command, undoes) FROM operation ORDER BY id",
        )?;
        let mut rows = statement.query([])?;
        let mut points = vec![LogPoint::default()];
        while let Some(row) = rows.next()? {
            let before = points.last().map_or("", |point| point.hash.as_str());
            let told: String = row.get(1)?;
            let point = LogPoint {
                operation: row.get(0)?,
                hash: uid(&[before, &told]),
            };
            points.push(point);
        }
        Ok(points)
    }

    /// What was in common with another when both were last brought together; none where that was
    /// never, or the other's log does not go on from there. `has` tells of a place in a log
    /// whether the other's log has it.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn base_with(
        &self,
        other: &Peer,
        has: impl Fn(&LogPoint) -> bool,
    ) -> Result<Option<Base>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, operation, log FROM peer
             WHERE identity IS ?2 AND (name = ?1 OR identity IS NOT NULL)
             ORDER BY name <> ?1, id DESC",
        )?;
        let mut rows = statement.query(params![other.name, other.identity])?;
        while let Some(row) = rows.next()? {
            let point: (Option<i64>, Option<String>) = (row.get(1)?, row.get(2)?);
            let holds = match point {
                (Some(operation), Some(hash)) => has(&LogPoint { operation, hash }),
                _ => true,
            };
            if holds {
                return Ok(Some(self.base(row.get(0)?)?));
            }
        }
        Ok(None)
    }

    fn base(&self, peer: i64) -> Result<Base, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT kind, key, fields FROM peer_base WHERE peer_id = ?1")?;
        let mut rows = statement.query(params![peer])?;
        let mut base = Base::new();
        while let Some(row) = rows.next()? {
            let kind = row.get_ref(0)?.as_str().unwrap_or_default();
            // A newer version may compare what this one does not know.
            let Some(kind) = Kind::named(kind) else {
                continue;
            };
            let fields: Vec<(Field, Value)> =
                serde_json::from_str(row.get_ref(2)?.as_str().unwrap_or_default())?;
            let id = row.get(1)?;
            base.insert(Key { kind, id }, fields.into_iter().collect());
        }
        Ok(base)
    }
}

impl Work<'_> {
    /// Keeps what is now in common with another.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written.
    pub fn set_base_with(&mut self, other: &Peer, base: &Base) -> Result<(), StoreError> {
        let point = other.point.as_ref();
        let connection = self.connection();
        let id: i64 = connection.query_row(
            "INSERT INTO peer (name, identity, operation, log) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (name) DO UPDATE SET
                identity = ?2, operation = ?3, log = ?4
             RETURNING id",
            params![
                other.name,
                other.identity,
                point.map(|point| point.operation),
                point.map(|point| &point.hash)
            ],
            |row| row.get(0),
        )?;
        let known = self.read().base(id)?;
        for key in known.keys().filter(|key| !base.contains_key(key)) {
            connection
                .prepare_cached(
                    "DELETE FROM peer_base WHERE peer_id = ?1 AND kind = ?2 AND key = ?3",
                )?
                .execute(params![id, key.kind.as_str(), key.id])?;
        }
        for (key, fields) in base {
            if known.get(key) == Some(fields) {
                continue;
            }
            let fields: Vec<(&Field, &Value)> = Fields::iter(fields).collect();
            connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO peer_base (peer_id, kind, key, fields)
                     VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![
                    id,
                    key.kind.as_str(),
                    key.id,
                    serde_json::to_string(&fields)?
                ])?;
        }
        Ok(())
    }

    /// What is in common with another: what was kept of the last time or, where the other began as
    /// a copy of this file or this one as a copy of it, what both were before they went their own
    /// ways.
    ///
    /// # Errors
    ///
    /// When either cannot be read.
    pub fn common_with(
        &mut self,
        other: Reader<'_>,
        peer: &Peer,
    ) -> Result<Option<Base>, StoreError> {
        let theirs = other.log_points()?;
        let kept = self
            .read()
            .base_with(peer, |point| theirs.contains(point))?;
        if kept.is_some() || peer.identity != Some(self.read().identity()?) {
            return Ok(kept);
        }
        let ours = self.read().log_points()?;
        let common = ours.iter().zip(&theirs).take_while(|(one, two)| one == two);
        let parting = common.last().map_or(0, |(point, _)| point.operation);
        let facts = self.facts_at(parting)?.into_iter().flatten();
        let base: Base = facts.map(|(key, thing)| (key, thing.fields)).collect();
        Ok(Some(base).filter(|base| !base.is_empty()))
    }

    /// The facts as they were after an operation, by the log; none where the log does not lead
    /// back, since the schema has changed.
    pub(super) fn facts_at(&mut self, operation: i64) -> Result<Option<Facts>, StoreError> {
        let (connection, kept) = (self.connection(), self.mark());
        connection.execute_batch("SAVEPOINT earlier")?;
        let facts = match self.go_back_to(operation) {
            Ok(true) => self.read().facts().map(Some),
            Ok(false) => Ok(None),
            Err(error) => Err(error),
        };
        let back = self
            .connection()
            .execute_batch("ROLLBACK TO earlier; RELEASE earlier");
        self.reset(kept);
        // A full disk may have ended the whole transaction, and the place to go back to with it.
        let facts = facts?;
        back?;
        Ok(facts)
    }
}
