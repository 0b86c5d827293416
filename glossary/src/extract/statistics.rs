//! What is counted: word sequences, and the surroundings of each candidate.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Channel;
use super::channel::Proposal;
use super::clause::{Span, Texts, extend_hash};
use super::grammar::{Class, Mark};
use crate::words::normal_form;

/// How often each sequence of words occurs; sequences that occur once are not kept.
pub(super) struct SequenceCounts {
    /// Deduplicated count by hash of the normal form.
    counts: HashMap<u64, u32>,
    words: f64,
}

impl SequenceCounts {
    /// Counts level by level: a longer sequence can recur only where both of its parts do.
    pub(super) fn count(texts: &Texts<'_>, max_words: usize) -> Self {
        let mut counts: HashMap<u64, u32> = HashMap::new();
        let mut open: Vec<Vec<(u64, bool)>> = texts
            .clauses
            .iter()
            .map(|clause| vec![(0, !clause.repeated); clause.tokens.len()])
            .collect();
        for length in 1..=max_words.max(1) {
            let mut level: HashMap<u64, u32> = HashMap::new();
            for (clause, states) in texts.clauses.iter().zip(&mut open) {
                for start in 0..states.len() {
                    let next_open =
                        length == 1 || states.get(start + 1).is_some_and(|&(_, is_open)| is_open);
                    let (Some(state), Some(&token)) =
                        (states.get_mut(start), clause.tokens.get(start + length - 1))
                    else {
                        if let Some(state) = states.get_mut(start) {
                            state.1 = false;
                        }
                        continue;
                    };
                    state.1 &= next_open;
                    if let (true, Some(word)) = (state.1, texts.word(clause.text, token)) {
                        state.0 = extend_hash(state.0, word);
                        *level.entry(state.0).or_default() += 1;
                    }
                }
            }
            for states in &mut open {
                for state in states {
                    state.1 &= level.get(&state.0).is_some_and(|&count| count > 1);
                }
            }
            level.retain(|_, count| *count > 1);
            if level.is_empty() {
                break;
            }
            for (hash, count) in level {
                // Two cuttings of one string meet here; the larger count is the safer one.
                let kept = counts.entry(hash).or_default();
                *kept = count.max(*kept);
            }
        }
        Self {
            counts,
            words: f64::from(texts.words.max(1)),
        }
    }

    /// Count of a sequence, 1 for one that does not recur.
    pub(super) fn get(&self, hash: u64) -> u32 {
        self.counts.get(&hash).copied().unwrap_or(1)
    }

    /// Normalised pointwise mutual information of a sequence's weakest joint (Bouma, 2009).
    fn npmi(&self, texts: &Texts<'_>, span: Span) -> f64 {
        let words: Vec<_> = texts.span_words(span).collect();
        let hash = |range: &[&super::clause::Word<'_>]| {
            range.iter().fold(0, |hash, word| extend_hash(hash, word))
        };
        let whole = f64::from(self.get(hash(&words))) / self.words;
        if whole >= 1.0 {
            return 1.0;
        }
        (1..words.len())
            .map(|split| {
                let (left, right) = words.split_at(split);
                let left = f64::from(self.get(hash(left))) / self.words;
                let right = f64::from(self.get(hash(right))) / self.words;
                (whole / (left * right)).ln() / -whole.ln()
            })
            .fold(1.0, f64::min)
    }
}

/// A candidate with its counts, before it is ranked.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    pub(super) term: String,
    pub(super) chars: usize,
    pub(super) channels: BTreeSet<Channel>,
    /// Every occurrence in order, and whether it stands in a repeated sentence.
    pub(super) occurrences: Vec<(Span, bool)>,
    pub(super) frequency: u32,
    pub(super) documents: u32,
    pub(super) quoted: u32,
    /// Occurrences with a clause edge, a function word or a verb before, after, on both sides.
    pub(super) free_left: u32,
    pub(super) free_right: u32,
    pub(super) free: u32,
    /// Occurrences that fill an item of an enumeration.
    pub(super) items: u32,
    pub(super) left_variety: u32,
    pub(super) right_variety: u32,
    pub(super) npmi: f64,
    /// Whether it begins with a verb, and so says something about what follows.
    pub(super) verb_led: bool,
    /// Filled by [`relate`](super::nesting::relate).
    pub(super) net_frequency: u32,
    pub(super) c_value: f64,
    /// Longer candidates around it, with the number of shared occurrences.
    pub(super) longer: BTreeMap<usize, u32>,
    pub(super) shorter: BTreeSet<usize>,
}

impl Evidence {
    /// The occurrence that speaks for the candidate: the first one outside repeated sentences.
    pub(super) fn example(&self) -> Option<Span> {
        self.occurrences
            .iter()
            .find(|(_, repeated)| !repeated)
            .or_else(|| self.occurrences.first())
            .map(|&(span, _)| span)
    }
}

