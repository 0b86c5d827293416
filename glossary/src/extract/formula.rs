//! Fixed formulae of several parts, with marks inside: 和平之海、繁荣之海、友谊之海.
//!
//! Phrases do not run across marks, hence formulae are found on their own, by their form: parts of
//! equal length or with the same characters in the same places, or by their recurrence.

use std::collections::hash_map::Entry;
use std::ops::Range;

use rayon::prelude::ParallelSliceMut;
use rustc_hash::FxHashMap;

use super::channel::ChannelSet;
use super::clause::{Span, Text, Texts, extend_hash, prefix_hashes};
use super::grammar::{Class, Mark};
use super::library::Stretch;
use super::nesting::Shape;
use super::proposed::Proposed;
use super::statistics::Evidence;
use super::tally::{Seen, Tally};
use super::{Channel, ExtractConfig};
use crate::words::{PartOfSpeechTag as Tag, normal_form};

/// Longest formula, in characters.
const MAX_CHARS: usize = 60;
/// Shortest and longest part of an enumeration, in characters.
const ITEM_CHARS: std::ops::RangeInclusive<usize> = 2..=8;
/// What a last part may have beyond the length of the others: 清洁美丽的世界.
const TAIL_CHARS: usize = 6;
/// Shortest and longest half of a saying of two halves.
const HALF_CHARS: std::ops::RangeInclusive<usize> = 4..=16;

/// The form of a formula.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// Its parts.
    pub(super) parts: usize,
    /// Whether all parts have the same length.
    pub(super) even: bool,
    /// Whether neighbouring parts have the same character in the same place.
    pub(super) echo: bool,
    /// Whether commas separate the parts, not the mark of enumeration.
    pub(super) commas: bool,
}

/// A formula where it stands.
pub(super) struct Sighted<'t> {
    /// Hash of its normal form.
    hash: u64,
    surface: &'t str,
    form: Form,
    stretch: &'t Stretch<'t>,
    seen: Seen,
}

/// The formulae of the texts as far as they were read.
pub(super) struct Formulae<'t> {
    found: FxHashMap<u64, Known<'t>>,
    limit: usize,
}

