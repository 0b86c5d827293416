//! Where a headword divides into the words it is written in.

use super::idiom::Division;
use super::reading::{Link, Syllable};
use super::sound::Sound;
use super::{STANDS_ALONE, cut, idiom, link, name, number};
use crate::dictionary::{Dictionary, EntryRef, without_brackets};

/// Divides a headword into the words it is written in; idioms, and words like 踏踏实实, into
/// halves.
pub(super) fn divide(syllables: &mut [Syllable], entry: &EntryRef<'_>, dictionary: &Dictionary) {
    if halve(syllables, Some(entry), dictionary) {
        return;
    }
    let mut start = 0;
    while start < syllables.len() {
        let rest = syllables.get(start + 1..).unwrap_or_default();
        let to_capital = rest.iter().position(|s| s.capital || s.sound.is_none());
        let length = 1 + to_capital.unwrap_or(rest.len());
        let follows = start == 1 && syllables.first().is_some_and(|it| it.capital);
        if let Some(run) = syllables.get_mut(start..start + length) {
            divide_run(run, follows, dictionary);
        }
        start += length;
    }
    join_kind_of_place(syllables, dictionary);
    part_kind_of_place(syllables, entry, dictionary);
    join_abbreviation(syllables, entry);
    join_initials(syllables, entry, dictionary);
    part_numbers(syllables);
    part_particles(syllables);
}

/// Writes a phrase of four characters in halves, or in another way that such phrases have; the
/// entry of the dictionary says whether it is an idiom. Returns whether it is such a phrase.
pub(super) fn halve(
    syllables: &mut [Syllable],
    entry: Option<&EntryRef<'_>>,
    dictionary: &Dictionary,
) -> bool {
    let spoken = syllables.iter().all(|it| it.sound.is_some() && !it.capital);
    let [first, second, third, fourth] = syllables else {
        return false;
    };
    let characters = [
        first.character,
        second.character,
        third.character,
        fourth.character,
    ];
    let is_doubled = characters[0] == characters[1];
    let division = if !spoken {
        return false;
    } else if idiom::is_paired(characters) {
        Division::Halves
    } else if let Some(division) =
        entry.and_then(|entry| idiom::of_entry(characters, entry, dictionary))
    {
        division
    } else {
        return false;
    };
    if is_doubled
        && second.sound.as_ref().map(Sound::letters) == first.sound.as_ref().map(Sound::letters)
    {
        // 扎扎实实: neutral in speech, written in full.
        second.sound = first.sound;
    }
    first.link = Link::Apart;
    (second.link, third.link, fourth.link) = match division {
        Division::Halves => (Link::Joined, Link::Hyphen, Link::Joined),
        Division::Solid => (Link::Joined, Link::Joined, Link::Joined),
        Division::Words => (Link::Joined, Link::Apart, Link::Joined),
        Division::OneAndThree => (Link::Apart, Link::Joined, Link::Joined),
    };
    true
}

