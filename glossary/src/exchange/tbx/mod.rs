//! Terminology as TBX (ISO 30042).
//!
//! Written is TBX v2 in its Basic dialect, which every open reader takes; v3 is read by few. What is
//! read is v2 of any dialect.
//! What Basic has no place for goes into notes: the reading of a Chinese term, and the period in
//! which a term was official. Earlier periods of a term are left out and counted.

mod options;
mod reader;
mod writer;

pub use options::{PreferredTerm, TbxOptions};
pub use reader::{TbxError, TbxReader};
pub use writer::{TbxWriter, WriteReport};
