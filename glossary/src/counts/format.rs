//! Counts as bytes.

use std::io::{self, BufReader, Read, Write};

use sha2::{Digest, Sha256};

use super::{COUNTS_MAGIC, TextRow, ascends, shared};

const VERSION: u8 = 1;
const COMPRESSION: i32 = 6;
/// The compressor is fed so many bytes at a time: what it writes shall depend on nothing else.
const BLOCK: usize = 1 << 16;

/// Why counts cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CountsError {
    /// Something else.
    #[error("these are no counts")]
    Foreign,
    /// Counts of a version that this program does not know.
    #[error("these counts are of version {0}, which a newer shuyu wrote")]
    Newer(u8),
    /// Counts with a piece missing or changed.
    #[error("the counts are damaged or cut off, at {0}")]
    Damaged(&'static str),
    /// They could not be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes counts part by part.
pub(super) struct Writer<W: Write> {
    encoder: zstd::Encoder<'static, W>,
    digest: Sha256,
    waiting: Vec<u8>,
    last: Option<Vec<u8>>,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(COUNTS_MAGIC)?;
        out.write_all(&[VERSION])?;
        Ok(Self {
            encoder: zstd::Encoder::new(out, COMPRESSION)?,
            digest: Sha256::new(),
            waiting: Vec::with_capacity(2 * BLOCK),
            last: None,
        })
    }

    pub(super) fn texts<'r>(
        &mut self,
        rows: impl ExactSizeIterator<Item = &'r TextRow>,
    ) -> io::Result<()> {
        self.number(rows.len() as u64)?;
        for row in rows {
            for field in [&row.name, &row.hash, &row.fingerprint] {
                self.number(field.len() as u64)?;
                self.put(field)?;
            }
        }
        Ok(())
    }

    pub(super) fn sentence(&mut self, sentence: &[u8]) -> io::Result<()> {
        let kept = self.last.as_ref().map_or(0, |last| shared(last, sentence));
        let rest = sentence.get(kept..).unwrap_or_default();
        self.number(kept as u64 + 1)?;
        self.number(rest.len() as u64)?;
        self.put(rest)?;
        let last = self.last.get_or_insert_default();
        last.truncate(kept);
        last.extend_from_slice(rest);
        Ok(())
    }

    pub(super) fn end_sentences(&mut self) -> io::Result<()> {
        self.number(0)
    }

    pub(super) fn number(&mut self, mut number: u64) -> io::Result<()> {
        loop {
            let [low, ..] = number.to_le_bytes();
            number >>= 7;
            if number == 0 {
                return self.put(&[low & 0x7f]);
            }
            self.put(&[low | 0x80])?;
        }
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.digest.update(&self.waiting);
        self.encoder.write_all(&self.waiting)?;
        let digest: [u8; 32] = self.digest.finalize().into();
        self.encoder.write_all(&digest)?;
        self.encoder.finish()?.flush()
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.waiting.extend_from_slice(bytes);
        while let Some((block, _)) = self.waiting.split_at_checked(BLOCK) {
            self.digest.update(block);
            self.encoder.write_all(block)?;
            self.waiting.drain(..BLOCK);
        }
        Ok(())
    }
}

/// Reads counts part by part.
pub(super) struct Reader<R: Read> {
    input: BufReader<zstd::Decoder<'static, BufReader<R>>>,
    digest: Sha256,
    sentence: Vec<u8>,
    begun: bool,
}

impl<R: Read> Reader<R> {
    pub(super) fn new(mut input: R) -> Result<Self, CountsError> {
        let mut head = [0; COUNTS_MAGIC.len() + 1];
        input
            .read_exact(&mut head)
            .map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => CountsError::Foreign,
                _ => CountsError::Io(error),
            })?;
        let [magic @ .., version] = &head;
        if magic != COUNTS_MAGIC {
            return Err(CountsError::Foreign);
        }
        if *version > VERSION {
            return Err(CountsError::Newer(*version));
        }
        Ok(Self {
            input: BufReader::with_capacity(BLOCK, zstd::Decoder::new(input)?),
            digest: Sha256::new(),
            sentence: Vec::new(),
            begun: false,
        })
    }

    pub(super) fn texts(&mut self) -> Result<Vec<TextRow>, CountsError> {
        let count = self.number()?;
        let mut rows: Vec<TextRow> = Vec::new();
        for _ in 0..count {
            let row = TextRow {
                name: self.field()?,
                hash: self.field()?,
                fingerprint: self.field()?,
            };
            if rows.last().is_some_and(|last| *last > row) {
                return Err(CountsError::Damaged("the order of texts"));
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// The next sentence; none after the last one.
    pub(super) fn sentence(&mut self) -> Result<Option<&[u8]>, CountsError> {
        let Some(kept) = self.number()?.checked_sub(1) else {
            return Ok(None);
        };
        let kept = usize::try_from(kept)
            .ok()
            .filter(|&kept| kept <= self.sentence.len())
            .ok_or(CountsError::Damaged("a sentence"))?;
        let rest = self.field()?;
        let mut next = self.sentence.get(..kept).unwrap_or_default().to_vec();
        next.extend_from_slice(&rest);
        if self.begun && !ascends(Some(&self.sentence), &next) {
            return Err(CountsError::Damaged("the order of sentences"));
        }
        self.begun = true;
        self.sentence = next;
        Ok(Some(&self.sentence))
    }

    pub(super) fn number(&mut self) -> Result<u64, CountsError> {
        let mut number = 0_u64;
        for shift in (0..u64::BITS).step_by(7) {
            let mut byte = [0];
            self.take(&mut byte)?;
            let [byte] = byte;
            number |= u64::from(byte & 0x7f)
                .checked_shl(shift)
                .unwrap_or_default();
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(CountsError::Damaged("a number"))
    }

    /// Checks that nothing was changed and nothing follows.
    pub(super) fn finish(mut self) -> Result<(), CountsError> {
        let digest: [u8; 32] = self.digest.clone().finalize().into();
        let mut written = [0; 32];
        self.take(&mut written)?;
        let mut more = [0];
        let more = self.input.read(&mut more).map_err(damaged)?;
        if digest != written || more > 0 {
            return Err(CountsError::Damaged("the check of its content"));
        }
        Ok(())
    }

    fn field(&mut self) -> Result<Vec<u8>, CountsError> {
        let length = self.number()?;
        let mut field = Vec::new();
        let read = self
            .input
            .by_ref()
            .take(length)
            .read_to_end(&mut field)
            .map_err(damaged)?;
        if read as u64 != length {
            return Err(CountsError::Damaged("its end"));
        }
        self.digest.update(&field);
        Ok(field)
    }

    fn take(&mut self, bytes: &mut [u8]) -> Result<(), CountsError> {
        self.input.read_exact(bytes).map_err(damaged)?;
        self.digest.update(&*bytes);
        Ok(())
    }
}

/// The decompressor tells of damage by errors of no kind of their own.
fn damaged(error: io::Error) -> CountsError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => CountsError::Damaged("its end"),
        io::ErrorKind::Other | io::ErrorKind::InvalidData => CountsError::Damaged("its content"),
        _ => CountsError::Io(error),
    }
}
