//! The best path of beads through the band, and how sure each of its beads is.

use std::collections::VecDeque;
use std::ops::Range;

use rayon::prelude::*;

use super::AlignConfig;
use super::band::Band;
use super::bead::{Bead, LONGEST, SHAPES, Shape};
use super::cost::{Evidence, Scorer, Scratch};

/// A bead on the best path.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) source: Range<usize>,
    pub(super) target: Range<usize>,
    /// Log-odds against chance, shared out over the bead's sentences; 0 for one with an empty side.
    pub(super) worth: f64,
}

/// Columns on either side of the best path that compete with it for the beads' scores.
const RIVALS: usize = 10;

/// Source sentences of which the evidence is gathered at once: enough work for several threads, in
/// some megabytes.
const AHEAD: usize = 256;

/// The words of a sentence depend on each other, so that their log-odds, added up, overstate:
/// by this factor they are divided before they become probabilities.
const OVERSTATEMENT: f64 = 3.0;

/// Finds the beads of the best path, in order.
pub(super) fn best_beads(scorer: &Scorer<'_>, band: &Band, config: &AlignConfig) -> Vec<Found> {
    let mut lattice = Lattice::new(scorer, band);
    let mut choices: Vec<Vec<[Choice; 3]>> = Vec::new();
    let mut nodes: VecDeque<Vec<Node>> = VecDeque::new();
    for row in 0..band.rows() {
        lattice.advance(row);
        let columns = band.row(row);
        let mut values = vec![NOWHERE; columns.len()];
        let mut chosen = vec![[Choice::default(); 3]; columns.len()];
        if row == 0 {
            values[0] = START;
        }
        for column in columns.clone() {
            let here = column - columns.start;
            for (kind, (shape, _)) in (0u8..).zip(SHAPES) {
                let before = match shape.source {
                    0 => here.checked_sub(shape.target).map(|at| values[at]),
                    height => (nodes.len().checked_sub(height))
                        .and_then(|at| nodes.get(at))
                        .zip(lattice.start(row, column, shape))
                        .map(|(values, at)| values[at]),
                };
                let Some(before) = before else {
                    continue;
                };
                let worth = lattice.worth(row, column, shape);
                let state = Last::from(shape);
                for from in LASTS {
                    let value = before[from as usize] + worth + null_worth(from, shape, config);
                    if value > values[here][state as usize] {
                        values[here][state as usize] = value;
                        chosen[here][state as usize] = Choice { kind, from };
                    }
                }
            }
        }
        nodes.push_back(values);
        if nodes.len() > LONGEST {
            nodes.pop_front();
        }
        choices.push(chosen);
    }
    let end = nodes.back().and_then(|row| row.last()).unwrap_or(&NOWHERE);
    let path = trace(&choices, band, best_last(end));
    // Gathered anew, as to keep the evidence of the whole band would take much memory.
    let corners =
        (path.iter()).map(|(row, column, shape)| (row - shape.source, column - shape.target));
    let (sources, targets) = (band.rows() - 1, band.row(band.rows() - 1).end - 1);
    let band = Band::around(corners, LONGEST, LONGEST, sources, targets);
    let mut lattice = Lattice::new(scorer, &band);
    (path.into_iter())
        .map(|(row, column, shape)| {
            lattice.advance(row);
            Found {
                source: row - shape.source..row,
                target: column - shape.target..column,
                worth: if shape.is_null() {
                    0.0
                } else {
                    lattice.worth(row, column, shape) / shape.sentences() as f64
                },
            }
        })
        .collect()
}

/// Gives each bead of the best path its share of all paths near it (forward–backward).
pub(super) fn scored(
    found: &[Found],
    scorer: &Scorer<'_>,
    size: (usize, usize),
    config: &AlignConfig,
) -> Vec<Bead> {
    let corners = (found.iter())
        .map(|bead| (bead.source.start, bead.target.start))
        .chain(std::iter::once(size));
    let band = Band::around(corners, LONGEST, RIVALS, size.0, size.1);
    let lattice = worth_table(scorer, &band);
    let forward = forward_sums(&lattice, &band, config);
    let backward = backward_sums(&lattice, &band, config);
    let all = sum_of(LASTS.map(|last| backward[0][0][last as usize] + START[last as usize]));
    (found.iter())
        .map(|bead| {
            let (row, column) = (bead.source.end, bead.target.end);
            let kind = SHAPES.iter().position(|(shape, _)| {
                shape.source == bead.source.len() && shape.target == bead.target.len()
            });
            let start = (bead.source.start, bead.target.start);
            let before = forward[start.0][start.1 - band.row(start.0).start];
            let here = column - band.row(row).start;
            let weight = kind.map_or(f64::NEG_INFINITY, |kind| {
                let shape = SHAPES[kind].0;
                let after = backward[row][here][Last::from(shape) as usize];
                sum_of(LASTS.map(|from| {
                    before[from as usize] + step(lattice[row][here][kind], from, shape, config)
                })) + after
            });
            Bead {
                source: bead.source.clone(),
                target: bead.target.clone(),
                score: (weight - all).exp().clamp(0.0, 1.0),
            }
        })
        .collect()
}

