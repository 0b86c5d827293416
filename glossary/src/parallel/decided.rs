//! What a person decided on an alignment, found again in one made anew.

use std::ops::Range;

use super::{Aligned, AlignedBead, BeadVerdict};

/// A pair of texts that a person accepted or rejected as a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedPair {
    /// The Chinese side.
    pub source: String,
    /// The English side.
    pub target: String,
    /// What was decided.
    pub verdict: BeadVerdict,
}

impl Aligned {
    /// Puts what was decided, in the order of the texts, in the place of what the aligner makes of
    /// the same sentences. Beads that lose some of theirs get the score 0.
    ///
    /// What is decided about sentences that are no longer there, or that another decision has
    /// taken, counts for nothing.
    #[must_use]
    pub fn decided(mut self, decisions: &[DecidedPair]) -> Self {
        let mut anchors: Vec<AlignedBead> = Vec::new();
        for decision in decisions {
            let found = match decision.verdict {
                BeadVerdict::Accepted => self.find(decision, &anchors),
                BeadVerdict::Rejected => None,
            };
            anchors.extend(found);
        }
        anchors.sort_by_key(|bead| (bead.source.start, bead.target.start));
        self.beads = overlaid(
            &self.beads,
            &anchors,
            (self.source.len(), self.target.len()),
        );
        let rejected = |texts: &(String, String)| {
            decisions.iter().any(|it| {
                it.verdict == BeadVerdict::Rejected && it.source == texts.0 && it.target == texts.1
            })
        };
        for at in 0..self.beads.len() {
            let bead = &self.beads[at];
            if bead.verdict.is_none() && rejected(&self.texts(bead)) {
                self.beads[at].verdict = Some(BeadVerdict::Rejected);
            }
        }
        self
    }

    /// Says of each bead that nobody has decided on yet what `verdict` has for its texts. One with
    /// an empty side can only be rejected.
    #[must_use]
    pub fn judged(mut self, verdicts: impl IntoIterator<Item = Option<BeadVerdict>>) -> Self {
        for (bead, verdict) in self.beads.iter_mut().zip(verdicts) {
            let verdict = verdict.filter(|it| bead.is_pair() || *it == BeadVerdict::Rejected);
            bead.verdict = bead.verdict.or(verdict);
        }
        self
    }

    /// Where both sides of a decision stand: in order with those found, as near as can be to where
    /// the aligner sees them together.
    fn find(&self, decision: &DecidedPair, anchors: &[AlignedBead]) -> Option<AlignedBead> {
        let sources = runs(&self.source, &decision.source, "");
        let targets = runs(&self.target, &decision.target, " ");
        let fits = |source: &Range<usize>, target: &Range<usize>| {
            anchors.iter().all(|anchor| {
                (source.end <= anchor.source.start && target.end <= anchor.target.start)
                    || (source.start >= anchor.source.end && target.start >= anchor.target.end)
            })
        };
        let expected = |source: &Range<usize>| {
            let at = self
                .beads
                .partition_point(|bead| bead.source.end <= source.start);
            self.beads.get(at).map_or(0, |bead| bead.target.start)
        };
        let mut found: Option<(usize, Range<usize>, Range<usize>)> = None;
        for source in &sources {
            for target in &targets {
                let distance = expected(source).abs_diff(target.start);
                let nearer = found.as_ref().is_none_or(|(least, ..)| distance < *least);
                if nearer && fits(source, target) {
                    found = Some((distance, source.clone(), target.clone()));
                }
            }
        }
        found.map(|(_, source, target)| AlignedBead {
            source,
            target,
            score: 1.0,
            verdict: Some(BeadVerdict::Accepted),
        })
    }
}

/// The runs of sentences that make up `text` when joined by `gap`.
fn runs(sentences: &[String], text: &str, gap: &str) -> Vec<Range<usize>> {
    (0..sentences.len())
        .filter_map(|start| {
            let mut rest = text.strip_prefix(sentences[start].as_str())?;
            let mut end = start + 1;
            while !rest.is_empty() {
                rest = rest
                    .strip_prefix(gap)?
                    .strip_prefix(sentences.get(end)?.as_str())?;
                end += 1;
            }
            Some(start..end)
        })
        .collect()
}

