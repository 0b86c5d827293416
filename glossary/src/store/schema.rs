//! The schema and its history.

use std::sync::LazyLock;

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite_migration::{M, Migrations};

use super::StoreError;
use crate::sync::unit_uid;

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
    M::up(include_str!("migrations/0007_memory.sql")),
    M::up(include_str!("migrations/0008_alignment.sql")),
];

/// The steps from an empty file to the newest schema.
pub(super) const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// Version of the newest schema, as `user_version` has it.
pub(super) const VERSION: i64 = STEPS.len() as i64;

/// Adds the functions that the steps call.
pub(super) fn add_functions(connection: &Connection) -> Result<(), rusqlite::Error> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("unit_uid", 1, flags, |context| {
        let texts: Vec<(String, String)> = serde_json::from_str(context.get_raw(0).as_str()?)
            .map_err(|error| rusqlite::Error::UserFunctionError(Box::new(error)))?;
        Ok(unit_uid(&texts, 0))
    })
}

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

    /// The statement that inserts a whole row, its columns in the order of their names. A row that
    /// counts its changes counts this one.
    pub(super) fn insertion(self) -> &'static str {
        static OF_TABLES: Statements = Statements::new(|| Table::ALL.map(insertion));
        OF_TABLES.get(self as usize).map_or("", String::as_str)
    }

    /// The statement that yields the logged columns of the row with a uid as JSON.
    pub(super) fn selection(self) -> &'static str {
        static OF_TABLES: Statements = Statements::new(|| Table::ALL.map(selection));
        OF_TABLES.get(self as usize).map_or("", String::as_str)
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

/// A statement for each table, put together once.
type Statements = LazyLock<[String; Table::ALL.len()]>;

fn insertion(table: Table) -> String {
    let mut columns = table.columns().to_vec();
    columns.sort_unstable();
    let marks = vec!["?"; columns.len()].join(", ");
    let (columns, name) = (columns.join(", "), table.name());
    match table {
        Table::Concept => format!("INSERT INTO {name} (rev, {columns}) VALUES (1, {marks})"),
        _ => format!("INSERT INTO {name} ({columns}) VALUES ({marks})"),
    }
}

fn selection(table: Table) -> String {
    let (row, name) = (json_object(table), table.name());
    format!("SELECT {row} FROM {name} WHERE uid = ?1")
}

/// The SQL expression that yields the logged columns of a row as JSON.
fn json_object(table: Table) -> String {
    let pairs: Vec<String> = table
        .columns()
        .iter()
        .map(|name| format!("'{name}', {name}"))
        .collect();
    format!("json_object({})", pairs.join(", "))
}

#[cfg(test)]
mod tests {
    use rusqlite::params;
    use tmx::{LangTag, TranslationUnit};

    use super::super::IdentifiedUnit;
    use super::*;

    fn connection() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        add_functions(&connection).unwrap();
        connection
    }

    #[test]
    fn the_steps_are_valid() {
        let mut connection = connection();
        MIGRATIONS.to_latest(&mut connection).unwrap();
        let is_whole: String = connection
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(is_whole, "ok");
    }

    #[test]
    fn a_termbase_of_the_first_schema_keeps_its_texts() {
        let mut connection = connection();
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
        let mut connection = connection();
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
        let mut connection = connection();
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
    fn a_termbase_of_the_sixth_schema_keeps_its_units() {
        let mut connection = connection();
        MIGRATIONS.to_version(&mut connection, 6).unwrap();
        let pair = TranslationUnit::pair(
            (&LangTag::chinese(), "你好。"),
            (&LangTag::english(), "Hello."),
        );
        connection
            .execute_batch(
                "INSERT INTO unit VALUES (3, 'u', 'a', 0, 0.5, '{\"variants\":[]}', NULL);
                 INSERT INTO unit VALUES (4, 'v', 'a', 1, 0.5, '{\"variants\":[]}', 7)",
            )
            .unwrap();
        for (unit, ordinal) in [(3, 0), (3, 1), (4, 0)] {
            let variant = &pair.variants[ordinal];
            let (lang, plain) = (variant.lang.as_str(), variant.segment.plain_text());
            let data = serde_json::to_string(variant).unwrap();
            connection
                .execute(
                    "INSERT INTO variant (uid, unit_id, ordinal, lang, plain, data)
                     VALUES (?1 || ?2, ?1, ?2, ?3, ?4, ?5)",
                    params![unit, ordinal, lang, plain, data],
                )
                .unwrap();
        }
        MIGRATIONS.to_latest(&mut connection).unwrap();
        let uid: String = connection
            .query_row(
                "SELECT uid FROM unit WHERE id = 3 AND aside IS NULL",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(uid, IdentifiedUnit::try_from(pair).unwrap().uid);
        let mut statement = connection
            .prepare("SELECT lang || plain || (data IS NULL) FROM variant WHERE unit_id = 3")
            .unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        let rows: Vec<String> = rows.collect::<Result<_, _>>().unwrap();
        assert_eq!(rows, ["zh-CN你好。1", "enHello.1"]);
    }

    #[test]
    fn the_id_of_the_schema_is_the_one_that_is_checked() {
        let first = include_str!("migrations/0001_termbase.sql");
        assert!(first.contains(&format!("application_id = {APPLICATION_ID};")));
    }
}
