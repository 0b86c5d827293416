//! Tables as Excel workbooks (XLSX).

use std::io::{Cursor, Write};

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};
use tmx::xml::legal;

use super::WriteError;
use super::guard::guarded_mark;
use super::spreadsheet::WriteReport;
use crate::text::check_package;

/// Largest workbook that is read, in bytes.
const LARGEST: usize = 64 << 20;
/// Most cells that are read, and that a sheet may claim to have.
const CELLS: u64 = 2_000_000;
/// Columns that are read of a row; what is further to the right is no glossary.
const COLUMNS: u32 = 200;
/// Longest text of a cell in a workbook, in UTF-16 units.
const LONGEST: usize = 32_767;

/// A workbook that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WorkbookError {
    /// Larger than any glossary.
    #[error("it is larger than {} MB", LARGEST >> 20)]
    TooLarge,
    /// More cells than any glossary.
    #[error("its sheet `{sheet}` has more than {CELLS} cells")]
    TooManyCells {
        /// Name of the sheet.
        sheet: String,
    },
    /// It is no workbook, or a damaged or dangerous one.
    #[error("{0}")]
    Damaged(String),
}

/// A sheet of a workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// The rows that have cells, each with its number from 1.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// The sheets of a workbook that have cells, in order.
///
/// Formulas are their last results; dates are written like 2023-05-19; the file is unpacked in
/// memory within limits before anything else looks at it.
///
/// # Errors
///
/// When it is no workbook, is damaged, or is larger than the limits.
pub fn read_workbook(bytes: &[u8]) -> Result<Vec<Sheet>, WorkbookError> {
    if bytes.len() > LARGEST {
        return Err(WorkbookError::TooLarge);
    }
    check_package(bytes, "an Excel workbook")
        .map_err(|error| WorkbookError::Damaged(error.to_string()))?;
    let damaged = |error: XlsxError| WorkbookError::Damaged(format!("it is damaged ({error})"));
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut sheets = Vec::new();
    let mut left = CELLS;
    for name in workbook.sheet_names() {
        let mut cells = match workbook.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            // A sheet that is a chart.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(damaged(error)),
        };
        let many = || WorkbookError::TooManyCells {
            sheet: name.clone(),
        };
        let dimensions = cells.dimensions();
        let span = |from: u32, to: u32| u64::from(to.saturating_sub(from)) + 1;
        // Sheets that were formatted as a whole claim a million rows; of those only what is there
        // is counted. What claims all columns as well is made to exhaust memory.
        let claimed = span(dimensions.start.0, dimensions.end.0)
            .saturating_mul(span(dimensions.start.1, dimensions.end.1).min(u64::from(COLUMNS)));
        if claimed > CELLS.saturating_mul(u64::from(COLUMNS)) {
            return Err(many());
        }
        let mut sheet = Sheet {
            name: name.clone(),
            rows: Vec::new(),
        };
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            left = left.checked_sub(1).ok_or_else(many)?;
            let (row, column) = cell.get_position();
            let text = shown(cell.get_value());
            if text.is_empty() || column >= COLUMNS {
                continue;
            }
            let number = row as usize + 1;
            if sheet.rows.last().is_none_or(|(last, _)| *last != number) {
                sheet.rows.push((number, Vec::new()));
            }
            let Some((_, row)) = sheet.rows.last_mut() else {
                continue;
            };
            let column = column as usize;
            if row.len() <= column {
                left = left
                    .checked_sub((column - row.len()) as u64)
                    .ok_or_else(many)?;
                row.resize(column + 1, String::new());
            }
            if let Some(place) = row.get_mut(column) {
                *place = text;
            }
        }
        if !sheet.rows.is_empty() {
            sheets.push(sheet);
        }
    }
    Ok(sheets)
}

/// A cell as a person sees it, or nearly so.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(date) if !date.is_duration() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(date) => date.as_f64().to_string(),
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// Writes a table as a workbook with one sheet; every cell is text, so that none is a formula.
///
/// A workbook is written as a whole by [`finish`](Self::finish). Cells that a workbook cannot hold
/// at their length are cut and counted.
pub struct WorkbookWriter<W: Write> {
    out: W,
    workbook: Workbook,
    rows: u32,
    report: WriteReport,
}

