//! Sentence boundaries, Chinese and English: SRX-like segmentation by rules of our own.
//!
//! The public rule sets know no Chinese, or break before a closing quotation mark; none breaks
//! right at `。”`, at `……` or around brackets. The end of a line always ends a sentence.

mod abbreviation;

use std::ops::Range;

use crate::LangTag;

/// What is a boundary and what is not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SentenceConfig {
    /// Break Chinese at `；` too, as long enumerations want it.
    pub break_at_semicolon: bool,
    /// Keep `“……。”他说。` in one sentence.
    pub keep_dialogue_together: bool,
}

/// Returns the sentences of `text` in order, as byte ranges without outer white space.
///
/// Between them only white space is left out.
///
/// ```
/// use tmx::LangTag;
/// use tmx::sentence::sentences;
///
/// let text = "“大海把我们连在一起。”这是谚语。";
/// let found: Vec<&str> =
///     sentences(text, &LangTag::chinese()).into_iter().map(|range| &text[range]).collect();
/// assert_eq!(found, ["“大海把我们连在一起。”", "这是谚语。"]);
/// ```
#[must_use]
pub fn sentences(text: &str, lang: &LangTag) -> Vec<Range<usize>> {
    sentences_with(text, lang, SentenceConfig::default())
}

/// Returns the sentences of `text` by the given rules.
#[must_use]
pub fn sentences_with(text: &str, lang: &LangTag, config: SentenceConfig) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(is_line_end) {
        let ends = if lang.same_language(&LangTag::english()) {
            english_ends(line)
        } else {
            chinese_ends(line, config)
        };
        let mut from = 0;
        for end in ends.into_iter().chain([line.len()]) {
            push_trimmed(text, start + from..start + end, &mut found);
            from = end;
        }
        start += line.len();
    }
    found
}

/// Within brackets that close again after so many characters nothing is broken.
const SHORT_BRACKET: usize = 60;

/// Words that tell who said what was just quoted.
const SAYING: [&str; 12] = [
    "说",
    "道",
    "问",
    "答",
    "喊",
    "他说",
    "她说",
    "我说",
    "他们说",
    "他问",
    "她问",
    "他答",
];

