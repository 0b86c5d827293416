//! Opening a termbase file, and refusing what is none.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::connection::{
    Header, STATEMENTS, check_magic, connect, connect_immutable, is_shared_memory_failure,
    needs_immutable,
};
use super::key::restore_keys;
use super::schema::{self, APPLICATION_ID, MIGRATIONS, VERSION};
use super::{Reader, StoreError};

/// What a file is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To look things up; the file must exist and may be write-protected.
    Read,
    /// To change things; a missing file is created.
    Write,
}

/// How a change is kept apart until it is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Journal {
    /// As the file has it; a new one gets [`Journal::Ahead`].
    #[default]
    AsItIs,
    /// Changes go to a file of their own first: quick, and others can read while one writes. The
    /// programs share memory, and so have to run on one machine.
    Ahead,
    /// What is overwritten is kept until the change is whole: for folders that several machines
    /// see. While one writes, others wait.
    Rollback,
}

impl Journal {
    /// SQLite's word for it, and the number that the file has for it in its 19th byte.
    fn mode(self) -> Option<(&'static str, u8)> {
        match self {
            Self::AsItIs => None,
            Self::Ahead => Some(("WAL", 2)),
            Self::Rollback => Some(("DELETE", 1)),
        }
    }
}

/// An open termbase.
#[derive(Debug)]
pub struct Store {
    pub(super) connection: Connection,
    path: PathBuf,
    writable: bool,
}

impl Store {
    /// Opens the termbase at `path`; for [`Access::Write`] a missing one is created.
    ///
    /// A write-protected file opens for reading, even where no file can be created beside it.
    ///
    /// # Errors
    ///
    /// When the file is missing, no termbase, of a newer version, write-protected though it is to
    /// be written, in use for more than five seconds, or damaged. The file is never changed then.
    pub fn open(path: &Path, access: Access) -> Result<Self, StoreError> {
        Self::open_with(path, access, Journal::AsItIs)
    }

    /// Opens the termbase with this journal; a file that somebody else has open stays as it is.
    ///
    /// # Errors
    ///
    /// As [`Store::open`].
    pub fn open_with(path: &Path, access: Access, journal: Journal) -> Result<Self, StoreError> {
        let metadata = fs::metadata(path).ok();
        if metadata.is_none() && access == Access::Read {
            return Err(StoreError::Missing(path.to_owned()));
        }
        if metadata.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(StoreError::CannotOpen {
                path: path.to_owned(),
                reason: "it is a folder".to_owned(),
            });
        }
        check_magic(path)?;
        let protected = metadata.is_some_and(|metadata| metadata.permissions().readonly());
        if protected && access == Access::Write {
            return Err(StoreError::ReadOnly(path.to_owned()));
        }
        let writable = !protected;
        if writable {
            // What is wrong with the file comes up when it is opened.
            let _ = exchange_journal(path, journal);
        }
        let opened = connect(path, writable).and_then(|connection| {
            let header = Header::read(&connection)?;
            Ok((connection, header))
        });
        let (mut connection, header) = match opened {
            Ok(opened) => opened,
            // Write-ahead logging wants a file beside the database; where none can be made, the
            // database cannot change either, so it may be read as it stands.
            Err(error)
                if access == Access::Read
                    && (needs_immutable(&error) || is_shared_memory_failure(&error, path)) =>
            {
                let connection = connect_immutable(path)?;
                let header = Header::read(&connection)?;
                (connection, header)
            }
            Err(error) => return Err(explain(error, path, access)),
        };
        header.check(path)?;
        if journal == Journal::Rollback {
            // Pages written before the end would lock out the copy that is made of what was.
            connection.pragma_update(None, "cache_spill", false)?;
        }
        if header.version < VERSION {
            if !writable {
                return Err(StoreError::ReadOnly(path.to_owned()));
            }
            if header.version > 0 {
                keep_former(path, header.version)?;
            }
            let is_new = header.tables == 0;
            let failed = |error| match is_new {
                true => at(error, path),
                false => damaged(error),
            };
            let journal = match (journal, is_new) {
                (Journal::AsItIs, true) => Journal::Ahead,
                _ => journal,
            };
            migrate(&mut connection, journal).map_err(failed)?;
        }
        if writable {
            restore_keys(&mut connection).map_err(damaged)?;
        }
        if access == Access::Read {
            connection.pragma_update(None, "query_only", true)?;
            // All that is read belongs together, whoever writes meanwhile; and the file is locked
            // once, not once a statement, of which long lists need thousands.
            connection.execute_batch("BEGIN")?;
        }
        Ok(Self {
            connection,
            path: path.to_owned(),
            writable: access == Access::Write,
        })
    }

    /// A termbase without a file: for tests, and for commands that only print.
    ///
    /// # Errors
    ///
    /// When memory runs out.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::unnamed(Connection::open_in_memory()?)
    }

    /// A termbase that nobody sees, in a file of the system that is gone afterwards: to try what
    /// may be larger than memory.
    ///
    /// # Errors
    ///
    /// When no such file can be made.
    pub fn temporary() -> Result<Self, StoreError> {
        // What SQLite calls a temporary database: no name, and pages that leave memory.
        let connection = Connection::open("")?;
        connection.pragma_update(None, "cache_size", -super::connection::CACHE_KIB)?;
        Self::unnamed(connection)
    }

    fn unnamed(mut connection: Connection) -> Result<Self, StoreError> {
        connection.set_transaction_behavior(TransactionBehavior::Immediate);
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        migrate(&mut connection, Journal::AsItIs)?;
        restore_keys(&mut connection)?;
        Ok(Self {
            connection,
            path: PathBuf::from(":memory:"),
            writable: true,
        })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it was opened to be changed.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.writable
    }

    /// The view for reading.
    #[must_use]
    pub fn read(&self) -> Reader<'_> {
        Reader {
            connection: &self.connection,
        }
    }
}

