//! Trains the model that chooses among the readings of a character in running text.
//!
//! ```text
//! train_polyphones COUNTS INPUT GOLD [OUT]
//! ```
//!
//! COUNTS is a table of reading counts (`character TAB reading TAB count`), INPUT a text of a
//! sentence a line, GOLD its marked characters (`line TAB index TAB character TAB reading`). Prints
//! the figures of five folds, with the model and without; with OUT, trains on everything and writes
//! `reading-counts.tsv` and `polyphones.bin` there.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use glossary::dictionary::Dictionary;
use glossary::pinyin::polyphone::{
    Model, ReadingCounts, SHARED, WordView, context_keys, shared_features,
};
use glossary::pinyin::{Sound, ruled_readings, word_views};

/// Strength of the Gaussian prior of the weights of a context, and of the shared ones.
const CONTEXT_PENALTY: f64 = 0.5;
const SHARED_PENALTY: f64 = 0.01;
/// Weights below it are not kept.
const LEAST: f64 = 0.1;
const FOLDS: usize = 5;
const ROUNDS: usize = 120;

/// A marked character.
struct Item {
    line: usize,
    text: Vec<char>,
    at: usize,
    gold: Sound,
    view: Option<WordView>,
    /// What a rule of grammar says.
    ruled: Option<Sound>,
}

#[expect(clippy::print_stdout, reason = "an example that reports")]
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [counts, input, gold, out @ ..] = arguments.as_slice() else {
        println!("usage: train_polyphones COUNTS INPUT GOLD [OUT]");
        return;
    };
    let read = |path: &String| std::fs::read_to_string(path).unwrap_or_default();
    let counts = ReadingCounts::parse(&read(counts)).unwrap_or_default();
    let items = items(&read(input), &read(gold));
    println!("{} items", items.len());
    let mut with = Score::default();
    let mut without = Score::default();
    let mut ruled = Score::default();
    let mut rules: BTreeMap<char, [u32; 3]> = BTreeMap::new();
    for fold in 0..FOLDS {
        let part = |inside: bool| {
            items
                .iter()
                .filter(move |it| (it.line % FOLDS == fold) == inside)
        };
        let (model, known) = train(&part(false).collect::<Vec<_>>(), &counts);
        for item in part(true) {
            let character = item.text[item.at];
            let readings = known.of(character);
            let chosen = model.choose(&item.text, item.at, readings, item.view.as_ref());
            with.count(item, chosen);
            ruled.count(item, item.ruled.as_ref().or(chosen));
            if let Some(sound) = &item.ruled {
                let [places, by_rule, by_model] = rules.entry(character).or_default();
                *places += 1;
                *by_rule += u32::from(*sound == item.gold);
                *by_model += u32::from(chosen == Some(&item.gold));
            }
            let prior = readings.first().map(|(sound, _)| sound);
            let plain = item.view.as_ref().map(|view| &view.reading).or(prior);
            without.count(item, plain);
        }
        println!("fold {fold}: {} weights", model.to_bytes().len() / 5);
    }
    println!("with the model    {with}");
    println!("with rules too    {ruled}");
    println!("without the model {without}");
    for (character, [places, by_rule, by_model]) in rules {
        println!("{character}: rule at {places} places, right {by_rule}; the model {by_model}");
    }
    if let [folder] = out {
        let (model, known) = train(&items.iter().collect::<Vec<_>>(), &counts);
        let bytes = model.to_bytes();
        let table: String = known
            .iter()
            .flat_map(|(character, readings)| {
                readings.iter().map(move |(sound, count)| {
                    format!("{character}\t{}\t{count}\n", sound.digits())
                })
            })
            .collect();
        let folder = Path::new(folder);
        let written = std::fs::write(folder.join("polyphones.bin"), &bytes)
            .and_then(|()| std::fs::write(folder.join("reading-counts.tsv"), table));
        println!("{} bytes: {written:?}", bytes.len());
    }
}

