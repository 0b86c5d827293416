//! `reject`: candidates put away for good.

use glossary::store::Verdict;

use super::Outcome;
use super::verdict::{Terms, decide};
use crate::ui::Ui;

/// Put terms away for good: they are not proposed again
///
/// `shuyu accept` or `shuyu later` takes it back.
///
/// Examples:
///   shuyu reject 国际合作 --reason "too general"
///   shuyu reject --input noise.txt
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    #[command(flatten)]
    terms: Terms,

    /// Why, in your words
    #[arg(long, value_name = "R")]
    reason: Option<String>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    decide(&args.terms, Verdict::Rejected, args.reason.as_deref(), ui)
}
