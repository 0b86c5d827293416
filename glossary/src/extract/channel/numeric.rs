//! Abbreviations by number: a numeral with the few characters it counts.

use super::{Context, Proposal};
use crate::extract::Channel;
use crate::extract::clause::Clause;
use crate::words::PartOfSpeechTag as Tag;

const MAX_CHARS: usize = 6;

pub(super) fn propose(context: &Context<'_, '_>, clause: &Clause, proposals: &mut Vec<Proposal>) {
    let Some(text) = context.texts.documents.get(clause.text) else {
        return;
    };
    for (from, &first) in clause.tokens.iter().enumerate() {
        let counts = context.texts.word(clause.text, first).is_some_and(|word| {
            word.class.tag() == Some(Tag::Numeral) && word.text.starts_with(is_counting)
        });
        if !counts {
            continue;
        }
        let mut chars = 0;
        for to in from + 1..=(from + 4).min(clause.tokens.len()) {
            let Some(word) = clause
                .tokens
                .get(to - 1)
                .and_then(|&token| context.texts.word(clause.text, token))
            else {
                break;
            };
            chars += usize::from(word.chars);
            if chars > MAX_CHARS {
                break;
            }
            if to < from + 2 || !word.class.is_content() || chars < 4 {
                continue;
            }
            let Some(span) = context.span(clause, from, to) else {
                continue;
            };
            let tokens = span.tokens();
            let quoted = text.class_before(tokens.start).is_transparent()
                && text.class(tokens.end).is_transparent();
            let (free_left, free_right) = context.is_free(span);
            if quoted || (free_left && free_right) {
                proposals.push(Proposal {
                    span,
                    channel: Channel::Numeric,
                });
            }
        }
    }
}

fn is_counting(character: char) -> bool {
    "两二三四五六七八九十百双".contains(character)
}

#[cfg(test)]
mod tests {
    use crate::extract::Channel;
    use crate::extract::testing::terms_by;

    #[test]
    fn a_quoted_number_with_what_it_counts_is_an_abbreviation() {
        let terms = terms_by(Channel::Numeric, "大家落实“三个确保”。");
        assert_eq!(terms, ["三个确保"]);
    }
}
