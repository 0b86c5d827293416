//! Finding entries by the words of their English, and by what was typed wrong.

use std::collections::BTreeSet;

use rusqlite::params;
use rustc_hash::FxHashMap;

use super::found::{Best, MatchKind};
use super::key::{BEFORE_LENGTH, Key, words};
use super::{Reader, StoreError};
use crate::words::{is_near, normal_form, word_stem};

/// So few terms are looked at themselves; the keys of further words need not be.
const FEW: usize = 300;

/// Words of a first letter that are compared with one that was typed wrong.
const VOCABULARY: usize = 4_000;

/// Letters of the shortest word or pinyin in which an error is forgiven.
const SHORTEST: usize = 4;

/// Pinyin with the same first letters that is compared with what was typed wrong.
const PINYIN: usize = 5_000;

/// How well a word of a term fits one that was typed; the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Form,
    Beginning,
    Mistyped,
}

/// A word as it was typed.
struct Typed {
    word: String,
    stem: String,
    /// Words of the termbase that are meant if it was typed wrong.
    meant: Vec<String>,
}

impl Typed {
    fn of(norm: &str) -> Vec<Self> {
        let words = words(norm).into_iter();
        words
            .map(|word| Self {
                stem: word_stem(&word),
                word,
                meant: Vec::new(),
            })
            .collect()
    }

    /// A single letter is a whole word.
    fn may_be_beginning(&self) -> bool {
        self.word.chars().nth(1).is_some()
    }

    fn fit(&self, word: &str) -> Option<Fit> {
        if word == self.word {
            Some(Fit::Whole)
        } else if word_stem(word) == self.stem {
            Some(Fit::Form)
        } else if self.may_be_beginning() && word.starts_with(&self.word) {
            Some(Fit::Beginning)
        } else if self.meant.iter().any(|meant| meant == word) {
            Some(Fit::Mistyped)
        } else {
            None
        }
    }
}

