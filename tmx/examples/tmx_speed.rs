//! How fast memories are read and written, and in how much memory.
//!
//! `cargo run --release -p tmx --example tmx_speed -- [UNITS [FILE]]` makes a memory of a million
//! units (about 330 MB) in `FILE`, or in memory where no file is named, reads and writes it, and
//! prints a line a step: MB/s, units/s and the most memory the process had until then. The first
//! is the parser alone, which checks little and builds nothing: no reader is quicker.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::time::Instant;

use quick_xml::events::Event;
use tmx::xml::{Limits, XmlStream};
use tmx::{Header, TmxReader, TmxWriter};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let units: u64 = arguments.next().map_or(Ok(1_000_000), |it| it.parse())?;
    match arguments.next() {
        Some(path) => {
            generate(units, &mut io::BufWriter::new(File::create(&path)?))?;
            measure(units, || File::open(&path))
        }
        None => {
            let mut file = Vec::new();
            generate(units, &mut file)?;
            measure(units, || Ok(&file[..]))
        }
    }
}

/// What a tool of the trade writes.
fn generate(units: u64, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n  \
         <header creationtool=\"x\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"x\" \
         adminlang=\"en\" srclang=\"zh-CN\" datatype=\"plaintext\">\n  </header>\n  <body>"
    )?;
    for number in 0..units {
        writeln!(
            out,
            "    <tu tuid=\"{number}\" creationdate=\"20240131T093000Z\">\n      \
             <prop type=\"x-origin\">forum</prop>\n      \
             <tuv xml:lang=\"zh-CN\">\n        \
             <seg>第{number}届海洋论坛通过了“蓝色走廊”行动计划。</seg>\n      </tuv>\n      \
             <tuv xml:lang=\"en\">\n        \
             <seg>Forum {number} on the oceans adopted the plan of action.</seg>\n      </tuv>\n    </tu>"
        )?;
    }
    writeln!(out, "  </body>\n</tmx>")
}

fn measure<R: Read>(
    units: u64,
    open: impl Fn() -> io::Result<R>,
) -> Result<(), Box<dyn std::error::Error>> {
    let bytes = io::copy(&mut BufReader::new(open()?), &mut io::sink())?;
    let report = |step: &str, begun: Instant, bytes: u64| {
        let seconds = begun.elapsed().as_secs_f64();
        let line = format!(
            "{step:<10} {:>6.0} MB/s {:>9.0} units/s  {seconds:>6.2} s  peak {} MB\n",
            bytes as f64 / 1e6 / seconds,
            units as f64 / seconds,
            peak()
        );
        io::stdout().write_all(line.as_bytes())
    };

    let begun = Instant::now();
    let mut parser = quick_xml::Reader::from_reader(BufReader::new(open()?));
    let mut event = Vec::new();
    while !matches!(parser.read_event_into(&mut event)?, Event::Eof) {
        event.clear();
    }
    report("parser", begun, bytes)?;

    let begun = Instant::now();
    let mut xml = XmlStream::new(open()?, Limits::EXCHANGE);
    while xml.next()?.is_some() {}
    report("XML nodes", begun, bytes)?;

    let begun = Instant::now();
    let mut reader = TmxReader::new(open()?)?;
    for unit in reader.by_ref() {
        unit?;
    }
    report("read", begun, bytes)?;
    assert_eq!(reader.report().units, units);

    let mut some = Vec::new();
    for unit in TmxReader::new(open()?)?.take(10_000) {
        some.push(unit?);
    }
    let mut counter = Counter(0);
    let begun = Instant::now();
    let mut writer = TmxWriter::new(&mut counter, Header::default())?;
    for number in 0..units {
        let index = usize::try_from(number)? % some.len();
        if let Some(unit) = some.get_mut(index) {
            unit.uid.clear();
            unit.uid.push_str(&number.to_string());
            writer.write(unit)?;
        }
    }
    writer.finish()?;
    report("write", begun, counter.0)?;
    Ok(())
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

/// The most memory that the process had, in MB; 0 where it cannot be told.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
