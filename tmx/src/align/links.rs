//! How likely a word is rendered by another: from the dictionary first, then learned from the text.

use std::collections::BTreeMap;
use std::ops::Range;

use super::text::{Text, WordId};
use super::words::{Chinese, English, LATIN, MONTHS, NUMBER, without_asides};

/// Rounds of expectation and maximisation: IBM model 1 has nearly settled after four.
const EM_STEPS: usize = 4;

/// Beads with more word pairs than this teach nothing and cost much: tables run together, garbage.
const MOST_PAIRS: usize = 40_000;

/// Links below this share of what chance gives are dropped: they change no choice of beads, and
/// most of the links learned are such.
const NEGLIGIBLE: f32 = 0.5;

/// Weight of a month's name beside its number, which means many other things as well.
const MONTH_WEIGHT: f32 = 0.5;

/// A link from a source word to a target word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Link {
    /// The target word.
    pub(super) target: WordId,
    /// t(target | source).
    pub(super) forward: f32,
    /// t(source | target).
    pub(super) backward: f32,
}

/// The counted words of a bead's two sides.
pub(super) type SpanPair = (Vec<(WordId, f32)>, Vec<(WordId, f32)>);

/// The links of all source words.
#[derive(Debug, Default)]
pub(super) struct Links {
    rows: Vec<usize>,
    links: Vec<Link>,
}

impl Links {
    /// The links of a source word, in target order.
    pub(super) fn of(&self, source: WordId) -> &[Link] {
        &self.links[self.rows[source as usize]..self.rows[source as usize + 1]]
    }

    /// What the dictionary says, each direction normalised over the words that occur.
    ///
    /// A gloss of n content words gives 1/√n to each.
    pub(super) fn from_dictionary(
        source: &Text,
        target: &Text,
        chinese: &mut Chinese<'_>,
        english: &mut English,
    ) -> Self {
        let mut links = Self {
            rows: vec![0],
            links: Vec::new(),
        };
        for word in &source.vocabulary {
            let mut weights: BTreeMap<WordId, f32> = BTreeMap::new();
            let mut add = |rendering: &str, weight: f32| {
                if let Some(id) = target.id(rendering) {
                    *weights.entry(id).or_default() += weight;
                }
            };
            if let Some(value) = word.strip_prefix(NUMBER) {
                add(word, 1.0);
                let month = value.parse::<usize>().ok();
                let month = month.and_then(|month| MONTHS.get(month.checked_sub(1)?));
                if let Some(name) = month {
                    add(&english.stem(name), MONTH_WEIGHT);
                }
            } else if let Some(stem) = word.strip_prefix(LATIN) {
                add(stem, 1.0);
            } else if word == "?" {
                add(word, 1.0);
            } else {
                for gloss in chinese.glosses(word) {
                    for (stem, weight) in content_words(gloss, english) {
                        add(&stem, weight);
                    }
                }
            }
            links.push_row(weights);
        }
        links.normalise(target.vocabulary.len());
        links
    }

    /// Learns from `beads` and the pairs `known` elsewhere by IBM model 1, both directions, with
    /// `dictionary` as pseudo-counts.
    ///
    /// Without that anchor, what the first pass got wrong would be learned and kept (Moore 2002
    /// trains on the surest beads only, which is why the caller leaves out the others).
    pub(super) fn learned(
        source: &Text,
        target: &Text,
        beads: &[(Range<usize>, Range<usize>)],
        known: &[SpanPair],
        dictionary: &Self,
    ) -> Self {
        let spans: Vec<_> = (beads.iter())
            .map(|(from, to)| (source.span(from), target.span(to)))
            .chain(known.iter().cloned())
            .filter(|(from, to)| from.len() * to.len() <= MOST_PAIRS)
            .collect();
        let mut learned = dictionary.extended(&spans);
        let places = learned.places(&spans);
        let prior: Vec<(f32, f32)> = (learned.links.iter())
            .map(|link| (link.forward, link.backward))
            .collect();
        for word in 0..learned.rows.len() - 1 {
            for link in &mut learned.links[learned.rows[word]..learned.rows[word + 1]] {
                link.forward = link.forward * 0.9 + 0.1 * target.shares[link.target as usize];
                link.backward = link.backward * 0.9 + 0.1 * source.shares[word];
            }
        }
        for _ in 0..EM_STEPS {
            let (forward, backward) = rayon::join(
                || learned.forward_counts(&spans, &places, &prior, &target.shares),
                || learned.backward_counts(&spans, &places, &prior, &source.shares),
            );
            for ((link, forward), backward) in learned.links.iter_mut().zip(forward).zip(backward) {
                (link.forward, link.backward) = (forward, backward);
            }
            learned.normalise_with(target.vocabulary.len(), 1.0);
        }
        learned.pruned(source, target)
    }

