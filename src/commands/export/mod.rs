//! `export`: files for translation tools.

mod hand_over;
mod lists;
mod srx;
mod summary;
mod tables;
mod tbx;
mod tmx;

use std::io::Write;
use std::path::{Path, PathBuf};

use ::tmx::{LangTag, Timestamp};
use glossary::entry::{AdministrativeStatus, ConceptEntry, PartialDate, TermSec};
use glossary::exchange::jsonl;
use glossary::exchange::tbx::TbxOptions;
use glossary::store::{Access, Reader, WorkingPair};
use serde::Serialize;

pub(crate) use self::summary::{Summary, describe_losses};
pub(crate) use self::tbx::{linked, write_tbx};
pub(crate) use self::tmx::{Memory, write_tmx};
use super::Outcome;
use crate::failure::Failure;
use crate::profile::{Place, Profile};
use crate::selection::Selection;
use crate::termbase;
use crate::ui::Ui;

/// Write the glossary or the memory for other programs
///
/// `tbx` is the glossary as TBX v2 Basic, which CAT tools read, or as TBX v3 in any
/// dialect and style; `tmx` is TMX 1.4b with all units of the memory and the term
/// pairs of the glossary; `tsv`, `csv` and `xlsx` are the glossary as a table,
/// `jsonl` is all that is known of the entries. The others are lists for one tool
/// each; omegat is a folder that OmegaT opens as it is. `srx` is where our own rules end
/// sentences, so that a tool cuts texts as the memory was cut; it needs no termbase. What a format has no place
/// for is told. Entries without an equivalent are left out of tbx and the lists
/// and counted. What is changed in a table comes back by `shuyu import`.
///
/// Examples:
///   shuyu export --to tbx -o glossary.tbx
///   shuyu export --to tbx --tbx-version 3 --dialect linguist -o glossary.tbx
///   shuyu export --to tmx -o memory.tmx
///   shuyu export --to csv --bom -o glossary.csv
///   shuyu export --to xlsx -o glossary.xlsx
///   shuyu export --to omegat -o project
///   shuyu export --to deepl -o glossary.tsv
///   shuyu export --to srx -o rules.srx
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Format of the file
    #[arg(long, value_name = "FORMAT")]
    to: Format,

    /// Write to PATH [default: standard output]
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,

    /// Only equivalents with this status: preferred, admitted, deprecated,
    /// superseded (can be repeated)
    #[arg(long, value_name = "S")]
    status: Vec<AdministrativeStatus>,

    #[command(flatten)]
    selection: Selection,

    /// Leave out equivalents taken from this source, such as CC-CEDICT (can be
    /// repeated)
    #[arg(long, value_name = "S")]
    without_source: Vec<String>,

    /// The equivalents that were official on D: YYYY, YYYY-MM or YYYY-MM-DD
    #[arg(long, value_name = "D")]
    as_of: Option<PartialDate>,

    #[command(flatten)]
    flavour: tbx::Flavour,

    #[command(flatten)]
    level: tmx::Level,

    #[command(flatten)]
    sentences: srx::Sentences,

    /// Language tag that the file gives the Chinese
    #[arg(long, value_name = "T", default_value = "zh-CN")]
    zh_tag: LangTag,

    /// Language tag that the file gives the English
    #[arg(long, value_name = "T", default_value = "en")]
    en_tag: LangTag,

    /// Write entries without an equivalent too (tbx and lists)
    #[arg(long)]
    include_incomplete: bool,

    /// Write equivalents that are never to be used too, marked as such
    #[arg(long)]
    include_forbidden: bool,

    /// Begin a csv or tsv file with a byte order mark, as Excel wants it
    #[arg(long)]
    bom: bool,
}

/// What `export` can write.
#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// TBX, v2 Basic if nothing else is said
    Tbx,
    /// TMX 1.4b
    Tmx,
    /// Comma-separated table, safe to open in Excel
    Csv,
    /// Tab-separated table
    Tsv,
    /// Excel workbook
    Xlsx,
    /// Lines of JSON, a whole entry each
    Jsonl,
    /// Project folder of OmegaT: glossary, memory, forbidden terms apart
    Omegat,
    /// CSV for Weblate
    Weblate,
    /// CSV for memoQ
    Memoq,
    /// CSV for MateCat
    Matecat,
    /// Two columns for DeepL, a term once, within its limits
    Deepl,
    /// MultiTerm XML in UTF-16
    Multiterm,
    /// UTX 1.11
    Utx,
    /// Notes for Anki, with pinyin
    Anki,
    /// SRX 2.0: the rules by which texts are cut into sentences
    Srx,
}

