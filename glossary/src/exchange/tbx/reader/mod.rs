//! Reading concept entries from TBX of any version, dialect and style.
//!
//! An entry is read as a whole; what stands in it becomes pieces of information, whatever group or
//! style it is in, and these become fields of a record.

mod concept;
mod language;
mod meaning;
mod piece;
mod term;
#[cfg(test)]
mod tests;

pub(in crate::exchange) use concept::record as concept_record;
use std::io::Read;

use crate::exchange::records::{Layout, MarkupError, Records};
use crate::import::{Broken, ImportRecord};

const LAYOUT: Layout = Layout {
    format: "TBX",
    // The last one of each is of TBX-Min before there was a version 3.
    roots: &["martif", "tbx", "TBX"],
    between: &["text", "body"],
    records: &["termEntry", "conceptEntry", "entry"],
};

/// Reads TBX v2 (`martif`), v3 (`tbx`, in style DCA or DCT) and TBX-Min, entry by entry.
///
/// Of an entry are taken: the uid that [`TbxWriter`](super::TbxWriter) made its id of, subject
/// field, definition, customer, project, cross-references to such ids, notes, and of every language
/// the terms with administrative status, part of speech, type, contexts, source, pinyin and notes;
/// notes `pinyin: …`, `in use: …` and others are what the writer makes of fields that a dialect has
/// not. Pinyin is also taken from where other programs put it, a language of its own among them.
/// Other categories are kept behind the notes of their level, as `name: value`. Namespaces, ids and
/// the style are not asked for. Nothing but the entry at hand is kept in memory.
///
/// ```
/// use glossary::exchange::tbx::TbxReader;
///
/// let file = r#"<martif type="TBX-Basic"><text><body><termEntry id="c1">
///   <langSet xml:lang="zh-CN"><tig><term>守望相助</term></tig></langSet>
///   <langSet xml:lang="en"><tig><term>mutual assistance</term></tig></langSet>
/// </termEntry></body></text></martif>"#;
/// let entry = TbxReader::new(file.as_bytes()).next().unwrap()?.unwrap();
/// assert_eq!(entry.languages[1].1[0].text, "mutual assistance");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TbxReader<R> {
    records: Records<R>,
}

impl<R: Read> TbxReader<R> {
    /// Reads a whole file, in the encoding that it says it is in.
    #[must_use]
    pub fn new(input: R) -> Self {
        Self {
            records: Records::new(input, LAYOUT),
        }
    }
}

impl<R: Read> Iterator for TbxReader<R> {
    /// Outside an error of the file, after which nothing comes, inside one of the entry.
    type Item = Result<Result<ImportRecord, Broken>, MarkupError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.records
            .next_with(|place, entry| concept::record(entry.root(), place))
    }
}
