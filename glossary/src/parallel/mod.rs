//! A text and its translation: from two repaired texts to units of the memory.

mod decided;
mod known;
mod review;

pub use decided::DecidedPair;
pub use known::Known;
pub use review::{BeadCommand, BeadStep, PairReview, Revision, UnknownBeadCommand};

use std::collections::BTreeMap;
use std::ops::Range;

use tmx::align::{AlignConfig, Resources, Side, align};
use tmx::{LangTag, SentenceSplitter, TranslationUnit};

/// Two texts as sentences, and which belong together.
#[derive(Debug, Clone)]
pub struct Aligned {
    /// The Chinese sentences.
    pub source: Vec<String>,
    /// The English sentences.
    pub target: Vec<String>,
    /// Groups of sentences that render each other, in order; every sentence is in one.
    pub beads: Vec<AlignedBead>,
    /// Sentences left out since a passage of one side is there twice.
    pub repeated: usize,
}

/// Neighbouring sentences and those that render them; one side may have none.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedBead {
    /// Indices of the Chinese sentences.
    pub source: Range<usize>,
    /// Indices of the English sentences.
    pub target: Range<usize>,
    /// How sure the aligner is, from 0 to 1.
    pub score: f64,
    /// What a person said of it.
    pub verdict: Option<BeadVerdict>,
}

/// What a person says of a bead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeadVerdict {
    /// Its sides render each other.
    Accepted,
    /// It is to be no unit.
    Rejected,
}

impl AlignedBead {
    /// Whether both sides hold a sentence.
    #[must_use]
    pub fn is_pair(&self) -> bool {
        !self.source.is_empty() && !self.target.is_empty()
    }
}

impl Aligned {
    /// Pairs that somebody aligned before, taken as they are; one side of a pair may be empty.
    #[must_use]
    pub fn as_given(pairs: Vec<(String, String)>) -> Self {
        let mut aligned = Self {
            source: Vec::new(),
            target: Vec::new(),
            beads: Vec::new(),
            repeated: 0,
        };
        for (source, target) in pairs {
            let (from, to) = (aligned.source.len(), aligned.target.len());
            aligned.source.extend(some(source));
            aligned.target.extend(some(target));
            aligned.beads.push(AlignedBead {
                source: from..aligned.source.len(),
                target: to..aligned.target.len(),
                score: 1.0,
                verdict: Some(BeadVerdict::Accepted),
            });
        }
        aligned
            .beads
            .retain(|bead| !(bead.source.is_empty() && bead.target.is_empty()));
        aligned
    }

    /// The two sides of a bead as text.
    #[must_use]
    pub fn texts(&self, bead: &AlignedBead) -> (String, String) {
        let source = self.source[bead.source.clone()].concat();
        (source, self.target[bead.target.clone()].join(" "))
    }

    /// The beads that have both sides and were not rejected, as units with the aligner's score;
    /// without a score what a person accepted.
    #[must_use]
    pub fn units(&self, source: &LangTag, target: &LangTag) -> Vec<(TranslationUnit, Option<f64>)> {
        self.beads
            .iter()
            .filter(|bead| bead.is_pair() && bead.verdict != Some(BeadVerdict::Rejected))
            .map(|bead| {
                let (left, right) = self.texts(bead);
                let pair = TranslationUnit::pair((source, &left), (target, &right));
                (pair, (bead.verdict.is_none()).then(|| rounded(bead.score)))
            })
            .collect()
    }

    /// How many beads lack a side.
    #[must_use]
    pub fn unpaired(&self) -> usize {
        self.beads.iter().filter(|bead| !bead.is_pair()).count()
    }
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}

/// A sentence, and whether it begins a paragraph.
type Placed = (String, bool);

/// Aligns two repaired texts, one paragraph a line, sentence by sentence as `cut` cuts them, with the
/// help of what is `known`.
///
/// A page that was copied twice on one side, and only there, is aligned once.
#[must_use]
pub fn align_texts(
    source: &str,
    target: &str,
    cut: &dyn SentenceSplitter,
    known: &Known,
) -> Aligned {
    let mut source = split(source, &LangTag::chinese(), cut);
    let mut target = split(target, &LangTag::english(), cut);
    let repeated = match (repeated_passages(&source), repeated_passages(&target)) {
        (passages, none) if none.is_empty() => leave_out(&mut source, &passages),
        (none, passages) if none.is_empty() => leave_out(&mut target, &passages),
        _ => 0,
    };
    let (source, source_starts): (Vec<String>, Vec<bool>) = source.into_iter().unzip();
    let (target, target_starts): (Vec<String>, Vec<bool>) = target.into_iter().unzip();
    Aligned {
        repeated,
        ..align_sides(source, target, (&source_starts, &target_starts), known)
    }
}

/// Aligns two lists of sentences, with the help of what is `known`.
#[must_use]
pub fn align_sentences(source: Vec<String>, target: Vec<String>, known: &Known) -> Aligned {
    align_sides(source, target, (&[], &[]), known)
}

