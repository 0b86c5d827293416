//! The records of a file, kept small until it is their turn.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::record::{Broken, ImportRecord, Place};

/// What a file has at a place.
type Record = Result<ImportRecord, Broken>;

/// Bytes from which on a block is full.
const BLOCK: usize = 1 << 18;

/// How hard a full block is packed: to a tenth, quicker than it is written and read.
const LEVEL: i32 = 1;

/// Records in file order, and those that cannot be read.
///
/// As values they would take forty times the memory; of these, only those at hand are values. What
/// is gone through is given back block by block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    /// Blocks that are full, packed.
    full: VecDeque<Packed>,
    /// Each record a line of JSON.
    last: Vec<u8>,
    len: usize,
}

/// A block of records, packed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Packed {
    bytes: Vec<u8>,
    /// How many bytes it has when it is unpacked.
    size: usize,
}

impl Packed {
    /// None of a block that cannot be packed, which there is not.
    fn new(block: &[u8]) -> Option<Self> {
        Some(Self {
            bytes: zstd::bulk::compress(block, LEVEL).ok()?,
            size: block.len(),
        })
    }

    fn block(&self) -> Vec<u8> {
        let block = zstd::bulk::decompress(&self.bytes, self.size);
        block.unwrap_or_else(|error| {
            // Only without memory; a record that cannot be read is told.
            let broken: Record = Err(unreadable(Place::default(), &error));
            serde_json::to_vec(&broken).unwrap_or_default()
        })
    }
}

impl Records {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds a record behind the others.
    pub fn push(&mut self, record: &Record) {
        if self.last.len() >= BLOCK
            && let Some(packed) = Packed::new(&self.last)
        {
            self.full.push_back(packed);
            self.last.clear();
        }
        let start = self.last.len();
        if let Err(error) = serde_json::to_writer(&mut self.last, record) {
            // Nothing in a record cannot be written; what could not would be told here.
            self.last.truncate(start);
            let place = record.as_ref().map_or_else(|it| it.place, |it| it.place);
            let broken: Record = Err(unreadable(place, &error));
            self.last
                .extend(serde_json::to_vec(&broken).unwrap_or_default());
        }
        self.last.push(b'\n');
        self.len += 1;
    }

    /// The records, in file order.
    pub fn iter(&self) -> impl Iterator<Item = Record> {
        let full = self.full.iter().map(|packed| Cow::Owned(packed.block()));
        let blocks = full.chain([Cow::Borrowed(self.last.as_slice())]);
        blocks.flat_map(|block| {
            let mut at = 0;
            std::iter::from_fn(move || next_in(&block, &mut at))
        })
    }
}

impl FromIterator<Record> for Records {
    fn from_iter<I: IntoIterator<Item = Record>>(records: I) -> Self {
        let mut packed = Self::default();
        packed.extend(records);
        packed
    }
}

impl Extend<Record> for Records {
    fn extend<I: IntoIterator<Item = Record>>(&mut self, records: I) {
        for record in records {
            self.push(&record);
        }
    }
}

impl IntoIterator for Records {
    type Item = Record;
    type IntoIter = Unpacked;

    fn into_iter(self) -> Unpacked {
        Unpacked {
            full: self.full,
            last: self.last,
            block: Vec::new(),
            at: 0,
        }
    }
}

/// The records of a file, one after the other.
#[derive(Debug)]
pub struct Unpacked {
    full: VecDeque<Packed>,
    last: Vec<u8>,
    /// The block at hand, and where the next record begins in it.
    block: Vec<u8>,
    at: usize,
}

impl Iterator for Unpacked {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            if let Some(record) = next_in(&self.block, &mut self.at) {
                return Some(record);
            }
            self.block = match self.full.pop_front() {
                Some(packed) => packed.block(),
                None => std::mem::take(&mut self.last),
            };
            self.at = 0;
            if self.block.is_empty() {
                return None;
            }
        }
    }
}

/// The record of a block that begins at a place, which then is that of the next one.
fn next_in(block: &[u8], at: &mut usize) -> Option<Record> {
    let rest = block.get(*at..).unwrap_or_default();
    let line = rest.split(|byte| *byte == b'\n').next()?;
    *at += line.len() + 1;
    (!line.is_empty()).then(|| record(line))
}

fn record(line: &[u8]) -> Record {
    serde_json::from_slice(line).unwrap_or_else(|error| Err(unreadable(Place::default(), &error)))
}

fn unreadable(place: Place, error: &dyn std::error::Error) -> Broken {
    Broken {
        place,
        reason: format!("it cannot be kept ({error})"),
    }
}

#[cfg(test)]
mod tests {
    use tmx::LangTag;

    use super::super::record::ImportTerm;
    use super::*;

    #[test]
    fn records_come_out_as_they_went_in_from_however_many_blocks() {
        let record = |number: usize| -> Record {
            let place = Place::line(number);
            if number.is_multiple_of(7) {
                let reason = "no\nterm".to_owned();
                return Err(Broken { place, reason });
            }
            let mut record = ImportRecord {
                place,
                remarks: vec!["x\ny: \u{2028}\"z\"".repeat(9)],
                ..ImportRecord::default()
            };
            record.push(&LangTag::chinese(), ImportTerm::new("蓝\n碳"));
            Ok(record)
        };
        let records: Vec<Record> = (0..5_000).map(record).collect();
        let packed: Records = records.iter().cloned().collect();
        assert_eq!(packed.len(), records.len());
        assert!(packed.full.len() > 2);
        assert!(packed.iter().eq(records.iter().cloned()));
        assert!(packed.into_iter().eq(records));
        assert_eq!(Records::default().into_iter().next(), None);
    }
}
