//! `add`: texts registered.

use std::path::PathBuf;

use glossary::mine::{MinedText, Repetitions};
use glossary::store::{Access, Added, NewText, Reader, Work};
use glossary::text::RepairReport;
use serde_json::json;

use super::Outcome;
use crate::failure::Failure;
use crate::files;
use crate::reading::{self, Provenance, ReadOptions};
use crate::termbase;
use crate::ui::Ui;

/// Register texts
///
/// Encodings are detected, broken lines joined, page numbers dropped, widths
/// and hyphens made alike. The same content is registered once.
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
    let texts = reading::read_texts(&paths, &args.options, &args.provenance, ui)?;
    let mut store = termbase::open(ui, Access::Write)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    register(&mut work, &texts, ui)?;
    tell_repetitions(work.read(), ui)?;
    if !ui.is_dry_run() {
        work.commit()?;
    }
    ui.next_step("shuyu extract");
    Ok(Outcome::Done)
}

/// Texts that are told one by one; of more only the sum is told.
const SHOWN: usize = 10;

/// Adds the texts and tells what became of each.
pub(crate) fn register(work: &mut Work<'_>, texts: &[NewText], ui: &mut Ui) -> Result<(), Failure> {
    let mut known = 0;
    for text in texts {
        crate::interrupt::check()?;
        let added = work.add_text(text)?;
        let fate = match &added {
            Added::New(_) => String::new(),
            Added::Updated { .. } => {
                " (the file has changed; its earlier content is dropped)".to_owned()
            }
            Added::Known { name, .. } if *name == text.name => {
                known += 1;
                " (known)".to_owned()
            }
            Added::Known { name, .. } => {
                known += 1;
                format!(" (the same content as {name}; it counts once)")
            }
        };
        if ui.is_json() {
            let (Added::New(id) | Added::Updated { id, .. } | Added::Known { id, .. }) = added;
            ui.json(&json!({
                "id": id, "name": text.name, "lang": text.lang, "encoding": text.encoding,
                "new": !matches!(added, Added::Known { .. }),
                "characters": text.body.chars().count(), "repairs": text.report,
            }))?;
        } else if texts.len() <= SHOWN {
            let characters = text.body.chars().count();
            ui.message(&format!(
                "{}: {}, {}, {characters} characters{}{fate}",
                text.name,
                text.encoding,
                text.lang,
                reading::repairs(&text.report)
            ));
        }
    }
    if !ui.is_json() && texts.len() != 1 {
        let characters: usize = texts.iter().map(|text| text.body.chars().count()).sum();
        let mut repairs = RepairReport::default();
        texts.iter().for_each(|text| repairs.add(&text.report));
        let details = if texts.len() > SHOWN {
            reading::repairs(&repairs)
        } else {
            String::new()
        };
        ui.message(&format!(
            "{}added {} of {} texts, {known} known, {characters} characters{details}",
            super::would(ui),
            texts.len() - known,
            texts.len(),
        ));
    }
    Ok(())
}

/// Tells how many sentences of the texts in use are repeated.
fn tell_repetitions(reader: Reader<'_>, ui: &mut Ui) -> Result<(), Failure> {
    let texts = termbase::chinese_texts(reader)?;
    let sources: Vec<MinedText<'_>> = texts.iter().map(MinedText::from).collect();
    let Repetitions { within, across, .. } = Repetitions::count(&sources);
    if within + across > 0 {
        ui.message(&format!(
            "repeated sentences count once: {within} in the same text, {across} in another one"
        ));
    }
    Ok(())
}
