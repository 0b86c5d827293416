//! The memory ready to be searched: its index in the cache, and what changed since that was made.

use std::collections::BTreeSet;
use std::io::{self, Write};

use glossary::store::{Source, Store, WorkingPair};
use tmx::Neighbours;
use tmx::memory::{Index, IndexBuilder, IndexError, Match, Query, Searcher};

use crate::cache::{Bytes, SideFile};
use crate::failure::Failure;
use crate::interrupt;
use crate::ui::Ui;

/// Units that may have changed before the index is made anew; those that did are searched in an
/// index of their own, which is made each time.
pub(crate) const CHANGED: usize = 4000;
/// The ending of its files.
const EXTENSION: &str = "match";
/// An index of so many units takes no time that one would have to be told of.
const QUICK: usize = 20_000;

/// Searches the memory of a termbase.
pub(crate) struct Matcher<'s> {
    store: &'s Store,
    pair: WorkingPair,
    penalties: Penalties,
    /// The index as it was made.
    main: Searcher<Bytes>,
    /// The units that changed since and are in use.
    tail: Option<Searcher<Bytes>>,
}

impl<'s> Matcher<'s> {
    /// Opens the index of a termbase; makes it where there is none that fits.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read, or Ctrl-C was pressed.
    pub(crate) fn open(
        store: &'s Store,
        penalties: Penalties,
        ui: &mut Ui,
    ) -> Result<Self, Failure> {
        let pair = store.read().working_pair()?;
        let known = Kept::new(store, EXTENSION).open();
        let opened = match known.map(Index::open) {
            Some(Ok(index)) => match changed_since(store, &pair, index.stamp())? {
                Some(changed) => Some((index, changed)),
                None => {
                    ui.message("the memory has changed much: its index is made anew");
                    None
                }
            },
            Some(Err(error)) => {
                ui.message(&anew(error));
                None
            }
            None => None,
        };
        let (index, changed) = match opened {
            Some(opened) => opened,
            None => (build(store, &pair, ui)?, BTreeSet::new()),
        };
        Self::of(store, pair, penalties, index, changed, ui)
    }

    fn of(
        store: &'s Store,
        pair: WorkingPair,
        penalties: Penalties,
        index: Index<Bytes>,
        changed: BTreeSet<i64>,
        ui: &mut Ui,
    ) -> Result<Self, Failure> {
        let tail = match changed.is_empty() {
            true => None,
            false => Some(index_of(store, &pair, &changed)?),
        };
        let search = |index: Index<Bytes>| Searcher::new(index).with_penalties(penalties.by_name());
        let main = match search(index) {
            Ok(main) => main.without(changed),
            Err(error) => {
                ui.message(&anew(error));
                let index = build(store, &pair, ui)?;
                return match search(index) {
                    Ok(main) => Ok(Self {
                        main,
                        store,
                        pair,
                        penalties,
                        tail: None,
                    }),
                    Err(error) => Err(damaged_again(error)),
                };
            }
        };
        let tail = tail.map(|index| Searcher::new(index).with_penalties(penalties.by_name()));
        Ok(Self {
            main,
            tail: tail.transpose().map_err(damaged_again)?,
            store,
            pair,
            penalties,
        })
    }

    /// The best matches, best first. What turns out to be damaged is made anew.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read, or Ctrl-C was pressed.
    pub(crate) fn search(&mut self, query: &Query<'_>, ui: &mut Ui) -> Result<Vec<Match>, Failure> {
        interrupt::check()?;
        let error = match self.found(query) {
            Ok(found) => return Ok(found),
            Err(error) => error,
        };
        ui.message(&anew(error));
        let index = build(self.store, &self.pair, ui)?;
        let pair = self.pair.clone();
        let penalties = self.penalties.clone();
        *self = Self::of(self.store, pair, penalties, index, BTreeSet::new(), ui)?;
        self.found(query).map_err(damaged_again)
    }

