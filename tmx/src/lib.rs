//! Parallel text: languages, sentences, alignment, translation units and TMX.
//!
//! Pure: values in, values out; readers and writers take `Read` and `Write`. No database, no
//! dictionary and no terminal are known here.

mod lang;
mod segmenter;

pub use lang::{LangTag, ParseLangTagError};
pub use segmenter::{Lexicon, WordSegmenter};
