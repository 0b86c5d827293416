//! What a review of an alignment leaves in the memory, and what the termbase knows that helps to
//! align.
//!
//! A unit that a person accepted has no score, as nobody doubts it; one that a person rejected is
//! out of use and has none either.

use rusqlite::{OptionalExtension as _, params};
use tmx::TranslationUnit;

use super::row::row;
use super::schema::Table;
use super::{IdentifiedUnit, Reader, StoreError, UnitCounts, Work, WorkingPair};
use crate::parallel::{BeadVerdict, DecidedPair, Known, Revision};
use crate::sync::unit_uid;

/// Pairs of sentences that alignment learns words from, the newest: as many as a book has.
const KNOWN_PAIRS: i64 = 3_000;

impl Work<'_> {
    /// Stores what a decision on an alignment changes in the units of `origin`.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written.
    pub fn revise_units(
        &mut self,
        origin: &str,
        pair: &WorkingPair,
        revision: &Revision,
    ) -> Result<(), StoreError> {
        let unit = |texts: &(String, String)| {
            let (source, target) = ((&pair.source, &*texts.0), (&pair.target, &*texts.1));
            IdentifiedUnit::try_from(TranslationUnit::pair(source, target))
        };
        for texts in &revision.gone {
            let (uid, known) = self.unit_uid(&unit(texts)?)?;
            if known == Some(false) && self.unit_origin(&uid)? == origin {
                let after = row([("aside", self.operation()?.into())]);
                self.change(Table::Unit, &uid, &uid, Some(after))?;
            }
        }
        for (at, texts, score) in &revision.come {
            let mut counts = UnitCounts::default();
            let uid = self.add_unit(origin, *at as i64, &unit(texts)?, *score, &mut counts)?;
            self.change(
                Table::Unit,
                &uid,
                &uid,
                Some(row([("score", (*score).into())])),
            )?;
        }
        if let Some(texts) = &revision.rejected {
            let mut counts = UnitCounts::default();
            // One that was rejected before it was ever stored is stored to be known as such.
            let uid = self.add_unit(origin, 0, &unit(texts)?, None, &mut counts)?;
            if self.unit_origin(&uid)? == origin {
                let after = row([
                    ("aside", self.operation()?.into()),
                    ("score", serde_json::Value::Null),
                ]);
                self.change(Table::Unit, &uid, &uid, Some(after))?;
            }
        }
        Ok(())
    }

    /// Remembers that the files of `origin`, with this fingerprint, are aligned and saved, and below
    /// which score nothing is left to be asked about them; none where they were not reviewed.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written.
    pub fn remember_alignment(
        &mut self,
        origin: &str,
        fingerprint: &str,
        asked: Option<f64>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection().prepare_cached(
            "INSERT OR REPLACE INTO alignment (origin, fingerprint, asked, operation)
             VALUES (?1, ?2, ?3, (SELECT coalesce(max(id), 0) FROM operation))",
        )?;
        statement.execute(params![origin, fingerprint, asked])?;
        Ok(())
    }

    fn unit_origin(&self, uid: &str) -> Result<String, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT origin FROM unit WHERE uid = ?1")?;
        Ok(statement.query_row(params![uid], |row| row.get(0))?)
    }
}

