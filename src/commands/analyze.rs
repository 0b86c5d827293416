//! `analyze`: how much of texts the memory has.

use std::collections::BTreeMap;
use std::path::PathBuf;

use glossary::exchange::spreadsheet::{SpreadsheetOptions, SpreadsheetWriter};
use glossary::store::Access;
use serde::Serialize;
use tmx::memory::{Band, Counts, Internal, Query, Repetitions, Score};
use tmx::sentence::SentenceConfig;

use super::Outcome;
use super::r#match::Scoring;
use crate::failure::Failure;
use crate::listing::{ListOutput, Listing};
use crate::matching::Matcher;
use crate::reading::ReadOptions;
use crate::segmentation::SegmentationOption;
use crate::segments::each_text;
use crate::termbase;
use crate::ui::Ui;

/// Tell how much of texts the memory has
///
/// Every sentence counts in one band: 101 (in the memory with the same sentences
/// before and after it), 100 (in the memory), repetition (earlier in the same
/// text, or in an earlier text), or the percentage of its best match. Told are
/// sentences, Chinese characters, and words, of which every Chinese character is
/// one and every run of letters and digits.
///
/// Examples:
///   shuyu analyze speech.docx
///   shuyu analyze texts --internal --format csv -o analysis.csv
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Texts that are to be translated: files, folders or patterns
    #[arg(required = true)]
    files: Vec<PathBuf>,

    /// Also look for sentences that are like earlier ones of the texts
    #[arg(long)]
    internal: bool,

    /// How the list is written where it is no table on a terminal
    #[arg(long, value_name = "FORMAT", default_value = "tsv")]
    format: Format,

    #[command(flatten)]
    scoring: Scoring,

    #[command(flatten)]
    segmentation: SegmentationOption,

    #[command(flatten)]
    options: ReadOptions,

    #[command(flatten)]
    output: ListOutput,
}

#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Columns parted by tabs
    Tsv,
    /// Columns parted by commas, with a heading
    Csv,
}

#[derive(Serialize)]
struct Row {
    text: String,
    band: &'static str,
    #[serde(flatten)]
    counts: Counts,
    /// Of the characters and words of the text.
    percent: f64,
}

const HEADING: [&str; 6] = ["text", "band", "segments", "characters", "words", "percent"];
/// What stands for all texts together.
const TOTAL: &str = "total";

type Bands = BTreeMap<Band, Counts>;

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let store = termbase::open(ui, Access::Read)?;
    let pair = store.read().working_pair()?;
    let (config, strict) = (SentenceConfig::default(), args.options.strict);
    let cut = args.segmentation.splitter(config, &pair, strict, ui)?;
    let mut matcher = Matcher::open(&store, args.scoring.penalties()?, ui)?;
    let mut seen = Repetitions::new();
    let mut internal = args.internal.then(|| Internal::new(args.scoring.scale()));
    let mut files: Vec<(String, Bands)> = Vec::new();
    each_text(&args.files, &args.options, &pair, &*cut, ui, |text, ui| {
        seen.next_file();
        let mut bands = Bands::new();
        for (at, segment) in text.segments.iter().enumerate() {
            let query = Query {
                text: segment,
                scale: args.scoring.scale(),
                least: Score::of_percent(50),
                limit: 1,
                before: Some(text.before(at)),
                after: Some(text.after(at)),
            };
            let repeated = seen.next(segment);
            // What is in the memory counts as that, however often it comes.
            let least = match repeated {
                Some(_) => Score::FULL,
                None => query.least,
            };
            let found = matcher.search(&Query { least, ..query }, ui)?;
            let mut band = Band::of(found.first());
            if let Some(internal) = internal.as_mut().filter(|_| repeated.is_none()) {
                let alike = internal.next(segment, query.least);
                band = band.or_internal(alike.map_or(0, Score::percent));
            }
            if let Some(repeated) = repeated.filter(|it| *it < band) {
                band = repeated;
            }
            bands.entry(band).or_default().add(Counts::of(segment));
        }
        files.push((text.name, bands));
        Ok(())
    })?;
    let mut total = Bands::new();
    for (band, counts) in files.iter().flat_map(|(_, bands)| bands) {
        total.entry(*band).or_default().add(*counts);
    }
    if files.len() == 1 {
        files.clear();
    }
    files.push((TOTAL.to_owned(), total));
    let mut list = Listing::new(&HEADING, &HEADING[2..]);
    for (file, bands) in files {
        for row in rows(&file, &bands, args.internal) {
            list.push(cells(&row), row);
        }
    }
    if args.format == Format::Csv && !ui.is_json() {
        write_csv(args, &list, ui)?;
    } else {
        list.show(ui, &args.output)?;
    }
    Ok(Outcome::Done)
}

fn rows(file: &str, bands: &Bands, internal: bool) -> Vec<Row> {
    let mut sum = Counts::default();
    bands.values().for_each(|counts| sum.add(*counts));
    let row = |band: &'static str, counts: Counts| Row {
        text: file.to_owned(),
        band,
        counts,
        percent: match sum.words {
            0 => 0.0,
            all => (1000.0 * counts.words as f64 / all as f64).round() / 10.0,
        },
    };
    let wanted = Band::ALL
        .into_iter()
        .filter(|band| internal || !band.is_internal());
    let counts = |band: Band| bands.get(&band).copied().unwrap_or_default();
    let mut rows: Vec<Row> = wanted.map(|band| row(band.name(), counts(band))).collect();
    rows.push(row("all", sum));
    rows
}

fn cells(row: &Row) -> Vec<String> {
    vec![
        row.text.clone(),
        row.band.to_owned(),
        row.counts.segments.to_string(),
        row.counts.characters.to_string(),
        row.counts.words.to_string(),
        format!("{:.1}", row.percent),
    ]
}

fn write_csv(args: &Args, list: &Listing<Row>, ui: &mut Ui) -> Result<(), Failure> {
    let options = SpreadsheetOptions {
        bom: args.output.bom,
        ..SpreadsheetOptions::csv()
    };
    ui.write_output(args.output.output.as_deref(), |out| {
        let mut table = SpreadsheetWriter::new(out, options)?;
        table.header(&HEADING)?;
        for cells in list.cells() {
            table.row(cells)?;
        }
        table.finish()?;
        Ok(())
    })
}
