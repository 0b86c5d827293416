//! Tables as CSV and TSV, as spreadsheets and CAT tools take them.

use std::io::{self, BufWriter, Write};

use tmx::xml::legal;

use crate::exchange::WriteError;
use crate::exchange::guard::is_guarded;
pub use crate::exchange::guard::{is_formula, unguard};
pub use crate::exchange::term_list::{MissingTermError, TermLine, term_lines};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpreadsheetOptions {
    /// How cells are kept apart.
    pub layout: Layout,
    /// What is done about cells that a spreadsheet would take for formulas.
    pub guard: Guard,
    /// Begin with a byte order mark, without which Excel does not see that it reads UTF-8.
    pub bom: bool,
    /// End lines as Windows does, by CR LF; else by LF.
    pub crlf: bool,
}

impl SpreadsheetOptions {
    /// CSV as RFC 4180 has it: commas, lines ended by CR LF.
    #[must_use]
    pub fn csv() -> Self {
        Self {
            layout: Layout::Csv { separator: ',' },
            crlf: true,
            ..Self::default()
        }
    }

    /// TSV: lines ended by LF.
    #[must_use]
    pub fn tsv() -> Self {
        Self::default()
    }
}

impl Default for SpreadsheetOptions {
    /// TSV for programs: LF, no byte order mark, cells as they are.
    fn default() -> Self {
        Self {
            layout: Layout::Tsv,
            guard: Guard::default(),
            bom: false,
            crlf: false,
        }
    }
}

/// How the cells of a row are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// By a separator, cells in quotes where they need them (RFC 4180).
    Csv {
        /// Usually a comma; memoQ and Excel in some countries want a semicolon.
        separator: char,
    },
    /// By tabs; tabs and line breaks within cells become blanks, as nothing can quote them.
    Tsv,
}

/// What is done about cells that a spreadsheet would take for formulas.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Guard {
    /// Put `'` before cells that begin as a formula does, so that opening the table runs nothing,
    /// and before numbers, dates and the like that saving it would write in another way.
    Excel,
    /// Write cells as they are, for programs.
    #[default]
    Plain,
}

/// What a [`SpreadsheetWriter`] wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WriteReport {
    /// Rows, without the header.
    pub rows: u64,
    /// Cells that were given a `'`.
    pub guarded: u64,
    /// Characters left out because XML, hence a workbook, cannot carry them.
    pub illegal_characters: u64,
    /// Cells cut to the length that a workbook can hold.
    pub shortened: u64,
}

/// Writes a table as CSV or TSV in UTF-8, row by row.
///
/// ```
/// use glossary::exchange::spreadsheet::{SpreadsheetOptions, SpreadsheetWriter};
///
/// let mut file = Vec::new();
/// let mut table = SpreadsheetWriter::new(&mut file, SpreadsheetOptions::csv())?;
/// table.header(&["term", "English"])?;
/// table.row(&["守望相助", "mutual help, mutual support"])?;
/// table.finish()?;
/// assert_eq!(
///     String::from_utf8(file)?,
///     "term,English\r\n守望相助,\"mutual help, mutual support\"\r\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SpreadsheetWriter<W: Write> {
    out: BufWriter<W>,
    options: SpreadsheetOptions,
    report: WriteReport,
}

impl<W: Write> SpreadsheetWriter<W> {
    /// Begins a table; output is buffered.
    ///
    /// # Errors
    /// `out` failed.
    pub fn new(out: W, options: SpreadsheetOptions) -> Result<Self, WriteError> {
        let mut writer = Self {
            out: BufWriter::new(out),
            options,
            report: WriteReport::default(),
        };
        if options.bom {
            let written = writer.out.write_all("\u{FEFF}".as_bytes());
            written.map_err(|source| writer.error(source))?;
        }
        Ok(writer)
    }

    /// Writes the names of the columns, which do not count as a row.
    ///
    /// # Errors
    /// The output failed.
    pub fn header<C: AsRef<str>>(&mut self, names: &[C]) -> Result<(), WriteError> {
        self.line(names)
    }

