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

/// The better one first, equally good ones in the order of letters.
pub(super) fn best_first(one: &Proposal, other: &Proposal) -> Ordering {
    let order = other.score.total_cmp(&one.score);
    order.then_with(|| one.english.cmp(&other.english))
}

/// Of the pieces of a proposal only the best keeps its score, so that they do not stand in the way
/// of other renderings. What is met in many more places is no piece. `proposals` are sorted, with
/// the keys of their words.
pub(super) fn lower_pieces(proposals: &mut [(&[String], Proposal)]) {
    // Those that keep their score, with their counts, and whether a piece of them was met.
    let mut kept: Vec<(&[String], usize, bool)> = Vec::new();
    for (keys, proposal) in proposals {
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

    #[test]
    fn a_second_piece_of_a_proposal_stands_behind_other_renderings() {
        let proposal = |english: &str, score: f64, count: usize| Proposal {
            english: english.to_owned(),
            score,
            count,
            examples: Vec::new(),
        };
        let told = [
            ("new ocean corridor", 0.9, 4),
            ("ocean corridor", 0.3, 4),
            ("ocean", 0.25, 9),
            ("new ocean", 0.2, 4),
            ("sea lane", 0.1, 1),
        ];
        let words: Vec<Vec<String>> = told.iter().map(|(english, ..)| keys(english)).collect();
        let mut proposals: Vec<(&[String], Proposal)> = (words.iter().zip(told))
            .map(|(keys, (english, score, count))| (&keys[..], proposal(english, score, count)))
            .collect();
        lower_pieces(&mut proposals);
        let lowered: Vec<&str> = (proposals.iter().zip(told))
            .filter(|((_, proposal), (_, score, _))| proposal.score < *score)
            .map(|((_, proposal), _)| proposal.english.as_str())
            .collect();
        // The sea is met without the corridor, too.
        assert_eq!(lowered, ["new ocean"]);
    }
}