/// Finds every occurrence of what was proposed, and counts; in code-point order of the terms.
pub(super) fn collect(
    texts: &Texts<'_>,
    counts: &SequenceCounts,
    proposals: Vec<Proposal>,
) -> Vec<Evidence> {
    let mut by_term: BTreeMap<String, (BTreeSet<Channel>, u64, usize)> = BTreeMap::new();
    for proposal in proposals {
        let mut hash = 0;
        let mut words = 0;
        for word in texts.span_words(proposal.span) {
            hash = extend_hash(hash, word);
            words += 1;
        }
        let term = normal_form(texts.surface(proposal.span));
        let entry = by_term
            .entry(term)
            .or_insert_with(|| (BTreeSet::new(), hash, 0));
        entry.0.insert(proposal.channel);
        entry.2 = entry.2.max(words);
    }
    let mut longest = 0;
    let mut by_hash: HashMap<u64, usize> = HashMap::with_capacity(by_term.len());
    let mut collected: Vec<Evidence> = Vec::with_capacity(by_term.len());
    for (term, (channels, hash, words)) in by_term {
        longest = longest.max(words);
        by_hash.entry(hash).or_insert(collected.len());
        collected.push(Evidence {
            chars: term.chars().count(),
            term,
            channels,
            ..Evidence::default()
        });
    }
    let longest = longest + 2;
    let mut neighbours: Vec<Neighbours> = Vec::new();
    neighbours.resize_with(collected.len(), Neighbours::default);
    for clause in &texts.clauses {
        let Some(text) = texts.documents.get(clause.text) else {
            continue;
        };
        for (at, &first) in clause.tokens.iter().enumerate() {
            let mut hash = 0;
            for &last in clause.tokens.iter().skip(at).take(longest) {
                let Some(word) = texts.word(clause.text, last) else {
                    break;
                };
                hash = extend_hash(hash, word);
                let Some(&index) = by_hash.get(&hash) else {
                    continue;
                };
                let Some(range) = text.balanced(first..last + 1) else {
                    continue;
                };
                let span = Span::new(clause.text, range.start, range.end);
                let (Some(evidence), Some(around)) =
                    (collected.get_mut(index), neighbours.get_mut(index))
                else {
                    continue;
                };
                let surface = texts.surface(span);
                if surface != evidence.term && normal_form(surface) != evidence.term {
                    continue;
                }
                let repeated = text.tokens.get(first).is_some_and(|token| token.repeated);
                evidence.occurrences.push((span, repeated));
                if !repeated {
                    around.count(evidence, text, range);
                }
            }
        }
    }
    for (evidence, around) in collected.iter_mut().zip(neighbours) {
        around.finish(evidence);
        if let Some(span) = evidence.example() {
            evidence.npmi = counts.npmi(texts, span);
            let first = texts.span_words(span).next();
            evidence.verb_led = first.is_some_and(|word| word.class.is_verb());
        }
    }
    collected.retain(|evidence| !evidence.occurrences.is_empty());
    collected
}

#[derive(Default)]
struct Neighbours {
    left: Vec<u32>,
    right: Vec<u32>,
    left_edges: u32,
    right_edges: u32,
    last_text: Option<u32>,
}

impl Neighbours {
    fn count(
        &mut self,
        evidence: &mut Evidence,
        text: &super::clause::Text<'_>,
        range: std::ops::Range<usize>,
    ) {
        evidence.frequency += 1;
        let before = text.class_before(range.start);
        let after = text.class(range.end);
        let word_at = |index: usize| text.tokens.get(index).map_or(u32::MAX, |token| token.word);
        if before.is_word() {
            self.left.push(word_at(range.start.wrapping_sub(1)));
        } else {
            self.left_edges += 1;
        }
        if after.is_word() {
            self.right.push(word_at(range.end));
        } else {
            self.right_edges += 1;
        }
        let own_quotes = text.class(range.start) == Class::Mark(Mark::Open)
            && text
                .tokens
                .get(range.start)
                .is_some_and(|token| token.partner as usize + 1 == range.end);
        let quoted = own_quotes
            || (before == Class::Mark(Mark::Open)
                && text
                    .tokens
                    .get(range.end)
                    .is_some_and(|token| token.partner as usize + 1 == range.start)
                && after == Class::Mark(Mark::Close));
        evidence.quoted += u32::from(quoted);
        let free_left = before.leaves_free();
        let free_right = after.leaves_free();
        evidence.free_left += u32::from(free_left);
        evidence.free_right += u32::from(free_right);
        evidence.free += u32::from(free_left && free_right);
        let item = Class::Mark(Mark::Item);
        let fills = |class: Class| !class.is_word() && !class.joins();
        evidence.items += u32::from(
            (before == item && (fills(after) || after.leaves_free()))
                || (after == item && (fills(before) || before.leaves_free())),
        );
    }

    fn finish(mut self, evidence: &mut Evidence) {
        self.left.sort_unstable();
        self.left.dedup();
        self.right.sort_unstable();
        self.right.dedup();
        let size = |words: &[u32]| u32::try_from(words.len()).unwrap_or(u32::MAX);
        evidence.left_variety = size(&self.left) + self.left_edges.min(3);
        evidence.right_variety = size(&self.right) + self.right_edges.min(3);
        for (span, _) in &evidence.occurrences {
            if self.last_text != Some(span.text) {
                self.last_text = Some(span.text);
                evidence.documents += 1;
            }
        }
    }
}
