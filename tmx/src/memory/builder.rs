//! Makes an index of many segments.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{self, Write};

use super::gram::{
    COLUMNS, EDGE, OWN, Occurrences, PIECES, each_gram, first_of, mixed, shared_column,
};
use super::index::{CHARACTERS, TOKENS, VERSION, context_hash};
use super::piece::{Scale, pieces};
use super::sheet::SheetWriter;

/// Collects segments and writes the index of them.
///
/// Beside the segments, three bytes a piece, it needs memory for the pairs of pieces: less than
/// half a gigabyte for a million sentences.
#[derive(Debug, Default)]
pub struct IndexBuilder {
    known: Known,
    forms: Forms,
    ids: Vec<i64>,
    origins: Vec<u32>,
    before: Vec<u32>,
    after: Vec<u32>,
    names: Vec<String>,
    numbers: HashMap<String, u32>,
    last_context: u32,
    /// The neighbours of the segment that was added last were told.
    is_told: bool,
    /// Places in the lists take four bytes however few forms there are.
    pub(super) is_wide: bool,
}

impl IndexBuilder {
    /// A builder without segments.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the segment of a unit. What was added just before from the same origin is its
    /// neighbour there.
    pub fn add(&mut self, unit: i64, origin: &str, text: &str) {
        let origin = self.origin(origin);
        let characters = pieces(text, Scale::Characters);
        let tokens = pieces(text, Scale::Tokens);
        let context = context_hash(&tokens);
        let follows = self.origins.last() == Some(&origin);
        let is_told = std::mem::take(&mut self.is_told);
        if let Some(after) = self.after.last_mut().filter(|_| follows && !is_told) {
            *after = context;
        }
        let place = self.ids.len() as u32;
        self.ids.push(unit);
        self.origins.push(origin);
        self.before
            .push(if follows { self.last_context } else { 0 });
        self.after.push(0);
        self.last_context = context;
        if characters == tokens {
            let forms = [(tokens, CHARACTERS | TOKENS)];
            self.add_forms(place, forms);
        } else {
            self.add_forms(place, [(characters, CHARACTERS), (tokens, TOKENS)]);
        }
    }

    /// The segment that was added last stood between these two, whatever comes before and after it
    /// here.
    pub fn tell_neighbours(&mut self, before: &str, after: &str) {
        let hash = |text: &str| context_hash(&pieces(text, Scale::Tokens));
        if let (Some(known_before), Some(known_after)) =
            (self.before.last_mut(), self.after.last_mut())
        {
            (*known_before, *known_after) = (hash(before), hash(after));
            self.is_told = true;
        }
    }

    /// How many segments were added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether no segment was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Writes the index. `stamp` is given back by [`Index::stamp`](super::Index::stamp).
    ///
    /// # Errors
    ///
    /// When `out` cannot be written, or there are more than 4,000 million pieces.
    pub fn write<W: Write>(mut self, stamp: &str, out: W) -> io::Result<W> {
        if u32::try_from(self.forms.pieces.len() + 2 * self.forms.units.len()).is_err() {
            return Err(io::Error::other("the memory is too large for an index"));
        }
        let order = self.forms.order();
        let mut keys = self.forms.count_grams(&order);
        let known = self.known.numbers.len();
        let own = self.forms.frequent_pieces(known);
        let mut sheet = SheetWriter::new(out, VERSION)?;
        // In the order of `Section`.
        let forms = &self.forms;
        let mut start = 0;
        let starts = order.iter().map(|&form| {
            start += forms.length(form) as u32;
            start
        });
        sheet.numbers([0].into_iter().chain(starts))?;
        sheet.numbers(order.iter().map(|&form| forms.units[form as usize]))?;
        sheet.section(
            order
                .iter()
                .map(|&form| &forms.scales[form as usize..][..1]),
        )?;
        sheet.section(
            order
                .iter()
                .map(|&form| forms.pieces_of(form).as_flattened()),
        )?;
        let dictionary = std::mem::take(&mut self.known).into_sorted();
        let most = dictionary.iter().map(|(_, number)| *number).max();
        sheet.numbers(
            dictionary
                .iter()
                .flat_map(|&(piece, number)| [piece, number]),
        )?;
        let sorted = keys.number();
        let mut at = 0;
        let firsts = (0..=most.unwrap_or(EDGE) + 1).map(|first| {
            at += sorted[at..].partition_point(|&key| first_of(key) < first);
            at as u32
        });
        sheet.numbers(firsts)?;
        sheet.numbers(
            sorted
                .iter()
                .flat_map(|&key| [key as u32, (key >> 32) as u32]),
        )?;
        let begins = sorted.iter().map(|&key| keys.value(key));
        sheet.numbers(begins.chain([keys.total]))?;
        drop(sorted);
        let postings = self.forms.postings(&order, keys);
        if order.len() <= NARROW && !self.is_wide {
            let narrow = |[a, b, c, _]: [u8; 4]| [a, b, c];
            sheet.continued(postings.iter().map(|form| narrow(form.to_le_bytes())))?;
            sheet.end_section()?;
        } else {
            sheet.numbers(postings)?;
        }
        sheet.numbers(own.iter().flat_map(|&(piece, before)| [piece, before]))?;
        let columns = self.forms.columns(&order, &own, known);
        for column in columns.chunks(order.len().div_ceil(64).max(1)) {
            sheet.continued(column.iter().map(|word| word.to_le_bytes()))?;
        }
        sheet.end_section()?;
        sheet.numbers(
            self.ids
                .iter()
                .flat_map(|&id| [id as u32, (id >> 32) as u32]),
        )?;
        sheet.numbers(self.origins)?;
        sheet.numbers(self.before)?;
        sheet.numbers(self.after)?;
        sheet.section([self.names.join("\0").as_bytes()])?;
        sheet.finish(stamp)
    }

