//! What is known of words before anything is learned: from the dictionary, the values of numbers
//! and the sounds of names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::WordPair;
use super::key::{english_key, is_chinese, number_key};
use super::table::{NumberedPair, WordId};
use crate::align::words::{
    English, MONTHS, STOP_WORDS, chinese_multiplier, chinese_number, is_han, shifted, split_number,
    without_asides,
};
use crate::segmenter::Lexicon;

/// Weight of what is said of a part of a word, or of a word that another one is a part of.
const PARTLY: f32 = 0.5;

/// The longest headword that is looked for, in characters or in words.
const LONGEST: usize = 5;

/// The longest name in Chinese characters that is read aloud.
const LONGEST_NAME: usize = 4;

/// Which words render each other, with weights; most are between 0 and 1.
#[derive(Debug, Default)]
pub(super) struct Prior {
    /// How many source words there are.
    pub(super) sources: usize,
    /// How many target words there are.
    pub(super) targets: usize,
    known: Vec<Vec<(WordId, f32)>>,
}

impl Prior {
    /// What is known of a source word, in target order.
    pub(super) fn of(&self, source: WordId) -> &[(WordId, f32)] {
        self.known.get(source as usize).map_or(&[], Vec::as_slice)
    }
}

/// The words of a language, numbered.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<String, WordId>,
    words: Vec<String>,
}

impl Vocabulary {
    /// The number of a word, a new one if need be.
    pub(super) fn number(&mut self, word: String) -> WordId {
        if let Some(number) = self.numbers.get(&word) {
            return *number;
        }
        let number = WordId::try_from(self.words.len()).unwrap_or(WordId::MAX);
        self.words.push(word.clone());
        self.numbers.insert(word, number);
        number
    }

    fn find(&self, word: &str) -> Option<WordId> {
        self.numbers.get(word).copied()
    }
}

/// The pairs whose words are to be linked, as they are written and by their numbers.
pub(super) struct Known<'p> {
    pub(super) written: &'p [&'p WordPair<'p>],
    pub(super) numbered: &'p [NumberedPair],
    pub(super) sources: &'p Vocabulary,
    pub(super) targets: &'p Vocabulary,
}

/// All that is known of the words of some pairs.
pub(super) fn prior(pairs: &Known<'_>, lexicon: &dyn Lexicon, english: &mut English) -> Prior {
    let mut glosses = Glosses {
        lexicon,
        english,
        words: HashMap::new(),
    };
    let mut known: Vec<BTreeMap<WordId, f32>> = Vec::new();
    for word in &pairs.sources.words {
        let of_word = of_word(word, &mut glosses).into_iter();
        let of_word = of_word.filter_map(|(key, weight)| Some((pairs.targets.find(&key)?, weight)));
        known.push(of_word.collect());
    }
    let mut raise = |source: WordId, target: WordId, weight: f32| {
        if let Some(known) = known.get_mut(source as usize) {
            let best = known.entry(target).or_default();
            *best = best.max(weight);
        }
    };
    let mut readings = HashMap::new();
    for (written, numbered) in pairs.written.iter().zip(pairs.numbered) {
        for (words, key, weight) in of_neighbours(&written.source, &mut glosses) {
            if let Some(target) = pairs.targets.find(&key) {
                for source in &numbered.source[words] {
                    raise(*source, target, weight);
                }
            }
        }
        for (source, target) in of_names(written, lexicon, &mut readings) {
            raise(numbered.source[source], numbered.target[target], 1.0);
        }
    }
    Prior {
        sources: pairs.sources.words.len(),
        targets: pairs.targets.words.len(),
        known: (known.into_iter())
            .map(|known| known.into_iter().collect())
            .collect(),
    }
}

/// Keys of English words, with weights.
type Weights = BTreeMap<String, f32>;

/// The glosses of words as weighted keys; what has been looked up is kept.
struct Glosses<'l> {
    lexicon: &'l dyn Lexicon,
    english: &'l mut English,
    words: HashMap<String, Weights>,
}

impl Glosses<'_> {
    /// What the lexicon says of a word; nothing when it lacks it.
    fn of(&mut self, word: &str) -> &Weights {
        if !self.words.contains_key(word) {
            let mut weights = Weights::new();
            for gloss in self.lexicon.glosses(word) {
                let said = content_words(&gloss);
                let weight = 1.0 / said.len().max(1) as f32;
                let keys: BTreeSet<String> = (said.iter())
                    .map(|said| english_key(said, self.english))
                    .collect();
                for key in keys {
                    *weights.entry(key).or_default() += weight;
                }
            }
            self.words.insert(word.to_owned(), weights);
        }
        &self.words[word]
    }
}

/// The words of a gloss that say something; all but the particle where none does: `to be`.
fn content_words(gloss: &str) -> Vec<String> {
    let plain = without_asides(gloss).replace(is_han, " ");
    let words: Vec<String> = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is_stop = |word: &String| STOP_WORDS.binary_search(&word.as_str()).is_ok();
    if words.iter().all(is_stop) {
        let alone = words.len() == 1;
        let particle = |word: &String| matches!(word.as_str(), "to" | "a" | "the" | "sb" | "sth");
        return (words.into_iter())
            .filter(|word| alone || !particle(word))
            .collect();
    }
    words.into_iter().filter(|word| !is_stop(word)).collect()
}

