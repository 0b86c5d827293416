//! The review of an alignment: its doubtful beads one after the other, accepted, rejected, or put
//! right by moving sentences over their ends.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use thiserror::Error;

use super::{Aligned, AlignedBead, BeadVerdict, DecidedPair, rounded};

/// One thing to do with the bead in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeadCommand {
    /// Its sides render each other.
    Accept,
    /// It is to be no unit.
    Reject,
    /// Ask again in the next review.
    Later,
    /// Make one bead of it and the next one.
    MergeNext,
    /// Make one bead of it and the one before.
    MergeBack,
    /// Make a bead of its first sentence of either side, and another of the rest.
    Split,
    /// Give its last Chinese sentence to the next bead.
    GiveSource,
    /// Take the first Chinese sentence of the next bead.
    TakeSource,
    /// Give its last English sentence to the next bead.
    GiveTarget,
    /// Take the first English sentence of the next bead.
    TakeTarget,
    /// Take back what was done last.
    Undo,
    /// Look at the bead before it.
    Back,
    /// Look at the bead after it.
    Forward,
    /// Tell what can be said.
    Help,
    /// End; the next review goes on here.
    Quit,
}

/// A line or key that means nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` means nothing here; `?` tells what can be said")]
pub struct UnknownBeadCommand(String);

impl FromStr for BeadCommand {
    type Err = UnknownBeadCommand;

    /// The command of a key or line: `a`, `x`, `s`, `m`, `M`, `/`, `<`, `>`, `[`, `]`, `u`, `b`,
    /// `f`, `?` or `q`.
    fn from_str(line: &str) -> Result<Self, Self::Err> {
        Ok(match line.trim() {
            "a" => Self::Accept,
            "x" => Self::Reject,
            "s" => Self::Later,
            "m" => Self::MergeNext,
            "M" => Self::MergeBack,
            "/" => Self::Split,
            "<" => Self::GiveSource,
            ">" => Self::TakeSource,
            "[" => Self::GiveTarget,
            "]" => Self::TakeTarget,
            "u" => Self::Undo,
            "b" => Self::Back,
            "f" | "" => Self::Forward,
            "?" => Self::Help,
            "q" => Self::Quit,
            line => return Err(UnknownBeadCommand(line.to_owned())),
        })
    }
}

/// What a command asks of whoever drives the review.
#[derive(Debug, Clone, PartialEq)]
pub enum BeadStep {
    /// Store this; the decision holds in the session already.
    Store(Revision),
    /// Take back what was stored last; the session has done so.
    Undo,
    /// Tell this; it may be nothing.
    Tell(&'static str),
    /// Tell the commands.
    Help,
    /// It is the end.
    Quit,
}

/// What a decision changes in the memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Revision {
    /// Units that go out of use, for good where they were rejected.
    pub gone: Vec<(String, String)>,
    /// The pair that a person rejected; one side may be empty, as nobody is to be asked about it
    /// again either.
    pub rejected: Option<(String, String)>,
    /// Units that come, or get another score, each with its place; without a score what a person
    /// accepted.
    pub come: Vec<(usize, (String, String), Option<f64>)>,
}

/// A review of one alignment.
///
/// The beads below a score are asked about, the most doubtful first; after one was changed, what
/// it left of its neighbours comes next.
#[derive(Debug, Clone)]
pub struct PairReview {
    aligned: Aligned,
    below: f64,
    current: Option<usize>,
    /// Where the beads begin that were put off.
    later: BTreeSet<(usize, usize)>,
    stored: Units,
    past: Vec<Past>,
    tally: (usize, usize),
}

/// The units of an alignment: their texts with place and score.
type Units = BTreeMap<(String, String), (usize, Option<f64>)>;

/// How things stood before a step.
#[derive(Debug, Clone)]
struct Past {
    beads: Vec<AlignedBead>,
    current: Option<usize>,
    later: BTreeSet<(usize, usize)>,
    stored: Units,
    tally: (usize, usize),
    was_stored: bool,
}

