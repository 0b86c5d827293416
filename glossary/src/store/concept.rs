//! Concept entries on their way into the termbase.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rusqlite::params;
use serde::Serialize;
use tmx::LangTag;

use super::schema::Table;
use super::{StoreError, Work, uid};
use crate::entry::{AdministrativeStatus, ConceptEntry, TermSec, TermType};
use crate::words::normal_form;

impl Work<'_> {
    /// Stores an entry as it is given: rows that differ are changed, terms it no longer has are
    /// removed. An entry without a uid is a new concept and gets one. Returns its number.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written, or the entry has no term.
    pub fn save_concept(&mut self, entry: &ConceptEntry) -> Result<i64, StoreError> {
        let (concept_uid, is_new) = match entry.uid.as_str() {
            "" => (self.new_concept_uid(entry)?, true),
            known => (
                known.to_owned(),
                self.read().concept_with_uid(known)?.is_none(),
            ),
        };
        let related = listed(&entry.related)?;
        let cells = [
            ("approved_by", (&entry.approved_by).into()),
            ("customer", (&entry.customer).into()),
            ("definition", (&entry.definition).into()),
            ("do_not_translate", i64::from(entry.do_not_translate).into()),
            ("note", (&entry.note).into()),
            ("project", (&entry.project).into()),
            ("related", related.as_ref().into()),
            ("subject", (&entry.subject).into()),
        ];
        let uids = (concept_uid.as_str(), concept_uid.as_str());
        let id = self.save_row(Table::Concept, uids, &cells, is_new)?.id;
        let mut obsolete = BTreeSet::new();
        if !is_new {
            obsolete.extend(self.term_uids(id)?);
        }
        let mut met = BTreeSet::new();
        let mut ordinal = 0_i64;
        for section in &entry.languages {
            for term in &section.terms {
                let term_uid = uid(&["term", &concept_uid, section.lang.as_str(), &term.text]);
                obsolete.remove(&term_uid);
                let place = (id, ordinal);
                let is_new = is_new && !met.contains(&term_uid);
                self.save_term(
                    (&term_uid, &concept_uid),
                    place,
                    (&section.lang, term),
                    is_new,
                )?;
                met.insert(term_uid);
                ordinal += 1;
            }
        }
        for term_uid in obsolete {
            self.delete_term(&term_uid, &concept_uid)?;
        }
        if !is_new {
            self.connection()
                .prepare_cached("UPDATE concept SET rev = rev + 1 WHERE id = ?1")?
                .execute(params![id])?;
        }
        Ok(id)
    }

    /// Removes a concept with its terms. What others have to do with it stays: a command takes that
    /// away with [`redirect_relations`](Self::redirect_relations), a synchronisation has been told
    /// of it by the other side.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] when there is no such concept.
    pub fn delete_concept(&mut self, id: i64) -> Result<(), StoreError> {
        let entry = self.read().concept(id)?;
        for term_uid in self.term_uids(id)? {
            self.delete_term(&term_uid, &entry.uid)?;
        }
        self.change(Table::Concept, &entry.uid, &entry.uid, None)?;
        Ok(())
    }

    fn new_concept_uid(&self, entry: &ConceptEntry) -> Result<String, StoreError> {
        let Some((lang, term)) = first_term(entry) else {
            return Err(StoreError::NotFound {
                noun: "term of the entry",
                name: String::new(),
            });
        };
        let norm = normal_form(&term.text);
        for homonym in 0_u32.. {
            let uid = concept_uid(lang, &norm, homonym);
            if self.read().concept_with_uid(&uid)?.is_none() {
                return Ok(uid);
            }
        }
        Err(StoreError::Damaged(
            "no identifier is left for the entry".to_owned(),
        ))
    }

    fn save_term(
        &mut self,
        (term_uid, concept_uid): (&str, &str),
        (concept_id, ordinal): (i64, i64),
        (lang, term): (&LangTag, &TermSec),
        is_new: bool,
    ) -> Result<(), StoreError> {
        let doubt = (!term.doubt.is_empty()).then(|| term.doubt.to_string());
        let contexts = listed(&term.contexts)?;
        let cells = [
            ("concept_id", concept_id.into()),
            ("contexts", contexts.as_ref().into()),
            ("forbidden", i64::from(term.forbidden).into()),
            ("lang", lang.as_str().into()),
            ("note", (&term.note).into()),
            ("ordinal", ordinal.into()),
            ("part_of_speech", term.part_of_speech.as_str().into()),
            ("pinyin", (&term.pinyin).into()),
            ("pinyin_doubt", (&doubt).into()),
            ("term_type", term.term_type.map(TermType::as_str).into()),
            ("text", term.text.as_str().into()),
        ];
        let saved = self.save_row(Table::Term, (term_uid, concept_uid), &cells, is_new)?;
        let id = saved.id;
        // What it is found by is made of these.
        if saved.concerns(&["lang", "text", "pinyin"]) {
            self.index_term(id, lang, term)?;
        }
        for (ordinal, usage) in (0_i64..).zip(&term.usage) {
            let since = usage.from.map(|date| date.to_string());
            let until = usage.until.map(|date| date.to_string());
            let cells = [
                ("ordinal", ordinal.into()),
                ("since", (&since).into()),
                ("source", (&usage.source).into()),
                (
                    "status",
                    usage.status.map(AdministrativeStatus::as_str).into(),
                ),
                ("term_id", id.into()),
                ("until", (&until).into()),
            ];
            let uid = usage_uid(term_uid, ordinal);
            self.save_row(Table::Usage, (&uid, concept_uid), &cells, is_new)?;
        }
        if is_new {
            return Ok(());
        }
        let kept = i64::try_from(term.usage.len()).unwrap_or(i64::MAX);
        self.delete_usage(id, term_uid, concept_uid, kept)
    }

    fn delete_term(&mut self, term_uid: &str, concept_uid: &str) -> Result<(), StoreError> {
        let id: i64 = self.connection().query_row(
            "SELECT id FROM term WHERE uid = ?1",
            params![term_uid],
            |row| row.get(0),
        )?;
        self.delete_usage(id, term_uid, concept_uid, 0)?;
        self.unindex_term(id)?;
        self.change(Table::Term, term_uid, concept_uid, None)?;
        Ok(())
    }

    /// Removes the periods of a term from the `kept`-th on.
    fn delete_usage(
        &mut self,
        term_id: i64,
        term_uid: &str,
        concept_uid: &str,
        kept: i64,
    ) -> Result<(), StoreError> {
        let count: i64 = self
            .connection()
            .prepare_cached("SELECT count(*) FROM usage WHERE term_id = ?1")?
            .query_row(params![term_id], |row| row.get(0))?;
        for ordinal in kept..count {
            self.change(
                Table::Usage,
                &usage_uid(term_uid, ordinal),
                concept_uid,
                None,
            )?;
        }
        Ok(())
    }

    fn term_uids(&self, concept_id: i64) -> Result<Vec<String>, StoreError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT uid FROM term WHERE concept_id = ?1 ORDER BY ordinal")?;
        let rows = statement.query_map(params![concept_id], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The uid that an entry would get in an empty termbase: for entries that are shown or exported
/// without being stored.
#[must_use]
pub fn proposed_uid(entry: &ConceptEntry) -> String {
    first_term(entry).map_or_else(String::new, |(lang, term)| {
        concept_uid(lang, &normal_form(&term.text), 0)
    })
}

fn first_term(entry: &ConceptEntry) -> Option<(&LangTag, &TermSec)> {
    let mut sections = entry.languages.iter();
    sections.find_map(|section| section.terms.first().map(|term| (&section.lang, term)))
}

/// What is stored of a list; nearly all are empty.
fn listed<T: Serialize>(list: &[T]) -> Result<Cow<'static, str>, StoreError> {
    Ok(match list {
        [] => Cow::Borrowed("[]"),
        list => Cow::Owned(serde_json::to_string(list)?),
    })
}

