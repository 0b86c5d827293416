//! Candidates in a reference corpus: how usual they are elsewhere.

use rayon::prelude::{IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator};

use super::corpus::{Corpus, DictionaryHints};
use super::keyness::{Share, conservative_log_ratio};
use super::library::{Library, Stretch, WAVE};
use super::proposed::Proposed;
use super::repeats::Repeats;
use super::statistics::Evidence;
use super::wanted::Wanted;
use super::watch::Watch;
use crate::words::ChineseWordSegmenter;

/// A candidate in the reference corpus.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Compared {
    /// Its occurrences in the reference outside repeated sentences.
    pub(super) frequency: u32,
    /// Words of the reference, marks left out, outside repeated sentences.
    pub(super) words: u32,
    /// The conservative log ratio in bits.
    pub(super) keyness: f64,
}

/// Counts what was proposed in the reference texts of `corpus`, cut into words and searched as the
/// texts themselves are; nothing where there is no reference.
pub(super) fn count(
    corpus: &Corpus<'_>,
    proposed: &mut [Proposed],
    repeats: &Repeats,
    segmenter: ChineseWordSegmenter,
    dictionary: &dyn DictionaryHints,
    stretch: usize,
    watch: &dyn Watch,
) {
    if corpus.reference.is_empty() {
        return;
    }
    let reference = Corpus {
        documents: corpus.reference.clone(),
        reference: Vec::new(),
    };
    let bytes = reference.documents.iter().map(|it| it.body.len()).sum();
    watch.begin("reading the reference", bytes);
    let mut library = Library::read(&reference, segmenter, dictionary, stretch, watch);
    library.recut(&repeats.cut_through, segmenter, dictionary);
    watch.begin("counting in the reference", bytes);
    let wanted = Wanted::of(proposed);
    let mut counts = vec![0_u32; proposed.len()];
    for wave in library.stretches.chunks(WAVE) {
        if watch.is_cancelled() {
            return;
        }
        let found: Vec<Vec<u32>> = wave
            .par_iter()
            .map(|stretch| wanted.find(&library.open(stretch), proposed))
            .collect();
        for index in found.into_iter().flatten() {
            if let Some(count) = counts.get_mut(index as usize) {
                *count = count.saturating_add(1);
            }
        }
        watch.advance(wave.iter().map(Stretch::len).sum());
    }
    for (proposed, frequency) in proposed.iter_mut().zip(counts) {
        proposed.reference = Some(Compared {
            frequency,
            words: library.words,
            keyness: 0.0,
        });
    }
}

/// Measures the keyness of what was counted in a reference, here among `words` words.
pub(super) fn compare(collected: &mut [Evidence], words: u32) {
    let compared = collected.par_iter().filter(|it| it.reference.is_some());
    let compared = compared.count();
    collected.par_iter_mut().for_each(|evidence| {
        let here = Share {
            frequency: f64::from(evidence.frequency),
            words: f64::from(words.max(1)),
        };
        if let Some(reference) = &mut evidence.reference {
            let there = Share {
                frequency: f64::from(reference.frequency),
                words: f64::from(reference.words.max(1)),
            };
            reference.keyness = conservative_log_ratio(here, there, compared);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Candidate, Document, ExtractConfig, NoDictionary, SentenceSpan, extract};

    const TEXT: &str = "各方支持海洋牧场。各方支持数字经济。我们建设海洋牧场，发展数字经济。\
        海洋牧场很大，数字经济很快。他们谈到海洋牧场，也谈到数字经济。";

    fn document<'t>(body: &'t str, sentences: &'t [SentenceSpan]) -> Document<'t> {
        Document {
            name: "text",
            body,
            written: None,
            sentences,
            cluster: 0,
        }
    }

    fn against(reference: &[Document<'_>]) -> Vec<Candidate> {
        let corpus = Corpus {
            documents: vec![document(TEXT, &[])],
            reference: reference.to_vec(),
        };
        let config = ExtractConfig::default();
        extract(&corpus, &ChineseWordSegmenter, &NoDictionary, &config)
    }

    fn place(list: &[Candidate], term: &str) -> usize {
        list.iter().position(|it| it.term == term).unwrap()
    }

    #[test]
    fn what_is_usual_in_the_reference_sinks_below_what_is_not() {
        for (usual, peculiar) in [("海洋牧场", "数字经济"), ("数字经济", "海洋牧场")]
        {
            let news =
                format!("记者了解到，{usual}已经很普遍，人们每天都谈论{usual}。\n").repeat(300);
            let list = against(&[document(&news, &[])]);
            let (below, above) = (place(&list, usual), place(&list, peculiar));
            assert!(above < below, "{usual}: {below}, {peculiar}: {above}");
            assert!(list[below].keyness <= 0.0 && list[above].keyness > 0.0);
            assert_eq!(list[below].reference_frequency, Some(600));
            assert_eq!(list[above].reference_frequency, Some(0));
            assert_eq!(list[above].reference_per_million, Some(0.0));
        }
    }

    #[test]
    fn a_repeated_sentence_of_the_reference_counts_once() {
        let body = "海洋牧场很普遍。海洋牧场很普遍。";
        let half = body.len() / 2;
        let span = |range, repeated| SentenceSpan { range, repeated };
        let sentences = [span(0..half, false), span(half..body.len(), true)];
        let list = against(&[document(body, &sentences)]);
        let found = &list[place(&list, "海洋牧场")];
        assert_eq!(found.reference_frequency, Some(1));
        assert!(found.per_million > found.reference_per_million.map(|_| 0.0));
    }

    #[test]
    fn spellings_of_the_reference_are_those_of_the_texts() {
        let corpus = Corpus {
            documents: vec![document("中国-东盟论坛开幕。中国-东盟论坛闭幕。", &[])],
            reference: vec![document("又一届中国－东盟论坛开幕。", &[])],
        };
        let config = ExtractConfig::default();
        let list = extract(&corpus, &ChineseWordSegmenter, &NoDictionary, &config);
        let found = &list[place(&list, "中国-东盟论坛")];
        assert_eq!(found.reference_frequency, Some(1));
    }

    #[test]
    fn without_a_reference_nothing_of_one_is_told() {
        let list = against(&[]);
        assert!(list.iter().all(|it| it.reference_frequency.is_none()));
        let told = serde_json::to_string(&list).unwrap();
        assert!(!told.contains("reference") && !told.contains("per_million"));
    }
}
