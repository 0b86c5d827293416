//! How many pieces of a text each of many forms may have, 64 forms at a time.

use super::gram::{Occurrences, shared_column};
use super::index::{Index, Section};
use super::sheet::IndexError;

/// Words of 64 forms that are counted together.
pub(super) const WORDS: usize = 128;
/// Digits of a binary count.
const DIGITS: usize = 20;

type Word = [u64; WORDS];

/// The columns in which the pieces of a text are looked up.
#[derive(Debug, Default)]
pub(super) struct Columns {
    columns: Vec<usize>,
    before: Occurrences,
    digits: usize,
    counts: Vec<Word>,
}

impl Columns {
    /// Takes the pieces of a text, by number; those that no form has are not among them.
    pub(super) fn set<B: AsRef<[u8]>>(
        &mut self,
        index: &Index<B>,
        pieces: impl ExactSizeIterator<Item = u32>,
    ) -> Result<(), IndexError> {
        self.columns.clear();
        self.before.begin(pieces.len());
        let own = index.array::<8>(Section::Own, 0..index.count(Section::Own, 8))?;
        for piece in pieces {
            let times = self.before.next(u64::from(piece));
            let key = u64::from(times) << 32 | u64::from(piece);
            let column = own.iter().position(|it| u64::from_le_bytes(*it) == key);
            self.columns
                .push(column.unwrap_or_else(|| shared_column(piece, times)));
        }
        self.digits = (usize::BITS - self.columns.len().leading_zeros()) as usize;
        Ok(())
    }

    /// The forms among those of `words` that may have at least `least` of the pieces, a bit each,
    /// into `found`.
    pub(super) fn at_least<B: AsRef<[u8]>>(
        &mut self,
        index: &Index<B>,
        words: std::ops::Range<usize>,
        least: usize,
        found: &mut Word,
    ) -> Result<(), IndexError> {
        if least > self.columns.len() || self.digits >= DIGITS {
            *found = if least > self.columns.len() {
                [0; WORDS]
            } else {
                [u64::MAX; WORDS]
            };
            return Ok(());
        }
        // Counting begins so far below a power of two that it is reached with `least` of them.
        let start = (1_usize << self.digits) - least;
        self.counts.clear();
        self.counts
            .extend((0..=self.digits).map(|digit| match start >> digit & 1 {
                1 => [u64::MAX; WORDS],
                _ => [0; WORDS],
            }));
        let in_column = index.forms().div_ceil(64);
        let load = |column: usize, into: &mut Word| -> Result<(), IndexError> {
            let at = column * in_column;
            let bits = index.array::<8>(Section::Columns, at + words.start..at + words.end)?;
            for (word, bits) in into.iter_mut().zip(bits) {
                *word = u64::from_le_bytes(*bits);
            }
            Ok(())
        };
        let mut seven = [[0_u64; WORDS]; 7];
        let mut chunks = self.columns.chunks_exact(7);
        for columns in &mut chunks {
            for (column, into) in columns.iter().zip(&mut seven) {
                load(*column, into)?;
            }
            let [a, b, c, d, e, f, g] = &seven;
            let (mut ones, mut twos, mut fours) = ([0; WORDS], [0; WORDS], [0; WORDS]);
            for at in 0..WORDS {
                let (sum, carry) = full(a[at], b[at], c[at]);
                let (sum, second) = full(sum, d[at], e[at]);
                let (sum, third) = full(sum, f[at], g[at]);
                ones[at] = sum;
                (twos[at], fours[at]) = full(carry, second, third);
            }
            add(&mut self.counts, &[ones, twos, fours]);
        }
        for column in chunks.remainder() {
            let [one, ..] = &mut seven;
            load(*column, one)?;
            let one = *one;
            add(&mut self.counts, &[one]);
        }
        *found = self.counts.last().copied().unwrap_or([0; WORDS]);
        Ok(())
    }
}

/// Adds a binary number to each count.
fn add(counts: &mut [Word], number: &[Word]) {
    let mut carry = [0; WORDS];
    let mut number = number.iter();
    for count in counts {
        match number.next() {
            Some(digit) => {
                for at in 0..WORDS {
                    (count[at], carry[at]) = full(count[at], digit[at], carry[at]);
                }
            }
            None => {
                for at in 0..WORDS {
                    let sum = count[at] ^ carry[at];
                    carry[at] &= count[at];
                    count[at] = sum;
                }
            }
        }
    }
}

/// Sum and carry of three bits.
fn full(a: u64, b: u64, c: u64) -> (u64, u64) {
    let half = a ^ b;
    (half ^ c, (a & b) | (half & c))
}