fn explain(error: rusqlite::Error, path: &Path, access: Access) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::ReadOnly) if access == Access::Write => {
            StoreError::ReadOnly(path.to_owned())
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => StoreError::CannotOpen {
            path: path.to_owned(),
            reason: match path.parent() {
                Some(folder) if !folder.as_os_str().is_empty() && !folder.exists() => {
                    format!("there is no folder `{}`", folder.display())
                }
                _ => "the file or its folder cannot be written".to_owned(),
            },
        },
        _ => error.into(),
    }
}

/// Makes the journal of a file that nobody else has open the one that is wanted.
fn exchange_journal(path: &Path, journal: Journal) -> Result<(), StoreError> {
    let Some((mode, number)) = journal.mode() else {
        return Ok(());
    };
    let mut start = Vec::new();
    let file = fs::File::open(path).map_err(|error| StoreError::Database(Box::new(error)))?;
    let read = file.take(19).read_to_end(&mut start);
    if read.is_err() || start.get(18).is_none_or(|own| *own == number) {
        return Ok(());
    }
    let connection = connect(path, true)?;
    connection.busy_timeout(Duration::ZERO)?;
    if journal == Journal::Rollback {
        // Alone, it needs no memory to share, which a network may not have.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    }
    let header = Header::read(&connection)?;
    if header.application == APPLICATION_ID && header.version <= VERSION {
        connection.pragma_update(None, "journal_mode", mode)?;
    }
    Ok(())
}

/// A file of ours in which something is missing or there twice.
fn damaged(error: StoreError) -> StoreError {
    match error {
        StoreError::Database(cause) => StoreError::Damaged(cause.to_string()),
        other => other,
    }
}

fn at(error: StoreError, path: &Path) -> StoreError {
    match error {
        StoreError::Database(cause) => StoreError::CannotOpen {
            path: path.to_owned(),
            reason: cause.to_string(),
        },
        other => other,
    }
}

/// Before the schema changes, a copy is made beside the termbase, once for each schema: an older
/// shuyu can go on with it.
fn keep_former(path: &Path, version: i64) -> Result<(), StoreError> {
    let mut copy = path.as_os_str().to_owned();
    copy.push(format!(".schema-{version}"));
    let copy = PathBuf::from(copy);
    if copy.exists() {
        return Ok(());
    }
    super::backup::back_up(path, &copy)
}

fn migrate(connection: &mut Connection, journal: Journal) -> Result<(), StoreError> {
    // Set before anything is written and kept in the file.
    if let Some((mode, _)) = journal.mode() {
        connection.pragma_update(None, "journal_mode", mode)?;
    }
    schema::add_functions(connection)?;
    let Err(error) = MIGRATIONS.to_latest(connection) else {
        return Ok(());
    };
    // Another process may have taken the same step a moment earlier.
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version == VERSION {
        return Ok(());
    }
    match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => Err(err.into()),
        other => Err(StoreError::Database(Box::new(other))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_missing_file_is_created_only_for_writing() {
        let folder = folder();
        let path = folder.path().join("new.db");
        assert!(matches!(
            Store::open(&path, Access::Read),
            Err(StoreError::Missing(_))
        ));
        assert!(!path.exists());
        Store::open(&path, Access::Write).unwrap();
        Store::open(&path, Access::Read).unwrap();
    }

    #[test]
    fn a_temporary_termbase_takes_what_any_takes_and_keeps_to_its_cache() {
        let mut store = Store::temporary().unwrap();
        let connection = &store.connection;
        let pages = connection.pragma_query_value(None, "cache_size", |row| row.get::<_, i64>(0));
        assert!(pages.unwrap() < 0);
        // In memory alone nothing could be spilt.
        let mode =
            connection.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0));
        assert_ne!(mode.unwrap(), "memory");
        let work = store.begin(&super::super::tests::author("add")).unwrap();
        work.commit().unwrap();
    }

    #[test]
    fn the_journal_is_exchanged_where_nobody_else_works() {
        let folder = folder();
        let path = folder.path().join("shared.db");
        let journal = |path: &Path| fs::read(path).unwrap()[18];
        drop(Store::open_with(&path, Access::Write, Journal::Rollback).unwrap());
        assert_eq!(journal(&path), 1);
        drop(Store::open(&path, Access::Write).unwrap());
        assert_eq!(journal(&path), 1);
        let open = Store::open_with(&path, Access::Read, Journal::Ahead).unwrap();
        assert_eq!(journal(&path), 2);
        let other = Store::open_with(&path, Access::Write, Journal::Rollback).unwrap();
        assert_eq!(journal(&path), 2, "it is in use");
        drop((open, other));
        drop(Store::open_with(&path, Access::Read, Journal::Rollback).unwrap());
        assert_eq!(journal(&path), 1);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_journal_of_a_file_of_others_stays() {
        let folder = folder();
        let path = folder.path().join("music.db");
        let other = Connection::open(&path).unwrap();
        other
            .execute_batch("CREATE TABLE song (name TEXT)")
            .unwrap();
        drop(other);
        let before = fs::read(&path).unwrap();
        let opened = Store::open_with(&path, Access::Write, Journal::Ahead);
        assert!(matches!(opened, Err(StoreError::Foreign(_))));
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_file_that_is_no_database_is_refused_and_kept() {
        let folder = folder();
        for content in ["我们".as_bytes(), &[b'x'; 5000], b"SQLite"] {
            let path = folder.path().join("notes.txt");
            fs::write(&path, content).unwrap();
            for access in [Access::Read, Access::Write] {
                let error = Store::open(&path, access).unwrap_err();
                assert!(matches!(error, StoreError::NotADatabase(_)), "{error}");
            }
            assert_eq!(fs::read(&path).unwrap(), content);
        }
    }

    #[test]
    fn a_database_of_another_program_is_refused() {
        let folder = folder();
        let path = folder.path().join("other.db");
        let other = Connection::open(&path).unwrap();
        other
            .execute_batch("CREATE TABLE music (title TEXT)")
            .unwrap();
        drop(other);
        let before = fs::read(&path).unwrap();
        let error = Store::open(&path, Access::Write).unwrap_err();
        assert!(matches!(error, StoreError::Foreign(_)), "{error}");
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn the_termbase_is_kept_as_it_was_before_its_schema_changes() {
        let folder = folder();
        let path = folder.path().join("old.db");
        let mut old = Connection::open(&path).unwrap();
        MIGRATIONS.to_version(&mut old, 1).unwrap();
        drop(old);
        drop(Store::open(&path, Access::Write).unwrap());
        let copy = Connection::open(folder.path().join("old.db.schema-1")).unwrap();
        let version = copy.pragma_query_value(None, "user_version", |row| row.get(0));
        assert_eq!(version, Ok(1));
    }

    #[test]
    fn a_newer_termbase_is_refused() {
        let folder = folder();
        let path = folder.path().join("newer.db");
        let store = Store::open(&path, Access::Write).unwrap();
        store
            .connection
            .pragma_update(None, "user_version", VERSION + 1)
            .unwrap();
        drop(store);
        let error = Store::open(&path, Access::Read).unwrap_err();
        assert!(matches!(error, StoreError::Newer { .. }), "{error}");
    }

    #[test]
    fn a_damaged_file_is_told_as_damaged() {
        let folder = folder();
        let path = folder.path().join("damaged.db");
        drop(Store::open(&path, Access::Write).unwrap());
        let mut bytes = fs::read(&path).unwrap();
        bytes[100..1200].fill(0xAA);
        fs::write(&path, bytes).unwrap();
        let error = Store::open(&path, Access::Read).unwrap_err();
        assert!(matches!(error, StoreError::Damaged(_)), "{error}");
    }

    #[test]
    fn a_write_protected_file_opens_for_reading_only() {
        let folder = folder();
        let path = folder.path().join("protected.db");
        drop(Store::open(&path, Access::Write).unwrap());
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let error = Store::open(&path, Access::Write).unwrap_err();
        assert!(matches!(error, StoreError::ReadOnly(_)), "{error}");
        let store = Store::open(&path, Access::Read).unwrap();
        assert!(!store.is_writable());
        assert!(connect_immutable(&path).is_ok());
    }

    #[test]
    fn writing_waits_for_its_turn_from_the_start() {
        let folder = folder();
        let path = folder.path().join("busy.db");
        let mut first = Store::open(&path, Access::Write).unwrap();
        let mut second = Store::open(&path, Access::Write).unwrap();
        second.connection.busy_timeout(Duration::ZERO).unwrap();
        let author = super::super::tests::author("accept");
        let work = first.begin(&author).unwrap();
        assert!(matches!(second.begin(&author), Err(StoreError::Busy)));
        drop(work);
        assert!(second.begin(&author).is_ok());
    }
}
