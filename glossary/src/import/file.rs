//! Which kind of file it is, and what it says.

use std::io::{self, BufRead, BufReader, Read, Seek};

use super::columns::{ColumnError, Columns, Mapping, table_records};
use super::markup::{HEAD, markup, read_markup, stream_markup};
use super::record::Place;
use super::records::Records;
use super::tables::document_records;
use crate::exchange::MarkupError;
use crate::exchange::jsonl::{read_entries, read_entry};
use crate::exchange::lists::{ListKind, coding, omegat_rows, read_list};
use crate::exchange::spreadsheet::unguard;
use crate::exchange::table::{SEPARATORS, rows};
use crate::exchange::workbook::{Sheet, WorkbookError, read_workbook};
use crate::named::parse_by_name;
use crate::text::{
    DecodeError, DocumentTable, ReadError, TextEncoding, TextFormat, decode, read_tables,
};

/// Most rows that are read of a table.
const ROWS: usize = 2_000_000;

/// Most bytes of an XML file that is read once more as a whole, in case it says the wrong encoding.
const WHOLE: u64 = 32 << 20;

/// How zipped files begin.
const PACKAGE: &[u8] = b"PK\x03\x04";

/// How the lines of our own entries begin.
const OWN_LINE: &[u8] = b"{\"entry\":";

/// A format that entries are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFormat {
    /// A table with commas, semicolons or bars between the cells.
    Csv,
    /// A table with tabs between the cells.
    Tsv,
    /// An Excel workbook.
    Xlsx,
    /// Tables of a Word document.
    Docx,
    /// Tables of an OpenDocument text.
    Odt,
    /// Lines of JSON.
    Jsonl,
    /// TBX, version 2 or 3.
    Tbx,
    /// A glossary of OmegaT: term, translation and comment with tabs between them.
    Omegat,
    /// MultiTerm XML.
    Multiterm,
    /// UTX, a list with tabs and a header of its own.
    Utx,
    /// CSV of memoQ.
    Memoq,
    /// CSV of MateCat.
    Matecat,
    /// CSV of Weblate and the Translate Toolkit.
    Weblate,
    /// Notes of Anki.
    Anki,
}

impl ImportFormat {
    /// All formats.
    pub const ALL: [Self; 14] = [
        Self::Csv,
        Self::Tsv,
        Self::Xlsx,
        Self::Docx,
        Self::Odt,
        Self::Jsonl,
        Self::Tbx,
        Self::Omegat,
        Self::Multiterm,
        Self::Utx,
        Self::Memoq,
        Self::Matecat,
        Self::Weblate,
        Self::Anki,
    ];

    /// The word for it on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Jsonl => "jsonl",
            Self::Tbx => "tbx",
            Self::Omegat => "omegat",
            Self::Multiterm => "multiterm",
            Self::Utx => "utx",
            Self::Memoq => "memoq",
            Self::Matecat => "matecat",
            Self::Weblate => "weblate",
            Self::Anki => "anki",
        }
    }
}

parse_by_name!(ImportFormat);

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFile {
    /// Its format.
    pub format: ImportFormat,
    /// Its encoding, where the format leaves it open.
    pub encoding: Option<TextEncoding>,
    /// Byte sequences that mean nothing in that encoding.
    pub undecodable: usize,
    /// Sheets of a workbook that were left out.
    pub other_sheets: Vec<String>,
    /// How the tables of a document were understood.
    pub notes: Vec<String>,
    /// The records, and those that cannot be read.
    pub records: Records,
}

