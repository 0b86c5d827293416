//! The units of the translation memory.

use std::collections::BTreeSet;

use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, params};
use serde::Serialize;
use tmx::{LangTag, TranslationUnit, Variant};

use super::identified::{BARE, IdentifiedUnit, VariantRow};
use super::row::{parsed, row};
use super::schema::Table;
use super::{Reader, StoreError, Work};
use crate::sync::unit_uid;

/// A unit as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StoredUnit {
    /// Its number.
    pub id: i64,
    /// File or pair of texts it comes from.
    pub origin: String,
    /// The aligner's trust in it, when it was aligned.
    pub score: Option<f64>,
    /// The unit. Its uid is the name that it had in the file it was brought in with, else that of
    /// the termbase.
    pub unit: TranslationUnit,
}

/// How a set of units met those that were there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct UnitCounts {
    /// Units that were added.
    pub new: usize,
    /// Units that were there with the same text on every side.
    pub same: usize,
    /// Units of the same origin that are no longer among them and were taken out of use.
    pub replaced: usize,
}

impl Work<'_> {
    /// Puts `units` with their scores in the place of those with the same origin. A unit that is
    /// there already, from whatever origin, is not stored twice.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written.
    pub fn replace_units(
        &mut self,
        origin: &str,
        units: &[(TranslationUnit, Option<f64>)],
    ) -> Result<UnitCounts, StoreError> {
        let mut counts = UnitCounts::default();
        let mut kept: BTreeSet<String> = BTreeSet::new();
        for (ordinal, (unit, score)) in (0_i64..).zip(units) {
            let unit = unit.clone().try_into()?;
            kept.insert(self.add_unit(origin, ordinal, &unit, *score, &mut counts)?);
        }
        for uid in self.unit_uids(origin)? {
            if !kept.contains(&uid) {
                let operation = self.operation()?;
                let after = row([("aside", operation.into())]);
                self.change(Table::Unit, &uid, &uid, Some(after))?;
                counts.replaced += 1;
            }
        }
        Ok(counts)
    }

    /// Adds a unit, unless it is there already; its uid.
    pub(super) fn add_unit(
        &mut self,
        origin: &str,
        ordinal: i64,
        unit: &IdentifiedUnit,
        score: Option<f64>,
        counts: &mut UnitCounts,
    ) -> Result<String, StoreError> {
        let (uid, known) = self.unit_uid(unit)?;
        match known {
            Some(false) => counts.same += 1,
            Some(true) => {
                self.bring_back(&uid, origin)?;
                counts.new += 1;
            }
            None => {
                self.insertion()?
                    .insert(&uid, (origin, ordinal), unit, score)?;
                self.log_inserted(Table::Unit)?;
                counts.new += 1;
            }
        }
        Ok(uid)
    }

    /// Takes a unit out of use, until that is undone or its text comes again.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] for a number that no unit has; else when the termbase cannot be
    /// written.
    pub fn set_unit_aside(&mut self, id: i64) -> Result<(), StoreError> {
        let uid: Option<String> = self
            .connection()
            .prepare_cached("SELECT uid FROM unit WHERE id = ?1")?
            .query_row(params![id], |row| row.get(0))
            .optional()?;
        let uid = uid.ok_or_else(|| StoreError::NotFound {
            noun: "unit",
            name: format!("#{id}"),
        })?;
        let after = row([("aside", self.operation()?.into())]);
        self.change(Table::Unit, &uid, &uid, Some(after))?;
        Ok(())
    }

    /// Takes a unit that was set aside into use again.
    pub(super) fn bring_back(&mut self, uid: &str, origin: &str) -> Result<(), StoreError> {
        let after = row([
            ("aside", serde_json::Value::Null),
            ("origin", origin.into()),
        ]);
        self.change(Table::Unit, uid, uid, Some(after))?;
        Ok(())
    }

    /// The uid of a unit, and, when a unit with the same text on every side has it, whether that
    /// one is out of use.
    pub(super) fn unit_uid(
        &self,
        unit: &IdentifiedUnit,
    ) -> Result<(String, Option<bool>), StoreError> {
        let texts = unit.texts();
        let mut find = self
            .connection()
            .prepare_cached("SELECT id, aside IS NOT NULL FROM unit WHERE uid = ?1")?;
        let mut variants = self.connection().prepare_cached(
            "SELECT lang, plain FROM variant WHERE unit_id = ?1 ORDER BY ordinal",
        )?;
        for homonym in 0_u32.. {
            let uid = unit_uid(&texts, homonym);
            let known: Option<(i64, bool)> = find
                .query_row(params![uid], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((id, aside)) = known else {
                return Ok((uid, None));
            };
            let rows = variants.query_map(params![id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let known: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
            if unit_uid(&known, 0) == unit.uid {
                return Ok((uid, Some(aside)));
            }
        }
        Err(StoreError::Damaged(
            "no identifier is left for the unit".to_owned(),
        ))
    }

    /// What inserts units, for as many as there are.
    pub(super) fn insertion(&self) -> Result<Insertion<'_>, StoreError> {
        let connection = self.connection();
        Ok(Insertion {
            connection,
            unit: connection.prepare_cached(
                "INSERT INTO unit (uid, origin, ordinal, score, data) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?,
            variant: connection.prepare_cached(
                "INSERT INTO variant (unit_id, ordinal, lang, plain, data)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?,
        })
    }

    fn unit_uids(&self, origin: &str) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT uid FROM unit WHERE origin = ?1 AND aside IS NULL ORDER BY ordinal, id",
        )?;
        let rows = statement.query_map(params![origin], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Inserts units that are not there yet.
pub(super) struct Insertion<'c> {
    connection: &'c Connection,
    unit: CachedStatement<'c>,
    variant: CachedStatement<'c>,
}

impl Insertion<'_> {
    /// Inserts one at its place in an origin.
    pub(super) fn insert(
        &mut self,
        uid: &str,
        (origin, ordinal): (&str, i64),
        unit: &IdentifiedUnit,
        score: Option<f64>,
    ) -> Result<(), StoreError> {
        let row = params![uid, origin, ordinal, score, unit.head];
        self.unit.execute(row)?;
        let id = self.connection.last_insert_rowid();
        for (ordinal, variant) in (0_i64..).zip(&unit.variants) {
            let VariantRow { lang, plain, data } = variant;
            let row = params![id, ordinal, lang.as_str(), plain, data];
            self.variant.execute(row)?;
        }
        Ok(())
    }
}

impl Reader<'_> {
    /// Hands the units in use to `visit`, in the order of origin and place in it.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read, or what `visit` returns.
    pub fn for_each_unit<E: From<StoreError>>(
        &self,
        mut visit: impl FnMut(StoredUnit) -> Result<(), E>,
    ) -> Result<(), E> {
        self.for_each_unit_in_place(|stored| visit(std::mem::take(stored)))
    }

    /// Does what [`for_each_unit`](Self::for_each_unit) does, but lends the units, so that the
    /// memory of one serves the next. What `visit` leaves in the place of a unit serves as well.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read, or what `visit` returns.
    pub fn for_each_unit_in_place<E: From<StoreError>>(
        &self,
        mut visit: impl FnMut(&mut StoredUnit) -> Result<(), E>,
    ) -> Result<(), E> {
        // In one pass, which both indices give in this order: to ask for the variants of each unit
        // takes longer.
        let mut variants = self
            .connection
            .prepare_cached(
                "SELECT unit.id, uid, origin, score, unit.data, lang, plain, variant.data
                 FROM unit LEFT JOIN variant ON unit_id = unit.id WHERE aside IS NULL
                 ORDER BY origin, unit.ordinal, unit.id, variant.ordinal",
            )
            .map_err(StoreError::from)?;
        let mut rows = variants.query([]).map_err(StoreError::from)?;
        let mut draft = Draft::default();
        let mut begun: Option<i64> = None;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let id: i64 = row.get(0).map_err(StoreError::from)?;
            if begun != Some(id) {
                if begun.is_some() {
                    visit(draft.finished())?;
                }
                draft.begin(row)?;
                begun = Some(id);
            }
            draft.add_variant(row)?;
        }
        match begun {
            Some(_) => visit(draft.finished()),
            None => Ok(()),
        }
    }

    /// A unit in use; none where no unit has the number, or it is out of use.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn unit(&self, id: i64) -> Result<Option<StoredUnit>, StoreError> {
        let mut variants = self.connection.prepare_cached(
            "SELECT unit.id, uid, origin, score, unit.data, lang, plain, variant.data
             FROM unit LEFT JOIN variant ON unit_id = unit.id WHERE unit.id = ?1 AND aside IS NULL
             ORDER BY variant.ordinal",
        )?;
        let mut rows = variants.query(params![id])?;
        let mut draft = Draft::default();
        let mut is_begun = false;
        while let Some(row) = rows.next()? {
            if !std::mem::replace(&mut is_begun, true) {
                draft.begin(row)?;
            }
            draft.add_variant(row)?;
        }
        draft.finished();
        Ok(is_begun.then_some(draft.stored))
    }
}

