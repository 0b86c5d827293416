//! What decisions change in the score.
//!
//! The fixed weights are a guess for all texts and all translators; a curator's decisions tell
//! what is a term in these texts for this one. The score is the exponent of a logistic regression,
//! and the weights move to the maximum a posteriori given the decisions, with Gaussian priors
//! around the fixed weights and, for what is learnt from decisions only, around nought. Hence no
//! decision changes nothing, a few change little, hundreds much.
//!
//! Decisions are few, and most of what was not decided on is no term: undecided candidates are
//! taken for weak negatives, weighted so that both classes weigh the same (Lee & Liu, “Learning
//! with positive and unlabeled examples using weighted logistic regression”, ICML 2003). The
//! constant by which such training misses the true probability (Elkan & Noto, “Learning
//! classifiers from only positive and unlabeled data”, KDD 2008) is a matter of the intercept,
//! which is fitted but not used, as it leaves the order as it is.
//!
//! Headwords of the dictionary are no positives here, though they are where nothing is known of a
//! corpus (Shang et al., AutoPhrase). They are ordinary words for the most part: on four annotated
//! sets of texts, with weights fitted on the other three, taking them for positives lowered the
//! average precision, the more the more they weighed. They have features of their own instead.

use std::collections::BTreeMap;

use super::decisions::Label;
use super::shared::Trait;
use super::{Contribution, Learnt};

/// Standard deviation of the prior of a fixed weight, for a feature with a deviation of one.
const WEIGHT_SPREAD: f64 = 0.03;
const INTERCEPT_SPREAD: f64 = 1.0;
/// The smallest deviation a feature is divided by; a rare one would else get a boundless weight.
const MIN_DEVIATION: f64 = 0.2;
/// Rounds through all weights: a fixed number, so that equal decisions give equal scores.
const ROUNDS: usize = 60;
/// What a candidate shares with others is told when it changes the score by this much.
const TOLD_FROM: f64 = 0.005;

/// A candidate to learn from.
#[derive(Debug, Clone)]
pub(super) struct Example {
    /// Values of the features, in the order of their table.
    pub(super) values: Vec<f64>,
    pub(super) traits: Vec<Trait>,
    pub(super) label: Label,
}

/// What was learnt; the default has learnt nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    /// For each feature by how much its weight differs from the fixed one, and the mean value.
    shifts: Vec<(f64, f64)>,
    traits: BTreeMap<Trait, Weight>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    value: f64,
    accepted: u32,
    rejected: u32,
}

impl Model {
    /// Learns from examples, whose order is of no matter beyond the last digit; `base` and
    /// `weights` are those of the fixed score.
    pub(super) fn learn(base: f64, weights: &[f64], examples: &[Example]) -> Self {
        let mut traits = decided_traits(examples);
        if traits.is_empty() {
            return Self::default();
        }
        let features = Spread::of_features(weights.len(), examples);
        let mut fit = Fit::new(base, weights, examples);
        let mut columns: Vec<Column> = Vec::with_capacity(weights.len() + traits.len() + 1);
        columns.push(Column::new(
            INTERCEPT_SPREAD,
            (0..examples.len()).map(|row| (row, 1.0)),
        ));
        columns.extend(features.iter().enumerate().map(|(index, spread)| {
            let values = examples.iter().enumerate().filter_map(|(row, example)| {
                let value = example.values.get(index)? / spread.deviation;
                (value != 0.0).then_some((row, value))
            });
            Column::new(WEIGHT_SPREAD, values)
        }));
        let mut bearers: BTreeMap<&Trait, Vec<(usize, f64)>> =
            traits.keys().map(|known| (known, Vec::new())).collect();
        for (row, example) in examples.iter().enumerate() {
            for shared in &example.traits {
                if let Some(rows) = bearers.get_mut(shared) {
                    rows.push((row, 1.0));
                }
            }
        }
        let bearers = bearers.into_iter();
        columns.extend(bearers.map(|(known, rows)| Column::new(known.spread(), rows.into_iter())));
        for _ in 0..ROUNDS {
            for column in &mut columns {
                fit.improve(column);
            }
        }
        let mut learnt = columns.iter().skip(1).map(|column| column.weight);
        let shifts = features
            .iter()
            .zip(&mut learnt)
            .map(|(spread, weight)| (weight / spread.deviation, spread.mean))
            .collect();
        for (weight, value) in traits.values_mut().zip(learnt) {
            weight.value = value;
        }
        Self { shifts, traits }
    }

