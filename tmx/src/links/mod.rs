//! Word links: which words of a sentence and its translation render each other.
//!
//! IBM model 1 with a preference for the diagonal (Dyer, Chahuneau and Smith, "A simple, fast,
//! and effective reparameterization of IBM model 2", 2013), then a hidden Markov model (Vogel,
//! Ney and Tillmann, 1996), in both directions. What the dictionary says counts as if it had been
//! seen (a Dirichlet prior, as in Östling and Tiedemann, "Efficient word alignment with Markov
//! chain Monte Carlo", 2016), and a link is learned as far as both directions agree on it (Liang,
//! Taskar and Klein, "Alignment by agreement", 2006): so a handful of sentences is enough.

mod jump;
mod key;
mod prior;
mod table;
mod walk;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use crate::align::words::English;
use crate::segmenter::Lexicon;
use jump::{JumpCounts, Jumps, NOTHING};
use key::{chinese_key, english_key};
use prior::{Known, Vocabulary, prior};
use table::{Counts, NumberedPair, Table};
use walk::walk;

/// A Chinese sentence and its English, as words in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WordPair<'t> {
    /// The Chinese words, marks among them.
    pub source: Vec<&'t str>,
    /// The English words, marks among them.
    pub target: Vec<&'t str>,
}

/// Two words that may render each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordLink {
    /// Place of the Chinese word.
    pub source: usize,
    /// Place of the English word.
    pub target: usize,
    /// Probability that the English word renders the Chinese one, and no other.
    pub forward: f32,
    /// Probability that the Chinese word is rendered by the English one, and no other.
    pub backward: f32,
}

impl WordLink {
    /// Whether it is more likely right than not that these words are linked.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.weight() > SURE
    }

    /// How sure the link is, 0 to 1: the mean of both directions.
    #[must_use]
    pub fn weight(&self) -> f32 {
        f32::midpoint(self.forward, self.backward)
    }
}

/// Links from this weight on are taken for true.
const SURE: f32 = 0.4;

/// Links below this weight are not worth telling.
const LEAST: f32 = 0.05;

/// Rounds of model 1; the dictionary leaves little to it.
const FIRST_ROUNDS: usize = 2;

/// Rounds of the hidden Markov model; with more it believes in what it got wrong.
const MARKOV_ROUNDS: usize = 2;

/// How strongly model 1 prefers the diagonal.
const DIAGONAL: f64 = 4.0;

/// Pairs with more word pairs than this are not linked: tables run together, garbage.
const MOST_CELLS: usize = 40_000;

/// So many pairs are worked on side by side before they are counted, in order.
const WAVE: usize = 256;

/// Links the words of `pairs`, which are learned from together: the more there are, the better.
///
/// The links of each pair are in the order of places. They depend neither on the order of the
/// pairs nor on the number of threads.
#[must_use]
pub fn link_words(pairs: &[WordPair<'_>], lexicon: &dyn Lexicon) -> Vec<Vec<WordLink>> {
    let fits = |pair: &WordPair<'_>| {
        let cells = pair.source.len().saturating_mul(pair.target.len());
        (1..=MOST_CELLS).contains(&cells)
    };
    let mut order: Vec<usize> = (0..pairs.len()).filter(|at| fits(&pairs[*at])).collect();
    // Sums of floats depend on the order, and so would the numbers of words.
    order.sort_by(|one, other| pairs[*one].cmp(&pairs[*other]));
    let written: Vec<&WordPair<'_>> = order.iter().map(|at| &pairs[*at]).collect();
    let mut english = English::new();
    let (mut sources, mut targets) = (Vocabulary::default(), Vocabulary::default());
    let numbered: Vec<NumberedPair> = (written.iter())
        .map(|pair| NumberedPair {
            source: (pair.source.iter())
                .map(|word| sources.number(chinese_key(word)))
                .collect(),
            target: (pair.target.iter())
                .map(|word| targets.number(english_key(word, &mut english)))
                .collect(),
        })
        .collect();
    let known = Known {
        written: &written,
        numbered: &numbered,
        sources: &sources,
        targets: &targets,
    };
    let prior = prior(&known, lexicon, &mut english);
    let table = Table::new(&numbered, &prior);
    let numbered: Vec<Cells> = (numbered.into_iter())
        .map(|pair| Cells {
            cells: table.cells(&pair),
            pair,
        })
        .collect();
    let mut model = Model {
        table,
        on: Jumps::default(),
        back: Jumps::default(),
    };
    for round in 0..FIRST_ROUNDS + MARKOV_ROUNDS {
        model.learn(&numbered, round >= FIRST_ROUNDS);
    }
    let linked: Vec<Vec<WordLink>> = (numbered.par_iter())
        .map(|pair| model.posteriors(pair, true).links(&pair.pair))
        .collect();
    let mut links = vec![Vec::new(); pairs.len()];
    for (at, linked) in order.into_iter().zip(linked) {
        links[at] = linked;
    }
    links
}

