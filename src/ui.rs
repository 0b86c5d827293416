//! What a command may say, ask and show.
//!
//! stdout is data, stderr is messages. Commands print through [`Ui`] only, so that nothing
//! reaches a terminal unsanitised. Windows needs no setup for Chinese: the standard library
//! hands UTF-16 to its console, and a pipe or file gets UTF-8 as everywhere.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::{AnsiColor, Style};
use glossary::store::Journal;
use indicatif::MultiProgress;
use serde::Serialize;

use crate::failure::{Failure, Kind};
use crate::options::{DatabasePath, JournalMode, Options, database_path};
use crate::output::{Progress, Table, sanitise, sanitise_line, to_json_line, to_tsv_line};
use crate::{clock, files, interrupt};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// The connection to the user, handed to every command.
pub(crate) struct Ui {
    options: Options,
    out: Box<dyn Write + Send>,
    err: Box<dyn Write>,
    /// The terminal's width in cells; none where stdout is a pipe or file.
    width: Option<usize>,
    /// Where progress is shown; none where stderr is a pipe or file.
    bars: Option<MultiProgress>,
    color: bool,
    can_ask: bool,
    /// The database that is worked on, for messages about it.
    termbase: Option<PathBuf>,
    /// What was warned of with [`Ui::caution`].
    cautions: BTreeSet<String>,
}

