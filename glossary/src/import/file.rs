//! Which kind of file it is, and what it says.

use super::columns::{ColumnError, Columns, Mapping, table_records};
use super::markup::{markup, read_markup};
use super::record::{Broken, ImportRecord, Place};
use super::tables::document_records;
use crate::exchange::MarkupError;
use crate::exchange::jsonl::read_entries;
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
    pub records: Vec<Result<ImportRecord, Broken>>,
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
    if format == Some(ImportFormat::Xlsx) || (format.is_none() && bytes.starts_with(b"PK\x03\x04"))
    {
        return read_sheets(&read_workbook(bytes)?, mapping);
    }
    if let Some(format) = markup(bytes, name, format)? {
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
        records,
    })
}

/// The kind of a document; none where it is no document.
fn document(bytes: &[u8], name: &str, format: Option<ImportFormat>) -> Option<ImportFormat> {
    if let Some(format) = format {
        return matches!(format, ImportFormat::Docx | ImportFormat::Odt).then_some(format);
    }
    if !bytes.starts_with(b"PK\x03\x04") {
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
        records: taken.records,
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
        records,
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
