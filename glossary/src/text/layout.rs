//! How a file is set: whether its lines are broken at a width, and what marks a paragraph.

use super::lines::Line;
use super::punctuation::{ends_sentence, is_clause_mark};

/// The narrowest column that is told from a list of short lines.
const NARROWEST: usize = 24;
/// The widest line that is taken for a broken one.
const WIDEST: usize = 200;

/// How the lines of a file are set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// Width of a full line in columns, when lines are broken at a width.
    pub(super) width: Option<usize>,
    /// Whether an empty line divides paragraphs; otherwise there is one after every line.
    pub(super) blank_divides: bool,
    /// Whether the first line of a paragraph is indented, and others are not.
    pub(super) indents: bool,
    /// The widest full line that begins a paragraph, when the indent before it was lost and
    /// only its missing width tells.
    pub(super) first_width: Option<usize>,
}

impl Layout {
    /// The layout of a file, from the lines that are not empty.
    ///
    /// `blanks` counts the pairs of them with an empty line in between.
    pub(super) fn of(lines: &[Line<'_>], blanks: usize) -> Self {
        let width = wrap_width(lines);
        let indented = lines.iter().filter(|line| line.indent >= 2).count();
        Self {
            width,
            // In a file without broken lines one line is one paragraph anyhow.
            blank_divides: width.is_none() || blanks * 10 < lines.len().saturating_sub(1) * 6,
            indents: indented * 20 >= lines.len() && indented * 10 <= lines.len() * 7,
            first_width: width.and_then(|width| first_width(lines, width)),
        }
    }
}

/// The width lines are broken at: many lines end within a narrow band of widths, and many of
/// these in mid-sentence.
fn wrap_width(lines: &[Line<'_>]) -> Option<usize> {
    let mut widths: Vec<usize> = lines
        .iter()
        .map(|line| line.width)
        .filter(|width| (NARROWEST..=WIDEST).contains(width))
        .collect();
    widths.sort_unstable();
    let long = lines.iter().filter(|line| line.width >= NARROWEST).count();
    let (low, high) = densest_band(&widths)?;
    let mut near: Vec<&Line<'_>> = lines
        .iter()
        .filter(|line| (low..=high).contains(&line.width) && !line.text.contains('\t'))
        .collect();
    if near.len() * 4 < long {
        return None;
    }
    let broken = near.iter().filter(|line| is_broken(line)).count();
    let prose = near.iter().filter(|line| is_prose(line)).count();
    // A few lines may be of one width by chance.
    let least = if near.len() < 6 { 3 } else { 2 };
    if broken < 2 || broken * 5 < near.len() * least || prose * 2 < near.len() {
        return None;
    }
    near.sort_unstable_by_key(|line| line.width);
    near.get(near.len() * 9 / 10).map(|line| line.width)
}

/// Compares full lines after the certain end of a paragraph with those after a broken line.
fn first_width(lines: &[Line<'_>], width: usize) -> Option<usize> {
    let is_full = |line: &Line<'_>| line.width + width / 8 >= width && line.width <= width + 8;
    let mut first = Vec::new();
    let mut later = Vec::new();
    for pair in lines.windows(2) {
        if let [before, line] = pair
            && is_full(line)
            && is_broken(line)
            && !line.is_latin()
        {
            if is_full(before) && is_broken(before) {
                later.push(line.width);
            } else if !is_full(before) && ends_sentence(before.text) {
                first.push(line.width);
            }
        }
    }
    first.sort_unstable();
    later.sort_unstable();
    let first = first.get(first.len() / 2).filter(|_| first.len() >= 5)?;
    let later = later.get(later.len() / 2)?;
    // An indent is two Chinese characters wide.
    (first + 3 <= *later).then_some((first + later) / 2)
}

/// The band of widths, an eighth wide, that holds the most lines; of equals the widest.
fn densest_band(sorted: &[usize]) -> Option<(usize, usize)> {
    let mut best = None;
    let mut most = 0;
    let mut end = 0;
    for (start, low) in sorted.iter().enumerate() {
        let high = low + (low / 8).max(6);
        while sorted.get(end).is_some_and(|width| *width <= high) {
            end += 1;
        }
        if end - start >= most {
            most = end - start;
            best = Some((*low, high));
        }
    }
    best
}

fn is_broken(line: &Line<'_>) -> bool {
    !ends_sentence(line.text) && !line.text.ends_with(['；', '：', ';', ':'])
}

/// Whether there are sentences on the line, not only a heading or an item of a list.
fn is_prose(line: &Line<'_>) -> bool {
    if line.is_latin() {
        return line.text.starts_with(char::is_lowercase) || has_inner_mark(line.text);
    }
    has_inner_mark(line.text)
}

/// Whether a clause ends inside the text.
pub(super) fn has_inner_mark(text: &str) -> bool {
    let mut rest = text.chars();
    rest.next_back();
    let mut marks = rest
        .as_str()
        .char_indices()
        .filter(|(_, c)| is_clause_mark(*c));
    // 1.5, 10:30 and e.g. are no ends of clauses.
    marks.any(|(at, c)| {
        !c.is_ascii()
            || text
                .get(at + 1..)
                .is_some_and(|rest| rest.starts_with(char::is_whitespace))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines::lines;

    fn layout(text: &str) -> Layout {
        let all = lines(text);
        let blanks = all.iter().filter(|line| line.is_empty()).count();
        let seen: Vec<Line<'_>> = all.into_iter().filter(|line| !line.is_empty()).collect();
        Layout::of(&seen, blanks)
    }

    #[test]
    fn broken_lines_show_their_width() {
        let text = "春天来了，河边的柳树发出了新芽，孩子们在草地上放\n\
                    风筝。老师告诉大家，今年学校要举办一次读书节，每\n\
                    个班级都可以推荐三本好书，并且要写一篇简短的介绍\n\
                    文章。";
        assert_eq!(layout(text).width, Some(48));
        let spread = layout(&text.replace('\n', "\n\n"));
        assert_eq!((spread.width, spread.blank_divides), (Some(48), false));
    }

    #[test]
    fn lists_verse_and_whole_paragraphs_are_not_broken() {
        for text in [
            "关于进一步加强管理工作的通知\n关于进一步改进服务工作的意见\n关于进一步做好协调工作的办法\n",
            "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。\n",
            "这是一段话，有头有尾，说的是春天的河边。\n这是另一段话，也有头有尾，说的是夏天的山上。\n",
        ] {
            assert_eq!(layout(text).width, None, "{text}");
        }
    }

    #[test]
    fn a_mark_at_the_end_or_in_a_number_is_no_inner_mark() {
        assert!(has_inner_mark("各位同事，大家"));
        assert!(!has_inner_mark("朋友们："));
        assert!(!has_inner_mark("at 10:30 or 1.5"));
        assert!(has_inner_mark("Friends, we"));
    }
}
