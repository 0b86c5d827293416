//! What the memory of a termbase proposes, and the dictionary after it.

use rayon::prelude::{IntoParallelRefMutIterator, ParallelIterator};
use tmx::Lexicon as _;

use super::sample::TermFinder;
use super::{LinkedMemory, Proposal, SampleConfig, Sampler};
use crate::dictionary::{Dictionary, Suggestion};
use crate::store::{Reader, StoreError, StoredCandidate};
use crate::words::ChineseWordSegmenter;

/// The name by which what comes from the memory is marked.
pub const MEMORY: &str = "memory";

/// So many proposals of the memory are suggested for a candidate.
const SUGGESTED: usize = 3;

/// Proposals worse than this are not suggested where no one asked for them.
const GOOD: f64 = 0.25;

/// What the memory of a termbase proposes for terms.
#[derive(Debug)]
pub struct MemoryProposals(Option<LinkedMemory>);

impl MemoryProposals {
    /// Learns what is needed to propose English for `terms`, from a sample of the units, and from
    /// the accepted equivalents.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn learn(reader: Reader<'_>, terms: &[&str]) -> Result<Self, StoreError> {
        if !reader.has_units()? {
            return Ok(Self(None));
        }
        let mut sampler = Sampler::new(terms, SampleConfig::for_terms(terms.len()));
        reader.for_each_pair(|unit, source, target| sampler.offer(unit, source, target))?;
        let pairs = sampler.finish();
        let mut known = reader.equivalents()?;
        let sources: Vec<&str> = known.iter().map(|(term, _)| term.as_str()).collect();
        let finder = TermFinder::new(&sources);
        let mut occurs = vec![false; known.len()];
        for pair in &pairs {
            for term in finder.find(&pair.source) {
                if let Some(occurs) = occurs.get_mut(term) {
                    *occurs = true;
                }
            }
        }
        let mut occurs = occurs.into_iter();
        known.retain(|_| occurs.next().unwrap_or(false));
        let dictionary = Dictionary::built_in();
        let memory = LinkedMemory::new(pairs, &known, &ChineseWordSegmenter, dictionary);
        Ok(Self(Some(memory)))
    }

    /// Whether there is nothing to propose from.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The units whose words are linked; none where there are no units.
    #[must_use]
    pub fn memory(&self) -> Option<&LinkedMemory> {
        self.0.as_ref()
    }

    /// English for a term, best first.
    #[must_use]
    pub fn of(&self, term: &str, limit: usize) -> Vec<Proposal> {
        let said = Dictionary::built_in().suggest(term);
        let mut said: Vec<String> = said.into_iter().map(|said| said.english).collect();
        said.extend(Dictionary::built_in().glosses(term));
        let memory = self.0.as_ref();
        memory.map_or_else(Vec::new, |memory| memory.proposals(term, &said, limit))
    }
}

/// Puts what the memory proposes before what the dictionary says.
pub fn add_suggestions(candidates: &mut [StoredCandidate], memory: &MemoryProposals) {
    if memory.is_empty() {
        return;
    }
    candidates.par_iter_mut().for_each(|stored| {
        let proposals = memory.of(stored.candidate.display(), SUGGESTED);
        let good = proposals.into_iter().filter(|it| it.score >= GOOD);
        let from_memory = good.map(|proposal| Suggestion {
            english: proposal.english,
            source: MEMORY.into(),
        });
        stored.suggestions = joined(
            from_memory.collect(),
            std::mem::take(&mut stored.suggestions),
        );
    });
}

/// Suggestions of the memory, then those of a dictionary that differ.
fn joined(mut first: Vec<Suggestion>, then: Vec<Suggestion>) -> Vec<Suggestion> {
    for suggestion in then {
        let is_new = |known: &Suggestion| !known.english.eq_ignore_ascii_case(&suggestion.english);
        if first.iter().all(is_new) {
            first.push(suggestion);
        }
    }
    first
}