impl<W: Write> WorkbookWriter<W> {
    /// Begins a workbook whose sheet is called `sheet` and has a heading.
    ///
    /// # Errors
    ///
    /// The heading cannot be in a workbook.
    pub fn new(out: W, sheet: &str, heading: &[&str]) -> Result<Self, WriteError> {
        let mut workbook = Workbook::new();
        // The same table gives the same file, whenever it is written.
        let when = ExcelDateTime::from_ymd(2000, 1, 1).map_err(|error| failed(0, error))?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&when));
        let page = workbook.add_worksheet();
        let bold = Format::new().set_bold();
        let begun = || -> Result<(), rust_xlsxwriter::XlsxError> {
            page.set_name(sheet)?;
            page.set_freeze_panes(1, 0)?;
            for (column, name) in (0_u16..).zip(heading) {
                page.write_string_with_format(0, column, *name, &bold)?;
                page.set_column_width(column, 18)?;
            }
            Ok(())
        };
        let mut begun = begun;
        begun().map_err(|error| failed(0, error))?;
        Ok(Self {
            out,
            workbook,
            rows: 1,
            report: WriteReport::default(),
        })
    }

    /// Adds a row.
    ///
    /// # Errors
    ///
    /// There are more rows than a sheet can have, 1,048,576.
    pub fn row<C: AsRef<str>>(&mut self, cells: &[C]) -> Result<(), WriteError> {
        let written = self.report.rows;
        let mut illegal = 0;
        let mut shortened = 0;
        let row = self.rows;
        let page: &mut Worksheet = self
            .workbook
            .worksheet_from_index(0)
            .map_err(|error| failed(written, error))?;
        for (column, cell) in (0_u16..).zip(cells) {
            let (text, left_out) = legal(cell.as_ref());
            illegal += left_out;
            let text = format!("{}{text}", guarded_mark(&text));
            let cut = within(&text);
            shortened += u64::from(cut.len() < text.len());
            if !cut.is_empty() {
                page.write_string(row, column, cut)
                    .map_err(|error| failed(written, error))?;
            }
        }
        self.rows += 1;
        self.report.rows += 1;
        self.report.illegal_characters += illegal;
        self.report.shortened += shortened;
        Ok(())
    }

    /// Writes the workbook.
    ///
    /// # Errors
    ///
    /// The output failed.
    pub fn finish(mut self) -> Result<WriteReport, WriteError> {
        let written = self.report.rows;
        let bytes = self
            .workbook
            .save_to_buffer()
            .map_err(|error| failed(written, error))?;
        let done = self.out.write_all(&bytes).and_then(|()| self.out.flush());
        done.map_err(|source| WriteError {
            format: "XLSX",
            records: "rows",
            written,
            source,
        })?;
        Ok(self.report)
    }
}

fn within(text: &str) -> &str {
    let mut units = 0;
    for (at, character) in text.char_indices() {
        units += character.len_utf16();
        if units > LONGEST {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

fn failed(written: u64, error: rust_xlsxwriter::XlsxError) -> WriteError {
    WriteError {
        format: "XLSX",
        records: "rows",
        written,
        source: std::io::Error::other(error),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::*;

    fn written(rows: &[Vec<String>]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = WorkbookWriter::new(&mut out, "glossary", &["term", "english"]).unwrap();
        for row in rows {
            writer.row(row).unwrap();
        }
        writer.finish().unwrap();
        out
    }

    #[test]
    fn what_is_written_is_read_and_nothing_is_a_formula() {
        let row: Vec<String> = ["蓝碳\n2", "=1+1", "", " x ", "12", "_x0041_"]
            .map(str::to_owned)
            .to_vec();
        let sheets = read_workbook(&written(std::slice::from_ref(&row))).unwrap();
        assert_eq!(sheets[0].name, "glossary");
        assert_eq!(
            sheets[0].rows[0],
            (1, vec!["term".into(), "english".into()])
        );
        assert_eq!(sheets[0].rows[1], (2, row));
    }

    #[test]
    fn equal_tables_give_equal_files() {
        let row = vec!["蓝碳".to_owned()];
        assert!(written(std::slice::from_ref(&row)) == written(&[row]));
    }

    #[test]
    fn what_is_no_workbook_is_told() {
        for bytes in [&b""[..], b"PK\x03\x04", b"term,english\n"] {
            let error = read_workbook(bytes).unwrap_err();
            assert!(matches!(error, WorkbookError::Damaged(_)), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_odd(bytes in any::<Vec<u8>>(), at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
            let _ = read_workbook(&bytes);
            let mut damaged = written(&[vec!["蓝碳".to_owned(), "blue carbon".to_owned()]]);
            let at = at.index(damaged.len());
            damaged[at] = byte;
            let _ = read_workbook(&damaged);
            damaged.truncate(at);
            prop_assert_eq!(read_workbook(&damaged).is_ok(), false);
        }
    }
}
