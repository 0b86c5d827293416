//! Taking whole memories in.

use rusqlite::{ErrorCode, params};

use super::schema::Table;
use super::{IdentifiedUnit, StoreError, UnitCounts, Work};

/// Units from which on a set is taken in as a whole. Looking up one by one is quicker for fewer,
/// unless the memory is much smaller than what comes.
const MANY: usize = 20_000;
/// The index by which a unit that is there is found.
const INDEX: &str = "CREATE UNIQUE INDEX unit_uid ON unit (uid)";
/// Memory for the pages of the file meanwhile, in KiB.
const CACHE: i64 = 8 * 1024;

impl Work<'_> {
    /// Adds units from the file `origin`, except those that are there already, from whatever
    /// origin. Needs no more memory for a million of them than for ten thousand.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written, or what `units` fails with.
    pub fn add_units<E: From<StoreError>>(
        &mut self,
        origin: &str,
        units: impl IntoIterator<Item = Result<IdentifiedUnit, E>>,
    ) -> Result<UnitCounts, E> {
        let mut units = units.into_iter();
        let mut few: Vec<IdentifiedUnit> = Vec::new();
        while few.len() < MANY {
            match units.next() {
                Some(unit) => few.push(unit?),
                None => return Ok(self.add_few(origin, &few)?),
            }
        }
        let units = few.into_iter().map(Ok).chain(units);
        let connection = self.connection();
        let usual: i64 = connection
            .pragma_query_value(None, "cache_size", |row| row.get(0))
            .map_err(StoreError::from)?;
        let set = |size: i64| connection.pragma_update(None, "cache_size", size);
        set(-CACHE).map_err(StoreError::from)?;
        let counts = self.add_many(origin, units);
        let set = |size: i64| self.connection().pragma_update(None, "cache_size", size);
        set(usual).map_err(StoreError::from)?;
        counts
    }

    fn add_few(
        &mut self,
        origin: &str,
        units: &[IdentifiedUnit],
    ) -> Result<UnitCounts, StoreError> {
        let mut counts = UnitCounts::default();
        for (ordinal, unit) in (self.next_ordinal(origin)?..).zip(units) {
            self.add_unit(origin, ordinal, unit, None, &mut counts)?;
        }
        Ok(counts)
    }

    /// Stores all units, and removes again those that were there. In an index over a million
    /// identifiers every new one lands on another page; sorted, they need a second.
    fn add_many<E: From<StoreError>>(
        &mut self,
        origin: &str,
        units: impl Iterator<Item = Result<IdentifiedUnit, E>>,
    ) -> Result<UnitCounts, E> {
        let mut counts = UnitCounts::default();
        let first = self.last_unit()? + 1;
        self.execute("DROP INDEX unit_uid")?;
        let mut insertion = self.insertion()?;
        for (ordinal, unit) in (self.next_ordinal(origin)?..).zip(units) {
            let unit = unit?;
            insertion.insert(&unit.uid, (origin, ordinal), &unit, None)?;
            counts.new += 1;
        }
        drop(insertion);
        let last = self.last_unit()?;
        let is_whole = self.index_units()?;
        let (known, aside) = match is_whole {
            true => (Vec::new(), Vec::new()),
            false => self.find_known(first)?,
        };
        counts.new -= known.len() - aside.len();
        counts.same += known.len() - aside.len();
        self.remove_units(&known)?;
        if !is_whole {
            self.execute(INDEX)?;
        }
        for uid in aside {
            self.bring_back(&uid, origin)?;
        }
        let mut from = first;
        for gap in known.into_iter().chain([last + 1]) {
            if from < gap {
                self.log_bulk(Table::Unit, from, gap - 1)?;
            }
            from = gap + 1;
        }
        Ok(counts)
    }

    /// Puts the identifiers in order; false where two units have one.
    fn index_units(&self) -> Result<bool, StoreError> {
        match self.connection().execute_batch(INDEX) {
            Ok(()) => Ok(true),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The units from the number `first` on whose identifier another one has, by number; and the
    /// identifiers among them of units that are there but out of use.
    fn find_known(&self, first: i64) -> Result<(Vec<i64>, Vec<String>), StoreError> {
        let (mut known, mut aside) = (Vec::new(), Vec::new());
        let mut sorted = self
            .connection()
            .prepare("SELECT uid, id, aside IS NOT NULL FROM unit ORDER BY uid, id")?;
        let mut rows = sorted.query([])?;
        let (mut last, mut is_aside) = (String::new(), false);
        while let Some(row) = rows.next()? {
            let (uid, id): (&str, i64) = (row.get_ref(0)?.as_str()?, row.get(1)?);
            if uid != last {
                uid.clone_into(&mut last);
                is_aside = id < first && row.get(2)?;
                continue;
            }
            known.push(id);
            if std::mem::take(&mut is_aside) {
                aside.push(last.clone());
            }
        }
        known.sort_unstable();
        Ok((known, aside))
    }

    fn remove_units(&self, units: &[i64]) -> Result<(), StoreError> {
        for table in ["variant WHERE unit_id", "unit WHERE id"] {
            let sql = format!("DELETE FROM {table} = ?1");
            let mut delete = self.connection().prepare(&sql)?;
            for id in units {
                delete.execute(params![id])?;
            }
        }
        Ok(())
    }

    fn last_unit(&self) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce(max(id), 0) FROM unit";
        Ok(self.connection().query_row(sql, [], |row| row.get(0))?)
    }

    /// Units that are added come after those of their origin.
    fn next_ordinal(&self, origin: &str) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce(max(ordinal) + 1, 0) FROM unit WHERE origin = ?1";
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(statement.query_row(params![origin], |row| row.get(0))?)
    }

    fn execute(&self, sql: &str) -> Result<(), StoreError> {
        Ok(self.connection().execute_batch(sql)?)
    }
}

