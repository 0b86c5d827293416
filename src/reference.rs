//! The texts that candidates are compared with: from files, counts and termbases.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use glossary::mine::MinedText;
use glossary::store::{Access, Store};
use tmx::LangTag;

use crate::commands::count;
use crate::failure::Failure;
use crate::files;
use crate::reading::{self, Provenance, ReadOptions};
use crate::termbase;
use crate::ui::Ui;

/// How an SQLite database begins.
const DATABASE: &[u8; 16] = b"SQLite format 3\0";

/// What the user compares candidates with.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct ReferenceOption {
    /// Compare with FILE, and rank what is as usual there lower: texts, folders,
    /// patterns, counts, or a termbase with its texts (can be repeated)
    #[arg(long, value_name = "FILE")]
    reference: Vec<PathBuf>,
}

/// Chinese texts to compare candidates with; none where there is nothing to compare.
#[derive(Debug, Clone, Default)]
pub(crate) struct ReferenceTexts {
    /// Names and bodies.
    texts: Vec<(String, String)>,
}

impl ReferenceTexts {
    /// The texts as mining takes them.
    pub(crate) fn mined(&self) -> Vec<MinedText<'_>> {
        let texts = self.texts.iter();
        texts.map(|(name, body)| MinedText { name, body }).collect()
    }
}

impl ReferenceOption {
    /// Reads what was given.
    ///
    /// # Errors
    ///
    /// When something cannot be read, or nothing of it is Chinese.
    pub(crate) fn read(
        &self,
        options: &ReadOptions,
        ui: &mut Ui,
    ) -> Result<ReferenceTexts, Failure> {
        let mut texts = Vec::new();
        if self.reference.is_empty() {
            return Ok(ReferenceTexts { texts });
        }
        let mut plain = Vec::new();
        for path in files::expand(&self.reference)? {
            if count::is_counts_file(&path) {
                let counted = count::read_file(&path)?.into_iter();
                texts.extend(counted.map(|text| (text.name, text.body)));
            } else if is_database(&path) {
                let store = Store::open(&path, Access::Read)?;
                let stored = termbase::chinese_texts(store.read())?.into_iter();
                texts.extend(stored.map(|text| (text.summary.name, text.body)));
            } else {
                plain.push(path);
            }
        }
        if !plain.is_empty() {
            let read = reading::read_texts(&plain, options, &Provenance::default(), ui)?;
            let all = read.len();
            let chinese: Vec<_> = read
                .into_iter()
                .filter(|text| text.lang.same_language(&LangTag::chinese()))
                .map(|text| (text.name, text.body))
                .collect();
            if !chinese.is_empty() && chinese.len() < all {
                ui.warn(&format!(
                    "{} texts of the reference are not Chinese and were left out",
                    all - chinese.len()
                ));
            }
            texts.extend(chinese);
        }
        if texts.iter().all(|(_, body)| body.trim().is_empty()) {
            return Err(Failure::unusable("the reference holds no Chinese text")
                .hint("give Chinese texts, counts of them, or a termbase they were added to"));
        }
        Ok(ReferenceTexts { texts })
    }
}

fn is_database(path: &Path) -> bool {
    let mut head = [0; 16];
    path.is_file()
        && File::open(path)
            .and_then(|mut file| file.read_exact(&mut head))
            .is_ok()
        && head == *DATABASE
}
