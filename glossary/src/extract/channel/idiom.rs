//! Words tagged as idioms or set phrases.

use super::{Context, Proposal};
use crate::extract::Channel;
use crate::extract::clause::Clause;
use crate::words::PartOfSpeechTag as Tag;

/// Length of the usual idiom, in characters.
const IDIOM_CHARS: u8 = 4;

pub(super) fn propose(context: &Context<'_, '_>, clause: &Clause, proposals: &mut Vec<Proposal>) {
    for (index, &token) in clause.tokens.iter().enumerate() {
        let Some(word) = context.texts.word(clause.text, token) else {
            continue;
        };
        let tagged = match word.class.tag() {
            Some(Tag::Idiom) => true,
            Some(Tag::Phrase) => word.chars >= IDIOM_CHARS,
            _ => word.chars >= IDIOM_CHARS && word.known.idiom,
        };
        if let (true, Some(span)) = (tagged, context.span(clause, index, index + 1)) {
            proposals.push(Proposal {
                span,
                channel: Channel::Idiom,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::Channel;
    use crate::extract::testing::terms_by;

    #[test]
    fn idioms_are_found_though_they_occur_once_and_begin_like_a_function_word() {
        let terms = terms_by(Channel::Idiom, "各地要因地制宜，种树种草。");
        assert_eq!(terms, ["因地制宜"]);
    }
}
