//! Lines that number a page.

/// A line that may be the number of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageNumber {
    /// It says so: `第 3 页`, `- 3 -`, `Page 3 of 10`.
    Marked,
    /// Nothing but a number, or two: `3`, `3/10`.
    Bare(u32),
}

/// What page a line numbers, if it does.
pub(super) fn page_number(line: &str) -> Option<PageNumber> {
    // No page number is longer, and a long line need not be copied.
    if line.len() > 60 || !line.contains(is_digit) {
        return None;
    }
    let compact: String = line
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(super::widths::fold)
        .flat_map(char::to_lowercase)
        .collect();
    // `3/10` may be a date or a score, so it has to prove itself as a bare number does.
    let (first, all) = match compact.split_once('/') {
        Some((first, all)) => (first, number(all)),
        None => (compact.as_str(), Some(u32::MAX)),
    };
    if let (Some(page), Some(all)) = (number(first), all)
        && page <= all
    {
        return Some(PageNumber::Bare(page));
    }
    let is_dash = |c: char| super::widths::is_hyphen(c) || matches!(c, '—' | '·' | '•' | '~');
    let inside = compact.trim_matches(is_dash);
    let dashed = compact.starts_with(is_dash) && compact.ends_with(is_dash);
    let marked = dashed && number(inside).is_some() || chinese(&compact) || english(&compact);
    marked.then_some(PageNumber::Marked)
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c) || "一二三四五六七八九十".contains(c)
}

/// A number that a page can have.
fn number(text: &str) -> Option<u32> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// `第3页`, `第三页`, `第3页共10页`, `第3页/共10页`.
fn chinese(text: &str) -> bool {
    let is_number =
        |text: &str| !text.is_empty() && text.chars().count() <= 4 && text.chars().all(is_digit);
    let all = |text: &str| {
        let text = text.trim_start_matches([',', '，', '/', '(', '（']);
        let text = text.trim_end_matches([')', '）']);
        text.is_empty()
            || text
                .strip_prefix('共')
                .and_then(|text| text.strip_suffix(['页', '頁']))
                .is_some_and(is_number)
    };
    text.strip_prefix('第')
        .and_then(|text| text.split_once(['页', '頁']))
        .is_some_and(|(page, rest)| is_number(page) && all(rest))
}

/// `page3`, `page3of10`, `p.3`.
fn english(text: &str) -> bool {
    text.strip_prefix("page")
        .or_else(|| text.strip_prefix("p."))
        .is_some_and(|text| match text.split_once("of") {
            Some((page, all)) => number(page).is_some() && number(all).is_some(),
            None => number(text).is_some(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_known_in_their_usual_shapes() {
        for line in [
            "- 3 -",
            "— 3 —",
            "－３－",
            "第 3 页",
            "第三页",
            "第 3 页 共 10 页",
            "第3页/共10页",
            "Page 3 of 10",
            "page 3",
            "·3·",
        ] {
            assert_eq!(page_number(line), Some(PageNumber::Marked), "{line}");
        }
        assert_eq!(page_number("12"), Some(PageNumber::Bare(12)));
        assert_eq!(page_number("3 / 10"), Some(PageNumber::Bare(3)));
    }

    #[test]
    fn other_short_lines_are_no_page_numbers() {
        for line in [
            "",
            "第三章",
            "2023年",
            "- 三",
            "3.",
            "10 / 3",
            "第一",
            "20230519",
            "一",
            "page",
        ] {
            assert_eq!(page_number(line), None, "{line}");
        }
    }
}