/// What is known of a formula. Most occur once and are none: they get no tally.
enum Known<'t> {
    Once(Sighted<'t>),
    Often(String, Form, Box<Tally<'t>>),
}

impl<'t> Formulae<'t> {
    pub(super) fn new(config: &ExtractConfig) -> Self {
        Self {
            found: FxHashMap::default(),
            limit: config.max_occurrences,
        }
    }

    /// Counts the formulae of the next stretch, as [`search`] found them.
    pub(super) fn count(&mut self, sighted: Vec<Sighted<'t>>) {
        for next in sighted {
            match self.found.entry(next.hash) {
                Entry::Vacant(place) => {
                    place.insert(Known::Once(next));
                }
                Entry::Occupied(mut place) => {
                    let known = place.get_mut();
                    if let Known::Once(first) = known {
                        let (term, form, tally) = first.tally(self.limit);
                        *known = Known::Often(term, form, Box::new(tally));
                    }
                    if let Known::Often(term, _, tally) = known {
                        tally.count(&next.spelt_beside(term), next.stretch, self.limit);
                    }
                }
            }
        }
    }

    /// The formulae in code-point order.
    pub(super) fn finish(self) -> Vec<Evidence> {
        // What has no form of its own must recur, and said again is not said anew.
        let is_formula = |form: Form, tally: &Tally<'_>| tally.frequency() > u32::from(!form.even);
        let mut found: Vec<Evidence> = self
            .found
            .into_values()
            .filter_map(|known| {
                let (term, form, tally) = match known {
                    Known::Once(first) if !first.form.even => return None,
                    Known::Once(first) => first.tally(self.limit),
                    Known::Often(term, form, tally) => (term, form, *tally),
                };
                is_formula(form, &tally).then(|| evidence(term, form, tally))
            })
            .collect();
        found.par_sort_unstable_by(|one, other| one.term.cmp(&other.term));
        found
    }
}

impl<'t> Sighted<'t> {
    /// Its normal form and form, and it alone counted.
    fn tally(&self, limit: usize) -> (String, Form, Tally<'t>) {
        let term = normal_form(self.surface);
        let mut tally = Tally::default();
        tally.count(&self.spelt_beside(&term), self.stretch, limit);
        (term, self.form, tally)
    }

    /// What was seen of it, told whether it is spelt otherwise than `term`.
    fn spelt_beside(&self, term: &str) -> Seen {
        let mut seen = self.seen;
        seen.spelt = self.surface != term;
        seen
    }
}

fn evidence(term: String, form: Form, tally: Tally<'_>) -> Evidence {
    let shape = Shape {
        chars: u32::try_from(term.chars().count()).unwrap_or(u32::MAX),
        verb_led: false,
    };
    let proposed = Proposed {
        term,
        hash: 0,
        channels: ChannelSet::of(Channel::Formula),
        // Searched by its marks, which a search for words knows nothing of.
        reference: None,
    };
    let mut evidence = tally.finish(&proposed, shape, Vec::new());
    evidence.term = proposed.term;
    evidence.formula = Some(form);
    evidence.npmi = 1.0;
    evidence.net_frequency = evidence.frequency;
    evidence
}

/// Adds formulae after the other candidates, which are in code-point order; one found in quotation
/// marks too is one candidate.
pub(super) fn add(collected: &mut Vec<Evidence>, formulae: Vec<Evidence>) {
    let ordered = collected.len();
    for formula in formulae {
        let known = collected
            .get(..ordered)
            .unwrap_or_default()
            .binary_search_by(|other| other.term.cmp(&formula.term));
        match known.ok().and_then(|found| collected.get_mut(found)) {
            Some(other) => other.channels = other.channels.union(formula.channels),
            None => collected.push(formula),
        }
    }
}

/// The formulae of an opened stretch, each with what stands around it; in a `large` corpus only
/// those that their form shows.
pub(super) fn search<'t>(
    stretch: &'t Stretch<'t>,
    texts: &Texts<'t>,
    large: bool,
) -> Vec<Sighted<'t>> {
    let Some(text) = texts.documents.first() else {
        return Vec::new();
    };
    let finder = Finder {
        texts,
        text,
        number: 0,
        large,
    };
    let mut places = Vec::new();
    for run in runs(text) {
        finder.search(&run, &mut places);
    }
    // The sort is stable: of two forms of one span the first one found stays.
    places.sort_by_key(|(span, ..)| *span);
    places.dedup_by_key(|(span, ..)| *span);
    places
        .into_iter()
        .map(|(span, hash, form)| Sighted {
            hash,
            surface: texts.surface(span),
            form,
            stretch,
            seen: Seen::new(text, 0, span, texts.is_repeated(span), false),
        })
        .collect()
}

/// A formula in its stretch: where, the hash of its normal form, and its form.
type Found = (Span, u64, Form);

/// A part between two marks.
#[derive(Debug, Clone)]
struct Part {
    tokens: Range<usize>,
    /// The mark before it; none at the beginning of the run.
    before: Option<Separator>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    Item,
    Comma,
}

struct Finder<'f, 't> {
    texts: &'f Texts<'t>,
    text: &'f Text<'t>,
    number: usize,
    large: bool,
}

impl Finder<'_, '_> {
    fn search(&self, run: &[Part], found: &mut Vec<Found>) {
        let mut from = 0;
        while from < run.len() {
            let items = run
                .iter()
                .skip(from + 1)
                .take_while(|part| part.before == Some(Separator::Item))
                .count();
            if let Some(list) = run.get(from..=from + items).filter(|_| items > 0) {
                self.enumeration(list, found);
            }
            from += items + 1;
        }
        for pair in run.windows(2) {
            if let [left, right] = pair
                && right.before == Some(Separator::Comma)
            {
                self.saying(left, right, run, found);
            }
        }
    }

