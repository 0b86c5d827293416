//! Markdown (CommonMark with tables, footnotes and front matter).

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::composer::{Composer, Gap};
use super::location::Location;
use super::source::SourceText;

/// Takes the text out: without code blocks, addresses, pictures, HTML and front matter. A line
/// end within a paragraph wraps it.
pub(super) fn read(text: &str) -> SourceText {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut source = SourceText::default();
    let mut page = Page {
        composer: Composer::new(&mut source),
        text,
        counted: 0,
        line: 1,
        skipped: 0,
    };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        page.event(&event, range);
    }
    source
}

struct Page<'t, 's> {
    composer: Composer<'s>,
    text: &'t str,
    /// Offset up to which lines were counted.
    counted: usize,
    line: usize,
    /// How many elements that are left out are open.
    skipped: usize,
}

impl Page<'_, '_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => {
                if is_left_out(tag) {
                    self.skipped += 1;
                }
                if is_block(&tag.to_end()) {
                    self.composer.end_paragraph();
                }
            }
            Event::End(end) => {
                // Only what began is left out again, hence the same question.
                if is_left_out_end(*end) || (*end == TagEnd::Link && self.is_address(&range)) {
                    self.skipped = self.skipped.saturating_sub(1);
                }
                if is_block(end) {
                    self.composer.end_paragraph();
                }
            }
            Event::Text(text) | Event::Code(text) if self.skipped == 0 => {
                self.push(text, range);
            }
            Event::SoftBreak => self.composer.gap(Gap::Wrap),
            Event::HardBreak => self.composer.gap(Gap::Break),
            Event::Rule => self.composer.end_paragraph(),
            _ => {}
        }
    }

    fn push(&mut self, text: &str, range: Range<usize>) {
        // Ranges of nested elements overlap, but their beginnings ascend.
        let start = range.start.clamp(self.counted, self.text.len());
        let between = self.text.as_bytes().get(self.counted..start);
        let lines = between.unwrap_or_default().iter();
        self.line += lines.filter(|byte| **byte == b'\n').count();
        self.counted = start;
        for (index, piece) in text.split('\n').enumerate() {
            if index > 0 {
                self.composer.gap(Gap::Wrap);
            }
            self.composer.text(piece, Location::Line(self.line));
        }
    }

    /// Whether a link is but an address: `<https://example.org>`.
    fn is_address(&self, range: &Range<usize>) -> bool {
        self.text
            .get(range.start..)
            .is_some_and(|rest| rest.starts_with('<'))
    }
}

fn is_left_out(tag: &Tag<'_>) -> bool {
    match tag {
        Tag::Link { link_type, .. } => matches!(link_type, LinkType::Autolink | LinkType::Email),
        tag => is_left_out_end(tag.to_end()),
    }
}

fn is_left_out_end(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Image | TagEnd::MetadataBlock(_)
    )
}

fn is_block(end: &TagEnd) -> bool {
    !matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Superscript
            | TagEnd::Subscript
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blocks_stand_on_lines_of_their_own_and_wraps_are_known() {
        let source = read(
            "---\ntitle: x\n---\n# 标题\n守望\n**相助**，\n[同舟](http://a.b/c)  \n共济\n\n- 一\n- 二\n\n| 甲 | 乙 |\n|--|--|\n| 丙 | 丁 |\n",
        );
        assert_eq!(
            source.text,
            "标题\n守望\n相助，\n同舟\n共济\n一\n二\n甲\n乙\n丙\n丁"
        );
        assert_eq!(source.wraps.len(), 2);
        let line = |part| source.landmarks.locate(source.text.find(part).unwrap());
        assert_eq!(line("标题"), Some(Location::Line(4)));
        assert_eq!(line("相助"), Some(Location::Line(6)));
        assert_eq!(line("丁"), Some(Location::Line(15)));
    }

    #[test]
    fn code_addresses_pictures_and_html_are_left_out() {
        let source = read(
            "守望`相助`<b>&amp;</b>见<https://example.org/path>。![图](a.png)\n\n```\ncode\n```\n\n    indented\n\n<div>\nno\n</div>\n\n同舟[^1]\n\n[^1]: 注\n",
        );
        assert_eq!(source.text, "守望相助&见。\n同舟\n注");
    }

    proptest! {
        #[test]
        fn nothing_panics_and_places_ascend(text in "([*_`\\[\\]()<>#| !-]{1,3}|中|a|\n|\n\n|    ){0,40}") {
            let source = read(&text);
            let mut last = 0;
            for (at, _) in source.text.char_indices() {
                let Some(Location::Line(line)) = source.landmarks.locate(at) else {
                    panic!("a place is missing");
                };
                prop_assert!(line >= last);
                last = line;
            }
        }
    }
}