    /// Writes a row.
    ///
    /// # Errors
    /// The output failed.
    pub fn row<C: AsRef<str>>(&mut self, cells: &[C]) -> Result<(), WriteError> {
        self.line(cells)?;
        self.report.rows += 1;
        Ok(())
    }

    /// Hands over what is still buffered.
    ///
    /// # Errors
    /// The output failed.
    pub fn finish(mut self) -> Result<WriteReport, WriteError> {
        self.out.flush().map_err(|source| self.error(source))?;
        Ok(self.report)
    }

    fn line<C: AsRef<str>>(&mut self, cells: &[C]) -> Result<(), WriteError> {
        let mut line = String::new();
        for (column, cell) in cells.iter().enumerate() {
            if column > 0 {
                line.push(match self.options.layout {
                    Layout::Csv { separator } => separator,
                    Layout::Tsv => '\t',
                });
            }
            self.push_cell(&mut line, cell.as_ref());
        }
        line.push_str(if self.options.crlf { "\r\n" } else { "\n" });
        let written = self.out.write_all(line.as_bytes());
        written.map_err(|source| self.error(source))
    }

    fn push_cell(&mut self, line: &mut String, cell: &str) {
        let unbroken = match self.options.layout {
            Layout::Tsv => unbroken(cell),
            Layout::Csv { .. } => cell.to_owned(),
        };
        let (text, left_out) = legal(&unbroken);
        self.report.illegal_characters += left_out;
        let guarded = self.options.guard == Guard::Excel && (is_guarded(cell) || is_guarded(&text));
        let guard = if guarded { "'" } else { "" };
        self.report.guarded += u64::from(guarded);
        match self.options.layout {
            Layout::Csv { separator } if needs_quotes(&text, separator) => {
                line.push('"');
                line.push_str(guard);
                line.push_str(&text.replace('"', "\"\""));
                line.push('"');
            }
            Layout::Csv { .. } | Layout::Tsv => {
                line.push_str(guard);
                line.push_str(&text);
            }
        }
    }

    fn error(&self, source: io::Error) -> WriteError {
        WriteError {
            format: match self.options.layout {
                Layout::Csv { .. } => "CSV",
                Layout::Tsv => "TSV",
            },
            records: "rows",
            written: self.report.rows,
            source,
        }
    }
}

/// Breaks and tabs become a blank; so do the characters that some programs take for breaks.
fn unbroken(cell: &str) -> String {
    cell.replace("\r\n", " ").replace(
        [
            '\t', '\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}',
        ],
        " ",
    )
}

