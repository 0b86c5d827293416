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

/// They are chosen from so many.
const PROPOSED: usize = 8;

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
        let proposals = memory.of(stored.candidate.display(), PROPOSED);
        let from_dictionary = std::mem::take(&mut stored.suggestions);
        stored.suggestions = joined(suggested(proposals), from_dictionary);
    });
}

/// The proposals that are worth suggesting: good ones, but no pieces of each other.
fn suggested(proposals: Vec<Proposal>) -> Vec<Suggestion> {
    let mut suggested: Vec<Suggestion> = Vec::new();
    for proposal in proposals.into_iter().filter(|it| it.score >= GOOD) {
        let english = proposal.english.to_lowercase();
        let is_piece = suggested.iter().any(|better| {
            let better = better.english.to_lowercase();
            better.contains(&english) || english.contains(&better)
        });
        if !is_piece && suggested.len() < SUGGESTED {
            suggested.push(Suggestion {
                english: proposal.english,
                source: MEMORY.into(),
            });
        }
    }
    suggested
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

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal(english: &str, score: f64) -> Proposal {
        Proposal {
            english: english.to_owned(),
            score,
            count: 1,
            examples: Vec::new(),
        }
    }

    fn english(suggestions: &[Suggestion]) -> Vec<&str> {
        suggestions.iter().map(|it| it.english.as_str()).collect()
    }

    #[test]
    fn pieces_of_a_better_proposal_are_not_suggested() {
        let proposals = vec![
            proposal("Blue Corridor", 0.9),
            proposal("corridor", 0.5),
            proposal("build a Blue Corridor", 0.4),
            proposal("azure passage", 0.3),
            proposal("sea", 0.1),
        ];
        assert_eq!(
            english(&suggested(proposals)),
            ["Blue Corridor", "azure passage"]
        );
    }

    #[test]
    fn what_the_memory_has_is_not_suggested_twice() {
        let suggestion = |english: &str, source: &'static str| Suggestion {
            english: english.to_owned(),
            source: source.into(),
        };
        let first = vec![suggestion("Ocean", MEMORY)];
        let then = ["ocean", "sea"].map(|it| suggestion(it, Dictionary::CC_CEDICT));
        let joined = joined(first, then.to_vec());
        assert_eq!(english(&joined), ["Ocean", "sea"]);
        assert_eq!(joined[0].source, MEMORY);
    }
}
