//! `doctor`: whether the termbase is whole, and what is odd in it.

use std::path::PathBuf;

use glossary::oddity::oddities;
use glossary::store::{Access, StoreError, integrity, salvage};
use serde_json::json;

use super::Outcome;
use crate::failure::Failure;
use crate::termbase;
use crate::ui::Ui;

/// Check the termbase: whether it is whole, and what is odd in its entries
///
/// Looks for damage in the file and for what nobody sees: invisible characters,
/// characters that look like others, letters of several alphabets in one word,
/// blanks too many; and for related entries that are not there. Exit code 1 when
/// something was found, 5 when the file is damaged.
///
/// Examples:
///   shuyu doctor
///   shuyu doctor --salvage rescued.db      what can be read of a damaged file
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Bring what can be read of a damaged termbase into a new one, FILE
    #[arg(long, value_name = "FILE")]
    salvage: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let path = ui.database()?.path;
    ui.works_on(&path);
    if let Some(target) = &args.salvage {
        return rescue(&path, target, ui);
    }
    let damage = integrity(&path)?;
    if let Some(first) = damage.first() {
        for line in &damage {
            ui.warn(line);
        }
        return Err(Failure::from(StoreError::Damaged(first.clone())).into());
    }
    let store = termbase::open(ui, Access::Read)?;
    let reader = store.read();
    let (mut entries, mut found) = (0_usize, 0_usize);
    for id in reader.concept_ids()? {
        crate::interrupt::check()?;
        let entry = reader.concept(id)?;
        entries += 1;
        let odd = oddities(&entry).into_iter();
        let odd = odd.map(|it| (it.field, it.text, it.kind.to_string()));
        let dangling = reader.dangling(&entry)?.into_iter();
        let dangling = dangling.map(|it| {
            let field = it.relation.as_str().to_owned();
            (field, it.uid, "no entry has this uid".to_owned())
        });
        for (field, text, problem) in odd.chain(dangling) {
            found += 1;
            if ui.is_json() {
                ui.json(&json!({ "id": id, "field": field, "text": text, "problem": problem }))?;
            } else {
                ui.line(&format!("#{id}  {field}: {text}  ({problem})"))?;
            }
        }
    }
    if found == 0 {
        ui.message(&format!(
            "the file is whole; nothing odd in {entries} entries"
        ));
        return Ok(Outcome::Done);
    }
    ui.message(&format!(
        "the file is whole; {found} odd texts in {entries} entries"
    ));
    ui.next_step("shuyu edit \"#ID\"");
    Ok(Outcome::No)
}

fn rescue(
    path: &std::path::Path,
    target: &std::path::Path,
    ui: &mut Ui,
) -> anyhow::Result<Outcome> {
    if target.exists() {
        return Err(Failure::unusable(format!("`{}` exists", target.display()))
            .hint("name a file that is not there yet")
            .into());
    }
    if !path.exists() {
        return Err(Failure::from(StoreError::Missing(path.to_owned())).into());
    }
    if ui.is_dry_run() {
        ui.message(&format!("would have written `{}`", target.display()));
        return Ok(Outcome::Done);
    }
    let counts = salvage(path, target)?;
    if ui.is_json() {
        let counts: serde_json::Map<_, _> = counts
            .into_iter()
            .map(|(table, count)| (table, count.into()))
            .collect();
        ui.json(&json!({ "written": crate::files::stored_path(target), "rows": counts }))?;
        return Ok(Outcome::Done);
    }
    for (table, count) in counts.iter().filter(|(_, count)| *count > 0) {
        ui.line(&format!("{table}  {count}"))?;
    }
    ui.message(&format!(
        "what could be read is in `{}`; look at it with `shuyu -d {} status`",
        target.display(),
        target.display()
    ));
    Ok(Outcome::Done)
}
