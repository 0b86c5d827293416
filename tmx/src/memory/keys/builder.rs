//! Collects the places of keys and writes the index of them.

use std::io::{self, Write};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::super::gram::mixed;
use super::super::sheet::SheetWriter;
use super::index::VERSION;
use super::list::{List, place};

/// Keys are collected in so many parts, each of which is small enough to stay at hand while it is
/// added to: most of the time would be spent waiting for memory otherwise.
const PARTS: usize = 128;

/// Places of keys in some texts, not yet brought together.
#[derive(Debug)]
pub struct KeyPlaces {
    /// For each part: text, place in it and length of the key, four bytes each, and the key.
    parts: Vec<Vec<u8>>,
}

impl Default for KeyPlaces {
    fn default() -> Self {
        Self {
            parts: vec![Vec::new(); PARTS],
        }
    }
}

impl KeyPlaces {
    /// No places.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a place of a key: the number of the text as [`KeyIndexBuilder::begin`] gave it, and
    /// where in it. Those of each key come in order.
    pub fn add(&mut self, key: &str, text: u32, at: u32) {
        let mut begin = [0; 8];
        for (byte, into) in key.bytes().zip(&mut begin) {
            *into = byte;
        }
        let part = mixed(u64::from_le_bytes(begin)) as usize % PARTS;
        if let Some(part) = self.parts.get_mut(part) {
            let numbers = [text, at, key.len() as u32].map(u32::to_le_bytes);
            part.extend_from_slice(numbers.as_flattened());
            part.extend_from_slice(key.as_bytes());
        }
    }
}

/// The places of some keys.
#[derive(Debug, Default)]
struct Lists {
    /// By the keys of few bytes, as numbers: most places are those of a pair of characters.
    short: FxHashMap<u64, List>,
    long: FxHashMap<Box<[u8]>, List>,
}

impl Lists {
    /// Adds places as [`KeyPlaces`] holds them.
    fn take(&mut self, mut places: &[u8]) {
        while let Some((text, rest)) = number(places) {
            let Some((at, rest)) = number(rest) else {
                return;
            };
            let Some((key, rest)) =
                number(rest).and_then(|(length, rest)| rest.split_at_checked(length as usize))
            else {
                return;
            };
            places = rest;
            let list = match packed(key) {
                Some(key) => self.short.entry(key).or_default(),
                None => match self.long.get_mut(key) {
                    Some(list) => list,
                    None => self.long.entry(key.into()).or_default(),
                },
            };
            list.push(place(text, at));
        }
    }
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((u32::from_le_bytes(*number), rest))
}

/// A key of at most seven bytes as a number, in the same order: the bytes, then how many they are.
fn packed(key: &[u8]) -> Option<u64> {
    let mut packed = [0; 8];
    let into = packed.get_mut(..key.len()).filter(|it| it.len() < 8)?;
    into.copy_from_slice(key);
    Some(u64::from_be_bytes(packed) | key.len() as u64)
}

/// A key as its bytes.
#[derive(Clone, Copy)]
enum Key<'k> {
    Short([u8; 8]),
    Long(&'k [u8]),
}

impl Key<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Short([bytes @ .., length]) => {
                bytes.get(..usize::from(*length)).unwrap_or_default()
            }
            Self::Long(key) => key,
        }
    }
}

/// Collects the places of keys in texts and writes the index of them.
#[derive(Debug, Default)]
pub struct KeyIndexBuilder {
    units: Vec<i64>,
    parts: Vec<Lists>,
}

impl KeyIndexBuilder {
    /// A builder without texts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins the next text of a unit and gives it a number. All texts of a unit follow each other,
    /// and units come in the order of their numbers.
    pub fn begin(&mut self, unit: i64) -> u32 {
        let text = self.units.len();
        self.units.push(unit);
        u32::try_from(text).unwrap_or(u32::MAX)
    }

    /// Adds the places of keys in texts that were begun, none of them before those that were added
    /// already, and forgets them there. Works on several threads; the order is that of `places`.
    pub fn take(&mut self, places: &mut [KeyPlaces]) {
        self.parts.resize_with(PARTS, Lists::default);
        self.parts
            .par_iter_mut()
            .enumerate()
            .for_each(|(nth, lists)| {
                for places in places.iter().filter_map(|it| it.parts.get(nth)) {
                    lists.take(places);
                }
            });
        for part in places.iter_mut().flat_map(|it| &mut it.parts) {
            part.clear();
        }
    }

    /// How many units the texts belong to.
    #[must_use]
    pub fn units(&self) -> usize {
        self.units.chunk_by(|one, next| one == next).count()
    }

    /// Writes the index. `stamp` is given back by [`KeyIndex::stamp`](super::KeyIndex::stamp).
    ///
    /// # Errors
    ///
    /// When `out` cannot be written, or the lists take more than 4 GB.
    pub fn write<W: Write>(self, stamp: &str, out: W) -> io::Result<W> {
        let mut lists: Vec<(Key<'_>, &List)> = Vec::new();
        for some in &self.parts {
            let short = some.short.iter();
            lists.extend(short.map(|(key, list)| (Key::Short(key.to_be_bytes()), list)));
            let long = some.long.iter();
            lists.extend(long.map(|(key, list)| (Key::Long(key), list)));
        }
        lists.sort_unstable_by(|(one, _), (other, _)| one.bytes().cmp(other.bytes()));
        let size: usize = lists.iter().map(|(_, list)| list.length()).sum();
        if u32::try_from(size).is_err() || u32::try_from(self.units.len()).is_err() {
            return Err(io::Error::other("the memory is too large for an index"));
        }
        let mut sheet = SheetWriter::new(out, VERSION)?;
        // In the order of the sections of the index.
        let ends = |lengths: &mut dyn Iterator<Item = usize>| -> Vec<u32> {
            let mut end = 0;
            let ends = lengths.map(|length| {
                end += length as u32;
                end
            });
            std::iter::once(0).chain(ends).collect()
        };
        sheet.numbers(ends(&mut lists.iter().map(|(key, _)| key.bytes().len())))?;
        sheet.section(lists.iter().map(|(key, _)| key.bytes()))?;
        sheet.numbers(ends(&mut lists.iter().map(|(_, list)| list.length())))?;
        for (_, list) in &lists {
            sheet.continued([list.table().as_slice(), list.bytes()])?;
        }
        sheet.end_section()?;
        sheet.numbers(lists.iter().map(|(_, list)| list.count()))?;
        sheet.continued(self.units.iter().map(|unit| unit.to_le_bytes()))?;
        sheet.end_section()?;
        sheet.finish(stamp)
    }
}
