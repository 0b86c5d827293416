//! Running text in pinyin: words as jieba cuts them, readings by what stands around them.

use std::collections::BTreeMap;

use super::cut::Kind;
use super::particle::particle;
use super::person::read_person;
use super::polyphone::{Model, ReadingCounts, WordView};
use super::reading::{Doubt, Link, Reading, Syllable};
use super::sound::Sound;
use super::word::Around;
use super::{cut, link, read_word};
use crate::dictionary::Dictionary;
use crate::words::{ChineseWordSegmenter, PartOfSpeechTag, TaggedWord};

/// Reads running text: each word as the dictionary has it, and each character of several readings
/// as it is most likely read at its place.
///
/// Sentences begin with a capital. Loads the segmenter's word list, unlike
/// [`read_term`](super::read_term).
#[must_use]
pub fn read_text(text: &str, dictionary: &Dictionary) -> Reading {
    let Words {
        mut syllables,
        lengths,
        ruled,
    } = Words::of(text, dictionary);
    let characters: Vec<char> = syllables.iter().map(|it| it.character).collect();
    let views = views(&syllables, &lengths);
    let counts = ReadingCounts::built_in();
    for (at, (syllable, view)) in syllables.iter_mut().zip(&views).enumerate() {
        if let Some(sound) = ruled.get(&at) {
            syllable.sound = Some(*sound);
            syllable.doubt = Doubt::Agree;
            continue;
        }
        let known = counts.of(syllable.character);
        if syllable.sound.is_none() || known.len() < 2 && syllable.doubt < Doubt::Bare {
            continue;
        }
        let chosen = Model::built_in().choose(&characters, at, known, view.as_ref());
        if let Some(chosen) = chosen.filter(|chosen| syllable.sound.as_ref() != Some(*chosen)) {
            syllable.sound = Some(*chosen);
            if view.is_some() {
                syllable.doubt = Doubt::Conflict;
            }
        }
    }
    begin_sentences(&mut syllables);
    Reading { syllables }
}

/// Reads the characters of a term that no word decides, by what stands around them.
pub(super) fn read_bare(syllables: &mut [Syllable]) {
    if syllables
        .iter()
        .all(|syllable| syllable.doubt < Doubt::Bare)
    {
        return;
    }
    let characters: Vec<char> = syllables.iter().map(|it| it.character).collect();
    let counts = ReadingCounts::built_in();
    let ends = characters.len().checked_sub(1).filter(|at| *at > 1);
    let bare = syllables.iter_mut().enumerate();
    for (at, syllable) in bare.filter(|(_, it)| it.doubt == Doubt::Bare && it.sound.is_some()) {
        if let Some(sound) = as_suffix(syllable, ends == Some(at)) {
            syllable.sound = Some(sound);
            continue;
        }
        let known = counts.of(syllable.character);
        if let Some(chosen) = Model::built_in().choose(&characters, at, known, None) {
            syllable.sound = Some(*chosen);
        }
    }
}

/// The reading of a character that goes on with the word before it, as those do that end words of
/// a kind: 死亡率, 秘书长.
fn as_suffix(syllable: &Syllable, ends: bool) -> Option<Sound> {
    const READINGS: [(char, &str); 7] = [
        ('率', "lü4"),
        ('长', "zhang3"),
        ('處', "chu4"),
        ('处', "chu4"),
        ('量', "liang4"),
        ('场', "chang3"),
        ('度', "du4"),
    ];
    let (_, reading) = READINGS
        .iter()
        .find(|(character, _)| *character == syllable.character)
        .filter(|_| syllable.link == Link::Joined || ends)?;
    Sound::parse(reading)
}

/// The readings that rules of grammar give to characters of a text, by place; to measure the rules.
#[must_use]
pub fn ruled_readings(text: &str, dictionary: &Dictionary) -> BTreeMap<usize, Sound> {
    Words::of(text, dictionary).ruled
}

/// What the dictionary says of each character of a text, for training.
#[must_use]
pub fn word_views(text: &str, dictionary: &Dictionary) -> Vec<Option<WordView>> {
    let words = Words::of(text, dictionary);
    views(&words.syllables, &words.lengths)
}

/// A text as its words are read.
struct Words {
    syllables: Vec<Syllable>,
    /// Syllables of each word of the dictionary.
    lengths: Vec<usize>,
    /// Readings that a rule of grammar knows, by place.
    ruled: BTreeMap<usize, Sound>,
}

