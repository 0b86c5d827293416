//! The file of an index: sections of bytes whose damage is noticed where they are read.
//!
//! Everything is little-endian. A file is
//!
//! | part | bytes |
//! | --- | --- |
//! | magic | 8 |
//! | sections, each from a multiple of 8 on | as the table says |
//! | table: begin and length of each section | 16 a section |
//! | sums of the blocks of 4 KiB before the table | 4 a block |
//! | stamp: what the index was made of, as its maker tells it | |
//! | numbers of sections and blocks, begin of the table, length of the stamp | 32 |
//! | version, sum of everything from the table up to here | 8 |
//! | magic | 8 |
//!
//! The end is checked when a file is opened, a block when something of it is read for the first
//! time: opening a large index costs nothing, and what is damaged is never believed.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// Why an index cannot be used; it has to be built anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// It is something else, or cut off.
    #[error("it is no complete index")]
    Foreign,
    /// Another version of this program made it.
    #[error("it was made by another version")]
    Version,
    /// What it says cannot be.
    #[error("it is damaged")]
    Damaged,
}

const MAGIC: [u8; 8] = *b"tmxindex";
/// Small, since all of a block is read where a number of it is.
const BLOCK: usize = 4 * 1024;
/// Bytes after the stamp.
const END: usize = 48;

/// Writes sections one after the other.
pub(super) struct SheetWriter<W> {
    out: W,
    version: u32,
    at: u64,
    /// Where the present section begins.
    begin: u64,
    block: Vec<u8>,
    sums: Vec<u32>,
    sections: Vec<(u64, u64)>,
}

impl<W: Write> SheetWriter<W> {
    /// Begins a file. `version` counts up whenever what is in the sections changes.
    pub(super) fn new(out: W, version: u32) -> io::Result<Self> {
        let mut writer = Self {
            out,
            version,
            at: 0,
            begin: MAGIC.len() as u64,
            block: Vec::with_capacity(BLOCK),
            sums: Vec::new(),
            sections: Vec::new(),
        };
        writer.write_all(&MAGIC)?;
        Ok(writer)
    }

    /// Writes the next section.
    pub(super) fn section<'a>(
        &mut self,
        parts: impl IntoIterator<Item = &'a [u8]>,
    ) -> io::Result<()> {
        self.continued(parts)?;
        self.end_section()
    }

    /// Writes the next section, of numbers.
    pub(super) fn numbers(&mut self, numbers: impl IntoIterator<Item = u32>) -> io::Result<()> {
        self.continued(numbers.into_iter().map(u32::to_le_bytes))?;
        self.end_section()
    }

    /// Writes parts of a section that is not ended yet.
    pub(super) fn continued<P: AsRef<[u8]>>(
        &mut self,
        parts: impl IntoIterator<Item = P>,
    ) -> io::Result<()> {
        for part in parts {
            self.write_all(part.as_ref())?;
        }
        Ok(())
    }

    /// Ends a section.
    pub(super) fn end_section(&mut self) -> io::Result<()> {
        self.sections.push((self.begin, self.at - self.begin));
        let padding = self.at.next_multiple_of(8) - self.at;
        self.write_all(&[0; 8][..padding as usize])?;
        self.begin = self.at;
        Ok(())
    }

    /// Writes the end of the file.
    pub(super) fn finish(mut self, stamp: &str) -> io::Result<W> {
        if !self.block.is_empty() {
            self.end_block()?;
        }
        let mut end = Vec::new();
        for (begin, length) in &self.sections {
            end.extend(begin.to_le_bytes());
            end.extend(length.to_le_bytes());
        }
        for sum in &self.sums {
            end.extend(sum.to_le_bytes());
        }
        end.extend(stamp.as_bytes());
        let counts = [
            self.sections.len() as u64,
            self.sums.len() as u64,
            self.at,
            stamp.len() as u64,
        ];
        for count in counts {
            end.extend(count.to_le_bytes());
        }
        end.extend(self.version.to_le_bytes());
        end.extend(sum(&end).to_le_bytes());
        end.extend(MAGIC);
        self.out.write_all(&end)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        while !bytes.is_empty() {
            let room = bytes.len().min(BLOCK - self.block.len());
            let (now, later) = bytes.split_at(room);
            self.block.extend_from_slice(now);
            bytes = later;
            if self.block.len() == BLOCK {
                self.end_block()?;
            }
        }
        Ok(())
    }

    fn end_block(&mut self) -> io::Result<()> {
        self.sums.push(sum(&self.block));
        self.out.write_all(&self.block)?;
        self.block.clear();
        Ok(())
    }
}

