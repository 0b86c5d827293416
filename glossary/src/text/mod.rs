//! Texts as they are read in: bytes decoded, lines repaired, repetitions found.
//!
//! The steps are plain functions: [`decode`] turns bytes into characters, [`repair`] turns
//! characters into clean paragraphs and says where each came from, [`Deduper`] tells the first
//! occurrence of a sentence from its repetitions.

mod byte_map;
mod decode;
mod dedupe;
mod detect;
mod encoding;
mod joins;
mod layout;
mod lines;
mod pages;
mod punctuation;
mod repair;
mod source_map;
mod widths;
mod writer;

pub use byte_map::ByteMap;
pub use decode::{DecodeError, Decoded, decode};
pub use dedupe::{Deduper, SentenceHash, bytes_hash, content_hash};
pub use encoding::{TextEncoding, UnknownEncoding};
pub use repair::{RepairReport, Repaired, repair};
pub use source_map::{SourceMap, SourceMapError, SourcePosition};
