//! The memory as it is searched: the segments of units, and which of them changed since when.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension as _, params};
use tmx::{LangTag, Neighbours, TranslationUnit, Variant};

use super::{Reader, StoreError, WorkingPair, uid};

/// The segment of a unit in the language that is translated from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'r> {
    /// The number of the unit.
    pub unit: i64,
    /// File or pair of texts it comes from.
    pub origin: &'r str,
    /// The segment, without markup.
    pub text: &'r str,
    /// The segments before and after it, where the unit tells them.
    pub neighbours: Option<&'r Neighbours>,
}

/// In use, by origin and place in it: where units follow each other in a file, they do here.
const IN_USE: &str =
    "SELECT unit.id, unit.origin, variant.lang, variant.plain, unit.data, variant.data
                      FROM unit CROSS JOIN variant ON variant.unit_id = unit.id
                      WHERE unit.aside IS NULL
                      ORDER BY unit.origin, unit.ordinal, unit.id, variant.ordinal";

impl Reader<'_> {
    /// Hands the segments of the units in use that have both languages to `visit`, by origin and
    /// place in it.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read, or what `visit` returns.
    pub fn for_each_source<E: From<StoreError>>(
        &self,
        pair: &WorkingPair,
        mut visit: impl FnMut(Source<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self.connection.prepare(IN_USE).map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        let mut sides = Sides::new(pair);
        let mut last: Option<(i64, String)> = None;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let text = |column| -> Result<&str, StoreError> {
                Ok(row.get_ref(column)?.as_str_or_null()?.unwrap_or_default())
            };
            let unit = row.get(0).map_err(StoreError::from)?;
            let (origin, lang, plain) = (text(1)?, text(2)?, text(3)?);
            let told = told_neighbours(text(4)?, text(5)?)?;
            match &mut last {
                Some((id, known)) if *id == unit && known == origin => {}
                other => {
                    if let Some((unit, origin)) = other {
                        sides.visit(*unit, origin, &mut visit)?;
                    }
                    *other = Some((unit, origin.to_owned()));
                }
            }
            sides.add(lang, plain, told);
        }
        match last {
            Some((unit, origin)) => sides.visit(unit, &origin, &mut visit),
            None => Ok(()),
        }
    }

    /// What the units are known by as they are now; see
    /// [`units_changed_since`](Self::units_changed_since).
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn memory_point(&self) -> Result<String, StoreError> {
        let sql = "SELECT coalesce(max(id), 0) FROM operation";
        let last: i64 = self.connection.query_row(sql, [], |row| row.get(0))?;
        self.point_of(last)
    }

    /// The units that were added, taken out of use or taken into it again since a point, in the
    /// order of their numbers. None where the point is none of this termbase's, or there are more
    /// than `limit` of them.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn units_changed_since(
        &self,
        point: &str,
        limit: usize,
    ) -> Result<Option<BTreeSet<i64>>, StoreError> {
        self.rows_changed_since("unit", point, limit)
    }

    /// The same of texts.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn texts_changed_since(
        &self,
        point: &str,
        limit: usize,
    ) -> Result<Option<BTreeSet<i64>>, StoreError> {
        self.rows_changed_since("text", point, limit)
    }

    fn rows_changed_since(
        &self,
        table: &str,
        point: &str,
        limit: usize,
    ) -> Result<Option<BTreeSet<i64>>, StoreError> {
        let operation = point.split(' ').next().and_then(|it| it.parse().ok());
        let Some(operation) = operation.filter(|it| self.point_of(*it).is_ok_and(|it| it == point))
        else {
            return Ok(None);
        };
        let mut changed = BTreeSet::new();
        let mut ranges = self.connection.prepare_cached(
            "SELECT first_id, last_id FROM bulk
             WHERE operation_id > ?1 AND table_name = ?2 ORDER BY id",
        )?;
        let mut rows = ranges.query(params![operation, table])?;
        while let Some(row) = rows.next()? {
            let (first, last): (i64, i64) = (row.get(0)?, row.get(1)?);
            if last - first >= i64::try_from(limit).unwrap_or(i64::MAX) {
                return Ok(None);
            }
            changed.extend(first..=last);
            if changed.len() > limit {
                return Ok(None);
            }
        }
        let mut single = self.connection.prepare_cached(&format!(
            "SELECT changed.id FROM change JOIN {table} AS changed ON changed.uid = change.uid
             WHERE change.operation_id > ?1 AND change.table_name = ?2"
        ))?;
        let mut rows = single.query(params![operation, table])?;
        while let Some(row) = rows.next()? {
            changed.insert(row.get(0)?);
            if changed.len() > limit {
                return Ok(None);
            }
        }
        Ok(Some(changed))
    }

    /// The last operation of a log that leads to a state of the units: its number, and what tells
    /// it from one of the same number in another copy of the termbase.
    fn point_of(&self, operation: i64) -> Result<String, StoreError> {
        let sql = "SELECT json_array(id, at, user, command, undoes) FROM operation WHERE id = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let told: Option<String> = statement
            .query_row([operation], |row| row.get(0))
            .optional()?;
        let hash = uid(&[&self.identity()?, &told.unwrap_or_default()]);
        Ok(format!("{operation} {hash}"))
    }
}

/// What the data of a unit and of one of its variants tell of the neighbours of the variant. Most
/// tell nothing, and are not even looked through for what else they say.
fn told_neighbours(unit: &str, variant: &str) -> Result<Option<Neighbours>, StoreError> {
    let may_tell =
        |data: &&str| data.contains(Neighbours::BEFORE) || data.contains(Neighbours::AFTER);
    if let Some(data) = Some(variant).filter(may_tell) {
        let variant: Variant = serde_json::from_str(data)?;
        if let told @ Some(_) = Neighbours::of(&variant.props) {
            return Ok(told);
        }
    }
    match Some(unit).filter(may_tell) {
        Some(data) => Ok(Neighbours::of(
            &serde_json::from_str::<TranslationUnit>(data)?.props,
        )),
        None => Ok(None),
    }
}

