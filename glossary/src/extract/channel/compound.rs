//! Compounds that fill their place in the clause, though they occur once.

use super::{Context, Proposal};
use crate::extract::Channel;
use crate::extract::clause::Clause;

/// Words a compound has at most.
const MAX_WORDS: usize = 12;

/// Nouns of a compound that may stand between others.
const SHORT: usize = 3;

pub(super) fn propose(context: &Context<'_, '_>, clause: &Clause, proposals: &mut Vec<Proposal>) {
    let Some(text) = context.texts.documents.get(clause.text) else {
        return;
    };
    let class_at = |index: usize| text.class_in(clause, index);
    for from in 0..clause.tokens.len() {
        if !context.may_begin(clause, from) {
            continue;
        }
        let mut joints = 0;
        let mut content = 0;
        let mut nouns = 0;
        for to in from + 1..=(from + MAX_WORDS).min(clause.tokens.len()) {
            let class = class_at(to - 1);
            nouns += usize::from(class.is_nominal());
            if class.is_content() || class.is_affix() {
                content += 1;
            } else if class.is_joint() {
                joints += 1;
            }
            if joints > 2 || !class.can_stay_inside() {
                break;
            }
            let Some(span) = context.valid(clause, from, to) else {
                continue;
            };
            let (free_left, free_right) = context.is_free(span);
            let headed = content > 1 && context.ends_in_head_noun(span);
            let channel = if headed && (free_left || joints == 0) && (joints < 2 || free_right) {
                Channel::HeadNoun
            } else if joints == 0
                && (free_left || free_right || (nouns == to - from && nouns <= SHORT))
            {
                Channel::Compound
            } else {
                continue;
            };
            proposals.push(Proposal { span, channel });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::Channel;
    use crate::extract::testing::terms_by;

    #[test]
    fn a_compound_that_occurs_once_is_found_whole() {
        let terms = terms_by(Channel::HeadNoun, "我们支持海洋生态保护工程。");
        assert!(terms.contains(&"海洋生态保护工程".to_owned()), "{terms:?}");
    }
}
