//! Readings of single words: which entry of the dictionary, and where the word divides.

use std::cmp::Reverse;

use pinyin::ToPinyin;

use super::reading::{Doubt, Link, Syllable, is_spoken};
use super::sound::Sound;
use super::{divide, homograph, memo};
use crate::dictionary::{Dictionary, EntryRef};

/// Where a word stands: the characters of the text, and the place of its first one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'t> {
    pub(super) text: &'t [char],
    pub(super) at: usize,
}

/// Reads a word by itself; each character gives a syllable.
pub(super) fn read(word: &str, dictionary: &Dictionary) -> Vec<Syllable> {
    let text: Vec<char> = word.chars().collect();
    read_in(word, Around { text: &text, at: 0 }, dictionary)
}

/// Reads a word in its place; each character gives a syllable.
pub(super) fn read_in(word: &str, around: Around<'_>, dictionary: &Dictionary) -> Vec<Syllable> {
    let mut chars = word.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return vec![lone(c, dictionary)];
    }
    if homograph::depends_on_place(word) {
        return read_anew(word, around, dictionary);
    }
    memo::word(word, dictionary, || read_anew(word, around, dictionary)).to_vec()
}

fn read_anew(word: &str, around: Around<'_>, dictionary: &Dictionary) -> Vec<Syllable> {
    let readings = readings(word, dictionary);
    let Some(best) = likeliest(word, &readings, around) else {
        // A headword without a usable reading.
        return word.chars().map(|c| lone(c, dictionary)).collect();
    };
    let entry = best.entry;
    let mut syllables = best.syllables.clone();
    for (n, syllable) in syllables.iter_mut().enumerate() {
        let Some(sound) = &syllable.sound else {
            continue;
        };
        let differs = |r: &WordReading<'_>| {
            !r.minor
                && r.syllables
                    .get(n)
                    .is_some_and(|s| s.sound.as_ref() != Some(sound))
        };
        if readings.iter().any(differs) {
            syllable.doubt = Doubt::Conflict;
        } else if is_only_reading(syllable.character, *sound, dictionary) {
            syllable.doubt = Doubt::Mono;
        }
    }
    divide::divide(&mut syllables, &entry, dictionary);
    syllables
}

/// The reading that is taken where there are several: the usual one beside the words around it, else
/// the first. Written with as many capitals as any entry that sounds like it.
fn likeliest<'r, 'd>(
    word: &str,
    readings: &'r [WordReading<'d>],
    around: Around<'_>,
) -> Option<&'r WordReading<'d>> {
    let first = readings.first()?;
    let after = around.at + word.chars().count();
    let preferred = homograph::reading(
        word,
        around.text.get(..around.at).unwrap_or_default(),
        around.text.get(after..).unwrap_or_default(),
    );
    let best = preferred
        .filter(|_| readings.len() > 1)
        .and_then(|preferred| readings.iter().find(|it| it.entry.reading == preferred))
        .unwrap_or(first);
    let capitals = |r: &WordReading<'_>| r.syllables.iter().filter(|it| it.capital).count();
    let sounds_like = |r: &&WordReading<'_>| {
        let sounds = r.syllables.iter().map(|it| &it.sound);
        r.is_name() && best.is_name() && sounds.eq(best.syllables.iter().map(|it| &it.sound))
    };
    // Of equal ones, the first.
    let fuller = readings.iter().filter(sounds_like).rev();
    fuller.max_by_key(|r| capitals(r)).or(Some(best))
}

/// A reading the dictionary gives a word.
struct WordReading<'d> {
    syllables: Vec<Syllable>,
    entry: EntryRef<'d>,
    /// A reference, an old or Taiwanese use, or a name beside an ordinary word.
    minor: bool,
}

impl WordReading<'_> {
    fn is_name(&self) -> bool {
        self.syllables.first().is_some_and(|it| it.capital)
    }
}

/// The usable readings of a word, the likeliest first: ordinary words before names, words
/// before references to other words, many senses before few.
fn readings<'d>(word: &str, dictionary: &'d Dictionary) -> Vec<WordReading<'d>> {
    let mut readings: Vec<_> = dictionary
        .entries(word)
        .filter_map(|entry| {
            Some(WordReading {
                syllables: align(word, entry.reading)?,
                minor: is_reference(&entry),
                entry,
            })
        })
        .collect();
    readings.sort_by_key(|reading| {
        (
            reading.minor,
            reading.is_name(),
            Reverse(reading.entry.glosses().count()),
        )
    });
    let ordinary = |r: &WordReading<'_>| !r.is_name();
    if readings.first().is_some_and(ordinary) {
        for reading in &mut readings {
            reading.minor |= !ordinary(reading);
        }
    }
    readings
}

fn is_reference(entry: &EntryRef<'_>) -> bool {
    let refers = |gloss: &str| {
        [
            "variant of ",
            "old variant of ",
            "see ",
            "(old) ",
            "(archaic) ",
            "(Tw) ",
            "Taiwan ",
        ]
        .iter()
        .any(|start| gloss.starts_with(start))
    };
    entry.glosses().all(refers)
}

