//! The tables of a document, cell by cell, as its markup opens and closes them.

use std::collections::BTreeMap;

use super::error::ReadError;
use super::flow::{Mark, Sink};
use super::location::Location;
use crate::words::is_han;

/// Most cells of all tables of a document.
const CELLS: usize = 2_000_000;
/// Columns of a table that are read.
const COLUMNS: usize = 200;
/// Most bytes that cells which are merged downwards may repeat.
const REPEATED: usize = 64 << 20;

/// Stands for a line break within a paragraph until the cell is whole.
const BREAK: char = '\u{2028}';

/// A table of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DocumentTable {
    /// Its number from 1, in the order in which tables begin, those within cells included.
    pub(crate) number: usize,
    /// The rows that have text.
    pub(crate) rows: Vec<DocumentRow>,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct DocumentRow {
    /// Its number from 1 in the table.
    pub(crate) number: usize,
    /// Its cells, with a line for each paragraph. A cell that is merged with the one above says
    /// the same; of cells that are merged sidewards the first has the text.
    pub(crate) cells: Vec<String>,
    /// Whether it is one cell over several columns: a heading in between.
    pub(crate) is_whole: bool,
}

/// Collects tables; what stands outside of them is left out.
#[derive(Debug, Default)]
pub(super) struct Tables {
    open: Vec<Open>,
    done: Vec<DocumentTable>,
    begun: usize,
    cells: usize,
    repeated: usize,
}

/// A table under way.
#[derive(Debug, Default)]
struct Open {
    number: usize,
    rows: Vec<(DocumentRow, usize)>,
    begun: usize,
    row: Option<Row>,
    /// By column: the text of a cell that goes on downwards, and for how many rows.
    carried: BTreeMap<usize, (usize, String)>,
}

/// A row under way.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<String>,
    /// The elements that its cells are, whatever columns they have.
    elements: usize,
    is_deleted: bool,
    cell: Option<Cell>,
}

/// A cell under way.
#[derive(Debug, Default)]
struct Cell {
    text: String,
    joins_next: bool,
    columns: usize,
    rows: usize,
    is_covered: bool,
}

impl Tables {
    /// The tables that have text, in order.
    ///
    /// # Errors
    ///
    /// When they have more cells than any glossary.
    pub(super) fn finish(mut self, kind: &'static str) -> Result<Vec<DocumentTable>, ReadError> {
        if self.cells > CELLS || self.repeated > REPEATED {
            return Err(ReadError::Suspicious {
                kind,
                cause: format!("its tables have more than {CELLS} cells, or as much text"),
            });
        }
        self.done.sort_by_key(|table| table.number);
        Ok(self.done)
    }

    fn is_full(&self) -> bool {
        self.cells > CELLS || self.repeated > REPEATED
    }

    fn row(&mut self) -> Option<&mut Row> {
        self.open.last_mut()?.row.as_mut()
    }

    fn cell(&mut self) -> Option<&mut Cell> {
        self.row()?.cell.as_mut()
    }

    fn end_cell(&mut self) {
        if self.is_full() {
            return;
        }
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let Some(row) = open.row.as_mut() else {
            return;
        };
        let Some(cell) = row.cell.take() else {
            return;
        };
        let column = row.cells.len();
        if column >= COLUMNS {
            return;
        }
        let text = match (cell.is_covered, open.carried.get_mut(&column)) {
            (true, Some((left, text))) if *left > 0 => {
                *left -= 1;
                self.repeated += text.len();
                text.clone()
            }
            (true, _) => String::new(),
            (false, _) => settled(&cell.text),
        };
        if !cell.is_covered {
            open.carried.remove(&column);
            if cell.rows > 1 {
                self.repeated += text.len();
                open.carried.insert(column, (cell.rows - 1, text.clone()));
            }
        }
        // What is merged sidewards with the one before is no cell of its own.
        row.elements += usize::from(!cell.is_covered || !text.is_empty());
        row.cells.push(text);
        let columns = (column + cell.columns.max(1)).min(COLUMNS);
        self.cells += columns - column;
        row.cells.resize(columns, String::new());
    }

    fn end_row(&mut self) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let Some(row) = open.row.take() else {
            return;
        };
        if row.is_deleted || row.cells.iter().all(String::is_empty) {
            return;
        }
        let done = DocumentRow {
            number: open.begun,
            cells: row.cells,
            is_whole: false,
        };
        open.rows.push((done, row.elements));
    }

    fn end_table(&mut self) {
        self.end_cell();
        self.end_row();
        let Some(open) = self.open.pop() else {
            return;
        };
        let widths = open.rows.iter().map(|(row, _)| row.cells.len());
        let width = widths.max().unwrap_or_default();
        let rows = open.rows.into_iter().map(|(row, elements)| DocumentRow {
            is_whole: width > 1 && elements == 1,
            ..row
        });
        let rows: Vec<DocumentRow> = rows.collect();
        if !rows.is_empty() {
            self.done.push(DocumentTable {
                number: open.number,
                rows,
            });
        }
    }
}

