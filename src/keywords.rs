//! Where texts and units have a keyword: the indexes of their words in the cache.

use std::collections::BTreeSet;

use glossary::concordance::{Indexing, Keyword};
use glossary::store::{Concordance, Store};
use tmx::memory::{Found, IndexError, KeyIndex};

use crate::cache::Bytes;
use crate::failure::Failure;
use crate::interrupt;
use crate::matching::{CHANGED, Kept, damaged_again};
use crate::ui::Ui;

/// Texts of so many bytes together are looked through as quickly as by an index.
const SMALL: u64 = 1 << 20;
/// When more than one in so many bytes of the texts has changed, and those are not small, their
/// index is made anew.
const ONE_IN: u64 = 8;

/// What has an index of its own.
#[derive(Debug, Clone, Copy)]
enum Indexed {
    Texts,
    Units,
}

/// Where an index tells a keyword to be, and of what it does not tell, since that changed later.
struct Told {
    found: Found,
    changed: BTreeSet<i64>,
}

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
    let reader = store.read();
    let mut found = Concordance::default();
    if reader.size_of_texts()? <= SMALL {
        reader.look_through_texts(keyword, limit, &mut found)?;
    } else {
        let told = told(Indexed::Texts, store, keyword, limit, ui)?;
        reader.look_into_texts(keyword, limit, told.total(), told.each(), &mut found)?;
    }
    let told = told(Indexed::Units, store, keyword, limit, ui)?;
    reader.look_into_units(keyword, limit, told.total(), told.each(), &mut found)?;
    Ok(found)
}

/// What the index of some kind tells of a keyword.
fn told(
    indexed: Indexed,
    store: &Store,
    keyword: &Keyword,
    limit: usize,
    ui: &mut Ui,
) -> Result<Told, Failure> {
    let kept = Kept::new(store, indexed.extension());
    let (memory, _) = indexed.names();
    let reason = match kept.open().map(KeyIndex::open) {
        None => None,
        Some(Ok(index)) => match indexed.changed_since(store, index.stamp())? {
            None => Some(format!(
                "{memory} has changed much: the index of its words is made anew"
            )),
            Some(changed) => match search(&index, keyword, limit_of(&changed, limit)) {
                Ok(found) => return Ok(Told { found, changed }),
                Err(error) => Some(anew(memory, error)),
            },
        },
        Some(Err(error)) => Some(anew(memory, error)),
    };
    if let Some(reason) = reason {
        ui.message(&reason);
    }
    let index = indexed.build(store, &kept, ui)?;
    Ok(Told {
        found: search(&index, keyword, limit).map_err(damaged_again)?,
        changed: BTreeSet::new(),
    })
}

fn anew(memory: &str, error: IndexError) -> String {
    format!("the index of {memory} cannot be used ({error}): it is made anew")
}

fn search(index: &KeyIndex<Bytes>, keyword: &Keyword, first: usize) -> Result<Found, IndexError> {
    index.find(&keyword.phrases(), first)
}

/// How many places have to be told by where they are: of what changed none is counted, so that it
/// must be known how many are elsewhere.
fn limit_of(changed: &BTreeSet<i64>, limit: usize) -> usize {
    match changed.is_empty() {
        true => limit,
        false => usize::MAX,
    }
}

impl Told {
    /// How many places there are, where nothing changed.
    fn total(&self) -> Option<usize> {
        self.changed.is_empty().then_some(self.found.total)
    }

    /// The numbers of what has the keyword, in order, each with how often it has it, and of what
    /// changed.
    fn each(&self) -> impl Iterator<Item = (i64, Option<usize>)> {
        let found = self.found.units.iter().copied();
        let mut found = found
            .filter(|(number, _)| !self.changed.contains(number))
            .peekable();
        let mut changed = self.changed.iter().copied().peekable();
        std::iter::from_fn(move || {
            let next = found.peek().map(|(number, _)| *number);
            match changed.next_if(|number| next.is_none_or(|next| *number < next)) {
                Some(number) => Some((number, None)),
                None => found.next().map(|(number, count)| (number, Some(count))),
            }
        })
    }
}

impl Indexed {
    /// The ending of its files.
    fn extension(self) -> &'static str {
        match self {
            Self::Texts => "texts",
            Self::Units => "words",
        }
    }

    /// All of them in messages, and several.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Texts => ("the collection of texts", "texts"),
            Self::Units => ("the memory", "units"),
        }
    }

    /// What changed since an index with this stamp was made; none where it does not fit, or so much
    /// changed that it is to be made anew.
    fn changed_since(self, store: &Store, stamp: &str) -> Result<Option<BTreeSet<i64>>, Failure> {
        let reader = store.read();
        match self {
            Self::Units => Ok(reader.units_changed_since(stamp, CHANGED)?),
            Self::Texts => {
                let Some(changed) = reader.texts_changed_since(stamp, CHANGED)? else {
                    return Ok(None);
                };
                let mut size = 0;
                for text in &changed {
                    size += reader.size_of_text(*text)?;
                }
                let most = SMALL.max(reader.size_of_texts()? / ONE_IN);
                Ok(Some(changed).filter(|_| size <= most))
            }
        }
    }

    fn build(
        self,
        store: &Store,
        kept: &Kept<'_>,
        ui: &mut Ui,
    ) -> Result<KeyIndex<Bytes>, Failure> {
        let stamp = store.read().memory_point()?;
        let bytes = kept.make(ui, "words", self.names().1, |ui| {
            let progress = ui.progress("indexing", None);
            let mut indexing = Indexing::new();
            let mut last = None;
            let mut add = |number, text: &str| -> Result<(), Failure> {
                if last != Some(number) {
                    interrupt::check()?;
                    progress.advance(1);
                    last = Some(number);
                }
                indexing.add(number, text);
                Ok(())
            };
            let reader = store.read();
            match self {
                Self::Texts => reader.for_each_text_in_use(add)?,
                Self::Units => {
                    reader.for_each_variant_in_use(|unit, _, text| add(unit, text))?;
                }
            }
            let builder = indexing.finish();
            let stamp = stamp.clone();
            Ok((
                builder.units(),
                Box::new(move |out| builder.write(&stamp, out).map(drop)),
            ))
        })?;
        KeyIndex::open(bytes).map_err(damaged_again)
    }
}