fn items(input: &str, gold: &str) -> Vec<Item> {
    let lines: Vec<&str> = input.lines().collect();
    let dictionary = Dictionary::built_in();
    let mut items = Vec::new();
    for line in gold.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [number, at, _, label] = fields.as_slice() else {
            continue;
        };
        let (Ok(line), Ok(at), Some(gold)) = (number.parse(), at.parse(), Sound::parse(label))
        else {
            continue;
        };
        let Some(text) = lines.get::<usize>(line) else {
            continue;
        };
        let view = word_views(text, dictionary).into_iter().nth(at).flatten();
        let ruled = ruled_readings(text, dictionary).remove(&at);
        let text = text.chars().collect();
        items.push(Item {
            ruled,
            line,
            text,
            at,
            gold,
            view,
        });
    }
    items
}

#[derive(Default)]
struct Score {
    items: f64,
    right: f64,
    /// Right but for a neutral tone, and but for any tone.
    soft: f64,
    base: f64,
    by_character: HashMap<char, (f64, f64)>,
}

impl Score {
    fn count(&mut self, item: &Item, chosen: Option<&Sound>) {
        let right = chosen == Some(&item.gold);
        let base = chosen.is_some_and(|it| it.letters() == item.gold.letters());
        let neutral = chosen.is_some_and(|it| it.tone() == 5 || item.gold.tone() == 5);
        self.items += 1.0;
        self.right += f64::from(u8::from(right));
        self.soft += f64::from(u8::from(right || (base && neutral)));
        self.base += f64::from(u8::from(base));
        let (all, hits) = self.by_character.entry(item.text[item.at]).or_default();
        *all += 1.0;
        *hits += f64::from(u8::from(right));
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let macro_mean: f64 = self
            .by_character
            .values()
            .map(|(all, hits)| hits / all)
            .sum();
        write!(
            f,
            "right {:.4}, neutral tone forgiven {:.4}, toneless {:.4}, mean of characters {:.4}",
            self.right / self.items,
            self.soft / self.items,
            self.base / self.items,
            macro_mean / self.by_character.len() as f64,
        )
    }
}

/// One candidate reading of one item: its shared values and the numbers of its context weights.
struct Row {
    shared: [f64; SHARED],
    keyed: Vec<usize>,
}

fn train(items: &[&Item], counts: &ReadingCounts) -> (Model, ReadingCounts) {
    let mut known = counts.clone();
    for item in items {
        known.add(item.text[item.at], &item.gold, 1);
    }
    // Only what speaks for the right reading somewhere is a feature.
    let mut numbers: BTreeMap<u32, usize> = BTreeMap::new();
    let several: Vec<&&Item> = items
        .iter()
        .filter(|it| known.of(it.text[it.at]).len() > 1)
        .collect();
    for item in &several {
        for key in context_keys(&item.text, item.at, &item.gold) {
            let next = numbers.len();
            numbers.entry(key).or_insert(next);
        }
    }
    let groups: Vec<(Vec<Row>, usize)> = several
        .iter()
        .map(|item| {
            let readings = known.of(item.text[item.at]);
            let rows = readings.iter().map(|(reading, _)| Row {
                shared: shared_features(reading, readings, item.view.as_ref()),
                keyed: context_keys(&item.text, item.at, reading)
                    .filter_map(|key| numbers.get(&key).map(|number| SHARED + number))
                    .collect(),
            });
            let gold = readings
                .iter()
                .position(|(reading, _)| *reading == item.gold);
            (rows.collect(), gold.unwrap_or(0))
        })
        .collect();
    let weights = minimise(SHARED + numbers.len(), |weights, gradient| {
        loss(&groups, weights, gradient)
    });
    let mut shared = [0.0; SHARED];
    shared.copy_from_slice(&weights[..SHARED]);
    let by_key = numbers
        .iter()
        .map(|(key, number)| (*key, weights[SHARED + number]))
        .collect();
    (Model::new(shared, &by_key, LEAST), known)
}

