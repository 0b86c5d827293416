//! A term made longer or shorter by a word, as it stands in the texts.

use std::collections::BTreeMap;

use tmx::WordSegmenter;

/// Which boundary moves, and which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// Without its last word.
    ShorterEnd,
    /// With the word after it.
    LongerEnd,
    /// Without its first word.
    ShorterStart,
    /// With the word before it.
    LongerStart,
}

/// What stands around one occurrence of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbours<'t> {
    /// What stands before it.
    pub before: &'t str,
    /// What stands after it.
    pub after: &'t str,
}

/// Signs that join words to one name.
const JOINTS: [char; 5] = ['-', '\u{2010}', '－', '·', '・'];

/// The term after a shift; none where it would be nothing, or where nothing can be added.
///
/// Of different words that stand beside it, the most frequent one is added; of equally frequent
/// ones the one that comes first. A hyphen or dot takes the word behind it along.
#[must_use]
pub fn shifted(
    term: &str,
    shift: Shift,
    places: &[Neighbours<'_>],
    segmenter: &impl WordSegmenter,
) -> Option<String> {
    let words = || segmenter.segment(term);
    match shift {
        Shift::ShorterEnd => {
            let cut = last_piece(&words()).map_or(0, str::len);
            shorter(term, term.get(..term.len() - cut)?, |term| {
                let last = term.char_indices().next_back()?;
                term.get(..last.0)
            })
        }
        Shift::ShorterStart => {
            let cut = first_piece(&words()).map_or(0, str::len);
            shorter(term, term.get(cut..)?, |term| {
                let second = term.char_indices().nth(1)?;
                term.get(second.0..)
            })
        }
        Shift::LongerEnd => {
            let next = places.iter().filter_map(|place| {
                let words = segmenter.segment(clause_after(place.after));
                first_joined(&words)
            });
            Some(format!("{term}{}", most_frequent(next)?))
        }
        Shift::LongerStart => {
            let next = places.iter().filter_map(|place| {
                let words = segmenter.segment(clause_before(place.before));
                last_joined(&words)
            });
            Some(format!("{}{term}", most_frequent(next)?))
        }
    }
}

/// What is left of a term; a term of one word loses a character instead.
fn shorter<'t>(
    term: &'t str,
    rest: &'t str,
    by_character: impl FnOnce(&'t str) -> Option<&'t str>,
) -> Option<String> {
    let rest = match rest.is_empty() {
        true => by_character(term)?,
        false => rest,
    };
    let rest = rest.trim_matches(is_joint);
    (!rest.is_empty()).then(|| rest.to_owned())
}

fn last_piece<'t>(words: &[&'t str]) -> Option<&'t str> {
    words.last().copied()
}

fn first_piece<'t>(words: &[&'t str]) -> Option<&'t str> {
    words.first().copied()
}

/// The first word, with the joint before it and the word after that joint.
fn first_joined(words: &[&str]) -> Option<String> {
    let joint = words.iter().take_while(|word| is_joint_word(word)).count();
    let taken = words.get(..=joint)?;
    Some(taken.concat())
}

fn last_joined(words: &[&str]) -> Option<String> {
    let joint = words
        .iter()
        .rev()
        .take_while(|word| is_joint_word(word))
        .count();
    let from = words.len().checked_sub(joint + 1)?;
    Some(words.get(from..)?.concat())
}

fn is_joint(character: char) -> bool {
    JOINTS.contains(&character)
}

fn is_joint_word(word: &str) -> bool {
    word.chars().all(is_joint)
}

