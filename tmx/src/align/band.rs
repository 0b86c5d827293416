//! Which part of the matrix of sentences is searched: all of a short text, a band around the
//! likely path of a long one.

use std::ops::Range;

use super::links::Links;
use super::text::Text;

/// The columns searched in each row of nodes: row i, column j stands for "the first i source
/// and the first j target sentences are aligned".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Band {
    rows: Vec<Range<usize>>,
}

/// Most blocks on either side of the coarse pass.
const BLOCKS: usize = 1_200;
/// Fewest sentences in a block: fewer share too few words by more than chance.
const SMALLEST_BLOCK: usize = 6;
/// Words in more than this share of the blocks tell no block from another.
const COMMON: f32 = 0.05;
/// Sentences searched on either side of the coarse path, at least.
const MARGIN: usize = 120;
/// The same where the coarse pass found little to go by.
const BLIND_MARGIN: usize = 400;

impl Band {
    /// All columns in every row.
    pub(super) fn full(source: usize, target: usize) -> Self {
        Self {
            rows: vec![0..target + 1; source + 1],
        }
    }

    /// A band around the path along which blocks of sentences share rare words.
    pub(super) fn around_likely_path(source: &Text, target: &Text, links: &Links) -> Self {
        let size = (source.len().max(target.len()).div_ceil(BLOCKS)).max(SMALLEST_BLOCK);
        let likeness = likeness(source, target, links, size);
        let path = best_path(&likeness);
        let met = (path.iter())
            .filter(|(row, column)| likeness[*row][*column] > 0.0)
            .count();
        let margin = if met * 2 >= likeness.len() {
            MARGIN.max(4 * size)
        } else {
            BLIND_MARGIN
                .max(8 * size)
                .max(source.len().abs_diff(target.len()))
        };
        let corners = (path.iter()).map(|(row, column)| (row * size, column * size));
        Self::around(corners, size, margin, source.len(), target.len())
    }

    /// How many rows of nodes there are: one more than source sentences.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The columns searched in a row.
    pub(super) fn row(&self, row: usize) -> Range<usize> {
        self.rows[row].clone()
    }

    /// The target sentences that beads holding source sentence `at` can hold, when beads take at
    /// most `longest` sentences from a side.
    pub(super) fn sentences(&self, at: usize, longest: usize) -> Range<usize> {
        let last = self.rows.len() - 1;
        let start = self.rows[(at + 1).saturating_sub(longest)].start;
        let end = self.rows[(at + longest).min(last)].end - 1;
        start..end
    }

    /// The rows widened to `margin` around squares of `size`, each touching the next, whose first
    /// corners are given.
    pub(super) fn around(
        corners: impl Iterator<Item = (usize, usize)>,
        size: usize,
        margin: usize,
        source: usize,
        target: usize,
    ) -> Self {
        let mut rows = vec![Range::default(); source + 1];
        for range in &mut rows {
            range.start = target;
        }
        for (row, column) in corners {
            let columns = column.saturating_sub(margin)..(column + size + margin).min(target) + 1;
            for range in rows.iter_mut().skip(row).take(size + 1) {
                range.start = range.start.min(columns.start);
                range.end = range.end.max(columns.end);
            }
        }
        let last = rows.len() - 1;
        rows[0].start = 0;
        rows[last].end = target + 1;
        // Both bounds may only grow, or a path could be cut off.
        let mut lowest = target;
        for range in rows.iter_mut().rev() {
            lowest = lowest.min(range.start);
            range.start = lowest;
        }
        let mut highest = 0;
        for range in &mut rows {
            highest = highest.max(range.end);
            range.end = highest;
        }
        Self { rows }
    }
}

