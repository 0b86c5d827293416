//! Writes and reads TBX of many entries, and tells the speed and the most memory taken:
//! `cargo run --release -p glossary --example tbx_speed -- [ENTRIES [FILE]]` (100,000 without it).
//! A `FILE` keeps the entries as TBX v2, to see how long `shuyu import FILE` takes, and
//! `shuyu export --to tbx` then.

use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::time::Instant;

use glossary::entry::{ConceptEntry, LangSec, TermSec};
use glossary::exchange::tbx::{TbxFlavour, TbxOptions, TbxReader, TbxWriter};
use tmx::LangTag;

fn main() -> Result<(), Box<dyn Error>> {
    let entries = env::args().nth(1).map_or(Ok(100_000), |it| it.parse())?;
    let kept = env::args().nth(2);
    let path = env::temp_dir().join(format!("tbx-speed-{}.tbx", std::process::id()));
    let mut out = std::io::stdout();
    for flavour in TbxFlavour::ALL {
        let begin = Instant::now();
        let options = TbxOptions {
            flavour,
            ..TbxOptions::default()
        };
        let mut writer = TbxWriter::new(File::create(&path)?, options)?;
        for number in 0..entries {
            writer.write(&entry(number))?;
        }
        writer.finish()?;
        let written = begin.elapsed().as_secs_f64();
        let megabytes = fs::metadata(&path)?.len() as f64 / 1e6;
        if let (TbxFlavour::V2Basic, Some(kept)) = (flavour, &kept) {
            fs::copy(&path, kept)?;
        }
        let begin = Instant::now();
        let mut read = 0;
        for record in TbxReader::new(File::open(&path)?) {
            read += u64::from(record?.is_ok());
        }
        let seconds = begin.elapsed().as_secs_f64();
        writeln!(
            out,
            "{flavour:?}: {read} entries, {megabytes:.1} MB, written {:.0} MB/s, read {:.0} MB/s",
            megabytes / written,
            megabytes / seconds,
        )?;
    }
    fs::remove_file(&path)?;
    if let Ok(status) = fs::read_to_string("/proc/self/status") {
        let peak = status.lines().find(|line| line.starts_with("VmHWM"));
        writeln!(out, "most memory: {}", peak.unwrap_or("not known"))?;
    }
    Ok(())
}

fn entry(number: u64) -> ConceptEntry {
    let section = |lang, term: TermSec| LangSec {
        lang,
        terms: vec![term],
    };
    let chinese = TermSec {
        pinyin: Some("hǎiyáng tànhuì".to_owned()),
        ..TermSec::new(format!("海洋碳汇{number}"))
    };
    ConceptEntry {
        uid: format!("{number:032x}"),
        subject: Some("ocean".to_owned()),
        definition: Some(format!("carbon of the sea, number {number}")),
        languages: vec![
            section(LangTag::chinese(), chinese),
            section(
                LangTag::english(),
                TermSec::new(format!("ocean carbon sink {number}")),
            ),
        ],
        ..ConceptEntry::default()
    }
}