/// Reads sections where they lie.
#[derive(Debug)]
pub(super) struct Sheet<B> {
    bytes: B,
    sections: Vec<Range<usize>>,
    stamp: Range<usize>,
    /// The bytes before the table.
    body: usize,
    /// Where the sums of the blocks lie.
    sums: usize,
    /// The blocks that were checked, a bit each.
    checked: Vec<AtomicU64>,
}

impl<B: AsRef<[u8]>> Sheet<B> {
    /// Opens a file of a version.
    pub(super) fn open(bytes: B, version: u32) -> Result<Self, IndexError> {
        let all = bytes.as_ref();
        let end = all.len().checked_sub(END).ok_or(IndexError::Foreign)?;
        if all[..8] != MAGIC || all[all.len() - 8..] != MAGIC {
            return Err(IndexError::Foreign);
        }
        if u32_at(all, end + 32)? != version {
            return Err(IndexError::Version);
        }
        let count = |nth: usize| -> Result<usize, IndexError> {
            usize::try_from(u64_at(all, end + 8 * nth)?).map_err(|_| IndexError::Damaged)
        };
        let (sections, blocks, body, stamp) = (count(0)?, count(1)?, count(2)?, count(3)?);
        let sums = sections
            .checked_mul(16)
            .and_then(|it| it.checked_add(body))
            .ok_or(IndexError::Damaged)?;
        let stamp_at = blocks
            .checked_mul(4)
            .and_then(|it| it.checked_add(sums))
            .ok_or(IndexError::Damaged)?;
        if stamp_at.checked_add(stamp) != Some(end) || body.div_ceil(BLOCK) != blocks {
            return Err(IndexError::Damaged);
        }
        if u32_at(all, end + 36)? != sum(&all[body..end + 36]) {
            return Err(IndexError::Damaged);
        }
        let section = |nth: usize| -> Result<Range<usize>, IndexError> {
            let begin = u64_at(all, body + 16 * nth)? as usize;
            let length = u64_at(all, body + 16 * nth + 8)? as usize;
            match begin.checked_add(length) {
                Some(end) if end <= body => Ok(begin..end),
                _ => Err(IndexError::Damaged),
            }
        };
        Ok(Self {
            sections: (0..sections).map(section).collect::<Result<_, _>>()?,
            stamp: stamp_at..end,
            body,
            sums,
            checked: (0..blocks.div_ceil(64))
                .map(|_| AtomicU64::new(0))
                .collect(),
            bytes,
        })
    }

    /// What the index was made of.
    pub(super) fn stamp(&self) -> &str {
        let bytes = self.bytes.as_ref().get(self.stamp.clone());
        std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }

    /// The length of a section; nothing where there is none of that number.
    pub(super) fn length(&self, section: usize) -> usize {
        self.sections.get(section).map_or(0, ExactSizeIterator::len)
    }

    /// Bytes of a section.
    #[inline]
    pub(super) fn bytes(&self, section: usize, range: Range<usize>) -> Result<&[u8], IndexError> {
        let place = self.sections.get(section).ok_or(IndexError::Damaged)?;
        let (begin, end) = (place.start + range.start, place.start + range.end);
        if range.end > place.len() || range.start > range.end {
            return Err(IndexError::Damaged);
        }
        for block in begin / BLOCK..end.div_ceil(BLOCK) {
            let is_checked = self
                .checked
                .get(block / 64)
                .is_some_and(|it| it.load(Ordering::Relaxed) >> (block % 64) & 1 == 1);
            if !is_checked {
                self.check(block)?;
            }
        }
        self.bytes
            .as_ref()
            .get(begin..end)
            .ok_or(IndexError::Damaged)
    }

    /// Numbers of a section, each of `N` bytes.
    #[inline]
    pub(super) fn array<const N: usize>(
        &self,
        section: usize,
        range: Range<usize>,
    ) -> Result<&[[u8; N]], IndexError> {
        let begin = range.start.checked_mul(N).ok_or(IndexError::Damaged)?;
        let end = range.end.checked_mul(N).ok_or(IndexError::Damaged)?;
        Ok(self.bytes(section, begin..end)?.as_chunks().0)
    }

