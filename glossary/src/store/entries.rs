//! Entries as they are read out of the termbase.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rusqlite::{Row, params};
use serde::de::DeserializeOwned;
use tmx::LangTag;

use super::row::parsed;
use super::{Reader, StoreError};
use crate::entry::{ConceptEntry, LangSec, TermSec, Usage};

/// Entries that are read at once.
const AT_ONCE: i64 = 256;

/// All entries of a termbase, in the order of their numbers; see [`Reader::concepts`].
#[derive(Debug)]
pub struct Concepts<'c> {
    reader: Reader<'c>,
    ready: VecDeque<ConceptEntry>,
    /// The lowest number that may still come.
    from: i64,
}

impl Iterator for Concepts<'_> {
    type Item = Result<ConceptEntry, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty() {
            match self.reader.some_concepts(self.from, i64::MAX, AT_ONCE) {
                Ok(entries) => self.ready = entries.into(),
                Err(error) => return Some(Err(error)),
            }
            self.from = self.ready.back().map_or(self.from, |last| last.id + 1);
        }
        self.ready.pop_front().map(Ok)
    }
}

impl<'c> Reader<'c> {
    /// The entry of a concept.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] when there is no such concept.
    pub fn concept(&self, id: i64) -> Result<ConceptEntry, StoreError> {
        let mut entries = self.some_concepts(id, id, 1)?;
        entries.pop().ok_or_else(|| StoreError::NotFound {
            noun: "entry",
            name: format!("#{id}"),
        })
    }

    /// All entries, in the order of their numbers: quicker to read than one by one, and only a few
    /// are in memory.
    #[must_use]
    pub fn concepts(self) -> Concepts<'c> {
        Concepts {
            reader: self,
            ready: VecDeque::new(),
            from: i64::MIN,
        }
    }

    /// The entries with these numbers, as far as there are any: quicker to read than one by one where
    /// numbers follow each other.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn concepts_numbered(
        &self,
        ids: impl IntoIterator<Item = i64>,
    ) -> Result<BTreeMap<i64, ConceptEntry>, StoreError> {
        let ids: BTreeSet<i64> = ids.into_iter().collect();
        let mut ids = ids.into_iter().peekable();
        let mut entries = BTreeMap::new();
        while let Some(first) = ids.next() {
            let mut last = first;
            while let Some(next) = ids.next_if(|id| *id == last + 1) {
                last = next;
            }
            let found = self.some_concepts(first, last, i64::MAX)?;
            entries.extend(found.into_iter().map(|entry| (entry.id, entry)));
        }
        Ok(entries)
    }

    /// Numbers of all concepts, ascending.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn concept_ids(&self) -> Result<Vec<i64>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id FROM concept ORDER BY id")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The entries with numbers between `first` and `last`, at most `limit` of them, ascending.
    fn some_concepts(
        &self,
        first: i64,
        last: i64,
        limit: i64,
    ) -> Result<Vec<ConceptEntry>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, uid, subject, definition, note, customer, project, do_not_translate,
                    approved_by, related
             FROM concept WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3",
        )?;
        let mut rows = statement.query(params![first, last, limit])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(ConceptEntry {
                id: row.get(0)?,
                uid: row.get(1)?,
                subject: row.get(2)?,
                definition: row.get(3)?,
                note: row.get(4)?,
                customer: row.get(5)?,
                project: row.get(6)?,
                do_not_translate: row.get(7)?,
                approved_by: row.get(8)?,
                related: list(row, 9)?,
                languages: Vec::new(),
            });
        }
        if let (Some(first), Some(last)) = (entries.first(), entries.last()) {
            let range = (first.id, last.id);
            self.add_terms(range, &mut entries)?;
        }
        Ok(entries)
    }

    /// Gives entries, all that there are between two numbers, their terms.
    fn add_terms(
        &self,
        (first, last): (i64, i64),
        entries: &mut [ConceptEntry],
    ) -> Result<(), StoreError> {
        let mut usages = self.usages(first, last)?.into_iter().peekable();
        let mut statement = self.connection.prepare_cached(
            "SELECT concept_id, id, lang, text, pinyin, pinyin_doubt, part_of_speech, forbidden,
                    note, term_type, contexts
             FROM term WHERE concept_id BETWEEN ?1 AND ?2 ORDER BY concept_id, ordinal, id",
        )?;
        let mut rows = statement.query(params![first, last])?;
        let mut entries = entries.iter_mut().peekable();
        let mut tags: Vec<LangTag> = Vec::new();
        while let Some(row) = rows.next()? {
            let concept: i64 = row.get(0)?;
            while entries.next_if(|entry| entry.id < concept).is_some() {}
            let Some(entry) = entries.peek_mut().filter(|entry| entry.id == concept) else {
                continue;
            };
            let id: i64 = row.get(1)?;
            let usage = std::iter::from_fn(|| usages.next_if(|(term, _)| *term == id));
            let term = TermSec {
                usage: usage.map(|(_, usage)| usage).collect(),
                text: row.get(3)?,
                pinyin: row.get(4)?,
                doubt: optional(row, 5)?.unwrap_or_default(),
                part_of_speech: parsed(row.get_ref(6)?.as_str().unwrap_or_default())?,
                forbidden: row.get(7)?,
                note: row.get(8)?,
                term_type: optional(row, 9)?,
                contexts: list(row, 10)?,
            };
            let lang = row.get_ref(2)?.as_str().unwrap_or_default();
            let lang = tag(lang, &mut tags)?;
            let mut sections = entry.languages.iter_mut();
            match sections.find(|section| section.lang == lang) {
                Some(section) => section.terms.push(term),
                None => entry.languages.push(LangSec {
                    lang,
                    terms: vec![term],
                }),
            }
        }
        Ok(())
    }

    /// The periods of use of the terms of some concepts, with the numbers of the terms, in the order
    /// of these.
    fn usages(&self, first: i64, last: i64) -> Result<Vec<(i64, Usage)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT term.id, status, since, until, source
             FROM term CROSS JOIN usage ON usage.term_id = term.id
             WHERE concept_id BETWEEN ?1 AND ?2
             ORDER BY concept_id, term.ordinal, term.id, usage.ordinal",
        )?;
        let mut rows = statement.query(params![first, last])?;
        let mut usages = Vec::new();
        while let Some(row) = rows.next()? {
            let usage = Usage {
                status: optional(row, 1)?,
                from: optional(row, 2)?,
                until: optional(row, 3)?,
                source: row.get(4)?,
            };
            usages.push((row.get(0)?, usage));
        }
        Ok(usages)
    }
}