    fn origin(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    fn add_forms<const N: usize>(&mut self, unit: u32, forms: [(Vec<u32>, u8); N]) {
        for (pieces, scales) in forms {
            if pieces.is_empty() {
                continue;
            }
            self.forms.starts.push(self.forms.pieces.len());
            for piece in pieces {
                let [a, b, c, _] = self.known.number(piece).to_le_bytes();
                self.forms.pieces.push([a, b, c]);
            }
            self.forms.units.push(unit);
            self.forms.scales.push(scales);
        }
    }
}

/// The places of so many forms take three bytes.
const NARROW: usize = 1 << 24;
/// Only a piece that came less often before in the same segment has a column of its own.
const TIMES: usize = 8;

/// Numbers of pieces, in the order in which they came.
#[derive(Debug, Default)]
struct Known {
    /// Of characters that take 16 bits; 0 for those that did not come.
    low: Vec<u32>,
    high: HashMap<u32, u32>,
    numbers: Vec<u32>,
}

impl Known {
    fn number(&mut self, piece: u32) -> u32 {
        if self.low.is_empty() {
            self.low = vec![0; 0x10000];
        }
        let slot = match self.low.get_mut(piece as usize) {
            Some(slot) => slot,
            None => self.high.entry(piece).or_default(),
        };
        if *slot == 0 {
            // More than 16 million different words would share the last number.
            *slot = (self.numbers.len() as u32 + 1).min(PIECES - 1);
            self.numbers.push(piece);
        }
        *slot
    }

    /// The pieces in order, each with its number.
    fn into_sorted(self) -> Vec<(u32, u32)> {
        let numbered = (1..PIECES).chain(std::iter::repeat(PIECES - 1));
        let mut sorted: Vec<_> = self.numbers.into_iter().zip(numbered).collect();
        sorted.sort_unstable();
        sorted
    }
}

/// The segments as pieces, once for each scale that makes a difference.
#[derive(Debug, Default)]
struct Forms {
    pieces: Vec<[u8; 3]>,
    /// Where each begins in `pieces`.
    starts: Vec<usize>,
    /// The unit of each, by place.
    units: Vec<u32>,
    scales: Vec<u8>,
}

impl Forms {
    fn pieces_of(&self, form: u32) -> &[[u8; 3]] {
        let form = form as usize;
        let end = self.starts.get(form + 1).copied();
        &self.pieces[self.starts[form]..end.unwrap_or(self.pieces.len())]
    }

    fn length(&self, form: u32) -> usize {
        self.pieces_of(form).len()
    }

    fn numbers_of(&self, form: u32, into: &mut Vec<u32>) {
        into.clear();
        let number = |&[a, b, c]: &[u8; 3]| u32::from_le_bytes([a, b, c, 0]);
        into.extend(self.pieces_of(form).iter().map(number));
    }

