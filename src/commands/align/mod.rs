//! `align`: texts and their translations made into units.

mod given;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use glossary::parallel::{Aligned, Known, align_sentences, align_texts, rounded};
use glossary::store::{Access, Reader, Store, UnitCounts, Work, WorkingPair};
use serde::Serialize;
use tmx::sentence::SentenceConfig;
use tmx::{Header, SentenceSplitter, Timestamp, TmxWriter, TranslationUnit};

use super::Outcome;
use crate::failure::Failure;
use crate::files::{self, Lines, shown_name};
use crate::output::counted;
use crate::reading::{self, Provenance, ReadOptions};
use crate::review::pairs::{Ended, Review};
use crate::segmentation::SegmentationOption;
use crate::termbase;
use crate::ui::Ui;

/// Align Chinese texts with their English translations
///
/// Prints the pairs with a score; low ones deserve a look. `--save` puts them
/// into the memory of the termbase, `-o` writes them as TMX, `--review` saves
/// them and asks about the doubtful ones. The texts may be of any kinds that
/// `shuyu add` reads, also of two. Of folders, patterns or more than two files
/// NAME.zh.EXT is aligned with NAME.en.EXT. One file that is aligned already
/// (a table of two columns, XLIFF or TMX) is taken as it is.
///
/// What a termbase knows helps: its entries, and units that a person accepted.
/// What was decided in a review is kept when the texts are aligned again.
///
/// In a review each doubtful pair gets a screen, or with --input a line:
/// a accepts, x rejects, s puts off; `<` and `>` give the last Chinese sentence to
/// the next pair or take its first one, `[` and `]` do so with English; m and M merge
/// with the next or the one before, / splits, u takes back, q ends.
///
/// Examples:
///   shuyu align speech.zh.txt speech.en.txt
///   shuyu align speech.zh.txt speech.en.txt --review
///   shuyu align speeches/ --save
///   shuyu align aligned.tsv -o memory.tmx
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// A Chinese text and its translation; or folders and patterns of pairs; or
    /// files that are aligned
    #[arg(required = true, value_name = "FILES")]
    files: Vec<PathBuf>,

    /// Take each line for one sentence
    #[arg(long, conflicts_with = "segmentation")]
    presegmented: bool,

    /// Take each line for the translation of the line with the same number
    #[arg(long, conflicts_with_all = ["presegmented", "segmentation"])]
    line_by_line: bool,

    /// Also end sentences at semicolons, as suits long enumerations
    #[arg(long, conflicts_with = "segmentation")]
    break_at_semicolons: bool,

    /// Keep what somebody says and who says it in one sentence, as suits novels
    #[arg(long, conflicts_with = "segmentation")]
    keep_dialogue: bool,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "tsv")]
    format: Format,

    /// Write the pairs as TMX to FILE
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Put the pairs into the memory of the termbase
    #[arg(long)]
    save: bool,

    /// Put them there and decide on the doubtful ones
    #[arg(long)]
    review: bool,

    /// Score below which a pair is asked about, from 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = 0.9)]
    below: f64,

    /// Read the commands of the review from FILE, one a line; `-` is standard input
    #[arg(long, value_name = "FILE", requires = "review")]
    input: Option<PathBuf>,

    #[command(flatten)]
    segmentation: SegmentationOption,

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

/// What is aligned in one go.
enum Job {
    Pair(PathBuf, PathBuf),
    Given(PathBuf, given::Kind),
}

