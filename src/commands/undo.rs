//! `undo`: an operation taken back.

use glossary::store::{Effects, Operation, Reader, Store, UndoError, Work};
use serde_json::json;
use tmx::Timestamp;

use super::Outcome;
use crate::failure::Failure;
use crate::termbase;
use crate::ui::Ui;

/// Take back what you did last, or an operation by its number
///
/// Whatever a command changed in the termbase is as it was before: entries,
/// decisions, texts, units. Files that were written stay as they are. Undo again
/// to go further back; `shuyu redo` does again what was undone.
///
/// Without a number it is your own last operation that still stands. An older
/// one, or that of another person, can be taken back by its number while nothing
/// that it changed was changed since.
///
/// Examples:
///   shuyu undo
///   shuyu undo --dry-run        what would be taken back
///   shuyu undo "#12"            the number that `shuyu log` shows
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Number of the operation, like "#12" or 12
    #[arg(value_name = "NUMBER")]
    operation: Option<String>,
}

/// Which way an operation is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// `undo`
    Back,
    /// `redo`
    Again,
}

impl Way {
    fn turn(self, work: &mut Work<'_>, number: Option<i64>) -> Result<Operation, UndoError> {
        match self {
            Self::Back => work.undo(number),
            Self::Again => work.redo(number),
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Back => "undo",
            Self::Again => "redo",
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Back => "undid",
            Self::Again => "redid",
        }
    }

    fn participle(self) -> &'static str {
        match self {
            Self::Back => "undone",
            Self::Again => "redone",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Back => Self::Again,
            Self::Again => Self::Back,
        }
    }
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    turn(args.operation.as_deref(), Way::Back, ui)
}

/// Takes an operation back or does it again.
pub(super) fn turn(number: Option<&str>, way: Way, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let number = number.map(parse).transpose()?;
    let mut store = termbase::open_existing(ui)?;
    let author = termbase::author(ui)?;
    let mut work = store.begin(&author)?;
    let operation = match way.turn(&mut work, number) {
        Ok(operation) => operation,
        Err(UndoError::Nothing(user)) => {
            drop(work);
            return nothing(&store, &user, way, ui);
        }
        Err(error) => return Err(explain(error, work.read(), way)?.into()),
    };
    let effects = last_effects(&work)?;
    if ui.is_dry_run() {
        drop(work);
    } else if operation.user == author.user {
        work.commit()?;
    } else {
        // Other writers do not wait for the answer.
        drop(work);
        let question = format!("{} what {} did?", way.verb(), operation.user);
        if !ui.confirm(&question)? {
            ui.message(&format!("nothing was {}", way.participle()));
            return Ok(Outcome::No);
        }
        let mut work = store.begin(&author)?;
        if let Err(error) = way.turn(&mut work, Some(operation.id)) {
            return Err(explain(error, work.read(), way)?.into());
        }
        work.commit()?;
    }
    if ui.is_json() {
        ui.json(&json!({ (way.participle()): operation, "effects": effects }))?;
        return Ok(Outcome::Done);
    }
    ui.message(&format!(
        "{}{} {}",
        super::would(ui),
        if ui.is_dry_run() {
            way.participle()
        } else {
            way.done()
        },
        describe(&operation)
    ));
    ui.message(&format!("  {effects}"));
    if !ui.is_dry_run() {
        ui.message(&format!("to take this back: shuyu {}", way.other().verb()));
        if effects.concern_texts() {
            ui.next_step("shuyu extract");
        }
    }
    Ok(Outcome::Done)
}

/// An operation as messages name it: `#12 (set 蓝碳 --note x, by mei, 2026-05-18T00:00:00Z)`.
pub(super) fn describe(operation: &Operation) -> String {
    format!(
        "#{} ({}, by {}, {})",
        operation.id,
        operation.command,
        operation.user,
        Timestamp::from_seconds(operation.at)
    )
}

/// What the work did so far, as the log will have it.
fn last_effects(work: &Work<'_>) -> Result<Effects, Failure> {
    let log = work.read().log(1, None)?;
    let last = log.into_iter().next();
    Ok(last.map(|logged| logged.effects).unwrap_or_default())
}

fn nothing(store: &Store, user: &str, way: Way, ui: &mut Ui) -> anyhow::Result<Outcome> {
    ui.message(&format!("there is nothing of {user} to {}", way.verb()));
    if way == Way::Back
        && let Some(last) = store.read().log(1, None)?.first()
    {
        ui.message(&format!(
            "the last operation is {}",
            describe(&last.operation)
        ));
    }
    ui.next_step("shuyu log");
    Ok(Outcome::No)
}

/// Why it cannot be, and what to do.
fn explain(error: UndoError, reader: Reader<'_>, way: Way) -> Result<Failure, Failure> {
    let verb = way.verb();
    Ok(match error {
        UndoError::Store(error) => error.into(),
        UndoError::Unknown(_) => {
            Failure::unusable(error.to_string()).hint("`shuyu log` shows the numbers")
        }
        UndoError::NotAChange(_, of) => Failure::unusable(error.to_string()).hint(format!(
            "`shuyu undo {of}` and `shuyu redo {of}` take that one back and do it again"
        )),
        UndoError::Undone(number, _) => Failure::unusable(error.to_string())
            .hint(format!("`shuyu redo {number}` does it again")),
        UndoError::NotUndone(number) => Failure::unusable(error.to_string())
            .hint(format!("`shuyu undo {number}` takes it back")),
        UndoError::Changed { thing, by } => {
            // What an undo changed is freed by a redo, and the other way round.
            let first = match (by.undoes, reader.redone(&by)?) {
                (_, Some(redone)) => format!("shuyu undo {redone}"),
                (Some(undone), None) => format!("shuyu redo {undone}"),
                (None, None) => format!("shuyu undo {}", by.id),
            };
            Failure::unusable(format!(
                "cannot {verb}: {thing} was changed since, by operation {}",
                describe(&by)
            ))
            .hint(format!("`{first}` first, then the same command again"))
        }
        UndoError::BeforeMigration(_) => Failure::unusable(error.to_string()).hint(
            "what was done before an update of shuyu stays; correct it with `shuyu set` or `shuyu delete`",
        ),
        other => Failure::unusable(other.to_string()).hint("`shuyu log` shows what was done"),
    })
}

fn parse(number: &str) -> Result<i64, Failure> {
    let digits = number.strip_prefix(['#', '＃']).unwrap_or(number);
    digits.parse().map_err(|_| {
        Failure::usage(format!("`{number}` is not the number of an operation"))
            .hint("write it like 12; `shuyu log` shows the numbers")
    })
}
