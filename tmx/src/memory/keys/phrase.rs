//! Where keys follow each other as they are wanted.

use std::cmp::Ordering;
use std::ops::Range;

use super::super::sheet::IndexError;
use super::KeyIndex;
use super::list::{Places, at_of, place, text_of};

/// So many lists at most are sorted together; more of them are sorted text by text.
const FEW: usize = 8;

/// Keys with fewer places are rare.
const RARE: usize = 256;

/// Keys that are to follow each other in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPhrase {
    /// The keys, each with its place.
    pub parts: Vec<KeyPart>,
    /// How long it is, as places are counted.
    pub length: u32,
    /// A place of it may lie half within another one.
    pub may_overlap: bool,
}

/// A key that is wanted, in one of several forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPart {
    /// Its forms.
    pub keys: Vec<String>,
    /// Keys that begin with one of them will do.
    pub is_beginning: bool,
    /// How far behind the beginning of the phrase it stands.
    pub at: u32,
}

/// How often something was found, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// How many places there are.
    pub total: usize,
    /// The units that have it, in order, and how often each does; not all of them where only the
    /// first places were asked for.
    pub units: Vec<(i64, usize)>,
}

/// How often something was found, and in which texts.
#[derive(Debug)]
struct Counted {
    total: usize,
    counts: Counts,
}

#[derive(Debug)]
enum Counts {
    /// Of the texts that have it, in order.
    Some(Vec<(u32, u32)>),
    /// Of every text up to some one.
    All(Vec<u32>),
}

/// A key that is wanted, as the lists of an index.
struct Lists {
    keys: Vec<Range<usize>>,
    count: usize,
    at: u32,
}

impl<B: AsRef<[u8]>> KeyIndex<B> {
    /// Finds the places of phrases. Of those that overlap, the first counts, and of those that
    /// begin together the shortest. All are counted; the units they are in are told at least until
    /// those have `first` of them. What is told of the last one may lack some.
    ///
    /// # Errors
    ///
    /// When the index is damaged.
    pub fn find(&self, phrases: &[KeyPhrase], first: usize) -> Result<Found, IndexError> {
        let mut wanted: Vec<(&KeyPhrase, Vec<Lists>)> = Vec::new();
        for phrase in phrases {
            let Some(lists) = self.lists(phrase)? else {
                continue;
            };
            let is_known = wanted
                .iter()
                .any(|(other, known)| other.length == phrase.length && all_within(&lists, known));
            if !is_known {
                wanted.push((phrase, lists));
            }
        }
        let counted = match wanted.as_slice() {
            [(phrase, lists)] => match lists.as_slice() {
                [only] if !phrase.may_overlap => self.counted(only, first)?,
                lists => apart(self.starts(lists)?, phrase.length),
            },
            wanted => {
                let mut found: Vec<(u64, u32)> = Vec::new();
                for (phrase, lists) in wanted {
                    let starts = self.starts(lists)?.into_iter();
                    found.extend(starts.map(|start| (start, phrase.length)));
                }
                found.sort();
                counted(found)
            }
        };
        let units = match counted.counts {
            Counts::Some(texts) => self.units_of(texts, first)?,
            Counts::All(counts) => {
                let texts = (0..).zip(counts).filter(|(_, count)| *count > 0);
                self.units_of(texts, first)?
            }
        };
        Ok(Found {
            total: counted.total,
            units,
        })
    }

    /// The units of texts, with the sum of what each has, until they have `first` together.
    fn units_of(
        &self,
        texts: impl IntoIterator<Item = (u32, u32)>,
        first: usize,
    ) -> Result<Vec<(i64, usize)>, IndexError> {
        let mut units: Vec<(i64, usize)> = Vec::new();
        let mut told = 0;
        for (text, count) in texts {
            let (unit, count) = (self.unit(text)?, count as usize);
            match units.last_mut() {
                Some((last, all)) if *last == unit => *all += count,
                _ if told >= first => break,
                _ => units.push((unit, count)),
            }
            told += count;
        }
        Ok(units)
    }

