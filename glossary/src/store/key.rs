//! The keys by which terms are found.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use tmx::LangTag;

use super::keys::write_all_keys;
use super::{StoreError, Work};
use crate::dictionary::Dictionary;
use crate::entry::TermSec;
use crate::words::{normal_form, word_stem};

/// What kind of key a row of `term_key` is.
///
/// All but the two normal forms end in the length of the term, so that the shortest of very many
/// terms can be had without looking at the others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Norm = 0,
    Pinyin = 1,
    Initials = 2,
    /// Pairs of characters.
    Pair = 3,
    /// Words in lower case.
    Word = 4,
    /// The normal form in simplified characters.
    Simplified = 5,
    Character = 6,
    /// The pinyin from its second syllable on, from its third and so on.
    PinyinTail = 7,
    /// What forms of a word have in common, where it is not the word itself.
    Stem = 8,
    /// Not of a term: which version of the rules made the keys.
    Version = 9,
}

/// Version of the rules by which keys are made; another one makes all of them anew.
const VERSION: &str = "3";

/// Syllables from whose beginning on a term is found in its middle.
const TAILS: usize = 12;

/// Stands between a key and the length of its term.
pub(super) const BEFORE_LENGTH: char = '\u{1}';

impl Work<'_> {
    /// Makes the keys of a term anew.
    pub(super) fn index_term(
        &mut self,
        term_id: i64,
        lang: &LangTag,
        term: &TermSec,
    ) -> Result<(), StoreError> {
        if self.puts_off_keys(term_id, Some((lang, term))) {
            return Ok(());
        }
        unindex_term(self.connection(), term_id)?;
        let term = (term.text.as_str(), term.pinyin.as_deref());
        index_term(self.connection(), term_id, lang, term)
    }

    /// Removes the keys of a term.
    pub(super) fn unindex_term(&mut self, term_id: i64) -> Result<(), StoreError> {
        match self.puts_off_keys(term_id, None) {
            true => Ok(()),
            false => unindex_term(self.connection(), term_id),
        }
    }
}

/// Removes the keys of a term.
pub(super) fn unindex_term(connection: &Connection, term_id: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM term_key WHERE term_id = ?1")?
        .execute(params![term_id])?;
    Ok(())
}

/// Makes the keys of all terms, unless they were made by the rules of today. A step of the schema
/// that changes what they are made of empties the table, and so does who rescues a termbase.
pub(super) fn restore_keys(connection: &mut Connection) -> Result<(), StoreError> {
    let missing = |connection: &Connection| {
        connection.query_row(
            "SELECT NOT EXISTS (SELECT 1 FROM term_key WHERE kind = ?1 AND key = ?2)
                 OR (EXISTS (SELECT 1 FROM term)
                     AND NOT EXISTS (SELECT 1 FROM term_key WHERE kind = ?3))",
            params![Key::Version as i64, VERSION, Key::Norm as i64],
            |row| row.get(0),
        )
    };
    if !missing(connection)? {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    // Another process may have made them a moment earlier.
    if missing(&transaction)? {
        transaction.execute("DELETE FROM term_key", [])?;
        transaction.execute(
            "INSERT INTO term_key (kind, key, term_id) VALUES (?1, ?2, 0)",
            params![Key::Version as i64, VERSION],
        )?;
        write_all_keys(&transaction)?;
    }
    Ok(transaction.commit()?)
}

/// Makes the keys of a term that has none, from its text and pinyin.
pub(super) fn index_term(
    connection: &Connection,
    term_id: i64,
    lang: &LangTag,
    term: (&str, Option<&str>),
) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached(
        "INSERT OR IGNORE INTO term_key (kind, key, term_id) VALUES (?1, ?2, ?3)",
    )?;
    let mut failed = None;
    for_each_key(lang, term, &mut |kind, key| {
        if failed.is_none() {
            let inserted = insert.execute(params![kind as i64, key, term_id]);
            failed = inserted.err();
        }
    });
    failed.map_or(Ok(()), |error| Err(error.into()))
}

