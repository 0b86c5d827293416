//! Mining candidates for terms and set phrases from Chinese texts.
//!
//! Channels propose spans of words (recurring sequences, quoted phrases, names with a hyphen …),
//! equal spans become one candidate, statistics are collected over all its occurrences, and a sum
//! of named features ranks it. Every step is a function of its input alone.

mod candidate;
mod channel;
mod clause;
mod collection;
mod config;
mod corpus;
mod decisions;
mod expansion;
mod explain;
mod features;
mod formula;
mod grammar;
mod hashed;
mod keyness;
mod kind;
mod known;
mod library;
mod lists;
mod memory;
mod model;
mod nesting;
mod proposed;
mod rank;
mod recut;
mod reference;
mod repeats;
mod sample;
mod sequences;
mod shared;
mod statistics;
mod suffixes;
mod tally;
mod trace;
mod variety;
mod wanted;
mod watch;
mod wording;

pub use candidate::{Candidate, CandidateKind, Channel, Contribution, Learnt, Occurrence, Surface};
pub use config::ExtractConfig;
pub use corpus::{Corpus, DictionaryHints, Document, Letters, NoDictionary, SentenceSpan};
pub use decisions::Decisions;
pub use explain::{Explanation, Reason, Standing};
pub(crate) use library::{STRETCH, stretches};
pub use memory::least_memory;
pub use trace::Obstacle;
pub use watch::{Unwatched, Watch};

use crate::words::ChineseWordSegmenter;
use library::Library;
use memory::Room;
use rank::Ranking;
use repeats::Repeats;
use sequences::SequenceCounts;

/// The candidates of `corpus`, best first: by score, then by code point.
///
/// Equal input gives equal output, whatever the machine and the number of threads.
#[must_use]
pub fn extract(
    corpus: &Corpus<'_>,
    segmenter: &ChineseWordSegmenter,
    dictionary: &dyn DictionaryHints,
    config: &ExtractConfig,
) -> Vec<Candidate> {
    extract_explained(corpus, segmenter, dictionary, config, &[], &Unwatched).0
}

/// The candidates of `corpus`, and why each of `terms` ranks where it does, or why it does not
/// rank at all, in the order of `terms`; looked on by `watch`. Once that has called it off, what is
/// returned is worth nothing.
#[must_use]
pub fn extract_explained(
    corpus: &Corpus<'_>,
    segmenter: &ChineseWordSegmenter,
    dictionary: &dyn DictionaryHints,
    config: &ExtractConfig,
    terms: &[String],
    watch: &dyn Watch,
) -> (Vec<Candidate>, Vec<Explanation>) {
    config.install(|| {
        in_stretches(
            corpus, *segmenter, dictionary, config, terms, STRETCH, watch,
        )
    })
}

fn in_stretches(
    corpus: &Corpus<'_>,
    segmenter: ChineseWordSegmenter,
    dictionary: &dyn DictionaryHints,
    config: &ExtractConfig,
    terms: &[String],
    stretch: usize,
    watch: &dyn Watch,
) -> (Vec<Candidate>, Vec<Explanation>) {
    let bytes = corpus.documents.iter().map(|it| it.body.len()).sum();
    watch.begin("reading words", bytes);
    let mut library = Library::read(corpus, segmenter, dictionary, stretch, watch);
    let elsewhere: usize = corpus.reference.iter().map(|it| it.body.len()).sum();
    let room = Room::beside(bytes + elsewhere, config.memory);
    let least = config.least_frequency(library.chars);
    watch.begin("looking for repeats", bytes);
    let repeats = Repeats::find(&library, segmenter, dictionary, least, watch);
    library.recut(&repeats.cut_through, segmenter, dictionary);
    watch.begin("counting", 0);
    let counts = SequenceCounts::count(&library, config.max_words, least, room, watch);
    watch.begin("looking for candidates", bytes);
    let mut proposed = proposed::gather(&library, &counts, &repeats, dictionary, config, watch);
    reference::count(
        corpus,
        &mut proposed,
        &repeats,
        segmenter,
        dictionary,
        stretch,
        watch,
    );
    watch.begin("counting candidates", bytes);
    let large = least > config.min_frequency;
    let (mut collected, formulae) =
        statistics::collect(&library, &counts, proposed, large, room, config, watch);
    formula::add(&mut collected, formulae);
    if watch.is_cancelled() {
        return Default::default();
    }
    watch.begin("ranking", 0);
    expansion::fill(&mut collected, corpus);
    reference::compare(&mut collected, library.words);
    nesting::relate(&mut collected);
    let ranking = Ranking::new(&library, &collected, segmenter, dictionary, config);
    let listed = ranking.list();
    let explained = terms
        .iter()
        .map(|term| explain::explain(term, &library, &ranking, &listed, config))
        .collect();
    (listed, explained)
}

#[cfg(test)]
mod testing {
    use super::*;

    /// A dictionary of one word.
    pub(super) struct OneWord(pub(super) &'static str);

    impl DictionaryHints for OneWord {
        fn contains(&self, word: &str) -> bool {
            word == self.0
        }

        fn is_idiom(&self, _word: &str) -> bool {
            false
        }

        fn is_name(&self, _word: &str) -> bool {
            false
        }
    }

    /// A corpus of one text.
    pub(super) fn corpus_of(body: &str) -> Corpus<'_> {
        Corpus {
            documents: vec![Document {
                name: "text",
                body,
                written: None,
                sentences: &[],
                cluster: 0,
            }],
            ..Corpus::default()
        }
    }

