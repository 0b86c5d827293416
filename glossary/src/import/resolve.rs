//! Which entry a record means: by its identifier, else by its term.

use std::cell::LazyCell;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use rustc_hash::FxHashMap;

use super::record::{ImportRecord, ImportTerm, Place};
use crate::store::{Reader, StoreError, WorkingPair};
use crate::words::normal_form;

/// What tells which entries the records of a file mean, all texts one behind the other: of many
/// records it takes a third of the memory that values of their own would.
#[derive(Debug, Default)]
pub(super) struct Marks {
    text: String,
    list: Vec<Mark>,
}

/// What tells which entry a record means.
#[derive(Debug)]
struct Mark {
    place: Place,
    number: Option<i64>,
    uid: Option<Span>,
    is_concept: bool,
    /// Its terms, in their order.
    terms: Span,
    equivalents: Span,
    /// Terms and equivalents that other records of the same entry tell.
    more: Vec<(Span, Span)>,
}

/// Where a text lies among all: a uid, or terms in normal form, each with a break behind it, which
/// none of them has.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u32,
    length: u32,
}

impl Marks {
    /// Adds what tells which entry a record means.
    pub(super) fn push(&mut self, record: &ImportRecord, pair: &WorkingPair) {
        let norm = |term: &ImportTerm| normal_form(&term.text);
        let terms = self.keep(record.terms(&pair.source).map(norm));
        let target = Some(&pair.target).filter(|_| record.is_concept);
        let equivalents = target.into_iter().flat_map(|lang| record.terms(lang));
        let mark = Mark {
            place: record.place,
            number: record.number,
            uid: record.uid.as_deref().map(|uid| self.keep([uid])),
            is_concept: record.is_concept,
            terms,
            equivalents: self.keep(equivalents.map(norm)),
            more: Vec::new(),
        };
        self.list.push(mark);
    }

    fn keep(&mut self, texts: impl IntoIterator<Item = impl AsRef<str>>) -> Span {
        let start = self.text.len();
        for text in texts {
            self.text.push_str(text.as_ref());
            self.text.push(BREAK);
        }
        // Four gigabytes of terms are no glossary.
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Span {
            start: narrow(start),
            length: narrow(self.text.len() - start),
        }
    }

    fn text(&self, span: Span) -> &str {
        let start = span.start as usize;
        let text = self.text.get(start..start + span.length as usize);
        text.unwrap_or_default()
    }

    fn uid(&self, mark: &Mark) -> Option<&str> {
        self.text(mark.uid?).strip_suffix(BREAK)
    }

    /// The terms of a mark in their order, perhaps one twice.
    fn terms<'m>(&'m self, mark: &'m Mark) -> impl Iterator<Item = &'m str> {
        let more = mark.more.iter().map(|(terms, _)| *terms);
        let spans = std::iter::once(mark.terms).chain(more);
        spans.flat_map(|span| self.text(span).split_terminator(BREAK))
    }

    fn term(&self, mark: &Mark) -> &str {
        let terms = self.text(mark.terms);
        terms.split_terminator(BREAK).next().unwrap_or_default()
    }

    /// The equivalents of a mark, sorted, each once.
    fn equivalents(&self, mark: &Mark) -> Vec<&str> {
        let more = mark.more.iter().map(|(_, equivalents)| *equivalents);
        let spans = std::iter::once(mark.equivalents).chain(more);
        set(spans
            .flat_map(|span| self.text(span).split_terminator(BREAK))
            .collect())
    }

    /// Adds to a mark what another record of the same entry tells as well.
    fn absorb(&mut self, first: usize, other: usize) {
        let Some(other) = self.list.get(other) else {
            return;
        };
        let (number, more) = (other.number, (other.terms, other.equivalents));
        if let Some(first) = self.list.get_mut(first) {
            first.number = first.number.or(number);
            first.more.push(more);
        }
    }
}

/// Stands behind each text.
const BREAK: char = '\n';

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
    mut marks: Marks,
) -> Result<Vec<Fate>, StoreError> {
    let mut fates = group(&mut marks);
    let targets = targets(reader, pair, &marks)?;
    let mut firsts = fates.iter_mut().filter(|fate| **fate == Fate::New);
    for target in targets {
        if let Some(fate) = firsts.next() {
            *fate = target;
        }
    }
    Ok(fates)
}

