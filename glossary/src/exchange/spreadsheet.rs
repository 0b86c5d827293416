//! Tables as CSV and TSV, as spreadsheets and CAT tools take them.

use std::io::{self, BufWriter, Write};

use tmx::xml::legal;

use crate::exchange::WriteError;

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

/// Whether a spreadsheet may take a cell for a formula: it begins, blanks apart, with one of
/// `= + - @` or their wide forms, or with a tab or carriage return (OWASP, "CSV injection").
#[must_use]
pub fn is_formula(cell: &str) -> bool {
    let text = cell.trim_start();
    let blanks = cell.strip_suffix(text).unwrap_or_default();
    blanks.contains(['\t', '\r', '\n'])
        || text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// A cell without the `'` that [`Guard::Excel`] put before it; other cells are as they are.
///
/// ```
/// use glossary::exchange::spreadsheet::unguard;
///
/// assert_eq!(unguard("'=1+1"), "=1+1");
/// assert_eq!(unguard("''=1+1"), "'=1+1");
/// assert_eq!(unguard("'quoted'"), "'quoted'");
/// ```
#[must_use]
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(inner) if is_guarded(inner) => inner,
        _ => cell,
    }
}

/// What stands before a cell of a workbook, whose formulas need no guard, so that [`unguard`]
/// leaves the cell as it is.
pub(super) fn guarded_mark(cell: &str) -> &'static str {
    if cell.starts_with('\'') && is_guarded(cell) {
        "'"
    } else {
        ""
    }
}

/// Whether a `'` is put before a cell: it may be a formula or a value that would be rewritten, or
/// looks as if it were guarded.
fn is_guarded(cell: &str) -> bool {
    let cell = cell.trim_start_matches('\'');
    is_formula(cell) || is_rewritten(cell)
}

/// Whether a spreadsheet may take a cell for a value and save it as it writes such values: `007`
/// as 7, `2017-10` as `Oct-17`, `1/2` and `March 8` as days of this year, `true` in the language of
/// the program. Whole numbers without a leading zero stay what they are.
fn is_rewritten(cell: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    // Digits and letters may be wide.
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    let text: String = cell.trim().chars().map(narrow).collect();
    if matches!(text.to_ascii_lowercase().as_str(), "true" | "false") {
        return true;
    }
    let is_whole = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // No date is longer; an identifier of ours is.
    if !text.contains(|c: char| c.is_ascii_digit()) || (text.len() > 30 && !is_whole) {
        return false;
    }
    // Beyond 15 digits they become zeros.
    if is_whole
        && text.len() <= 15
        && (text == "0" || !text.starts_with('0'))
        && text == cell.trim()
    {
        return false;
    }
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    let are_dates = words.filter(|word| !word.is_empty()).all(|word| {
        let word = word.to_ascii_lowercase();
        matches!(word.as_str(), "e" | "am" | "pm" | "a" | "p" | "t" | "z")
            || (word.len() >= 3 && MONTHS.iter().any(|month| month.starts_with(&word)))
            || word == "sept"
    });
    are_dates
        && text.chars().all(|c| {
            c.is_ascii_alphanumeric()
                || c.is_whitespace()
                || matches!(
                    c,
                    '.' | ',' | ':' | '/' | '-' | '+' | '%' | '(' | ')' | '\''
                )
                || matches!(c, '$' | '¥' | '￥' | '€' | '£' | '₩')
                || matches!(c, '年' | '月' | '日' | '号' | '时' | '分' | '秒' | '時')
        })
}

/// A line of a list of terms to accept: the term, and what else stands in the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermLine {
    /// Number of the line in the list, from 1.
    pub line: usize,
    /// The term.
    pub term: String,
    /// Its English, where the row has one.
    pub english: Option<String>,
    /// All cells of the row, the term first.
    pub cells: Vec<String>,
}

/// A line of a list that has cells but no term.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: the first column is empty; write the term there, or remove the line")]
#[non_exhaustive]
pub struct MissingTermError {
    /// Number of the line in the list, from 1.
    pub line: usize,
}

