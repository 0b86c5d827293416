//! Phrases of four characters that stand between marks or particles: the rhythm of set phrases.

use super::{Context, Proposal};
use crate::extract::Channel;
use crate::extract::clause::Clause;
use crate::extract::grammar::{Class, Role};
use crate::words::{PartOfSpeechTag as Tag, is_han};

const CHARS: usize = 4;
/// The particle of the literary language, at home in set phrases.
const LITERARY_PARTICLE: &str = "之";

pub(super) fn propose(context: &Context<'_, '_>, clause: &Clause, proposals: &mut Vec<Proposal>) {
    let Some(text) = context.texts.documents.get(clause.text) else {
        return;
    };
    for from in 0..clause.tokens.len() {
        let mut chars = 0;
        let mut after_particle = false;
        for to in from + 1..=(from + CHARS).min(clause.tokens.len()) {
            let Some(&last) = clause.tokens.get(to - 1) else {
                break;
            };
            let Some(word) = context.texts.word(clause.text, last) else {
                break;
            };
            if !word.normal.chars().all(is_han)
                || (is_bare(word.class) && word.text != LITERARY_PARTICLE && !after_particle)
            {
                break;
            }
            after_particle = word.text == LITERARY_PARTICLE;
            chars += usize::from(word.chars);
            if chars < CHARS {
                continue;
            }
            if chars == CHARS
                && to > from + 1
                && let Some(span) = context.span(clause, from, to)
            {
                let tokens = span.tokens();
                let before = text.class_before(tokens.start);
                let after = text.class(tokens.end);
                if (edges(before) || before.tag() == Some(Tag::Preposition))
                    && (edges(after) || (after.is_single() && after.tag() == Some(Tag::Locative)))
                    && two_and_two(context, clause, from, to)
                {
                    proposals.push(Proposal {
                        span,
                        channel: Channel::FourCharacters,
                    });
                }
            }
            break;
        }
    }
}

/// Whether the phrase falls into two halves of two characters.
fn two_and_two(context: &Context<'_, '_>, clause: &Clause, from: usize, to: usize) -> bool {
    let mut chars = 0;
    let mut halved = false;
    for &token in clause.tokens.get(from..to).unwrap_or_default() {
        chars += context
            .texts
            .word(clause.text, token)
            .map_or(0, |word| usize::from(word.chars));
        halved |= chars == CHARS / 2;
    }
    halved
}

fn edges(class: Class) -> bool {
    match class {
        Class::Mark(_) => !class.joins(),
        Class::Word { tag, .. } => tag == Tag::Particle,
    }
}

/// A word that no set phrase of this shape holds.
fn is_bare(class: Class) -> bool {
    match class {
        Class::Mark(_) => true,
        Class::Word { tag, role, single } => {
            matches!(
                role,
                Role::LightVerb | Role::SpeechVerb | Role::Pointing | Role::Outsider
            ) && !single
                || matches!(tag, Tag::Pronoun | Tag::Particle | Tag::Latin)
                || (role == Role::Function && !single)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::Channel;
    use crate::extract::testing::terms_by;

    #[test]
    fn four_characters_between_marks_are_a_phrase() {
        let terms = terms_by(Channel::FourCharacters, "山海相连、心手相牵，是愿望。");
        assert!(terms.contains(&"山海相连".to_owned()), "{terms:?}");
    }
}
