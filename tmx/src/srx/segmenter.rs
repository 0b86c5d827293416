//! Texts cut by rules.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Rule;
use super::pattern::{Line, Matcher, Pattern};
use crate::sentence::{is_line_end, push_trimmed};

/// Cuts texts in a language by the rules of a file.
#[derive(Debug)]
pub struct Segmenter {
    rules: Vec<ReadyRule>,
    /// A bit for each rule that cuts.
    breaking: Vec<u64>,
}

/// A rule with its expressions read.
#[derive(Debug)]
struct ReadyRule {
    breaks: bool,
    /// None for anything.
    before: Option<Pattern>,
    after: Option<Pattern>,
}

impl Segmenter {
    /// What cuts by rules, of which the first one that fits a place decides; those whose expression
    /// cannot be read are left out.
    pub(super) fn new<'r>(rules: impl Iterator<Item = &'r Rule>) -> Self {
        let read = |expression: &str, read: fn(&str) -> Result<Pattern, _>| match expression {
            "" => Ok(None),
            expression => read(expression).map(Some),
        };
        let rules = rules.filter_map(|rule| {
            Some(ReadyRule {
                breaks: rule.breaks,
                before: read(&rule.before, Pattern::before).ok()?,
                after: read(&rule.after, Pattern::after).ok()?,
            })
        });
        let rules: Vec<ReadyRule> = rules.collect();
        let breaking = bits(rules.iter().map(|rule| rule.breaks));
        Self { rules, breaking }
    }

    /// Returns the sentences of `text` as byte ranges, as [`sentences`](crate::sentence::sentences)
    /// does: the ranges ascend, do not overlap, begin and end with something other than white
    /// space, and leave out nothing but white space.
    ///
    /// A line is a paragraph, hence sentences end at its end whatever the rules say, and rules see
    /// nothing beyond. Time grows with the length of the text times that of the rules, whatever the
    /// rules.
    #[must_use]
    pub fn sentences(&self, text: &str) -> Vec<Range<usize>> {
        let mut run = Run::new(self);
        let mut found = Vec::new();
        let mut offset = 0;
        for whole in text.split_inclusive(is_line_end) {
            let line = whole.trim_end_matches(is_line_end);
            let mut start = 0;
            run.cut(line, |at| {
                push_trimmed(text, offset + start..offset + at, &mut found);
                start = at;
            });
            push_trimmed(text, offset + start..offset + line.len(), &mut found);
            offset += whole.len();
        }
        found
    }
}

fn bits(flags: impl Iterator<Item = bool>) -> Vec<u64> {
    let mut bits = Vec::new();
    for (at, flag) in flags.enumerate() {
        if at % 64 == 0 {
            bits.push(0);
        }
        if let Some(last) = bits.last_mut() {
            *last |= u64::from(flag) << (at % 64);
        }
    }
    bits
}

/// The matchers of rules, made when they are needed.
struct Run<'s> {
    segmenter: &'s Segmenter,
    /// Those of what stands before and behind a place, a pair a rule.
    matchers: Vec<(Option<Matcher<'s>>, Option<Matcher<'s>>)>,
    beside: Beside,
    lines: u64,
}

/// Which rules can fit beside a character: few can, and most characters come often.
struct Beside {
    /// Words of 64 rules.
    words: usize,
    /// Number of the character's row; for ASCII at once.
    ascii: [Option<u32>; 128],
    others: FxHashMap<char, u32>,
    /// A row a character: the rules that it may stand before, and behind.
    rows: Vec<u64>,
}

impl<'s> Run<'s> {
    fn new(segmenter: &'s Segmenter) -> Self {
        Self {
            segmenter,
            matchers: segmenter.rules.iter().map(|_| (None, None)).collect(),
            beside: Beside {
                words: segmenter.breaking.len(),
                ascii: [None; 128],
                others: FxHashMap::default(),
                rows: Vec::new(),
            },
            lines: 0,
        }
    }

    /// Tells the places within a line where it is cut, in order.
    fn cut(&mut self, text: &str, mut tell: impl FnMut(usize)) {
        self.lines += 1;
        let line = Line {
            text,
            number: self.lines,
        };
        let mut before: Option<usize> = None;
        for (at, character) in text.char_indices() {
            let row = self.beside.row(character, &self.segmenter.rules);
            if let Some(before) = before
                && self.is_cut(line, at, before, row)
            {
                tell(at);
            }
            before = Some(row);
        }
    }

    /// Whether a rule that cuts fits a place, and none before it that does not.
    fn is_cut(&mut self, line: Line<'_>, at: usize, before: usize, after: usize) -> bool {
        // Few places are those of a rule that cuts: the other rules are asked of these alone.
        let all = self.segmenter.rules.len();
        let Some(cutting) = self.first(true, all, line, at, (before, after)) else {
            return false;
        };
        let keeping = self.first(false, cutting, line, at, (before, after));
        keeping.is_none()
    }

    /// The first rule, of those that cut or of the others, that fits a place; of the first `end`
    /// rules. `before` and `after` are the rows of the characters around the place.
    fn first(
        &mut self,
        breaks: bool,
        end: usize,
        line: Line<'_>,
        at: usize,
        (before, after): (usize, usize),
    ) -> Option<usize> {
        let segmenter = self.segmenter;
        let words = self.beside.words;
        for word in 0..end.div_ceil(64) {
            let row = |begin: usize| self.beside.rows.get(begin + word).copied().unwrap_or(0);
            let breaking = segmenter.breaking.get(word).copied().unwrap_or(0);
            let kind = if breaks { breaking } else { !breaking };
            let mut bits = row(before) & row(after + words) & kind;
            while bits != 0 {
                let number = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if number >= end {
                    return None;
                }
                let (rule, matchers) = segmenter
                    .rules
                    .get(number)
                    .zip(self.matchers.get_mut(number))?;
                if rule.fits(matchers, line, at) {
                    return Some(number);
                }
            }
        }
        None
    }
}

