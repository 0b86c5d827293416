//! What is known of each candidate: its occurrences counted, with what stands around them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::{
    IndexedParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator,
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::channel::ChannelSet;
use super::clause::{Clause, Span, Text, Texts, Word, prefix_hashes};
use super::formula::{self, Form, Formulae, Sighted};
use super::hashed::Hashed;
use super::library::{Library, Stretch, WAVE};
use super::memory::Room;
use super::nesting::{self, Shape};
use super::proposed::Proposed;
use super::reference::Compared;
use super::sequences::{PARTS, SequenceCounts};
use super::tally::{Seen, Tally};
use super::{ExtractConfig, Occurrence, Surface, Watch};
use crate::words::normal_form;

/// A candidate with its counts, before it is ranked.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    pub(super) term: String,
    pub(super) chars: usize,
    pub(super) channels: ChannelSet,
    /// Some of the occurrences, in order; how many there are is in `raw_frequency`.
    pub(super) occurrences: Vec<Occurrence>,
    /// The spellings, most frequent first.
    pub(super) surfaces: Vec<Surface>,
    pub(super) frequency: u32,
    /// Occurrences, those in repeated sentences included.
    pub(super) raw_frequency: u32,
    pub(super) documents: u32,
    pub(super) quoted: u32,
    /// Occurrences with a clause edge, a function word or a verb before, after, on both sides.
    pub(super) free_left: u32,
    pub(super) free_right: u32,
    pub(super) free: u32,
    /// Occurrences between words and marks of which neither can belong to it.
    pub(super) whole: u32,
    /// Occurrences in title marks.
    pub(super) titled: u32,
    /// Occurrences that fill an item of an enumeration.
    pub(super) items: u32,
    pub(super) left_variety: u32,
    pub(super) right_variety: u32,
    pub(super) left_entropy: f64,
    pub(super) right_entropy: f64,
    pub(super) npmi: f64,
    /// Whether it begins with a verb, and so says something about what follows.
    pub(super) verb_led: bool,
    pub(super) net_frequency: u32,
    /// Filled by [`relate`](super::nesting::relate).
    pub(super) c_value: f64,
    /// Longer candidates around it, with the number of shared occurrences.
    pub(super) longer: BTreeMap<usize, u32>,
    pub(super) shorter: BTreeSet<usize>,
    /// What it stands for, if it is an abbreviation by number.
    pub(super) expansion: Vec<String>,
    /// Its form, if it is a formula with marks inside.
    pub(super) formula: Option<Form>,
    /// What is known of it in the reference corpus, if there is one.
    pub(super) reference: Option<Compared>,
    /// Words of the occurrence that speaks for the candidate.
    pub(super) example: Vec<u32>,
}

impl Evidence {
    /// The words of the occurrence that speaks for the candidate: the first one outside repeated
    /// sentences.
    pub(super) fn example(&self) -> Option<&[u32]> {
        (!self.example.is_empty()).then_some(self.example.as_slice())
    }
}

/// Finds every occurrence of what was proposed, and of formulae, and counts; those and these in
/// code-point order of the terms. Of a `large` corpus, only formulae that their form shows. Where
/// there is little `room`, each share of the candidates is counted in a pass of its own.
pub(super) fn collect(
    library: &Library<'_>,
    counts: &SequenceCounts,
    proposed: Vec<Proposed>,
    large: bool,
    room: Room,
    config: &ExtractConfig,
    watch: &dyn Watch,
) -> (Vec<Evidence>, Vec<Evidence>) {
    let mut formulae = Formulae::new(config);
    let wanted = Wanted::of(&proposed);
    let limit = sample_size(config, proposed.len());
    let shares = room.shares(proposed.len(), TALLY);
    let mut collection = Collection {
        found: Vec::new(),
        pairs: Vec::new(),
    };
    collection.found.resize_with(proposed.len(), || None);
    for share in 0..shares {
        // In each pass the same examples are met in the same order.
        let mut examples = Examples::of(&proposed);
        let mut parts: Vec<Part<'_>> = Vec::with_capacity(PARTS);
        parts.resize_with(PARTS, Part::default);
        for part in parts.iter_mut().skip(share).step_by(shares) {
            part.make_room(proposed.len() / PARTS + 1);
        }
        for wave in library.stretches.chunks(WAVE) {
            if watch.is_cancelled() {
                break;
            }
            let mut opened: Vec<Opened<'_>> = wave
                .par_iter()
                .map(|stretch| {
                    let mut opened =
                        Opened::search(library, stretch, &wanted, &proposed, &examples);
                    if share == 0 {
                        opened.formulae = formula::search(stretch, &opened.texts, large);
                    }
                    opened
                })
                .collect();
            for opened in &mut opened {
                examples.remember(opened, library);
                formulae.count(std::mem::take(&mut opened.formulae));
            }
            let seen: Vec<Vec<Found>> = opened
                .par_iter()
                .map(|opened| opened.look_around(&examples, share, shares))
                .collect();
            parts
                .par_iter_mut()
                .enumerate()
                .for_each(|(part, tallies)| {
                    for (stretch, parts) in wave.iter().zip(&seen) {
                        if let Some(found) = parts.get(part) {
                            tallies.count(found, stretch, limit);
                        }
                    }
                });
            watch.advance(wave.iter().map(Stretch::len).sum::<usize>() / shares);
        }
        collection.take(&proposed, examples, parts);
    }
    let collected = collection.finish(library, counts, proposed);
    (collected, formulae.finish())
}