/// A pair with the places in the table of its word pairs, source word by source word.
struct Cells {
    pair: NumberedPair,
    cells: Vec<u32>,
}

struct Model {
    table: Table,
    /// Jumps among the source words, from target word to target word.
    on: Jumps,
    /// Jumps among the target words, from source word to source word.
    back: Jumps,
}

/// What both directions say of a pair.
struct Posteriors {
    /// P(source word | target word), target word by target word.
    forward: Vec<f64>,
    /// P(target word | source word), source word by source word.
    backward: Vec<f64>,
    on: JumpCounts,
    back: JumpCounts,
}

impl Model {
    fn learn(&mut self, pairs: &[Cells], markov: bool) {
        let mut counts = self.table.no_counts();
        let (mut on, mut back) = (JumpCounts::default(), JumpCounts::default());
        for wave in pairs.chunks(WAVE) {
            let walked: Vec<Posteriors> = (wave.par_iter())
                .map(|pair| self.posteriors(pair, markov))
                .collect();
            for (pair, posteriors) in wave.iter().zip(walked) {
                posteriors.count(pair, &mut counts);
                on.add(&posteriors.on);
                back.add(&posteriors.back);
            }
        }
        self.table.learn(&counts);
        if markov {
            self.on = Jumps::learned(&on);
            self.back = Jumps::learned(&back);
        }
    }

    fn posteriors(&self, Cells { pair, cells }: &Cells, markov: bool) -> Posteriors {
        let (sources, targets) = (pair.source.len(), pair.target.len());
        let of_target = (0..targets).flat_map(|target| {
            let column = cells.iter().skip(target).step_by(targets);
            column.map(|cell| f64::from(self.table.forward[*cell as usize]))
        });
        let likely: Vec<f64> = of_target.collect();
        let of_source = |cell: &u32| f64::from(self.table.backward[*cell as usize]);
        let backward: Vec<f64> = cells.iter().map(of_source).collect();
        let alone = |words: &[u32], alone: &[f64]| -> Vec<f64> {
            words.iter().map(|word| alone[*word as usize]).collect()
        };
        let target_alone = alone(&pair.target, &self.table.target_alone);
        let source_alone = alone(&pair.source, &self.table.source_alone);
        if !markov {
            return Posteriors {
                forward: diagonal(sources, likely, &target_alone),
                backward: diagonal(targets, backward, &source_alone),
                on: JumpCounts::default(),
                back: JumpCounts::default(),
            };
        }
        let forward = walk(sources, &likely, &target_alone, &self.on);
        let backward = walk(targets, &backward, &source_alone, &self.back);
        Posteriors {
            forward: forward.posterior,
            backward: backward.posterior,
            on: forward.jumps,
            back: backward.jumps,
        }
    }
}

impl Posteriors {
    /// Counts the links of each direction as far as the other one agrees.
    ///
    /// Its root is taken, since a word that is rendered by two has half a link to each.
    fn count(&self, Cells { pair, cells }: &Cells, counts: &mut Counts) {
        let (sources, targets) = (pair.source.len(), pair.target.len());
        for (cell, ((source, target), backward)) in cells
            .iter()
            .zip(places(sources, targets).zip(&self.backward))
        {
            let forward = self.forward[target * sources + source];
            counts.forward[*cell as usize] += forward * backward.sqrt();
            counts.backward[*cell as usize] += backward * forward.sqrt();
        }
        let left = |of_word: &[f64]| (1.0 - of_word.iter().sum::<f64>()).max(0.0);
        for (word, of_word) in pair.target.iter().zip(self.forward.chunks(sources)) {
            counts.target_alone[*word as usize] += left(of_word);
        }
        for (word, of_word) in pair.source.iter().zip(self.backward.chunks(targets)) {
            counts.source_alone[*word as usize] += left(of_word);
        }
    }

    /// The links worth telling.
    fn links(&self, pair: &NumberedPair) -> Vec<WordLink> {
        let (sources, targets) = (pair.source.len(), pair.target.len());
        places(sources, targets)
            .zip(&self.backward)
            .map(|((source, target), backward)| WordLink {
                source,
                target,
                forward: self.forward[target * sources + source] as f32,
                backward: *backward as f32,
            })
            .filter(|link| link.weight() >= LEAST)
            .collect()
    }
}

fn places(sources: usize, targets: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..sources).flat_map(move |source| (0..targets).map(move |target| (source, target)))
}

