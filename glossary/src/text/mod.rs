//! Texts as they are read in: bytes decoded, lines repaired, repetitions found.
//!
//! The steps are plain functions: [`read_text`] turns the bytes of a file into characters, for
//! which [`decode`] knows the encodings, [`repair`] turns characters into clean paragraphs and says
//! where each came from, [`Deduper`] tells the first occurrence of a sentence from its repetitions,
//! [`NearRepeats`] from those that differ in a few words, and [`clusters`] which texts are for the
//! most part the same.

mod byte_map;
mod cluster;
mod decode;
mod dedupe;
mod detect;
mod encoding;
mod fingerprint;
mod joins;
mod layout;
mod lines;
mod near;
mod pages;
mod punctuation;
mod reader;
mod repair;
mod shingle;
mod source_map;
mod widths;
mod writer;

pub use byte_map::ByteMap;
pub use cluster::clusters;
pub use decode::{DecodeError, Decoded, decode};
pub use dedupe::{Deduper, SentenceHash, bytes_hash, content_hash};
pub use encoding::{TextEncoding, UnknownEncoding};
pub use fingerprint::{Fingerprint, FingerprintError, Overlap};
pub use near::{Minima, NearRepeat, NearRepeats, Piece, Sighting};
#[cfg(test)]
pub(crate) use reader::DocumentRow;
pub(crate) use reader::{DocumentTable, check_package, read_tables};
pub use reader::{
    EXTENSIONS, Landmarks, Location, PDF_THREAD, ReadError, ReadText, SourceText, TextFormat,
    read_pages, read_text,
};
pub use repair::{RepairReport, Repaired, repair, repair_wrapped};
pub use source_map::{SourceMap, SourceMapError, SourcePosition};