/// A file from which nothing can be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadImportError {
    /// It is no text.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// Its columns are not understood.
    #[error(transparent)]
    Columns(#[from] ColumnError),
    /// It is no TBX or MultiTerm XML, or a damaged one.
    #[error(transparent)]
    Markup(#[from] MarkupError),
    /// It is no workbook, or a damaged one.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// It is no document with tables, or a damaged one.
    #[error(transparent)]
    Document(#[from] ReadError),
    /// A document without tables.
    #[error("there is no table in it")]
    NoTable,
    /// Nothing is in it.
    #[error("there is no entry in it")]
    Empty,
    /// It has another format.
    #[error("it is {0}")]
    Format(&'static str),
}

/// Reads a file of entries from where it is kept, as [`read_import`] does. Of XML and our own lines of
/// JSON only the record at hand is in memory beside those that were read.
///
/// # Errors
///
/// Outside when it cannot be read, inside as for [`read_import`].
pub fn read_import_from(
    mut input: impl Read + Seek + Send,
    name: &str,
    format: Option<ImportFormat>,
    mapping: &Mapping,
) -> io::Result<Result<ImportFile, ReadImportError>> {
    let mut head = Vec::new();
    input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    input.rewind()?;
    let root = tmx::xml::root(&mut input);
    input.rewind()?;
    let of_package = head.starts_with(PACKAGE) || document(&head, name, format).is_some();
    let streamed = match markup(&head, root.as_deref(), name, format) {
        _ if of_package => None,
        Ok(Some(format)) => match stream_markup(format, &mut input) {
            Err(error) if is_longer(&mut input, WHOLE)? => return Ok(Err(error)),
            streamed => streamed.ok(),
        },
        Ok(None) if is_own_json(&head, name, format) => {
            stream_json(BufReader::new(&mut input), mapping)?
        }
        _ => None,
    };
    if let Some(file) = streamed {
        return Ok(Ok(file));
    }
    input.rewind()?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    Ok(read_import(&bytes, name, format, mapping))
}

/// Whether so many bytes are not all of it.
fn is_longer(mut input: impl Read + Seek, bytes: u64) -> io::Result<bool> {
    input.rewind()?;
    Ok(io::copy(&mut input.take(bytes + 1), &mut io::sink())? > bytes)
}

/// Reads a file of entries. Without a `format` it is told by the content, then by the ending of
/// the `name`.
///
/// # Errors
///
/// When nothing of the file can be used. Single records that cannot be read are no error.
pub fn read_import(
    bytes: &[u8],
    name: &str,
    format: Option<ImportFormat>,
    mapping: &Mapping,
) -> Result<ImportFile, ReadImportError> {
    if let Some(format) = document(bytes, name, format) {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        return read_document(format, &read_tables(bytes, extension)?, mapping);
    }
    if format == Some(ImportFormat::Xlsx) || (format.is_none() && bytes.starts_with(PACKAGE)) {
        return read_sheets(&read_workbook(bytes)?, mapping);
    }
    let root = tmx::xml::root(bytes);
    if let Some(format) = markup(bytes, root.as_deref(), name, format)? {
        return read_markup(format, bytes);
    }
    let decoded = decode(bytes, coding(bytes))?;
    let text = decoded.text.as_str();
    // Who names columns means those of the file.
    let listed = match (format, mapping.is_empty()) {
        (Some(format), _) if !is_list(format) => None,
        (None, false) => None,
        _ => read_list(text, ROWS),
    };
    let (format, listed) = match (format, listed) {
        (None, Some(listed)) => (of_list(listed.kind), listed.rows),
        (Some(format), Some(listed)) if of_list(listed.kind) == format => (format, listed.rows),
        (Some(format), _) if is_list(format) => {
            return Err(ReadImportError::Format("no list of that kind"));
        }
        (Some(format), _) => (format, Vec::new()),
        (None, None) => (detected(text, name, mapping)?, Vec::new()),
    };
    let records = match format {
        _ if is_list(format) => table_records(&listed, mapping)?,
        ImportFormat::Tbx | ImportFormat::Multiterm => return read_markup(format, bytes),
        ImportFormat::Jsonl => read_entries(text, mapping),
        ImportFormat::Omegat => {
            let rows = omegat_rows(text).into_iter();
            let rows: Vec<_> = rows
                .map(|(line, cells)| (Place::line(line), cells))
                .collect();
            table_records(&rows, mapping)?
        }
        ImportFormat::Tsv => table_records(&table(text, '\t', ROWS), mapping)?,
        _ => {
            let separator = separator(text, mapping).unwrap_or(',');
            table_records(&table(text, separator, ROWS), mapping)?
        }
    };
    if records.is_empty() {
        return Err(ReadImportError::Empty);
    }
    Ok(ImportFile {
        format,
        encoding: Some(decoded.encoding),
        undecodable: decoded.undecodable,
        other_sheets: Vec::new(),
        notes: Vec::new(),
        records: records.into_iter().collect(),
    })
}

/// Whether it is an export of ours as lines of JSON.
fn is_own_json(head: &[u8], name: &str, format: Option<ImportFormat>) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let may_be = match format {
        None => !matches!(ending.as_str(), "csv" | "tsv"),
        Some(format) => format == ImportFormat::Jsonl,
    };
    may_be && head.starts_with(OWN_LINE)
}

/// The entries of lines of JSON; none where they are in another encoding than UTF-8.
fn stream_json(mut input: impl BufRead, mapping: &Mapping) -> io::Result<Option<ImportFile>> {
    let mut records = Records::default();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let Ok(line) = std::str::from_utf8(&line) else {
            return Ok(None);
        };
        records.extend(read_entry(
            line.trim_end_matches(['\r', '\n']),
            number,
            mapping,
        ));
    }
    Ok(Some(ImportFile {
        format: ImportFormat::Jsonl,
        encoding: Some(TextEncoding::Utf8),
        undecodable: 0,
        other_sheets: Vec::new(),
        notes: Vec::new(),
        records,
    }))
}

/// The kind of a document; none where it is no document.
fn document(bytes: &[u8], name: &str, format: Option<ImportFormat>) -> Option<ImportFormat> {
    if let Some(format) = format {
        return matches!(format, ImportFormat::Docx | ImportFormat::Odt).then_some(format);
    }
    if !bytes.starts_with(PACKAGE) {
        return None;
    }
    match TextFormat::of(bytes, None) {
        Ok(TextFormat::Docx) => Some(ImportFormat::Docx),
        Ok(TextFormat::Odt) => Some(ImportFormat::Odt),
        _ => match name.rsplit('.').next().unwrap_or_default() {
            // Damaged, which is told best by who knows such files.
            "docx" => Some(ImportFormat::Docx),
            "odt" => Some(ImportFormat::Odt),
            _ => None,
        },
    }
}

fn read_document(
    format: ImportFormat,
    tables: &[DocumentTable],
    mapping: &Mapping,
) -> Result<ImportFile, ReadImportError> {
    let taken = document_records(tables, mapping);
    if taken.tables == 0 {
        return Err(match (taken.first_error, tables) {
            (_, []) => ReadImportError::NoTable,
            (Some(error), _) => error.into(),
            (None, _) => ReadImportError::Empty,
        });
    }
    Ok(ImportFile {
        format,
        encoding: None,
        undecodable: 0,
        other_sheets: Vec::new(),
        notes: taken.notes,
        records: taken.records.into_iter().collect(),
    })
}

fn read_sheets(sheets: &[Sheet], mapping: &Mapping) -> Result<ImportFile, ReadImportError> {
    let rows = |sheet: &Sheet| -> Vec<(Place, Vec<String>)> {
        let rows = sheet.rows.iter().map(|(number, cells)| {
            let cells = cells.iter().map(|cell| unguard(cell).to_owned()).collect();
            (Place::row(*number), cells)
        });
        rows.collect()
    };
    // The first sheet that looks like a glossary, else the first one, whose error is told.
    let known = |sheet: &&Sheet| {
        let head: Vec<(Place, Vec<String>)> = rows(sheet).into_iter().take(200).collect();
        Columns::of(&head, mapping).is_ok_and(|columns| columns.known() > 1)
    };
    let sheet = sheets.iter().find(known).or(sheets.first());
    let sheet = sheet.ok_or(ReadImportError::Empty)?;
    let records = table_records(&rows(sheet), mapping)?;
    if records.is_empty() {
        return Err(ReadImportError::Empty);
    }
    let others = sheets.iter().filter(|other| other.name != sheet.name);
    Ok(ImportFile {
        format: ImportFormat::Xlsx,
        encoding: None,
        undecodable: 0,
        other_sheets: others.map(|other| other.name.clone()).collect(),
        notes: Vec::new(),
        records: records.into_iter().collect(),
    })
}

/// Whether it is a table that a tool gives columns of its own.
fn is_list(format: ImportFormat) -> bool {
    use ImportFormat::{Anki, Matecat, Memoq, Utx, Weblate};
    matches!(format, Anki | Matecat | Memoq | Utx | Weblate)
}

fn of_list(kind: ListKind) -> ImportFormat {
    match kind {
        ListKind::Utx => ImportFormat::Utx,
        ListKind::Anki => ImportFormat::Anki,
        ListKind::Memoq => ImportFormat::Memoq,
        ListKind::Matecat => ImportFormat::Matecat,
        ListKind::Weblate => ImportFormat::Weblate,
    }
}

fn detected(text: &str, name: &str, mapping: &Mapping) -> Result<ImportFormat, ReadImportError> {
    let begin = text.trim_start();
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    if begin.starts_with("# -*- coding") {
        return Ok(ImportFormat::Omegat);
    }
    if begin.starts_with('{') && !matches!(ending.as_str(), "csv" | "tsv") {
        return Ok(ImportFormat::Jsonl);
    }
    let separator = separator(text, mapping);
    if matches!(ending.as_str(), "txt" | "utf8" | "tab") && separator == Some('\t') {
        let head = table(text, '\t', 200);
        let has_heading = Columns::of(&head, mapping).is_ok_and(|columns| columns.known() > 1);
        if !has_heading {
            return Ok(ImportFormat::Omegat);
        }
    }
    Ok(match (separator, ending.as_str()) {
        (Some('\t'), _) | (None, "tsv" | "tab" | "txt" | "utf8") => ImportFormat::Tsv,
        _ => ImportFormat::Csv,
    })
}

/// What parts the cells: what makes the most columns known, else the most columns.
fn separator(text: &str, mapping: &Mapping) -> Option<char> {
    let mut best = None;
    for separator in SEPARATORS {
        let head = table(text, separator, 50);
        let known = Columns::of(&head, mapping).map_or(0, |columns| columns.known());
        let wide = head.iter().filter(|(_, cells)| cells.len() > 1).count();
        if wide == 0 {
            continue;
        }
        let merit = (known, wide * 2 >= head.len(), wide);
        if best.is_none_or(|(of_best, _)| merit > of_best) {
            best = Some((merit, separator));
        }
    }
    best.map(|(_, separator)| separator)
}

fn table(text: &str, separator: char, limit: usize) -> Vec<(Place, Vec<String>)> {
    let rows = rows(text, separator, limit).into_iter();
    let rows = rows.map(|(line, cells)| {
        let cells = cells.iter().map(|cell| unguard(cell).to_owned());
        (Place::line(line), cells.collect())
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, SeekFrom};

    use super::*;

    /// Remembers how much was read at once between two rewinds.
    struct Counted<R> {
        input: R,
        read: usize,
        runs: Vec<usize>,
    }

    impl<R: Read> Read for Counted<R> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let length = self.input.read(room)?;
            self.read += length;
            Ok(length)
        }
    }

    impl<R: Seek> Seek for Counted<R> {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.runs.push(std::mem::take(&mut self.read));
            self.input.seek(to)
        }
    }

    #[test]
    fn a_large_broken_file_is_refused_without_being_in_memory_as_a_whole() {
        let filler = "<x>".repeat(20) + &"y".repeat(1000) + &"</x>".repeat(20);
        let count = usize::try_from(WHOLE).unwrap() / filler.len() + 100;
        let file = format!("<martif>{}\n&nbsp;</martif>", filler.repeat(count));
        let mut input = Counted {
            input: Cursor::new(file.as_bytes()),
            read: 0,
            runs: Vec::new(),
        };
        let read = read_import_from(&mut input, "a.tbx", None, &Vec::new()).unwrap();
        let error = read.unwrap_err().to_string();
        assert!(error.starts_with("line 2, column 1: `&nbsp;`"), "{error}");
        // It was measured, and then not read again.
        assert_eq!(input.read, usize::try_from(WHOLE).unwrap() + 1);
    }
}
