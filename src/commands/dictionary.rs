//! `dictionary`: what the readings and suggestions are taken from.

use glossary::dictionary::Dictionary;

use super::Outcome;
use crate::listing::{ListOutput, Listing};
use crate::ui::Ui;

/// The dictionaries that readings and suggestions are taken from
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// List the dictionaries with size, origin and licence
    List {
        #[command(flatten)]
        output: ListOutput,
    },
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let Command::List { output } = &args.command;
    let info = Dictionary::built_in().info();
    let mut list = Listing::new(
        &[
            "dictionary",
            "entries",
            "date",
            "licence",
            "attribution",
            "origin",
        ],
        &["entries"],
    );
    let cells = vec![
        info.name.to_owned(),
        info.entries.to_string(),
        info.date.clone().unwrap_or_default(),
        info.licence.to_owned(),
        info.attribution.to_owned(),
        info.carrier.clone().map_or_else(
            || "built in".to_owned(),
            |carrier| format!("built in, from {carrier}"),
        ),
    ];
    list.push(cells, info);
    list.show(ui, output)?;
    Ok(Outcome::Done)
}