impl Words {
    fn of(text: &str, dictionary: &Dictionary) -> Self {
        let mut read = Self {
            syllables: Vec::with_capacity(text.len() / 3),
            lengths: Vec::new(),
            ruled: BTreeMap::new(),
        };
        let characters: Vec<char> = text.chars().collect();
        let tagged = ChineseWordSegmenter.tagged(text);
        for (at, word) in tagged.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| tagged.get(at));
            if let Some(sound) = particle(&tagged, at) {
                read.ruled.insert(read.syllables.len(), sound);
            }
            let link = if before.is_some_and(|before| goes_on(before.tag, word)) {
                Link::Joined
            } else {
                Link::Apart
            };
            read.push(word, link, &characters, dictionary);
        }
        read
    }

    fn push(
        &mut self,
        word: &TaggedWord<'_>,
        link: Link,
        characters: &[char],
        dictionary: &Dictionary,
    ) {
        if word.tag == PartOfSpeechTag::Person
            && !dictionary.contains(word.text)
            && let Some(name) = read_person(word.text, dictionary)
        {
            let start = self.syllables.len();
            for (at, syllable) in name.syllables.into_iter().enumerate() {
                self.lengths.push(1);
                if syllable.doubt == Doubt::Agree {
                    self.ruled
                        .extend(syllable.sound.map(|sound| (start + at, sound)));
                }
                self.syllables.push(syllable);
            }
            return;
        }
        let start = self.syllables.len();
        let mut rest = word.text;
        let whole = word.tag == PartOfSpeechTag::Mark || dictionary.contains(rest);
        let mut pieces = Vec::new();
        let words = if whole {
            vec![cut::Word {
                length: rest.len(),
                kind: Kind::Headword,
            }]
        } else {
            cut::cut(rest, dictionary).words
        };
        for piece in words {
            let Some((text, after)) = rest.split_at_checked(piece.length) else {
                break;
            };
            let around = Around {
                text: characters,
                at: self.syllables.len(),
            };
            let read = read_word(text, piece.kind, around, dictionary);
            pieces.push((read.len(), piece.kind));
            self.lengths.push(read.len());
            self.syllables.extend(read);
            rest = after;
        }
        let Some(own) = self.syllables.get_mut(start..) else {
            return;
        };
        if pieces.len() > 1 {
            link::link(own, &pieces);
        }
        if let Some(first) = own.first_mut() {
            first.link = link;
        }
    }
}

/// Whether a word is written together with the one before it: 了, 着 and 过 with their verb, 们 with
/// its noun (GB/T 16159).
fn goes_on(before: PartOfSpeechTag, word: &TaggedWord<'_>) -> bool {
    use PartOfSpeechTag::{Affix, Noun, Person, Verb};
    match word.text {
        "了" | "着" | "过" | "著" | "過" => before == Verb,
        "们" | "們" => matches!(before, Noun | Person | Affix),
        _ => false,
    }
}

fn views(syllables: &[Syllable], words: &[usize]) -> Vec<Option<WordView>> {
    let lengths = words
        .iter()
        .flat_map(|&count| std::iter::repeat_n(count, count));
    syllables
        .iter()
        .zip(lengths)
        .map(|(syllable, length)| {
            let worded = length > 1 && syllable.doubt < Doubt::Bare;
            Some(WordView {
                reading: syllable.sound.filter(|_| worded)?,
                length,
                is_doubtful: syllable.doubt == Doubt::Conflict,
            })
        })
        .collect()
}

pub(super) fn begin_sentences(syllables: &mut [Syllable]) {
    let mut begins = true;
    for syllable in syllables {
        if syllable.sound.is_some() {
            if begins {
                syllable.capital = true;
                syllable.link = Link::Apart;
            }
            begins = false;
        } else if matches!(syllable.character, '。' | '！' | '？' | '!' | '?' | '\n') {
            begins = true;
        } else if syllable.character.is_alphanumeric() {
            begins = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Reading {
        read_text(text, Dictionary::built_in())
    }

    #[test]
    fn a_sentence_is_written_word_by_word() {
        for (text, expected) in [
            ("行长说行程已定。", "Hángzhǎng shuō xíngchéng yǐ dìng。"),
            ("他为人民服务。", "Tā wèi rénmín fúwù。"),
            ("他们高兴地说。", "Tāmen gāoxìng de shuō。"),
            ("解振华来了。", "Xiè Zhènhuá láile。"),
            ("长安是都城。", "Cháng'ān shì dūchéng。"),
            ("2030年，他们来了。", "2030 nián，tāmen láile。"),
        ] {
            assert_eq!(read(text).joined(), expected, "{text}");
        }
    }

    #[test]
    fn every_sentence_begins_with_a_capital() {
        let written = read("船来了。海很深！风呢？").joined();
        assert_eq!(written, "Chuán láile。Hǎi hěn shēn！Fēng ne？");
    }

    #[test]
    fn what_stands_around_decides_between_readings() {
        let sound = |text: &str, at: usize| read(text).syllables[at].sound.unwrap();
        assert_eq!(sound("他高兴地说。", 3).digits(), "de5");
        assert_eq!(sound("此地很冷。", 1).digits(), "di4");
    }

    #[test]
    fn a_word_that_is_overruled_is_doubtful() {
        let dictionary = Dictionary::built_in();
        let text = "以此为由，成为主题，认为会为此作为。";
        let before = Words::of(text, dictionary).syllables;
        for (syllable, before) in read(text).syllables.iter().zip(&before) {
            let changed = syllable.sound != before.sound;
            assert!(
                !changed || syllable.doubt >= Doubt::Conflict,
                "{syllable:?}"
            );
        }
    }

    #[test]
    fn a_suffix_is_read_as_one() {
        let joined = |term: &str| crate::pinyin::read_term(term, Dictionary::built_in()).joined();
        assert_eq!(joined("渔获率"), "yúhuòlǜ");
        assert_eq!(joined("率先"), "shuàixiān");
    }

    #[test]
    fn only_what_no_word_decides_is_chosen_in_a_term() {
        let mut syllables = crate::pinyin::word::read("重点", Dictionary::built_in());
        let before = syllables.clone();
        read_bare(&mut syllables);
        assert_eq!(syllables, before);
    }

    proptest! {
        #[test]
        fn every_character_of_a_text_has_its_syllable(text in "[我们长得了为着地都行重a1，。 \n]{0,24}") {
            let characters: String = read(&text).syllables.iter().map(|it| it.character).collect();
            prop_assert_eq!(characters, text);
        }
    }
}
