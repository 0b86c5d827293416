//! The rules by which texts are cut into sentences: those that are built in, or those of a file.

use std::path::{Path, PathBuf};

use glossary::store::WorkingPair;
use tmx::SentenceSplitter;
use tmx::sentence::SentenceConfig;
use tmx::srx::{Remark, Rules, Segmenters};

use crate::failure::Failure;
use crate::files;
use crate::ui::Ui;

/// Where sentences end.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct SegmentationOption {
    /// End sentences where FILE says: the segmentation rules of a translation tool
    /// (SRX) [default: our own rules]
    #[arg(long, value_name = "FILE")]
    segmentation: Option<PathBuf>,
}

/// Remarks on rules that are told one by one.
const TOLD: usize = 5;

impl SegmentationOption {
    /// The file with the rules, if one is named.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.segmentation.as_deref()
    }

    /// What cuts texts in the two languages: the rules of the file, else our own under `config`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is no SRX or has no rules for one of the languages; with
    /// `strict` also when a rule of it cannot be used.
    pub(crate) fn splitter(
        &self,
        config: SentenceConfig,
        pair: &WorkingPair,
        strict: bool,
        ui: &mut Ui,
    ) -> Result<Box<dyn SentenceSplitter>, Failure> {
        match &self.segmentation {
            None => Ok(Box::new(config)),
            Some(path) => Ok(Box::new(read(path, pair, strict, ui)?)),
        }
    }
}

fn read(path: &Path, pair: &WorkingPair, strict: bool, ui: &mut Ui) -> Result<Segmenters, Failure> {
    let name = files::shown_name(path);
    let bytes = files::read_bytes(path)?;
    let (rules, remarks) = Rules::read(&bytes[..], strict).map_err(|error| {
        let hint = match strict {
            true => "mend that place, or leave out --strict to do without rules that are broken",
            false => "give the segmentation rules of your translation tool, exported as SRX",
        };
        Failure::unusable(format!("cannot read the rules in `{name}`: {error}")).hint(hint)
    })?;
    tell(&name, &remarks, ui);
    let langs = [pair.source.clone(), pair.target.clone()];
    let segmenters = Segmenters::new(&rules, &langs).map_err(|error| {
        Failure::unusable(format!("cannot use the rules in `{name}`: {error}"))
            .hint("add a <languagemap> for it, or leave out --segmentation to use our own rules")
    })?;
    for (lang, taken) in segmenters.replaced() {
        ui.warn(&format!(
            "`{name}` has no rules for {lang}; those for {taken} are used"
        ));
    }
    Ok(segmenters)
}

fn tell(name: &str, remarks: &[Remark], ui: &mut Ui) {
    let (rules, others): (Vec<&Remark>, Vec<&Remark>) =
        remarks.iter().partition(|remark| remark.is_rule);
    for remark in rules.iter().take(TOLD) {
        ui.warn(&format!("`{name}`, {remark}"));
    }
    match rules.len().saturating_sub(TOLD) {
        0 => {}
        more => ui.warn(&format!(
            "`{name}`: {more} more rules cannot be used; `--strict` stops at the first"
        )),
    }
    if let [first, more @ ..] = others.as_slice() {
        let more = match more.len() {
            0 => String::new(),
            more => format!(" (and {more} more such places)"),
        };
        ui.detail(&format!("`{name}`, {first}{more}"));
    }
}
