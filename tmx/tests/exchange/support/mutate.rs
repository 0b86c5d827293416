//! Fuzzing on the stable toolchain: files are spoilt by chance, always the same for one number.
//!
//! It knows of no format. The tests of another package register their readers with it by
//! `#[path = "../../tmx/tests/exchange/support/mutate.rs"] mod mutate;` and a call of [`fuzz`].

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// Rounds without a word from the environment.
const ROUNDS: u64 = 400;

/// Hands spoilt files to `check`, which may do all but panic.
///
/// The seeds are the files of a folder; `words` are what the format is made of. It goes on for
/// `SHUYU_FUZZ_SECONDS`, or `SHUYU_FUZZ_ROUNDS`, or a few hundred rounds. A file that makes
/// `check` panic is kept in the folder for temporary files of the tests and named in the message.
pub(crate) fn fuzz(name: &str, seeds: &Path, words: &[&str], check: impl Fn(&[u8])) {
    let number = |variable: &str| std::env::var(variable).ok()?.parse::<u64>().ok();
    let until = number("SHUYU_FUZZ_SECONDS").map(|it| Instant::now() + Duration::from_secs(it));
    let rounds = number("SHUYU_FUZZ_ROUNDS").unwrap_or(ROUNDS);
    let seeds = files(seeds);
    for seed in &seeds {
        check(seed);
    }
    for round in 0.. {
        let goes_on = until.map_or(round < rounds, |until| Instant::now() < until);
        if !goes_on {
            break;
        }
        let spoilt = spoilt(&seeds, words, round);
        let outcome = catch_unwind(AssertUnwindSafe(|| check(&spoilt)));
        if let Err(panic) = outcome {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{round}"));
            std::fs::write(&path, &spoilt).unwrap();
            std::fs::write(
                path.with_extension("txt"),
                format!("round {round} of {name}"),
            )
            .unwrap();
            resume_unwind(panic);
        }
    }
}

/// The file of a round.
pub(crate) fn spoilt(seeds: &[Vec<u8>], words: &[&str], round: u64) -> Vec<u8> {
    let mut chance = Chance(round.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5348_5559);
    let mut file = seeds[chance.below(seeds.len())].clone();
    for _ in 0..=chance.below(6) {
        let at = chance.below(file.len() + 1);
        let length = chance.below(32).min(file.len() - at);
        match chance.below(9) {
            0 if at < file.len() => file[at] ^= 1 << chance.below(8),
            1 if at < file.len() => {
                file[at] = [0, b'<', b'>', b'&', b'"', 0xFF, 0xC0, 0xED][chance.below(8)];
            }
            2 => drop(file.drain(at..at + length)),
            3 => {
                let again = file[at..at + length].to_vec();
                let to = chance.below(file.len() + 1);
                file.splice(to..to, again);
            }
            4 => {
                let other = &seeds[chance.below(seeds.len())];
                let from = chance.below(other.len() + 1);
                let length = chance.below(200).min(other.len() - from);
                file.splice(at..at, other[from..from + length].iter().copied());
            }
            5 | 6 if !words.is_empty() => {
                let word = words[chance.below(words.len())].bytes();
                file.splice(at..at, word);
            }
            7 => {
                let times = 1 + chance.below(300);
                let again = file[at..at + length].repeat(times);
                file.splice(at..at, again);
            }
            8 if chance.below(4) == 0 => file.truncate(at),
            _ => file.insert(at, chance.below(256) as u8),
        }
    }
    file
}

/// The files of a folder, in the order of their names.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no seeds in {}", folder.display());
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

/// Numbers that look like chance (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        number ^= number >> 31;
        (number % bound.max(1) as u64) as usize
    }
}
