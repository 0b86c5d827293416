//! Mining with a gauge on the terminal, and an end when Ctrl-C is pressed.

use std::num::NonZeroUsize;

use glossary::extract::{ExtractConfig, Watch};
use glossary::mine::{Mined, MinedText, mine_explained};

use crate::failure::Failure;
use crate::interrupt;
use crate::output::Progress;
use crate::reference::ReferenceTexts;
use crate::ui::Ui;

/// How much of the machine mining may use.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct MiningOptions {
    /// Threads to work with; the result is the same [default: all there are]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

impl MiningOptions {
    /// Extraction as these options want it.
    pub(crate) fn config(&self) -> ExtractConfig {
        ExtractConfig {
            threads: self.threads,
            ..ExtractConfig::default()
        }
    }
}

/// Mines texts, and explains where `terms` rank; how usual candidates are elsewhere is counted in
/// `reference`. A gauge tells how far it is.
///
/// # Errors
///
/// When Ctrl-C was pressed.
pub(crate) fn mine_texts(
    texts: &[MinedText<'_>],
    reference: &ReferenceTexts,
    config: &ExtractConfig,
    terms: &[String],
    ui: &Ui,
) -> Result<Mined, Failure> {
    let gauge = Gauge(ui.stages());
    mine_explained(texts, &reference.mined(), config, terms, &gauge)
        .ok_or_else(Failure::interrupted)
}

/// Shows how far mining is.
struct Gauge(Progress);

impl Watch for Gauge {
    fn begin(&self, stage: &'static str, bytes: usize) {
        self.0.begin(stage, bytes as u64);
    }

    fn advance(&self, bytes: usize) {
        self.0.advance(bytes as u64);
    }

    fn is_cancelled(&self) -> bool {
        interrupt::check().is_err()
    }
}