/// 泰|山, 太|湖: what kind of place it is stands apart where the name is that place's own, and not a
/// town's that is called after it (GB/T 16159, 6.2.2).
fn part_kind_of_place(syllables: &mut [Syllable], entry: &EntryRef<'_>, dictionary: &Dictionary) {
    const KINDS: [(char, &[&str]); 8] = [
        ('山', &["Mt ", "Mount ", "Mountain", "mountain"]),
        ('江', &["River", "river"]),
        ('河', &["River", "river"]),
        ('湖', &["Lake", "lake"]),
        ('岛', &["Island", "island"]),
        ('海', &["Sea"]),
        ('洋', &["Ocean"]),
        ('岭', &["mountain", "Mountain"]),
    ];
    const TOWNS: [&str; 10] = [
        "city", "county", "County", "district", "District", "province", "Province", "town",
        "abbr.", "see ",
    ];
    let parts = syllables.iter().filter(|it| it.capital).count();
    let name = syllables.split_last().map_or(&[][..], |(_, name)| name);
    let name: String = name.iter().map(|it| it.character).collect();
    let long_name = name.chars().nth(1).is_some() && dictionary.is_name(&name);
    let [first, .., last] = syllables else {
        return;
    };
    let place = KINDS.iter().find(|(kind, _)| *kind == last.character);
    let (Some((_, words)), true, Link::Joined) = (place, first.capital, last.link) else {
        return;
    };
    if parts > 1 {
        return;
    }
    let sense = entry.glosses().next().unwrap_or_default();
    let sense = sense.split_once(" in ").map_or(sense, |(what, _)| what);
    let called_after = TOWNS.iter().any(|town| sense.contains(town));
    let own = words.iter().any(|word| sense.contains(word));
    let river = matches!(last.character, '河' | '江') && name.chars().nth(1).is_some();
    if !called_after && (own || long_name || river) {
        last.link = Link::Apart;
        last.capital = true;
    }
}

/// 大湾|区: the kind of a place goes with the rest of its name where that is no name by itself.
fn join_kind_of_place(syllables: &mut [Syllable], dictionary: &Dictionary) {
    let [.., first, second, last] = syllables else {
        return;
    };
    let name = String::from_iter([first.character, second.character]);
    let kind = last.capital && name::is_kind_of_place(last.character);
    if first.capital && !second.capital && kind && !dictionary.contains(&name) {
        last.link = Link::Joined;
        last.capital = false;
    }
}

/// 安理会, 冬奥会: three syllables that stand for more make one word, where they are no person
/// (安 is none in English).
fn join_abbreviation(syllables: &mut [Syllable], entry: &EntryRef<'_>) {
    let [first, second, third] = syllables else {
        return;
    };
    let shape = first.capital && second.capital && !third.capital && third.sound.is_some();
    let stands_for = "会行部办委局院协联盟署社组军會辦協聯".contains(third.character);
    if shape && stands_for && !is_romanised(first, entry) {
        second.link = Link::Joined;
        second.capital = false;
    }
}

/// 三|个|代表, 第-二|次: numbers stand apart from what they count, 第 has a hyphen after it.
fn part_numbers(syllables: &mut [Syllable]) {
    let long = syllables.len() > 3;
    let mut at = 0;
    while at < syllables.len() {
        let rest = syllables.get(at..).unwrap_or_default();
        let characters: Vec<char> = rest.iter().map(|it| it.character).collect();
        let length = number::length(&characters);
        let begins = rest.first().is_some_and(|it| it.link != Link::Joined);
        let ordinal = characters.first() == Some(&'第');
        let counted = characters
            .get(length)
            .is_some_and(|c| number::is_measure(*c));
        let more = characters.get(length + 1).is_some();
        let numbered = long && characters.get(length) == Some(&'号');
        if !begins || length == 0 || !(ordinal || long && counted && more || numbered) {
            at += 1;
            continue;
        }
        let link = rest.first().map_or(Link::Apart, |it| it.link);
        if let Some(own) = syllables.get_mut(at..at + length) {
            number::link(own);
            if let Some(first) = own.first_mut() {
                first.link = link;
            }
        }
        let capital = syllables.get(at).is_some_and(|it| it.capital);
        if counted {
            for syllable in syllables.iter_mut().skip(at + length).take(2) {
                syllable.link = Link::Apart;
                syllable.capital |= capital;
            }
        }
        at += length;
    }
}

