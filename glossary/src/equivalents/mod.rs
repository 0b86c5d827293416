//! English proposed for terms from the memory: what the words of a term are rendered by where it
//! occurs.
//!
//! The words of the units are linked ([`tmx::links`]); the stretch of English that holds the
//! links of a term, and few others, is its rendering in that place. What recurs over the places,
//! and hardly without the term, comes first. One unit is enough for a proposal.

mod cut;
mod pair;
mod proposal;
mod sample;
mod span;
mod suggest;
mod wording;

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;
use tmx::links::{WordPair, link_words};
use tmx::{Lexicon, WordSegmenter};

use cut::chinese_words;
use pair::{LinkedPair, bare_characters, pieces};
pub use proposal::Proposal;
use proposal::{Draft, best_first, lower_pieces, raise_wholes};
pub use sample::{MemoryPair, SampleConfig, Sampler};
use span::Span;
pub use suggest::{MEMORY, MemoryProposals, add_suggestions};
use wording::{Wordings, english_words, word_key};

/// How many examples a proposal has at most.
pub const EXAMPLES: usize = 3;

/// Weight of the agreement of links against that of counts.
const CONSISTENCY_WEIGHT: f64 = 0.6;

/// Proposals worse than this are noise.
const LEAST_SCORE: f64 = 0.03;

/// More places of a term than this tell nothing new.
const MOST_PLACES: usize = 300;

/// Units whose words are linked.
#[derive(Debug)]
pub struct LinkedMemory {
    pairs: Vec<LinkedPair>,
    /// The pairs that have two Chinese characters side by side.
    bigrams: FxHashMap<[char; 2], Vec<usize>>,
    /// The pairs that have an English word, by its key.
    english: FxHashMap<String, Vec<usize>>,
}

impl LinkedMemory {
    /// Links the words of `pairs`. What the curator has decided is given as `known` pairs of term
    /// and equivalent, and learned from like a unit that says nothing else.
    #[must_use]
    pub fn new(
        pairs: Vec<MemoryPair>,
        known: &[(String, String)],
        segmenter: &(dyn WordSegmenter + Sync),
        lexicon: &(dyn Lexicon + Sync),
    ) -> Self {
        let mut texts: Vec<(&str, &str)> = (pairs.iter())
            .map(|pair| (pair.source.as_str(), pair.target.as_str()))
            .collect();
        for (term, equivalent) in known {
            texts.extend([(term.as_str(), equivalent.as_str()); TIMES_TAUGHT]);
        }
        let cuts: Vec<(Words, Words)> = (texts.par_iter())
            .map(|(source, target)| {
                (
                    chinese_words(source, segmenter, lexicon),
                    english_words(target),
                )
            })
            .collect();
        let written: Vec<WordPair<'_>> = (texts.iter().zip(&cuts))
            .map(
                |((source, target), (source_words, target_words))| WordPair {
                    source: pieces(source, source_words),
                    target: pieces(target, target_words),
                },
            )
            .collect();
        let links = link_words(&written, lexicon);
        let pairs: Vec<LinkedPair> = (pairs.into_iter().zip(cuts).zip(links))
            .map(|((pair, (source, words)), links)| LinkedPair {
                source: bare_characters(&pair.source, &source),
                keys: pieces(&pair.target, &words)
                    .into_iter()
                    .map(word_key)
                    .collect(),
                texts: pair,
                words,
                links,
            })
            .collect();
        let (mut bigrams, mut english) = (FxHashMap::default(), FxHashMap::default());
        for (at, pair) in pairs.iter().enumerate() {
            for two in pair.source.windows(2) {
                if let [(one, _), (other, _)] = two {
                    note(&mut bigrams, [*one, *other], at);
                }
            }
            for key in &pair.keys {
                note(&mut english, key.clone(), at);
            }
        }
        Self {
            pairs,
            bigrams,
            english,
        }
    }