impl Reader<'_> {
    /// Whether files with this fingerprint are aligned and saved as `origin`; with `below`, also
    /// whether nothing with a lower score is left to be asked about. No longer after anything was
    /// taken back, which may have been this.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn is_aligned(
        &self,
        origin: &str,
        fingerprint: &str,
        below: Option<f64>,
    ) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT 1 FROM alignment
             WHERE origin = ?1 AND fingerprint = ?2 AND (?3 IS NULL OR asked >= ?3)
                AND NOT EXISTS (SELECT 1 FROM operation
                    WHERE operation.id > alignment.operation AND undoes IS NOT NULL)",
        )?;
        Ok(statement.exists(params![origin, fingerprint, below])?)
    }

    /// What was decided on the units of an origin, in their order.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn decided_units(
        &self,
        origin: &str,
        pair: &WorkingPair,
    ) -> Result<Vec<DecidedPair>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT source.plain, target.plain, unit.aside IS NOT NULL
             FROM unit {PAIR} WHERE unit.origin = ?3 AND unit.score IS NULL
             ORDER BY unit.ordinal, unit.id"
        ))?;
        let (source, target) = (pair.source.as_str(), pair.target.as_str());
        let rows = statement.query_map(params![source, target, origin], |row| {
            let verdict = match row.get(2)? {
                true => BeadVerdict::Rejected,
                false => BeadVerdict::Accepted,
            };
            Ok(DecidedPair {
                source: row.get(0)?,
                target: row.get(1)?,
                verdict,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What was said of pairs, whatever origin their units have; none of a pair that is in no unit,
    /// or of which nobody said anything.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn verdicts(
        &self,
        pairs: &[(String, String)],
        pair: &WorkingPair,
    ) -> Result<Vec<Option<BeadVerdict>>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT aside IS NOT NULL FROM unit WHERE uid = ?1 AND score IS NULL",
        )?;
        let mut verdict = |texts: &(String, String)| {
            let texts = [
                (pair.source.as_str(), texts.0.as_str()),
                (pair.target.as_str(), texts.1.as_str()),
            ];
            let is_aside = statement
                .query_row(params![unit_uid(&texts, 0)], |row| row.get(0))
                .optional()?;
            Ok(is_aside.map(|is_aside| match is_aside {
                true => BeadVerdict::Rejected,
                false => BeadVerdict::Accepted,
            }))
        };
        pairs.iter().map(&mut verdict).collect()
    }

    /// What helps to align texts of the working pair: the terms of all entries with their
    /// equivalents, and the newest units that a person vouches for.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn known(&self, pair: &WorkingPair) -> Result<Known, StoreError> {
        let (source, target) = (pair.source.as_str(), pair.target.as_str());
        let mut statement = self.connection.prepare_cached(
            "SELECT source.text, target.text FROM term AS source
             JOIN term AS target ON target.concept_id = source.concept_id AND target.lang = ?2
             WHERE source.lang = ?1 AND NOT target.forbidden
             ORDER BY source.text, target.text",
        )?;
        let rows = statement.query_map(params![source, target], |row| row.try_into())?;
        let terms: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT source.plain, target.plain FROM unit {PAIR}
             WHERE unit.aside IS NULL AND unit.score IS NULL
             ORDER BY unit.id DESC LIMIT ?3"
        ))?;
        let rows =
            statement.query_map(params![source, target, KNOWN_PAIRS], |row| row.try_into())?;
        let pairs: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
        Ok(Known::new(terms, pairs))
    }
}

/// Both sides of units, as text.
const PAIR: &str = "JOIN variant AS source ON source.unit_id = unit.id AND source.lang = ?1
    JOIN variant AS target ON target.unit_id = unit.id AND target.lang = ?2";

#[cfg(test)]
mod tests {
    use tmx::{LangTag, Lexicon as _};

    use super::super::Store;
    use super::super::tests::{author, store};
    use super::*;
    use crate::entry::{ConceptEntry, LangSec, TermSec};

    fn texts(zh: &str, en: &str) -> (String, String) {
        (zh.to_owned(), en.to_owned())
    }

    fn aligned(work: &mut Work<'_>, pair: &WorkingPair) {
        let units: Vec<_> = [("你好。", "Hello."), ("再见。", "Thanks.")]
            .into_iter()
            .map(|(zh, en)| {
                let unit = TranslationUnit::pair((&pair.source, zh), (&pair.target, en));
                (unit, Some(0.5))
            })
            .collect();
        work.replace_units("a", &units).unwrap();
    }

    fn scores(store: &Store) -> Vec<(String, Option<f64>)> {
        let mut scores = Vec::new();
        store
            .read()
            .for_each_unit(|stored| {
                scores.push((stored.unit.variants[0].segment.plain_text(), stored.score));
                Ok::<(), StoreError>(())
            })
            .unwrap();
        scores
    }

    #[test]
    fn decisions_are_found_again_in_their_order() {
        let mut store = store();
        let pair = store.read().working_pair().unwrap();
        let mut work = store.begin(&author("align")).unwrap();
        aligned(&mut work, &pair);
        assert_eq!(work.read().decided_units("a", &pair).unwrap(), []);
        let accepted = Revision {
            come: vec![(0, texts("你好。", "Hello."), None)],
            ..Revision::default()
        };
        let rejected = Revision {
            gone: vec![texts("再见。", "Thanks.")],
            rejected: Some(texts("再见。", "Thanks.")),
            ..Revision::default()
        };
        work.revise_units("a", &pair, &accepted).unwrap();
        work.revise_units("a", &pair, &rejected).unwrap();
        let decided = work.read().decided_units("a", &pair).unwrap();
        let verdicts: Vec<_> = decided
            .iter()
            .map(|it| (it.target.as_str(), it.verdict))
            .collect();
        assert_eq!(
            verdicts,
            [
                ("Hello.", BeadVerdict::Accepted),
                ("Thanks.", BeadVerdict::Rejected)
            ]
        );
        assert_eq!(work.read().decided_units("b", &pair).unwrap(), []);
    }

