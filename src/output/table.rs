//! Tables for the terminal, with columns that line up although Han characters are two wide.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{sanitise_line, to_tsv_line};

/// Between two columns.
const GAP: &str = "  ";
/// A column is not made narrower than this, in terminal cells.
const NARROWEST: usize = 6;
/// Stands for what did not fit. ASCII, since an ellipsis is one or two wide, as the font likes.
const CUT: &str = "..";

/// Rows of cells under a heading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    heading: Vec<String>,
    right: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Creates a table without rows; each column has a name.
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self {
            heading: heading.iter().map(|&name| name.to_owned()).collect(),
            right: vec![false; heading.len()],
            rows: Vec::new(),
        }
    }

    /// Aligns the named columns to the right, as numbers are.
    pub(crate) fn numbers(mut self, names: &[&str]) -> Self {
        for (name, right) in self.heading.iter().zip(&mut self.right) {
            *right |= names.contains(&name.as_str());
        }
        self
    }

    /// Adds a row; missing cells are empty, cells beyond the heading are dropped.
    pub(crate) fn push<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        let mut row: Vec<String> = cells.into_iter().map(Into::into).collect();
        row.resize(self.heading.len(), String::new());
        self.rows.push(row);
    }

    /// Whether there is no row.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns the rows as tab-separated values, without the heading.
    pub(crate) fn to_tsv(&self) -> String {
        self.rows.iter().map(|row| to_tsv_line(row)).collect()
    }

    /// Returns the table for a terminal that is `width` cells wide, sanitised.
    ///
    /// When it does not fit, the widest columns give way, the first one last: a term that is cut
    /// off is of no use.
    pub(crate) fn to_text(&self, width: usize) -> String {
        let lines: Vec<Vec<String>> = std::iter::once(&self.heading)
            .chain(&self.rows)
            .map(|row| row.iter().map(|cell| sanitise_line(cell).into_owned()))
            .map(Iterator::collect)
            .collect();
        let widths = fit(natural_widths(&lines, self.heading.len()), width);
        let mut text = String::new();
        for line in lines {
            let mut cells = Vec::with_capacity(line.len());
            for ((cell, &width), &right) in line.iter().zip(&widths).zip(&self.right) {
                cells.push(pad(&clip(cell, width), width, right));
            }
            text.push_str(cells.join(GAP).trim_end_matches(' '));
            text.push('\n');
        }
        text
    }
}

fn natural_widths(lines: &[Vec<String>], columns: usize) -> Vec<usize> {
    let mut widths = vec![0; columns];
    for line in lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.width());
        }
    }
    widths
}

fn fit(mut widths: Vec<usize>, available: usize) -> Vec<usize> {
    let gaps = GAP.len() * widths.len().saturating_sub(1);
    let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(available);
    let Some((first, others)) = widths.split_first_mut() else {
        return widths;
    };
    while excess > 0 {
        // The last of equals: what matters stands left.
        let widest = others.iter_mut().max().filter(|width| **width > NARROWEST);
        let Some(giving) = widest.or_else(|| Some(&mut *first).filter(|width| **width > NARROWEST))
        else {
            break;
        };
        *giving -= 1;
        excess -= 1;
    }
    widths
}

/// Cuts text that is wider than `width` cells; `..` stands for what did not fit.
pub(crate) fn clip(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return cell.to_owned();
    }
    let room = width.saturating_sub(CUT.len());
    let mut taken = 0;
    let kept: String = cell
        .chars()
        .take_while(|character| {
            taken += character.width().unwrap_or(0);
            taken <= room
        })
        .collect();
    kept + CUT
}

fn pad(cell: &str, width: usize, right: bool) -> String {
    let blanks = " ".repeat(width.saturating_sub(cell.width()));
    if right {
        blanks + cell
    } else {
        cell.to_owned() + &blanks
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample() -> Table {
        let mut table = Table::new(&["term", "freq", "pinyin"]).numbers(&["freq"]);
        table.push(["守望相助", "6", "shǒu wàng xiāng zhù"]);
        table.push(["一带一路", "12", "yī dài yī lù"]);
        table
    }

    #[test]
    fn the_first_column_is_cut_off_last() {
        let mut table = Table::new(&["term", "english"]);
        table.push(["中国-中亚命运共同体", "community with a shared future"]);
        assert_eq!(
            table.to_text(30),
            "term                 english\n\
             中国-中亚命运共同体  communi..\n"
        );
        assert!(table.to_text(20).lines().all(|line| line.width() <= 20));
    }

    #[test]
    fn wide_characters_line_up() {
        assert_eq!(
            sample().to_text(80),
            "term      freq  pinyin\n\
             守望相助     6  shǒu wàng xiāng zhù\n\
             一带一路    12  yī dài yī lù\n"
        );
    }

    #[test]
    fn the_widest_column_gives_way() {
        assert_eq!(
            sample().to_text(28),
            "term      freq  pinyin\n\
             守望相助     6  shǒu wàng ..\n\
             一带一路    12  yī dài yī lù\n"
        );
    }

    #[test]
    fn tsv_has_no_heading() {
        let mut table = Table::new(&["term", "note"]);
        table.push(["共同体", "a\tb"]);
        assert_eq!(table.to_tsv(), "共同体\ta b\n");
    }

    #[test]
    fn a_line_end_in_a_cell_cannot_break_the_table() {
        let mut table = Table::new(&["term"]);
        table.push(["a\nb\u{1b}[2J"]);
        assert_eq!(table.to_text(80), "term\na b<U+001B>[2J\n");
    }

    #[test]
    fn short_rows_are_filled_up() {
        let mut table = Table::new(&["a", "b"]);
        table.push(["1"]);
        assert_eq!(table.to_tsv(), "1\t\n");
        assert_eq!(Table::default().to_text(10), "\n");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            rows in prop::collection::vec(prop::collection::vec("[a-z\u{4e00}-\u{4e20}\u{300}-\u{310}]{0,30}", 3), 0..6),
            width in 22_usize..90,
        ) {
            let mut table = Table::new(&["x", "y", "z"]);
            for row in rows {
                table.push(row);
            }
            for line in table.to_text(width).lines() {
                prop_assert!(line.width() <= width, "{line}");
            }
        }
    }
}