impl ReadyRule {
    /// Whether the rule fits a place: the expression before it matches what ends there, and would
    /// not rather have taken less or more, and the other one what begins there.
    fn fits<'s>(
        &'s self,
        (before, after): &mut (Option<Matcher<'s>>, Option<Matcher<'s>>),
        line: Line<'_>,
        at: usize,
    ) -> bool {
        finds(&self.after, after, line, at)
            && finds(&self.before, before, line, at)
            && before.as_mut().is_none_or(|before| {
                before.prefers(line, at, |end| finds(&self.after, after, line, end))
            })
    }
}

fn finds<'s>(
    pattern: &'s Option<Pattern>,
    matcher: &mut Option<Matcher<'s>>,
    line: Line<'_>,
    at: usize,
) -> bool {
    match pattern {
        None => true,
        Some(pattern) => {
            let matcher = matcher.get_or_insert_with(|| Matcher::new(pattern));
            matcher.finds(line, at)
        }
    }
}

impl Beside {
    /// Where the row of a character begins.
    fn row(&mut self, character: char, rules: &[ReadyRule]) -> usize {
        let known = match self.ascii.get(character as usize) {
            Some(known) => *known,
            None => self.others.get(&character).copied(),
        };
        if let Some(row) = known {
            return row as usize;
        }
        let may = |pattern: &Option<Pattern>| match pattern {
            None => true,
            Some(pattern) => pattern.may_stand_by(character),
        };
        let begin = self.rows.len();
        self.rows
            .extend(bits(rules.iter().map(|rule| may(&rule.before))));
        self.rows
            .extend(bits(rules.iter().map(|rule| may(&rule.after))));
        // More rows than that would fill the memory many times over.
        let row = u32::try_from(begin).unwrap_or(u32::MAX);
        match self.ascii.get_mut(character as usize) {
            Some(place) => *place = Some(row),
            None => drop(self.others.insert(character, row)),
        }
        begin
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};

    use super::*;

    fn expression() -> impl Strategy<Value = &'static str> {
        prop_oneof![
            Just(""),
            Just("a"),
            Just("[.]"),
            Just("[.] "),
            Just(r"\s"),
            Just("海"),
            Just("[海a]{2}"),
            Just("(?!a)."),
            Just("(?<=[.])."),
            Just("^.|.$"),
            Just("("),
        ]
    }

    /// Whether a rule fits a place, asked without all that makes asking quick.
    fn fits(rule: &Rule, line: &str, at: usize) -> bool {
        let finds = |pattern: Result<Pattern, _>| {
            let line = Line {
                text: line,
                number: 1,
            };
            pattern.is_ok_and(|pattern| Matcher::new(&pattern).finds(line, at))
        };
        finds(Pattern::before(&rule.before)) && finds(Pattern::after(&rule.after))
    }

    fn cut<'t>(before: &str, after: &str, text: &'t str) -> Vec<&'t str> {
        let rule = Rule {
            breaks: true,
            before: before.to_owned(),
            after: after.to_owned(),
            ..Rule::default()
        };
        let found = Segmenter::new([rule].iter()).sentences(text).into_iter();
        found.map(|range| &text[range]).collect()
    }

    #[test]
    fn an_expression_takes_as_much_as_it_wants() {
        let text = "好！！！是……对";
        assert_eq!(cut("[！…]+", "", text), ["好！！！", "是……", "对"]);
        assert_eq!(cut("[！…]", "", text).len(), 6);
        // As little, from where it begins.
        assert_eq!(cut("好.*?！", "", text), ["好！", "！！是……对"]);
        assert_eq!(cut("好.*！", "", text), ["好！！！", "是……对"]);
        assert_eq!(cut("好|好！！", "", text), ["好", "！！！是……对"]);
        // What has to follow decides first.
        assert_eq!(cut("[！…]+", "！是", text), ["好！！", "！是……对"]);
    }

    proptest! {
        #[test]
        fn the_first_rule_that_fits_a_place_decides(
            rules in prop::collection::vec((any::<bool>(), expression(), expression()), 0..5),
            // As many as do not fit in a word.
            idle in prop_oneof![Just(0_usize), Just(62), Just(130)],
            text in "[a.海 ]{0,12}",
        ) {
            let rules = rules.into_iter().map(|(breaks, before, after)| Rule {
                breaks,
                before: before.to_owned(),
                after: after.to_owned(),
                ..Rule::default()
            });
            let nothing = Rule { before: "x".to_owned(), ..Rule::default() };
            let rules: Vec<Rule> = std::iter::repeat_n(nothing, idle).chain(rules).collect();
            let segmenter = Segmenter::new(rules.iter());
            let mut found = Vec::new();
            Run::new(&segmenter).cut(&text, |at| found.push(at));
            let inner = text.char_indices().skip(1).map(|(at, _)| at);
            let expected: Vec<usize> = inner
                .filter(|at| rules.iter().find(|rule| fits(rule, &text, *at)).is_some_and(|it| it.breaks))
                .collect();
            prop_assert_eq!(found, expected);
        }
    }
}
