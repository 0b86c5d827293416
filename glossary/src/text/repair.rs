//! Dirty text to clean paragraphs.

use serde::{Deserialize, Serialize};

use super::joins::{Gap, Link, link};
use super::layout::Layout;
use super::lines::{Line, lines};
use super::pages::{PageNumber, page_number};
use super::source_map::SourceMap;
use super::writer::Writer;

/// A text after repair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repaired {
    /// The paragraphs, one a line, with `\n` between them and none at the end.
    pub body: String,
    /// From byte offsets of the body to places in the text as it was.
    pub map: SourceMap,
    /// What was done.
    pub report: RepairReport,
}

/// What the repair of a text changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RepairReport {
    /// Lines of the text, empty ones included.
    pub lines: usize,
    /// Paragraphs of the body.
    pub paragraphs: usize,
    /// Lines put back to the line before, page breaks not included.
    pub joined_lines: usize,
    /// Paragraphs put together over the end of a page.
    pub page_break_joins: usize,
    /// Lines left out because they only number a page.
    pub dropped_page_numbers: usize,
    /// Full-width letters, digits and signs made half-width.
    pub folded_widths: usize,
    /// Dashes and minus signs inside names and numbers made hyphens.
    pub folded_hyphens: usize,
    /// Blanks left out or put together with another; indents and empty lines not included.
    pub dropped_spaces: usize,
    /// Invisible characters left out: zero-width blanks, soft hyphens, control characters.
    pub dropped_invisible: usize,
    /// Undecodable places, U+FFFD, that were found; they are kept.
    pub replacement_characters: usize,
}

impl RepairReport {
    /// Adds the counts of another text.
    pub fn add(&mut self, other: &Self) {
        self.lines += other.lines;
        self.paragraphs += other.paragraphs;
        self.joined_lines += other.joined_lines;
        self.page_break_joins += other.page_break_joins;
        self.dropped_page_numbers += other.dropped_page_numbers;
        self.folded_widths += other.folded_widths;
        self.folded_hyphens += other.folded_hyphens;
        self.dropped_spaces += other.dropped_spaces;
        self.dropped_invisible += other.dropped_invisible;
        self.replacement_characters += other.replacement_characters;
    }
}

/// Repairs a text: joins lines that were broken in mid-sentence and paragraphs that run over a
/// page, leaves out page numbers, folds widths and hyphens, and takes out meaningless blanks.
///
/// Whether lines are broken, and at which width, is read off the text itself. Every character
/// of the body is one of the text or its repaired form, in the same order.
#[must_use]
pub fn repair(text: &str) -> Repaired {
    repair_wrapped(text, &[])
}

/// [`repair`] for a text of which some line ends are known to be mere wraps: `wraps` has their
/// offsets, ascending. The lines on both sides of such an end are joined whatever they look like.
#[must_use]
pub fn repair_wrapped(text: &str, wraps: &[usize]) -> Repaired {
    let all = lines(text);
    let mut report = RepairReport {
        lines: all.len(),
        ..RepairReport::default()
    };
    let paragraphs = paragraphs(&all, wraps, &mut report);
    let mut writer = Writer::new(report);
    for paragraph in &paragraphs {
        writer.paragraph(paragraph);
    }
    writer.finish()
}

/// The lines that stay, those of a paragraph together.
fn paragraphs<'l>(
    all: &'l [Line<'l>],
    wraps: &[usize],
    report: &mut RepairReport,
) -> Vec<Vec<&'l Line<'l>>> {
    let seen: Vec<usize> = (0..all.len())
        .filter(|index| all.get(*index).is_some_and(|line| !line.is_empty()))
        .collect();
    let filled: Vec<Line<'_>> = seen
        .iter()
        .filter_map(|index| all.get(*index))
        .copied()
        .collect();
    let blanks = seen
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if b - a > 1))
        .count();
    let layout = Layout::of(&filled, blanks);
    let numbered = is_numbered_throughout(&filled);

    let mut paragraphs: Vec<Vec<&Line<'_>>> = Vec::new();
    let mut gap = Gap::default();
    for (position, line) in all.iter().enumerate() {
        if line.is_empty() {
            gap.blank = true;
            gap.page |= line.ends_page;
            continue;
        }
        let last = paragraphs.last().and_then(|lines| lines.last()).copied();
        let is_wrapped = last.is_some_and(|last| last.is_wrapped(wraps));
        if let Some(number) = page_number(line.text).filter(|_| !is_wrapped) {
            let after = all.get(position + 1..).unwrap_or_default();
            let next = after.iter().find(|line| !line.is_empty());
            let at_page_end = gap.page || ends_page(line, after);
            let across = Gap { page: true, ..gap };
            let interrupts = || match (last, next) {
                (Some(last), Some(next)) => link(&layout, last, next, across) != Link::Apart,
                _ => false,
            };
            if number == PageNumber::Marked || at_page_end || numbered || interrupts() {
                report.dropped_page_numbers += 1;
                gap.page = true;
                continue;
            }
        }
        let link = match last {
            Some(_) if is_wrapped => Link::Broken,
            Some(last) => link(&layout, last, line, gap),
            None => Link::Apart,
        };
        match link {
            Link::Apart => report.paragraphs += 1,
            Link::Broken => report.joined_lines += 1,
            Link::PageBreak => report.page_break_joins += 1,
        }
        match paragraphs.last_mut() {
            Some(lines) if link != Link::Apart => lines.push(line),
            _ => paragraphs.push(vec![line]),
        }
        gap = Gap {
            blank: false,
            page: line.ends_page,
        };
    }
    paragraphs
}