    /// The English that renders `term`, best first, ties in the order of letters. What a
    /// dictionary or the curator gives for it is `said` to speak for the same proposals, and
    /// tells how they are cited.
    #[must_use]
    pub fn proposals(&self, term: &str, said: &[String], limit: usize) -> Vec<Proposal> {
        let said: BTreeMap<Vec<String>, &str> = (said.iter().rev())
            .map(|said| (keys(said), said.as_str()))
            .collect();
        let term: Vec<char> = term.chars().filter_map(bare).collect();
        let with_term = self.with_term(&term);
        // Spread over all of them, since they are in the order of their texts.
        let step = with_term.len().div_ceil(MOST_PLACES).max(1);
        let places: Vec<usize> = with_term.iter().copied().step_by(step).collect();
        let scale = with_term.len() as f64 / places.len().max(1) as f64;
        let mut drafts: Vec<Draft<'_>> = (self.renderings(&places, &term))
            .into_iter()
            .map(|(keys, found)| {
                let consistency = found.consistency / places.len() as f64;
                let together = found.weight * scale;
                let everywhere = self.with_english(keys);
                let apart = with_term.len() + everywhere;
                let dice = (2.0 * together / apart as f64).min(1.0);
                let mut score =
                    CONSISTENCY_WEIGHT * consistency + (1.0 - CONSISTENCY_WEIGHT) * dice;
                let cited = said.get(keys);
                if cited.is_some() {
                    score += CONFIRMED * (1.0 - score);
                }
                let wording = cited.map_or_else(|| found.wordings.usual(), |cited| *cited);
                let proposal = Proposal {
                    english: wording.to_owned(),
                    score,
                    count: found.pairs.len(),
                    examples: found.pairs.into_iter().take(EXAMPLES).collect(),
                };
                Draft {
                    keys,
                    everywhere,
                    outside: found.outside / proposal.count.max(1) as f64,
                    proposal,
                }
            })
            .collect();
        raise_wholes(&mut drafts);
        drafts.sort_by(|one, other| best_first(&one.proposal, &other.proposal));
        lower_pieces(&mut drafts);
        let proposals = drafts.into_iter().map(|Draft { proposal, .. }| Proposal {
            score: crate::parallel::rounded(proposal.score),
            ..proposal
        });
        let mut proposals: Vec<Proposal> = proposals.filter(|it| it.score >= LEAST_SCORE).collect();
        proposals.sort_by(best_first);
        proposals.truncate(limit);
        proposals
    }

    /// What renders a term in some pairs, by the keys of the words.
    fn renderings(&self, pairs: &[usize], term: &[char]) -> BTreeMap<&[String], Found> {
        let mut found: BTreeMap<&[String], Found> = BTreeMap::new();
        for &at in pairs {
            let pair = &self.pairs[at];
            let rendering = pair.rendering(&pair.places(term));
            let mut seen: Vec<&[String]> = Vec::new();
            let spans = rendering.spans();
            let short = spans.first().and_then(|best| pair.abbreviated(best));
            let best = spans.first().map(|best| (best, 1.0));
            let short = short.as_ref().map(|short| (short, ABBREVIATED));
            let others = spans.iter().skip(1).map(|span| {
                let is_part = spans
                    .first()
                    .is_some_and(|best| best.holds(span) || span.holds(best));
                (span, if is_part { SECOND_BEST } else { ELSEWHERE })
            });
            for (span, weight) in best.into_iter().chain(short).chain(others) {
                let keys = &pair.keys[span.words.clone()];
                if !seen.contains(&keys) {
                    seen.push(keys);
                    found.entry(keys).or_default().add(pair, at, span, weight);
                }
            }
        }
        found
    }

    /// The pair at a place among those that were given, in the order of the texts.
    #[must_use]
    pub fn pair(&self, at: usize) -> Option<&MemoryPair> {
        self.pairs.get(at).map(|linked| &linked.texts)
    }

