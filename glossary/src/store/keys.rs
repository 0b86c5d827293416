//! The keys of very many terms, written in their order.

use std::collections::BTreeSet;
use std::hash::Hasher as _;

use rayon::prelude::{ParallelIterator, ParallelSlice, ParallelSliceMut};
use rusqlite::{Connection, Statement, params};
use rustc_hash::FxHasher;
use tmx::LangTag;

use super::StoreError;
use super::key::{Key, for_each_key};
use super::key_runs::{Run, merge};
use super::row::parsed;

/// Terms whose keys are made at once.
pub(super) const BATCH: usize = 4_096;

/// Bytes of keys from which on they are packed.
const KEPT: usize = 8 << 20;

/// A term whose keys are to be made.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) id: i64,
    pub(super) lang: LangTag,
    pub(super) text: String,
    pub(super) pinyin: Option<String>,
}

/// Makes the keys of all terms, none of which has any.
pub(super) fn write_all_keys(connection: &Connection) -> Result<(), StoreError> {
    let mut keys = Keys::default();
    for_each_batch(connection, "id > ?1", 0, |batch| keys.add(batch))?;
    out_of_order(connection, 0, || keys.write(connection, &BTreeSet::new()))
}

/// Makes the keys of the terms that are named, none of which has any.
pub(super) fn write_keys_of(
    connection: &Connection,
    named: &BTreeSet<i64>,
) -> Result<(), StoreError> {
    if named.is_empty() {
        return Ok(());
    }
    let mut keys = Keys::default();
    let wanted = "id IN (SELECT value FROM json_each(?1))";
    let named = serde_json::to_string(named)?;
    for_each_batch(connection, wanted, named, |batch| keys.add(batch))?;
    keys.write(connection, &BTreeSet::new())
}

/// Does what `write` does, which writes the keys of the terms with numbers above `last`.
pub(super) fn out_of_order(
    connection: &Connection,
    last: i64,
    write: impl FnOnce() -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let sql = "SELECT coalesce(max(id), 0) FROM term";
    let new = connection.query_row(sql, [], |row| row.get::<_, i64>(0))? - last;
    // The index by term is sorted as quickly as half of it is filled here and there.
    let is_unordered = new > last;
    if is_unordered {
        connection.execute_batch("DROP INDEX term_key_term")?;
    }
    write()?;
    if is_unordered {
        connection.execute_batch("CREATE INDEX term_key_term ON term_key (term_id)")?;
    }
    Ok(())
}

/// Hands the terms that are `wanted` to `visit`, some at once.
fn for_each_batch(
    connection: &Connection,
    wanted: &str,
    parameter: impl rusqlite::ToSql,
    mut visit: impl FnMut(&[Term]),
) -> Result<(), StoreError> {
    let sql = format!("SELECT id, lang, text, pinyin FROM term WHERE {wanted} ORDER BY id");
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query(params![parameter])?;
    let mut batch: Vec<Term> = Vec::new();
    while let Some(row) = rows.next()? {
        batch.push(Term {
            id: row.get(0)?,
            lang: parsed(row.get_ref(1)?.as_str().unwrap_or_default())?,
            text: row.get(2)?,
            pinyin: row.get(3)?,
        });
        if batch.len() == BATCH {
            visit(&batch);
            batch.clear();
        }
    }
    visit(&batch);
    Ok(())
}

/// Keys, each once, with the terms that have it: of a hundred terms with a character in common
/// nothing is kept a hundred times but their numbers.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// The keys, one behind the other.
    text: String,
    keys: Vec<Kept>,
    /// Places of the keys by their hash, one more than they are; 0 where there is none. At most
    /// half of it is taken.
    slots: Vec<u32>,
    /// The numbers of the terms.
    terms: Vec<i64>,
    /// Which term has a key, and where the next one that has it stands.
    places: Vec<(u32, u32)>,
    /// Those that were packed.
    runs: Vec<Run>,
}

