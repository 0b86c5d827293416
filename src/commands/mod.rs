//! One file a command: `Args`, whose doc comment is the help, and `run`.
//!
//! A new command is a `mod` and an entry in the list below.

mod accept;
mod add;
mod align;
mod analyze;
mod approve;
mod backup;
mod build;
mod completions;
mod concordance;
pub(crate) mod count;
mod delete;
mod dictionary;
mod doctor;
mod dump;
mod edit;
mod equivalents;
mod evidence;
mod explanation;
mod export;
mod extract;
mod find;
mod forget;
mod import;
mod later;
mod load;
mod log;
mod man;
mod r#match;
mod merge;
mod parse;
mod pinyin;
mod pretranslate;
mod redo;
mod reject;
mod restore;
mod review;
mod set;
pub(crate) mod show;
mod status;
mod subjects;
mod sync;
mod texts;
mod tm;
mod undo;
mod verdict;

use std::ffi::OsString;

use clap::Parser;
use glossary::pinyin::Doubts;
use glossary::store::Verdict;

use crate::failure::{Failure, Kind};
use crate::interrupt;
use crate::options::Options;
use crate::ui::Ui;

/// Declares the commands: the name on the command line follows from the variant's, the help from
/// the doc comment on the module's `Args`.
macro_rules! commands {
    ($($variant:ident = $module:ident,)+) => {
        #[derive(clap::Subcommand, Debug)]
        enum Command {
            $($variant($module::Args),)+
        }

        impl Command {
            fn run(&self, ui: &mut Ui) -> anyhow::Result<Outcome> {
                match self {
                    $(Self::$variant(args) => $module::run(args, ui),)+
                }
            }
        }
    };
}

// In the order of the help.
commands! {
    Build = build,
    Add = add,
    Texts = texts,
    Forget = forget,
    Extract = extract,
    Review = review,
    Accept = accept,
    Reject = reject,
    Later = later,
    Set = set,
    Edit = edit,
    Approve = approve,
    Find = find,
    Show = show,
    Subjects = subjects,
    Merge = merge,
    Delete = delete,
    Log = log,
    Undo = undo,
    Redo = redo,
    Align = align,
    Equivalents = equivalents,
    Match = r#match,
    Analyze = analyze,
    Pretranslate = pretranslate,
    Concordance = concordance,
    Tm = tm,
    Import = import,
    Export = export,
    Pinyin = pinyin,
    Dictionary = dictionary,
    Count = count,
    Status = status,
    Dump = dump,
    Load = load,
    Sync = sync,
    Backup = backup,
    Restore = restore,
    Doctor = doctor,
    Completions = completions,
    Man = man,
}

/// Build a bilingual glossary and a translation memory from Chinese texts
///
/// Examples:
///   shuyu build speeches -o out              the whole job, for a folder of texts
///   shuyu find 共同体                        what the glossary says
///   shuyu set 守望相助 --en "mutual assistance"
///   shuyu export --to tbx -o glossary.tbx    for your translation tool
///
/// Three words are used throughout: a text is what you read in, a candidate is
/// what shuyu proposes, an entry is what you decided. A unit is a pair of
/// sentences, Chinese and English, of the translation memory. All of them are
/// kept in one file, the termbase `shuyu.db`.
#[derive(clap::Parser, Debug)]
#[command(
    name = "shuyu",
    version,
    verbatim_doc_comment,
    max_term_width = 80,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "`shuyu COMMAND --help` shows examples and everything a command takes."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    options: Options,
}

/// How a command that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did what it was asked for (exit code 0).
    Done,
    /// It found nothing, or a check found problems (exit code 1).
    No,
}

/// Pinyin for people: `(?)` follows what they should look at.
pub(crate) fn marked(pinyin: &str, doubt: &Doubts) -> String {
    if doubt.is_doubtful() {
        format!("{pinyin} (?)")
    } else {
        pinyin.to_owned()
    }
}

/// A verdict as messages name it.
pub(crate) fn decided(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Rejected => "rejected",
        Verdict::Later => "put off",
        Verdict::Accepted => "accepted",
    }
}

/// What messages about changes begin with when nothing is changed.
pub(crate) fn would(ui: &Ui) -> &'static str {
    if ui.is_dry_run() { "would have " } else { "" }
}

/// Runs the command that `args` name, the program's own name first, and returns the exit code.
pub(crate) fn main(args: impl IntoIterator<Item = OsString>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => return parse::report(&error, &args),
    };
    interrupt::install();
    let mut ui = Ui::new(cli.options);
    let result = cli.command.run(&mut ui).map_err(Failure::from);
    // What was printed before a failure is to be seen as well.
    let flushed = ui.flush();
    match result.and_then(|outcome| flushed.map(|()| outcome)) {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::No) => 1,
        Err(failure) => {
            // A reader that has left is not interested in a result of ours either.
            if failure.kind() != Kind::PipeClosed {
                let failure = ui.name_termbase(failure);
                ui.report(&failure);
                return failure.code();
            }
            failure.code()
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    #[test]
    fn the_options_of_all_commands_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_fits_on_80_columns() {
        let mut cli = Cli::command();
        cli.build();
        let mut commands = vec![cli.clone()];
        commands.extend(cli.get_subcommands().cloned());
        for mut command in commands {
            let help = command.render_long_help().to_string();
            for line in help.lines() {
                assert!(line.width() <= 80, "{}: {line}", command.get_name());
            }
        }
    }
}