impl Job {
    /// What the memory calls its units.
    fn origin(&self) -> String {
        match self {
            Self::Pair(zh, en) => origin(zh, en),
            Self::Given(path, _) => files::stored_path(path),
        }
    }
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let jobs = jobs(args, ui)?;
    if args.format == Format::Beads && jobs.len() > 1 {
        return Err(Failure::usage("beads are printed of one pair of texts")
            .hint("give a Chinese text and its translation")
            .into());
    }
    let saves = args.save || args.review;
    let mut store = match saves && ui.database()?.path.exists() {
        true => Some(termbase::open(ui, Access::Write)?),
        // One that is not there is made when there is something to save.
        false if saves => None,
        false => termbase::open_if_there(ui),
    };
    let known = match &store {
        Some(store) => store.read().known(&store.read().working_pair()?)?,
        None => Known::default(),
    };
    let mut lines = match &args.input {
        Some(path) => Some(Lines::open(path)?),
        None => None,
    };
    let config = SentenceConfig {
        break_at_semicolon: args.break_at_semicolons,
        keep_dialogue: args.keep_dialogue,
    };
    let (pair, strict) = (WorkingPair::default(), args.options.strict);
    let cut = args.segmentation.splitter(config, &pair, strict, ui)?;
    let mut units = Vec::new();
    for job in &jobs {
        crate::interrupt::check()?;
        let aligned = align_job(args, job, &*cut, &known, ui)?;
        let origin = job.origin();
        let mut aligned = match &store {
            Some(store) => as_decided(store.read(), &origin, aligned)?,
            None => aligned,
        };
        crate::interrupt::check()?;
        let mut ended = Ended::Done;
        if saves {
            let store = match &mut store {
                Some(store) => store,
                none => none.insert(termbase::open(ui, Access::Write)?),
            };
            save_job(store, &origin, &aligned, ui)?;
            if args.review {
                let review = Review::new(store, &origin, args.below);
                (aligned, ended) = review.run(aligned, lines.as_mut(), ui)?;
            }
        }
        if args.output.is_some() {
            let pair = working_pair(store.as_ref())?;
            units.extend(aligned.units(&pair.source, &pair.target));
        }
        let only_print = args.output.is_none() && !saves;
        if only_print || args.format != Format::Tsv || (ui.is_json() && !args.review) {
            print(&aligned, args.format, ui)?;
        }
        if ended == Ended::Left {
            break;
        }
    }
    if let Some(path) = &args.output {
        let (now, pair) = (ui.now()?, working_pair(store.as_ref())?);
        let written = ui.write_output(Some(path), |out| write_tmx(&units, &pair, now, out))?;
        ui.message(&format!("wrote {}", counted(written as usize, "unit")));
    }
    Ok(Outcome::Done)
}

fn working_pair(store: Option<&Store>) -> Result<WorkingPair, Failure> {
    Ok(match store {
        Some(store) => store.read().working_pair()?,
        None => WorkingPair::default(),
    })
}

/// What the files mean: two are a text and its translation, one is aligned already, and of others
/// those belong together whose names say so.
fn jobs(args: &Args, ui: &mut Ui) -> Result<Vec<Job>, Failure> {
    if let [zh, en] = args.files.as_slice()
        && (is_single(zh) && is_single(en))
    {
        if files::stored_path(zh) == files::stored_path(en) || is_same_file(zh, en) {
            return Err(
                Failure::usage(format!("`{}` is given twice", shown_name(zh)))
                    .hint("give the Chinese text and its English translation"),
            );
        }
        return Ok(vec![Job::Pair(zh.clone(), en.clone())]);
    }
    let paths = files::expand(&args.files)?;
    let (pairs, singles) = files::pair_up(paths);
    let mut jobs: Vec<Job> = (pairs.into_iter())
        .map(|(zh, en)| Job::Pair(zh, en))
        .collect();
    for path in singles {
        match given::Kind::of(&path) {
            Some(kind) => jobs.push(Job::Given(path, kind)),
            None => ui.warn(&format!(
                "left out: `{}` has no translation beside it",
                shown_name(&path)
            )),
        }
    }
    if jobs.is_empty() {
        return Err(
            Failure::usage("there is no pair of texts among the files").hint(
                "give a Chinese text and its translation, or name them NAME.zh.txt and NAME.en.txt",
            ),
        );
    }
    Ok(jobs)
}