/// A language tag; the few that there are are put together once.
fn tag(text: &str, known: &mut Vec<LangTag>) -> Result<LangTag, StoreError> {
    if let Some(tag) = known.iter().find(|tag| tag.as_str() == text) {
        return Ok(tag.clone());
    }
    let tag: LangTag = parsed(text)?;
    known.push(tag.clone());
    Ok(tag)
}

/// What a cell says, where it says something.
fn optional<T>(row: &Row<'_>, column: usize) -> Result<Option<T>, StoreError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let text = row.get_ref(column)?.as_str_or_null();
    let text = text.map_err(rusqlite::Error::from)?;
    text.map(parsed).transpose()
}

/// A list that is stored as JSON; nearly all are empty.
fn list<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<Vec<T>, StoreError> {
    Ok(match row.get_ref(column)?.as_str().unwrap_or_default() {
        "[]" => Vec::new(),
        list => serde_json::from_str(list)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{author, store};
    use super::*;
    use crate::entry::AdministrativeStatus;

    #[test]
    fn entries_that_are_read_together_are_those_that_are_read_one_by_one() {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        let count = 265;
        for number in 0..count {
            let english = (0..number % 4).map(|variant| TermSec {
                usage: (0..variant)
                    .map(|period| Usage {
                        status: Some(AdministrativeStatus::Admitted),
                        from: format!("{}", 2000 + period).parse().ok(),
                        until: None,
                        source: Some(format!("source {number}")),
                    })
                    .collect(),
                ..TermSec::new(format!("harbour {number} {variant}"))
            });
            let sections = [
                (
                    LangTag::chinese(),
                    vec![TermSec::new(format!("港口{number}号"))],
                ),
                (LangTag::english(), english.collect()),
                (LangTag::traditional_chinese(), vec![TermSec::new("港")]),
            ];
            let sections = sections.map(|(lang, terms)| LangSec { lang, terms });
            let entry = ConceptEntry {
                subject: Some("ports".to_owned()),
                languages: sections.into(),
                ..ConceptEntry::default()
            };
            work.save_concept(&entry).unwrap();
        }
        for gap in [1, 5, 7] {
            work.delete_concept(gap).unwrap();
        }
        let reader = work.read();
        let ids = reader.concept_ids().unwrap().into_iter();
        let alone: Vec<ConceptEntry> = ids.map(|id| reader.concept(id).unwrap()).collect();
        assert_eq!(alone.len(), count - 3);
        assert_eq!(alone[2].languages[1].terms.len(), 3);
        let together: Result<Vec<ConceptEntry>, StoreError> = reader.concepts().collect();
        assert_eq!(together.unwrap(), alone);
        let numbers = [9, 2, 1, 3, 4, 300, 2];
        let some = reader.concepts_numbered(numbers).unwrap();
        let mut wanted = alone;
        wanted.retain(|entry| numbers.contains(&entry.id));
        assert!(some.into_values().eq(wanted));
    }
}
