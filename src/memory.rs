//! Units of other programs into the termbase: read on one thread, stored on another.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use glossary::dictionary::is_traditional;
use glossary::store::{IdentifiedUnit, UnitCounts, Work, WorkingPair};
use tmx::hygiene::{Checker, Flaw};
use tmx::xml::root;
use tmx::{LangTag, ReadError, ReadOptions, ReadReport, TmxReader, TranslationUnit, XliffReader};

use crate::failure::Failure;
use crate::output::to_tsv_line;
use crate::source::Source;
use crate::ui::Ui;

/// Units that the threads hand over at once.
const BATCH: usize = 500;
/// Batches that wait to be stored.
const WAITING: usize = 4;

/// How units are taken in.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Options {
    /// A unit that cannot be read is a failure.
    pub(crate) strict: bool,
    /// Units with flaws stay out.
    pub(crate) clean: bool,
}

/// What became of the units of a file.
#[derive(Debug, Default)]
pub(crate) struct TakenIn {
    /// How they met those that were there.
    pub(crate) counts: UnitCounts,
    /// What the reader met.
    pub(crate) report: ReadReport,
    /// Units without one of the languages.
    pub(crate) foreign: u64,
    /// Units that stayed out for their flaws, as lines of [`removed_line`].
    pub(crate) removed: Vec<String>,
}

impl TakenIn {
    /// Units met in the file, the broken ones among them.
    pub(crate) fn records(&self) -> u64 {
        self.report.units + self.report.broken + self.report.untranslated
    }

    /// Units that are not in the termbase now.
    pub(crate) fn skipped(&self) -> u64 {
        self.report.broken + self.report.untranslated + self.foreign + self.removed.len() as u64
    }
}

/// The line for a unit that was taken out, for a file that people read: why, where it comes from,
/// its sides, its number if it has one.
pub(crate) fn removed_line(
    flaws: &[Flaw],
    origin: &str,
    unit: &TranslationUnit,
    pair: &WorkingPair,
    number: Option<i64>,
) -> String {
    let names: Vec<&str> = flaws.iter().map(Flaw::name).collect();
    let reasons: Vec<String> = flaws.iter().map(Flaw::to_string).collect();
    let side = |lang| {
        let variant = unit.variant(lang);
        variant.map_or_else(String::new, |variant| variant.segment.plain_text())
    };
    to_tsv_line(&[
        names.join(", "),
        reasons.join("; "),
        side(&pair.source),
        side(&pair.target),
        origin.to_owned(),
        number.map_or_else(String::new, |number| format!("#{number}")),
    ])
}

/// Whether a Chinese text is in traditional characters although its tag says otherwise.
pub(crate) fn is_other_script(lang: &LangTag, text: &str) -> bool {
    let simplified = ["zh", "zh-CN", "zh-Hans", "zh-Hans-CN", "zh-SG"];
    simplified.contains(&lang.as_str()) && is_traditional(text)
}

/// What units are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// TMX.
    Tmx,
    /// XLIFF, as Trados and memoQ write it too.
    Xliff,
}

/// How the names of files with units end.
const ENDINGS: [(&str, Format); 8] = [
    (".tmx", Format::Tmx),
    (".xlf", Format::Xliff),
    (".xliff", Format::Xliff),
    (".sdlxliff", Format::Xliff),
    (".mqxliff", Format::Xliff),
    (".mqxlz", Format::Xliff),
    (".mxliff", Format::Xliff),
    (".txlf", Format::Xliff),
];

impl Format {
    /// The format of what has units, by its root, else by its name; none for others.
    pub(crate) fn of(source: &Source) -> Option<Self> {
        // What comes through a pipe can be read only once.
        let root = source.is_kept().then(|| source.open().ok().and_then(root));
        match root.flatten().as_deref() {
            Some("tmx") => return Some(Self::Tmx),
            Some("xliff") => return Some(Self::Xliff),
            Some("martif" | "tbx" | "TBX" | "mtf") => return None,
            _ => {}
        }
        let name = source.name().to_lowercase();
        let name = name.strip_suffix(".zip").unwrap_or(&name);
        let known = ENDINGS.iter().find(|(end, _)| name.ends_with(end));
        known.map(|(_, format)| *format)
    }