impl Format {
    /// The tool it is for, if it is for one.
    fn profile(self) -> Option<Profile> {
        Some(match self {
            Self::Omegat => Profile::Omegat,
            Self::Weblate => Profile::Weblate,
            Self::Memoq => Profile::Memoq,
            Self::Matecat => Profile::Matecat,
            Self::Deepl => Profile::Deepl,
            Self::Multiterm => Profile::Multiterm,
            Self::Utx => Profile::Utx,
            Self::Anki => Profile::Anki,
            Self::Tbx
            | Self::Tmx
            | Self::Csv
            | Self::Tsv
            | Self::Xlsx
            | Self::Jsonl
            | Self::Srx => {
                return None;
            }
        })
    }
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    if args.to == Format::Srx {
        srx::run(args, ui)?;
        return Ok(Outcome::Done);
    }
    let store = termbase::open(ui, Access::Read)?;
    let reader = store.read();
    if args.to == Format::Xlsx && !args.to_file() && ui.is_terminal() {
        return Err(
            Failure::usage("a workbook is nothing to show on a terminal")
                .hint("write it to a file: shuyu export --to xlsx -o glossary.xlsx")
                .into(),
        );
    }
    let pair = WorkingPair {
        source: args.zh_tag.clone(),
        target: args.en_tag.clone(),
    };
    if args.flavour.is_named() && args.to != Format::Tbx {
        let message = "--tbx-version, --dialect and --style are for tbx alone";
        return Err(Failure::usage(message)
            .hint("leave them out, or write --to tbx")
            .into());
    }
    args.flavour.chosen()?;
    if args.level.is_named() && args.to != Format::Tmx {
        let message = "--tmx-level and --all-languages are for tmx alone";
        return Err(Failure::usage(message)
            .hint("leave them out, or write --to tmx")
            .into());
    }
    if args.sentences.is_named() {
        let message = "--break-at-semicolons is for srx alone";
        return Err(Failure::usage(message)
            .hint("leave it out, or write --to srx")
            .into());
    }
    let entries = || entries(reader, args);
    let now = ui.now()?;
    if ui.is_dry_run() {
        let summary = write(args, reader, &pair, now, entries, &mut std::io::sink())?;
        ui.message(&format!("would write {}", describe(args.to, &summary)));
        tell_lost(args, &summary, ui)?;
        return Ok(Outcome::Done);
    }
    let profile = args.to.profile().map(Profile::wants);
    let summary = match profile {
        Some(wants) if wants.place == Place::Folder => {
            let folder = args.output.as_deref().filter(|_| args.to_file());
            let folder = folder.ok_or_else(|| {
                Failure::usage("a project is a folder, which needs a name")
                    .hint("write it into one: shuyu export --to omegat -o project")
            })?;
            // Before anything is made.
            write(args, reader, &pair, now, entries, &mut std::io::sink())?;
            let options = lists::options(args, wants.list, &pair, now);
            lists::OmegatProject {
                folder,
                reader,
                options,
                now,
                entries,
            }
            .write()?
        }
        _ => ui.write_output(args.output.as_deref(), |out| {
            write(args, reader, &pair, now, entries, out)
        })?,
    };
    if ui.is_json() && args.to_file() {
        ui.json(&serde_json::json!({ "format": args.to, "summary": summary }))?;
        return Ok(Outcome::Done);
    }
    ui.message(&format!("wrote {}", describe(args.to, &summary)));
    tell_lost(args, &summary, ui)?;
    if let Some(wants) = profile.filter(|_| args.to_file()) {
        ui.message(&format!("next: {}", wants.next));
    }
    Ok(Outcome::Done)
}

/// Tells of what the format has no place for, a line a field.
fn tell_lost(args: &Args, summary: &Summary, ui: &mut Ui) -> Result<(), Failure> {
    let format = match args.to.profile() {
        Some(profile) => profile.wants().name.to_owned(),
        None => args.flavour.chosen()?.name(),
    };
    for lost in &summary.lost {
        ui.message(&lost.told(&format));
    }
    Ok(())
}

impl Args {
    /// Whether any option is named that is about entries or their form.
    fn chooses(&self) -> bool {
        !self.status.is_empty()
            || !self.selection.filter().admits_all()
            || !self.without_source.is_empty()
            || self.as_of.is_some()
            || self.flavour.is_named()
            || self.level.is_named()
            || self.include_incomplete
            || self.include_forbidden
            || self.bom
    }

    /// Whether the output goes to a file, not to standard output.
    fn to_file(&self) -> bool {
        let stdout = Path::new(crate::files::STDIO);
        self.output.as_deref().is_some_and(|path| path != stdout)
    }
}