#[cfg(test)]
mod tests {
    use tmx::{LangTag, TranslationUnit};

    use super::super::Reader;
    use super::super::tests::{author, store};
    use super::*;

    fn units(numbers: std::ops::Range<usize>) -> Vec<Result<IdentifiedUnit, StoreError>> {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let unit = |number| {
            let texts = (format!("第{number}号。"), format!("Number {number}."));
            TranslationUnit::pair((&zh, &texts.0), (&en, &texts.1)).try_into()
        };
        numbers.map(unit).collect()
    }

    fn stored(reader: Reader<'_>) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let visit = |it: super::super::StoredUnit| {
            found.push((it.origin, it.unit.variants[0].segment.plain_text()));
            Ok::<(), StoreError>(())
        };
        reader.for_each_unit(visit).unwrap();
        found
    }

    fn counts(new: usize, same: usize) -> UnitCounts {
        UnitCounts {
            new,
            same,
            replaced: 0,
        }
    }

    #[test]
    fn many_units_are_taken_in_as_few_are() {
        let mut store = store();
        let mut work = store.begin(&author("import")).unwrap();
        assert_eq!(work.add_units("a", units(0..10)).unwrap(), counts(10, 0));
        work.commit().unwrap();
        // Known ones, new ones, and some that come twice.
        let twice = units(5..MANY + 5).into_iter().chain(units(MANY..MANY + 9));
        let mut work = store.begin(&author("import")).unwrap();
        let taken = work.add_units("b", twice).unwrap();
        assert_eq!(taken, counts(MANY - 1, 10));
        work.commit().unwrap();
        let found = stored(store.read());
        assert_eq!(found.len(), MANY + 9);
        assert_eq!(found[9], ("a".to_owned(), "第9号。".to_owned()));
        assert_eq!(found[10], ("b".to_owned(), "第10号。".to_owned()));
        assert_eq!(found.last().unwrap().1, format!("第{}号。", MANY + 8));
        let mut work = store.begin(&author("import")).unwrap();
        assert_eq!(
            work.add_units("c", units(0..MANY + 9)).unwrap(),
            counts(0, MANY + 9)
        );
        assert!(!work.has_changes());
    }

    #[test]
    fn what_was_taken_in_goes_out_of_use_when_that_is_undone_and_comes_back_when_it_comes_again() {
        let mut store = store();
        let mut work = store.begin(&author("import")).unwrap();
        work.add_units("a", units(0..MANY)).unwrap();
        work.commit().unwrap();
        let mut work = store.begin(&author("undo")).unwrap();
        work.undo(None).unwrap();
        work.commit().unwrap();
        assert_eq!(stored(store.read()), []);
        let mut work = store.begin(&author("import")).unwrap();
        let taken = work.add_units("b", units(10..MANY + 10)).unwrap();
        work.commit().unwrap();
        assert_eq!(taken, counts(MANY, 0));
        let found = stored(store.read());
        assert_eq!(found.len(), MANY);
        assert!(found.iter().all(|(origin, _)| origin == "b"));
        let mut work = store.begin(&author("undo")).unwrap();
        work.undo(None).unwrap();
        work.commit().unwrap();
        assert_eq!(stored(store.read()), []);
    }

    #[test]
    fn a_failing_source_leaves_the_termbase_as_it_was() {
        let mut store = store();
        let mut work = store.begin(&author("import")).unwrap();
        let broken = units(0..MANY + 5).into_iter();
        let broken = broken.chain([Err(StoreError::Busy)]);
        assert!(work.add_units("a", broken).is_err());
        drop(work);
        assert_eq!(stored(store.read()), []);
        let mut work = store.begin(&author("import")).unwrap();
        assert_eq!(work.add_units("a", units(0..3)).unwrap(), counts(3, 0));
    }
}