    /// The forms by length, those of equal length as they came.
    fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.units.len() as u32).collect();
        order.sort_by_key(|&form| self.length(form));
        order
    }

    fn count_grams(&self, order: &[u32]) -> Keys {
        let (mut keys, mut before) = (Keys::default(), Occurrences::default());
        let mut pieces = Vec::new();
        for &form in order {
            self.numbers_of(form, &mut pieces);
            each_gram(&pieces, &mut before, |key| *keys.slot(key) += 1);
        }
        keys
    }

    /// For each pair the forms that have it, in order; `keys` says where each begins.
    fn postings(&self, order: &[u32], mut keys: Keys) -> Vec<u32> {
        let mut postings = vec![0; keys.total as usize];
        let (mut pieces, mut before) = (Vec::new(), Occurrences::default());
        for (place, &form) in (0..).zip(order) {
            self.numbers_of(form, &mut pieces);
            each_gram(&pieces, &mut before, |key| {
                let slot = keys.slot(key);
                if let Some(posting) = postings.get_mut(*slot as usize) {
                    *posting = place;
                }
                *slot += 1;
            });
        }
        postings
    }

    /// The pieces that most forms have, with how often they came before in the same form.
    fn frequent_pieces(&self, known: usize) -> Vec<(u32, u32)> {
        let mut counts = vec![[0_u32; TIMES]; known + 1];
        let (mut pieces, mut before) = (Vec::new(), Occurrences::default());
        for form in 0..self.units.len() as u32 {
            self.numbers_of(form, &mut pieces);
            before.begin(pieces.len());
            for &piece in &pieces {
                let times = before.next(u64::from(piece)) as usize;
                if let Some(count) = counts[piece as usize].get_mut(times) {
                    *count += 1;
                }
            }
        }
        let mut own: Vec<(Reverse<u32>, (u32, u32))> = Vec::new();
        for (piece, counts) in (0..).zip(&counts) {
            for (times, &count) in (0..).zip(counts).filter(|(_, count)| **count > 1) {
                own.push((Reverse(count), (piece, times)));
            }
        }
        own.sort_unstable();
        own.truncate(OWN);
        own.into_iter().map(|(_, key)| key).collect()
    }

    /// For each column a bit a form: whether it has a piece of that column.
    fn columns(&self, order: &[u32], own: &[(u32, u32)], known: usize) -> Vec<u64> {
        let mut of_own = vec![[COLUMNS as u16; TIMES]; known + 1];
        for (column, &(piece, times)) in (0..).zip(own) {
            of_own[piece as usize][times as usize] = column;
        }
        let words = order.len().div_ceil(64);
        let mut columns = vec![0; COLUMNS * words];
        let (mut pieces, mut before) = (Vec::new(), Occurrences::default());
        for (word, forms) in order.chunks(64).enumerate() {
            let mut here = [0_u64; COLUMNS];
            for (bit, &form) in forms.iter().enumerate() {
                self.numbers_of(form, &mut pieces);
                before.begin(pieces.len());
                for &piece in &pieces {
                    let times = before.next(u64::from(piece));
                    let column = of_own[piece as usize].get(times as usize);
                    let column = column.map_or(COLUMNS, |it| usize::from(*it));
                    match here.get_mut(column) {
                        Some(bits) => *bits |= 1 << bit,
                        None => here[shared_column(piece, times)] |= 1 << bit,
                    }
                }
            }
            for (column, bits) in here.iter().enumerate() {
                columns[column * words + word] = *bits;
            }
        }
        columns
    }
}

/// A number for each key: first how often it comes, then where its list begins.
#[derive(Debug, Default)]
struct Keys {
    /// Side by side, since each look at another place takes its time.
    slots: Vec<(u64, u32)>,
    used: usize,
    total: u32,
}

impl Keys {
    fn slot(&mut self, key: u64) -> &mut u32 {
        if (self.used + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let at = self.find(key);
        if self.slots[at].0 == 0 {
            self.slots[at].0 = key;
            self.used += 1;
        }
        &mut self.slots[at].1
    }

    fn value(&self, key: u64) -> u32 {
        self.slots[self.find(key)].1
    }

    /// Where a key is or belongs. No key is 0: only a text without pieces would have that pair.
    fn find(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = mixed(key) as usize & mask;
        while self.slots[at].0 != key && self.slots[at].0 != 0 {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let size = (2 * self.slots.len()).max(1024);
        let slots = std::mem::replace(&mut self.slots, vec![(0, 0); size]);
        for slot in slots.into_iter().filter(|slot| slot.0 != 0) {
            let at = self.find(slot.0);
            self.slots[at] = slot;
        }
    }

    /// Puts in the place of each count where a list of that length begins; the keys in order.
    fn number(&mut self) -> Vec<u64> {
        let keys = self.slots.iter().map(|slot| slot.0);
        let mut sorted: Vec<u64> = keys.filter(|key| *key != 0).collect();
        sorted.sort_unstable();
        for &key in &sorted {
            let at = self.find(key);
            let count = std::mem::replace(&mut self.slots[at].1, self.total);
            self.total += count;
        }
        sorted
    }
}