/// Whether a name means one file, not a folder or a pattern.
fn is_single(path: &Path) -> bool {
    path == Path::new(files::STDIO)
        || path.is_file()
        || (!path.is_dir() && !path.to_string_lossy().contains(['*', '?', '[']))
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn align_job(
    args: &Args,
    job: &Job,
    cut: &dyn SentenceSplitter,
    known: &Known,
    ui: &mut Ui,
) -> anyhow::Result<Aligned> {
    let (zh, en) = match job {
        Job::Given(path, kind) => return Ok(given::read(path, *kind)?),
        Job::Pair(zh, en) => (zh, en),
    };
    if args.line_by_line {
        return Ok(given::line_by_line((zh, &lines(zh)?), (en, &lines(en)?))?);
    }
    if args.presegmented {
        let (source, target) = (lines(zh)?, lines(en)?);
        check_sides((zh, &source.join("\n")), (en, &target.join("\n")))?;
        return Ok(align_sentences(source, target, known));
    }
    let pair = WorkingPair::default();
    let mut read = |path: &Path, lang| {
        let provenance = Provenance {
            lang: Some(lang),
            ..Provenance::default()
        };
        reading::read_texts(&[path.to_owned()], &args.options, &provenance, ui).map(|texts| {
            texts
                .into_iter()
                .next()
                .map(|text| text.body)
                .unwrap_or_default()
        })
    };
    let (zh_body, en_body) = (read(zh, pair.source)?, read(en, pair.target)?);
    check_sides((zh, &zh_body), (en, &en_body))?;
    Ok(align_texts(&zh_body, &en_body, cut, known))
}

fn save_job(
    store: &mut Store,
    origin: &str,
    aligned: &Aligned,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let counts = save(&mut work, origin, aligned)?;
    if !ui.is_dry_run() {
        work.commit()?;
    }
    ui.message(&describe(counts, aligned));
    Ok(())
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

/// An alignment with what was decided on its units before.
fn as_decided(reader: Reader<'_>, origin: &str, aligned: Aligned) -> Result<Aligned, Failure> {
    let pair = reader.working_pair()?;
    let aligned = aligned.decided(&reader.decided_units(origin, &pair)?);
    let texts: Vec<_> = aligned
        .beads
        .iter()
        .map(|bead| aligned.texts(bead))
        .collect();
    let verdicts = reader.verdicts(&texts, &pair)?;
    Ok(aligned.judged(verdicts))
}

/// Aligns two texts, each with its name, after a look whether they can be a pair; cut by `cut`,
/// with what the termbase knows, and what was decided before.
pub(crate) fn align_pair(
    reader: Reader<'_>,
    origin: &str,
    zh: (&str, &str),
    en: (&str, &str),
    cut: &dyn SentenceSplitter,
    known: &Known,
) -> Result<Aligned, Failure> {
    check_sides((Path::new(zh.0), zh.1), (Path::new(en.0), en.1))?;
    as_decided(reader, origin, align_texts(zh.1, en.1, cut, known))
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

/// Characters of the longest sentence that can be one.
const LONGEST_SENTENCE: usize = 10_000;

fn check_sides(zh: (&Path, &str), en: (&Path, &str)) -> Result<(), Failure> {
    for (path, body) in [zh, en] {
        let name = path.display();
        if body.trim().is_empty() {
            return Err(Failure::unusable(format!("`{name}` has no sentences"))
                .hint("give a text and its translation"));
        }
        let mut lines = body.lines().enumerate();
        let long =
            lines.find(|(_, line)| line.len() > LONGEST_SENTENCE && has_endless_sentence(line));
        if let Some((at, _)) = long {
            return Err(Failure::unusable(format!(
                "`{name}`, line {}: a sentence of more than {LONGEST_SENTENCE} characters",
                at + 1
            ))
            .hint(
                "it is no text, or has lost its full stops; break the line where sentences end",
            ));
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

fn has_endless_sentence(line: &str) -> bool {
    let lang = match glossary::words::is_mostly_han(line) {
        true => WorkingPair::default().source,
        false => WorkingPair::default().target,
    };
    (tmx::sentence::sentences(line, &lang).into_iter())
        .any(|range| line[range].chars().nth(LONGEST_SENTENCE).is_some())
}

fn lines(path: &Path) -> Result<Vec<String>, Failure> {
    let text = termbase::read_list(path)?;
    Ok(text.lines().map(|line| line.trim().to_owned()).collect())
}

fn write_tmx(
    units: &[(TranslationUnit, Option<f64>)],
    pair: &WorkingPair,
    now: i64,
    out: &mut dyn Write,
) -> anyhow::Result<u64> {
    let mut header = Header::new(pair.source.clone(), pair.target.clone());
    header.creation_date = Some(Timestamp::from_seconds(now));
    let mut writer = TmxWriter::new(out, header)?;
    // One unit said in two texts is one.
    let mut seen = BTreeSet::new();
    for (unit, _) in units {
        let sides = unit
            .variants
            .iter()
            .map(|variant| variant.segment.plain_text());
        if seen.insert(sides.collect::<Vec<_>>()) {
            writer.write(unit)?;
        }
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
