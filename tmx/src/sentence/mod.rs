//! Where sentences end, in Chinese and in English.
//!
//! A sentence ends at the end of a line, or after a run of terminators and the closing marks that
//! follow it. Guards keep together what only looks like an end: decimals, abbreviations, numbered
//! heads, short brackets, a quotation that the sentence goes on after.

pub(crate) mod abbreviation;
mod dialogue;

use std::ops::Range;

use abbreviation::{BEFORE_NUMBERS, OPEN, OPENERS, TITLES};
use dialogue::is_saying;

use crate::lang::LangTag;
use crate::segmenter::SentenceSplitter;

/// What counts as the end of a sentence beyond the usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SentenceConfig {
    /// Also break after `；` and `;`, as suits long enumerations of tasks.
    pub break_at_semicolon: bool,
    /// Keep what somebody says and the words that tell who says it in one sentence:
    /// `“好。”他说。`, as suits novels and interviews.
    pub keep_dialogue: bool,
}

/// Returns the sentences of `text` as byte ranges, under the default [`SentenceConfig`].
///
/// The ranges ascend, do not overlap, begin and end with something other than white space, and
/// leave out nothing but white space. Time grows with the length of the text only.
///
/// ```
/// use tmx::{LangTag, sentence::sentences};
///
/// let text = "“合作共赢。”会议结束了。";
/// let found: Vec<&str> = sentences(text, &LangTag::chinese())
///     .into_iter()
///     .map(|range| &text[range])
///     .collect();
/// assert_eq!(found, ["“合作共赢。”", "会议结束了。"]);
/// ```
#[must_use]
pub fn sentences(text: &str, lang: &LangTag) -> Vec<Range<usize>> {
    sentences_with(text, lang, &SentenceConfig::default())
}

/// Returns the sentences of `text` as [`sentences`] does, under `config`.
#[must_use]
pub fn sentences_with(text: &str, lang: &LangTag, config: &SentenceConfig) -> Vec<Range<usize>> {
    let spaceless = ["zh", "yue", "wuu", "lzh", "ja"].contains(&lang.primary());
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(is_line_end) {
        let mut scanner = Scanner {
            line,
            spaceless,
            config: *config,
            start: 0,
            at: 0,
            bracket: None,
            quoted: false,
        };
        while let Some(end) = scanner.next_end() {
            push_trimmed(text, start + scanner.start..start + end, &mut found);
            scanner.start = end;
        }
        start += line.len();
    }
    found
}

impl SentenceSplitter for SentenceConfig {
    fn sentences(&self, text: &str, lang: &LangTag) -> Vec<Range<usize>> {
        sentences_with(text, lang, self)
    }
}

/// Longest bracket that is kept in one sentence with its surroundings, in characters.
const LONGEST_BRACKET: usize = 60;

/// Longest abbreviation or numbering looked at, in bytes.
const LONGEST_GUARD: usize = 24;

struct Scanner<'t> {
    line: &'t str,
    /// Whether the language is written without spaces between sentences.
    spaceless: bool,
    config: SentenceConfig,
    start: usize,
    at: usize,
    /// Where the bracket that is open now began, in characters ago.
    bracket: Option<usize>,
    /// Whether a straight double quotation mark is open.
    quoted: bool,
}

