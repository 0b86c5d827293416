//! The best matches of a segment.

use std::collections::BTreeSet;
use std::ops::Range;

use super::columns::{Columns, WORDS};
use super::distance::Pattern;
use super::gram::{Occurrences, PIECES, UNKNOWN, each_gram};
use super::index::{CHARACTERS, Index, Section, TOKENS, context_hash};
use super::matches::{Best, Match, Query};
use super::piece::{Scale, pieces};
use super::score::Score;
use super::sheet::IndexError;

/// At least this much is looked for first, since the pairs of pieces tell quickly what has it.
const FIRST: u32 = 70;

/// Searches an index, one segment after the other.
#[derive(Debug)]
pub struct Searcher<B> {
    index: Index<B>,
    /// What is taken off the score of the units of each origin, in hundredths.
    penalties: Vec<u32>,
    excluded: BTreeSet<i64>,
    columns: Columns,
    before: Occurrences,
    /// How many of the chosen pairs each form has.
    shared: Vec<u8>,
    touched: Vec<u32>,
    /// For each piece its symbol in the pattern, 0 for most.
    symbols: Vec<u32>,
    /// Forms that were compared already.
    compared: BTreeSet<usize>,
}

/// A query made ready.
struct Ready {
    /// The numbers of its pieces, from [`PIECES`] on for those that no segment has.
    pieces: Vec<u32>,
    pattern: Pattern,
    scale: u8,
    /// Hashes of its neighbours.
    before: Option<u32>,
    after: Option<u32>,
}

impl<B: AsRef<[u8]>> Searcher<B> {
    /// A searcher of an index.
    #[must_use]
    pub fn new(index: Index<B>) -> Self {
        Self {
            penalties: Vec::new(),
            excluded: BTreeSet::new(),
            columns: Columns::default(),
            before: Occurrences::default(),
            shared: vec![0; index.forms()],
            touched: Vec::new(),
            symbols: vec![0; index.pieces()],
            compared: BTreeSet::new(),
            index,
        }
    }

    /// The index that is searched.
    #[must_use]
    pub fn index(&self) -> &Index<B> {
        &self.index
    }

    /// Takes hundredths off the score of the units of some origins.
    ///
    /// # Errors
    ///
    /// When the index is damaged.
    pub fn with_penalties(mut self, penalty: impl Fn(&str) -> u32) -> Result<Self, IndexError> {
        let origins = self.index.origins()?;
        self.penalties = origins.iter().map(|origin| penalty(origin)).collect();
        Ok(self)
    }

    /// Leaves units out, such as those that changed since the index was made.
    #[must_use]
    pub fn without(mut self, units: BTreeSet<i64>) -> Self {
        self.excluded = units;
        self
    }

    /// The best matches, best first, equal ones by the number of their unit: no unit that is not
    /// among them has a better score.
    ///
    /// # Errors
    ///
    /// When the index is damaged.
    pub fn search(&mut self, query: &Query<'_>) -> Result<Vec<Match>, IndexError> {
        let ready = self.ready(query)?;
        let mut best = Best::new(query);
        if ready.pieces.is_empty() || query.limit == 0 {
            return Ok(Vec::new());
        }
        for (&piece, symbol) in ready.pattern.known().iter().zip(1..) {
            if let Some(slot) = self.symbols.get_mut(piece as usize) {
                *slot = symbol;
            }
        }
        let result = self.search_ready(&ready, &mut best);
        for &piece in ready.pattern.known() {
            if let Some(slot) = self.symbols.get_mut(piece as usize) {
                *slot = 0;
            }
        }
        for form in self.touched.drain(..) {
            if let Some(shared) = self.shared.get_mut(form as usize) {
                *shared = 0;
            }
        }
        self.compared.clear();
        result?;
        Ok(best.into_found())
    }

    fn ready(&self, query: &Query<'_>) -> Result<Ready, IndexError> {
        let mut numbers = Vec::new();
        for (piece, unknown) in pieces(query.text, query.scale).into_iter().zip(PIECES..) {
            numbers.push(self.index.piece(piece)?.unwrap_or(unknown));
        }
        let hash = |text: &str| context_hash(&pieces(text, Scale::Tokens));
        Ok(Ready {
            pattern: Pattern::new(&numbers),
            pieces: numbers,
            scale: match query.scale {
                Scale::Characters => CHARACTERS,
                Scale::Tokens => TOKENS,
            },
            before: query.before.map(hash),
            after: query.after.map(hash),
        })
    }