/// What the bead before a node was: a run of sentences without counterpart is dearer to begin
/// than to continue, as it is whole passages that go missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Last {
    #[default]
    Pair = 0,
    SourceOnly = 1,
    TargetOnly = 2,
}

const LASTS: [Last; 3] = [Last::Pair, Last::SourceOnly, Last::TargetOnly];

impl From<Shape> for Last {
    fn from(shape: Shape) -> Self {
        match (shape.source, shape.target) {
            (_, 0) => Self::SourceOnly,
            (0, _) => Self::TargetOnly,
            _ => Self::Pair,
        }
    }
}

/// The value of a node by what came last.
type Node = [f64; 3];

const START: Node = [0.0, f64::NEG_INFINITY, f64::NEG_INFINITY];
const NOWHERE: Node = [f64::NEG_INFINITY; 3];

/// The bead by which a node was reached, and what came before that bead.
#[derive(Debug, Clone, Copy, Default)]
struct Choice {
    kind: u8,
    from: Last,
}

/// The beads inside a band, with the evidence of the rows just passed.
struct Lattice<'l, 'a> {
    scorer: &'l Scorer<'a>,
    band: &'l Band,
    priors: [f64; SHAPES.len()],
    evidence: VecDeque<Evidence>,
    /// Evidence of the source sentences to come, the nearest last.
    ahead: Vec<Evidence>,
    /// One for each thread. They only ever move on, as to go back costs as much as to begin anew.
    scratches: Vec<Scratch>,
    next: usize,
}

impl<'l, 'a> Lattice<'l, 'a> {
    fn new(scorer: &'l Scorer<'a>, band: &'l Band) -> Self {
        Self {
            scorer,
            band,
            priors: SHAPES.map(|(_, prior)| prior.ln()),
            evidence: VecDeque::new(),
            ahead: Vec::new(),
            scratches: (0..rayon::current_num_threads().max(1))
                .map(|_| scorer.scratch())
                .collect(),
            next: 0,
        }
    }

    /// Gathers the evidence of the source sentences before node row `row`.
    fn advance(&mut self, row: usize) {
        while self.next < row {
            if self.ahead.is_empty() {
                self.look_ahead();
            }
            self.evidence.extend(self.ahead.pop());
            if self.evidence.len() > LONGEST {
                self.evidence.pop_front();
            }
            self.next += 1;
        }
    }

    /// Gathers the evidence of the next source sentences, on all processors: each sentence's is its
    /// own, so that their number changes nothing.
    fn look_ahead(&mut self) {
        let last = (self.next + AHEAD).min(self.band.rows() - 1);
        let share = (last - self.next).div_ceil(self.scratches.len()).max(1);
        let (scorer, band, next) = (self.scorer, self.band, self.next);
        let parts: Vec<Vec<Evidence>> = (self.scratches.par_iter_mut().enumerate())
            .map(|(part, scratch)| {
                let from = (next + part * share).min(last);
                (from..(from + share).min(last))
                    .map(|at| scorer.evidence(at, band.sentences(at, LONGEST), scratch))
                    .collect()
            })
            .collect();
        self.ahead = parts.into_iter().flatten().collect();
        self.ahead.reverse();
    }

    /// Where in its row the bead of `shape` that ends at a node begins, if inside the band.
    fn start(&self, row: usize, column: usize, shape: Shape) -> Option<usize> {
        let row = row.checked_sub(shape.source)?;
        let column = column.checked_sub(shape.target)?;
        let columns = self.band.row(row);
        columns.contains(&column).then(|| column - columns.start)
    }

    /// The worth of the bead of `shape` that ends at a node just advanced to.
    fn worth(&self, row: usize, column: usize, shape: Shape) -> f64 {
        if shape.is_null() {
            return 0.0;
        }
        let rows = (self.evidence.iter()).skip(self.evidence.len().saturating_sub(shape.source));
        let kind = SHAPES.iter().position(|(other, _)| *other == shape);
        let prior = kind.map_or(0.0, |kind| self.priors[kind]);
        prior + (self.scorer).bead(row - shape.source, column - shape.target, shape, rows)
    }
}

