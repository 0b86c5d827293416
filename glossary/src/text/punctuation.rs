//! Kinds of characters, as line breaks see them.

/// Whether it is a Chinese character (Unicode script Han, ideographs only).
pub(super) fn is_han(c: char) -> bool {
    matches!(u32::from(c),
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF
        | 0x3005 | 0x3007)
}

/// Whether it is one of the Chinese characters that take three bytes and nearly every text is
/// made of.
pub(super) fn is_common_han(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c) && !('\u{4dc0}'..='\u{4dff}').contains(&c)
}

/// Whether it is set in a square of its own, as Chinese characters and their punctuation are.
pub(super) fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F
        | 0xFF01..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
}

/// Whether its width depends on the script around it.
pub(super) fn is_ambiguous_width(c: char) -> bool {
    matches!(c, '‘' | '’' | '“' | '”' | '…' | '—' | '·' | '×' | '°')
}

/// Whether it is punctuation that stands between Chinese characters without a blank.
pub(super) fn is_chinese_punctuation(c: char) -> bool {
    matches!(c, '‘' | '’' | '“' | '”' | '…' | '—')
        || matches!(u32::from(c), 0x3001..=0x3004 | 0x3008..=0x301F | 0xFE30..=0xFE4F
            | 0xFF01..=0xFF0F | 0xFF1A..=0xFF20 | 0xFF3B..=0xFF40 | 0xFF5B..=0xFF65)
}

/// Whether it ends a sentence.
pub(super) fn is_sentence_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '…' | '!' | '?' | '.' | '｡' | '．')
}

/// Whether it ends or divides a clause, in either script.
pub(super) fn is_clause_mark(c: char) -> bool {
    is_sentence_end(c) || matches!(c, '，' | '、' | '；' | '：' | ',' | ';' | ':')
}

/// Whether it closes a quotation or a bracket.
pub(super) fn is_closing(c: char) -> bool {
    matches!(
        c,
        '”' | '’' | '"' | '\'' | '）' | ')' | '」' | '』' | '》' | '〉' | '】' | '〕' | ']' | '］'
    )
}

/// Whether it cannot begin a line, so that a line which begins with it continues the last one.
pub(super) fn is_line_tail(c: char) -> bool {
    matches!(
        c,
        '，' | '。' | '、' | '；' | '：' | '！' | '？' | ',' | ';'
    ) || (is_closing(c) && !matches!(c, '"' | '\''))
}

/// Whether the text ends a sentence, closing quotation marks and brackets set aside.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(is_closing).ends_with(is_sentence_end)
}

/// Whether a quotation or bracket is opened and not closed, and `next` closes it.
pub(super) fn is_closed_by(text: &str, next: &str) -> bool {
    [
        ('“', '”'),
        ('《', '》'),
        ('（', '）'),
        ('「', '」'),
        ('(', ')'),
    ]
    .into_iter()
    .any(|(open, close)| {
        let opened = text
            .rfind(open)
            .is_some_and(|at| text.rfind(close).is_none_or(|closed| closed < at));
        let closes = next
            .find(close)
            .is_some_and(|at| next.find(open).is_none_or(|reopened| at < reopened));
        opened && closes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closing_quotation_mark_does_not_hide_the_end_of_a_sentence() {
        assert!(ends_sentence("他说：“谢谢大家。”"));
        assert!(ends_sentence("(See above.)"));
        assert!(!ends_sentence("加强“一带一路”"));
    }

    #[test]
    fn a_quotation_may_run_over_a_line() {
        assert!(is_closed_by("斯坦“国家发展纲", "要”、塔吉克"));
        assert!(!is_closed_by("斯坦“国家发展”纲", "要”、塔吉克"));
        assert!(!is_closed_by("的“国际山地可持续", "“峰会”并发表"));
    }
}
