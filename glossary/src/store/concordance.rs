//! Every place of a keyword in the texts and in the units of the memory.

use std::ops::Range;

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

impl Reader<'_> {
    /// Looks for a keyword in all texts and units in use; of the places in each, the first `limit`
    /// are told. Takes as long as texts and memory are large.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn concordance(&self, keyword: &Keyword, limit: usize) -> Result<Concordance, StoreError> {
        let mut found = self.in_texts(keyword, limit)?;
        self.for_each_variant_in_use(|unit_id, lang, text| {
            self.add_places(&mut found, limit, unit_id, lang, text, keyword.find(text))
        })?;
        Ok(found)
    }

    /// The same where an index tells which units may have the keyword: their numbers in order, each
    /// with how often it has it, where that is known. Units beyond the limit are only counted then.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn concordance_among(
        &self,
        keyword: &Keyword,
        limit: usize,
        units: impl IntoIterator<Item = (i64, Option<usize>)>,
    ) -> Result<Concordance, StoreError> {
        let mut found = self.in_texts(keyword, limit)?;
        let mut in_use = self
            .connection
            .prepare_cached("SELECT 1 FROM unit WHERE id = ?1 AND aside IS NULL")?;
        let mut variants = self.connection.prepare_cached(
            "SELECT lang, plain FROM variant WHERE unit_id = ?1 ORDER BY ordinal",
        )?;
        for (unit_id, count) in units {
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
                self.add_places(&mut found, limit, unit_id, lang, text, keyword.find(text))?;
            }
        }
        Ok(found)
    }

    fn in_texts(&self, keyword: &Keyword, limit: usize) -> Result<Concordance, StoreError> {
        let mut found = Concordance::default();
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, body FROM text WHERE aside IS NULL ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text_id = row.get(0)?;
            let body = row.get_ref(1)?.as_str().unwrap_or_default();
            for place in keyword.find(body) {
                found.in_texts += 1;
                if found.texts.len() < limit {
                    found.texts.push(StoredOccurrence {
                        text_id,
                        start: place.start,
                        end: place.end,
                    });
                }
            }
        }
        Ok(found)
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
                lang: super::work::parsed(lang)?,
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
                others.push((super::work::parsed(other)?, row.get(1)?));
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
}
