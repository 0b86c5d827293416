//! Tab-separated values, for programs and spreadsheets.

/// Returns one line, its end included.
///
/// Cells keep every character but tabs and line ends, which become blanks: there is no quoting
/// that all readers of TSV agree upon.
pub(crate) fn to_tsv_line<S: AsRef<str>>(cells: &[S]) -> String {
    let mut line = String::new();
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            line.push('\t');
        }
        let text = cell.as_ref().replace("\r\n", " ");
        line.extend(text.chars().map(|character| match character {
            '\t' | '\n' | '\r' => ' ',
            _ => character,
        }));
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn line_ends_in_a_cell_become_blanks() {
        assert_eq!(
            to_tsv_line(&["命运\t共同体", "a\r\nb"]),
            "命运 共同体\ta b\n"
        );
    }

    proptest! {
        #[test]
        fn as_many_cells_are_read_as_were_written(cells in prop::collection::vec(any::<String>(), 1..5)) {
            let line = to_tsv_line(&cells);
            prop_assert_eq!(line.trim_end_matches('\n').split('\t').count(), cells.len());
            prop_assert_eq!(line.matches('\n').count(), 1);
        }
    }
}
