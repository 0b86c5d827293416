//! Recurring sequences of words within a clause.

use super::{Context, Proposal};
use crate::extract::Channel;
use crate::extract::clause::{Clause, Span};

/// `reach` tells of the words how many are known to be frequent together.
pub(super) fn propose(
    context: &Context<'_, '_>,
    clause: &Clause,
    reach: &[u8],
    proposals: &mut Vec<Proposal>,
) {
    for from in 0..clause.tokens.len() {
        if !context.may_begin(clause, from) {
            continue;
        }
        let frequent = reach.get(from).map_or(0, |&words| usize::from(words));
        let Some(&first) = clause.tokens.get(from) else {
            break;
        };
        for to in from + 1..=(from + context.config.max_words).min(clause.tokens.len()) {
            let Some(&last) = clause.tokens.get(to - 1) else {
                break;
            };
            // A longer sequence is never more frequent.
            if to - from > frequent {
                let hash = context
                    .texts
                    .hash_of(Span::new(clause.text, first, last + 1));
                if context.counts.get(hash) < context.config.min_frequency {
                    break;
                }
            }
            if let Some(span) = context.valid(clause, from, to) {
                proposals.push(Proposal {
                    span,
                    channel: Channel::Words,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::Channel;
    use crate::extract::testing::terms_by;

    #[test]
    fn what_recurs_within_a_clause_is_proposed() {
        let terms = terms_by(
            Channel::Words,
            "海洋保护很难。我们谈海洋保护，再谈海洋保护。",
        );
        assert!(terms.contains(&"海洋保护".to_owned()), "{terms:?}");
    }

    #[test]
    fn what_stands_across_a_mark_is_not() {
        let terms = terms_by(Channel::Words, "保护海洋，湖泊很美。保护海洋，湖泊很大。");
        assert!(
            !terms.iter().any(|term| term.contains("海洋湖泊")),
            "{terms:?}"
        );
    }
}