/// `anchors`, and what they leave of `beads` before, between and after them.
fn overlaid(
    beads: &[AlignedBead],
    anchors: &[AlignedBead],
    size: (usize, usize),
) -> Vec<AlignedBead> {
    let mut all = Vec::with_capacity(beads.len());
    let (mut from, mut to) = (0, 0);
    let mut first = 0;
    for next in anchors.iter().map(Some).chain([None]) {
        let ends = next.map_or(size, |anchor| (anchor.source.start, anchor.target.start));
        let (source, target) = (from..ends.0, to..ends.1);
        // Beads ascend on both sides, and what ends before both gaps is behind for good.
        while (beads.get(first))
            .is_some_and(|bead| bead.source.end <= source.start && bead.target.end <= target.start)
        {
            first += 1;
        }
        let within = (beads[first..].iter())
            .take_while(|bead| bead.source.start < source.end || bead.target.start < target.end);
        for bead in within {
            let part = (meet(&bead.source, &source), meet(&bead.target, &target));
            if part.0.is_empty() && part.1.is_empty() {
                continue;
            }
            let is_whole = part.0.len() == bead.source.len() && part.1.len() == bead.target.len();
            all.push(AlignedBead {
                source: part.0,
                target: part.1,
                score: if is_whole { bead.score } else { 0.0 },
                verdict: bead.verdict.filter(|_| is_whole),
            });
        }
        if let Some(anchor) = next {
            (from, to) = (anchor.source.end, anchor.target.end);
            all.push(anchor.clone());
        }
    }
    close_up(&mut all);
    all
}

/// What two ranges have in common; where they have nothing, an empty range.
fn meet(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    let start = one.start.clamp(other.start, other.end);
    start..one.end.clamp(start, other.end)
}

