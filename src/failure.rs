//! What went wrong, in the user's words, with the exit code and one thing to do.

use std::error::Error;
use std::io;
use std::path::Path;

use glossary::store::{DumpError, StoreError};
use serde::Serialize;

use crate::options::DATABASE_NAME;

/// What a failure means to the caller; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The command was not typed as it should be.
    Usage,
    /// An input or output could not be used.
    Unusable,
    /// Another program holds the database.
    Busy,
    /// The database is damaged.
    Damaged,
    /// The user pressed Ctrl-C.
    Interrupted,
    /// Nobody reads our output any more, as in `shuyu texts | head`: that is success.
    PipeClosed,
}

impl Kind {
    /// Returns the exit code of the process.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::PipeClosed => 0,
            Self::Usage => 2,
            Self::Unusable => 3,
            Self::Busy => 4,
            Self::Damaged => 5,
            Self::Interrupted => 130,
        }
    }

    /// Returns what to do where nothing better is known.
    fn hint(self) -> Option<&'static str> {
        match self {
            Self::Usage => Some("`shuyu --help` lists the commands"),
            Self::Unusable => Some("check what the message names, then run the same command again"),
            Self::Busy => Some(
                "close the other window that uses this database, or wait a moment, then try again",
            ),
            Self::Damaged => Some(
                "go back to a copy with `shuyu restore FILE`, or rescue what can be read with `shuyu doctor --salvage NEW.db`",
            ),
            Self::Interrupted => Some("no file is half written; run the same command again"),
            Self::PipeClosed => None,
        }
    }
}

/// A failure as it is reported.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
    hint: Option<String>,
}

impl Failure {
    /// The command was not typed as it should be (exit code 2).
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// An input or output could not be used (exit code 3).
    pub(crate) fn unusable(message: impl Into<String>) -> Self {
        Self::new(Kind::Unusable, message)
    }

    /// The user pressed Ctrl-C (exit code 130).
    pub(crate) fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "stopped, as you asked")
    }

    /// The operating system refused: `action` is a verb, as in "cannot read `path`: …".
    pub(crate) fn io(action: &str, path: &Path, error: &io::Error) -> Self {
        let (cause, hint) = explain(error);
        let failure = Self::new(
            kind_of(error),
            format!("cannot {action} `{}`: {cause}", path.display()),
        );
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }

    /// Says what to do: one thing, as an order in lower case without a full stop.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Puts the place of the failure, such as `list.tsv:12: `, before the message.
    pub(crate) fn within(mut self, place: &str) -> Self {
        self.message = format!("{place}{}", self.message);
        self
    }

    /// Returns what the failure means to the caller.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the exit code of the process.
    pub(crate) fn code(&self) -> u8 {
        self.kind.code()
    }

    /// Returns the one thing to do.
    pub(crate) fn advice(&self) -> Option<&str> {
        self.hint.as_deref().or(self.kind.hint())
    }

    /// Whether it is about one of several inputs, of which the others may be well.
    pub(crate) fn is_of_one_input(&self) -> bool {
        matches!(self.kind, Kind::Usage | Kind::Unusable)
    }

    /// Returns the warning about an input that is left out because of it.
    pub(crate) fn as_left_out(&self) -> String {
        match self.advice() {
            Some(advice) => format!("left out: {self}; {advice}"),
            None => format!("left out: {self}"),
        }
    }

    /// Returns the failure as the object that `--json` prints.
    pub(crate) fn to_object(&self) -> impl Serialize + '_ {
        #[derive(Serialize)]
        struct Object<'f> {
            error: &'f str,
            hint: Option<&'f str>,
            code: u8,
        }
        Object {
            error: &self.message,
            hint: self.advice(),
            code: self.code(),
        }
    }

    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
        }
    }
}

