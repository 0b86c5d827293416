//! Counts of parts into the counts of the whole.

use std::io::{Read, Write};

use super::format::{CountsError, Reader, Writer};
use super::{CountsSummary, END_OF_PARAGRAPH, END_OF_TEXT, FIRST_SENTENCE, TextRow};

/// Counts that are read beside others.
struct Part<R: Read> {
    reader: Reader<R>,
    /// The sentence it has come to.
    next: Option<Vec<u8>>,
    /// The numbers its sentences have in the whole.
    numbers: Vec<u64>,
}

/// Merges counts, in one pass over each: only the tables of texts and four to eight bytes for each
/// sentence are kept in memory. The order of `parts` does not matter.
///
/// # Errors
///
/// When one of them is no counts, of a newer version or damaged, or when `out` cannot be written.
pub fn merge_counts<R: Read>(parts: Vec<R>, out: impl Write) -> Result<CountsSummary, CountsError> {
    let mut rows: Vec<(TextRow, usize)> = Vec::new();
    let mut read = Vec::with_capacity(parts.len());
    for (number, part) in parts.into_iter().enumerate() {
        let mut reader = Reader::new(part)?;
        rows.extend(reader.texts()?.into_iter().map(|row| (row, number)));
        let mut part = Part {
            reader,
            next: None,
            numbers: Vec::new(),
        };
        part.advance()?;
        read.push(part);
    }
    // The sort is stable, and the texts of each part are in order: they are read in that order.
    // Texts of the same name and content are the same, so it is no matter which comes first.
    rows.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut writer = Writer::new(out)?;
    writer.texts(rows.iter().map(|(row, _)| row))?;
    let mut sentences: u64 = 0;
    while let Some(least) = read.iter().filter_map(|part| part.next.clone()).min() {
        writer.sentence(&least)?;
        for part in &mut read {
            if part.next.as_ref() == Some(&least) {
                part.numbers.push(sentences);
                part.advance()?;
            }
        }
        sentences += 1;
    }
    writer.end_sentences()?;
    for (_, number) in &rows {
        if let Some(part) = read.get_mut(*number) {
            part.copy_order(&mut writer)?;
        }
    }
    for part in read {
        part.reader.finish()?;
    }
    writer.finish()?;
    Ok(CountsSummary {
        texts: rows.len(),
        sentences: usize::try_from(sentences).unwrap_or(usize::MAX),
    })
}

impl<R: Read> Part<R> {
    fn advance(&mut self) -> Result<(), CountsError> {
        self.next = self.reader.sentence()?.map(<[u8]>::to_vec);
        Ok(())
    }

    /// Copies the order of the next text.
    fn copy_order<W: Write>(&mut self, writer: &mut Writer<W>) -> Result<(), CountsError> {
        loop {
            let code = self.reader.number()?;
            if code == END_OF_TEXT || code == END_OF_PARAGRAPH {
                writer.number(code)?;
            } else {
                let number = usize::try_from((code - FIRST_SENTENCE) / 2)
                    .ok()
                    .and_then(|number| self.numbers.get(number))
                    .ok_or(CountsError::Damaged("the order of sentences"))?;
                writer.number(FIRST_SENTENCE + 2 * number + code % 2)?;
            }
            if code == END_OF_TEXT {
                return Ok(());
            }
        }
    }
}