    /// The expected counts of t(target | source), `prior` included: each target word shares itself
    /// out among the source words of its span.
    fn forward_counts(
        &self,
        spans: &[SpanPair],
        places: &[usize],
        prior: &[(f32, f32)],
        shares: &[f32],
    ) -> Vec<f32> {
        let mut counts: Vec<f32> = prior.iter().map(|(forward, _)| *forward).collect();
        let mut places = places;
        for (from, to) in spans {
            let (cells, rest) = places.split_at(from.len() * to.len());
            let width = to.len();
            for (column, (word, count)) in to.iter().enumerate() {
                let part = |row: usize| self.links[cells[row * width + column]].forward;
                let all: f32 = (from.iter().enumerate())
                    .map(|(row, (_, times))| part(row) * times)
                    .sum();
                let scale = count / (all + shares[*word as usize]);
                for (row, (_, times)) in from.iter().enumerate() {
                    counts[cells[row * width + column]] += part(row) * times * scale;
                }
            }
            places = rest;
        }
        counts
    }

    /// The same of t(source | target).
    fn backward_counts(
        &self,
        spans: &[SpanPair],
        places: &[usize],
        prior: &[(f32, f32)],
        shares: &[f32],
    ) -> Vec<f32> {
        let mut counts: Vec<f32> = prior.iter().map(|(_, backward)| *backward).collect();
        let mut places = places;
        for (from, to) in spans {
            let (cells, rest) = places.split_at(from.len() * to.len());
            let rows = cells.chunks(to.len().max(1));
            for ((word, count), cells) in from.iter().zip(rows) {
                let part = |cell: &usize| self.links[*cell].backward;
                let all: f32 = (cells.iter().zip(to))
                    .map(|(cell, (_, times))| part(cell) * times)
                    .sum();
                let scale = count / (all + shares[*word as usize]);
                for (cell, (_, times)) in cells.iter().zip(to) {
                    counts[*cell] += part(cell) * times * scale;
                }
            }
            places = rest;
        }
        counts
    }

    /// Share of the words of the source text that have a link.
    pub(super) fn covers(&self, source: &Text) -> f32 {
        (self.rows.windows(2).zip(&source.shares))
            .filter(|(bounds, _)| bounds[0] < bounds[1])
            .map(|(_, share)| share)
            .sum()
    }

    /// Scales both directions by `factor`.
    pub(super) fn scaled(&self, factor: f32) -> Self {
        let links = (self.links.iter())
            .map(|link| Link {
                target: link.target,
                forward: link.forward * factor,
                backward: link.backward * factor,
            })
            .collect();
        Self {
            rows: self.rows.clone(),
            links,
        }
    }

    /// The links that say more than chance would.
    fn pruned(&self, source: &Text, target: &Text) -> Self {
        let mut pruned = Self {
            rows: vec![0],
            links: Vec::new(),
        };
        for (word, share) in (0..).zip(&source.shares) {
            pruned.links.extend(self.of(word).iter().filter(|link| {
                link.forward > NEGLIGIBLE * target.shares[link.target as usize]
                    || link.backward > NEGLIGIBLE * share
            }));
            pruned.rows.push(pruned.links.len());
        }
        pruned
    }

    fn push_row(&mut self, weights: BTreeMap<WordId, f32>) {
        self.links
            .extend(weights.into_iter().map(|(target, weight)| Link {
                target,
                forward: weight,
                backward: weight,
            }));
        self.rows.push(self.links.len());
    }

    /// These links and, with no weight, those of all word pairs of `spans`.
    fn extended(&self, spans: &[SpanPair]) -> Self {
        let words = self.rows.len() - 1;
        let mut partners: Vec<Vec<WordId>> = vec![Vec::new(); words];
        for (from, to) in spans {
            for (word, _) in from {
                partners[*word as usize].extend(to.iter().map(|(target, _)| *target));
            }
        }
        let mut extended = Self {
            rows: vec![0],
            links: Vec::new(),
        };
        for (word, mut partners) in (0..).zip(partners) {
            let known = self.of(word);
            partners.extend(known.iter().map(|link| link.target));
            partners.sort_unstable();
            partners.dedup();
            let mut known = known.iter().peekable();
            for target in partners {
                let link = known.next_if(|link| link.target == target);
                extended.links.push(link.copied().unwrap_or(Link {
                    target,
                    forward: 0.0,
                    backward: 0.0,
                }));
            }
            extended.rows.push(extended.links.len());
        }
        extended
    }