impl From<anyhow::Error> for Failure {
    /// Keeps kind and hint of the failure within, whatever context was put around it.
    fn from(error: anyhow::Error) -> Self {
        let message = join_causes(error.chain());
        for cause in error.chain() {
            if let Some(failure) = cause.downcast_ref::<Self>() {
                return Self {
                    kind: failure.kind,
                    message,
                    hint: failure.hint.clone(),
                };
            }
            if let Some(cause) = store_error(cause) {
                let (kind, hint) = explain_store(cause);
                return Self::new(kind, message).hint(hint);
            }
            if let Some(cause) = cause.downcast_ref::<io::Error>() {
                return Self {
                    kind: kind_of(cause),
                    message,
                    hint: explain(cause).1.map(str::to_owned),
                };
            }
        }
        Self::new(Kind::Unusable, message)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::from(anyhow::Error::from(error))
    }
}

/// The error of the store that a cause is, or stands for: one that passes it on hides it.
fn store_error<'e>(cause: &'e (dyn Error + 'static)) -> Option<&'e StoreError> {
    match cause.downcast_ref::<DumpError>() {
        Some(DumpError::Store(cause)) => Some(cause),
        _ => cause.downcast_ref::<StoreError>(),
    }
}

/// What an error of the store means, and what to do.
fn explain_store(error: &StoreError) -> (Kind, String) {
    let say = |hint: &str| hint.to_owned();
    match error {
        StoreError::Missing(_) => (
            Kind::Unusable,
            say("make one with `shuyu add TEXTS`, or name another with `--db FILE`"),
        ),
        StoreError::NotADatabase(_) | StoreError::Foreign(_) => (
            Kind::Unusable,
            say("name a termbase with `--db FILE`; this file was not touched"),
        ),
        StoreError::Newer { .. } => (
            Kind::Unusable,
            say("use the newer shuyu; this one leaves the file as it is"),
        ),
        StoreError::ReadOnly(_) => (
            Kind::Unusable,
            say("take the write protection off, or work on a copy with `--db FILE`"),
        ),
        StoreError::CannotOpen { path, .. } if path.is_dir() => (
            Kind::Unusable,
            format!(
                "name the file: `--db {}`",
                path.join(DATABASE_NAME).display()
            ),
        ),
        StoreError::CannotOpen { path, .. } if is_without_folder(path) => (
            Kind::Unusable,
            say("create the folder first, or name another file with `--db FILE`"),
        ),
        StoreError::CannotOpen { .. } => (
            Kind::Unusable,
            say("check the path and your rights there, or name another with `--db FILE`"),
        ),
        StoreError::Full => (
            Kind::Unusable,
            say("make room on the disk, then run the same command again"),
        ),
        StoreError::NotFound { .. } => (
            Kind::Unusable,
            say("`shuyu status` shows what the termbase holds"),
        ),
        StoreError::Busy => (
            Kind::Busy,
            say("close the other window that uses it, or wait a moment, then try again"),
        ),
        StoreError::Damaged(_) => (
            Kind::Damaged,
            say(
                "go back to a copy with `shuyu restore FILE`, or rescue what can be read with \
                 `shuyu doctor --salvage NEW.db`",
            ),
        ),
        _ => (
            Kind::Unusable,
            say("run the same command again; if it stays, keep a copy of the file"),
        ),
    }
}

fn is_without_folder(path: &Path) -> bool {
    path.parent()
        .is_some_and(|folder| !folder.as_os_str().is_empty() && !folder.exists())
}

/// Makes a panic look like any other failure instead of a page of internals.
pub(crate) fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        use std::io::Write as _;
        if std::thread::current().name() == Some(glossary::text::PDF_THREAD) {
            return;
        }
        let place = panic.location().map_or_else(String::new, |location| {
            format!(" ({}:{})", location.file(), location.line())
        });
        let cause = panic.payload_as_str().unwrap_or("no message");
        let text = format!(
            "error: shuyu made a mistake of its own{place}: {cause}\n\
             hint: no file is half written; please report the line above and what you typed"
        );
        // What is told on a screen of its own is gone with that.
        crate::terminal::restore();
        // Where stderr is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "{}", crate::output::sanitise(&text));
    }));
}

fn kind_of(error: &io::Error) -> Kind {
    match error.kind() {
        // Only pipes break, and the only pipe that is written to is stdout.
        io::ErrorKind::BrokenPipe => Kind::PipeClosed,
        _ => Kind::Unusable,
    }
}

