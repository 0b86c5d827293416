//! Whether a line goes on on the next one.

use super::layout::{Layout, has_inner_mark};
use super::lines::Line;
use super::punctuation::{
    ends_sentence, is_clause_mark, is_closed_by, is_closing, is_han, is_line_tail,
};

/// Shortest line, in columns, that a comma makes a piece of prose.
const PROSE: usize = 40;
/// Shortest line, in columns, that an enumeration may break off on.
const NARROW: usize = 24;

/// What stands between two lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Gap {
    /// An empty line.
    pub(super) blank: bool,
    /// The end of a page: a form feed or the page's number.
    pub(super) page: bool,
}

/// How two lines that follow each other belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// A paragraph ends.
    Apart,
    /// The line was broken at the width of the page.
    Broken,
    /// A paragraph runs over the end of a page.
    PageBreak,
}

/// How line `b` follows line `a`, neither of them empty.
pub(super) fn link(layout: &Layout, a: &Line<'_>, b: &Line<'_>, gap: Gap) -> Link {
    if is_structure(a.text) || is_structure(b.text) {
        return Link::Apart;
    }
    let Some(width) = layout.width.filter(|width| a.width <= width + width / 8) else {
        return loose(a, b, gap);
    };
    if gap.blank && layout.blank_divides {
        return loose(a, b, gap);
    }
    if wrapped(layout, width, a, b) {
        if gap.page {
            Link::PageBreak
        } else {
            Link::Broken
        }
    } else {
        Link::Apart
    }
}

/// Whether `b` continues `a` in a file whose lines are broken at `width`.
fn wrapped(layout: &Layout, width: usize, a: &Line<'_>, b: &Line<'_>) -> bool {
    if b.text.starts_with(is_line_tail) {
        return true;
    }
    if layout.indents && b.indent >= 2 && a.indent != b.indent {
        return false;
    }
    let ended = ends_sentence(a.text) || a.text.ends_with(['：', ':', '；', ';']);
    if is_full(width, a, b) {
        let begins = is_list_head(b.text)
            || layout
                .first_width
                .is_some_and(|first| b.width <= first && is_full(width, b, b));
        return !(ended && begins);
    }
    if ended || is_list_head(b.text) {
        return false;
    }
    // 、 never ends a paragraph; a comma may end a line of verse.
    if a.text.ends_with('、') || is_closed_by(a.text, b.text) {
        return true;
    }
    if a.is_latin() {
        return a.width * 2 >= width && b.text.starts_with(char::is_lowercase);
    }
    if a.text.ends_with('，') {
        let finished = b.text.ends_with('：') || is_full(width, b, b);
        return finished || a.width * 2 >= width;
    }
    is_broken_title(a.text, b.text)
}

/// Whether the first word of `b` had no room left on `a`.
fn is_full(width: usize, a: &Line<'_>, b: &Line<'_>) -> bool {
    let taken = a.width + a.indent.min(4);
    if a.is_latin() {
        let word = b.text.split_whitespace().next().unwrap_or("");
        return taken + 1 + word.chars().count().min(width / 2) + 2 >= width;
    }
    let mut chars = b.text.chars();
    let first = chars.next();
    let unit = if first.is_some_and(|c| c.is_ascii_alphanumeric()) {
        // A number or word moves to the next line whole.
        1 + chars.take_while(char::is_ascii_alphanumeric).count()
    } else {
        2
    };
    // Fonts whose digits and quotation marks are narrow shift the margin by a few columns, and
    // the indent of a first line is often lost.
    let slack = (width / 12).max(4);
    taken + unit.min(width / 4) + slack >= width
}

/// Whether `b` continues `a` in a file where a line is a paragraph: `a` breaks off and `b` does
/// not look like a heading.
fn loose(a: &Line<'_>, b: &Line<'_>, gap: Gap) -> Link {
    let unfinished = !ends_sentence(a.text) && !a.text.ends_with(['：', ':', '；', ';']);
    if !unfinished || is_list_head(b.text) || b.text.starts_with("——") {
        return Link::Apart;
    }
    let continues = if a.is_latin() {
        let prose = a.width >= PROSE && (has_inner_mark(a.text) || a.width >= 60);
        prose && b.text.starts_with(char::is_lowercase)
    } else if is_closed_by(a.text, b.text) || b.text.starts_with(is_line_tail) {
        true
    } else {
        let last_is_open = a.text.ends_with(|c: char| {
            is_han(c) || c.is_ascii_alphanumeric() || "，、“《（-－".contains(c)
        });
        let b_is_prose = b.text.contains(is_clause_mark) && (is_ended(b.text) || b.width >= PROSE);
        last_is_open && is_prose(a) && b_is_prose && !is_salutation(b.text)
    };
    match continues {
        true if gap.blank || gap.page => Link::PageBreak,
        true => Link::Broken,
        false => Link::Apart,
    }
}

/// Whether the line holds a part of a paragraph, not a title or an item.
fn is_prose(line: &Line<'_>) -> bool {
    let mut inner = line.text.chars();
    inner.next_back();
    let inner = inner.as_str();
    inner.contains(['。', '！', '？', '；'])
        || line.width >= PROSE && line.text.contains('，')
        || line.width >= NARROW && line.text.ends_with('、')
}

fn is_ended(text: &str) -> bool {
    ends_sentence(text) || text.ends_with(['：', '；', '，', ':', ';'])
}

/// `尊敬的各位同事，女士们、先生们：`
fn is_salutation(text: &str) -> bool {
    text.ends_with('：')
        && !text.contains('。')
        && text.chars().count() < 40
        && (text.contains("们")
            || text.contains("們")
            || text.starts_with("尊敬")
            || text.starts_with("亲爱"))
}

