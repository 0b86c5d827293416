//! Terminology: words, candidates, concept entries, their store and TBX.
//!
//! Terms are mined from texts and translation units, hence this package looks down at [`tmx`];
//! the command line above it looks down at both.

pub mod concordance;
pub mod counts;
pub mod curate;
pub mod dictionary;
pub mod entry;
pub mod equivalents;
pub mod exchange;
pub mod extract;
pub mod form;
pub mod import;
pub mod merge;
pub mod mine;
mod named;
pub mod oddity;
pub mod parallel;
pub mod pinyin;
pub mod review;
pub mod store;
pub mod subjects;
pub mod sync;
pub mod text;
pub mod words;

pub use named::UnknownValue;