    /// Items of one length, or of a form that recurs.
    fn enumeration(&self, list: &[Part], found: &mut Vec<Found>) {
        let [first, inner @ .., last] = list else {
            return;
        };
        let lengths: Vec<usize> = inner.iter().map(|part| self.chars(&part.tokens)).collect();
        let own_last = self.chars(&last.tokens);
        let length = lengths.first().copied().unwrap_or(4);
        if !ITEM_CHARS.contains(&length)
            || lengths.iter().any(|&other| !ITEM_CHARS.contains(&other))
            || inner.iter().any(|part| self.is_name(&part.tokens))
        {
            return;
        }
        let even = lengths.iter().all(|&other| other == length);
        let Some(start) = self.suffix(&first.tokens, length) else {
            return;
        };
        let prefix = self.prefix(&last.tokens, length);
        let whole = (own_last <= length + TAIL_CHARS).then_some(last.tokens.end);
        for end in [prefix, whole.filter(|whole| prefix != Some(*whole))]
            .into_iter()
            .flatten()
        {
            // Two parts are a formula only where they have the rhythm of one and stand free.
            let whole = (start == first.tokens.start
                || self.text.class_before(start).opens_phrase())
                && (end == last.tokens.end || self.text.class(end).ends_phrase());
            if inner.is_empty() && (!whole || length != 4 || prefix != Some(end)) {
                continue;
            }
            let even = even && (prefix == Some(end) || inner.len() > 1);
            let form = Form {
                parts: list.len(),
                even,
                echo: inner.windows(2).all(|pair| self.echoes(&pair[0], &pair[1]))
                    && inner.first().is_none_or(|part| {
                        self.same_place(&(start..first.tokens.end), &part.tokens)
                    }),
                commas: false,
            };
            self.push(start..end, form, found);
        }
    }

    /// Two clauses that mirror each other, or two that recur side by side.
    fn saying(&self, left: &Part, right: &Part, run: &[Part], found: &mut Vec<Found>) {
        let next = run
            .iter()
            .find(|part| part.tokens.start > right.tokens.start);
        // Each half fills its clause.
        if left.before == Some(Separator::Item)
            || next.is_some_and(|part| part.before == Some(Separator::Item))
        {
            return;
        }
        let (one, other) = (self.chars(&left.tokens), self.chars(&right.tokens));
        if !HALF_CHARS.contains(&one) || !HALF_CHARS.contains(&other) {
            return;
        }
        let shared = self.shared(&left.tokens, &right.tokens);
        let form = Form {
            parts: 2,
            even: one == other && shared >= (one / 4).max(2),
            echo: shared > 0,
            commas: true,
        };
        self.push(left.tokens.start..right.tokens.end, form, found);
    }

    fn push(&self, tokens: Range<usize>, form: Form, found: &mut Vec<Found>) {
        if self.large && !form.even {
            return;
        }
        let Some(range) = self.text.balanced(tokens) else {
            return;
        };
        let span = Span::new(self.number, range.start, range.end);
        let words = || self.texts.span_words(span);
        let usual = range.clone().all(|token| {
            self.texts
                .word(self.number, token)
                .is_some_and(|word| word.is_usual)
        });
        let (hash, chars) = if usual {
            (
                words().fold(0, extend_hash),
                words().map(|word| word.length as usize).sum(),
            )
        } else {
            let term = normal_form(self.texts.surface(span));
            (
                prefix_hashes(&term).last().unwrap_or_default(),
                term.chars().count(),
            )
        };
        if chars <= MAX_CHARS {
            found.push((span, hash, form));
        }
    }

