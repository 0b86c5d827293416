//! `sync`: two termbases brought together.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use glossary::store::{Access, Author, Peer, Reader, Store, StoreError, Work};
use glossary::sync::{
    Base, Dump, Facts, Fields, Key, Kind, Plan, PlannedConflict, Side, Way, plan,
};
use serde_json::{Value, json};

use super::{Outcome, load};
use crate::failure::Failure;
use crate::files::{self, shown_name, stored_path};
use crate::output::counted;
use crate::termbase;
use crate::ui::Ui;

/// Bring two termbases together
///
/// OTHER is another termbase, or a dump in a file (as `shuyu dump -o FILE` writes
/// it), which is made if it is not there. What one side added, changed or removed
/// since the last sync is done on the other side too, field by field: two people
/// may work on one entry. What both changed in different ways is listed and stays
/// on each side as it is there, until both agree or --on-conflict decides; exit
/// code 1 tells of such conflicts.
///
/// What both sides had in common is remembered in the termbase, or taken from
/// --base. Without either, what one side lacks is added and nothing is removed.
/// Entries are known by their term, whoever made them. Texts and units are added
/// and removed; each side keeps its own names of files. A copy of each termbase is
/// made before it is changed, and `shuyu undo` takes a sync back on its side.
///
/// Examples:
///   shuyu sync /media/stick/glossary.db
///   shuyu sync shared/glossary.jsonl --dry-run
///   shuyu sync partner.db --pull --on-conflict mine
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// The other termbase, or a dump in a file
    #[arg(value_name = "OTHER")]
    other: PathBuf,

    /// Change only this termbase and leave the other as it is
    #[arg(long)]
    pull: bool,

    /// Whose value stands where both changed something: mine or theirs
    #[arg(long, value_name = "SIDE", hide_possible_values = true)]
    on_conflict: Option<Whose>,

    /// What both had in common, as a dump or termbase [default: what is remembered
    /// of the last sync]
    #[arg(long, value_name = "FILE")]
    base: Option<PathBuf>,
}

#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Mine,
    Theirs,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let decided = args.on_conflict.map(|whose| match whose {
        Whose::Mine => Side::Mine,
        Whose::Theirs => Side::Theirs,
    });
    let way = if args.pull { Way::Pull } else { Way::Both };
    let path = ui.database()?.path;
    if is_same(&path, &args.other) {
        return Err(Failure::usage("this is the termbase itself")
            .hint("name the other one; `--db FILE` says which one is yours")
            .into());
    }
    let given = args.base.as_deref().map(base_of).transpose()?;
    let mut other = Other::open(args, ui)?;
    let mut store = termbase::open(ui, Access::Write)?;
    let author = termbase::author(ui)?;
    let setup = Setup {
        given,
        decided,
        way,
        author: &author,
    };
    let done = match &mut other {
        Other::File(file) => with_file(&setup, &mut store, file, ui)?,
        Other::Termbase(termbase) => with_termbase(&setup, &mut store, termbase, ui)?,
    };
    tell(args, &done, ui)
}

/// What decides how the two are brought together, and who does it.
struct Setup<'a> {
    given: Option<Base>,
    decided: Option<Side>,
    way: Way,
    author: &'a Author,
}

impl Setup<'_> {
    fn plan(&self, kept: Option<Base>, mine: &Facts, theirs: &Facts) -> Plan {
        let base = self.given.as_ref().or(kept.as_ref());
        plan(base, mine, theirs, self.decided, self.way)
    }
}

/// The plan with the names of what it is about.
struct Done {
    plan: Plan,
    mine: Facts,
    theirs: Facts,
}

/// A dump in a file, with whether it is there.
struct File {
    path: PathBuf,
    dump: Dump,
    exists: bool,
}

enum Other {
    Termbase(Store),
    File(File),
}

