//! The options that every command takes, and which database they mean.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The database's name where none is given.
pub(crate) const DATABASE_NAME: &str = "shuyu.db";

/// Options that every command takes.
#[derive(clap::Args, Debug, Clone, Default)]
#[command(next_help_heading = "Common options")]
pub(crate) struct Options {
    /// Termbase to use [default: $SHUYU_DB, else the nearest shuyu.db in this
    /// folder or above, else a new one here]
    #[arg(short, long, global = true, value_name = "FILE")]
    pub(crate) db: Option<PathBuf>,

    /// Print JSON, one object a line
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Show what would change and change nothing
    #[arg(short = 'n', long, global = true)]
    pub(crate) dry_run: bool,

    /// Answer every question with yes
    #[arg(short, long, global = true)]
    pub(crate) yes: bool,

    /// Never ask; do what was typed
    #[arg(long, global = true)]
    pub(crate) no_input: bool,

    /// Print results, warnings and errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say more about what is done
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,

    /// When to use colours: auto, always or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true
    )]
    pub(crate) color: Color,

    /// How changes are kept until they are whole: auto, wal (one machine) or
    /// delete (network and synchronised folders) [default: $SHUYU_JOURNAL, else
    /// auto]
    #[arg(
        long,
        global = true,
        value_name = "MODE",
        env = "SHUYU_JOURNAL",
        hide_env = true,
        hide_possible_values = true
    )]
    pub(crate) journal: Option<JournalMode>,
}

/// How changes are kept until they are whole.
#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JournalMode {
    /// As the folder of the termbase allows
    Auto,
    /// Ahead of the file, for one machine
    Wal,
    /// What was overwritten, for folders that several machines see
    Delete,
}

/// When to use colours.
#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Color {
    /// On a terminal, unless $NO_COLOR is set or $TERM is dumb
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Whether to use colours (<https://no-color.org>).
    pub(crate) fn wanted(
        self,
        is_terminal: bool,
        no_color: Option<&OsStr>,
        term: Option<&OsStr>,
    ) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                is_terminal
                    && no_color.is_none_or(OsStr::is_empty)
                    && term.is_none_or(|term| term != "dumb")
            }
        }
    }
}

/// The database that a command is to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DatabasePath {
    /// Where it is or will be.
    pub(crate) path: PathBuf,
    /// How it was chosen.
    pub(crate) origin: Origin,
}

/// How a database was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// By `--db`.
    Option,
    /// By the variable `SHUYU_DB`.
    Variable,
    /// It lies in the current folder or above.
    Found,
    /// There is none yet; the first command that writes creates it and says so.
    New,
}

/// Returns the database to use: `option`, else `variable`, else the nearest `shuyu.db` from
/// `folder` upwards, else a new one in `folder`.
///
/// Empty values count as not given. `is_file` tells whether a file is there.
pub(crate) fn database_path(
    option: Option<&Path>,
    variable: Option<&OsStr>,
    folder: &Path,
    is_file: impl Fn(&Path) -> bool,
) -> DatabasePath {
    let given = |path: &Path, origin| DatabasePath {
        path: path.to_owned(),
        origin,
    };
    if let Some(path) = option.filter(|path| !path.as_os_str().is_empty()) {
        return given(path, Origin::Option);
    }
    if let Some(path) = variable.filter(|path| !path.is_empty()) {
        return given(Path::new(path), Origin::Variable);
    }
    // The name alone, so that messages say `shuyu.db` and not a path of ten folders.
    let here = Path::new(DATABASE_NAME);
    if is_file(&folder.join(here)) {
        return given(here, Origin::Found);
    }
    folder
        .ancestors()
        .skip(1)
        .map(|above| above.join(DATABASE_NAME))
        .find(|path| is_file(path))
        .map_or_else(
            || given(here, Origin::New),
            |path| given(&path, Origin::Found),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(option: Option<&str>, variable: Option<&str>, existing: &str) -> (String, Origin) {
        let chosen = database_path(
            option.map(Path::new),
            variable.map(OsStr::new),
            Path::new("/home/mei/speeches/2023"),
            |path| path == Path::new(existing),
        );
        (chosen.path.to_string_lossy().into_owned(), chosen.origin)
    }

    #[test]
    fn the_option_wins_over_the_variable() {
        let chosen = choose(Some("a.db"), Some("b.db"), "");
        assert_eq!(chosen, ("a.db".to_owned(), Origin::Option));
        let chosen = choose(None, Some("b.db"), "");
        assert_eq!(chosen, ("b.db".to_owned(), Origin::Variable));
    }

    #[test]
    fn the_nearest_database_above_is_found() {
        let path = Path::new("/home/mei").join(DATABASE_NAME);
        let path = path.to_string_lossy();
        assert_eq!(
            choose(None, Some(""), &path),
            (path.clone().into_owned(), Origin::Found)
        );
    }

    #[test]
    fn the_one_here_is_called_by_its_name() {
        let chosen = choose(None, None, "/home/mei/speeches/2023/shuyu.db");
        assert_eq!(chosen, (DATABASE_NAME.to_owned(), Origin::Found));
    }

    #[test]
    fn without_any_a_new_one_is_made_here() {
        let chosen = choose(None, None, "");
        assert_eq!(chosen, (DATABASE_NAME.to_owned(), Origin::New));
    }

    #[test]
    fn a_windows_path_is_taken_as_typed() {
        let typed = r"C:\Users\Mei\我的术语\shuyu.db";
        assert_eq!(choose(Some(typed), None, "").0, typed);
        assert_eq!(choose(None, Some(typed), "").0, typed);
    }

    #[cfg(windows)]
    #[test]
    fn folders_above_are_searched_on_windows() {
        let chosen = database_path(None, None, Path::new(r"C:\Users\Mei\2023"), |path| {
            path == Path::new(r"C:\Users\shuyu.db")
        });
        assert_eq!(chosen.path, Path::new(r"C:\Users\shuyu.db"));
    }

    #[test]
    fn colour_follows_the_conventions() {
        let dumb = Some(OsStr::new("dumb"));
        let set = Some(OsStr::new("1"));
        assert!(Color::Auto.wanted(true, None, None));
        assert!(Color::Auto.wanted(true, Some(OsStr::new("")), None));
        assert!(!Color::Auto.wanted(true, set, None));
        assert!(!Color::Auto.wanted(true, None, dumb));
        assert!(!Color::Auto.wanted(false, None, None));
        assert!(Color::Always.wanted(false, set, dumb));
        assert!(!Color::Never.wanted(true, None, None));
    }
}