    fn found(&mut self, query: &Query<'_>) -> Result<Vec<Match>, IndexError> {
        let mut found = self.main.search(query)?;
        if let Some(tail) = &mut self.tail {
            found.extend(tail.search(query)?);
            found.sort_by(Match::order);
            found.truncate(query.limit);
        }
        Ok(found)
    }
}

/// What is taken off the score of matches from some origins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Penalties(Vec<(String, u32)>);

impl Penalties {
    /// The penalties of options like `draft*=10`.
    ///
    /// # Errors
    ///
    /// A usage failure for one that has another form.
    pub(crate) fn parse(options: &[String]) -> Result<Self, Failure> {
        let penalty = |option: &String| {
            let (origin, percent) = option.rsplit_once('=')?;
            let percent: u32 = percent.trim_end_matches('%').parse().ok()?;
            (percent <= 100 && !origin.is_empty()).then(|| (origin.to_owned(), percent))
        };
        let parsed = |option| {
            penalty(option).ok_or_else(|| {
                Failure::usage(format!("`{option}` is no penalty"))
                    .hint("write the origin and what to take off: `--penalty \"draft*=10\"`")
            })
        };
        Ok(Self(options.iter().map(parsed).collect::<Result<_, _>>()?))
    }

    /// The penalty of an origin by its name: that of the first pattern that fits.
    fn by_name(&self) -> impl Fn(&str) -> u32 {
        |origin| {
            let found = self.0.iter().find(|(pattern, _)| fits(origin, pattern));
            found.map_or(0, |(_, percent)| *percent)
        }
    }
}

/// Whether a name fits a pattern, in which `*` stands for anything.
fn fits(name: &str, pattern: &str) -> bool {
    let Some((begin, rest)) = pattern.split_once('*') else {
        return name == pattern;
    };
    let Some(name) = name.strip_prefix(begin) else {
        return false;
    };
    let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
    let mut rests = ends.filter_map(|at| name.get(at..));
    rests.any(|name| fits(name, rest))
}

/// The units that changed since the index with this stamp was made; none where it does not fit.
fn changed_since(
    store: &Store,
    pair: &WorkingPair,
    stamp: &str,
) -> Result<Option<BTreeSet<i64>>, Failure> {
    match stamp.strip_prefix(&languages(pair)) {
        Some(point) => Ok(store.read().units_changed_since(point, CHANGED)?),
        None => Ok(None),
    }
}

fn languages(pair: &WorkingPair) -> String {
    format!("{} {} ", pair.source, pair.target)
}

/// Makes the index and puts it into the cache; where that cannot be, it is only kept in memory.
fn build(store: &Store, pair: &WorkingPair, ui: &mut Ui) -> Result<Index<Bytes>, Failure> {
    let stamp = format!("{}{}", languages(pair), store.read().memory_point()?);
    let bytes = Kept::new(store, EXTENSION).make(ui, "segments", "units", |ui| {
        let builder = collect(store, pair, ui)?;
        let stamp = stamp.clone();
        Ok((
            builder.len(),
            Box::new(move |out| builder.write(&stamp, out).map(drop)),
        ))
    })?;
    Index::open(bytes).map_err(damaged_again)
}

/// An index of a termbase in the cache.
pub(crate) struct Kept<'s> {
    store: &'s Store,
    side_file: Option<SideFile>,
}

/// How many units or texts an index has, and what writes it.
pub(crate) type Made = (usize, Box<dyn FnOnce(&mut dyn Write) -> io::Result<()>>);

impl<'s> Kept<'s> {
    /// The index in files with this ending.
    pub(crate) fn new(store: &'s Store, extension: &'static str) -> Self {
        Self {
            store,
            side_file: SideFile::of(store.path(), extension),
        }
    }

    /// What was made of it last.
    pub(crate) fn open(&self) -> Option<Bytes> {
        self.side_file.as_ref().and_then(SideFile::open)
    }