    fn search_ready(&mut self, query: &Ready, best: &mut Best) -> Result<(), IndexError> {
        let (least, first) = (best.least, Score::of_percent(FIRST));
        best.least = least.max(first);
        if !self.by_pairs(query, best)? {
            self.by_pieces(query, best)?;
        }
        best.least = least;
        match best.is_full() || least >= first {
            true => Ok(()),
            false => self.by_pieces(query, best),
        }
    }

    /// Looks through what shares pairs of pieces with the query: each piece that is put in, left
    /// out or exchanged spoils two pairs at most. False where that says nothing, or too many share
    /// them.
    fn by_pairs(&mut self, query: &Ready, best: &mut Best) -> Result<bool, IndexError> {
        let length = query.pieces.len();
        let cut = best.cut();
        let lengths = lengths(length, cut);
        let least_shared =
            |length: usize, cut: Score| (2 * cut.least_kept(length) + 1).saturating_sub(length);
        let longer = lengths.clone().filter(|it| *it >= length);
        let least_of_all = |cut: Score| {
            let needed = longer.clone().map(|length| least_shared(length, cut));
            needed.min().unwrap_or(0)
        };
        let needed = least_of_all(cut);
        if needed == 0 {
            return Ok(false);
        }
        let forms = self.index.of_lengths(lengths.clone())?;
        let pieces: Vec<u32> = query.pieces.iter().map(|it| *it.min(&UNKNOWN)).collect();
        let mut keys = Vec::with_capacity(length + 1);
        each_gram(&pieces, &mut self.before, |key| keys.push(key));
        let pairs = keys.len();
        let mut lists = Vec::with_capacity(pairs);
        for key in keys {
            lists.push(self.index.list(key)?);
        }
        // Whole lists: the parts with the likely lengths are about as long beside each other, and
        // to find them all takes longer than to choose a little less well.
        lists.sort_unstable_by_key(|list| (list.len(), list.start));
        // A match has `needed` of all pairs, hence one at least of those that are left without
        // the most frequent `needed - 1`; a few more lists spare comparing much.
        let at_least = 1 + MORE.min(needed - 1);
        let left_out = needed - at_least;
        lists.truncate(pairs - left_out);
        for list in &mut lists {
            *list = self.index.part_of_list(list.clone(), &forms)?;
        }
        let postings: usize = lists.iter().map(ExactSizeIterator::len).sum();
        if postings * POSTING > forms.len().div_ceil(FORMS) * WORDS * length {
            return Ok(false);
        }
        let reached = self.count(&lists, at_least)?;
        // Those with the most first, so that the others need not be compared.
        let mut by_count: Vec<Vec<u32>> = Vec::new();
        for form in reached {
            let count = self.shared.get(form as usize).copied().unwrap_or_default();
            let more = usize::from(count).saturating_sub(at_least);
            if by_count.len() <= more {
                by_count.resize(more + 1, Vec::new());
            }
            by_count[more].push(form);
        }
        for (more, forms) in by_count.iter().enumerate().rev() {
            // A count that is full may be any higher one.
            let possible = match more + at_least {
                FULL => usize::MAX,
                count => count + left_out,
            };
            if possible < least_of_all(best.cut()) {
                break;
            }
            for &form in forms {
                let longest = self.index.length(form as usize)?.max(length);
                if possible >= least_shared(longest, best.cut()) {
                    self.compare(query, form as usize, best)?;
                }
            }
        }
        Ok(true)
    }

    /// Counts how many of the lists each form is in. Returns those that are in `at_least`.
    fn count(&mut self, lists: &[Range<usize>], at_least: usize) -> Result<Vec<u32>, IndexError> {
        let (counts, touched) = (&mut self.shared, &mut self.touched);
        let mut reached = Vec::new();
        for (at, list) in lists.iter().enumerate() {
            // What only these lists have cannot be in as many as that.
            let is_late = lists.len() - at < at_least;
            self.index.each_posting(list.clone(), |form| {
                let count = counts.get_mut(form as usize);
                if let Some(count) = count.filter(|it| **it > 0 || !is_late) {
                    if *count == 0 {
                        touched.push(form);
                    }
                    *count = count.saturating_add(1);
                    if usize::from(*count) == at_least {
                        reached.push(form);
                    }
                }
            })?;
        }
        Ok(reached)
    }

