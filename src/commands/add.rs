//! `add`: texts registered.

use std::path::PathBuf;

use glossary::mine::{MinedText, NearCopy, Repetitions};
use glossary::store::{Access, Added, NewText, Reader, Work};
use glossary::text::RepairReport;
use serde_json::json;

use super::Outcome;
use crate::failure::Failure;
use crate::files;
use crate::reading::{self, Provenance, ReadOptions, Texts};
use crate::termbase;
use crate::ui::Ui;

/// Register texts
///
/// Texts are plain text, DOCX, ODT, HTML, EPUB, Markdown, PDF, PPTX and
/// subtitles (SRT, WebVTT). Encodings are detected, broken lines joined, page
/// numbers dropped, widths and hyphens made alike. The same content is
/// registered once.
///
/// Examples:
///   shuyu add speech.txt --source Xinhua --date 2023-05-19
///   shuyu add speeches/ *.txt
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Texts, folders or patterns; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    provenance: Provenance,

    #[command(flatten)]
    options: ReadOptions,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let paths = files::expand(&args.files)?;
    let mut texts = Texts::new(&paths, &args.options, &args.provenance, ui);
    // Before a termbase is made that would then be of no use.
    let mut next = texts.next(ui)?;
    let mut store = termbase::open(ui, Access::Write)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let mut registered = Registered::new(paths.len());
    while let Some(text) = next {
        registered.add(&mut work, &text, ui)?;
        next = texts.next(ui)?;
    }
    registered.tell(ui);
    tell_repetitions(work.read(), ui)?;
    if !ui.is_dry_run() {
        work.commit()?;
    }
    ui.next_step("shuyu extract");
    Ok(Outcome::Done)
}

/// Texts that are told one by one; of more only the sum is told.
const SHOWN: usize = 10;

/// What became of texts that were added.
pub(crate) struct Registered {
    /// Files that were given.
    files: usize,
    /// Texts that were read.
    pub(crate) texts: usize,
    known: usize,
    characters: usize,
    repairs: RepairReport,
}

impl Registered {
    /// None yet, of so many files.
    pub(crate) fn new(files: usize) -> Self {
        Self {
            files,
            texts: 0,
            known: 0,
            characters: 0,
            repairs: RepairReport::default(),
        }
    }

    /// Adds a text and tells what became of it; returns its number.
    pub(crate) fn add(
        &mut self,
        work: &mut Work<'_>,
        text: &NewText,
        ui: &mut Ui,
    ) -> Result<i64, Failure> {
        let added = work.add_text(text)?;
        let characters = text.body.chars().count();
        self.texts += 1;
        self.known += usize::from(matches!(added, Added::Known { .. }));
        self.characters += characters;
        self.repairs.add(&text.report);
        let fate = match &added {
            Added::New(_) => String::new(),
            Added::Updated { .. } => {
                " (the file has changed; its earlier content is dropped)".to_owned()
            }
            Added::Known { name, .. } if *name == text.name => " (known)".to_owned(),
            Added::Known { name, .. } => {
                format!(" (the same content as {name}; it counts once)")
            }
        };
        let (Added::New(id) | Added::Updated { id, .. } | Added::Known { id, .. }) = added;
        if ui.is_json() {
            ui.json(&json!({
                "id": id, "name": text.name, "lang": text.lang, "encoding": text.encoding,
                "new": !matches!(added, Added::Known { .. }),
                "characters": characters, "repairs": text.report,
            }))?;
        } else if self.files <= SHOWN {
            ui.message(&format!(
                "{}: {}, {}, {characters} characters{}{fate}",
                text.name,
                text.encoding,
                text.lang,
                reading::repairs(&text.report)
            ));
        }
        Ok(id)
    }

    /// Tells the sum.
    pub(crate) fn tell(&self, ui: &mut Ui) {
        if ui.is_json() || self.texts == 1 {
            return;
        }
        let details = if self.files > SHOWN {
            reading::repairs(&self.repairs)
        } else {
            String::new()
        };
        ui.message(&format!(
            "{}added {} of {} texts, {} known, {} characters{details}",
            super::would(ui),
            self.texts - self.known,
            self.texts,
            self.known,
            self.characters,
        ));
    }
}

/// Tells how much of the texts in use is repeated.
fn tell_repetitions(reader: Reader<'_>, ui: &mut Ui) -> Result<(), Failure> {
    let texts = termbase::chinese_texts(reader)?;
    let sources: Vec<MinedText<'_>> = texts.iter().map(MinedText::from).collect();
    let repetitions = Repetitions::count(&sources);
    let Repetitions {
        within,
        across,
        nearly,
        ..
    } = repetitions;
    if repetitions.repeated() > 0 {
        let nearly = match nearly {
            0 => String::new(),
            _ => format!(", {nearly} but for a few words"),
        };
        ui.message(&format!(
            "repeated sentences count once: {within} in the same text, {across} in another one{nearly}"
        ));
    }
    tell_near_copies(&NearCopy::find(&sources), ui);
    Ok(())
}

/// Tells which texts are for the most part the same as an earlier one.
pub(crate) fn tell_near_copies(copies: &[NearCopy], ui: &mut Ui) {
    for copy in copies.iter().take(SHOWN) {
        let NearCopy { name, of, .. } = copy;
        // The larger share tells more: a short text may hold little of the one it is taken from.
        ui.message(&if copy.repeats >= copy.held {
            format!("{name} repeats about {:.0} % of {of}", 100.0 * copy.repeats)
        } else {
            format!("about {:.0} % of {name} stands in {of}", 100.0 * copy.held)
        });
    }
    if copies.len() > SHOWN {
        ui.message(&format!(
            "{} more texts are near copies of others",
            copies.len() - SHOWN
        ));
    }
}
