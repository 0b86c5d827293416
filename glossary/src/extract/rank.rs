//! The score and the list.

use rayon::prelude::{
    IntoParallelIterator, IntoParallelRefIterator, ParallelIterator, ParallelSliceMut,
};

use super::decisions::Label;
use super::features::{BASE, FEATURES, Facts};
use super::known::KnownTerm;
use super::library::Library;
use super::model::{Example, Model};
use super::nesting::{self, Nested};
use super::shared::Trait;
use super::statistics::Evidence;
use super::{Candidate, Contribution, Decisions, DictionaryHints, ExtractConfig, kind};
use crate::words::ChineseWordSegmenter;

/// The contribution that keeps fragments from the top of the list.
pub(super) const FRAGMENT: &str = "fragment";
/// Score that a fragment hardly passes, in logits: it may be a term nested in others, and stays in
/// the list, but no curator wants to meet it before what it is a part of.
const FRAGMENT_CEILING: f64 = -0.8;
/// What a fragment keeps of its score above the ceiling, so that their order stays.
const FRAGMENT_SHARE: f64 = 0.1;
/// Candidates for each root of a character of text.
const CANDIDATES_PER_ROOT: f64 = 20.7;
const MIN_CANDIDATES: usize = 200;
/// Undecided candidates that are learnt from; more of them weigh the same.
const OPEN_EXAMPLES: usize = 2000;

/// What was collected, scored and ordered.
///
/// Facts and explanations are large: of all candidates only the sums are kept, and those that
/// somebody looks at are explained a second time.
pub(super) struct Ranking<'r> {
    texts: &'r Library<'r>,
    collected: &'r [Evidence],
    terms: Vec<KnownTerm>,
    nested: Vec<Nested>,
    model: Model,
    scores: Vec<f64>,
    /// What was collected, by score, then by code point.
    order: Vec<usize>,
    /// How many of them are listed.
    length: usize,
    /// Whether each of what was collected is listed.
    listed: Vec<bool>,
}

impl<'r> Ranking<'r> {
    /// Scores what was collected.
    pub(super) fn new(
        texts: &'r Library<'r>,
        collected: &'r [Evidence],
        segmenter: ChineseWordSegmenter,
        dictionary: &dyn DictionaryHints,
        config: &ExtractConfig,
    ) -> Self {
        let mut ranking = Self {
            texts,
            collected,
            terms: collected
                .par_iter()
                .map(|evidence| KnownTerm::of(&evidence.term, segmenter, dictionary))
                .collect(),
            nested: Vec::new(),
            model: Model::default(),
            scores: Vec::new(),
            order: (0..collected.len()).collect(),
            length: config
                .max_candidates
                .unwrap_or_else(|| list_length(texts.chars))
                .min(collected.len()),
            listed: vec![false; collected.len()],
        };
        let alone = ranking.score_all();
        ranking.nested = nesting::compare(collected, &judged(alone, collected, &config.decisions));
        ranking.model = ranking.learn(&config.decisions);
        ranking.scores = ranking.score_all();
        ranking.sort();
        ranking
    }

    /// How many candidates are listed.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// The candidates of the list, best first.
    pub(super) fn list(&self) -> Vec<Candidate> {
        self.order
            .get(..self.length)
            .unwrap_or_default()
            .par_iter()
            .filter_map(|&index| self.candidate(index))
            .collect()
    }

    /// The candidate for a term in normal form, listed or not, and its rank from 1.
    pub(super) fn find(&self, norm: &str) -> Option<(usize, Candidate)> {
        let index = self.collected.iter().position(|it| it.term == norm)?;
        let at = self.order.iter().position(|&ranked| ranked == index)?;
        let candidate = self.candidate(index)?;
        Some((at + 1, candidate))
    }