    /// The pairs that have a term.
    fn with_term(&self, term: &[char]) -> Vec<usize> {
        let has = |at: &usize| !self.pairs[*at].places(term).is_empty();
        let rarest = term.windows(2).map(|two| match two {
            [one, other] => self
                .bigrams
                .get(&[*one, *other])
                .map_or(&[][..], Vec::as_slice),
            _ => &[],
        });
        match rarest.min_by_key(|pairs| pairs.len()) {
            Some(pairs) => pairs.iter().copied().filter(has).collect(),
            None if term.is_empty() => Vec::new(),
            None => (0..self.pairs.len()).filter(has).collect(),
        }
    }

    /// How many pairs have these English words in a row.
    fn with_english(&self, keys: &[String]) -> usize {
        let of_key = |key: &String| self.english.get(key).map_or(&[][..], Vec::as_slice);
        let rarest = keys.iter().map(of_key).min_by_key(|pairs| pairs.len());
        let has = |at: &&usize| {
            self.pairs[**at]
                .keys
                .windows(keys.len())
                .any(|it| it == keys)
        };
        rarest.map_or(0, |pairs| pairs.iter().filter(has).count())
    }
}

/// A stretch of words that is not the best one of its place counts so much of a place.
const SECOND_BEST: f64 = 0.3;

/// One that is neither in the best one nor around it so much.
const ELSEWHERE: f64 = 0.15;

/// And an abbreviation in brackets behind the best one so much.
const ABBREVIATED: f64 = 0.9;

/// A proposal that the dictionary has as well comes so much nearer to certainty.
const CONFIRMED: f64 = 0.25;

/// A known equivalent counts as so many units.
const TIMES_TAUGHT: usize = 5;

/// Where the words of a text stand in it.
type Words = Vec<Range<usize>>;

/// What is gathered of a proposal.
#[derive(Debug, Default)]
struct Found {
    consistency: f64,
    outside: f64,
    /// Pairs, those where another stretch is better in part.
    weight: f64,
    pairs: Vec<usize>,
    wordings: Wordings,
}

impl Found {
    fn add(&mut self, pair: &LinkedPair, at: usize, span: &Span, weight: f64) {
        self.consistency += weight * span.consistency;
        self.outside += span.outside;
        self.weight += weight;
        self.pairs.push(at);
        let (Some(first), Some(last)) = (
            pair.words.get(span.words.start),
            pair.words.get(span.words.end - 1),
        ) else {
            return;
        };
        let begins = pair.begins_sentence(span.words.start);
        let wording = pair
            .texts
            .target
            .get(first.start..last.end)
            .unwrap_or_default();
        self.wordings.add(wording, begins);
    }
}

/// The keys of an English text, word by word.
fn keys(text: &str) -> Vec<String> {
    let words = english_words(text);
    pieces(text, &words).into_iter().map(word_key).collect()
}

fn note<K: std::hash::Hash + Eq>(postings: &mut FxHashMap<K, Vec<usize>>, key: K, at: usize) {
    let pairs = postings.entry(key).or_default();
    if pairs.last() != Some(&at) {
        pairs.push(at);
    }
}