impl Reader<'_> {
    /// Entries with all the words of a query, in any order and form, some perhaps cut short.
    pub(super) fn find_words(
        &self,
        norm: &str,
        pool: usize,
        best: &mut Best,
    ) -> Result<(), StoreError> {
        let typed = Typed::of(norm);
        if let [only] = typed.as_slice() {
            // There may be very many; each kind is in order of length.
            let mut ids = self.shortest_by_key(Key::Word, &only.word, pool)?;
            if only.stem != only.word {
                ids.extend(self.shortest_by_key(Key::Word, &only.stem, pool)?);
            }
            ids.extend(self.shortest_by_key(Key::Stem, &only.stem, pool)?);
            if only.may_be_beginning() {
                ids.extend(self.ids_by_prefix(Key::Word, &only.word, pool)?);
            }
            let ids: BTreeSet<i64> = ids.into_iter().collect();
            let ids: Vec<i64> = ids.into_iter().collect();
            return self.offer_words(norm, &typed, &ids, best);
        }
        let ids = self.ids_by_words(&typed, pool)?;
        self.offer_words(norm, &typed, &ids, best)
    }

    /// Entries with the words that were meant by those of a query that were typed wrong.
    pub(super) fn find_mistyped_words(
        &self,
        norm: &str,
        pool: usize,
        best: &mut Best,
    ) -> Result<(), StoreError> {
        let mut typed = Typed::of(norm);
        for word in &mut typed {
            word.meant = self.words_near(&word.word)?;
        }
        if typed.iter().all(|word| word.meant.is_empty()) {
            return Ok(());
        }
        let ids = self.ids_by_words(&typed, pool)?;
        self.offer_words(norm, &typed, &ids, best)
    }

    /// Entries whose pinyin is what was typed but for an error or two.
    pub(super) fn find_mistyped_pinyin(
        &self,
        plain: &str,
        pool: usize,
        best: &mut Best,
    ) -> Result<(), StoreError> {
        let typed: Vec<char> = plain.chars().collect();
        if typed.len() < SHORTEST + 2 {
            return Ok(());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT key, term_id FROM term_key WHERE kind = ?1 AND key >= ?2 AND key < ?3
             ORDER BY key, term_id LIMIT ?4",
        )?;
        let begin: String = typed.iter().take(2).collect();
        let end = format!("{begin}\u{10ffff}");
        let mut rows = statement.query(params![Key::Pinyin as i64, begin, end, PINYIN])?;
        let mut ids: Vec<i64> = Vec::new();
        while let Some(row) = rows.next()? {
            let key = row.get_ref(0)?.as_str().unwrap_or_default();
            let pinyin: Vec<char> = without_length(key).chars().collect();
            if is_near(&typed, &pinyin, errors(typed.len())) {
                ids.push(row.get(1)?);
            }
        }
        ids.truncate(pool);
        for row in self.terms(&ids)? {
            best.offer(MatchKind::Fuzzy, 0, row);
        }
        Ok(())
    }

    /// At most `pool` terms that have all words, the best and shortest.
    fn ids_by_words(&self, typed: &[Typed], pool: usize) -> Result<Vec<i64>, StoreError> {
        // A long word is rare, so that little is left to compare with the others.
        let mut typed: Vec<&Typed> = typed.iter().collect();
        typed.sort_by_key(|typed| std::cmp::Reverse(typed.word.len()));
        let mut common: Option<FxHashMap<i64, (Fit, u32)>> = None;
        for typed in typed {
            if common.as_ref().is_some_and(|common| common.len() <= FEW) {
                break;
            }
            let of_word = self.ids_by_word(typed)?;
            common = Some(match common {
                None => of_word,
                Some(mut common) => {
                    common.retain(|id, (fit, _)| match of_word.get(id) {
                        Some((other, _)) => {
                            *fit = (*fit).max(*other);
                            true
                        }
                        None => false,
                    });
                    common
                }
            });
        }
        let mut common: Vec<(Fit, u32, i64)> = common
            .into_iter()
            .flatten()
            .map(|(id, (fit, length))| (fit, length, id))
            .collect();
        common.sort_unstable();
        common.truncate(pool.max(FEW));
        Ok(common.into_iter().map(|(.., id)| id).collect())
    }

    /// The terms with a word, how well it fits, and their lengths.
    fn ids_by_word(&self, typed: &Typed) -> Result<FxHashMap<i64, (Fit, u32)>, StoreError> {
        let mut ids: FxHashMap<i64, (Fit, u32)> = FxHashMap::default();
        let mut add = |fit: Fit, found: Vec<(i64, u32)>| {
            for (id, length) in found {
                ids.entry(id).or_insert((fit, length));
            }
        };
        add(Fit::Whole, self.ids_with(Key::Word, &typed.word)?);
        add(Fit::Form, self.ids_with(Key::Word, &typed.stem)?);
        add(Fit::Form, self.ids_with(Key::Stem, &typed.stem)?);
        if typed.may_be_beginning() {
            add(Fit::Beginning, self.ids_with_prefix(&typed.word)?);
        }
        for word in &typed.meant {
            add(Fit::Mistyped, self.ids_with(Key::Word, word)?);
        }
        Ok(ids)
    }

    fn ids_with_prefix(&self, prefix: &str) -> Result<Vec<(i64, u32)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT term_id, unicode(substr(key, -1)) FROM term_key
             WHERE kind = ?1 AND key >= ?2 AND key < ?3",
        )?;
        let end = format!("{prefix}\u{10ffff}");
        let rows = statement.query_map(params![Key::Word as i64, prefix, end], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The words of the termbase that are one or two typing errors from `word`, which the first
    /// letter is right of, or exchanged with the second.
    fn words_near(&self, word: &str) -> Result<Vec<String>, StoreError> {
        let typed: Vec<char> = word.chars().collect();
        let [first, second, ..] = typed.as_slice() else {
            return Ok(Vec::new());
        };
        if typed.len() < SHORTEST {
            return Ok(Vec::new());
        }
        let mut near = Vec::new();
        let mut statement = self.connection.prepare_cached(
            "SELECT key FROM term_key WHERE kind = ?1 AND key >= ?2 AND key < ?3
             ORDER BY key LIMIT 1",
        )?;
        let mut begins = vec![first.to_string()];
        if first != second {
            begins.push(format!("{second}{first}"));
        }
        for begin in begins {
            let end = format!("{begin}\u{10ffff}");
            let mut from = begin;
            for _ in 0..VOCABULARY {
                let mut rows = statement.query(params![Key::Word as i64, from, end])?;
                let Some(row) = rows.next()? else {
                    break;
                };
                let key = row.get_ref(0)?.as_str().unwrap_or_default();
                let other = without_length(key);
                let letters: Vec<char> = other.chars().collect();
                if other != word && is_near(&typed, &letters, errors(typed.len())) {
                    near.push(other.to_owned());
                }
                // The next word, past all terms with this one.
                from = format!("{other}\u{2}");
            }
        }
        Ok(near)
    }

    fn offer_words(
        &self,
        norm: &str,
        typed: &[Typed],
        ids: &[i64],
        best: &mut Best,
    ) -> Result<(), StoreError> {
        for row in self.terms(ids)? {
            let text = normal_form(&row.text);
            let Some(fit) = fit(typed, &text) else {
                continue;
            };
            let kind = match fit {
                Fit::Mistyped => MatchKind::Fuzzy,
                _ if text.contains(norm) => MatchKind::Substring,
                _ => MatchKind::Words,
            };
            best.offer(kind, fit as u8, row);
        }
        Ok(())
    }
}

/// How well the words of a term fit those that were typed: the worst of them; none if one has no
/// word.
fn fit(typed: &[Typed], text: &str) -> Option<Fit> {
    let words = words(text);
    let of_word = |typed: &Typed| words.iter().filter_map(|word| typed.fit(word)).min();
    let mut worst = Fit::Whole;
    for typed in typed {
        worst = worst.max(of_word(typed)?);
    }
    Some(worst)
}

