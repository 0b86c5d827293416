//! What stands in quotation or title marks, alone and with the noun that follows.

use super::{Context, Proposal};
use crate::extract::Channel;
use crate::extract::clause::Span;
use crate::extract::grammar::{Class, Mark};
use crate::words::PartOfSpeechTag as Tag;

/// Longest quotation that names; longer ones quote what somebody said.
const MAX_CHARS: usize = 16;
/// Words after the quotation that may belong to the name: nouns, and the years of a plan.
const MAX_TAIL: usize = 6;

pub(super) fn propose(context: &Context<'_, '_>, proposals: &mut Vec<Proposal>) {
    for (number, text) in context.texts.documents.iter().enumerate() {
        for (open, token) in text.tokens.iter().enumerate() {
            if token.repeated || token.class != Class::Mark(Mark::Open) {
                continue;
            }
            let close = token.partner as usize;
            let inside = text.tokens.get(open + 1..close).unwrap_or_default();
            let span = Span::new(number, open + 1, close);
            let title = context
                .texts
                .vocabulary
                .get(token.word as usize)
                .is_some_and(|word| matches!(word.text, "《" | "〈"));
            let says = inside.iter().any(|token| token.class.breaks());
            if inside.is_empty() || says || (!title && context.texts.chars_of(span) > MAX_CHARS) {
                continue;
            }
            proposals.push(Proposal {
                span,
                channel: Channel::Quoted,
            });
            for end in close + 2..=close + 1 + MAX_TAIL {
                let class = text.class(end - 1);
                if class.tag() == Some(Tag::Numeral) || class.joins() || text.is_year(end - 1) {
                    continue;
                }
                if !class.is_nominal() {
                    break;
                }
                let span = Span::new(number, open, end);
                let (_, free_right) = context.is_free(span);
                if class.can_end(text.class(end - 2), text.class(end))
                    && (free_right || context.ends_in_head_noun(span))
                {
                    proposals.push(Proposal {
                        span,
                        channel: Channel::QuotedCompound,
                    });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::Channel;
    use crate::extract::testing::terms_by;

    #[test]
    fn a_quoted_phrase_is_found_alone_and_with_its_noun() {
        let text = "我们启动“蓝色家园”计划，细读《海洋公约》。";
        assert_eq!(terms_by(Channel::Quoted, text), ["海洋公约", "蓝色家园"]);
        assert_eq!(terms_by(Channel::QuotedCompound, text), ["蓝色家园计划"]);
    }

    #[test]
    fn sayings_and_single_marks_are_left_out() {
        let terms = terms_by(Channel::Quoted, "他说：“海很大，船很小。” 又说“风");
        assert!(terms.is_empty(), "{terms:?}");
    }
}
