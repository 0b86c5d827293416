//! The built-in Chinese–English dictionary: entries, longest match, proposed equivalents.
//!
//! The entries are those of [CC-CEDICT](https://cc-cedict.org), under a licence of their own
//! (CC BY-SA 4.0); the build script packs them. Opening the dictionary reads a few numbers and
//! nothing else: the index is searched where it lies, and blocks of entries are unpacked when
//! one of their words is looked up.

mod cedict;
mod clean;
mod format;
mod gloss;
mod packed;
mod simplify;
mod traditional;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, BufRead};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use cedict::Line;
pub(crate) use gloss::without_brackets;
pub(crate) use packed::EntryRef;
pub use packed::OpenDictionaryError;
use packed::Packed;
pub use simplify::is_traditional;

const BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/dictionary.bin"));

/// A Chinese–English dictionary, looked up by simplified and by traditional headwords.
#[derive(Debug)]
pub struct Dictionary {
    packed: Packed,
    /// Differs from that of every other dictionary of this process.
    number: u64,
}

/// One entry: a word in one reading, with its senses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DictionaryEntry {
    /// The word in traditional characters.
    pub traditional: String,
    /// The word in simplified characters.
    pub simplified: String,
    /// Syllables separated by blanks, the tone digit at the end of each, words of names
    /// capitalised: `Bei3 jing1`, `lu:4 se4`, `wan2 r5`.
    pub reading: String,
    /// The senses as the dictionary words them, with all labels and references.
    pub glosses: Vec<String>,
}

/// What there is to say of a dictionary, for `dictionary list` and the notices of exports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DictionaryInfo {
    /// Its name, also the source of what it proposes.
    pub name: &'static str,
    /// What the entries were taken from: a crate with its version, or the name of a file.
    pub carrier: Option<String>,
    /// When they were published, if the file said so.
    pub date: Option<String>,
    /// Number of entries.
    pub entries: usize,
    /// Number of different headwords, simplified and traditional.
    pub headwords: usize,
    /// Size in the program, in bytes.
    pub bytes: usize,
    /// SPDX identifier of the licence.
    pub licence: &'static str,
    /// The line the licence asks for.
    pub attribution: &'static str,
}

/// An English equivalent that a dictionary or the memory proposes for a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The equivalent, ready for use: `community`.
    pub english: String,
    /// The dictionary it comes from, or the memory; an equivalent taken over from a dictionary
    /// falls under its licence.
    pub source: Cow<'static, str>,
}

impl Suggestion {
    /// The source that an equivalent names when it is taken over; none for the memory, which is
    /// the user's own.
    #[must_use]
    pub fn cited_source(&self) -> Option<&str> {
        Some(&*self.source).filter(|source| *source != crate::equivalents::MEMORY)
    }
}

impl Dictionary {
    /// The name by which what comes from CC-CEDICT is marked.
    pub const CC_CEDICT: &'static str = "CC-CEDICT";

