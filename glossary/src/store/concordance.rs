//! Every place of a keyword in the texts and in the units of the memory.

use std::ops::Range;

use rusqlite::OptionalExtension as _;
use tmx::LangTag;

use super::{Reader, StoreError, StoredOccurrence};
use crate::concordance::Keyword;

/// A place in a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitPlace {
    /// Number of the unit.
    pub unit_id: i64,
    /// File or pair of texts it comes from.
    pub origin: String,
    /// The language of the side that has the keyword.
    pub lang: LangTag,
    /// That side, without markup.
    pub text: String,
    /// Where the keyword stands in it, in bytes.
    pub range: Range<usize>,
    /// The other sides, each with its language.
    pub others: Vec<(LangTag, String)>,
}

/// The places of a keyword.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Concordance {
    /// All places in texts.
    pub in_texts: usize,
    /// The first of them, in the order of the texts.
    pub texts: Vec<StoredOccurrence>,
    /// All places in units.
    pub in_units: usize,
    /// The first of them, in the order of the units.
    pub units: Vec<UnitPlace>,
}

impl Concordance {
    fn add_text(&mut self, limit: usize, text_id: i64, places: &[Range<usize>]) {
        self.in_texts += places.len();
        let room = limit.saturating_sub(self.texts.len());
        let first = places.iter().take(room).map(|place| StoredOccurrence {
            text_id,
            start: place.start,
            end: place.end,
        });
        self.texts.extend(first);
    }
}

