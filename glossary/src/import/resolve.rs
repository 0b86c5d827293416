//! Which entry a record means: by its identifier, else by its term.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use rustc_hash::FxHashMap;

use super::record::{ImportRecord, ImportTerm, Place};
use crate::store::{Reader, StoreError, WorkingPair};
use crate::words::normal_form;

/// What tells which entry a record means; terms in normal form.
#[derive(Debug, Default)]
pub(super) struct Mark {
    place: Place,
    uid: Option<Box<str>>,
    number: Option<i64>,
    is_concept: bool,
    /// Its terms, in their order.
    terms: Vec<Box<str>>,
    /// Its equivalents, sorted, each once.
    equivalents: Vec<Box<str>>,
}

impl Mark {
    pub(super) fn of(record: &ImportRecord, pair: &WorkingPair) -> Self {
        let norm = |term: &ImportTerm| normal_form(&term.text).into_boxed_str();
        let mut terms: Vec<Box<str>> = record.terms(&pair.source).map(norm).collect();
        terms.shrink_to_fit();
        let mut equivalents = Vec::new();
        if record.is_concept {
            equivalents = set(record.terms(&pair.target).map(norm).collect());
        }
        Self {
            place: record.place,
            uid: record.uid.as_deref().map(Into::into),
            number: record.number,
            is_concept: record.is_concept,
            terms,
            equivalents,
        }
    }

    fn term(&self) -> &str {
        self.terms.first().map_or("", |term| term)
    }

    /// What another record of the same entry tells as well.
    fn absorb(&mut self, other: Self) {
        self.number = self.number.or(other.number);
        for term in other.terms {
            if !self.terms.contains(&term) {
                self.terms.push(term);
            }
        }
        self.equivalents.extend(other.equivalents);
        self.equivalents = set(std::mem::take(&mut self.equivalents));
    }
}

/// What becomes of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// It makes an entry.
    New,
    /// It means the entry with this number.
    Known(i64),
    /// It says more of what the record at this place among all of them says.
    More(usize),
    /// The file has several entries with its term, and it does not say which.
    Unclear,
    /// An earlier record means the same entry.
    Taken(i64, Place),
    /// The termbase has several entries with its term.
    Several(Vec<i64>),
}

/// What becomes of each record.
pub(super) fn resolve(
    reader: Reader<'_>,
    pair: &WorkingPair,
    marks: Vec<Mark>,
) -> Result<Vec<Fate>, StoreError> {
    let (mut fates, marks) = group(marks);
    let targets = targets(reader, pair, &marks)?;
    let mut firsts = fates.iter_mut().filter(|fate| **fate == Fate::New);
    for target in targets {
        if let Some(fate) = firsts.next() {
            *fate = target;
        }
    }
    Ok(fates)
}

/// What becomes of each record, as far as the file says, and what tells which entries those mean that
/// are the first to mean one: together with all others that do.
fn group(mut marks: Vec<Mark>) -> (Vec<Fate>, Vec<Mark>) {
    let mut identified: BTreeMap<Box<str>, BTreeSet<Box<str>>> = BTreeMap::new();
    if marks.iter().any(|mark| mark.uid.is_none()) {
        for mark in &marks {
            if let Some(uid) = &mark.uid {
                let uids = identified.entry(mark.term().into()).or_default();
                uids.insert(uid.clone());
            }
        }
    }
    let mut known: FxHashMap<u128, usize> = FxHashMap::default();
    let mut fates = Vec::with_capacity(marks.len());
    for at in 0..marks.len() {
        let Some(mark) = marks.get_mut(at) else {
            break;
        };
        let uids = identified.get(mark.term());
        let mut uids = uids.into_iter().flatten();
        let key = match (&mark.uid, uids.next(), uids.next()) {
            (Some(uid), ..) => key(true, uid, &[]),
            // Of two concepts with one term neither is the other, unless they say the same.
            (None, ..) if mark.is_concept && !mark.equivalents.is_empty() => {
                key(false, mark.term(), &mark.equivalents)
            }
            (None, Some(uid), None) => key(true, uid, &[]),
            (None, None, _) => key(false, mark.term(), &[]),
            (None, ..) => {
                fates.push(Fate::Unclear);
                continue;
            }
        };
        let first = *known.entry(key).or_insert(at);
        if first == at {
            fates.push(Fate::New);
            continue;
        }
        fates.push(Fate::More(first));
        let more = std::mem::take(mark);
        if let Some(first) = marks.get_mut(first) {
            first.absorb(more);
        }
    }
    let mut fated = fates.iter();
    marks.retain(|_| fated.next() == Some(&Fate::New));
    (fates, marks)
}