impl Other {
    fn open(args: &Args, ui: &mut Ui) -> Result<Self, Failure> {
        let path = &args.other;
        let exists = path.exists();
        let is_named_database = path.extension().is_some_and(|ending| ending == "db");
        if (exists && is_database(path)) || (!exists && is_named_database) || path.is_dir() {
            let reads = args.pull || ui.is_dry_run();
            // A missing one is no termbase that somebody works with, and is not made.
            if !exists {
                return Err(Failure::from(StoreError::Missing(path.clone()))
                    .hint("`shuyu backup FILE` makes a copy that can be worked with elsewhere"));
            }
            let access = if reads { Access::Read } else { Access::Write };
            ui.works_on(path);
            return Ok(Self::Termbase(termbase::open_at(path, access, ui)?));
        }
        if exists {
            let dump = load::read(path)?;
            return Ok(Self::File(File {
                path: path.clone(),
                dump,
                exists,
            }));
        }
        if args.pull {
            return Err(
                Failure::unusable(format!("there is no file `{}`", shown_name(path)))
                    .hint("check the name, or leave out --pull to make it"),
            );
        }
        Ok(Self::File(File {
            path: path.clone(),
            dump: Dump::default(),
            exists,
        }))
    }
}

fn with_file(
    setup: &Setup<'_>,
    store: &mut Store,
    file: &mut File,
    ui: &mut Ui,
) -> anyhow::Result<Done> {
    let mut work = store.begin(setup.author)?;
    let settings = work.read().settings()?;
    load::same_settings(&file.path, &file.dump, &settings)?;
    let peer = Peer {
        name: known_path(&file.path),
        identity: None,
        point: None,
    };
    // A file that is not there is a new one, not one from which all was removed.
    let kept = match file.exists {
        true => work.read().base_with(&peer, |_| true)?,
        false => None,
    };
    let (mine, theirs) = (work.read().facts()?, file.dump.facts());
    let plan = setup.plan(kept, &mine, &theirs);
    if ui.is_dry_run() {
        return Ok(Done { plan, mine, theirs });
    }
    let lines = new_lines(work.read(), &plan.theirs, &mine, &theirs)?;
    let before = file.dump.clone();
    for (key, fields) in &plan.theirs {
        let rest = lines.get(key).unwrap_or(&Value::Null);
        file.dump.put(theirs.get(key), key, fields.as_ref(), rest);
    }
    put_all(&mut work, &plan, &mine, |key| {
        let uid = theirs.get(key).map(|thing| thing.uid.clone());
        let line = before.things.get(&(key.kind, uid.unwrap_or_default()));
        Ok(line.cloned().unwrap_or_default())
    })?;
    crate::interrupt::check()?;
    if work.has_changes() {
        crate::backups::make(ui, &ui.database()?.path, "sync")?;
    }
    // The other side first: where the second half fails, it knows what it got as its own.
    if setup.way == Way::Both && (!file.exists || !plan.theirs.is_empty()) {
        file.dump.settings.extend(settings);
        let text = file.dump.to_text();
        files::write_whole(&file.path, |out| Ok(out.write_all(text.as_bytes())?))?;
    }
    let peer = Peer {
        name: known_path(&file.path),
        ..peer
    };
    work.set_base_with(&peer, &plan.base)?;
    work.commit()?;
    Ok(Done { plan, mine, theirs })
}

fn with_termbase(
    setup: &Setup<'_>,
    store: &mut Store,
    other: &mut Store,
    ui: &mut Ui,
) -> anyhow::Result<Done> {
    let (path, other_path) = (store.path().to_owned(), other.path().to_owned());
    let writes = other.is_writable();
    // Two that are brought together from both ends at once wait in one order.
    let is_first = writes && known_path(&other_path) < known_path(&path);
    // Messages about a termbase that is busy or damaged name the one that is.
    let mut at_other = |error| {
        ui.works_on(&other_path);
        error
    };
    let (mut work, there) = if is_first {
        let there = There::begin(other, setup.author).map_err(&mut at_other)?;
        (store.begin(setup.author)?, there)
    } else {
        (
            store.begin(setup.author)?,
            There::begin(other, setup.author).map_err(&mut at_other)?,
        )
    };
    if there.read().settings()? != work.read().settings()? {
        return Err(Failure::unusable(format!(
            "`{}` is a termbase for other languages",
            shown_name(&other_path)
        ))
        .hint("use one of the same languages")
        .into());
    }
    let mut peer = Peer {
        name: known_path(&other_path),
        identity: Some(there.read().identity()?),
        point: None,
    };
    let kept = match setup.given {
        Some(_) => None,
        None => work.common_with(there.read(), &peer)?,
    };
    let theirs = there.read().facts().map_err(&mut at_other)?;
    let mine = work.read().facts()?;
    let plan = setup.plan(kept, &mine, &theirs);
    if ui.is_dry_run() {
        return Ok(Done { plan, mine, theirs });
    }
    let lines = new_lines(work.read(), &plan.theirs, &mine, &theirs)?;
    put_all(&mut work, &plan, &mine, |key| {
        line_of(there.read(), key, &theirs)
    })?;
    let there_after = match there {
        There::Written(mut there) => {
            there.put_all(&plan.theirs, &theirs, |key| {
                Ok::<_, StoreError>(lines.get(key).cloned().unwrap_or_default())
            })?;
            let back = Peer {
                name: known_path(&path),
                identity: Some(work.read().identity()?),
                point: Some(work.read().log_point()?),
            };
            there.set_base_with(&back, &plan.base)?;
            There::Written(there)
        }
        read => read,
    };
    crate::interrupt::check()?;
    if work.has_changes() {
        crate::backups::make(ui, &path, "sync")?;
    }
    peer.point = Some(there_after.read().log_point()?);
    work.set_base_with(&peer, &plan.base)?;
    if let There::Written(there) = there_after {
        if there.has_changes() {
            crate::backups::make(ui, &other_path, "sync")?;
        }
        // The other side first: where the second half fails, it knows what it got as its own.
        there.commit()?;
    }
    work.commit()?;
    Ok(Done { plan, mine, theirs })
}