    /// The dictionary in the program; opened at the first call.
    ///
    /// # Panics
    ///
    /// When the program was built with a damaged dictionary, which its tests rule out.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static DICTIONARY: LazyLock<Dictionary> =
            LazyLock::new(|| match Packed::open(BUILT_IN.into()) {
                Ok(packed) => Dictionary::numbered(packed),
                Err(err) => panic!("built with a damaged dictionary: {err}"),
            });
        &DICTIONARY
    }

    /// Opens a packed dictionary.
    ///
    /// # Errors
    ///
    /// When the bytes are not a dictionary of this version.
    pub fn open(bytes: Vec<u8>) -> Result<Self, OpenDictionaryError> {
        Ok(Self::numbered(Packed::open(bytes.into())?))
    }

    fn numbered(packed: Packed) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self {
            packed,
            number: LAST.fetch_add(1, Ordering::Relaxed) + 1,
        }
    }

    /// What tells this dictionary from others, to remember what was looked up in it.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Packs the text CC-CEDICT is published as (`cedict_ts.u8`), for [`Dictionary::open`].
    /// Lines that are no entries are passed over.
    ///
    /// # Errors
    ///
    /// When the text cannot be read or packed.
    pub fn pack(text: impl BufRead) -> io::Result<Vec<u8>> {
        let (mut rows, mut notes) = (Vec::new(), Vec::new());
        for line in text.lines() {
            match cedict::read_line(&line?) {
                Line::Entry(row) => rows.push(row),
                Line::Note(key, value) if key == "date" => notes.push((key, value)),
                Line::Note(..) | Line::Other => {}
            }
        }
        let notes: Vec<(&str, &str)> = notes
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        format::pack(rows, &notes).map_err(io::Error::other)
    }

    /// Returns the entries of a headword, in the order of simplified form, traditional form and
    /// reading; none when it is unknown.
    #[must_use]
    pub fn lookup(&self, headword: &str) -> Vec<DictionaryEntry> {
        self.entries(headword).map(DictionaryEntry::from).collect()
    }

    /// Whether there is an entry for a word.
    #[must_use]
    pub fn contains(&self, headword: &str) -> bool {
        self.packed.find(headword).is_some()
    }

    /// Whether the dictionary calls a word an idiom.
    #[must_use]
    pub fn is_idiom(&self, headword: &str) -> bool {
        self.packed.find(headword).is_some_and(|found| found.idiom)
    }

    /// Whether a word is nothing but a name: capitalised in every reading.
    #[must_use]
    pub fn is_name(&self, headword: &str) -> bool {
        self.packed.find(headword).is_some_and(|found| found.name)
    }

    /// The share of a word's senses that are actions (`to promote`), 0 to 1; none when the word
    /// is unknown.
    #[must_use]
    pub fn action(&self, headword: &str) -> Option<f64> {
        let (mut senses, mut actions) = (0_u32, 0_u32);
        for entry in self.entries(headword) {
            for gloss in entry.glosses() {
                // A label stands before the sense: (of a ship) to pass through.
                let sense = match gloss.strip_prefix('(') {
                    Some(labelled) => labelled.split_once(')').map_or(gloss, |(_, rest)| rest),
                    None => gloss,
                };
                senses += 1;
                actions += u32::from(sense.trim_start().starts_with("to "));
            }
        }
        (senses > 0).then(|| f64::from(actions) / f64::from(senses))
    }

    /// The length in bytes of the longest headword `text` begins with.
    #[must_use]
    pub fn longest_match(&self, text: &str) -> Option<usize> {
        self.packed.matches(text).last().map(|(length, _)| length)
    }

    /// The lengths in bytes of the words `text` begins with, shortest first, without headwords that
    /// are none inside a text: 中的.
    pub(crate) fn words_at<'d>(&'d self, text: &'d str) -> impl Iterator<Item = usize> + 'd {
        let words = self.packed.matches(text).filter(|(_, found)| !found.alone);
        words.map(|(length, _)| length)
    }

    /// Whether there is an entry for a word that is one inside a text too.
    pub(crate) fn is_word(&self, headword: &str) -> bool {
        self.packed.find(headword).is_some_and(|found| !found.alone)
    }

    /// Whether a word abbreviates names in one of its readings: each syllable has a capital.
    pub(crate) fn abbreviates(&self, headword: &str) -> bool {
        let begins = |token: &str| token.starts_with(|c: char| c.is_ascii_uppercase());
        self.entries(headword)
            .any(|entry| entry.reading.split(' ').all(begins))
    }

    /// The lengths in bytes of all headwords `text` begins with, shortest first.
    pub fn matches<'d>(&'d self, text: &'d str) -> impl Iterator<Item = usize> + 'd {
        self.packed.matches(text).map(|(length, _)| length)
    }

    /// Proposes English equivalents for a term that is a headword, the best first, at most
    /// [`MAX_SUGGESTIONS`]. Quotation marks and hyphens in the term do not matter.
    ///
    /// What a dictionary says beside the equivalent is left out: labels, explanations, readings
    /// and references, surnames, the literal sense of an idiom. Where an entry only refers to
    /// another one, that one answers. Verbs lose their `to`, nouns their article, as a
    /// glossary cites them.
    #[must_use]
    pub fn suggest(&self, term: &str) -> Vec<Suggestion> {
        let bare = || {
            let bare: String = term.chars().filter(|c| !is_decoration(*c)).collect();
            (bare != term).then_some(bare)
        };
        let found = if self.contains(term) {
            self.equivalents(term)
        } else {
            bare()
                .map(|bare| self.equivalents(&bare))
                .unwrap_or_default()
        };
        found
            .into_iter()
            .map(|english| Suggestion {
                english,
                source: Self::CC_CEDICT.into(),
            })
            .collect()
    }

    /// Writes `text` in simplified characters, word by word, the longest first; what the
    /// dictionary does not know stays as it is.
    ///
    /// A word that is simplified as it stands is kept, though another one may be written so in
    /// traditional characters: 皇后 stays, 後來 becomes 后来.
    #[must_use]
    pub fn simplified(&self, text: &str) -> String {
        let mut simplified = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = self.longest_match(rest).unwrap_or(first.len_utf8());
            let (word, after) = rest.split_at(length);
            let entries = self.lookup(word);
            match entries.first() {
                Some(entry) if entries.iter().all(|entry| entry.simplified != word) => {
                    simplified.push_str(&entry.simplified);
                }
                _ => simplified.push_str(word),
            }
            rest = after;
        }
        simplified
    }

    /// What there is to say of this dictionary.
    #[must_use]
    pub fn info(&self) -> DictionaryInfo {
        DictionaryInfo {
            name: Self::CC_CEDICT,
            carrier: self.packed.note("carrier").map(str::to_owned),
            date: self.packed.note("date").map(str::to_owned),
            entries: self.packed.entry_count(),
            headwords: self.packed.headword_count(),
            bytes: self.packed.size(),
            licence: "CC-BY-SA-4.0",
            attribution: "CC-CEDICT, https://cc-cedict.org, by its editors, under \
                          CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/",
        }
    }

    pub(crate) fn entries(&self, headword: &str) -> impl Iterator<Item = EntryRef<'_>> {
        self.packed
            .find(headword)
            .into_iter()
            .flat_map(|posting| self.packed.entries(posting))
    }

    fn equivalents(&self, headword: &str) -> Vec<String> {
        let entries: Vec<_> = self.entries(headword).collect();
        gloss::equivalents(&entries, &|reference| self.entries(reference).collect())
    }
}