/// Up to the next mark or blank.
fn clause_after(text: &str) -> &str {
    let end = text.find(|it: char| !belongs(it)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// From behind the last mark or blank.
fn clause_before(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .find(|(_, it)| !belongs(*it))
        .map_or(0, |(at, it)| at + it.len_utf8());
    text.get(start..).unwrap_or_default()
}

fn belongs(character: char) -> bool {
    character.is_alphanumeric() || is_joint(character)
}

fn most_frequent(words: impl Iterator<Item = String>) -> Option<String> {
    // By word: how often, and how early.
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (place, word) in words.enumerate() {
        counts.entry(word).or_insert((0, place)).0 += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(_, (count, place))| (*count, usize::MAX - place))
        .map(|(word, _)| word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words::ChineseWordSegmenter;

    fn shift(term: &str, shift: Shift, bodies: &[&str]) -> Option<String> {
        let places: Vec<Neighbours<'_>> = bodies
            .iter()
            .filter_map(|body| body.split_once(term))
            .map(|(before, after)| Neighbours { before, after })
            .collect();
        shifted(term, shift, &places, &ChineseWordSegmenter)
    }

    #[test]
    fn a_term_grows_by_the_word_that_stands_beside_it_most_often() {
        let bodies = [
            "建设海洋命运共同体。",
            "构建海洋命运之路。",
            "构建海洋命运共同体，",
        ];
        assert_eq!(
            shift("海洋命运", Shift::LongerEnd, &bodies).as_deref(),
            Some("海洋命运共同体")
        );
        assert_eq!(
            shift("海洋命运", Shift::LongerStart, &bodies).as_deref(),
            Some("构建海洋命运")
        );
    }

    #[test]
    fn a_term_does_not_grow_over_a_mark() {
        let bodies = ["今天，海洋论坛。明天", "海洋论坛"];
        assert_eq!(shift("海洋论坛", Shift::LongerEnd, &bodies), None);
        assert_eq!(shift("海洋论坛", Shift::LongerStart, &bodies), None);
    }

    #[test]
    fn a_hyphen_takes_the_word_behind_it_along() {
        let bodies = ["中国-东盟论坛"];
        assert_eq!(
            shift("中国", Shift::LongerEnd, &bodies).as_deref(),
            Some("中国-东盟")
        );
        assert_eq!(
            shift("论坛", Shift::LongerStart, &["中国-论坛"]).as_deref(),
            Some("中国-论坛")
        );
        assert_eq!(
            shift("中国-东盟", Shift::ShorterEnd, &[]).as_deref(),
            Some("中国")
        );
    }

    #[test]
    fn a_term_shrinks_by_a_word_and_at_last_by_a_character() {
        assert_eq!(
            shift("智慧港口行动", Shift::ShorterEnd, &[]).as_deref(),
            Some("智慧港口")
        );
        assert_eq!(
            shift("智慧港口行动", Shift::ShorterStart, &[]).as_deref(),
            Some("港口行动")
        );
        assert_eq!(
            shift("港口", Shift::ShorterStart, &[]).as_deref(),
            Some("口")
        );
        assert_eq!(shift("口", Shift::ShorterEnd, &[]), None);
        assert_eq!(shift("", Shift::ShorterStart, &[]), None);
    }

    proptest! {
        #[test]
        fn what_grows_contains_what_it_was_and_what_shrinks_is_inside(
            before in "[海洋命运，a -]{0,6}",
            term in "[智慧港口·b-]{1,5}",
            after in "[行动计划。 c·-]{0,6}",
        ) {
            let places = [Neighbours { before: &before, after: &after }];
            let shift = |shift| shifted(&term, shift, &places, &ChineseWordSegmenter);
            if let Some(longer) = shift(Shift::LongerEnd) {
                prop_assert!(longer.starts_with(&term) && longer.len() > term.len());
            }
            if let Some(longer) = shift(Shift::LongerStart) {
                prop_assert!(longer.ends_with(&term) && longer.len() > term.len());
            }
            for way in [Shift::ShorterEnd, Shift::ShorterStart] {
                if let Some(shorter) = shift(way) {
                    prop_assert!(term.contains(&shorter) && shorter.len() < term.len());
                    prop_assert!(!shorter.is_empty());
                }
            }
        }
    }
}
