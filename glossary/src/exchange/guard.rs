//! Cells that a spreadsheet would run or rewrite, and the `'` that keeps it from that.

/// Whether a spreadsheet may take a cell for a formula: it begins, blanks apart, with one of
/// `= + - @` or their wide forms, or with a tab or carriage return (OWASP, "CSV injection").
#[must_use]
pub fn is_formula(cell: &str) -> bool {
    let text = cell.trim_start();
    let blanks = cell.strip_suffix(text).unwrap_or_default();
    blanks.contains(['\t', '\r', '\n'])
        || text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// A cell without the `'` that [`Guard::Excel`](super::spreadsheet::Guard::Excel) put before it; other cells are as they are.
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
pub(super) fn is_guarded(cell: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
