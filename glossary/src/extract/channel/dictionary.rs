//! Headwords of the dictionary, also where the segmenter cuts them up.

use super::{Context, Proposal};
use crate::extract::Channel;
use crate::extract::clause::Clause;

/// A headword of two characters says little; it needs another channel.
const MIN_CHARS: usize = 3;
const MAX_CHARS: usize = 12;

pub(super) fn propose(context: &Context<'_, '_>, clause: &Clause, proposals: &mut Vec<Proposal>) {
    for from in 0..clause.tokens.len() {
        let mut text = String::new();
        let mut chars = 0;
        for to in from + 1..=clause.tokens.len() {
            let Some(word) = clause
                .tokens
                .get(to - 1)
                .and_then(|&token| context.texts.word(clause.text, token))
            else {
                break;
            };
            text.push_str(word.text);
            chars += usize::from(word.chars);
            if chars > MAX_CHARS {
                break;
            }
            if chars < MIN_CHARS || !context.dictionary.contains(&text) {
                continue;
            }
            let channel = if context.dictionary.is_idiom(&text) {
                Channel::Idiom
            } else {
                Channel::Dictionary
            };
            // One word is as good as its part of speech; several words were cut wrongly.
            let span = if to - from == 1 {
                context.valid(clause, from, to)
            } else {
                context.span(clause, from, to)
            };
            if let Some(span) = span {
                proposals.push(Proposal { span, channel });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::testing::{OneWord, candidates};
    use crate::extract::{Channel, ExtractConfig};

    #[test]
    fn a_headword_is_found_though_the_segmenter_cuts_it() {
        let found = candidates(
            "早日实现碳达峰。",
            &OneWord("碳达峰"),
            &ExtractConfig::default(),
        );
        let hit = found.iter().find(|candidate| candidate.term == "碳达峰");
        assert!(hit.is_some_and(|hit| hit.channels.contains(&Channel::Dictionary)));
    }
}
