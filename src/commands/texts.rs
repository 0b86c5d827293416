//! `texts`: the registered texts.

use glossary::mine::{MinedText, NearCopy};
use glossary::store::Access;

use super::{Outcome, add};
use crate::listing::{ListOutput, Listing};
use crate::termbase;
use crate::ui::Ui;

/// List the registered texts
///
/// Texts that are for the most part the same as another one are named below the
/// list: for the frequency "documents" they count as one.
///
/// Examples:
///   shuyu texts
///   shuyu texts --json
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    #[command(flatten)]
    output: ListOutput,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let store = termbase::open(ui, Access::Read)?;
    let mut list = Listing::new(
        &[
            "text",
            "id",
            "language",
            "characters",
            "encoding",
            "date",
            "source",
        ],
        &["id", "characters"],
    );
    for text in store.read().texts()? {
        let cells = vec![
            text.name.clone(),
            format!("#{}", text.id),
            text.lang.to_string(),
            text.characters.to_string(),
            text.encoding.clone(),
            text.date.map(|date| date.to_string()).unwrap_or_default(),
            text.source.clone().unwrap_or_default(),
        ];
        list.push(cells, text);
    }
    list.show(ui, &args.output)?;
    if list.is_empty() {
        ui.message("no text is registered");
        ui.next_step("shuyu add TEXTS");
        return Ok(Outcome::No);
    }
    let chinese = termbase::chinese_texts(store.read())?;
    let sources: Vec<MinedText<'_>> = chinese.iter().map(MinedText::from).collect();
    add::tell_near_copies(&NearCopy::find(&sources), ui);
    Ok(Outcome::Done)
}
