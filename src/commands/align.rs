//! `align`: a text and its translation made into units.

use std::io::Write;
use std::path::{Path, PathBuf};

use glossary::parallel::{Aligned, align_sentences, align_texts, rounded};
use glossary::store::{Access, UnitCounts, Work};
use serde::Serialize;
use tmx::{Header, LangTag, Timestamp, TmxWriter};

use super::Outcome;
use crate::failure::Failure;
use crate::reading::{self, Provenance, ReadOptions};
use crate::termbase;
use crate::ui::Ui;

/// Align a Chinese text with its English translation
///
/// Prints the pairs with a score; low ones deserve a look. `--save` puts them
/// into the memory of the termbase, `-o` writes them as TMX. The texts may be of
/// any kinds that `shuyu add` reads, also of two.
///
/// Examples:
///   shuyu align speech.zh.txt speech.en.txt
///   shuyu align speech.zh.txt speech.en.txt --save
///   shuyu align speech.zh.txt speech.en.txt -o speech.tmx
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// The Chinese text
    zh: PathBuf,

    /// Its English translation
    en: PathBuf,

    /// Take each line for one sentence
    #[arg(long)]
    presegmented: bool,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "tsv")]
    format: Format,

    /// Write the pairs as TMX to FILE
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Put the pairs into the memory of the termbase
    #[arg(long)]
    save: bool,

    #[command(flatten)]
    options: ReadOptions,
}

/// What `align` prints.
#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Lines like `[0,1]:[0]:0.87`, sentences counted from 0, Chinese first
    Beads,
    /// Score, Chinese, English
    Tsv,
    /// One object a pair
    Json,
}

#[derive(Serialize)]
struct Pair<'a> {
    score: f64,
    source: &'a [String],
    target: &'a [String],
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let (zh, en) = if args.presegmented {
        (None, None)
    } else {
        let mut read = |path: &Path, lang| {
            let provenance = Provenance {
                lang: Some(lang),
                ..Provenance::default()
            };
            reading::read_texts(&[path.to_owned()], &args.options, &provenance, ui)
                .map(|texts| texts.into_iter().next())
        };
        (
            read(&args.zh, LangTag::chinese())?,
            read(&args.en, LangTag::english())?,
        )
    };
    let aligned = match (&zh, &en) {
        (Some(zh), Some(en)) => {
            check_sides((&args.zh, &zh.body), (&args.en, &en.body))?;
            align_texts(&zh.body, &en.body)
        }
        _ => {
            let (zh, en) = (lines(&args.zh)?, lines(&args.en)?);
            check_sides((&args.zh, &zh.join("\n")), (&args.en, &en.join("\n")))?;
            align_sentences(zh, en)
        }
    };
    crate::interrupt::check()?;
    if let Some(path) = &args.output {
        let now = ui.now()?;
        let written = ui.write_output(Some(path), |out| write_tmx(&aligned, now, out))?;
        ui.message(&format!("wrote {written} units"));
    }
    if args.save {
        let mut store = termbase::open(ui, Access::Write)?;
        let author = termbase::author(ui)?;
        let mut work = store.begin(&author)?;
        let origin = origin(&args.zh, &args.en);
        let counts = save(&mut work, &origin, &aligned)?;
        if !ui.is_dry_run() {
            work.commit()?;
        }
        ui.message(&describe(counts, &aligned));
    }
    let only_print = args.output.is_none() && !args.save;
    if only_print || args.format != Format::Tsv || ui.is_json() {
        print(&aligned, args.format, ui)?;
    }
    Ok(Outcome::Done)
}

/// Puts the units of an alignment into the memory.
pub(crate) fn save(
    work: &mut Work<'_>,
    origin: &str,
    aligned: &Aligned,
) -> Result<UnitCounts, Failure> {
    let pair = work.read().working_pair()?;
    Ok(work.replace_units(origin, &aligned.units(&pair.source, &pair.target))?)
}

/// Aligns two texts, each with its name, after a look whether they can be a pair.
pub(crate) fn align_pair(zh: (&str, &str), en: (&str, &str)) -> Result<Aligned, Failure> {
    check_sides((Path::new(zh.0), zh.1), (Path::new(en.0), en.1))?;
    Ok(align_texts(zh.1, en.1))
}

/// What the memory calls units of these two files.
pub(crate) fn origin(zh: &Path, en: &Path) -> String {
    let name = |path: &Path| {
        path.file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    };
    format!("{} + {}", name(zh), name(en))
}

/// Says how many pairs came in.
pub(crate) fn describe(counts: UnitCounts, aligned: &Aligned) -> String {
    let mut text = format!("{} new units, {} known", counts.new, counts.same);
    if counts.replaced > 0 {
        text = format!("{text}, {} replaced", counts.replaced);
    }
    if aligned.repeated > 0 {
        text = format!("{text}; {} repeated sentences left out", aligned.repeated);
    }
    match aligned.unpaired() {
        0 => text,
        1 => format!("{text}; 1 passage has no counterpart"),
        unpaired => format!("{text}; {unpaired} passages have no counterpart"),
    }
}

fn check_sides(zh: (&Path, &str), en: (&Path, &str)) -> Result<(), Failure> {
    for (path, body) in [zh, en] {
        if body.trim().is_empty() {
            return Err(
                Failure::unusable(format!("`{}` has no sentences", path.display()))
                    .hint("give a text and its translation"),
            );
        }
    }
    let is_chinese = glossary::words::is_mostly_han;
    let hint = "the Chinese text comes first, then the English one";
    match (is_chinese(zh.1), is_chinese(en.1)) {
        (true, false) => Ok(()),
        (false, true) => Err(Failure::usage("the two texts are in the wrong order").hint(hint)),
        (true, true) => {
            Err(Failure::unusable(format!("`{}` is Chinese too", en.0.display())).hint(hint))
        }
        (false, false) => {
            Err(Failure::unusable(format!("`{}` is not Chinese", zh.0.display())).hint(hint))
        }
    }
}

fn lines(path: &Path) -> Result<Vec<String>, Failure> {
    let text = termbase::read_list(path)?;
    Ok(text.lines().map(|line| line.trim().to_owned()).collect())
}

fn write_tmx(aligned: &Aligned, now: i64, out: &mut dyn Write) -> anyhow::Result<u64> {
    let (source, target) = (LangTag::chinese(), LangTag::english());
    let mut header = Header::new(source.clone(), target.clone());
    header.creation_date = Some(Timestamp::from_seconds(now));
    let mut writer = TmxWriter::new(out, header)?;
    for (unit, _) in aligned.units(&source, &target) {
        writer.write(&unit)?;
    }
    Ok(writer.finish()?.written)
}

fn print(aligned: &Aligned, format: Format, ui: &mut Ui) -> Result<(), Failure> {
    let format = if ui.is_json() { Format::Json } else { format };
    for bead in &aligned.beads {
        crate::interrupt::check()?;
        let score = rounded(bead.score);
        let source = &aligned.source[bead.source.clone()];
        let target = &aligned.target[bead.target.clone()];
        match format {
            Format::Beads => {
                let (left, right) = (numbers(&bead.source), numbers(&bead.target));
                ui.line(&format!("[{left}]:[{right}]:{score}"))?;
            }
            Format::Tsv => ui.row(&[format!("{score:.4}"), source.concat(), target.join(" ")])?,
            Format::Json => ui.json(&Pair {
                score,
                source,
                target,
            })?,
        }
    }
    Ok(())
}

fn numbers(range: &std::ops::Range<usize>) -> String {
    let numbers: Vec<String> = range.clone().map(|index| index.to_string()).collect();
    numbers.join(",")
}
