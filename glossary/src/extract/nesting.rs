//! Which candidates stand inside which, and what is left of a candidate outside longer ones.

use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::clause::Span;
use super::statistics::Evidence;

/// What decides whether one candidate encloses another.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    pub(super) chars: u32,
    /// Whether it begins with a verb, and so says something about what follows.
    pub(super) verb_led: bool,
}

/// An occurrence of a candidate in a clause.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) index: u32,
    start: u32,
    end: u32,
    /// Whether it stands inside a longer candidate, as [`sweep`] finds.
    pub(super) covered: bool,
}

impl Place {
    pub(super) fn new(span: Span, index: u32) -> Self {
        Self {
            index,
            start: span.start,
            end: span.end,
            covered: false,
        }
    }
}

/// Tells `enclosed` each occurrence of a candidate inside an occurrence of a longer one, and marks
/// the places that are covered so. `places` are those of one clause.
pub(super) fn sweep(places: &mut [Place], shapes: &[Shape], enclosed: &mut dyn FnMut(u32, u32)) {
    let shape = |index: u32| shapes.get(index as usize).copied().unwrap_or_default();
    // By start, longest first: whatever encloses a place has then been seen before it.
    places.sort_unstable_by_key(|place| (place.start, u32::MAX - place.end, place.index));
    let mut open: Vec<Place> = Vec::new();
    for place in places {
        open.retain(|outer| outer.end > place.start);
        let inner = shape(place.index);
        for outer in &open {
            let around = shape(outer.index);
            if outer.index != place.index && outer.end >= place.end && around.chars > inner.chars {
                // A verb with its object leaves the object a term of its own.
                place.covered |= !around.verb_led || inner.verb_led;
                enclosed(place.index, outer.index);
            }
        }
        open.push(*place);
    }
}

/// What better candidates around and inside a candidate leave of it.
///
/// Of two candidates that overlap, the better one is the one whose words are worth more, each
/// counted with the probability of the candidate: what phrasal segmentation decides for whole
/// clauses (Shang et al., AutoPhrase, IEEE TKDE 30(10), 2018), here for pairs.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Nested {
    /// Share of its occurrences inside one better candidate, the largest such share.
    pub(super) covered: f64,
    /// Share of its occurrences that hold one better candidate, the largest such share.
    pub(super) split: f64,
    /// How much better the best longer candidate is that holds it everywhere, in logits up to 4.
    pub(super) outer_lead: f64,
    /// How much better the best shorter candidate is that it always holds, in logits up to 4.
    pub(super) inner_lead: f64,
    /// Longer candidates that hold it everywhere.
    pub(super) frames: f64,
}

/// Compares each candidate with those around and inside it; `scores` are in logits.
pub(super) fn compare(collected: &[Evidence], scores: &[f64]) -> Vec<Nested> {
    let worth = |index: usize| {
        let words = collected
            .get(index)
            .and_then(Evidence::example)
            .map_or(1, <[u32]>::len);
        let score = scores.get(index).copied().unwrap_or(f64::MIN);
        words as f64 / (1.0 + (-score).exp())
    };
    let score = |index: usize| scores.get(index).copied().unwrap_or(f64::MIN);
    let worths: Vec<f64> = (0..collected.len()).into_par_iter().map(worth).collect();
    let worth = |index: usize| worths.get(index).copied().unwrap_or(0.0);
    (0..collected.len())
        .into_par_iter()
        .map(|index| {
            let mut nested = Nested::default();
            let Some(evidence) = collected.get(index) else {
                return nested;
            };
            let all = f64::from(evidence.frequency.max(1));
            for (&outer, &shared) in &evidence.longer {
                if shared >= evidence.frequency {
                    nested.frames += 1.0;
                    let lead = (score(outer) - score(index)).clamp(0.0, 4.0);
                    nested.outer_lead = nested.outer_lead.max(lead);
                }
                if worth(outer) > worth(index) {
                    nested.covered = nested.covered.max(f64::from(shared) / all);
                }
            }
            for &inner in &evidence.shorter {
                let shared = collected
                    .get(inner)
                    .and_then(|inner| inner.longer.get(&index));
                if shared.is_some_and(|&shared| shared >= evidence.frequency) {
                    let lead = (score(inner) - score(index)).clamp(0.0, 4.0);
                    nested.inner_lead = nested.inner_lead.max(lead);
                }
                if let (Some(&shared), true) = (shared, worth(inner) > worth(index)) {
                    nested.split = nested.split.max((f64::from(shared) / all).min(1.0));
                }
            }
            nested
        })
        .collect()
}

/// Fills the C-value.
pub(super) fn relate(collected: &mut [Evidence]) {
    let values: Vec<f64> = collected
        .par_iter()
        .map(|evidence| c_value(collected, evidence))
        .collect();
    for (evidence, value) in collected.iter_mut().zip(values) {
        evidence.c_value = value;
    }
}

fn c_value(collected: &[Evidence], evidence: &Evidence) -> f64 {
    let around: Vec<f64> = evidence
        .longer
        .keys()
        .filter_map(|&outer| collected.get(outer))
        .filter(|outer| outer.frequency > 1 && (!outer.verb_led || evidence.verb_led))
        .map(|outer| f64::from(outer.frequency))
        .collect();
    let nested = if around.is_empty() {
        0.0
    } else {
        around.iter().sum::<f64>() / f64::from(u32::try_from(around.len()).unwrap_or(u32::MAX))
    };
    let chars = f64::from(u32::try_from(evidence.chars).unwrap_or(u32::MAX));
    chars.log2() * (f64::from(evidence.frequency) - nested)
}

#[cfg(test)]
mod tests {
    use crate::extract::testing::found;

    #[test]
    fn nested_candidates_know_each_other_and_what_is_theirs_alone() {
        let text = "走向海洋共同体。走向美丽海洋共同体。海洋共同体很好。美丽海洋共同体更好。";
        let candidates = found(text);
        let inner = candidates
            .iter()
            .find(|it| it.term == "海洋共同体")
            .unwrap();
        assert_eq!((inner.frequency, inner.net_frequency), (4, 2));
        assert!(inner.contained_in.contains(&"美丽海洋共同体".to_owned()));
        let outer = candidates
            .iter()
            .find(|it| it.term == "美丽海洋共同体")
            .unwrap();
        assert!(outer.contains.contains(&"海洋共同体".to_owned()));
    }
}