    /// Looks through everything of a likely length, by the pieces that it shares with the query,
    /// from the most likely length on.
    fn by_pieces(&mut self, query: &Ready, best: &mut Best) -> Result<(), IndexError> {
        let length = query.pieces.len();
        let known = query.pieces.iter().copied().filter(|it| *it < PIECES);
        let known: Vec<u32> = known.collect();
        self.columns.set(&self.index, known.into_iter())?;
        let forms = self.index.of_lengths(lengths(length, best.cut()))?;
        let middle = self.index.of_lengths(length..length + 1)?.start;
        let blocks = forms.start / FORMS..forms.end.div_ceil(FORMS);
        let (mut down, mut up) = (middle / FORMS, middle / FORMS);
        let mut found = [0; WORDS];
        while down > blocks.start || up < blocks.end {
            if up < blocks.end {
                self.block(query, up, &forms, &mut found, best)?;
                up += 1;
            }
            if down > blocks.start {
                down -= 1;
                self.block(query, down, &forms, &mut found, best)?;
            }
        }
        Ok(())
    }

    fn block(
        &mut self,
        query: &Ready,
        block: usize,
        forms: &Range<usize>,
        found: &mut [u64; WORDS],
        best: &mut Best,
    ) -> Result<(), IndexError> {
        let length = query.pieces.len();
        let first = (block * FORMS).max(forms.start);
        let end = ((block + 1) * FORMS).min(forms.end);
        if first >= end {
            return Ok(());
        }
        let cut = best.cut();
        let (shortest, longest) = (self.index.length(first)?, self.index.length(end - 1)?);
        let least = cut.least_kept(length.max(shortest));
        if least > length.min(longest) {
            return Ok(());
        }
        let words = first / 64..end.div_ceil(64);
        self.columns
            .at_least(&self.index, words.clone(), least, found)?;
        for (word, bits) in words.zip(*found) {
            let mut bits = bits;
            while bits != 0 {
                let form = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if form >= first && form < end {
                    self.compare(query, form, best)?;
                }
            }
        }
        Ok(())
    }

    /// Compares the query with a form.
    fn compare(&mut self, query: &Ready, form: usize, best: &mut Best) -> Result<(), IndexError> {
        let index = &self.index;
        let pieces = index.pieces_of(form)?;
        let longest = pieces.len().max(query.pieces.len());
        let Some(limit) = longest.checked_sub(best.cut().least_kept(longest)) else {
            return Ok(());
        };
        let symbols = pieces.iter().map(|&[a, b, c]| {
            let piece = u32::from_le_bytes([a, b, c, 0]) as usize;
            self.symbols.get(piece).map_or(0, |&symbol| symbol as usize)
        });
        let Some(distance) = query.pattern.distance_within(symbols, limit) else {
            return Ok(());
        };
        let scales = match index.array::<1>(Section::Scales, form..form + 1)? {
            [[scales]] => *scales,
            _ => return Err(IndexError::Damaged),
        };
        if scales & query.scale == 0 || !self.compared.insert(form) {
            return Ok(());
        }
        let place = index.number(Section::Units, form)? as usize;
        let unit = index.id(place)?;
        if self.excluded.contains(&unit) {
            return Ok(());
        }
        let score = Score::new(distance, longest);
        let origin = index.number(Section::Origins, place)? as usize;
        let penalty = self.penalties.get(origin).copied().unwrap_or_default();
        let found = Match {
            unit,
            score,
            ranked: if penalty == 0 {
                score
            } else {
                score.less(penalty)
            },
            in_context: score.is_full() && self.is_in_context(query, place)?,
        };
        if found.ranked >= best.cut() {
            best.add(found);
        }
        Ok(())
    }

    /// Whether the neighbours that the query tells are those of a unit.
    fn is_in_context(&self, query: &Ready, unit: usize) -> Result<bool, IndexError> {
        let same = |told: Option<u32>, section| -> Result<bool, IndexError> {
            Ok(match told {
                Some(hash) => self.index.number(section, unit)? == hash,
                None => true,
            })
        };
        Ok((query.before.is_some() || query.after.is_some())
            && same(query.before, Section::Before)?
            && same(query.after, Section::After)?)
    }
}

/// Lists of pairs that are read beyond those that have to be.
const MORE: usize = 6;
/// Reading a posting takes as long as counting so many pieces in 64 forms.
const POSTING: usize = 3;
/// No more is counted.
const FULL: usize = u8::MAX as usize;
/// Forms that are looked through at once.
const FORMS: usize = 64 * WORDS;

