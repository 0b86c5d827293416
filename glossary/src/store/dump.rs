//! All facts of a termbase, and its log if wanted, as sorted lines of JSON.

use std::io::{self, Write};

use serde_json::Value;

use super::schema::Table;
use super::{Reader, StoreError};
use crate::sync::{line, without_number};

/// A text as JSON. Numbers are those of one file, and no facts: two files that say the same may
/// have given others.
pub(super) const TEXT: &str = "json_object('uid', uid, 'name', name, 'lang', lang,
    'encoding', encoding, 'source', source, 'date', date, 'raw_hash', raw_hash,
    'report', json(report), 'map', hex(map), 'landmarks', json(landmarks), 'body', body)";

/// A decision as JSON.
pub(super) const DECISION: &str = "json_object('uid', uid, 'lang', lang, 'norm', norm,
    'norm_version', norm_version, 'term', term, 'verdict', verdict, 'reason', reason,
    'frequency', frequency)";

/// A unit with its variants as JSON.
pub(super) const UNIT: &str = "json_object('uid', uid, 'origin', origin, 'ordinal', ordinal,
    'score', score, 'data', json(data), 'variants',
    (SELECT json_group_array(json(data)) FROM
        (SELECT coalesce(data, json_object('lang', lang, 'segment',
            CASE plain WHEN '' THEN json_array() ELSE json_array(json_object('text', plain)) END))
            AS data FROM variant WHERE unit_id = unit.id ORDER BY ordinal)))";

/// A dump that did not come to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DumpError {
    /// The termbase cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output cannot be written.
    #[error(transparent)]
    Output(#[from] io::Error),
}

impl Reader<'_> {
    /// Writes all facts, one thing a line, sorted by kind and uid; without the log, the numbers of
    /// rows, revision counters and anything derived. Equal facts give equal bytes.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read or `out` cannot be written.
    pub fn dump(&self, out: &mut dyn Write) -> Result<(), DumpError> {
        self.dump_rows(
            out,
            "setting",
            "SELECT json_object('key', key, 'value', value) FROM meta ORDER BY key",
        )?;
        self.dump_rows(
            out,
            "text",
            &format!("SELECT {TEXT} FROM text WHERE aside IS NULL ORDER BY uid"),
        )?;
        self.dump_entries(out)?;
        self.dump_rows(
            out,
            "decision",
            &format!("SELECT {DECISION} FROM decision ORDER BY uid"),
        )?;
        self.dump_rows(
            out,
            "unit",
            &format!("SELECT {UNIT} FROM unit WHERE aside IS NULL ORDER BY uid"),
        )
    }

    /// Writes the numbers of the rows, by which the log calls them, the log itself, one row a line,
    /// and the texts and units out of use that it can bring back:
    /// with [`Reader::dump`] all that is in the termbase but what can be made again from it.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read or `out` cannot be written.
    pub fn dump_history(&self, out: &mut dyn Write) -> Result<(), DumpError> {
        for (kind, table, row) in [("text-aside", "text", TEXT), ("unit-aside", "unit", UNIT)] {
            let sql = format!(
                "SELECT json_set({row}, '$.aside', aside) FROM {table}
                 WHERE aside IS NOT NULL ORDER BY uid"
            );
            self.dump_rows(out, kind, &sql)?;
        }
        for table in Table::ALL.map(Table::name) {
            let sql = format!(
                "SELECT json_object('table', '{table}', 'uid', uid, 'id', id) FROM {table}
                 ORDER BY uid"
            );
            self.dump_rows(out, "number", &sql)?;
        }
        self.dump_rows(
            out,
            "operation",
            "SELECT json_object('id', id, 'at', at, 'user', user, 'command', command,
                'undoes', undoes, 'version', version)
             FROM operation ORDER BY id",
        )?;
        self.dump_rows(
            out,
            "change",
            "SELECT json_object('operation', operation_id, 'table', table_name, 'uid', uid,
                'owner', owner, 'before', json(before), 'after', json(after))
             FROM change ORDER BY id",
        )?;
        self.dump_rows(
            out,
            "bulk",
            "SELECT json_object('operation', operation_id, 'table', table_name,
                'first', first_id, 'last', last_id)
             FROM bulk ORDER BY id",
        )
    }

    fn dump_rows(&self, out: &mut dyn Write, kind: &str, sql: &str) -> Result<(), DumpError> {
        let mut statement = self.connection.prepare(sql).map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let json: String = row.get(0).map_err(StoreError::from)?;
            let value: Value = serde_json::from_str(&json).map_err(StoreError::from)?;
            write_line(out, kind, &value)?;
        }
        Ok(())
    }

    fn dump_entries(&self, out: &mut dyn Write) -> Result<(), DumpError> {
        let mut statement = self
            .connection
            .prepare("SELECT id FROM concept ORDER BY uid")
            .map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let entry = self.concept(row.get(0).map_err(StoreError::from)?)?;
            write_line(
                out,
                "entry",
                &without_number(&entry).map_err(StoreError::from)?,
            )?;
        }
        Ok(())
    }
}

fn write_line(out: &mut dyn Write, kind: &str, value: &Value) -> Result<(), DumpError> {
    writeln!(out, "{}", line(kind, value))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tmx::{LangTag, TranslationUnit};

    use super::super::tests::{author, store};
    use super::super::{Store, Verdict};

    fn dump(store: &Store) -> String {
        let mut out = Vec::new();
        store.read().dump(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_log_does_not_show_in_a_dump() {
        let mut store = store();
        let zh = LangTag::chinese();
        let mut work = store.begin(&author("reject")).unwrap();
        work.decide(&zh, "合作", Verdict::Rejected, None).unwrap();
        work.commit().unwrap();
        let before = dump(&store);
        let mut work = store.begin(&author("accept")).unwrap();
        work.decide(&zh, "合作", Verdict::Accepted, None).unwrap();
        work.decide(&zh, "合作", Verdict::Rejected, None).unwrap();
        work.commit().unwrap();
        assert_eq!(dump(&store), before);
        assert!(before.contains("合作"));
    }

    #[test]
    fn the_history_has_the_log_and_what_it_can_bring_back() {
        let mut store = store();
        let zh = LangTag::chinese();
        let unit = |text: &str| {
            let unit = TranslationUnit::pair((&zh, text), (&LangTag::english(), "Hello."));
            (unit, Some(0.5))
        };
        for text in ["你好。", "您好。"] {
            let mut work = store.begin(&author("align")).unwrap();
            work.replace_units("a", &[unit(text)]).unwrap();
            work.commit().unwrap();
        }
        let mut out = Vec::new();
        store.read().dump_history(&mut out).unwrap();
        let kinds: Vec<String> = String::from_utf8(out)
            .unwrap()
            .lines()
            .map(|line| {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                let kind = line["kind"].as_str().unwrap();
                assert!(line[kind].is_object(), "{line}");
                kind.to_owned()
            })
            .collect();
        let expected = [
            "unit-aside",
            "number",
            "number",
            "operation",
            "operation",
            "change",
            "bulk",
            "bulk",
        ];
        assert_eq!(kinds, expected);
    }
}
