//! `add`: texts registered.

use std::path::PathBuf;

use glossary::store::{Access, Added, NewText, Work};
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
    if !ui.is_dry_run() {
        work.commit()?;
    }
    ui.next_step("shuyu extract");
    Ok(Outcome::Done)
}

/// Adds the texts and tells what became of each. Returns their numbers, in the same order.
pub(crate) fn register(
    work: &mut Work<'_>,
    texts: &[NewText],
    ui: &mut Ui,
) -> Result<Vec<i64>, Failure> {
    let mut ids = Vec::with_capacity(texts.len());
    let mut new = 0;
    for text in texts {
        crate::interrupt::check()?;
        let added = work.add_text(text)?;
        let id = match &added {
            Added::New(id) => {
                new += 1;
                *id
            }
            Added::Known { id, name } => {
                ui.detail(&format!(
                    "{} is there already, as {name} (#{id})",
                    text.name
                ));
                if !ui.is_json() && *name != text.name {
                    ui.warn(&format!(
                        "`{}` has the same content as `{name}`; it counts once",
                        text.name
                    ));
                }
                *id
            }
        };
        if ui.is_json() {
            ui.json(&json!({
                "id": id, "name": text.name, "lang": text.lang, "encoding": text.encoding,
                "new": matches!(added, Added::New(_)), "characters": text.body.chars().count(),
                "repairs": text.report,
            }))?;
        }
        ids.push(id);
    }
    if !ui.is_json() {
        let characters: usize = texts.iter().map(|text| text.body.chars().count()).sum();
        ui.message(&format!(
            "{}added {new} texts, {} known, {characters} characters{}",
            super::would(ui),
            texts.len() - new,
            total_repairs(texts)
        ));
    }
    Ok(ids)
}

fn total_repairs(texts: &[NewText]) -> String {
    let mut total = texts.first().cloned();
    if let Some(total) = &mut total {
        for text in texts.iter().skip(1) {
            total.report.add(&text.report);
        }
    }
    total.as_ref().map(reading::repairs).unwrap_or_default()
}