pub(super) fn concept_uid(lang: &LangTag, norm: &str, homonym: u32) -> String {
    uid(&["concept", lang.primary(), norm, &homonym.to_string()])
}

fn usage_uid(term_uid: &str, ordinal: i64) -> String {
    uid(&["usage", term_uid, &ordinal.to_string()])
}

#[cfg(test)]
mod tests {
    use super::super::tests::{author, store};
    use super::*;
    use crate::entry::{LangSec, Usage};

    fn entry(zh: &str, en: &[&str]) -> ConceptEntry {
        let section = |lang, terms: &[&str]| LangSec {
            lang,
            terms: terms.iter().map(|text| TermSec::new(*text)).collect(),
        };
        ConceptEntry {
            subject: Some("shipping".to_owned()),
            languages: vec![
                section(LangTag::chinese(), &[zh]),
                section(LangTag::english(), en),
            ],
            ..ConceptEntry::default()
        }
    }

    #[test]
    fn what_is_saved_comes_back() {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        let mut given = entry("港口联盟", &["port alliance", "harbour alliance"]);
        given.languages[1].terms[0].usage = vec![
            Usage {
                until: Some("2019".parse().unwrap()),
                ..Usage::default()
            },
            Usage {
                status: Some(AdministrativeStatus::Preferred),
                from: Some("2020-01".parse().unwrap()),
                until: None,
                source: Some("Charter".to_owned()),
            },
        ];
        given.id = work.save_concept(&given).unwrap();
        let stored = work.read().concept(given.id).unwrap();
        given.uid.clone_from(&stored.uid);
        assert_eq!(stored, given);
    }

    #[test]
    fn terms_that_are_left_out_are_removed_and_logged() {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        let id = work
            .save_concept(&entry("港口联盟", &["port alliance", "league"]))
            .unwrap();
        let mut stored = work.read().concept(id).unwrap();
        stored.languages[1].terms.remove(1);
        work.save_concept(&stored).unwrap();
        assert_eq!(work.read().concept(id).unwrap(), stored);
        let history = work.read().history(&stored.uid).unwrap();
        assert!(
            history
                .iter()
                .any(|change| change.table == "term" && change.after.is_none())
        );
    }

    #[test]
    fn homonyms_have_identifiers_of_their_own() {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        let first = work.save_concept(&entry("窗口", &["window"])).unwrap();
        let second = work
            .save_concept(&entry("窗口", &["service counter"]))
            .unwrap();
        let uid = |id| work.read().concept(id).unwrap().uid;
        assert_ne!(uid(first), uid(second));
    }

    #[test]
    fn a_deleted_concept_leaves_no_rows_behind() {
        let mut store = store();
        let mut work = store.begin(&author("delete")).unwrap();
        let id = work
            .save_concept(&entry("港口联盟", &["port alliance"]))
            .unwrap();
        work.delete_concept(id).unwrap();
        assert!(matches!(
            work.delete_concept(id),
            Err(StoreError::NotFound { .. })
        ));
        for table in ["concept", "term", "usage", "term_key WHERE term_id > 0"] {
            let sql = format!("SELECT count(*) FROM {table}");
            let count: i64 = work
                .connection()
                .query_row(&sql, [], |row| row.get(0))
                .unwrap();
            assert_eq!(count, 0, "{table}");
        }
    }
}
