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
        self.for_each_variant_with(keyword, |unit_id, lang, text, places| {
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
        })?;
        Ok(found)
    }

    /// Hands every side of a unit that has the keyword to `visit`, in the order of the units:
    /// number of the unit, language, text and places. The one thing to do otherwise where an
    /// index tells which units may have it.
    fn for_each_variant_with(
        &self,
        keyword: &Keyword,
        mut visit: impl FnMut(i64, &str, &str, Vec<Range<usize>>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut in_use = self
            .connection
            .prepare_cached("SELECT 1 FROM unit WHERE id = ?1 AND aside IS NULL")?;
        let mut statement = self
            .connection
            .prepare_cached("SELECT unit_id, lang, plain FROM variant ORDER BY unit_id, ordinal")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let plain = row.get_ref(2)?.as_str().unwrap_or_default();
            let places = keyword.find(plain);
            let unit_id: i64 = row.get(0)?;
            if places.is_empty() || !in_use.exists([unit_id])? {
                continue;
            }
            let lang = row.get_ref(1)?.as_str().unwrap_or_default();
            visit(unit_id, lang, plain, places)?;
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
