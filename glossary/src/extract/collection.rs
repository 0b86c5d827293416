//! The counts of all candidates, shared out among threads and passes, and put together again.

use rayon::prelude::{IntoParallelRefMutIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use super::clause::Word;
use super::library::{Library, Stretch};
use super::proposed::Proposed;
use super::sequences::{PARTS, SequenceCounts};
use super::statistics::{Evidence, Examples};
use super::tally::{Seen, Tally};

/// What was seen of the candidates of one part.
#[derive(Default)]
pub(super) struct Found {
    pub(super) seen: Vec<Seen>,
    /// Candidate and a longer one around it, once an occurrence.
    pub(super) pairs: Vec<(u32, u32)>,
    /// Candidates that stand outside longer ones, once an occurrence.
    pub(super) alone: Vec<u32>,
}

/// Candidates are shared out by number, so that each is counted by one thread, in order.
pub(super) fn part_of(index: u32) -> usize {
    index as usize % PARTS
}

/// The counts of every [`PARTS`]-th candidate; without any in the pass of another share.
#[derive(Default)]
pub(super) struct Part<'t> {
    tallies: Vec<Tally<'t>>,
    pairs: FxHashMap<(u32, u32), u32>,
}

impl<'t> Part<'t> {
    /// Makes room for so many candidates.
    pub(super) fn make_room(&mut self, candidates: usize) {
        self.tallies.resize_with(candidates, Tally::default);
    }

    /// Counts what was found in `stretch`; at most `limit` places of each candidate are kept.
    pub(super) fn count(&mut self, found: &Found, stretch: &Stretch<'t>, limit: usize) {
        for seen in &found.seen {
            let Some(tally) = self.tallies.get_mut(seen.index as usize / PARTS) else {
                continue;
            };
            tally.count(seen, stretch, limit);
        }
        for &pair in &found.pairs {
            *self.pairs.entry(pair).or_default() += 1;
        }
        for &index in &found.alone {
            if let Some(tally) = self.tallies.get_mut(index as usize / PARTS) {
                tally.count_alone();
            }
        }
    }
}

/// What the passes over the texts found, one after the other.
pub(super) struct Collection {
    /// By number of what was proposed; none for what was not counted yet or does not occur.
    found: Vec<Option<Evidence>>,
    /// Candidate, a longer one around it, and how often.
    pairs: Vec<(u32, u32, u32)>,
}

impl Collection {
    /// For so many candidates.
    pub(super) fn new(candidates: usize) -> Self {
        let mut found = Vec::new();
        found.resize_with(candidates, || None);
        Self {
            found,
            pairs: Vec::new(),
        }
    }

    /// Takes what one pass has counted.
    pub(super) fn take(
        &mut self,
        proposed: &[Proposed],
        mut examples: Examples,
        parts: Vec<Part<'_>>,
    ) {
        for (number, part) in parts.into_iter().enumerate() {
            for (at, tally) in part.tallies.into_iter().enumerate() {
                let index = at * PARTS + number;
                let (Some(proposed), Some(found)) =
                    (proposed.get(index), self.found.get_mut(index))
                else {
                    break;
                };
                if tally.raw_frequency() == 0 {
                    continue;
                }
                let example = examples
                    .words
                    .get_mut(index)
                    .map(std::mem::take)
                    .unwrap_or_default();
                let shape = examples.shapes.get(index).copied().unwrap_or_default();
                *found = Some(tally.finish(proposed, shape, example));
            }
            let pairs = part.pairs.into_iter();
            self.pairs
                .extend(pairs.map(|((inner, outer), shared)| (inner, outer, shared)));
        }
    }

    /// Puts all together, without the candidates that do not occur.
    pub(super) fn finish(
        self,
        library: &Library<'_>,
        counts: &SequenceCounts,
        proposed: Vec<Proposed>,
    ) -> Vec<Evidence> {
        let mut numbers: Vec<Option<usize>> = Vec::with_capacity(proposed.len());
        let mut collected: Vec<Evidence> = Vec::with_capacity(proposed.len());
        for (found, proposed) in self.found.into_iter().zip(proposed) {
            numbers.push(found.is_some().then_some(collected.len()));
            collected.extend(found.map(|found| Evidence {
                term: proposed.term,
                ..found
            }));
        }
        let number = |index: u32| numbers.get(index as usize).copied().flatten();
        for (inner, outer, shared) in self.pairs {
            let (Some(inner), Some(outer)) = (number(inner), number(outer)) else {
                continue;
            };
            if let Some(evidence) = collected.get_mut(inner) {
                evidence.longer.insert(outer, shared);
            }
            if let Some(evidence) = collected.get_mut(outer) {
                evidence.shorter.insert(inner);
            }
        }
        collected.par_iter_mut().for_each(|evidence| {
            let words: Vec<&Word<'_>> = library.span_words(&evidence.example).collect();
            evidence.npmi = counts.npmi(&words);
        });
        collected
    }
}
