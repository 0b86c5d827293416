//! The pinyin of entries: what of it is doubtful, and what other terms are read by.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Params, params};

use super::key::normal_keys;
use super::row::parsed;
use super::{Reader, StoreError};
use crate::pinyin::{Doubt, Doubts, OwnReadings};

/// Characters of the longest entry that is looked for inside a short text.
const LONGEST: usize = 12;
/// For a longer text it is quicker to have all entries.
const SHORT: usize = 400;

impl Reader<'_> {
    /// Numbers of the concepts with a term whose pinyin a person should look at, the least sure
    /// first, then in order.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn doubtful(&self) -> Result<Vec<(i64, Doubt)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT concept_id, pinyin_doubt FROM term WHERE pinyin_doubt GLOB '*[cb]*'",
        )?;
        let mut rows = statement.query([])?;
        let mut worst: BTreeMap<i64, Doubt> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let doubts: Doubts = parsed(row.get_ref(1)?.as_str().unwrap_or_default())?;
            let of_concept = worst.entry(row.get(0)?).or_insert(Doubt::Mono);
            *of_concept = doubts.worst().max(*of_concept);
        }
        let mut doubtful: Vec<(i64, Doubt)> = worst.into_iter().collect();
        doubtful.sort_by_key(|&(id, doubt)| (Reverse(doubt), id));
        Ok(doubtful)
    }

    /// The readings of all entries whose pinyin is not doubtful.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn own_readings(&self) -> Result<OwnReadings, StoreError> {
        self.readings(
            "SELECT text, pinyin FROM term
             WHERE pinyin <> '' AND (pinyin_doubt IS NULL OR pinyin_doubt NOT GLOB '*[cb]*')",
            [],
        )
    }

    /// Those of the [own readings](Reader::own_readings) that `text` can have in it: quick where
    /// the text is short, however many entries there are.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn own_readings_within(&self, text: &str) -> Result<OwnReadings, StoreError> {
        let offsets: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        if offsets.len() > SHORT {
            return self.own_readings();
        }
        // The term itself may be longer, and one character.
        let mut parts = BTreeSet::from([text]);
        for (at, start) in offsets.iter().enumerate() {
            let ends = offsets.iter().skip(at + 2).take(LONGEST - 1);
            parts.extend(ends.filter_map(|end| text.get(*start..*end)));
        }
        let keys = serde_json::to_string(&normal_keys(&parts))?;
        self.readings(
            "SELECT text, pinyin FROM term
             WHERE id IN (SELECT term_id FROM term_key WHERE kind = 0
                AND key IN (SELECT value FROM json_each(?1)))
             AND pinyin <> '' AND (pinyin_doubt IS NULL OR pinyin_doubt NOT GLOB '*[cb]*')",
            params![keys],
        )
    }

    fn readings(&self, sql: &str, values: impl Params) -> Result<OwnReadings, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use tmx::LangTag;

    use super::super::Store;
    use super::super::tests::{author, store};
    use super::*;
    use crate::curate::new_concept;
    use crate::dictionary::Dictionary;
    use crate::entry::TermSec;
    use crate::pinyin::read_term_with;

    fn with(terms: &[(&str, &str, &str)]) -> Store {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        for (text, pinyin, doubt) in terms {
            let term = TermSec {
                pinyin: Some((*pinyin).to_owned()),
                doubt: doubt.parse().unwrap(),
                ..TermSec::new(*text)
            };
            work.save_concept(&new_concept(&LangTag::chinese(), term))
                .unwrap();
        }
        work.commit().unwrap();
        store
    }

    #[test]
    fn doubtful_pinyin_comes_the_least_sure_first() {
        let store = with(&[
            ("重点甲", "", "mac"),
            ("重点乙", "", "ma"),
            ("重点丙", "", ""),
            ("重点丁", "", "b"),
            ("重点戊", "", "c"),
        ]);
        assert_eq!(
            store.read().doubtful().unwrap(),
            [(4, Doubt::Bare), (1, Doubt::Conflict), (5, Doubt::Conflict)]
        );
    }

    #[test]
    fn a_short_text_is_read_by_the_same_entries_as_by_all() {
        let store = with(&[
            ("重行", "chóngháng", ""),
            ("重", "chóng", ""),
            ("行", "xíng", "b"),
            ("泽海", "Zéhǎi", "aa"),
        ]);
        let reader = store.read();
        let all = reader.own_readings().unwrap();
        assert_eq!(all.len(), 3);
        let dictionary = Dictionary::built_in();
        for term in ["重", "行", "新重行", "大泽海行", "“重行”法", ""] {
            let within = reader.own_readings_within(term).unwrap();
            assert_eq!(
                read_term_with(term, dictionary, &within),
                read_term_with(term, dictionary, &all),
                "{term}"
            );
        }
        assert_eq!(reader.own_readings_within("新重行").unwrap().len(), 1);
    }

    #[test]
    fn a_deleted_entry_is_no_longer_read_by() {
        let mut store = with(&[("重行", "chóngháng", "")]);
        let mut work = store.begin(&author("delete")).unwrap();
        work.delete_concept(1).unwrap();
        let reader = work.read();
        assert!(reader.own_readings_within("新重行").unwrap().is_empty());
        assert!(reader.own_readings().unwrap().is_empty());
    }
}