/// Reads a list of terms: one a line, its English behind a tab.
///
/// Byte order mark, CR LF, blank lines, the quotes and the `'` that spreadsheets put around cells
/// are taken off. A first line whose first cell is `term` names the columns: then English is the
/// column whose name has `English` in it, and without one there is none. Without such a line it
/// is the second column.
///
/// ```
/// use glossary::exchange::spreadsheet::term_lines;
///
/// let list = "term\tfrequency\tsuggested English\r\n守望相助\t4\tmutual help\r\n";
/// let line = term_lines(list).next().transpose()?.unwrap();
/// assert_eq!((line.line, line.term.as_str()), (2, "守望相助"));
/// assert_eq!(line.english.as_deref(), Some("mutual help"));
/// # Ok::<(), glossary::exchange::spreadsheet::MissingTermError>(())
/// ```
pub fn term_lines(list: &str) -> impl Iterator<Item = Result<TermLine, MissingTermError>> {
    let list = list.strip_prefix('\u{FEFF}').unwrap_or(list);
    let mut lines = list
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| (index + 1, cells(line)))
        .peekable();
    let header = lines.next_if(|(_, cells)| {
        let name = cells.first().map(String::as_str).unwrap_or_default();
        name.eq_ignore_ascii_case("term")
    });
    let english = match header {
        None => Some(1),
        Some((_, names)) => names
            .iter()
            .position(|name| name.to_ascii_lowercase().contains("english")),
    };
    lines.map(move |(line, cells)| {
        let term = cells.first().filter(|term| !term.is_empty());
        let term = term.ok_or(MissingTermError { line })?.clone();
        let english = english.and_then(|column| cells.get(column));
        Ok(TermLine {
            line,
            term,
            english: english.filter(|text| !text.is_empty()).cloned(),
            cells,
        })
    })
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

fn cells(line: &str) -> Vec<String> {
    line.split('\t')
        .map(|cell| unguarded(&unquoted(cell.trim())))
        .collect()
}

/// Spreadsheets save a cell that has a comma or quotes within quotes, the inner ones doubled.
fn unquoted(cell: &str) -> String {
    let inner = cell
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.replace("\"\"", "").contains('"') => inner.replace("\"\"", "\""),
        _ => cell.to_owned(),
    }
}

fn unguarded(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(guarded) if is_guarded(guarded) => guarded.trim().to_owned(),
        _ => cell.trim().to_owned(),
    }
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

    fn lines(list: &str) -> Vec<TermLine> {
        term_lines(list).map(Result::unwrap).collect()
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
    fn what_a_spreadsheet_would_write_in_another_way_is_guarded() {
        for cell in [
            "007",
            "1.0",
            ".5",
            "1,234",
            "1/2",
            "1e5",
            "10%",
            "$5",
            "￥５",
            "2017-10-24",
            "2017-10",
            "24.10.2017",
            "10:30",
            "Mar-1",
            "March 8",
            "10 Oct 2017",
            "2017年10月24日",
            "０７",
            "７",
            "true",
            "FALSE",
            " 1 1/2 ",
            "(5)",
            "1234567890123456",
        ] {
            assert!(is_rewritten(cell), "{cell:?}");
            assert_eq!(unguard(&format!("'{cell}")), cell);
        }
        for cell in [
            "",
            "0",
            "12",
            "2017",
            "123456789012345",
            "#12",
            "G20",
            "5G",
            "Article 5",
            "2030年议程",
            "March",
            "May Fourth",
            "十三五",
            "12 (twelve)",
            "1_000",
            "0x1F",
            "marching 3",
            "0583c882d9b4b2c64093a28d13b08d20",
        ] {
            assert!(!is_rewritten(cell), "{cell:?}");
            assert_eq!(unguard(&format!("'{cell}")), format!("'{cell}"));
        }
    }

    #[test]
    fn lists_from_windows_are_read() {
        let found = lines("\u{FEFF}守望相助\tmutual help\r\n\r\n一带一路\r\n");
        let found: Vec<_> = found
            .iter()
            .map(|line| (line.line, line.term.as_str(), line.english.as_deref()))
            .collect();
        assert_eq!(
            found,
            [(1, "守望相助", Some("mutual help")), (3, "一带一路", None)]
        );
    }

    #[test]
    fn a_header_says_which_column_is_english() {
        let found = lines("Term\tfrequency\tSuggested English\n术语\t12\tterm\n");
        assert_eq!(
            (found[0].line, found[0].english.as_deref()),
            (2, Some("term"))
        );
        assert_eq!(lines("term\tfrequency\n术语\t12\n")[0].english, None);
        assert_eq!(lines("术语\tterm\nterm\tx\n")[1].term, "term");
    }

    #[test]
    fn quotes_and_guards_of_spreadsheets_are_taken_off() {
        let found = lines("术语\t\"terms, \"\"words\"\"\"\n'-1\t'tis\n\"一带\"一路\"\n");
        assert_eq!(found[0].english.as_deref(), Some("terms, \"words\""));
        assert_eq!(
            (found[1].term.as_str(), found[1].cells[1].as_str()),
            ("-1", "'tis")
        );
        assert_eq!(found[2].term, "\"一带\"一路\"");
    }

    #[test]
    fn a_line_without_a_term_is_named() {
        let found: Vec<_> = term_lines("术语\n\tterm\n").collect();
        assert_eq!(found[1], Err(MissingTermError { line: 2 }));
        assert!(
            found[1]
                .as_ref()
                .unwrap_err()
                .to_string()
                .starts_with("line 2: ")
        );
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

        #[test]
        fn no_list_makes_the_reader_panic(list in "[\t\n\r\"'=a术\u{FEFF}]{0,30}") {
            for line in term_lines(&list).flatten() {
                prop_assert!(!line.term.is_empty());
            }
        }
    }
}
