//! Entries from files of other programs, and of our own, into the termbase.
//!
//! The steps are values: a file becomes an [`ImportFile`] of [records](ImportRecord), these and the
//! termbase [planned entries](PlannedEntry), one after the other, and only these are applied, as
//! part of one [`Work`](crate::store::Work). A [`Plan`] has all of them.

mod ahead;
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
mod planning;
mod record;
mod records;
mod relate;
mod resolve;
mod tables;
#[cfg(test)]
mod tbx_laws;
mod turns;
mod values;

pub use columns::{ColumnError, Mapping, table_records};
pub use difference::Difference;
pub use field::Field;
pub use file::{ImportFile, ImportFormat, ReadImportError, read_import, read_import_from};
pub use join::Takes;
pub use plan::{Plan, PlannedEntry, Policy, plan};
pub use planning::{Planning, Unplanned};
pub use record::{
    Broken, ContextsGiven, Given, ImportRecord, ImportTerm, Place, Proposed, Reference, UsageGiven,
};
pub use records::{Records, Unpacked};
pub use relate::{Relations, Ties};
pub(crate) use values::{Standing, is_uid, part_of_speech, standing, term_type, typed_pinyin};
