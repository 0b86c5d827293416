//! Files of every kind to the text in them, with the places it stands at; and of documents the
//! tables alone.
//!
//! Each reader is a function from bytes to a [`SourceText`]: decoded characters, the line ends
//! that only wrap, and the way back to line, paragraph, page or cue. Repair comes after.

mod archive;
mod composer;
mod docx;
mod epub;
mod error;
mod flow;
mod format;
mod html;
#[cfg(test)]
mod laws;
mod location;
mod markdown;
mod odt;
mod package;
mod pages;
mod pdf;
mod slides;
mod source;
mod subtitles;
mod tables;

pub(crate) use archive::check_package;
pub use error::ReadError;
pub use format::{EXTENSIONS, TextFormat};
pub use location::{Landmarks, Location};
pub use pdf::PDF_THREAD;
pub use source::SourceText;
#[cfg(test)]
pub(crate) use tables::DocumentRow;
pub(crate) use tables::DocumentTable;

use super::decode::{Decoded, decode};
use super::encoding::TextEncoding;
use super::widths::is_blank;

/// A text as it was read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadText {
    /// The kind of the file.
    pub format: TextFormat,
    /// The characters and where they stood.
    pub source: SourceText,
    /// The encoding of the file, where its kind leaves it open.
    pub encoding: Option<TextEncoding>,
    /// Whether the encoding was detected; otherwise the caller named it.
    pub detected: bool,
    /// Places that mean nothing: byte sequences that are not of the encoding, or the characters
    /// of a PDF that stand for no letter.
    pub unreadable: usize,
    /// Offset in the file, in bytes, of the first such byte sequence.
    pub first_unreadable: Option<usize>,
    characters: usize,
}

impl ReadText {
    /// Whether it is a PDF of which more than one character in a thousand stands for no letter.
    #[must_use]
    pub fn is_garbled(&self) -> bool {
        self.format == TextFormat::Pdf && self.unreadable * 1000 > self.characters
    }

    /// How it was read: `GB18030`, `HTML in GB18030`, `DOCX`.
    #[must_use]
    pub fn describe(&self) -> String {
        match (self.format, self.encoding) {
            (TextFormat::Plain, Some(encoding)) => encoding.to_string(),
            (format, Some(encoding)) => format!("{format} in {encoding}"),
            (format, None) => format.to_string(),
        }
    }
}

/// Takes the text out of a file, whose kind is told by its content or else by `extension`.
///
/// The encoding of plain text, web pages, Markdown and subtitles is `encoding`, or else the one
/// that the file declares or seems to be in. Of a PDF what the reader that is built in can take
/// out is taken; other programs know more, and their output is read by [`read_pages`].
///
/// # Errors
///
/// When the file is of a kind that is not read, protected, damaged, suspicious, or has no text.
pub fn read_text(
    bytes: &[u8],
    extension: Option<&str>,
    encoding: Option<TextEncoding>,
) -> Result<ReadText, ReadError> {
    let format = TextFormat::of(bytes, extension)?;
    match format {
        TextFormat::Plain | TextFormat::Html | TextFormat::Markdown | TextFormat::Subtitles => {
            read_decoded(bytes, format, encoding)
        }
        TextFormat::Pdf => read_pages(&pdf::read(bytes)?),
        TextFormat::Docx | TextFormat::Odt | TextFormat::Epub | TextFormat::Pptx => {
            let mut archive = archive::Archive::open(bytes, format::kind(format))?;
            let source = match format {
                TextFormat::Docx => docx::read(&mut archive)?,
                TextFormat::Odt => odt::read(&mut archive)?,
                TextFormat::Epub => epub::read(&mut archive)?,
                _ => slides::read(&mut archive)?,
            };
            whole(format, source, "")
        }
    }
}

/// Takes the tables out of a Word document or an OpenDocument text.
///
/// # Errors
///
/// When it is neither, protected, damaged or suspicious.
pub(crate) fn read_tables(
    bytes: &[u8],
    extension: Option<&str>,
) -> Result<Vec<DocumentTable>, ReadError> {
    let format = TextFormat::of(bytes, extension)?;
    let unsupported = ReadError::Unsupported {
        what: format.as_str(),
        save_as: ".docx",
    };
    if !matches!(format, TextFormat::Docx | TextFormat::Odt) {
        return Err(unsupported);
    }
    let mut archive = archive::Archive::open(bytes, format::kind(format))?;
    match format {
        TextFormat::Docx => docx::read_tables(&mut archive),
        _ => odt::read_tables(&mut archive),
    }
}

/// Takes the text of a PDF as another program wrote it: UTF-8, with a form feed after each page.
///
/// # Errors
///
/// When there is no text in it.
pub fn read_pages(text: &str) -> Result<ReadText, ReadError> {
    let why = ", perhaps only pictures of its pages";
    let mut read = whole(TextFormat::Pdf, pages::read(text), why)?;
    read.unreadable = pages::unreadable(&read.source.text);
    Ok(read)
}

fn read_decoded(
    bytes: &[u8],
    format: TextFormat,
    encoding: Option<TextEncoding>,
) -> Result<ReadText, ReadError> {
    let declared = match format {
        TextFormat::Html => html::declared_encoding(bytes),
        _ => None,
    };
    let Decoded {
        text,
        encoding: found,
        undecodable,
        first_undecodable,
        ..
    } = decode(bytes, encoding.or(declared))?;
    let source = match format {
        TextFormat::Html => {
            let mut source = SourceText::default();
            html::read(&text, html::Rules::Html, &mut source);
            source
        }
        TextFormat::Markdown => markdown::read(&text),
        TextFormat::Subtitles => subtitles::read(&text),
        _ => SourceText {
            text,
            ..SourceText::default()
        },
    };
    Ok(ReadText {
        encoding: Some(found),
        detected: encoding.is_none(),
        unreadable: undecodable,
        first_unreadable: first_undecodable,
        ..whole(format, source, "")?
    })
}

fn whole(format: TextFormat, source: SourceText, why: &'static str) -> Result<ReadText, ReadError> {
    if source.text.chars().all(is_blank) {
        return Err(no_text(format, why));
    }
    Ok(ReadText {
        format,
        characters: source.text.chars().count(),
        source,
        encoding: None,
        detected: true,
        unreadable: 0,
        first_unreadable: None,
    })
}

fn no_text(format: TextFormat, why: &'static str) -> ReadError {
    ReadError::NoText {
        kind: format::kind(format),
        why,
    }
}