/// Puts empty sides where the beads before them end.
fn close_up(beads: &mut [AlignedBead]) {
    let (mut from, mut to) = (0, 0);
    for bead in beads {
        if bead.source.is_empty() {
            bead.source = from..from;
        }
        if bead.target.is_empty() {
            bead.target = to..to;
        }
        (from, to) = (bead.source.end, bead.target.end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn aligned(beads: &[(Range<usize>, Range<usize>)]) -> Aligned {
        let last = beads.last().map_or((0, 0), |bead| (bead.0.end, bead.1.end));
        Aligned {
            source: (0..last.0).map(|at| format!("第{at}句。")).collect(),
            target: (0..last.1).map(|at| format!("Sentence {at}.")).collect(),
            beads: (beads.iter().cloned())
                .map(|(source, target)| AlignedBead {
                    source,
                    target,
                    score: 0.9,
                    verdict: None,
                })
                .collect(),
            repeated: 0,
        }
    }

    fn accepted(aligned: &Aligned, source: Range<usize>, target: Range<usize>) -> DecidedPair {
        DecidedPair {
            source: aligned.source[source].concat(),
            target: aligned.target[target].join(" "),
            verdict: BeadVerdict::Accepted,
        }
    }

    fn shapes(aligned: &Aligned) -> Vec<(Range<usize>, Range<usize>, bool)> {
        (aligned.beads.iter())
            .map(|bead| {
                let decided = bead.verdict == Some(BeadVerdict::Accepted);
                (bead.source.clone(), bead.target.clone(), decided)
            })
            .collect()
    }

    #[test]
    fn what_was_accepted_takes_its_sentences_from_its_neighbours() {
        let given = aligned(&[(0..1, 0..2), (1..2, 2..3), (2..3, 3..4)]);
        let decision = accepted(&given, 1..2, 1..3);
        let found = given.decided(&[decision]);
        assert_eq!(
            shapes(&found),
            [(0..1, 0..1, false), (1..2, 1..3, true), (2..3, 3..4, false)]
        );
        assert_eq!((found.beads[0].score, found.beads[2].score), (0.0, 0.9));
    }

    #[test]
    fn a_bead_that_was_accepted_in_part_leaves_its_ends() {
        let given = aligned(&[(0..3, 0..3)]);
        let decision = accepted(&given, 1..2, 1..2);
        assert_eq!(
            shapes(&given.decided(&[decision])),
            [(0..1, 0..1, false), (1..2, 1..2, true), (2..3, 2..3, false)]
        );
    }

    #[test]
    fn what_was_rejected_stays_rejected() {
        let given = aligned(&[(0..1, 0..1), (1..2, 1..2)]);
        let decision = DecidedPair {
            verdict: BeadVerdict::Rejected,
            ..accepted(&given, 1..2, 1..2)
        };
        let found = given.decided(&[decision]);
        let verdicts: Vec<_> = found.beads.iter().map(|bead| bead.verdict).collect();
        assert_eq!(verdicts, [None, Some(BeadVerdict::Rejected)]);
    }

    #[test]
    fn a_sentence_without_a_counterpart_can_be_rejected_but_not_accepted() {
        let given = aligned(&[(0..1, 0..0), (1..2, 0..1)]);
        let verdicts = |found: Aligned| -> Vec<Option<BeadVerdict>> {
            found.beads.iter().map(|bead| bead.verdict).collect()
        };
        let rejected = Some(BeadVerdict::Rejected);
        let decision = DecidedPair {
            verdict: BeadVerdict::Rejected,
            ..accepted(&given, 0..1, 0..0)
        };
        assert_eq!(
            verdicts(given.clone().decided(&[decision])),
            [rejected, None]
        );
        assert_eq!(
            verdicts(given.clone().judged([rejected, None])),
            [rejected, None]
        );
        let accepted = Some(BeadVerdict::Accepted);
        assert_eq!(
            verdicts(given.judged([accepted, accepted])),
            [None, accepted]
        );
    }

    #[test]
    fn of_repeated_sentences_the_nearest_are_meant() {
        let mut given = aligned(&[(0..1, 0..1), (1..2, 1..2), (2..3, 2..3)]);
        for at in [0, 2] {
            given.source[at] = "谢谢！".to_owned();
            given.target[at] = "Thanks!".to_owned();
        }
        let decisions = [accepted(&given, 0..1, 0..1), accepted(&given, 2..3, 2..3)];
        assert_eq!(
            shapes(&given.decided(&decisions)),
            [(0..1, 0..1, true), (1..2, 1..2, false), (2..3, 2..3, true)]
        );
    }

    #[test]
    fn decisions_on_what_is_gone_count_for_nothing() {
        let given = aligned(&[(0..1, 0..1)]);
        let gone = DecidedPair {
            source: "没有。".to_owned(),
            target: "None.".to_owned(),
            verdict: BeadVerdict::Accepted,
        };
        assert_eq!(shapes(&given.clone().decided(&[gone])), shapes(&given));
    }

    proptest! {
        #[test]
        fn every_sentence_stays_in_exactly_one_bead(
            sizes in prop::collection::vec((0_usize..3, 0_usize..3), 1..12),
            anchors in prop::collection::vec((0_usize..20, 1_usize..4, 0_usize..20, 1_usize..4), 0..5),
        ) {
            let (mut from, mut to) = (0, 0);
            let mut beads = Vec::new();
            for (height, width) in sizes.into_iter().filter(|(h, w)| h + w > 0) {
                beads.push((from..from + height, to..to + width));
                (from, to) = (from + height, to + width);
            }
            let given = aligned(&beads);
            let decisions: Vec<DecidedPair> = anchors
                .into_iter()
                .filter(|(s, h, t, w)| s + h <= from && t + w <= to)
                .map(|(s, h, t, w)| accepted(&given, s..s + h, t..t + w))
                .collect();
            let found = given.decided(&decisions);
            let (mut at, mut on) = (0, 0);
            for bead in &found.beads {
                prop_assert_eq!((bead.source.start, bead.target.start), (at, on));
                prop_assert!(bead.source.len() + bead.target.len() > 0);
                (at, on) = (bead.source.end, bead.target.end);
            }
            prop_assert_eq!((at, on), (from, to));
        }
    }
}
