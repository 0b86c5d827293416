//! Which reading a character has at its place in running text: a small log-linear model.
//!
//! A conditional logit over the readings that a character is known to have. Few weights are shared
//! by all characters: how usual a reading is, and whether the dictionary's word gives it. The
//! others belong to one reading of one character and what stands around it: characters up to three
//! places away, pairs and triples of them. The weights are trained offline by the example
//! `train_polyphones`; most are nought and not kept.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::sound::Sound;

/// How often each character has each of its readings, most frequent first, in the labels of a
/// corpus: a line a reading, `character TAB reading TAB count`.
const COUNTS: &str = include_str!("../../data/reading-counts.tsv");
/// The trained weights, as [`Model::to_bytes`] writes them.
const WEIGHTS: &[u8] = include_bytes!("../../data/polyphones.bin");

/// The readings that characters are known to have, and how often.
#[derive(Debug, Clone, Default)]
pub struct ReadingCounts {
    readings: BTreeMap<char, Vec<(Sound, u32)>>,
}

impl ReadingCounts {
    /// The built-in counts.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<ReadingCounts> =
            LazyLock::new(|| ReadingCounts::parse(COUNTS).unwrap_or_default());
        &BUILT_IN
    }

    /// Reads a table of `character TAB reading TAB count`; none when a line is no such line.
    #[must_use]
    pub fn parse(table: &str) -> Option<Self> {
        let mut counts = Self::default();
        for line in table.lines() {
            let mut fields = line.split('\t');
            let character = fields.next()?.chars().next()?;
            let reading = Sound::parse(fields.next()?)?;
            counts.add(character, &reading, fields.next()?.parse().ok()?);
        }
        Some(counts)
    }

    /// Counts a reading some more times.
    pub fn add(&mut self, character: char, reading: &Sound, times: u32) {
        let readings = self.readings.entry(character).or_default();
        match readings.iter_mut().find(|(known, _)| known == reading) {
            Some((_, count)) => *count += times,
            None => readings.push((*reading, times)),
        }
        readings.sort_by(|(one, count), (other, than)| (than, one).cmp(&(count, other)));
    }

    /// The readings of a character with their counts, most frequent first; none for one that was
    /// never counted.
    #[must_use]
    pub fn of(&self, character: char) -> &[(Sound, u32)] {
        self.readings
            .get(&character)
            .map_or(&[], |readings| readings.as_slice())
    }

    /// All characters with their readings, in code-point order.
    pub fn iter(&self) -> impl Iterator<Item = (char, &[(Sound, u32)])> {
        self.readings
            .iter()
            .map(|(character, readings)| (*character, readings.as_slice()))
    }
}

/// What the dictionary says of a character at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordView {
    /// The reading it gives.
    pub reading: Sound,
    /// Characters of the word that gives it.
    pub length: usize,
    /// Whether it gives the word other readings too.
    pub is_doubtful: bool,
}

/// Features with one weight for all characters: the prior, agreement and disagreement with words
/// of two, three and more characters, the same for doubtful words, another tone of the same letters.
pub const SHARED: usize = 10;

/// Values of the features with shared weights, for one reading.
#[must_use]
pub fn shared_features(
    reading: &Sound,
    counts: &[(Sound, u32)],
    view: Option<&WordView>,
) -> [f64; SHARED] {
    let mut values = [0.0; SHARED];
    let all: u32 = counts.iter().map(|(_, count)| count).sum();
    let own = counts.iter().find(|(known, _)| known == reading);
    let own = own.map_or(0, |(_, count)| *count);
    values[0] = ((f64::from(own) + 0.5) / (f64::from(all) + 1.0)).ln();
    if let Some(view) = view {
        let agrees = view.reading == *reading;
        let at = if view.is_doubtful {
            if agrees { 7 } else { 8 }
        } else {
            (view.length.clamp(2, 4) - 1) + if agrees { 0 } else { 3 }
        };
        if let Some(value) = values.get_mut(at) {
            *value = 1.0;
        }
        if !agrees && view.reading.letters() == reading.letters() {
            values[9] = 1.0;
        }
    }
    values
}

