//! What an abbreviation by number stands for: 四个坚持 → 一是坚持…；二是坚持…；三是坚持…；四是坚持….

use super::statistics::Evidence;
use super::{Channel, Corpus};

/// How far from the abbreviation its parts are looked for, in bytes.
const REACH: usize = 4500;
/// Longest part, in characters; longer ones are cut at their first mark.
const PART_CHARS: usize = 40;
const NUMERALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// Looks up what each abbreviation by number stands for.
pub(super) fn fill(collected: &mut [Evidence], corpus: &Corpus<'_>) {
    let numeric = collected
        .iter_mut()
        .filter(|evidence| evidence.channels.contains(&Channel::Numeric));
    for evidence in numeric {
        evidence.expansion = evidence
            .occurrences
            .iter()
            .filter_map(|place| {
                let body = corpus.documents.get(place.document)?.body;
                Some(expansion(body, place.range.clone(), &evidence.term))
            })
            .find(|parts| !parts.is_empty())
            .unwrap_or_default();
    }
}

/// The parts of the abbreviation `term`, which stands in `body` at `range`, in their order; none
/// where the text does not tell them in one of these ways: counted (`一是…，二是…`), each beginning
/// with the counted word (`坚持甲、坚持乙`), or listed directly before or after it, as many as the
/// number says.
fn expansion(body: &str, range: std::ops::Range<usize>, term: &str) -> Vec<String> {
    let mut letters = term.chars();
    let Some(number) = letters.next().and_then(value) else {
        return Vec::new();
    };
    let rest = letters.as_str();
    let counted = rest.strip_prefix(MEASURES).unwrap_or(rest);
    let before = head(body, range.start);
    let after = tail(body, range.end);
    let parts = listed_before(before, number)
        .or_else(|| listed_after(after, number))
        .or_else(|| numbered(after, number))
        .or_else(|| led_by(after, counted, number))
        .or_else(|| led_by(before, counted, number))
        .unwrap_or_default();
    parts.into_iter().map(str::to_owned).collect()
}

const MEASURES: [char; 12] = [
    '个', '大', '项', '股', '条', '种', '位', '重', '步', '方', '点', '化',
];
const CLAUSE_END: [char; 10] = ['，', '。', '；', '！', '？', '：', '\n', ',', ';', '、'];
const SENTENCE_END: [char; 4] = ['。', '！', '？', '\n'];
const OPENING: [char; 5] = ['“', '「', '『', '"', '‘'];
const CLOSING: [char; 5] = ['”', '」', '』', '"', '’'];

fn value(numeral: char) -> Option<usize> {
    if matches!(numeral, '两' | '双') {
        return Some(2);
    }
    let place = NUMERALS.iter().position(|&other| other == numeral)?;
    Some(place + 1).filter(|&number| number > 1)
}

/// The end of what stands before `at`.
fn head(body: &str, at: usize) -> &str {
    let mut from = at.saturating_sub(REACH);
    while !body.is_char_boundary(from) {
        from += 1;
    }
    body.get(from..at).unwrap_or_default()
}

/// The beginning of what stands after `at`.
fn tail(body: &str, at: usize) -> &str {
    let mut to = (at + REACH).min(body.len());
    while !body.is_char_boundary(to) {
        to -= 1;
    }
    body.get(at..to).unwrap_or_default()
}

/// `一是…；二是…`, each up to its first mark.
fn numbered(after: &str, number: usize) -> Option<Vec<&str>> {
    let mut rest = after;
    let mut parts = Vec::with_capacity(number);
    for numeral in NUMERALS.iter().take(number) {
        let ordinal = format!("{numeral}是");
        let start = rest.find(&ordinal)?;
        rest = rest.get(start..)?;
        parts.push(clause(rest));
        rest = rest.get(ordinal.len()..)?;
    }
    // One more means that something else is counted.
    let next = NUMERALS.get(number).map(|numeral| format!("{numeral}是"));
    if next.is_some_and(|next| rest.contains(&next)) {
        return None;
    }
    Some(parts)
}