/// Hands the keys of a term to `put`, made from its text and pinyin; the same one perhaps twice.
pub(super) fn for_each_key(
    lang: &LangTag,
    (text, pinyin): (&str, Option<&str>),
    put: &mut impl FnMut(Key, &str),
) {
    let norm = normal_form(text);
    put(Key::Norm, &norm);
    let simplified = lang
        .same_language(&LangTag::chinese())
        .then(|| simplified(&norm));
    if let Some(simplified) = &simplified {
        put(Key::Simplified, simplified);
    }
    // Far below the code points that UTF-8 has no bytes for.
    let length = u32::try_from(text.chars().count().min(2_000)).unwrap_or_default();
    let length = char::from_u32(0x100 + length).unwrap_or_default();
    let mut whole = String::new();
    let mut put = |kind: Key, key: &str| {
        whole.clear();
        whole.push_str(key);
        whole.push(BEFORE_LENGTH);
        whole.push(length);
        put(kind, &whole);
    };
    let Some(simplified) = simplified else {
        for word in words(&norm) {
            let stem = word_stem(&word);
            put(Key::Word, &word);
            if stem != word {
                put(Key::Stem, &stem);
            }
        }
        return;
    };
    let mut begin = None;
    for (at, character) in simplified.char_indices() {
        let end = at + character.len_utf8();
        let pair = begin.and_then(|begin| simplified.get(begin..end));
        if let Some(pair) = pair {
            put(Key::Pair, pair);
        }
        put(Key::Character, simplified.get(at..end).unwrap_or_default());
        begin = Some(at);
    }
    if let Some(pinyin) = pinyin {
        let (plain, initials) = crate::pinyin::search_keys(pinyin);
        put(Key::Pinyin, &plain);
        put(Key::Initials, &initials);
        for tail in crate::pinyin::search_tails(pinyin).iter().take(TAILS) {
            put(Key::PinyinTail, tail);
        }
    }
}

/// The keys of kind [`Key::Norm`] of some texts.
pub(super) fn normal_keys(texts: &BTreeSet<&str>) -> Vec<String> {
    texts.iter().map(|text| normal_form(text)).collect()
}

/// A normal form in simplified characters, so that either script finds the other.
pub(super) fn simplified(norm: &str) -> String {
    Dictionary::built_in().simplified(norm)
}

/// The pairs of neighbouring characters.
pub(super) fn pairs(norm: &str) -> BTreeSet<String> {
    let characters: Vec<char> = norm.chars().collect();
    characters
        .windows(2)
        .map(|pair| pair.iter().collect())
        .collect()
}

/// The words in lower case.
pub(super) fn words(norm: &str) -> Vec<String> {
    norm.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{author, store};
    use super::*;
    use crate::curate::new_concept;

    #[test]
    fn keys_of_older_rules_are_made_anew() {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        let entry = new_concept(&LangTag::english(), TermSec::new("foreign policies"));
        work.save_concept(&entry).unwrap();
        work.commit().unwrap();
        let connection = &mut store.connection;
        let count = |connection: &Connection| -> i64 {
            let sql = "SELECT count(*) FROM term_key";
            connection.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        let before = count(connection);
        connection
            .execute("DELETE FROM term_key WHERE kind IN (8, 9)", [])
            .unwrap();
        restore_keys(connection).unwrap();
        assert_eq!(count(connection), before);
        connection.execute("DELETE FROM term_key", []).unwrap();
        restore_keys(connection).unwrap();
        assert_eq!(count(connection), before);
    }

    #[test]
    fn keys_are_made_anew_only_of_a_term_that_is_read_in_another_way() {
        let mut store = store();
        let mut work = store.begin(&author("set")).unwrap();
        let mut entry = new_concept(&LangTag::chinese(), TermSec::new("蓝碳"));
        entry.id = work.save_concept(&entry).unwrap();
        entry = work.read().concept(entry.id).unwrap();
        let without = "DELETE FROM term_key WHERE term_id > 0";
        work.connection().execute(without, []).unwrap();
        let count = |work: &Work<'_>| -> i64 {
            let sql = "SELECT count(*) FROM term_key WHERE term_id > 0";
            let connection = work.connection();
            connection.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        entry.note = Some("of the sea".to_owned());
        work.save_concept(&entry).unwrap();
        assert_eq!(count(&work), 0);
        entry.languages[0].terms[0].pinyin = Some("lántàn".to_owned());
        work.save_concept(&entry).unwrap();
        assert_eq!(count(&work), 8);
    }
}
