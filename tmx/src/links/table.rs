//! How likely each word renders each other one.

use super::prior::Prior;

/// Number of a word in its vocabulary.
pub(super) type WordId = u32;

/// A pair of sentences by the numbers of their words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NumberedPair {
    pub(super) source: Vec<WordId>,
    pub(super) target: Vec<WordId>,
}

/// What the dictionary says counts so many times as much as what was seen.
const TRUST: f64 = 10.0;

/// What every pair of words that meet is counted with.
const SMOOTHING: f64 = 0.005;

/// What every word is counted with as one that renders nothing.
const ALONE: f64 = 0.1;

/// t(target | source) and t(source | target) of the words that meet in a pair of sentences, and
/// how likely words stand where they render nothing.
#[derive(Debug)]
pub(super) struct Table {
    /// Where the cells of each source word begin.
    rows: Vec<usize>,
    /// The target word of each cell.
    targets: Vec<WordId>,
    /// What the dictionary says of each cell.
    prior: Vec<f32>,
    /// The sums of that, whether or not the words meet.
    prior_of_source: Vec<f64>,
    prior_of_target: Vec<f64>,
    /// t(target | source) of each cell.
    pub(super) forward: Vec<f32>,
    /// t(source | target) of each cell.
    pub(super) backward: Vec<f32>,
    /// Probability of each target word that renders nothing.
    pub(super) target_alone: Vec<f64>,
    /// Probability of each source word that nothing renders.
    pub(super) source_alone: Vec<f64>,
}

/// What was counted in one round.
#[derive(Debug)]
pub(super) struct Counts {
    pub(super) forward: Vec<f64>,
    pub(super) backward: Vec<f64>,
    pub(super) target_alone: Vec<f64>,
    pub(super) source_alone: Vec<f64>,
}

impl Table {
    /// What is known before anything is learned from `pairs`: what `prior` says.
    pub(super) fn new(pairs: &[NumberedPair], prior: &Prior) -> Self {
        let (sources, targets) = (prior.sources, prior.targets);
        let mut partners: Vec<Vec<WordId>> = vec![Vec::new(); sources];
        for pair in pairs {
            for word in &pair.source {
                partners[*word as usize].extend(&pair.target);
            }
        }
        let mut table = Self {
            rows: vec![0],
            targets: Vec::new(),
            prior: Vec::new(),
            prior_of_source: vec![0.0; sources],
            prior_of_target: vec![0.0; targets],
            forward: Vec::new(),
            backward: Vec::new(),
            target_alone: Vec::new(),
            source_alone: Vec::new(),
        };
        for (word, mut partners) in (0..).zip(partners) {
            partners.sort_unstable();
            partners.dedup();
            let known = prior.of(word);
            table.prior.extend(partners.iter().map(|partner| {
                let found = known.binary_search_by_key(partner, |(target, _)| *target);
                found.map_or(0.0, |at| known[at].1)
            }));
            for (target, weight) in known {
                table.prior_of_source[word as usize] += f64::from(*weight);
                table.prior_of_target[*target as usize] += f64::from(*weight);
            }
            table.targets.append(&mut partners);
            table.rows.push(table.targets.len());
        }
        let mut counts = table.no_counts();
        for pair in pairs {
            for word in &pair.source {
                counts.source_alone[*word as usize] += 1.0;
            }
            for word in &pair.target {
                counts.target_alone[*word as usize] += 1.0;
            }
        }
        table.learn(&counts);
        table
    }

    /// Counts to begin a round with.
    pub(super) fn no_counts(&self) -> Counts {
        Counts {
            forward: vec![0.0; self.targets.len()],
            backward: vec![0.0; self.targets.len()],
            target_alone: vec![0.0; self.prior_of_target.len()],
            source_alone: vec![0.0; self.prior_of_source.len()],
        }
    }

    /// Where the word pairs of a pair of sentences are kept, source word by source word.
    pub(super) fn cells(&self, pair: &NumberedPair) -> Vec<u32> {
        let mut cells = Vec::with_capacity(pair.source.len() * pair.target.len());
        for word in &pair.source {
            let start = self.rows[*word as usize];
            let row = &self.targets[start..self.rows[*word as usize + 1]];
            cells.extend(pair.target.iter().map(|target| {
                let at = start + row.partition_point(|it| it < target);
                u32::try_from(at).unwrap_or(u32::MAX)
            }));
        }
        cells
    }

    /// Takes over what was counted, with what the dictionary says as counts of its own (the
    /// maximum of the posterior under a Dirichlet prior).
    pub(super) fn learn(&mut self, counts: &Counts) {
        let sources = self.prior_of_source.len() as f64;
        let targets = self.prior_of_target.len() as f64;
        let weight = |count: f64, prior: f32| count + TRUST * f64::from(prior) + SMOOTHING;
        let mut columns: Vec<f64> = self
            .prior_of_target
            .iter()
            .map(|prior| TRUST * prior + SMOOTHING * sources)
            .collect();
        for (target, count) in self.targets.iter().zip(&counts.backward) {
            columns[*target as usize] += count;
        }
        self.forward.clear();
        self.backward.clear();
        for (bounds, prior) in self.rows.windows(2).zip(&self.prior_of_source) {
            let row = bounds[0]..bounds[1];
            let all = counts.forward[row.clone()].iter().sum::<f64>()
                + TRUST * prior
                + SMOOTHING * targets;
            for cell in row {
                let prior = self.prior[cell];
                let column = columns[self.targets[cell] as usize];
                self.forward
                    .push((weight(counts.forward[cell], prior) / all) as f32);
                self.backward
                    .push((weight(counts.backward[cell], prior) / column) as f32);
            }
        }
        self.target_alone = shares(&counts.target_alone);
        self.source_alone = shares(&counts.source_alone);
    }
}

fn shares(counts: &[f64]) -> Vec<f64> {
    let all = counts.iter().sum::<f64>() + ALONE * counts.len() as f64;
    counts.iter().map(|count| (count + ALONE) / all).collect()
}