    fn facts(&self, index: usize) -> Option<Facts<'r>> {
        let nested = self.nested.get(index).copied().unwrap_or_default();
        let term = self.terms.get(index).copied().unwrap_or_default();
        Facts::gather(self.texts, self.collected, index, nested, term)
    }

    fn score_all(&self) -> Vec<f64> {
        (0..self.collected.len())
            .into_par_iter()
            .map(|index| {
                let facts = self.facts(index);
                facts.map_or(f64::MIN, |facts| self.total(&facts))
            })
            .collect()
    }

    fn total(&self, facts: &Facts<'_>) -> f64 {
        let sum: f64 = FEATURES
            .iter()
            .map(|feature| feature.weight * (feature.value)(facts))
            .sum();
        let learnt: f64 = self.learnt(facts).iter().map(|part| part.value).sum();
        let score = BASE + sum + learnt;
        score - held_back(facts, score)
    }

    /// What the decisions add to the fixed part of a score.
    fn learnt(&self, facts: &Facts<'_>) -> Vec<Contribution> {
        if self.model.is_empty() {
            return Vec::new();
        }
        let traits = self.traits(facts);
        self.model.contributions(&values(facts), &traits)
    }

    fn traits(&self, facts: &Facts<'_>) -> Vec<Trait> {
        let pattern = facts.pattern(self.texts);
        let kind = kind::of(facts.evidence, &pattern);
        Trait::of(self.texts, facts.evidence, &pattern, kind)
    }

    /// Learns from all candidates that were decided on, and from some that were not.
    fn learn(&self, decisions: &Decisions) -> Model {
        if decisions.is_empty() {
            return Model::default();
        }
        let step = self.collected.len().div_ceil(OPEN_EXAMPLES).max(1);
        let mut examples = Vec::new();
        for (index, evidence) in self.collected.iter().enumerate() {
            let label = decisions.on(&evidence.term);
            if label == Label::Open && !index.is_multiple_of(step) {
                continue;
            }
            let Some(facts) = self.facts(index) else {
                continue;
            };
            examples.push(Example {
                values: values(&facts),
                traits: self.traits(&facts),
                label,
            });
        }
        let weights: Vec<f64> = FEATURES.iter().map(|feature| feature.weight).collect();
        Model::learn(BASE, &weights, &examples)
    }

    fn sort(&mut self) {
        let score = |index: usize| self.scores.get(index).copied().unwrap_or(f64::MIN);
        let term = |index: usize| self.collected.get(index).map(|it| it.term.as_str());
        self.order.par_sort_by(|&one, &other| {
            score(other)
                .total_cmp(&score(one))
                .then_with(|| term(one).cmp(&term(other)))
        });
        for &index in self.order.iter().take(self.length) {
            if let Some(is_listed) = self.listed.get_mut(index) {
                *is_listed = true;
            }
        }
    }

    fn candidate(&self, index: usize) -> Option<Candidate> {
        let facts = self.facts(index)?;
        let evidence = facts.evidence;
        let pattern = facts.pattern(self.texts);
        let mut explanation = fixed(&facts);
        explanation.extend(self.learnt(&facts));
        let sum = explanation.iter().map(|part| part.value).sum();
        let held = held_back(&facts, sum);
        if held > 0.0 {
            explanation.push(Contribution::fixed(FRAGMENT, -held));
        }
        explanation.sort_by(|one, other| other.value.abs().total_cmp(&one.value.abs()));
        // What did not make it into the list would only clutter what contains what.
        let terms = |indices: &mut dyn Iterator<Item = usize>| -> Vec<String> {
            indices
                .filter(|&index| self.listed.get(index).copied().unwrap_or(false))
                .filter_map(|index| self.collected.get(index))
                .map(|other| other.term.clone())
                .collect()
        };
        Some(Candidate {
            term: evidence.term.clone(),
            surfaces: evidence.surfaces.clone(),
            kind: kind::of(evidence, &pattern),
            channels: evidence.channels.iter().collect(),
            frequency: evidence.frequency,
            raw_frequency: evidence.raw_frequency,
            documents: evidence.documents,
            left_variety: evidence.left_variety,
            right_variety: evidence.right_variety,
            left_entropy: evidence.left_entropy,
            right_entropy: evidence.right_entropy,
            quoted: evidence.quoted,
            c_value: evidence.c_value,
            npmi: evidence.npmi,
            keyness: facts.keyness,
            reference_frequency: evidence.reference.map(|it| u64::from(it.frequency)),
            per_million: evidence
                .reference
                .map(|_| per_million(evidence.frequency, self.texts.words)),
            reference_per_million: evidence
                .reference
                .map(|it| per_million(it.frequency, it.words)),
            net_frequency: evidence.net_frequency,
            contains: terms(&mut evidence.shorter.iter().copied()),
            contained_in: terms(&mut evidence.longer.keys().copied()),
            expansion: evidence.expansion.clone(),
            pattern,
            score: self.scores.get(index).copied()?,
            explanation,
            occurrences: evidence.occurrences.clone(),
        })
    }
}

