//! A connection to the file of a termbase, and what the file says of itself.

use std::cell::Cell;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::StoreError;
use super::schema::{APPLICATION_ID, VERSION};

/// How long to wait for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// How much of the file is kept in memory at most, in KiB. A long list of decisions changes pages
/// all over the file; with SQLite's 2 MB most of its time goes into writing and reading them again.
pub(super) const CACHE_KIB: i64 = 64 * 1024;

/// Statements that are kept ready. Storing an entry takes more than twenty; with a place too few for
/// them each is made anew every time.
pub(super) const STATEMENTS: usize = 64;

/// The first bytes of every SQLite file.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// What a file says of itself.
pub(super) struct Header {
    pub(super) application: i64,
    pub(super) version: i64,
    pub(super) tables: i64,
}

impl Header {
    pub(super) fn read(connection: &Connection) -> Result<Self, rusqlite::Error> {
        let pragma = |name| connection.pragma_query_value(None, name, |row| row.get(0));
        Ok(Self {
            application: pragma("application_id")?,
            version: pragma("user_version")?,
            tables: connection
                .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?,
        })
    }

    pub(super) fn check(&self, path: &Path) -> Result<(), StoreError> {
        let is_new = self.application == 0 && self.version == 0 && self.tables == 0;
        if !is_new && self.application != APPLICATION_ID {
            return Err(StoreError::Foreign(path.to_owned()));
        }
        if self.version > VERSION {
            return Err(StoreError::Newer {
                path: path.to_owned(),
                found: self.version,
                known: VERSION,
            });
        }
        Ok(())
    }
}

/// SQLite takes a file of less than a page for an empty database and would write over it.
pub(super) fn check_magic(path: &Path) -> Result<(), StoreError> {
    let Ok(file) = fs::File::open(path) else {
        return Ok(());
    };
    let mut start = Vec::new();
    let read = file.take(MAGIC.len() as u64).read_to_end(&mut start);
    if read.is_ok() && !start.is_empty() && start != MAGIC {
        return Err(StoreError::NotADatabase(path.to_owned()));
    }
    Ok(())
}

pub(super) fn connect(path: &Path, writable: bool) -> Result<Connection, rusqlite::Error> {
    let access = if writable {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    };
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    prepare(connection)
}

pub(super) fn connect_immutable(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let connection = Connection::open_with_flags(immutable_uri(&full.to_string_lossy()), flags)?;
    Ok(prepare(connection)?)
}

/// The settings of a connection; the patience comes first, since reading a setting already locks.
fn prepare(mut connection: Connection) -> Result<Connection, rusqlite::Error> {
    connection.busy_handler(Some(wait_a_moment))?;
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Waits for another process, and says whether to try again; `tries` counts from 0 for each wait.
///
/// SQLite's own handler soon sleeps a tenth of a second at a time. Beside several who write without
/// a pause it hardly ever wakes up when nobody does, and gives up in the end.
fn wait_a_moment(tries: i32) -> bool {
    thread_local! {
        static BEGAN: Cell<Option<Instant>> = const { Cell::new(None) };
    }
    if tries == 0 {
        BEGAN.set(Some(Instant::now()));
    }
    // Not the same for all, so that they do not meet again and again.
    let millis = 1 + u64::from(tries.unsigned_abs().wrapping_add(std::process::id()) % 4);
    std::thread::sleep(Duration::from_millis(millis));
    BEGAN.get().is_none_or(|began| began.elapsed() < PATIENCE)
}

/// SQLite's URI for a file that nobody will change: <https://sqlite.org/uri.html>.
fn immutable_uri(absolute_path: &str) -> String {
    let mut uri = String::from("file://");
    let slashed = absolute_path.replace('\\', "/");
    if !slashed.starts_with('/') {
        uri.push('/');
    }
    for byte in slashed.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b':' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    uri
}

pub(super) fn needs_immutable(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied)
    )
}

/// Whether a full disk left no room for the file beside the database, and nothing waits to be taken
/// into the database, which reading it alone would miss.
pub(super) fn is_shared_memory_failure(error: &rusqlite::Error, path: &Path) -> bool {
    let mut waiting = path.as_os_str().to_owned();
    waiting.push("-wal");
    let nothing_waits = fs::metadata(waiting).map_or(true, |metadata| metadata.len() == 0);
    nothing_waits
        && matches!(
            error.sqlite_error().map(|error| error.extended_code),
            Some(
                rusqlite::ffi::SQLITE_IOERR_SHMOPEN
                    | rusqlite::ffi::SQLITE_IOERR_SHMSIZE
                    | rusqlite::ffi::SQLITE_IOERR_SHMMAP
            )
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_of_unix_and_windows_paths() {
        assert_eq!(
            immutable_uri("/a b/术.db"),
            "file:///a%20b/%E6%9C%AF.db?immutable=1"
        );
        assert_eq!(
            immutable_uri(r"C:\Eigene\t?.db"),
            "file:///C:/Eigene/t%3F.db?immutable=1"
        );
    }
}
