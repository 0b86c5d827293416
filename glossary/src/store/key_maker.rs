//! The keys of terms that are being stored, made on another thread meanwhile.

use std::collections::BTreeSet;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tmx::LangTag;

use super::StoreError;
use super::keys::{BATCH, Keys, Term, out_of_order, write_keys_of};
use crate::entry::TermSec;

/// Batches that may wait.
const WAITING: usize = 2;

/// Makes keys of new terms, which are written at the end, in their order.
#[derive(Debug)]
pub(super) struct KeyMaker {
    /// The last term that was there before.
    last: i64,
    /// The last term that came.
    newest: i64,
    batch: Vec<Term>,
    thread: Option<Thread>,
    /// Terms that were there before and are read in another way now.
    stale: BTreeSet<i64>,
    /// Terms that came and were changed or removed then.
    changed: BTreeSet<i64>,
}

#[derive(Debug)]
struct Thread {
    terms: SyncSender<Vec<Term>>,
    keys: JoinHandle<Keys>,
}

impl Thread {
    fn new() -> Self {
        let (terms, receiver) = sync_channel::<Vec<Term>>(WAITING);
        let make = move || {
            let mut keys = Keys::default();
            for batch in receiver {
                keys.add(&batch);
            }
            keys
        };
        Self {
            terms,
            keys: std::thread::spawn(make),
        }
    }

    fn finish(self) -> Keys {
        drop(self.terms);
        let keys = self.keys.join();
        keys.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

impl KeyMaker {
    /// Begins with terms behind `last`, the last one that is there.
    pub(super) fn new(last: i64) -> Self {
        Self {
            last,
            newest: last,
            batch: Vec::new(),
            thread: None,
            stale: BTreeSet::new(),
            changed: BTreeSet::new(),
        }
    }

    /// Remembers that a term came, or of what it is made of when it did before; or that it went.
    pub(super) fn take(&mut self, id: i64, term: Option<(&LangTag, &TermSec)>) {
        if id <= self.last {
            self.stale.insert(id);
            return;
        }
        let Some((lang, term)) = term.filter(|_| id > self.newest) else {
            self.changed.insert(id);
            return;
        };
        self.newest = id;
        self.batch.push(Term {
            id,
            lang: lang.clone(),
            text: term.text.clone(),
            pinyin: term.pinyin.clone(),
        });
        if self.batch.len() == BATCH {
            let thread = self.thread.get_or_insert_with(Thread::new);
            // It ends before its time only in a panic, which is told at the end.
            let _ = thread.terms.send(std::mem::take(&mut self.batch));
        }
    }

    /// Writes the keys of all terms that came.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written.
    pub(super) fn finish(mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut stale = connection.prepare_cached("DELETE FROM term_key WHERE term_id = ?1")?;
        for term in &self.stale {
            stale.execute([term])?;
        }
        let mut keys = match self.thread.take() {
            Some(thread) => thread.finish(),
            None => Keys::default(),
        };
        keys.add(&self.batch);
        out_of_order(connection, self.last, || {
            keys.write(connection, &self.changed)?;
            self.stale.append(&mut self.changed);
            write_keys_of(connection, &self.stale)
        })
    }
}
