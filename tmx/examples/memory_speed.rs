//! How fast matches are found: `memory_speed SEGMENTS QUERIES [LEAST] [LIMIT] [characters|tokens]`.
//!
//! Both files have a segment a line. The index is kept in `SEGMENTS.index` and not built again
//! where it is there. Prints the times of building and of a query (median, mean,
//! 95th percentile, longest), and writes the matches into `matches.tsv` beside the segments: number
//! of the query, score, number of the segment.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::time::Instant;

use tmx::memory::{Index, IndexBuilder, Query, Scale, Score, Searcher};

#[expect(clippy::print_stdout, reason = "an example that measures")]
fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [segments, queries, rest @ ..] = args.as_slice() else {
        return Err("memory_speed SEGMENTS QUERIES [LEAST] [LIMIT] [characters|tokens]".into());
    };
    let least = rest.first().map_or(Ok(70), |it| it.parse())?;
    let limit = rest.get(1).map_or(Ok(5), |it| it.parse())?;
    let scale = match rest.get(2).map(String::as_str) {
        Some("characters") => Scale::Characters,
        _ => Scale::Tokens,
    };
    let file = format!("{segments}.index");
    if !std::path::Path::new(&file).exists() {
        build(segments, &file)?;
    }
    let bytes = std::fs::read(&file)?;
    let begin = Instant::now();
    let index = Index::open(&bytes[..])?;
    let mut searcher = Searcher::new(index);
    println!("opened: {:.1} ms", 1000.0 * begin.elapsed().as_secs_f64());
    let queries = std::fs::read_to_string(queries)?;
    let path = std::path::Path::new(segments).with_file_name("matches.tsv");
    let mut out = BufWriter::new(File::create(path)?);
    let mut times = Vec::new();
    let mut matched = 0;
    for (number, text) in queries.lines().enumerate() {
        let query = Query {
            text,
            scale,
            least: Score::of_percent(least),
            limit,
            before: None,
            after: None,
        };
        let begin = Instant::now();
        let found = searcher.search(&query)?;
        times.push(1000.0 * begin.elapsed().as_secs_f64());
        matched += usize::from(!found.is_empty());
        for it in found {
            writeln!(out, "{number}\t{:.4}\t{}", it.score.ratio(), it.unit)?;
        }
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        times
            .get((times.len() as f64 * share) as usize)
            .copied()
            .unwrap_or(0.0)
    };
    println!(
        "{} queries, {matched} with a match of {least} %: median {:.2} ms, mean {:.2}, p95 {:.2}, longest {:.2}",
        times.len(),
        at(0.5),
        times.iter().sum::<f64>() / times.len().max(1) as f64,
        at(0.95),
        times.last().copied().unwrap_or(0.0),
    );
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example that measures")]
fn build(segments: &str, file: &str) -> Result<(), Box<dyn Error>> {
    let begin = Instant::now();
    let mut builder = IndexBuilder::new();
    for (unit, segment) in (0..).zip(BufReader::new(File::open(segments)?).lines()) {
        builder.add(unit, "", &segment?);
    }
    let count = builder.len();
    println!(
        "{count} segments added: {:.1} s",
        begin.elapsed().as_secs_f64()
    );
    builder.write("", BufWriter::new(File::create(file)?))?;
    let size = std::fs::metadata(file)?.len() / 1_000_000;
    println!("built: {:.1} s, {size} MB", begin.elapsed().as_secs_f64());
    println!("memory at most: {} MB", peak().unwrap_or_default() / 1000);
    Ok(())
}

/// The most memory that was in use, in kilobytes, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