/// Divides what has a capital at its beginning at most, where other headwords allow it.
fn divide_run(run: &mut [Syllable], follows_capital: bool, dictionary: &Dictionary) {
    if let Some(first) = run.first_mut() {
        first.link = Link::Apart;
    }
    let text: String = run.iter().map(|s| s.character).collect();
    if let [first, second, _] = run
        && first.capital
        && follows_capital
    {
        // 青-藏|铁路, 黄|河|流域
        let rest: String = text.chars().skip(1).collect();
        if dictionary.is_word(&rest) && !dictionary.is_name(&rest) {
            second.link = Link::Apart;
        }
    }
    if run.len() < 4 {
        return;
    }
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
            dictionary.contains(word) && names == (capital && from == 0)
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
    if cuts.is_none() && n > 4 && !capital {
        link_inside(run, &text, dictionary);
        return;
    }
    let cuts = cuts.unwrap_or_default();
    let ends = cuts.iter().copied().chain([n]).filter(|_| !cuts.is_empty());
    let mut start = 0;
    for end in ends {
        // 亚欧大陆|腹地: a long part divides further.
        if let Some(part) = run.get_mut(start..end) {
            divide_run(part, false, dictionary);
        }
        start = end;
    }
}

/// Divides a long headword that is no row of other headwords as if it were a term that nobody knows.
fn link_inside(run: &mut [Syllable], text: &str, dictionary: &Dictionary) {
    let mut rest = text;
    let mut pieces = Vec::new();
    for word in cut::cut_inside(text, dictionary).words {
        let (piece, after) = rest.split_at_checked(word.length).unwrap_or((rest, ""));
        pieces.push((piece.chars().count(), word.kind));
        rest = after;
    }
    link::link(run, &pieces);
    let mut start = 0;
    for (count, _) in pieces {
        if let Some(part) = run.get_mut(start..start + count).filter(|it| it.len() > 3) {
            divide_run(part, false, dictionary);
        }
        start += count;
    }
}

/// 丝绸|之|路, 发展|和|改革: a particle in a long name stands alone.
fn part_particles(syllables: &mut [Syllable]) {
    if syllables.len() < 4 {
        return;
    }
    let capitals: Vec<bool> = syllables.iter().map(|it| it.capital).collect();
    let mut part_next = false;
    for (n, syllable) in syllables.iter_mut().enumerate() {
        let before_capital = capitals.get(n + 1).copied().unwrap_or_default();
        let particle = n > 1
            && (matches!(syllable.character, '之' | '的')
                || before_capital && matches!(syllable.character, '和' | '与' | '及' | '暨'));
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
fn join_initials(syllables: &mut [Syllable], entry: &EntryRef<'_>, dictionary: &Dictionary) {
    // 虎门|大桥: a word that is no name.
    let is_common = |initials: &[Syllable]| {
        let text: String = initials.iter().map(|it| it.character).collect();
        dictionary.is_word(&text) && !dictionary.is_name(&text)
    };
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
            && (is_common(initials) || !stays_apart(initials, entry))
        {
            let characters: Vec<char> = initials.iter().map(|it| it.character).collect();
            let common = is_common(initials);
            let link = if common {
                Link::Joined
            } else if names_several(entry) || name::are_initials(&characters) {
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
    "河江湖海洋山岛湾州省市县区镇乡村街港桥塔寺宫门军党报社队島灣縣區鎮鄉橋宮門軍黨報隊";

fn stays_apart(initials: &[Syllable], entry: &EntryRef<'_>) -> bool {
    let generic = initials
        .last()
        .is_some_and(|last| GENERIC_NAMES.contains(last.character));
    generic
        || initials
            .first()
            .is_some_and(|first| is_romanised(first, entry))
}

/// Whether the English of an entry begins a word with a syllable: `Mao Zedong`.
fn is_romanised(syllable: &Syllable, entry: &EntryRef<'_>) -> bool {
    syllable.sound.as_ref().is_some_and(|sound| {
        let is_it = |word: &str| {
            word.starts_with(char::is_uppercase) && word.eq_ignore_ascii_case(sound.letters())
        };
        entry
            .glosses()
            .map(without_brackets)
            .any(|gloss| gloss.split(|c: char| !c.is_alphabetic()).any(is_it))
    })
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