    #[test]
    fn a_decision_is_undone_whole() {
        let mut store = store();
        let pair = store.read().working_pair().unwrap();
        let mut work = store.begin(&author("align")).unwrap();
        aligned(&mut work, &pair);
        work.commit().unwrap();
        let before = scores(&store);
        let mut work = store.begin(&author("align")).unwrap();
        let revision = Revision {
            gone: vec![texts("你好。", "Hello."), texts("再见。", "Thanks.")],
            come: vec![(0, texts("你好。再见。", "Hello. Thanks."), None)],
            rejected: None,
        };
        work.revise_units("a", &pair, &revision).unwrap();
        work.commit().unwrap();
        let mut work = store.begin(&author("undo")).unwrap();
        work.undo(None).unwrap();
        work.commit().unwrap();
        assert_eq!(scores(&store), before);
    }

    #[test]
    fn an_alignment_is_known_until_its_files_change_or_something_is_taken_back() {
        let mut store = store();
        let pair = store.read().working_pair().unwrap();
        let mut work = store.begin(&author("align")).unwrap();
        aligned(&mut work, &pair);
        work.remember_alignment("a", "1", None).unwrap();
        work.commit().unwrap();
        let is_aligned = |store: &Store, origin, fingerprint, below| {
            let reader = store.read();
            reader.is_aligned(origin, fingerprint, below).unwrap()
        };
        assert!(is_aligned(&store, "a", "1", None));
        assert!(!is_aligned(&store, "a", "2", None));
        assert!(!is_aligned(&store, "b", "1", None));
        assert!(!is_aligned(&store, "a", "1", Some(0.5)));
        let mut work = store.begin(&author("align")).unwrap();
        work.remember_alignment("a", "1", Some(0.9)).unwrap();
        work.commit().unwrap();
        assert!(is_aligned(&store, "a", "1", Some(0.9)));
        assert!(!is_aligned(&store, "a", "1", Some(0.95)));
        let mut work = store.begin(&author("undo")).unwrap();
        work.undo(None).unwrap();
        work.commit().unwrap();
        assert!(!is_aligned(&store, "a", "1", None));
    }

    #[test]
    fn what_a_unit_of_another_origin_says_stays() {
        let mut store = store();
        let pair = store.read().working_pair().unwrap();
        let mut work = store.begin(&author("align")).unwrap();
        aligned(&mut work, &pair);
        let revision = Revision {
            gone: vec![texts("你好。", "Hello.")],
            ..Revision::default()
        };
        work.revise_units("b", &pair, &revision).unwrap();
        let mut units = 0;
        work.read()
            .for_each_unit(|_| {
                units += 1;
                Ok::<(), StoreError>(())
            })
            .unwrap();
        assert_eq!(units, 2);
    }

    #[test]
    fn entries_and_accepted_units_help_to_align() {
        let mut store = store();
        let pair = store.read().working_pair().unwrap();
        let mut work = store.begin(&author("align")).unwrap();
        aligned(&mut work, &pair);
        let accepted = Revision {
            come: vec![(0, texts("你好。", "Hello."), None)],
            ..Revision::default()
        };
        work.revise_units("a", &pair, &accepted).unwrap();
        let section = |lang: &LangTag, term: &str| LangSec {
            lang: lang.clone(),
            terms: vec![TermSec::new(term)],
        };
        let entry = ConceptEntry {
            languages: vec![
                section(&pair.source, "碧海贷"),
                section(&pair.target, "azure loan"),
            ],
            ..ConceptEntry::default()
        };
        work.save_concept(&entry).unwrap();
        let known = work.read().known(&pair).unwrap();
        assert_eq!(known.pairs(), [texts("你好。", "Hello.")]);
        assert_eq!(known.glosses("碧海贷"), ["azure loan"]);
    }
}
