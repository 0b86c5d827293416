//! Names joined by a hyphen or dot, with the head noun that follows.

use super::{Context, Proposal};
use crate::extract::Channel;
use crate::extract::clause::{Clause, Text};
use crate::extract::grammar::Class;
use crate::words::PartOfSpeechTag as Tag;

/// Words after the last hyphen that may still belong to the name.
const MAX_TAIL: usize = 8;

pub(super) fn propose(context: &Context<'_, '_>, clause: &Clause, proposals: &mut Vec<Proposal>) {
    let Some(text) = context.texts.documents.get(clause.text) else {
        return;
    };
    let class_at = |index: usize| text.class_in(clause, index);
    let mut index = 1;
    while index < clause.tokens.len() {
        if !class_at(index).joins() || !joins_words(text, clause, index) {
            index += 1;
            continue;
        }
        let from = start_of_name(&class_at, index);
        let mut last_joint = index;
        while let Some(next) = (last_joint + 2..last_joint + 6)
            .take_while(|&next| next < clause.tokens.len())
            .find(|&next| class_at(next).joins())
        {
            if !joins_words(text, clause, next) {
                break;
            }
            last_joint = next;
        }
        let mut joints = 0;
        for to in last_joint + 2..=(last_joint + 1 + MAX_TAIL).min(clause.tokens.len()) {
            let class = class_at(to - 1);
            if !class.can_stay_inside() || (to > last_joint + 2 && class.is_verb() && joints > 0) {
                break;
            }
            if class.is_joint() {
                joints += 1;
                if joints > 1 {
                    break;
                }
                continue;
            }
            let (before, after) = (class_at(to.saturating_sub(2)), class_at(to));
            if !class.can_end(before, after) && to > last_joint + 2 {
                continue;
            }
            if let Some(span) = context.span(clause, from, to) {
                let (_, free_right) = context.is_free(span);
                if free_right || context.ends_in_head_noun(span) || to == last_joint + 2 {
                    proposals.push(Proposal {
                        span,
                        channel: Channel::Hyphen,
                    });
                }
            }
        }
        index = last_joint + 1;
    }
}

/// Where the name before the first joint begins: its word, or the loose characters of a word
/// that the segmenter does not know.
fn start_of_name(class_at: &dyn Fn(usize) -> Class, joint: usize) -> usize {
    let mut from = joint - 1;
    while from > 0
        && class_at(from).is_single()
        && class_at(from - 1).is_single()
        && class_at(from - 1).is_content()
    {
        from -= 1;
    }
    from
}

/// Whether words stand directly on both sides; a dash between clauses has a neighbour that is
/// none, often another dash. Between numbers it makes dates and ranges, no names.
fn joins_words(text: &Text<'_>, clause: &Clause, index: usize) -> bool {
    let near = |index: Option<usize>| {
        index
            .and_then(|index| clause.tokens.get(index))
            .is_some_and(|&token| {
                let class = text.class(token);
                class.is_content() && class.tag() != Some(Tag::Numeral)
            })
    };
    near(index.checked_sub(1)) && near(Some(index + 1))
}

#[cfg(test)]
mod tests {
    use crate::extract::Channel;
    use crate::extract::testing::terms_by;

    #[test]
    fn a_hyphen_joins_names_and_their_head_noun() {
        let terms = terms_by(Channel::Hyphen, "我出席中国-东盟海洋论坛。");
        assert_eq!(terms, ["中国-东盟", "中国-东盟海洋论坛"]);
    }

    #[test]
    fn no_candidate_begins_or_ends_at_a_hyphen() {
        for candidate in crate::extract::testing::found("中国-东盟论坛开幕。中国－东盟论坛闭幕。")
        {
            assert!(!candidate.term.starts_with("东盟"), "{}", candidate.term);
            assert!(!candidate.term.ends_with('-'), "{}", candidate.term);
        }
    }
}