/// Bytes that the counts of a candidate take, as it was measured; most of them are places and
/// words beside it.
const TALLY: usize = 1000;

/// Occurrences kept of each of so many candidates: as many as the caller wants, or fewer when
/// they would fill the memory.
fn sample_size(config: &ExtractConfig, candidates: usize) -> usize {
    const AT_MOST: usize = 16 << 20;
    const AT_LEAST: usize = 4;

    let room = AT_MOST / candidates.max(1);
    config.max_occurrences.min(room.max(AT_LEAST))
}

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

/// The occurrence that speaks for each candidate, as far as the texts are read.
struct Examples {
    words: Vec<Vec<u32>>,
    shapes: Vec<Shape>,
    found: Vec<Example>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Example {
    None,
    /// One in a repeated sentence, until there is a better one.
    Repeated,
    Found,
}

impl Examples {
    fn of(proposed: &[Proposed]) -> Self {
        Self {
            words: vec![Vec::new(); proposed.len()],
            shapes: proposed
                .iter()
                .map(|proposed| Shape {
                    chars: u32::try_from(proposed.term.chars().count()).unwrap_or(u32::MAX),
                    verb_led: false,
                })
                .collect(),
            found: vec![Example::None; proposed.len()],
        }
    }

    fn wants(&self, hit: &Hit) -> bool {
        match self.found.get(hit.index as usize) {
            Some(Example::None) => true,
            Some(Example::Repeated) => !hit.repeated,
            _ => false,
        }
    }

    fn remember(&mut self, opened: &Opened<'_>, library: &Library<'_>) {
        for hit in &opened.first {
            if !self.wants(hit) {
                continue;
            }
            let index = hit.index as usize;
            let words: Vec<u32> = opened
                .texts
                .tokens(hit.span)
                .iter()
                .filter(|token| !token.class.is_transparent())
                .map(|token| token.word)
                .collect();
            let verb_led = words
                .first()
                .and_then(|&word| library.vocabulary.get(word as usize))
                .is_some_and(|word| word.class.is_verb());
            if let (Some(kept), Some(shape), Some(found)) = (
                self.words.get_mut(index),
                self.shapes.get_mut(index),
                self.found.get_mut(index),
            ) {
                *kept = words;
                shape.verb_led = verb_led;
                *found = if hit.repeated {
                    Example::Repeated
                } else {
                    Example::Found
                };
            }
        }
    }
}

/// An occurrence in an opened stretch.
#[derive(Debug, Clone, Copy)]
struct Hit {
    index: u32,
    span: Span,
    repeated: bool,
    /// Whether it is spelt otherwise than the term.
    spelt: bool,
}

/// A stretch with the occurrences in it, clause by clause.
struct Opened<'t> {
    texts: Texts<'t>,
    hits: Vec<Hit>,
    /// Hits of each clause.
    clauses: Vec<usize>,
    /// Occurrences that may speak for their candidates.
    first: Vec<Hit>,
    formulae: Vec<Sighted<'t>>,
}

impl<'t> Opened<'t> {
    fn search(
        library: &'t Library<'t>,
        stretch: &'t Stretch<'t>,
        wanted: &Wanted,
        proposed: &[Proposed],
        examples: &Examples,
    ) -> Self {
        let texts = library.open(stretch);
        let mut hits = Vec::new();
        let mut clauses = Vec::with_capacity(texts.clauses.len());
        for clause in &texts.clauses {
            let before = hits.len();
            search_clause(&texts, clause, wanted, proposed, &mut hits);
            clauses.push(hits.len() - before);
        }
        let mut met: FxHashSet<(u32, bool)> = FxHashSet::default();
        let first = hits
            .iter()
            .filter(|hit| examples.wants(hit) && met.insert((hit.index, hit.repeated)))
            .copied()
            .collect();
        Self {
            texts,
            hits,
            clauses,
            first,
            formulae: Vec::new(),
        }
    }

