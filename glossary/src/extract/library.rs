//! All texts of a corpus as numbers of words: four bytes a word, whatever its length.
//!
//! Texts are cut into stretches at the ends of paragraphs, so that they are read side by side and
//! opened one at a time: nothing that rules look at crosses the end of a paragraph. Where a
//! paragraph is itself huge it is cut at the end of a sentence. The cuts depend on the text alone,
//! never on the number of threads.

use std::ops::Range;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use super::clause::{Texts, Word, read_tokens};
use super::grammar::Class;
use super::known::Known;
use super::{Corpus, DictionaryHints, Document, Watch};
use crate::words::{ChineseWordSegmenter, TaggedWord};

/// Bytes of text opened at once.
pub(crate) const STRETCH: usize = 128 << 10;

/// Stretches worked on together before their results are put together: enough to keep many
/// threads busy, few enough to bound what lies open.
pub(super) const WAVE: usize = 32;

/// All texts of a corpus.
pub(super) struct Library<'t> {
    pub(super) stretches: Vec<Stretch<'t>>,
    /// Different words in the order in which they first occur.
    pub(super) vocabulary: Vec<Word<'t>>,
    /// Words, marks left out, outside repeated sentences.
    pub(super) words: u32,
    /// Characters of all bodies.
    pub(super) chars: usize,
}

/// A part of a text.
pub(super) struct Stretch<'t> {
    /// Position of the text in the corpus.
    pub(super) document: u32,
    /// Byte of the text at which the stretch begins.
    pub(super) offset: usize,
    text: Document<'t>,
    pub(super) body: &'t str,
    /// The same as it is written, where that is in other characters.
    written: Option<&'t str>,
    pub(super) words: Vec<u32>,
}

impl<'t> Stretch<'t> {
    /// The text at some of its bytes, as it is written.
    pub(super) fn written_at(&self, bytes: Range<usize>) -> &'t str {
        let written = self.written.unwrap_or(self.body);
        written.get(bytes).unwrap_or_default()
    }

    /// Whether the text at some of its bytes is read otherwise than it is written.
    pub(super) fn is_rewritten(&self, bytes: Range<usize>) -> bool {
        self.written
            .is_some_and(|written| written.get(bytes.clone()) != self.body.get(bytes))
    }

    /// Bytes of text.
    pub(super) fn len(&self) -> usize {
        self.body.len()
    }

    /// The cluster of texts that the text belongs to.
    pub(super) fn cluster(&self) -> u32 {
        u32::try_from(self.text.cluster).unwrap_or(u32::MAX)
    }
}

/// Ids from here on are those of words that one stretch is the first to hold.
const NEW: u32 = 1 << 31;

impl<'t> Library<'t> {
    /// Cuts texts into words, `stretch` bytes at a time.
    pub(super) fn read(
        corpus: &Corpus<'t>,
        segmenter: ChineseWordSegmenter,
        dictionary: &dyn DictionaryHints,
        stretch: usize,
        watch: &dyn Watch,
    ) -> Self {
        let mut library = Self {
            stretches: Vec::new(),
            vocabulary: Vec::new(),
            words: 0,
            chars: 0,
        };
        let mut known: FxHashMap<&'t str, u32> = FxHashMap::default();
        // Words as they first occur; what is to be known of them is asked once.
        let mut met: Vec<TaggedWord<'t>> = Vec::new();
        let mut all: Vec<Stretch<'t>> = Vec::new();
        for (number, document) in (0..).zip(&corpus.documents) {
            all.extend(
                stretches(document.body, stretch)
                    .into_iter()
                    .map(|range| Stretch {
                        document: number,
                        offset: range.start,
                        text: *document,
                        body: document.body.get(range.clone()).unwrap_or_default(),
                        written: document.written.and_then(|written| written.get(range)),
                        words: Vec::new(),
                    }),
            );
        }
        for wave in all.chunks_mut(WAVE) {
            if watch.is_cancelled() {
                break;
            }
            let read: Vec<Reading<'t>> = wave
                .par_iter()
                .map(|stretch| Reading::of(stretch.body, segmenter, &known))
                .collect();
            for (stretch, mut reading) in wave.iter_mut().zip(read) {
                let numbers: Vec<u32> = reading
                    .new
                    .into_iter()
                    .map(|word| {
                        *known.entry(word.text).or_insert_with(|| {
                            met.push(word);
                            u32::try_from(met.len() - 1).unwrap_or(u32::MAX)
                        })
                    })
                    .collect();
                if !numbers.is_empty() {
                    for word in reading.words.iter_mut().filter(|word| **word >= NEW) {
                        *word = numbers.get((*word - NEW) as usize).copied().unwrap_or(0);
                    }
                }
                library.chars += reading.chars;
                stretch.words = reading.words;
                watch.advance(stretch.body.len());
            }
        }
        library.vocabulary = met
            .par_iter()
            .map(|word| Word {
                known: Known::of(word.text, segmenter, dictionary),
                ..Word::new(word.text, Class::of(word, dictionary))
            })
            .collect();
        library.stretches = all;
        library.count_words();
        library
    }