    /// Whether nothing was learnt.
    pub(super) fn is_empty(&self) -> bool {
        self.shifts.is_empty() && self.traits.is_empty()
    }

    /// What decisions add to the score of a candidate with these features and traits.
    pub(super) fn contributions(&self, values: &[f64], traits: &[Trait]) -> Vec<Contribution> {
        let mut parts = Vec::new();
        // Against the mean, so that what is neither like the accepted nor like the rejected stays.
        let shift: f64 = self
            .shifts
            .iter()
            .zip(values)
            .map(|((shift, mean), value)| shift * (value - mean))
            .sum();
        if shift.abs() >= TOLD_FROM {
            parts.push(Contribution {
                feature: "learnt weights".into(),
                value: shift,
                learnt: None,
            });
        }
        for shared in traits {
            let Some(weight) = self.traits.get(shared) else {
                continue;
            };
            if weight.value.abs() >= TOLD_FROM {
                parts.push(Contribution {
                    feature: shared.feature().into(),
                    value: weight.value,
                    learnt: Some(Learnt {
                        shared: shared.value().to_owned(),
                        accepted: weight.accepted,
                        rejected: weight.rejected,
                    }),
                });
            }
        }
        parts
    }
}

/// The traits of what was decided, with the numbers of decisions.
fn decided_traits(examples: &[Example]) -> BTreeMap<Trait, Weight> {
    let mut traits: BTreeMap<Trait, Weight> = BTreeMap::new();
    for example in examples {
        if example.label == Label::Open {
            continue;
        }
        for shared in &example.traits {
            let weight = traits.entry(shared.clone()).or_default();
            weight.accepted += u32::from(example.label == Label::Accepted);
            weight.rejected += u32::from(example.label == Label::Rejected);
        }
    }
    traits
}

/// Mean and deviation of a feature over the examples.
struct Spread {
    mean: f64,
    deviation: f64,
}

impl Spread {
    fn of_features(features: usize, examples: &[Example]) -> Vec<Self> {
        let count = f64::from(u32::try_from(examples.len()).unwrap_or(u32::MAX)).max(1.0);
        (0..features)
            .map(|index| {
                let values = || examples.iter().filter_map(|it| it.values.get(index));
                let mean = values().sum::<f64>() / count;
                let square = values().map(|value| (value - mean).powi(2)).sum::<f64>();
                Self {
                    mean,
                    deviation: (square / count).sqrt().max(MIN_DEVIATION),
                }
            })
            .collect()
    }
}

/// The non-zero values of one weight's feature, by example.
struct Column {
    entries: Vec<(usize, f64)>,
    precision: f64,
    /// How far the weight has moved from the mean of its prior.
    weight: f64,
}

impl Column {
    fn new(spread: f64, entries: impl Iterator<Item = (usize, f64)>) -> Self {
        Self {
            entries: entries.collect(),
            precision: spread.powi(-2),
            weight: 0.0,
        }
    }
}

/// A weighted logistic regression on its way.
struct Fit {
    /// For each example: its score, what it should be (1 or 0), and its weight.
    rows: Vec<Row>,
}

struct Row {
    score: f64,
    target: f64,
    weight: f64,
}

impl Fit {
    fn new(base: f64, weights: &[f64], examples: &[Example]) -> Self {
        let count = |wanted: Label| {
            let hits = examples.iter().filter(|it| it.label == wanted).count();
            f64::from(u32::try_from(hits).unwrap_or(u32::MAX))
        };
        let missing = (count(Label::Accepted) - count(Label::Rejected)).max(0.0);
        let open = missing / count(Label::Open).max(1.0);
        let rows = examples.iter().map(|example| Row {
            score: base
                + weights
                    .iter()
                    .zip(&example.values)
                    .map(|(weight, value)| weight * value)
                    .sum::<f64>(),
            target: f64::from(u8::from(example.label == Label::Accepted)),
            weight: if example.label == Label::Open {
                open
            } else {
                1.0
            },
        });
        Self {
            rows: rows.collect(),
        }
    }

