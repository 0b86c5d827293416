//! Repeats of characters, for what the segmenter cuts amiss.
//!
//! The segmenter knows words, not these texts. A string of characters that recurs in changing
//! surroundings, and that cannot be made longer without recurring less, is something said
//! (maximal repeats). Nearly all of them are sequences of the segmenter's words, which are counted
//! as such. Two sorts are not: words that it cut through, as 品牌 in 护肤品|牌, and names with a
//! character that looks like a function word, as 别 in a name.
//!
//! Character statistics alone find far more fragments than words, so they overrule the segmenter
//! only with good reason.

use std::collections::BTreeSet;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashSet;

use super::clause::prefix_hashes;
use super::grammar::{Class, Mark};
use super::library::{Library, Stretch};
use super::suffixes::{EDGE, Recurring, recurring};
use super::{DictionaryHints, Watch};
use crate::words::{ChineseWordSegmenter, is_han};

/// Characters whose suffixes are sorted together; the texts of a large corpus are taken in shards
/// of so many, which bounds the memory at 12 bytes a character of a shard.
const SHARD: usize = 16 << 20;
/// Characters of the longest repeat.
const LONGEST: usize = 16;
/// Places of a repeat that are looked at, spread over all of them.
const LOOKED_AT: usize = 256;
/// Kinds of neighbours that are enough.
const ENOUGH: usize = 8;

/// What repeats tell beyond the segmenter's words.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Repeats {
    /// Known words that the segmenter cut through somewhere, in code-point order.
    pub(super) cut_through: Vec<String>,
    /// Hashes of sequences of whole words that grammar alone would not let stand.
    pub(super) odd: FxHashSet<u64>,
}

impl Repeats {
    /// The repeats of all texts outside repeated sentences, of those that occur `least` times; in
    /// a corpus of several shards, that often in one of them.
    pub(super) fn find(
        library: &Library<'_>,
        segmenter: ChineseWordSegmenter,
        dictionary: &dyn DictionaryHints,
        least: u32,
        watch: &dyn Watch,
    ) -> Self {
        let mut found: BTreeSet<Finding> = BTreeSet::new();
        let mut rest = library.stretches.as_slice();
        while !rest.is_empty() && !watch.is_cancelled() {
            let mut chars = 0;
            let fits = rest
                .iter()
                .take_while(|stretch| {
                    let first = chars == 0;
                    // In UTF-8 a Han character of the common planes has three bytes.
                    chars += stretch.len() / 3;
                    first || chars <= SHARD
                })
                .count();
            let (shard, later) = rest.split_at(fits.max(1));
            rest = later;
            let shard = Shard::of(library, shard);
            found.extend(shard.findings(library, segmenter, dictionary, least));
        }
        let mut repeats = Self::default();
        for finding in found {
            match finding {
                Finding::CutThrough(word) => repeats.cut_through.push(word),
                Finding::Odd(term) => repeats.odd.extend(prefix_hashes(&term).last()),
            }
        }
        repeats
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Finding {
    CutThrough(String),
    Odd(String),
}

/// The Han characters of some stretches, clause by clause.
#[derive(Default)]
struct Shard {
    /// Characters, with an [`EDGE`] wherever a run of them ends.
    text: Vec<u16>,
    /// The word that begins at a character; [`INSIDE`] where none does.
    words: Vec<u32>,
}

const INSIDE: u32 = u32::MAX;

impl Shard {
    fn of(library: &Library<'_>, stretches: &[Stretch<'_>]) -> Self {
        let runs: Vec<Self> = stretches
            .par_iter()
            .map(|stretch| Self::of_stretch(library, stretch))
            .collect();
        let mut shard = Self::default();
        for run in runs {
            shard.text.extend(run.text);
            shard.words.extend(run.words);
        }
        shard
    }

    fn of_stretch(library: &Library<'_>, stretch: &Stretch<'_>) -> Self {
        let mut shard = Self::default();
        let texts = library.open(stretch);
        for clause in texts.clauses.iter().filter(|clause| !clause.repeated) {
            for &token in &clause.tokens {
                let tokens = texts.documents.get(clause.text).map(|text| &text.tokens);
                let Some(token) = tokens.and_then(|tokens| tokens.get(token)) else {
                    continue;
                };
                let word = library.vocabulary.get(token.word as usize);
                shard.push(
                    token.word,
                    word.filter(|_| !token.repeated).map(|it| it.text),
                );
            }
            shard.push_edge();
        }
        shard
    }

    fn push(&mut self, number: u32, word: Option<&str>) {
        // The units of two bytes hold every Han character that texts of today are written with.
        let unit = |c: char| u16::try_from(u32::from(c)).ok().filter(|_| is_han(c));
        let units: Option<Vec<u16>> = word.and_then(|word| word.chars().map(unit).collect());
        match units {
            Some(units) => {
                for (at, unit) in units.into_iter().enumerate() {
                    self.text.push(unit);
                    self.words.push(if at == 0 { number } else { INSIDE });
                }
            }
            None => self.push_edge(),
        }
    }

    fn push_edge(&mut self) {
        if self.text.last().is_some_and(|&unit| unit != EDGE) {
            self.text.push(EDGE);
            self.words.push(INSIDE);
        }
    }

    fn findings(
        &self,
        library: &Library<'_>,
        segmenter: ChineseWordSegmenter,
        dictionary: &dyn DictionaryHints,
        least: u32,
    ) -> Vec<Finding> {
        let least = usize::try_from(least).unwrap_or(usize::MAX).max(2);
        recurring(&self.text, least, LONGEST, |repeat| {
            let seen = self.look(&repeat)?;
            let first = usize::try_from(*repeat.places.first()?).ok()?;
            let units = self.text.get(first..first + repeat.length)?;
            let term = || String::from_utf16_lossy(units);
            if seen.is_cut_through {
                let term = term();
                let known = segmenter.tag_of(&term).is_some() || dictionary.contains(&term);
                return known.then_some(Finding::CutThrough(term));
            }
            let aligned = seen.aligned?;
            let words = self.words.get(aligned..aligned + repeat.length)?;
            let words = words.iter().filter(|word| **word != INSIDE);
            let classes: Vec<Class> = words
                .filter_map(|&word| library.vocabulary.get(word as usize))
                .map(|word| word.class)
                .collect();
            is_odd(&classes).then(|| Finding::Odd(term()))
        })
    }

    /// How a repeat stands in the text; none for one that always stands between the same
    /// neighbours, being but a part of a longer one.
    fn look(&self, repeat: &Recurring<'_>) -> Option<Seen> {
        let mut seen = Seen::default();
        let step = repeat.places.len().div_ceil(LOOKED_AT);
        let mut sides = [Side::default(), Side::default()];
        for &place in repeat.places.iter().step_by(step) {
            let place = usize::try_from(place).ok()?;
            let end = place + repeat.length;
            let before = place.checked_sub(1).and_then(|at| self.text.get(at));
            let after = self.text.get(end);
            sides[0].meet(before.copied().unwrap_or(EDGE));
            sides[1].meet(after.copied().unwrap_or(EDGE));
            let left = self.crossing(place, place..end);
            let right = self.crossing(end, place..end);
            match (left, right) {
                (Cut::Between, Cut::Between) => {
                    seen.aligned = Some(seen.aligned.map_or(place, |first| first.min(place)));
                }
                (Cut::Inside, _) | (_, Cut::Inside) => {}
                _ => seen.is_cut_through = true,
            }
        }
        sides.iter().all(|side| side.kinds() > 1).then_some(seen)
    }

    /// What the edge `at` of a repeat does to the word there.
    fn crossing(&self, at: usize, repeat: std::ops::Range<usize>) -> Cut {
        let begins = |at: usize| self.words.get(at).is_none_or(|&word| word != INSIDE);
        let is_edge = self.text.get(at).is_none_or(|&unit| unit == EDGE);
        if is_edge || begins(at) {
            return Cut::Between;
        }
        let start = (0..at).rev().find(|&at| begins(at)).unwrap_or(0);
        let end = (at..self.text.len())
            .find(|&at| begins(at) || self.text.get(at) == Some(&EDGE))
            .unwrap_or(self.text.len());
        if start <= repeat.start && repeat.end <= end {
            return Cut::Inside;
        }
        Cut::Across
    }
}

/// How a repeat stands in the text.
#[derive(Default)]
struct Seen {
    /// The first place where it is a sequence of whole words.
    aligned: Option<usize>,
    /// Whether somewhere one of its edges cuts through a word that goes beyond it.
    is_cut_through: bool,
}

/// What an edge does to the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// It stands between two words, or at the edge of a run.
    Between,
    /// The whole repeat stands inside a word.
    Inside,
    /// It cuts through a word that stands partly in the repeat.
    Across,
}

