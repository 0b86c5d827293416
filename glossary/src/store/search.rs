//! Finding entries as one types: Chinese, English, pinyin or its initials.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;
use serde::Serialize;
use tmx::LangTag;

use super::{Reader, StoreError, Work};
use crate::dictionary::Dictionary;
use crate::entry::TermSec;
use crate::words::normal_form;

/// How a term was found; better kinds come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchKind {
    /// The term is what was typed, in its normal form.
    Exact,
    /// Its pinyin without tones is what was typed.
    Pinyin,
    /// The first letters of its syllables are what was typed.
    Initials,
    /// It contains what was typed.
    Substring,
    /// It nearly is what was typed.
    Fuzzy,
}

/// A term that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Its concept.
    pub concept_id: i64,
    /// The term that matched.
    pub term: String,
    /// How it matched.
    pub kind: MatchKind,
}

/// What kind of key a row of `term_key` is.
#[derive(Clone, Copy)]
enum Key {
    Norm = 0,
    Pinyin = 1,
    Initials = 2,
    /// Pairs of characters, and the last character alone.
    Bigram = 3,
    /// Words in lower case.
    Word = 4,
    /// The normal form in simplified characters.
    Simplified = 5,
}

/// Of the terms that are only like what was typed, or begin like it, so many are looked at.
const POOL: usize = 2_000;

impl Work<'_> {
    /// Makes the keys of a term anew.
    pub(super) fn index_term(
        &self,
        term_id: i64,
        lang: &LangTag,
        term: &TermSec,
    ) -> Result<(), StoreError> {
        self.unindex_term(term_id)?;
        let norm = normal_form(&term.text);
        let mut insert = self.connection().prepare_cached(
            "INSERT OR IGNORE INTO term_key (kind, key, term_id) VALUES (?1, ?2, ?3)",
        )?;
        let mut put = |kind: Key, key: &str| -> Result<(), StoreError> {
            insert.execute(params![kind as i64, key, term_id])?;
            Ok(())
        };
        if lang.same_language(&LangTag::chinese()) {
            let simplified = simplified(&norm);
            for gram in bigrams(&simplified) {
                put(Key::Bigram, &gram)?;
            }
            put(Key::Simplified, &simplified)?;
            if let Some(pinyin) = &term.pinyin {
                let (plain, initials) = crate::pinyin::search_keys(pinyin);
                put(Key::Pinyin, &plain)?;
                put(Key::Initials, &initials)?;
            }
        } else {
            for word in words(&norm) {
                put(Key::Word, &word)?;
            }
        }
        put(Key::Norm, &norm)
    }

    pub(super) fn unindex_term(&self, term_id: i64) -> Result<(), StoreError> {
        self.connection()
            .prepare_cached("DELETE FROM term_key WHERE term_id = ?1")?
            .execute(params![term_id])?;
        Ok(())
    }
}

