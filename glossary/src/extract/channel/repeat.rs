//! Strings of characters that recur although grammar would not let their words stand.

use super::{Context, Proposal};
use crate::extract::Channel;
use crate::extract::clause::{Clause, Word, extend_hash};
use crate::extract::grammar::{Class, Mark};
use crate::words::REFERENCE_TOTAL;

/// A syllable of a name is no word of the language: no dictionary has what stands beside it, and
/// the reference holds it less often than once in so many words.
const ONCE_IN: f64 = 1_000_000.0;

pub(super) fn propose(context: &Context<'_, '_>, clause: &Clause, proposals: &mut Vec<Proposal>) {
    if context.repeats.odd.is_empty() {
        return;
    }
    for from in 0..clause.tokens.len() {
        let mut hash = 0;
        let mut words: Vec<&Word<'_>> = Vec::new();
        for to in from + 1..=(from + context.config.max_words).min(clause.tokens.len()) {
            let Some(word) = clause
                .tokens
                .get(to - 1)
                .and_then(|&token| context.texts.word(clause.text, token))
            else {
                break;
            };
            if !word.class.may_be_part_of_a_name() {
                break;
            }
            hash = extend_hash(hash, word);
            words.push(word);
            if context.repeats.odd.contains(&hash)
                && holds_together(context, &words)
                && let Some(span) = context.span(clause, from, to)
            {
                proposals.push(Proposal {
                    span,
                    channel: Channel::Repeat,
                });
            }
        }
    }
}

/// Whether each word that is odd at its place is there for a reason: at an edge, as what stands
/// beside it is no word of the language and never seen without it; inside, as it is a syllable
/// among syllables: 利托那韦.
fn holds_together(context: &Context<'_, '_>, words: &[&Word<'_>]) -> bool {
    let [first, .., last] = words else {
        return false;
    };
    let edge = Class::Mark(Mark::Break);
    let class = |at: usize| words.get(at).map_or(edge, |word| word.class);
    let count = |words: &[&Word<'_>]| {
        let hash = words.iter().fold(0, |hash, word| extend_hash(hash, word));
        context.counts.get(hash)
    };
    let all = count(words);
    let bound = |rest: &[&Word<'_>], beside: &Word<'_>| {
        !beside.known.headword
            && f64::from(beside.known.frequency) * ONCE_IN < REFERENCE_TOTAL
            && count(rest) == all
    };
    let end = words.len() - 1;
    let syllable = |at: usize| {
        let is_word = words.get(at).is_none_or(|word| word.known.headword);
        class(at).is_content() && (class(at).is_single() || !is_word)
    };
    let inside =
        (1..end).all(|at| class(at).can_stay_inside() || (syllable(at - 1) && syllable(at + 1)));
    let starts = (first.class.can_start(class(1)) && first.class.can_stay_inside())
        || (words.get(1)).is_some_and(|beside| bound(words.get(1..).unwrap_or_default(), beside));
    let ends = (last.class.can_end(class(end - 1), edge) && last.class.can_stay_inside())
        || (words.get(end - 1))
            .is_some_and(|beside| bound(words.get(..end).unwrap_or_default(), beside));
    inside && starts && ends
}

#[cfg(test)]
mod tests {
    use crate::extract::Channel;
    use crate::extract::testing::terms_by;

    #[test]
    fn a_syllable_that_looks_like_a_function_word_is_part_of_a_name() {
        // 那 is a pronoun elsewhere, but 那韦 is no word.
        let terms = terms_by(
            Channel::Repeat,
            "医生用利托那韦。病人服利托那韦，也有人停用利托那韦。",
        );
        assert_eq!(terms, ["利托那韦"]);
    }

    #[test]
    fn a_function_word_before_a_word_is_not() {
        let terms = terms_by(Channel::Repeat, "我们在海洋。船在海洋，鱼在海洋。");
        assert!(terms.is_empty(), "{terms:?}");
    }
}
