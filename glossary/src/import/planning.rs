//! An import that is planned entry by entry, so that of many only a few are in memory.

use std::collections::VecDeque;
use std::sync::Arc;

use rayon::prelude::{IntoParallelRefMutIterator, ParallelIterator};

use super::ahead::Ahead;
use super::difference::Difference;
use super::join::Takes;
use super::plan::{PlannedEntry, Policy, decided};
use super::record::{Broken, Place};
use super::records::Records;
use super::turns::{READY, Ready, Turns, blank};
use crate::curate::new_term_with;
use crate::entry::TermSec;
use crate::pinyin::OwnReadings;
use crate::store::{Reader, StoreError, WorkingPair};

/// What importing records does to a termbase, one entry after the other.
///
/// A record means the entry with its uid, else the only one with its term; records that mean the
/// same are joined. Of several entries with its term, it has to say which. Entries may be saved as
/// they come: what comes later is as it would be without that.
#[derive(Debug)]
pub struct Planning {
    pair: WorkingPair,
    policy: Policy,
    own: Arc<OwnReadings>,
    turns: Ahead<Turns>,
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

impl Planning {
    /// Begins to plan an import of `records` into a termbase.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn new(reader: Reader<'_>, records: Records, policy: Policy) -> Result<Self, StoreError> {
        let pair = reader.working_pair()?;
        let own = Arc::new(reader.own_readings()?);
        // Of new entries nothing is asked that the termbase knows, but of candidates.
        let joins = policy != Policy::Ask && !reader.has_candidates()?;
        let is_long = records.len() > READY;
        let mut turns = Turns::new(reader, records, pair.clone(), Arc::clone(&own))?;
        turns.joins = joins.then_some(policy);
        Ok(Self {
            own,
            pair,
            policy,
            turns: Ahead::new(turns, is_long),
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
            while self.ready.is_empty() {
                let Some(turn) = self.turns.next() else {
                    return Ok(None);
                };
                self.ready = turn.ready;
                self.rest.skipped.extend(turn.skipped);
                if self.policy != Policy::Ask {
                    self.join_known(reader)?;
                }
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

    /// Joins the records that mean entries which are there with these, on all processors. No other
    /// record changes them.
    fn join_known(&mut self, reader: Reader<'_>) -> Result<(), StoreError> {
        let may_join = |it: &&mut Ready| it.record.proposed.is_none();
        let mut known: Vec<&mut Ready> = self.ready.iter_mut().filter(may_join).collect();
        let targets = known.iter().filter_map(|it| it.target);
        let mut entries = reader.concepts_numbered(targets)?;
        for ready in &mut known {
            ready.before = ready.target.and_then(|id| entries.remove(&id));
        }
        let (policy, pair) = (self.policy, &self.pair);
        let read = |text: &str| new_term_with(text, None, &self.own);
        let rules = policy.rules(pair, &read);
        known.par_iter_mut().for_each(|ready| {
            if let Some(before) = &ready.before {
                let joined = rules.join(before, &ready.record, &mut |_| policy.takes());
                ready.joined = Some(joined);
            }
        });
        Ok(())
    }

    fn planned(
        &mut self,
        reader: Reader<'_>,
        mut ready: Ready,
        ask: &mut dyn FnMut(&Difference) -> Takes,
    ) -> Result<Option<PlannedEntry>, StoreError> {
        let target = ready.target;
        let pair = &self.pair;
        let joined = ready.joined.take();
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
        let planned = |before, (after, kept)| PlannedEntry {
            place,
            before,
            after,
            kept,
            ties: ready.ties,
        };
        if let Some(joined) = joined {
            return Ok(Some(planned(ready.before, joined)));
        }
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
        let rules = self.policy.rules(pair, &read);
        let before = target.map(|id| reader.concept(id)).transpose()?;
        let mut choose = |difference: &Difference| match self.policy {
            Policy::Ask => ask(difference),
            policy => policy.takes(),
        };
        let joined = match &before {
            Some(before) => rules.join(before, &record, &mut choose),
            None => rules.join(&blank(&record), &record, &mut choose),
        };
        Ok(Some(planned(before, joined)))
    }
}
