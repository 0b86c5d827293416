//! Keyword in context: a term with the words around it, and where it stands in running text.

mod indexing;
mod keys;

use std::ops::Range;

pub use indexing::Indexing;

use crate::dictionary::{Dictionary, is_traditional};
use crate::words::is_han;

/// A term with what stands before and after it in its paragraph.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Context {
    /// What stands before, cut at the width.
    pub before: String,
    /// The term as written.
    pub term: String,
    /// What stands after, cut at the width.
    pub after: String,
}

impl Context {
    /// Cuts the surroundings of `range` out of `body`, up to `width` characters on each side and
    /// never beyond the paragraph; `…` stands where something was cut off. A range that is none
    /// of the body gives an empty context.
    #[must_use]
    pub fn around(body: &str, range: &Range<usize>, width: usize) -> Self {
        let parts = (
            body.get(..range.start),
            body.get(range.clone()),
            body.get(range.end..),
        );
        let (Some(left), Some(term), Some(right)) = parts else {
            return Self {
                before: String::new(),
                term: String::new(),
                after: String::new(),
            };
        };
        let left = left.rsplit('\n').next().unwrap_or_default();
        let right = right.split('\n').next().unwrap_or_default();
        let mut before: Vec<char> = left.chars().rev().take(width + 1).collect();
        if before.len() > width {
            before[width] = '…';
        }
        let mut after: Vec<char> = right.chars().take(width + 1).collect();
        if after.len() > width {
            after[width] = '…';
        }
        Self {
            before: before.iter().rev().collect(),
            term: term.to_owned(),
            after: after.into_iter().collect(),
        }
    }
}

/// What is looked for in running text: in any case and width, and Chinese in either script.
#[derive(Debug, Clone)]
pub struct Keyword {
    /// The ways it is written, folded.
    forms: Vec<Vec<char>>,
    is_chinese: bool,
}

impl Keyword {
    /// A keyword as it was typed; none where nothing was typed.
    #[must_use]
    pub fn new(typed: &str) -> Option<Self> {
        let folded = |text: &str| text.trim().chars().map(fold).collect::<Vec<char>>();
        let mut forms = vec![folded(typed)];
        let is_chinese = typed.chars().any(is_han);
        if is_chinese {
            forms.push(folded(&Dictionary::built_in().simplified(typed)));
            forms.dedup();
        }
        forms.retain(|form| !form.is_empty());
        (!forms.is_empty()).then_some(Self { forms, is_chinese })
    }

    /// Where it stands in a text, in order, none within another. A word of letters stands at the
    /// beginning of a word only: `port` is in `ports`, and not in `report`.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = self.find_as_written(text);
        if self.is_chinese && is_traditional(text) {
            // Whatever lies at some bytes of the one lies at the same bytes of the other.
            let simplified = Dictionary::built_in().simplified_in_place(text);
            found.extend(self.find_as_written(&simplified));
        }
        found.sort_unstable_by_key(|range| (range.start, range.end));
        let mut end = 0;
        found.retain(|range| {
            let is_apart = range.start >= end;
            if is_apart {
                end = range.end;
            }
            is_apart
        });
        found
    }

    fn find_as_written(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for form in &self.forms {
            let Some(&first) = form.first() else {
                continue;
            };
            if is_han(first) {
                // Nothing else is folded to it.
                for (start, _) in text.match_indices(first) {
                    let rest = text.get(start..).unwrap_or_default();
                    let length = begins(rest, form);
                    found.extend(length.map(|length| start..start + length));
                }
                continue;
            }
            let needs_beginning = first.is_ascii_alphanumeric();
            let mut before = ' ';
            for (start, character) in text.char_indices() {
                let folded = fold(character);
                let may_begin = !needs_beginning || !before.is_ascii_alphanumeric();
                before = folded;
                if folded != first || !may_begin {
                    continue;
                }
                let rest = text.get(start..).unwrap_or_default();
                if let Some(length) = begins(rest, form) {
                    found.push(start..start + length);
                }
            }
        }
        found
    }
}

/// The bytes that a folded form takes at the beginning of a text, if it stands there.
fn begins(text: &str, form: &[char]) -> Option<usize> {
    let mut characters = text.char_indices();
    for wanted in form {
        let (_, character) = characters.next()?;
        if fold(character) != *wanted {
            return None;
        }
    }
    Some(characters.offset())
}

/// A character in lower case and of usual width, where that is one character.
fn fold(character: char) -> char {
    let narrow = match character {
        '\u{3000}' | '\u{a0}' | '\n' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        character => character,
    };
    if narrow.is_ascii() || is_han(narrow) {
        return narrow.to_ascii_lowercase();
    }
    let mut lower = narrow.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => narrow,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::*;

    fn found(typed: &str, text: &str) -> Vec<String> {
        let found = Keyword::new(typed).unwrap().find(text).into_iter();
        found.map(|range| text[range].to_owned()).collect()
    }

    #[test]
    fn a_keyword_is_found_in_any_case_width_and_script() {
        assert_eq!(found("5g网络", "５Ｇ网络和5G网络"), ["５Ｇ网络", "5G网络"]);
        assert_eq!(found("合作", "合作、合作共赢"), ["合作", "合作"]);
        assert_eq!(found("發展", "绿色发展"), ["发展"]);
        assert_eq!(
            found("发展", "我們的國家經濟發展很快"),
            ["發展"],
            "a traditional text"
        );
        assert_eq!(found("shared  FUTURE", "x"), Vec::<String>::new());
        assert_eq!(found("哈哈", "哈哈哈"), ["哈哈"]);
    }

    #[test]
    fn letters_are_found_at_the_beginning_of_words() {
        assert_eq!(
            found("port", "Ports report: port-side, airport"),
            ["Port", "port"]
        );
        assert_eq!(
            found("shared future", "A Shared\u{a0}Future"),
            ["Shared\u{a0}Future"]
        );
        assert!(Keyword::new("  ").is_none());
    }

    proptest! {
        #[test]
        fn what_was_found_lies_in_the_text(typed in "[a-zA-Z发發展 ]{1,3}", text in "\\PC{0,20}|[a发發展國 ]{0,20}") {
            if let Some(keyword) = Keyword::new(&typed) {
                let mut end = 0;
                for range in keyword.find(&text) {
                    prop_assert!(range.start >= end && text.get(range.clone()).is_some());
                    end = range.end;
                }
            }
        }
    }

    fn around(body: &str, term: &str, width: usize) -> (String, String) {
        let start = body.find(term).unwrap();
        let context = Context::around(body, &(start..start + term.len()), width);
        assert_eq!(context.term, term);
        (context.before, context.after)
    }

    #[test]
    fn the_context_ends_with_the_paragraph() {
        let body = "第一段。\n建设海洋走廊。\n第三段。";
        assert_eq!(
            around(body, "海洋", 10),
            ("建设".to_owned(), "走廊。".to_owned())
        );
    }

    #[test]
    fn what_is_cut_off_is_marked() {
        assert_eq!(
            around("共同建设海洋走廊工程", "海洋", 2),
            ("…建设".to_owned(), "走廊…".to_owned())
        );
    }

    #[test]
    fn a_range_of_another_text_gives_nothing() {
        let context = Context::around("海洋", &(1..9), 5);
        assert_eq!(context.term, "");
    }
}
