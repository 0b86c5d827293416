//! Which kind of file some bytes are.

use std::fmt;

use super::archive::Archive;
use super::error::ReadError;
use super::{docx, epub, odt, slides, subtitles};

/// A kind of file that texts are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum TextFormat {
    /// Plain text.
    Plain,
    /// A Word document, `.docx`.
    Docx,
    /// An OpenDocument text, `.odt`.
    Odt,
    /// A web page.
    Html,
    /// A book.
    Epub,
    /// Markdown.
    Markdown,
    /// Subtitles: SubRip or WebVTT.
    Subtitles,
    /// A PDF document.
    Pdf,
    /// A PowerPoint presentation, `.pptx`.
    Pptx,
}

/// The endings of files that are read, in lower case.
pub const EXTENSIONS: &[&str] = &[
    "txt", "text", "docx", "docm", "odt", "html", "htm", "xhtml", "epub", "md", "markdown", "srt",
    "vtt", "pdf", "pptx",
];

impl TextFormat {
    /// The short name: `DOCX`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain text",
            Self::Docx => "DOCX",
            Self::Odt => "ODT",
            Self::Html => "HTML",
            Self::Epub => "EPUB",
            Self::Markdown => "Markdown",
            Self::Subtitles => "subtitles",
            Self::Pdf => "PDF",
            Self::Pptx => "PPTX",
        }
    }

    /// The kind of a file: by its content, and where that says nothing, by `extension`, the
    /// ending of its name in any case.
    ///
    /// # Errors
    ///
    /// For kinds that are known and not read, such as old Word documents, and for files that are
    /// protected by a password.
    pub fn of(bytes: &[u8], extension: Option<&str>) -> Result<Self, ReadError> {
        let extension = extension.unwrap_or_default().to_lowercase();
        let extension = extension.as_str();
        let start = bytes.get(..1024).unwrap_or(bytes);
        if contains(start, b"%PDF-") {
            return Ok(Self::Pdf);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return packed(bytes, extension);
        }
        if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return Err(compound(bytes, extension));
        }
        if bytes.starts_with(b"{\\rtf") {
            return Err(unsupported("an RTF document", ".docx"));
        }
        if extension == "caj" || bytes.starts_with(b"CAJ\0") {
            return Err(unsupported("a CAJ document", "PDF"));
        }
        if contains(start, b"MIME-Version:") && contains(start, b"multipart/related") {
            return Err(unsupported("a web archive", "HTML"));
        }
        Ok(textual(start, extension))
    }
}

impl fmt::Display for TextFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn unsupported(what: &'static str, save_as: &'static str) -> ReadError {
    ReadError::Unsupported { what, save_as }
}

/// What a ZIP file is, by its members.
fn packed(bytes: &[u8], extension: &str) -> Result<TextFormat, ReadError> {
    // Where its list of parts is lost, the ending tells best what it was.
    let seems = match extension {
        "docx" | "docm" => docx::KIND,
        "odt" => odt::KIND,
        "epub" => epub::KIND,
        "pptx" => slides::KIND,
        _ => "a packed document",
    };
    let mut archive = Archive::open(bytes, seems)?;
    let mimetype = match archive.has("mimetype") {
        true => archive.read("mimetype")?,
        false => Vec::new(),
    };
    if mimetype.starts_with(b"application/epub+zip") || archive.has("META-INF/container.xml") {
        return Ok(TextFormat::Epub);
    }
    if mimetype.starts_with(b"application/vnd.oasis.opendocument.text") {
        return Ok(TextFormat::Odt);
    }
    if mimetype.starts_with(b"application/vnd.oasis.opendocument") {
        return Err(unsupported("an OpenDocument table or presentation", ".odt"));
    }
    let has = |prefix: &str| archive.names().any(|name| name.starts_with(prefix));
    if archive.has("[Content_Types].xml") || archive.has("_rels/.rels") || has("word/document") {
        if has("word/") {
            return Ok(TextFormat::Docx);
        }
        if has("ppt/") {
            return Ok(TextFormat::Pptx);
        }
        if has("xl/") {
            return Err(unsupported("an Excel workbook", "text (.txt)"));
        }
    }
    if has("Index/") && archive.names().any(|name| name.ends_with(".iwa")) {
        return Err(unsupported("a Pages, Numbers or Keynote document", ".docx"));
    }
    Err(unsupported(
        "a ZIP file",
        "single files: unpack it and give the folder",
    ))
}

/// What an old Office file is, by the names of its streams.
fn compound(bytes: &[u8], extension: &str) -> ReadError {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        contains(bytes, &wide)
    };
    if has("EncryptedPackage") {
        return ReadError::Protected {
            what: "it is protected by a password",
        };
    }
    match extension {
        "wps" => unsupported("a WPS document", ".docx"),
        _ if has("WordDocument") => unsupported("an old Word document", ".docx"),
        _ if has("PowerPoint Document") => unsupported("an old PowerPoint presentation", ".pptx"),
        _ if has("Workbook") => unsupported("an old Excel workbook", "text (.txt)"),
        _ => unsupported("an old Office document", ".docx"),
    }
}

