//! Where the units of the memory have a keyword: the index of their words in the cache.

use std::collections::{BTreeMap, BTreeSet};

use glossary::concordance::{Keyword, each_key};
use glossary::store::{Concordance, Store};
use tmx::memory::{IndexError, KeyIndex, KeyIndexBuilder};

use crate::cache::Bytes;
use crate::failure::Failure;
use crate::interrupt;
use crate::matching::{CHANGED, Kept, anew, damaged_again};
use crate::ui::Ui;

/// The places of a keyword in texts and units; of each, the first `limit` are told. What turns out
/// to be damaged is made anew.
///
/// # Errors
///
/// When the termbase cannot be read, or Ctrl-C was pressed.
pub(crate) fn concordance(
    store: &Store,
    keyword: &Keyword,
    limit: usize,
    ui: &mut Ui,
) -> Result<Concordance, Failure> {
    if keyword.wanted().is_none() {
        return Ok(store.read().concordance(keyword, limit)?);
    }
    let kept = Kept::new(store, "words");
    let (index, changed) = match kept.open() {
        Some(bytes) => match KeyIndex::open(bytes) {
            Ok(index) => match store.read().units_changed_since(index.stamp(), CHANGED)? {
                Some(changed) => (index, changed),
                None => {
                    ui.message("the memory has changed much: the index of its words is made anew");
                    (build(store, &kept, ui)?, BTreeSet::new())
                }
            },
            Err(error) => {
                ui.message(&anew(error));
                (build(store, &kept, ui)?, BTreeSet::new())
            }
        },
        None => (build(store, &kept, ui)?, BTreeSet::new()),
    };
    let units = match among(&index, keyword, &changed) {
        Ok(units) => units,
        Err(error) => {
            ui.message(&anew(error));
            let index = build(store, &kept, ui)?;
            among(&index, keyword, &BTreeSet::new()).map_err(damaged_again)?
        }
    };
    Ok(store.read().concordance_among(keyword, limit, units)?)
}

/// The units that may have a keyword, each with how often it has it, where that is known.
fn among(
    index: &KeyIndex<Bytes>,
    keyword: &Keyword,
    changed: &BTreeSet<i64>,
) -> Result<Vec<(i64, Option<usize>)>, IndexError> {
    let forms = keyword.wanted().unwrap_or_default();
    let is_counted = keyword.is_key();
    if let ([wanted], true) = (forms.as_slice(), changed.is_empty()) {
        let units = index.units_with(wanted)?.into_iter();
        return Ok(units
            .map(|(unit, count)| (unit, is_counted.then_some(count)))
            .collect());
    }
    let mut units: BTreeMap<i64, Option<usize>> = BTreeMap::new();
    for wanted in &forms {
        for (unit, count) in index.units_with(wanted)? {
            units.insert(unit, is_counted.then_some(count));
        }
    }
    units.extend(changed.iter().map(|unit| (*unit, None)));
    Ok(units.into_iter().collect())
}

fn build(store: &Store, kept: &Kept<'_>, ui: &mut Ui) -> Result<KeyIndex<Bytes>, Failure> {
    let stamp = store.read().memory_point()?;
    let bytes = kept.make(ui, "words", |ui| {
        let progress = ui.progress("indexing", None);
        let mut builder = KeyIndexBuilder::new();
        let mut last = None;
        let reader = store.read();
        reader.for_each_variant_in_use(|unit, _, text| -> Result<(), Failure> {
            if last != Some(unit) {
                interrupt::check()?;
                builder.begin(unit);
                progress.advance(1);
                last = Some(unit);
            }
            each_key(text, |key| builder.add(key));
            Ok(())
        })?;
        let stamp = stamp.clone();
        Ok((
            builder.len(),
            Box::new(move |out| builder.write(&stamp, out).map(drop)),
        ))
    })?;
    KeyIndex::open(bytes).map_err(damaged_again)
}
