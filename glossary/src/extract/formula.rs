//! Fixed formulae of several parts, with marks inside: 和平之海、繁荣之海、友谊之海.
//!
//! Phrases do not run across marks, hence formulae are found on their own, by their form: parts of
//! equal length or with the same characters in the same places, or by their recurrence.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::channel::ChannelSet;
use super::clause::{Span, Text, Texts};
use super::grammar::{Class, Mark};
use super::library::{Library, Stretch, WAVE};
use super::nesting::Shape;
use super::proposed::Proposed;
use super::statistics::{Evidence, Seen, Tally};
use super::{Channel, ExtractConfig, Watch};
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

/// The formulae of the texts, in code-point order; in a `large` corpus only those that their form
/// shows.
pub(super) fn collect(
    library: &Library<'_>,
    large: bool,
    config: &ExtractConfig,
    watch: &dyn Watch,
) -> Vec<Evidence> {
    let mut found: BTreeMap<String, (Form, Tally<'_>)> = BTreeMap::new();
    for wave in library.stretches.chunks(WAVE) {
        if watch.is_cancelled() {
            break;
        }
        let places: Vec<Vec<(String, Form, Seen<'_>)>> = wave
            .par_iter()
            .map(|stretch| search(library, stretch, large))
            .collect();
        for (term, form, seen) in places.into_iter().flatten() {
            let (_, tally) = found
                .entry(term)
                .or_insert_with(|| (form, Tally::default()));
            tally.count(&seen, config.max_occurrences);
        }
    }
    found
        .into_iter()
        // What has no form of its own must recur, and said again is not said anew.
        .filter(|(_, (form, tally))| tally.frequency() > usize::from(!form.even) as u32)
        .map(|(term, (form, tally))| {
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
            let mut evidence = tally.finish(proposed, shape, Vec::new());
            evidence.formula = Some(form);
            evidence.npmi = 1.0;
            evidence.net_frequency = evidence.frequency;
            evidence
        })
        .collect()
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

/// The formulae of a stretch, each with what stands around it.
fn search<'t>(
    library: &'t Library<'_>,
    stretch: &'t Stretch<'_>,
    large: bool,
) -> Vec<(String, Form, Seen<'t>)> {
    let texts = library.open(stretch);
    let Some(text) = texts.documents.first() else {
        return Vec::new();
    };
    let finder = Finder {
        texts: &texts,
        text,
        number: 0,
    };
    let mut found = BTreeMap::new();
    for run in runs(text) {
        finder.search(&run, &mut found);
    }
    let mut places: Vec<(Span, String, Form)> = found
        .into_iter()
        .flat_map(|(term, places)| {
            places
                .into_iter()
                .map(move |(span, form)| (span, term.clone(), form))
        })
        .filter(|(.., form)| form.even || !large)
        .collect();
    places.sort_by_key(|(span, ..)| *span);
    places.dedup_by_key(|(span, ..)| *span);
    places
        .into_iter()
        .map(|(span, term, form)| {
            let repeated = texts.is_repeated(span);
            let spelt = texts.surface(span) != term;
            let seen = Seen::new(stretch, text, 0, span, repeated, spelt);
            (term, form, seen)
        })
        .collect()
}

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
}

impl Finder<'_, '_> {
    fn search(&self, run: &[Part], found: &mut BTreeMap<String, Vec<(Span, Form)>>) {
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
    fn enumeration(&self, list: &[Part], found: &mut BTreeMap<String, Vec<(Span, Form)>>) {
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
    fn saying(
        &self,
        left: &Part,
        right: &Part,
        run: &[Part],
        found: &mut BTreeMap<String, Vec<(Span, Form)>>,
    ) {
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

    fn push(
        &self,
        tokens: Range<usize>,
        form: Form,
        found: &mut BTreeMap<String, Vec<(Span, Form)>>,
    ) {
        let Some(range) = self.text.balanced(tokens) else {
            return;
        };
        let span = Span::new(self.number, range.start, range.end);
        let term = normal_form(self.texts.surface(span));
        if term.chars().count() <= MAX_CHARS {
            found.entry(term).or_default().push((span, form));
        }
    }

    fn letters(&self, tokens: &Range<usize>) -> Vec<char> {
        tokens
            .clone()
            .filter_map(|index| self.texts.word(self.number, index))
            .filter(|word| word.class.is_word())
            .flat_map(|word| word.normal.chars())
            .collect()
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
        let (one, other) = (self.letters(one), self.letters(other));
        one.iter()
            .zip(&other)
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