    /// The lists of the parts of a phrase, the one with the fewest places first; none where no
    /// text has one of them.
    fn lists(&self, phrase: &KeyPhrase) -> Result<Option<Vec<Lists>>, IndexError> {
        let mut lists = Vec::with_capacity(phrase.parts.len());
        for part in &phrase.parts {
            let (mut keys, mut count) = (Vec::new(), 0);
            for key in &part.keys {
                let range = self.keys(key, part.is_beginning)?;
                count += self.count(range.clone())?;
                keys.push(range);
            }
            keys.retain(|range| !range.is_empty());
            if keys.is_empty() {
                return Ok(None);
            }
            lists.push(Lists {
                keys,
                count,
                at: part.at,
            });
        }
        lists.sort_by_key(|it| it.count);
        Ok(Some(lists))
    }

    /// Where all parts of a phrase stand as they are wanted.
    fn starts(&self, lists: &[Lists]) -> Result<Vec<u64>, IndexError> {
        let Some((rarest, others)) = lists.split_first() else {
            return Ok(Vec::new());
        };
        let mut starts = self.all(rarest)?;
        let mut has = Vec::new();
        for other in others {
            has.clear();
            has.resize(starts.len(), false);
            // Many rare keys, as those that begin with a letter, are looked at as one.
            let mut rare = Vec::new();
            for key in other.keys.iter().cloned().flatten() {
                let places = self.places(key)?;
                match self.count(key..key + 1)? {
                    0..RARE => rare.extend(places),
                    _ => meet(&starts, places, u64::from(other.at), &mut has),
                }
            }
            rare.sort_unstable();
            meet(&starts, Sorted(&rare), u64::from(other.at), &mut has);
            let mut has = has.iter();
            starts.retain(|_| has.next().is_some_and(|it| *it));
        }
        Ok(starts)
    }

    /// Where a phrase would begin of which this is a part.
    fn all(&self, lists: &Lists) -> Result<Vec<u64>, IndexError> {
        let mut starts = Vec::with_capacity(lists.count);
        let mut count = 0;
        for key in lists.keys.iter().cloned().flatten() {
            count += 1;
            let places = self.places(key)?.filter(|place| at_of(*place) >= lists.at);
            starts.extend(places.map(|place| place - u64::from(lists.at)));
        }
        match count {
            1 => {}
            _ if count <= FEW => starts.sort(),
            _ => starts = by_text(&starts, self.texts())?,
        }
        Ok(starts)
    }

    /// How often each text has one of some keys, which stand at different places; at least of the
    /// texts that have the `first` of them.
    fn counted(&self, lists: &Lists, first: usize) -> Result<Counted, IndexError> {
        let mut keys = lists.keys.iter().cloned().flatten();
        if let (Some(key), None) = (keys.next(), keys.next()) {
            let mut texts: Vec<(u32, u32)> = Vec::new();
            for (told, place) in self.places(key)?.enumerate() {
                match texts.last_mut() {
                    Some((text, count)) if *text == text_of(place) => *count += 1,
                    _ if told >= first => break,
                    _ => texts.push((text_of(place), 1)),
                }
            }
            return Ok(Counted {
                total: lists.count,
                counts: Counts::Some(texts),
            });
        }
        let all = self.texts();
        // Where they are spread evenly, half of these have enough of them.
        let even = all.saturating_mul(first) / lists.count.max(1);
        let mut end = even.saturating_mul(2).saturating_add(64);
        loop {
            end = end.min(all);
            let (mut counts, mut told) = (vec![0_u32; end], 0);
            for key in lists.keys.iter().cloned().flatten() {
                for place in self.places(key)? {
                    let Some(count) = counts.get_mut(text_of(place) as usize) else {
                        break;
                    };
                    *count += 1;
                    told += 1;
                }
            }
            if told >= first || end == all {
                return Ok(Counted {
                    total: lists.count,
                    counts: Counts::All(counts),
                });
            }
            end = end.saturating_mul(8);
        }
    }
}