/// Whether a form feed follows before the next text.
fn ends_page(line: &Line<'_>, after: &[Line<'_>]) -> bool {
    line.ends_page
        || after
            .iter()
            .take_while(|line| line.is_empty())
            .any(|line| line.ends_page)
}

/// Whether the lines that are but a number count up by one, pages apart.
fn is_numbered_throughout(filled: &[Line<'_>]) -> bool {
    let numbers: Vec<(usize, u32)> = filled
        .iter()
        .enumerate()
        .filter_map(|(index, line)| match page_number(line.text) {
            Some(PageNumber::Bare(number)) => Some((index, number)),
            _ => None,
        })
        .collect();
    numbers.len() >= 3
        && numbers.windows(2).all(
            |pair| matches!(pair, [(a, first), (b, second)] if *second == first + 1 && b - a >= 6),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::widths::{fold, is_hyphen};
    use proptest::prelude::*;

    /// A paragraph of 27 columns a line, as a PDF gives it.
    const BROKEN: [&str; 6] = [
        "春天来了，河边的柳树发出了新芽，孩子们在草地上放",
        "风筝。老师告诉大家，今年学校要举办一次读书节，每",
        "个班级都可以推荐三本好书，并且要写一篇简短的介绍",
        "文章。",
        "同学们听了都很高兴，放学以后就去借书。小明借了一",
        "本关于海洋的书。",
    ];
    const WHOLE: &str = "春天来了，河边的柳树发出了新芽，孩子们在草地上放\
        风筝。老师告诉大家，今年学校要举办一次读书节，每个班级都可以推荐三本好书，并且要写一篇简短的介绍\
        文章。\n同学们听了都很高兴，放学以后就去借书。小明借了一本关于海洋的书。";

    fn body(text: &str) -> String {
        repair(text).body
    }

    #[test]
    fn broken_lines_are_joined_with_every_line_end() {
        for end in ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", " \n\u{3000}\n"] {
            let repaired = repair(&BROKEN.join(end));
            assert_eq!(repaired.body, WHOLE, "{end:?}");
            assert_eq!(repaired.report.joined_lines, 4);
            assert_eq!(repaired.report.paragraphs, 2);
        }
        assert_eq!(body(&(BROKEN.join("\n") + "\n\n")), WHOLE);
    }

    #[test]
    fn an_indent_begins_a_paragraph() {
        let text = "\u{3000}\u{3000}春天来了，河边的柳树发出了新芽，孩子们在\n\
                    草地上放风筝。老师告诉大家，今年要办一次读书节。\n\
                    \u{3000}\u{3000}图书馆准备了许多新书，有历史的、科学的和\n\
                    文学的，同学们听了都很高兴。";
        assert_eq!(
            body(text),
            "春天来了，河边的柳树发出了新芽，孩子们在草地上放风筝。老师告诉大家，今年要办一次读书节。\n\
             图书馆准备了许多新书，有历史的、科学的和文学的，同学们听了都很高兴。"
        );
    }

    #[test]
    fn a_lost_indent_still_begins_a_paragraph() {
        // The first line is two characters shorter than the others.
        let first = "春天来了，河边的柳树发出了新芽，孩子们在草地";
        let full = "上放风筝，老师告诉大家，今年学校要举办一次读书节";
        let end = "上放风筝，老师告诉大家，今年学校要举办一次大会。";
        let short = "大家都高兴。";
        let text = [first, full, short].repeat(6).join("\n")
            + "\n"
            + &[first, full, end, first, full, short].join("\n");
        assert_eq!(repair(&text).report.paragraphs, 8);
    }

    #[test]
    fn a_paragraph_runs_over_the_end_of_a_page() {
        let text = "在海边的讲话\n\n各位朋友：\n\n今天天气很好。我们来到海边，一起看\n\n日出和远处的渔船。\n\n谢谢大家。";
        let repaired = repair(text);
        assert_eq!(
            repaired.body,
            "在海边的讲话\n各位朋友：\n今天天气很好。我们来到海边，一起看日出和远处的渔船。\n谢谢大家。"
        );
        assert_eq!(repaired.report.page_break_joins, 1);
    }

    #[test]
    fn a_title_does_not_continue_a_paragraph_that_breaks_off() {
        let text = "今天天气很好。我们来到海边，看了“渔船和日出\n\n海洋馆举行开馆仪式并发表致辞\n\n的人都很高兴。";
        assert_eq!(repair(text).report.page_break_joins, 0);
    }

    #[test]
    fn page_numbers_go_when_they_stand_between_pages() {
        for number in ["- 3 -", "第 3 页", "3", "— 3 —", "\u{c}", "3\n\u{c}"] {
            let text =
                format!("今天天气很好。我们来到海边，一起看\n\n{number}\n\n日出和远处的渔船。");
            let repaired = repair(&text);
            assert_eq!(
                repaired.body, "今天天气很好。我们来到海边，一起看日出和远处的渔船。",
                "{number}"
            );
            assert_eq!(repaired.report.page_break_joins, 1);
        }
        let mut pages = BROKEN.join("\n");
        pages.insert_str(BROKEN[0].len() + 1, "- 12 -\n");
        assert_eq!(body(&pages), WHOLE);
    }

    #[test]
    fn numbers_that_are_content_stay() {
        assert_eq!(body("得分\n\n3\n\n名次\n\n1\n"), "得分\n3\n名次\n1");
    }

    #[test]
    fn widths_hyphens_and_blanks_are_made_uniform() {
        let repaired =
            repair("２０２３年 5月，中国－中亚 Ｄ线（２．５％）——新\u{200b}起点 和\u{a0}未来");
        assert_eq!(
            repaired.body,
            "2023年5月，中国-中亚D线（2.5%）——新起点和未来"
        );
        assert_eq!(repaired.report.folded_widths, 9);
        assert_eq!(repaired.report.folded_hyphens, 1);
        assert_eq!(repaired.report.dropped_spaces, 4);
        assert_eq!(repaired.report.dropped_invisible, 1);
    }

    #[test]
    fn wide_gaps_divide_names_but_not_the_characters_of_a_name() {
        assert_eq!(body("王\u{3000}毅"), "王毅");
        assert_eq!(body("李强　赵乐际"), "李强 赵乐际");
        assert_eq!(body("李强 赵乐际 王沪宁"), "李强 赵乐际 王沪宁");
    }

    #[test]
    fn english_keeps_its_blanks_and_paragraphs() {
        let text = "Spring has come, and the willows by the river are putting out\r\n\
                    new leaves. The teacher says that this year the school holds a well-\r\n\
                    known reading festival, which every class may join; books are lent\r\n\
                    for free.\r\n\r\n\
                    The pupils were glad.  They went to the library and borrowed what\r\n\
                    they liked \u{2013} Xiao Ming took a book about 海洋 and the sea.\r\n";
        assert_eq!(
            body(text),
            "Spring has come, and the willows by the river are putting out \
             new leaves. The teacher says that this year the school holds a well-\
             known reading festival, which every class may join; books are lent for free.\n\
             The pupils were glad. They went to the library and borrowed what \
             they liked \u{2013} Xiao Ming took a book about 海洋 and the sea."
        );
    }

    #[test]
    fn english_with_an_empty_line_after_each_is_joined() {
        let text = "Spring has come, and the willows by the river are putting\n\n\
                    out new leaves, while the children in the meadow play with\n\n\
                    kites, and the teacher says that this year the school will\n\n\
                    hold a festival.\n\nThank you.";
        assert_eq!(body(text).lines().count(), 2);
    }

    #[test]
    fn a_soft_hyphen_at_the_end_of_a_line_divides_a_word() {
        let text = "Spring has come, and the willows by the river are put\u{ad}\n\
                    ting out leaves, while the children on the meadow play\n\
                    with kites all day.";
        assert!(body(text).contains("are putting out leaves"));
    }

    #[test]
    fn lists_verse_tables_and_dialogue_keep_their_lines() {
        for text in [
            "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。",
            "大江东去，\n浪淘尽，\n千古风流人物。",
            "苹果\n香蕉\n橘子\n葡萄",
            "- 苹果，红的\n- 香蕉，黄的\n- 橘子",
            "一、加强机制建设\n二、拓展经贸关系\n三、深化互联互通",
            "名称\t数量\n苹果\t3\n香蕉\t5",
            "“你去哪里？”\n“我去学校。”\n“一起走吧！”",
            "# 标题\n正文第一句。\n## 小标题\n正文第二句。",
            "关于春游的通知\n各位同学：\n明天去河边。\n学校\n2023年5月23日",
            "1\n00:00:01,000 --> 00:00:03,000\n你好，世界。我们来了，\n\n2\n00:00:04,000 --> 00:00:05,000\n再见。".replace("\n\n", "\n").as_str(),
            "Two roads diverged in a yellow wood,\nAnd sorry I could not travel both\nAnd be one traveler, long I stood\nAnd looked down one as far as I could",
        ] {
            assert_eq!(body(text), text);
        }
    }

    #[test]
    fn signature_and_date_stay_apart_after_broken_lines() {
        let text = BROKEN.join("\n") + "\n王小明\n2023年 5月 23日\n";
        assert_eq!(body(&text), format!("{WHOLE}\n王小明\n2023年5月23日"));
    }

    #[test]
    fn a_title_on_two_lines_is_put_together() {
        let text =
            "春天小学全体师生给参与海洋考察的科学家们\n写的回信\n".to_owned() + &BROKEN.join("\n");
        assert!(body(&text).starts_with("春天小学全体师生给参与海洋考察的科学家们写的回信\n"));
    }

    #[test]
    fn nothing_comes_of_nothing() {
        for text in ["", "\n", "\u{feff}", " \r\n\u{c}"] {
            assert_eq!(body(text), "");
        }
    }

    #[test]
    fn repairing_twice_is_repairing_once() {
        let once = body(&BROKEN.join("\n"));
        assert_eq!(body(&once), once);
    }

    #[test]
    fn the_map_leads_back_to_line_and_column() {
        let text = "\u{3000}\u{3000}中国 ２０２３年\r\n\r\n结束。";
        let repaired = repair(text);
        let place = |part: &str| {
            let place = repaired.map.locate(repaired.body.find(part).unwrap());
            assert!(text.is_char_boundary(place.byte));
            (place.line, place.column)
        };
        assert_eq!(place("中"), (1, 3));
        assert_eq!(place("23年"), (1, 8));
        assert_eq!(place("结"), (3, 1));
    }

    #[test]
    fn one_very_long_line_comes_to_its_end() {
        // In quadratic time it would not, in anyone's patience.
        for piece in [
            "中国－中亚 ",
            "a ",
            " ",
            "\u{200b}",
            "“",
            "-",
            "2023 年",
            "#",
            "\u{3000}中",
        ] {
            let text = piece.repeat(2_000_000 / piece.len());
            assert!(repair(&text).body.len() <= text.len(), "{piece}");
        }
    }

    fn is_repaired_form(body: char, source: char) -> bool {
        body == source
            || body == fold(source)
            || (body == '-' && is_hyphen(source))
            || (body == '.' && source == '．')
            || (matches!(body, '\n' | ' ') && source.is_whitespace())
    }

    proptest! {
        #[test]
        fn every_character_comes_from_one_of_the_text_in_order(
            text in "([a-c国中亚１Ａ。，、“”－–．\u{200b}\u{ad}\u{3000}\u{fffd} \t]{0,30}(\n|\r\n|\r|\u{c}|\u{2028}|\n\n)){0,8}"
        ) {
            let repaired = repair(&text);
            let mut last = None;
            for (at, c) in repaired.body.char_indices() {
                let place = repaired.map.locate(at);
                let source = text.get(place.byte..).and_then(|rest| rest.chars().next());
                prop_assert!(source.is_some_and(|source| is_repaired_form(c, source)), "{:?} {:?}", c, source);
                prop_assert!(last < Some(place));
                let before = text.get(..place.byte).unwrap().replace("\r\n", "\n");
                let line = before.split(['\n', '\r']).next_back().unwrap();
                prop_assert_eq!(place.column, line.chars().count() + 1);
                prop_assert_eq!(place.line, before.split(['\n', '\r']).count());
                last = Some(place);
            }
        }

        #[test]
        fn nothing_panics_and_nothing_visible_is_lost(text in "\\PC{0,60}(\n\\PC{0,60}){0,6}") {
            let repaired = repair(&text);
            let seen = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
            if repaired.report.dropped_page_numbers == 0 {
                prop_assert_eq!(seen(&repaired.body), seen(&text));
            }
        }
    }
}
