//! What the caller may set.

use std::num::NonZeroUsize;

use super::Decisions;

/// Limits of an extraction.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtractConfig {
    /// Deduplicated frequency from which a word sequence is proposed for its recurrence alone, in
    /// a corpus of up to some millions of characters; see [`least_frequency`](Self::least_frequency).
    pub min_frequency: u32,
    /// Longest sequence of words proposed for its recurrence.
    pub max_words: usize,
    /// Shortest and longest candidate, in characters.
    pub min_chars: usize,
    /// See [`min_chars`](Self::min_chars).
    pub max_chars: usize,
    /// Occurrences kept for each candidate, spread over the documents; counts are not capped.
    pub max_occurrences: usize,
    /// Length of the list; by default it grows with the square root of the text, which is how the
    /// vocabulary of a growing text grows (Heaps' law).
    pub max_candidates: Option<usize>,
    /// Threads to work with; by default as many as the machine runs at once. The candidates are
    /// the same whatever it is.
    pub threads: Option<NonZeroUsize>,
    /// Memory to work with in bytes; by default without a limit. The candidates are the same
    /// whatever it is, but with less than [`least_memory`](super::least_memory) of the texts it is
    /// not kept, and with little more than that, counting takes up to sixteen passes.
    pub memory: Option<u64>,
    /// What the ranking learns from; without decisions it is that of the fixed weights.
    pub decisions: Decisions,
}

/// Characters up to which [`ExtractConfig::min_frequency`] holds as it is.
const SMALL_CORPUS: f64 = 4e6;

impl ExtractConfig {
    /// The frequency from which a sequence counts as recurring in a corpus of so many characters.
    ///
    /// Beyond four million characters it grows with their root, as the list of candidates does:
    /// chance repeats whatever it is given room for.
    #[must_use]
    pub fn least_frequency(&self, chars: usize) -> u32 {
        let growth = (chars as f64 / SMALL_CORPUS).sqrt().max(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small number times a root"
        )]
        let least = (f64::from(self.min_frequency) * growth) as u32;
        least
    }

    /// Does `work` with the threads that are wanted, and none but them.
    pub(crate) fn install<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        if rayon::current_thread_index().is_some() {
            return work();
        }
        let threads = self.threads.map_or(0, NonZeroUsize::get);
        match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) => pool.install(work),
            // A machine that starts no further threads still has this one.
            Err(_) => work(),
        }
    }
}

impl Default for ExtractConfig {
    fn default() -> Self {
        Self {
            min_frequency: 2,
            max_words: 8,
            min_chars: 2,
            max_chars: 24,
            max_occurrences: 50,
            max_candidates: None,
            threads: None,
            memory: None,
            decisions: Decisions::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recurrence_means_more_in_a_larger_corpus() {
        let config = ExtractConfig::default();
        assert_eq!(config.least_frequency(15_000), 2);
        assert_eq!(config.least_frequency(1_100_000), 2);
        assert_eq!(config.least_frequency(400_000_000), 20);
    }
}
