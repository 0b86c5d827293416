//! What an operation changed, in the words of those who did it.

use std::collections::BTreeMap;
use std::fmt;

use rusqlite::{OptionalExtension as _, params};
use serde::Serialize;

use super::name::numbered;
use super::schema::Table;
use super::{Operation, Reader, StoreError};
use crate::words::normal_form;

/// Of more things than these only the number is told.
const NAMED: usize = 3;

/// What an operation changed, one effect a kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Effects(Vec<Effect>);

/// Things to which the same was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// What was done, to which kind of thing.
    pub kind: EffectKind,
    /// To how many.
    pub count: usize,
    /// The first ones, as they are named to users: `蓝碳 (#4)`.
    pub names: Vec<String>,
}

/// What can be done, in the order it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EffectKind {
    /// Entries made of candidates or terms, with the decision to accept them.
    EntriesAccepted,
    /// Entries that are new.
    EntriesAdded,
    /// Entries that are no longer as they were.
    EntriesChanged,
    /// Entries that are gone.
    EntriesDeleted,
    /// Terms that were accepted.
    TermsAccepted,
    /// Terms that were rejected.
    TermsRejected,
    /// Terms that were put off.
    TermsPutOff,
    /// Terms of which the reason of the decision is another one.
    ReasonsChanged,
    /// Terms that are to be decided again.
    DecisionsWithdrawn,
    /// Texts that came into use.
    TextsAdded,
    /// Texts of which the name, source or date is another one.
    TextsChanged,
    /// Texts that went out of use.
    TextsForgotten,
    /// Units that came into use.
    UnitsAdded,
    /// Units of which something is other than it was.
    UnitsChanged,
    /// Units that went out of use.
    UnitsRemoved,
}

impl Effects {
    /// The effects, in the order of their kinds.
    #[must_use]
    pub fn as_slice(&self) -> &[Effect] {
        &self.0
    }

    /// Whether a text came or went, so that the candidates are no longer those of the texts.
    #[must_use]
    pub fn concern_texts(&self) -> bool {
        let texts = [EffectKind::TextsAdded, EffectKind::TextsForgotten];
        self.0.iter().any(|effect| texts.contains(&effect.kind))
    }

    fn add(&mut self, kind: EffectKind, count: usize, name: Option<String>) {
        let position = self.0.partition_point(|effect| effect.kind < kind);
        if self
            .0
            .get(position)
            .is_none_or(|effect| effect.kind != kind)
        {
            let names = Vec::new();
            self.0.insert(
                position,
                Effect {
                    kind,
                    count: 0,
                    names,
                },
            );
        }
        if let Some(effect) = self.0.get_mut(position) {
            effect.count += count;
            if effect.names.len() < NAMED {
                effect.names.extend(name);
            }
        }
    }
}

/// `accepted 蓝碳 (#4); rejected 项目清单`, or numbers where they are many.
impl fmt::Display for Effects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, effect) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{effect}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (verb, one, many) = self.kind.words();
        if self.names.len() == self.count {
            let noun = if one == "text" { "text " } else { "" };
            return write!(f, "{verb} {noun}{}", self.names.join(", "));
        }
        let noun = if self.count == 1 { one } else { many };
        write!(f, "{verb} {} {noun}", self.count)
    }
}

impl EffectKind {
    /// The verb, and the noun for one and for several.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::EntriesAccepted => ("accepted", "entry", "entries"),
            Self::EntriesAdded => ("added", "entry", "entries"),
            Self::EntriesChanged => ("changed", "entry", "entries"),
            Self::EntriesDeleted => ("deleted", "entry", "entries"),
            Self::TermsAccepted => ("accepted", "term", "terms"),
            Self::TermsRejected => ("rejected", "term", "terms"),
            Self::TermsPutOff => ("put off", "term", "terms"),
            Self::ReasonsChanged => ("changed the reason for", "term", "terms"),
            Self::DecisionsWithdrawn => ("took back the decision on", "term", "terms"),
            Self::TextsAdded => ("added", "text", "texts"),
            Self::TextsChanged => ("changed", "text", "texts"),
            Self::TextsForgotten => ("forgot", "text", "texts"),
            Self::UnitsAdded => ("added", "unit", "units"),
            Self::UnitsChanged => ("changed", "unit", "units"),
            Self::UnitsRemoved => ("took out of use", "unit", "units"),
        }
    }
}

