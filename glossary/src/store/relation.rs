//! What entries have to do with each other, looked up from either side.

use std::collections::BTreeSet;

use rusqlite::params;

use super::{Reader, StoreError, Work};
use crate::entry::{ConceptEntry, Related, Relation};

/// So many steps upwards are followed; beyond, the entries are too many to be a tree by hand.
const STEPS: usize = 10_000;

impl Reader<'_> {
    /// Whether any entry has to do with another one.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn has_relations(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM concept WHERE related <> '[]')";
        Ok(self.connection.query_row(sql, [], |row| row.get(0))?)
    }

    /// Numbers of the entries that name the one of `uid` as related, ascending, and as what.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn related_to(&self, uid: &str) -> Result<Vec<(i64, Relation)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, related FROM concept WHERE related LIKE '%' || ?1 || '%' ORDER BY id",
        )?;
        let mut rows = statement.query(params![uid])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let related: Vec<Related> = serde_json::from_str(&row.get::<_, String>(1)?)?;
            let here = related.iter().filter(|related| related.uid == uid);
            found.extend(here.map(|related| (id, related.relation)));
        }
        Ok(found)
    }

    /// What an entry names as related although there is no such entry: the other side of a `sync`
    /// may have deleted it.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn dangling(&self, entry: &ConceptEntry) -> Result<Vec<Related>, StoreError> {
        let mut missing = Vec::new();
        for related in &entry.related {
            if self.concept_with_uid(&related.uid)?.is_none() {
                missing.push(related.clone());
            }
        }
        Ok(missing)
    }

    /// Whether the concept of `wider` is wider than that of `narrower`, or the same.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn is_broader(&self, wider: &str, narrower: &str) -> Result<bool, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT related FROM concept WHERE uid = ?1")?;
        let mut seen = BTreeSet::new();
        let mut waiting = vec![narrower.to_owned()];
        while let Some(uid) = waiting.pop() {
            if uid == wider {
                return Ok(true);
            }
            if seen.len() > STEPS || !seen.insert(uid.clone()) {
                continue;
            }
            let mut rows = statement.query(params![uid])?;
            if let Some(row) = rows.next()? {
                let related: Vec<Related> = serde_json::from_str(&row.get::<_, String>(0)?)?;
                let wider = related.into_iter();
                let wider = wider.filter(|related| related.relation == Relation::Broader);
                waiting.extend(wider.map(|related| related.uid));
            }
        }
        Ok(false)
    }
}

impl Work<'_> {
    /// What others have to do with the concept of `uid` they have to do with that of `heir` from now
    /// on; with nothing when there is none.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written.
    pub fn redirect_relations(&mut self, uid: &str, heir: Option<&str>) -> Result<(), StoreError> {
        let others = self.read().related_to(uid)?;
        let mut others: Vec<i64> = others.into_iter().map(|(id, _)| id).collect();
        others.dedup();
        for id in others {
            let mut entry = self.read().concept(id)?;
            let own = entry.uid.clone();
            let mut kept: Vec<Related> = Vec::with_capacity(entry.related.len());
            for mut related in entry.related {
                if related.uid == uid {
                    match heir {
                        Some(heir) => heir.clone_into(&mut related.uid),
                        None => continue,
                    }
                }
                let is_new = kept.iter().all(|known| known.uid != related.uid);
                if is_new && related.uid != own {
                    kept.push(related);
                }
            }
            entry.related = kept;
            self.save_concept(&entry)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tmx::LangTag;

    use super::super::tests::{author, store};
    use super::*;
    use crate::curate::new_concept;
    use crate::entry::TermSec;

    #[test]
    fn what_is_named_and_not_there_is_found() {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        let zh = LangTag::chinese();
        let mut save = |term, related: &[&str]| {
            let mut entry = new_concept(&zh, TermSec::new(term));
            let as_related = |uid: &&str| Related {
                relation: Relation::SeeAlso,
                uid: (*uid).to_owned(),
            };
            entry.related = related.iter().map(as_related).collect();
            let id = work.save_concept(&entry).unwrap();
            work.read().concept(id).unwrap()
        };
        let ocean = save("海洋", &[]);
        let carbon = save("蓝碳", &[&ocean.uid, "gone"]);
        let missing = work.read().dangling(&carbon).unwrap();
        let missing: Vec<&str> = missing.iter().map(|it| it.uid.as_str()).collect();
        assert_eq!(missing, ["gone"]);
        assert_eq!(work.read().dangling(&ocean).unwrap(), []);
    }
}
