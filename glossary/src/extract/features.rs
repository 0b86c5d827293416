//! The features a score is the sum of.

use super::Channel;
use super::DictionaryHints;
use super::clause::{Texts, Word};
use super::grammar::{Class, Role};
use super::lists::{CONCEPT_HEADS, NAME_HEADS};
use super::statistics::Evidence;
use crate::words::{ChineseWordSegmenter, PartOfSpeechTag as Tag, REFERENCE_TOTAL};

/// One summand of the score: its name, its weight in logits, and what it measures.
pub(super) struct Feature {
    pub(super) name: &'static str,
    pub(super) weight: f64,
    pub(super) value: fn(&Facts<'_>) -> f64,
}

/// What the score of a candidate before any evidence is, in logits.
pub(super) const BASE: f64 = -4.2;

/// All features. The weights were fitted once by logistic regression on texts annotated by hand,
/// then rounded; those of places, persons and hyphens were set by judgement.
pub(super) const FEATURES: &[Feature] = &[
    feature("variety", 1.3, |facts| {
        f64::from(
            facts
                .evidence
                .left_variety
                .min(facts.evidence.right_variety),
        )
        .ln_1p()
    }),
    feature("cohesion", 0.8, |facts| {
        if facts.words > 1 && facts.frequency > 1.0 {
            facts.evidence.npmi
        } else {
            0.0
        }
    }),
    feature("free left", 0.2, |facts| {
        facts.share(facts.evidence.free_left)
    }),
    feature("free right", 0.5, |facts| {
        facts.share(facts.evidence.free_right)
    }),
    feature("quoted", 2.5, |facts| flag(facts.evidence.quoted > 0)),
    feature("quoted compound", 1.1, |facts| {
        facts.by(Channel::QuotedCompound)
    }),
    feature("hyphen name", 1.6, |facts| facts.by(Channel::Hyphen)),
    feature("dictionary", 0.8, |facts| facts.by(Channel::Dictionary)),
    feature("four characters", 1.2, |facts| {
        facts.by(Channel::FourCharacters)
    }),
    feature("enumerated", 0.8, |facts| facts.share(facts.evidence.items)),
    feature("name head", 1.5, |facts| {
        flag(facts.words > 1 && facts.name_head)
    }),
    feature("concept head", 0.8, |facts| {
        flag(facts.words > 1 && facts.concept_head)
    }),
    feature("part of a name", -0.3, |facts| flag(facts.part_of_name)),
    feature("two characters", -2.0, |facts| {
        flag(facts.evidence.chars <= 2)
    }),
    feature("three characters", -0.5, |facts| {
        flag(facts.evidence.chars == 3)
    }),
    feature("length", -0.45, |facts| {
        (facts.evidence.chars.saturating_sub(4)).min(8) as f64 / 4.0
    }),
    feature("one word", 0.4, |facts| {
        f64::from(u8::from(facts.words == 1 && facts.evidence.chars > 2))
    }),
    feature("rare words", 0.3, |facts| (facts.specificity - 13.0) / 4.0),
    feature("begins with a verb", -1.25, |facts| {
        flag(facts.words > 1 && facts.verb_first)
    }),
    feature("ends with a verb", -0.3, |facts| flag(facts.verb_last)),
    feature("verb inside", -0.55, |facts| facts.verbs_inside),
    feature("joining words inside", -0.8, |facts| facts.joints),
    feature("loose characters", 0.15, |facts| facts.singles),
    feature("time", -0.25, |facts| facts.times),
    feature("place alone", -1.0, |facts| flag(facts.place_alone)),
    feature("person", -1.0, |facts| flag(facts.person)),
    feature("term inside", 0.25, |facts| facts.term_inside),
    feature("idiom", 0.9, |facts| flag(facts.only == Some(Tag::Idiom))),
    feature("name word", 1.2, |facts| {
        flag(matches!(facts.only, Some(Tag::Name | Tag::Abbreviation)))
    }),
    feature("dictionary, four characters", 0.4, |facts| {
        facts.by(Channel::Dictionary) * flag(facts.evidence.chars >= 4)
    }),
];

fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

const fn feature(name: &'static str, weight: f64, value: fn(&Facts<'_>) -> f64) -> Feature {
    Feature {
        name,
        weight,
        value,
    }
}

/// What features look at.
pub(super) struct Facts<'e> {
    pub(super) evidence: &'e Evidence,
    pub(super) pattern: String,
    pub(super) keyness: f64,
    frequency: f64,
    words: usize,
    name_head: bool,
    concept_head: bool,
    part_of_name: bool,
    specificity: f64,
    verb_first: bool,
    verb_last: bool,
    verbs_inside: f64,
    joints: f64,
    singles: f64,
    times: f64,
    place_alone: bool,
    person: bool,
    term_inside: f64,
    only: Option<Tag>,
}