/// Typing errors that are forgiven in so many letters.
fn errors(letters: usize) -> usize {
    if letters < 8 { 1 } else { 2 }
}

/// A key without the length of its term.
fn without_length(key: &str) -> &str {
    key.split_once(BEFORE_LENGTH).map_or(key, |(word, _)| word)
}

#[cfg(test)]
mod tests {
    use tmx::LangTag;

    use super::super::Store;
    use super::super::tests::{author, store};
    use super::*;
    use crate::curate::new_concept;
    use crate::entry::{LangSec, TermSec};

    /// A termbase of terms with pinyin and English.
    fn filled(entries: &[(&str, &str, &str)]) -> Store {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        for (term, pinyin, english) in entries {
            let term = TermSec {
                pinyin: Some((*pinyin).to_owned()),
                ..TermSec::new(*term)
            };
            let mut entry = new_concept(&LangTag::chinese(), term);
            entry.languages.push(LangSec {
                lang: LangTag::english(),
                terms: vec![TermSec::new(*english)],
            });
            work.save_concept(&entry).unwrap();
        }
        work.commit().unwrap();
        store
    }

    fn found(store: &Store, query: &str) -> Vec<(String, MatchKind)> {
        let found = store.read().find(query, 10).unwrap().into_iter();
        found.map(|found| (found.term, found.kind)).collect()
    }

    fn only(term: &str, kind: MatchKind) -> Vec<(String, MatchKind)> {
        vec![(term.to_owned(), kind)]
    }

    #[test]
    fn words_are_found_in_any_order_form_and_cut_short() {
        let store = filled(&[
            (
                "命运共同体",
                "mìngyùn gòngtóngtǐ",
                "community with a shared future",
            ),
            ("发展中国家", "fāzhǎnzhōng guójiā", "developing country"),
            ("共享经济", "gòngxiǎng jīngjì", "sharing economy"),
            ("外交政策", "wàijiāo zhèngcè", "foreign policy"),
        ]);
        for query in [
            "comm fut",
            "future community",
            "shared communities",
            "sharing future",
        ] {
            let expected = only("community with a shared future", MatchKind::Words);
            assert_eq!(found(&store, query), expected, "{query}");
        }
        for (query, term) in [
            ("developing countries", "developing country"),
            ("policies", "foreign policy"),
            ("policies foreign", "foreign policy"),
        ] {
            assert_eq!(
                found(&store, query),
                only(term, MatchKind::Words),
                "{query}"
            );
        }
        assert_eq!(
            found(&store, "shared"),
            [
                (
                    "community with a shared future".to_owned(),
                    MatchKind::Substring
                ),
                ("sharing economy".to_owned(), MatchKind::Words),
            ]
        );
        assert!(found(&store, "foreign economy").is_empty());
        assert!(found(&store, "c f").is_empty(), "letters are whole words");
    }

    #[test]
    fn whole_words_come_before_what_only_begins_so() {
        let mut entries: Vec<(&str, &str, &str)> = vec![
            ("机构", "", "organization"),
            ("组织", "", "organized"),
            ("捐献", "", "transnational organ donation"),
            ("器官", "", "organ"),
            ("诸器官", "", "organs"),
        ];
        let names: Vec<String> = (0..200)
            .map(|number| format!("organizer {number}"))
            .collect();
        entries.extend(names.iter().map(|name| ("组", "", name.as_str())));
        let store = filled(&entries);
        let found: Vec<String> = found(&store, "organ").into_iter().map(|it| it.0).collect();
        assert_eq!(
            found[..3],
            ["organ", "transnational organ donation", "organs"]
        );
    }

    #[test]
    fn typing_errors_are_forgiven_behind_all_else() {
        let store = filled(&[
            ("全球治理", "quánqiú zhìlǐ", "global governance"),
            ("共同体", "gòngtóngtǐ", "community"),
            ("通信", "tōngxìn", "communication"),
        ]);
        for (query, term) in [
            ("goverance", "global governance"),
            ("govrenance global", "global governance"),
            ("ogvernance", "global governance"),
            ("comunity", "community"),
            ("quanqiu zhilli", "全球治理"),
            ("gongtonti", "共同体"),
        ] {
            assert_eq!(
                found(&store, query),
                only(term, MatchKind::Fuzzy),
                "{query}"
            );
        }
        assert!(found(&store, "govxxnace").is_empty());
        assert!(found(&store, "come").is_empty());
    }

    #[test]
    fn letters_within_chinese_terms_are_found() {
        let store = filled(&[("新一代5G网络", "", "next-generation network")]);
        assert_eq!(
            found(&store, "5g"),
            only("新一代5G网络", MatchKind::Substring)
        );
        assert_eq!(
            found(&store, "５Ｇ"),
            only("新一代5G网络", MatchKind::Substring)
        );
    }
}