/// What the rows of an operation say of one thing.
struct Seen {
    table: Table,
    existed: bool,
    exists: bool,
    /// The name its own rows give, with the place of the term.
    named: Option<(i64, String)>,
    id: Option<i64>,
    verdict: Option<String>,
    /// Whether it was in use and is.
    in_use: Option<(bool, bool)>,
}

impl Reader<'_> {
    /// What an operation changed.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn effects(&self, operation: &Operation) -> Result<Effects, StoreError> {
        let mut effects = Effects::default();
        let (owners, seen) = self.seen(operation.id)?;
        // By normal form: what was decided on a term in the same operation.
        let mut verdicts: BTreeMap<String, Option<String>> = BTreeMap::new();
        for uid in &owners {
            if let Some(decision) = seen.get(uid).filter(|it| it.table == Table::Decision) {
                let name = self.decided_term(uid, decision)?;
                verdicts.insert(normal_form(&name), decision.verdict.clone());
            }
        }
        let mut told: Vec<String> = Vec::new();
        for uid in &owners {
            let Some(entry) = seen.get(uid).filter(|it| it.table == Table::Concept) else {
                continue;
            };
            let (name, id) = self.entry_name(uid, entry)?;
            let norm = normal_form(&name);
            let is_accepted = verdicts
                .get(&norm)
                .is_some_and(|verdict| verdict.as_deref() == Some("accepted"));
            let kind = match (entry.existed, entry.exists) {
                (false, false) => continue,
                (true, false) => EffectKind::EntriesDeleted,
                (_, true) if is_accepted => EffectKind::EntriesAccepted,
                (false, true) => EffectKind::EntriesAdded,
                (true, true) => EffectKind::EntriesChanged,
            };
            effects.add(kind, 1, Some(numbered(&name, id)));
            told.push(norm);
        }
        told.sort();
        for uid in &owners {
            let Some(thing) = seen.get(uid) else {
                continue;
            };
            match thing.table {
                Table::Decision => {
                    let name = self.decided_term(uid, thing)?;
                    let of_entry = told.binary_search(&normal_form(&name)).is_ok();
                    let kind = match (thing.exists, thing.verdict.as_deref()) {
                        (false, _) if !thing.existed => continue,
                        (false, _) | (true, Some("accepted")) if of_entry => continue,
                        (false, _) => EffectKind::DecisionsWithdrawn,
                        (true, Some("accepted")) => EffectKind::TermsAccepted,
                        (true, Some("rejected")) => EffectKind::TermsRejected,
                        (true, Some(_)) => EffectKind::TermsPutOff,
                        (true, None) => EffectKind::ReasonsChanged,
                    };
                    effects.add(kind, 1, Some(name));
                }
                Table::Text => {
                    let kind = match thing.in_use {
                        Some((false, true)) => EffectKind::TextsAdded,
                        Some((true, false)) => EffectKind::TextsForgotten,
                        _ => EffectKind::TextsChanged,
                    };
                    effects.add(kind, 1, Some(self.text_name(uid)?));
                }
                Table::Unit => {
                    let kind = match thing.in_use {
                        Some((false, true)) => EffectKind::UnitsAdded,
                        Some((true, false)) => EffectKind::UnitsRemoved,
                        _ => EffectKind::UnitsChanged,
                    };
                    effects.add(kind, 1, None);
                }
                Table::Concept | Table::Term | Table::Usage => {}
            }
        }
        self.bulk_effects(operation, &mut effects)?;
        Ok(effects)
    }

    /// What an operation changed row by row: the uids of the things in their order, and what is
    /// seen of them.
    fn seen(&self, operation: i64) -> Result<(Vec<String>, BTreeMap<String, Seen>), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT table_name, owner, before IS NOT NULL, after IS NOT NULL,
                json_extract(coalesce(after, before), '$.text', '$.term', '$.ordinal', '$.id'),
                json_extract(after, '$.verdict'),
                json_type(before, '$.aside'), json_type(after, '$.aside')
             FROM change WHERE operation_id = ?1 ORDER BY id",
        )?;
        let mut rows = statement.query(params![operation])?;
        let mut owners = Vec::new();
        let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let table = Table::named(row.get_ref(0)?.as_str().unwrap_or_default())?;
            let owner: String = row.get(1)?;
            let (existed, exists): (bool, bool) = (row.get(2)?, row.get(3)?);
            let is_part = matches!(table, Table::Term | Table::Usage);
            let thing = seen.entry(owner.clone()).or_insert_with(|| {
                owners.push(owner);
                Seen {
                    table: if is_part { Table::Concept } else { table },
                    existed: is_part || existed,
                    exists: true,
                    named: None,
                    id: None,
                    verdict: None,
                    in_use: None,
                }
            });
            let cells: String = row.get(4)?;
            let (text, term, ordinal, id): Cells = serde_json::from_str(&cells)?;
            let is_whole = existed != exists;
            if table == Table::Term && is_whole {
                let place = ordinal.unwrap_or_default();
                if thing.named.as_ref().is_none_or(|(first, _)| place < *first) {
                    thing.named = text.map(|text| (place, text));
                }
            }
            if is_part {
                continue;
            }
            thing.exists = exists;
            thing.id = id.or(thing.id);
            if let Some(term) = term {
                thing.named = Some((0, term));
            }
            let verdict: Option<String> = row.get(5)?;
            thing.verdict = verdict.or(thing.verdict.take());
            let aside = |column| -> Result<Option<bool>, rusqlite::Error> {
                let kind: Option<String> = row.get(column)?;
                Ok(kind.map(|kind| kind == "null"))
            };
            if let (Some(was), Some(is)) = (aside(6)?, aside(7)?) {
                thing.in_use = Some((thing.in_use.map_or(was, |(first, _)| first), is));
            }
        }
        Ok((owners, seen))
    }

    fn bulk_effects(&self, operation: &Operation, effects: &mut Effects) -> Result<(), StoreError> {
        let is_undo = operation.undoes.is_some() && self.redone(operation)?.is_none();
        let mut statement = self.connection.prepare_cached(
            "SELECT table_name, first_id, last_id FROM bulk WHERE operation_id = ?1 ORDER BY id",
        )?;
        let mut rows = statement.query(params![operation.id])?;
        while let Some(row) = rows.next()? {
            let (table, first, last): (String, i64, i64) = row.try_into()?;
            let count = usize::try_from(last - first + 1).unwrap_or_default();
            let (texts, units) = match is_undo {
                false => (EffectKind::TextsAdded, EffectKind::UnitsAdded),
                true => (EffectKind::TextsForgotten, EffectKind::UnitsRemoved),
            };
            if table == Table::Text.name() {
                let name: Option<(String, String)> = self
                    .connection
                    .prepare_cached("SELECT uid, name FROM text WHERE id = ?1")?
                    .query_row(params![first], |row| row.try_into())
                    .optional()?;
                let name = name.map(|(_, name)| numbered(&name, Some(first)));
                effects.add(texts, count, name);
            } else {
                effects.add(units, count, None);
            }
        }
        Ok(())
    }

    /// Name and number of an entry: as the operation's own rows have it where they make or remove
    /// it, else as it is in use.
    fn entry_name(&self, uid: &str, entry: &Seen) -> Result<(String, Option<i64>), StoreError> {
        match (&entry.named, entry.existed && entry.exists) {
            (Some((_, name)), false) => Ok((name.clone(), entry.id)),
            _ => self.entry_name_in_use(uid),
        }
    }

    fn decided_term(&self, uid: &str, decision: &Seen) -> Result<String, StoreError> {
        match &decision.named {
            Some((_, term)) => Ok(term.clone()),
            None => self.term_in_use(uid),
        }
    }
}

