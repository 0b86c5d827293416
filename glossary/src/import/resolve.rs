//! Which entry a record means: by its identifier, else by its term.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{Broken, ImportRecord, Place};
use crate::store::{Reader, StoreError, WorkingPair};
use crate::words::normal_form;

/// Most terms of one entry; more are rows of a table that is no glossary.
const TERMS: usize = 400;

/// Records that mean one entry joined, in the order of the first of each; and those that do not
/// say which entry they mean.
pub(super) fn group(
    records: Vec<ImportRecord>,
    pair: &WorkingPair,
) -> (Vec<ImportRecord>, Vec<Broken>) {
    let norm = |record: &ImportRecord| {
        let term = record.terms(&pair.source).next();
        term.map_or_else(String::new, |term| normal_form(&term.text))
    };
    let mut identified: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for record in &records {
        if let Some(uid) = &record.uid {
            let uids = identified.entry(norm(record)).or_default();
            uids.insert(uid.clone());
        }
    }
    let mut groups: Vec<ImportRecord> = Vec::new();
    let mut known: BTreeMap<(Option<String>, String), usize> = BTreeMap::new();
    let mut skipped = Vec::new();
    for record in records {
        let term = norm(&record);
        let uids = identified.get(&term).map(|uids| uids.iter().collect());
        let uids: Vec<&String> = uids.unwrap_or_default();
        let key = match (&record.uid, uids.as_slice()) {
            (Some(uid), _) => (Some(uid.clone()), String::new()),
            // Of two concepts with one term neither is the other, unless they say the same.
            (None, _) if record.is_concept && has_equivalent(&record, pair) => {
                let equivalents: Vec<String> = equivalents(&record, pair).into_iter().collect();
                (None, format!("{term}\n{}", equivalents.join("\n")))
            }
            (None, [uid]) => (Some((*uid).clone()), String::new()),
            (None, []) => (None, term),
            (None, _) => {
                skipped.push(Broken {
                    place: record.place,
                    reason: format!(
                        "the file has several entries `{}`; give its uid",
                        shown(&record, pair)
                    ),
                });
                continue;
            }
        };
        let group = known.get(&key).and_then(|index| groups.get_mut(*index));
        match group {
            None => {
                known.insert(key, groups.len());
                groups.push(record);
            }
            Some(group) if terms(group) + terms(&record) > TERMS => skipped.push(Broken {
                place: record.place,
                reason: format!("`{}` has more than {TERMS} terms", shown(&record, pair)),
            }),
            Some(group) => group.absorb(record),
        }
    }
    (groups, skipped)
}

fn terms(record: &ImportRecord) -> usize {
    record.languages.iter().map(|(_, terms)| terms.len()).sum()
}

/// The number of the entry that each record means: none for a new one, an error where the
/// termbase does not tell.
pub(super) fn targets(
    reader: Reader<'_>,
    pair: &WorkingPair,
    records: &[ImportRecord],
) -> Result<Vec<Result<Option<i64>, Broken>>, StoreError> {
    let mut by_uid = Vec::with_capacity(records.len());
    for record in records {
        by_uid.push(match &record.uid {
            Some(uid) => reader.concept_with_uid(uid)?,
            None => None,
        });
    }
    let claimed: BTreeSet<i64> = by_uid.iter().copied().flatten().collect();
    let homonyms = homonyms(records, pair);
    let mut taken: BTreeMap<i64, Place> = BTreeMap::new();
    let mut targets = Vec::with_capacity(records.len());
    for (record, known) in records.iter().zip(by_uid) {
        if known.is_some() {
            targets.push(Ok(known));
            continue;
        }
        let mut ids = BTreeSet::new();
        for term in record.terms(&pair.source) {
            if !normal_form(&term.text).is_empty() {
                ids.extend(reader.concepts_named(&pair.source, &term.text)?);
            }
        }
        ids.retain(|id| !claimed.contains(id));
        if let Some(number) = record.number.filter(|number| ids.contains(number)) {
            ids = BTreeSet::from([number]);
        }
        let is_homonym = record
            .terms(&pair.source)
            .any(|term| homonyms.contains(&normal_form(&term.text)));
        if record.is_concept && has_equivalent(record, pair) && (is_homonym || ids.len() > 1) {
            // Its equivalents say which of them it is; with none of theirs it is another one.
            let own = equivalents(record, pair);
            let (mut equal, mut near) = (BTreeSet::new(), BTreeSet::new());
            for id in ids {
                let entry = reader.concept(id)?;
                let terms = entry.terms(&pair.target);
                let theirs: BTreeSet<String> = terms.map(|term| normal_form(&term.text)).collect();
                if own == theirs {
                    equal.insert(id);
                }
                if !own.is_disjoint(&theirs) {
                    near.insert(id);
                }
            }
            ids = if equal.is_empty() { near } else { equal };
        }
        let ids: Vec<i64> = ids.into_iter().collect();
        let broken = |reason: String| {
            Err(Broken {
                place: record.place,
                reason,
            })
        };
        targets.push(match ids.as_slice() {
            [] => Ok(None),
            [id] => match taken.get(id) {
                Some(place) => broken(format!(
                    "`{}` is entry #{id}, and so is that of {place}; join them in the file",
                    shown(record, pair)
                )),
                None => {
                    taken.insert(*id, record.place);
                    Ok(Some(*id))
                }
            },
            several => {
                let numbers: Vec<String> = several.iter().map(|id| format!("#{id}")).collect();
                broken(format!(
                    "`{}` names {} entries ({}); give its uid, or its number in a column `id`",
                    shown(record, pair),
                    several.len(),
                    numbers.join(", ")
                ))
            }
        });
    }
    Ok(targets)
}

/// Terms that several concepts of a file have, in normal form.
fn homonyms(records: &[ImportRecord], pair: &WorkingPair) -> BTreeSet<String> {
    let (mut met, mut several) = (BTreeSet::new(), BTreeSet::new());
    for record in records.iter().filter(|record| record.is_concept) {
        let terms = record.terms(&pair.source);
        let norms: BTreeSet<String> = terms.map(|term| normal_form(&term.text)).collect();
        for norm in norms {
            if !met.insert(norm.clone()) {
                several.insert(norm);
            }
        }
    }
    several
}

fn has_equivalent(record: &ImportRecord, pair: &WorkingPair) -> bool {
    record.terms(&pair.target).next().is_some()
}

/// The equivalents of a record in normal form.
fn equivalents(record: &ImportRecord, pair: &WorkingPair) -> BTreeSet<String> {
    let terms = record.terms(&pair.target);
    terms.map(|term| normal_form(&term.text)).collect()
}

fn shown(record: &ImportRecord, pair: &WorkingPair) -> String {
    let term = record.terms(&pair.source).next();
    term.map_or_else(String::new, |term| term.text.clone())
}
