//! Readings of single words: which entry of the dictionary, and where the word divides.

use std::cmp::Reverse;

use pinyin::ToPinyin;

use super::STANDS_ALONE;
use super::reading::{Doubt, Link, Syllable};
use super::sound::Sound;
use crate::dictionary::{Dictionary, EntryRef, without_brackets};

/// Longest headword looked for from the end of a term, in characters.
const LONGEST_FROM_END: usize = 8;

/// The length in bytes of the word `text` begins with: the longest headword of two characters
/// or more that has a usable reading, else one character. None at the end.
pub(super) fn next_length(text: &str, dictionary: &Dictionary) -> Option<usize> {
    let first = text.chars().next()?.len_utf8();
    let longest = dictionary.longest_match(text).unwrap_or(0);
    Some(longest.max(first))
}

/// As [`next_length`], for the word `text` ends with.
pub(super) fn last_length(text: &str, dictionary: &Dictionary) -> Option<usize> {
    let starts = text.char_indices().rev().take(LONGEST_FROM_END);
    let lengths: Vec<usize> = starts.map(|(start, _)| text.len() - start).collect();
    let longest = lengths.iter().rev().find(|length| {
        text.get(text.len() - **length..)
            .is_some_and(|word| dictionary.contains(word))
    });
    longest.or(lengths.first()).copied()
}

/// Reads a word; each character gives a syllable.
pub(super) fn read(word: &str, dictionary: &Dictionary) -> Vec<Syllable> {
    let mut chars = word.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return vec![lone(c, dictionary)];
    }
    let readings = readings(word, dictionary);
    let Some(best) = readings.first() else {
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
        } else if is_only_reading(syllable.character, sound, dictionary) {
            syllable.doubt = Doubt::Mono;
        }
    }
    divide(&mut syllables, &entry, dictionary);
    syllables
}

