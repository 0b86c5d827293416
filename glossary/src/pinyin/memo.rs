//! What was looked up before, in this thread: words recur, and reading one anew takes as long as all
//! the rest.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::reading::Syllable;
use super::sound::Sound;
use crate::dictionary::Dictionary;

/// Most words that are kept; beyond, all are forgotten.
const MOST: usize = 50_000;

#[derive(Default)]
struct Memo {
    /// The dictionary that all this comes from.
    dictionary: u64,
    characters: FxHashMap<char, Syllable>,
    words: FxHashMap<Box<str>, Rc<[Syllable]>>,
    surnames: FxHashMap<Box<str>, Option<Vec<Sound>>>,
}

thread_local! {
    static MEMO: RefCell<Memo> = RefCell::default();
}

impl Memo {
    fn belong_to(&mut self, dictionary: &Dictionary) {
        if self.dictionary != dictionary.number() || self.words.len() + self.surnames.len() > MOST {
            *self = Self {
                dictionary: dictionary.number(),
                ..Self::default()
            };
        }
    }
}

/// The syllables of a word, read by `read` unless they are known.
pub(super) fn word(
    word: &str,
    dictionary: &Dictionary,
    read: impl FnOnce() -> Vec<Syllable>,
) -> Rc<[Syllable]> {
    let known = MEMO.with_borrow_mut(|memo| {
        memo.belong_to(dictionary);
        memo.words.get(word).cloned()
    });
    known.unwrap_or_else(|| {
        // Reading asks for other words: nothing is borrowed meanwhile.
        let syllables: Rc<[Syllable]> = read().into();
        MEMO.with_borrow_mut(|memo| memo.words.insert(word.into(), Rc::clone(&syllables)));
        syllables
    })
}

/// The syllable of a character by itself, read by `read` unless it is known.
pub(super) fn character(
    character: char,
    dictionary: &Dictionary,
    read: impl FnOnce() -> Syllable,
) -> Syllable {
    let known = MEMO.with_borrow_mut(|memo| {
        memo.belong_to(dictionary);
        memo.characters.get(&character).cloned()
    });
    known.unwrap_or_else(|| {
        let syllable = read();
        MEMO.with_borrow_mut(|memo| memo.characters.insert(character, syllable));
        syllable
    })
}

/// How a surname is read, as `read` says unless it is known.
pub(super) fn surname(
    text: &str,
    dictionary: &Dictionary,
    read: impl FnOnce() -> Option<Vec<Sound>>,
) -> Option<Vec<Sound>> {
    let known = MEMO.with_borrow_mut(|memo| {
        memo.belong_to(dictionary);
        memo.surnames.get(text).cloned()
    });
    known.unwrap_or_else(|| {
        let sounds = read();
        MEMO.with_borrow_mut(|memo| memo.surnames.insert(text.into(), sounds.clone()));
        sounds
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pinyin::read_term;

    #[test]
    fn another_dictionary_is_asked_anew() {
        let text = "銀行 银行 [hang2 yin2] /x/\n";
        let own = Dictionary::open(Dictionary::pack(text.as_bytes()).unwrap()).unwrap();
        for _ in 0..2 {
            let joined = |dictionary| read_term("银行", dictionary).joined();
            assert_eq!(joined(Dictionary::built_in()), "yínháng");
            assert_eq!(joined(&own), "hángyín");
        }
    }
}
