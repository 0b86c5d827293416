//! Texts that come in pages, as programs that read PDF give them.

use std::collections::BTreeMap;

use super::location::Location;
use super::source::SourceText;

/// Fewest pages on which a line is taken for a running title.
const PAGES: usize = 3;

/// Takes a text in which a form feed ends each page; the titles that run along the edges of
/// most pages are left out, since they would tear paragraphs apart.
pub(super) fn read(text: &str) -> SourceText {
    let pages: Vec<Vec<&str>> = text
        .split('\u{c}')
        .map(|page| page.lines().collect())
        .collect();
    let running = running_titles(&pages);
    let mut source = SourceText::default();
    for (index, page) in pages.iter().enumerate() {
        let Some((first, last)) = edges(page) else {
            continue;
        };
        if !source.text.is_empty() {
            source.text.push('\u{c}');
        }
        source
            .landmarks
            .push(source.text.len(), Location::Page(index + 1));
        for (number, line) in page.iter().enumerate() {
            let is_running = |edge: usize, side: usize| {
                number == edge && running.get(&(side, key(line))).is_some_and(|runs| *runs)
            };
            if !is_running(first, 0) && !is_running(last, 1) {
                source.text.push_str(line);
            }
            source.text.push('\n');
        }
    }
    source
}

/// Number of characters that no reader sees: what a PDF gives when its letters have no meaning.
pub(super) fn unreadable(text: &str) -> usize {
    let is_unreadable = |c: &char| {
        matches!(
            *c,
            '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | '\u{1}'..='\u{8}' | '\u{e}'..='\u{1f}'
        )
    };
    text.chars().filter(is_unreadable).count()
}

/// The first and the last line of a page that are not empty.
fn edges(page: &[&str]) -> Option<(usize, usize)> {
    let filled = |line: &&str| !line.trim().is_empty();
    let first = page.iter().position(filled)?;
    let last = page.iter().rposition(filled)?;
    Some((first, last))
}

/// The lines at the upper (0) and lower (1) edges, without their digits, and whether each of them
/// runs along most pages.
fn running_titles(pages: &[Vec<&str>]) -> BTreeMap<(usize, String), bool> {
    let mut counts: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let mut filled = 0;
    for page in pages {
        let Some((first, last)) = edges(page) else {
            continue;
        };
        filled += 1;
        for (side, edge) in [(0, first), (1, last)] {
            let key = key(page.get(edge).unwrap_or(&""));
            if !key.is_empty() && first < last {
                *counts.entry((side, key)).or_default() += 1;
            }
        }
    }
    // Left and right pages may have titles of their own.
    let is_running = |count| count >= PAGES && count * 5 >= filled * 2;
    counts
        .into_iter()
        .map(|(key, count)| (key, is_running(count)))
        .collect()
}

fn key(line: &str) -> String {
    line.chars()
        .filter(|c| !c.is_whitespace() && !c.is_numeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::repair;
    use super::*;

    #[test]
    fn pages_are_told_and_running_titles_left_out() {
        let page = |number: usize, text: &str| {
            format!("海洋年鉴 {number}\n\n{text}\n\n第{number}页\n\u{c}")
        };
        let text = [
            page(1, "各位朋友，今天天气很好。我们来到海边，一起看"),
            page(2, "日出和远处的渔船。"),
            page(3, "谢谢大家。"),
        ]
        .concat();
        let source = read(&text);
        let repaired = repair(&source.text);
        assert_eq!(
            repaired.body,
            "各位朋友，今天天气很好。我们来到海边，一起看日出和远处的渔船。\n谢谢大家。"
        );
        let page = |part| {
            let place = repaired.map.locate(repaired.body.find(part).unwrap());
            source.landmarks.locate(place.byte)
        };
        assert_eq!(page("海边"), Some(Location::Page(1)));
        assert_eq!(page("日出"), Some(Location::Page(2)));
        assert_eq!(page("谢谢"), Some(Location::Page(3)));
    }

    #[test]
    fn lines_that_differ_from_page_to_page_stay() {
        let source = read("一\n甲\n\u{c}二\n乙\n\u{c}三\n丙\n\u{c}");
        assert_eq!(source.text, "一\n甲\n\u{c}二\n乙\n\u{c}三\n丙\n");
    }

    #[test]
    fn an_empty_page_is_counted() {
        let source = read("\u{c}守望\n");
        assert_eq!(source.landmarks.locate(0), Some(Location::Page(2)));
    }

    #[test]
    fn characters_without_a_meaning_are_counted() {
        assert_eq!(unreadable("守\u{fffd}望\u{e123}\n"), 2);
    }
}
