//! Headwords of the dictionary, also where the segmenter cuts them up.

use super::{Context, Proposal};
use crate::extract::Channel;
use crate::extract::clause::Clause;

/// A headword of two characters says little; it needs another channel.
const MIN_CHARS: usize = 3;
const MAX_CHARS: usize = 12;

pub(super) fn propose(context: &Context<'_, '_>, clause: &Clause, proposals: &mut Vec<Proposal>) {
    let word_at = |index: usize| {
        let token = clause.tokens.get(index)?;
        context.texts.word(clause.text, *token)
    };
    let mut text = String::new();
    let mut ends: Vec<usize> = Vec::new();
    for from in 0..clause.tokens.len() {
        // Most words are the beginning of no headword that goes on like the text.
        let goes_on = word_at(from).is_some_and(|first| {
            let next = word_at(from + 1).and_then(|next| next.text.chars().next());
            let alone = first.known.headword && first.text.chars().count() >= MIN_CHARS;
            alone || next.is_some_and(|next| first.known.following.may_hold(next))
        });
        if !goes_on {
            continue;
        }
        text.clear();
        ends.clear();
        let mut chars = 0;
        for word in (from..).map_while(word_at) {
            chars += usize::from(word.chars);
            if chars > MAX_CHARS {
                break;
            }
            text.push_str(word.text);
            ends.push(text.len());
        }
        for length in context.dictionary.beginnings(&text) {
            // A headword ends where a word ends.
            let Ok(last) = ends.binary_search(&length) else {
                continue;
            };
            let Some(headword) = text.get(..length) else {
                continue;
            };
            if headword.chars().count() < MIN_CHARS {
                continue;
            }
            let to = from + last + 1;
            let channel = if context.dictionary.is_idiom(headword) {
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
