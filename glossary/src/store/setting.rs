//! Settings of a termbase.

use rusqlite::params;
use tmx::LangTag;

use super::{Reader, StoreError};

/// The two languages a curator works with; others are kept and left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingPair {
    /// The language of the texts and terms.
    pub source: LangTag,
    /// The language of the equivalents.
    pub target: LangTag,
}

/// From Chinese to English.
impl Default for WorkingPair {
    fn default() -> Self {
        Self {
            source: LangTag::chinese(),
            target: LangTag::english(),
        }
    }
}

impl Reader<'_> {
    /// The working pair.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn working_pair(&self) -> Result<WorkingPair, StoreError> {
        let tag = |key: &str| -> Result<LangTag, StoreError> {
            let value: String = self.connection.query_row(
                "SELECT value FROM meta WHERE key = ?1",
                params![key],
                |row| row.get(0),
            )?;
            super::row::parsed(&value)
        };
        Ok(WorkingPair {
            source: tag("source_lang")?,
            target: tag("target_lang")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::store;
    use super::*;

    #[test]
    fn a_new_termbase_works_from_chinese_to_english() {
        let pair = store().read().working_pair().unwrap();
        assert_eq!(pair, WorkingPair::default());
    }
}
