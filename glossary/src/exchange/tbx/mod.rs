//! Terminology as TBX (ISO 30042).
//!
//! Written is TBX v2 in its Basic dialect, which every open reader takes; v3 is read by few. What is
//! read is v2 of any dialect.
//! What Basic has no place for goes into notes: the reading of a Chinese term, the period in which a
//! term was official, who approved an entry, and that a term is not to be translated. The
//! translation of a context follows it as a context in the other language. Earlier periods of a term are left out and counted.

mod options;
mod reader;
mod writer;

/// The note on an entry whose term stays as it is.
const DO_NOT_TRANSLATE: &str = "do not translate";

/// Begins the note that says who approved an entry.
const APPROVED_BY: &str = "approved by: ";

pub use options::{PreferredTerm, TbxOptions};
pub use reader::{TbxError, TbxReader};
pub use writer::{TbxWriter, WriteReport};
