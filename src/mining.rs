//! Mining with a gauge on the terminal, and an end when Ctrl-C is pressed.

use std::num::NonZeroUsize;
use std::str::FromStr;
use std::{fmt, fs};

use glossary::extract::{ExtractConfig, Watch, least_memory};
use glossary::mine::{Mined, MinedText, mine_explained};

use crate::failure::Failure;
use crate::interrupt;
use crate::output::Progress;
use crate::reference::ReferenceTexts;
use crate::ui::Ui;

/// How much of the machine mining may use.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct MiningOptions {
    /// Threads to work with; the result is the same [default: all there are]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Memory to work with, such as 512M or 2G; the result is the same. It must
    /// be four times the size of the texts and up to 420M; with twice as much
    /// all is done in one go, with less it takes longer [default: what there is]
    #[arg(long, value_name = "SIZE")]
    memory: Option<MemorySize>,
}

impl MiningOptions {
    /// Extraction as these options want it.
    pub(crate) fn config(&self) -> ExtractConfig {
        ExtractConfig {
            threads: self.threads,
            memory: self.memory.map(|it| it.0).or_else(memory_of_machine),
            ..ExtractConfig::default()
        }
    }

    /// Makes sure that texts of so many bytes can be mined with the memory that was asked for.
    ///
    /// # Errors
    ///
    /// When they cannot.
    fn check(&self, bytes: usize) -> Result<(), Failure> {
        let least = MemorySize(least_memory(bytes));
        match self.memory {
            Some(allowed) if allowed < least => Err(Failure::unusable(format!(
                "to search these texts takes {least} of memory, and `--memory` allows {allowed}"
            ))
            .hint(format!("`--memory {least}` would do"))),
            _ => Ok(()),
        }
    }
}

/// Bytes of memory, written as `2G`, `512M` or `900K`; in powers of 1024.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MemorySize(u64);

/// Units, the largest first, with the power of two that each is.
const UNITS: [(char, u32); 4] = [('T', 40), ('G', 30), ('M', 20), ('K', 10)];

impl FromStr for MemorySize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let written = text.trim().to_ascii_uppercase();
        let written = written.strip_suffix('B').unwrap_or(&written);
        let written = written.strip_suffix('I').unwrap_or(written);
        let size = UNITS.iter().find_map(|&(unit, power)| {
            let number: u64 = written.strip_suffix(unit)?.trim_end().parse().ok()?;
            number.checked_mul(1 << power)
        });
        size.map(Self)
            .ok_or_else(|| format!("`{text}` is no size of memory; write it as 512M or 2G"))
    }
}

/// In megabytes, or from ten gigabytes on in those, rounded up: what is shown is never too little.
impl fmt::Display for MemorySize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.div_ceil(1 << 30) {
            gigabytes @ 10.. => write!(f, "{gigabytes}G"),
            _ => write!(f, "{}M", self.0.div_ceil(1 << 20)),
        }
    }
}

/// The memory of the machine, or what of it the system lets this program have; none where it does
/// not say.
fn memory_of_machine() -> Option<u64> {
    let total = fs::read_to_string("/proc/meminfo").ok()?;
    let total = total.lines().find_map(|line| {
        let kilobytes = line.strip_prefix("MemTotal:")?.trim().strip_suffix("kB")?;
        kilobytes.trim().parse::<u64>().ok()?.checked_mul(1024)
    });
    let limit = fs::read_to_string("/sys/fs/cgroup/memory.max").ok();
    let limit = limit.and_then(|limit| limit.trim().parse().ok());
    total.into_iter().chain(limit).min()
}

/// Mines texts, and explains where `terms` rank; how usual candidates are elsewhere is counted in
/// `reference`. A gauge tells how far it is.
///
/// # Errors
///
/// When Ctrl-C was pressed, and when `options` allow less memory than the texts take.
pub(crate) fn mine_texts(
    texts: &[MinedText<'_>],
    reference: &ReferenceTexts,
    options: &MiningOptions,
    config: &ExtractConfig,
    terms: &[String],
    ui: &Ui,
) -> Result<Mined, Failure> {
    let elsewhere = reference.mined();
    options.check(texts.iter().chain(&elsewhere).map(|it| it.body.len()).sum())?;
    let gauge = Gauge(ui.stages());
    mine_explained(texts, &elsewhere, config, terms, &gauge).ok_or_else(Failure::interrupted)
}

/// Shows how far mining is.
struct Gauge(Progress);

impl Watch for Gauge {
    fn begin(&self, stage: &'static str, bytes: usize) {
        self.0.begin(stage, bytes as u64);
    }

    fn advance(&self, bytes: usize) {
        self.0.advance(bytes as u64);
    }

    fn is_cancelled(&self) -> bool {
        interrupt::check().is_err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_people_write_them() {
        for (written, bytes) in [
            ("2G", 2 << 30),
            ("512M", 512 << 20),
            ("1 gb", 1 << 30),
            ("3GiB", 3 << 30),
            ("900k", 900 << 10),
            ("1T", 1 << 40),
        ] {
            assert_eq!(written.parse(), Ok(MemorySize(bytes)), "{written}");
        }
        for written in ["", "2", "G", "-1G", "1.5G", "2X", "99999999999T"] {
            assert!(written.parse::<MemorySize>().is_err(), "{written}");
        }
    }

    #[test]
    fn the_size_shown_is_enough() {
        for bytes in [1, 1 << 20, (1 << 20) + 1, (10 << 30) - 1, (10 << 30) + 1] {
            let shown: MemorySize = MemorySize(bytes).to_string().parse().unwrap();
            assert!(shown.0 >= bytes, "{shown}");
        }
    }
}