fn describe(format: Format, summary: &Summary) -> String {
    let noun = match (format, summary.written) {
        (Format::Tbx | Format::Jsonl, 1) => "entry",
        (Format::Tbx | Format::Jsonl, _) => "entries",
        (Format::Tmx, 1) => "unit",
        (Format::Tmx, _) => "units",
        (Format::Srx, _) => "rules",
        (_, 1) => match format.profile() {
            Some(profile) => profile.wants().records[0],
            None => "row",
        },
        _ => match format.profile() {
            Some(profile) => profile.wants().records[1],
            None => "rows",
        },
    };
    format!("{} {noun}{}", summary.written, describe_losses(summary))
}

fn write<'r, I>(
    args: &Args,
    reader: Reader<'r>,
    pair: &WorkingPair,
    now: i64,
    entries: impl Fn() -> I,
    out: &mut (dyn Write + Send),
) -> anyhow::Result<Summary>
where
    I: Iterator<Item = Result<ConceptEntry, Failure>> + 'r,
{
    let summary = match args.to {
        Format::Tbx => {
            let mut options = TbxOptions {
                flavour: args.flavour.chosen()?,
                source_tag: pair.source.clone(),
                target_tag: pair.target.clone(),
                date: Some(Timestamp::from_seconds(now)),
                as_of: args.as_of,
                include_forbidden: args.include_forbidden,
                include_incomplete: args.include_incomplete,
                ..TbxOptions::default()
            };
            if reader.has_relations()? {
                options.linked = linked(&options, entries())?;
            }
            write_tbx(out, options, entries())?
        }
        Format::Tmx => {
            let memory = Memory {
                pair,
                now,
                as_of: args.as_of.as_ref(),
                options: args.level.options(),
            };
            write_tmx(out, reader, memory, entries())?
        }
        Format::Csv | Format::Tsv | Format::Xlsx => tables::write_rows(args, pair, entries(), out)?,
        Format::Jsonl => write_lines(entries(), out)?,
        Format::Srx => args.sentences.write(out)?,
        Format::Omegat
        | Format::Weblate
        | Format::Memoq
        | Format::Matecat
        | Format::Deepl
        | Format::Multiterm
        | Format::Utx
        | Format::Anki => match args.to.profile().map(Profile::wants) {
            Some(wants) => {
                let options = lists::options(args, wants.list, pair, now);
                lists::write_list(out, options, entries())?
            }
            None => Summary::default(),
        },
    };
    // An old export is worth more than an empty one.
    if summary.written == 0 {
        return Err(nothing_to_write(args).into());
    }
    Ok(summary)
}

fn nothing_to_write(args: &Args) -> Failure {
    let what = match args.to {
        format if format == Format::Tbx || format.profile().is_some() => "entry with an equivalent",
        Format::Tmx => "unit and no entry with an equivalent",
        _ => "entry",
    };
    let failure = Failure::unusable(format!("there is no {what} to write"));
    if !args.status.is_empty()
        || !args.selection.filter().admits_all()
        || !args.without_source.is_empty()
        || args.as_of.is_some()
    {
        return failure.hint("leave out --status, --subject, --customer, --project, --state, --without-source or --as-of");
    }
    failure.hint("accept a term with its English first: shuyu accept TERM --en \"...\"")
}

fn write_lines(
    entries: impl Iterator<Item = Result<ConceptEntry, Failure>>,
    out: &mut dyn Write,
) -> anyhow::Result<Summary> {
    let mut summary = Summary::default();
    for entry in entries {
        crate::interrupt::check()?;
        jsonl::write_entry(out, &entry?, summary.written)?;
        summary.written += 1;
    }
    Ok(summary)
}

/// The entries that were asked for, with the equivalents that were asked for.
fn entries<'r>(
    reader: Reader<'r>,
    args: &Args,
) -> impl Iterator<Item = Result<ConceptEntry, Failure>> + 'r {
    let (filter, as_of) = (args.selection.filter(), args.as_of);
    let (statuses, sources) = (args.status.clone(), args.without_source.clone());
    let target = args.en_tag.clone();
    let wanted = move |term: &TermSec| {
        let status = term.status(as_of.as_ref());
        let source = term.source(as_of.as_ref());
        (statuses.is_empty() || status.is_some_and(|status| statuses.contains(&status)))
            && !source.is_some_and(|source| sources.iter().any(|out| out == source))
    };
    let entries = reader.concepts();
    entries
        .map(|entry| entry.map_err(Failure::from))
        .filter(move |entry| entry.as_ref().map_or(true, |entry| filter.admits(entry)))
        .map(move |entry| {
            entry.map(|mut entry| {
                for section in &mut entry.languages {
                    if section.lang.same_language(&target) {
                        section.terms.retain(|term| wanted(term));
                    }
                }
                entry
            })
        })
}
