//! `align`: texts and their translations made into units.

mod finished;
mod given;
mod sides;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use glossary::parallel::{Aligned, AlignedBead, Known, align_sentences, align_texts, rounded};
use glossary::store::{Access, Reader, Store, UnitCounts, Work, WorkingPair};
use serde::Serialize;
use tmx::sentence::SentenceConfig;
use tmx::{Header, SentenceSplitter, Timestamp, TmxWriter, TranslationUnit};

use self::sides::check_sides;
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
/// What was decided in a review is kept when the texts are aligned again. Of several
/// pairs those are not aligned again that were saved before and have not changed
/// since, so a run that was broken off goes on; --again aligns them all. One that
/// cannot be aligned is told and left out.
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

    /// Align pairs again that were saved before and have not changed
    #[arg(long)]
    again: bool,

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

    /// The files it reads.
    fn files(&self) -> Vec<&Path> {
        match self {
            Self::Pair(zh, en) => vec![zh, en],
            Self::Given(path, _) => vec![path],
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
    // What is to be printed or written has to be aligned for that.
    let can_skip = saves && !args.again && args.output.is_none() && !args.prints(ui);
    let mut tally = Tally::default();
    for job in &jobs {
        crate::interrupt::check()?;
        let origin = job.origin();
        let hash = match jobs.len() > 1 && saves {
            true => Some(finished::fingerprint(job, args)?),
            false => None,
        };
        if let (Some(store), Some(hash)) = (&store, &hash)
            && can_skip
            && (store.read()).is_aligned(&origin, hash, args.asked())?
        {
            tally.known += 1;
            continue;
        }
        let aligned = match align_job(args, job, &*cut, &known, ui).map_err(Failure::from) {
            Ok(aligned) => aligned,
            Err(failure) if jobs.len() > 1 && !strict && failure.is_of_one_input() => {
                tally.left_out += 1;
                ui.warn(&failure.within(&format!("{origin}: ")).as_left_out());
                continue;
            }
            Err(failure) => return Err(failure.into()),
        };
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
            save_job(store, (&origin, hash.as_deref()), &aligned, ui)?;
            if args.review {
                let review = Review::new(store, &origin, args.below);
                (aligned, ended) = review.run(aligned, lines.as_mut(), ui)?;
                if let Some(hash) = &hash {
                    remember_reviewed(store, (&origin, hash), args.below, &aligned, ui)?;
                }
            }
        }
        if args.output.is_some() {
            let pair = working_pair(store.as_ref())?;
            units.extend(aligned.units(&pair.source, &pair.target));
        }
        if args.prints(ui) {
            print(&aligned, args.format, ui)?;
        }
        if ended == Ended::Left {
            break;
        }
    }
    tally.tell(jobs.len(), ui)?;
    if let Some(path) = &args.output {
        let (now, pair) = (ui.now()?, working_pair(store.as_ref())?);
        let written = ui.write_output(Some(path), |out| write_tmx(&units, &pair, now, out))?;
        ui.message(&format!("wrote {}", counted(written as usize, "unit")));
    }
    Ok(Outcome::Done)
}

impl Args {
    /// Whether the pairs go to standard output.
    fn prints(&self, ui: &Ui) -> bool {
        let only_prints = self.output.is_none() && !self.save && !self.review;
        only_prints || self.format != Format::Tsv || (ui.is_json() && !self.review)
    }

    /// The score below which pairs are asked about, if any are.
    fn asked(&self) -> Option<f64> {
        self.review.then_some(self.below)
    }
}

/// What became of pairs that were not aligned.
#[derive(Debug, Default)]
struct Tally {
    /// They were saved before.
    known: usize,
    /// They cannot be aligned.
    left_out: usize,
}

impl Tally {
    fn tell(&self, jobs: usize, ui: &mut Ui) -> Result<(), Failure> {
        if self.known > 0 {
            let (pairs, are) = match self.known {
                1 => ("pair of texts", "is"),
                _ => ("pairs of texts", "are"),
            };
            ui.message(&format!(
                "{} {pairs} {are} saved already and did not change; `--again` aligns all again",
                self.known
            ));
        }
        match self.left_out {
            0 => Ok(()),
            all if all == jobs => Err(Failure::unusable("none of the pairs could be aligned")
                .hint("see the warnings above")),
            some => {
                ui.message(&format!(
                    "left out {some} of {jobs} pairs; see the warnings above"
                ));
                Ok(())
            }
        }
    }
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
    (origin, hash): (&str, Option<&str>),
    aligned: &Aligned,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let counts = save(&mut work, origin, aligned)?;
    if let Some(hash) = hash {
        work.remember_alignment(origin, hash, None)?;
    }
    if !ui.is_dry_run() {
        work.commit()?;
    }
    ui.message(&describe(counts, aligned));
    Ok(())
}

/// Remembers that nothing is left to be asked about two texts, if that is so.
fn remember_reviewed(
    store: &mut Store,
    (origin, hash): (&str, &str),
    below: f64,
    aligned: &Aligned,
    ui: &Ui,
) -> Result<(), Failure> {
    let is_open = |bead: &AlignedBead| bead.verdict.is_none() && bead.score < below;
    if ui.is_dry_run() || aligned.beads.iter().any(is_open) {
        return Ok(());
    }
    let mut work = store.begin(&termbase::author(ui)?)?;
    work.remember_alignment(origin, hash, Some(below))?;
    Ok(work.commit()?)
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