/// What is known of a word by itself.
fn of_word(word: &str, glosses: &mut Glosses<'_>) -> Weights {
    match word {
        "、" => return [(",".to_owned(), 1.0), ("and".to_owned(), 1.0)].into(),
        "%" => return [("%".to_owned(), 1.0), ("percent".to_owned(), 1.0)].into(),
        _ => {}
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return of_digits(word, glosses);
    }
    if !word.chars().any(is_han) {
        return [(english_key(word, glosses.english), 1.0)].into();
    }
    let mut weights = Weights::new();
    if let Some(value) = numeral(word) {
        of_value(&value, &mut weights, glosses.english);
    }
    let whole = glosses.of(word);
    if !whole.is_empty() {
        for (key, weight) in whole {
            *weights.entry(key.clone()).or_default() += weight;
        }
    } else if word.chars().nth(1).is_some() {
        for part in parts(word, glosses) {
            for (key, weight) in glosses.of(&part) {
                *weights.entry(key.clone()).or_default() += PARTLY * weight;
            }
        }
    }
    weights
}

/// A number with what is measured: 22日, 5月, 37.8亿.
fn of_digits(word: &str, glosses: &mut Glosses<'_>) -> Weights {
    let mut weights = Weights::new();
    let (number, rest) = split_number(word);
    let (power, rest) = chinese_multiplier(rest);
    of_value(&shifted(number, power), &mut weights, glosses.english);
    let month = number.parse::<usize>().ok();
    let month = month.and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match month {
        Some(name) if rest == "月" => {
            weights.insert(english_key(name, glosses.english), 1.0);
        }
        // Cut by strangers, a word may hold many numbers; one is enough.
        _ if rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()) => {}
        _ => {
            for (key, weight) in of_word(rest, glosses) {
                weights.entry(key).or_insert(PARTLY * weight);
            }
        }
    }
    weights
}

/// A number as English has it: 3780000000 is also 3.78 billion.
fn of_value(value: &str, weights: &mut Weights, english: &mut English) {
    weights.insert(number_key(value), 1.0);
    if !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return;
    }
    for (name, power) in [
        ("thousand", 3),
        ("million", 6),
        ("billion", 9),
        ("trillion", 12),
    ] {
        let digits = value.len().checked_sub(power);
        if let Some(digits @ 1..=3) = digits {
            let (whole, fraction) = value.split_at(digits);
            let short = shifted(&format!("{whole}.{fraction}"), 0);
            weights.insert(number_key(&short), 1.0);
            weights.insert(english_key(name, english), 1.0);
        }
    }
}

/// The value of a number in Chinese numerals, but not of 一, which is an article as often.
fn numeral(word: &str) -> Option<String> {
    let single = "二三四五六七八九十";
    let mut characters = word.chars();
    if let (Some(only), None) = (characters.next(), characters.next()) {
        let at = single.chars().position(|it| it == only);
        return match only {
            '两' | '兩' => Some("2".to_owned()),
            _ => at.map(|at| (at + 2).to_string()),
        };
    }
    chinese_number(word).map(|value| value.to_string())
}

/// The longest headwords inside a word that is none itself; characters where there are none.
fn parts(word: &str, glosses: &mut Glosses<'_>) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    let mut parts = Vec::new();
    let mut from = 0;
    while from < characters.len() {
        let longest = (characters.len() - from).min(LONGEST);
        let part = (1..=longest).rev().find_map(|length| {
            let part: String = characters[from..from + length].iter().collect();
            (length == 1 || !glosses.of(&part).is_empty()).then_some(part)
        });
        let part = part.unwrap_or_default();
        from += part.chars().count().max(1);
        parts.push(part);
    }
    parts
}

/// What is known of words that make a headword with their neighbours: 印 尼. Returned are the
/// words, a key and its weight.
fn of_neighbours(
    words: &[&str],
    glosses: &mut Glosses<'_>,
) -> Vec<(std::ops::Range<usize>, String, f32)> {
    let mut found = Vec::new();
    for from in 0..words.len() {
        let mut joined = String::new();
        let run = words[from..].iter().take_while(|word| is_chinese(word));
        for (length, word) in (1..LONGEST).zip(run) {
            joined.push_str(word);
            if length == 1 {
                continue;
            }
            for (key, weight) in glosses.of(&joined) {
                found.push((from..from + length, key.clone(), PARTLY * weight));
            }
        }
    }
    found
}

/// Chinese words that are read as an English word with a capital is written: places of both.
fn of_names(
    pair: &WordPair<'_>,
    lexicon: &dyn Lexicon,
    readings: &mut HashMap<char, Vec<String>>,
) -> Vec<(usize, usize)> {
    let characters: Vec<(char, usize)> = (pair.source.iter().enumerate())
        .flat_map(|(at, word)| word.chars().map(move |c| (c, at)))
        .collect();
    let mut found = Vec::new();
    for (target, word) in pair.target.iter().enumerate() {
        if !word.starts_with(|c: char| c.is_ascii_uppercase()) {
            continue;
        }
        let name: String = (word.chars())
            .filter(|c| !matches!(c, '\'' | '’' | '-'))
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if name.len() < 2 || STOP_WORDS.binary_search(&name.as_str()).is_ok() {
            continue;
        }
        for from in 0..characters.len() {
            let mut rests = vec![name.as_str()];
            let spoken = &characters[from..];
            for (count, (character, _)) in (1..=LONGEST_NAME).zip(spoken) {
                let sounds =
                    readings
                        .entry(*character)
                        .or_insert_with(|| match is_han(*character) {
                            true => lexicon.readings(*character),
                            false => Vec::new(),
                        });
                rests = (rests.iter())
                    .flat_map(|rest| {
                        sounds
                            .iter()
                            .filter_map(|it| rest.strip_prefix(it.as_str()))
                    })
                    .collect();
                if rests.contains(&"") {
                    found.extend(spoken[..count].iter().map(|(_, source)| (*source, target)));
                    break;
                }
                if rests.is_empty() {
                    break;
                }
            }
        }
    }
    found
}