    /// The words of one text.
    pub(super) fn library_of(body: &str) -> Library<'_> {
        Library::read(
            &corpus_of(body),
            ChineseWordSegmenter,
            &NoDictionary,
            usize::MAX,
            &Unwatched,
        )
    }

    pub(super) fn candidates(
        body: &str,
        dictionary: &dyn DictionaryHints,
        config: &ExtractConfig,
    ) -> Vec<Candidate> {
        let corpus = corpus_of(body);
        extract(&corpus, &ChineseWordSegmenter, dictionary, config)
    }

    pub(super) fn found(body: &str) -> Vec<Candidate> {
        candidates(body, &NoDictionary, &ExtractConfig::default())
    }

    /// The terms a channel proposed, in code-point order.
    pub(super) fn terms_by(channel: Channel, body: &str) -> Vec<String> {
        let mut terms: Vec<String> = found(body)
            .into_iter()
            .filter(|candidate| candidate.channels.contains(&channel))
            .map(|candidate| candidate.term)
            .collect();
        terms.sort();
        terms
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::testing::found;
    use super::*;
    use crate::words::normal_form;

    const SPEECH: &str = "各位代表，女士们、先生们：\n\
        我们共同启动“蓝色家园”计划，建设守望相助、开放包容的中国－东盟海洋共同体。\
        中国-东盟海洋论坛是海洋生态保护的重要平台。\n\
        三年来，“蓝色家园”计划因地制宜，海洋生态保护取得进展，数字经济、海水淡化合作走深走实。\
        双方签署《海洋环境公约》，支持中国-东盟海洋论坛，反对单边主义。";

    #[test]
    fn a_short_speech_gives_this_list() {
        let list: Vec<String> = found(SPEECH)
            .iter()
            .take(24)
            .map(|it| {
                format!(
                    "{:5.2} {} {:?} {}",
                    it.score, it.term, it.kind, it.frequency
                )
            })
            .collect();
        insta::assert_snapshot!(list.join("\n"));
    }

    #[test]
    fn a_repeated_sentence_counts_raw_only() {
        let body = "海洋保护很重要。海洋保护很重要。";
        let half = body.len() / 2;
        let sentences = [
            SentenceSpan {
                range: 0..half,
                repeated: false,
            },
            SentenceSpan {
                range: half..body.len(),
                repeated: true,
            },
        ];
        let corpus = Corpus {
            documents: vec![Document {
                name: "text",
                body,
                written: None,
                sentences: &sentences,
                cluster: 0,
            }],
            ..Corpus::default()
        };
        let config = ExtractConfig::default();
        let candidates = extract(&corpus, &ChineseWordSegmenter, &NoDictionary, &config);
        let hit = candidates.iter().find(|it| it.term == "海洋保护").unwrap();
        assert_eq!((hit.frequency, hit.raw_frequency), (1, 2));
    }

    #[test]
    fn spellings_are_one_candidate() {
        let candidates = found("中国-东盟论坛开幕。中国－东盟论坛闭幕。");
        let hit = candidates
            .iter()
            .find(|it| it.term == "中国-东盟论坛")
            .unwrap();
        let spellings: Vec<_> = hit.surfaces.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(spellings, ["中国-东盟论坛", "中国－东盟论坛"]);
        assert_eq!(hit.frequency, 2);
    }

    #[test]
    fn the_score_is_the_sum_of_its_explanation() {
        for candidate in found(SPEECH) {
            let sum: f64 = candidate.explanation.iter().map(|part| part.value).sum();
            assert!((sum - candidate.score).abs() < 1e-9);
        }
    }

    proptest! {
        #[test]
        fn occurrences_are_spellings_of_the_term(
            body in "([我们在海洋保护合作中国亚的了和一带路峰会]{1,6}|[“”‘’《》、，。－·\\-\"\n aD30]){0,24}"
        ) {
            let candidates = found(&body);
            for candidate in &candidates {
                prop_assert!(!candidate.occurrences.is_empty());
                for occurrence in &candidate.occurrences {
                    let surface = body.get(occurrence.range.clone()).unwrap_or_default();
                    prop_assert_eq!(normal_form(surface), candidate.term.clone());
                }
            }
            let sorted = candidates.is_sorted_by(|one, other| {
                one.score > other.score || (one.score == other.score && one.term < other.term)
            });
            prop_assert!(sorted);
            prop_assert_eq!(candidates, found(&body));
        }

        #[test]
        fn neither_stretches_nor_threads_nor_memory_change_the_list(
            body in "([我们在海洋保护合作中国亚的了和一带路峰会]{1,6}|[“”《》、，。－\n]){0,60}",
            stretch in 1_usize..80,
            threads in 1_usize..5,
            room in 0_u64..50_000,
        ) {
            // A line is only cut when it is eight times as long as a stretch.
            let longest = body.lines().map(str::len).max().unwrap_or_default();
            let (one, two) = body.split_at(body.floor_char_boundary(body.len() / 2));
            let document = |body| Document { name: "text", body, written: None, sentences: &[], cluster: 0 };
            let corpus = Corpus {
                documents: vec![document(one), document(two)],
                reference: vec![document(two)],
            };
            let list = |stretch: usize, memory: Option<u64>| {
                let config = ExtractConfig {
                    threads: std::num::NonZeroUsize::new(threads),
                    memory,
                    ..ExtractConfig::default()
                };
                config.install(|| {
                    in_stretches(
                        &corpus,
                        ChineseWordSegmenter,
                        &NoDictionary,
                        &config,
                        &[],
                        stretch,
                        &Unwatched,
                    )
                })
            };
            let memory = least_memory(one.len() + two.len() + two.len()) + room;
            prop_assert_eq!(list(stretch.max(longest), Some(memory)), list(usize::MAX, None));
        }

        #[test]
        fn any_text_is_survived(body in "\\PC{0,60}") {
            found(&body);
        }
    }
}
