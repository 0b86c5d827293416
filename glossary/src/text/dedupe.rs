//! Sentences and texts that were met before.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::punctuation::is_han;
use super::widths::{fold, is_blank, is_hyphen};
use crate::words::is_usual_mark;

/// What a sentence must weigh to be told apart from a set phrase: a Han character weighs one,
/// a word in letters two.
const LEAST_WEIGHT: usize = 12;

/// A sentence as a number: equal for equal sentences on every machine and in every version.
///
/// The first half of the SHA-256 of the sentence without white space, widths and hyphens folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SentenceHash(pub u128);

impl SentenceHash {
    /// The hash of a sentence; none when it is too short to be recognised by: greetings and
    /// headings recur without being copies.
    #[must_use]
    pub fn of(sentence: &str) -> Option<Self> {
        if weight(sentence) < LEAST_WEIGHT {
            return None;
        }
        let normal: String = sentence
            .chars()
            .filter(|c| !is_blank(*c))
            .map(|c| if is_hyphen(c) { '-' } else { fold(c) })
            .collect();
        let digest: [u8; 32] = Sha256::digest(normal.as_bytes()).into();
        let half = digest.first_chunk::<16>()?;
        Some(Self(u128::from_be_bytes(*half)))
    }
}

/// Tells the first occurrence of a sentence from its repetitions, within a text and across texts.
#[derive(Debug, Clone, Default)]
pub struct Deduper {
    seen: HashSet<SentenceHash>,
}

impl Deduper {
    /// Whether the sentence is new; short ones always are.
    pub fn is_first(&mut self, sentence: &str) -> bool {
        SentenceHash::of(sentence).is_none_or(|hash| self.seen.insert(hash))
    }

    /// For each sentence, in order, whether it is new.
    pub fn mark(&mut self, sentences: &[&str]) -> Vec<bool> {
        sentences
            .iter()
            .map(|sentence| self.is_first(sentence))
            .collect()
    }

    /// Takes a sentence of an earlier text for known.
    pub fn remember(&mut self, hash: SentenceHash) {
        self.seen.insert(hash);
    }
}

/// Identifies the content of a text: the SHA-256, in hexadecimal, of its repaired body.
///
/// The same text has the same hash in every encoding and with every kind of line end.
#[must_use]
pub fn content_hash(body: &str) -> String {
    bytes_hash(body.as_bytes())
}

/// Identifies a file: the SHA-256, in hexadecimal, of its bytes.
#[must_use]
pub fn bytes_hash(bytes: &[u8]) -> String {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    let mut digits = String::with_capacity(2 * digest.len());
    for byte in digest {
        digits.push(digit(byte >> 4));
        digits.push(digit(byte & 15));
    }
    digits
}

fn weight(sentence: &str) -> usize {
    let mut weight = 0;
    let mut in_word = false;
    for c in sentence.chars() {
        if is_han(c) {
            weight += 1;
            in_word = false;
        } else if is_usual_mark(c) {
            // Neither a letter nor a blank.
        } else if c.is_alphabetic() {
            weight += if in_word { 0 } else { 2 };
            in_word = true;
        } else if c.is_whitespace() {
            in_word = false;
        }
    }
    weight
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{TextEncoding, decode, repair};

    const LONG: &str = "我们要在2049年前建成中国-中亚合作的新平台。";

    #[test]
    fn a_repeated_sentence_is_counted_once() {
        let mut deduper = Deduper::default();
        assert_eq!(
            deduper.mark(&[LONG, "别的句子说的是完全不同的另一件事情。", LONG]),
            [true, true, false]
        );
        assert!(!deduper.is_first(LONG));
    }

    #[test]
    fn widths_blanks_and_hyphens_make_no_difference() {
        let other = "我们要在 ２０４９ 年前建成中国－中亚合作的新平台。";
        assert_eq!(SentenceHash::of(LONG), SentenceHash::of(other));
    }

    #[test]
    fn a_greeting_is_always_new() {
        assert_eq!(
            Deduper::default().mark(&["各位同事！", "各位同事！"]),
            [true, true]
        );
        assert_eq!(SentenceHash::of("Thank you all."), None);
    }

    #[test]
    fn english_sentences_are_known_too() {
        let sentence = "We will build a community with a shared future.";
        assert_eq!(
            Deduper::default().mark(&[sentence, sentence]),
            [true, false]
        );
    }

    #[test]
    fn an_earlier_text_is_remembered() {
        let mut deduper = Deduper::default();
        deduper.remember(SentenceHash::of(LONG).unwrap());
        assert!(!deduper.is_first(LONG));
    }

    #[test]
    fn hashes_never_change() {
        assert_eq!(
            content_hash("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            SentenceHash::of("一二三四五六七八九十甲乙").map(|hash| hash.0),
            SentenceHash::of("一二三四五六 七八九十甲乙\n").map(|hash| hash.0)
        );
    }

    #[test]
    fn the_same_text_is_noticed_in_another_encoding() {
        let text = format!("{LONG}\n{LONG}\n");
        let utf16: Vec<u8> = text
            .replace('\n', "\r\n")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let hash = |bytes: &[u8], encoding| {
            content_hash(&repair(&decode(bytes, encoding).unwrap().text).body)
        };
        assert_eq!(
            hash(text.as_bytes(), None),
            hash(&utf16, Some(TextEncoding::Utf16Le))
        );
        assert_ne!(bytes_hash(text.as_bytes()), bytes_hash(&utf16));
    }
}