    /// Makes it; where it cannot be put into the cache, it is only kept in memory. `collect` may
    /// be asked twice then. It is an index `of` so many `counted` as that tells.
    ///
    /// # Errors
    ///
    /// What `collect` fails with.
    pub(crate) fn make(
        &self,
        ui: &mut Ui,
        of: &str,
        counted: &str,
        collect: impl Fn(&Ui) -> Result<Made, Failure>,
    ) -> Result<Bytes, Failure> {
        if let Some(side_file) = &self.side_file {
            let (count, write) = collect(ui)?;
            match side_file.write(|out| write(out)) {
                Ok(bytes) => {
                    let told = format!("made an index of the {of} of {count} {counted}");
                    match count < QUICK {
                        true => ui.detail(&told),
                        false => ui.message(&told),
                    }
                    return Ok(bytes);
                }
                Err(error) => ui.caution(&not_kept(side_file, &error)),
            }
        }
        let (_, write) = collect(ui)?;
        let mut bytes = Vec::new();
        write(&mut bytes).map_err(|error| {
            let path = self.store.path().display();
            Failure::unusable(format!("cannot make an index of `{path}`: {error}"))
        })?;
        Ok(Bytes::Own(bytes))
    }
}

fn not_kept(side_file: &SideFile, error: &io::Error) -> String {
    let folder = side_file.folder().display();
    format!(
        "the index of the memory cannot be kept in `{folder}` ({error}), and is made anew each \
         time; name another folder with SHUYU_CACHE"
    )
}

/// An index of some units, those of them that are in use.
fn index_of(
    store: &Store,
    pair: &WorkingPair,
    units: &BTreeSet<i64>,
) -> Result<Index<Bytes>, Failure> {
    let mut builder = IndexBuilder::new();
    for unit in units {
        let Some(stored) = store.read().unit(*unit)? else {
            continue;
        };
        let text = |lang| stored.unit.variant(lang).map(|it| it.segment.plain_text());
        let has_target = text(&pair.target).is_some_and(|it| !it.trim().is_empty());
        if let Some(source) = text(&pair.source).filter(|_| has_target) {
            builder.add(*unit, &stored.origin, &source);
            if let Some(told) = Neighbours::in_unit(&stored.unit, &pair.source) {
                builder.tell_neighbours(&told.before, &told.after);
            }
        }
    }
    let mut bytes = Vec::new();
    // As what is kept is written: the code for that is there once.
    let out: &mut dyn Write = &mut bytes;
    let written = builder.write("", out).map(drop);
    written.map_err(|error| Failure::unusable(error.to_string()))?;
    Index::open(Bytes::Own(bytes)).map_err(damaged_again)
}

fn collect(store: &Store, pair: &WorkingPair, ui: &Ui) -> Result<IndexBuilder, Failure> {
    let progress = ui.progress("indexing", None);
    let mut builder = IndexBuilder::new();
    store
        .read()
        .for_each_source(pair, |source: Source<'_>| -> Result<(), Failure> {
            interrupt::check()?;
            builder.add(source.unit, source.origin, source.text);
            if let Some(told) = source.neighbours {
                builder.tell_neighbours(&told.before, &told.after);
            }
            progress.advance(1);
            Ok(())
        })?;
    Ok(builder)
}

fn anew(error: IndexError) -> String {
    format!("the index of the memory cannot be used ({error}): it is made anew")
}

pub(crate) fn damaged_again(error: IndexError) -> Failure {
    Failure::unusable(format!("the index of the memory cannot be used: {error}"))
        .hint("name another folder for it with SHUYU_CACHE, or check the disk")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn penalties_go_by_the_name_of_the_origin() {
        let options = ["draft*=10".to_owned(), "*.tmx=5%".to_owned()];
        let penalties = Penalties::parse(&options).unwrap();
        let by_name = penalties.by_name();
        let origins = ["draft-2.tmx", "old.tmx", "a + b", "draft"];
        assert_eq!(origins.map(by_name), [10, 5, 0, 10]);
        for wrong in ["draft", "=5", "a=101", "a=x"] {
            assert!(Penalties::parse(&[wrong.to_owned()]).is_err(), "{wrong}");
        }
    }
}