/// A character as terms are compared; none for a mark that stands around words.
fn bare(character: char) -> Option<char> {
    match character {
        '“' | '”' | '"' | '‘' | '’' | '「' | '」' | '『' | '』' | '《' | '》' | '〈' | '〉' => {
            None
        }
        _ if character.is_whitespace() => None,
        '－' | '–' | '—' => Some('-'),
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' => {
            let plain = u32::from(character)
                .checked_sub(0xfee0)
                .and_then(char::from_u32);
            plain.map(|c| c.to_ascii_lowercase())
        }
        _ => Some(character.to_ascii_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::Dictionary;
    use crate::words::ChineseWordSegmenter;

    const UNITS: [(&str, &str); 6] = [
        ("我们建设海洋走廊。", "We are building an ocean corridor."),
        ("“海洋走廊”连接港口。", "Ocean corridors link the ports."),
        ("港口是开放的。", "The ports are open."),
        (
            "他谈到海洋走廊的未来。",
            "He spoke about the future of the ocean corridor.",
        ),
        (
            "灯塔计划将于明年启动。",
            "The Beacon Plan will start next year.",
        ),
        ("明年将建设港口。", "Ports will be built next year."),
    ];

    fn memory(units: &[(&str, &str)], known: &[(&str, &str)]) -> LinkedMemory {
        let pairs = (1..).zip(units).map(|(unit, (source, target))| MemoryPair {
            source: (*source).to_owned(),
            target: (*target).to_owned(),
            unit,
        });
        let known: Vec<(String, String)> = (known.iter())
            .map(|(term, equivalent)| ((*term).to_owned(), (*equivalent).to_owned()))
            .collect();
        LinkedMemory::new(
            pairs.collect(),
            &known,
            &ChineseWordSegmenter,
            Dictionary::built_in(),
        )
    }

    fn best(memory: &LinkedMemory, term: &str) -> Proposal {
        memory.proposals(term, &[], 5).remove(0)
    }

    #[test]
    fn a_term_is_rendered_as_its_units_render_it() {
        let memory = memory(&UNITS, &[]);
        let proposal = best(&memory, "海洋走廊");
        assert_eq!(
            (proposal.english.as_str(), proposal.count),
            ("ocean corridor", 3)
        );
        let example = memory.pair(proposal.examples[0]).unwrap();
        assert!(example.target.to_lowercase().contains("ocean corridor"));
    }

    #[test]
    fn one_unit_is_enough() {
        let proposal = best(&memory(&UNITS, &[]), "灯塔计划");
        assert_eq!(
            (proposal.english.as_str(), proposal.count),
            ("Beacon Plan", 1)
        );
    }

    #[test]
    fn an_abbreviation_in_brackets_behind_a_rendering_is_proposed_as_well() {
        let memory = memory(
            &[("海洋走廊很长。", "The ocean corridor (OC1) is long.")],
            &[],
        );
        let proposals = memory.proposals("海洋走廊", &[], 5);
        let english: Vec<&str> = proposals.iter().map(|it| it.english.as_str()).collect();
        assert!(english.contains(&"OC1"), "{english:?}");
        assert_eq!(english[0], "ocean corridor");
    }

    #[test]
    fn marks_around_words_do_not_hide_a_term() {
        let memory = memory(&[("“海洋 走廊”建设", "Ocean corridor construction")], &[]);
        assert_eq!(best(&memory, "海洋走廊建设").count, 1);
        assert_eq!(best(&memory, "《海洋走廊》").english, "ocean corridor");
    }

    #[test]
    fn what_no_unit_has_is_not_proposed() {
        let memory = memory(&UNITS, &[]);
        for term in ["峰会", "", "“”", "海"] {
            let proposals = memory.proposals(term, &[], 5);
            assert!(
                term == "海" || proposals.is_empty(),
                "{term}: {proposals:?}"
            );
        }
    }

    #[test]
    fn what_the_dictionary_has_too_is_cited_as_there_and_comes_before() {
        let memory = memory(&UNITS, &[]);
        let said = ["corridors".to_owned()];
        let without = memory.proposals("走廊", &[], 5);
        let with = memory.proposals("走廊", &said, 5);
        assert_eq!(with[0].english, "corridors");
        let before = without.iter().find(|it| it.english == "corridor").unwrap();
        assert!(with[0].score > before.score);
    }

    #[test]
    fn accepted_equivalents_are_learned_from() {
        let units = [
            ("壬癸港很大。", "Foo bar is big."),
            ("壬癸走廊", "Bar corridor"),
        ];
        let taught = memory(&units, &[("壬癸", "bar")]);
        assert_eq!(best(&taught, "壬癸").english, "bar");
    }

    #[test]
    fn proposals_do_not_depend_on_the_order_of_the_units() {
        let mut backward = UNITS;
        backward.reverse();
        let (one, other) = (memory(&UNITS, &[]), memory(&backward, &[]));
        for term in ["海洋走廊", "港口", "明年", "建设"] {
            let told = |memory: &LinkedMemory| -> Vec<(String, f64, usize)> {
                let proposals = memory.proposals(term, &[], 9).into_iter();
                proposals
                    .map(|it| (it.english, it.score, it.count))
                    .collect()
            };
            assert_eq!(told(&one), told(&other), "{term}");
        }
    }
}
