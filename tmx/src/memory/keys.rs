//! Which units have a word: a list of units for each key, such as a pair of characters.

use std::io::{self, Write};

use rustc_hash::FxHashMap;

use super::sheet::{IndexError, Sheet, SheetWriter};

/// Collects the keys of units and writes the index of them.
#[derive(Debug, Default)]
pub struct KeyIndexBuilder {
    lists: FxHashMap<Box<str>, List>,
    units: Vec<i64>,
}

/// The units that have a key, as often as they have it: the distances between them.
#[derive(Debug, Default)]
struct List {
    bytes: Vec<u8>,
    last: u32,
    count: u32,
}

impl KeyIndexBuilder {
    /// A builder without units.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins the next unit; the keys that follow are its keys. Units come in the order of their
    /// numbers.
    pub fn begin(&mut self, unit: i64) {
        self.units.push(unit);
    }

    /// Adds a place at which the unit has a key.
    pub fn add(&mut self, key: &str) {
        let Some(unit) = self.units.len().checked_sub(1) else {
            return;
        };
        let unit = unit as u32;
        let list = match self.lists.get_mut(key) {
            Some(list) => list,
            None => self.lists.entry(key.into()).or_default(),
        };
        let mut distance = unit - list.last;
        while distance >= 0x80 {
            list.bytes.push(distance as u8 | 0x80);
            distance >>= 7;
        }
        list.bytes.push(distance as u8);
        list.last = unit;
        list.count += 1;
    }

    /// How many units were begun.
    #[must_use]
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether no unit was begun.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Writes the index. `stamp` is given back by [`KeyIndex::stamp`].
    ///
    /// # Errors
    ///
    /// When `out` cannot be written, or the lists take more than 4 GB.
    pub fn write<W: Write>(self, stamp: &str, out: W) -> io::Result<W> {
        let mut lists: Vec<(Box<str>, List)> = self.lists.into_iter().collect();
        lists.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let size: usize = lists.iter().map(|(_, list)| list.bytes.len()).sum();
        if u32::try_from(size).is_err() {
            return Err(io::Error::other("the memory is too large for an index"));
        }
        let mut sheet = SheetWriter::new(out)?;
        // In the order of the sections below.
        let ends = |lengths: &mut dyn Iterator<Item = usize>| -> Vec<u32> {
            let mut end = 0;
            let ends = lengths.map(|length| {
                end += length as u32;
                end
            });
            std::iter::once(0).chain(ends).collect()
        };
        sheet.numbers(ends(&mut lists.iter().map(|(key, _)| key.len())))?;
        sheet.section(lists.iter().map(|(key, _)| key.as_bytes()))?;
        sheet.numbers(ends(&mut lists.iter().map(|(_, list)| list.bytes.len())))?;
        sheet.section(lists.iter().map(|(_, list)| list.bytes.as_slice()))?;
        sheet.numbers(lists.iter().map(|(_, list)| list.count))?;
        sheet.continued(self.units.iter().map(|unit| unit.to_le_bytes()))?;
        sheet.end_section()?;
        sheet.finish(stamp)
    }
}

/// Where each key begins; where the last one ends.
const KEY_STARTS: usize = 0;
/// The keys in order, one after the other.
const KEYS: usize = 1;
/// Where the list of each key begins; where the last one ends.
const LIST_STARTS: usize = 2;
/// The lists: distances between units, seven bits a byte, the lowest first.
const LISTS: usize = 3;
/// How often each key occurs.
const COUNTS: usize = 4;
/// The numbers of the units, in order.
const UNITS: usize = 5;

/// A key that units are to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The key.
    pub key: String,
    /// Keys that begin with it will do.
    pub is_beginning: bool,
}

/// The keys of units, ready to be looked up.
#[derive(Debug)]
pub struct KeyIndex<B> {
    sheet: Sheet<B>,
}

