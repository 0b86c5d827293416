//! The rules by which texts are cut into sentences.

use std::io::Write;

use ::tmx::sentence::SentenceConfig;
use ::tmx::srx::Rules;

use super::Args;
use super::summary::Summary;
use crate::failure::Failure;
use crate::ui::Ui;

/// Options that say where sentences end.
#[derive(clap::Args, Debug, Clone, Copy)]
pub(crate) struct Sentences {
    /// Also end sentences of srx at semicolons, as `align` does with the same option
    #[arg(long)]
    break_at_semicolons: bool,
}

impl Sentences {
    /// Whether any was named.
    pub(super) fn is_named(self) -> bool {
        self.break_at_semicolons
    }

    /// Writes our own rules.
    pub(super) fn write(self, out: &mut dyn Write) -> std::io::Result<Summary> {
        let rules = Rules::built_in(&SentenceConfig {
            break_at_semicolon: self.break_at_semicolons,
            ..SentenceConfig::default()
        });
        let illegal_characters = rules.write(out)?;
        let written = rules.languages.iter().map(|set| set.rules.len() as u64);
        Ok(Summary {
            written: written.sum(),
            illegal_characters,
            ..Summary::default()
        })
    }
}

/// Writes them to where `args` say; no termbase is needed.
///
/// # Errors
///
/// When the file cannot be written, or options are named that choose among entries.
pub(super) fn run(args: &Args, ui: &mut Ui) -> Result<(), Failure> {
    if args.chooses() {
        return Err(Failure::usage(
            "srx holds the rules for sentences and no entries to choose from",
        )
        .hint("leave out what is not --to, -o or --break-at-semicolons"));
    }
    let summary = ui.write_output(args.output.as_deref(), |out| {
        Ok(args.sentences.write(out)?)
    })?;
    if ui.is_json() && args.to_file() {
        return ui.json(&serde_json::json!({ "format": args.to, "summary": summary }));
    }
    let done = if ui.is_dry_run() {
        "would write"
    } else {
        "wrote"
    };
    ui.message(&format!("{done} {}", super::describe(args.to, &summary)));
    if args.to_file() && !ui.is_dry_run() {
        ui.message("next: give the file to your translation tool as its segmentation rules");
    }
    Ok(())
}
