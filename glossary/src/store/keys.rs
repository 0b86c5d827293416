//! The keys of very many terms, written in their order.

use std::collections::BTreeSet;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator, ParallelSliceMut};
use rusqlite::{Connection, params};
use tmx::LangTag;

use super::StoreError;
use super::key::{Key, for_each_key};
use super::work::parsed;

/// Terms whose keys are made at once.
const BATCH: usize = 4_096;

/// Keys that are kept at most before they are written, 40 bytes each.
const KEPT: usize = 4_000_000;

/// Terms from which on the kinds of keys are made one after the other: a table that is gone through
/// for each batch of keys takes longer than making them anew.
const MANY: i64 = 200_000;

/// Kinds of keys of which there are equally many.
const KINDS: [&[Key]; 3] = [
    &[
        Key::Norm,
        Key::Simplified,
        Key::Pinyin,
        Key::Initials,
        Key::Word,
        Key::Stem,
    ],
    &[Key::Pair, Key::Character],
    &[Key::PinyinTail],
];

/// Makes the keys of the terms with numbers above `last`, and of those that are named, none of
/// which has any.
pub(super) fn write_keys(
    connection: &Connection,
    last: i64,
    named: &BTreeSet<i64>,
) -> Result<(), StoreError> {
    let sql = "SELECT coalesce(max(id), 0) FROM term";
    let new = connection.query_row(sql, [], |row| row.get::<_, i64>(0))? - last;
    // The index by term is sorted as quickly as half of it is filled here and there.
    let is_unordered = new > last;
    if is_unordered {
        connection.execute_batch("DROP INDEX term_key_term")?;
    }
    let named = serde_json::to_string(named)?;
    match new > MANY {
        true => {
            for kinds in KINDS {
                write_kinds(connection, kinds, (last, &named))?;
            }
        }
        false => write_kinds(connection, &KINDS.concat(), (last, &named))?,
    }
    if is_unordered {
        connection.execute_batch("CREATE INDEX term_key_term ON term_key (term_id)")?;
    }
    Ok(())
}

fn write_kinds(
    connection: &Connection,
    kinds: &[Key],
    (last, named): (i64, &str),
) -> Result<(), StoreError> {
    let mut statement = connection.prepare(
        "SELECT id, lang, text, pinyin FROM term
         WHERE id > ?1 OR id IN (SELECT value FROM json_each(?2))",
    )?;
    let mut rows = statement.query(params![last, named])?;
    let mut keys = Keys::default();
    let mut batch: Vec<Term> = Vec::with_capacity(BATCH);
    while let Some(row) = rows.next()? {
        batch.push(Term {
            id: row.get(0)?,
            lang: parsed(row.get_ref(1)?.as_str().unwrap_or_default())?,
            text: row.get(2)?,
            pinyin: row.get(3)?,
        });
        if batch.len() == BATCH {
            keys.make(kinds, &batch);
            batch.clear();
            if keys.places.len() > KEPT {
                std::mem::take(&mut keys).write(connection)?;
            }
        }
    }
    keys.make(kinds, &batch);
    keys.write(connection)
}

struct Term {
    id: i64,
    lang: LangTag,
    text: String,
    pinyin: Option<String>,
}

/// Keys, one behind the other.
#[derive(Default)]
struct Keys {
    text: String,
    places: Vec<Place>,
}

/// A key of a term.
struct Place {
    /// The kind and the first bytes, by which nearly all keys differ.
    head: u64,
    term: i64,
    start: u32,
    length: u32,
}

impl Place {
    fn kind(&self) -> u64 {
        self.head >> 56
    }
}

impl Keys {
    fn make(&mut self, kinds: &[Key], terms: &[Term]) {
        let parts = terms.chunks(BATCH / 16).collect::<Vec<_>>();
        let parts: Vec<Self> = parts
            .par_iter()
            .map(|terms| {
                let mut keys = Self::default();
                for term in *terms {
                    let given = (term.text.as_str(), term.pinyin.as_deref());
                    for_each_key(&term.lang, given, &mut |kind, key| {
                        if kinds.contains(&kind) {
                            keys.push(kind, key, term.id);
                        }
                    });
                }
                keys
            })
            .collect();
        for mut part in parts {
            // So many keys never have four gigabytes.
            let before = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
            self.text.push_str(&part.text);
            for place in &mut part.places {
                place.start = place.start.saturating_add(before);
            }
            self.places.append(&mut part.places);
        }
    }

    fn push(&mut self, kind: Key, key: &str, term: i64) {
        let mut head = [0; 8];
        let bytes = std::iter::once(kind as u8).chain(key.bytes());
        for (place, byte) in head.iter_mut().zip(bytes) {
            *place = byte;
        }
        self.places.push(Place {
            head: u64::from_be_bytes(head),
            term,
            start: u32::try_from(self.text.len()).unwrap_or(u32::MAX),
            length: u32::try_from(key.len()).unwrap_or(u32::MAX),
        });
        self.text.push_str(key);
    }

    fn write(self, connection: &Connection) -> Result<(), StoreError> {
        let Self { text, mut places } = self;
        let key = |place: &Place| -> &str {
            let start = place.start as usize;
            text.get(start..start + place.length as usize)
                .unwrap_or_default()
        };
        places.par_sort_unstable_by(|one, other| {
            let heads = one.head.cmp(&other.head);
            let keys = || key(one).cmp(key(other));
            heads.then_with(keys).then(one.term.cmp(&other.term))
        });
        let mut insert = connection
            .prepare("INSERT OR IGNORE INTO term_key (kind, key, term_id) VALUES (?1, ?2, ?3)")?;
        for place in &places {
            insert.execute(params![place.kind(), key(place), place.term])?;
        }
        Ok(())
    }
}
