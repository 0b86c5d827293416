//! What is known of each candidate: its occurrences counted, with what stands around them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::{
    IndexedParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator,
};
use rustc_hash::FxHashSet;

use super::channel::ChannelSet;
use super::clause::Texts;
use super::collection::{Collection, Found, Part, part_of};
use super::formula::{self, Form, Formulae, Sighted};
use super::library::{Library, Stretch, WAVE};
use super::memory::Room;
use super::nesting::{self, Shape};
use super::proposed::Proposed;
use super::reference::Compared;
use super::sequences::{PARTS, SequenceCounts};
use super::tally::Seen;
use super::wanted::{Hit, Wanted, search_clause};
use super::{ExtractConfig, Occurrence, Surface, Watch};

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
    let mut collection = Collection::new(proposed.len());
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

/// The occurrence that speaks for each candidate, as far as the texts are read.
pub(super) struct Examples {
    pub(super) words: Vec<Vec<u32>>,
    pub(super) shapes: Vec<Shape>,
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
