//! `backup`: a copy of the termbase that is known to be whole.

use std::path::PathBuf;

use glossary::store::{StoreError, back_up};
use serde_json::json;

use super::Outcome;
use crate::backups;
use crate::failure::Failure;
use crate::ui::Ui;

/// Copy the termbase to a file
///
/// The copy is made while others may work on the termbase, and checked. Without
/// FILE it goes into a folder beside the termbase, named after the time. Copies
/// are also made there before merge, import, sync and restore; the ten newest
/// of those are kept, yours are never removed.
///
/// Examples:
///   shuyu backup
///   shuyu backup /media/stick/glossary.db
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Where the copy goes; there must be no such file
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let path = ui.database()?.path;
    ui.works_on(&path);
    if !path.exists() {
        return Err(Failure::from(StoreError::Missing(path)).into());
    }
    let copy = match &args.file {
        Some(file) => file.clone(),
        None => backups::free_name(&backups::folder(&path), &backups::time(ui)?),
    };
    if !ui.is_dry_run() {
        if args.file.is_none() {
            let folder = backups::folder(&path);
            std::fs::create_dir_all(&folder)
                .map_err(|error| Failure::io("make", &folder, &error))?;
        }
        back_up(&path, &copy).map_err(|error| backups::cannot_copy(error, &copy))?;
    }
    if ui.is_json() {
        ui.json(&json!({ "copy": crate::files::stored_path(&copy) }))?;
    } else {
        ui.message(&format!(
            "{}copied the termbase to `{}`",
            super::would(ui),
            copy.display()
        ));
    }
    Ok(Outcome::Done)
}