/// What becomes of each record, as far as the file says. What tells which entries those mean that
/// are the first to mean one stays, together with all others that do.
fn group(marks: &mut Marks) -> Vec<Fate> {
    let mut identified: BTreeMap<Box<str>, BTreeSet<Box<str>>> = BTreeMap::new();
    if marks.list.iter().any(|mark| mark.uid.is_none()) {
        for mark in &marks.list {
            if let Some(uid) = marks.uid(mark) {
                let uids = identified.entry(marks.term(mark).into()).or_default();
                uids.insert(uid.into());
            }
        }
    }
    let mut known: FxHashMap<u128, usize> = FxHashMap::default();
    let mut fates = Vec::with_capacity(marks.list.len());
    for at in 0..marks.list.len() {
        let Some(mark) = marks.list.get(at) else {
            break;
        };
        let term = marks.term(mark);
        let uids = identified.get(term);
        let mut uids = uids.into_iter().flatten();
        let key = match (marks.uid(mark), uids.next(), uids.next()) {
            (Some(uid), ..) => key(true, uid, &[]),
            // Of two concepts with one term neither is the other, unless they say the same.
            (None, ..) if mark.is_concept && mark.equivalents.length > 0 => {
                key(false, term, &marks.equivalents(mark))
            }
            (None, Some(uid), None) => key(true, uid, &[]),
            (None, None, _) => key(false, term, &[]),
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
        marks.absorb(first, at);
    }
    let mut fated = fates.iter();
    marks.list.retain(|_| fated.next() == Some(&Fate::New));
    fates
}

/// What two records that mean one entry have in common: a uid, or a term and equivalents. 128 bits
/// of it are never those of another.
fn key(is_uid: bool, name: &str, equivalents: &[&str]) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, is_uid, name, equivalents).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// What becomes of the records that are the first to mean an entry.
fn targets(reader: Reader<'_>, pair: &WorkingPair, marks: &Marks) -> Result<Vec<Fate>, StoreError> {
    let mut by_uid = Vec::with_capacity(marks.list.len());
    for mark in &marks.list {
        by_uid.push(match marks.uid(mark) {
            Some(uid) => reader.concept_with_uid(uid)?,
            None => None,
        });
    }
    let claimed: BTreeSet<i64> = by_uid.iter().copied().flatten().collect();
    let homonyms = LazyCell::new(|| homonyms(marks));
    let mut taken: BTreeMap<i64, Place> = BTreeMap::new();
    let mut targets = Vec::with_capacity(marks.list.len());
    for (mark, known) in marks.list.iter().zip(by_uid) {
        if let Some(id) = known {
            targets.push(Fate::Known(id));
            continue;
        }
        let mut ids = BTreeSet::new();
        for term in marks.terms(mark).filter(|term| !term.is_empty()) {
            ids.extend(reader.concepts_named(&pair.source, term)?);
        }
        ids.retain(|id| !claimed.contains(id));
        if let Some(number) = mark.number.filter(|number| ids.contains(number)) {
            ids = BTreeSet::from([number]);
        }
        let equivalents = marks.equivalents(mark);
        let may_be_another = mark.is_concept && !equivalents.is_empty() && !ids.is_empty();
        let is_homonym = || marks.terms(mark).any(|term| homonyms.contains(term));
        if may_be_another && (ids.len() > 1 || is_homonym()) {
            // Its equivalents say which of them it is; with none of theirs it is another one.
            let (mut equal, mut near) = (BTreeSet::new(), BTreeSet::new());
            for id in ids {
                let entry = reader.concept(id)?;
                let terms = entry.terms(&pair.target);
                let theirs: Vec<String> = terms.map(|term| normal_form(&term.text)).collect();
                let theirs = set(theirs.iter().map(String::as_str).collect());
                if equivalents == theirs {
                    equal.insert(id);
                }
                if equivalents.iter().any(|own| theirs.contains(own)) {
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

fn set(mut terms: Vec<&str>) -> Vec<&str> {
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Terms that several concepts of a file have, in normal form.
fn homonyms(marks: &Marks) -> BTreeSet<&str> {
    let (mut met, mut several): (FxHashMap<&str, usize>, _) =
        (FxHashMap::default(), BTreeSet::new());
    for (at, mark) in marks.list.iter().enumerate() {
        if !mark.is_concept {
            continue;
        }
        for term in marks.terms(mark) {
            if *met.entry(term).or_insert(at) != at {
                several.insert(term);
            }
        }
    }
    several
}
