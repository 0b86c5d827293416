//! The candidates of the last extraction: derived, made anew at any time.

use std::collections::BTreeSet;

use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::{Reader, StoreError, Work};
use crate::extract::{Candidate, CandidateKind};
use crate::pinyin::Doubts;

/// A candidate with what the dictionaries say of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredCandidate {
    /// What the texts say of it.
    #[serde(flatten)]
    pub candidate: Candidate,
    /// Its reading in the joined spelling.
    pub pinyin: String,
    /// How sure that reading is.
    #[serde(default, skip_serializing_if = "Doubts::is_empty")]
    pub doubt: Doubts,
    /// Names of the dictionaries it is a headword of.
    #[serde(default)]
    pub dictionaries: Vec<String>,
    /// English proposed for it, best first.
    pub suggestions: Vec<crate::dictionary::Suggestion>,
}

/// What a list of things to do says of a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Heading {
    /// The [normal form](crate::words::normal_form).
    pub term: String,
    /// What sort of expression it seems to be.
    pub kind: CandidateKind,
    /// Occurrences outside repeated sentences.
    pub frequency: u32,
}

/// A place where a candidate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StoredOccurrence {
    /// Number of the text.
    pub text_id: i64,
    /// First byte in the body.
    pub start: usize,
    /// Byte after the last one.
    pub end: usize,
}

impl Work<'_> {
    /// Puts the candidates of a new extraction in the place of the former ones. `text_ids` are
    /// the numbers of the texts in the order of the corpus.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written.
    pub fn replace_candidates(
        &mut self,
        candidates: &[StoredCandidate],
        text_ids: &[i64],
    ) -> Result<(), StoreError> {
        let connection = self.connection();
        connection.execute_batch("DELETE FROM candidate; DELETE FROM occurrence;")?;
        let mut insert = connection.prepare_cached(
            "INSERT OR IGNORE INTO candidate (norm, rank, term, data) VALUES (?1, ?2, ?3, ?4)",
        )?;
        let mut place = connection.prepare_cached(
            "INSERT OR IGNORE INTO occurrence (norm, ordinal, text_id, start, end)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for (rank, stored) in (1_i64..).zip(candidates) {
            let norm = crate::words::normal_form(&stored.candidate.term);
            let mut kept = stored.clone();
            // The places have a table of their own.
            kept.candidate.occurrences.clear();
            let data = serde_json::to_string(&kept)?;
            insert.execute(params![norm, rank, stored.candidate.term, data])?;
            for (ordinal, occurrence) in (0_i64..).zip(&stored.candidate.occurrences) {
                let Some(text_id) = text_ids.get(occurrence.document) else {
                    continue;
                };
                let range = &occurrence.range;
                place.execute(params![norm, ordinal, text_id, range.start, range.end])?;
            }
        }
        Ok(())
    }
}

impl Reader<'_> {
    /// The candidates of the last extraction, best first, without their places, which
    /// [`Reader::occurrences`] gives.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn candidates(&self) -> Result<Vec<StoredCandidate>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT data FROM candidate ORDER BY rank")?;
        let mut rows = statement.query([])?;
        let mut candidates = Vec::new();
        while let Some(row) = rows.next()? {
            candidates.push(serde_json::from_str(
                row.get_ref(0)?.as_str().unwrap_or_default(),
            )?);
        }
        Ok(candidates)
    }

    /// The candidates of the last extraction, best first, by what a list of them needs: quicker to read
    /// than [`Reader::candidates`].
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn headings(&self) -> Result<Vec<Heading>, StoreError> {
        // In the order of the file and not of the ranks: there it would be read here and there.
        let mut statement = self
            .connection
            .prepare_cached("SELECT rank, data FROM candidate NOT INDEXED")?;
        let mut rows = statement.query([])?;
        let mut headings: Vec<(i64, Heading)> = Vec::new();
        while let Some(row) = rows.next()? {
            let data = row.get_ref(1)?.as_str().unwrap_or_default();
            headings.push((row.get(0)?, serde_json::from_str(data)?));
        }
        headings.sort_by_key(|(rank, _)| *rank);
        Ok(headings.into_iter().map(|(_, heading)| heading).collect())
    }

    /// Normal forms of the candidates that have a place in a text.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn candidates_in(&self, text_id: i64) -> Result<BTreeSet<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT DISTINCT norm FROM occurrence WHERE text_id = ?1")?;
        let norms = statement.query_map(params![text_id], |row| row.get(0))?;
        Ok(norms.collect::<Result<_, _>>()?)
    }

    /// The candidate with the normal form of `term`, if the last extraction found it.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn candidate(&self, term: &str) -> Result<Option<StoredCandidate>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT data FROM candidate WHERE norm = ?1")?;
        let mut rows = statement.query(params![crate::words::normal_form(term)])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let data: String = row.get(0)?;
        Ok(Some(serde_json::from_str(&data)?))
    }

    /// How often the candidate with a normal form occurs, if the last extraction found it.
    pub(super) fn frequency_of(&self, norm: &str) -> Result<Option<u32>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT data FROM candidate WHERE norm = ?1")?;
        let mut rows = statement.query(params![norm])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let heading: Heading = serde_json::from_str(row.get_ref(0)?.as_str().unwrap_or_default())?;
        Ok(Some(heading.frequency))
    }

    /// Whether the last extraction found any.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub(crate) fn has_candidates(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM candidate)";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// How many candidates the last extraction found.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn candidate_count(&self) -> Result<usize, StoreError> {
        Ok(self
            .connection
            .query_row("SELECT count(*) FROM candidate", [], |row| row.get(0))?)
    }

    /// How many candidates of the last extraction nobody has decided on.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn undecided_count(&self) -> Result<usize, StoreError> {
        Ok(self.connection.query_row(
            "SELECT count(*) FROM candidate WHERE norm NOT IN (SELECT norm FROM decision)",
            [],
            |row| row.get(0),
        )?)
    }

    /// Places where a candidate stands, in texts that are in use, spread over them.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn occurrences(&self, term: &str) -> Result<Vec<StoredOccurrence>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT occurrence.text_id, start, end FROM occurrence
             JOIN text ON text.id = occurrence.text_id AND text.aside IS NULL
             WHERE norm = ?1 ORDER BY ordinal",
        )?;
        let rows = statement.query_map(params![crate::words::normal_form(term)], |row| {
            Ok(StoredOccurrence {
                text_id: row.get(0)?,
                start: row.get(1)?,
                end: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
