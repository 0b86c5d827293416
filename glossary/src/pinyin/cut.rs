//! Cutting a term into words, where no more than a dictionary is at hand.
//!
//! The cheapest way through the term: few words, and few lone characters; of equal ways the one
//! whose last words are the longest, since what a Chinese noun is about stands at its end.

use super::reading::is_spoken;
use super::{STANDS_ALONE, name, number, person};
use crate::dictionary::Dictionary;

/// A term cut into words.
#[derive(Debug)]
pub(super) struct Cut {
    /// The words in order; their lengths add up to the term's.
    pub(super) words: Vec<Word>,
    /// All words of the dictionary in the term, those on other ways through it too: the places of
    /// their first characters and of those after their last.
    pub(super) headwords: Vec<(usize, usize)>,
}

/// A word of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// Bytes.
    pub(super) length: usize,
    /// What is known of it.
    pub(super) kind: Kind,
}

/// What is known of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The dictionary has it.
    Headword,
    /// A character that belongs to no word.
    Lone,
    /// A number, with 第 or 分之.
    Number,
    /// Countries or provinces in one character each.
    Initials,
    /// A name in the sounds of another language.
    Foreign,
    /// A Chinese personal name.
    Person,
    /// No Chinese character.
    Sign,
}

// Costs in hundredths of a headword.
const HEADWORD: u32 = 100;
const INITIALS: u32 = 98;
const NUMBER: u32 = 95;
const LONE: u32 = 110;
/// 发展和平衡: a conjunction stays outside the words beside it.
const PARTICLE: u32 = 90;
/// 处分|权: rather a suffix by itself than the rest of a word.
const SUFFIX: u32 = 105;
const TELLING_SUFFIXES: &str = "化性者率权论观员们權論觀員們";
/// A surname, and what of it may be part of ordinary words.
const PERSON: u32 = 195;
/// For each character of a foreign name, and for the name.
const FOREIGN: u32 = 50;

/// Cuts `term` into words; their lengths add up to its own.
pub(super) fn cut(term: &str, dictionary: &Dictionary) -> Cut {
    if dictionary.contains(term) {
        return Cut {
            words: vec![Word {
                length: term.len(),
                kind: Kind::Headword,
            }],
            headwords: Vec::new(),
        };
    }
    cut_inside(term, dictionary)
}

/// As [`cut`], where the dictionary has the whole term.
pub(super) fn cut_inside(term: &str, dictionary: &Dictionary) -> Cut {
    let mut headwords = Vec::new();
    let characters: Vec<char> = term.chars().collect();
    let offsets: Vec<usize> = term
        .char_indices()
        .map(|(at, _)| at)
        .chain([term.len()])
        .collect();
    let mut best: Vec<Option<Step>> = vec![None; characters.len() + 1];
    if let Some(start) = best.first_mut() {
        *start = Some(Step::default());
    }
    for start in 0..characters.len() {
        let Some(cost) = best.get(start).copied().flatten().map(|step| step.cost) else {
            continue;
        };
        let mut offer = |length: usize, kind: Kind, price: u32| {
            if kind == Kind::Headword {
                headwords.push((start, start + length));
            }
            let step = Step {
                cost: cost + price,
                start,
                kind,
            };
            if let Some(slot) = best.get_mut(start + length)
                && slot.is_none_or(|known| step.cost < known.cost)
            {
                *slot = Some(step);
            }
        };
        each_word(term, &characters, &offsets, start, dictionary, &mut offer);
    }
    let mut words = Vec::new();
    let mut end = characters.len();
    while let Some(step) = best.get(end).copied().flatten().filter(|_| end > 0) {
        let bytes = |at: usize| offsets.get(at).copied().unwrap_or(term.len());
        words.push(Word {
            length: bytes(end) - bytes(step.start),
            kind: step.kind,
        });
        end = step.start;
    }
    words.reverse();
    Cut { words, headwords }
}

impl Cut {
    /// Where the words are when the longest is taken first, from the beginning or from the end;
    /// characters in no word are left out.
    pub(super) fn longest(&self, characters: usize, from_end: bool) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut at = if from_end { characters } else { 0 };
        while at != if from_end { 0 } else { characters } {
            let here = |word: &&(usize, usize)| at == if from_end { word.1 } else { word.0 };
            let words = self.headwords.iter().filter(here);
            match words.max_by_key(|(start, end)| end - start) {
                Some(&(start, end)) => {
                    found.push((start, end));
                    at = if from_end { start } else { end };
                }
                None if from_end => at -= 1,
                None => at += 1,
            }
        }
        found
    }
}

/// The word that ends the cheapest way to a place.
#[derive(Debug, Clone, Copy)]
struct Step {
    cost: u32,
    start: usize,
    kind: Kind,
}

impl Default for Step {
    fn default() -> Self {
        Self {
            cost: 0,
            start: 0,
            kind: Kind::Sign,
        }
    }
}

