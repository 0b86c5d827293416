//! What a file could not hold.

use std::collections::{BTreeMap, BTreeSet};

use super::TbxOptions;
use crate::entry::ConceptEntry;

/// Something known of entries that a TBX file has no place for, in no note either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LostField {
    /// Periods of use before, or after, the one that is written.
    FormerPeriods,
    /// The status of terms that are never to be used; they are written as deprecated.
    ForbiddenStatus,
    /// That pinyin is doubtful.
    PinyinDoubt,
    /// Languages beside the pair.
    OtherLanguages,
    /// The tags of terms in another script or region of a language of the pair.
    RegionalTags,
    /// Relations to entries that are not in the file.
    Relations,
}

impl LostField {
    /// What messages call it: `former periods of use`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FormerPeriods => "former periods of use",
            Self::ForbiddenStatus => "status of forbidden terms",
            Self::PinyinDoubt => "doubt of pinyin",
            Self::OtherLanguages => "terms in other languages",
            Self::RegionalTags => "script or region of terms",
            Self::Relations => "relations to entries that are not in the file",
        }
    }
}

/// Which fields of how many entries a file could not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LossReport(BTreeMap<LostField, u64>);

impl LossReport {
    /// The fields with the number of entries that lost something of them, in a fixed order.
    pub fn fields(&self) -> impl Iterator<Item = (LostField, u64)> + '_ {
        self.0.iter().map(|(field, entries)| (*field, *entries))
    }

    /// Entries that lost something of a field.
    #[must_use]
    pub fn entries(&self, field: LostField) -> u64 {
        self.0.get(&field).copied().unwrap_or_default()
    }

    /// Counts what is lost of an entry.
    pub(super) fn count(&mut self, entry: &ConceptEntry, options: &TbxOptions) {
        for field in losses(entry, options) {
            *self.0.entry(field).or_default() += 1;
        }
    }
}

fn losses(entry: &ConceptEntry, options: &TbxOptions) -> BTreeSet<LostField> {
    let mut lost = BTreeSet::new();
    let mut lose = |field, is_lost: bool| {
        if is_lost {
            lost.insert(field);
        }
    };
    for section in &entry.languages {
        let pair = [&options.source_tag, &options.target_tag];
        let Some(tag) = pair.into_iter().find(|it| it.same_language(&section.lang)) else {
            lose(LostField::OtherLanguages, !section.terms.is_empty());
            continue;
        };
        let written = section.terms.iter().filter(|term| options.admits(term));
        for term in written {
            let usage = term.current_usage(options.as_of.as_ref());
            let is_alone = term.usage.len() <= usage.iter().len();
            lose(LostField::FormerPeriods, !is_alone);
            let status = usage.and_then(|usage| usage.status);
            lose(
                LostField::ForbiddenStatus,
                term.forbidden && status.is_some(),
            );
            let has_pinyin = term.pinyin.is_some();
            lose(
                LostField::PinyinDoubt,
                has_pinyin && term.doubt.is_doubtful(),
            );
            // The pair may be given other tags on purpose; two sections become one only here.
            let mut sections = entry.languages.iter();
            let is_mixed = sections.any(|other| {
                other.lang != section.lang
                    && other.lang.same_language(tag)
                    && !other.terms.is_empty()
            });
            lose(LostField::RegionalTags, is_mixed);
        }
    }
    let mut related = entry.related.iter();
    let is_lost = related.any(|related| !options.linked.contains(&related.uid));
    lose(LostField::Relations, is_lost);
    lost
}
