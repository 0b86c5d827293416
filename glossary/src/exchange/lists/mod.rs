//! Lists of terms as other tools read them: pairs in the columns, the order and the limits of each.

mod anki;
mod deepl;
mod matecat;
mod memoq;
mod multiterm;
mod omegat;
mod pairs;
mod read;
mod report;
mod utf16;
mod utx;
mod weblate;
mod writer;

pub use multiterm::MultitermReader;
pub(crate) use omegat::rows as omegat_rows;
pub(crate) use read::{ListKind, coding, read_list};
pub use report::ListReport;
pub use writer::{ListFormat, ListOptions, ListWriter};
