//! Parallel text: languages, sentences, alignment, translation units and TMX.
//!
//! Pure: values in, values out; readers and writers take `Read` and `Write`. No database, no
//! dictionary and no terminal are known here.

pub mod align;
mod header;
mod inflate;
mod lang;
mod segment;
mod segmenter;
pub mod sentence;
mod timestamp;
mod unit;
mod writer;
pub mod xml;

pub use header::{Header, SegmentType};
pub use inflate::{INFLATED, inflated};
pub use lang::{LangTag, ParseLangTagError};
pub use segment::{Inline, InlineKind, Run, Segment};
pub use segmenter::{Lexicon, WordSegmenter};
pub use timestamp::{ParseTimestampError, Timestamp};
pub use unit::{Prop, TranslationUnit, Variant};
pub use writer::{TmxWriter, WriteError, WriteReport};