/// Most equivalents [`Dictionary::suggest`] proposes.
pub const MAX_SUGGESTIONS: usize = 5;

impl tmx::Lexicon for Dictionary {
    fn glosses(&self, word: &str) -> Vec<String> {
        let entries: Vec<_> = self.entries(word).collect();
        gloss::for_alignment(&entries, &|reference| self.entries(reference).collect())
    }

    fn readings(&self, character: char) -> Vec<String> {
        let mut buffer = [0; 4];
        let entries = self.entries(character.encode_utf8(&mut buffer));
        let plain = |entry: EntryRef<'_>| {
            let toneless = entry.reading.trim_end_matches(|c: char| c.is_ascii_digit());
            toneless.to_lowercase().replace("u:", "u")
        };
        let readings: BTreeSet<String> = entries.map(plain).collect();
        readings.into_iter().collect()
    }
}

impl From<EntryRef<'_>> for DictionaryEntry {
    fn from(entry: EntryRef<'_>) -> Self {
        Self {
            traditional: entry.traditional.to_owned(),
            simplified: entry.simplified.to_owned(),
            reading: entry.reading.to_owned(),
            glosses: entry.glosses().map(str::to_owned).collect(),
        }
    }
}

/// Signs that may stand in a term without making it another one.
fn is_decoration(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '”'
            | '‘'
            | '’'
            | '「'
            | '」'
            | '『'
            | '』'
            | '《'
            | '》'
            | '〈'
            | '〉'
            | '-'
            | '‐'..='—' | '－'
    ) || c.is_whitespace()
}

impl crate::extract::DictionaryHints for Dictionary {
    fn contains(&self, word: &str) -> bool {
        self.contains(word)
    }

    fn beginnings(&self, text: &str) -> Vec<usize> {
        self.matches(text).collect()
    }

    fn following(&self, text: &str) -> crate::extract::Letters {
        self.packed.following(text).into_iter().collect()
    }

    fn is_idiom(&self, word: &str) -> bool {
        self.is_idiom(word)
    }

    fn is_name(&self, word: &str) -> bool {
        self.is_name(word)
    }