impl Scanner<'_> {
    /// The end of the next sentence of the line.
    fn next_end(&mut self) -> Option<usize> {
        let rest = self.line.get(self.start..)?;
        self.start += rest.len() - rest.trim_start().len();
        self.at = self.at.max(self.start);
        while let Some(c) = self.peek(self.at) {
            let from = self.at;
            self.at += c.len_utf8();
            self.bracket = match c {
                '（' | '(' | '《' | '〈' | '【' | '[' | '〔' => Some(0),
                '）' | ')' | '》' | '〉' | '】' | ']' | '〕' => None,
                _ => self.bracket.map(|length| length + 1),
            };
            if c == '"' {
                self.quoted = !self.quoted;
            }
            if self.is_terminator(c)
                && let Some(end) = self.end_after(from)
            {
                self.at = end;
                return Some(end);
            }
        }
        (self.start < self.line.len()).then_some(self.line.len())
    }

    fn peek(&self, at: usize) -> Option<char> {
        self.line.get(at..)?.chars().next()
    }

    fn is_terminator(&self, c: char) -> bool {
        is_wide_terminator(c)
            || matches!(c, '.' | '!' | '?' | '…')
            || (self.config.break_at_semicolon && matches!(c, '；' | ';'))
    }

    /// The end of the sentence whose first terminator stands at `from`, unless it goes on.
    /// Moves past the run of terminators.
    fn end_after(&mut self, from: usize) -> Option<usize> {
        let mut run = from;
        let (mut wide, mut ellipsis) = (false, true);
        while let Some(c) = self.peek(run).filter(|c| self.is_terminator(*c)) {
            wide |= is_wide_terminator(c) || c == '；';
            ellipsis &= c == '…';
            run += c.len_utf8();
        }
        let stop = &self.line[from..run];
        let mut end = run;
        let mut bracket = self.bracket;
        let mut quoted = self.quoted;
        while let Some(c) = self.peek(end).filter(|c| self.closes(*c, end, quoted)) {
            quoted &= c != '"';
            if matches!(c, '）' | ')' | '》' | '〉' | '】' | ']' | '〕') {
                bracket = None;
            }
            end += c.len_utf8();
        }
        self.at = run;
        let goes_on =
            self.goes_on(from, stop, end, wide, ellipsis) || self.in_bracket(bracket, end);
        if goes_on {
            return None;
        }
        self.bracket = bracket;
        self.quoted = quoted;
        Some(end)
    }

    /// Whether the mark at `at`, after a terminator, belongs to the sentence before it.
    fn closes(&self, mark: char, at: usize, quoted: bool) -> bool {
        let after = &self.line[at + mark.len_utf8()..];
        match mark {
            '"' if quoted => true,
            // A mark that ends the line closes, whichever way it was typed.
            '"' | '“' | '‘' => after.trim_start().is_empty(),
            '\'' => !after.starts_with(char::is_alphanumeric),
            _ => is_closer(mark),
        }
    }

    fn goes_on(&self, from: usize, stop: &str, end: usize, wide: bool, ellipsis: bool) -> bool {
        let rest = &self.line[end..];
        let Some(next) = rest.trim_start().chars().next() else {
            return false;
        };
        let closed = end > from + stop.len();
        let spaced = rest.starts_with(char::is_whitespace);
        if matches!(next, '，' | '、' | '；' | '：' | ',' | ';' | ':' | '。') {
            return true;
        }
        if stop.starts_with(['.', '．']) && self.is_numbering(from) {
            return true;
        }
        if stop == "．" {
            return self.between_digits(from, end);
        }
        if ellipsis && self.spaceless {
            // In Chinese …… is also a pause within the sentence.
            return !(closed || spaced || is_opener(next));
        }
        if closed && self.config.keep_dialogue && is_saying(rest.trim_start()) {
            return true;
        }
        if wide {
            return false;
        }
        if self.spaceless && !spaced && is_han(next) {
            return stop == "." && !(self.line[..from].ends_with(|c| is_han(c) || is_closer(c)));
        }
        if !spaced {
            return !(self.spaceless && is_opener(next));
        }
        if next.is_lowercase() {
            return !stop.starts_with(';');
        }
        stop == "." && !closed && self.is_abbreviation(from, rest.trim_start())
    }

    /// Whether what the sentence consists of so far only numbers it: `1.`, `2.3.`, `IV.`, `a.`
    fn is_numbering(&self, dot: usize) -> bool {
        let before = &self.line[self.start..dot];
        let label = before.strip_prefix(['(', '（']).unwrap_or(before);
        !label.is_empty()
            && label.len() <= LONGEST_GUARD
            && (label
                .chars()
                .all(|c| c.is_numeric() || matches!(c, '.' | '．'))
                || label.chars().all(|c| "IVXLC".contains(c))
                || (label.len() == 1 && label.starts_with(|c: char| c.is_ascii_alphabetic())))
    }

    fn between_digits(&self, from: usize, end: usize) -> bool {
        self.line[..from].ends_with(char::is_numeric)
            && self.line[end..].starts_with(char::is_numeric)
    }

    /// Whether the full stop at `dot` belongs to an abbreviation within the sentence.
    fn is_abbreviation(&self, dot: usize, rest: &str) -> bool {
        let word = last_word(&self.line[self.start..dot]);
        if TITLES.contains(&word) {
            return true;
        }
        if BEFORE_NUMBERS.contains(&word) && rest.starts_with(char::is_numeric) {
            return true;
        }
        let initials = word
            .split('.')
            .all(|part| part.len() == 1 && part.starts_with(|c: char| c.is_ascii_uppercase()));
        if initials || OPEN.contains(&word) {
            let next = rest.split(|c: char| !c.is_alphanumeric()).next();
            return next.is_some_and(|next| !next.is_empty() && !OPENERS.contains(&next));
        }
        false
    }

    /// Whether the position lies inside a short bracket, so that the sentence goes on after it.
    fn in_bracket(&self, bracket: Option<usize>, end: usize) -> bool {
        let Some(left) = bracket.and_then(|length| LONGEST_BRACKET.checked_sub(length)) else {
            return false;
        };
        (self.line[end..].chars().take(left))
            .find(|c| "（(《〈【[〔）)》〉】]〕".contains(*c))
            .is_some_and(is_closer)
    }
}

