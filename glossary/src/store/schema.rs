//! The schema and its history.

use rusqlite_migration::{M, Migrations};

use super::StoreError;

/// The number in the file's header that says whose database it is: `shuy`.
pub(super) const APPLICATION_ID: i64 = 0x7368_7579;

/// A released step is never edited; a change of schema is a new step.
const STEPS: &[M<'static>] = &[
    M::up(include_str!("migrations/0001_termbase.sql")),
    M::up(include_str!("migrations/0002_landmarks.sql")),
    M::up(include_str!("migrations/0003_doubt.sql")),
    M::up(include_str!("migrations/0004_history.sql")),
    M::up(include_str!("migrations/0005_fields.sql")),
    M::up(include_str!("migrations/0006_sync.sql")),
];

/// The steps from an empty file to the newest schema.
pub(super) const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// Version of the newest schema, as `user_version` has it.
pub(super) const VERSION: i64 = STEPS.len() as i64;

/// A table of facts: every change of its rows is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Text,
    Concept,
    Term,
    Usage,
    Decision,
    Unit,
}

impl Table {
    /// The tables, each after those whose rows its own are part of.
    pub(super) const ALL: [Self; 6] = [
        Self::Text,
        Self::Concept,
        Self::Term,
        Self::Usage,
        Self::Decision,
        Self::Unit,
    ];

    /// The table with a name that the log has; the file is damaged when there is none.
    pub(super) fn named(name: &str) -> Result<Self, StoreError> {
        Self::ALL
            .into_iter()
            .find(|table| table.name() == name)
            .ok_or_else(|| StoreError::Damaged(format!("the log names an unknown table `{name}`")))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Concept => "concept",
            Self::Term => "term",
            Self::Usage => "usage",
            Self::Decision => "decision",
            Self::Unit => "unit",
        }
    }

    /// The columns the log keeps. Bodies of texts are not among them: a text is inserted in bulk
    /// and set aside, never rewritten. Nor are revision counters, which only ever grow.
    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Text => &[
                "id", "uid", "name", "lang", "encoding", "source", "date", "aside",
            ],
            Self::Concept => &[
                "id",
                "uid",
                "subject",
                "definition",
                "note",
                "customer",
                "project",
                "do_not_translate",
                "approved_by",
                "related",
            ],
            Self::Term => &[
                "id",
                "uid",
                "concept_id",
                "ordinal",
                "lang",
                "text",
                "pinyin",
                "pinyin_doubt",
                "part_of_speech",
                "term_type",
                "forbidden",
                "note",
                "contexts",
            ],
            Self::Usage => &[
                "id", "uid", "term_id", "ordinal", "status", "since", "until", "source",
            ],
            Self::Decision => &[
                "id",
                "uid",
                "lang",
                "norm",
                "norm_version",
                "term",
                "verdict",
                "reason",
                "frequency",
            ],
            Self::Unit => &["id", "uid", "origin", "ordinal", "score", "data", "aside"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_valid() {
        MIGRATIONS.validate().unwrap();
    }

    #[test]
    fn a_termbase_of_the_first_schema_keeps_its_texts() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        MIGRATIONS.to_version(&mut connection, 1).unwrap();
        connection
            .execute_batch(
                "INSERT INTO text (uid, name, lang, encoding, raw_hash, body, map, report)
                 VALUES ('u', 'a.txt', 'zh-CN', 'UTF-8', 'h', '守望相助', x'0100', '{}')",
            )
            .unwrap();
        MIGRATIONS.to_latest(&mut connection).unwrap();
        let row: (String, String) = connection
            .query_row("SELECT body, landmarks FROM text", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!(row, ("守望相助".to_owned(), "[]".to_owned()));
    }

    #[test]
    fn what_was_done_before_a_migration_is_known_as_such() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        MIGRATIONS.to_version(&mut connection, 1).unwrap();
        connection
            .execute_batch("INSERT INTO operation (at, user, command) VALUES (0, 'mei', 'add')")
            .unwrap();
        MIGRATIONS.to_latest(&mut connection).unwrap();
        let version: i64 = connection
            .query_row("SELECT version FROM operation", [], |row| row.get(0))
            .unwrap();
        assert!(version < VERSION);
    }

    #[test]
    fn a_termbase_of_the_second_schema_keeps_its_pinyin_undoubted() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        MIGRATIONS.to_version(&mut connection, 2).unwrap();
        connection
            .execute_batch(
                "INSERT INTO concept (uid) VALUES ('c');
                 INSERT INTO term (uid, concept_id, ordinal, lang, text, pinyin, part_of_speech,
                    forbidden) VALUES ('t', 1, 0, 'zh-CN', '海洋', 'hǎiyáng', 'noun', 0);
                 INSERT INTO term_key VALUES (0, '海洋', 1)",
            )
            .unwrap();
        MIGRATIONS.to_latest(&mut connection).unwrap();
        super::super::key::restore_keys(&mut connection).unwrap();
        let row: (String, Option<String>, i64) = connection
            .query_row(
                "SELECT pinyin, pinyin_doubt, (SELECT count(*) FROM term_key) FROM term",
                [],
                |row| row.try_into(),
            )
            .unwrap();
        assert_eq!((row.0.as_str(), row.1), ("hǎiyáng", None));
        assert!(row.2 > 4, "the keys are made anew");
    }

    #[test]
    fn the_id_of_the_schema_is_the_one_that_is_checked() {
        let first = include_str!("migrations/0001_termbase.sql");
        assert!(first.contains(&format!("application_id = {APPLICATION_ID};")));
    }
}
