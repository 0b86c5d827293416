//! `forget`: texts taken out of use.

use glossary::store::Reader;
use serde_json::json;

use super::Outcome;
use crate::failure::Failure;
use crate::termbase;
use crate::ui::Ui;

/// Remove texts from those that are counted and shown
///
/// Entries and decisions stay. Adding the same text again brings it back.
///
/// Examples:
///   shuyu forget draft.txt
///   shuyu forget "#3"
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Names of texts, or their numbers like "#3"
    #[arg(required = true, value_name = "TEXT")]
    texts: Vec<String>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let mut store = termbase::open_existing(ui)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let mut forgotten = Vec::new();
    for name in &args.texts {
        let (id, name) = only_text(work.read(), name)?;
        work.forget_text(id)?;
        forgotten.push((id, name));
    }
    if !ui.is_dry_run() {
        work.commit()?;
    }
    for (id, name) in forgotten {
        if ui.is_json() {
            ui.json(&json!({ "forgotten": id, "name": name }))?;
        } else {
            ui.message(&format!("{}forgot {name} (#{id})", super::would(ui)));
        }
    }
    ui.next_step("shuyu extract");
    Ok(Outcome::Done)
}

/// The text with this number, name or file name.
pub(super) fn only_text(reader: Reader<'_>, name: &str) -> Result<(i64, String), Failure> {
    let texts = reader.texts()?;
    let slashed = name.replace('\\', "/");
    let number = name
        .strip_prefix(['#', '＃'])
        .and_then(|digits| digits.parse::<i64>().ok());
    let matching: Vec<_> = texts
        .iter()
        .filter(|text| match number {
            Some(id) => text.id == id,
            None => text.name == slashed || text.name.rsplit('/').next() == Some(&slashed),
        })
        .collect();
    match matching.as_slice() {
        [text] => Ok((text.id, text.name.clone())),
        [] => Err(Failure::unusable(format!("there is no text `{name}`"))
            .hint("`shuyu texts` lists them")),
        several => {
            let ids: Vec<String> = several.iter().map(|text| format!("#{}", text.id)).collect();
            Err(Failure::usage(format!(
                "`{name}` names {} texts: {}",
                ids.len(),
                ids.join(", ")
            ))
            .hint(format!(
                "say which one, like \"{}\", in quotation marks",
                ids[0]
            )))
        }
    }
}
