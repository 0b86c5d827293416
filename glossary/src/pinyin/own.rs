//! Readings that the curator stands for: entries are the best dictionary of their field.

use std::collections::BTreeMap;
use std::ops::Bound::{Included, Unbounded};
use std::ops::Range;

use super::reading::{Doubt, Link, Reading, Syllable};
use super::running::begin_sentences;
use super::typed::parse_typed;
use super::{read_term, read_text};
use crate::dictionary::Dictionary;

/// Characters before a term in which a headword that contains it may begin.
const REACH: usize = 12;

/// Terms whose pinyin is beyond doubt, with its spelling.
///
/// A term that is given twice with different pinyin is left out: only the curator knows which
/// concept is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnReadings {
    /// Spellings, read when they are needed: of very many entries a text has few.
    spellings: BTreeMap<String, String>,
}

impl FromIterator<(String, String)> for OwnReadings {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(entries: I) -> Self {
        let mut spellings: BTreeMap<String, Option<String>> = BTreeMap::new();
        for (term, spelling) in entries {
            let known = spellings
                .entry(term)
                .or_insert_with(|| Some(spelling.clone()));
            if known.as_ref().is_some_and(|known| *known != spelling) {
                *known = None;
            }
        }
        let sure = spellings
            .into_iter()
            .filter_map(|(term, spelling)| Some((term, spelling?)));
        Self {
            spellings: sure.collect(),
        }
    }
}

/// As [`read_term`], with what the curator's own entries say of the term or parts of it.
///
/// The whole term comes first, then the longest parts of two characters or more. They begin a word
/// and are written as their entries have them, unless they stand in a longer headword that sounds
/// the same: 人民 in 中国人民银行 keeps the capital of the name.
#[must_use]
pub fn read_term_with(term: &str, dictionary: &Dictionary, own: &OwnReadings) -> Reading {
    own.applied(read_term(term, dictionary), dictionary)
}

/// As [`read_text`], with what the curator's own entries say; see [`read_term_with`].
#[must_use]
pub fn read_text_with(text: &str, dictionary: &Dictionary, own: &OwnReadings) -> Reading {
    let mut reading = own.applied(read_text(text, dictionary), dictionary);
    begin_sentences(&mut reading.syllables);
    reading
}

impl OwnReadings {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spellings.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spellings.is_empty()
    }

    /// A reading of a term or text with what these say of it.
    #[must_use]
    pub fn applied(&self, reading: Reading, dictionary: &Dictionary) -> Reading {
        if self.is_empty() {
            return reading;
        }
        let text: String = reading.syllables.iter().map(|it| it.character).collect();
        let offsets: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let mut written = Written {
            before: &reading.syllables,
            text: &text,
            offsets: &offsets,
            syllables: reading.syllables.clone(),
        };
        if let Some(spelling) = self.spellings.get(&text)
            && let Some(own) = parse_typed(&text, spelling, dictionary).reading
        {
            written.put(0, own, dictionary);
        } else {
            let mut at = 0;
            while let Some(rest) = offsets.get(at).and_then(|offset| text.get(*offset..)) {
                let own = self
                    .longest_at(rest)
                    .and_then(|(term, spelling)| parse_typed(term, spelling, dictionary).reading);
                at += match own {
                    Some(own) => written.put(at, own, dictionary),
                    None if rest.is_empty() => break,
                    None => 1,
                };
            }
        }
        Reading {
            syllables: written.syllables,
        }
    }

    /// The longest term of two characters or more that `text` begins with, and its spelling.
    fn longest_at(&self, text: &str) -> Option<(&str, &str)> {
        let mut probe = text;
        loop {
            // What `text` begins with is not behind it in order, and the longest is the last.
            let range = (Unbounded, Included(probe));
            let (term, spelling) = self.spellings.range::<str, _>(range).next_back()?;
            if text.starts_with(term.as_str()) {
                return (term.chars().nth(1).is_some()).then_some((term, spelling));
            }
            let common = probe
                .chars()
                .zip(term.chars())
                .take_while(|(one, other)| one == other)
                .map(|(one, _)| one.len_utf8())
                .sum();
            probe = probe.get(..common).filter(|probe| !probe.is_empty())?;
        }
    }
}

/// A reading into which own readings are put.
struct Written<'r> {
    /// As it was before.
    before: &'r [Syllable],
    text: &'r str,
    /// Where each character begins, and the end.
    offsets: &'r [usize],
    syllables: Vec<Syllable>,
}

