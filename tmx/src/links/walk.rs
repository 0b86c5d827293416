//! Where the words of a sentence come from: forward and backward through a hidden Markov model.

use super::jump::{JumpCounts, Jumps, NOTHING, SentenceJumps};

/// What one sentence says, given another one.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Probability that a word is rendered by the word at a place, word by word: place by place
    /// within each.
    pub(super) posterior: Vec<f64>,
    /// Jumps that were made.
    pub(super) jumps: JumpCounts,
}

/// Walks through a sentence, each word of which renders one of `places` words or nothing.
///
/// `likely` has the probability of each word at each place, word by word; `alone` that of each
/// word when it renders nothing. One that renders nothing stays where the last one was (Och and
/// Ney, "A systematic comparison of various statistical alignment models", 2003). Sums are
/// scaled to one at each word, so nothing gets too small.
pub(super) fn walk(places: usize, likely: &[f64], alone: &[f64], jumps: &Jumps) -> Walk {
    if places == 0 || alone.is_empty() {
        return Walk::default();
    }
    let jumps = jumps.within(places);
    let Forward {
        at,
        standing,
        scales,
    } = forward(places, likely, alone, &jumps);
    let mut walk = Walk {
        posterior: at,
        jumps: JumpCounts::default(),
    };
    let mut ahead = vec![1.0; places];
    let mut reached = vec![0.0; places];
    let mut waiting = vec![0.0; places];
    for word in (0..alone.len()).rev() {
        let here = word * places..(word + 1) * places;
        for (probability, ahead) in walk.posterior[here.clone()].iter_mut().zip(&ahead) {
            *probability *= ahead;
        }
        let Some(before) = here.start.checked_sub(places) else {
            break;
        };
        for ((reached, likely), ahead) in reached.iter_mut().zip(&likely[here]).zip(&ahead) {
            *reached = likely * ahead * scales[word];
        }
        let from = &standing[before..before + places];
        jumps.backward(from, &reached, &mut waiting, &mut walk.jumps);
        let stay = NOTHING * alone[word] * scales[word];
        for (ahead, waiting) in ahead.iter_mut().zip(&waiting) {
            *ahead = waiting + stay * *ahead;
        }
    }
    walk
}

struct Forward {
    /// Probability, up to each word, that it renders the word at each place.
    at: Vec<f64>,
    /// The same, or that it renders nothing while the last place was that one.
    standing: Vec<f64>,
    /// What each word's sums were scaled with.
    scales: Vec<f64>,
}

fn forward(places: usize, likely: &[f64], alone: &[f64], jumps: &SentenceJumps<'_>) -> Forward {
    let mut at = vec![0.0; likely.len()];
    let mut standing = vec![0.0; likely.len()];
    let mut scales = Vec::with_capacity(alone.len());
    for (word, alone) in alone.iter().enumerate() {
        let here = word * places..(word + 1) * places;
        let (before, standing) = standing.split_at_mut(here.start);
        let standing = &mut standing[..places];
        let at = &mut at[here.clone()];
        if let Some(last) = here.start.checked_sub(places) {
            let before = &before[last..];
            jumps.forward(before, at);
            for (standing, before) in standing.iter_mut().zip(before) {
                *standing = before * NOTHING * alone;
            }
        } else {
            at.copy_from_slice(&jumps.first);
            standing.fill(NOTHING * alone / places as f64);
        }
        let mut all = 0.0;
        for ((at, standing), likely) in at.iter_mut().zip(&mut *standing).zip(&likely[here]) {
            *at *= likely;
            *standing += *at;
            all += *standing;
        }
        let scale = if all > 0.0 { 1.0 / all } else { 0.0 };
        for (at, standing) in at.iter_mut().zip(standing) {
            *at *= scale;
            *standing *= scale;
        }
        scales.push(scale);
    }
    Forward {
        at,
        standing,
        scales,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_word_goes_where_it_is_likely() {
        let walk = walk(2, &[0.9, 0.01, 0.01, 0.9], &[0.01; 2], &Jumps::default());
        assert!(walk.posterior[0] > 0.9 && walk.posterior[3] > 0.9);
        assert!(walk.posterior[1] < 0.1 && walk.posterior[2] < 0.1);
    }

    #[test]
    fn an_unknown_word_follows_its_neighbours() {
        let likely = [
            0.9, 0.0, 0.0, 0.0, // first
            0.1, 0.1, 0.1, 0.1, // unknown
            0.0, 0.0, 0.9, 0.0, // third
        ];
        let walk = walk(4, &likely, &[0.01; 3], &Jumps::default());
        let unknown = &walk.posterior[4..8];
        assert!(unknown.iter().all(|it| *it <= unknown[1]), "{unknown:?}");
    }

    #[test]
    fn nothing_walks_nowhere() {
        assert!(walk(0, &[], &[0.1], &Jumps::default()).posterior.is_empty());
        assert!(walk(3, &[], &[], &Jumps::default()).posterior.is_empty());
    }

    proptest! {
        #[test]
        fn a_word_renders_one_place_or_nothing(
            places in 1_usize..9,
            likely in prop::collection::vec(1e-6_f64..1.0, 64),
        ) {
            let words = 64 / places;
            let walk = walk(places, &likely[..words * places], &vec![1e-4; words], &Jumps::default());
            for word in walk.posterior.chunks(places) {
                let sum: f64 = word.iter().sum();
                prop_assert!((0.0..1.0 + 1e-9).contains(&sum), "{sum}");
            }
        }
    }
}