/// Whether a title of two lines was broken: its last word, which says what kind of document it
/// is, stands on the second line only.
fn is_broken_title(a: &str, b: &str) -> bool {
    const KINDS: [&str; 27] = [
        "讲话", "致辞", "致词", "演讲", "发言", "回信", "贺信", "贺电", "文章", "报告", "通知",
        "意见", "决定", "决议", "公报", "声明", "宣言", "公告", "办法", "规定", "条例", "纲要",
        "规划", "方案", "说明", "谈话", "講話",
    ];
    let is_plain = |text: &str| text.chars().all(|c| is_han(c) || "“”《》-－".contains(c));
    let kind = |text: &str| KINDS.iter().any(|kind| text.ends_with(kind));
    let a_len = a.chars().count();
    let b_len = b.chars().count();
    a_len >= 16 && b_len * 2 <= a_len && is_plain(a) && is_plain(b) && kind(b) && !kind(a)
}

/// Whether the line is set by itself: a table row, a Markdown heading, a rule, a quotation,
/// the times of a subtitle.
fn is_structure(text: &str) -> bool {
    let heading = text.trim_start_matches('#');
    text.contains('\t')
        || (heading.len() < text.len() && heading.starts_with(' '))
        || text.starts_with(['|', '>'])
        || text.starts_with("```")
        || text.contains(" --> ")
        || text.chars().all(|c| "-=*_—~－＝".contains(c))
}

/// Whether the line begins with a bullet or a number: `- `, `1.`, `（一）`, `一、`, `第三条`,
/// `一是`.
pub(super) fn is_list_head(text: &str) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百零〇".contains(c);
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    if "•●○■□◆◇▪►※·".contains(first) || (first != '-' && first.is_numeric() && !is_number(first))
    {
        return true;
    }
    if "-*+–".contains(first) {
        return chars.as_str().starts_with([' ', '\u{3000}', '\u{a0}']);
    }
    let (inside, bracketed) = match text.strip_prefix(['（', '(', '第']) {
        Some(inside) => (inside, true),
        None => (text, false),
    };
    let rest = inside.trim_start_matches(is_number);
    let digits = inside.len() - rest.len();
    if digits == 0 || digits > 12 {
        return false;
    }
    let mut rest = rest.chars();
    let mark = rest.next();
    if bracketed {
        return if first == '第' {
            mark.is_some_and(|c| "章节条编篇部，、".contains(c))
        } else {
            mark.is_some_and(|c| matches!(c, '）' | ')'))
        };
    }
    match mark {
        Some('、' | ')' | '）') => true,
        Some('.' | '．') => rest.next().is_none_or(|c| !c.is_ascii_digit()),
        Some('是' | '要') => !first.is_ascii_digit() && first != '百' && digits <= 6,
        _ => false,
    }
}

/// What is put between two joined lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seam {
    /// Nothing: Chinese, or a word that was divided.
    None,
    /// A blank, as between words.
    Blank,
}

/// The seam between a line that ends with `left` and one that begins with `right`; `before` is
/// the character before `left`, and `soft` whether a soft hyphen ends the line.
pub(super) fn seam(
    before: Option<char>,
    left: char,
    right: char,
    soft: bool,
    is_latin: bool,
) -> Seam {
    let is_narrow =
        |c: char| c.is_ascii() || (c.is_alphabetic() && !super::punctuation::is_wide(c));
    let compound = super::widths::is_hyphen(left) && before.is_some_and(char::is_alphanumeric);
    if soft || compound {
        return Seam::None;
    }
    if !is_latin && left.is_ascii_digit() && right.is_ascii_digit() {
        return Seam::None;
    }
    let quoted = |c: char| is_closing(c) || matches!(c, '“' | '‘' | '—' | '…');
    let fits = |c: char| is_narrow(c) || (is_latin && quoted(c));
    if fits(left) && fits(right) {
        Seam::Blank
    } else {
        Seam::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_heads_are_known() {
        for text in [
            "- 甲",
            "• 甲",
            "* a",
            "1. 甲",
            "12、甲",
            "3) a",
            "（一）甲",
            "(2) a",
            "一、甲",
            "十一、甲",
            "第三条 甲",
            "第一，甲",
            "一是坚持",
            "①甲",
        ] {
            assert!(is_list_head(text), "{text}");
        }
        for text in [
            "2023年",
            "1.5亿",
            "一个",
            "-5",
            "－中亚",
            "一带一路",
            "第一次",
            "（朗）",
            "十分",
            "",
        ] {
            assert!(!is_list_head(text), "{text}");
        }
    }

    #[test]
    fn english_lines_are_joined_with_a_blank_and_divided_words_without() {
        assert_eq!(seam(Some('n'), 'd', 't', false, true), Seam::Blank);
        assert_eq!(seam(Some('l'), '-', 't', false, true), Seam::None);
        assert_eq!(seam(Some(' '), '-', 't', false, true), Seam::Blank);
        assert_eq!(seam(Some('a'), 'b', 'c', true, true), Seam::None);
        assert_eq!(seam(Some('d'), '”', 't', false, true), Seam::Blank);
    }

    #[test]
    fn chinese_lines_are_joined_without_a_blank() {
        assert_eq!(seam(Some('中'), '国', '同', false, false), Seam::None);
        assert_eq!(seam(Some('中'), '国', 'D', false, false), Seam::None);
        assert_eq!(seam(Some('2'), '0', '2', false, false), Seam::None);
        assert_eq!(seam(Some('e'), 'd', 'o', false, false), Seam::Blank);
    }
}
