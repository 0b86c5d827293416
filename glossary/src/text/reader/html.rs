//! Web pages, and the XHTML that books are made of.
//!
//! A tokenizer is enough: which element is closed by which other matters for the look of a
//! page, hardly for where its paragraphs end, and without a tree nothing can be nested too deep.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::super::encoding::TextEncoding;
use super::composer::{Composer, Gap};
use super::location::Location;
use super::source::SourceText;

/// How far into a page its encoding is looked for, in bytes; the standard asks for 1024.
const HEAD: usize = 4096;

/// The rules a page is read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    /// A web page; its places are lines.
    Html,
    /// A chapter of a book, with this number; its places are paragraphs.
    Chapter(usize),
}

/// The encoding that a page says it is in, if it can be true.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<TextEncoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, rest) = head.split_once("charset")?;
    let value = rest.trim_start().strip_prefix('=')?;
    let label: String = value
        .trim_start_matches([' ', '"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .collect();
    match label.parse().ok()? {
        // In UTF-16 these very bytes could not be read as they were.
        TextEncoding::Utf16Le | TextEncoding::Utf16Be => None,
        // A page that was converted and still names its old encoding, or the other way round.
        TextEncoding::Utf8 if std::str::from_utf8(bytes).is_err() => None,
        TextEncoding::Utf8 => Some(TextEncoding::Utf8),
        _ if std::str::from_utf8(bytes).is_ok() => None,
        encoding => Some(encoding),
    }
}

/// Adds the text of a page: what a reader of it sees, without scripts, navigation, forms and
/// what is hidden; of ruby the base.
pub(super) fn read(text: &str, rules: Rules, source: &mut SourceText) {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // `<script/>` and `<title/>` are whole in XHTML and would swallow the rest of the page.
    emitter.naively_switch_states(rules == Rules::Html);
    let mut page = Page {
        composer: Composer::new(source),
        rules,
        paragraph: 0,
        line: 1,
        skipped: None,
        preformatted: 0,
    };
    let mut counted = 0;
    let tokenizer = Tokenizer::new_with_emitter(text, emitter);
    for token in tokenizer {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => page.start(&tag),
            Token::EndTag(tag) => page.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(string) => {
                let start = string.span.start.clamp(counted, text.len());
                let before = text.as_bytes().get(counted..start).unwrap_or_default();
                page.line += count_lines(before);
                counted = start;
                if page.skipped.is_none() {
                    let end = string.span.end.clamp(start, text.len());
                    let written = text.as_bytes().get(start..end).unwrap_or_default();
                    let last = page.line + count_lines(written);
                    page.text(&String::from_utf8_lossy(&string.value), last);
                }
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
}

fn count_lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

struct Page<'s> {
    composer: Composer<'s>,
    rules: Rules,
    /// Paragraphs begun so far.
    paragraph: usize,
    /// The line the next string begins on.
    line: usize,
    /// The element that is skipped, and how many of its name are open.
    skipped: Option<(String, usize)>,
    /// How many `<pre>` are open.
    preformatted: usize,
}

impl Page<'_> {
    fn start(&mut self, tag: &StartTag<usize>) {
        let name = String::from_utf8_lossy(&tag.name);
        let is_whole = is_void(&name) || (tag.self_closing && self.rules != Rules::Html);
        if let Some((skipped, depth)) = &mut self.skipped {
            if !is_closed_by(skipped, &name) {
                if name == skipped.as_str() && !is_whole {
                    *depth += 1;
                }
                return;
            }
            self.skipped = None;
        }
        if is_block(&name) {
            self.composer.end_paragraph();
        }
        if (is_left_out(&name) || is_hidden(tag)) && !is_whole {
            self.skipped = Some((name.into_owned(), 1));
        } else if name == "br" {
            self.composer.gap(Gap::Break);
        } else if name == "pre" && !is_whole {
            self.preformatted += 1;
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((skipped, depth)) = &mut self.skipped {
            let closes_ruby = name == "ruby" && is_ruby_text(skipped);
            if name == skipped.as_str() {
                *depth = depth.saturating_sub(1);
            }
            if *depth > 0 && !closes_ruby {
                return;
            }
            self.skipped = None;
        }
        if is_block(name) {
            self.composer.end_paragraph();
        }
        if name == "pre" {
            self.preformatted = self.preformatted.saturating_sub(1);
        }
    }

    /// A string that ends on the line `last`.
    fn text(&mut self, text: &str, last: usize) {
        let is_blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
        let mut line = self.line;
        let mut rest = text;
        while !rest.is_empty() {
            let word = rest.find(is_blank).unwrap_or(rest.len());
            let (piece, tail) = rest.split_at(word);
            if !piece.is_empty() {
                let location = self.location(line);
                self.composer.text(piece, location);
            }
            let blank = tail.find(|c| !is_blank(c)).unwrap_or(tail.len());
            let (blanks, after) = tail.split_at(blank);
            let lines = count_lines(blanks.as_bytes());
            // A line feed may be written as a reference, which ends no line of the file.
            line = last.min(line + lines);
            // Beside a tag a line end is there to make the markup readable.
            let is_inner = !after.is_empty() && rest.len() < text.len() + piece.len();
            if lines > 0 && self.preformatted > 0 {
                self.composer.gap(Gap::Break);
            } else if lines > 0 && is_inner {
                self.composer.gap(Gap::Wrap);
            } else if !blanks.is_empty() {
                self.composer.gap(Gap::Blank);
            }
            rest = after;
        }
    }

    fn location(&mut self, line: usize) -> Location {
        if self.composer.is_between() {
            self.paragraph += 1;
        }
        match self.rules {
            Rules::Html => Location::Line(line),
            Rules::Chapter(number) => Location::Chapter {
                number,
                paragraph: self.paragraph,
            },
        }
    }
}

/// Whether the element `skipped`, whose end may be left out, ends where `next` begins.
fn is_closed_by(skipped: &str, next: &str) -> bool {
    match skipped {
        "rt" | "rp" | "rtc" => matches!(next, "rt" | "rp" | "rb" | "rtc"),
        "p" => is_block(next),
        "li" | "option" => skipped == next,
        "td" | "th" => matches!(next, "td" | "th" | "tr"),
        _ => false,
    }
}

fn is_ruby_text(name: &str) -> bool {
    matches!(name, "rt" | "rp" | "rtc")
}

fn is_hidden(tag: &StartTag<usize>) -> bool {
    let value = |name: &[u8]| {
        let value = tag.attributes.get(name)?;
        Some(String::from_utf8_lossy(&value.value).to_ascii_lowercase())
    };
    if value(b"hidden").is_some() || value(b"role").as_deref() == Some("navigation") {
        return true;
    }
    let style: String = value(b"style").unwrap_or_default();
    let style: String = style.split_whitespace().collect();
    style.contains("display:none") || style.contains("visibility:hidden")
}

fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "template"
            | "noscript"
            | "title"
            | "nav"
            | "rt"
            | "rp"
            | "rtc"
            | "svg"
            | "math"
            | "textarea"
            | "select"
            | "button"
            | "object"
            | "iframe"
            | "canvas"
            | "audio"
            | "video"
            | "datalist"
    )
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn source(html: &str) -> SourceText {
        let mut source = SourceText::default();
        read(html, Rules::Html, &mut source);
        source
    }

    fn text(html: &str) -> String {
        source(html).text
    }

    #[test]
    fn blocks_and_breaks_end_lines_and_other_blanks_are_one() {
        assert_eq!(
            text(
                "<!DOCTYPE html><title>无</title><h1>标题</h1><p>守望  <b>相助</b><br>同舟&nbsp;共济&amp;</p>\
                 <ul><li>一<li>二</ul><table><tr><td>甲<td>乙</table>"
            ),
            "标题\n守望 相助\n同舟\u{a0}共济&\n一\n二\n甲\n乙"
        );
    }

    #[test]
    fn a_line_end_in_the_markup_wraps_a_paragraph() {
        let source = source("<body>\n<p>\n  守望\n  相助，\r\n<b>同舟</b>\n</p>\n\n<p>共济</p>");
        assert_eq!(source.text, "守望\n相助， 同舟\n共济");
        assert_eq!(source.wraps, [6]);
        let line = |part| source.landmarks.locate(source.text.find(part).unwrap());
        assert_eq!(line("守望"), Some(Location::Line(3)));
        assert_eq!(line("相助"), Some(Location::Line(4)));
        assert_eq!(line("共济"), Some(Location::Line(8)));
        let source = self::source("<p>守望&#10;&#10;相助\n共济</p>");
        let line = |part| source.landmarks.locate(source.text.find(part).unwrap());
        assert_eq!(line("守望"), Some(Location::Line(1)));
        assert_eq!(line("共济"), Some(Location::Line(2)));
    }

    #[test]
    fn what_a_reader_does_not_see_is_left_out() {
        assert_eq!(
            text(
                "<script>var a = '<p>no</p>';</script><style>p { }</style><nav><p>首页<nav>x</nav></nav>\
                 <div hidden>n<div>o</div></div><p style='display: none'>无<p>看得见</p><!-- 注 -->\
                 <span role=navigation>导航</span><noscript>脚本</noscript><svg><text>图</text></svg>"
            ),
            "看得见"
        );
    }

    #[test]
    fn of_ruby_the_base_is_taken_whatever_is_closed() {
        for html in [
            "<ruby>砥<rp>(</rp><rt>dǐ</rt><rp>)</rp>砺<rt>lì</rt></ruby>前行",
            "<ruby>砥<rt>dǐ<rb>砺<rt>lì</ruby>前行",
        ] {
            assert_eq!(text(html), "砥砺前行", "{html}");
        }
    }

    #[test]
    fn tag_soup_is_swallowed() {
        assert_eq!(
            text("<P>守望<b>相助</p></i>&copy &lt;a< b <font color=red>&#x4e2d;</FONT></table><p"),
            "守望相助\n©\u{20}<a< b 中"
        );
    }

    #[test]
    fn preformatted_lines_stay() {
        let source = source("<pre>床前明月光\n疑是地上霜</pre>");
        assert_eq!(source.text, "床前明月光\n疑是地上霜");
        assert!(source.wraps.is_empty());
    }

    #[test]
    fn a_chapter_is_counted_by_paragraphs_and_may_close_any_element_at_once() {
        let mut source = SourceText::default();
        let xhtml = "<html><head><title/><script src='a.js'/></head><body><p>一</p><div/><p>二</p></body></html>";
        read(xhtml, Rules::Chapter(3), &mut source);
        assert_eq!(source.text, "一\n二");
        assert_eq!(
            source.landmarks.locate(4),
            Some(Location::Chapter {
                number: 3,
                paragraph: 2
            })
        );
    }

    #[test]
    fn the_declared_encoding_is_believed_when_it_can_be_true() {
        let gbk = encoding_rs::GB18030.encode("守望相助").0;
        let page = |head: &str| [head.as_bytes(), &gbk].concat();
        for head in [
            "<meta charset=gb2312>",
            "<META http-equiv='Content-Type' content='text/html; charset = \"GBK\"'>",
        ] {
            assert_eq!(
                declared_encoding(&page(head)),
                Some(TextEncoding::Gb18030),
                "{head}"
            );
        }
        assert_eq!(declared_encoding(&page("<meta charset=utf-8>")), None);
        assert_eq!(declared_encoding("<meta charset=gbk>守望".as_bytes()), None);
        assert_eq!(
            declared_encoding(&page("<meta charset=big5>")),
            Some(TextEncoding::Big5)
        );
    }

    proptest! {
        #[test]
        fn nothing_panics_and_places_ascend(html in "(<[/a-z!-]{0,6}|>|&[a-z#0-9]{0,5};?|中|\n| |hidden|<rt>|<p>){0,40}") {
            let source = source(&html);
            let mut last = 0;
            for (at, _) in source.text.char_indices() {
                let Some(Location::Line(line)) = source.landmarks.locate(at) else {
                    panic!("a place is missing");
                };
                prop_assert!(line >= last && line <= html.lines().count().max(1) + 1);
                last = line;
            }
        }
    }
}