/// Returns the cause in plain words and what to do about it.
fn explain(error: &io::Error) -> (String, Option<&'static str>) {
    // Windows: ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION have no kind of their own.
    if cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)) {
        return (
            "another program has it open".to_owned(),
            Some("close it there (Excel, for example) and run the same command again"),
        );
    }
    let (cause, hint) = match error.kind() {
        io::ErrorKind::NotFound => (
            "there is no such file or folder",
            "check the name; a name with blanks needs quotation marks around it",
        ),
        io::ErrorKind::PermissionDenied => (
            "you may not do this there",
            "check who may use the file and folder, or choose another folder",
        ),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
            "the disk is full",
            "free some space, or choose another disk, and run the same command again",
        ),
        io::ErrorKind::ReadOnlyFilesystem => {
            ("the disk is read-only", "choose a folder on another disk")
        }
        io::ErrorKind::IsADirectory => ("it is a folder", "give the name of a file in it"),
        io::ErrorKind::NotADirectory => (
            "a part of the path is a file, not a folder",
            "check the path",
        ),
        io::ErrorKind::FileTooLarge => (
            "the disk cannot hold a file this large",
            "choose another disk",
        ),
        io::ErrorKind::InvalidFilename => (
            "the system does not allow this name",
            "choose a shorter name without \\ / : * ? \" < > |",
        ),
        _ => return (error.to_string(), None),
    };
    (cause.to_owned(), Some(hint))
}

/// Joins an error and its causes; many libraries repeat the cause in the message, we do not.
fn join_causes<'e>(chain: impl Iterator<Item = &'e (dyn Error + 'static)>) -> String {
    let mut message = String::new();
    for cause in chain {
        let text = match cause.downcast_ref::<io::Error>() {
            Some(error) => explain(error).0,
            None => cause.to_string(),
        };
        if message.ends_with(&text) || message.ends_with(&cause.to_string()) {
            continue;
        }
        if !message.is_empty() {
            message.push_str(": ");
        }
        message.push_str(&text);
    }
    message
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn every_kind_has_its_exit_code() {
        let codes = [
            Failure::usage("").code(),
            Failure::unusable("").code(),
            Failure::from(StoreError::Busy).code(),
            Failure::from(StoreError::Damaged(String::new())).code(),
            Failure::interrupted().code(),
        ];
        assert_eq!(codes, [2, 3, 4, 5, 130]);
    }

    #[test]
    fn context_keeps_kind_and_hint() {
        let error = Err::<(), _>(Failure::usage("locked").hint("wait"))
            .context("cannot open `a.db`")
            .unwrap_err();
        let failure = Failure::from(error);
        assert_eq!(failure.to_string(), "cannot open `a.db`: locked");
        assert_eq!((failure.code(), failure.advice()), (2, Some("wait")));
    }

    #[test]
    fn a_full_disk_is_named_in_plain_words() {
        let error = anyhow::Error::from(io::Error::from(io::ErrorKind::StorageFull));
        let failure = Failure::from(error.context("cannot write `memory.tmx`"));
        assert_eq!(
            failure.to_string(),
            "cannot write `memory.tmx`: the disk is full"
        );
        assert_eq!(failure.code(), 3);
        assert!(failure.advice().unwrap().starts_with("free some space"));
    }

    #[test]
    fn a_closed_pipe_is_success() {
        let error = anyhow::Error::from(io::Error::from(io::ErrorKind::BrokenPipe));
        let failure = Failure::from(error.context("cannot write"));
        assert_eq!((failure.kind(), failure.code()), (Kind::PipeClosed, 0));
    }

    #[test]
    fn a_repeated_cause_is_said_once() {
        #[derive(Debug, thiserror::Error)]
        #[error("line 3: {0}")]
        struct Outer(#[source] std::num::ParseIntError);
        let cause = "x".parse::<u8>().unwrap_err();
        let failure = Failure::from(anyhow::Error::from(Outer(cause)));
        assert_eq!(failure.to_string(), "line 3: invalid digit found in string");
    }

    #[test]
    fn every_failure_has_something_to_do() {
        for kind in [
            Kind::Usage,
            Kind::Unusable,
            Kind::Busy,
            Kind::Damaged,
            Kind::Interrupted,
        ] {
            assert!(Failure::new(kind, "x").advice().is_some());
        }
    }
}