impl Ui {
    /// Creates the connection to the process's own stdout and stderr.
    pub(crate) fn new(options: Options) -> Self {
        let color = options.color.wanted(
            io::stderr().is_terminal(),
            variable("NO_COLOR").as_deref(),
            variable("TERM").as_deref(),
        );
        let choice = if color {
            ColorChoice::Always
        } else {
            ColorChoice::Never
        };
        let width = io::stdout()
            .is_terminal()
            .then(|| terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0)));
        let shows_progress = io::stderr().is_terminal() && !options.quiet && !options.json;
        Self {
            out: Box::new(BufWriter::new(io::stdout())),
            err: Box::new(AutoStream::new(io::stderr(), choice)),
            width,
            bars: shows_progress.then(MultiProgress::new),
            color,
            can_ask: io::stdin().is_terminal() && !options.no_input,
            termbase: None,
            cautions: BTreeSet::new(),
            options,
        }
    }

    /// Whether `--json` was given.
    pub(crate) fn is_json(&self) -> bool {
        self.options.json
    }

    /// Whether `--dry-run` was given: nothing may be changed.
    pub(crate) fn is_dry_run(&self) -> bool {
        self.options.dry_run
    }

    /// Whether somebody can be asked.
    pub(crate) fn can_ask(&self) -> bool {
        self.can_ask
    }

    /// Whether a person reads stdout; lists are shorter then.
    pub(crate) fn is_terminal(&self) -> bool {
        self.width.is_some()
    }

    /// Whether a person can be asked key by key, on a screen of its own.
    pub(crate) fn has_screen(&self) -> bool {
        let is_dumb = variable("TERM").is_some_and(|term| term == "dumb");
        self.is_terminal() && self.can_ask && !self.options.json && !is_dumb
    }

    /// Returns the database to use.
    ///
    /// # Errors
    ///
    /// Fails when the current folder no longer exists.
    pub(crate) fn database(&self) -> Result<DatabasePath, Failure> {
        let folder = std::env::current_dir()
            .map_err(|error| Failure::io("use the folder", Path::new("."), &error))?;
        let variable = variable("SHUYU_DB");
        Ok(database_path(
            self.options.db.as_deref(),
            variable.as_deref(),
            &folder,
            Path::is_file,
        ))
    }

    /// Says which database the command works on.
    pub(crate) fn works_on(&mut self, path: &Path) {
        self.termbase = Some(path.to_owned());
    }

    /// Puts the name of the database before what the store says without knowing it.
    pub(crate) fn name_termbase(&self, failure: Failure) -> Failure {
        match (&self.termbase, failure.kind()) {
            (Some(path), Kind::Busy | Kind::Damaged) => {
                failure.within(&format!("`{}`: ", path.display()))
            }
            _ => failure,
        }
    }

    /// Returns the time in seconds since 1970-01-01 UTC.
    ///
    /// # Errors
    ///
    /// A usage failure when `SOURCE_DATE_EPOCH` is set to something else.
    pub(crate) fn now(&self) -> Result<i64, Failure> {
        clock::now(variable(clock::VARIABLE).as_deref())
    }

    /// Prints text for a person on stdout, sanitised.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.print(&format!("{}\n", sanitise(text)))
    }

    /// Whether what is printed may be coloured.
    pub(crate) fn has_colors(&self) -> bool {
        self.color && self.is_terminal()
    }

    /// Prints a line of pieces in their styles after an indent, sanitised.
    pub(crate) fn styled_line(
        &mut self,
        indent: &str,
        pieces: &[(Option<Style>, String)],
    ) -> Result<(), Failure> {
        let mut line = indent.to_owned();
        for (style, text) in pieces {
            let text = sanitise_line(text);
            match style.filter(|_| self.has_colors()) {
                Some(style) => line.push_str(&format!("{style}{text}{style:#}")),
                None => line.push_str(&text),
            }
        }
        self.print(&format!("{line}\n"))
    }

    /// Prints one row of data: sanitised on a terminal, TSV elsewhere.
    pub(crate) fn row<S: AsRef<str>>(&mut self, cells: &[S]) -> Result<(), Failure> {
        let line = if self.is_terminal() {
            let cells: Vec<_> = cells.iter().map(|s| sanitise_line(s.as_ref())).collect();
            format!("{}\n", cells.join("  "))
        } else {
            to_tsv_line(cells)
        };
        self.print(&line)
    }

    /// Prints a table: lined up on a terminal, TSV without a heading elsewhere.
    pub(crate) fn table(&mut self, table: &Table) -> Result<(), Failure> {
        match self.width {
            // An empty table says nothing; the command has to.
            Some(_) if table.is_empty() => Ok(()),
            Some(width) => self.print(&table.to_text(width)),
            None => self.print(&table.to_tsv()),
        }
    }

    /// Prints one object as a line of JSON, with `"v":1`.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let line = to_json_line(value)
            .map_err(|error| Failure::unusable(format!("cannot print as JSON: {error}")))?;
        self.print(&line)
    }

    /// Writes a whole output to `path`, or to stdout for none or `-`.
    ///
    /// On a terminal the output is sanitised; with `--dry-run` no file is written.
    ///
    /// # Errors
    ///
    /// What [`files::write_whole`] and `write` fail with.
    pub(crate) fn write_output<T>(
        &mut self,
        path: Option<&Path>,
        write: impl FnOnce(&mut (dyn Write + Send)) -> anyhow::Result<T>,
    ) -> Result<T, Failure> {
        match path.filter(|path| *path != Path::new(files::STDIO)) {
            Some(path) if self.options.dry_run => {
                let value = write(&mut io::sink())?;
                self.message(&format!("would write `{}`", path.display()));
                Ok(value)
            }
            Some(path) => files::write_whole(path, write),
            None if self.is_terminal() => {
                let mut shown = Vec::new();
                let value = write(&mut shown)?;
                self.print(&sanitise(&String::from_utf8_lossy(&shown)))?;
                Ok(value)
            }
            None => {
                let mut watched = files::Watched::new(&mut self.out);
                write(&mut watched).map_err(|error| watched.cause(stdout_failed, error))
            }
        }
    }

    /// Tells what was done, on stderr; silent with `--quiet`.
    pub(crate) fn message(&mut self, text: &str) {
        if !self.options.quiet {
            self.tell(&sanitise(text));
        }
    }

    /// Tells more about what is done, with `--verbose` only.
    pub(crate) fn detail(&mut self, text: &str) {
        if self.options.verbose {
            self.tell(&sanitise(text));
        }
    }

    /// Tells what the user should look at although the command goes on.
    pub(crate) fn warn(&mut self, text: &str) {
        let text = self.labelled(WARNING, "warning", text);
        self.tell(&text);
    }

    /// Warns of what can wait; silent with `--quiet`. Nothing is said twice.
    pub(crate) fn caution(&mut self, text: &str) {
        if !self.options.quiet && self.cautions.insert(text.to_owned()) {
            self.warn(text);
        }
    }

    /// The journal that was asked for; none where the folder of the termbase decides.
    pub(crate) fn journal(&self) -> Option<Journal> {
        match self.options.journal? {
            JournalMode::Auto => None,
            JournalMode::Wal => Some(Journal::Ahead),
            JournalMode::Delete => Some(Journal::Rollback),
        }
    }

    /// Suggests the next step, on stderr; silent with `--quiet` and `--json`.
    pub(crate) fn next_step(&mut self, command: &str) {
        if !self.options.quiet && !self.options.json {
            let text = self.labelled(HINT, "next", command);
            self.tell(&text);
        }
    }

    /// Reports why the command failed, and what to do.
    pub(crate) fn report(&mut self, failure: &Failure) {
        if failure.kind() == Kind::PipeClosed {
            return;
        }
        if self.options.json
            && let Ok(line) = to_json_line(&failure.to_object())
        {
            self.tell(line.trim_end());
            return;
        }
        let error = self.labelled(ERROR, "error", &failure.to_string());
        self.tell(&error);
        if let Some(advice) = failure.advice() {
            let hint = self.labelled(HINT, "hint", advice);
            self.tell(&hint);
        }
    }

    /// Shows how far a step is until the value is dropped.
    pub(crate) fn progress(&self, label: &str, total: Option<u64>) -> Progress {
        match &self.bars {
            Some(bars) => Progress::shown(bars, label, total),
            None => Progress::hidden(),
        }
    }

    /// A gauge for work in several stages, each with its own length.
    pub(crate) fn stages(&self) -> Progress {
        match &self.bars {
            Some(bars) => Progress::stages(bars),
            None => Progress::hidden(),
        }
    }

    /// Asks a question that is answered with yes or no; no is the default. Where nobody can be
    /// asked, what was typed is meant: a script is never stopped by a question.
    ///
    /// # Errors
    ///
    /// When the keyboard cannot be read.
    pub(crate) fn confirm(&mut self, question: &str) -> Result<bool, Failure> {
        if self.options.yes || !self.can_ask {
            return Ok(true);
        }
        self.flush()?;
        let prompt = format!("{} [y/N] ", sanitise_line(question));
        let _ = self.err.write_all(prompt.as_bytes());
        let _ = self.err.flush();
        let mut answer = String::new();
        interrupt::while_waiting(|| io::stdin().read_line(&mut answer))
            .map_err(|error| Failure::io("read from", Path::new("the keyboard"), &error))?;
        Ok(is_yes(&answer))
    }

    /// Hands everything printed to the system.
    ///
    /// # Errors
    ///
    /// Fails when stdout cannot be written; a closed pipe is [`Kind::PipeClosed`].
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.out.flush().map_err(|error| stdout_failed(&error))
    }

    fn print(&mut self, text: &str) -> Result<(), Failure> {
        let written = match &self.bars {
            Some(bars) if self.width.is_some() => {
                let out = &mut self.out;
                bars.suspend(|| out.write_all(text.as_bytes()).and_then(|()| out.flush()))
            }
            _ => self.out.write_all(text.as_bytes()),
        };
        written.map_err(|error| stdout_failed(&error))
    }

    /// Writes a line to stderr; the text is sanitised already.
    fn tell(&mut self, text: &str) {
        // Results that belong before the message are to be seen before it. What cannot be
        // written comes up again when the command ends; stderr's failure cannot be told.
        let _ = self.out.flush();
        let line = format!("{text}\n");
        let err = &mut self.err;
        let _ = match &self.bars {
            Some(bars) => bars.suspend(|| err.write_all(line.as_bytes())),
            None => err.write_all(line.as_bytes()),
        };
    }

    fn labelled(&self, style: Style, label: &str, text: &str) -> String {
        let text = sanitise(text);
        if self.color {
            format!("{style}{label}:{style:#} {text}")
        } else {
            format!("{label}: {text}")
        }
    }
}

fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| value != OsStr::new(""))
}

fn is_yes(answer: &str) -> bool {
    matches!(
        answer.trim().to_lowercase().as_str(),
        "y" | "yes" | "是" | "好"
    )
}

fn stdout_failed(error: &io::Error) -> Failure {
    Failure::io("write to", Path::new("standard output"), error)
}

#[cfg(test)]
pub(crate) mod testing {
    //! A [`Ui`] whose output tests can read.

    use std::sync::{Arc, Mutex, PoisonError};

    use super::{Options, Ui};

    /// What was written to one of the two streams.
    #[derive(Clone, Default)]
    pub(crate) struct Stream(Arc<Mutex<Vec<u8>>>);

    impl Stream {
        /// Returns what was written so far.
        pub(crate) fn text(&self) -> String {
            let written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            String::from_utf8_lossy(&written).into_owned()
        }
    }

    impl std::io::Write for Stream {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            written.write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// Returns a `Ui` with its stdout and stderr; a `width` makes it a terminal.
    pub(crate) fn ui(options: Options, width: Option<usize>) -> (Ui, Stream, Stream) {
        let (out, err) = (Stream::default(), Stream::default());
        let ui = Ui {
            options,
            out: Box::new(out.clone()),
            err: Box::new(err.clone()),
            width,
            bars: None,
            color: false,
            can_ask: false,
            termbase: None,
            cautions: std::collections::BTreeSet::new(),
        };
        (ui, out, err)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::testing::ui;
    use super::*;

    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn data_on_a_pipe_is_not_altered() {
        let (mut ui, out, _) = ui(Options::default(), None);
        ui.row(&["a\u{202e}b", "c"]).unwrap();
        assert_eq!(out.text(), "a\u{202e}b\tc\n");
    }

    #[test]
    fn an_error_comes_with_its_hint() {
        let (mut ui, _, err) = ui(Options::default(), None);
        ui.report(&Failure::unusable("cannot read `a\u{1b}.txt`").hint("check the name"));
        assert_eq!(
            err.text(),
            "error: cannot read `a<U+001B>.txt`\nhint: check the name\n"
        );
    }

    #[test]
    fn an_error_is_one_object_with_json() {
        let options = Options {
            json: true,
            ..Options::default()
        };
        let (mut ui, _, err) = ui(options, None);
        ui.report(&Failure::usage("it is wrong").hint("wait"));
        assert_eq!(
            err.text(),
            "{\"v\":1,\"error\":\"it is wrong\",\"hint\":\"wait\",\"code\":2}\n"
        );
    }

    #[test]
    fn a_closed_pipe_is_silent() {
        let (mut ui, _, err) = ui(Options::default(), None);
        ui.out = Box::new(Closed);
        let failure = ui.line("term").unwrap_err();
        ui.report(&failure);
        assert_eq!((failure.code(), err.text().as_str()), (0, ""));
    }

    #[test]
    fn quiet_silences_messages_but_not_warnings() {
        let options = Options {
            quiet: true,
            ..Options::default()
        };
        let (mut ui, _, err) = ui(options, None);
        ui.message("2 texts");
        ui.detail("more");
        ui.next_step("shuyu extract");
        ui.warn("3 characters were replaced");
        assert_eq!(err.text(), "warning: 3 characters were replaced\n");
    }

    #[test]
    fn where_nobody_can_be_asked_what_was_typed_is_meant() {
        let (mut silent, _, err) = ui(Options::default(), None);
        assert!(silent.confirm("undo it?").unwrap());
        assert_eq!(err.text(), "");
    }

    #[test]
    fn yes_is_understood_in_both_languages() {
        assert!(is_yes(" Y\r\n") && is_yes("是\n"));
        assert!(!is_yes("\n") && !is_yes("no\n"));
    }

    #[test]
    fn a_dash_is_standard_output() {
        let (mut ui, out, _) = ui(Options::default(), None);
        for path in [None, Some(Path::new("-"))] {
            ui.write_output(path, |writer| Ok(writer.write_all(b"x")?))
                .unwrap();
        }
        assert_eq!(out.text(), "xx");
    }

    #[test]
    fn a_dry_run_writes_no_file() {
        let options = Options {
            dry_run: true,
            ..Options::default()
        };
        let (mut ui, _, err) = ui(options, None);
        let path = Path::new("never-made.tmx");
        ui.write_output(Some(path), |writer| Ok(writer.write_all(b"x")?))
            .unwrap();
        assert!(!path.exists());
        assert_eq!(err.text(), "would write `never-made.tmx`\n");
    }

    #[test]
    fn a_closed_pipe_is_seen_below_the_error_of_a_writer() {
        #[derive(Debug, thiserror::Error)]
        #[error(transparent)]
        struct Wrapped(#[from] io::Error);
        let (mut ui, _, _) = ui(Options::default(), None);
        ui.out = Box::new(Closed);
        let failure = ui
            .write_output(None, |writer| {
                Ok(writer.write_all(b"x").map_err(Wrapped)?)
            })
            .unwrap_err();
        assert_eq!(failure.kind(), Kind::PipeClosed);
    }

    #[test]
    fn a_failing_standard_output_is_named() {
        let (mut ui, _, _) = ui(Options::default(), None);
        ui.out = Box::new(Closed);
        let failure = ui
            .write_output(None, |writer| Ok(writer.write_all(b"x")?))
            .unwrap_err();
        assert_eq!(failure.kind(), Kind::PipeClosed);
        assert!(failure.to_string().contains("standard output"));
    }

    proptest! {
        #[test]
        fn nothing_unsafe_reaches_a_terminal(text in any::<String>()) {
            let (mut ui, out, err) = ui(Options::default(), Some(80));
            let mut table = Table::new(&["term"]);
            table.push([text.as_str()]);
            ui.line(&text).unwrap();
            ui.row(&[&text]).unwrap();
            ui.table(&table).unwrap();
            ui.write_output(None, |writer| Ok(writer.write_all(text.as_bytes())?))
                .unwrap();
            ui.json(&json!({ "text": text })).unwrap();
            ui.message(&text);
            ui.warn(&text);
            ui.report(&Failure::usage(text.as_str()).hint(text));
            for shown in [out.text(), err.text()] {
                prop_assert_eq!(sanitise(&shown), shown.as_str());
            }
        }
    }
}