    /// One step for one weight, along its gradient, divided by a bound of the curvature: a
    /// quarter, the largest slope of the logistic function (Böhning & Lindsay, Annals of the
    /// Institute of Statistical Mathematics 40, 1988). No step can lower the posterior, so none
    /// has to be checked.
    fn improve(&mut self, column: &mut Column) {
        let mut gradient = -column.weight * column.precision;
        let mut curvature = column.precision;
        for &(row, value) in &column.entries {
            if let Some(row) = self.rows.get(row) {
                gradient += row.weight * value * (row.target - probability(row.score));
                curvature += row.weight * value * value / 4.0;
            }
        }
        let step = gradient / curvature;
        column.weight += step;
        for &(row, value) in &column.entries {
            if let Some(row) = self.rows.get_mut(row) {
                row.score += step * value;
            }
        }
    }
}

fn probability(score: f64) -> f64 {
    1.0 / (1.0 + (-score).exp())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::extract::testing::candidates;
    use crate::extract::{Candidate, CandidateKind, Decisions, ExtractConfig, NoDictionary};

    const WEIGHTS: [f64; 2] = [1.0, -0.5];

    fn example(values: [f64; 2], ending: &str, label: Label) -> Example {
        Example {
            values: values.to_vec(),
            traits: vec![
                Trait::Ending(ending.to_owned()),
                Trait::Kind(CandidateKind::Compound),
            ],
            label,
        }
    }

    fn learnt(examples: &[Example], ending: &str) -> f64 {
        let model = Model::learn(0.0, &WEIGHTS, examples);
        let shared = [Trait::Ending(ending.to_owned())];
        let parts = model.contributions(&[], &shared);
        parts.iter().map(|part| part.value).sum()
    }

    #[test]
    fn without_decisions_nothing_is_learnt() {
        let examples = vec![example([1.0, 0.0], "发展", Label::Open); 9];
        let model = Model::learn(0.0, &WEIGHTS, &examples);
        let parts = model.contributions(&[1.0, 1.0], &examples[0].traits);
        assert_eq!(parts, []);
    }

    #[test]
    fn each_rejection_lowers_what_ends_alike_by_less_than_the_one_before() {
        let by_rejections: Vec<f64> = [0, 1, 2, 8, 64]
            .iter()
            .map(|&count| {
                let mut examples = vec![example([1.0, 0.0], "发展", Label::Rejected); count];
                examples.push(example([1.0, 1.0], "论坛", Label::Accepted));
                learnt(&examples, "发展")
            })
            .collect();
        let [none, one, two, eight, many] = by_rejections[..] else {
            panic!();
        };
        assert!(none == 0.0 && many < eight && eight < two && two < one && one < 0.0);
        assert!(one > -0.5 && one - two < -one, "one decision is no rule");
        assert!(many < -1.5, "sixty-four of them are");
    }

    #[test]
    fn what_was_accepted_as_often_as_rejected_stays() {
        let examples = [
            example([0.5, 1.0], "发展", Label::Rejected),
            example([0.5, 1.0], "发展", Label::Accepted),
        ];
        assert!(learnt(&examples, "发展").abs() < 0.01);
    }

    #[test]
    fn undecided_candidates_speak_against_a_trait_only_beside_accepted_ones() {
        let mut examples = vec![example([1.0, 0.0], "发展", Label::Open); 30];
        examples.push(example([1.0, 0.0], "发展", Label::Accepted));
        let beside = learnt(&examples, "发展");
        examples.retain(|it| it.label != Label::Open);
        assert!(beside < learnt(&examples, "发展"));
    }

    #[test]
    fn what_was_learnt_says_from_how_many_decisions() {
        let mut examples = vec![example([1.0, 0.0], "发展", Label::Rejected); 3];
        examples.push(example([1.0, 0.0], "发展", Label::Accepted));
        let model = Model::learn(0.0, &WEIGHTS, &examples);
        let parts = model.contributions(&[1.0, 0.0], &[Trait::Ending("发展".to_owned())]);
        let told = parts.iter().find_map(|part| part.learnt.clone());
        assert_eq!(
            told,
            Some(Learnt {
                shared: "发展".to_owned(),
                accepted: 1,
                rejected: 3
            })
        );
    }

    const TEXT: &str = "促进经济发展，促进经济发展。推动城乡发展，推动城乡发展。\
        实现绿色发展，实现绿色发展。支持港口发展，支持港口发展。举办海洋论坛，举办海洋论坛。\
        举办港口论坛，举办港口论坛。参加渔业论坛，参加渔业论坛。保护蓝色家园，保护蓝色家园。\
        关心海洋环境，关心海洋环境。种植红树林，种植红树林。";

    fn ranked(accepted: &[&str], rejected: &[&str]) -> Vec<Candidate> {
        let set = |terms: &[&str]| terms.iter().map(|it| (*it).to_owned()).collect();
        let config = ExtractConfig {
            decisions: Decisions {
                accepted: set(accepted),
                rejected: set(rejected),
            },
            ..ExtractConfig::default()
        };
        candidates(TEXT, &NoDictionary, &config)
    }

    fn score(list: &[Candidate], term: &str) -> f64 {
        list.iter().find(|it| it.term == term).unwrap().score
    }

    #[test]
    fn the_likes_of_what_was_decided_move_and_others_stay() {
        let before = ranked(&[], &[]);
        // What stands high teaches most when it is rejected, what stands low when it is accepted.
        let after = ranked(&["经济发展", "城乡发展"], &["海洋论坛", "港口论坛"]);
        let change = |term: &str| score(&after, term) - score(&before, term);
        let (likes, unlikes) = (change("绿色发展"), change("渔业论坛"));
        assert!(likes > 0.1 && likes > unlikes + 0.1, "{likes} {unlikes}");
        assert!(change("红树林").abs() < 0.25, "{}", change("红树林"));
        let sum = |it: &Candidate| it.explanation.iter().map(|part| part.value).sum::<f64>();
        assert!(after.iter().all(|it| (sum(it) - it.score).abs() < 1e-9));
    }

    #[test]
    fn decisions_on_terms_that_do_not_occur_change_nothing() {
        assert_eq!(ranked(&["量子纠缠"], &["暗物质"]), ranked(&[], &[]));
    }

    fn any_examples() -> impl Strategy<Value = Vec<Example>> {
        let labels = prop_oneof![
            Just(Label::Accepted),
            Just(Label::Rejected),
            Just(Label::Open)
        ];
        let one = ([-3.0..3.0, -30.0..30.0], "[甲乙丙]", labels)
            .prop_map(|(values, ending, label)| example(values, &ending, label));
        prop::collection::vec(one, 0..30)
    }

    proptest! {
        #[test]
        fn no_step_lowers_the_posterior(examples in any_examples()) {
            let mut fit = Fit::new(-1.0, &WEIGHTS, &examples);
            let mut columns: Vec<Column> = (0..2)
                .map(|index| {
                    let values = examples.iter().map(|it| it.values[index]);
                    Column::new(WEIGHT_SPREAD, values.enumerate())
                })
                .collect();
            let mut before = posterior(&fit, &columns);
            for round in 0..12 {
                fit.improve(&mut columns[round % 2]);
                let after = posterior(&fit, &columns);
                prop_assert!(after >= before - 1e-9, "{before} to {after}");
                before = after;
            }
        }

        #[test]
        fn the_order_of_examples_is_of_no_matter(examples in any_examples()) {
            let mut reversed = examples.clone();
            reversed.reverse();
            let one = Model::learn(-1.0, &WEIGHTS, &examples);
            let other = Model::learn(-1.0, &WEIGHTS, &reversed);
            for (shared, weight) in &one.traits {
                prop_assert!(weight.value.is_finite());
                prop_assert!((weight.value - other.traits[shared].value).abs() < 1e-6);
            }
        }
    }

    /// Logarithm of the posterior, up to a constant.
    fn posterior(fit: &Fit, columns: &[Column]) -> f64 {
        let likelihood: f64 = fit
            .rows
            .iter()
            .map(|row| {
                let signed = if row.target > 0.5 {
                    row.score
                } else {
                    -row.score
                };
                // ln(1 / (1 + e^−s)), also where e^−s is beyond all bounds.
                row.weight * (signed.min(0.0) - (-signed.abs()).exp().ln_1p())
            })
            .sum();
        let prior: f64 = columns
            .iter()
            .map(|column| column.weight * column.weight * column.precision / 2.0)
            .sum();
        likelihood - prior
    }
}