/// Posteriors of model 1 with a preference for the diagonal: of the probabilities `likely` of
/// each word at each of `places`, word by word, and of each word `alone`.
fn diagonal(places: usize, mut likely: Vec<f64>, alone: &[f64]) -> Vec<f64> {
    let words = alone.len();
    let middle = |at: usize, length: usize| (at as f64 + 0.5) / length as f64;
    for (word, (row, alone)) in likely.chunks_mut(places).zip(alone).enumerate() {
        let here = middle(word, words);
        let near: Vec<f64> = (0..places)
            .map(|place| (-DIAGONAL * (middle(place, places) - here).abs()).exp())
            .collect();
        let share = (1.0 - NOTHING) / near.iter().sum::<f64>();
        let mut all = NOTHING * alone;
        for (likely, near) in row.iter_mut().zip(&near) {
            *likely *= near * share;
            all += *likely;
        }
        for likely in row {
            *likely /= all;
        }
    }
    likely
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Few;

    impl Lexicon for Few {
        fn glosses(&self, word: &str) -> Vec<String> {
            let glosses: &[&str] = match word {
                "港口" => &["port", "harbor"],
                "开放" => &["to open", "open"],
                "的" => &["of"],
                "印尼" => &["Indonesia"],
                _ => &[],
            };
            glosses.iter().map(|gloss| (*gloss).to_owned()).collect()
        }

        fn readings(&self, character: char) -> Vec<String> {
            match character {
                '棠' => vec!["tang".to_owned()],
                '源' => vec!["yuan".to_owned()],
                _ => Vec::new(),
            }
        }
    }

    fn pair<'t>(source: &'t str, target: &'t str) -> WordPair<'t> {
        WordPair {
            source: source.split(' ').collect(),
            target: target.split(' ').collect(),
        }
    }

    /// The sure links of the first pair, word by word.
    fn linked(pairs: &[WordPair<'_>]) -> Vec<(String, String)> {
        let links = link_words(pairs, &Few);
        let sure = links[0].iter().filter(|link| link.is_sure());
        sure.map(|link| {
            let source = pairs[0].source[link.source].to_owned();
            (source, pairs[0].target[link.target].to_owned())
        })
        .collect()
    }

    fn words(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(source, target): &(&str, &str)| ((*source).to_owned(), (*target).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn the_dictionary_is_enough_for_a_single_pair() {
        let links = linked(&[pair("港口 将 开放 。", "The ports will open .")]);
        for wanted in words(&[("港口", "ports"), ("开放", "open"), ("。", ".")]) {
            assert!(links.contains(&wanted), "{wanted:?} in {links:?}");
        }
    }

    #[test]
    fn numbers_and_names_need_no_dictionary() {
        let links = linked(&[pair(
            "棠 源 3月 22日 37.8亿",
            "March 22nd , Tangyuan 3.78 billion",
        )]);
        for wanted in words(&[
            ("棠", "Tangyuan"),
            ("源", "Tangyuan"),
            ("3月", "March"),
            ("22日", "22nd"),
            ("37.8亿", "3.78"),
            ("37.8亿", "billion"),
        ]) {
            assert!(links.contains(&wanted), "{wanted:?} in {links:?}");
        }
    }

    #[test]
    fn a_headword_that_was_cut_is_still_known() {
        let links = linked(&[pair("印 尼 的 港口", "ports of Indonesia")]);
        for wanted in words(&[("印", "Indonesia"), ("尼", "Indonesia"), ("港口", "ports")]) {
            assert!(links.contains(&wanted), "{wanted:?} in {links:?}");
        }
    }

    #[test]
    fn what_recurs_is_learned() {
        let links = linked(&[
            pair("甲 乙", "red blue"),
            pair("丙 甲", "green red"),
            pair("甲", "red"),
        ]);
        assert_eq!(links, words(&[("甲", "red"), ("乙", "blue")]));
    }

    #[test]
    fn links_do_not_depend_on_the_number_of_threads() {
        let pairs: Vec<WordPair<'_>> = (0..40)
            .map(|at| match at % 3 {
                0 => pair("港口 甲 开放", "the red port will open"),
                1 => pair("甲 乙", "red blue"),
                _ => pair("乙 的 港口", "port of blue"),
            })
            .collect();
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            pool.build().unwrap().install(|| link_words(&pairs, &Few))
        };
        assert_eq!(with(1), with(4));
    }

    #[test]
    fn an_empty_side_has_no_links() {
        let pairs = [WordPair::default(), pair("甲", "red")];
        let links = link_words(&pairs, &Few);
        assert!(links[0].is_empty() && !links[1].is_empty());
    }

    proptest! {
        #[test]
        fn links_do_not_depend_on_the_order_of_the_pairs(
            sentences in prop::collection::vec(("[甲乙丙港] [甲乙丙港]( [甲乙]){0,3}", "[a-d] [a-d]( [a-d]){0,3}"), 1..8),
        ) {
            let pairs: Vec<WordPair<'_>> =
                sentences.iter().map(|(source, target)| pair(source, target)).collect();
            let links = link_words(&pairs, &Few);
            let backward: Vec<WordPair<'_>> = pairs.iter().rev().cloned().collect();
            let mut other = link_words(&backward, &Few);
            other.reverse();
            prop_assert_eq!(&links, &other);
            for (pair, links) in pairs.iter().zip(&links) {
                for link in links {
                    prop_assert!(link.source < pair.source.len() && link.target < pair.target.len());
                    prop_assert!((LEAST..1.0 + 1e-6).contains(&link.weight()));
                }
            }
        }
    }
}