/// A key.
#[derive(Debug)]
struct Kept {
    /// The kind and the first bytes, by which most keys differ.
    head: u64,
    start: u32,
    length: u32,
    /// Where the first and the last of its places stand.
    first: u32,
    last: u32,
}

/// Behind the last place of a key.
const NONE: u32 = u32::MAX;

/// The keys of some terms as they are made, one behind the other.
#[derive(Default)]
struct Made {
    text: String,
    /// The kind of each, the number of its term and its length.
    keys: Vec<(Key, i64, usize)>,
}

impl Keys {
    /// Adds the keys of terms, which come behind all that were added.
    pub(super) fn add(&mut self, terms: &[Term]) {
        let made: Vec<Made> = terms
            .par_chunks(BATCH / 16)
            .map(|terms| {
                let mut made = Made::default();
                for term in terms {
                    let given = (term.text.as_str(), term.pinyin.as_deref());
                    for_each_key(&term.lang, given, &mut |kind, key| {
                        made.text.push_str(key);
                        made.keys.push((kind, term.id, key.len()));
                    });
                }
                made
            })
            .collect();
        for made in made {
            let mut rest = made.text.as_str();
            for (kind, term, length) in made.keys {
                let (key, behind) = rest.split_at(length);
                rest = behind;
                self.put(kind, key, term);
            }
        }
        if self.size() > KEPT {
            self.pack();
        }
    }

    fn size(&self) -> usize {
        let places = self.places.len() * size_of::<(u32, u32)>();
        let keys = self.keys.len() * size_of::<Kept>() + self.slots.len() * size_of::<u32>();
        places + keys + self.text.len()
    }

    fn put(&mut self, kind: Key, key: &str, term: i64) {
        if self.terms.last() != Some(&term) {
            self.terms.push(term);
        }
        let term = narrow(self.terms.len() - 1);
        let kept = self.keep(kind, key);
        let place = narrow(self.places.len());
        let Some(kept) = self.keys.get_mut(kept) else {
            return;
        };
        match self.places.get_mut(kept.last as usize) {
            // Some terms have a key twice.
            Some((last, _)) if *last == term => return,
            Some((_, next)) => *next = place,
            None => kept.first = place,
        }
        kept.last = place;
        self.places.push((term, NONE));
    }

    /// Where a key stands among all, which it does from now on.
    fn keep(&mut self, kind: Key, key: &str) -> usize {
        if self.keys.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let head = head(kind, key);
        let slot = self.slot(head, key);
        let Some(slot) = self.slots.get_mut(slot) else {
            return 0;
        };
        if *slot == 0 {
            self.keys.push(Kept {
                head,
                start: narrow(self.text.len()),
                length: narrow(key.len()),
                first: NONE,
                last: NONE,
            });
            self.text.push_str(key);
            *slot = narrow(self.keys.len());
        }
        *slot as usize - 1
    }

    /// The slot of a key, or the one that it would have.
    fn slot(&self, head: u64, key: &str) -> usize {
        let mut hasher = FxHasher::default();
        hasher.write_u64(head);
        hasher.write(key.as_bytes());
        // The table has a power of two.
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = usize::try_from(hasher.finish() >> 20).unwrap_or_default() & mask;
        while let Some(taken) = self.slots.get(slot).filter(|taken| **taken > 0) {
            let kept = self.keys.get(*taken as usize - 1);
            if kept.is_some_and(|kept| kept.head == head && self.key(kept) == key) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(1 << 10)];
        for (at, kept) in (1..).zip(&self.keys) {
            let slot = self.slot(kept.head, self.key(kept));
            if let Some(slot) = self.slots.get_mut(slot) {
                *slot = at;
            }
        }
    }

    fn key(&self, kept: &Kept) -> &str {
        let start = kept.start as usize;
        let range = start..start + kept.length as usize;
        self.text.get(range).unwrap_or_default()
    }