/// Clauses of one sentence that all begin with the counted word.
fn led_by<'t>(text: &'t str, counted: &str, number: usize) -> Option<Vec<&'t str>> {
    if counted.chars().count() < 2 {
        return None;
    }
    text.split(SENTENCE_END).find_map(|sentence| {
        let parts: Vec<&str> = sentence
            .split(CLAUSE_END)
            .map(str::trim)
            .filter(|part| part.starts_with(counted) && part.len() > counted.len())
            .collect();
        (parts.len() == number).then_some(parts)
    })
}

/// `甲、乙、丙“三股势力”`.
fn listed_before(before: &str, number: usize) -> Option<Vec<&str>> {
    let list = before.trim_end_matches(OPENING);
    let list = list.trim_end_matches('等');
    let start = list
        .rfind(|mark| CLAUSE_END.contains(&mark) && mark != '、')
        .map_or(0, |at| at + mark_length(list, at));
    items(list.get(start..)?, number)
}

/// `“三股势力”（甲、乙、丙）`, `三股势力，即甲、乙、丙`.
fn listed_after(after: &str, number: usize) -> Option<Vec<&str>> {
    let rest = after.trim_start_matches(CLOSING);
    let list = ["（", "(", "，即", "：", "——"]
        .iter()
        .find_map(|opening| rest.strip_prefix(opening))?;
    let end = list
        .find(|mark| matches!(mark, '）' | ')') || (CLAUSE_END.contains(&mark) && mark != '、'))
        .unwrap_or(list.len());
    items(list.get(..end)?, number)
}

fn items(list: &str, number: usize) -> Option<Vec<&str>> {
    let items: Vec<&str> = list.split('、').map(str::trim).collect();
    let fits = |item: &&str| (2..=PART_CHARS).contains(&item.chars().count());
    (items.len() == number && items.iter().all(fits)).then_some(items)
}

fn clause(text: &str) -> &str {
    let end = text.find(CLAUSE_END).unwrap_or(text.len());
    let clause = text.get(..end).unwrap_or_default();
    clause
        .char_indices()
        .nth(PART_CHARS)
        .map_or(clause, |(at, _)| clause.get(..at).unwrap_or_default())
}

fn mark_length(text: &str, at: usize) -> usize {
    text.get(at..)
        .and_then(|rest| rest.chars().next())
        .map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(body: &str, term: &str) -> Vec<String> {
        let start = body.find(term).unwrap();
        expansion(body, start..start + term.len(), term)
    }

    #[test]
    fn counted_parts_are_found() {
        let body = "做到“两个确保”。一是确保航道畅通，不误一日；二是确保渔民有饭吃。";
        assert_eq!(
            parts(body, "两个确保"),
            ["一是确保航道畅通", "二是确保渔民有饭吃"]
        );
    }

    #[test]
    fn parts_that_begin_with_the_counted_word_are_found() {
        let body = "我们有三个始终：始终平等相待、始终民生优先，始终人海和谐。";
        assert_eq!(
            parts(body, "三个始终"),
            ["始终平等相待", "始终民生优先", "始终人海和谐"]
        );
    }

    #[test]
    fn lists_beside_it_are_found() {
        let body = "打击海盗、走私、偷渡“三大祸害”。";
        assert_eq!(parts(body, "三大祸害"), ["打击海盗", "走私", "偷渡"]);
        let body = "落实“三互”（数据互认、单证互通、监管互助）。";
        assert_eq!(parts(body, "三互"), ["数据互认", "单证互通", "监管互助"]);
    }

    #[test]
    fn another_number_of_parts_is_no_expansion() {
        assert!(parts("三个确保很重要。一是安全，二是发展。", "三个确保").is_empty());
        assert!(parts("两个确保很重要。一是甲方，二是乙方，三是丙方。", "两个确保").is_empty());
        assert!(parts("百年大计，教育为本。", "百年大计").is_empty());
    }
}