/// The two sides of a unit that matter, chosen as
/// [`TranslationUnit::variant`](tmx::TranslationUnit::variant) does.
struct Sides {
    pair: [LangTag; 2],
    /// How well a language fits each side: 2 for its very tag.
    fits: BTreeMap<String, [u8; 2]>,
    source: String,
    neighbours: Option<Neighbours>,
    found: [u8; 2],
    has_target: bool,
}

impl Sides {
    fn new(pair: &WorkingPair) -> Self {
        Self {
            pair: [pair.source.clone(), pair.target.clone()],
            fits: BTreeMap::new(),
            source: String::new(),
            neighbours: None,
            found: [0, 0],
            has_target: false,
        }
    }

    fn add(&mut self, lang: &str, plain: &str, neighbours: Option<Neighbours>) {
        let fits = match self.fits.get(lang) {
            Some(fits) => *fits,
            None => {
                let fits = self.pair.each_ref().map(|wanted| fit(lang, wanted));
                self.fits.insert(lang.to_owned(), fits);
                fits
            }
        };
        if fits[0] > self.found[0] {
            plain.clone_into(&mut self.source);
            self.neighbours = neighbours;
        }
        if fits[1] > self.found[1] {
            self.has_target = !plain.trim().is_empty();
        }
        self.found = [0, 1].map(|side| self.found[side].max(fits[side]));
    }

    fn visit<E>(
        &mut self,
        unit: i64,
        origin: &str,
        visit: &mut impl FnMut(Source<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let is_whole = self.found[0] > 0 && self.has_target;
        self.found = [0, 0];
        let has_target = std::mem::take(&mut self.has_target);
        match is_whole && has_target && !self.source.trim().is_empty() {
            true => visit(Source {
                unit,
                origin,
                text: &self.source,
                neighbours: self.neighbours.as_ref(),
            }),
            false => Ok(()),
        }
    }
}

fn fit(lang: &str, wanted: &LangTag) -> u8 {
    let Ok(lang) = lang.parse::<LangTag>() else {
        return 0;
    };
    let is_romanised = lang.as_str().split('-').any(|part| part == "Latn");
    match lang == *wanted {
        true => 2,
        false => u8::from(lang.same_language(wanted) && !is_romanised),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::super::tests::{author, store};
    use super::*;

    fn unit(source: &str, target: &str) -> (TranslationUnit, Option<f64>) {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        (TranslationUnit::pair((&zh, source), (&en, target)), None)
    }

    fn replaced(store: &mut Store, origin: &str, units: &[(TranslationUnit, Option<f64>)]) {
        let mut work = store.begin(&author("align")).unwrap();
        work.replace_units(origin, units).unwrap();
        work.commit().unwrap();
    }

    fn sources(reader: Reader<'_>) -> Vec<(i64, String, String)> {
        let mut found = Vec::new();
        let pair = reader.working_pair().unwrap();
        let visit = |it: Source<'_>| {
            found.push((it.unit, it.origin.to_owned(), it.text.to_owned()));
            Ok::<(), StoreError>(())
        };
        reader.for_each_source(&pair, visit).unwrap();
        found
    }

    #[test]
    fn segments_come_in_the_order_of_their_origin_and_only_with_both_languages() {
        let mut store = store();
        replaced(&mut store, "b", &[unit("再见。", "Goodbye.")]);
        let (mut three, _) = unit("好。", "Good.");
        let taiwan = Variant::new("zh-TW".parse().unwrap(), "好喔。");
        three.variants.insert(0, taiwan);
        let alone = unit("无。", " ");
        replaced(
            &mut store,
            "a",
            &[unit("谢谢。", "Thanks."), alone, (three, None)],
        );
        let found = sources(store.read());
        let texts: Vec<(&str, &str)> = found
            .iter()
            .map(|(_, origin, text)| (origin.as_str(), text.as_str()))
            .collect();
        assert_eq!(texts, [("a", "谢谢。"), ("a", "好。"), ("b", "再见。")]);
        let (id, ..) = found[0];
        assert_eq!(store.read().unit(id).unwrap().unwrap().origin, "a");
        assert_eq!(store.read().unit(99).unwrap(), None);
    }

    #[test]
    fn what_changed_since_a_point_is_told() {
        let mut store = store();
        replaced(
            &mut store,
            "a",
            &[unit("谢谢。", "Thanks."), unit("好。", "Good.")],
        );
        let point = store.read().memory_point().unwrap();
        let since = |store: &Store, limit| {
            let changed = store.read().units_changed_since(&point, limit).unwrap();
            changed.map(|it| it.into_iter().collect::<Vec<i64>>())
        };
        assert_eq!(since(&store, 9), Some(vec![]));
        // One goes out of use, one comes.
        replaced(
            &mut store,
            "a",
            &[unit("好。", "Good."), unit("再见。", "Goodbye.")],
        );
        assert_eq!(since(&store, 9), Some(vec![1, 3]));
        assert_eq!(since(&store, 1), None);
        let mut work = store.begin(&author("undo")).unwrap();
        work.undo(None).unwrap();
        work.commit().unwrap();
        assert_eq!(since(&store, 9), Some(vec![1, 3]));
        let texts = store.read().texts_changed_since(&point, 9).unwrap();
        assert_eq!(texts, Some(BTreeSet::new()), "a unit is no text");
        let other = store.read().units_changed_since("1 other", 9).unwrap();
        assert_eq!(other, None);
    }
}