/// The lengths of texts that may have a score with one of `length` pieces.
fn lengths(length: usize, cut: Score) -> Range<usize> {
    let shortest = cut.least_kept(length).max(1);
    let mut longest = length;
    // At 0 everything would match.
    let furthest = length.saturating_mul(100);
    while longest < furthest && cut.least_kept(longest + 1) <= length {
        longest += 1;
    }
    shortest..longest + 1
}

#[cfg(test)]
mod tests {
    use super::super::IndexBuilder;
    use super::super::laws::{index, query};
    use super::*;

    fn units(found: &[Match]) -> Vec<(i64, u32)> {
        found
            .iter()
            .map(|it| (it.unit, it.ranked.percent()))
            .collect()
    }

    const SEGMENTS: [(i64, &str, &str); 5] = [
        (3, "a", "到2030年，我们要建成海洋走廊。"),
        (4, "a", "守望相助是我们的传统。"),
        (5, "a", "好"),
        (8, "b", "守望相助是我们的传统。"),
        (9, "b", "守望相助是我们的选择。"),
    ];

    #[test]
    fn the_best_come_first_and_equal_ones_by_number() {
        let index = index(&SEGMENTS);
        let mut searcher = Searcher::new(index);
        let found = searcher.search(&query("守望相助是我们的传统。")).unwrap();
        assert_eq!(units(&found), [(4, 100), (8, 100), (9, 81)]);
        let found = searcher
            .search(&query("到2035年，我们要建成海洋走廊。"))
            .unwrap();
        assert_eq!(units(&found), [(3, 92)]);
        assert_eq!(units(&searcher.search(&query("好")).unwrap()), [(5, 100)]);
        assert_eq!(searcher.search(&query("")).unwrap(), []);
        let characters = Query {
            scale: Scale::Characters,
            ..query("到2049年，我们要建成海洋走廊。")
        };
        assert_eq!(units(&searcher.search(&characters).unwrap()), [(3, 88)]);
    }

    #[test]
    fn a_match_with_the_same_neighbours_is_told() {
        let index = index(&SEGMENTS);
        let mut searcher = Searcher::new(index);
        let in_context = |found: Vec<Match>| -> Vec<i64> {
            found
                .iter()
                .filter(|it| it.in_context)
                .map(|it| it.unit)
                .collect()
        };
        let found = searcher
            .search(&Query {
                before: Some("到2030年，我们要建成海洋走廊。"),
                after: Some("好"),
                ..query("守望相助是我们的传统。")
            })
            .unwrap();
        assert_eq!(in_context(found), [4]);
        let first = Query {
            before: Some(""),
            ..query("守望相助是我们的传统。")
        };
        let found = searcher.search(&first).unwrap();
        assert_eq!(units(&found)[0], (8, 100), "it is the better one");
        assert_eq!(in_context(found), [8]);
    }

    #[test]
    fn neighbours_that_are_told_count_instead_of_those_in_the_file() {
        let mut builder = IndexBuilder::new();
        builder.add(1, "a", "一。");
        builder.add(2, "a", "二。");
        builder.tell_neighbours("前。", "后。");
        builder.add(3, "a", "三。");
        let bytes = builder.write("", Vec::new()).unwrap();
        let mut searcher = Searcher::new(Index::open(bytes).unwrap());
        let mut is_in_context = |text, before, after| {
            let query = Query {
                before,
                after,
                ..query(text)
            };
            let found = searcher.search(&query).unwrap();
            found.iter().any(|it| it.score.is_full() && it.in_context)
        };
        assert!(is_in_context("二。", Some("前。"), Some("后。")));
        assert!(!is_in_context("二。", Some("一。"), None));
        assert!(!is_in_context("二。", None, Some("三。")));
        assert!(is_in_context("三。", Some("二。"), None));
    }

    #[test]
    fn origins_can_be_penalised_and_units_left_out() {
        let index = index(&SEGMENTS);
        let mut searcher = Searcher::new(index)
            .with_penalties(|origin| if origin == "a" { 30 } else { 0 })
            .unwrap();
        let found = searcher.search(&query("守望相助是我们的传统。")).unwrap();
        assert_eq!(units(&found), [(8, 100), (9, 81), (4, 70)]);
        let mut searcher = searcher.without([8, 9].into());
        let found = searcher.search(&query("守望相助是我们的传统。")).unwrap();
        assert_eq!(units(&found), [(4, 70)]);
    }
}