/// So many steps can be taken back.
const STEPS: usize = 500;

impl PairReview {
    /// A review of the beads with a score below `below`, of an alignment whose units are stored.
    #[must_use]
    pub fn new(aligned: Aligned, below: f64) -> Self {
        let mut review = Self {
            stored: units(&aligned),
            aligned,
            below,
            current: None,
            later: BTreeSet::new(),
            past: Vec::new(),
            tally: (0, 0),
        };
        review.current = review.next_doubtful();
        review
    }

    /// The alignment as it stands.
    #[must_use]
    pub fn aligned(&self) -> &Aligned {
        &self.aligned
    }

    /// The place of the bead in view among the beads; none when none is doubtful.
    #[must_use]
    pub fn current(&self) -> Option<usize> {
        self.current
    }

    /// How many beads are still to be asked about.
    #[must_use]
    pub fn left(&self) -> usize {
        (self.aligned.beads.iter())
            .filter(|bead| self.is_doubtful(bead))
            .count()
    }

    /// How many beads were accepted and rejected in this review.
    #[must_use]
    pub fn tally(&self) -> (usize, usize) {
        self.tally
    }

    /// Does what a command means.
    pub fn step(&mut self, command: BeadCommand) -> BeadStep {
        let at = match (command, self.current) {
            (BeadCommand::Quit, _) => return BeadStep::Quit,
            (BeadCommand::Help, _) => return BeadStep::Help,
            (BeadCommand::Undo, _) => return self.undo(),
            (_, None) => return BeadStep::Tell("all are decided"),
            (_, Some(at)) => at,
        };
        match command {
            BeadCommand::Accept if !self.aligned.beads[at].is_pair() => {
                BeadStep::Tell("a side is empty: take sentences from a neighbour, or reject it (x)")
            }
            BeadCommand::Accept => self.decide(at, BeadVerdict::Accepted),
            BeadCommand::Reject => self.decide(at, BeadVerdict::Rejected),
            BeadCommand::Later => {
                self.remember(false);
                let bead = &self.aligned.beads[at];
                self.later.insert((bead.source.start, bead.target.start));
                self.current = self.next_doubtful();
                BeadStep::Tell("put off")
            }
            BeadCommand::MergeNext => self.merge(at),
            BeadCommand::MergeBack => match at.checked_sub(1) {
                Some(before) => self.merge(before),
                None => BeadStep::Tell("it is the first one"),
            },
            BeadCommand::Split => self.split(at),
            BeadCommand::GiveSource => self.shift(at, (-1, 0)),
            BeadCommand::TakeSource => self.shift(at, (1, 0)),
            BeadCommand::GiveTarget => self.shift(at, (0, -1)),
            BeadCommand::TakeTarget => self.shift(at, (0, 1)),
            BeadCommand::Back => match at.checked_sub(1) {
                Some(before) => self.look(before),
                None => BeadStep::Tell("it is the first one"),
            },
            BeadCommand::Forward if at + 1 < self.aligned.beads.len() => self.look(at + 1),
            BeadCommand::Forward => BeadStep::Tell("it is the last one"),
            BeadCommand::Undo | BeadCommand::Help | BeadCommand::Quit => BeadStep::Tell(""),
        }
    }

    fn look(&mut self, at: usize) -> BeadStep {
        self.current = Some(at);
        BeadStep::Tell("")
    }

    fn decide(&mut self, at: usize, verdict: BeadVerdict) -> BeadStep {
        self.remember(true);
        let bead = &mut self.aligned.beads[at];
        bead.verdict = Some(verdict);
        let rejected = match verdict {
            BeadVerdict::Accepted => {
                self.tally.0 += 1;
                None
            }
            BeadVerdict::Rejected => {
                self.tally.1 += 1;
                Some(self.aligned.texts(&self.aligned.beads[at]))
            }
        };
        let now = units(&self.aligned);
        let gone = self.stored.keys().filter(|texts| !now.contains_key(*texts));
        let come = now.iter().filter(|(texts, (_, score))| {
            (self.stored.get(*texts)).is_none_or(|(_, before)| before != score)
        });
        let revision = Revision {
            gone: gone.cloned().collect(),
            rejected,
            come: come
                .map(|(texts, &(at, score))| (at, texts.clone(), score))
                .collect(),
        };
        self.stored = now;
        self.current = self.next_doubtful();
        BeadStep::Store(revision)
    }