/// Which kind of text it is. A page that ends in `.txt` is still a page.
fn textual(start: &[u8], extension: &str) -> TextFormat {
    // What matters here is ASCII in every encoding but UTF-16, whose zeros are left out.
    let plain: Vec<u8> = start.iter().copied().filter(|byte| *byte != 0).collect();
    let text = String::from_utf8_lossy(&plain);
    let text = text.trim_start_matches(|c: char| !c.is_ascii() || c.is_ascii_whitespace());
    let lower = text.to_ascii_lowercase();
    let is_page = lower.starts_with("<!doctype html")
        || lower.starts_with("<html")
        || (lower.starts_with("<?xml") || lower.starts_with("<!--")) && lower.contains("<html");
    match extension {
        _ if is_page => TextFormat::Html,
        "html" | "htm" | "xhtml" if text.contains('<') => TextFormat::Html,
        "md" | "markdown" => TextFormat::Markdown,
        "srt" | "vtt" => TextFormat::Subtitles,
        _ if subtitles::are_subtitles(text) => TextFormat::Subtitles,
        _ => TextFormat::Plain,
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// What messages call files of a packed format.
pub(super) fn kind(format: TextFormat) -> &'static str {
    match format {
        TextFormat::Docx => docx::KIND,
        TextFormat::Odt => odt::KIND,
        TextFormat::Epub => epub::KIND,
        TextFormat::Pptx => slides::KIND,
        TextFormat::Html => "a web page",
        TextFormat::Markdown => "a Markdown text",
        TextFormat::Subtitles => "a file of subtitles",
        TextFormat::Pdf => "a PDF document",
        TextFormat::Plain => "a text",
    }
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::zip;
    use super::*;

    fn of(bytes: &[u8], extension: &str) -> Result<TextFormat, ReadError> {
        TextFormat::of(bytes, Some(extension))
    }

    #[test]
    fn content_comes_before_the_ending() {
        let docx = zip(&[("[Content_Types].xml", b""), ("word/document.xml", b"")]);
        let pptx = zip(&[("_rels/.rels", b""), ("ppt/presentation.xml", b"")]);
        let odt = zip(&[("mimetype", b"application/vnd.oasis.opendocument.text")]);
        let epub = zip(&[("mimetype", b"application/epub+zip")]);
        for (bytes, format) in [
            (docx.as_slice(), TextFormat::Docx),
            (&pptx, TextFormat::Pptx),
            (&odt, TextFormat::Odt),
            (&epub, TextFormat::Epub),
            (b"\n%PDF-1.4", TextFormat::Pdf),
            (b"\xEF\xBB\xBF <!DOCTYPE HTML>", TextFormat::Html),
            (b"<?xml version='1.0'?>\n<html>", TextFormat::Html),
            (
                b"1\n00:00:01,000 --> 00:00:02,000\nx",
                TextFormat::Subtitles,
            ),
            ("守望相助".as_bytes(), TextFormat::Plain),
        ] {
            assert_eq!(of(bytes, "txt"), Ok(format));
            assert_eq!(of(bytes, ""), Ok(format));
        }
        let wide: Vec<u8> = "\u{feff}<html>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(of(&wide, "txt"), Ok(TextFormat::Html));
    }

    #[test]
    fn the_ending_tells_where_the_content_does_not() {
        assert_eq!(of("# 标题".as_bytes(), "MD"), Ok(TextFormat::Markdown));
        assert_eq!(of(b"<p>x", "htm"), Ok(TextFormat::Html));
        assert_eq!(of(b"plain words", "html"), Ok(TextFormat::Plain));
        assert_eq!(of(b"", "srt"), Ok(TextFormat::Subtitles));
    }

    #[test]
    fn kinds_that_are_not_read_are_called_by_their_names() {
        let wide = |name: &str| {
            let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
            bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        };
        let xlsx = zip(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"")]);
        let pages = zip(&[("Index/Document.iwa", b"")]);
        let other = zip(&[("a.txt", b"")]);
        for (bytes, extension, what) in [
            (wide("WordDocument"), "doc", "an old Word document"),
            (wide("WordDocument"), "wps", "a WPS document"),
            (wide("Workbook"), "xls", "an old Excel workbook"),
            (
                wide("PowerPoint Document"),
                "ppt",
                "an old PowerPoint presentation",
            ),
            (b"{\\rtf1".to_vec(), "doc", "an RTF document"),
            (xlsx, "docx", "an Excel workbook"),
            (pages, "pages", "a Pages, Numbers or Keynote document"),
            (other, "docx", "a ZIP file"),
            (b"HN\x01".to_vec(), "caj", "a CAJ document"),
        ] {
            match of(&bytes, extension) {
                Err(ReadError::Unsupported { what: said, .. }) => assert_eq!(said, what),
                other => panic!("{what}: {other:?}"),
            }
        }
        assert!(matches!(
            of(&wide("EncryptedPackage"), "docx"),
            Err(ReadError::Protected { .. })
        ));
    }
}