impl Sink for Tables {
    fn open(&mut self) {
        if let Some(cell) = self.cell() {
            let joins = std::mem::take(&mut cell.joins_next);
            if !joins && !cell.text.is_empty() {
                cell.text.push('\n');
            }
        }
    }

    fn close(&mut self) {}

    fn push(&mut self, text: &str) {
        if let Some(cell) = self.cell() {
            cell.text.extend(text.chars().map(|c| match c {
                '\n' => BREAK,
                c => c,
            }));
        }
    }

    fn push_collapsed(&mut self, text: &str) {
        if let Some(cell) = self.cell() {
            for c in text.chars() {
                if !matches!(c, ' ' | '\t' | '\n' | '\r') {
                    cell.text.push(c);
                } else if !cell.text.is_empty() && !cell.text.ends_with([' ', '\n', BREAK]) {
                    cell.text.push(' ');
                }
            }
        }
    }

    fn join_next(&mut self) {
        if let Some(cell) = self.cell() {
            cell.joins_next = true;
        }
    }

    // Notes are read for texts only.
    fn set_note(&mut self, _note: Option<Location>) {}

    fn mark(&mut self, mark: Mark) {
        match mark {
            Mark::Table => {
                self.begun += 1;
                self.open.push(Open {
                    number: self.begun,
                    ..Open::default()
                });
            }
            Mark::TableEnd => self.end_table(),
            Mark::Row => {
                if let Some(open) = self.open.last_mut() {
                    open.begun += 1;
                    open.row = Some(Row::default());
                }
            }
            Mark::RowEnd => self.end_row(),
            Mark::RowDeleted => {
                if let Some(row) = self.row() {
                    row.is_deleted = true;
                }
            }
            Mark::Before(columns) => {
                if let Some(row) = self.row() {
                    row.cells.resize(columns.min(COLUMNS), String::new());
                }
            }
            Mark::Cell => {
                if let Some(row) = self.row() {
                    row.cell = Some(Cell::default());
                }
            }
            Mark::CellEnd => self.end_cell(),
            Mark::Columns(columns) => {
                if let Some(cell) = self.cell() {
                    cell.columns = columns;
                }
            }
            Mark::Rows(rows) => {
                if let Some(cell) = self.cell() {
                    cell.rows = rows;
                }
            }
            Mark::Covered => {
                if let Some(cell) = self.cell() {
                    cell.is_covered = true;
                }
            }
        }
    }
}

/// The text of a cell: a line for each paragraph that is not empty, blanks as one. A break within
/// a paragraph only wraps it, so that nothing stands for it between Chinese characters.
fn settled(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::with_capacity(paragraph.len());
        for part in paragraph.split(BREAK).map(str::trim) {
            let last = line.chars().next_back();
            let first = part.chars().next();
            if let (Some(last), Some(first)) = (last, first)
                && !(is_han(last) && is_han(first))
            {
                line.push(' ');
            }
            let mut words = part
                .split([' ', '\t', '\u{a0}'])
                .filter(|it| !it.is_empty());
            if let Some(word) = words.next() {
                line.push_str(word);
            }
            for word in words {
                line.push(' ');
                line.push_str(word);
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_wrap_and_paragraphs_part() {
        assert_eq!(settled("命运\u{2028}共同体"), "命运共同体");
        assert_eq!(
            settled(" a shared \u{2028}future\n\n b\tc "),
            "a shared future\nb c"
        );
    }

    #[test]
    fn tables_that_repeat_without_end_are_refused() {
        let mut tables = Tables::default();
        tables.mark(Mark::Table);
        for row in 0..3_000 {
            tables.mark(Mark::Row);
            tables.mark(Mark::Cell);
            if row == 0 {
                tables.mark(Mark::Rows(usize::MAX));
                tables.push(&"x".repeat(1 << 20));
            } else {
                tables.mark(Mark::Covered);
            }
            tables.mark(Mark::CellEnd);
            tables.mark(Mark::RowEnd);
        }
        tables.mark(Mark::TableEnd);
        let error = tables.finish("a test").unwrap_err();
        assert!(matches!(error, ReadError::Suspicious { .. }), "{error}");
    }
}