    fn letters<'f>(&'f self, tokens: &Range<usize>) -> impl Iterator<Item = char> + use<'f> {
        tokens
            .clone()
            .filter_map(|index| self.texts.word(self.number, index))
            .filter(|word| word.class.is_word())
            .flat_map(|word| word.normal.chars())
    }

    fn chars(&self, tokens: &Range<usize>) -> usize {
        tokens
            .clone()
            .filter_map(|index| self.texts.word(self.number, index))
            .filter(|word| word.class.is_word())
            .map(|word| word.length as usize)
            .sum()
    }

    /// Characters that two parts have in the same place.
    fn shared(&self, one: &Range<usize>, other: &Range<usize>) -> usize {
        if self.chars(one) != self.chars(other) {
            return 0;
        }
        self.letters(one)
            .zip(self.letters(other))
            .filter(|(one, other)| one == other)
            .count()
    }

    fn same_place(&self, one: &Range<usize>, other: &Range<usize>) -> bool {
        self.shared(one, other) > 0
    }

    fn echoes(&self, one: &Part, other: &Part) -> bool {
        self.same_place(&one.tokens, &other.tokens)
    }

    /// Where the last `length` characters begin, if a word begins there.
    fn suffix(&self, tokens: &Range<usize>, length: usize) -> Option<usize> {
        tokens
            .clone()
            .rev()
            .find(|&start| self.chars(&(start..tokens.end)) >= length)
            .filter(|&start| self.chars(&(start..tokens.end)) == length)
    }

    /// Where the first `length` characters end, if a word ends there.
    fn prefix(&self, tokens: &Range<usize>, length: usize) -> Option<usize> {
        (tokens.start + 1..=tokens.end)
            .find(|&end| self.chars(&(tokens.start..end)) >= length)
            .filter(|&end| self.chars(&(tokens.start..end)) == length)
    }

    /// Whether a part is the name of a place or person: lists of them are no formulae.
    fn is_name(&self, tokens: &Range<usize>) -> bool {
        let mut words = tokens
            .clone()
            .filter_map(|index| self.texts.word(self.number, index))
            .filter(|word| word.class.is_word());
        words.all(|word| {
            matches!(
                word.class.tag(),
                Some(Tag::Place | Tag::Person | Tag::Latin | Tag::Numeral)
            )
        })
    }
}

/// The runs of a text that no mark but commas and the mark of enumeration divides.
fn runs(text: &Text<'_>) -> Vec<Vec<Part>> {
    let mut runs = Vec::new();
    let mut run: Vec<Part> = Vec::new();
    let mut start = 0;
    let mut before = None;
    for index in 0..=text.tokens.len() {
        let class = text.class(index);
        let separator = match class {
            Class::Mark(Mark::Item) => Some(Separator::Item),
            Class::Mark(Mark::Break) if text.is_comma(index) => Some(Separator::Comma),
            Class::Mark(Mark::Bracket | Mark::Break) => None,
            _ => continue,
        };
        if index > start {
            run.push(Part {
                tokens: start..index,
                before,
            });
        } else if separator.is_some() {
            // Two marks in a row belong to no formula.
            runs.push(std::mem::take(&mut run));
        }
        start = index + 1;
        before = separator;
        if separator.is_none() {
            runs.push(std::mem::take(&mut run));
        } else if run.is_empty() {
            before = None;
        }
    }
    runs.retain(|run| run.len() > 1);
    runs
}

#[cfg(test)]
mod tests {
    use crate::extract::Channel;
    use crate::extract::testing::terms_by;

    fn formulae(body: &str) -> Vec<String> {
        terms_by(Channel::Formula, body)
    }

    #[test]
    fn items_of_one_length_are_a_formula() {
        assert_eq!(
            formulae("我们要建设和平之海、繁荣之海、友谊之海，大家努力。"),
            ["和平之海、繁荣之海、友谊之海"]
        );
    }

    #[test]
    fn what_the_items_say_of_a_noun_belongs_to_it() {
        assert!(
            formulae("坚持创新、协调、绿色、共享的航运理念。")
                .contains(&"创新、协调、绿色、共享的航运理念".to_owned())
        );
    }

    #[test]
    fn halves_that_mirror_each_other_are_a_saying() {
        assert_eq!(
            formulae("俗话说：港口通则贸易通，贸易通则百业兴。"),
            ["港口通则贸易通,贸易通则百业兴"]
        );
    }

    #[test]
    fn lists_of_places_and_plain_clauses_are_none() {
        assert!(formulae("代表来自山东、河南、湖北、湖南。").is_empty());
        assert!(formulae("他走进会场，大家都站了起来。").is_empty());
    }
}
