//! A termbase file that several use at once.

use std::path::Path;
use std::process::{Command, Stdio};

use glossary::curate::new_concept;
use glossary::entry::TermSec;
use glossary::store::{Access, Author, Store, StoreError};
use tmx::LangTag;

const WRITERS: usize = 8;
const INCREMENTS: usize = 50;

fn author(user: usize) -> Author {
    Author {
        user: user.to_string(),
        command: "count".to_owned(),
        at: 1_700_000_000,
    }
}

/// Adds one to the number in the note of the first entry.
fn increment(store: &mut Store, user: usize) -> Result<(), StoreError> {
    let mut work = store.begin(&author(user))?;
    let mut entry = work.read().concept(1)?;
    let count: usize = entry.note.as_deref().unwrap_or("0").parse().unwrap();
    entry.note = Some((count + 1).to_string());
    work.save_concept(&entry)?;
    work.commit()
}

fn count(path: &Path) -> String {
    let store = Store::open(path, Access::Read).unwrap();
    let entry = store.read().concept(1).unwrap();
    entry.note.unwrap()
}

#[test]
fn no_change_is_lost_among_many_writers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.db");
    let mut store = Store::open(&path, Access::Write).unwrap();
    let mut work = store.begin(&author(0)).unwrap();
    work.save_concept(&new_concept(&LangTag::chinese(), TermSec::new("计数")))
        .unwrap();
    work.commit().unwrap();
    std::thread::scope(|scope| {
        for user in 1..=WRITERS {
            let path = &path;
            scope.spawn(move || {
                let mut store = Store::open(path, Access::Write).unwrap();
                for _ in 0..INCREMENTS {
                    increment(&mut store, user).unwrap();
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..INCREMENTS {
                let store = Store::open(&path, Access::Read).unwrap();
                store.read().concept(1).unwrap();
            }
        });
    });
    assert_eq!(count(&path), (WRITERS * INCREMENTS).to_string());
    let entry = store.read().concept(1).unwrap();
    let history = store.read().history(&entry.uid).unwrap();
    let of = |user: usize| {
        let user = user.to_string();
        let changes = history.iter();
        changes
            .filter(|change| change.operation.user == user)
            .count()
    };
    assert!((1..=WRITERS).all(|user| of(user) == INCREMENTS));
}

/// Names the termbase for [`a_process_of_its_own`].
const SHARED: &str = "SHUYU_TEST_SHARED";
/// Makes every process add one so many times: 500 in the full run.
const COUNT: &str = "SHUYU_INCREMENTS";

#[test]
fn no_change_is_lost_among_many_processes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.db");
    let mut store = Store::open(&path, Access::Write).unwrap();
    let mut work = store.begin(&author(0)).unwrap();
    work.save_concept(&new_concept(&LangTag::chinese(), TermSec::new("计数")))
        .unwrap();
    work.commit().unwrap();
    let count = increments();
    let start = |user: usize| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "a_process_of_its_own", "--ignored"])
            .env(SHARED, &path)
            .env("SHUYU_TEST_USER", user.to_string())
            .stdout(Stdio::null());
        command.spawn().unwrap()
    };
    let children: Vec<_> = (1..=WRITERS).map(start).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let entry = store.read().concept(1).unwrap();
    assert_eq!(entry.note, Some((WRITERS * count).to_string()));
    // Nobody has seen it shrink: every change adds one to what the one before left.
    let history = store.read().history(&entry.uid).unwrap();
    let notes = history.iter().filter_map(|change| {
        let note = change.after.as_ref()?.get("note")?.as_str()?;
        note.parse::<usize>().ok()
    });
    assert!(notes.eq(1..=WRITERS * count));
}

#[test]
#[ignore = "run by the test above, in processes of its own"]
fn a_process_of_its_own() {
    let Some(path) = std::env::var_os(SHARED) else {
        return;
    };
    let user = std::env::var("SHUYU_TEST_USER").unwrap().parse().unwrap();
    let mut store = Store::open(Path::new(&path), Access::Write).unwrap();
    for _ in 0..increments() {
        increment(&mut store, user).unwrap();
    }
}

fn increments() -> usize {
    let given = std::env::var(COUNT).ok();
    given.map_or(INCREMENTS, |count| count.parse().unwrap())
}

#[test]
fn many_may_create_the_same_termbase_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.db");
    std::thread::scope(|scope| {
        for user in 0..WRITERS {
            let path = &path;
            scope.spawn(move || {
                let mut store = Store::open(path, Access::Write).unwrap();
                let mut work = store.begin(&author(user)).unwrap();
                let term = format!("术语{user}");
                work.save_concept(&new_concept(&LangTag::chinese(), TermSec::new(term)))
                    .unwrap();
                work.commit().unwrap();
            });
        }
    });
    let store = Store::open(&path, Access::Read).unwrap();
    assert_eq!(store.read().concept_ids().unwrap().len(), WRITERS);
}

#[test]
fn a_reader_sees_one_state_while_others_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.db");
    let mut writer = Store::open(&path, Access::Write).unwrap();
    let mut save = |term: &str| {
        let mut work = writer.begin(&author(1)).unwrap();
        work.save_concept(&new_concept(&LangTag::chinese(), TermSec::new(term)))
            .unwrap();
        work.commit().unwrap();
    };
    save("一");
    let reader = Store::open(&path, Access::Read).unwrap();
    assert_eq!(reader.read().concept_ids().unwrap().len(), 1);
    save("二");
    assert_eq!(reader.read().concept_ids().unwrap().len(), 1);
    drop(reader);
    let reader = Store::open(&path, Access::Read).unwrap();
    assert_eq!(reader.read().concept_ids().unwrap().len(), 2);
}