/// Places of the characters that a feature looks at.
const CONTEXTS: [&[isize]; 16] = [
    &[],
    &[-3],
    &[-2],
    &[-1],
    &[1],
    &[2],
    &[3],
    &[-2, -1],
    &[-1, 1],
    &[1, 2],
    &[-3, -2],
    &[2, 3],
    &[-3, -2, -1],
    &[-2, -1, 1],
    &[-1, 1, 2],
    &[1, 2, 3],
];

/// Keys of the features of what stands around the character at `at` that belong to this reading of
/// it; beyond the ends of the text there is a mark.
pub fn context_keys<'k>(
    text: &'k [char],
    at: usize,
    reading: &'k Sound,
) -> impl Iterator<Item = u32> + 'k {
    let character = text.get(at).copied().unwrap_or('#');
    let mut seed = Fnv::new();
    seed.push(u32::from(character));
    for letter in reading.letters().chars() {
        seed.push(u32::from(letter));
    }
    seed.push(u32::from(reading.tone()));
    (0_u32..).zip(CONTEXTS).map(move |(kind, places)| {
        let mut key = seed;
        key.push(kind);
        for &place in places {
            let there = at.checked_add_signed(place).and_then(|at| text.get(at));
            key.push(u32::from(there.copied().unwrap_or('#')));
        }
        key.0
    })
}

/// The hash FNV-1a of 32 bits (Fowler, Noll & Vo), of code points.
#[derive(Clone, Copy)]
struct Fnv(u32);

impl Fnv {
    fn new() -> Self {
        Self(0x811c_9dc5)
    }

    fn push(&mut self, value: u32) {
        for byte in value.to_le_bytes() {
            self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
}

/// Trained weights.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    shared: [f32; SHARED],
    /// What a weight of one is worth.
    unit: f32,
    keys: Vec<u32>,
    weights: Vec<i8>,
}

impl Model {
    /// The built-in weights.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<Model> =
            LazyLock::new(|| Model::from_bytes(WEIGHTS).unwrap_or_default());
        &BUILT_IN
    }

