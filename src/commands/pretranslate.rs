//! `pretranslate`: a text with what the memory has of it.

use std::io::Write;
use std::path::PathBuf;

use glossary::exchange::workbook::WorkbookWriter;
use glossary::store::{Access, Store, WorkingPair};
use tmx::memory::{Query, Score};
use tmx::sentence::SentenceConfig;
use tmx::{Header, Prop, Timestamp, TmxWriter, TranslationUnit};

use super::Outcome;
use super::r#match::{Row, Scoring};
use crate::failure::Failure;
use crate::matching::Matcher;
use crate::output::sanitise_line;
use crate::reading::ReadOptions;
use crate::segmentation::SegmentationOption;
use crate::segments::{Segmented, each_text};
use crate::termbase;
use crate::ui::Ui;

/// Fill in what the memory has of a text
///
/// Each sentence is given its best match, with the score and where it comes from.
/// As txt, every sentence stands with its match below it; as xlsx, in rows with
/// what differs; as tmx, the sentences that have a match are units whose
/// properties tell the score (x-match), the origin (x-match-origin) and, where it
/// is another one, the source of the match (x-match-source).
///
/// Examples:
///   shuyu pretranslate speech.docx -o speech.xlsx
///   shuyu pretranslate speech.txt --min 90 --format tmx -o speech.tmx
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// The text that is to be translated
    file: PathBuf,

    /// The least score of a match that is filled in, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 75, value_parser = clap::value_parser!(u32).range(1..=101))]
    min: u32,

    /// What to write [default: by the ending of the file, else txt]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,

    /// Write to FILE
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    scoring: Scoring,

    #[command(flatten)]
    segmentation: SegmentationOption,

    #[command(flatten)]
    options: ReadOptions,
}

#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// A memory of the sentences that have a match
    Tmx,
    /// A table of all sentences
    Xlsx,
    /// All sentences, each with its match below it
    Txt,
}

/// A sentence, and its match if it has one.
type Filled = (String, Option<Row>);

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let format = format(args)?;
    let store = termbase::open(ui, Access::Read)?;
    let pair = store.read().working_pair()?;
    let (config, strict) = (SentenceConfig::default(), args.options.strict);
    let cut = args.segmentation.splitter(config, &pair, strict, ui)?;
    let mut matcher = Matcher::open(&store, args.scoring.penalties()?, ui)?;
    let mut filled = Vec::new();
    let files = [args.file.clone()];
    each_text(&files, &args.options, &pair, &*cut, ui, |text, ui| {
        filled.extend(fill(args, &text, &mut matcher, &store, &pair, ui)?);
        Ok(())
    })?;
    let now = ui.now()?;
    ui.write_output(args.output.as_deref(), |out| match format {
        Format::Tmx => write_tmx(&filled, &pair, now, out),
        Format::Xlsx => write_xlsx(&filled, out),
        Format::Txt => write_txt(&filled, out),
    })?;
    let matches = || filled.iter().filter_map(|(_, row)| row.as_ref());
    let full = matches().filter(|row| row.percent() >= 100).count();
    ui.message(&format!(
        "{} sentences: {full} filled in, {} more with a match of {}% or more",
        filled.len(),
        matches().count() - full,
        args.min
    ));
    Ok(match matches().count() {
        0 => Outcome::No,
        _ => Outcome::Done,
    })
}

fn format(args: &Args) -> Result<Format, Failure> {
    let ending = args
        .output
        .as_ref()
        .and_then(|path| path.extension()?.to_str());
    let by_ending = match ending.map(str::to_lowercase).as_deref() {
        Some("tmx") => Some(Format::Tmx),
        Some("xlsx") => Some(Format::Xlsx),
        _ => None,
    };
    let format = args.format.or(by_ending).unwrap_or(Format::Txt);
    if format == Format::Xlsx && args.output.is_none() {
        return Err(Failure::usage("a workbook cannot be printed")
            .hint("name a file for it: `-o FILE.xlsx`"));
    }
    Ok(format)
}

fn fill(
    args: &Args,
    text: &Segmented,
    matcher: &mut Matcher<'_>,
    store: &Store,
    pair: &WorkingPair,
    ui: &mut Ui,
) -> Result<Vec<Filled>, Failure> {
    let mut filled = Vec::new();
    for (at, segment) in text.segments.iter().enumerate() {
        let query = Query {
            text: segment,
            scale: args.scoring.scale(),
            least: Score::of_percent(args.min.min(100)),
            limit: 1,
            before: Some(text.before(at)),
            after: Some(text.after(at)),
        };
        let mut row = None;
        if let Some(found) = matcher.search(&query, ui)?.first()
            && let Some(stored) = store.read().unit(found.unit)?
        {
            row = Some(Row::new(segment, found, &stored, pair));
        }
        filled.push((segment.clone(), row.filter(|row| row.percent() >= args.min)));
    }
    Ok(filled)
}

fn write_txt(filled: &[Filled], out: &mut dyn Write) -> anyhow::Result<()> {
    for (segment, row) in filled {
        writeln!(out, "{segment}")?;
        if let Some(row) = row {
            let (percent, origin) = (row.percent(), sanitise_line(&row.origin));
            let target = row.target.replace('\n', " ");
            writeln!(out, "[{percent}% {origin}, unit #{}] {target}", row.unit)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_xlsx(filled: &[Filled], out: &mut dyn Write) -> anyhow::Result<()> {
    let heading = ["source", "target", "score", "difference", "origin", "unit"];
    let mut table = WorkbookWriter::new(out, "text", &heading)?;
    for (segment, row) in filled {
        let cells = match row {
            Some(row) => [
                segment.clone(),
                row.target.clone(),
                row.percent().to_string(),
                row.marked(),
                row.origin.clone(),
                format!("#{}", row.unit),
            ],
            None => [segment, "", "", "", "", ""].map(str::to_owned),
        };
        table.row(&cells)?;
    }
    table.finish()?;
    Ok(())
}

fn write_tmx(
    filled: &[Filled],
    pair: &WorkingPair,
    now: i64,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let (source, target) = (&pair.source, &pair.target);
    let mut header = Header::new(source.clone(), target.clone());
    header.creation_date = Some(Timestamp::from_seconds(now));
    let mut writer = TmxWriter::new(out, header)?;
    for (segment, row) in filled {
        let Some(row) = row else {
            continue;
        };
        let mut unit = TranslationUnit::pair((source, segment), (target, &row.target));
        unit.creation_date = Some(Timestamp::from_seconds(now));
        unit.props
            .push(Prop::new("x-match", row.percent().to_string()));
        unit.props
            .push(Prop::new("x-match-origin", row.origin.clone()));
        if row.source != *segment {
            unit.props
                .push(Prop::new("x-match-source", row.source.clone()));
        }
        writer.write(&unit)?;
    }
    writer.finish()?;
    Ok(())
}