/// Text, term, place and number, as far as a row of the log has them.
type Cells = (Option<String>, Option<String>, Option<i64>, Option<i64>);

#[cfg(test)]
mod tests {
    use tmx::{LangTag, TranslationUnit};

    use super::super::tests::{author, store};
    use super::super::{Store, StoreError, Verdict, Work};
    use crate::curate::{self, Edit};
    use crate::entry::TermSec;

    /// What the log says of a command that does this.
    fn told(
        store: &mut Store,
        change: impl FnOnce(&mut Work<'_>) -> Result<(), StoreError>,
    ) -> String {
        let mut work = store.begin(&author("step")).unwrap();
        change(&mut work).unwrap();
        work.commit().unwrap();
        let log = store.read().log(1, None).unwrap();
        log[0].effects.to_string()
    }

    fn accept(work: &mut Work<'_>, term: &str) -> Result<(), StoreError> {
        let zh = LangTag::chinese();
        work.save_concept(&curate::new_concept(&zh, TermSec::new(term)))?;
        work.decide(&zh, term, Verdict::Accepted, None)
    }

    #[test]
    fn few_things_are_named_and_many_are_counted() {
        let mut store = store();
        let zh = LangTag::chinese();
        assert_eq!(
            told(&mut store, |work| accept(work, "蓝碳")),
            "accepted 蓝碳 (#1)"
        );
        let many = |work: &mut Work<'_>| {
            let terms = ["红树林", "海草床", "珊瑚礁", "牡蛎礁"];
            terms.into_iter().try_for_each(|term| accept(work, term))?;
            work.decide(&zh, "项目", Verdict::Rejected, None)?;
            work.decide(&zh, "会议", Verdict::Later, None)
        };
        assert_eq!(
            told(&mut store, many),
            "accepted 4 entries; rejected 项目; put off 会议"
        );
    }