/// Gives each character of a word its syllable of the entry's reading. None when the two do not
/// fit: 兙 is read with two syllables, and for some words no reading is known.
fn align(word: &str, reading: &str) -> Option<Vec<Syllable>> {
    let mut tokens = reading
        .split(' ')
        .flat_map(|token| token.split_inclusive(|c: char| c.is_ascii_digit()))
        .peekable();
    let mut syllables = Vec::with_capacity(word.len() / 3);
    for character in word.chars() {
        // Some dictionaries write the signs of a headword in its reading, others do not.
        let is_left_out = |token: &&str| {
            !character.is_alphanumeric() && token.ends_with(|c: char| c.is_ascii_digit())
        };
        let token = if tokens.peek().is_none_or(is_left_out) && !is_spoken(character) {
            ""
        } else {
            tokens.next()?
        };
        let sound = if is_spoken(character) {
            Some(Sound::parse(token)?)
        } else {
            None
        };
        syllables.push(Syllable {
            character,
            capital: sound.is_some() && token.starts_with(|c: char| c.is_ascii_uppercase()),
            link: Link::Joined,
            doubt: Doubt::Agree,
            sound,
        });
    }
    tokens.next().is_none().then_some(syllables)
}

/// Reads a character that no word tells how to read.
pub(super) fn lone(character: char, dictionary: &Dictionary) -> Syllable {
    memo::character(character, dictionary, || lone_anew(character, dictionary))
}

fn lone_anew(character: char, dictionary: &Dictionary) -> Syllable {
    let known = if is_spoken(character) {
        let known = character_sounds(character, dictionary);
        let usual = character
            .to_pinyin()
            .and_then(|usual| Sound::parse(usual.with_tone()));
        match (known.as_slice(), usual) {
            ([only], _) => Some((*only, Doubt::Mono)),
            (_, Some(usual)) => Some((usual, Doubt::Bare)),
            (several, None) => several.first().map(|sound| (*sound, Doubt::Bare)),
        }
    } else {
        None
    };
    let (sound, doubt) = known.unzip();
    Syllable {
        character,
        sound,
        link: Link::Apart,
        capital: false,
        doubt: doubt.unwrap_or(Doubt::Mono),
    }
}

fn is_only_reading(character: char, sound: Sound, dictionary: &Dictionary) -> bool {
    let lone = lone(character, dictionary);
    lone.doubt == Doubt::Mono && lone.sound == Some(sound)
}

/// The different sounds the dictionary gives a character by itself.
fn character_sounds(character: char, dictionary: &Dictionary) -> Vec<Sound> {
    let mut buffer = [0; 4];
    let mut sounds = Vec::new();
    for entry in dictionary.entries(character.encode_utf8(&mut buffer)) {
        if let Some(sound) = Sound::parse(entry.reading)
            && !sounds.contains(&sound)
            && !is_reference(&entry)
        {
            sounds.push(sound);
        }
    }
    sounds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(word: &str) -> String {
        let digits = |s: &Syllable| s.sound.as_ref().map_or("_".to_owned(), Sound::digits);
        let syllables = read(word, Dictionary::built_in());
        syllables.iter().map(digits).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_likeliest_of_several_readings_comes_first() {
        for (word, expected) in [
            ("重点", "zhong4 dian3"),
            ("重复", "chong2 fu4"),
            ("不是", "bu4 shi4"),
        ] {
            assert_eq!(digits(word), expected, "{word}");
        }
    }

    #[test]
    fn tones_frozen_by_what_follows_are_restored() {
        let entries = "一道 一道 [yi2 dao4] /together/\n不對 不对 [bu2 dui4] /wrong/\n";
        let packed = Dictionary::pack(entries.as_bytes()).unwrap();
        let dictionary = Dictionary::open(packed).unwrap();
        let first = |word: &str| read(word, &dictionary).first().and_then(|s| s.sound);
        assert_eq!(first("一道"), Sound::parse("yi1"));
        assert_eq!(first("不对"), Sound::parse("bu4"));
    }

    #[test]
    fn a_reading_that_does_not_fit_the_characters_is_not_used() {
        assert!(align("兙", "shi2ke4").is_none());
        assert!(align("银行", "yin2").is_none());
        assert!(align("银行", "yin2hang2").is_some());
        assert!(align("银行", "xx5 xx5").is_none());
    }

    #[test]
    fn every_headword_is_read_character_by_character() {
        for word in [
            "兙",
            "双11",
            "K金",
            "埃德加·斯诺",
            "一是一，二是二",
            "㐀",
            "𠮷",
        ] {
            let syllables = read(word, Dictionary::built_in());
            let read: String = syllables.iter().map(|s| s.character).collect();
            assert_eq!(read, word);
        }
    }
}