fn needs_quotes(cell: &str, separator: char) -> bool {
    cell.contains([separator, '"', '\r', '\n'])
        || cell.starts_with(char::is_whitespace)
        || cell.ends_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::*;
    use crate::exchange::test_support::SmallDisk;

    fn written(options: SpreadsheetOptions, rows: &[&[&str]]) -> (String, WriteReport) {
        let mut out = Vec::new();
        let mut writer = SpreadsheetWriter::new(&mut out, options).unwrap();
        for row in rows {
            writer.row(row).unwrap();
        }
        let report = writer.finish().unwrap();
        (String::from_utf8(out).unwrap(), report)
    }

    #[test]
    fn csv_quotes_what_needs_it() {
        let row: &[&str] = &["a,b", "say \"x\"", "two\nlines", "；", "", " 术语"];
        let (file, report) = written(SpreadsheetOptions::csv(), &[row]);
        assert_eq!(
            file,
            "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",；,,\" 术语\"\r\n"
        );
        assert_eq!(report.rows, 1);
        let semicolons = SpreadsheetOptions {
            layout: Layout::Csv { separator: ';' },
            crlf: false,
            ..SpreadsheetOptions::csv()
        };
        assert_eq!(written(semicolons, &[&["a,b", "c;d"]]).0, "a,b;\"c;d\"\n");
    }

    #[test]
    fn tsv_has_blanks_for_tabs_and_breaks() {
        let row: &[&str] = &["a\tb", "c\r\nd", "e\u{2028}f\rg"];
        let (file, _) = written(SpreadsheetOptions::tsv(), &[row]);
        assert_eq!(file, "a b\tc d\te f g\n");
    }

    #[test]
    fn illegal_characters_are_left_out_and_hide_no_formula() {
        let options = SpreadsheetOptions {
            guard: Guard::Excel,
            ..SpreadsheetOptions::csv()
        };
        let (file, report) = written(options, &[&["术\u{1}语", "\u{0}=1"]]);
        assert_eq!(file, "术语,'=1\r\n");
        assert_eq!((report.illegal_characters, report.guarded), (2, 1));
    }

    #[test]
    fn the_byte_order_mark_comes_first_and_once() {
        let options = SpreadsheetOptions {
            bom: true,
            ..SpreadsheetOptions::tsv()
        };
        assert_eq!(written(options, &[&["a"], &["b"]]).0, "\u{FEFF}a\nb\n");
    }

    #[test]
    fn cells_that_begin_as_formulas_are_guarded() {
        let dangerous = [
            "=1+1",
            "+1",
            "-1",
            "@x",
            "\tx",
            "\r=x",
            "  =x",
            "\u{3000}＝x",
        ];
        for layout in [SpreadsheetOptions::csv(), SpreadsheetOptions::tsv()] {
            let options = SpreadsheetOptions {
                guard: Guard::Excel,
                ..layout
            };
            for cell in dangerous {
                let (file, report) = written(options, &[&[cell]]);
                assert!(file.trim_start_matches('"').starts_with('\''), "{cell:?}");
                assert_eq!(report.guarded, 1);
            }
            for cell in ["", "术语", "a=b", "'quoted'", "5"] {
                assert_eq!(written(options, &[&[cell]]).1.guarded, 0, "{cell:?}");
            }
        }
        let (file, report) = written(SpreadsheetOptions::csv(), &[&["=1+1"]]);
        assert_eq!((file.as_str(), report.guarded), ("=1+1\r\n", 0));
    }

    #[test]
    fn a_full_disk_is_an_error_wherever_it_comes() {
        let write_all = |room: usize| -> Result<WriteReport, WriteError> {
            let options = SpreadsheetOptions {
                bom: true,
                ..SpreadsheetOptions::csv()
            };
            let mut writer = SpreadsheetWriter::new(SmallDisk(room), options)?;
            for _ in 0..1000 {
                writer.row(&["0123456789"])?;
            }
            writer.finish()
        };
        for room in [0, 2, 3, 5_000, 12_002] {
            let error = write_all(room).unwrap_err();
            assert_eq!(error.source.kind(), io::ErrorKind::StorageFull, "{room}");
        }
        assert_eq!(write_all(12_003).unwrap().rows, 1000);
    }

    proptest! {
        #[test]
        fn a_row_of_tsv_is_one_line_of_as_many_cells(cells in proptest::collection::vec(any::<String>(), 1..5)) {
            let mut out = Vec::new();
            let mut writer = SpreadsheetWriter::new(&mut out, SpreadsheetOptions::tsv()).unwrap();
            writer.row(&cells).unwrap();
            writer.finish().unwrap();
            let file = String::from_utf8(out).unwrap();
            prop_assert_eq!(file.matches('\n').count(), 1);
            prop_assert_eq!(file.matches('\t').count(), cells.len() - 1);
        }

        #[test]
        fn no_guarded_cell_begins_as_a_formula(cell in any::<String>()) {
            let options = SpreadsheetOptions { guard: Guard::Excel, ..SpreadsheetOptions::tsv() };
            let (file, _) = written(options, &[&[&cell]]);
            prop_assert!(!is_formula(file.trim_end_matches('\n')));
        }
    }
}