    #[test]
    fn an_entry_that_is_gone_keeps_its_name_in_the_log() {
        let mut store = store();
        let zh = LangTag::chinese();
        told(&mut store, |work| accept(work, "蓝碳"));
        let edit = Edit {
            note: Some("see 碳汇".to_owned()),
            ..Edit::default()
        };
        let changed = told(&mut store, |work| {
            let mut entry = work.read().concept(1)?;
            curate::apply(&mut entry, "蓝碳", &zh, &LangTag::english(), &edit);
            work.save_concept(&entry).map(drop)
        });
        assert_eq!(changed, "changed 蓝碳 (#1)");
        let deleted = told(&mut store, |work| {
            work.delete_concept(1)?;
            work.withdraw_decision(&zh, "蓝碳")
        });
        assert_eq!(deleted, "deleted 蓝碳 (#1)");
        let log = store.read().log(9, None).unwrap();
        let told: Vec<String> = log.iter().map(|it| it.effects.to_string()).collect();
        assert_eq!(told, [deleted, changed, "accepted 蓝碳 (#1)".to_owned()]);
    }

    #[test]
    fn units_are_counted_whichever_way_they_are_logged() {
        let mut store = store();
        let unit = |zh: &str, en: &str| {
            let (source, target) = (LangTag::chinese(), LangTag::english());
            (TranslationUnit::pair((&source, zh), (&target, en)), None)
        };
        let (first, second) = (unit("你好。", "Hello."), unit("谢谢。", "Thanks."));
        let added = told(&mut store, |work| {
            work.replace_units("a", &[first.clone(), second.clone()])
                .map(drop)
        });
        assert_eq!(added, "added 2 units");
        let replaced = told(&mut store, |work| {
            work.replace_units("a", &[first]).map(drop)
        });
        assert_eq!(replaced, "took out of use 1 unit");
        let mut undo = store.begin(&author("undo")).unwrap();
        undo.undo(None).unwrap();
        undo.commit().unwrap();
        let log = store.read().log(1, None).unwrap();
        assert_eq!(log[0].effects.to_string(), "added 1 unit");
    }
}
