//! How fast the words of a large memory are indexed, and keywords found in it.
//!
//! `cargo run --release -p glossary --example concordance_speed [UNITS] [TERMBASE]`: a million
//! made-up units unless told otherwise, or those of a termbase. The keywords are cut out of units:
//! one to eight Chinese characters, one to five English words, whole and cut short.

use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use glossary::concordance::{Indexing, Keyword};
use glossary::store::{Access, Store, StoreError};
use tmx::memory::KeyIndex;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: i64 = arguments.next().map_or(Ok(1_000_000), |it| it.parse())?;
    let mut out = io::stdout();
    let mut indexing = Indexing::new();
    let mut keywords = Vec::new();
    let mut random = Random(7);
    let every = count / 50 + 1;
    let mut take = |unit: i64, text: &str| {
        indexing.add(unit, text);
        if unit % every == 0 {
            keywords.extend(cut_out(text, &mut random));
        }
    };
    let start = Instant::now();
    match arguments.next() {
        Some(path) => {
            let store = Store::open(Path::new(&path), Access::Read)?;
            let reader = store.read();
            reader.for_each_variant_in_use(|unit, _, text| -> Result<(), StoreError> {
                take(unit, text);
                Ok(())
            })?;
        }
        None => {
            let mut words = Random(1);
            for unit in 0..count {
                let (chinese, english) = sides(&mut words);
                take(unit, &chinese);
                take(unit, &english);
            }
        }
    }
    let read = start.elapsed().as_secs_f64();
    let builder = indexing.finish();
    let cut = start.elapsed().as_secs_f64();
    let bytes = builder.write("", Vec::new())?;
    let written = start.elapsed().as_secs_f64();
    writeln!(
        out,
        "read {read:.1} s, cut into keys {cut:.1} s, written {written:.1} s, {} MB",
        bytes.len() / 1_000_000
    )?;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("VmHWM")) {
        writeln!(out, "{line}, the index in memory included")?;
    }
    let index = KeyIndex::open(bytes)?;
    let mut times = Vec::new();
    for typed in keywords {
        let Some(keyword) = Keyword::new(&typed) else {
            continue;
        };
        let start = Instant::now();
        let found = index.find(&keyword.phrases(), 50)?;
        let time = 1000.0 * start.elapsed().as_secs_f64();
        times.push((time, found.total, typed));
    }
    times.sort_by(|one, other| one.0.total_cmp(&other.0));
    for share in [0.5, 0.95, 0.99, 1.0] {
        let last = times.len().saturating_sub(1);
        if let Some((time, places, typed)) = times.get(share_of(last, share)) {
            let percent = 100.0 * share;
            writeln!(
                out,
                "{percent:3} % of {} within {time:6.2} ms (`{typed}`: {places} places)",
                times.len()
            )?;
        }
    }
    Ok(())
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rough figure"
)]
fn share_of(count: usize, share: f64) -> usize {
    (count as f64 * share) as usize
}

/// Keywords of several lengths out of a text.
fn cut_out(text: &str, random: &mut Random) -> Vec<String> {
    let mut keywords = Vec::new();
    if text.is_ascii() {
        let words: Vec<&str> = text.split(' ').collect();
        for length in [1, 2, 3, 5] {
            let from = random.below(words.len());
            let phrase = words.iter().skip(from).take(length);
            let phrase = phrase.copied().collect::<Vec<_>>().join(" ");
            keywords.push(phrase.chars().take(phrase.len() - 1).collect());
            keywords.push(phrase);
        }
        return keywords;
    }
    let characters: Vec<char> = text.chars().collect();
    for length in [1, 2, 3, 4, 8] {
        let from = random.below(characters.len());
        keywords.push(characters.iter().skip(from).take(length).collect());
    }
    keywords
}

/// A unit of some forty characters and twenty words, some of which are as frequent as in real
/// texts and some as rare.
fn sides(random: &mut Random) -> (String, String) {
    const SYLLABLES: [&str; 16] = [
        "ba", "den", "e", "fi", "gor", "ha", "in", "ka", "lo", "mer", "no", "o", "re", "ta", "un",
        "ve",
    ];
    let (mut chinese, mut english) = (String::new(), String::new());
    for nth in 0..20 {
        let word = random.rare(60_000);
        for part in [word % 2_500, word / 7 % 2_500] {
            let offset = u32::try_from(part).unwrap_or_default();
            chinese.extend(char::from_u32(0x4e00 + offset));
        }
        if nth % 7 == 6 {
            chinese.push('，');
        }
    }
    for nth in 0..20 {
        let mut word = random.rare(200_000) + 1;
        while word > 0 {
            english.push_str(SYLLABLES.get(word % 16).copied().unwrap_or_default());
            word /= 16;
        }
        english.push_str(if nth % 9 == 8 { ", " } else { " " });
    }
    chinese.push('。');
    english.push_str("end.");
    (chinese, english)
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap_or_default()
    }

    /// A number below a limit, the smaller the more often: as often as its square root tells.
    fn rare(&mut self, limit: usize) -> usize {
        let (one, other) = (self.below(limit) + 1, self.below(limit) + 1);
        let (third, fourth) = (self.below(limit) + 1, self.below(limit) + 1);
        one * other / limit * third / limit * fourth / limit
    }
}
