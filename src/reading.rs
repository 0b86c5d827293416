//! Texts from files into the termbase: read, decoded, repaired, and what was done told.

use std::path::{Path, PathBuf};

use glossary::entry::PartialDate;
use glossary::store::NewText;
use glossary::text::{Decoded, RepairReport, TextEncoding, bytes_hash, decode, repair};
use tmx::LangTag;

use crate::failure::Failure;
use crate::files;
use crate::ui::Ui;

/// What the user says about texts that are read.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct ReadOptions {
    /// Encoding of the texts, such as UTF-8 or GB18030 [default: detected]
    #[arg(long, value_name = "E")]
    pub(crate) encoding: Option<TextEncoding>,

    /// Stop at a text that cannot be read or has undecodable bytes, instead of
    /// warning and going on
    #[arg(long)]
    pub(crate) strict: bool,
}

/// What the user says about where texts come from.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct Provenance {
    /// Where the texts come from, such as a publisher or an occasion
    #[arg(long, value_name = "S")]
    pub(crate) source: Option<String>,

    /// Date of the texts: YYYY, YYYY-MM or YYYY-MM-DD
    #[arg(long, value_name = "D")]
    pub(crate) date: Option<PartialDate>,

    /// Language of the texts [default: Chinese or English, as they look]
    #[arg(long, value_name = "L")]
    pub(crate) lang: Option<LangTag>,
}

/// Reads the texts; one among several that cannot be read is told and left out, unless `strict`.
///
/// # Errors
///
/// When the only text cannot be read, or with `strict` any of them.
pub(crate) fn read_texts(
    paths: &[PathBuf],
    options: &ReadOptions,
    provenance: &Provenance,
    ui: &mut Ui,
) -> Result<Vec<NewText>, Failure> {
    let mut texts = Vec::with_capacity(paths.len());
    let progress = ui.progress("reading", Some(paths.len() as u64));
    for path in paths {
        crate::interrupt::check()?;
        match read_text(path, options, provenance) {
            Ok((text, decoded)) => {
                tell(&text, &decoded, ui);
                texts.push(text);
            }
            Err(failure) if options.strict || paths.len() == 1 => return Err(failure),
            Err(failure) => match failure.advice() {
                Some(advice) => ui.warn(&format!("left out: {failure}; {advice}")),
                None => ui.warn(&format!("left out: {failure}")),
            },
        }
        progress.advance(1);
    }
    if texts.is_empty() {
        return Err(Failure::unusable("none of the texts could be read")
            .hint("see the warnings above; `--encoding` names an encoding that is not detected"));
    }
    Ok(texts)
}

fn read_text(
    path: &Path,
    options: &ReadOptions,
    provenance: &Provenance,
) -> Result<(NewText, Decoded), Failure> {
    let bytes = files::read_bytes(path)?;
    let decoded =
        decode(&bytes, options.encoding).map_err(|error| files::not_a_text(path, &error))?;
    if options.strict
        && let Some(offset) = decoded.first_undecodable
    {
        return Err(Failure::unusable(format!(
            "`{}` has {} undecodable places in {}, the first at byte {offset}",
            path.display(),
            decoded.undecodable,
            decoded.encoding
        ))
        .hint("name the right encoding with `--encoding`, or leave `--strict` out"));
    }
    let repaired = repair(&decoded.text);
    let lang = match &provenance.lang {
        Some(lang) => lang.clone(),
        None if glossary::words::is_mostly_han(&repaired.body) => LangTag::chinese(),
        None => LangTag::english(),
    };
    let text = NewText {
        name: files::stored_path(path),
        lang,
        encoding: decoded.encoding.to_string(),
        source: provenance.source.clone(),
        date: provenance.date,
        raw_hash: bytes_hash(&bytes),
        body: repaired.body,
        map: repaired.map,
        report: repaired.report,
    };
    Ok((text, decoded))
}

fn tell(text: &NewText, decoded: &Decoded, ui: &mut Ui) {
    let how = if decoded.detected {
        "detected"
    } else {
        "as given"
    };
    ui.detail(&format!("{}: {} ({how})", text.name, text.encoding));
    if let Some(offset) = decoded.first_undecodable {
        ui.warn(&format!(
            "`{}` has {} places that mean nothing in {}, the first at byte {offset}; \
             if it is another encoding, name it with `--encoding`",
            text.name, decoded.undecodable, decoded.encoding
        ));
    }
}

/// What was repaired, as the end of a sentence.
pub(crate) fn repairs(report: &RepairReport) -> String {
    [
        (report.joined_lines, "broken lines joined"),
        (report.page_break_joins, "page breaks bridged"),
        (report.dropped_page_numbers, "page numbers dropped"),
        (report.folded_widths, "wide characters folded"),
        (report.folded_hyphens, "hyphens made alike"),
        (report.dropped_spaces, "stray spaces dropped"),
    ]
    .iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!(", {count} {what}"))
    .collect()
}
