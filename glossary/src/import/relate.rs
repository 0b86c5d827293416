//! Relations between the entries of a file, which are saved when all of them are there.

use std::collections::BTreeMap;

use super::plan::{PlannedEntry, Policy};
use crate::entry::{Related, Relation};
use crate::store::{StoreError, Work};

/// What an entry has to do with others of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ties {
    /// Its own place in the file, where others name it.
    pub(super) own: Option<usize>,
    /// What it has to do with each of the others.
    pub(super) others: Vec<Tie>,
}

/// What an entry has to do with another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tie {
    /// What the other is to it.
    pub(super) relation: Relation,
    /// It is what the entry is to the other.
    pub(super) is_reverse: bool,
    /// The place of the other in the file.
    pub(super) place: usize,
}

/// Relations that wait for the entries that they lead to.
#[derive(Debug, Default)]
pub struct Relations {
    /// Numbers of the entries that others name, by place.
    known: BTreeMap<usize, i64>,
    /// Entries that name others.
    waiting: Vec<(i64, Vec<Tie>)>,
}

impl Relations {
    /// Remembers what a saved entry with the number `id` has to do with others.
    pub fn add(&mut self, entry: &PlannedEntry, id: i64) {
        if let Some(own) = entry.ties.own {
            self.known.insert(own, id);
        }
        if !entry.ties.others.is_empty() {
            self.waiting.push((id, entry.ties.others.clone()));
        }
    }

    /// Saves the relations that are not there yet; how many entries have more of them now.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written.
    pub fn save(self, work: &mut Work<'_>, policy: Policy) -> Result<usize, StoreError> {
        let mut related = 0;
        for (id, others) in self.known_pairs() {
            let mut entry = work.read().concept(id)?;
            let before = entry.related.len();
            if policy == Policy::Keep && before > 0 {
                continue;
            }
            for (relation, other) in others {
                let uid = work.read().concept(other)?.uid;
                if entry.related.iter().any(|known| known.uid == uid) {
                    continue;
                }
                // Of two that are wider than each other neither is.
                let relation = match relation {
                    Relation::Broader if work.read().is_broader(&entry.uid, &uid)? => {
                        Relation::SeeAlso
                    }
                    relation => relation,
                };
                entry.related.push(Related { relation, uid });
            }
            if entry.related.len() > before {
                work.save_concept(&entry)?;
                related += 1;
            }
        }
        Ok(related)
    }