    fn merge(&mut self, at: usize) -> BeadStep {
        if at + 1 >= self.aligned.beads.len() {
            return BeadStep::Tell("it is the last one");
        }
        self.remember(false);
        let next = self.aligned.beads.remove(at + 1);
        let bead = &mut self.aligned.beads[at];
        *bead = changed(
            bead.source.start..next.source.end,
            bead.target.start..next.target.end,
        );
        self.current = Some(at);
        BeadStep::Tell("merged")
    }

    fn split(&mut self, at: usize) -> BeadStep {
        let bead = self.aligned.beads[at].clone();
        if bead.source.len() < 2 && bead.target.len() < 2 {
            return BeadStep::Tell("there is one sentence on either side");
        }
        self.remember(false);
        let source = (bead.source.start + 1).min(bead.source.end);
        let target = (bead.target.start + 1).min(bead.target.end);
        self.aligned.beads[at] = changed(bead.source.start..source, bead.target.start..target);
        let rest = changed(source..bead.source.end, target..bead.target.end);
        self.aligned.beads.insert(at + 1, rest);
        BeadStep::Tell("split")
    }

    /// Moves the end of a bead's sides by so many sentences.
    fn shift(&mut self, at: usize, (source, target): (isize, isize)) -> BeadStep {
        let mut bead = self.aligned.beads[at].clone();
        let mut next = match self.aligned.beads.get(at + 1) {
            Some(next) => next.clone(),
            None if source > 0 || target > 0 => return BeadStep::Tell("it is the last one"),
            None => changed(
                bead.source.end..bead.source.end,
                bead.target.end..bead.target.end,
            ),
        };
        let ends = (
            bead.source.end.saturating_add_signed(source),
            bead.target.end.saturating_add_signed(target),
        );
        if ends.0 < bead.source.start || ends.1 < bead.target.start {
            return BeadStep::Tell("there is no sentence to give");
        }
        if ends.0 > next.source.end || ends.1 > next.target.end {
            return BeadStep::Tell("the next one has no sentence on that side");
        }
        self.remember(false);
        bead = changed(bead.source.start..ends.0, bead.target.start..ends.1);
        next = changed(ends.0..next.source.end, ends.1..next.target.end);
        let both = [bead, next];
        let both = both
            .into_iter()
            .filter(|bead| !(bead.source.is_empty() && bead.target.is_empty()));
        let last = (at + 2).min(self.aligned.beads.len());
        self.aligned.beads.splice(at..last, both);
        BeadStep::Tell("moved")
    }

    fn undo(&mut self) -> BeadStep {
        let Some(past) = self.past.pop() else {
            return BeadStep::Tell("there is nothing to take back");
        };
        self.aligned.beads = past.beads;
        self.current = past.current;
        self.later = past.later;
        self.stored = past.stored;
        self.tally = past.tally;
        if past.was_stored {
            BeadStep::Undo
        } else {
            BeadStep::Tell("taken back")
        }
    }

    fn remember(&mut self, was_stored: bool) {
        if self.past.len() == STEPS {
            self.past.remove(0);
        }
        self.past.push(Past {
            beads: self.aligned.beads.clone(),
            current: self.current,
            later: self.later.clone(),
            stored: self.stored.clone(),
            tally: self.tally,
            was_stored,
        });
    }

    fn is_doubtful(&self, bead: &AlignedBead) -> bool {
        bead.verdict.is_none()
            && bead.score < self.below
            && !self.later.contains(&(bead.source.start, bead.target.start))
    }

