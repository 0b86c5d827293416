//! Items of an enumeration that are whole between their marks.

use super::{Context, Proposal};
use crate::extract::Channel;
use crate::extract::clause::Clause;
use crate::extract::grammar::{Class, Mark};

/// Words an item has at most; longer ones are clauses.
const MAX_WORDS: usize = 5;

pub(super) fn propose(context: &Context<'_, '_>, clause: &Clause, proposals: &mut Vec<Proposal>) {
    let Some(text) = context.texts.documents.get(clause.text) else {
        return;
    };
    let words = clause.tokens.len();
    let item = Class::Mark(Mark::Item);
    let (Some(&first), Some(&last)) = (clause.tokens.first(), clause.tokens.last()) else {
        return;
    };
    if words > MAX_WORDS || (text.class_before(first) != item && text.class(last + 1) != item) {
        return;
    }
    if let Some(span) = context.valid(clause, 0, words) {
        proposals.push(Proposal {
            span,
            channel: Channel::Enumeration,
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::Channel;
    use crate::extract::testing::terms_by;

    #[test]
    fn items_of_a_list_are_proposed() {
        let terms = terms_by(
            Channel::Enumeration,
            "合作涉及海洋保护、数字贸易、青年创业。",
        );
        assert!(terms.contains(&"数字贸易".to_owned()), "{terms:?}");
    }
}
