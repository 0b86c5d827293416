//! What is said when the command line cannot be understood.

use std::ffi::OsString;

use clap::CommandFactory as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Cli;
use crate::failure::{Failure, Kind};
use crate::options::{Color, Options};
use crate::ui::Ui;

/// Reports what clap found, or prints the help that was asked for; returns the exit code.
pub(super) fn report(error: &clap::Error, args: &[OsString]) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // Nobody reads it: that is the reader's choice.
            let _ = error.print();
            0
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            Kind::Usage.code()
        }
        _ => {
            let failure = explain(error, args);
            Ui::new(understood(args)).report(&failure);
            failure.code()
        }
    }
}

/// Returns the options that concern the report itself: the rest was not understood.
fn understood(args: &[OsString]) -> Options {
    let given = |name: &str| args.iter().any(|arg| arg == name);
    let never = given("--color=never")
        || args
            .windows(2)
            .any(|two| matches!(two, [a, b] if a == "--color" && b == "never"));
    Options {
        json: given("--json"),
        color: if never { Color::Never } else { Color::Auto },
        ..Options::default()
    }
}

fn explain(error: &clap::Error, args: &[OsString]) -> Failure {
    if error.kind() == ErrorKind::InvalidSubcommand
        && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
    {
        let before = args
            .iter()
            .position(|arg| arg == word.as_str())
            .unwrap_or(0);
        let above = command_name(args.get(..before).unwrap_or_default());
        let similar = suggestion(error, ContextKind::SuggestedSubcommand);
        return unknown_command(word, above.as_deref(), similar);
    }
    // clap's text is "error: MESSAGE", an empty line, then tips and usage, which go into the hint.
    let text = error.to_string();
    let message = text.split("\n\n").next().unwrap_or(&text);
    let message = message.strip_prefix("error: ").unwrap_or(message).trim();
    // The standard library's words are a programmer's.
    let message = message.replace("invalid digit found in string", "not a whole number");
    let help = match command_name(args) {
        Some(command) => format!("shuyu {command} --help"),
        None => "shuyu --help".to_owned(),
    };
    let similar = suggestion(error, ContextKind::SuggestedArg)
        .or_else(|| suggestion(error, ContextKind::SuggestedValue));
    let hint = match similar {
        None if is_loose_word(error) => {
            format!("put quotation marks around a text with blanks; `{help}` shows examples")
        }
        Some(similar) => format!("did you mean `{similar}`? `{help}` shows all options"),
        None => format!("`{help}` shows examples and all options"),
    };
    Failure::usage(message).hint(hint)
}

/// Whether a word too many was met, as in `shuyu find shared future`.
fn is_loose_word(error: &clap::Error) -> bool {
    error.kind() == ErrorKind::UnknownArgument
        && matches!(error.get(ContextKind::InvalidArg),
            Some(ContextValue::String(word)) if !word.starts_with('-'))
}

/// A word that is no command is never guessed and run, only answered with a suggestion. `above` is
/// the command it was to be a part of, as in `shuyu dictionary list`.
fn unknown_command(word: &str, above: Option<&str>, similar: Option<String>) -> Failure {
    let shuyu = match above {
        Some(above) => format!("shuyu {above}"),
        None => "shuyu".to_owned(),
    };
    let failure = Failure::usage(format!("`{word}` is no command of {shuyu}"));
    match similar {
        Some(similar) => failure.hint(format!("did you mean `{shuyu} {similar}`?")),
        None if above.is_some() => failure.hint(format!("`{shuyu} --help` lists them")),
        None if word.is_ascii() => failure,
        None => failure.hint(format!("did you mean `shuyu find {word}`?")),
    }
}

fn suggestion(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(word) => Some(word.clone()),
        ContextValue::Strings(words) => words.first().cloned(),
        _ => None,
    }
}

fn command_name(args: &[OsString]) -> Option<String> {
    let cli = Cli::command();
    args.iter()
        .skip(1)
        .find_map(|arg| cli.find_subcommand(arg))
        .map(|command| command.get_name().to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn failure(line: &str) -> Failure {
        let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        explain(&Cli::try_parse_from(&args).unwrap_err(), &args)
    }

    #[test]
    fn a_chinese_word_is_to_be_found() {
        let failure = failure("shuyu 共同体");
        assert_eq!(failure.to_string(), "`共同体` is no command of shuyu");
        assert_eq!(failure.advice(), Some("did you mean `shuyu find 共同体`?"));
        assert_eq!(failure.code(), 2);
    }

    #[test]
    fn a_misspelt_command_gets_a_suggestion() {
        let failure = failure("shuyu completion");
        assert_eq!(failure.advice(), Some("did you mean `shuyu completions`?"));
    }

    #[test]
    fn a_misspelt_option_gets_a_suggestion() {
        let failure = failure("shuyu man --dry-runn");
        assert_eq!(
            failure.to_string(),
            "unexpected argument '--dry-runn' found"
        );
        assert_eq!(
            failure.advice(),
            Some("did you mean `--dry-run`? `shuyu man --help` shows all options")
        );
    }

    #[test]
    fn a_misspelt_part_of_a_command_gets_a_suggestion() {
        let failure = failure("shuyu dictionary lst");
        assert_eq!(
            failure.to_string(),
            "`lst` is no command of shuyu dictionary"
        );
        assert_eq!(
            failure.advice(),
            Some("did you mean `shuyu dictionary list`?")
        );
    }

    #[test]
    fn a_word_too_many_wants_quotation_marks() {
        let failure = failure("shuyu find shared future");
        assert!(failure.advice().unwrap().starts_with("put quotation marks"));
    }

    #[test]
    fn a_missing_argument_is_named() {
        let failure = failure("shuyu completions");
        assert!(failure.to_string().contains("<SHELL>"), "{failure}");
        assert!(
            failure
                .advice()
                .unwrap()
                .contains("shuyu completions --help")
        );
    }

    #[test]
    fn the_report_obeys_json_and_color() {
        let args = ["shuyu", "--json", "--color", "never", "x"].map(OsString::from);
        let options = understood(&args);
        assert!(options.json && options.color == Color::Never);
    }
}
