//! How often each sequence of words occurs.

use rayon::prelude::{
    IndexedParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelBridge,
    ParallelIterator,
};
use rustc_hash::FxHashMap;

use super::Watch;
use super::clause::{POWERS, Word, extend_hash, join_powers, tail_hash};
use super::hashed::Hashed;
use super::library::{Library, Stretch, WAVE};
use super::memory::Room;

/// How often each sequence of words occurs; rare sequences are not kept.
pub(super) struct SequenceCounts {
    /// Deduplicated count by hash of the normal form, shared out by [`part_of`].
    parts: Vec<Hashed>,
    /// For each stretch, how far its words reach.
    reaches: Vec<Vec<u8>>,
    words: f64,
    /// Count from which a sequence is kept.
    pub(super) least: u32,
}

type Table = FxHashMap<u64, u32>;

/// Bytes that a sequence takes while its level is counted, at most: a table has up to twice as
/// many places as sequences, and while it grows there are two of it.
const SEQUENCE: usize = 48;

/// Tables that are filled side by side; a fixed number, so that nothing depends on the threads.
pub(super) const PARTS: usize = 16;

/// The part that counts a hash, by bits that the tables themselves do not begin with.
pub(super) fn part_of(hash: u64) -> usize {
    usize::try_from((hash >> 32) % PARTS as u64).unwrap_or(0)
}

impl SequenceCounts {
    /// Counts sequences of up to `max_words` words that occur `least` times or more, level by
    /// level: a longer sequence can be that frequent only where both of its parts are (Agrawal &
    /// Srikant, 1994).
    pub(super) fn count(
        library: &Library<'_>,
        max_words: usize,
        least: u32,
        room: Room,
        watch: &dyn Watch,
    ) -> Self {
        let least = least.max(2);
        let mut chains: Vec<Chain> = library
            .stretches
            .par_iter()
            .map(|stretch| Chain::of(library, stretch))
            .collect();
        let mut counts = single_words(library, &chains, least);
        let mut before = hashed(&counts);
        let frequent: Vec<bool> = library
            .vocabulary
            .par_iter()
            .map(|word| count_in(&before, word.hash).is_some())
            .collect();
        // Sequences of a level at most: no more than there were of the one before.
        let mut most = chains.iter().map(|chain| chain.words.len()).sum();
        for length in 2..=max_words.clamp(1, usize::from(u8::MAX)) {
            let mut level: Vec<Table> = vec![Table::default(); PARTS];
            let shares = room.shares(most, SEQUENCE);
            most = 0;
            for share in 0..shares {
                for wave in chains.chunks_mut(WAVE) {
                    if watch.is_cancelled() {
                        break;
                    }
                    let found: Vec<Vec<Vec<u64>>> = wave
                        .par_iter_mut()
                        .map(|chain| {
                            let counts = |part: usize| part % shares == share;
                            chain.sequences(library, length, &before, &frequent, counts)
                        })
                        .collect();
                    most += found.iter().flatten().map(Vec::len).sum::<usize>();
                    level.par_iter_mut().enumerate().for_each(|(part, table)| {
                        for hash in found.iter().filter_map(|parts| parts.get(part)).flatten() {
                            *table.entry(*hash).or_default() += 1;
                        }
                    });
                }
                let counted = level.iter_mut().skip(share).step_by(shares);
                counted.par_bridge().for_each(|table| {
                    table.retain(|_, count| *count >= least);
                    table.shrink_to_fit();
                });
            }
            if level.iter().all(FxHashMap::is_empty) {
                break;
            }
            counts
                .par_iter_mut()
                .zip(&level)
                .for_each(|(counts, level)| {
                    for (&hash, &count) in level {
                        // Two cuttings of one string meet here; the larger count is the safer one.
                        let kept = counts.entry(hash).or_default();
                        *kept = count.max(*kept);
                    }
                });
            before = hashed(&level);
        }
        Self {
            parts: hashed(&counts),
            reaches: chains.into_iter().map(|chain| chain.reach).collect(),
            words: f64::from(library.words.max(1)),
            least,
        }
    }

    /// Of each word of the clauses of a stretch that are not repeated, with one place after each
    /// clause, how many words at least a sequence has that begins there and is frequent, as are
    /// all shorter ones.
    pub(super) fn reach(&self, stretch: usize) -> &[u8] {
        self.reaches.get(stretch).map_or(&[], Vec::as_slice)
    }

    /// Count of a sequence, 1 for one that is not frequent.
    pub(super) fn get(&self, hash: u64) -> u32 {
        count_in(&self.parts, hash).unwrap_or(1)
    }

