//! Texts that are to be translated, as segments.

use std::path::PathBuf;

use glossary::store::WorkingPair;
use tmx::SentenceSplitter;

use crate::failure::Failure;
use crate::reading::{Provenance, ReadOptions, Texts};
use crate::ui::Ui;

/// A text as segments.
pub(crate) struct Segmented {
    /// Its path.
    pub(crate) name: String,
    /// Its sentences, in order.
    pub(crate) segments: Vec<String>,
}

impl Segmented {
    /// What stands before a segment; empty for nothing.
    pub(crate) fn before(&self, at: usize) -> &str {
        let before = at.checked_sub(1).and_then(|at| self.segments.get(at));
        before.map_or("", String::as_str)
    }

    /// What stands after a segment; empty for nothing.
    pub(crate) fn after(&self, at: usize) -> &str {
        self.segments.get(at + 1).map_or("", String::as_str)
    }
}

/// Hands the texts in files to `take`, one by one, cut into segments by `cut`. What is in another language than
/// is translated from is told.
///
/// # Errors
///
/// What reading them or `take` fails with.
pub(crate) fn each_text(
    files: &[PathBuf],
    options: &ReadOptions,
    pair: &WorkingPair,
    cut: &dyn SentenceSplitter,
    ui: &mut Ui,
    mut take: impl FnMut(Segmented, &mut Ui) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let paths = crate::files::expand(files)?;
    let provenance = Provenance::default();
    let mut texts = Texts::new(&paths, options, &provenance, ui);
    while let Some(text) = texts.next(ui)? {
        if !text.lang.same_language(&pair.source) {
            ui.warn(&format!(
                "`{}` does not look like {}, which is what the memory is searched for",
                text.name, pair.source
            ));
        }
        let ranges = cut.sentences(&text.body, &pair.source).into_iter();
        let segments = ranges.filter_map(|range| text.body.get(range));
        let segments = segments.map(str::to_owned).collect();
        take(
            Segmented {
                name: text.name,
                segments,
            },
            ui,
        )?;
    }
    Ok(())
}
