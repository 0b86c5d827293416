//! What the curator decided about terms.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::{Deserialize, Serialize};
use tmx::LangTag;

use super::schema::Table;
use super::{Reader, StoreError, Work, uid};
use crate::extract::Decisions;
use crate::words::{NORMALISATION_VERSION, normal_form};

/// What was said of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is an entry.
    Accepted,
    /// It is none, and is not asked again.
    Rejected,
    /// To be asked again after all others.
    Later,
}

impl Verdict {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Later => "later",
        }
    }

    fn from_stored(text: &str) -> Result<Self, StoreError> {
        match text {
            "accepted" => Ok(Self::Accepted),
            "rejected" => Ok(Self::Rejected),
            "later" => Ok(Self::Later),
            other => Err(StoreError::Damaged(format!("unknown verdict `{other}`"))),
        }
    }
}

/// A verdict with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The term as it was written when it was decided.
    pub term: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, in the curator's words.
    pub reason: Option<String>,
    /// How often the candidate occurred then, outside repeated sentences; none where it was no
    /// candidate or the decision is from before that was kept.
    #[serde(default)]
    pub frequency: Option<u32>,
}

impl Work<'_> {
    /// Remembers a verdict on a term of language `lang`, in place of an earlier one.
    ///
    /// It is kept by the term's normal form, so that no later extraction asks again, and with the
    /// frequency of the candidate.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written.
    pub fn decide(
        &mut self,
        lang: &LangTag,
        term: &str,
        verdict: Verdict,
        reason: Option<&str>,
    ) -> Result<(), StoreError> {
        let norm = normal_form(term);
        let uid = decision_uid(lang, &norm);
        let frequency = match self.has_candidates() {
            true => self.read().frequency_of(&norm)?,
            false => None,
        };
        let cells = [
            ("frequency", frequency.map(i64::from).into()),
            ("lang", lang.as_str().into()),
            ("norm", norm.as_str().into()),
            ("norm_version", i64::from(NORMALISATION_VERSION).into()),
            ("reason", reason.into()),
            ("term", term.into()),
            ("verdict", verdict.as_str().into()),
        ];
        let mut known = self
            .connection()
            .prepare_cached("SELECT 1 FROM decision WHERE uid = ?1")?;
        let is_new = !known.exists(params![uid])?;
        drop(known);
        self.save_row(Table::Decision, (&uid, &uid), &cells, is_new)?;
        Ok(())
    }

    /// Forgets the verdict on a term, so that it is asked again.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written.
    pub fn withdraw_decision(&mut self, lang: &LangTag, term: &str) -> Result<(), StoreError> {
        let uid = decision_uid(lang, &normal_form(term));
        self.change(Table::Decision, &uid, &uid, None)?;
        Ok(())
    }
}

impl Reader<'_> {
    /// The uid of what was or will be decided on a term of language `lang`. For [`Reader::log`].
    #[must_use]
    pub fn decision_of(&self, lang: &LangTag, term: &str) -> String {
        decision_uid(lang, &normal_form(term))
    }

    /// What is decided on a term of a language; nothing where it is open.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn decision(&self, lang: &LangTag, term: &str) -> Result<Option<Decision>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT term, verdict, reason, frequency FROM decision WHERE uid = ?1",
        )?;
        let mut rows = statement.query(params![self.decision_of(lang, term)])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(Decision {
            term: row.get(0)?,
            verdict: Verdict::from_stored(row.get_ref(1)?.as_str().unwrap_or_default())?,
            reason: row.get(2)?,
            frequency: row.get(3)?,
        }))
    }

    /// The terms on which an operation decided, or took a decision back, in the order of the log.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn decided_in(&self, operation: i64) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT uid FROM change WHERE operation_id = ?1 AND table_name = 'decision'
             ORDER BY id",
        )?;
        let uids = statement.query_map(params![operation], |row| row.get(0))?;
        let uids: Vec<String> = uids.collect::<Result<_, _>>()?;
        uids.iter().map(|uid| self.term_in_use(uid)).collect()
    }

    /// All decisions on terms of a language, by normal form.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn decisions(&self, lang: &LangTag) -> Result<BTreeMap<String, Decision>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT norm, norm_version, term, verdict, reason, lang, frequency FROM decision
             ORDER BY id",
        )?;
        let mut rows = statement.query(params![])?;
        let mut decisions = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let stored: String = row.get(5)?;
            if !super::row::parsed::<LangTag>(&stored)?.same_language(lang) {
                continue;
            }
            let version: u32 = row.get(1)?;
            let term: String = row.get(2)?;
            // Rules of normalisation change; a decision made under older ones still holds.
            let norm = if version == NORMALISATION_VERSION {
                row.get(0)?
            } else {
                normal_form(&term)
            };
            let verdict: String = row.get(3)?;
            let verdict = Verdict::from_stored(&verdict)?;
            decisions.insert(
                norm,
                Decision {
                    term,
                    verdict,
                    reason: row.get(4)?,
                    frequency: row.get(6)?,
                },
            );
        }
        Ok(decisions)
    }

    /// What extraction can learn from: the terms of entries, whichever way they came in, and the
    /// terms that were rejected.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn judged(&self, lang: &LangTag) -> Result<Decisions, StoreError> {
        let mut judged = Decisions::default();
        for (norm, decision) in self.decisions(lang)? {
            match decision.verdict {
                Verdict::Accepted => judged.accepted.insert(norm),
                Verdict::Rejected => judged.rejected.insert(norm),
                Verdict::Later => continue,
            };
        }
        let mut statement = self
            .connection
            .prepare_cached("SELECT text, lang FROM term")?;
        let mut rows = statement.query(params![])?;
        while let Some(row) = rows.next()? {
            let stored: LangTag = super::row::parsed(row.get_ref(1)?.as_str().unwrap_or_default())?;
            if stored.same_language(lang) {
                let text: String = row.get(0)?;
                judged.accepted.insert(normal_form(&text));
            }
        }
        Ok(judged)
    }
}