/// Offers every word that may begin at `start`: characters, kind and price.
fn each_word(
    term: &str,
    characters: &[char],
    offsets: &[usize],
    start: usize,
    dictionary: &Dictionary,
    offer: &mut dyn FnMut(usize, Kind, u32),
) {
    let rest = characters.get(start..).unwrap_or_default();
    let Some(&first) = rest.first() else {
        return;
    };
    let from = offsets.get(start).copied().unwrap_or_default();
    let after = term.get(from..).unwrap_or_default();
    let before = start.checked_sub(1).and_then(|at| characters.get(at));
    let begins = before.is_none_or(|c| !is_spoken(*c));
    let whole = |length: usize| start == 0 && length == characters.len();
    for bytes in dictionary.words_at(after) {
        let length = after.get(..bytes).map_or(0, |word| word.chars().count());
        if length > 1 && !whole(length) && !is_split_by_number(before, rest, length) {
            offer(length, Kind::Headword, HEADWORD);
        }
    }
    if !is_spoken(first) {
        offer(1, Kind::Sign, 0);
        return;
    }
    let price = if begins {
        LONE
    } else if STANDS_ALONE.contains(first) {
        PARTICLE
    } else if TELLING_SUFFIXES.contains(first) {
        SUFFIX
    } else {
        LONE
    };
    offer(1, Kind::Lone, price);
    let spoken = rest.iter().take_while(|c| is_spoken(**c)).count();
    let rest = rest.get(..spoken).unwrap_or_default();
    match number::length(rest) {
        0 => {}
        1 => offer(1, Kind::Number, LONE - 1),
        length => offer(length, Kind::Number, NUMBER),
    }
    let dotted = |c: Option<&char>| c.is_some_and(|c| is_dot(*c));
    if begins && (dotted(before) || dotted(characters.get(start + spoken))) && spoken > 1 {
        // Each side of a dot is part of a foreign name, whatever it looks like.
        let own = rest
            .iter()
            .take_while(|c| name::may_be_foreign(**c))
            .count();
        let all = dotted(characters.get(start + spoken)) || spoken <= 6;
        let length = if all { spoken } else { own };
        if length > 1 {
            offer(length, Kind::Foreign, 0);
        }
    }
    if begins || before.is_some_and(|c| "与和同在與".contains(*c)) {
        for length in 2..=rest.len().min(5) {
            let characters = rest.get(..length).unwrap_or_default();
            let word = || after.get(..first.len_utf8() * length).unwrap_or_default();
            if !name::are_initials(characters) {
                continue;
            }
            // 中巴 is a small bus by itself, two countries before what they share.
            if !dictionary.contains(word()) || !whole(length) && dictionary.abbreviates(word()) {
                offer(length, Kind::Initials, INITIALS);
            }
        }
        if let Some(length) = person::length(rest, dictionary) {
            offer(length, Kind::Person, PERSON);
        }
    }
    let foreign = rest
        .iter()
        .take_while(|c| name::may_be_foreign(**c))
        .count();
    for length in 3..=foreign {
        if name::are_foreign(rest.get(..length).unwrap_or_default()) {
            let price = FOREIGN * (length as u32 + 1);
            offer(length, Kind::Foreign, price);
        }
    }
}

fn is_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | '‧' | '∙')
}

/// Whether a headword would take the unit from the number before it, 2026|年前, or is a number with
/// what it counts, 三|个.
fn is_split_by_number(before: Option<&char>, rest: &[char], length: usize) -> bool {
    let number = before.is_some_and(|c| c.is_ascii_digit() || number::is_numeral(*c));
    let counted = length == 2
        && matches!(rest, [first, second, ..]
            if number::is_numeral(*first) && "个项届条号個項屆條號".contains(*second));
    counted
        || number
            && length == 2
            && matches!(rest, ['年' | '月' | '日' | '号' | '时' | '届' | '次' | '个' | '天', second, ..]
            if "前后内外间来起初底中末上下後內間來".contains(*second))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(term: &str) -> Vec<(String, Kind)> {
        let mut rest = term;
        cut(term, Dictionary::built_in())
            .words
            .into_iter()
            .map(|word| {
                let (text, after) = rest.split_at(word.length);
                rest = after;
                (text.to_owned(), word.kind)
            })
            .collect()
    }

    fn joined(term: &str) -> String {
        let words: Vec<String> = words(term).into_iter().map(|(text, _)| text).collect();
        words.join("|")
    }

    #[test]
    fn few_words_and_the_last_ones_long() {
        for (term, expected) in [
            ("海洋和平发展", "海洋|和平|发展"),
            ("研究和平衡", "研究|和|平衡"),
            ("2031年前", "2|0|3|1|年|前"),
            ("和谐中的人", "和谐|中|的|人"),
        ] {
            assert_eq!(joined(term), expected);
        }
    }

    proptest! {
        #[test]
        fn the_words_are_the_term(term in "[中美的和第二十年海洋李建国阿克套a1·， ]{0,12}") {
            prop_assert_eq!(joined(&term).replace('|', ""), term.replace('|', ""));
        }
    }
}
