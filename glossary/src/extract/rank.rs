//! The score and the list.

use std::collections::BTreeMap;

use super::clause::Texts;
use super::features::{BASE, FEATURES, Facts, Reference};
use super::statistics::Evidence;
use super::{
    Candidate, Channel, Contribution, DictionaryHints, ExtractConfig, Occurrence, Surface, kind,
};
use crate::words::ChineseWordSegmenter;

/// Candidates for each root of a character of text.
const CANDIDATES_PER_ROOT: f64 = 20.0;
const MIN_CANDIDATES: usize = 200;

/// Scores what was collected and returns the best, by score, then by code point.
pub(super) fn rank(
    texts: &Texts<'_>,
    collected: Vec<Evidence>,
    segmenter: &ChineseWordSegmenter,
    dictionary: &dyn DictionaryHints,
    config: &ExtractConfig,
) -> Vec<Candidate> {
    let mut reference = Reference::new(*segmenter);
    let mut scored: Vec<Scored> = Vec::with_capacity(collected.len());
    for (index, evidence) in collected.iter().enumerate() {
        let facts = Facts::gather(texts, &collected, evidence, &mut reference, dictionary);
        let explanation = explain(&facts);
        scored.push(Scored {
            index,
            score: explanation.iter().map(|part| part.value).sum(),
            keyness: facts.keyness,
            pattern: facts.pattern,
            explanation,
        });
    }
    let kept = keep_whole(&collected, &scored);
    scored.retain(|scored| kept.get(scored.index).copied().unwrap_or(false));
    // Terms were collected in code-point order, and the sort is stable.
    scored.sort_by(|one, other| other.score.total_cmp(&one.score));
    scored.truncate(
        config
            .max_candidates
            .unwrap_or_else(|| list_length(texts.chars)),
    );
    let listed: BTreeMap<usize, ()> = scored.iter().map(|scored| (scored.index, ())).collect();
    scored
        .into_iter()
        .filter_map(|scored| {
            let evidence = collected.get(scored.index)?;
            let terms = |indices: &mut dyn Iterator<Item = usize>| -> Vec<String> {
                indices
                    .filter(|index| listed.contains_key(index))
                    .filter_map(|index| collected.get(index))
                    .map(|other| other.term.clone())
                    .collect()
            };
            Some(Candidate {
                term: evidence.term.clone(),
                surfaces: surfaces(texts, evidence),
                kind: kind::of(evidence, &scored.pattern),
                channels: evidence.channels.clone(),
                frequency: evidence.frequency,
                raw_frequency: u32::try_from(evidence.occurrences.len()).unwrap_or(u32::MAX),
                documents: evidence.documents,
                left_variety: evidence.left_variety,
                right_variety: evidence.right_variety,
                quoted: evidence.quoted,
                c_value: evidence.c_value,
                npmi: evidence.npmi,
                keyness: scored.keyness,
                net_frequency: evidence.net_frequency,
                contains: terms(&mut evidence.shorter.iter().copied()),
                contained_in: terms(&mut evidence.longer.keys().copied()),
                pattern: scored.pattern,
                score: scored.score,
                explanation: scored.explanation,
                occurrences: occurrences(texts, evidence, config.max_occurrences),
            })
        })
        .collect()
}

struct Scored {
    index: usize,
    score: f64,
    keyness: f64,
    pattern: String,
    explanation: Vec<Contribution>,
}

fn explain(facts: &Facts<'_>) -> Vec<Contribution> {
    let mut parts: Vec<Contribution> = FEATURES
        .iter()
        .map(|feature| Contribution {
            feature: feature.name.into(),
            value: feature.weight * (feature.value)(facts),
        })
        .filter(|part| part.value != 0.0)
        .collect();
    parts.push(Contribution {
        feature: "base".into(),
        value: BASE,
    });
    parts.sort_by(|one, other| other.value.abs().total_cmp(&one.value.abs()));
    parts
}

/// Which candidates are more than a part of one longer candidate.
///
/// One that only occurs inside the same longer candidate and never stands free there goes, unless
/// something but its words speaks for it or it scores higher (as a concept does inside a verb
/// phrase about it).
fn keep_whole(collected: &[Evidence], scored: &[Scored]) -> Vec<bool> {
    let score = |index: usize| scored.get(index).map_or(f64::MIN, |scored| scored.score);
    collected
        .iter()
        .enumerate()
        .map(|(index, evidence)| {
            let own_evidence = evidence.quoted > 0
                || evidence.channels.iter().any(|channel| {
                    !matches!(
                        channel,
                        Channel::Words | Channel::Compound | Channel::HeadNoun
                    )
                });
            own_evidence
                || evidence.free > 0
                || !evidence.longer.iter().any(|(&outer, &shared)| {
                    shared == evidence.frequency && score(outer) > score(index)
                })
        })
        .collect()
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

fn surfaces(texts: &Texts<'_>, evidence: &Evidence) -> Vec<Surface> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for &(span, _) in &evidence.occurrences {
        *counts.entry(texts.surface(span)).or_default() += 1;
    }
    let mut surfaces: Vec<Surface> = counts
        .into_iter()
        .map(|(text, count)| Surface {
            text: text.to_owned(),
            count,
        })
        .collect();
    surfaces.sort_by_key(|surface| std::cmp::Reverse(surface.count));
    surfaces
}

/// The first occurrence of each document, then the second of each, until enough are chosen;
/// those outside repeated sentences come before the others.
fn occurrences(texts: &Texts<'_>, evidence: &Evidence, limit: usize) -> Vec<Occurrence> {
    let mut turns: BTreeMap<(bool, u32), u32> = BTreeMap::new();
    let mut queue: Vec<(bool, u32, u32, usize)> = Vec::with_capacity(evidence.occurrences.len());
    for (index, &(span, repeated)) in evidence.occurrences.iter().enumerate() {
        let turn = turns.entry((repeated, span.text)).or_default();
        queue.push((repeated, *turn, span.text, index));
        *turn += 1;
    }
    queue.sort_unstable();
    queue.truncate(limit);
    let mut chosen: Vec<usize> = queue.into_iter().map(|(.., index)| index).collect();
    chosen.sort_unstable();
    chosen
        .into_iter()
        .filter_map(|index| evidence.occurrences.get(index))
        .filter_map(|&(span, _)| {
            let text = texts.documents.get(span.text as usize)?;
            Some(Occurrence {
                document: span.text as usize,
                range: text.bytes(span.tokens()),
            })
        })
        .collect()
}
