//! `count`: texts as counts that can be merged.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use glossary::counts::{
    CountedText, CountsError, CountsSummary, are_counts, check_counts, merge_counts, read_counts,
    write_counts,
};
use glossary::mine::MinedText;
use glossary::store::NewText;
use tmx::LangTag;

use super::Outcome;
use crate::failure::Failure;
use crate::files;
use crate::reading::{self, Provenance, ReadOptions};
use crate::ui::Ui;

/// Count Chinese texts, so that counts can be merged and searched for candidates
///
/// A corpus too large for one sitting, or spread over several people, is counted
/// in parts. FILES may be texts and counts; the counts of parts, merged in any
/// order, are byte for byte the counts of the whole. They hold every sentence of
/// the texts: hand them on only where the texts may go as well.
///
/// Examples:
///   shuyu count speeches -o speeches.counts
///   shuyu count a.counts b.counts -o all.counts
///   shuyu extract --counts all.counts
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Texts, counts, folders or patterns; `-` is a text on standard input
    #[arg(value_name = "FILES", required = true)]
    files: Vec<PathBuf>,

    /// Write the counts to FILE
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    #[command(flatten)]
    options: ReadOptions,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let mut counts = Vec::new();
    let mut paths = Vec::new();
    for path in files::expand(&args.files)? {
        if is_counts_file(&path) {
            counts.push(path);
        } else {
            paths.push(path);
        }
    }
    let texts = if paths.is_empty() {
        Vec::new()
    } else {
        reading::read_texts(&paths, &args.options, &Provenance::default(), ui)?
    };
    let chinese: Vec<MinedText<'_>> = texts
        .iter()
        .filter(|text| text.lang.same_language(&LangTag::chinese()))
        .map(MinedText::from)
        .collect();
    if chinese.is_empty() && counts.is_empty() {
        return Err(Failure::unusable("none of the texts is Chinese")
            .hint("only Chinese texts are counted; give the Chinese ones")
            .into());
    }
    tell_left_out(&texts, chinese.len(), ui);
    let summary = ui.write_output(Some(&args.output), |out| {
        if counts.is_empty() {
            return Ok(write_counts(&chinese, out)?);
        }
        merge(&chinese, &counts, out)
    })?;
    ui.message(&format!(
        "counted {} texts, {} different sentences",
        summary.texts, summary.sentences
    ));
    ui.next_step("shuyu extract --counts FILE");
    Ok(Outcome::Done)
}

fn tell_left_out(texts: &[NewText], chinese: usize, ui: &mut Ui) {
    let others = texts.len() - chinese;
    if others > 0 {
        ui.warn(&format!("{others} texts are not Chinese and were left out"));
    }
}

fn merge(
    texts: &[MinedText<'_>],
    counts: &[PathBuf],
    out: &mut dyn std::io::Write,
) -> anyhow::Result<CountsSummary> {
    let mut parts: Vec<Box<dyn Read>> = Vec::new();
    for path in counts {
        // Damage is told by the file it is in, hence each is read through once before.
        check_counts(open(path)?).map_err(|error| not_usable(path, error))?;
        parts.push(Box::new(open(path)?));
    }
    if !texts.is_empty() {
        let mut bytes = Vec::new();
        write_counts(texts, &mut bytes)?;
        parts.push(Box::new(Cursor::new(bytes)));
    }
    Ok(merge_counts(parts, out)?)
}

/// The texts of a file of counts.
///
/// # Errors
///
/// When it cannot be read, is no file of counts, of a newer version or damaged.
pub(crate) fn read_file(path: &Path) -> Result<Vec<CountedText>, Failure> {
    read_counts(open(path)?).map_err(|error| not_usable(path, error))
}

fn not_usable(path: &Path, error: CountsError) -> Failure {
    let hint = match error {
        CountsError::Io(error) => return Failure::io("read", path, &error),
        CountsError::Foreign => "make counts of texts first: shuyu count TEXTS -o FILE",
        CountsError::Newer(_) => "read them with the version of shuyu that wrote them",
        _ => "count the texts again: shuyu count TEXTS -o FILE",
    };
    Failure::unusable(format!("cannot use `{}`: {error}", path.display())).hint(hint)
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|error| Failure::io("read", path, &error))
}

/// Whether a file is one of counts, by how it begins.
pub(crate) fn is_counts_file(path: &Path) -> bool {
    let mut head = [0; 8];
    path.is_file()
        && File::open(path)
            .and_then(|mut file| file.read_exact(&mut head))
            .is_ok()
        && are_counts(&head)
}