impl<'e> Facts<'e> {
    pub(super) fn gather(
        texts: &Texts<'_>,
        all: &[Evidence],
        evidence: &'e Evidence,
        reference: &mut Reference,
        dictionary: &dyn DictionaryHints,
    ) -> Self {
        let words: Vec<&Word<'_>> = evidence
            .example()
            .map(|span| texts.span_words(span).collect())
            .unwrap_or_default();
        let tag = |word: &&Word<'_>| word.class.tag();
        let is = |wanted: Tag| move |word: &&&Word<'_>| word.class.tag() == Some(wanted);
        let content: Vec<f64> = words
            .iter()
            .filter(|word| word.class.is_content())
            .map(|word| reference.bits(word.text))
            .collect();
        let count = |hits: usize| f64::from(u32::try_from(hits).unwrap_or(u32::MAX));
        let specificity = content.iter().sum::<f64>() / count(content.len().max(1));
        let frequency = f64::from(evidence.frequency);
        let expected: f64 = words
            .iter()
            .filter(|word| word.class.is_word())
            .map(|word| -reference.bits(word.text))
            .sum();
        // One standard deviation below the count, as a Poisson count spreads by its root.
        let at_least = (frequency - frequency.sqrt()).max(frequency / 4.0).max(0.1);
        let keyness = (at_least / f64::from(texts.words.max(1))).log2() - expected;
        let first = words.first().map(|word| word.class);
        let last = words.last();
        let inside = words
            .get(1..words.len().saturating_sub(1))
            .unwrap_or_default();
        Self {
            pattern: words
                .iter()
                .map(|word| word.class.tag().map_or("w", Tag::as_str))
                .collect::<Vec<_>>()
                .join(" "),
            keyness,
            frequency,
            words: words.len(),
            name_head: last.is_some_and(|word| NAME_HEADS.contains(&word.text)),
            concept_head: last.is_some_and(|word| CONCEPT_HEADS.contains(&word.text)),
            part_of_name: evidence.longer.iter().any(|(&outer, &shared)| {
                shared == evidence.frequency
                    && all.get(outer).is_some_and(|outer| {
                        outer.quoted > 0
                            || outer.channels.iter().any(|channel| {
                                matches!(
                                    channel,
                                    Channel::Hyphen
                                        | Channel::QuotedCompound
                                        | Channel::HeadNoun
                                        | Channel::Dictionary
                                        | Channel::Idiom
                                )
                            })
                    })
            }),
            specificity,
            verb_first: first.is_some_and(Class::is_verb),
            verb_last: last.is_some_and(|word| word.class.is_verb()),
            verbs_inside: count(inside.iter().filter(is(Tag::Verb)).count()),
            joints: count(
                words
                    .iter()
                    .filter(|word| matches!(word.class, Class::Word { role, .. } if role != Role::Content))
                    .count(),
            ),
            singles: count(words.iter().filter(|word| word.class.is_single() && word.class.is_content()).count()),
            times: count(words.iter().filter(is(Tag::Time)).count()),
            place_alone: words.iter().all(|word| {
                matches!(tag(word), Some(Tag::Place | Tag::Mark))
            }) || (words.len() == 1 && dictionary.is_name(&evidence.term)),
            person: words.len() == 1 && words.iter().any(|word| tag(word) == Some(Tag::Person)),
            term_inside: f64::from(u8::from(evidence.shorter.iter().any(|&inner| {
                all.get(inner).is_some_and(|inner| {
                    inner.quoted > 0 || inner.channels.contains(&Channel::Hyphen)
                })
            }))),
            only: if words.len() == 1 { first.and_then(Class::tag) } else { None },
            evidence,
        }
    }

    fn share(&self, part: u32) -> f64 {
        f64::from(part) / self.frequency.max(1.0)
    }

    fn by(&self, channel: Channel) -> f64 {
        f64::from(u8::from(self.evidence.channels.contains(&channel)))
    }
}

/// How unusual words are in the reference, asked once a word.
pub(super) struct Reference {
    segmenter: ChineseWordSegmenter,
    known: std::collections::HashMap<String, f64>,
}

impl Reference {
    pub(super) fn new(segmenter: ChineseWordSegmenter) -> Self {
        Self {
            segmenter,
            known: std::collections::HashMap::new(),
        }
    }

    /// Information of a word in bits: minus the logarithm of its share of the reference.
    fn bits(&mut self, word: &str) -> f64 {
        if let Some(&bits) = self.known.get(word) {
            return bits;
        }
        let frequency = self.segmenter.reference_frequency(word).unwrap_or(1);
        let frequency = f64::from(u32::try_from(frequency).unwrap_or(u32::MAX)).max(1.0);
        let bits = (REFERENCE_TOTAL / frequency).log2();
        self.known.insert(word.to_owned(), bits);
        bits
    }
}
