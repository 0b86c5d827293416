//! Entries from files of other programs, and of our own, into the termbase.
//!
//! The steps are values: the bytes of a file become an [`ImportFile`] of [records](ImportRecord),
//! these and the termbase a [`Plan`], and only the plan is applied, as part of one
//! [`Work`](crate::store::Work).

mod columns;
mod contexts;
mod difference;
mod field;
mod file;
mod headings;
mod join;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod list_laws;
mod markup;
mod plan;
mod record;
mod resolve;
mod tables;
#[cfg(test)]
mod tbx_laws;
mod values;

pub use columns::{ColumnError, Mapping, table_records};
pub use difference::Difference;
pub use field::Field;
pub use file::{ImportFile, ImportFormat, ReadImportError, read_import};
pub use join::Takes;
pub use plan::{Plan, PlannedEntry, Policy, plan};
pub use record::{
    Broken, ContextsGiven, Given, ImportRecord, ImportTerm, Place, Proposed, UsageGiven,
};
pub(crate) use values::{Standing, is_uid, part_of_speech, standing, term_type, typed_pinyin};