    /// Counts the words once more, after they were cut otherwise.
    pub(super) fn count_words(&mut self) {
        self.words = self
            .stretches
            .par_iter()
            .map(|stretch| self.words_once(stretch))
            .reduce(|| 0, u32::saturating_add);
    }

    /// The words of a stretch with the marks between them.
    pub(super) fn open(&self, stretch: &Stretch<'t>) -> Texts<'_> {
        Texts::open(
            stretch.body,
            &stretch.words,
            &self.vocabulary,
            stretch.text.sentences,
            stretch.offset,
        )
    }

    /// The words of a candidate, marks left out.
    pub(super) fn span_words(&self, words: &[u32]) -> impl Iterator<Item = &Word<'t>> {
        words
            .iter()
            .filter_map(|&word| self.vocabulary.get(word as usize))
            .filter(|word| !word.class.is_transparent())
    }

    fn words_once(&self, stretch: &Stretch<'t>) -> u32 {
        let sentences = stretch.text.sentences;
        let tokens = read_tokens(&stretch.words, &self.vocabulary, sentences, stretch.offset);
        let words = tokens
            .iter()
            .filter(|token| !token.repeated && token.class.is_word())
            .count();
        u32::try_from(words).unwrap_or(u32::MAX)
    }
}

/// A stretch as read by itself.
struct Reading<'t> {
    words: Vec<u32>,
    /// Words not yet known, by the number in [`words`](Self::words) less [`NEW`].
    new: Vec<TaggedWord<'t>>,
    chars: usize,
}

impl<'t> Reading<'t> {
    fn of(body: &'t str, segmenter: ChineseWordSegmenter, known: &FxHashMap<&'t str, u32>) -> Self {
        let mut here: FxHashMap<&'t str, u32> = FxHashMap::default();
        let mut reading = Self {
            words: Vec::new(),
            new: Vec::new(),
            chars: body.chars().count(),
        };
        segmenter.each_tagged_in_parts(body, |tagged| {
            let number = known.get(tagged.text).copied().unwrap_or_else(|| {
                *here.entry(tagged.text).or_insert_with(|| {
                    reading.new.push(tagged);
                    NEW + u32::try_from(reading.new.len() - 1).unwrap_or(NEW)
                })
            });
            reading.words.push(number);
        });
        reading.words.shrink_to_fit();
        reading
    }
}

/// Cuts a text into parts of about `stretch` bytes that can be looked at one by one.
///
/// Joined, the parts are the text. A part ends at the end of a line; a line much longer than
/// `stretch` is cut at the end of a sentence, or where there is none, between two characters.
pub(crate) fn stretches(body: &str, stretch: usize) -> Vec<Range<usize>> {
    let mut found = Vec::with_capacity(body.len() / stretch.max(1) + 1);
    let mut start = 0;
    while start < body.len() {
        let end = end_of_stretch(body, start, stretch.max(1));
        found.push(start..end);
        start = end;
    }
    found
}

fn end_of_stretch(body: &str, start: usize, stretch: usize) -> usize {
    // Lines of this many stretches stay whole.
    const LONG_LINE: usize = 8;

    let at = body.floor_char_boundary(start.saturating_add(stretch));
    let Some(rest) = body.get(at..).filter(|rest| !rest.is_empty()) else {
        return body.len();
    };
    let limit = rest.floor_char_boundary(stretch.saturating_mul(LONG_LINE));
    let near = rest.get(..limit).unwrap_or(rest);
    if let Some(line) = near.find('\n') {
        return at + line + 1;
    }
    if limit == rest.len() {
        return body.len();
    }
    let sentence = near.find(['。', '！', '？', '!', '?']);
    let cut = sentence.and_then(|mark| {
        near.get(mark..)?
            .chars()
            .next()
            .map(|c| mark + c.len_utf8())
    });
    // The closing marks after the end of a sentence belong to it.
    let cut = cut.map(|cut| {
        let after = near.get(cut..).unwrap_or_default();
        cut + after.len()
            - after
                .trim_start_matches(['”', '’', '」', '』', '）', ')', '"'])
                .len()
    });
    let cut = cut.unwrap_or(limit);
    if at + cut > start {
        return at + cut;
    }
    start
        + body
            .get(start..)
            .and_then(|rest| rest.chars().next())
            .map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_cut_at_the_ends_of_lines() {
        assert_eq!(
            stretches("海很大。\n船很小。\n风", 4),
            [0..13, 13..26, 26..29]
        );
        assert_eq!(stretches("海很大。\n船很小。\n风", 100).len(), 1);
    }

    #[test]
    fn a_huge_line_is_cut_at_the_end_of_a_sentence() {
        let body = "他说：“海很大。”船很小。".repeat(20);
        let parts = stretches(&body, 30);
        assert!(parts.len() > 5);
        for part in parts {
            assert!(body[part].ends_with(['”', '。']));
        }
    }

    proptest! {
        #[test]
        fn stretches_joined_are_the_text(body in "[海很。”\n a]{0,200}", stretch in 1_usize..40) {
            let joined: String = stretches(&body, stretch)
                .into_iter()
                .map(|range| &body[range])
                .collect();
            prop_assert_eq!(joined, body);
        }
    }
}