impl Reader<'_> {
    /// Looks for a keyword in all texts and units in use; of the places in each, the first `limit`
    /// are told. Takes as long as texts and memory are large.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn concordance(&self, keyword: &Keyword, limit: usize) -> Result<Concordance, StoreError> {
        let mut found = Concordance::default();
        self.look_through_texts(keyword, limit, &mut found)?;
        self.for_each_variant_in_use(|unit_id, lang, text| {
            self.add_places(&mut found, limit, unit_id, lang, text, keyword.find(text))
        })?;
        Ok(found)
    }

    /// Adds the places in all texts in use.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn look_through_texts(
        &self,
        keyword: &Keyword,
        limit: usize,
        found: &mut Concordance,
    ) -> Result<(), StoreError> {
        self.for_each_text_in_use(|text_id, body| {
            found.add_text(limit, text_id, &keyword.find(body));
            Ok(())
        })
    }

    /// Adds the places in texts where an index tells which have the keyword: their numbers in
    /// order, each with how often it has it, where that is known, and how many places there are in
    /// `total`, where that is. Beyond the limit, those that are counted are not read.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn look_into_texts(
        &self,
        keyword: &Keyword,
        limit: usize,
        total: Option<usize>,
        texts: impl IntoIterator<Item = (i64, Option<usize>)>,
        found: &mut Concordance,
    ) -> Result<(), StoreError> {
        let mut bodies = self
            .connection
            .prepare_cached("SELECT body FROM text WHERE id = ?1 AND aside IS NULL")?;
        for (text_id, count) in texts {
            if total.is_some() && found.texts.len() >= limit {
                break;
            }
            if let Some(count) = count.filter(|_| found.texts.len() >= limit) {
                found.in_texts += count;
                continue;
            }
            let mut rows = bodies.query([text_id])?;
            if let Some(row) = rows.next()? {
                let body = row.get_ref(0)?.as_str().unwrap_or_default();
                found.add_text(limit, text_id, &keyword.find(body));
            }
        }
        found.in_texts = total.unwrap_or(found.in_texts);
        Ok(())
    }

    /// Adds the places in units where an index tells which have the keyword, as
    /// [`look_into_texts`](Self::look_into_texts) does.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn look_into_units(
        &self,
        keyword: &Keyword,
        limit: usize,
        total: Option<usize>,
        units: impl IntoIterator<Item = (i64, Option<usize>)>,
        found: &mut Concordance,
    ) -> Result<(), StoreError> {
        let mut in_use = self
            .connection
            .prepare_cached("SELECT 1 FROM unit WHERE id = ?1 AND aside IS NULL")?;
        let mut variants = self.connection.prepare_cached(
            "SELECT lang, plain FROM variant WHERE unit_id = ?1 ORDER BY ordinal",
        )?;
        for (unit_id, count) in units {
            if total.is_some() && found.units.len() >= limit {
                break;
            }
            if let Some(count) = count.filter(|_| found.units.len() >= limit) {
                found.in_units += count;
                continue;
            }
            if !in_use.exists([unit_id])? {
                continue;
            }
            let mut rows = variants.query([unit_id])?;
            while let Some(row) = rows.next()? {
                let lang = row.get_ref(0)?.as_str().unwrap_or_default();
                let text = row.get_ref(1)?.as_str().unwrap_or_default();
                self.add_places(found, limit, unit_id, lang, text, keyword.find(text))?;
            }
        }
        found.in_units = total.unwrap_or(found.in_units);
        Ok(())
    }

    /// How many bytes the texts in use have together.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn size_of_texts(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(sum(octet_length(body)), 0) FROM text WHERE aside IS NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// How many bytes a text has; none where it is not in use.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn size_of_text(&self, id: i64) -> Result<u64, StoreError> {
        let sql = "SELECT octet_length(body) FROM text WHERE id = ?1 AND aside IS NULL";
        let mut statement = self.connection.prepare_cached(sql)?;
        let size = statement.query_row([id], |row| row.get(0)).optional()?;
        Ok(size.unwrap_or_default())
    }

    /// Hands every text in use to `visit`, in the order of their numbers: number and body.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read, or what `visit` returns.
    pub fn for_each_text_in_use<E: From<StoreError>>(
        &self,
        mut visit: impl FnMut(i64, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, body FROM text WHERE aside IS NULL ORDER BY id")
            .map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let body = row.get_ref(1).map_err(StoreError::from)?;
            let id = row.get(0).map_err(StoreError::from)?;
            visit(id, body.as_str().unwrap_or_default())?;
        }
        Ok(())
    }

    fn add_places(
        &self,
        found: &mut Concordance,
        limit: usize,
        unit_id: i64,
        lang: &str,
        text: &str,
        places: Vec<Range<usize>>,
    ) -> Result<(), StoreError> {
        found.in_units += places.len();
        for range in places {
            if found.units.len() >= limit {
                break;
            }
            let (origin, others) = self.other_sides(unit_id, lang)?;
            found.units.push(UnitPlace {
                unit_id,
                origin,
                lang: super::row::parsed(lang)?,
                text: text.to_owned(),
                range,
                others,
            });
        }
        Ok(())
    }

    /// Hands every side of the units in use to `visit`, in the order of the units: number of the
    /// unit, language and text.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read, or what `visit` returns.
    pub fn for_each_variant_in_use<E: From<StoreError>>(
        &self,
        mut visit: impl FnMut(i64, &str, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT variant.unit_id, variant.lang, variant.plain
                   FROM variant CROSS JOIN unit ON unit.id = variant.unit_id
                   WHERE unit.aside IS NULL ORDER BY variant.unit_id, variant.ordinal";
        let mut statement = self
            .connection
            .prepare_cached(sql)
            .map_err(StoreError::from)?;
        let mut rows = statement.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let text = |at| -> Result<&str, StoreError> {
                Ok(row.get_ref(at)?.as_str().unwrap_or_default())
            };
            let unit_id: i64 = row.get(0).map_err(StoreError::from)?;
            visit(unit_id, text(1)?, text(2)?)?;
        }
        Ok(())
    }

    /// Where a unit comes from, and its sides in other languages than `lang`.
    fn other_sides(
        &self,
        unit_id: i64,
        lang: &str,
    ) -> Result<(String, Vec<(LangTag, String)>), StoreError> {
        let origin = self
            .connection
            .prepare_cached("SELECT origin FROM unit WHERE id = ?1")?
            .query_row([unit_id], |row| row.get(0))?;
        let mut statement = self.connection.prepare_cached(
            "SELECT lang, plain FROM variant WHERE unit_id = ?1 ORDER BY ordinal",
        )?;
        let mut rows = statement.query([unit_id])?;
        let mut others = Vec::new();
        while let Some(row) = rows.next()? {
            let other = row.get_ref(0)?.as_str().unwrap_or_default();
            if other != lang {
                others.push((super::row::parsed(other)?, row.get(1)?));
            }
        }
        Ok((origin, others))
    }
}

