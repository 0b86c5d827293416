//! The records of a file, kept small until it is their turn.

use std::collections::VecDeque;

use super::record::{Broken, ImportRecord, Place};

/// What a file has at a place.
type Record = Result<ImportRecord, Broken>;

/// Bytes from which on a block is full.
const BLOCK: usize = 1 << 18;

/// Records in file order, and those that cannot be read.
///
/// As values they would take four times the memory; of these, only those at hand are values. What
/// is gone through is given back block by block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    /// Each record a line of JSON.
    blocks: VecDeque<Vec<u8>>,
    len: usize,
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
        if self.blocks.back().is_none_or(|block| block.len() >= BLOCK) {
            // What a block has room for and never gets would be as much again.
            if let Some(full) = self.blocks.back_mut() {
                full.shrink_to_fit();
            }
            self.blocks.push_back(Vec::new());
        }
        let Some(block) = self.blocks.back_mut() else {
            return;
        };
        let start = block.len();
        if let Err(error) = serde_json::to_writer(&mut *block, record) {
            // Nothing in a record cannot be written; what could not would be told here.
            block.truncate(start);
            let place = record.as_ref().map_or_else(|it| it.place, |it| it.place);
            let broken: Record = Err(unreadable(place, &error));
            block.extend(serde_json::to_vec(&broken).unwrap_or_default());
        }
        block.push(b'\n');
        self.len += 1;
    }

    /// The records, in file order.
    pub fn iter(&self) -> impl Iterator<Item = Record> {
        self.blocks.iter().flat_map(|block| lines(block))
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
            blocks: self.blocks,
            at: 0,
        }
    }
}

/// The records of a file, one after the other.
#[derive(Debug)]
pub struct Unpacked {
    blocks: VecDeque<Vec<u8>>,
    /// Where the next one begins in the first block.
    at: usize,
}

impl Iterator for Unpacked {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            let rest = self.blocks.front()?.get(self.at..).unwrap_or_default();
            if let Some(line) = rest.split(|byte| *byte == b'\n').next()
                && !line.is_empty()
            {
                self.at += line.len() + 1;
                return Some(record(line));
            }
            self.blocks.pop_front();
            self.at = 0;
        }
    }
}

fn lines(block: &[u8]) -> impl Iterator<Item = Record> {
    let lines = block.split(|byte| *byte == b'\n');
    lines.filter(|line| !line.is_empty()).map(record)
}

fn record(line: &[u8]) -> Record {
    serde_json::from_slice(line).unwrap_or_else(|error| Err(unreadable(Place::default(), &error)))
}

fn unreadable(place: Place, error: &serde_json::Error) -> Broken {
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
        assert!(packed.blocks.len() > 2);
        assert!(packed.iter().eq(records.iter().cloned()));
        assert!(packed.into_iter().eq(records));
        assert_eq!(Records::default().into_iter().next(), None);
    }
}