    /// What entries have to do with others, as each of them is to be saved: by number, and of each
    /// in the order of the file.
    fn known_pairs(&self) -> BTreeMap<i64, Vec<(Relation, i64)>> {
        let mut pairs: BTreeMap<i64, Vec<(Relation, i64)>> = BTreeMap::new();
        for (id, ties) in &self.waiting {
            for tie in ties {
                let Some(other) = self.known.get(&tie.place).filter(|other| *other != id) else {
                    continue;
                };
                let (from, to) = if tie.is_reverse {
                    (other, id)
                } else {
                    (id, other)
                };
                pairs.entry(*from).or_default().push((tie.relation, *to));
            }
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use tmx::LangTag;

    use super::super::{Mapping, Planning, Takes, read_import};
    use super::*;
    use crate::entry::ConceptEntry;
    use crate::exchange::tbx::{TbxOptions, TbxWriter};
    use crate::store::Store;
    use crate::store::tests::{author, store};

    /// Imports a file; how many entries got relations.
    fn import(store: &mut Store, file: &[u8], policy: Policy) -> usize {
        let file = read_import(file, "a.tbx", None, &Mapping::new()).unwrap();
        let mut work = store.begin(&author("import")).unwrap();
        let mut planning = Planning::new(work.read(), file.records, policy).unwrap();
        let mut relations = Relations::default();
        let mut ask = |_: &_| Takes::Ours;
        while let Some(entry) = planning.next(work.read(), &mut ask).unwrap() {
            let id = entry.save(&mut work, &LangTag::chinese()).unwrap();
            relations.add(&entry, id);
        }
        let related = relations.save(&mut work, policy).unwrap();
        work.commit().unwrap();
        related
    }

    fn entries(store: &Store) -> Vec<ConceptEntry> {
        let reader = store.read();
        let ids = reader.concept_ids().unwrap().into_iter();
        ids.map(|id| reader.concept(id).unwrap()).collect()
    }

    /// What each entry has to do with others, by their terms.
    fn related(store: &Store) -> Vec<String> {
        let entries = entries(store);
        let term = |uid: &str| {
            let other = entries.iter().find(|entry| entry.uid == uid).unwrap();
            other.languages[0].terms[0].text.clone()
        };
        let told = |entry: &ConceptEntry| {
            let related = entry.related.iter();
            let related = related.map(|it| format!("{} {}", it.relation, term(&it.uid)));
            related.collect::<Vec<_>>().join("; ")
        };
        entries.iter().map(told).collect()
    }

    fn file(concepts: &[(&str, &str, &str)]) -> String {
        let concepts = concepts.iter().map(|(id, term, said)| {
            format!(
                "<conceptEntry id=\"{id}\">{said}<langSec xml:lang=\"zh\"><termSec><term>{term}\
                 </term></termSec></langSec></conceptEntry>"
            )
        });
        let concepts: String = concepts.collect();
        format!("<tbx type=\"TBX-Basic\"><text><body>{concepts}</body></text></tbx>")
    }

    fn see(target: &str) -> String {
        format!("<ref type=\"crossReference\" target=\"{target}\">see there</ref>")
    }

    #[test]
    fn concepts_that_refer_to_each_other_are_related_and_leave_the_termbase_so() {
        let broader = "<descrip type=\"broaderConceptGeneric\" target=\"c2\">碳</descrip>";
        let said = format!("{broader}{}", see("c3"));
        let (ahead, back) = (see("#c1"), see("c1"));
        let given = file(&[
            ("c1", "蓝碳", &said),
            ("c2", "碳", &ahead),
            ("c3", "红树林", &back),
        ]);
        let mut full = store();
        assert_eq!(import(&mut full, given.as_bytes(), Policy::Merge), 3);
        let expected = [
            "broader 碳; see-also 红树林",
            "see-also 蓝碳",
            "see-also 蓝碳",
        ];
        assert_eq!(related(&full), expected);
        assert!(entries(&full).iter().all(|entry| entry.note.is_none()));
        assert_eq!(import(&mut full, given.as_bytes(), Policy::Merge), 0);
        let mut out = Vec::new();
        let options = TbxOptions {
            include_incomplete: true,
            linked: entries(&full).into_iter().map(|it| it.uid).collect(),
            ..TbxOptions::default()
        };
        let mut writer = TbxWriter::new(&mut out, options).unwrap();
        for entry in entries(&full) {
            writer.write(&entry).unwrap();
        }
        writer.finish().unwrap();
        let mut again = store();
        import(&mut again, &out, Policy::Merge);
        assert_eq!(related(&again), expected);
    }

    #[test]
    fn narrower_concepts_have_the_one_that_names_them_as_their_broader_one() {
        let narrower =
            |target| format!("<ref type=\"subordinateConceptGeneric\" target=\"{target}\">x</ref>");
        let both = narrower("c2") + &narrower("c3");
        let own = "<descrip type=\"broaderConcept\" target=\"c1\">x</descrip>";
        let given = file(&[("c1", "碳", &both), ("c2", "蓝碳", own), ("c3", "绿碳", "")]);
        let mut store = store();
        assert_eq!(import(&mut store, given.as_bytes(), Policy::Merge), 2);
        assert_eq!(related(&store), ["", "broader 碳", "broader 碳"]);
        assert!(entries(&store).iter().all(|entry| entry.note.is_none()));
        assert_eq!(import(&mut store, given.as_bytes(), Policy::Merge), 0);
    }

    #[test]
    fn what_refers_to_nothing_that_is_taken_stays_a_remark() {
        let (nowhere, empty, own) = (see("c9"), see("c3"), see("c1"));
        let given = file(&[
            ("c1", "蓝碳", &format!("{nowhere}{empty}{own}")),
            ("c3", "", ""),
        ]);
        let mut store = store();
        assert_eq!(import(&mut store, given.as_bytes(), Policy::Merge), 0);
        let note = entries(&store)[0].note.clone();
        assert_eq!(
            note.as_deref(),
            Some("crossReference: see there; crossReference: see there")
        );
    }

    #[test]
    fn of_two_that_are_wider_than_each_other_one_is_to_be_looked_at() {
        let wider =
            |target| format!("<descrip type=\"broaderConcept\" target=\"{target}\">x</descrip>");
        let given = file(&[("a", "蓝碳", &wider("b")), ("b", "碳", &wider("a"))]);
        let mut store = store();
        assert_eq!(import(&mut store, given.as_bytes(), Policy::Merge), 2);
        assert_eq!(related(&store), ["broader 碳", "see-also 蓝碳"]);
    }
}