/// How much more than usual each block of source sentences shares with each block of target
/// sentences: cosine over linked words, weighted by rarity, less twice the row's mean.
fn likeness(source: &Text, target: &Text, links: &Links, size: usize) -> Vec<Vec<f32>> {
    let columns = target.len().div_ceil(size);
    let mut blocks: Vec<Vec<(u32, f32)>> = Vec::with_capacity(target.vocabulary.len());
    for word in (0..).take(target.vocabulary.len()) {
        let mut counts: Vec<(u32, f32)> = Vec::new();
        for (sentence, _) in target.postings(word) {
            let block = sentence / size as u32;
            match counts.last_mut() {
                Some((last, count)) if *last == block => *count += 1.0,
                _ => counts.push((block, 1.0)),
            }
        }
        if counts.len() as f32 > (columns as f32 * COMMON).max(2.0) {
            counts.clear();
        }
        // Rarity counts twice, once for either side of the product.
        let rarity = (columns as f32 / counts.len().max(1) as f32).ln_1p();
        for (_, count) in &mut counts {
            *count = count.ln_1p() * rarity * rarity;
        }
        blocks.push(counts);
    }
    let mut norms = vec![1.0f32; columns];
    for (block, weight) in blocks.iter().flatten() {
        norms[*block as usize] += weight * weight;
    }
    (source.sentences.chunks(size))
        .map(|sentences| {
            let mut row = vec![0.0f32; columns];
            for (word, _) in sentences.iter().flatten() {
                for link in links.of(*word) {
                    for (block, weight) in &blocks[link.target as usize] {
                        row[*block as usize] += link.forward.min(link.backward) * weight;
                    }
                }
            }
            for (likeness, norm) in row.iter_mut().zip(&norms) {
                *likeness /= norm.sqrt();
            }
            let mean = row.iter().sum::<f32>() / columns.max(1) as f32;
            for likeness in &mut row {
                *likeness = (*likeness - 2.0 * mean).max(0.0);
            }
            row
        })
        .collect()
}

/// The monotone path from the first to the last block on which the likeness adds up to most;
/// where nothing is alike it keeps to the diagonal.
fn best_path(likeness: &[Vec<f32>]) -> Vec<(usize, usize)> {
    const DIAGONAL: u8 = 0;
    const DOWN: u8 = 1;
    const RIGHT: u8 = 2;
    /// Small beside any real likeness.
    const STRAY: f32 = 1e-4;
    let (rows, columns) = (likeness.len(), likeness.first().map_or(0, Vec::len));
    if rows == 0 || columns == 0 {
        return Vec::new();
    }
    let slope = columns as f32 / rows as f32;
    let mut above: Vec<f32> = Vec::new();
    let mut moves = vec![vec![DIAGONAL; columns]; rows];
    for (row, values) in likeness.iter().enumerate() {
        let mut sums: Vec<f32> = Vec::with_capacity(columns);
        for (column, value) in values.iter().enumerate() {
            let up = above.get(column).copied();
            let left = column.checked_sub(1);
            let corner = left.and_then(|left| above.get(left)).copied();
            let beside = left.and_then(|left| sums.get(left)).copied();
            let (step, best) = [(DIAGONAL, corner), (DOWN, up), (RIGHT, beside)]
                .into_iter()
                .filter_map(|(step, sum)| Some((step, sum?)))
                .reduce(|best, next| if next.1 > best.1 { next } else { best })
                .unwrap_or((DIAGONAL, 0.0));
            moves[row][column] = step;
            let stray = (column as f32 - row as f32 * slope).abs() / columns as f32;
            sums.push(best + value - STRAY * stray);
        }
        above = sums;
    }
    let (mut row, mut column) = (rows - 1, columns - 1);
    let mut path = vec![(row, column)];
    while row > 0 || column > 0 {
        let step = moves[row][column];
        row -= usize::from(step != RIGHT && row > 0);
        column -= usize::from(step != DOWN && column > 0);
        path.push((row, column));
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_holds_both_corners_and_only_grows() {
        let across = (0..110).step_by(10).map(|column| (0, column));
        let down = (0..70).step_by(10).map(|row| (row, 110));
        let band = Band::around(across.chain(down), 10, 5, 70, 120);
        assert_eq!(band.row(0).start, 0);
        assert_eq!(band.row(70).end, 121);
        for row in 1..band.rows() {
            let (above, here) = (band.row(row - 1), band.row(row));
            assert!(above.start <= here.start && above.end <= here.end);
            assert!(here.start < above.end, "row {row} is cut off");
        }
    }

    #[test]
    fn a_bead_finds_its_sentences_in_the_band() {
        let band = Band::full(10, 20);
        assert_eq!(band.sentences(0, 4), 0..20);
        assert_eq!(band.sentences(9, 4), 0..20);
    }

    #[test]
    fn the_path_follows_what_is_alike() {
        let mut likeness = vec![vec![0.0; 6]; 4];
        likeness[0][2] = 1.0;
        likeness[1][3] = 1.0;
        let path = best_path(&likeness);
        assert!(path.contains(&(0, 2)) && path.contains(&(1, 3)));
        assert_eq!((path[0], path[path.len() - 1]), ((0, 0), (3, 5)));
    }
}