/// What two records that mean one entry have in common: a uid, or a term and equivalents. 128 bits
/// of it are never those of another.
fn key(is_uid: bool, name: &str, equivalents: &[Box<str>]) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, is_uid, name, equivalents).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// What becomes of the records that are the first to mean an entry.
fn targets(
    reader: Reader<'_>,
    pair: &WorkingPair,
    marks: &[Mark],
) -> Result<Vec<Fate>, StoreError> {
    let mut by_uid = Vec::with_capacity(marks.len());
    for mark in marks {
        by_uid.push(match &mark.uid {
            Some(uid) => reader.concept_with_uid(uid)?,
            None => None,
        });
    }
    let claimed: BTreeSet<i64> = by_uid.iter().copied().flatten().collect();
    let homonyms = homonyms(marks);
    let mut taken: BTreeMap<i64, Place> = BTreeMap::new();
    let mut targets = Vec::with_capacity(marks.len());
    for (mark, known) in marks.iter().zip(by_uid) {
        if let Some(id) = known {
            targets.push(Fate::Known(id));
            continue;
        }
        let mut ids = BTreeSet::new();
        for term in mark.terms.iter().filter(|term| !term.is_empty()) {
            ids.extend(reader.concepts_named(&pair.source, term)?);
        }
        ids.retain(|id| !claimed.contains(id));
        if let Some(number) = mark.number.filter(|number| ids.contains(number)) {
            ids = BTreeSet::from([number]);
        }
        let mut terms = mark.terms.iter();
        let is_homonym = terms.any(|term| homonyms.contains(&**term));
        let has_equivalent = !mark.equivalents.is_empty();
        if mark.is_concept && has_equivalent && (is_homonym || ids.len() > 1) {
            // Its equivalents say which of them it is; with none of theirs it is another one.
            let (mut equal, mut near) = (BTreeSet::new(), BTreeSet::new());
            for id in ids {
                let entry = reader.concept(id)?;
                let terms = entry.terms(&pair.target);
                let norm = |text: &str| normal_form(text).into_boxed_str();
                let theirs = set(terms.map(|term| norm(&term.text)).collect());
                if mark.equivalents == theirs {
                    equal.insert(id);
                }
                if mark.equivalents.iter().any(|own| theirs.contains(own)) {
                    near.insert(id);
                }
            }
            ids = if equal.is_empty() { near } else { equal };
        }
        let ids: Vec<i64> = ids.into_iter().collect();
        targets.push(match ids.as_slice() {
            [] => Fate::New,
            [id] => match taken.get(id) {
                Some(place) => Fate::Taken(*id, *place),
                None => {
                    taken.insert(*id, mark.place);
                    Fate::Known(*id)
                }
            },
            _ => Fate::Several(ids),
        });
    }
    Ok(targets)
}

fn set(mut terms: Vec<Box<str>>) -> Vec<Box<str>> {
    terms.sort_unstable();
    terms.dedup();
    terms.shrink_to_fit();
    terms
}

/// Terms that several concepts of a file have, in normal form.
fn homonyms(marks: &[Mark]) -> BTreeSet<&str> {
    let (mut met, mut several): (BTreeMap<&str, usize>, _) = (BTreeMap::new(), BTreeSet::new());
    for (at, mark) in marks.iter().enumerate() {
        if !mark.is_concept {
            continue;
        }
        for term in &mark.terms {
            if *met.entry(term).or_insert(at) != at {
                several.insert(&**term);
            }
        }
    }
    several
}