    /// Where each word pair of `spans` is kept, span by span, row by row.
    fn places(&self, spans: &[SpanPair]) -> Vec<usize> {
        let mut places = Vec::new();
        for (from, to) in spans {
            for (word, _) in from {
                let start = self.rows[*word as usize];
                let row = self.of(*word);
                let mut at = 0;
                for (target, _) in to {
                    at += row[at..].partition_point(|link| link.target < *target);
                    places.push(start + at);
                }
            }
        }
        places
    }

    fn normalise(&mut self, targets: usize) {
        self.normalise_with(targets, 0.0);
    }

    /// Divides every weight by the sum of its row (forward) or column (backward), plus `extra`.
    fn normalise_with(&mut self, targets: usize, extra: f32) {
        let mut columns = vec![extra; targets];
        for link in &self.links {
            columns[link.target as usize] += link.backward;
        }
        for bounds in self.rows.windows(2) {
            let row = &mut self.links[bounds[0]..bounds[1]];
            let sum: f32 = row.iter().map(|link| link.forward).sum::<f32>() + extra;
            for link in row {
                if sum > 0.0 {
                    link.forward /= sum;
                }
                let column = columns[link.target as usize];
                if column > 0.0 {
                    link.backward /= column;
                }
            }
        }
    }
}

/// The distinct content words of a gloss, each with its weight; none when the gloss only refers
/// to another headword.
fn content_words(gloss: &str, english: &mut English) -> Vec<(String, f32)> {
    const REFERENCES: [&str; 7] = [
        "variant of",
        "old variant",
        "erhua variant",
        "CL:",
        "surname",
        "see ",
        "used in",
    ];
    if REFERENCES.iter().any(|start| gloss.starts_with(start)) {
        return Vec::new();
    }
    let mut words = english.words(&without_asides(gloss));
    words.sort();
    words.dedup();
    let weight = 1.0 / (words.len().max(1) as f32).sqrt();
    words.into_iter().map(|word| (word, weight)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segmenter::{Lexicon, WordSegmenter};

    struct Spaces;

    impl WordSegmenter for Spaces {
        fn segment<'t>(&self, text: &'t str) -> Vec<&'t str> {
            text.split_inclusive(' ').collect()
        }
    }

    struct Few;

    impl Lexicon for Few {
        fn glosses(&self, word: &str) -> Vec<String> {
            match word {
                "经济" => vec![
                    "economy (of a state)".to_owned(),
                    "economic growth".to_owned(),
                ],
                "异" => vec!["variant of 經濟 economy".to_owned()],
                _ => Vec::new(),
            }
        }
    }

    fn texts(zh: &[&str], en: &[&str]) -> (Text, Text, Links) {
        let mut english = English::new();
        let mut chinese = Chinese::new(&Spaces, &Few);
        let source = Text::new(zh, |text| chinese.words(text, &mut english));
        let target = Text::new(en, |text| english.words(text));
        let links = Links::from_dictionary(&source, &target, &mut chinese, &mut english);
        (source, target, links)
    }

    #[test]
    fn glosses_link_to_the_words_that_occur() {
        let (source, target, links) = texts(&["经济"], &["state economy"]);
        let row = links.of(source.id("经济").unwrap());
        assert_eq!(row.len(), 1);
        assert_eq!(row[0].target, target.id("economi").unwrap());
        assert!((row[0].forward - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_gloss_that_only_refers_elsewhere_says_nothing() {
        let (source, _, links) = texts(&["异"], &["economy variant"]);
        assert!(links.of(source.id("异").unwrap()).is_empty());
    }

    #[test]
    fn a_month_is_linked_to_its_name() {
        let (source, target, links) = texts(&["5 月"], &["In May"]);
        let row = links.of(source.id("#5").unwrap());
        assert_eq!(row[0].target, target.id("may").unwrap());
    }

    #[test]
    fn repetition_teaches_what_the_dictionary_lacks() {
        let (source, target, dictionary) =
            texts(&["甲 乙", "甲 丙", "甲"], &["red blue", "red green", "red"]);
        let beads: Vec<_> = (0..3).map(|at| (at..at + 1, at..at + 1)).collect();
        let links = Links::learned(&source, &target, &beads, &[], &dictionary);
        let best = (links.of(source.id("甲").unwrap()).iter())
            .max_by(|a, b| a.forward.total_cmp(&b.forward))
            .unwrap();
        assert_eq!(best.target, target.id("red").unwrap());
    }
}
