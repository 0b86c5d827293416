//! Parallel text: languages, sentences, alignment, translation units, TMX and XLIFF.
//!
//! Pure: values in, values out; readers and writers take `Read` and `Write`. No database, no
//! dictionary and no terminal are known here.

pub mod align;
mod archive;
mod header;
pub mod hygiene;
mod inflate;
mod lang;
pub mod links;
pub mod memory;
mod neighbours;
mod reader;
mod remark;
mod segment;
mod segmenter;
pub mod sentence;
mod spelling;
pub mod srx;
mod timestamp;
mod unit;
mod writer;
mod xliff;
pub mod xml;

pub use archive::Archive;
pub use header::{Header, SegmentType, UserEncoding};
pub use inflate::{INFLATED, inflated};
pub use lang::{LangTag, ParseLangTagError};
pub use neighbours::Neighbours;
pub use reader::{BrokenUnit, ReadError, ReadOptions, ReadReport, TmxReader};
pub use remark::{Attributes, Note, Prop};
pub use segment::{Inline, InlineKind, Run, Segment};
pub use segmenter::{Lexicon, SentenceSplitter, WordSegmenter};
pub use spelling::american;
pub use timestamp::{ParseTimestampError, Timestamp};
pub use unit::{TranslationUnit, Variant};
pub use writer::{Languages, Markup, TmxWriter, WriteError, WriteOptions, WriteReport};
pub use xliff::XliffReader;