    fn next_doubtful(&self) -> Option<usize> {
        let doubtful =
            (self.aligned.beads.iter().enumerate()).filter(|(_, it)| self.is_doubtful(it));
        doubtful
            .min_by(|(_, one), (_, other)| one.score.total_cmp(&other.score))
            .map(|(at, _)| at)
    }
}

impl AlignedBead {
    /// What was decided on it, as it is found again.
    fn decision(&self, aligned: &Aligned) -> Option<DecidedPair> {
        let verdict = self.verdict?;
        let (source, target) = aligned.texts(self);
        Some(DecidedPair {
            source,
            target,
            verdict,
        })
    }
}

impl Aligned {
    /// All that was decided, in order.
    #[must_use]
    pub fn decisions(&self) -> Vec<DecidedPair> {
        self.beads
            .iter()
            .filter_map(|bead| bead.decision(self))
            .collect()
    }
}

/// A bead that a person changed: nobody has said yet that it is right.
fn changed(source: std::ops::Range<usize>, target: std::ops::Range<usize>) -> AlignedBead {
    AlignedBead {
        source,
        target,
        score: 0.0,
        verdict: None,
    }
}

fn units(aligned: &Aligned) -> Units {
    let mut units = Units::new();
    let in_use =
        |bead: &&AlignedBead| bead.is_pair() && bead.verdict != Some(BeadVerdict::Rejected);
    for (at, bead) in aligned.beads.iter().filter(in_use).enumerate() {
        let score = bead.verdict.is_none().then(|| rounded(bead.score));
        let unit = units.entry(aligned.texts(bead)).or_insert((at, score));
        // Of several places one that was accepted counts.
        unit.1 = unit.1.and(score);
    }
    units
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Three pairs, of which the second one is doubtful.
    fn review() -> PairReview {
        let bead = |at: usize, score| AlignedBead {
            source: at..at + 1,
            target: at..at + 1,
            score,
            verdict: None,
        };
        let owned = |side: [&str; 3]| side.map(str::to_owned).to_vec();
        let aligned = Aligned {
            source: owned(["一。", "二。", "三。"]),
            target: owned(["One.", "Two.", "Three."]),
            beads: vec![bead(0, 0.99), bead(1, 0.2), bead(2, 0.6)],
            repeated: 0,
        };
        PairReview::new(aligned, 0.9)
    }

    fn texts(review: &PairReview) -> Vec<String> {
        (review.aligned.beads.iter())
            .map(|bead| {
                let (source, target) = review.aligned.texts(bead);
                format!("{source}|{target}")
            })
            .collect()
    }

    fn come(step: &BeadStep) -> Vec<(&str, Option<f64>)> {
        match step {
            BeadStep::Store(revision) => (revision.come.iter())
                .map(|(_, texts, score)| (texts.0.as_str(), *score))
                .collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn the_most_doubtful_comes_first_and_the_sure_not_at_all() {
        let mut review = review();
        assert_eq!((review.current(), review.left()), (Some(1), 2));
        let step = review.step(BeadCommand::Accept);
        assert_eq!(come(&step), [("二。", None)]);
        assert_eq!(review.current(), Some(2));
        review.step(BeadCommand::Later);
        assert_eq!((review.current(), review.left()), (None, 0));
    }

    #[test]
    fn what_is_rejected_goes_out_of_the_memory() {
        let mut review = review();
        let BeadStep::Store(revision) = review.step(BeadCommand::Reject) else {
            panic!("a rejection is stored");
        };
        let pair = ("二。".to_owned(), "Two.".to_owned());
        assert_eq!(revision.gone, vec![pair.clone()]);
        assert_eq!(revision.rejected, Some(pair));
        assert_eq!(revision.come, []);
    }

    #[test]
    fn a_moved_sentence_changes_both_units_when_it_is_accepted() {
        let mut review = review();
        review.step(BeadCommand::TakeTarget);
        assert_eq!(texts(&review), ["一。|One.", "二。|Two. Three.", "三。|"]);
        let BeadStep::Store(revision) = review.step(BeadCommand::Accept) else {
            panic!("it is stored");
        };
        assert_eq!(revision.gone.len(), 2);
        assert_eq!(revision.come[0].1.1, "Two. Three.");
        // What is left has an empty side, and comes next.
        assert_eq!(review.current(), Some(2));
        assert!(
            matches!(review.step(BeadCommand::Accept), BeadStep::Tell(told) if told.contains("empty"))
        );
    }

    #[test]
    fn beads_are_merged_and_split() {
        let mut review = review();
        review.step(BeadCommand::MergeBack);
        assert_eq!(texts(&review), ["一。二。|One. Two.", "三。|Three."]);
        review.step(BeadCommand::MergeNext);
        assert_eq!(texts(&review), ["一。二。三。|One. Two. Three."]);
        review.step(BeadCommand::Split);
        assert_eq!(texts(&review), ["一。|One.", "二。三。|Two. Three."]);
        review.step(BeadCommand::GiveSource);
        assert_eq!(texts(&review), ["|One.", "一。二。三。|Two. Three."]);
        review.step(BeadCommand::GiveTarget);
        assert_eq!(texts(&review), ["一。二。三。|One. Two. Three."]);
    }

    #[test]
    fn each_step_can_be_taken_back() {
        let mut review = review();
        let before = texts(&review);
        review.step(BeadCommand::MergeNext);
        review.step(BeadCommand::Accept);
        assert_eq!(review.step(BeadCommand::Undo), BeadStep::Undo);
        assert!(matches!(review.step(BeadCommand::Undo), BeadStep::Tell(_)));
        assert_eq!((texts(&review), review.current()), (before, Some(1)));
        assert_eq!(come(&review.step(BeadCommand::Accept)), [("二。", None)]);
    }

    #[test]
    fn what_was_decided_is_not_asked_again_when_the_texts_are_aligned_anew() {
        let mut first = review();
        first.step(BeadCommand::TakeTarget);
        first.step(BeadCommand::Accept);
        first.step(BeadCommand::Reject);
        let decisions = first.aligned().decisions();
        let again = PairReview::new(review().aligned.decided(&decisions), 0.9);
        assert_eq!(texts(&again), ["一。|One.", "二。|Two. Three.", "三。|"]);
        assert_eq!(again.left(), 0);
    }

    fn command() -> impl Strategy<Value = BeadCommand> {
        const KEYS: &[&str] = &[
            "a", "x", "s", "m", "M", "/", "<", ">", "[", "]", "u", "b", "f",
        ];
        prop::sample::select(KEYS).prop_map(|key| key.parse().unwrap())
    }

    proptest! {
        #[test]
        fn no_sentence_is_lost_and_the_memory_follows(commands in prop::collection::vec(command(), 0..40)) {
            let mut review = review();
            let mut memory: BTreeSet<(String, String)> = units(&review.aligned).into_keys().collect();
            let mut kept = Vec::new();
            for command in commands {
                match review.step(command) {
                    BeadStep::Store(revision) => {
                        kept.push(memory.clone());
                        for texts in &revision.gone {
                            prop_assert!(memory.remove(texts));
                        }
                        memory.extend(revision.come.into_iter().map(|(_, texts, _)| texts));
                    }
                    BeadStep::Undo => memory = kept.pop().unwrap(),
                    _ => {}
                }
                let (mut from, mut to) = (0, 0);
                for bead in &review.aligned.beads {
                    prop_assert_eq!((bead.source.start, bead.target.start), (from, to));
                    (from, to) = (bead.source.end, bead.target.end);
                }
                prop_assert_eq!((from, to), (3, 3));
            }
            let stored: BTreeSet<(String, String)> = review.stored.keys().cloned().collect();
            prop_assert_eq!(stored, memory);
        }
    }
}
