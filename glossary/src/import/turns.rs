//! The records of an import in their turn, made ready ahead of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use rayon::prelude::{IntoParallelRefMutIterator, ParallelIterator};

use super::difference::Difference;
use super::plan::{Policy, at_home};
use super::record::{Broken, Given, ImportRecord};
use super::records::{Records, Unpacked};
use super::relate::{Tie, Ties};
use super::resolve::{Fate, Marks, resolve};
use crate::curate::new_term_with;
use crate::entry::{ConceptEntry, TermSec};
use crate::pinyin::OwnReadings;
use crate::store::{Reader, StoreError, WorkingPair};

/// Most terms of one entry; more are rows of a table that is no glossary.
const TERMS: usize = 400;

/// Records that are made ready at once, on all processors.
pub(super) const READY: usize = 256;

/// The records that are taken, some at once, with what can be known of them without the termbase.
#[derive(Debug)]
pub(super) struct Turns {
    pair: WorkingPair,
    own: Arc<OwnReadings>,
    records: Unpacked,
    /// What becomes of each sound record, and how many of them are gone through.
    fates: Vec<Fate>,
    at: usize,
    /// Records that say more of an earlier one, by its place.
    more: BTreeMap<usize, Vec<ImportRecord>>,
    /// Places of the sound records that others refer to, by what the file calls them.
    named: BTreeMap<Box<str>, usize>,
    /// How new entries are made of records; none where they cannot be yet.
    pub(super) joins: Option<Policy>,
}

/// Some records whose turn has come.
#[derive(Debug, Default)]
pub(super) struct Turn {
    pub(super) ready: VecDeque<Ready>,
    /// Those between them that are not taken.
    pub(super) skipped: Vec<Broken>,
}

/// A record whose turn has come.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) record: ImportRecord,
    pub(super) target: Option<i64>,
    pub(super) ties: Ties,
    /// Its terms of which the file does not say how they are read.
    pub(super) terms: Vec<TermSec>,
    /// The entry that it means, as it is.
    pub(super) before: Option<ConceptEntry>,
    /// The entry that it makes of it, and what of the record is not in it.
    pub(super) joined: Option<(ConceptEntry, Vec<Difference>)>,
}