    fn action(&self, word: &str) -> Option<f64> {
        self.action(word)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn traditional_characters_are_simplified_word_by_word() {
        let dictionary = Dictionary::built_in();
        for (given, simplified) in [
            ("紅樹林", "红树林"),
            ("後來的皇后", "后来的皇后"),
            ("乾淨能源", "干净能源"),
            ("命运共同体D線", "命运共同体D线"),
            ("", ""),
        ] {
            assert_eq!(dictionary.simplified(given), simplified);
        }
    }

    #[test]
    fn actions_are_told_from_things() {
        let dictionary = Dictionary::built_in();
        assert_eq!(dictionary.action("策动"), Some(1.0));
        assert_eq!(dictionary.action("红树林"), Some(0.0));
        assert_eq!(dictionary.action("龘靐齉"), None);
    }

    #[test]
    fn the_built_in_dictionary_is_small_and_knows_every_word_of_its_own() {
        let dictionary = Dictionary::built_in();
        let info = dictionary.info();
        assert!(info.bytes <= 6 << 20, "{} bytes", info.bytes);
        assert!(info.entries > 100_000, "{} entries", info.entries);
        assert!(info.carrier.is_some());

        let mut found = BTreeSet::new();
        for headword in dictionary.packed.headwords() {
            let entries = dictionary.lookup(&headword);
            assert!(!entries.is_empty(), "{headword}");
            for entry in entries {
                assert!(entry.simplified == headword || entry.traditional == headword);
                assert!(!entry.reading.is_empty() && !entry.glosses.is_empty());
                found.insert((
                    entry.simplified,
                    entry.traditional,
                    entry.reading,
                    entry.glosses,
                ));
            }
        }
        assert_eq!(found.len(), info.entries);
    }

    #[test]
    fn words_are_found_in_both_scripts() {
        let dictionary = Dictionary::built_in();
        assert_eq!(dictionary.lookup("银行"), dictionary.lookup("銀行"));
        let [bank] = &dictionary.lookup("银行")[..] else {
            panic!("one entry");
        };
        assert_eq!(
            (bank.reading.as_str(), bank.glosses[0].as_str()),
            ("yin2 hang2", "bank")
        );
        assert!(dictionary.lookup("").is_empty());
    }

    #[test]
    fn characters_are_read_without_tones() {
        use tmx::Lexicon as _;

        let dictionary = Dictionary::built_in();
        assert_eq!(dictionary.readings('源'), ["yuan"]);
        assert!(dictionary.readings('吕').contains(&"lu".to_owned()));
        assert!(dictionary.readings('x').is_empty());
    }

    #[test]
    fn the_longest_headword_wins() {
        let dictionary = Dictionary::built_in();
        assert_eq!(
            dictionary.longest_match("中华人民共和国成立"),
            Some("中华人民共和国".len())
        );
        assert_eq!(dictionary.longest_match("xyz"), None);
        assert_eq!(dictionary.longest_match(""), None);
        let lengths: Vec<usize> = dictionary.matches("生物多样性").collect();
        assert_eq!(lengths, [3, 6, 15]);
    }

    #[test]
    fn idioms_and_names_are_known_as_such() {
        let dictionary = Dictionary::built_in();
        assert!(dictionary.is_idiom("守望相助") && !dictionary.is_idiom("银行"));
        assert!(dictionary.is_name("毛泽东") && !dictionary.is_name("银行"));
        assert!(!dictionary.is_name("没有这个词") && !dictionary.is_idiom("没有这个词"));
    }

    #[test]
    fn packing_does_not_depend_on_the_order_of_lines() {
        let lines = [
            "里 里 [li3] /li/\n",
            "裡 里 [li3] /in/\n",
            "# note\r\n",
            "銀 银 [yin2] /silver/\n",
        ];
        let mut back = lines;
        back.reverse();
        let pack = |lines: &[&str]| Dictionary::pack(lines.concat().as_bytes()).unwrap();
        assert_eq!(pack(&lines), pack(&back));
        let dictionary = Dictionary::open(pack(&lines)).unwrap();
        assert_eq!(dictionary.lookup("里").len(), 2);
        assert_eq!(dictionary.lookup("裡").len(), 1);
        assert_eq!(dictionary.info().date, None);
    }

    proptest! {
        #[test]
        fn the_longest_match_is_a_headword(text in "[\u{4e00}-\u{4fff}a-c，]{0,8}") {
            let dictionary = Dictionary::built_in();
            let longest = dictionary.longest_match(&text);
            for (end, _) in text.char_indices().skip(1).chain([(text.len(), ' ')]) {
                if dictionary.contains(&text[..end]) {
                    prop_assert!(longest >= Some(end));
                }
            }
            if let Some(longest) = longest {
                prop_assert!(dictionary.contains(&text[..longest]));
            }
        }
    }
}
