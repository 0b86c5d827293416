//! An import that is planned entry by entry, so that of many only a few are in memory.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rayon::prelude::{IntoParallelRefMutIterator, ParallelIterator};

use super::difference::Difference;
use super::join::{Rules, Takes};
use super::plan::{PlannedEntry, Policy, at_home, decided};
use super::record::{Broken, Given, ImportRecord, Place};
use super::records::{Records, Unpacked};
use super::relate::{Tie, Ties};
use super::resolve::{Fate, Mark, resolve};
use crate::curate::new_term_with;
use crate::entry::{ConceptEntry, TermSec};
use crate::pinyin::OwnReadings;
use crate::store::{Reader, StoreError, WorkingPair};

/// Most terms of one entry; more are rows of a table that is no glossary.
const TERMS: usize = 400;

/// Entries that are made ready at once, on all processors.
const READY: usize = 1_024;

/// What importing records does to a termbase, one entry after the other.
///
/// A record means the entry with its uid, else the only one with its term; records that mean the
/// same are joined. Of several entries with its term, it has to say which. Entries may be saved as
/// they come: what comes later is as it would be without that.
#[derive(Debug)]
pub struct Planning {
    pair: WorkingPair,
    policy: Policy,
    own: OwnReadings,
    records: Unpacked,
    /// What becomes of each sound record, and how many of them are gone through.
    fates: Vec<Fate>,
    at: usize,
    /// Records that say more of an earlier one, by its place.
    more: BTreeMap<usize, Vec<ImportRecord>>,
    /// Places of the sound records that others refer to, by what the file calls them.
    named: BTreeMap<Box<str>, usize>,
    ready: VecDeque<Ready>,
    rest: Unplanned,
}

/// What an import does not make an entry of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unplanned {
    /// Rows of our own list of candidates that say nothing new.
    pub undecided: usize,
    /// What is not taken.
    pub skipped: Vec<Broken>,
    /// What a person should look at although it is taken.
    pub warnings: Vec<(Place, String)>,
}

/// A record whose turn has come.
#[derive(Debug)]
struct Ready {
    record: ImportRecord,
    target: Option<i64>,
    ties: Ties,
    /// Its terms of which the file does not say how they are read.
    terms: Vec<TermSec>,
}

impl Planning {
    /// Begins to plan an import of `records` into a termbase.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn new(reader: Reader<'_>, records: Records, policy: Policy) -> Result<Self, StoreError> {
        let pair = reader.working_pair()?;
        let sound = |record: Result<ImportRecord, Broken>| sound(record, &pair).ok();
        let mut marks = Vec::with_capacity(records.len());
        let mut names: Vec<(Box<str>, usize)> = Vec::new();
        let mut referred: BTreeSet<Box<str>> = BTreeSet::new();
        for (at, record) in records.iter().filter_map(sound).enumerate() {
            marks.push(Mark::of(&record, &pair));
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
            own: reader.own_readings()?,
            pair,
            policy,
            records: records.into_iter(),
            fates,
            at: 0,
            more,
            // Of two with one name the first is meant.
            named: names.into_iter().rev().collect(),
            ready: VecDeque::new(),
            rest: Unplanned::default(),
        })
    }

    /// The next entry; `ask` decides for [`Policy::Ask`].
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn next(
        &mut self,
        reader: Reader<'_>,
        ask: &mut dyn FnMut(&Difference) -> Takes,
    ) -> Result<Option<PlannedEntry>, StoreError> {
        loop {
            if self.ready.is_empty() {
                self.make_ready();
            }
            let Some(ready) = self.ready.pop_front() else {
                return Ok(None);
            };
            if let Some(planned) = self.planned(reader, ready, ask)? {
                return Ok(Some(planned));
            }
        }
    }

    /// What no entry was made of, once all have come.
    #[must_use]
    pub fn rest(mut self) -> Unplanned {
        self.rest.skipped.sort_by_key(|broken| broken.place);
        self.rest
    }

    fn make_ready(&mut self) {
        while self.ready.len() < READY {
            let Some(record) = self.records.next() else {
                break;
            };
            match sound(record, &self.pair) {
                Ok(record) => self.take(record),
                Err(broken) => self.rest.skipped.push(broken),
            }
        }
        let (pair, own) = (&self.pair, &self.own);
        let ready: Vec<&mut Ready> = self.ready.iter_mut().collect();
        let mut ready = ready;
        ready.par_iter_mut().for_each(|ready| {
            let record = &ready.record;
            if ready.target.is_some() || record.proposed.is_some() {
                return;
            }
            let unread = record.terms(&pair.source).filter(|term| match term.pinyin {
                Given::Absent => true,
                Given::Empty => record.uid.is_none(),
                Given::Value(_) => false,
            });
            let terms = unread.map(|term| new_term_with(&term.text, None, own));
            ready.terms = terms.collect();
        });
    }

    /// Takes the next sound record, with what others say of the same entry.
    fn take(&mut self, mut record: ImportRecord) {
        let at = self.at;
        self.at += 1;
        let place = record.place;
        let mut skip = |reason: String| self.rest.skipped.push(Broken { place, reason });
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
                self.rest.skipped.push(Broken {
                    place: more.place,
                    reason: format!("`{term}` has more than {TERMS} terms"),
                });
            } else {
                record.absorb(more);
            }
        }
        let ties = self.ties(at, &mut record);
        self.ready.push_back(Ready {
            record,
            target,
            ties,
            terms: Vec::new(),
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

    fn planned(
        &mut self,
        reader: Reader<'_>,
        ready: Ready,
        ask: &mut dyn FnMut(&Difference) -> Takes,
    ) -> Result<Option<PlannedEntry>, StoreError> {
        let target = ready.target;
        let pair = &self.pair;
        let Some(mut record) =
            decided(reader, ready.record, target, pair, &mut self.rest.undecided)?
        else {
            return Ok(None);
        };
        let place = record.place;
        let warnings = std::mem::take(&mut record.warnings).into_iter();
        self.rest
            .warnings
            .extend(warnings.map(|warning| (place, warning)));
        let candidate = match (target, record.terms(&pair.source).next()) {
            (None, Some(term)) => reader.candidate(&term.text)?,
            _ => None,
        };
        let candidate = candidate.as_ref().map(|stored| &stored.candidate);
        let read = |text: &str| -> TermSec {
            let known = ready.terms.iter().find(|term| term.text == text.trim());
            match known.filter(|_| candidate.is_none()) {
                Some(term) => term.clone(),
                None => new_term_with(text, candidate, &self.own),
            }
        };
        let rules = Rules {
            pair,
            adds: self.policy != Policy::Keep,
            clears: self.policy == Policy::Replace,
            read: &read,
        };
        let before = target.map(|id| reader.concept(id)).transpose()?;
        let mut choose = |difference: &Difference| match self.policy {
            Policy::Keep | Policy::Merge => Takes::Ours,
            Policy::Replace => Takes::Theirs,
            Policy::Ask => ask(difference),
        };
        let (after, kept) = match &before {
            Some(before) => rules.join(before, &record, &mut choose),
            None => rules.join(&blank(&record), &record, &mut choose),
        };
        Ok(Some(PlannedEntry {
            place,
            before,
            after,
            kept,
            ties: ready.ties,
        }))
    }
}

/// A record of which an entry can be made.
fn sound(record: Result<ImportRecord, Broken>, pair: &WorkingPair) -> Result<ImportRecord, Broken> {
    at_home(record?, pair).checked(&pair.source)
}

fn blank(record: &ImportRecord) -> ConceptEntry {
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