/// What it costs to leave a sentence without counterpart.
fn null_worth(from: Last, shape: Shape, config: &AlignConfig) -> f64 {
    if !shape.is_null() {
        0.0
    } else if from == Last::from(shape) {
        -config.gap_continued
    } else {
        -config.gap_begun
    }
}

fn best_last(node: &Node) -> Last {
    (LASTS.into_iter())
        .reduce(|best, next| {
            if node[next as usize] > node[best as usize] {
                next
            } else {
                best
            }
        })
        .unwrap_or_default()
}

/// The ends and shapes of the beads chosen, first bead first.
fn trace(choices: &[Vec<[Choice; 3]>], band: &Band, last: Last) -> Vec<(usize, usize, Shape)> {
    let mut path = Vec::new();
    let mut row = band.rows() - 1;
    let mut column = band.row(row).end - 1;
    let mut last = last;
    while row > 0 || column > 0 {
        let choice = choices[row][column - band.row(row).start][last as usize];
        let shape = SHAPES[choice.kind as usize].0;
        path.push((row, column, shape));
        row -= shape.source;
        column -= shape.target;
        last = choice.from;
    }
    path.reverse();
    path
}

/// The worth of every bead of a narrow band by the node it ends at; `None` where it does not fit.
type WorthTable = Vec<Vec<[Option<f64>; SHAPES.len()]>>;

fn worth_table(scorer: &Scorer<'_>, band: &Band) -> WorthTable {
    let mut lattice = Lattice::new(scorer, band);
    (0..band.rows())
        .map(|row| {
            lattice.advance(row);
            band.row(row)
                .map(|column| {
                    SHAPES.map(|(shape, _)| {
                        lattice.start(row, column, shape)?;
                        Some(lattice.worth(row, column, shape) / OVERSTATEMENT)
                    })
                })
                .collect()
        })
        .collect()
}

fn step(worth: Option<f64>, from: Last, shape: Shape, config: &AlignConfig) -> f64 {
    worth.map_or(f64::NEG_INFINITY, |worth| {
        worth + null_worth(from, shape, config) / OVERSTATEMENT
    })
}

/// For each node, by what came last: the log of the summed weight of all ways to it.
fn forward_sums(table: &WorthTable, band: &Band, config: &AlignConfig) -> Vec<Vec<Node>> {
    let mut sums: Vec<Vec<Node>> = (0..band.rows())
        .map(|row| vec![NOWHERE; band.row(row).len()])
        .collect();
    sums[0][0] = START;
    for row in 0..band.rows() {
        for here in 0..sums[row].len() {
            for (kind, (shape, _)) in SHAPES.iter().enumerate() {
                let worth = table[row][here][kind];
                if worth.is_none() {
                    continue;
                }
                let column = band.row(row).start + here - shape.target;
                let before = sums[row - shape.source][column - band.row(row - shape.source).start];
                let way = sum_of(
                    LASTS.map(|from| before[from as usize] + step(worth, from, *shape, config)),
                );
                let sum = &mut sums[row][here][Last::from(*shape) as usize];
                *sum = sum_of([*sum, way, f64::NEG_INFINITY]);
            }
        }
    }
    sums
}

/// For each node, by what came last: the log of the summed weight of all ways from it to the end.
fn backward_sums(table: &WorthTable, band: &Band, config: &AlignConfig) -> Vec<Vec<Node>> {
    let mut sums: Vec<Vec<Node>> = (0..band.rows())
        .map(|row| vec![NOWHERE; band.row(row).len()])
        .collect();
    if let Some(end) = sums.last_mut().and_then(|row| row.last_mut()) {
        *end = [0.0; 3];
    }
    for row in (0..band.rows()).rev() {
        for here in (0..sums[row].len()).rev() {
            let after = sums[row][here];
            for (kind, (shape, _)) in SHAPES.iter().enumerate() {
                let worth = table[row][here][kind];
                if worth.is_none() {
                    continue;
                }
                let start = row - shape.source;
                let column = band.row(row).start + here - shape.target - band.row(start).start;
                let after = after[Last::from(*shape) as usize];
                for from in LASTS {
                    let way = after + step(worth, from, *shape, config);
                    let sum = &mut sums[start][column][from as usize];
                    *sum = sum_of([*sum, way, f64::NEG_INFINITY]);
                }
            }
        }
    }
    sums
}

/// log Σ exp.
fn sum_of(logs: [f64; 3]) -> f64 {
    let most = logs.into_iter().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + logs
        .into_iter()
        .map(|log| (log - most).exp())
        .sum::<f64>()
        .ln()
}
