//! Paragraphs: how far those of a text and its translation go together, learned from the surest
//! beads, so that lines that were broken anyhow count for nothing.

use std::ops::Range;

use super::text::Text;

/// Beads that independence counts for beside those met.
const PRIOR_BEADS: f64 = 20.0;

/// What paragraphs say about beads.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// log P(s, t) / P(s) P(t), by whether the source and the target side of a bead begin a
    /// paragraph.
    begins: [[f64; 2]; 2],
    /// log-odds of a paragraph that begins within a bead, against chance.
    within: f64,
}

impl Layout {
    /// What is learned from `beads`; nothing where a side has no paragraphs.
    pub(super) fn learned(
        source: &Text,
        target: &Text,
        beads: &[(Range<usize>, Range<usize>)],
    ) -> Self {
        if source.starts.is_empty() || target.starts.is_empty() {
            return Self::default();
        }
        let mut met = [[0.0; 2]; 2];
        let (mut breaks, mut places, mut expected) = (0.0, 0.0, 0.0);
        for (from, to) in beads {
            let first = |text: &Text, range: &Range<usize>| usize::from(text.starts[range.start]);
            met[first(source, from)][first(target, to)] += 1.0;
            for (text, range) in [(source, from), (target, to)] {
                let inner = &text.starts[range.start + 1..range.end];
                breaks += inner.iter().filter(|start| **start).count() as f64;
                places += inner.len() as f64;
                expected += inner.len() as f64 * share(&text.starts);
            }
        }
        let all: f64 = met.iter().flatten().sum();
        let mut layout = Self::default();
        for (s, row) in met.iter().enumerate() {
            for (t, count) in row.iter().enumerate() {
                let chance = (row.iter().sum::<f64>() / all)
                    * (met.iter().map(|row| row[t]).sum::<f64>() / all);
                if chance > 0.0 {
                    layout.begins[s][t] =
                        ((count + PRIOR_BEADS * chance) / ((all + PRIOR_BEADS) * chance)).ln();
                }
            }
        }
        let rate = (share(&source.starts) + share(&target.starts)) / 2.0;
        if rate > 0.0 {
            layout.within = ((breaks + PRIOR_BEADS * rate)
                / (expected.max(places * rate) + PRIOR_BEADS * rate))
                .ln()
                .min(0.0);
        }
        layout
    }

    /// What the paragraphs of a bead with both sides are worth.
    pub(super) fn worth(
        &self,
        (source, from): (&Text, Range<usize>),
        (target, to): (&Text, Range<usize>),
    ) -> f64 {
        if source.starts.is_empty() || target.starts.is_empty() {
            return 0.0;
        }
        let inner = |text: &Text, range: &Range<usize>| {
            let inner = &text.starts[range.start + 1..range.end];
            inner.iter().filter(|start| **start).count() as f64
        };
        let begins = self.begins[usize::from(source.starts[from.start])]
            [usize::from(target.starts[to.start])];
        begins + self.within * (inner(source, &from) + inner(target, &to))
    }
}

fn share(starts: &[bool]) -> f64 {
    starts.iter().filter(|start| **start).count() as f64 / starts.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(sentences: usize, paragraph: usize) -> Text {
        let sentences = vec!["x"; sentences];
        let mut text = Text::new(&sentences, |_| Vec::new());
        text.starts = (0..sentences.len()).map(|at| at % paragraph == 0).collect();
        text
    }

    fn single(beads: usize) -> Vec<(Range<usize>, Range<usize>)> {
        (0..beads).map(|at| (at..at + 1, at..at + 1)).collect()
    }

    #[test]
    fn paragraphs_that_go_together_speak_for_a_bead() {
        let (source, target) = (text(60, 3), text(60, 3));
        let layout = Layout::learned(&source, &target, &single(60));
        let worth = |from, to| layout.worth((&source, from), (&target, to));
        assert!(worth(3..4, 3..4) > 0.5);
        assert!(worth(3..4, 4..5) < -0.5);
    }

    #[test]
    fn a_bead_that_runs_over_the_end_of_a_paragraph_is_worth_less() {
        let (source, target) = (text(60, 3), text(60, 3));
        let mut beads = single(30);
        beads.extend((10..20).map(|at| (at * 3..at * 3 + 2, at * 3..at * 3 + 1)));
        let layout = Layout::learned(&source, &target, &beads);
        let worth = |from| layout.worth((&source, from), (&target, 3..4));
        assert!(worth(3..5) - worth(3..6) < 0.01);
        assert!(worth(3..6) - worth(3..7) > 0.3);
    }

    #[test]
    fn lines_broken_anyhow_say_nothing() {
        let (source, target) = (text(60, 3), text(60, 7));
        let layout = Layout::learned(&source, &target, &single(60));
        let worth = layout.worth((&source, 3..4), (&target, 3..4));
        assert!(worth.abs() < 0.3, "{worth}");
        let none = Layout::learned(&Text::default(), &target, &single(0));
        assert_eq!(none.worth((&Text::default(), 0..1), (&target, 0..1)), 0.0);
    }
}
