//! Markup that came apart.

use std::collections::BTreeMap;

use super::Flaw;
use crate::{InlineKind, Run, Segment};

/// Longest tag that is looked for in text, in bytes.
const LONGEST_TAG: usize = 200;

/// What is broken in the markup of a pair.
pub(super) fn broken(source: &Segment, target: &Segment) -> Option<Flaw> {
    for segment in [source, target] {
        if let Some(number) = unpaired(segment) {
            return Some(Flaw::Markup(format!("inline code {number} has one half")));
        }
    }
    let (from, to) = (source.plain_text(), target.plain_text());
    if let Some(c) = from.chars().chain(to.chars()).find(|c| is_unreadable(*c)) {
        return Some(Flaw::Markup(format!("U+{:04X} in the text", u32::from(c))));
    }
    let (from, to) = (tags(&from), tags(&to));
    let differs = |name: &&String| from.get(*name) != to.get(*name);
    let odd = from.keys().chain(to.keys()).find(differs)?;
    Some(Flaw::Markup(format!("{odd} on one side")))
}

/// The number of a paired code of which the segment has only one half.
fn unpaired(segment: &Segment) -> Option<String> {
    let mut open: BTreeMap<&str, i64> = BTreeMap::new();
    let mut rest: Vec<&Run> = segment.runs.iter().collect();
    while let Some(run) = rest.pop() {
        let Run::Inline(inline) = run else { continue };
        rest.extend(&inline.runs);
        let step = match inline.kind {
            InlineKind::BeginPaired => 1,
            InlineKind::EndPaired => -1,
            _ => continue,
        };
        let number = inline.attributes.iter().find(|(name, _)| name == "i");
        let number = number.map_or("", |(_, value)| value.as_str());
        *open.entry(number).or_default() += step;
    }
    let odd = open.into_iter().find(|(_, count)| *count != 0);
    odd.map(|(number, _)| number.to_owned())
}

/// Characters that show that a text was read in a wrong encoding.
fn is_unreadable(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}')
}

/// Tags and entities written out in a text, by name, with how often.
fn tags(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for (at, opener) in text.match_indices(['<', '&']) {
        let after = text.get(at + 1..).unwrap_or_default();
        let name = match opener {
            "<" => tag_name(after).map(|name| format!("<{name}>")),
            _ => entity_name(after).map(|name| format!("&{name};")),
        };
        if let Some(name) = name {
            *found.entry(name).or_default() += 1;
        }
    }
    found
}

/// The name of the tag that begins before `text`: `b` or `/b`. “a < b > c” has none.
fn tag_name(text: &str) -> Option<&str> {
    let (inside, _) = text.split_once('>')?;
    let name = inside.split(char::is_whitespace).next()?;
    let name = name.strip_suffix('/').unwrap_or(name);
    let letters = name.strip_prefix('/').unwrap_or(name);
    let is_name = letters.starts_with(|c: char| c.is_ascii_alphabetic())
        && letters
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == ':');
    (is_name && inside.len() < LONGEST_TAG && !inside.contains('<')).then_some(name)
}

/// The name of the entity that begins before `text`. “Q&A; then” has one, on both sides.
fn entity_name(text: &str) -> Option<&str> {
    let (name, _) = text.split_once(';')?;
    let letters = name.strip_prefix('#').unwrap_or(name);
    let is_name = !letters.is_empty() && letters.chars().all(|c| c.is_ascii_alphanumeric());
    is_name.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Inline;

    fn flaw(source: &str, target: &str) -> Option<String> {
        broken(&Segment::from_text(source), &Segment::from_text(target)).map(|it| it.to_string())
    }

    #[test]
    fn tags_have_to_be_on_both_sides() {
        assert_eq!(flaw("<b>港口</b>", "<b>port</b>"), None);
        assert_eq!(flaw("换行<br/>", "line<br />"), None);
        assert_eq!(flaw("3 < 5 且 7 > 5", "3 < 5"), None);
        assert_eq!(
            flaw("港口", "<b>port</b>").as_deref(),
            Some("</b> on one side")
        );
        assert_eq!(
            flaw("港口&nbsp;", "port").as_deref(),
            Some("&nbsp; on one side")
        );
        assert_eq!(
            flaw("港\u{fffd}", "port").as_deref(),
            Some("U+FFFD in the text")
        );
    }

    #[test]
    fn paired_codes_have_two_halves() {
        let code = |kind, number: &str| {
            let mut code = Inline::new(kind, Vec::new());
            code.attributes = vec![("i".to_owned(), number.to_owned())];
            Run::Inline(code)
        };
        let (begin, end) = (InlineKind::BeginPaired, InlineKind::EndPaired);
        let plain = Segment::from_text("port");
        let whole = Segment {
            runs: vec![code(begin, "1"), Run::Text("a".to_owned()), code(end, "1")],
        };
        assert_eq!(broken(&whole, &plain), None);
        let half = Segment {
            runs: vec![code(begin, "1"), code(end, "2")],
        };
        assert!(broken(&half, &plain).is_some());
    }
}
