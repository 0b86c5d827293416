//! Strings that recur in a text, by its suffix array.

use libsais::SuffixArrayConstruction;
use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

/// The unit between strings: no string goes across it, and it counts as an edge.
pub(super) const EDGE: u16 = 0;

/// Suffixes handed to one thread, at least.
const SHARE: usize = 1 << 16;

/// A string that recurs.
pub(super) struct Recurring<'s> {
    /// Where it stands, in no order that means anything.
    pub(super) places: &'s [i32],
    /// Its units.
    pub(super) length: usize,
}

/// The strings of 2 to `longest` units that occur `least` times or more and cannot be made longer
/// to the right without occurring less, as `judge` maps them.
///
/// They are the intervals of the suffix array whose longest common prefixes are that long
/// (Abouelhoda, Kurtz & Ohlebusch, Journal of Discrete Algorithms 2, 2004). A text that is too
/// large for its suffixes to be sorted in the memory there is has none. The order is that of the
/// suffix array.
pub(super) fn recurring<T: Send>(
    text: &[u16],
    least: usize,
    longest: usize,
    judge: impl Fn(Recurring<'_>) -> Option<T> + Sync,
) -> Vec<T> {
    let suffixes = SuffixArrayConstruction::for_text(text)
        .in_owned_buffer()
        .single_threaded()
        .run();
    let Ok(suffixes) = suffixes else {
        return Vec::new();
    };
    let suffixes: Vec<i32> = suffixes.into_vec();
    // Suffixes of which one and the next have less than two units in common share no string.
    let shared: Vec<u8> = (0..suffixes.len())
        .into_par_iter()
        .map(|at| match suffixes.get(at.wrapping_sub(1)..=at) {
            Some(&[before, here]) => common(text, before, here, longest + 1),
            _ => 0,
        })
        .collect();
    let mut shares = Vec::new();
    let mut start = 0;
    for (at, &shared) in shared.iter().enumerate() {
        if shared < 2 && at - start >= SHARE {
            shares.push(start..at);
            start = at;
        }
    }
    shares.push(start..suffixes.len());
    let found: Vec<Vec<T>> = shares
        .par_iter()
        .map(|share| {
            let suffixes = suffixes.get(share.clone()).unwrap_or_default();
            let shared = shared.get(share.clone()).unwrap_or_default();
            intervals(suffixes, shared, least, longest, &judge)
        })
        .collect();
    found.into_iter().flatten().collect()
}

/// Units that two suffixes have in common, up to an edge and to `most`.
fn common(text: &[u16], one: i32, other: i32, most: usize) -> u8 {
    let from = |at: i32| {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        text.get(at..).unwrap_or_default()
    };
    let same = from(one)
        .iter()
        .zip(from(other))
        .take(most)
        .take_while(|(one, other)| one == other && **one != EDGE)
        .count();
    u8::try_from(same).unwrap_or(u8::MAX)
}

fn intervals<T>(
    suffixes: &[i32],
    shared: &[u8],
    least: usize,
    longest: usize,
    judge: &impl Fn(Recurring<'_>) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    // Open intervals: how much their suffixes share, and where they begin.
    let mut open: Vec<(u8, usize)> = Vec::new();
    for at in 1..=suffixes.len() {
        let shared = shared.get(at).copied().unwrap_or(0);
        let mut start = at - 1;
        while let Some(&(length, begin)) = open.last().filter(|(length, _)| *length > shared) {
            open.pop();
            start = begin;
            let length = usize::from(length);
            if at - begin >= least && (2..=longest).contains(&length) {
                let places = suffixes.get(begin..at).unwrap_or_default();
                found.extend(judge(Recurring { places, length }));
            }
        }
        if open.last().is_none_or(|(length, _)| *length < shared) {
            open.push((shared, start));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    fn found(text: &[u16], least: usize, longest: usize) -> BTreeSet<(Vec<u16>, usize)> {
        let found = recurring(text, least, longest, |it| {
            let start = usize::try_from(it.places[0]).unwrap();
            Some((text[start..start + it.length].to_vec(), it.places.len()))
        });
        let set: BTreeSet<_> = found.iter().cloned().collect();
        assert_eq!(set.len(), found.len(), "a string is told once");
        set
    }

    /// The same by looking at every string.
    fn expected(text: &[u16], least: usize, longest: usize) -> BTreeSet<(Vec<u16>, usize)> {
        let mut counts: BTreeMap<Vec<u16>, usize> = BTreeMap::new();
        for run in text.split(|&unit| unit == EDGE) {
            for start in 0..run.len() {
                for end in start + 1..=run.len() {
                    *counts.entry(run[start..end].to_vec()).or_default() += 1;
                }
            }
        }
        let goes_on = |string: &[u16], count: usize| {
            counts.iter().any(|(other, &of)| {
                of == count && other.len() == string.len() + 1 && other.starts_with(string)
            })
        };
        counts
            .iter()
            .filter(|&(string, &count)| {
                count >= least.max(2)
                    && (2..=longest).contains(&string.len())
                    && !goes_on(string, count)
            })
            .map(|(string, &count)| (string.clone(), count))
            .collect()
    }

    proptest! {
        #[test]
        fn what_recurs_is_found_with_its_count(
            text in prop::collection::vec(0_u16..4, 0..60),
            least in 2_usize..4,
            longest in 2_usize..7,
        ) {
            prop_assert_eq!(found(&text, least, longest), expected(&text, least, longest));
        }
    }

    #[test]
    fn shares_cut_no_string() {
        let text: Vec<u16> = (0..4 * SHARE).map(|at| (at * at % 61) as u16).collect();
        let serial = {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(1)
                .build()
                .unwrap();
            pool.install(|| found(&text, 2, 4))
        };
        assert_eq!(found(&text, 2, 4), serial);
        assert!(!serial.is_empty());
    }
}
