//! The occurrences of one candidate, counted one by one with what stands around them.

use std::collections::BTreeMap;

use super::Surface;
use super::clause::{Span, Text};
use super::grammar::{Class, Mark};
use super::library::Stretch;
use super::nesting::Shape;
use super::proposed::Proposed;
use super::sample::{Place, Sample};
use super::statistics::Evidence;
use super::variety::Variety;

/// An occurrence in a stretch of text, with its surroundings: small, as there are millions.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub(super) index: u32,
    /// Words beside it, [`EDGE`] for none.
    left: u32,
    right: u32,
    /// Byte of the stretch.
    start: u32,
    length: u32,
    around: Around,
    repeated: bool,
    /// Whether it is spelt otherwise than the term.
    pub(super) spelt: bool,
}

const EDGE: u32 = u32::MAX;

impl Seen {
    /// The occurrence of candidate `index` at the tokens of `span`.
    pub(super) fn new(
        text: &Text<'_>,
        index: u32,
        span: Span,
        repeated: bool,
        spelt: bool,
    ) -> Self {
        let tokens = span.tokens();
        let bytes = text.bytes(tokens.clone());
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut seen = Self {
            index,
            left: EDGE,
            right: EDGE,
            start: narrow(bytes.start),
            length: narrow(bytes.len()),
            around: Around::default(),
            repeated,
            spelt,
        };
        if !repeated {
            let before = text.class_before(tokens.start);
            let after = text.class(tokens.end);
            let word_at = |index: usize| text.tokens.get(index).map_or(EDGE, |token| token.word);
            if before.is_word() {
                seen.left = word_at(tokens.start.wrapping_sub(1));
            }
            if after.is_word() {
                seen.right = word_at(tokens.end);
            }
            seen.around = Around::of(text, tokens, before, after);
        }
        seen
    }
}

/// What the marks and words around an occurrence tell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around {
    quoted: bool,
    titled: bool,
    whole: bool,
    free_left: bool,
    free_right: bool,
    item: bool,
}

impl Around {
    fn of(text: &Text<'_>, tokens: std::ops::Range<usize>, before: Class, after: Class) -> Self {
        let partner = |index: usize| Some(text.tokens.get(index)?.partner as usize + 1);
        let own_quotes = text.class(tokens.start) == Class::Mark(Mark::Open)
            && partner(tokens.start) == Some(tokens.end);
        let item = Class::Mark(Mark::Item);
        let fills = |class: Class| !class.is_word() && !class.joins();
        let quoted = own_quotes
            || (before == Class::Mark(Mark::Open)
                && partner(tokens.end) == Some(tokens.start)
                && after == Class::Mark(Mark::Close));
        Self {
            quoted,
            titled: quoted && !own_quotes && text.is_title(tokens.start),
            whole: quoted || (before.opens_phrase() && after.ends_phrase()),
            free_left: before.leaves_free(),
            free_right: after.leaves_free(),
            item: (before == item && (fills(after) || after.leaves_free()))
                || (after == item && (fills(before) || before.leaves_free())),
        }
    }
}

/// The counts of one candidate.
#[derive(Default)]
pub(super) struct Tally<'t> {
    frequency: u32,
    quoted: u32,
    titled: u32,
    whole: u32,
    free_left: u32,
    free_right: u32,
    free: u32,
    items: u32,
    alone: u32,
    left: Variety,
    right: Variety,
    sample: Sample,
    clusters: Variety,
    last_cluster: Option<u32>,
    spelt: u32,
    spellings: BTreeMap<&'t str, u32>,
}

