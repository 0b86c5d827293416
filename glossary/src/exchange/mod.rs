//! Files that other programs read and write: TBX, tables as CSV, TSV and XLSX, lines of JSON, and
//! the lists of translation tools.
//!
//! Translation memories are [`tmx`]'s. Everything here takes `Write`, text or bytes and touches no
//! disk.

mod branch;
mod guard;
pub mod jsonl;
pub mod lists;
pub mod pairs;
mod records;
pub mod rows;
pub mod spreadsheet;
pub mod table;
pub mod tbx;
mod term_list;
pub mod workbook;

use std::io;

pub use records::MarkupError;

/// An output that stopped taking in a file.
#[derive(Debug, thiserror::Error)]
#[error(
    "the {format} file could not be written after {written} {records}; see that the disk has \
     room and the folder may be written to, then write it again"
)]
#[non_exhaustive]
pub struct WriteError {
    /// The format: `TBX`, `CSV` …
    pub format: &'static str,
    /// What the file is made of: `entries`, `rows`.
    pub records: &'static str,
    /// Records handed over before the failure; the last of them may be lost in part.
    pub written: u64,
    /// What the output says.
    #[source]
    pub source: io::Error,
}

#[cfg(test)]
pub(crate) mod test_support {
    use std::io::{self, Write};

    /// Takes in so many bytes and no more, like a disk.
    pub(crate) struct SmallDisk(pub(crate) usize);

    impl Write for SmallDisk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 < bytes.len() {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.0 -= bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}
