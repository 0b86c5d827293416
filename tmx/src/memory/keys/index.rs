//! The keys of texts, ready to be looked up.

use std::ops::Range;

use super::super::sheet::{IndexError, Sheet};
use super::list::Places;

/// Of what is in the sections.
pub(super) const VERSION: u32 = 4;
/// Where each key begins; where the last one ends.
const KEY_STARTS: usize = 0;
/// The keys in order, one after the other.
const KEYS: usize = 1;
/// Where the list of each key begins; where the last one ends.
const LIST_STARTS: usize = 2;
/// The lists: a table by which places are skipped, then the places.
const LISTS: usize = 3;
/// How often each key occurs.
const COUNTS: usize = 4;
/// The number of the unit of each text.
const UNITS: usize = 5;

/// The keys of texts, ready to be looked up.
#[derive(Debug)]
pub struct KeyIndex<B> {
    sheet: Sheet<B>,
}

impl<B: AsRef<[u8]>> KeyIndex<B> {
    /// Opens an index that [`KeyIndexBuilder`](super::KeyIndexBuilder) wrote.
    ///
    /// # Errors
    ///
    /// When it is none of this version.
    pub fn open(bytes: B) -> Result<Self, IndexError> {
        let sheet = Sheet::open(bytes, VERSION)?;
        let keys = sheet.length(COUNTS) / 4;
        let fits = [KEY_STARTS, LIST_STARTS]
            .iter()
            .all(|section| sheet.length(*section) == 4 * (keys + 1));
        match fits {
            true => Ok(Self { sheet }),
            false => Err(IndexError::Damaged),
        }
    }

    /// What the builder was told that the index is made of.
    #[must_use]
    pub fn stamp(&self) -> &str {
        self.sheet.stamp()
    }

    /// How many texts it holds.
    #[must_use]
    pub fn texts(&self) -> usize {
        self.sheet.length(UNITS) / 8
    }

    /// The number of the unit of a text.
    pub(super) fn unit(&self, text: u32) -> Result<i64, IndexError> {
        let text = text as usize;
        match self.sheet.array::<8>(UNITS, text..text + 1)? {
            [unit] => Ok(i64::from_le_bytes(*unit)),
            _ => Err(IndexError::Damaged),
        }
    }

    /// The keys that are this one, or begin with it, by their places among all.
    pub(super) fn keys(&self, key: &str, is_beginning: bool) -> Result<Range<usize>, IndexError> {
        let key = key.as_bytes();
        let first = self.first(|it| it < key)?;
        let end = match is_beginning {
            true => self.first(|it| it < key || it.starts_with(key))?,
            false => self.first(|it| it <= key)?,
        };
        Ok(first..end)
    }

    /// The first key that something does not hold for; it holds for all before that one.
    fn first(&self, holds: impl Fn(&[u8]) -> bool) -> Result<usize, IndexError> {
        let (mut low, mut high) = (0, self.sheet.length(COUNTS) / 4);
        while low < high {
            let middle = low.midpoint(high);
            let start = self.sheet.number(KEY_STARTS, middle)? as usize;
            let end = self.sheet.number(KEY_STARTS, middle + 1)? as usize;
            match holds(self.sheet.bytes(KEYS, start..end)?) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        Ok(low)
    }

    /// How often some keys occur.
    pub(super) fn count(&self, keys: Range<usize>) -> Result<usize, IndexError> {
        let counts = self.sheet.array::<4>(COUNTS, keys)?.iter();
        Ok(counts.map(|it| u32::from_le_bytes(*it) as usize).sum())
    }

    /// The places of a key.
    pub(super) fn places(&self, key: usize) -> Result<Places<'_>, IndexError> {
        let start = self.sheet.number(LIST_STARTS, key)? as usize;
        let end = self.sheet.number(LIST_STARTS, key + 1)? as usize;
        let bytes = self.sheet.bytes(LISTS, start..end)?;
        Places::new(bytes, self.sheet.number(COUNTS, key)?).ok_or(IndexError::Damaged)
    }
}