/// A unit that is put together of its rows, in the memory of the one before.
#[derive(Debug, Default)]
struct Draft {
    stored: StoredUnit,
    /// Its variants; those behind them are of the unit before.
    count: usize,
    tags: Tags,
}

impl Draft {
    /// Begins the unit of a row.
    fn begin(&mut self, row: &rusqlite::Row<'_>) -> Result<(), StoreError> {
        let stored = &mut self.stored;
        stored.id = row.get(0)?;
        row.get_ref(2)?.as_str()?.clone_into(&mut stored.origin);
        stored.score = row.get(3)?;
        let mut uid = std::mem::take(&mut stored.unit.uid);
        let variants = std::mem::take(&mut stored.unit.variants);
        stored.unit = match row.get_ref(4)?.as_str()? {
            // What most are, a million times over.
            BARE => TranslationUnit::default(),
            data => serde_json::from_str(data)?,
        };
        stored.unit.variants = variants;
        if stored.unit.uid.is_empty() {
            row.get_ref(1)?.as_str()?.clone_into(&mut uid);
            stored.unit.uid = uid;
        }
        self.count = 0;
        Ok(())
    }

    /// Adds the variant of a row, if the unit has any.
    fn add_variant(&mut self, row: &rusqlite::Row<'_>) -> Result<(), StoreError> {
        let ValueRef::Text(tag) = row.get_ref(5)? else {
            return Ok(());
        };
        let variants = &mut self.stored.unit.variants;
        let data = match row.get_ref(7)? {
            ValueRef::Null => None,
            data => Some(serde_json::from_str(data.as_str()?)?),
        };
        let spare = variants.get_mut(self.count);
        match (spare, data) {
            (Some(spare), Some(variant)) => *spare = variant,
            (None, Some(variant)) => variants.push(variant),
            (spare, None) => {
                let (lang, text) = (self.tags.tag(tag)?, row.get_ref(6)?.as_str()?);
                match spare {
                    Some(spare) => spare.renew(lang, text),
                    None => variants.push(Variant::new(lang.clone(), text)),
                }
            }
        }
        self.count += 1;
        Ok(())
    }