    /// Normalised pointwise mutual information of a sequence's weakest joint (Bouma, 2009).
    pub(super) fn npmi(&self, words: &[&Word<'_>]) -> f64 {
        let hash = |range: &[&Word<'_>]| range.iter().fold(0, |hash, word| extend_hash(hash, word));
        let whole = f64::from(self.get(hash(words))) / self.words;
        if whole >= 1.0 {
            return 1.0;
        }
        (1..words.len())
            .map(|split| {
                let (left, right) = words.split_at(split);
                let left = f64::from(self.get(hash(left))) / self.words;
                let right = f64::from(self.get(hash(right))) / self.words;
                (whole / (left * right)).ln() / -whole.ln()
            })
            .fold(1.0, f64::min)
    }
}

fn count_in(parts: &[Hashed], hash: u64) -> Option<u32> {
    parts.get(part_of(hash))?.get(hash)
}

/// Tables that are only asked from now on.
fn hashed(tables: &[Table]) -> Vec<Hashed> {
    tables
        .par_iter()
        .map(|table| {
            Hashed::of(
                table.len(),
                table.iter().map(|(&hash, &count)| (hash, count)),
            )
        })
        .collect()
}

/// Counts of the single words that occur `least` times or more.
fn single_words(library: &Library<'_>, chains: &[Chain], least: u32) -> Vec<Table> {
    let mut counts = vec![0_u32; library.vocabulary.len()];
    for &word in chains.iter().flat_map(|chain| &chain.words) {
        // Neither the end of a clause nor a word said before is a number of the vocabulary.
        if let Some(count) = counts.get_mut(word as usize) {
            *count += 1;
        }
    }
    let mut tables = vec![Table::default(); PARTS];
    for (word, &count) in library.vocabulary.iter().zip(&counts) {
        if let (true, Some(table)) = (count > 0, tables.get_mut(part_of(word.hash))) {
            *table.entry(word.hash).or_default() += count;
        }
    }
    for table in &mut tables {
        table.retain(|_, count| *count >= least);
        table.shrink_to_fit();
    }
    tables
}

/// The clauses of a stretch that count, one after the other, and how far each word reaches.
struct Chain {
    /// Numbers of words, with [`REPEATED`] where they were said before; [`END`] after each clause.
    words: Vec<u32>,
    /// Words of the longest frequent sequence known to begin here.
    reach: Vec<u8>,
}

const END: u32 = u32::MAX;
const REPEATED: u32 = 1 << 31;

impl Chain {
    fn of(library: &Library<'_>, stretch: &Stretch<'_>) -> Self {
        let texts = library.open(stretch);
        let mut words = Vec::new();
        for clause in texts.clauses.iter().filter(|clause| !clause.repeated) {
            let tokens = texts.documents.get(clause.text).map(|text| &text.tokens);
            words.extend(
                clause
                    .tokens
                    .iter()
                    .filter_map(|&token| tokens?.get(token))
                    .map(|token| token.word | if token.repeated { REPEATED } else { 0 }),
            );
            words.push(END);
        }
        words.shrink_to_fit();
        Self {
            reach: vec![0; words.len()],
            words,
        }
    }

    /// Hashes of the sequences of `length` words, two or more, one at least of them new, both of
    /// whose parts are frequent, by part, of the parts that it `counts`; `frequent` are the words
    /// that are so by themselves.
    fn sequences(
        &mut self,
        library: &Library<'_>,
        length: usize,
        before: &[Hashed],
        frequent: &[bool],
        counts: impl Fn(usize) -> bool,
    ) -> Vec<Vec<u64>> {
        let Self { words, reach } = self;
        let room = words.len() / PARTS / (length - 1).max(1);
        let mut found: Vec<Vec<u64>> = Vec::with_capacity(PARTS);
        found.resize_with(PARTS, Vec::new);
        for (_, found) in found
            .iter_mut()
            .enumerate()
            .filter(|(part, _)| counts(*part))
        {
            found.reserve(room);
        }
        let mut rest = reach.as_mut_slice();
        let mut hashes = Vec::new();
        // New words before each place of a clause.
        let mut new: Vec<usize> = Vec::new();
        for clause in words.split_inclusive(|&word| word == END) {
            let (reach, after) = rest.split_at_mut(clause.len());
            rest = after;
            let count = clause.len() - 1;
            if count < length {
                continue;
            }
            hashes.clear();
            new.clear();
            let mut hash = 0;
            let mut met = 0;
            let mut letters = 0_u32;
            hashes.push((0, 1, letters));
            new.push(0);
            for &word in clause {
                met += usize::from(word & REPEATED == 0);
                new.push(met);
                if let Some(word) = library.vocabulary.get((word & !REPEATED) as usize) {
                    hash = extend_hash(hash, word);
                    letters = letters.saturating_add(word.length);
                    hashes.push((hash, word.power, letters));
                }
            }
            let hash_of = |from: usize, words: usize| {
                let (left, _, before) = hashes.get(from)?;
                let (whole, _, after) = hashes.get(from + words)?;
                let power = match POWERS.get((after - before) as usize) {
                    Some(&power) => power,
                    None => hashes
                        .get(from + 1..=from + words)?
                        .iter()
                        .fold(1, |power, &(_, next, _)| join_powers(power, next)),
                };
                Some(tail_hash(*whole, *left, power))
            };
            let reaches = |reach: &[u8], at: usize, words: usize| {
                reach
                    .get(at)
                    .is_some_and(|&reach| usize::from(reach) >= words)
            };
            let part = length - 1;
            for from in 0..=count - part {
                let is_frequent = if part == 1 {
                    clause
                        .get(from)
                        .and_then(|&word| frequent.get((word & !REPEATED) as usize))
                        .is_some_and(|&frequent| frequent)
                } else {
                    reaches(reach, from, part - 1)
                        && reaches(reach, from + 1, part - 1)
                        && hash_of(from, part)
                            .and_then(|hash| count_in(before, hash))
                            .is_some()
                };
                if let (true, Some(reach)) = (is_frequent, reach.get_mut(from)) {
                    *reach = u8::try_from(part).unwrap_or(u8::MAX);
                }
            }
            for from in 0..=count - length {
                if new.get(from) == new.get(from + length)
                    || !reaches(reach, from, part)
                    || !reaches(reach, from + 1, part)
                {
                    continue;
                }
                if let Some(hash) = hash_of(from, length)
                    && counts(part_of(hash))
                    && let Some(part) = found.get_mut(part_of(hash))
                {
                    part.push(hash);
                }
            }
        }
        found
    }
}