    /// What stands around the occurrences, by part; of every `shares`-th part from `share` on.
    fn look_around(&self, examples: &Examples, share: usize, shares: usize) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::with_capacity(PARTS);
        let room = self.hits.len() / PARTS + self.hits.len() / PARTS / 4;
        found.resize_with(PARTS, Found::default);
        for found in found.iter_mut().skip(share).step_by(shares) {
            found.seen.reserve(room);
        }
        let counts = |index: u32| part_of(index) % shares == share;
        let Some(text) = self.texts.documents.first() else {
            return found;
        };
        let mut rest = self.hits.as_slice();
        let mut places = Vec::new();
        for &hits in &self.clauses {
            let (here, after) = rest.split_at(hits.min(rest.len()));
            rest = after;
            places.clear();
            for hit in here {
                if let Some(part) = found.get_mut(part_of(hit.index))
                    && counts(hit.index)
                {
                    part.seen.push(Seen::new(
                        text,
                        hit.index,
                        hit.span,
                        hit.repeated,
                        hit.spelt,
                    ));
                }
                if !hit.repeated {
                    places.push(nesting::Place::new(hit.span, hit.index));
                }
            }
            nesting::sweep(&mut places, &examples.shapes, &mut |inner, outer| {
                if let Some(part) = found.get_mut(part_of(inner))
                    && counts(inner)
                {
                    part.pairs.push((inner, outer));
                }
            });
            for place in places.iter().filter(|place| !place.covered) {
                if let Some(part) = found.get_mut(part_of(place.index)) {
                    part.alone.push(place.index);
                }
            }
        }
        found
    }
}

fn search_clause(
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

/// What was seen of the candidates of one part.
#[derive(Default)]
struct Found {
    seen: Vec<Seen>,
    /// Candidate and a longer one around it, once an occurrence.
    pairs: Vec<(u32, u32)>,
    /// Candidates that stand outside longer ones, once an occurrence.
    alone: Vec<u32>,
}

/// Candidates are shared out by number, so that each is counted by one thread, in order.
fn part_of(index: u32) -> usize {
    index as usize % PARTS
}

/// The counts of every [`PARTS`]-th candidate; without any in the pass of another share.
#[derive(Default)]
struct Part<'t> {
    tallies: Vec<Tally<'t>>,
    pairs: FxHashMap<(u32, u32), u32>,
}

impl<'t> Part<'t> {
    fn make_room(&mut self, candidates: usize) {
        self.tallies.resize_with(candidates, Tally::default);
    }

    fn count(&mut self, found: &Found, stretch: &Stretch<'t>, limit: usize) {
        for seen in &found.seen {
            let Some(tally) = self.tallies.get_mut(seen.index as usize / PARTS) else {
                continue;
            };
            tally.count(seen, stretch, limit);
        }
        for &pair in &found.pairs {
            *self.pairs.entry(pair).or_default() += 1;
        }
        for &index in &found.alone {
            if let Some(tally) = self.tallies.get_mut(index as usize / PARTS) {
                tally.count_alone();
            }
        }
    }
}

/// What the passes over the texts found, one after the other.
struct Collection {
    /// By number of what was proposed; none for what was not counted yet or does not occur.
    found: Vec<Option<Evidence>>,
    /// Candidate, a longer one around it, and how often.
    pairs: Vec<(u32, u32, u32)>,
}

impl Collection {
    /// Takes what one pass has counted.
    fn take(&mut self, proposed: &[Proposed], mut examples: Examples, parts: Vec<Part<'_>>) {
        for (number, part) in parts.into_iter().enumerate() {
            for (at, tally) in part.tallies.into_iter().enumerate() {
                let index = at * PARTS + number;
                let (Some(proposed), Some(found)) =
                    (proposed.get(index), self.found.get_mut(index))
                else {
                    break;
                };
                if tally.raw_frequency() == 0 {
                    continue;
                }
                let example = examples
                    .words
                    .get_mut(index)
                    .map(std::mem::take)
                    .unwrap_or_default();
                let shape = examples.shapes.get(index).copied().unwrap_or_default();
                *found = Some(tally.finish(proposed, shape, example));
            }
            let pairs = part.pairs.into_iter();
            self.pairs
                .extend(pairs.map(|((inner, outer), shared)| (inner, outer, shared)));
        }
    }

    /// Puts all together, without the candidates that do not occur.
    fn finish(
        self,
        library: &Library<'_>,
        counts: &SequenceCounts,
        proposed: Vec<Proposed>,
    ) -> Vec<Evidence> {
        let mut numbers: Vec<Option<usize>> = Vec::with_capacity(proposed.len());
        let mut collected: Vec<Evidence> = Vec::with_capacity(proposed.len());
        for (found, proposed) in self.found.into_iter().zip(proposed) {
            numbers.push(found.is_some().then_some(collected.len()));
            collected.extend(found.map(|found| Evidence {
                term: proposed.term,
                ..found
            }));
        }
        let number = |index: u32| numbers.get(index as usize).copied().flatten();
        for (inner, outer, shared) in self.pairs {
            let (Some(inner), Some(outer)) = (number(inner), number(outer)) else {
                continue;
            };
            if let Some(evidence) = collected.get_mut(inner) {
                evidence.longer.insert(outer, shared);
            }
            if let Some(evidence) = collected.get_mut(outer) {
                evidence.shorter.insert(inner);
            }
        }
        collected.par_iter_mut().for_each(|evidence| {
            let words: Vec<&Word<'_>> = library.span_words(&evidence.example).collect();
            evidence.npmi = counts.npmi(&words);
        });
        collected
    }
}