/// What stands on one side of a repeat; each of the first three edges counts as one.
#[derive(Default)]
struct Side {
    edges: usize,
    units: Vec<u16>,
}

impl Side {
    fn meet(&mut self, unit: u16) {
        if unit == EDGE {
            self.edges = (self.edges + 1).min(3);
        } else if self.units.len() < ENOUGH && !self.units.contains(&unit) {
            self.units.push(unit);
        }
    }

    fn kinds(&self) -> usize {
        self.edges + self.units.len()
    }
}

/// Whether words make no term by their parts of speech, though every one of them may be a part of
/// a name.
fn is_odd(words: &[Class]) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    let edge = Class::Mark(Mark::Break);
    let next = words.get(1).copied().unwrap_or(edge);
    let before = words.len().checked_sub(2).and_then(|at| words.get(at));
    let plain = first.can_start(next)
        && last.can_end(before.copied().unwrap_or(edge), edge)
        && words.iter().all(|word| word.can_stay_inside());
    !plain && words.len() > 1 && words.iter().all(|word| word.may_be_part_of_a_name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::library_of;
    use crate::extract::{NoDictionary, Unwatched};

    fn found(body: &str) -> Repeats {
        let segmenter = ChineseWordSegmenter;
        let library = library_of(body);
        Repeats::find(&library, segmenter, &NoDictionary, 2, &Unwatched)
    }

    #[test]
    fn a_word_is_seen_that_the_segmenter_cuts_through_elsewhere() {
        // 护肤品|牌, but 品牌.
        let repeats = found("推出护肤品牌。讨论品牌问题。");
        assert_eq!(repeats.cut_through, ["品牌"]);
    }

    #[test]
    fn what_always_stands_between_the_same_neighbours_is_a_part_of_more() {
        let repeats = found("推出护肤品牌。他们推出护肤品牌。");
        assert!(repeats.cut_through.is_empty(), "{repeats:?}");
    }

    #[test]
    fn what_does_not_recur_is_no_repeat() {
        assert_eq!(found("推出护肤品牌。"), Repeats::default());
    }

    #[test]
    fn particles_and_addresses_are_no_part_of_a_name() {
        let edge = Class::Mark(Mark::Break);
        let class = |word: &str| {
            let words = ChineseWordSegmenter.tagged(word);
            Class::of(&words[0], &NoDictionary)
        };
        assert!(is_odd(&[class("别"), class("码头")]));
        assert!(!is_odd(&[class("的"), class("码头")]));
        assert!(!is_odd(&[class("各方"), class("码头")]));
        assert!(!is_odd(&[class("海洋"), class("码头")]));
        assert!(!is_odd(&[edge]));
    }
}
