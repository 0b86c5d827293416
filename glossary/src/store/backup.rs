//! Copies of a termbase that are known to be whole, and taking one back.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::connection::{Header, check_magic, connect, connect_immutable, needs_immutable};
use super::{Access, Store, StoreError};

/// What is wrong with a termbase file, in SQLite's words; nothing when it is whole.
///
/// # Errors
///
/// When the file is missing or cannot be read at all.
pub fn integrity(path: &Path) -> Result<Vec<String>, StoreError> {
    let connection = look_into(path)?;
    let mut problems = Vec::new();
    let mut statement = connection.prepare("PRAGMA integrity_check(20)")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            problems.push(line);
        }
    }
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        problems.push(format!("a row of {table} belongs to no row of {parent}"));
    }
    Ok(problems)
}

/// Copies the termbase at `path`, as it is at this moment, to `copy`, while others may work on it.
/// The copy is checked before it gets its name.
///
/// # Errors
///
/// When the termbase is damaged, `copy` exists, or the disk is full. No part of a copy is left then.
pub fn back_up(path: &Path, copy: &Path) -> Result<(), StoreError> {
    let connection = look_into(path)?;
    if copy.exists() {
        return Err(StoreError::CannotOpen {
            path: copy.to_owned(),
            reason: "there is a file of that name".to_owned(),
        });
    }
    let part = beside(copy, "part");
    let written = write_copy(&connection, &part).and_then(|()| rename(&part, copy));
    if written.is_err() {
        // What is left of the attempt is of no use.
        let _ = fs::remove_file(&part);
    }
    written
}

/// Puts the copy at `backup` in the place of the termbase at `path`, which may be damaged or missing.
///
/// # Errors
///
/// When the copy is damaged or no termbase, or somebody is working on the termbase. Nothing is
/// changed then.
pub fn restore(backup: &Path, path: &Path) -> Result<(), StoreError> {
    let problems = integrity(backup)?;
    if let Some(problem) = problems.first() {
        return Err(StoreError::Damaged(problem.clone()));
    }
    let part = beside(path, "part");
    let restored = write_copy(&look_into(backup)?, &part)
        .and_then(|()| take_leave(path))
        .and_then(|()| rename(&part, path));
    if restored.is_err() {
        let _ = fs::remove_file(&part);
    }
    restored
}

/// Brings over what can be read of the damaged termbase at `path` into a new one at `target`; returns
/// the number of rows of each table that were brought over.
///
/// # Errors
///
/// When not even the list of tables can be read, or `target` cannot be written.
pub fn salvage(path: &Path, target: &Path) -> Result<Vec<(String, usize)>, StoreError> {
    let damaged = connect_immutable(path)?;
    let new = Store::open(target, Access::Write)?;
    new.connection.pragma_update(None, "foreign_keys", false)?;
    let tables: Vec<String> = new
        .connection
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
             AND name NOT IN ('meta', 'term_key', 'identity') ORDER BY rowid",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut counts = Vec::new();
    new.connection.execute_batch("BEGIN IMMEDIATE")?;
    for table in tables {
        let mut count = 0;
        // A damaged page ends the walk; from the other end, what lies behind it is reached.
        let key = if table == "variant" {
            "unit_id"
        } else {
            "rowid"
        };
        for order in [String::new(), format!(" ORDER BY {key} DESC")] {
            count += bring_over(&damaged, &new.connection, &table, &order).unwrap_or(0);
        }
        counts.push((table, count));
    }
    new.connection.execute_batch(
        "DELETE FROM term WHERE concept_id NOT IN (SELECT id FROM concept);
         DELETE FROM usage WHERE term_id NOT IN (SELECT id FROM term);
         DELETE FROM variant WHERE unit_id NOT IN (SELECT id FROM unit);
         COMMIT",
    )?;
    drop(new);
    // Opening makes the search keys anew.
    drop(Store::open(target, Access::Write)?);
    Ok(counts)
}

fn bring_over(
    damaged: &Connection,
    new: &Connection,
    table: &str,
    order: &str,
) -> Result<usize, StoreError> {
    let columns = |connection: &Connection| -> Result<Vec<String>, rusqlite::Error> {
        let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let names = statement.query_map([table], |row| row.get(0))?;
        names.collect()
    };
    let theirs = columns(damaged)?;
    let mut shared = columns(new)?;
    shared.retain(|name| theirs.contains(name));
    let list = shared.join(", ");
    let marks = vec!["?"; shared.len()].join(", ");
    let mut read = damaged.prepare(&format!("SELECT {list} FROM {table}{order}"))?;
    let mut write = new.prepare(&format!(
        "INSERT OR IGNORE INTO {table} ({list}) VALUES ({marks})"
    ))?;
    let mut rows = read.query([])?;
    let mut count = 0;
    while let Ok(Some(row)) = rows.next() {
        let values: Result<Vec<rusqlite::types::Value>, _> =
            (0..shared.len()).map(|at| row.get(at)).collect();
        let Ok(values) = values else { continue };
        count += write
            .execute(rusqlite::params_from_iter(values))
            .unwrap_or(0);
    }
    Ok(count)
}

