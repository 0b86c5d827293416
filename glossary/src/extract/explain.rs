//! Why a candidate ranks where it does, in words.
//!
//! A feature's name is for programs; people are told what holds of the term.

use serde::Serialize;

use super::library::Library;
use super::rank::Ranking;
use super::trace::{Obstacle, trace};
use super::wording::sentence;
use super::{Candidate, Contribution, ExtractConfig};
use crate::words::normal_form;

/// Longer candidates that are named where a term is none itself.
const LONGER_NAMED: usize = 3;

/// Why a term ranks where it does, or why it does not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The term, as it was asked for.
    pub term: String,
    /// Where it stands.
    #[serde(flatten)]
    pub standing: Standing,
    /// What its score is the sum of, largest effect first; empty for what is no candidate.
    pub reasons: Vec<Reason>,
    /// The candidate with all its evidence, whether it is listed or not.
    pub candidate: Option<Candidate>,
}

/// Where a term stands in a ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    /// In the list.
    Listed {
        /// Its rank, from 1.
        rank: usize,
        /// The length of the list.
        of: usize,
    },
    /// Ranked, but the list ends before it.
    BeyondList {
        /// Its rank, from 1.
        rank: usize,
        /// The length of the list.
        of: usize,
    },
    /// It occurs, but nothing proposed it.
    NotProposed {
        /// Its occurrences.
        occurrences: usize,
        /// What keeps it from being a candidate, as far as can be told.
        obstacles: Vec<Obstacle>,
        /// The best candidates around it.
        inside: Vec<String>,
    },
    /// It does not occur.
    Absent,
}

/// One summand of a score, in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// The summand.
    #[serde(flatten)]
    pub part: Contribution,
    /// What holds of the term: `stands in quotation marks twice`.
    pub sentence: String,
}

/// Explains the standing of a term.
pub(super) fn explain(
    term: &str,
    texts: &Library<'_>,
    ranking: &Ranking<'_>,
    listed: &[Candidate],
    config: &ExtractConfig,
) -> Explanation {
    let norm = normal_form(term);
    let Some((rank, candidate)) = ranking.find(&norm) else {
        return Explanation {
            term: term.to_owned(),
            standing: not_proposed(&norm, texts, listed, config),
            reasons: Vec::new(),
            candidate: None,
        };
    };
    let of = ranking.length();
    let standing = if rank <= of {
        Standing::Listed { rank, of }
    } else {
        Standing::BeyondList { rank, of }
    };
    Explanation {
        term: term.to_owned(),
        standing,
        reasons: reasons(&candidate),
        candidate: Some(candidate),
    }
}

fn not_proposed(
    norm: &str,
    texts: &Library<'_>,
    listed: &[Candidate],
    config: &ExtractConfig,
) -> Standing {
    let Some(trace) = trace(norm, texts, config) else {
        return Standing::Absent;
    };
    let around = listed.iter().filter(|it| it.term.contains(norm));
    Standing::NotProposed {
        occurrences: trace.occurrences,
        obstacles: trace.obstacles,
        inside: around
            .take(LONGER_NAMED)
            .map(|it| it.term.clone())
            .collect(),
    }
}

/// The summands of a candidate's score in words, in their order.
fn reasons(candidate: &Candidate) -> Vec<Reason> {
    candidate
        .explanation
        .iter()
        .map(|part| Reason {
            sentence: sentence(candidate, part),
            part: part.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::corpus_of;
    use crate::extract::{Decisions, NoDictionary, Unwatched, extract_explained};
    use crate::words::ChineseWordSegmenter;

    const TEXT: &str = "共建“蓝色走廊”，建设海洋命运共同体。海洋命运共同体在这里。\
        “蓝色走廊”很长，我们促进经济发展。";

    fn explained(term: &str, config: &ExtractConfig) -> Explanation {
        explained_in(TEXT, term, config)
    }

    fn explained_in(body: &str, term: &str, config: &ExtractConfig) -> Explanation {
        let corpus = corpus_of(body);
        let terms = [term.to_owned()];
        let (_, mut explanations) = extract_explained(
            &corpus,
            &ChineseWordSegmenter,
            &NoDictionary,
            config,
            &terms,
            &Unwatched,
        );
        explanations.remove(0)
    }

    #[test]
    fn a_listed_term_is_explained_by_what_holds_of_it() {
        let it = explained("蓝色走廊", &ExtractConfig::default());
        assert!(matches!(it.standing, Standing::Listed { rank: 1, .. }));
        let told: Vec<&str> = it.reasons.iter().map(|it| it.sentence.as_str()).collect();
        assert!(
            told.contains(&"stands in quotation marks twice"),
            "{told:?}"
        );
        assert!(
            told.contains(&"ends in 走廊, a noun that heads names"),
            "{told:?}"
        );
        let sum: f64 = it.reasons.iter().map(|it| it.part.value).sum();
        assert!((sum - it.candidate.unwrap().score).abs() < 1e-9);
    }

    #[test]
    fn a_spelling_with_marks_is_the_same_term() {
        let config = ExtractConfig::default();
        let quoted = explained("“蓝色走廊”", &config);
        assert_eq!(quoted.standing, explained("蓝色走廊", &config).standing);
    }

    #[test]
    fn what_was_learnt_is_told_with_its_decisions() {
        let config = ExtractConfig {
            decisions: Decisions {
                rejected: ["蓝色走廊".to_owned()].into(),
                ..Decisions::default()
            },
            ..ExtractConfig::default()
        };
        let it = explained("蓝色走廊", &config);
        let told: Vec<&str> = it.reasons.iter().map(|it| it.sentence.as_str()).collect();
        assert!(
            told.contains(&"you rejected 1 term ending in 走廊"),
            "{told:?}"
        );
    }

    #[test]
    fn a_term_beyond_the_list_has_its_rank() {
        let config = ExtractConfig {
            max_candidates: Some(1),
            ..ExtractConfig::default()
        };
        let it = explained("海洋命运共同体", &config);
        assert!(matches!(it.standing, Standing::BeyondList { rank, of: 1 } if rank > 1));
        assert!(it.candidate.is_some());
    }

    #[test]
    fn a_part_of_a_longer_candidate_is_told_as_such() {
        let it = explained("命运共同体", &ExtractConfig::default());
        let longer = "海洋命运共同体".to_owned();
        match it.standing {
            Standing::Listed { .. } => {
                let told = it.reasons.iter().map(|it| it.sentence.as_str());
                let inside = "stands nowhere but inside a longer candidate that seems better";
                assert!(told.into_iter().any(|it| it == inside));
                assert!(it.candidate.unwrap().contained_in.contains(&longer));
            }
            Standing::NotProposed { inside, .. } => assert!(inside.contains(&longer)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_formula_with_marks_inside_is_explained() {
        let body = "让海洋成为和平之海、繁荣之海、友谊之海。";
        let term = "和平之海、繁荣之海、友谊之海";
        let it = explained_in(body, term, &ExtractConfig::default());
        assert!(matches!(it.standing, Standing::Listed { .. }));
        let told: Vec<&str> = it.reasons.iter().map(|it| it.sentence.as_str()).collect();
        assert!(told.contains(&"is a formula of several parts"), "{told:?}");
    }

    #[test]
    fn what_does_not_occur_is_told() {
        for absent in ["量子纠缠", "", "“”"] {
            let it = explained(absent, &ExtractConfig::default());
            assert_eq!(it.standing, Standing::Absent, "{absent}");
        }
    }
}
