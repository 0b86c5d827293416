//! Pairs that somebody aligned before, taken as they are.

use std::path::Path;

use glossary::exchange::table::rows;
use glossary::exchange::workbook::read_workbook;
use glossary::parallel::Aligned;
use glossary::store::WorkingPair;
use glossary::words::is_han;

use crate::failure::Failure;
use crate::files;
use crate::memory;
use crate::source::Source;
use crate::termbase;

/// What aligned pairs are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A table as text, by what separates its cells.
    Table(char),
    /// An Excel workbook.
    Workbook,
    /// Units of another program.
    Units(memory::Format),
}

impl Kind {
    /// The kind of a file, by its name; none for a text.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        match ending.as_str() {
            "tsv" | "tab" => Some(Self::Table('\t')),
            "csv" => Some(Self::Table(',')),
            "xlsx" => Some(Self::Workbook),
            _ => {
                let source = only_source(path).ok()?;
                memory::Format::of(&source).map(Self::Units)
            }
        }
    }
}

/// What a file holds that is no more than one.
fn only_source(path: &Path) -> Result<Source, Failure> {
    let mut sources = Source::all_in(path.to_owned(), &[])?;
    match (sources.pop(), sources.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Err(
            Failure::unusable(format!("`{}` holds several files", path.display()))
                .hint("unpack it, and name the one that is meant"),
        ),
    }
}

/// The pairs of a file.
///
/// # Errors
///
/// When it cannot be read, or has no two columns of which one is Chinese.
pub(super) fn read(path: &Path, kind: Kind) -> Result<Aligned, Failure> {
    let table = match kind {
        Kind::Units(format) => {
            let source = only_source(path)?;
            return Ok(Aligned::as_given(memory::pairs(
                (&source, format),
                &WorkingPair::default(),
            )?));
        }
        Kind::Table(separator) => {
            let text = termbase::read_list(path)?;
            // Excel writes semicolons where the comma is the decimal mark.
            let first = text.lines().next().unwrap_or_default();
            let separator = match separator {
                ',' if !first.contains(',') && first.contains(';') => ';',
                other => other,
            };
            rows(&text, separator, usize::MAX)
        }
        Kind::Workbook => {
            let bytes = files::read_bytes(path)?;
            let sheets = read_workbook(&bytes).map_err(|error| {
                Failure::unusable(format!(
                    "cannot read `{}`: {error}",
                    files::shown_name(path)
                ))
                .hint("open it in a spreadsheet program and save it once more")
            })?;
            sheets
                .into_iter()
                .next()
                .map(|sheet| sheet.rows)
                .unwrap_or_default()
        }
    };
    let cells: Vec<Vec<String>> = table.into_iter().map(|(_, cells)| cells).collect();
    let pairs = columns(&cells).ok_or_else(|| {
        Failure::unusable(format!(
            "`{}` has no two columns of which one is Chinese",
            files::shown_name(path)
        ))
        .hint("a row is a pair: the Chinese in one column, its English in another")
    })?;
    Ok(Aligned::as_given(pairs))
}

/// How Chinese headings of the two columns begin.
const HEADINGS: [&str; 8] = ["中文", "汉语", "原文", "源", "英文", "英语", "译文", "目标"];

/// The column with the most Chinese beside that with the most of other letters; a heading is left
/// out.
fn columns(rows: &[Vec<String>]) -> Option<Vec<(String, String)>> {
    let width = rows.iter().map(Vec::len).max()?;
    let count = |column: usize, counts: fn(char) -> bool| -> usize {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .flat_map(|cell| cell.chars())
            .filter(|c| counts(*c))
            .count()
    };
    let most = |counts: fn(char) -> bool, other: Option<usize>| {
        let columns = (0..width).filter(|column| Some(*column) != other);
        columns
            .map(|column| (count(column, counts), std::cmp::Reverse(column)))
            .max()
            .filter(|(count, _)| *count > 0)
            .map(|(_, column)| column.0)
    };
    let source = most(is_han, None)?;
    let target = most(|c| c.is_alphabetic() && !is_han(c), Some(source))?;
    let cell = |row: &Vec<String>, column: usize| {
        row.get(column)
            .map_or_else(String::new, |cell| cell.trim().to_owned())
    };
    let is_heading = |row: &Vec<String>| {
        let first = cell(row, source);
        !first.contains(is_han)
            || HEADINGS
                .iter()
                .any(|it| first.starts_with(it) && first.chars().count() < 6)
    };
    let skipped = rows.first().is_some_and(is_heading);
    let rows = rows.iter().skip(usize::from(skipped));
    Some(
        rows.map(|row| (cell(row, source), cell(row, target)))
            .collect(),
    )
}

/// Lines with the same number as pairs.
///
/// # Errors
///
/// When one side has more lines than the other.
pub(super) fn line_by_line(
    (zh, source): (&Path, &[String]),
    (en, target): (&Path, &[String]),
) -> Result<Aligned, Failure> {
    let whole = |lines: &[String]| {
        lines
            .iter()
            .rposition(|line| !line.is_empty())
            .map_or(0, |at| at + 1)
    };
    let (left, right) = (whole(source), whole(target));
    if left != right {
        return Err(Failure::unusable(format!(
            "`{}` has {left} lines and `{}` has {right}",
            files::shown_name(zh),
            files::shown_name(en)
        ))
        .hint("leave out --line-by-line to have them aligned"));
    }
    if left == 0 {
        return Err(
            Failure::unusable(format!("`{}` has no lines", files::shown_name(zh)))
                .hint("give a text and its translation"),
        );
    }
    let pairs = source
        .iter()
        .cloned()
        .zip(target.iter().cloned())
        .take(left);
    Ok(Aligned::as_given(pairs.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Option<Vec<(String, String)>> {
        let owned = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        columns(&rows.iter().map(owned).collect::<Vec<Vec<String>>>())
    }

    #[test]
    fn the_columns_are_told_by_their_script() {
        let pairs = table(&[
            &["No.", "English", "中文"],
            &["1", "The sea is wide.", "大海宽广。"],
            &["2", "Thank you.", "谢谢（thanks）。"],
        ]);
        let pairs = pairs.unwrap();
        assert_eq!(pairs.len(), 2);
        assert_eq!(
            pairs[0],
            ("大海宽广。".to_owned(), "The sea is wide.".to_owned())
        );
    }

    #[test]
    fn a_heading_without_chinese_is_left_out() {
        let pairs = table(&[&["source", "target"], &["谢谢。", "Thanks."]]).unwrap();
        assert_eq!(pairs, [("谢谢。".to_owned(), "Thanks.".to_owned())]);
    }

    #[test]
    fn a_table_without_two_languages_is_none() {
        assert_eq!(table(&[&["谢谢。", "你好。"]]), None);
        assert_eq!(table(&[&["Thanks.", "Hello."]]), None);
        assert_eq!(table(&[]), None);
    }

    #[test]
    fn lines_that_do_not_match_are_refused() {
        let lines = |lines: &[&str]| lines.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let pair = |zh: &[&str], en: &[&str]| {
            line_by_line((Path::new("a"), &lines(zh)), (Path::new("b"), &lines(en)))
        };
        assert_eq!(
            pair(&["一。", "", "二。"], &["One.", "", "Two.", ""])
                .unwrap()
                .beads
                .len(),
            2
        );
        let refused = pair(&["一。"], &["One.", "Two."]).unwrap_err().to_string();
        assert!(
            refused.contains("1 lines") && refused.contains("has 2"),
            "{refused}"
        );
    }
}