    /// The unit, when all its rows were met.
    fn finished(&mut self) -> &mut StoredUnit {
        self.stored.unit.variants.truncate(self.count);
        &mut self.stored
    }
}

/// The language tags that were met, of which memories have a handful.
#[derive(Debug, Default)]
struct Tags(Vec<LangTag>);

impl Tags {
    /// As many are remembered.
    const MOST: usize = 32;

    fn tag(&mut self, text: &[u8]) -> Result<&LangTag, StoreError> {
        let known = self
            .0
            .iter()
            .position(|tag| tag.as_str().as_bytes() == text);
        let at = match known {
            Some(at) => at,
            None => {
                let tag: LangTag = parsed(&String::from_utf8_lossy(text))?;
                // The last place is for whichever does not fit.
                self.0.truncate(Self::MOST - 1);
                self.0.push(tag);
                self.0.len() - 1
            }
        };
        Ok(&self.0[at])
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{author, store};
    use super::*;

    fn unit(zh: &str, en: &str) -> (TranslationUnit, Option<f64>) {
        let (source, target) = (LangTag::chinese(), LangTag::english());
        (
            TranslationUnit::pair((&source, zh), (&target, en)),
            Some(0.5),
        )
    }

    fn sources(reader: Reader<'_>) -> Vec<String> {
        let mut sources = Vec::new();
        reader
            .for_each_unit(|stored| {
                sources.push(stored.unit.variants[0].segment.plain_text());
                Ok::<(), StoreError>(())
            })
            .unwrap();
        sources
    }

    #[test]
    fn aligning_again_changes_nothing() {
        let mut store = store();
        let units = [
            unit("你好。", "Hello."),
            unit("谢谢。", "Thanks."),
            unit("谢谢。", "Thanks."),
        ];
        let mut work = store.begin(&author("align")).unwrap();
        let counts = work.replace_units("a", &units).unwrap();
        assert_eq!(
            counts,
            UnitCounts {
                new: 2,
                same: 1,
                replaced: 0
            }
        );
        work.commit().unwrap();
        let mut work = store.begin(&author("align")).unwrap();
        let counts = work.replace_units("a", &units).unwrap();
        assert_eq!(
            counts,
            UnitCounts {
                new: 0,
                same: 3,
                replaced: 0
            }
        );
        assert!(!work.has_changes());
    }

    #[test]
    fn a_unit_keeps_nothing_of_the_one_before() {
        let mut store = store();
        let mut work = store.begin(&author("align")).unwrap();
        let (mut rich, score) = unit("甲。", "One.");
        let mut french = Variant::new("fr".parse().unwrap(), "Un.");
        french.usage_count = Some(2);
        rich.variants.push(french);
        rich.creation_id = Some("me".to_owned());
        rich.uid = "own".to_owned();
        let units = [
            unit("乙。", "Two."),
            (rich, score),
            unit("丙。", "Three."),
            unit("丁。", ""),
        ];
        work.replace_units("a", &units).unwrap();
        let reader = work.read();
        let mut met = Vec::new();
        let visited = reader.for_each_unit_in_place(|stored| {
            met.push(stored.clone());
            Ok::<(), StoreError>(())
        });
        visited.unwrap();
        assert_eq!(met.len(), units.len());
        for (stored, (unit, _)) in met.iter().zip(&units) {
            assert_eq!(stored.unit.variants, unit.variants);
            assert_eq!(stored.unit.creation_id, unit.creation_id);
            assert_eq!(reader.unit(stored.id).unwrap().as_ref(), Some(stored));
        }
        assert_eq!(met[1].unit.uid, "own");
        assert_ne!(met[2].unit.uid, "own");
    }

    #[test]
    fn units_that_a_new_alignment_no_longer_has_go_out_of_use() {
        let mut store = store();
        let mut work = store.begin(&author("align")).unwrap();
        work.replace_units("a", &[unit("你好。", "Hello."), unit("谢谢。", "Thanks.")])
            .unwrap();
        work.replace_units("b", &[unit("再见。", "Goodbye.")])
            .unwrap();
        work.replace_units("a", &[unit("谢谢。", "Thank you.")])
            .unwrap();
        assert_eq!(sources(work.read()), ["谢谢。", "再见。"]);
        work.replace_units("a", &[unit("你好。", "Hello.")])
            .unwrap();
        assert_eq!(sources(work.read()), ["你好。", "再见。"]);
    }
}