impl Turns {
    /// Goes through all records, to tell which entry each one means.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub(super) fn new(
        reader: Reader<'_>,
        records: Records,
        pair: WorkingPair,
        own: Arc<OwnReadings>,
    ) -> Result<Self, StoreError> {
        let sound = |record| sound(record, &pair).ok();
        let mut marks = Marks::default();
        let mut names: Vec<(Box<str>, usize)> = Vec::new();
        let mut referred: BTreeSet<Box<str>> = BTreeSet::new();
        for (at, record) in records.iter().filter_map(sound).enumerate() {
            marks.push(&record, &pair);
            names.extend(record.name.map(|name| (name.into_boxed_str(), at)));
            let refers = record.refers.into_iter();
            referred.extend(refers.map(|refers| refers.name.into_boxed_str()));
        }
        names.retain(|(name, _)| referred.contains(name));
        let fates = resolve(reader, &pair, marks)?;
        let mut more: BTreeMap<usize, Vec<ImportRecord>> = BTreeMap::new();
        let mut fated = fates.iter();
        if fates.iter().any(|fate| matches!(fate, Fate::More(_))) {
            for record in records.iter().filter_map(sound) {
                if let Some(Fate::More(first)) = fated.next() {
                    more.entry(*first).or_default().push(record);
                }
            }
        }
        Ok(Self {
            pair,
            own,
            records: records.into_iter(),
            fates,
            at: 0,
            more,
            // Of two with one name the first is meant.
            named: names.into_iter().rev().collect(),
            joins: None,
        })
    }

    /// Takes the next sound record, with what others say of the same entry.
    fn take(&mut self, mut record: ImportRecord, turn: &mut Turn) {
        let at = self.at;
        self.at += 1;
        let place = record.place;
        let mut skip = |reason: String| turn.skipped.push(Broken { place, reason });
        let target = match self.fates.get(at) {
            Some(Fate::New) => None,
            Some(Fate::Known(id)) => Some(*id),
            Some(Fate::More(_)) | None => return,
            Some(Fate::Unclear) => {
                return skip(format!(
                    "the file has several entries `{}`; give its uid",
                    shown(&record, &self.pair)
                ));
            }
            Some(Fate::Taken(id, place)) => {
                return skip(format!(
                    "`{}` is entry #{id}, and so is that of {place}; join them in the file",
                    shown(&record, &self.pair)
                ));
            }
            Some(Fate::Several(ids)) => {
                let numbers: Vec<String> = ids.iter().map(|id| format!("#{id}")).collect();
                return skip(format!(
                    "`{}` names {} entries ({}); give its uid, or its number in a column `id`",
                    shown(&record, &self.pair),
                    ids.len(),
                    numbers.join(", ")
                ));
            }
        };
        for more in self.more.remove(&at).unwrap_or_default() {
            if terms(&record) + terms(&more) > TERMS {
                let term = shown(&more, &self.pair);
                turn.skipped.push(Broken {
                    place: more.place,
                    reason: format!("`{term}` has more than {TERMS} terms"),
                });
            } else {
                record.absorb(more);
            }
        }
        let ties = self.ties(at, &mut record);
        turn.ready.push_back(Ready {
            record,
            target,
            ties,
            terms: Vec::new(),
            before: None,
            joined: None,
        });
    }

    /// What a record, which is the sound one at this place, has to do with others that are taken.
    fn ties(&self, at: usize, record: &mut ImportRecord) -> Ties {
        let taken = |name: &str| -> Option<usize> {
            let place = *self.named.get(name)?;
            let place = match self.fates.get(place)? {
                Fate::More(first) => *first,
                _ => place,
            };
            let is_taken = matches!(self.fates.get(place)?, Fate::New | Fate::Known(_));
            is_taken.then_some(place)
        };
        let mut ties = Ties {
            own: Some(at).filter(|_| !self.named.is_empty()),
            others: Vec::new(),
        };
        for refers in std::mem::take(&mut record.refers) {
            match taken(&refers.name) {
                Some(place) => ties.others.push(Tie {
                    relation: refers.relation,
                    is_reverse: refers.is_reverse,
                    place,
                }),
                None => record.remarks.push(refers.remark),
            }
        }
        ties
    }

    /// What the termbase need not be asked for.
    fn make_ready(&self, ready: &mut Ready) {
        let (pair, record) = (&self.pair, &ready.record);
        if ready.target.is_some() || record.proposed.is_some() {
            return;
        }
        let unread = record.terms(&pair.source).filter(|term| match term.pinyin {
            Given::Absent => true,
            Given::Empty => record.uid.is_none(),
            Given::Value(_) => false,
        });
        let read = |text: &str| new_term_with(text, None, &self.own);
        let Some(policy) = self.joins else {
            ready.terms = unread.map(|term| read(&term.text)).collect();
            return;
        };
        let rules = policy.rules(pair, &read);
        let joined = rules.join(&blank(record), record, &mut |_| policy.takes());
        ready.joined = Some(joined);
    }
}

impl Iterator for Turns {
    type Item = Turn;

    fn next(&mut self) -> Option<Turn> {
        let mut turn = Turn::default();
        let mut has_come = false;
        while turn.ready.len() < READY {
            let Some(record) = self.records.next() else {
                break;
            };
            has_come = true;
            match sound(record, &self.pair) {
                Ok(record) => self.take(record, &mut turn),
                Err(broken) => turn.skipped.push(broken),
            }
        }
        let mut ready: Vec<&mut Ready> = turn.ready.iter_mut().collect();
        ready
            .par_iter_mut()
            .for_each(|ready| self.make_ready(ready));
        has_come.then_some(turn)
    }
}

/// A record of which an entry can be made.
fn sound(record: Result<ImportRecord, Broken>, pair: &WorkingPair) -> Result<ImportRecord, Broken> {
    at_home(record?, pair).checked(&pair.source)
}

pub(super) fn blank(record: &ImportRecord) -> ConceptEntry {
    ConceptEntry {
        uid: record.uid.clone().unwrap_or_default(),
        ..ConceptEntry::default()
    }
}

fn terms(record: &ImportRecord) -> usize {
    record.languages.iter().map(|(_, terms)| terms.len()).sum()
}

fn shown(record: &ImportRecord, pair: &WorkingPair) -> String {
    let term = record.terms(&pair.source).next();
    term.map_or_else(String::new, |term| term.text.clone())
}