/// A reading the dictionary gives a word.
struct WordReading<'d> {
    syllables: Vec<Syllable>,
    entry: EntryRef<'d>,
    /// A reference, an old or Taiwanese use, or a name beside an ordinary word.
    minor: bool,
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
        let name = reading.syllables.first().is_some_and(|s| s.capital);
        (
            reading.minor,
            name,
            Reverse(reading.entry.glosses().count()),
        )
    });
    let ordinary = |r: &WordReading<'_>| r.syllables.first().is_some_and(|s| !s.capital);
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
        .flat_map(|token| token.split_inclusive(|c: char| c.is_ascii_digit()));
    let mut syllables = Vec::with_capacity(word.len() / 3);
    for character in word.chars() {
        let token = tokens.next()?;
        let sound = if is_spoken(character) {
            Some(lexical(character, Sound::parse(token)?))
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

/// Puts back the tone 一 and 不 have by themselves.
fn lexical(character: char, sound: Sound) -> Sound {
    match (character, sound.letters(), sound.tone()) {
        ('一', "yi", 2 | 4) => sound.with_tone(1),
        ('不', "bu", 2) => sound.with_tone(4),
        _ => sound,
    }
}

/// Whether a character has a reading that belongs in the pinyin: not digits, letters, signs.
fn is_spoken(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Reads a character that no word tells how to read.
fn lone(character: char, dictionary: &Dictionary) -> Syllable {
    let known = if is_spoken(character) {
        let known = character_sounds(character, dictionary);
        let usual = character
            .to_pinyin()
            .and_then(|usual| Sound::parse(usual.with_tone()));
        match (known.as_slice(), usual) {
            ([only], _) => Some((only.clone(), Doubt::Mono)),
            (_, Some(usual)) => Some((usual, Doubt::Bare)),
            (several, None) => several.first().map(|sound| (sound.clone(), Doubt::Bare)),
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

fn is_only_reading(character: char, sound: &Sound, dictionary: &Dictionary) -> bool {
    matches!(character_sounds(character, dictionary).as_slice(), [only] if only == sound)
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

/// Divides a headword into the words it is written in; idioms, and words like 踏踏实实, into
/// halves.
fn divide(syllables: &mut [Syllable], entry: &EntryRef<'_>, dictionary: &Dictionary) {
    let is_idiom = || entry.glosses().any(|gloss| gloss.contains("(idiom"));
    if let [first, second, third, fourth] = syllables
        && first.sound.is_some()
        && (is_idiom()
            || (first.character == second.character && third.character == fourth.character))
    {
        first.link = Link::Apart;
        third.link = Link::Hyphen;
        return;
    }
    let mut start = 0;
    while start < syllables.len() {
        let rest = syllables.get(start + 1..).unwrap_or_default();
        let to_capital = rest.iter().position(|s| s.capital || s.sound.is_none());
        let length = 1 + to_capital.unwrap_or(rest.len());
        if let Some(run) = syllables.get_mut(start..start + length) {
            divide_run(run, dictionary);
        }
        start += length;
    }
    join_initials(syllables, entry);
    part_particles(syllables);
}

/// Divides what has a capital at its beginning at most, where other headwords allow it.
fn divide_run(run: &mut [Syllable], dictionary: &Dictionary) {
    if let Some(first) = run.first_mut() {
        first.link = Link::Apart;
    }
    if run.len() < 4 {
        return;
    }
    let text: String = run.iter().map(|s| s.character).collect();
    let offsets: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let capital = run.first().is_some_and(|s| s.capital);
    let is_word = |from: usize, to: usize| {
        let word = offsets
            .get(from)
            .zip(offsets.get(to))
            .and_then(|(from, to)| text.get(*from..*to));
        // 乌兹别克|斯坦 is not divided: what goes on after a capital is no name of its own.
        word.is_some_and(|word| {
            let names = dictionary.is_name(word);
            (dictionary.contains(word) && names == (capital && from == 0)) || is_counted(word)
        })
    };
    let n = run.len();
    // 研究生|院, 副|主任: a character at either end goes with its neighbour, 为|人民 not.
    let after_first = || {
        let mut cuts = cover(1, n, &is_word)?;
        if text.starts_with(|c| STANDS_ALONE.contains(c)) {
            cuts.insert(0, 1);
        }
        Some(cuts)
    };
    let cuts = cover(0, n, &is_word)
        .or_else(|| cover(0, n - 1, &is_word))
        .or_else(after_first);
    let cuts = cuts.unwrap_or_default();
    let ends = cuts.iter().copied().chain([n]).filter(|_| !cuts.is_empty());
    let mut start = 0;
    for end in ends {
        // 亚欧大陆|腹地: a long part divides further.
        if let Some(part) = run.get_mut(start..end) {
            divide_run(part, dictionary);
        }
        start = end;
    }
}

/// 五项, 三个: the number and the measure word are a word of their own.
fn is_counted(word: &str) -> bool {
    let mut chars = word.chars();
    chars
        .next()
        .is_some_and(|c| "一二两三四五六七八九十百千万兩".contains(c))
        && chars
            .next()
            .is_some_and(|c| "个项次位届大條条种點点種個項屆".contains(c))
        && chars.next().is_none()
}

/// 丝绸|之|路: a particle in a long name stands alone.
fn part_particles(syllables: &mut [Syllable]) {
    if syllables.len() < 4 {
        return;
    }
    let mut part_next = false;
    for (n, syllable) in syllables.iter_mut().enumerate() {
        let particle = n > 1 && matches!(syllable.character, '之' | '的');
        if part_next || particle {
            syllable.link = Link::Apart;
        }
        part_next = particle;
    }
}

/// Covers `from..to` with the fewest words of two characters or more, none of them the whole
/// headword; returns where the second and later ones begin.
fn cover(from: usize, to: usize, is_word: &dyn Fn(usize, usize) -> bool) -> Option<Vec<usize>> {
    // best[i]: the word that ends the shortest cover of from..from+i, and the number of words.
    let length = to - from;
    let mut best: Vec<Option<(usize, usize)>> = vec![None; length + 1];
    if let Some(none_yet) = best.first_mut() {
        *none_yet = Some((0, 0));
    }
    for end in 2..=length {
        for start in 0..end - 1 {
            let Some(Some((words, _))) = best.get(start).copied() else {
                continue;
            };
            let fewer = best
                .get(end)
                .is_some_and(|known| known.is_none_or(|(known, _)| words + 1 < known));
            let whole = start == 0 && end == length && from == 0;
            if fewer
                && !whole
                && is_word(from + start, from + end)
                && let Some(slot) = best.get_mut(end)
            {
                *slot = Some((words + 1, start));
            }
        }
    }
    let mut cuts = Vec::new();
    let mut end = length;
    while end > 0 {
        let (_, start) = (*best.get(end)?)?;
        if start > 0 {
            cuts.push(from + start);
        }
        end = start;
    }
    Some(cuts)
}

/// Joins single capitalised syllables that abbreviate a name: `Zhōnggòng Zhōngyāng`, `Zhōngyà`,
/// with hyphens where several names are meant: `Jīng-Jīn`.
///
/// The dictionary capitalises each of them, as it does with persons (`Wáng Yì`) and generic
/// names (`Huáng Hé`); those keep their pinyin in English, or end in a generic word.
fn join_initials(syllables: &mut [Syllable], entry: &EntryRef<'_>) {
    let mut start = 0;
    while start < syllables.len() {
        let is_single = |n: usize| {
            let begins = |n| {
                syllables.get(n).is_none_or(|s: &Syllable| {
                    s.capital || s.link != Link::Joined || s.sound.is_none()
                })
            };
            syllables.get(n).is_some_and(|s| s.capital) && begins(n + 1)
        };
        let length = (start..).take_while(|n| is_single(*n)).count();
        if length > 1
            && let Some(initials) = syllables.get_mut(start..start + length)
            && !stays_apart(initials, entry)
        {
            let link = if names_several(entry) {
                Link::Hyphen
            } else {
                Link::Joined
            };
            for syllable in initials.iter_mut().skip(1) {
                syllable.link = link;
            }
        }
        start += length.max(1);
    }
}

const GENERIC_NAMES: &str =
    "河江湖海洋山岛湾峡州省市县区镇乡村路街港桥塔寺宫门军党报社队島灣峽縣區鎮鄉橋宮門軍黨報隊";

fn stays_apart(initials: &[Syllable], entry: &EntryRef<'_>) -> bool {
    let generic = initials
        .last()
        .is_some_and(|last| GENERIC_NAMES.contains(last.character));
    let first = initials.first().and_then(|first| first.sound.as_ref());
    let romanised = first.is_some_and(|first| {
        let is_first = |word: &str| {
            word.starts_with(char::is_uppercase) && word.eq_ignore_ascii_case(first.letters())
        };
        entry
            .glosses()
            .map(without_brackets)
            .any(|gloss| gloss.split(|c: char| !c.is_alphabetic()).any(is_first))
    });
    generic || romanised
}

/// `China-US`, `Beijing and Tianjin`, `China, Japan and Korea`.
fn names_several(entry: &EntryRef<'_>) -> bool {
    let starts_upper = |text: &str| text.starts_with(char::is_uppercase);
    entry.glosses().next().is_some_and(|gloss| {
        let equivalent = gloss.split(" (").next().unwrap_or(gloss);
        [" and ", "-"].iter().any(|between| {
            equivalent
                .split_once(between)
                .is_some_and(|(before, after)| starts_upper(before) && starts_upper(after))
        })
    })
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
        let first = |word: &str| {
            read(word, &dictionary)
                .first()
                .and_then(|s| s.sound.clone())
        };
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
