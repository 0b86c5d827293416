//! Proposals and their order.

use std::cmp::Ordering;

use serde::Serialize;

/// English proposed for a term.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    /// The equivalent, ready for use.
    pub english: String,
    /// How good it is, 0 to 1.
    pub score: f64,
    /// Units in which it renders the term.
    pub count: usize,
    /// The first of them, by their places among the pairs.
    pub examples: Vec<usize>,
}

/// A proposal under way.
#[derive(Debug)]
pub(super) struct Draft<'k> {
    /// The keys of its words.
    pub(super) keys: &'k [String],
    /// Units with these words, whether they have the term or not.
    pub(super) everywhere: usize,
    /// The weight of the links of its words with others than those of the term, on average.
    pub(super) outside: f64,
    pub(super) proposal: Proposal,
}

impl Draft<'_> {
    /// Whether another one is a stretch of this one.
    fn holds(&self, other: &Draft<'_>) -> bool {
        other.keys.len() < self.keys.len()
            && (self.keys.windows(other.keys.len())).any(|piece| piece == other.keys)
    }
}

/// Raises what always stands around a better proposal above it: `community with a shared future`,
/// where `community with a shared` recurs as well, and nowhere without the word behind it.
pub(super) fn raise_wholes(drafts: &mut [Draft<'_>]) {
    let best_piece = |whole: &Draft<'_>| {
        let is_piece = |piece: &&Draft<'_>| {
            piece.proposal.count <= whole.proposal.count
                && piece.everywhere <= whole.everywhere
                && whole.proposal.score >= LEAST_WHOLE * piece.proposal.score
                && whole.holds(piece)
                && whole.outside - piece.outside
                    <= ELSEWHERE * (whole.keys.len() - piece.keys.len()) as f64
        };
        let pieces = drafts.iter().filter(is_piece);
        pieces.map(|piece| piece.proposal.score).reduce(f64::max)
    };
    let raised: Vec<Option<f64>> = (drafts.iter())
        .map(|whole| match whole.proposal.count < RECURRING {
            true => None,
            false => best_piece(whole),
        })
        .collect();
    for (draft, piece) in drafts.iter_mut().zip(raised) {
        let above = piece.map(|piece| (piece + ABOVE * draft.keys.len() as f64).min(1.0));
        draft.proposal.score = draft.proposal.score.max(above.unwrap_or_default());
    }
}

/// In one unit alone, everything stands around everything.
const RECURRING: usize = 2;

/// The share of its score that a whole needs of its own, lest it be the term with its neighbours.
const LEAST_WHOLE: f64 = 0.3;

/// The words that a whole has more than a piece are linked with others at most so much each.
const ELSEWHERE: f64 = 0.7;

/// So much above a piece is a whole for each of its words, that longer ones come first.
const ABOVE: f64 = 0.001;

/// The better one first, equally good ones in the order of letters.
pub(super) fn best_first(one: &Proposal, other: &Proposal) -> Ordering {
    let order = other.score.total_cmp(&one.score);
    order.then_with(|| one.english.cmp(&other.english))
}

/// Of the pieces of a proposal only the best keeps its score, so that they do not stand in the way
/// of other renderings. What is met in many more places is no piece. `drafts` are sorted.
pub(super) fn lower_pieces(drafts: &mut [Draft<'_>]) {
    // Those that keep their score, with their counts, and whether a piece of them was met.
    let mut kept: Vec<(&[String], usize, bool)> = Vec::new();
    for Draft { keys, proposal, .. } in drafts {
        let mut is_second = false;
        for (whole, count, has_piece) in &mut kept {
            let is_within = whole.windows(keys.len()).any(|piece| piece == *keys);
            if is_within && proposal.count as f64 <= PIECE * *count as f64 {
                is_second |= std::mem::replace(has_piece, true);
            }
        }
        match is_second {
            true => proposal.score *= SECOND_PIECE,
            false => kept.push((keys, proposal.count, false)),
        }
    }
}

/// A piece of a proposal is met at most so many times as often.
const PIECE: f64 = 1.5;

/// What is left of the score of a second piece of a better proposal.
const SECOND_PIECE: f64 = 0.1;

#[cfg(test)]
mod tests {
    use super::super::keys;
    use super::*;

    /// Drafts of these words, with scores, and units with and without the term.
    fn drafts<'k>(
        keys: &'k [Vec<String>],
        told: &[(&str, f64, usize, usize, f64)],
    ) -> Vec<Draft<'k>> {
        let draft = |(keys, told): (&'k Vec<String>, &(&str, f64, usize, usize, f64))| Draft {
            keys,
            everywhere: told.3,
            outside: told.4,
            proposal: Proposal {
                english: told.0.to_owned(),
                score: told.1,
                count: told.2,
                examples: Vec::new(),
            },
        };
        keys.iter().zip(told).map(draft).collect()
    }

    fn all_keys(told: &[(&str, f64, usize, usize, f64)]) -> Vec<Vec<String>> {
        told.iter().map(|(english, ..)| keys(english)).collect()
    }

    #[test]
    fn a_second_piece_of_a_proposal_stands_behind_other_renderings() {
        let told = [
            ("new ocean corridor", 0.9, 4, 4, 0.0),
            ("ocean corridor", 0.3, 4, 4, 0.0),
            ("ocean", 0.25, 9, 9, 0.0),
            ("new ocean", 0.2, 4, 4, 0.0),
            ("sea lane", 0.1, 1, 1, 0.0),
        ];
        let words = all_keys(&told);
        let mut drafts = drafts(&words, &told);
        lower_pieces(&mut drafts);
        let lowered: Vec<&str> = (drafts.iter().zip(told))
            .filter(|(draft, (_, score, ..))| draft.proposal.score < *score)
            .map(|(draft, _)| draft.proposal.english.as_str())
            .collect();
        // The sea is met without the corridor, too.
        assert_eq!(lowered, ["new ocean"]);
    }

    #[test]
    fn what_always_stands_around_a_piece_comes_before_it() {
        let told = [
            ("shared", 0.8, 3, 3, 0.0),
            ("with a shared future", 0.5, 3, 3, 0.6),
            ("of us with a shared future", 0.1, 3, 3, 0.0),
            ("ocean corridor", 0.7, 3, 4, 0.0),
            ("the ocean corridor", 0.6, 3, 3, 0.0),
            ("blue carbon", 0.7, 1, 1, 0.0),
            ("blue carbon stores", 0.6, 1, 1, 0.0),
            ("lasting peace", 0.7, 2, 2, 0.1),
            ("African lasting peace", 0.6, 2, 2, 1.0),
        ];
        let words = all_keys(&told);
        let mut drafts = drafts(&words, &told);
        raise_wholes(&mut drafts);
        let scores: Vec<f64> = drafts.iter().map(|draft| draft.proposal.score).collect();
        assert!(scores[1] > scores[0]);
        // With too little of its own, or not always there, met but once, or of other words.
        for at in [2, 4, 6, 8] {
            assert!((scores[at] - told[at].1).abs() < 1e-9, "{}", told[at].0);
        }
    }
}
