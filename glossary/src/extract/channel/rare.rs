//! Single words that the language seldom uses.

use super::{Context, Proposal};
use crate::extract::Channel;
use crate::extract::clause::Clause;
use crate::words::REFERENCE_TOTAL;

/// A word is rare that the reference holds less often than once in so many words.
const ONCE_IN: f64 = 20_000.0;

pub(super) fn propose(context: &Context<'_, '_>, clause: &Clause, proposals: &mut Vec<Proposal>) {
    for (index, &token) in clause.tokens.iter().enumerate() {
        let Some(word) = context.texts.word(clause.text, token) else {
            continue;
        };
        if word.chars < 2 || !(word.class.is_nominal() || word.class.is_verb()) {
            continue;
        }
        let rare = f64::from(word.known.frequency) * ONCE_IN < REFERENCE_TOTAL;
        if let (true, Some(span)) = (rare, context.valid(clause, index, index + 1)) {
            proposals.push(Proposal {
                span,
                channel: Channel::RareWord,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::Channel;
    use crate::extract::testing::terms_by;

    #[test]
    fn a_rare_word_is_found_though_it_occurs_once_and_a_common_one_is_not() {
        assert_eq!(terms_by(Channel::RareWord, "我们发展氢能。"), ["氢能"]);
    }
}