    /// Its name in messages.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Tmx => "tmx",
            Self::Xliff => "xliff",
        }
    }
}

/// The units of a file, one after the other.
enum UnitReader<R> {
    Tmx(Box<TmxReader<R>>),
    Xliff(Box<XliffReader<R>>),
}

impl<R: Read> UnitReader<R> {
    fn new(input: R, format: Format, options: ReadOptions) -> Result<Self, ReadError> {
        Ok(match format {
            Format::Tmx => Self::Tmx(Box::new(TmxReader::with_options(input, options)?)),
            Format::Xliff => Self::Xliff(Box::new(XliffReader::with_options(input, options))),
        })
    }

    fn report(&self) -> &ReadReport {
        match self {
            Self::Tmx(reader) => reader.report(),
            Self::Xliff(reader) => reader.report(),
        }
    }

    /// The language that all units are translated from, where the file says so as a whole.
    fn source_lang(&self) -> Option<LangTag> {
        match self {
            Self::Tmx(reader) => Some(reader.header().source_lang.clone()),
            Self::Xliff(_) => None,
        }
    }
}

impl<R: Read> Iterator for UnitReader<R> {
    type Item = Result<TranslationUnit, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Tmx(reader) => reader.next(),
            Self::Xliff(reader) => reader.next(),
        }
    }
}

/// Adds the units of a file to the termbase.
///
/// # Errors
///
/// When the file cannot be read or is damaged, with `strict` also when a unit is, and when the
/// termbase cannot be written. What was done of the work then has to be dropped.
pub(crate) fn take_in(
    work: &mut Work<'_>,
    (source, format): (&Source, Format),
    options: Options,
    ui: &Ui,
) -> Result<TakenIn, Failure> {
    let pair = work.read().working_pair()?;
    let origin = source.stored();
    let gauge = ui.progress("units", None);
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        let reading = scope.spawn({
            let (pair, origin) = (&pair, &origin);
            move || read((source, format), (pair, origin), options, &sender)
        });
        let handed = units(receiver, |count| gauge.advance(count as u64));
        let counts = work.add_units(&origin, handed);
        // It ends when nobody takes what it reads.
        let read = reading.join();
        let mut taken = read.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        taken.counts = counts?;
        Ok(taken)
    })
}

type Batch = Result<Vec<IdentifiedUnit>, Failure>;

/// The units of the batches that come, until one is a failure.
fn units(
    receiver: Receiver<Batch>,
    arrived: impl Fn(usize),
) -> impl Iterator<Item = Result<IdentifiedUnit, Failure>> {
    let mut batch = Vec::new().into_iter();
    std::iter::from_fn(move || {
        loop {
            if let Some(unit) = batch.next() {
                return Some(Ok(unit));
            }
            if let Err(failure) = crate::interrupt::check() {
                return Some(Err(failure));
            }
            match receiver.recv().ok()? {
                Ok(units) => {
                    arrived(units.len());
                    batch = units.into_iter();
                }
                Err(failure) => return Some(Err(failure)),
            }
        }
    })
}

/// Reads a file and hands its units over; a failure is handed over as well, so that nothing of
/// the file is kept.
fn read(
    (source, format): (&Source, Format),
    (pair, origin): (&WorkingPair, &str),
    options: Options,
    sender: &SyncSender<Batch>,
) -> TakenIn {
    hand_over((source, format), (pair, origin), options, sender).unwrap_or_else(|failure| {
        let _ = sender.send(Err(failure));
        TakenIn::default()
    })
}

