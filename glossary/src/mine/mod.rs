//! From texts to candidates a curator can judge: sentences, repetitions, extraction, readings and
//! suggestions in one go.

mod scripts;

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::{
    IntoParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator,
};
use rustc_hash::FxHashMap;
use serde::Serialize;
use tmx::LangTag;
use tmx::sentence::sentences;

use crate::dictionary::Dictionary;
use crate::extract::{
    Candidate, Corpus, Document, Explanation, ExtractConfig, STRETCH, SentenceSpan, Unwatched,
    Watch, extract_explained, stretches,
};
use crate::pinyin::{Doubts, OwnReadings, Reading, read_person, read_term};
use crate::store::{NewText, StoredCandidate, StoredText};
use crate::text::{Fingerprint, Minima, NearRepeat, NearRepeats, SentenceHash, Sighting, clusters};
use crate::words::ChineseWordSegmenter;
use scripts::Scripts;

/// A text to be mined.
#[derive(Debug, Clone, Copy)]
pub struct MinedText<'t> {
    /// What it is called.
    pub name: &'t str,
    /// The repaired text, one paragraph a line.
    pub body: &'t str,
}

impl<'t> From<&'t StoredText> for MinedText<'t> {
    fn from(text: &'t StoredText) -> Self {
        Self {
            name: &text.summary.name,
            body: &text.body,
        }
    }
}

impl<'t> From<&'t NewText> for MinedText<'t> {
    fn from(text: &'t NewText) -> Self {
        Self {
            name: &text.name,
            body: &text.body,
        }
    }
}

/// What was found in texts.
#[derive(Debug, Clone, Default)]
pub struct Mined {
    /// The candidates, best first.
    pub candidates: Vec<StoredCandidate>,
    /// Why the terms that were asked about rank where they do, in the order they were asked.
    pub explanations: Vec<Explanation>,
    /// How often the texts repeat themselves and each other.
    pub repetitions: Repetitions,
    /// Texts that are for the most part the same as an earlier one.
    pub near_copies: Vec<NearCopy>,
}

/// Sentences of texts, and how many of them are repeated. A repeated sentence counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Repetitions {
    /// Sentences of all texts.
    pub sentences: usize,
    /// Sentences that came before in the same text.
    pub within: usize,
    /// Sentences that came before in another text.
    pub across: usize,
    /// Sentences that came before but for a few words.
    pub nearly: usize,
}

impl Repetitions {
    /// Counts the repeated sentences of texts, taken in their order.
    #[must_use]
    pub fn count(texts: &[MinedText<'_>]) -> Self {
        sentence_spans(texts, &Unwatched).1
    }

    /// All repeated sentences.
    #[must_use]
    pub fn repeated(&self) -> usize {
        self.within + self.across + self.nearly
    }
}

/// A text that is for the most part the same as an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NearCopy {
    /// What the text is called.
    pub name: String,
    /// What the earlier text is called: the one of its [cluster](clusters) that it has most in
    /// common with.
    pub of: String,
    /// Estimated share of the text that stands in the earlier one, 0 to 1.
    pub held: f64,
    /// Estimated share of the earlier text that stands in this one, 0 to 1.
    pub repeats: f64,
}

