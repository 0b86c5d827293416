//! Finding entries as one types: Chinese, English, pinyin or its initials.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rusqlite::params;
use rustc_hash::FxHashMap;
use tmx::LangTag;

use super::found::{Best, Found, MatchKind, OTHER_TONES, Row};
use super::key::{BEFORE_LENGTH, Key, pairs, simplified};
use super::{Reader, StoreError};
use crate::words::{is_near, normal_form};

/// Of the terms that are only like what was typed, so many are looked at.
const POOL: usize = 2_000;

/// Of the terms that have what was typed, so many times the wanted ones are looked at: an entry
/// can have several of them.
const PREFIX_POOL: usize = 5;

/// Terms that are looked at together: of those that have all pairs of what was typed nearly all
/// have it whole.
const BATCH: usize = 200;

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

    /// Numbers of the concepts that have `term`, in its normal form, as a term of `lang`.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn concepts_named(&self, lang: &LangTag, term: &str) -> Result<Vec<i64>, StoreError> {
        Ok(self.concepts_with(Key::Norm, &normal_form(term), lang)?.0)
    }

    /// Number of the concept with this uid.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn concept_with_uid(&self, uid: &str) -> Result<Option<i64>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id FROM concept WHERE uid = ?1")?;
        let mut rows = statement.query(params![uid])?;
        Ok(match rows.next()? {
            Some(row) => Some(row.get(0)?),
            None => None,
        })
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
            let stored: LangTag = super::row::parsed(row.get_ref(1)?.as_str().unwrap_or_default())?;
            of_any.insert(row.get(0)?);
            if stored.same_language(lang) {
                of_lang.insert(row.get(0)?);
            }
        }
        Ok((of_lang.into_iter().collect(), of_any.into_iter().collect()))
    }

    /// Entries by what a user types: exact matches first, then pinyin, substrings, words, near
    /// matches; within a kind the shorter term first, then by code point. Of pinyin, what begins
    /// as was typed comes before what has it inside, and, where tones were typed, what has them
    /// before what has others; of words, whole ones before other forms, and these before those
    /// that begin so. Each concept once.
    ///
    /// Of more terms of one length than can be shown the ones that were entered first are taken.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn find(&self, query: &str, limit: usize) -> Result<Vec<Found>, StoreError> {
        let norm = normal_form(query);
        if norm.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let mut best = Best::default();
        for row in self.by_key(Key::Norm, &norm)? {
            best.offer(MatchKind::Exact, 0, row);
        }
        if norm.is_ascii() || !crate::words::has_han(&norm) {
            self.find_letters(query, &norm, limit, &mut best)?;
        } else {
            let simplified = simplified(&norm);
            for row in self.by_key(Key::Simplified, &simplified)? {
                best.offer(MatchKind::Exact, 0, row);
            }
            self.find_characters(&simplified, limit, &mut best)?;
        }
        Ok(best.found(limit))
    }

    /// Entries by pinyin, initials or English.
    fn find_letters(
        &self,
        query: &str,
        norm: &str,
        limit: usize,
        best: &mut Best,
    ) -> Result<(), StoreError> {
        let typed = crate::pinyin::normalise(query);
        let (plain, _) = crate::pinyin::search_keys(&typed);
        let pool = limit.saturating_mul(PREFIX_POOL);
        // Nothing is left of punctuation, and every key begins with nothing.
        if !plain.is_empty() {
            let differs = |row: &Row| {
                let pinyin = row.pinyin.as_deref().unwrap_or_default();
                !crate::pinyin::tones_agree(&typed, pinyin)
            };
            let is_letter = plain.chars().nth(1).is_none();
            // What begins with a letter has it as its first initial, too.
            let prefixes: &[Key] = match is_letter {
                true => &[Key::Initials],
                false => &[Key::Pinyin, Key::Initials, Key::PinyinTail],
            };
            for row in self.terms(&self.ids_by_key(Key::Pinyin, &plain)?)? {
                best.offer(
                    MatchKind::Pinyin,
                    u8::from(differs(&row)) * OTHER_TONES,
                    row,
                );
            }
            for row in self.terms(&self.ids_by_key(Key::Initials, &plain)?)? {
                best.offer(MatchKind::Initials, 0, row);
            }
            for &kind in prefixes {
                for row in self.terms(&self.ids_by_prefix(kind, &plain, pool)?)? {
                    let differs = !matches!(kind, Key::Initials) && differs(&row);
                    let inside = matches!(kind, Key::PinyinTail);
                    let rank = u8::from(differs) * OTHER_TONES + u8::from(inside);
                    best.offer(MatchKind::Substring, rank, row);
                }
            }
        }
        self.find_words(norm, pool, best)?;
        // Chinese terms can have letters in them.
        if best.len() < limit && !norm.contains(' ') {
            self.find_characters(norm, limit, best)?;
        }
        if best.len() < limit {
            self.find_mistyped_words(norm, pool, best)?;
        }
        if best.len() == 0 {
            self.find_mistyped_pinyin(&plain, pool, best)?;
        }
        Ok(())
    }

    /// Entries by characters in simplified form.
    fn find_characters(&self, norm: &str, limit: usize, best: &mut Best) -> Result<(), StoreError> {
        let pairs = pairs(norm);
        let pool = limit.saturating_mul(PREFIX_POOL);
        // A term with the character, or with the only pair, has what was typed.
        let only = match pairs.first() {
            None => Some((Key::Character, norm)),
            Some(pair) if pair == norm => Some((Key::Pair, norm)),
            Some(_) => None,
        };
        if let Some((kind, key)) = only {
            for row in self.terms(&self.shortest_by_key(kind, key, pool)?)? {
                best.offer(MatchKind::Substring, 0, row);
            }
            return Ok(());
        }
        // By term: how many pairs of neighbouring characters it shares with the query.
        let mut shared: FxHashMap<i64, (usize, u32)> = FxHashMap::default();
        for pair in &pairs {
            for (id, length) in self.ids_with(Key::Pair, pair)? {
                shared.entry(id).or_insert((0, length)).0 += 1;
            }
        }
        // What contains the query has all its pairs; what is near it has at least one.
        let (mut whole, mut partial): (Vec<Shared>, Vec<Shared>) = shared
            .into_iter()
            .map(|(id, (pairs, length))| Shared { id, pairs, length })
            .partition(|it| it.pairs >= pairs.len());
        let typed: Vec<char> = norm.chars().collect();
        let is_fuzzy = |row: &Row| {
            let text: Vec<char> = normal_form(&row.text).chars().collect();
            is_near(&typed, &text, typed.len().max(text.len()) / 4)
        };
        whole.sort_unstable_by_key(|it| (it.length, it.id));
        for batch in whole.chunks(BATCH) {
            if best.len() >= limit {
                return Ok(());
            }
            for row in self.terms(&batch.iter().map(|it| it.id).collect::<Vec<_>>())? {
                if row.text.contains(norm) || simplified(&normal_form(&row.text)).contains(norm) {
                    best.offer(MatchKind::Substring, 0, row);
                } else if is_fuzzy(&row) {
                    best.offer(MatchKind::Fuzzy, 0, row);
                }
            }
        }
        if best.len() >= limit {
            return Ok(());
        }
        partial.retain(|it| it.may_be_near(typed.len(), pairs.len()));
        partial.sort_unstable_by_key(|it| (Reverse(it.pairs), it.id));
        partial.truncate(POOL);
        for row in self.terms(&partial.iter().map(|it| it.id).collect::<Vec<_>>())? {
            if is_fuzzy(&row) {
                best.offer(MatchKind::Fuzzy, 0, row);
            }
        }
        Ok(())
    }

    fn by_key(&self, kind: Key, key: &str) -> Result<Vec<Row>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT term_id FROM term_key WHERE kind = ?1 AND key = ?2")?;
        let rows = statement.query_map(params![kind as i64, key], |row| row.get(0))?;
        let ids: Vec<i64> = rows.collect::<Result<_, _>>()?;
        self.terms(&ids)
    }

    /// At most `pool` terms with a key, the shortest first.
    pub(super) fn shortest_by_key(
        &self,
        kind: Key,
        key: &str,
        pool: usize,
    ) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT term_id FROM term_key WHERE kind = ?1 AND key >= ?2 AND key < ?3
             ORDER BY key, term_id LIMIT ?4",
        )?;
        let begin = format!("{key}{BEFORE_LENGTH}");
        let end = format!("{begin}\u{10ffff}");
        let pool = i64::try_from(pool).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![kind as i64, begin, end, pool], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Terms with a key, the shortest first.
    fn ids_by_key(&self, kind: Key, key: &str) -> Result<Vec<i64>, StoreError> {
        self.shortest_by_key(kind, key, usize::MAX)
    }

    /// Terms with a key and their lengths, the shortest first.
    pub(super) fn ids_with(&self, kind: Key, key: &str) -> Result<Vec<(i64, u32)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT term_id, unicode(substr(key, -1)) FROM term_key
             WHERE kind = ?1 AND key >= ?2 AND key < ?3 ORDER BY key, term_id",
        )?;
        let begin = format!("{key}{BEFORE_LENGTH}");
        let end = format!("{begin}\u{10ffff}");
        let rows = statement.query_map(params![kind as i64, begin, end], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// At most `pool` terms with a key that begins with `prefix`, the shortest first.
    pub(super) fn ids_by_prefix(
        &self,
        kind: Key,
        prefix: &str,
        pool: usize,
    ) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT term_id FROM term_key WHERE kind = ?1 AND key >= ?2 AND key < ?3
             ORDER BY substr(key, -1), length(key), term_id LIMIT ?4",
        )?;
        let end = format!("{prefix}\u{10ffff}");
        let pool = i64::try_from(pool).unwrap_or(i64::MAX);
        let rows =
            statement.query_map(params![kind as i64, prefix, end, pool], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What is looked at of each term. One statement for all of them, which visits the file in
    /// order: thousands of statements would take longer than all the rest.
    pub(super) fn terms(&self, ids: &[i64]) -> Result<Vec<Row>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT concept_id, text, pinyin FROM term
             WHERE id IN (SELECT value FROM json_each(?1))",
        )?;
        let ids = serde_json::to_string(ids)?;
        let rows = statement.query_map(params![ids], |row| {
            Ok(Row {
                concept: row.get(0)?,
                text: row.get(1)?,
                pinyin: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A term that shares pairs of characters with what was typed.
struct Shared {
    id: i64,
    pairs: usize,
    /// As the key has it: longer for longer terms.
    length: u32,
}

impl Shared {
    /// Whether at most a quarter of the term can differ from a query of so many characters with
    /// so many pairs: two characters that changed places spoil three of them. Marks that the
    /// normal form has not are forgiven.
    fn may_be_near(&self, characters: usize, pairs: usize) -> bool {
        const MARKS: usize = 4;
        let length = usize::try_from(self.length.saturating_sub(0x100)).unwrap_or(usize::MAX);
        let longer = length.max(characters);
        let apart = length.saturating_sub(MARKS).saturating_sub(characters);
        let apart = apart.max(characters.saturating_sub(length));
        apart * 4 <= longer && self.pairs + 3 * (longer / 4) >= pairs
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{author, store};
    use super::*;
    use crate::entry::{ConceptEntry, LangSec, TermSec};
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
                ..ConceptEntry::default()
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
        for query in ["ming4yun4 gong4tong2ti3", "ming-yun'gong tong ti"] {
            assert_eq!(terms(&store, query)[0], (1, MatchKind::Pinyin), "{query}");
        }
        for query in ["nv3", "lu:4", "lü", "lv"] {
            let expected: &[(i64, MatchKind)] = match query {
                "nv3" => &[],
                _ => &[(3, MatchKind::Substring)],
            };
            assert_eq!(terms(&store, query), expected, "{query}");
        }
        assert_eq!(terms(&store, "myg"), [(1, MatchKind::Substring)]);
        assert_eq!(
            terms(&store, "gongtongti"),
            [(1, MatchKind::Substring), (2, MatchKind::Substring)]
        );
    }

    #[test]
    fn tones_that_were_typed_come_first() {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        for (text, pinyin) in [
            ("市场", "shìchǎng"),
            ("石场", "shíchǎng"),
            ("大石场", "dà shíchǎng"),
            ("石场主人", "shíchǎng zhǔrén"),
        ] {
            let term = TermSec {
                pinyin: Some(pinyin.to_owned()),
                ..TermSec::new(text)
            };
            let entry = crate::curate::new_concept(&LangTag::chinese(), term);
            work.save_concept(&entry).unwrap();
        }
        work.commit().unwrap();
        let ids = |query: &str| -> Vec<i64> {
            let found = terms(&store, query).into_iter();
            found.map(|found| found.0).collect()
        };
        assert_eq!(ids("shi2chang3"), [2, 1, 4, 3]);
        assert_eq!(ids("shì chǎng"), [1, 2, 4, 3]);
        assert_eq!(ids("shichang"), [1, 2, 4, 3]);
    }

    #[test]
    fn english_is_found_by_its_words() {
        let store = filled();
        assert_eq!(terms(&store, "Shared future"), [(1, MatchKind::Substring)]);
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
        assert_eq!(terms(&filled(), "命运同共体")[0], (1, MatchKind::Fuzzy));
    }
}