fn hand_over(
    (source, format): (&Source, Format),
    (pair, origin): (&WorkingPair, &str),
    options: Options,
    sender: &SyncSender<Batch>,
) -> Result<TakenIn, Failure> {
    let input = source.open().map_err(|error| source.failed(&error))?;
    let limits = ReadOptions {
        strict: options.strict,
        ..ReadOptions::default()
    };
    let broken = |error: ReadError| not_readable(source, &error, options.strict);
    let mut reader = UnitReader::new(input, format, limits).map_err(broken)?;
    let from = reader.source_lang();
    let from = from.filter(|lang| !lang.same_language(&pair.source) && lang.as_str() != "und");
    let mut checker = Checker::new(&pair.source, &pair.target).with_script(&is_other_script);
    let mut taken = TakenIn::default();
    let mut batch = Vec::with_capacity(BATCH);
    for unit in reader.by_ref() {
        let mut unit = unit.map_err(broken)?;
        if [&pair.source, &pair.target]
            .iter()
            .any(|lang| unit.variant(lang).is_none())
        {
            taken.foreign += 1;
            continue;
        }
        if options.clean {
            let flaws = checker.check(&unit);
            if !flaws.is_empty() {
                taken
                    .removed
                    .push(removed_line(&flaws, origin, &unit, pair, None));
                continue;
            }
        }
        if unit.source_lang.is_none() {
            unit.source_lang.clone_from(&from);
        }
        batch.push(unit.try_into()?);
        if batch.len() == BATCH && sender.send(Ok(std::mem::take(&mut batch))).is_err() {
            // Whoever stores them has failed, and says so.
            return Ok(taken);
        }
    }
    let _ = sender.send(Ok(batch));
    taken.report = reader.report().clone();
    Ok(taken)
}

fn not_readable(source: &Source, error: &ReadError, strict: bool) -> Failure {
    let told = format!("cannot import `{}`: {error}", source.shown());
    let failure = Failure::unusable(told);
    match strict {
        true => {
            failure.hint("mend that place, or leave out --strict to skip units that are broken")
        }
        false => failure.hint(
            "nothing was imported; export it once more where it comes from, or mend that place",
        ),
    }
}

/// The texts of the units of a file that have both languages.
///
/// # Errors
///
/// When the file cannot be read or is damaged.
pub(crate) fn pairs(
    (source, format): (&Source, Format),
    pair: &WorkingPair,
) -> Result<Vec<(String, String)>, Failure> {
    let broken = |error: ReadError| not_readable(source, &error, false);
    let input = source.open().map_err(|error| source.failed(&error))?;
    let mut pairs = Vec::new();
    for unit in UnitReader::new(input, format, ReadOptions::default()).map_err(broken)? {
        crate::interrupt::check()?;
        let unit = unit.map_err(broken)?;
        let side = |lang| {
            unit.variant(lang)
                .map(|variant| variant.segment.plain_text())
        };
        pairs.extend(side(&pair.source).zip(side(&pair.target)));
    }
    Ok(pairs)
}

/// A name beside the termbase, not taken yet, for the list of units that were taken out.
pub(crate) fn list_of_removed(database: &Path) -> PathBuf {
    let folder = database.parent().unwrap_or(Path::new(""));
    let numbered = (2..).map(|number| format!("removed-units-{number}.tsv"));
    let mut names = std::iter::once("removed-units.tsv".to_owned()).chain(numbered);
    names
        .find_map(|name| Some(folder.join(name)).filter(|path| !path.exists()))
        .unwrap_or_else(|| folder.join("removed-units.tsv"))
}

/// Writes the list of units that were taken out.
///
/// # Errors
///
/// When it cannot be written.
pub(crate) fn write_removed(path: &Path, lines: &[String]) -> Result<(), Failure> {
    crate::files::write_whole(path, |out| {
        let heading = ["flaw", "reason", "source", "target", "origin", "unit"];
        io::Write::write_all(out, to_tsv_line(&heading).as_bytes())?;
        for line in lines {
            io::Write::write_all(out, line.as_bytes())?;
        }
        Ok(())
    })
}
