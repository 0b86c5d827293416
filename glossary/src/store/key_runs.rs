//! Keys in their order, packed, and the merge of many such runs.

use std::collections::BTreeSet;

use super::StoreError;

/// Keys in ascending order, each with the numbers of the terms that have it: a key as what differs
/// from the one before it, a number as what is added to the one before it.
#[derive(Debug, Default)]
pub(super) struct Run {
    bytes: Vec<u8>,
    /// The key that was added last; its kind is the first byte.
    key: Vec<u8>,
}

impl Run {
    /// Adds a key, which comes behind all others, and its terms in ascending order.
    pub(super) fn push(&mut self, kind: u8, key: &str, terms: impl Iterator<Item = i64>) {
        let whole = std::iter::once(kind).chain(key.bytes());
        let shared = self.key.iter().zip(whole.clone());
        let shared = shared.take_while(|(one, other)| **one == *other).count();
        self.key.truncate(shared);
        self.key.extend(whole.skip(shared));
        self.number(shared as u64);
        self.number((self.key.len() - shared) as u64);
        self.bytes
            .extend_from_slice(self.key.get(shared..).unwrap_or_default());
        let mut before = 0;
        for term in terms {
            // Numbers begin with 1, so that a 0 ends them.
            self.number(term.abs_diff(before));
            before = term;
        }
        self.number(0);
    }

    /// Gives back the memory that it took to grow.
    pub(super) fn finish(&mut self) {
        self.bytes.shrink_to_fit();
        self.key = Vec::new();
    }

    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

/// A run as it is read.
struct Reading<'r> {
    rest: &'r [u8],
    /// The key at hand; empty behind the last one.
    key: Vec<u8>,
}

impl<'r> Reading<'r> {
    fn of(run: &'r Run) -> Self {
        let mut reading = Self {
            rest: &run.bytes,
            key: Vec::new(),
        };
        reading.next_key();
        reading
    }

    fn next_key(&mut self) {
        if self.rest.is_empty() {
            self.key.clear();
            return;
        }
        let shared = self.length();
        let length = self.length();
        let (new, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.key.truncate(shared);
        self.key.extend_from_slice(new);
        self.rest = rest;
    }

    fn length(&mut self) -> usize {
        usize::try_from(self.number()).unwrap_or_default()
    }

    fn number(&mut self) -> u64 {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let Some((byte, rest)) = self.rest.split_first() else {
                break;
            };
            self.rest = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }
}

/// Hands all keys of some runs to `put` in ascending order, the kind, the key and the number of a
/// term; of terms that are `left_out` none.
pub(super) fn merge(
    runs: &[Run],
    left_out: &BTreeSet<i64>,
    mut put: impl FnMut(u8, &str, i64) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut runs: Vec<Reading<'_>> = runs.iter().map(Reading::of).collect();
    let mut least: Vec<u8> = Vec::new();
    loop {
        runs.retain(|run| !run.key.is_empty());
        let Some(first) = runs.iter().map(|run| &run.key).min() else {
            return Ok(());
        };
        least.clone_from(first);
        let Some((kind, key)) = least.split_first() else {
            return Ok(());
        };
        let key = std::str::from_utf8(key).unwrap_or_default();
        for run in runs.iter_mut().filter(|run| run.key == least) {
            let mut term = 0;
            loop {
                let more = run.number();
                if more == 0 {
                    break;
                }
                term += i64::try_from(more).unwrap_or_default();
                if !left_out.contains(&term) {
                    put(*kind, key, term)?;
                }
            }
            run.next_key();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn merged_runs_are_all_keys_in_their_order(
            runs in proptest::collection::vec(
                proptest::collection::btree_map(
                    (0_u8..3, "[ab海\\n]{0,3}"),
                    proptest::collection::btree_set(1_i64..400, 1..5),
                    0..9,
                ),
                0..4,
            ),
            left_out in proptest::collection::btree_set(1_i64..400, 0..200),
        ) {
            let mut expected = Vec::new();
            let mut packed = Vec::new();
            for (number, keys) in runs.iter().enumerate() {
                let mut run = Run::default();
                for ((kind, key), terms) in keys {
                    run.push(*kind, key, terms.iter().copied());
                    let terms = terms.iter().filter(|term| !left_out.contains(term));
                    expected.extend(terms.map(|term| (*kind, key.clone(), number, *term)));
                }
                run.finish();
                packed.push(run);
            }
            expected.sort();
            let expected: Vec<_> = expected.into_iter().map(|(a, b, _, c)| (a, b, c)).collect();
            let mut merged = Vec::new();
            merge(&packed, &left_out, |kind, key, term| {
                merged.push((kind, key.to_owned(), term));
                Ok(())
            })
            .unwrap();
            prop_assert_eq!(merged, expected);
        }
    }
}
