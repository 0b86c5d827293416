//! Counts: what extraction needs of texts, in a file that can be merged with others.
//!
//! A corpus may be too large for one sitting, or its texts may lie with several people. Each of
//! them counts what they have; the counts are merged, and candidates are found in the whole. The
//! counts of parts, merged in any order, are byte for byte the counts of the whole.
//!
//! Sums of word sequences would not do: what is frequent in the whole may be rare in each part,
//! and how often a phrase is quoted or stands free must be counted for phrases nobody knows yet.
//! Hence the file is a table of the different sentences, in code-point order, and for each text
//! the numbers of its sentences. Everything else follows from them exactly as from the texts.
//! What it does not hold are places: a candidate found in counts has no line to point to.
//!
//! # Format
//!
//! `shuyucnt`, a byte for the version, then one stream of [Zstandard](https://www.rfc-editor.org/rfc/rfc8878):
//!
//! | part | content |
//! | --- | --- |
//! | texts | their number; for each, by name and content: name, hash of the content, fingerprint (empty in this version) |
//! | sentences | for each: 1 + the bytes it shares with the one before, the others; 0 at the end |
//! | order | for each text: 1 at the end of a paragraph, 2 + 2 × the number of a sentence (+ 1 when white space follows); 0 at the end |
//! | check | SHA-256 of all before |
//!
//! Numbers are unsigned LEB128; names and the like are preceded by their length in bytes.

mod format;
mod merge;

use std::cmp::Ordering;
use std::io::{self, Read, Write};

pub use format::CountsError;
use format::{Reader, Writer};
pub use merge::merge_counts;
use tmx::LangTag;
use tmx::sentence::sentences;

use crate::mine::MinedText;
use crate::text::content_hash;

/// How a file of counts begins.
pub const COUNTS_MAGIC: &[u8; 8] = b"shuyucnt";

/// A text as counts know it: its sentences in order, without the white space around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedText {
    /// What the text is called.
    pub name: String,
    /// Its sentences, one paragraph a line.
    pub body: String,
}

impl<'t> From<&'t CountedText> for MinedText<'t> {
    fn from(text: &'t CountedText) -> Self {
        Self {
            name: &text.name,
            body: &text.body,
        }
    }
}

/// How much was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CountsSummary {
    /// Texts.
    pub texts: usize,
    /// Different sentences.
    pub sentences: usize,
}

/// A row of the table of texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct TextRow {
    name: Vec<u8>,
    hash: Vec<u8>,
    fingerprint: Vec<u8>,
}

/// Paragraph ends in the order of a text; 0 ends the text.
const END_OF_TEXT: u64 = 0;
const END_OF_PARAGRAPH: u64 = 1;
const FIRST_SENTENCE: u64 = 2;

