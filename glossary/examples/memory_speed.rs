//! How fast a memory of many units goes into a termbase and out of it as TMX.
//!
//! `cargo run --release -p glossary --example memory_speed [UNITS] [FOLDER]`: a million units
//! unless told otherwise, in a folder of its own.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;

use glossary::store::{Access, Author, Store, StoreError};
use tmx::{Header, LangTag, TmxWriter, TranslationUnit};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: u64 = arguments.next().map_or(Ok(1_000_000), |it| it.parse())?;
    let own = std::env::temp_dir().join(format!("memory_speed-{}", std::process::id()));
    let folder = arguments.next().map_or(own, PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    let path = folder.join("shuyu.db");
    let author = Author {
        user: "speed".to_owned(),
        command: "import".to_owned(),
        at: 0,
    };
    let mut out = io::stdout();
    let mut store = Store::open(&path, Access::Write)?;
    for origin in ["first.tmx", "the same again.tmx"] {
        let start = Instant::now();
        let mut work = store.begin(&author)?;
        let units = (0..count).map(|number| unit(number).try_into());
        let counts = work.add_units::<StoreError>(origin, units)?;
        work.commit()?;
        let seconds = start.elapsed().as_secs_f64();
        let rate = rate(count, seconds);
        writeln!(out, "in    {seconds:6.2} s  {rate:>8} units/s  {counts:?}")?;
    }
    let start = Instant::now();
    let mut writer = TmxWriter::new(Counter(0), Header::default())?;
    store
        .read()
        .for_each_unit(|stored| -> Result<(), Box<dyn std::error::Error>> {
            writer.write(&stored.unit)?;
            Ok(())
        })?;
    writer.finish()?;
    let seconds = start.elapsed().as_secs_f64();
    writeln!(
        out,
        "out   {seconds:6.2} s  {:>8} units/s",
        rate(count, seconds)
    )?;
    writeln!(
        out,
        "file  {} MB",
        std::fs::metadata(&path)?.len() / 1_000_000
    )?;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("VmHWM")) {
        writeln!(out, "{line}")?;
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a rough figure")]
fn rate(count: u64, seconds: f64) -> String {
    format!("{:.0}", count as f64 / seconds)
}

/// A unit of some forty characters a side, each with another text.
fn unit(number: u64) -> TranslationUnit {
    const CHINESE: [&str; 8] = [
        "港口", "各方", "合作", "海洋", "推动", "共同", "发展", "机制",
    ];
    const ENGLISH: [&str; 8] = [
        "harbour",
        "parties",
        "cooperation",
        "ocean",
        "advance",
        "common",
        "growth",
        "mechanism",
    ];
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let (mut chinese, mut english) = (String::new(), String::new());
    for _ in 0..18 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let at = usize::try_from(state % 8).unwrap_or_default();
        chinese.push_str(CHINESE[at]);
        english.push_str(ENGLISH[at]);
        english.push(' ');
    }
    chinese.push_str(&format!("第{number}号。"));
    english.push_str(&format!("number {number}."));
    TranslationUnit::pair(
        (&LangTag::chinese(), &chinese),
        (&LangTag::english(), &english),
    )
}

struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
