//! Lists of terms to accept, as they come back from spreadsheets.

use super::guard::is_guarded;

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
    use proptest::prelude::*;

    use super::*;

    fn lines(list: &str) -> Vec<TermLine> {
        term_lines(list).map(Result::unwrap).collect()
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

    proptest! {
        #[test]
        fn no_list_makes_the_reader_panic(list in "[\t\n\r\"'=a术\u{FEFF}]{0,30}") {
            for line in term_lines(&list).flatten() {
                prop_assert!(!line.term.is_empty());
            }
        }
    }
}
