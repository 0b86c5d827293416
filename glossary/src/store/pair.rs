//! Units as pairs of the working languages, and the equivalents of the entries: what proposals
//! for terms are learned from.

use std::collections::BTreeMap;

use tmx::LangTag;

use super::row::parsed;
use super::{Reader, StoreError};

impl Reader<'_> {
    /// Whether a unit is in use.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn has_units(&self) -> Result<bool, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT 1 FROM unit WHERE aside IS NULL LIMIT 1")?;
        Ok(statement.exists([])?)
    }

    /// Hands every unit in use that has a side in each language of the working pair to `visit`:
    /// its number and both sides, the first in each language.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn for_each_pair(&self, mut visit: impl FnMut(i64, &str, &str)) -> Result<(), StoreError> {
        let pair = self.working_pair()?;
        let mut sides: BTreeMap<String, Option<Side>> = BTreeMap::new();
        let mut statement = self.connection.prepare_cached(
            "SELECT unit_id, lang, plain FROM variant
             WHERE unit_id IN (SELECT id FROM unit WHERE aside IS NULL)
             ORDER BY unit_id, ordinal",
        )?;
        let mut rows = statement.query([])?;
        let (mut unit, mut source, mut target) = (0, String::new(), String::new());
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if id != unit {
                (unit, source, target) = (id, String::new(), String::new());
            }
            let lang = row.get_ref(1)?.as_str()?;
            let side = match sides.get(lang) {
                Some(side) => *side,
                None => {
                    let side = Side::of(&parsed(lang)?, &pair.source, &pair.target);
                    sides.insert(lang.to_owned(), side);
                    side
                }
            };
            let plain = row.get_ref(2)?.as_str()?;
            let had_both = !source.is_empty() && !target.is_empty();
            match side {
                Some(Side::Source) if source.is_empty() => plain.clone_into(&mut source),
                Some(Side::Target) if target.is_empty() => plain.clone_into(&mut target),
                _ => continue,
            }
            if !had_both && !source.is_empty() && !target.is_empty() {
                visit(unit, &source, &target);
            }
        }
        Ok(())
    }

    /// The terms of the entries with their equivalents in the working pair, in the order of their
    /// texts; without those that are forbidden, deprecated or superseded.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn equivalents(&self) -> Result<Vec<(String, String)>, StoreError> {
        let pair = self.working_pair()?;
        let mut statement = self.connection.prepare_cached(
            "SELECT term.lang, term.text, other.lang, other.text
             FROM term JOIN term AS other USING (concept_id)
             WHERE term.id <> other.id AND other.forbidden = 0
                AND coalesce((SELECT status FROM usage WHERE term_id = other.id
                    ORDER BY ordinal DESC LIMIT 1), '') NOT IN ('deprecated', 'superseded')
             ORDER BY term.text, other.text",
        )?;
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let side = |column: usize| -> Result<Option<Side>, StoreError> {
                let lang = parsed(row.get_ref(column)?.as_str()?)?;
                Ok(Side::of(&lang, &pair.source, &pair.target))
            };
            if side(0)? == Some(Side::Source) && side(2)? == Some(Side::Target) {
                found.push((row.get(1)?, row.get(3)?));
            }
        }
        found.dedup();
        Ok(found)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Source,
    Target,
}

impl Side {
    fn of(lang: &LangTag, source: &LangTag, target: &LangTag) -> Option<Self> {
        if lang.same_language(source) {
            Some(Self::Source)
        } else if lang.same_language(target) {
            Some(Self::Target)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use tmx::{TranslationUnit, Variant};

    use super::super::tests::{author, store};
    use super::*;

    #[test]
    fn pairs_are_units_with_both_sides_in_use() {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let fr: LangTag = "fr".parse().unwrap();
        let british: LangTag = "en-GB".parse().unwrap();
        let mut first = TranslationUnit::pair((&zh, "海洋"), (&fr, "océan"));
        first.variants.push(Variant::new(british, "ocean"));
        let units = [
            (first, None),
            (TranslationUnit::pair((&zh, "港口"), (&fr, "port")), None),
        ];
        let mut store = store();
        let mut work = store.begin(&author("align")).unwrap();
        assert!(!work.read().has_units().unwrap());
        let aside = TranslationUnit::pair((&zh, "走廊"), (&en, "corridor"));
        work.replace_units("a", &[(aside, None)]).unwrap();
        work.replace_units("a", &units).unwrap();
        assert!(work.read().has_units().unwrap());
        let mut pairs = Vec::new();
        let visit = |_, source: &str, target: &str| {
            pairs.push((source.to_owned(), target.to_owned()));
        };
        work.read().for_each_pair(visit).unwrap();
        assert_eq!(pairs, [("海洋".to_owned(), "ocean".to_owned())]);
    }
}