impl<B: AsRef<[u8]>> KeyIndex<B> {
    /// Opens an index that [`KeyIndexBuilder`] wrote.
    ///
    /// # Errors
    ///
    /// When it is none of this version.
    pub fn open(bytes: B) -> Result<Self, IndexError> {
        let sheet = Sheet::open(bytes)?;
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

    /// How many units it holds.
    #[must_use]
    pub fn units(&self) -> usize {
        self.sheet.length(UNITS) / 8
    }

    /// The units that have all of some keys, by number; for a single key each with how often it
    /// occurs there.
    ///
    /// # Errors
    ///
    /// When the index is damaged.
    pub fn units_with(&self, wanted: &[Wanted]) -> Result<Vec<(i64, usize)>, IndexError> {
        let mut ranges = Vec::with_capacity(wanted.len());
        for wanted in wanted {
            let range = self.range(wanted)?;
            let mut count = 0_usize;
            for number in self.sheet.array::<4>(COUNTS, range.clone())? {
                count += u32::from_le_bytes(*number) as usize;
            }
            ranges.push((count, range));
        }
        ranges.sort_unstable_by_key(|(count, range)| (*count, range.start));
        let mut units: Option<Vec<(u32, usize)>> = None;
        for (_, range) in ranges {
            let found = self.listed(range)?;
            units = Some(match units {
                None => found,
                Some(units) => {
                    let has = |unit: u32| found.binary_search_by_key(&unit, |it| it.0).is_ok();
                    units.into_iter().filter(|(unit, _)| has(*unit)).collect()
                }
            });
        }
        let mut numbered = Vec::new();
        for (unit, count) in units.unwrap_or_default() {
            let unit = unit as usize;
            match self.sheet.array::<8>(UNITS, unit..unit + 1)? {
                [number] => numbered.push((i64::from_le_bytes(*number), count)),
                _ => return Err(IndexError::Damaged),
            }
        }
        Ok(numbered)
    }

    /// The places of the keys that are wanted.
    fn range(&self, wanted: &Wanted) -> Result<std::ops::Range<usize>, IndexError> {
        let key = wanted.key.as_bytes();
        let first = self.first(|it| it < key)?;
        let end = match wanted.is_beginning {
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

    /// The units on the lists of some keys, in order, each with how often it is there.
    fn listed(&self, keys: std::ops::Range<usize>) -> Result<Vec<(u32, usize)>, IndexError> {
        let mut units = Vec::new();
        let are_many = keys.len() > 1;
        for key in keys {
            let start = self.sheet.number(LIST_STARTS, key)? as usize;
            let end = self.sheet.number(LIST_STARTS, key + 1)? as usize;
            let (mut unit, mut distance, mut shift) = (0_u32, 0_u32, 0_u32);
            for byte in self.sheet.bytes(LISTS, start..end)? {
                distance |= u32::from(byte & 0x7f).wrapping_shl(shift);
                shift += 7;
                if byte & 0x80 == 0 {
                    unit = unit.wrapping_add(distance);
                    units.push(unit);
                    (distance, shift) = (0, 0);
                }
            }
        }
        if are_many {
            units.sort_unstable();
        }
        let mut counted: Vec<(u32, usize)> = Vec::new();
        for unit in units {
            match counted.last_mut() {
                Some((last, count)) if *last == unit => *count += 1,
                _ => counted.push((unit, 1)),
            }
        }
        Ok(counted)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wanted(key: &str, is_beginning: bool) -> Wanted {
        Wanted {
            key: key.to_owned(),
            is_beginning,
        }
    }

    fn index(units: &[(i64, Vec<String>)]) -> Vec<u8> {
        let mut builder = KeyIndexBuilder::new();
        for (unit, keys) in units {
            builder.begin(*unit);
            keys.iter().for_each(|key| builder.add(key));
        }
        builder.write("stamp", Vec::new()).unwrap()
    }

    #[test]
    fn units_are_found_by_whole_keys_and_by_their_beginnings() {
        let keys = |keys: &str| keys.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let units = [
            (3, keys("海洋 洋合 ocean")),
            (700, keys("海洋 海洋 oceans")),
            (701, keys("海")),
        ];
        let index = KeyIndex::open(index(&units)).unwrap();
        assert_eq!((index.stamp(), index.units()), ("stamp", 3));
        let found = |wanted: &[Wanted]| index.units_with(wanted).unwrap();
        assert_eq!(found(&[wanted("海洋", false)]), [(3, 1), (700, 2)]);
        assert_eq!(found(&[wanted("海", true)]), [(3, 1), (700, 2), (701, 1)]);
        assert_eq!(found(&[wanted("ocean", false)]), [(3, 1)]);
        assert_eq!(
            found(&[wanted("ocean", true), wanted("洋合", false)]),
            [(3, 1)]
        );
        assert_eq!(found(&[wanted("没有", false)]), []);
    }

    proptest! {
        #[test]
        fn a_damaged_index_is_noticed_or_still_right(
            units in prop::collection::vec(prop::collection::vec("[ab海洋]{1,2}", 0..5), 0..20),
            at in any::<prop::sample::Index>(),
            mask in 1_u8..,
            key in "[ab海洋]{0,2}",
            is_beginning in any::<bool>(),
        ) {
            let units: Vec<(i64, Vec<String>)> = (0..).zip(units).collect();
            let whole = index(&units);
            let mut damaged = whole.clone();
            let at = at.index(damaged.len());
            damaged[at] ^= mask;
            let wanted = [wanted(&key, is_beginning)];
            let right = KeyIndex::open(whole).unwrap().units_with(&wanted).unwrap();
            let expected: Vec<(i64, usize)> = units
                .iter()
                .map(|(unit, keys)| (*unit, keys.iter().filter(|it| match is_beginning {
                    true => it.starts_with(&key),
                    false => **it == key,
                }).count()))
                .filter(|(_, count)| *count > 0)
                .collect();
            prop_assert_eq!(&right, &expected);
            if let Ok(found) = KeyIndex::open(damaged).and_then(|it| it.units_with(&wanted)) {
                prop_assert_eq!(found, expected);
            }
        }
    }
}