impl NearCopy {
    /// The near copies among texts, in their order.
    #[must_use]
    pub fn find(texts: &[MinedText<'_>]) -> Vec<Self> {
        Clustered::new(texts).near_copies(texts)
    }
}

/// Texts by how much of them is the same.
struct Clustered {
    prints: Vec<Fingerprint>,
    clusters: Vec<usize>,
}

impl Clustered {
    fn new(texts: &[MinedText<'_>]) -> Self {
        let prints: Vec<_> = texts
            .par_iter()
            .map(|it| Fingerprint::of(it.body))
            .collect();
        let clusters = clusters(&prints);
        Self { prints, clusters }
    }

    fn near_copies(&self, texts: &[MinedText<'_>]) -> Vec<NearCopy> {
        let mut members: BTreeMap<usize, Vec<(&str, &Fingerprint)>> = BTreeMap::new();
        let mut copies = Vec::new();
        for ((text, print), cluster) in texts.iter().zip(&self.prints).zip(&self.clusters) {
            let earlier = members.entry(*cluster).or_default();
            // Of equally near ones the first, which comes last here.
            let nearest = earlier
                .iter()
                .take(COMPARED)
                .rev()
                .map(|&(of, other)| (of, print.overlap(other)))
                .max_by_key(|(_, overlap)| overlap.shared);
            if let Some((of, overlap)) = nearest {
                copies.push(NearCopy {
                    name: text.name.to_owned(),
                    of: of.to_owned(),
                    held: overlap.of_first(),
                    repeats: overlap.of_second(),
                });
            }
            earlier.push((text.name, print));
        }
        copies
    }
}

/// Earlier members of its cluster that a text is compared with, to tell the nearest: enough to be
/// helpful, and not so many that a thousand copies are compared each with each.
const COMPARED: usize = 20;

/// Mines Chinese texts for candidates, best first. Equal texts in equal order give equal results.
#[must_use]
pub fn mine(texts: &[MinedText<'_>], config: &ExtractConfig) -> Mined {
    mine_watched(texts, config, &Unwatched).unwrap_or_default()
}

/// [`mine`], looked on by `watch`; none once that has called it off.
#[must_use]
pub fn mine_watched(
    texts: &[MinedText<'_>],
    config: &ExtractConfig,
    watch: &dyn Watch,
) -> Option<Mined> {
    mine_explained(texts, &[], config, &[], watch)
}

/// [`mine_watched`], and why each of `terms` ranks where it does; how usual the candidates are
/// elsewhere is counted in `reference`, unless that is empty.
#[must_use]
pub fn mine_explained(
    texts: &[MinedText<'_>],
    reference: &[MinedText<'_>],
    config: &ExtractConfig,
    terms: &[String],
    watch: &dyn Watch,
) -> Option<Mined> {
    config.install(|| {
        let dictionary = Dictionary::built_in();
        let scripts = Scripts::of(texts, dictionary);
        let texts = scripts.read();
        let elsewhere = Scripts::of(reference, dictionary);
        let reference = elsewhere.read();
        // Loading takes as long as all the rest of a short text.
        let ((spans, repetitions, clustered), ()) = rayon::join(
            || {
                let (spans, repetitions) = sentence_spans(&texts, watch);
                (spans, repetitions, Clustered::new(&texts))
            },
            || ChineseWordSegmenter.load(),
        );
        let documents = texts
            .iter()
            .zip(&spans)
            .zip(&clustered.clusters)
            .enumerate()
            .map(|(number, ((text, sentences), &cluster))| Document {
                name: text.name,
                body: text.body,
                written: scripts.written(number),
                sentences,
                cluster,
            })
            .collect();
        let (reference_spans, _) = match reference.as_slice() {
            [] => Default::default(),
            texts => sentence_spans(texts, watch),
        };
        let reference = reference
            .iter()
            .zip(&reference_spans)
            .map(|(text, sentences)| Document {
                name: text.name,
                body: text.body,
                written: None,
                sentences,
                cluster: 0,
            })
            .collect();
        let corpus = Corpus {
            documents,
            reference,
        };
        let config = ExtractConfig {
            decisions: scripts.decisions(&config.decisions),
            ..config.clone()
        };
        let forms: Vec<String> = terms.iter().map(|term| scripts.form(term)).collect();
        let (mut candidates, mut explanations) = extract_explained(
            &corpus,
            &ChineseWordSegmenter,
            dictionary,
            &config,
            &forms,
            watch,
        );
        scripts.tell(&mut candidates, &mut explanations, terms);
        let candidates = candidates
            .into_par_iter()
            .map(|candidate| with_suggestions(candidate, dictionary))
            .collect();
        (!watch.is_cancelled()).then(|| Mined {
            candidates,
            explanations,
            repetitions,
            near_copies: clustered.near_copies(&texts),
        })
    })
}

/// Adds the reading and the English that the dictionary knows.
#[must_use]
pub fn with_suggestions(candidate: Candidate, dictionary: &Dictionary) -> StoredCandidate {
    let term = candidate.display();
    let reading = reading(&candidate, dictionary);
    let suggestions = dictionary.suggest(term);
    let dictionaries = if dictionary.contains(term) {
        vec![dictionary.info().name.to_owned()]
    } else {
        Vec::new()
    };
    StoredCandidate {
        candidate,
        pinyin: reading.joined(),
        doubt: Doubts::of(&reading),
        dictionaries,
        suggestions,
    }
}

/// Reads candidates once more, by what the curator's own entries say as well.
pub fn read_by(candidates: &mut [StoredCandidate], own: &OwnReadings, dictionary: &Dictionary) {
    if own.is_empty() {
        return;
    }
    candidates.par_iter_mut().for_each(|stored| {
        let reading = own.applied(reading(&stored.candidate, dictionary), dictionary);
        stored.pinyin = reading.joined();
        stored.doubt = Doubts::of(&reading);
    });
}

fn reading(candidate: &Candidate, dictionary: &Dictionary) -> Reading {
    let term = candidate.display();
    // One word that the segmenter has as a person, and the dictionary not at all.
    let person = (candidate.pattern == "nr" && !dictionary.contains(term))
        .then(|| read_person(term, dictionary))
        .flatten();
    person.unwrap_or_else(|| read_term(term, dictionary))
}

/// The sentences of each text, and how many of them are repeated.
fn sentence_spans(
    texts: &[MinedText<'_>],
    watch: &dyn Watch,
) -> (Vec<Vec<SentenceSpan>>, Repetitions) {
    // So many stretches are looked at side by side before what is repeated is marked, in order.
    const WAVE: usize = 64;

    watch.begin("sentences", texts.iter().map(|text| text.body.len()).sum());
    let mut counted = Repetitions::default();
    let mut near = NearRepeats::new(texts.iter().map(|text| text.body.len()).sum());
    let mut begun = 0;
    let mut last_text: FxHashMap<SentenceHash, usize> = FxHashMap::default();
    let mut all: Vec<Vec<SentenceSpan>> = vec![Vec::new(); texts.len()];
    let parts: Vec<(usize, Range<usize>)> = texts
        .iter()
        .enumerate()
        .flat_map(|(number, text)| {
            stretches(text.body, STRETCH)
                .into_iter()
                .map(move |range| (number, range))
        })
        .collect();
    for wave in parts.chunks(WAVE) {
        if watch.is_cancelled() {
            break;
        }
        let found: Vec<Vec<Sentence>> = wave
            .par_iter()
            .map(|(number, range)| {
                let body = texts.get(*number).map_or("", |text| text.body);
                sentences_of(body, range.clone())
            })
            .collect();
        // What came before is asked in order; whether it nearly did is compared side by side.
        let mut met: Vec<Met> = Vec::with_capacity(found.iter().map(Vec::len).sum());
        for ((number, part), sentences) in wave.iter().zip(found) {
            for text in texts.get(begun..=*number).unwrap_or_default() {
                near.begin(text.body);
                begun += 1;
            }
            for Sentence {
                range,
                hash,
                minima,
            } in sentences
            {
                let before = hash.and_then(|hash| last_text.insert(hash, *number));
                let said_here = before == Some(*number);
                counted.sentences += 1;
                counted.within += usize::from(said_here);
                counted.across += usize::from(before.is_some() && !said_here);
                let sighting = match before {
                    Some(_) => None,
                    None => minima.and_then(|minima| near.sight(range.clone(), &minima)),
                };
                met.push(Met {
                    text: *number,
                    range,
                    repeated: before.is_some(),
                    sighting,
                });
            }
            watch.advance(part.len());
        }
        let judged: Vec<Option<NearRepeat>> = met
            .par_iter()
            .map(|met| near.judge(met.sighting.as_ref()?))
            .collect();
        for (met, nearly) in met.into_iter().zip(judged) {
            let Some(spans) = all.get_mut(met.text) else {
                continue;
            };
            counted.nearly += usize::from(nearly.is_some());
            match nearly {
                Some(repeat) => {
                    spans.extend(repeat.pieces.into_iter().map(|piece| SentenceSpan {
                        range: piece.range,
                        repeated: piece.repeated,
                    }));
                }
                None => spans.push(SentenceSpan {
                    range: met.range,
                    repeated: met.repeated,
                }),
            }
        }
    }
    (all, counted)
}

/// A sentence as it is by itself.
struct Sentence {
    range: Range<usize>,
    hash: Option<SentenceHash>,
    minima: Option<Minima>,
}

/// A sentence after those before it.
struct Met {
    text: usize,
    range: Range<usize>,
    /// Whether the same came before.
    repeated: bool,
    /// Where nearly the same may have come before.
    sighting: Option<Sighting>,
}

fn sentences_of(body: &str, part: Range<usize>) -> Vec<Sentence> {
    let text = body.get(part.clone()).unwrap_or_default();
    sentences(text, &LangTag::chinese())
        .into_iter()
        .map(|range| {
            let words = text.get(range.clone()).unwrap_or_default();
            Sentence {
                hash: SentenceHash::of(words),
                minima: Minima::of(words),
                range: part.start + range.start..part.start + range.end,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str = "我们要共同推动海洋经济可持续发展。";

    fn text(body: &str) -> MinedText<'_> {
        MinedText { name: "text", body }
    }

    #[test]
    fn a_sentence_counts_once_within_and_across_texts() {
        let page = format!("{SENTENCE}\n另一句话谈的是港口之间的互联互通。\n{SENTENCE}");
        let counted = Repetitions::count(&[text(&page), text(SENTENCE)]);
        assert_eq!(
            counted,
            Repetitions {
                sentences: 4,
                within: 1,
                across: 1,
                nearly: 0
            }
        );
        let mined = mine(&[text(&page), text(SENTENCE)], &ExtractConfig::default());
        let found = mined
            .candidates
            .iter()
            .find(|it| it.candidate.term == "海洋经济")
            .unwrap();
        assert_eq!(
            (found.candidate.frequency, found.candidate.raw_frequency),
            (1, 3)
        );
    }

    fn found<'m>(mined: &'m Mined, term: &str) -> &'m Candidate {
        let stored = mined.candidates.iter().find(|it| it.candidate.term == term);
        &stored.unwrap().candidate
    }

    /// A speech of several hundred characters in which no sentence recurs.
    const SPEECH: &str = "各国应当携手保护海洋生态环境，共同应对气候变化的严峻挑战，让子孙后代享有碧海蓝天。\n\
        渔民的收入比十年前增加了三倍，沿岸的村庄通了公路、电和自来水，孩子们在新校舍里读书。\n\
        我们提出“蓝色走廊”倡议，得到七个国家的积极响应，第一批项目已经在两个港口落地开工。\n\
        铁路部门准备在明年春天把货运站扩大一倍，并且同邻省商量统一调度冷藏车皮的具体办法。\n\
        双方的科研人员在红树林里建立了观测站，每天记录潮汐、水温和候鸟的数量，并且公开数据。\n\
        实践证明，只要坚持相互尊重、平等协商，再复杂的争端也能找到各方都可以接受的解决办法。\n\
        面向未来，让我们继续办好海员学院和青年论坛，培养更多懂技术、会管理的海洋专业人才。\n\
        中国将为岛屿国家建设十座光伏电站和五座海水淡化厂，并提供三百个研究生奖学金的名额。\n\
        古代的商船乘着季风往来，运去丝绸和瓷器，带回香料和宝石，也带回远方人民的友好情谊。\n";

    #[test]
    fn two_printings_of_a_speech_count_as_one_document() {
        let other = SPEECH.replace("孩子们", "学生们").replace("情谊", "感情");
        let other =
            format!("某社泉州电 本社记者从“蓝色走廊”倡议会议上获悉，讲话全文如下。\n{other}");
        let third = "铁路经过三个省份，“蓝色走廊”倡议也把它列入了计划。";
        let texts = [text(SPEECH), text(&other), text(third)];
        let mined = mine(&texts, &ExtractConfig::default());
        assert_eq!(mined.repetitions.nearly, 2);
        assert_eq!(mined.repetitions.across, 7);
        let term = found(&mined, "蓝色走廊倡议");
        assert_eq!(
            (term.frequency, term.raw_frequency, term.documents),
            (3, 4, 2)
        );
        let [copy] = mined.near_copies.as_slice() else {
            panic!("{:?}", mined.near_copies);
        };
        assert!(copy.repeats > 0.8, "{copy:?}");
    }

    #[test]
    fn what_is_new_in_a_sentence_said_before_becomes_a_candidate() {
        let earlier = "我们要在海洋经济、数字经济和绿色能源方面扩大合作，共同建设“蓝色走廊”，\
                       让各国人民都能分享发展的成果。";
        let later = earlier.replace("蓝色走廊", "灯塔计划");
        let later = format!("秘书长强调，{later}");
        let mined = mine(&[text(earlier), text(&later)], &ExtractConfig::default());
        assert_eq!((mined.repetitions.across, mined.repetitions.nearly), (0, 1));
        let new = found(&mined, "灯塔计划");
        assert_eq!((new.frequency, new.raw_frequency, new.documents), (1, 1, 1));
        let old = found(&mined, "海洋经济");
        assert_eq!((old.frequency, old.raw_frequency, old.documents), (1, 2, 1));
    }

    #[test]
    fn a_candidate_occurs_at_least_once() {
        let earlier = "各国应当携手保护海洋，共同应对气候、变化的局面和日益严峻的挑战。";
        let later = "各国应当携手保护海洋，他说要共同应对气候变化的局面和日益严峻的挑战。";
        let mined = mine(&[text(earlier), text(later)], &ExtractConfig::default());
        assert_eq!(mined.repetitions.nearly, 1);
        let term = found(&mined, "气候变化");
        assert_eq!((term.frequency, term.documents), (1, 1));
        let least = mined
            .candidates
            .iter()
            .map(|it| it.candidate.frequency)
            .min();
        assert_eq!(least, Some(1));
    }

    #[test]
    fn candidates_come_with_reading_and_english() {
        let mined = mine(
            &[text("要守望相助。我们守望相助。")],
            &ExtractConfig::default(),
        );
        let found = mined
            .candidates
            .iter()
            .find(|it| it.candidate.term == "守望相助")
            .unwrap();
        assert_eq!(found.pinyin, "shǒuwàng-xiāngzhù");
        assert!(!found.suggestions.is_empty());
    }
}