/// What names the decision on a term of language `lang` with the normal form `norm`.
pub(super) fn decision_uid(lang: &LangTag, norm: &str) -> String {
    let version = NORMALISATION_VERSION.to_string();
    uid(&["decision", lang.primary(), norm, &version])
}

#[cfg(test)]
mod tests {
    use super::super::tests::{author, store};
    use super::*;

    #[test]
    fn a_later_verdict_takes_the_place_of_an_earlier_one() {
        let mut store = store();
        let mut work = store.begin(&author("reject")).unwrap();
        let zh = LangTag::chinese();
        work.decide(&zh, "国际合作", Verdict::Later, None).unwrap();
        work.decide(&zh, "国际合作", Verdict::Rejected, Some("too general"))
            .unwrap();
        work.commit().unwrap();
        let decisions = store.read().decisions(&zh).unwrap();
        assert_eq!(decisions.len(), 1);
        let decision = &decisions[&normal_form("国际合作")];
        assert_eq!(decision.verdict, Verdict::Rejected);
        assert_eq!(decision.reason.as_deref(), Some("too general"));
        assert!(
            store
                .read()
                .decisions(&LangTag::english())
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn the_log_tells_on_which_terms_an_operation_decided() {
        let mut store = store();
        let zh = LangTag::chinese();
        let mut work = store.begin(&author("reject")).unwrap();
        work.decide(&zh, "国际合作", Verdict::Rejected, None)
            .unwrap();
        work.decide(&zh, "蓝碳", Verdict::Later, None).unwrap();
        work.commit().unwrap();
        let reader = store.read();
        let operation = reader.log(1, None).unwrap().remove(0).operation;
        assert_eq!(
            reader.decided_in(operation.id).unwrap(),
            ["国际合作", "蓝碳"]
        );
        let decision = reader.decision(&zh, "蓝碳").unwrap();
        assert_eq!(decision.map(|it| it.verdict), Some(Verdict::Later));
        assert_eq!(reader.decision(&zh, "海洋").unwrap(), None);
        // Undone, the log still knows them.
        let mut work = store.begin(&author("undo")).unwrap();
        work.undo(None).unwrap();
        let undo = work.read().log(1, None).unwrap().remove(0).operation;
        assert_eq!(
            work.read().decided_in(undo.id).unwrap(),
            ["蓝碳", "国际合作"]
        );
    }

    #[test]
    fn a_verdict_holds_for_every_spelling_of_the_normal_form() {
        let mut store = store();
        let mut work = store.begin(&author("reject")).unwrap();
        let zh = LangTag::chinese();
        work.decide(&zh, "中国－东盟博览会", Verdict::Rejected, None)
            .unwrap();
        let decisions = work.read().decisions(&zh).unwrap();
        assert!(decisions.contains_key(&normal_form("中国-东盟博览会")));
        work.withdraw_decision(&zh, "中国-东盟博览会").unwrap();
        assert!(work.read().decisions(&zh).unwrap().is_empty());
    }

    #[test]
    fn extraction_learns_from_entries_and_rejections_but_not_from_what_is_put_off() {
        let mut store = store();
        let mut work = store.begin(&author("decide")).unwrap();
        let zh = LangTag::chinese();
        let term = crate::curate::new_term("海洋论坛", None);
        let mut entry = crate::curate::new_concept(&zh, term);
        let english = crate::curate::Edit {
            equivalents: vec!["ocean forum".to_owned()],
            ..Default::default()
        };
        crate::curate::apply(&mut entry, "海洋论坛", &zh, &LangTag::english(), &english);
        work.save_concept(&entry).unwrap();
        work.decide(&zh, "国际合作", Verdict::Rejected, None)
            .unwrap();
        work.decide(&zh, "蓝碳", Verdict::Later, None).unwrap();
        let judged = work.read().judged(&zh).unwrap();
        assert_eq!(judged.accepted, ["海洋论坛".to_owned()].into());
        assert_eq!(judged.rejected, ["国际合作".to_owned()].into());
    }
}
