//! Sides that cannot say the same, since one is much longer.

use super::Flaw;
use crate::sentence::is_han;

/// English words for a Chinese character, on average: 0.57–0.66 in speeches, news and manuals.
const WORDS_FOR_CHARACTER: f64 = 0.62;
/// How many times what is expected a side may have.
const FACTOR: f64 = 4.0;
/// Words that a side has to have more than expected: short ones vary.
const SURPLUS: f64 = 12.0;

/// The flaw of a pair whose lengths do not fit.
pub(super) fn mismatch(source: &str, target: &str) -> Option<Flaw> {
    let (from, to) = (Size::of(source), Size::of(target));
    let (expected, found) = (from.in_words(), to.in_words());
    let (less, more) = (expected.min(found), expected.max(found));
    (more > less * FACTOR && more - less > SURPLUS).then_some(Flaw::Length {
        source: from.ideographs + from.words,
        target: to.ideographs + to.words,
    })
}

struct Size {
    ideographs: usize,
    words: usize,
}

impl Size {
    fn of(text: &str) -> Self {
        let mut size = Self {
            ideographs: 0,
            words: 0,
        };
        let mut is_inside = false;
        for c in text.chars() {
            if is_han(c) {
                size.ideographs += 1;
            }
            let is_letter = c.is_alphanumeric() && !is_han(c);
            size.words += usize::from(is_letter && !is_inside);
            is_inside = is_letter || (is_inside && "'’-.,".contains(c));
        }
        size
    }

    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    fn in_words(&self) -> f64 {
        self.ideographs as f64 * WORDS_FOR_CHARACTER + self.words as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_may_be_short_and_sentences_may_not_be_missing() {
        let clause = "海洋是各国共同的家园，";
        assert_eq!(
            mismatch("摘要", "Summary of the main points of the report"),
            None
        );
        assert_eq!(mismatch(&clause.repeat(2), "The ocean is our home."), None);
        assert!(mismatch(&clause.repeat(8), "The ocean is our home.").is_some());
        assert!(mismatch("好。", &"and so on ".repeat(6)).is_some());
    }
}