/// Minus the logarithm of the posterior of the weights, and its gradient.
fn loss(groups: &[(Vec<Row>, usize)], weights: &[f64], gradient: &mut [f64]) -> f64 {
    let mut loss = 0.0;
    for (at, (weight, slope)) in weights.iter().zip(gradient.iter_mut()).enumerate() {
        let penalty = if at < SHARED {
            SHARED_PENALTY
        } else {
            CONTEXT_PENALTY
        };
        loss += penalty * weight * weight / 2.0;
        *slope = penalty * weight;
    }
    for (rows, gold) in groups {
        let scores: Vec<f64> = rows
            .iter()
            .map(|row| {
                let shared: f64 = row
                    .shared
                    .iter()
                    .zip(weights)
                    .map(|(value, weight)| value * weight)
                    .sum();
                shared + row.keyed.iter().map(|&at| weights[at]).sum::<f64>()
            })
            .collect();
        let most = scores.iter().copied().fold(f64::MIN, f64::max);
        let sum: f64 = scores.iter().map(|score| (score - most).exp()).sum();
        loss -= scores[*gold] - most - sum.ln();
        for (at, (row, score)) in rows.iter().zip(&scores).enumerate() {
            let off = (score - most).exp() / sum - f64::from(u8::from(at == *gold));
            for (slope, value) in gradient.iter_mut().zip(row.shared) {
                *slope += off * value;
            }
            for &keyed in &row.keyed {
                gradient[keyed] += off;
            }
        }
    }
    loss
}

/// The minimum of a smooth convex function, by L-BFGS (Nocedal, Mathematics of Computation 35,
/// 1980) with steps halved until they help.
fn minimise(size: usize, mut function: impl FnMut(&[f64], &mut [f64]) -> f64) -> Vec<f64> {
    const MEMORY: usize = 10;
    let dot = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(a, b)| a * b).sum::<f64>();
    let mut place = vec![0.0; size];
    let mut gradient = vec![0.0; size];
    let mut value = function(&place, &mut gradient);
    let mut steps: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for _ in 0..ROUNDS {
        let mut direction: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
        let mut shares = Vec::new();
        for (step, change) in steps.iter().rev() {
            let share = dot(step, &direction) / dot(step, change);
            for (toward, change) in direction.iter_mut().zip(change) {
                *toward -= share * change;
            }
            shares.push(share);
        }
        if let Some((step, change)) = steps.last() {
            let scale = dot(step, change) / dot(change, change);
            direction.iter_mut().for_each(|toward| *toward *= scale);
        }
        for ((step, change), share) in steps.iter().zip(shares.iter().rev()) {
            let back = dot(change, &direction) / dot(step, change);
            for (toward, step) in direction.iter_mut().zip(step) {
                *toward += (share - back) * step;
            }
        }
        let slope = dot(&gradient, &direction);
        let mut length = if steps.is_empty() {
            1.0 / dot(&gradient, &gradient).sqrt()
        } else {
            1.0
        };
        let mut next = vec![0.0; size];
        let mut there = vec![0.0; size];
        let found = loop {
            for ((next, place), toward) in next.iter_mut().zip(&place).zip(&direction) {
                *next = place + length * toward;
            }
            let found = function(&next, &mut there);
            if found <= value + 1e-4 * length * slope || length < 1e-10 {
                break found;
            }
            length /= 2.0;
        };
        let step: Vec<f64> = next.iter().zip(&place).map(|(a, b)| a - b).collect();
        let change: Vec<f64> = there.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        let progress = value - found;
        (place, gradient, value) = (next, there, found);
        if dot(&step, &change) > 1e-12 {
            steps.push((step, change));
            if steps.len() > MEMORY {
                steps.remove(0);
            }
        }
        if progress < 1e-6 * value.abs() {
            break;
        }
    }
    place
}