fn align_sides(
    source: Vec<String>,
    target: Vec<String>,
    starts: (&[bool], &[bool]),
    known: &Known,
) -> Aligned {
    let left: Vec<&str> = source.iter().map(String::as_str).collect();
    let right: Vec<&str> = target.iter().map(String::as_str).collect();
    let side = |sentences, starts| Side { sentences, starts };
    let resources = Resources {
        segmenter: known,
        lexicon: known,
        known: known.pairs(),
    };
    let beads = align(
        side(&left, starts.0),
        side(&right, starts.1),
        &resources,
        &AlignConfig::default(),
    );
    let beads = (beads.into_iter())
        .map(|bead| AlignedBead {
            source: bead.source,
            target: bead.target,
            score: bead.score,
            verdict: None,
        })
        .collect();
    Aligned {
        source,
        target,
        beads,
        repeated: 0,
    }
}

fn split(text: &str, lang: &LangTag, cut: &dyn SentenceSplitter) -> Vec<Placed> {
    let mut end = 0;
    (cut.sentences(text, lang).into_iter())
        .map(|range| {
            let starts = end == 0 || text[end..range.start].contains('\n');
            end = range.end;
            (text[range].to_owned(), starts)
        })
        .collect()
}

/// A passage is repeated when so many sentences in a row are.
const PASSAGE: usize = 3;

/// The later copies of passages that are there twice, word for word, in order.
fn repeated_passages(sentences: &[Placed]) -> Vec<Range<usize>> {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, (sentence, _)) in sentences.iter().enumerate() {
        places.entry(sentence).or_default().push(index);
    }
    let mut passages = Vec::new();
    let mut index = 0;
    while index < sentences.len() {
        let earlier = places
            .get(sentences[index].0.as_str())
            .map_or(&[][..], Vec::as_slice);
        let longest = earlier
            .iter()
            .take_while(|&&first| first < index)
            .map(|&first| {
                let pairs = sentences[first..index].iter().zip(&sentences[index..]);
                pairs.take_while(|(one, other)| one.0 == other.0).count()
            })
            .max()
            .unwrap_or(0);
        if longest >= PASSAGE {
            passages.push(index..index + longest);
        }
        index += if longest >= PASSAGE { longest } else { 1 };
    }
    passages
}

/// Removes passages from a list of sentences; returns how many sentences went.
fn leave_out(sentences: &mut Vec<Placed>, passages: &[Range<usize>]) -> usize {
    for passage in passages.iter().rev() {
        sentences.drain(passage.clone());
    }
    passages.iter().map(Range::len).sum()
}

/// A score to four places, as it is stored and printed, so that it compares equal afterwards.
#[must_use]
pub fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use tmx::sentence::SentenceConfig;

    use super::*;

    const ZH: [&str; 5] = [
        "港口通则贸易通。",
        "红树林挡得住风浪。",
        "青年是大海的未来。",
        "我们将开通26条航线。",
        "谢谢大家！",
    ];
    const EN: [&str; 5] = [
        "When ports flow, trade flows.",
        "Mangroves hold off wind and waves.",
        "Young people are the future of the sea.",
        "We will open 26 shipping routes.",
        "Thank you all.",
    ];

    #[test]
    fn a_text_and_its_translation_become_units() {
        let aligned = align_texts(
            &ZH.concat(),
            &EN.join(" "),
            &SentenceConfig::default(),
            &Known::default(),
        );
        let units = aligned.units(&LangTag::chinese(), &LangTag::english());
        let pairs: Vec<(String, String)> = units
            .iter()
            .map(|(unit, _)| {
                let text = |side: usize| unit.variants[side].segment.plain_text();
                (text(0), text(1))
            })
            .collect();
        let expected: Vec<(String, String)> = ZH
            .iter()
            .zip(EN)
            .map(|(zh, en)| ((*zh).to_owned(), en.to_owned()))
            .collect();
        assert_eq!(pairs, expected);
        assert_eq!(aligned.unpaired(), 0);
    }

    #[test]
    fn a_page_that_is_there_twice_on_one_side_is_aligned_once() {
        let twice = format!("{}{}{}", ZH[..4].concat(), ZH[..4].concat(), ZH[4]);
        let aligned = align_texts(
            &twice,
            &EN.join(" "),
            &SentenceConfig::default(),
            &Known::default(),
        );
        assert_eq!(aligned.repeated, 4);
        assert_eq!(
            aligned
                .units(&LangTag::chinese(), &LangTag::english())
                .len(),
            5
        );
    }

    #[test]
    fn a_refrain_on_both_sides_stays() {
        let aligned = align_texts(
            &ZH.concat().repeat(2),
            &format!("{0} {0}", EN.join(" ")),
            &SentenceConfig::default(),
            &Known::default(),
        );
        assert_eq!((aligned.repeated, aligned.source.len()), (0, 10));
    }

    #[test]
    fn sentences_given_one_by_one_are_all_kept() {
        let twice = |side: [&str; 5]| {
            [side, side]
                .concat()
                .into_iter()
                .map(str::to_owned)
                .collect()
        };
        let once = EN.map(str::to_owned).to_vec();
        assert_eq!(
            align_sentences(twice(ZH), once, &Known::default())
                .source
                .len(),
            10
        );
    }
}
