//! What the caller may set.

/// Limits of an extraction.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtractConfig {
    /// Deduplicated frequency from which a word sequence is proposed for its recurrence alone.
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
}

impl Default for ExtractConfig {
    fn default() -> Self {
        Self {
            min_frequency: 2,
            max_words: 8,
            min_chars: 2,
            max_chars: 20,
            max_occurrences: 50,
            max_candidates: None,
        }
    }
}