fn is_line_end(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

fn push_trimmed(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    let trimmed = piece.trim();
    if !trimmed.is_empty() {
        found.push(start..start + trimmed.len());
    }
}

fn is_closing(character: char) -> bool {
    matches!(
        character,
        '”' | '’' | '」' | '』' | '）' | '》' | '】' | '〉' | '〕' | ')' | ']' | '"' | '\'' | '»'
    )
}

fn closing_of(character: char) -> Option<char> {
    Some(match character {
        '（' => '）',
        '(' => ')',
        '《' => '》',
        '〈' => '〉',
        '【' => '】',
        '〔' => '〕',
        '[' => ']',
        _ => return None,
    })
}

/// Where the sentences of a Chinese line end, in bytes.
fn chinese_ends(line: &str, config: SentenceConfig) -> Vec<usize> {
    let characters: Vec<(usize, char)> = line.char_indices().collect();
    let at = |index: usize| characters.get(index).map(|&(_, character)| character);
    let mut ends = Vec::new();
    let mut protected_until = 0;
    let mut index = 0;
    while let Some(character) = at(index) {
        if index >= protected_until
            && let Some(closing) = closing_of(character)
        {
            let close = (index + 1..(index + 1 + SHORT_BRACKET).min(characters.len()))
                .find(|&inner| at(inner) == Some(closing));
            protected_until = close.map_or(protected_until, |close| close + 1);
        }
        let before = index.checked_sub(1).and_then(at);
        if !is_chinese_terminator(character, before, config) {
            index += 1;
            continue;
        }
        let mut next = index + 1;
        while at(next).is_some_and(|mark| is_chinese_terminator(mark, at(next - 1), config)) {
            next += 1;
        }
        let run_end = next;
        while at(next).is_some_and(is_closing) {
            next += 1;
        }
        let only_dots = (index..run_end).all(|place| at(place) == Some('…'));
        let rest = characters
            .get(next)
            .map_or("", |&(offset, _)| &line[offset..]);
        if index >= protected_until && ends_here(rest, only_dots, next > run_end, config) {
            ends.push(line.len() - rest.len());
        }
        index = next;
    }
    ends
}

fn is_chinese_terminator(character: char, before: Option<char>, config: SentenceConfig) -> bool {
    match character {
        '。' | '！' | '？' | '!' | '?' | '…' | '｡' => true,
        '；' => config.break_at_semicolon,
        // A full-width full stop also stands in numbers and after the number of a heading.
        '．' => before.is_some_and(|before| !before.is_numeric() && !before.is_ascii_alphabetic()),
        _ => false,
    }
}

/// Whether a sentence ends before `rest`, after terminators (`only_dots`: an ellipsis) and maybe
/// closing marks.
fn ends_here(rest: &str, only_dots: bool, has_closing: bool, config: SentenceConfig) -> bool {
    let Some(next) = rest.chars().next() else {
        return true;
    };
    if matches!(next, '，' | '、' | '；' | '：' | ',' | ';' | ':')
        || is_chinese_terminator(next, None, config)
    {
        return false;
    }
    // An ellipsis trails off in mid-sentence as often as not; it ends one with its quotation.
    if only_dots && !has_closing {
        return next.is_whitespace() || matches!(next, '“' | '‘' | '「' | '『' | '—');
    }
    if has_closing && config.keep_dialogue_together {
        return !SAYING.iter().any(|saying| rest.starts_with(saying));
    }
    true
}

/// Where the sentences of an English line end, in bytes.
fn english_ends(line: &str) -> Vec<usize> {
    let characters: Vec<(usize, char)> = line.char_indices().collect();
    let at = |index: usize| characters.get(index).map(|&(_, character)| character);
    let mut ends = Vec::new();
    let mut index = 0;
    let mut token = 0;
    while let Some(character) = at(index) {
        if character.is_whitespace() {
            token = index + 1;
        }
        if !matches!(character, '.' | '!' | '?' | '…' | '。' | '！' | '？') {
            index += 1;
            continue;
        }
        let run = index;
        while at(index)
            .is_some_and(|mark| matches!(mark, '.' | '!' | '?' | '…' | '。' | '！' | '？'))
        {
            index += 1;
        }
        let single_dot = index - run == 1 && character == '.';
        while at(index).is_some_and(is_closing) {
            index += 1;
        }
        // Decimals, addresses and abbreviations such as `U.N.` go on without a blank.
        if !at(index).is_none_or(char::is_whitespace) {
            continue;
        }
        let mut next = index;
        while at(next).is_some_and(char::is_whitespace) {
            next += 1;
        }
        let word: String = (token..run).filter_map(at).collect();
        let is_first = line[..characters.get(token).map_or(0, |&(offset, _)| offset)]
            .trim()
            .is_empty();
        let goes_on = at(next).is_some_and(|next| {
            next.is_lowercase() || (single_dot && abbreviation::goes_on(&word, is_first, next))
        });
        if at(next).is_some() && !goes_on {
            let end = characters
                .get(index)
                .map_or(line.len(), |&(offset, _)| offset);
            ends.push(end);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split<'t>(text: &'t str, lang: &LangTag, config: SentenceConfig) -> Vec<&'t str> {
        sentences_with(text, lang, config)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    fn zh(text: &str) -> Vec<&str> {
        split(text, &LangTag::chinese(), SentenceConfig::default())
    }

    fn en(text: &str) -> Vec<&str> {
        split(text, &LangTag::english(), SentenceConfig::default())
    }

    #[test]
    fn closing_marks_stay_and_opening_ones_go_on() {
        assert_eq!(zh("“好。”会议结束了。"), ["“好。”", "会议结束了。"]);
        assert_eq!(
            zh("会议结束。“好！”他答。"),
            ["会议结束。", "“好！”", "他答。"]
        );
        assert_eq!(
            zh("他问：“为什么？”没有人回答。"),
            ["他问：“为什么？”", "没有人回答。"]
        );
        assert_eq!(zh("下一句。『好。』"), ["下一句。", "『好。』"]);
    }

    #[test]
    fn a_quotation_inside_a_sentence_does_not_end_it() {
        assert_eq!(zh("“为什么？”，他问。"), ["“为什么？”，他问。"]);
        assert_eq!(zh("提出“共建？共享！”、共赢。").len(), 2);
    }

    #[test]
    fn dialogue_can_be_kept_together() {
        let config = SentenceConfig {
            keep_dialogue_together: true,
            ..SentenceConfig::default()
        };
        let text = "“出发。”他说。天亮了。";
        assert_eq!(
            split(text, &LangTag::chinese(), config),
            ["“出发。”他说。", "天亮了。"]
        );
    }

    #[test]
    fn runs_of_marks_are_one_end() {
        assert_eq!(zh("真的吗？！！好。"), ["真的吗？！！", "好。"]);
        assert_eq!(zh("等等……我们走。"), ["等等……我们走。"]);
        assert_eq!(zh("他说：“等等……”我们走。"), ["他说：“等等……”", "我们走。"]);
    }

    #[test]
    fn short_brackets_and_titles_are_not_broken() {
        assert_eq!(
            zh("见《为什么？怎么办？》一书。完。"),
            ["见《为什么？怎么办？》一书。", "完。"]
        );
        assert_eq!(zh("通过（见附件。）决议。"), ["通过（见附件。）决议。"]);
        assert_eq!(zh("他说。（见附件）完。"), ["他说。", "（见附件）完。"]);
    }

    #[test]
    fn headings_and_numbers_stay_whole() {
        assert_eq!(zh("一、总则\n１．目标。"), ["一、总则", "１．目标。"]);
        assert_eq!(
            zh("增长3.5%。第三条 权利。"),
            ["增长3.5%。", "第三条 权利。"]
        );
    }

    #[test]
    fn semicolons_break_only_on_request() {
        let text = "第一，开放；第二，合作。";
        assert_eq!(zh(text).len(), 1);
        let config = SentenceConfig {
            break_at_semicolon: true,
            ..SentenceConfig::default()
        };
        assert_eq!(
            split(text, &LangTag::chinese(), config),
            ["第一，开放；", "第二，合作。"]
        );
    }

    #[test]
    fn english_sentences_end_before_a_capital() {
        assert_eq!(en("It rained. We left."), ["It rained.", "We left."]);
        assert_eq!(
            en("He asked, “Why?” Nobody knew."),
            ["He asked, “Why?”", "Nobody knew."]
        );
        assert_eq!(en("“Go!” he said. “Now.”"), ["“Go!” he said.", "“Now.”"]);
        assert_eq!(
            en("It grew by 3.5 per cent. 12 states joined."),
            ["It grew by 3.5 per cent.", "12 states joined."]
        );
    }

    #[test]
    fn abbreviations_do_not_end_english_sentences() {
        for whole in [
            "Mr. Smith met Dr. Li on Jan. 5 in St. Petersburg.",
            "The U.N. General Assembly adopted A/RES/70/1. of 2015.",
            "See No. 5 and Art. 3, i.e. Annex B.",
            "J. K. Rowling wrote to the U.S. Senate.",
            "1. General provisions",
        ] {
            assert_eq!(en(whole), [whole]);
        }
        assert_eq!(
            en("It is cold, wet, etc. We stay."),
            ["It is cold, wet, etc.", "We stay."]
        );
        assert_eq!(
            en("Is the answer no. Yes it is."),
            ["Is the answer no.", "Yes it is."]
        );
    }

    #[test]
    fn lines_end_sentences_and_blank_ones_are_none() {
        assert_eq!(
            en("A title\r\n\r\nIt begins here."),
            ["A title", "It begins here."]
        );
        assert!(zh(" \n\u{3000}\n").is_empty());
    }

    #[test]
    fn a_long_text_without_an_end_takes_linear_time() {
        let text = "（".repeat(200_000);
        assert_eq!(zh(&text).len(), 1);
        let text = "a.b ".repeat(200_000);
        assert_eq!(en(&text).len(), 1);
    }

    proptest! {
        #[test]
        fn only_white_space_is_left_out(text in "[a-zA-Z0-9 .!?\"()“”。！？…；：，（）《》\n\r\u{3000}海洋合作说]{0,60}") {
            for lang in [LangTag::chinese(), LangTag::english()] {
                let mut end = 0;
                for range in sentences(&text, &lang) {
                    prop_assert!(range.start >= end && range.start < range.end);
                    prop_assert!(text[end..range.start].trim().is_empty());
                    let sentence = &text[range.clone()];
                    prop_assert_eq!(sentence.trim(), sentence);
                    end = range.end;
                }
                prop_assert!(text[end..].trim().is_empty());
            }
        }
    }
}