/// Counts Chinese texts. The order of `texts` does not matter.
///
/// # Errors
///
/// When `out` cannot be written.
pub fn write_counts(texts: &[MinedText<'_>], out: impl Write) -> io::Result<CountsSummary> {
    let mut rows: Vec<(TextRow, &str)> = texts
        .iter()
        .map(|text| {
            let row = TextRow {
                name: text.name.as_bytes().to_vec(),
                hash: content_hash(text.body).into_bytes(),
                fingerprint: Vec::new(),
            };
            (row, text.body)
        })
        .collect();
    rows.sort();
    let mut table: Vec<&str> = Vec::new();
    for (_, body) in &rows {
        let ranges = sentences(body, &LangTag::chinese());
        table.extend(ranges.into_iter().filter_map(|range| body.get(range)));
    }
    table.sort_unstable();
    table.dedup();
    let mut writer = Writer::new(out)?;
    writer.texts(rows.iter().map(|(row, _)| row))?;
    for sentence in &table {
        writer.sentence(sentence.as_bytes())?;
    }
    writer.end_sentences()?;
    for (_, body) in &rows {
        write_order(body, &table, &mut writer)?;
    }
    writer.finish()?;
    Ok(CountsSummary {
        texts: rows.len(),
        sentences: table.len(),
    })
}

fn write_order<W: Write>(body: &str, table: &[&str], writer: &mut Writer<W>) -> io::Result<()> {
    for line in body.lines() {
        let ranges = sentences(line, &LangTag::chinese());
        for range in &ranges {
            let sentence = line.get(range.clone()).unwrap_or_default();
            let after = line.get(range.end..).unwrap_or_default();
            let number = table.binary_search(&sentence).unwrap_or_default() as u64;
            let spaced = u64::from(after.starts_with(char::is_whitespace));
            writer.number(FIRST_SENTENCE + 2 * number + spaced)?;
        }
        if !ranges.is_empty() {
            writer.number(END_OF_PARAGRAPH)?;
        }
    }
    writer.number(END_OF_TEXT)
}

/// Reads the texts of counts, by name and content.
///
/// # Errors
///
/// When they are no counts, those of a newer version, or damaged, and when they cannot be read.
pub fn read_counts(input: impl Read) -> Result<Vec<CountedText>, CountsError> {
    let mut reader = Reader::new(input)?;
    let rows = reader.texts()?;
    let mut table = String::new();
    let mut ends = vec![0];
    while let Some(sentence) = reader.sentence()? {
        table.push_str(str::from_utf8(sentence).map_err(|_| CountsError::Damaged("a sentence"))?);
        ends.push(table.len());
    }
    let sentence_at = |number: usize| {
        let (&start, &end) = (ends.get(number)?, ends.get(number + 1)?);
        table.get(start..end)
    };
    let mut texts = Vec::new();
    for row in rows {
        let mut body = String::new();
        let mut spaced = false;
        loop {
            match reader.number()? {
                END_OF_TEXT => break,
                END_OF_PARAGRAPH => {
                    body.push('\n');
                    spaced = false;
                }
                code => {
                    let number = usize::try_from((code - FIRST_SENTENCE) / 2).ok();
                    let sentence = number
                        .and_then(sentence_at)
                        .ok_or(CountsError::Damaged("the order of sentences"))?;
                    if spaced {
                        body.push(' ');
                    }
                    body.push_str(sentence);
                    spaced = code % 2 == 1;
                }
            }
        }
        texts.push(CountedText {
            name: String::from_utf8(row.name).map_err(|_| CountsError::Damaged("a name"))?,
            body,
        });
    }
    reader.finish()?;
    Ok(texts)
}

/// Reads counts through without keeping them: when this succeeds, so does [`read_counts`].
///
/// # Errors
///
/// As [`read_counts`].
pub fn check_counts(input: impl Read) -> Result<CountsSummary, CountsError> {
    let mut reader = Reader::new(input)?;
    let rows = reader.texts()?;
    let mut sentences = 0;
    while let Some(sentence) = reader.sentence()? {
        str::from_utf8(sentence).map_err(|_| CountsError::Damaged("a sentence"))?;
        sentences += 1;
    }
    for row in &rows {
        loop {
            match reader.number()? {
                END_OF_TEXT => break,
                END_OF_PARAGRAPH => {}
                code if (code - FIRST_SENTENCE) / 2 < sentences => {}
                _ => return Err(CountsError::Damaged("the order of sentences")),
            }
        }
        str::from_utf8(&row.name).map_err(|_| CountsError::Damaged("a name"))?;
    }
    reader.finish()?;
    Ok(CountsSummary {
        texts: rows.len(),
        sentences: usize::try_from(sentences).unwrap_or(usize::MAX),
    })
}

/// Whether a file that begins with `bytes` holds counts.
#[must_use]
pub fn are_counts(bytes: &[u8]) -> bool {
    bytes.starts_with(COUNTS_MAGIC)
}

/// How many bytes two strings share at their beginning.
fn shared(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

/// Sentences come once each, in order.
fn ascends(before: Option<&[u8]>, next: &[u8]) -> bool {
    before.is_none_or(|before| before.cmp(next) == Ordering::Less)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::extract::ExtractConfig;
    use crate::mine::mine;

    const SPEECH: &str = "我们共同启动“蓝色家园”计划，建设海洋共同体。海洋共同体很重要。 好。\n\
        各方支持“蓝色家园”计划。\n\n我们共同启动“蓝色家园”计划，建设海洋共同体。\n";

    fn text<'t>(name: &'t str, body: &'t str) -> MinedText<'t> {
        MinedText { name, body }
    }

    fn counted(texts: &[MinedText<'_>]) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_counts(texts, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn candidates_from_counts_are_those_of_the_texts() {
        let texts = [text("a.txt", SPEECH), text("b.txt", "海洋共同体很好。\n")];
        let bytes = counted(&texts);
        let read = read_counts(bytes.as_slice()).unwrap();
        let again: Vec<MinedText<'_>> = read.iter().map(MinedText::from).collect();
        let list = |texts: &[MinedText<'_>]| {
            let mut mined = mine(texts, &ExtractConfig::default());
            for stored in &mut mined.candidates {
                stored.candidate.occurrences.clear();
            }
            (mined.candidates, mined.repetitions)
        };
        assert!(!list(&texts).0.is_empty());
        assert_eq!(list(&texts), list(&again));
    }

    #[test]
    fn what_is_no_count_or_a_newer_one_is_told_apart() {
        let bytes = counted(&[text("a", SPEECH)]);
        assert!(are_counts(&bytes) && !are_counts(SPEECH.as_bytes()));
        assert!(matches!(
            read_counts(&b"shuyucn"[..]),
            Err(CountsError::Foreign)
        ));
        let mut newer = bytes;
        newer[COUNTS_MAGIC.len()] = 200;
        assert!(matches!(
            read_counts(newer.as_slice()),
            Err(CountsError::Newer(200))
        ));
    }

    #[test]
    fn a_file_cut_off_or_changed_anywhere_is_refused() {
        let bytes = counted(&[text("a", SPEECH), text("b", "船很小。")]);
        for end in 0..bytes.len() {
            assert!(read_counts(&bytes[..end]).is_err(), "cut at {end}");
            assert!(check_counts(&bytes[..end]).is_err(), "cut at {end}");
        }
        for at in COUNTS_MAGIC.len()..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let fine = check_counts(changed.as_slice()).is_ok();
            assert_eq!(
                fine,
                read_counts(changed.as_slice()).is_ok(),
                "changed at {at}"
            );
            if let Ok(texts) = read_counts(changed.as_slice()) {
                // Flags of the compression that say nothing about the content.
                assert_eq!(
                    texts,
                    read_counts(bytes.as_slice()).unwrap(),
                    "changed at {at}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn merged_counts_are_the_counts_of_the_whole(
            bodies in prop::collection::vec("([海洋船很大小。！” a\n]|海洋很大。){0,20}", 0..6),
            cut in 0_usize..6,
        ) {
            let names = ["a", "b", "b", "c", "d", "e"];
            let texts: Vec<MinedText<'_>> = names
                .iter()
                .zip(&bodies)
                .map(|(name, body)| text(name, body))
                .collect();
            let (first, second) = texts.split_at(cut.min(texts.len()));
            let (first, second) = (counted(first), counted(second));
            for parts in [[&first, &second], [&second, &first]] {
                let mut merged = Vec::new();
                merge_counts(parts.map(Vec::as_slice).to_vec(), &mut merged).unwrap();
                prop_assert_eq!(&merged, &counted(&texts));
            }
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let mut file = COUNTS_MAGIC.to_vec();
            file.push(1);
            file.extend(bytes);
            let read = read_counts(file.as_slice()).is_ok();
            prop_assert_eq!(check_counts(file.as_slice()).is_ok(), read);
        }
    }
}
