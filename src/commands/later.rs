//! `later`: candidates put off.

use glossary::store::Verdict;

use super::Outcome;
use super::verdict::{Terms, decide};
use crate::ui::Ui;

/// Put terms off: they are proposed again after all others
///
/// Examples:
///   shuyu later 综合数字服务平台
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
    decide(&args.terms, Verdict::Later, args.reason.as_deref(), ui)
}
