//! Tables of other programs, as text: which character parts the cells, and what the cells are.

/// What may part the cells of a row.
pub const SEPARATORS: [char; 4] = ['\t', ',', ';', '|'];

/// Longest cell in quotation marks, in bytes; a mark that opens and does not close within it is
/// a character like others.
const QUOTED: usize = 1 << 20;

/// The rows of a table with the number of the line, from 1, on which each begins. Blank lines are
/// left out.
///
/// Cells may be in quotation marks, with separators, line breaks and doubled marks inside
/// (RFC 4180). A cell that only begins with a mark is taken as it is, so that a stray mark swallows
/// nothing; with tabs between the cells so is one whose marks protect nothing.
///
/// ```
/// use glossary::exchange::table::rows;
///
/// let rows = rows("term,English\n守望相助,\"mutual help,\nmutual support\"\n", ',', 10);
/// assert_eq!(rows[1], (2, vec!["守望相助".to_owned(), "mutual help,\nmutual support".to_owned()]));
/// ```
#[must_use]
pub fn rows(text: &str, separator: char, limit: usize) -> Vec<(usize, Vec<String>)> {
    let mut rows = Vec::new();
    let mut rest = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut line = 1;
    if let Some(behind) = behind_separator(rest) {
        rest = behind;
        line = 2;
    }
    while !rest.is_empty() && rows.len() < limit {
        let begin = line;
        let mut cells = Vec::new();
        loop {
            let (cell, length) = cell(rest, separator);
            line += rest.get(..length).map_or(0, breaks);
            rest = rest.get(length..).unwrap_or_default();
            cells.push(cell);
            match rest.strip_prefix(separator) {
                Some(next) => rest = next,
                None => break,
            }
        }
        if let Some(next) = rest.strip_prefix("\r\n") {
            rest = next;
        } else {
            rest = rest.strip_prefix(['\n', '\r']).unwrap_or(rest);
        }
        line += 1;
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push((begin, cells));
        }
    }
    rows
}

/// What stands behind a first line that tells Excel the separator: `sep=;`.
fn behind_separator(text: &str) -> Option<&str> {
    let (first, behind) = text.split_once('\n')?;
    let first = first.trim_end_matches('\r').trim_matches('"');
    let separator = first
        .get(..4)
        .filter(|name| name.eq_ignore_ascii_case("sep="));
    separator
        .and(first.get(4..))
        .filter(|it| it.chars().count() == 1)?;
    Some(behind)
}

/// The first cell of `rest`, and how many bytes it takes up.
fn cell(rest: &str, separator: char) -> (String, usize) {
    if let Some(quoted) = quoted(rest, separator) {
        return quoted;
    }
    let end = rest.find([separator, '\n', '\r']).unwrap_or(rest.len());
    (rest.get(..end).unwrap_or_default().to_owned(), end)
}

/// A cell in quotation marks that are closed right before the next cell or line.
fn quoted(rest: &str, separator: char) -> Option<(String, usize)> {
    let inner = rest.strip_prefix('"')?;
    let mut text = String::new();
    let mut at = 0;
    loop {
        let mark = at + inner.get(at..)?.find('"')?;
        if mark > QUOTED {
            return None;
        }
        text.push_str(inner.get(at..mark)?);
        let after = inner.get(mark + 1..)?;
        if after.starts_with('"') {
            text.push('"');
            at = mark + 2;
            continue;
        }
        let ends = after.is_empty() || after.starts_with([separator, '\n', '\r']);
        let protects =
            separator != '\t' || text.contains(['"', '\t', '\n', '\r', ',']) || text.is_empty();
        return (ends && protects).then_some((text, mark + 2));
    }
}

fn breaks(text: &str) -> usize {
    let breaks = text.matches(['\n', '\r']).count();
    breaks - text.matches("\r\n").count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::*;
    use crate::exchange::spreadsheet::{SpreadsheetOptions, SpreadsheetWriter};

    fn cells(text: &str, separator: char) -> Vec<(usize, Vec<String>)> {
        rows(text, separator, usize::MAX)
    }

    #[test]
    fn lines_are_counted_through_breaks_in_cells() {
        let found = cells("a,b\r\n\r\n\"c\r\nd\",e\nf", ',');
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3, 5]);
        assert_eq!(found[1].1, ["c\r\nd", "e"]);
    }

    #[test]
    fn what_tells_excel_the_separator_is_no_row() {
        for first in ["sep=;\r\n", "\u{FEFF}\"SEP=;\"\n"] {
            let found = cells(&format!("{first}a;b\n"), ';');
            assert_eq!(found, [(2, vec!["a".to_owned(), "b".to_owned()])]);
        }
        assert_eq!(cells("sep=1;2\n", ';').len(), 1);
    }

    #[test]
    fn a_stray_mark_swallows_nothing() {
        let found = cells("\"一带一路\"倡议,x\n\"open,y\nz,\"\"\n", ',');
        let found: Vec<Vec<String>> = found.into_iter().map(|(_, cells)| cells).collect();
        assert_eq!(found[0], ["\"一带一路\"倡议", "x"]);
        assert_eq!(found[1], ["\"open", "y"]);
        assert_eq!(found[2], ["z", ""]);
        assert_eq!(cells("\"一带一路\"\tx", '\t')[0].1, ["\"一带一路\"", "x"]);
        assert_eq!(cells("\"a \"\"b\"\"\"\tx", '\t')[0].1, ["a \"b\"", "x"]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(table in proptest::collection::vec(proptest::collection::vec("[\\PC\r\n\t\",;']{1,8}", 1..4), 1..4)) {
            let mut out = Vec::new();
            let mut writer = SpreadsheetWriter::new(&mut out, SpreadsheetOptions::csv()).unwrap();
            for row in &table {
                writer.row(row).unwrap();
            }
            writer.finish().unwrap();
            let read = cells(&String::from_utf8(out).unwrap(), ',');
            let read: Vec<Vec<String>> = read.into_iter().map(|(_, cells)| cells).collect();
            let mut table = table;
            table.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
            // What XML cannot carry is left out when tables are written.
            for cell in table.iter_mut().flatten() {
                *cell = tmx::xml::legal(cell).0.into_owned();
            }
            prop_assert_eq!(read, table);
        }

        #[test]
        fn no_text_is_too_odd(text in any::<String>(), separator in proptest::sample::select(&SEPARATORS[..])) {
            let _ = cells(&text, separator);
        }
    }
}