impl<'t> Tally<'t> {
    /// Counts one more occurrence, in `stretch`, and keeps its place while there are fewer than
    /// `limit`.
    pub(super) fn count(&mut self, seen: &Seen, stretch: &Stretch<'t>, limit: usize) {
        let place = Place {
            document: stretch.document,
            start: stretch.offset + seen.start as usize,
            length: seen.length,
            repeated: seen.repeated,
        };
        self.sample.offer(place, limit);
        let end = seen.start.saturating_add(seen.length);
        let bytes = seen.start as usize..end as usize;
        if seen.spelt || stretch.is_rewritten(bytes.clone()) {
            let spelling = stretch.written_at(bytes);
            self.spelt += 1;
            *self.spellings.entry(spelling).or_default() += 1;
        }
        if seen.repeated {
            return;
        }
        let around = seen.around;
        self.frequency += 1;
        let cluster = stretch.cluster();
        if self.last_cluster != Some(cluster) {
            self.last_cluster = Some(cluster);
            self.clusters.add(Some(cluster));
        }
        self.left.add((seen.left != EDGE).then_some(seen.left));
        self.right.add((seen.right != EDGE).then_some(seen.right));
        self.quoted += u32::from(around.quoted);
        self.titled += u32::from(around.titled);
        self.whole += u32::from(around.whole);
        self.free_left += u32::from(around.free_left);
        self.free_right += u32::from(around.free_right);
        self.free += u32::from(around.free_left && around.free_right);
        self.items += u32::from(around.item);
    }

    /// Occurrences outside repeated sentences.
    pub(super) fn frequency(&self) -> u32 {
        self.frequency
    }

    /// All occurrences.
    pub(super) fn raw_frequency(&self) -> u32 {
        self.sample.offered
    }

    /// One more occurrence outside longer candidates.
    pub(super) fn count_alone(&mut self) {
        self.alone += 1;
    }

    /// The evidence for the candidate that was counted, but for its name.
    pub(super) fn finish(
        mut self,
        proposed: &Proposed,
        shape: Shape,
        example: Vec<u32>,
    ) -> Evidence {
        let plain = self.sample.offered - self.spelt;
        let mut surfaces: Vec<Surface> = self
            .spellings
            .into_iter()
            .map(|(text, count)| Surface {
                text: text.to_owned(),
                count,
            })
            .collect();
        if plain > 0 {
            surfaces.push(Surface {
                text: proposed.term.clone(),
                count: plain,
            });
        }
        surfaces.sort_by(|one, other| {
            (other.count, one.text.as_str()).cmp(&(one.count, other.text.as_str()))
        });
        Evidence {
            chars: shape.chars as usize,
            verb_led: shape.verb_led,
            channels: proposed.channels,
            reference: proposed.reference,
            occurrences: self.sample.places(),
            surfaces,
            // Proposed in a sentence that is new in part, but said before in other words or marks.
            frequency: self.frequency.max(1),
            raw_frequency: self.sample.offered,
            documents: self.clusters.count().max(1),
            quoted: self.quoted,
            titled: self.titled,
            whole: self.whole,
            free_left: self.free_left,
            free_right: self.free_right,
            free: self.free,
            items: self.items,
            left_variety: self.left.count(),
            right_variety: self.right.count(),
            left_entropy: self.left.entropy(),
            right_entropy: self.right.entropy(),
            net_frequency: self.alone,
            example,
            ..Evidence::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::testing::found;

    /// What was counted of `term` in `body`: spellings, quotations, items, edges left and right.
    fn counted(term: &str, body: &str) -> (Vec<(String, u32)>, u32, u32, u32) {
        let hit = found(body).into_iter().find(|it| it.term == term).unwrap();
        let spellings = hit.surfaces.into_iter().map(|it| (it.text, it.count));
        let (left, right) = (hit.left_variety, hit.right_variety);
        (spellings.collect(), hit.quoted, left, right)
    }

    #[test]
    fn spellings_are_counted_most_frequent_first() {
        let (spellings, ..) = counted(
            "中国-东盟论坛",
            "中国－东盟论坛开幕。中国-东盟论坛闭幕。中国－东盟论坛很好。",
        );
        let expected = [("中国－东盟论坛", 2), ("中国-东盟论坛", 1)];
        assert_eq!(
            spellings,
            expected.map(|(text, count)| (text.to_owned(), count))
        );
    }

    #[test]
    fn an_occurrence_counts_as_quoted_when_it_fills_the_marks() {
        let body = "建设“蓝色走廊”。“蓝色走廊计划”很好。蓝色走廊很长。";
        assert_eq!(counted("蓝色走廊", body).1, 1);
    }

    #[test]
    fn words_beside_it_are_told_apart_and_edges_count_up_to_three() {
        let body = "蓝色走廊很长。".repeat(2) + &"，蓝色走廊，".repeat(5) + "美丽蓝色走廊很长。";
        let (_, _, left, right) = counted("蓝色走廊", &body);
        assert_eq!((left, right), (4, 4));
    }
}