    /// A model of shared weights and of weights by key; those below `least` are left out, the
    /// others are kept in steps of a 127th of the largest.
    #[must_use]
    pub fn new(shared: [f64; SHARED], by_key: &BTreeMap<u32, f64>, least: f64) -> Self {
        let largest = by_key.values().fold(0.0_f64, |most, it| most.max(it.abs()));
        let unit = (largest / 127.0).max(f64::MIN_POSITIVE);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a quotient of at most 127, and weights of single digits"
        )]
        let kept: Vec<(u32, i8)> = by_key
            .iter()
            .filter(|(_, weight)| weight.abs() >= least)
            .map(|(key, weight)| (*key, (weight / unit).round() as i8))
            .filter(|(_, weight)| *weight != 0)
            .collect();
        #[expect(clippy::cast_possible_truncation, reason = "few digits are enough")]
        Self {
            shared: shared.map(|weight| weight as f32),
            unit: unit as f32,
            keys: kept.iter().map(|(key, _)| *key).collect(),
            weights: kept.iter().map(|(_, weight)| *weight).collect(),
        }
    }

    /// The weights as a file keeps them: the shared ones and the unit as little-endian floats of 32
    /// bits, then the keys in order as little-endian integers of 32 bits, then as many weights of a
    /// byte.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(4 * (SHARED + 1) + 5 * self.keys.len());
        for weight in self.shared.iter().chain([&self.unit]) {
            bytes.extend(weight.to_le_bytes());
        }
        for key in &self.keys {
            bytes.extend(key.to_le_bytes());
        }
        bytes.extend(self.weights.iter().map(|weight| weight.to_le_bytes()[0]));
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) writes; none when it is not that.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_at_checked(4 * (SHARED + 1))?;
        let (words, []) = head.as_chunks::<4>() else {
            return None;
        };
        let (unit, shared) = words.split_last()?;
        let count = rest.len() / 5;
        let (keys, weights) = rest.split_at_checked(4 * count)?;
        if weights.len() != count {
            return None;
        }
        let keys: Vec<u32> = keys
            .as_chunks::<4>()
            .0
            .iter()
            .map(|key| u32::from_le_bytes(*key))
            .collect();
        let mut model = Self {
            unit: f32::from_le_bytes(*unit),
            keys,
            weights: weights
                .iter()
                .map(|byte| i8::from_le_bytes([*byte]))
                .collect(),
            ..Self::default()
        };
        for (weight, bytes) in model.shared.iter_mut().zip(shared) {
            *weight = f32::from_le_bytes(*bytes);
        }
        model.keys.is_sorted().then_some(model)
    }

    /// The likeliest of the readings `counts` of the character at `at`; none where there is none.
    #[must_use]
    pub fn choose<'c>(
        &self,
        text: &[char],
        at: usize,
        counts: &'c [(Sound, u32)],
        view: Option<&WordView>,
    ) -> Option<&'c Sound> {
        let mut best: Option<(f64, &Sound)> = None;
        for (reading, _) in counts {
            let score = self.score(text, at, reading, counts, view);
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, reading));
            }
        }
        best.map(|(_, reading)| reading)
    }

    fn score(
        &self,
        text: &[char],
        at: usize,
        reading: &Sound,
        counts: &[(Sound, u32)],
        view: Option<&WordView>,
    ) -> f64 {
        let shared: f64 = shared_features(reading, counts, view)
            .iter()
            .zip(self.shared)
            .map(|(value, weight)| value * f64::from(weight))
            .sum();
        let around: i32 = context_keys(text, at, reading)
            .filter_map(|key| self.keys.binary_search(&key).ok())
            .filter_map(|found| self.weights.get(found))
            .map(|weight| i32::from(*weight))
            .sum();
        shared + f64::from(around) * f64::from(self.unit)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sound(text: &str) -> Sound {
        Sound::parse(text).unwrap()
    }

    #[test]
    fn counts_are_read_with_the_usual_reading_first() {
        let counts = ReadingCounts::parse("行\thang2\t3\n行\txing2\t7\n").unwrap();
        assert_eq!(counts.of('行'), [(sound("xing2"), 7), (sound("hang2"), 3)]);
        assert!(counts.of('长').is_empty());
        for broken in ["行\thang2\n", "行\t?\t3\n", "行\thang2\tmany\n"] {
            assert!(ReadingCounts::parse(broken).is_none(), "{broken:?}");
        }
    }

    #[test]
    fn the_built_in_tables_can_be_read_and_are_small() {
        assert!(ReadingCounts::built_in().iter().count() > 600);
        assert!(!Model::built_in().keys.is_empty());
        assert!(WEIGHTS.len() + COUNTS.len() < 100_000);
    }

    #[test]
    fn a_word_of_the_dictionary_speaks_for_its_reading() {
        let counts = [(sound("zhong4"), 5), (sound("chong2"), 5)];
        let view = WordView {
            reading: sound("chong2"),
            length: 2,
            is_doubtful: false,
        };
        let mut shared = [0.0; SHARED];
        shared[0] = 1.0;
        shared[1] = 2.0;
        let model = Model::new(shared, &BTreeMap::new(), 0.0);
        let chosen = |view: Option<&WordView>| model.choose(&['重'], 0, &counts, view).cloned();
        assert_eq!(chosen(Some(&view)), Some(sound("chong2")));
        assert_eq!(chosen(None), Some(sound("zhong4")));
    }

    #[test]
    fn a_neighbour_speaks_for_a_reading() {
        let counts = [(sound("chang2"), 9), (sound("zhang3"), 1)];
        let text: Vec<char> = "市长".chars().collect();
        let reading = sound("zhang3");
        // The feature of the character just before.
        let key = context_keys(&text, 1, &reading).nth(3).unwrap();
        let model = Model::new([0.0; SHARED], &[(key, 1.0)].into(), 0.1);
        assert_eq!(model.choose(&text, 1, &counts, None), Some(&reading));
        let other: Vec<char> = "很长".chars().collect();
        assert_eq!(model.choose(&other, 1, &counts, None), Some(&counts[0].0));
        let small = Model::new([0.0; SHARED], &[(key, 0.05)].into(), 0.1);
        assert!(small.keys.is_empty());
    }

    proptest! {
        #[test]
        fn weights_are_kept_as_they_are(
            by_key in prop::collection::btree_map(any::<u32>(), -3.0_f64..3.0, 0..20),
            cut in 0_usize..200,
        ) {
            let model = Model::new([0.5; SHARED], &by_key, 0.0);
            let bytes = model.to_bytes();
            prop_assert_eq!(Model::from_bytes(&bytes), Some(model));
            // A part of a file may be another file, but never makes the reader fall over.
            let _ = Model::from_bytes(bytes.get(..cut.min(bytes.len())).unwrap());
        }
    }
}