#[cfg(test)]
mod tests {
    use tmx::TranslationUnit;

    use super::super::tests::{author, store};
    use super::*;
    use crate::store::NewText;
    use crate::text::{Landmarks, repair};

    #[test]
    fn places_are_counted_in_texts_and_units_in_use() {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let mut store = store();
        let mut work = store.begin(&author("align")).unwrap();
        let repaired = repair("海洋论坛，海洋走廊。");
        work.add_text(&NewText {
            name: "a.txt".to_owned(),
            lang: zh.clone(),
            encoding: "UTF-8".to_owned(),
            source: None,
            date: None,
            raw_hash: "a".to_owned(),
            body: repaired.body,
            map: repaired.map,
            landmarks: Landmarks::default(),
            report: repaired.report,
        })
        .unwrap();
        let unit = |source: &str, target: &str| {
            (TranslationUnit::pair((&zh, source), (&en, target)), None)
        };
        work.replace_units(
            "a",
            &[
                unit("保护海洋。", "Protect the ocean."),
                unit("海洋日", "Ocean Day"),
            ],
        )
        .unwrap();
        work.replace_units("a", &[unit("保护海洋。", "Protect the ocean.")])
            .unwrap();
        let reader = work.read();
        let found = reader
            .concordance(&Keyword::new("海洋").unwrap(), 1)
            .unwrap();
        assert_eq!((found.in_texts, found.texts.len()), (2, 1));
        assert_eq!((found.in_units, found.units.len()), (1, 1));
        let unit = &found.units[0];
        assert_eq!(&unit.text[unit.range.clone()], "海洋");
        assert_eq!(unit.others, [(en, "Protect the ocean.".to_owned())]);
        let found = reader
            .concordance(&Keyword::new("OCEAN").unwrap(), 9)
            .unwrap();
        assert_eq!((found.in_units, found.units[0].lang.as_str()), (1, "en"));
    }

    #[test]
    fn what_an_index_tells_is_read_up_to_the_limit_only() {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let mut store = store();
        let mut work = store.begin(&author("align")).unwrap();
        for name in ["a.txt", "b.txt", "c.txt"] {
            let repaired = repair(&format!("{name}：海洋论坛，海洋走廊。"));
            work.add_text(&NewText {
                name: name.to_owned(),
                lang: zh.clone(),
                encoding: "UTF-8".to_owned(),
                source: None,
                date: None,
                raw_hash: name.to_owned(),
                body: repaired.body,
                map: repaired.map,
                landmarks: Landmarks::default(),
                report: repaired.report,
            })
            .unwrap();
        }
        let units = ["海洋", "海洋日", "海洋年"].map(|it| {
            let unit = TranslationUnit::pair((&zh, it), (&en, "ocean"));
            (unit, None)
        });
        work.replace_units("a", &units).unwrap();
        work.forget_text(1).unwrap();
        let reader = work.read();
        let keyword = Keyword::new("海洋").unwrap();
        let plain = reader.concordance(&keyword, 3).unwrap();
        assert_eq!((plain.in_texts, plain.in_units), (4, 3));
        // The first is not in use any more; of the last the index is believed.
        let told = |last| [(1, None), (2, None), (3, Some(last))];
        let mut found = Concordance::default();
        reader
            .look_into_texts(&keyword, 3, None, told(2), &mut found)
            .unwrap();
        let told_of_units = [(1, Some(1)), (2, None), (3, Some(1))];
        reader
            .look_into_units(&keyword, 3, None, told_of_units, &mut found)
            .unwrap();
        assert_eq!(found, plain);
        let mut found = Concordance::default();
        reader
            .look_into_texts(&keyword, 2, None, told(40), &mut found)
            .unwrap();
        assert_eq!((found.in_texts, found.texts.len()), (42, 2));
        let mut found = Concordance::default();
        reader
            .look_into_texts(&keyword, 1, Some(99), told(2), &mut found)
            .unwrap();
        assert_eq!((found.in_texts, found.texts.len()), (99, 1));
        let size = |id| reader.size_of_text(id).unwrap();
        assert_eq!(size(1), 0);
        assert!(size(2) > 30 && reader.size_of_texts().unwrap() == size(2) + size(3));
    }
}