/// The other termbase, to be written or only looked at.
enum There<'s> {
    Written(Work<'s>),
    Read(Reader<'s>),
}

impl<'s> There<'s> {
    fn begin(store: &'s mut Store, author: &Author) -> Result<Self, StoreError> {
        match store.is_writable() {
            true => Ok(Self::Written(store.begin(author)?)),
            false => Ok(Self::Read(store.read())),
        }
    }

    fn read(&self) -> Reader<'_> {
        match self {
            Self::Written(work) => work.read(),
            Self::Read(reader) => *reader,
        }
    }
}

fn put_all(
    work: &mut Work<'_>,
    plan: &Plan,
    known: &Facts,
    rest: impl FnMut(&Key) -> Result<Value, StoreError>,
) -> Result<(), StoreError> {
    work.put_all(&plan.mine, known, rest)
}

/// The lines of what is new there, read before anything changes here.
fn new_lines(
    reader: Reader<'_>,
    changes: &[(Key, Option<Fields>)],
    mine: &Facts,
    theirs: &Facts,
) -> Result<std::collections::BTreeMap<Key, Value>, StoreError> {
    let new = changes
        .iter()
        .filter(|(key, fields)| fields.is_some() && !theirs.contains_key(key));
    new.map(|(key, _)| Ok((key.clone(), line_of(reader, key, mine)?)))
        .collect()
}

fn line_of(reader: Reader<'_>, key: &Key, facts: &Facts) -> Result<Value, StoreError> {
    let uid = facts.get(key).map_or("", |thing| thing.uid.as_str());
    reader.line_of(key.kind, uid)
}

fn tell(args: &Args, done: &Done, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let Done { plan, mine, theirs } = done;
    let here = Counts::of(&plan.mine, mine);
    let there = Counts::of(&plan.theirs, theirs);
    if ui.is_json() {
        for conflict in &plan.conflicts {
            ui.json(&conflict_object(conflict))?;
        }
        if ui.is_dry_run() {
            for (side, changes, known) in
                [("here", &plan.mine, mine), ("there", &plan.theirs, theirs)]
            {
                for (key, fields) in changes {
                    let change = json!({
                        "change": word(known.contains_key(key), fields.is_some()),
                        "side": side, "kind": key.kind.as_str(),
                        "name": name(key, mine, theirs),
                    });
                    ui.json(&change)?;
                }
            }
        }
        ui.json(&json!({
            "other": shown_name(&args.other), "here": here.object(), "there": there.object(),
            "conflicts": plan.conflicts.len(),
        }))?;
    } else {
        if ui.is_dry_run() {
            for (side, changes, known) in
                [("here", &plan.mine, mine), ("there", &plan.theirs, theirs)]
            {
                for (key, fields) in changes {
                    let sign = match word(known.contains_key(key), fields.is_some()) {
                        "added" => '+',
                        "removed" => '-',
                        _ => '~',
                    };
                    let name = name(key, mine, theirs);
                    ui.line(&format!("{sign} {side}: {} {name}", key.kind))?;
                }
            }
        }
        for conflict in &plan.conflicts {
            show_conflict(conflict, ui)?;
        }
        ui.message(&format!(
            "{}synced with `{}`: here {here}; there {there}",
            super::would(ui),
            shown_name(&args.other)
        ));
        if !ui.is_dry_run() && !plan.mine.is_empty() {
            ui.message("to take this back here: shuyu undo");
        }
    }
    if plan.conflicts.is_empty() {
        return Ok(Outcome::Done);
    }
    if !ui.is_json() {
        ui.message(&format!(
            "{}; each side keeps its own. Change one of them, or decide all with \
             `--on-conflict mine` or `--on-conflict theirs`",
            counted(plan.conflicts.len(), "conflict")
        ));
    }
    Ok(Outcome::No)
}