    /// Makes a run of the keys.
    fn pack(&mut self) {
        let mut keys = std::mem::take(&mut self.keys);
        keys.par_sort_unstable_by(|one, other| {
            let heads = one.head.cmp(&other.head);
            heads.then_with(|| self.key(one).cmp(self.key(other)))
        });
        let mut run = Run::default();
        for kept in &keys {
            let mut at = kept.first;
            let terms = std::iter::from_fn(|| {
                let (term, next) = self.places.get(at as usize)?;
                at = *next;
                self.terms.get(*term as usize).copied()
            });
            // The first byte of the head is the kind.
            let [kind, ..] = kept.head.to_be_bytes();
            run.push(kind, self.key(kept), terms);
        }
        run.finish();
        self.runs.push(run);
        keys.clear();
        self.keys = keys;
        self.text.clear();
        self.slots.fill(0);
        self.terms.clear();
        self.places.clear();
    }

    /// Writes the keys, none of which is there yet, but for those of terms that are `left_out`.
    pub(super) fn write(
        mut self,
        connection: &Connection,
        left_out: &BTreeSet<i64>,
    ) -> Result<(), StoreError> {
        self.pack();
        let runs = std::mem::take(&mut self.runs);
        drop(self);
        let mut rows = Rows::new(connection)?;
        merge(&runs, left_out, |kind, key, term| rows.add(kind, key, term))?;
        rows.finish()
    }
}

/// The kind of a key and its first bytes, in the order in which keys are.
fn head(kind: Key, key: &str) -> u64 {
    let mut head = [0; 8];
    let bytes = std::iter::once(kind as u8).chain(key.bytes());
    for (place, byte) in head.iter_mut().zip(bytes) {
        *place = byte;
    }
    u64::from_be_bytes(head)
}

/// So many keys are never kept that a number of them, or of their bytes, takes more.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NONE)
}

/// Rows that are stored at once.
const AT_ONCE: usize = 32;

/// Rows on their way into the table, in its order: where the next one goes is then sought once for
/// some of them.
struct Rows<'c> {
    connection: &'c Connection,
    insert: Statement<'c>,
    /// The key of each row that the statement has.
    bound: [(u8, String); AT_ONCE],
    /// The terms of those that wait.
    waiting: Vec<i64>,
}

impl<'c> Rows<'c> {
    const INSERT: &'static str = "INSERT OR IGNORE INTO term_key (kind, key, term_id) VALUES ";

    fn new(connection: &'c Connection) -> Result<Self, StoreError> {
        let rows = vec!["(?, ?, ?)"; AT_ONCE].join(", ");
        Ok(Self {
            connection,
            insert: connection.prepare(&format!("{}{rows}", Self::INSERT))?,
            bound: std::array::from_fn(|_| (u8::MAX, String::new())),
            waiting: Vec::with_capacity(AT_ONCE),
        })
    }

    fn add(&mut self, kind: u8, key: &str, term: i64) -> Result<(), StoreError> {
        let column = 3 * self.waiting.len() + 1;
        if let Some(bound) = self.bound.get_mut(self.waiting.len()) {
            // Of a key that many terms have, the text is handed over once.
            if bound.0 != kind || bound.1 != key {
                bound.0 = kind;
                key.clone_into(&mut bound.1);
                self.insert.raw_bind_parameter(column, kind)?;
                self.insert.raw_bind_parameter(column + 1, key)?;
            }
            self.insert.raw_bind_parameter(column + 2, term)?;
        }
        self.waiting.push(term);
        if self.waiting.len() == AT_ONCE {
            self.insert.raw_execute()?;
            self.waiting.clear();
        }
        Ok(())
    }

    fn finish(self) -> Result<(), StoreError> {
        let sql = format!("{}(?1, ?2, ?3)", Self::INSERT);
        let mut insert = self.connection.prepare(&sql)?;
        for ((kind, key), term) in self.bound.iter().zip(&self.waiting) {
            insert.execute(params![kind, key, term])?;
        }
        Ok(())
    }
}