    /// A number of a section.
    #[inline]
    pub(super) fn number(&self, section: usize, at: usize) -> Result<u32, IndexError> {
        match self.array::<4>(section, at..at + 1)? {
            [number] => Ok(u32::from_le_bytes(*number)),
            _ => Err(IndexError::Damaged),
        }
    }

    #[cold]
    fn check(&self, block: usize) -> Result<(), IndexError> {
        let all = self.bytes.as_ref();
        let end = ((block + 1) * BLOCK).min(self.body);
        let bytes = all.get(block * BLOCK..end).ok_or(IndexError::Damaged)?;
        if sum(bytes) != u32_at(all, self.sums + 4 * block)? {
            return Err(IndexError::Damaged);
        }
        if let Some(bits) = self.checked.get(block / 64) {
            bits.fetch_or(1 << (block % 64), Ordering::Relaxed);
        }
        Ok(())
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, IndexError> {
    let number = bytes.get(at..).and_then(|it| it.first_chunk());
    number
        .map(|it| u32::from_le_bytes(*it))
        .ok_or(IndexError::Damaged)
}

fn u64_at(bytes: &[u8], at: usize) -> Result<u64, IndexError> {
    let number = bytes.get(at..).and_then(|it| it.first_chunk());
    number
        .map(|it| u64::from_le_bytes(*it))
        .ok_or(IndexError::Damaged)
}

/// A sum over all bytes; against damage, not against malice. Four sums are made side by side, of
/// eight bytes each, since none has to wait for another.
fn sum(bytes: &[u8]) -> u32 {
    let mix = |hash: u64, word: u64| {
        let hash = (hash ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash ^ hash >> 32
    };
    let (words, rest) = bytes.as_chunks();
    let (fours, words) = words.as_chunks::<4>();
    let mut hashes = [1, 2, 3, 4].map(|lane| 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(lane));
    for four in fours {
        for (hash, word) in hashes.iter_mut().zip(four) {
            *hash = mix(*hash, u64::from_le_bytes(*word));
        }
    }
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let rest = rest.iter().map(|byte| u64::from(*byte));
    let all = hashes.into_iter().chain(words).chain(rest);
    all.fold(bytes.len() as u64, mix) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Vec<u8> {
        let mut writer = SheetWriter::new(Vec::new(), 7).unwrap();
        writer.section([&b"abc"[..], b"de"]).unwrap();
        writer.numbers(0..10_000).unwrap();
        writer.finish("made of this").unwrap()
    }

    #[test]
    fn what_was_written_is_read() {
        let sheet = Sheet::open(written(), 7).unwrap();
        assert_eq!(sheet.stamp(), "made of this");
        assert_eq!(
            (sheet.length(0), sheet.length(1), sheet.length(2)),
            (5, 40_000, 0)
        );
        assert_eq!(sheet.bytes(0, 1..4).unwrap(), b"bcd");
        assert_eq!(sheet.number(1, 9_999), Ok(9_999));
        assert_eq!(sheet.number(1, 10_000), Err(IndexError::Damaged));
        assert_eq!(sheet.array::<4>(1, 3..5).unwrap().len(), 2);
    }

    #[test]
    fn a_changed_byte_is_noticed_when_it_is_read_and_a_cut_off_file_at_once() {
        let whole = written();
        for at in (0..whole.len()).step_by(97) {
            let mut bytes = whole.clone();
            bytes[at] ^= 4;
            let read = Sheet::open(bytes, 7).and_then(|sheet| {
                sheet.bytes(0, 0..5)?;
                sheet.bytes(1, 0..40_000).map(drop)
            });
            assert!(read.is_err(), "byte {at}");
        }
        for length in (0..whole.len()).step_by(89) {
            assert!(Sheet::open(&whole[..length], 7).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn another_version_is_told() {
        let opened = Sheet::open(written(), 8).map(drop);
        assert_eq!(opened, Err(IndexError::Version));
    }

    #[test]
    fn what_is_damaged_elsewhere_is_no_matter() {
        let mut bytes = written();
        bytes[30_000] ^= 1;
        let sheet = Sheet::open(bytes, 7).unwrap();
        assert_eq!(sheet.number(1, 0), Ok(0));
        assert_eq!(sheet.number(1, 7_500), Err(IndexError::Damaged));
    }
}