/// What became of the things of one side.
struct Counts {
    added: usize,
    changed: usize,
    removed: usize,
}

impl Counts {
    fn of(changes: &[(Key, Option<Fields>)], known: &Facts) -> Self {
        let count = |wanted: &str| {
            let words = changes
                .iter()
                .map(|(key, fields)| word(known.contains_key(key), fields.is_some()));
            words.filter(|word| *word == wanted).count()
        };
        Self {
            added: count("added"),
            changed: count("changed"),
            removed: count("removed"),
        }
    }

    fn object(&self) -> Value {
        json!({ "added": self.added, "changed": self.changed, "removed": self.removed })
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            added,
            changed,
            removed,
        } = self;
        if added + changed + removed == 0 {
            return f.write_str("nothing to change");
        }
        write!(f, "{added} added, {changed} changed, {removed} removed")
    }
}

fn word(was_there: bool, is_there: bool) -> &'static str {
    match (was_there, is_there) {
        (false, _) => "added",
        (true, true) => "changed",
        (true, false) => "removed",
    }
}

fn name<'f>(key: &Key, mine: &'f Facts, theirs: &'f Facts) -> &'f str {
    let thing = mine.get(key).or_else(|| theirs.get(key));
    thing.map_or("", |thing| thing.name.as_str())
}

/// What stands for the thing as a whole.
const WHOLE: &str = "(all of it)";

fn conflict_object(planned: &PlannedConflict) -> Value {
    let PlannedConflict {
        key,
        name,
        conflict,
    } = planned;
    let field = conflict.field.as_ref().map(ToString::to_string);
    json!({
        "conflict": key.kind.as_str(), "uid": key.id, "name": name, "field": field,
        "base": conflict.base, "mine": conflict.mine, "theirs": conflict.theirs,
    })
}

fn show_conflict(planned: &PlannedConflict, ui: &mut Ui) -> Result<(), Failure> {
    let PlannedConflict {
        key,
        name,
        conflict,
    } = planned;
    let kind = match key.kind {
        Kind::Entry => String::new(),
        kind => format!("{kind} "),
    };
    let field = conflict
        .field
        .as_ref()
        .map_or_else(|| WHOLE.to_owned(), ToString::to_string);
    ui.line(&format!("! {kind}{name}: {field}"))?;
    let sides = [
        ("before", &conflict.base),
        ("mine", &conflict.mine),
        ("theirs", &conflict.theirs),
    ];
    for (side, value) in sides {
        let absent = if side == "before" {
            "(nothing known)"
        } else {
            "(nothing)"
        };
        let value = match value {
            None => absent.to_owned(),
            Some(Value::String(text)) => text.clone(),
            // A whole thing is long, and to be looked at where it is.
            Some(_) if conflict.field.is_none() => "(is there)".to_owned(),
            Some(value) => value.to_string(),
        };
        ui.line(&format!("    {side:<7} {value}"))?;
    }
    Ok(())
}

/// What both had in common, from a dump or a termbase.
fn base_of(path: &Path) -> Result<Base, Failure> {
    let facts = match is_database(path) {
        true => Store::open(path, Access::Read)?.read().facts()?,
        false => load::read(path)?.facts(),
    };
    Ok(facts
        .into_iter()
        .map(|(key, thing)| (key, thing.fields))
        .collect())
}

/// Whether a file begins as termbases do; anything else is read as a dump.
fn is_database(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = std::fs::File::open(path).map(|file| file.take(15).read_to_end(&mut start));
    read.is_ok() && start == b"SQLite format 3"
}

fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(one).is_some() && real(one) == real(other)
}

/// The path by which another is known again.
fn known_path(path: &Path) -> String {
    let real = path.canonicalize().or_else(|_| std::path::absolute(path));
    stored_path(&real.unwrap_or_else(|_| path.to_owned()))
}