impl Reader<'_> {
    /// Numbers of the concepts that have `term`, in its normal form, as a term of `lang`; if
    /// none has, of those that have it in any language.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn concepts_of(&self, lang: &LangTag, term: &str) -> Result<Vec<i64>, StoreError> {
        let (of_lang, of_any) = self.concepts_with(Key::Norm, &normal_form(term), lang)?;
        Ok(if of_lang.is_empty() { of_any } else { of_lang })
    }

    /// Numbers of the concepts whose term of `lang` is `term` in the other script. To look at,
    /// not to change: two words can be one in simplified characters.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn concepts_in_either_script(
        &self,
        lang: &LangTag,
        term: &str,
    ) -> Result<Vec<i64>, StoreError> {
        let simplified = simplified(&normal_form(term));
        Ok(self.concepts_with(Key::Simplified, &simplified, lang)?.0)
    }

    /// Numbers of the concepts with a key: those with it in `lang`, and those in any language.
    fn concepts_with(
        &self,
        kind: Key,
        key: &str,
        lang: &LangTag,
    ) -> Result<(Vec<i64>, Vec<i64>), StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT concept_id, lang FROM term_key JOIN term ON term.id = term_key.term_id
             WHERE kind = ?1 AND key = ?2 ORDER BY concept_id",
        )?;
        let mut rows = statement.query(params![kind as i64, key])?;
        let (mut of_lang, mut of_any) = (BTreeSet::new(), BTreeSet::new());
        while let Some(row) = rows.next()? {
            let stored: LangTag =
                super::work::parsed(row.get_ref(1)?.as_str().unwrap_or_default())?;
            of_any.insert(row.get(0)?);
            if stored.same_language(lang) {
                of_lang.insert(row.get(0)?);
            }
        }
        Ok((of_lang.into_iter().collect(), of_any.into_iter().collect()))
    }

    /// Entries by what a user types: exact matches first, then pinyin, substrings, near matches;
    /// within a kind the shorter term first, then by code point. Each concept once.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn find(&self, query: &str, limit: usize) -> Result<Vec<Found>, StoreError> {
        let norm = normal_form(query);
        if norm.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let mut best: BTreeMap<i64, (MatchKind, usize, String)> = BTreeMap::new();
        let mut offer = |kind: MatchKind, concept_id: i64, term: String| {
            let offered = (kind, term.chars().count(), term);
            let kept = best.entry(concept_id).or_insert_with(|| offered.clone());
            if offered < *kept {
                *kept = offered;
            }
        };
        for (concept, term) in self.by_key(Key::Norm, &norm)? {
            offer(MatchKind::Exact, concept, term);
        }
        if norm.is_ascii() || !crate::words::has_han(&norm) {
            let (plain, _) = crate::pinyin::search_keys(query);
            // Nothing is left of punctuation, and every key begins with nothing.
            if !plain.is_empty() {
                for (concept, term) in self.by_key(Key::Pinyin, &plain)? {
                    offer(MatchKind::Pinyin, concept, term);
                }
                for (concept, term) in self.by_key(Key::Initials, &plain)? {
                    offer(MatchKind::Initials, concept, term);
                }
                for (concept, term) in self.by_prefix(Key::Pinyin, &plain)? {
                    offer(MatchKind::Substring, concept, term);
                }
            }
            for (concept, term) in self.by_words(&norm)? {
                offer(MatchKind::Substring, concept, term);
            }
        } else {
            let simplified = simplified(&norm);
            for (concept, term) in self.by_key(Key::Simplified, &simplified)? {
                offer(MatchKind::Exact, concept, term);
            }
            for (concept, term, kind) in self.by_characters(&simplified)? {
                offer(kind, concept, term);
            }
        }
        let mut found: Vec<Found> = best
            .into_iter()
            .map(|(concept_id, (kind, _, term))| Found {
                concept_id,
                term,
                kind,
            })
            .collect();
        found.sort_by(|a, b| {
            let key = |found: &Found| (found.kind, found.term.chars().count());
            key(a)
                .cmp(&key(b))
                .then_with(|| a.term.cmp(&b.term))
                .then(a.concept_id.cmp(&b.concept_id))
        });
        found.truncate(limit);
        Ok(found)
    }

    fn by_key(&self, kind: Key, key: &str) -> Result<Vec<(i64, String)>, StoreError> {
        self.terms(&self.ids_by_key(kind, key)?)
    }

    /// Terms with a key that begins with `prefix`; of very many, those with the shortest keys.
    fn by_prefix(&self, kind: Key, prefix: &str) -> Result<Vec<(i64, String)>, StoreError> {
        let mut ids = self.ids_by_prefix(kind, prefix)?;
        ids.truncate(POOL);
        self.terms(&ids)
    }

    /// Terms that have all words of the query; the last one may be cut short.
    fn by_words(&self, norm: &str) -> Result<Vec<(i64, String)>, StoreError> {
        let words = words(norm);
        let Some((last, whole)) = words.split_last() else {
            return Ok(Vec::new());
        };
        let mut common = self.ids_by_prefix(Key::Word, last)?;
        for word in whole {
            let with_word: BTreeSet<i64> = self.ids_by_key(Key::Word, word)?.into_iter().collect();
            common.retain(|id| with_word.contains(id));
        }
        common.truncate(POOL);
        self.terms(&common)
    }

    /// Terms by the characters of a query in simplified characters.
    fn by_characters(&self, norm: &str) -> Result<Vec<(i64, String, MatchKind)>, StoreError> {
        let pairs = pairs(norm);
        // By term: how many pairs of neighbouring characters it shares with the query.
        let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
        if pairs.is_empty() {
            let ids = self.ids_by_prefix(Key::Bigram, norm)?;
            shared.extend(ids.into_iter().map(|id| (id, 0)));
        }
        for pair in &pairs {
            for id in self.ids_by_key(Key::Bigram, pair)? {
                *shared.entry(id).or_default() += 1;
            }
        }
        // What contains the query has all its pairs; what is near it has at least one.
        let (whole, mut partial): (Vec<_>, Vec<_>) = shared
            .into_iter()
            .partition(|&(_, count)| count >= pairs.len());
        partial.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        partial.truncate(POOL);
        let ids =
            |shared: Vec<(i64, _)>| -> Vec<i64> { shared.into_iter().map(|(id, _)| id).collect() };
        let mut found = Vec::new();
        for (concept, term) in self.terms(&ids(whole))? {
            if term.contains(norm) || simplified(&normal_form(&term)).contains(norm) {
                found.push((concept, term, MatchKind::Substring));
            } else if is_near(norm, &normal_form(&term)) {
                found.push((concept, term, MatchKind::Fuzzy));
            }
        }
        for (concept, term) in self.terms(&ids(partial))? {
            if is_near(norm, &normal_form(&term)) {
                found.push((concept, term, MatchKind::Fuzzy));
            }
        }
        Ok(found)
    }

    fn ids_by_key(&self, kind: Key, key: &str) -> Result<Vec<i64>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT term_id FROM term_key WHERE kind = ?1 AND key = ?2")?;
        let rows = statement.query_map(params![kind as i64, key], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Terms with a key that begins with `prefix`, those with the shortest key first.
    fn ids_by_prefix(&self, kind: Key, prefix: &str) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT term_id FROM term_key WHERE kind = ?1 AND key >= ?2 AND key < ?3
             GROUP BY term_id ORDER BY min(length(key)), term_id",
        )?;
        let end = format!("{prefix}\u{10ffff}");
        let rows = statement.query_map(params![kind as i64, prefix, end], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Concept and text of each term. One statement for all of them, which visits the file in
    /// order: thousands of statements would take longer than all the rest.
    fn terms(&self, ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT concept_id, text FROM term WHERE id IN (SELECT value FROM json_each(?1))",
        )?;
        let ids = serde_json::to_string(ids)?;
        let rows = statement.query_map(params![ids], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A normal form in simplified characters, so that either script finds the other.
fn simplified(norm: &str) -> String {
    Dictionary::built_in().simplified(norm)
}

/// The pairs of neighbouring characters, and the last character alone, so that every character
/// begins a key.
fn bigrams(norm: &str) -> BTreeSet<String> {
    let mut grams = pairs(norm);
    grams.extend(norm.chars().next_back().map(String::from));
    grams
}

fn pairs(norm: &str) -> BTreeSet<String> {
    let characters: Vec<char> = norm.chars().collect();
    characters
        .windows(2)
        .map(|pair| pair.iter().collect())
        .collect()
}

fn words(norm: &str) -> Vec<String> {
    norm.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether at most a quarter of the longer text differs.
fn is_near(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let longer = a.len().max(b.len());
    if a.len().abs_diff(b.len()) * 4 > longer {
        return false;
    }
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (row, from) in a.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, to) in b.iter().enumerate() {
            let changed = previous[column] + usize::from(from != to);
            current.push(
                changed
                    .min(previous[column + 1] + 1)
                    .min(current[column] + 1),
            );
        }
        previous = current;
    }
    previous[b.len()] * 4 <= longer
}

#[cfg(test)]
mod tests {
    use super::super::tests::{author, store};
    use super::*;
    use crate::entry::{ConceptEntry, LangSec};
    use crate::store::Store;

    fn filled() -> Store {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        for (zh, pinyin, en) in [
            (
                "命运共同体",
                "mìngyùn gòngtóngtǐ",
                "community with a shared future",
            ),
            (
                "人类命运共同体",
                "rénlèi mìngyùn gòngtóngtǐ",
                "human community",
            ),
            ("绿色发展", "lǜsè fāzhǎn", "green development"),
        ] {
            let term = |text: &str, pinyin: Option<&str>| TermSec {
                pinyin: pinyin.map(str::to_owned),
                ..TermSec::new(text)
            };
            work.save_concept(&ConceptEntry {
                id: 0,
                uid: String::new(),
                subject: None,
                definition: None,
                note: None,
                languages: vec![
                    LangSec {
                        lang: LangTag::chinese(),
                        terms: vec![term(zh, Some(pinyin))],
                    },
                    LangSec {
                        lang: LangTag::english(),
                        terms: vec![term(en, None)],
                    },
                ],
            })
            .unwrap();
        }
        work.commit().unwrap();
        store
    }

    fn terms(store: &Store, query: &str) -> Vec<(i64, MatchKind)> {
        let found = store.read().find(query, 10).unwrap();
        found
            .into_iter()
            .map(|found| (found.concept_id, found.kind))
            .collect()
    }

    #[test]
    fn exact_matches_come_before_substrings() {
        let store = filled();
        assert_eq!(
            terms(&store, "命运共同体"),
            [(1, MatchKind::Exact), (2, MatchKind::Substring)]
        );
    }

    #[test]
    fn words_of_two_and_single_characters_are_found_anywhere() {
        let store = filled();
        assert_eq!(terms(&store, "发展"), [(3, MatchKind::Substring)]);
        assert_eq!(terms(&store, "展"), [(3, MatchKind::Substring)]);
        assert_eq!(terms(&store, "类命"), [(2, MatchKind::Substring)]);
    }

    #[test]
    fn pinyin_is_found_in_any_spelling_and_by_initials() {
        let store = filled();
        for query in [
            "mìngyùn gòngtóngtǐ",
            "mingyun gongtongti",
            "mingyungongtongti",
        ] {
            assert_eq!(terms(&store, query)[0], (1, MatchKind::Pinyin), "{query}");
        }
        assert_eq!(terms(&store, "mygtt"), [(1, MatchKind::Initials)]);
        assert_eq!(terms(&store, "lvsefa"), [(3, MatchKind::Substring)]);
    }

    #[test]
    fn english_is_found_by_its_words() {
        let store = filled();
        assert_eq!(terms(&store, "Shared commun"), [(1, MatchKind::Substring)]);
        assert_eq!(terms(&store, "development"), [(3, MatchKind::Substring)]);
        assert!(terms(&store, "harbour").is_empty());
    }

    #[test]
    fn punctuation_finds_nothing() {
        assert!(terms(&filled(), "?!").is_empty());
    }

    #[test]
    fn the_shortest_of_very_many_comes_first() {
        let mut store = store();
        let mut work = store.begin(&author("accept")).unwrap();
        for number in 0..=POOL {
            let term = format!("绿色发展{number:04}号");
            let entry = crate::curate::new_concept(&LangTag::chinese(), TermSec::new(&*term));
            work.save_concept(&entry).unwrap();
        }
        let entry = crate::curate::new_concept(&LangTag::chinese(), TermSec::new("大绿色发展"));
        let last = work.save_concept(&entry).unwrap();
        work.commit().unwrap();
        for query in ["绿色发展", "展"] {
            assert_eq!(terms(&store, query)[0], (last, MatchKind::Substring));
        }
    }

    #[test]
    fn either_script_finds_the_other() {
        let store = filled();
        assert_eq!(terms(&store, "命運共同體")[0], (1, MatchKind::Exact));
        assert_eq!(terms(&store, "發展"), [(3, MatchKind::Substring)]);
        let zh = LangTag::chinese();
        let reader = store.read();
        assert_eq!(
            reader.concepts_in_either_script(&zh, "綠色發展").unwrap(),
            [3]
        );
        assert!(reader.concepts_of(&zh, "綠色發展").unwrap().is_empty());
    }

    #[test]
    fn a_wrong_character_is_forgiven() {
        assert_eq!(terms(&filled(), "绿色发屏"), [(3, MatchKind::Fuzzy)]);
    }
}
