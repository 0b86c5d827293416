//! The features a score is the sum of.

use super::Channel;
use super::clause::Word;
use super::grammar::{Class, Mark};
use super::known::{Known, KnownTerm};
use super::library::Library;
use super::nesting::Nested;
use super::statistics::Evidence;
use crate::words::PartOfSpeechTag as Tag;

/// One summand of the score: its name, its weight in logits, and what it measures.
pub(super) struct Feature {
    pub(super) name: &'static str,
    pub(super) weight: f64,
    pub(super) value: fn(&Facts<'_>) -> f64,
}

/// What the score of a candidate before any evidence is, in logits.
pub(super) const BASE: f64 = -4.87;

/// All features. The weights were fitted once by logistic regression on four sets of texts of
/// different genres annotated by hand (speeches, declarations, news, agency reports), those that
/// were found late weighing more, then rounded. None names a term.
pub(super) const FEATURES: &[Feature] = &[
    feature("variety", 1.93, |facts| {
        f64::from(
            facts
                .evidence
                .left_variety
                .min(facts.evidence.right_variety),
        )
        .ln_1p()
    }),
    feature("frequency", -0.98, |facts| facts.frequency.max(1.0).ln()),
    feature("cohesion", 1.18, |facts| {
        if facts.words > 1 && facts.frequency > 1.0 {
            facts.evidence.npmi
        } else {
            0.0
        }
    }),
    feature("free left", 0.2, |facts| {
        facts.share(facts.evidence.free_left)
    }),
    feature("free right", 0.24, |facts| {
        facts.share(facts.evidence.free_right)
    }),
    feature("stands free", -0.14, |facts| flag(facts.evidence.free > 0)),
    feature("quoted", 2.38, |facts| flag(facts.evidence.quoted > 0)),
    feature("quoted compound", 1.57, |facts| {
        facts.by(Channel::QuotedCompound)
    }),
    feature("title", 0.23, |facts| flag(facts.title)),
    feature("hyphen name", -0.18, |facts| facts.by(Channel::Hyphen)),
    feature("dictionary, three characters", 0.33, |facts| {
        flag(facts.dictionary && facts.evidence.chars == 3)
    }),
    feature("dictionary, four characters", 0.28, |facts| {
        flag(facts.dictionary && facts.evidence.chars >= 4)
    }),
    feature("idiom", 1.4, |facts| flag(facts.idiom)),
    feature("phrase word", 0.37, |facts| {
        flag(facts.whole == Some(Tag::Phrase))
    }),
    feature("name word", 1.18, |facts| {
        flag(matches!(facts.whole, Some(Tag::Name | Tag::Abbreviation)))
    }),
    feature("known compound", 0.21, |facts| {
        flag(facts.words > 1 && facts.whole.is_some())
    }),
    feature("known word", 0.3, |facts| {
        flag(facts.words == 1 && facts.evidence.chars > 2)
    }),
    feature("four characters", 0.71, |facts| {
        facts.by(Channel::FourCharacters)
    }),
    feature("enumerated", 0.37, |facts| {
        facts.share(facts.evidence.items)
    }),
    feature("number with an action", 1.2, |facts| {
        facts.by(Channel::Numeric)
            * flag(facts.last_is(&[Tag::Verb, Tag::VerbalNoun, Tag::Adverb, Tag::Adjective]))
    }),
    feature("number with its parts", 0.3, |facts| {
        flag(!facts.evidence.expansion.is_empty())
    }),
    feature("name head", 0.57, |facts| {
        flag(facts.words > 1 && facts.name_head)
    }),
    feature("concept head", 0.7, |facts| {
        flag(facts.words > 1 && facts.concept_head)
    }),
    feature("place and name head", 1.24, |facts| {
        flag(facts.words > 1 && facts.name_head && facts.first_is(&[Tag::Place]))
    }),
    feature("term inside", -0.27, |facts| facts.term_inside),
    feature("two characters", -0.81, |facts| {
        flag(facts.evidence.chars <= 2)
    }),
    feature("three characters", -0.2, |facts| {
        flag(facts.evidence.chars == 3)
    }),
    feature("length", -0.78, |facts| facts.length()),
    feature("long", 0.31, |facts| {
        flag(facts.evidence.chars > 8 && facts.words > 0)
    }),
    feature("long name", 0.75, |facts| {
        facts.length() * flag(facts.name_head)
    }),
    feature("long and recurring", 0.22, |facts| {
        facts.length() * flag(facts.frequency > 1.0)
    }),
    feature("long and whole", -0.45, |facts| {
        facts.length() * facts.share(facts.evidence.whole)
    }),
    feature("long and quoted or hyphened", 0.98, |facts| {
        facts.length() * f64::max(facts.by(Channel::Hyphen), flag(facts.evidence.quoted > 0))
    }),
    feature("rare words", 0.27, |facts| facts.bits(facts.specificity)),
    feature("one rare word", 1.15, |facts| {
        flag(facts.words == 1) * facts.bits(facts.specificity)
    }),
    feature("very rare words", -0.91, |facts| {
        (facts.bits(facts.specificity) - 1.0).max(0.0)
    }),
    feature("one very rare word", -0.93, |facts| {
        flag(facts.words == 1) * (facts.bits(facts.specificity) - 1.0).max(0.0)
    }),
    feature("rare short word", 0.31, |facts| {
        flag(facts.evidence.chars <= 2) * facts.bits(facts.specificity)
    }),
    feature("usual words only", -0.5, |facts| {
        (-0.25 - facts.bits(facts.rarest)).max(0.0)
    }),
    feature("dictionary compound", 0.94, |facts| {
        flag(facts.words > 1 && facts.dictionary)
    }),
    feature("dictionary, rare", 0.25, |facts| {
        flag(facts.dictionary) * facts.bits(facts.specificity)
    }),
    feature("begins with a verb", -0.27, |facts| {
        flag(facts.words > 1 && facts.verb_first)
    }),
    feature("begins with an action", -0.78, |facts| facts.action_first),
    feature("begins with a pure action", -0.81, |facts| {
        flag(facts.words > 1 && facts.pure_first)
    }),
    feature("begins with a common verb", -0.46, |facts| {
        facts.common_verb_first
    }),
    feature("pure action inside", -0.57, |facts| facts.pure_inside),
    feature("ends with a pure action", -0.41, |facts| {
        flag(facts.words > 1 && facts.pure_last)
    }),
    feature("place word inside", -0.44, |facts| facts.locatives),
    feature("begins with an adjective", -0.44, |facts| {
        flag(facts.words > 1 && facts.first_is(&[Tag::Adjective]))
    }),
    feature("begins with a number", -0.53, |facts| {
        flag(facts.words > 1 && facts.first_is(&[Tag::Numeral]))
    }),
    feature("begins with a place", -0.44, |facts| {
        flag(facts.words > 1 && facts.first_is(&[Tag::Place]))
    }),
    feature("begins with a function word", 0.47, |facts| {
        flag(facts.loose_first)
    }),
    feature("begins with a person", -0.8, |facts| {
        flag(facts.words > 1 && facts.first_is(&[Tag::Person]))
    }),
    feature("ends with a verb", -0.27, |facts| {
        flag(facts.words > 1 && facts.last_is(&[Tag::Verb]))
    }),
    feature("ends with an action", -0.23, |facts| facts.action_last),
    feature("ends with an adjective", -0.38, |facts| {
        flag(facts.words > 1 && facts.last_is(&[Tag::Adjective, Tag::Adverb]))
    }),
    feature("ends with a place", -0.98, |facts| {
        flag(facts.words > 1 && facts.last_is(&[Tag::Place, Tag::Locative, Tag::Time]))
    }),
    feature("ends with one character", 0.45, |facts| {
        flag(facts.words > 1 && facts.single_last)
    }),
    feature("begins with one character", 0.25, |facts| {
        flag(facts.words > 1 && facts.single_first)
    }),
    feature("one verb", -0.54, |facts| {
        flag(facts.words == 1 && facts.verb_first)
    }),
    feature("one adjective", -1.0, |facts| {
        flag(
            facts.words == 1
                && facts.first_is(&[
                    Tag::Adjective,
                    Tag::Adverb,
                    Tag::Attributive,
                    Tag::Time,
                    Tag::Locative,
                    Tag::Numeral,
                    Tag::Measure,
                ]),
        )
    }),
    feature("verb inside", 0.08, |facts| facts.verbs_inside),
    feature("joining words inside", -0.58, |facts| facts.joints),
    feature("loose characters", -0.16, |facts| facts.singles),
    feature("time", -0.54, |facts| facts.times),
    feature("place alone", -0.29, |facts| flag(facts.place_alone)),
    feature("person", -0.05, |facts| flag(facts.person)),
    feature("keyness", 0.7, |facts| {
        if facts.words == 0 {
            0.0
        } else {
            facts.scaled_keyness().clamp(-1.0, 3.0)
        }
    }),
    feature("never whole", -0.16, |facts| {
        flag(facts.evidence.whole == 0)
    }),
    feature("formula", 1.08, |facts| {
        flag(facts.evidence.formula.is_some())
    }),
    feature("formula of many parts", 0.33, |facts| {
        facts
            .evidence
            .formula
            .map_or(0.0, |form| (form.parts.min(5) - 2) as f64)
    }),
    feature("formula that recurs", 0.23, |facts| {
        flag(facts.evidence.formula.is_some() && facts.evidence.frequency > 1)
    }),
    feature("formula with an echo", 0.25, |facts| {
        flag(facts.evidence.formula.is_some_and(|form| form.echo))
    }),
    feature("rare word", 0.06, |facts| facts.by(Channel::RareWord)),
    feature("dotted", -1.59, |facts| {
        flag(facts.dotted && !facts.name_head)
    }),
    feature("proper in the dictionary", -0.31, |facts| {
        flag(facts.proper)
    }),
    feature("whole and rare", 0.09, |facts| {
        flag(facts.evidence.whole > 0 && facts.words > 1 && facts.frequency < 2.0)
    }),
    feature("long nouns", 0.4, |facts| {
        facts.length() * flag(facts.nouns_only)
    }),
    feature("long and never whole", -0.65, |facts| {
        facts.length() * flag(facts.evidence.whole == 0)
    }),
    feature("two words", 0.55, |facts| flag(facts.words == 2)),
    feature("longer one leads", -0.36, |facts| facts.nested.outer_lead),
    feature("part of a better one", -0.06, |facts| facts.nested.covered),
    feature("never taken whole", 1e-6, |facts| {
        flag(facts.nested.covered >= 1.0)
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
    pub(super) keyness: f64,
    frequency: f64,
    words: usize,
    /// Part of speech of the whole, where the segmenter's dictionary has it as one word.
    whole: Option<Tag>,
    first: Option<Tag>,
    last: Option<Tag>,
    dictionary: bool,
    idiom: bool,
    title: bool,
    name_head: bool,
    concept_head: bool,
    /// Information of the content words in bits: mean and highest.
    specificity: f64,
    rarest: f64,
    verb_first: bool,
    /// Share of its senses that are actions, of a first and of a last word not tagged as a verb.
    action_first: f64,
    action_last: f64,
    single_first: bool,
    loose_first: bool,
    single_last: bool,
    /// Verbs that are nothing but actions in the dictionary: first, last, inside.
    pure_first: bool,
    pure_last: bool,
    pure_inside: f64,
    /// How much more usual than one word in 65,536 a first verb is, in fours of bits.
    common_verb_first: f64,
    locatives: f64,
    verbs_inside: f64,
    joints: f64,
    singles: f64,
    times: f64,
    place_alone: bool,
    proper: bool,
    dotted: bool,
    person: bool,
    term_inside: f64,
    nested: Nested,
    nouns_only: bool,
}

impl<'e> Facts<'e> {
    pub(super) fn gather(
        texts: &Library<'_>,
        all: &'e [Evidence],
        index: usize,
        nested: Nested,
        term: KnownTerm,
    ) -> Option<Self> {
        let evidence = all.get(index)?;
        let example = evidence.example();
        // A formula is judged by its form, not by its words.
        let words: Vec<&Word<'_>> = example
            .filter(|_| evidence.formula.is_none())
            .map(|span| texts.span_words(span).collect())
            .unwrap_or_default();
        let tag = |word: &&Word<'_>| word.class.tag();
        let is = |wanted: Tag| move |word: &&&Word<'_>| word.class.tag() == Some(wanted);
        let known: Vec<Known> = words.iter().map(|word| word.known).collect();
        let content: Vec<f64> = words
            .iter()
            .zip(&known)
            .filter(|(word, _)| word.class.is_content())
            .map(|(_, known)| known.bits)
            .collect();
        let count = |hits: usize| f64::from(u32::try_from(hits).unwrap_or(u32::MAX));
        let frequency = f64::from(evidence.frequency);
        let expected: f64 = words
            .iter()
            .zip(&known)
            .filter(|(word, _)| word.class.is_word())
            .map(|(_, known)| -known.bits)
            .sum();
        // One standard deviation below the count, as a Poisson count spreads by its root.
        let at_least = (frequency - frequency.sqrt()).max(frequency / 4.0).max(0.1);
        let independent = (at_least / f64::from(texts.words.max(1))).log2() - expected;
        let keyness = evidence
            .reference
            .map_or(independent, |reference| reference.keyness);
        let first = words.first().map(|word| word.class);
        let last = words.last();
        let inside = words
            .get(1..words.len().saturating_sub(1))
            .unwrap_or_default();
        let action = |word: Option<&&Word<'_>>, known: Option<&Known>| {
            let verb = word.is_some_and(|word| word.class.is_verb());
            if words.len() < 2 || verb {
                return 0.0;
            }
            known.map_or(0.0, |known| known.action)
        };
        let pure = |at: usize| {
            let verb = words.get(at).is_some_and(|word| word.class.is_verb());
            verb && known.get(at).is_some_and(|known| known.action >= 1.0)
        };
        Some(Self {
            keyness,
            frequency,
            words: words.len(),
            whole: term.tag,
            first: first.and_then(Class::tag),
            last: last.and_then(tag),
            dictionary: term.headword,
            idiom: term.idiom
                || (words.len() == 1 && words.iter().any(|word| tag(word) == Some(Tag::Idiom))),
            title: evidence.titled > 0,
            name_head: last.is_some_and(|word| word.heads_names),
            concept_head: last.is_some_and(|word| word.heads_concepts),
            specificity: content.iter().sum::<f64>() / count(content.len().max(1)),
            rarest: content.iter().copied().fold(0.0, f64::max),
            verb_first: first.is_some_and(Class::is_verb),
            action_first: action(words.first(), known.first()),
            action_last: action(words.last(), known.last()),
            pure_first: pure(0),
            pure_last: words.len() > 1 && pure(words.len() - 1),
            pure_inside: count(
                (1..words.len().saturating_sub(1))
                    .filter(|&at| pure(at))
                    .count(),
            ),
            common_verb_first: known
                .first()
                .filter(|_| words.len() > 1 && first.is_some_and(Class::is_verb))
                .map_or(0.0, |known| (16.0 - known.bits).max(0.0) / 4.0),
            locatives: count(inside.iter().filter(is(Tag::Locative)).count()),
            loose_first: first.is_some_and(Class::is_joint),
            single_first: first.is_some_and(Class::is_single),
            single_last: last.is_some_and(|word| word.class.is_single()),
            verbs_inside: count(inside.iter().filter(is(Tag::Verb)).count()),
            joints: count(words.iter().filter(|word| word.class.is_joint()).count()),
            singles: count(
                words
                    .iter()
                    .filter(|word| word.class.is_single() && word.class.is_content())
                    .count(),
            ),
            times: count(words.iter().filter(is(Tag::Time)).count()),
            place_alone: !words.is_empty()
                && words
                    .iter()
                    .all(|word| matches!(tag(word), Some(Tag::Place | Tag::Mark))),
            proper: term.name,
            dotted: words
                .iter()
                .any(|word| word.class == Class::Mark(Mark::Dot)),
            person: words.len() == 1 && words.iter().any(|word| tag(word) == Some(Tag::Person)),
            term_inside: f64::from(u8::from(evidence.shorter.iter().any(|&inner| {
                all.get(inner).is_some_and(|inner| {
                    inner.quoted > 0 || inner.channels.contains(&Channel::Hyphen)
                })
            }))),
            nested,
            nouns_only: words.len() > 1
                && words
                    .iter()
                    .all(|word| word.class.is_nominal() || word.class.joins()),
            evidence,
        })
    }

    /// Whether it never stands on its own, but only inside longer candidates: by what stands
    /// around it, or because better ones take all its occurrences.
    pub(super) fn is_fragment(&self) -> bool {
        let taken = self.nested.covered >= 1.0 && self.evidence.net_frequency == 0;
        (self.evidence.whole == 0 || taken)
            && self.evidence.quoted == 0
            && !self.evidence.longer.is_empty()
    }

    /// The parts of speech of the words.
    pub(super) fn pattern(&self, texts: &Library<'_>) -> String {
        let words = self.evidence.example().unwrap_or_default();
        if self.words == 0 {
            return String::new();
        }
        texts
            .span_words(words)
            .map(|word| word.class.tag().map_or("w", Tag::as_str))
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn first_is(&self, tags: &[Tag]) -> bool {
        self.first.is_some_and(|first| tags.contains(&first))
    }

    fn last_is(&self, tags: &[Tag]) -> bool {
        self.last.is_some_and(|last| tags.contains(&last))
    }

    /// Characters beyond four, in fours, at most two.
    fn length(&self) -> f64 {
        if self.evidence.formula.is_some() {
            return 0.0;
        }
        f64::from(u8::try_from(self.evidence.chars.saturating_sub(4).min(8)).unwrap_or(8)) / 4.0
    }

    /// Information around the usual 13 bits of a content word, in fours; none of a formula.
    fn bits(&self, bits: f64) -> f64 {
        if self.words == 0 {
            0.0
        } else {
            (bits - 13.0) / 4.0
        }
    }

    /// Keyness in tens of bits against the independent frequencies of the words. Against a corpus
    /// that the user chose to be the measure, each bit of the ratio counts as ten: its lower bound
    /// is small for rare terms, and zero bits, which say nothing, count as nothing.
    fn scaled_keyness(&self) -> f64 {
        match self.evidence.reference {
            Some(_) => self.keyness,
            None => self.keyness / 10.0,
        }
    }

    fn share(&self, part: u32) -> f64 {
        f64::from(part) / self.frequency.max(1.0)
    }

    fn by(&self, channel: Channel) -> f64 {
        f64::from(u8::from(self.evidence.channels.contains(&channel)))
    }
}
