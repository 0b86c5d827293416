//! `restore`: a copy of the termbase taken back.

use std::path::PathBuf;

use glossary::store::{StoreError, integrity, restore};
use serde_json::json;

use super::Outcome;
use crate::backups;
use crate::failure::Failure;
use crate::ui::Ui;

/// Put a copy in the place of the termbase
///
/// The copy is checked first. The termbase as it is now is kept beside it, even
/// if it is damaged. Nobody else may be working on it.
///
/// Examples:
///   shuyu restore shuyu.db-backups/20260518T000000Z.db
///   shuyu restore glossary.db --dry-run       only checks the copy
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// The copy
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let path = ui.database()?.path;
    let problems = integrity(&args.file)?;
    if let Some(problem) = problems.first() {
        return Err(Failure::from(StoreError::Damaged(problem.clone()))
            .within(&format!("checking `{}`: ", args.file.display()))
            .into());
    }
    let mut former = None;
    if !ui.is_dry_run() {
        former = match backups::make(ui, &path, "restore") {
            Ok(copy) => copy,
            // What is damaged is kept as it is: bytes, not a termbase.
            Err(_) => Some(keep_bytes(&path)?),
        };
        restore(&args.file, &path)?;
    }
    if ui.is_json() {
        ui.json(&json!({
            "restored": crate::files::stored_path(&args.file),
            "former": former.as_deref().map(crate::files::stored_path),
        }))?;
        return Ok(Outcome::Done);
    }
    ui.message(&format!(
        "{}put `{}` in the place of `{}`",
        super::would(ui),
        args.file.display(),
        path.display()
    ));
    if let Some(former) = former {
        ui.message(&format!("what was there is kept in `{}`", former.display()));
    }
    Ok(Outcome::Done)
}

fn keep_bytes(path: &std::path::Path) -> Result<PathBuf, Failure> {
    let folder = backups::folder(path);
    let made = std::fs::create_dir_all(&folder);
    made.map_err(|error| Failure::io("make", &folder, &error))?;
    let copy = backups::free_name(&folder, "damaged");
    let copied = std::fs::copy(path, &copy);
    copied.map_err(|error| {
        // A part of it is of no use to anybody.
        let _ = std::fs::remove_file(&copy);
        Failure::io("write", &copy, &error)
    })?;
    Ok(copy)
}
