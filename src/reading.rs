//! Texts from files into the termbase: read one by one, repaired, and what was done told.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use glossary::entry::PartialDate;
use glossary::store::NewText;
use glossary::text::{
    ReadText, RepairReport, TextEncoding, TextFormat, bytes_hash, read_text, repair_wrapped,
};
use tmx::LangTag;

use crate::failure::{Failure, Kind};
use crate::files;
use crate::output::Progress;
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

/// Texts that are read one after the other, so that a folder of thousands is never held at once.
///
/// One among several that cannot be read is told and left out. With `strict` it is an error, and
/// since nothing is to be begun in vain then, all are read before the first is given out.
pub(crate) struct Texts<'a> {
    paths: std::slice::Iter<'a, PathBuf>,
    options: &'a ReadOptions,
    provenance: &'a Provenance,
    progress: Progress,
    /// With `strict`: those that were read.
    ready: Option<VecDeque<NewText>>,
    count: usize,
    read: usize,
    left_out: usize,
}

impl<'a> Texts<'a> {
    /// The texts in the files at `paths`.
    pub(crate) fn new(
        paths: &'a [PathBuf],
        options: &'a ReadOptions,
        provenance: &'a Provenance,
        ui: &Ui,
    ) -> Self {
        Self {
            paths: paths.iter(),
            options,
            provenance,
            progress: ui.progress("reading", Some(paths.len() as u64)),
            ready: None,
            count: paths.len(),
            read: 0,
            left_out: 0,
        }
    }

    /// Reads the next text that can be read; after the last one tells how many were left out.
    ///
    /// # Errors
    ///
    /// When the only text cannot be read, with `strict` any of them, and after the last one when
    /// none could be.
    pub(crate) fn next(&mut self, ui: &mut Ui) -> Result<Option<NewText>, Failure> {
        if !self.options.strict {
            return self.read_next(ui);
        }
        if self.ready.is_none() {
            let mut ready = VecDeque::new();
            while let Some(text) = self.read_next(ui)? {
                ready.push_back(text);
            }
            self.ready = Some(ready);
        }
        Ok(self.ready.as_mut().and_then(VecDeque::pop_front))
    }

    fn read_next(&mut self, ui: &mut Ui) -> Result<Option<NewText>, Failure> {
        for path in self.paths.by_ref() {
            crate::interrupt::check()?;
            let result = read_file(path, self.options, self.provenance);
            self.progress.advance(1);
            match result {
                Ok((text, read)) => {
                    tell(&text, &read, ui);
                    self.read += 1;
                    return Ok(Some(text));
                }
                Err(failure) if self.options.strict || self.count == 1 => return Err(failure),
                Err(failure) if failure.kind() == Kind::Interrupted => return Err(failure),
                Err(failure) => {
                    self.left_out += 1;
                    ui.warn(&failure.as_left_out());
                }
            }
        }
        if self.read == 0 {
            return Err(Failure::unusable("none of the texts could be read").hint(
                "see the warnings above; `--encoding` names an encoding that is not detected",
            ));
        }
        match std::mem::take(&mut self.left_out) {
            0 => {}
            left_out => ui.message(&format!(
                "left out {left_out} of {} files; see the warnings above",
                self.count
            )),
        }
        Ok(None)
    }
}

/// Reads all texts at once.
///
/// # Errors
///
/// As [`Texts::next`].
pub(crate) fn read_texts(
    paths: &[PathBuf],
    options: &ReadOptions,
    provenance: &Provenance,
    ui: &mut Ui,
) -> Result<Vec<NewText>, Failure> {
    let mut texts = Vec::new();
    let mut reader = Texts::new(paths, options, provenance, ui);
    while let Some(text) = reader.next(ui)? {
        texts.push(text);
    }
    Ok(texts)
}

fn read_file(
    path: &Path,
    options: &ReadOptions,
    provenance: &Provenance,
) -> Result<(NewText, ReadText), Failure> {
    let bytes = files::read_bytes(path)?;
    let extension = path.extension().and_then(|extension| extension.to_str());
    let failed = |error| files::not_readable(path, &error);
    let mut read = match TextFormat::of(&bytes, extension).map_err(failed)? {
        TextFormat::Pdf => files::read_pdf(&bytes)
            .map_err(|failure| failure.within(&format!("cannot read `{}`: ", path.display())))?
            .map_err(failed)?,
        _ => read_text(&bytes, extension, options.encoding).map_err(failed)?,
    };
    if options.strict {
        check_readable(path, &read)?;
    }
    let source = std::mem::take(&mut read.source);
    let repaired = repair_wrapped(&source.text, &source.wraps);
    let lang = match &provenance.lang {
        Some(lang) => lang.clone(),
        None if glossary::words::is_mostly_han(&repaired.body) => LangTag::chinese(),
        None => LangTag::english(),
    };
    let text = NewText {
        name: files::stored_path(path),
        lang,
        encoding: read.describe(),
        source: provenance.source.clone(),
        date: provenance.date,
        raw_hash: bytes_hash(&bytes),
        body: repaired.body,
        map: repaired.map,
        landmarks: source.landmarks,
        report: repaired.report,
    };
    Ok((text, read))
}

/// With `--strict` a place that means nothing is an error.
fn check_readable(path: &Path, read: &ReadText) -> Result<(), Failure> {
    if let Some(offset) = read.first_unreadable {
        return Err(Failure::unusable(format!(
            "`{}` has {} undecodable places in {}, the first at byte {offset}",
            path.display(),
            read.unreadable,
            read.encoding.map_or("it", TextEncoding::as_str),
        ))
        .hint("name the right encoding with `--encoding`, or leave `--strict` out"));
    }
    if read.is_garbled() {
        return Err(
            Failure::unusable(format!("`{}` {}", path.display(), garbled(read))).hint(ungarble()),
        );
    }
    Ok(())
}

fn tell(text: &NewText, read: &ReadText, ui: &mut Ui) {
    let how = if read.detected {
        "detected"
    } else {
        "as given"
    };
    ui.detail(&format!("{}: {} ({how})", text.name, text.encoding));
    if let Some(offset) = read.first_unreadable {
        ui.warn(&format!(
            "`{}` has {} places that mean nothing in {}, the first at byte {offset}; \
             if it is another encoding, name it with `--encoding`",
            text.name, read.unreadable, text.encoding
        ));
    }
    if read.is_garbled() {
        ui.warn(&format!(
            "`{}` {}; {}",
            text.name,
            garbled(read),
            ungarble()
        ));
    }
}

fn garbled(read: &ReadText) -> String {
    format!(
        "has {} characters that stand for no letter, as its fonts do not say what they draw",
        read.unreadable
    )
}

fn ungarble() -> &'static str {
    if files::has_pdf_program() {
        "look whether the terms are right, or save it as text in another PDF reader"
    } else {
        "install pdftotext (of Poppler) or mutool (of MuPDF), or save it as text in a PDF reader"
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