/// Opens a termbase to read all of it, whoever else works on it; it has to be one.
fn look_into(path: &Path) -> Result<Connection, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing(path.to_owned()));
    }
    check_magic(path)?;
    let opened = connect(path, false).and_then(|it| Ok((Header::read(&it)?, it)));
    let (header, connection) = match opened {
        Ok(opened) => opened,
        Err(error) if needs_immutable(&error) => {
            let connection = connect_immutable(path)?;
            (Header::read(&connection)?, connection)
        }
        Err(error) => return Err(error.into()),
    };
    header.check(path)?;
    Ok(connection)
}

fn write_copy(connection: &Connection, part: &Path) -> Result<(), StoreError> {
    // Left over from an attempt that was killed.
    let _ = fs::remove_file(part);
    let target = part.to_string_lossy().into_owned();
    connection.execute("VACUUM INTO ?1", [target])?;
    match integrity(part)?.first() {
        None => Ok(()),
        Some(problem) => Err(StoreError::Damaged(problem.clone())),
    }
}

/// Makes sure that nobody works on the termbase, and leaves nothing beside it that would be read
/// into another file of its name.
fn take_leave(path: &Path) -> Result<(), StoreError> {
    let healthy = path.exists() && check_magic(path).is_ok();
    if healthy && let Ok(connection) = connect(path, true) {
        let alone = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT";
        let locked = connection.execute_batch(alone).map_err(StoreError::from);
        // Any other failure is damage, for which a backup is taken back.
        if let Err(StoreError::Busy) = locked {
            return Err(StoreError::Busy);
        }
    }
    for suffix in ["-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match fs::remove_file(PathBuf::from(&name)) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(cannot(Path::new(&name), &error)),
        }
    }
    Ok(())
}

fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    let synced = fs::File::options().write(true).open(from);
    synced
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(from, to))
        .map_err(|error| cannot(to, &error))
}

fn cannot(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::CannotOpen {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

/// The path with something more at its end.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::super::tests::author;
    use super::*;
    use crate::curate::new_concept;
    use crate::entry::TermSec;
    use tmx::LangTag;

    fn add(store: &mut Store, term: &str) {
        let mut work = store.begin(&author("set")).unwrap();
        let entry = new_concept(&LangTag::chinese(), TermSec::new(term));
        work.save_concept(&entry).unwrap();
        work.commit().unwrap();
    }

    fn facts(path: &Path) -> Vec<u8> {
        let mut out = Vec::new();
        let store = Store::open(path, Access::Read).unwrap();
        store.read().dump(&mut out).unwrap();
        out
    }

    #[test]
    fn a_copy_is_whole_and_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let (path, copy) = (folder.path().join("a.db"), folder.path().join("b.db"));
        let mut store = Store::open(&path, Access::Write).unwrap();
        add(&mut store, "海洋");
        // While it is open, and what was written is still beside it.
        back_up(&path, &copy).unwrap();
        let before = facts(&path);
        assert_eq!(facts(&copy), before);
        assert!(matches!(
            back_up(&path, &copy),
            Err(StoreError::CannotOpen { .. })
        ));
        add(&mut store, "港口");
        assert!(matches!(restore(&copy, &path), Err(StoreError::Busy)));
        assert_ne!(facts(&path), before);
        drop(store);
        restore(&copy, &path).unwrap();
        assert_eq!(facts(&path), before);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_damaged_copy_is_not_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let (path, copy) = (folder.path().join("a.db"), folder.path().join("b.db"));
        add(&mut Store::open(&path, Access::Write).unwrap(), "海洋");
        back_up(&path, &copy).unwrap();
        let mut bytes = fs::read(&copy).unwrap();
        let end = bytes.len();
        bytes[4096..end - 4096].fill(0xAA);
        fs::write(&copy, bytes).unwrap();
        let before = facts(&path);
        assert!(restore(&copy, &path).is_err());
        assert_eq!(facts(&path), before);
    }

    #[test]
    fn a_termbase_in_ruins_is_replaced_with_what_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let (path, copy) = (folder.path().join("a.db"), folder.path().join("b.db"));
        add(&mut Store::open(&path, Access::Write).unwrap(), "海洋");
        back_up(&path, &copy).unwrap();
        let before = facts(&path);
        fs::write(&path, b"SQLite format 3\0 and nothing more").unwrap();
        fs::write(folder.path().join("a.db-wal"), b"old").unwrap();
        restore(&copy, &path).unwrap();
        assert_eq!(facts(&path), before);
        assert!(!folder.path().join("a.db-wal").exists());
    }

    #[test]
    fn what_can_be_read_of_a_damaged_termbase_is_brought_over() {
        let folder = tempfile::tempdir().unwrap();
        let (path, new) = (folder.path().join("a.db"), folder.path().join("b.db"));
        let mut store = Store::open(&path, Access::Write).unwrap();
        for number in 0..400 {
            add(&mut store, &format!("海洋{number}"));
        }
        drop(store);
        let root: u64 = Connection::open(&path)
            .unwrap()
            .query_row(
                "SELECT rootpage FROM sqlite_schema WHERE name = 'term_key'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        let mut bytes = fs::read(&path).unwrap();
        let start = (root as usize - 1) * 4096;
        bytes[start..start + 4096].fill(0xAA);
        fs::write(&path, bytes).unwrap();
        let counts = salvage(&path, &new).unwrap();
        assert!(counts.contains(&("term".to_owned(), 400)), "{counts:?}");
        let store = Store::open(&new, Access::Read).unwrap();
        assert_eq!(store.read().find("海洋399", 1).unwrap().len(), 1);
        assert!(integrity(&new).unwrap().is_empty());
    }
}