/// Scores in which the curator's decisions stand above all evidence: what was accepted is a term
/// and takes its words from others, what was rejected takes none.
fn judged(mut scores: Vec<f64>, collected: &[Evidence], decisions: &Decisions) -> Vec<f64> {
    if decisions.is_empty() {
        return scores;
    }
    for (score, evidence) in scores.iter_mut().zip(collected) {
        match decisions.on(&evidence.term) {
            Label::Accepted => *score = f64::MAX,
            Label::Rejected => *score = f64::MIN,
            Label::Open => {}
        }
    }
    scores
}

/// The fixed part of the score.
fn fixed(facts: &Facts<'_>) -> Vec<Contribution> {
    let mut parts: Vec<Contribution> = FEATURES
        .iter()
        .map(|feature| Contribution::fixed(feature.name, feature.weight * (feature.value)(facts)))
        .filter(|part| part.value != 0.0)
        .collect();
    parts.push(Contribution::fixed("base", BASE));
    parts
}

/// What a candidate of so high a score loses for being a fragment.
fn held_back(facts: &Facts<'_>, score: f64) -> f64 {
    if score > FRAGMENT_CEILING && facts.is_fragment() {
        (score - FRAGMENT_CEILING) * (1.0 - FRAGMENT_SHARE)
    } else {
        0.0
    }
}

fn values(facts: &Facts<'_>) -> Vec<f64> {
    FEATURES
        .iter()
        .map(|feature| (feature.value)(facts))
        .collect()
}

fn per_million(frequency: u32, words: u32) -> f64 {
    f64::from(frequency) * 1e6 / f64::from(words.max(1))
}

fn list_length(chars: usize) -> usize {
    let chars = f64::from(u32::try_from(chars).unwrap_or(u32::MAX));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a root of 32 bits, twenty times, is small and positive"
    )]
    let length = (CANDIDATES_PER_ROOT * chars.sqrt()) as usize;
    length.max(MIN_CANDIDATES)
}

#[cfg(test)]
mod tests {
    use crate::extract::testing::candidates;
    use crate::extract::{Candidate, Decisions, ExtractConfig, NoDictionary};

    const TEXT: &str = "走向美丽海洋共同体。建设美丽海洋共同体。";

    fn ranked(term: &str, decisions: Decisions) -> Candidate {
        let config = ExtractConfig {
            decisions,
            ..ExtractConfig::default()
        };
        let mut found = candidates(TEXT, &NoDictionary, &config);
        let at = found.iter().position(|it| it.term == term).unwrap();
        found.swap_remove(at)
    }

    #[test]
    fn what_was_rejected_takes_nothing_from_its_parts() {
        let covered = |candidate: &Candidate| {
            let parts = &mut candidate.explanation.iter();
            parts.any(|part| part.feature == "never taken whole")
        };
        let whole: std::collections::BTreeSet<String> = ["美丽海洋共同体".to_owned()].into();
        let accepted = Decisions {
            accepted: whole.clone(),
            ..Decisions::default()
        };
        let rejected = Decisions {
            rejected: whole,
            ..Decisions::default()
        };
        assert!(covered(&ranked("海洋共同体", accepted)));
        assert!(!covered(&ranked("海洋共同体", rejected)));
    }
}