impl Written<'_> {
    /// Puts a reading at a place; returns how many characters it has.
    fn put(&mut self, start: usize, own: Reading, dictionary: &Dictionary) -> usize {
        let length = own.syllables.len();
        let end = start + length;
        let before = self.before.get(start..end).unwrap_or_default();
        let sounds_same = before
            .iter()
            .zip(&own.syllables)
            .all(|(before, own)| before.sound == own.sound);
        let stays = sounds_same && self.is_inside_headword(start..end, dictionary);
        let parts = self.parts_word_at(end, start);
        let places = self.syllables.iter_mut().skip(start);
        for (at, (place, own)) in places.zip(own.syllables).enumerate() {
            let doubt = match place.doubt {
                Doubt::Mono if place.sound == own.sound => Doubt::Mono,
                _ => Doubt::Agree,
            };
            if !stays {
                *place = own;
                if at == 0 && start > 0 {
                    place.link = Link::Apart;
                }
            }
            place.doubt = doubt;
        }
        if !stays
            && parts
            && let Some(next) = self.syllables.get_mut(end)
        {
            next.link = Link::Apart;
        }
        length
    }

    /// Whether a word that begins inside the own term goes on behind it.
    fn parts_word_at(&self, end: usize, start: usize) -> bool {
        let begins = self
            .before
            .iter()
            .take(end + 1)
            .rposition(|it| it.link != Link::Joined || it.sound.is_none());
        begins.is_some_and(|begins| begins > start && begins < end)
    }

    fn is_inside_headword(&self, own: Range<usize>, dictionary: &Dictionary) -> bool {
        let end_of_own = self.offsets.get(own.end).copied().unwrap_or(usize::MAX);
        (own.start.saturating_sub(REACH)..=own.start).any(|start| {
            let offset = self.offsets.get(start).copied().unwrap_or(usize::MAX);
            let rest = self.text.get(offset..).unwrap_or_default();
            dictionary
                .longest_match(rest)
                .map(|length| offset + length)
                .is_some_and(|end| end > end_of_own || (end == end_of_own && start < own.start))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pinyin::normalise;

    fn own(entries: &[(&str, &str)]) -> OwnReadings {
        let entries = entries.iter();
        entries
            .map(|&(term, spelling)| (term.to_owned(), normalise(spelling)))
            .collect()
    }

    fn joined(term: &str, entries: &[(&str, &str)]) -> String {
        read_term_with(term, Dictionary::built_in(), &own(entries)).joined()
    }

    #[test]
    fn the_whole_term_is_read_as_its_entry_says() {
        assert_eq!(joined("重", &[("重", "chóng")]), "chóng");
        assert_eq!(joined("重点", &[("重点", "Chóngdiǎn")]), "Chóngdiǎn");
    }

    #[test]
    fn an_entry_inside_a_term_is_read_and_written_as_it_says() {
        let entries = [("泽行", "Zéháng"), ("泽行海", "Zé Hánghǎi")];
        assert_eq!(joined("新泽行计划", &entries[..1]), "xīn Zéháng jìhuà");
        assert_eq!(joined("新泽行海计划", &entries), "xīn Zé Hánghǎi jìhuà");
        assert_eq!(joined("新泽海计划", &entries), joined("新泽海计划", &[]));
    }

    #[test]
    fn a_word_that_an_entry_cuts_is_parted() {
        // 合作社 is a word.
        assert_eq!(joined("泽合作社", &[("泽合", "Zéhé")]), "Zéhé zuòshè");
        assert_eq!(
            joined("泽合作社", &[("合作", "hézuò")]),
            joined("泽合作社", &[])
        );
    }

    #[test]
    fn what_follows_an_entry_goes_on_with_it_as_before() {
        assert_eq!(joined("渔业化", &[("渔业", "yúyè")]), "yúyèhuà");
    }

    #[test]
    fn a_longer_headword_of_the_same_sounds_stays() {
        let name = "中华人民共和国";
        assert_eq!(joined(name, &[("人民", "rénmín")]), joined(name, &[]));
        assert_ne!(joined(name, &[("人民", "Rěnmín")]), joined(name, &[]));
    }

    #[test]
    fn own_readings_are_beyond_doubt() {
        let own = own(&[("重点", "zhòngdiǎn")]);
        let reading = read_term_with("重点行", Dictionary::built_in(), &own);
        let doubts: Vec<Doubt> = reading.syllables.iter().map(|it| it.doubt).collect();
        assert_eq!(doubts[0], Doubt::Agree);
        assert!(
            doubts[1] <= Doubt::Agree && doubts[2] == Doubt::Bare,
            "{doubts:?}"
        );
    }

    #[test]
    fn a_term_with_two_readings_has_none() {
        let twice = [("朝阳", "Cháoyáng"), ("朝阳", "zhāoyáng")];
        assert!(own(&twice).is_empty());
        assert_eq!(own(&[twice[0], twice[0]]).len(), 1);
    }

    #[test]
    fn running_text_has_them_and_still_begins_with_a_capital() {
        let own = own(&[("重行", "chóngháng")]);
        let read = |text: &str| read_text_with(text, Dictionary::built_in(), &own).joined();
        assert_eq!(
            read("重行很大。我们去重行。").split(' ').next(),
            Some("Chóngháng")
        );
        assert!(read("我们去重行。").ends_with(" chóngháng。"));
    }

    proptest! {
        #[test]
        fn no_entry_changes_which_characters_are_read(
            term in "[重行长方海洋合作社，A]{0,10}",
            entries in proptest::collection::vec(("[重行长方海洋合作社]{1,4}", "[a-z1-4 ]{1,12}"), 0..4)
        ) {
            let own: OwnReadings = entries.into_iter().collect();
            let reading = read_term_with(&term, Dictionary::built_in(), &own);
            let characters: String = reading.syllables.iter().map(|it| it.character).collect();
            prop_assert_eq!(characters, term);
        }
    }
}