pub(crate) fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

fn is_wide_terminator(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．' | '｡')
}

fn is_closer(c: char) -> bool {
    "”’」』）》〉】〕)]»\u{301f}".contains(c)
}

fn is_opener(c: char) -> bool {
    "“‘「『（《〈【〔([«\u{301d}".contains(c)
}

/// Chinese characters, those of Japanese and Korean texts among them.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// The word that `text` ends with, inner full stops included; none when it is long.
fn last_word(text: &str) -> &str {
    let mut start = text.len();
    for (at, c) in text.char_indices().rev() {
        if !(c.is_alphanumeric() || c == '.') {
            break;
        }
        start = at;
        if text.len() - start > LONGEST_GUARD {
            return "";
        }
    }
    &text[start..]
}

pub(crate) fn push_trimmed(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let sentence = &text[range.clone()];
    let start = range.start + (sentence.len() - sentence.trim_start().len());
    let end = range.start + sentence.trim_end().len();
    if start < end {
        found.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chinese(text: &str) -> Vec<&str> {
        cut(text, &LangTag::chinese())
    }

    fn english(text: &str) -> Vec<&str> {
        cut(text, &LangTag::english())
    }

    fn cut<'t>(text: &'t str, lang: &LangTag) -> Vec<&'t str> {
        (sentences(text, lang).into_iter())
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn closing_marks_stay_and_opening_marks_go_on() {
        assert_eq!(
            chinese("“共同发展。”他说。会议结束了。"),
            ["“共同发展。”", "他说。", "会议结束了。"]
        );
        assert_eq!(
            chinese("他问：“为什么？”没有人回答。"),
            ["他问：“为什么？”", "没有人回答。"]
        );
        assert_eq!(
            chinese("下一句。『好。』他答。（见附件）"),
            ["下一句。", "『好。』", "他答。", "（见附件）"]
        );
        assert_eq!(
            chinese("他说\"好。\"结束。\"再见\""),
            ["他说\"好。\"", "结束。", "\"再见\""]
        );
    }

    #[test]
    fn a_quotation_the_sentence_goes_on_after_is_no_end() {
        assert_eq!(
            chinese("他提出“携手！”、“共进！”，掌声不断。"),
            ["他提出“携手！”、“共进！”，掌声不断。"]
        );
    }

    #[test]
    fn a_mark_at_the_line_end_closes_whichever_way_it_faces() {
        assert_eq!(chinese("“很好。“\n\"好。"), ["“很好。“", "\"好。"]);
        assert_eq!(
            english("He cried 'Stop!' Then he left."),
            ["He cried 'Stop!'", "Then he left."]
        );
    }

    #[test]
    fn a_run_of_terminators_is_one_end() {
        assert_eq!(
            chinese("好！！！真的？！是。"),
            ["好！！！", "真的？！", "是。"]
        );
    }

    #[test]
    fn an_ellipsis_ends_a_quotation_but_no_clause() {
        assert_eq!(chinese("一个……两个。"), ["一个……两个。"]);
        assert_eq!(chinese("“我……”他走了。"), ["“我……”", "他走了。"]);
    }

    #[test]
    fn short_brackets_and_titles_are_not_broken() {
        assert_eq!(
            chinese("《怎么办？我们》一书（全本。重印）已出版。"),
            ["《怎么办？我们》一书（全本。重印）已出版。"]
        );
        assert_eq!(
            english("The plan (see Annex. It is long) was adopted."),
            ["The plan (see Annex. It is long) was adopted."]
        );
    }

    #[test]
    fn decimals_and_numbered_heads_are_not_ends() {
        assert_eq!(
            chinese("增长3.5%，即３．５个点。"),
            ["增长3.5%，即３．５个点。"]
        );
        assert_eq!(
            chinese("1.总则\n２．原则\n（一）目标"),
            ["1.总则", "２．原则", "（一）目标"]
        );
        assert_eq!(
            english("1. Overview\nIV. Aims\n2.3. More. Next."),
            ["1. Overview", "IV. Aims", "2.3. More.", "Next."]
        );
        assert_eq!(
            chinese("通过A/RES/70/1.号决议。"),
            ["通过A/RES/70/1.号决议。"]
        );
    }

    #[test]
    fn what_is_said_and_who_says_it_stay_together_on_request() {
        let config = SentenceConfig {
            keep_dialogue: true,
            ..SentenceConfig::default()
        };
        let cut = |text: &'static str, lang: &LangTag| -> Vec<&str> {
            let found = sentences_with(text, lang, &config);
            found.into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(
            cut("“共同发展。”他低声说。会议结束了。", &LangTag::chinese()),
            ["“共同发展。”他低声说。", "会议结束了。"]
        );
        assert_eq!(
            cut(
                "“走吧！”王明笑道，“天黑了。”大家都起身了。",
                &LangTag::chinese()
            ),
            ["“走吧！”王明笑道，“天黑了。”", "大家都起身了。"]
        );
        assert_eq!(
            cut("“Is it far?” Anna asked. Nobody knew.", &LangTag::english()),
            ["“Is it far?” Anna asked.", "Nobody knew."]
        );
    }

    #[test]
    fn semicolons_end_sentences_on_request() {
        let config = SentenceConfig {
            break_at_semicolon: true,
            ..SentenceConfig::default()
        };
        assert_eq!(chinese("第一；第二。"), ["第一；第二。"]);
        assert_eq!(
            sentences_with("第一；第二。", &LangTag::chinese(), &config).len(),
            2
        );
        assert_eq!(
            sentences_with("one; two.", &LangTag::english(), &config).len(),
            2
        );
    }

    #[test]
    fn english_abbreviations_are_not_ends() {
        for text in [
            "Mr. Smith met Dr. Li on Jan. 5 in St. Petersburg.",
            "The U.N. General Assembly adopted No. 5, i.e. China's draft.",
            "J. R. Smith, Ph.D. Candidate, spoke at 9 a.m. Monday.",
            "Growth was 3.5 percent vs. Japan's 1.2.",
        ] {
            assert_eq!(english(text), [text]);
        }
    }

    #[test]
    fn an_abbreviation_may_end_a_sentence() {
        assert_eq!(
            english("He moved to the U.S. The rest stayed."),
            ["He moved to the U.S.", "The rest stayed."]
        );
        assert_eq!(
            english("He said no. Then he left."),
            ["He said no.", "Then he left."]
        );
    }

    #[test]
    fn english_quotations_follow_their_marks() {
        assert_eq!(
            english("\"Why?\" he asked. \"Go on.\" “So.” (Applause.) End."),
            [
                "\"Why?\" he asked.",
                "\"Go on.\"",
                "“So.”",
                "(Applause.)",
                "End."
            ]
        );
    }

    #[test]
    fn a_line_end_of_any_system_is_an_end() {
        assert_eq!(
            chinese("标题\r\n正文\u{2028}\u{3000}\u{3000}尾\n\n"),
            ["标题", "正文", "尾"]
        );
    }

    #[test]
    fn long_text_without_an_end_comes_to_its_end() {
        // In quadratic time it would not, in anyone's patience.
        let text = "a．（\" ".repeat(400_000);
        assert!(!sentences(&text, &LangTag::english()).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_left_out(
            text in "[a-zA-Z0-9 .?!;\"'()\n\r\u{3000}。！？…；，“”（）《》．中国人\u{20000}]{0,80}",
            spaceless in any::<bool>(),
            break_at_semicolon in any::<bool>(),
            keep_dialogue in any::<bool>(),
        ) {
            let lang = if spaceless { LangTag::chinese() } else { LangTag::english() };
            let mut end = 0;
            for range in sentences_with(&text, &lang, &SentenceConfig { break_at_semicolon, keep_dialogue }) {
                prop_assert!(end <= range.start && range.start < range.end);
                prop_assert!(text[end..range.start].trim().is_empty());
                prop_assert_eq!(text[range.clone()].trim(), &text[range.clone()]);
                end = range.end;
            }
            prop_assert!(text[end..].trim().is_empty());
        }
    }
}
