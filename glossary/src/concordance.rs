//! Keyword in context: a term with the words around it.

use std::ops::Range;

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

#[cfg(test)]
mod tests {
    use super::*;

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
