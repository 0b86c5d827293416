//! A unit whose words are linked: where it has a term, and what stands there for it.

use std::collections::BTreeMap;
use std::ops::Range;

use tmx::links::WordLink;

use super::span::{Rendering, Span};
use super::wording::{carries_meaning, joins, says_something};
use super::{MemoryPair, bare};
use crate::words::is_han;

/// So many words, marks included, an abbreviation has at most: `COVID-19` is three.
const ABBREVIATION: usize = 3;

/// English words that say something, for a Chinese character, a number or a Latin word.
const WORDS_A_CHARACTER: f64 = 0.4;

/// A unit whose words are linked.
#[derive(Debug)]
pub(super) struct LinkedPair {
    pub(super) texts: MemoryPair,
    /// The characters of the Chinese side without marks around words, each with its word.
    pub(super) source: Vec<(char, usize)>,
    pub(super) words: Vec<Range<usize>>,
    pub(super) keys: Vec<String>,
    pub(super) links: Vec<WordLink>,
}

impl LinkedPair {
    /// The words of each place where the Chinese side has a term.
    pub(super) fn places(&self, term: &[char]) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let mut from = 0;
        while let Some(here) = self.source.get(from..from + term.len()) {
            if here.iter().map(|(c, _)| c).eq(term) {
                places.push(from..from + term.len());
                from += term.len();
            } else {
                from += 1;
            }
        }
        places
    }

    /// How the English words are linked with the characters at `places`. A word that is only in
    /// part of the term counts in part.
    pub(super) fn rendering(&self, places: &[Range<usize>]) -> Rendering {
        let mut lengths: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for (at, (_, word)) in self.source.iter().enumerate() {
            let (inside, all) = lengths.entry(*word).or_default();
            *all += 1.0;
            if places.iter().any(|place| place.contains(&at)) {
                *inside += 1.0;
            }
        }
        let count = self.words.len();
        let mut rendering = Rendering {
            inside: vec![0.0; count],
            outside: vec![0.0; count],
            carries: Vec::with_capacity(count),
            says: Vec::with_capacity(count),
            joins: Vec::with_capacity(count),
            expected: places.first().map_or(0.0, |place| self.expected(place)),
        };
        for word in pieces(&self.texts.target, &self.words) {
            rendering.carries.push(carries_meaning(word));
            rendering.says.push(says_something(word));
            rendering.joins.push(joins(word));
        }
        for link in &self.links {
            let (inside, all) = lengths.get(&link.source).copied().unwrap_or((0.0, 1.0));
            let weight = f64::from(link.weight());
            rendering.inside[link.target] += weight * inside / all;
            rendering.outside[link.target] += weight * (1.0 - inside / all);
        }
        rendering
    }

    /// How many English words say what stands at a place: two for five Chinese characters, numbers
    /// or Latin words.
    fn expected(&self, place: &Range<usize>) -> f64 {
        let mut count = 0.0;
        let mut is_run = false;
        for (character, _) in self.source.get(place.clone()).unwrap_or_default() {
            let is_in_run = character.is_ascii_alphanumeric() || is_run && *character == '.';
            if is_in_run && !is_run || is_han(*character) {
                count += WORDS_A_CHARACTER;
            }
            is_run = is_in_run;
        }
        count
    }

    /// The abbreviation in brackets behind what renders a term: `World Fish Organization (WFO)`.
    pub(super) fn abbreviated(&self, best: &Span) -> Option<Span> {
        let word = |at: usize| self.texts.target.get(self.words.get(at)?.clone());
        let opens = best.words.end;
        if word(opens)? != "(" {
            return None;
        }
        let closes = (opens + 2..opens + 2 + ABBREVIATION).find(|at| word(*at) == Some(")"))?;
        let words = opens + 1..closes;
        let is_short = word(words.start)?.starts_with(|c: char| c.is_ascii_uppercase())
            && (words.clone().filter_map(word)).all(|it| !it.contains(char::is_lowercase));
        is_short.then_some(Span {
            words,
            consistency: best.consistency,
            outside: best.outside,
        })
    }

    /// Whether a word stands where a capital says nothing.
    pub(super) fn begins_sentence(&self, word: usize) -> bool {
        let before = self.words.get(..word).unwrap_or_default();
        let mut before = before
            .iter()
            .rev()
            .filter_map(|it| self.texts.target.get(it.clone()));
        let last = before.find(|it| !matches!(*it, "\"" | "“" | "‘" | "'" | "("));
        last.is_none_or(|last| matches!(last, "." | "!" | "?" | ":" | "•"))
    }
}

/// What stands at some ranges of a text.
pub(super) fn pieces<'t>(text: &'t str, ranges: &[Range<usize>]) -> Vec<&'t str> {
    let piece = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    ranges.iter().map(piece).collect()
}

/// The characters of the words of a text by which terms are found, each with its word.
pub(super) fn bare_characters(text: &str, words: &[Range<usize>]) -> Vec<(char, usize)> {
    let of_word = |(at, word): (usize, &str)| {
        let bare: Vec<char> = word.chars().filter_map(bare).collect();
        bare.into_iter().map(move |c| (c, at))
    };
    pieces(text, words)
        .into_iter()
        .enumerate()
        .flat_map(of_word)
        .collect()
}