/// Places in order.
trait Seek: Iterator<Item = u64> {
    /// The first one that is not before `wanted`, which is behind all that were passed.
    fn seek(&mut self, wanted: u64) -> Option<u64>;
}

impl Seek for Places<'_> {
    fn seek(&mut self, wanted: u64) -> Option<u64> {
        self.seek(wanted)
    }
}

/// Those of a slice.
struct Sorted<'p>(&'p [u64]);

impl Iterator for Sorted<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }
}

impl Seek for Sorted<'_> {
    fn seek(&mut self, wanted: u64) -> Option<u64> {
        let passed = match self.0.first() {
            Some(first) if *first < wanted => leap(self.0, 0, wanted),
            _ => 0,
        };
        self.0 = self.0.get(passed..)?;
        self.next()
    }
}

/// Notes which of some places have one of some others at a distance behind them. The one leaps to
/// where the other is.
fn meet(starts: &[u64], mut places: impl Seek, distance: u64, has: &mut [bool]) {
    let mut at = 0;
    let mut next = places.next();
    while let (Some(place), Some(start)) = (next, starts.get(at)) {
        let wanted = start + distance;
        match place.cmp(&wanted) {
            Ordering::Less => next = places.seek(wanted),
            Ordering::Equal => {
                if let Some(has) = has.get_mut(at) {
                    *has = true;
                }
                at += 1;
                next = places.next();
            }
            Ordering::Greater => at = leap(starts, at, place - distance),
        }
    }
}

/// The first of some places in order that is not before `wanted`; that at `at` is.
fn leap(places: &[u64], at: usize, wanted: u64) -> usize {
    let (mut low, mut width) = (at, 1);
    while places.get(low + width).is_some_and(|it| *it < wanted) {
        low += width;
        width *= 2;
    }
    let end = (low + width).min(places.len());
    let between = places.get(low..end).unwrap_or_default();
    low + between.partition_point(|it| *it < wanted)
}

/// Whether a phrase is found only where another one is, of the same length.
fn all_within(one: &[Lists], other: &[Lists]) -> bool {
    let is_within = |it: &Lists, other: &Lists| {
        it.at == other.at && it.keys.iter().all(|range| other.keys.contains(range))
    };
    other
        .iter()
        .all(|other| one.iter().any(|it| is_within(it, other)))
}

/// Sorts places: first by their texts, of which there are so many.
fn by_text(places: &[u64], texts: usize) -> Result<Vec<u64>, IndexError> {
    let mut ends = vec![0_usize; texts + 1];
    for place in places {
        let end = ends.get_mut(text_of(*place) as usize + 1);
        *end.ok_or(IndexError::Damaged)? += 1;
    }
    let mut end = 0;
    for it in &mut ends {
        end += *it;
        *it = end;
    }
    let mut sorted = vec![0; places.len()];
    for place in places {
        if let Some(at) = ends.get_mut(text_of(*place) as usize) {
            if let Some(into) = sorted.get_mut(*at) {
                *into = *place;
            }
            *at += 1;
        }
    }
    for places in sorted.chunk_by_mut(|one, next| text_of(*one) == text_of(*next)) {
        places.sort_unstable();
    }
    Ok(sorted)
}

/// How often each text has a phrase of a length that begins at these places.
fn apart(starts: Vec<u64>, length: u32) -> Counted {
    counted(starts.into_iter().map(|start| (start, length)))
}

/// How often each text has one of some phrases, by beginning and length, in order.
fn counted(found: impl IntoIterator<Item = (u64, u32)>) -> Counted {
    let mut texts: Vec<(u32, u32)> = Vec::new();
    let (mut end, mut total) = (0, 0);
    for (start, length) in found {
        if start < end {
            continue;
        }
        total += 1;
        let text = text_of(start);
        end = place(text, at_of(start).saturating_add(length));
        match texts.last_mut() {
            Some((last, count)) if *last == text => *count += 1,
            _ => texts.push((text, 1)),
        }
    }
    Counted {
        total,
        counts: Counts::Some(texts),
    }
}
