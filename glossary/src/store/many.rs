//! Taking whole glossaries in.

use rusqlite::params;
use tmx::LangTag;

use super::key_maker::KeyMaker;
use super::schema::Table;
use super::{StoreError, Work};
use crate::entry::TermSec;

/// Rows of the log from which on it is put in order as a whole.
const MANY_CHANGES: i64 = 5_000;

/// Memory for the pages of the file meanwhile, in KiB: for the indexes over identifiers, in which
/// new ones land on any page. All else comes in order.
const CACHE: i64 = 10 * 1024;

/// What is put off while many entries are stored.
#[derive(Debug)]
pub(super) struct Many {
    /// The last number that a row of each table was given, as far as it is known.
    numbers: [Option<i64>; Table::ALL.len()],
    keys: KeyMaker,
    has_candidates: bool,
    /// The rows that the log had before, and those that came.
    changes: (i64, i64),
    /// Whether the log is out of order.
    is_unordered: bool,
}

impl Work<'_> {
    /// Does what `save` does. It may store very many entries: what they are found by comes into
    /// the termbase at the end, in order, which is several times as quick. Until then the new ones
    /// are not found by their terms.
    ///
    /// # Errors
    ///
    /// What `save` fails with, or when the termbase cannot be written; the work then has to be
    /// dropped.
    pub fn save_many<T, E: From<StoreError>>(
        &mut self,
        save: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let many = Many {
            numbers: [None; Table::ALL.len()],
            keys: KeyMaker::new(self.last("term")?),
            has_candidates: self.read().has_candidates()?,
            changes: (self.last("change")?, 0),
            is_unordered: false,
        };
        self.many = Some(Box::new(many));
        let usual = self.cache()?;
        self.set_cache(-CACHE)?;
        let saved = save(self)?;
        if let Some(many) = self.many.take() {
            self.finish_many(*many)?;
        }
        self.set_cache(usual)?;
        Ok(saved)
    }

    /// Puts off making the keys of a term that came, changed or, without it, went; whether that
    /// can be.
    pub(super) fn puts_off_keys(&mut self, id: i64, term: Option<(&LangTag, &TermSec)>) -> bool {
        match &mut self.many {
            Some(many) => {
                many.keys.take(id, term);
                true
            }
            None => false,
        }
    }

    /// Whether there may be candidates; they do not come while many entries are stored.
    pub(super) fn has_candidates(&self) -> bool {
        self.many.as_ref().is_none_or(|many| many.has_candidates)
    }

    /// A number that no row of the table was ever given, where many are given.
    pub(super) fn next_of_many(&mut self, table: Table) -> Option<i64> {
        let last = self.many.as_mut()?.numbers.get_mut(table as usize)?;
        *last = last.map(|last| last + 1);
        *last
    }

    /// Remembers a number that was given the usual way.
    pub(super) fn first_of_many(&mut self, table: Table, number: i64) {
        let many = self.many.as_mut();
        if let Some(last) = many.and_then(|many| many.numbers.get_mut(table as usize)) {
            *last = Some(number);
        }
    }

    /// Counts a row of the log. In an index over a million identifiers every new one lands on
    /// another page; sorted, they need a second.
    pub(super) fn count_change(&mut self) -> Result<(), StoreError> {
        let Some(many) = &mut self.many else {
            return Ok(());
        };
        many.changes.1 += 1;
        let (before, new) = many.changes;
        if !many.is_unordered && new > before.max(MANY_CHANGES) {
            many.is_unordered = true;
            self.connection().execute_batch("DROP INDEX change_owner")?;
        }
        Ok(())
    }

    fn cache(&self) -> Result<i64, StoreError> {
        let connection = self.connection();
        Ok(connection.pragma_query_value(None, "cache_size", |row| row.get(0))?)
    }

    fn set_cache(&self, size: i64) -> Result<(), StoreError> {
        Ok(self.connection().pragma_update(None, "cache_size", size)?)
    }

    fn finish_many(&self, many: Many) -> Result<(), StoreError> {
        let connection = self.connection();
        for (table, number) in Table::ALL.iter().zip(many.numbers) {
            if let Some(number) = number {
                let sql = "INSERT INTO last_number VALUES (?1, ?2)
                           ON CONFLICT DO UPDATE SET number = max(number, ?2)";
                connection.execute(sql, params![table.name(), number])?;
            }
        }
        many.keys.finish(connection)?;
        if many.is_unordered {
            connection.execute_batch("CREATE INDEX change_owner ON change (owner)")?;
        }
        Ok(())
    }

    fn last(&self, table: &str) -> Result<i64, StoreError> {
        let sql = format!("SELECT coalesce(max(id), 0) FROM {table}");
        Ok(self.connection().query_row(&sql, [], |row| row.get(0))?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::Connection;
    use rusqlite::types::Value as Cell;
    use tmx::LangTag;

    use super::super::laws::{dump, facts};
    use super::super::steps::{step, take};
    use super::super::tests::{author, store};
    use super::super::{Store, Verdict};
    use super::*;
    use crate::curate::new_concept;
    use crate::entry::{ConceptEntry, LangSec, TermSec};

    /// What is neither in the facts nor the dump, and has to be the same as well.
    fn rest(connection: &Connection) -> Vec<String> {
        let mut rest = Vec::new();
        for sql in [
            "SELECT * FROM term_key ORDER BY kind, key, term_id",
            "SELECT * FROM change ORDER BY id",
            "SELECT * FROM last_number ORDER BY 1",
            "SELECT id, rev FROM concept ORDER BY id",
            "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2",
            "PRAGMA integrity_check",
        ] {
            let mut statement = connection.prepare(sql).unwrap();
            let columns = statement.column_count();
            let mut rows = statement.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let cells = (0..columns).map(|at| row.get_unwrap::<_, Cell>(at));
                rest.push(format!("{:?}", cells.collect::<Vec<_>>()));
            }
        }
        rest
    }

    fn entry(number: usize) -> ConceptEntry {
        let term = TermSec {
            pinyin: Some("lántàn".to_owned()),
            ..TermSec::new(format!("蓝碳{number}号"))
        };
        let mut entry = new_concept(&LangTag::chinese(), term);
        let english = |variant| TermSec::new(format!("blue carbon {number} {variant}"));
        entry.languages.push(LangSec {
            lang: LangTag::english(),
            terms: (0..40).map(english).collect(),
        });
        entry
    }

    fn save(work: &mut Work<'_>, entries: &[ConceptEntry]) -> Result<(), StoreError> {
        for entry in entries {
            work.save_concept(entry)?;
            let term = &entry.languages[0].terms[0].text;
            work.decide(&LangTag::chinese(), term, Verdict::Accepted, None)?;
        }
        Ok(())
    }

    /// A termbase into which both sets of entries went, the second one perhaps as many.
    fn filled(sets: [&[ConceptEntry]; 2], as_many: bool) -> Store {
        let mut store = store();
        let mut work = store.begin(&author("import")).unwrap();
        save(&mut work, sets[0]).unwrap();
        work.commit().unwrap();
        let mut work = store.begin(&author("import")).unwrap();
        match as_many {
            true => work.save_many(|work| save(work, sets[1])).unwrap(),
            false => save(&mut work, sets[1]).unwrap(),
        }
        work.commit().unwrap();
        store
    }

    #[test]
    fn many_entries_leave_the_termbase_as_if_they_had_come_one_by_one() {
        let few: Vec<ConceptEntry> = (0..3).map(entry).collect();
        let mut many: Vec<ConceptEntry> = (3..130).map(entry).collect();
        // One that is there is read in another way.
        let mut known = filled([&few, &[]], false).read().concept(2).unwrap();
        known.languages[0].terms[0].pinyin = Some("lán tàn hào".to_owned());
        many.push(known);
        let [one, other] = [false, true].map(|as_many| filled([&few, &many], as_many));
        assert!(other.read().log(1, None).unwrap()[0].operation.id == 2);
        assert_eq!(rest(&other.connection), rest(&one.connection));
        assert_eq!(dump(&other), dump(&one));
        let found = other.read().find("lantanhao", 9).unwrap();
        assert_eq!(found[0].term, "蓝碳1号");
    }

    #[test]
    fn many_entries_are_taken_back_and_come_again_as_they_were() {
        let many: Vec<ConceptEntry> = (0..130).map(entry).collect();
        let mut store = filled([&[], &many], true);
        let full = facts(&store.connection);
        let mut work = store.begin(&author("undo")).unwrap();
        work.undo(None).unwrap();
        work.commit().unwrap();
        assert!(facts(&store.connection).is_empty());
        assert!(store.read().find("blue carbon", 9).unwrap().is_empty());
        let mut work = store.begin(&author("redo")).unwrap();
        work.redo(None).unwrap();
        work.commit().unwrap();
        assert!(facts(&store.connection) == full);
        assert_eq!(store.read().find("lantan", 9).unwrap().len(), 9);
    }

    #[test]
    fn what_fails_in_the_middle_leaves_no_trace() {
        let mut store = store();
        let before = rest(&store.connection);
        let many: Vec<ConceptEntry> = (0..130).map(entry).collect();
        let mut work = store.begin(&author("import")).unwrap();
        let failed = work.save_many(|work| {
            save(work, &many)?;
            Err::<(), _>(StoreError::Busy)
        });
        assert!(failed.is_err());
        drop(work);
        assert_eq!(rest(&store.connection), before);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn whatever_is_done_it_may_be_many(steps in proptest::collection::vec(step(), 1..12)) {
            let stores = [false, true].map(|as_many| {
                let mut store = store();
                for step in &steps {
                    let mut work = store.begin(&author("step")).unwrap();
                    match as_many {
                        true => work.save_many(|work| take(work, step)).unwrap(),
                        false => take(&mut work, step).unwrap(),
                    };
                    work.commit().unwrap();
                }
                store
            });
            prop_assert_eq!(rest(&stores[1].connection), rest(&stores[0].connection));
            prop_assert_eq!(dump(&stores[1]), dump(&stores[0]));
        }
    }
}
