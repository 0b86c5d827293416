//! Where a string stands that no extraction has counted.

use std::collections::BTreeMap;

use rusqlite::params;
use tmx::LangTag;

use super::{Reader, StoreError, StoredOccurrence};

/// How often a string stands in the texts in use, repeated sentences included, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StringPlaces {
    /// All occurrences.
    pub count: usize,
    /// Texts it occurs in.
    pub texts: usize,
    /// The first places, spread over the texts.
    pub places: Vec<StoredOccurrence>,
}

impl Reader<'_> {
    /// Looks through the texts of a language for `string` as it is written; of the places the
    /// first `limit` are told. Takes as long as the texts are.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn places_of_string(
        &self,
        lang: &LangTag,
        string: &str,
        limit: usize,
    ) -> Result<StringPlaces, StoreError> {
        let mut found = StringPlaces::default();
        if string.is_empty() {
            return Ok(found);
        }
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, lang, body FROM text WHERE aside IS NULL ORDER BY id")?;
        let mut rows = statement.query(params![])?;
        let mut places: Vec<StoredOccurrence> = Vec::new();
        while let Some(row) = rows.next()? {
            let stored: LangTag = super::row::parsed(row.get_ref(1)?.as_str().unwrap_or_default())?;
            if !stored.same_language(lang) {
                continue;
            }
            let text_id = row.get(0)?;
            let body = row.get_ref(2)?.as_str().unwrap_or_default();
            let before = found.count;
            for (start, matched) in body.match_indices(string) {
                found.count += 1;
                if found.count - before <= limit {
                    places.push(StoredOccurrence {
                        text_id,
                        start,
                        end: start + matched.len(),
                    });
                }
            }
            found.texts += usize::from(found.count > before);
        }
        found.places = spread(&places, limit);
        Ok(found)
    }
}

/// The first place of each text, then the second of each, until there are enough.
pub(crate) fn spread(places: &[StoredOccurrence], limit: usize) -> Vec<StoredOccurrence> {
    let mut turns: BTreeMap<i64, usize> = BTreeMap::new();
    let mut spread: Vec<(usize, &StoredOccurrence)> = places
        .iter()
        .map(|place| {
            let turn = turns.entry(place.text_id).or_insert(0);
            *turn += 1;
            (*turn, place)
        })
        .collect();
    // Stable: within a turn they stay in their order.
    spread.sort_by_key(|(turn, _)| *turn);
    let places = spread.into_iter().map(|(_, place)| *place);
    places.take(limit).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{author, store};
    use super::*;
    use crate::store::NewText;
    use crate::text::{Landmarks, repair};

    fn text(name: &str, lang: LangTag, body: &str) -> NewText {
        let repaired = repair(body);
        NewText {
            name: name.to_owned(),
            lang,
            encoding: "UTF-8".to_owned(),
            source: None,
            date: None,
            raw_hash: name.to_owned(),
            body: repaired.body,
            map: repaired.map,
            landmarks: Landmarks::default(),
            report: repaired.report,
        }
    }

    #[test]
    fn places_are_counted_in_all_texts_of_the_language_and_spread_over_them() {
        let mut store = store();
        let mut work = store.begin(&author("add")).unwrap();
        let zh = LangTag::chinese();
        for (name, lang, body) in [
            ("a", zh.clone(), "海洋论坛和海洋走廊，海洋。"),
            ("b", zh.clone(), "保护海洋。"),
            ("c", LangTag::english(), "The 海洋."),
        ] {
            work.add_text(&text(name, lang, body)).unwrap();
        }
        let found = work.read().places_of_string(&zh, "海洋", 3).unwrap();
        assert_eq!((found.count, found.texts), (4, 2));
        let texts: Vec<i64> = found.places.iter().map(|place| place.text_id).collect();
        assert_eq!(texts, [1, 2, 1]);
        let none = work.read().places_of_string(&zh, "", 3).unwrap();
        assert_eq!(none, StringPlaces::default());
    }
}
