//! Looking for what was proposed, wherever it stands and however its words are cut.

use super::clause::{Clause, Span, Text, Texts, prefix_hashes};
use super::hashed::Hashed;
use super::proposed::Proposed;
use crate::words::normal_form;

/// What to look for, by hash.
pub(super) struct Wanted {
    /// The candidate, or [`PREFIX`] where one only begins so.
    by_hash: Hashed,
}

const PREFIX: u32 = u32::MAX;

impl Wanted {
    pub(super) fn of(proposed: &[Proposed]) -> Self {
        // In order, terms share their beginnings with those before them.
        let mut before = "";
        let mut beginnings = 0;
        for Proposed { term, .. } in proposed {
            let shared = term.chars().zip(before.chars());
            let shared = shared.take_while(|(one, other)| one == other).count();
            beginnings += term.chars().count() - shared;
            before = term;
        }
        let whole = (0..PREFIX)
            .zip(proposed)
            .map(|(index, proposed)| (proposed.hash, index));
        let begun = proposed
            .iter()
            .flat_map(|proposed| prefix_hashes(&proposed.term))
            .map(|hash| (hash, PREFIX));
        let by_hash = Hashed::of(proposed.len() + beginnings, whole.chain(begun));
        Self { by_hash }
    }

    /// The numbers of what occurs in a stretch, once for each occurrence that is not repeated.
    pub(super) fn find(&self, texts: &Texts<'_>, proposed: &[Proposed]) -> Vec<u32> {
        let mut hits = Vec::new();
        for clause in texts.clauses.iter().filter(|clause| !clause.repeated) {
            search_clause(texts, clause, self, proposed, &mut hits);
        }
        let new = hits.iter().filter(|hit| !hit.repeated);
        new.map(|hit| hit.index).collect()
    }
}

/// An occurrence in an opened stretch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) index: u32,
    pub(super) span: Span,
    pub(super) repeated: bool,
    /// Whether it is spelt otherwise than the term.
    pub(super) spelt: bool,
}

/// Finds what is wanted in a clause.
pub(super) fn search_clause(
    texts: &Texts<'_>,
    clause: &Clause,
    wanted: &Wanted,
    proposed: &[Proposed],
    hits: &mut Vec<Hit>,
) {
    let Some(text) = texts.documents.get(clause.text) else {
        return;
    };
    for (at, &first) in clause.tokens.iter().enumerate() {
        let mut plain = true;
        for &last in clause.tokens.iter().skip(at) {
            let hash = texts.hash_of(Span::new(clause.text, first, last + 1));
            plain &= text.tokens.get(last).is_some_and(|token| token.plain);
            let Some(index) = wanted.by_hash.get(hash) else {
                break;
            };
            if index == PREFIX {
                continue;
            }
            let Some(range) = text.balanced(first..last + 1) else {
                continue;
            };
            let span = Span::new(clause.text, range.start, range.end);
            // Words in their normal form with no mark between them spell the term: their hash is
            // its hash, and a look at the term itself would be a look at far memory.
            let mut spelt = false;
            if !plain || marked(text, range) {
                let surface = texts.surface(span);
                let Some(Proposed { term, .. }) = proposed.get(index as usize) else {
                    continue;
                };
                spelt = surface != term;
                if spelt && normal_form(surface) != *term {
                    continue;
                }
            }
            hits.push(Hit {
                index,
                span,
                repeated: texts.is_repeated(span),
                spelt,
            });
        }
    }
}

/// Whether there is a quotation mark among the tokens.
fn marked(text: &Text<'_>, tokens: std::ops::Range<usize>) -> bool {
    let tokens = text.tokens.get(tokens).unwrap_or_default();
    tokens.iter().any(|token| token.class.is_transparent())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Channel;
    use crate::extract::channel::ChannelSet;
    use crate::extract::testing::library_of;

    /// How often each of `terms`, in code-point order, is found in `body`.
    fn found(terms: &[&str], body: &str) -> Vec<usize> {
        let library = library_of(body);
        let proposed: Vec<Proposed> = terms
            .iter()
            .map(|&term| Proposed {
                term: term.to_owned(),
                hash: prefix_hashes(term).last().unwrap(),
                channels: ChannelSet::of(Channel::Words),
                reference: None,
            })
            .collect();
        let wanted = Wanted::of(&proposed);
        let hits = wanted.find(&library.open(&library.stretches[0]), &proposed);
        (0..terms.len())
            .map(|term| hits.iter().filter(|&&hit| hit as usize == term).count())
            .collect()
    }

    #[test]
    fn a_term_is_found_in_every_spelling_and_inside_longer_ones() {
        let body = "“蓝色”家园计划很好。蓝色家园，“蓝色家园”计划。";
        assert_eq!(
            found(&["蓝色", "蓝色家园", "蓝色家园计划"], body),
            [3, 3, 2]
        );
    }

    #[test]
    fn a_term_is_not_found_across_a_mark_or_as_a_part_of_words() {
        assert_eq!(found(&["家园计划", "色家"], "蓝色家园，计划很好。"), [0, 0]);
    }
}
