//! Which units of a memory are learned from.
//!
//! A memory of a million units would take minutes; what a few thousand of them teach is nearly
//! as good. Kept are units that have the terms asked about, and others beside them. Which, depends
//! on nothing but their text, so the same memory gives the same sample however it came to be.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use aho_corasick::AhoCorasick;

use super::bare;

/// A unit with a side in each language of the working pair.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemoryPair {
    /// The Chinese side.
    pub source: String,
    /// The English side.
    pub target: String,
    /// Number of the unit.
    pub unit: i64,
}

/// How many units are learned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleConfig {
    /// How many in all.
    pub pairs: usize,
    /// How many of them that have a term, for each term, if so many fit.
    pub with_term: usize,
}

impl SampleConfig {
    /// A sample for so many terms: a few are answered at once, many in some seconds.
    #[must_use]
    pub fn for_terms(terms: usize) -> Self {
        match terms {
            0..=20 => Self {
                pairs: 2_000,
                with_term: 500,
            },
            _ => Self {
                pairs: 5_000,
                with_term: 200,
            },
        }
    }
}

/// Chooses pairs out of those that are offered.
#[derive(Debug)]
pub struct Sampler {
    config: SampleConfig,
    terms: TermFinder,
    /// For each term, the smallest hashes of pairs that have it.
    of_terms: Vec<BinaryHeap<u64>>,
    /// The smallest hashes of all.
    others: BinaryHeap<u64>,
    kept: BTreeMap<u64, MemoryPair>,
}

impl Sampler {
    /// Begins a sample for `terms`.
    #[must_use]
    pub fn new(terms: &[&str], config: SampleConfig) -> Self {
        Self {
            config,
            terms: TermFinder::new(terms),
            of_terms: vec![BinaryHeap::new(); terms.len()],
            others: BinaryHeap::new(),
            kept: BTreeMap::new(),
        }
    }

    /// Looks at a pair.
    pub fn offer(&mut self, unit: i64, source: &str, target: &str) {
        let hash = hash(source, target);
        let mut wanted = keep(&mut self.others, hash, self.config.pairs);
        for term in self.terms.find(source) {
            if let Some(of_term) = self.of_terms.get_mut(term) {
                wanted |= keep(of_term, hash, self.config.with_term);
            }
        }
        if wanted {
            self.kept.entry(hash).or_insert_with(|| MemoryPair {
                source: source.to_owned(),
                target: target.to_owned(),
                unit,
            });
        }
    }

    /// The sample, in the order of the texts: first some pairs with each term, the same number
    /// for each as far as there are so many, then any.
    #[must_use]
    pub fn finish(mut self) -> Vec<MemoryPair> {
        let mut ranked: BTreeSet<(usize, u64)> = BTreeSet::new();
        for of_term in self.of_terms {
            ranked.extend(of_term.into_sorted_vec().into_iter().enumerate());
        }
        let others = self.others.into_sorted_vec();
        let wanted = ranked.into_iter().map(|(_, hash)| hash).chain(others);
        let mut sample = Vec::new();
        for hash in wanted {
            if sample.len() >= self.config.pairs {
                break;
            }
            sample.extend(self.kept.remove(&hash));
        }
        sample.sort();
        sample
    }
}

/// Finds terms in Chinese text, whatever marks stand in and around them.
#[derive(Debug)]
pub(super) struct TermFinder(Option<AhoCorasick>);

impl TermFinder {
    pub(super) fn new(terms: &[&str]) -> Self {
        let bare_terms = terms.iter().map(|term| bare_text(term));
        Self(AhoCorasick::new(bare_terms).ok())
    }

    /// The places among the terms of those that a text has.
    pub(super) fn find(&self, text: &str) -> BTreeSet<usize> {
        let Some(finder) = &self.0 else {
            return BTreeSet::new();
        };
        let text = bare_text(text);
        let found = finder.find_overlapping_iter(&text);
        let found = found.filter(|found| !found.is_empty());
        found.map(|found| found.pattern().as_usize()).collect()
    }
}

fn bare_text(text: &str) -> String {
    text.chars().filter_map(bare).collect()
}

/// Whether a hash is among the smallest `most`, which are kept.
fn keep(smallest: &mut BinaryHeap<u64>, hash: u64, most: usize) -> bool {
    if smallest.len() >= most && smallest.peek().is_none_or(|largest| *largest <= hash) {
        return false;
    }
    smallest.push(hash);
    if smallest.len() > most {
        smallest.pop();
    }
    true
}

/// A hash of a pair's texts that is the same on every machine: FNV-1a, with its bits mixed.
fn hash(source: &str, target: &str) -> u64 {
    let bytes = source.bytes().chain([0]).chain(target.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sampled(pairs: &[(i64, String)], terms: &[&str], config: SampleConfig) -> Vec<String> {
        let mut sampler = Sampler::new(terms, config);
        for (unit, source) in pairs {
            sampler.offer(*unit, source, "words");
        }
        sampler
            .finish()
            .into_iter()
            .map(|pair| pair.source)
            .collect()
    }

    const SMALL: SampleConfig = SampleConfig {
        pairs: 6,
        with_term: 2,
    };

    #[test]
    fn units_with_a_term_come_before_others() {
        let mut pairs: Vec<(i64, String)> = (0..50).map(|at| (at, format!("句子{at}"))).collect();
        pairs.push((50, "“海洋 走廊”建设".to_owned()));
        let sample = sampled(&pairs, &["海洋走廊"], SMALL);
        assert_eq!(sample.len(), 6);
        assert!(sample.contains(&"“海洋 走廊”建设".to_owned()));
    }

    #[test]
    fn no_term_takes_the_place_of_all_others() {
        let mut pairs: Vec<(i64, String)> = (0..50).map(|at| (at, format!("海洋{at}"))).collect();
        pairs.push((50, "走廊".to_owned()));
        let sample = sampled(&pairs, &["海洋", "走廊"], SMALL);
        assert!(sample.contains(&"走廊".to_owned()));
    }

    #[test]
    fn no_terms_are_found_nowhere() {
        assert!(TermFinder::new(&[]).find("海洋").is_empty());
        assert!(TermFinder::new(&["“”", ""]).find("海洋").is_empty());
    }

    proptest! {
        #[test]
        fn a_sample_does_not_depend_on_the_order(
            sources in prop::collection::vec("[甲乙丙]{1,4}", 0..20),
        ) {
            let pairs: Vec<(i64, String)> = (0..).zip(sources).collect();
            let backward: Vec<(i64, String)> = pairs.iter().rev().cloned().collect();
            let terms = ["甲", "乙丙"];
            let sample = sampled(&pairs, &terms, SMALL);
            prop_assert_eq!(&sample, &sampled(&backward, &terms, SMALL));
            prop_assert!(sample.len() <= SMALL.pairs);
        }
    }
}
