//! `shuyu man`

use std::path::PathBuf;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use super::{Cli, Outcome};
use crate::failure::Failure;
use crate::files;
use crate::ui::Ui;

/// Print the manual, or write one page per command
///
/// Examples:
///   shuyu man                             the page of shuyu itself
///   shuyu man completions                 the page of one command
///   shuyu man -o ~/.local/share/man/man1  all pages, as files
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Command whose page to print
    command: Option<String>,

    /// Folder to write all pages into, instead of standard output
    #[arg(short, long, value_name = "DIR", conflicts_with = "command")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let pages = pages();
    let Some(folder) = args.output.as_ref().filter(|path| !is_stdio(path)) else {
        let wanted = match &args.command {
            Some(command) => format!("shuyu-{command}"),
            None => "shuyu".to_owned(),
        };
        let page = pages
            .into_iter()
            .find(|page| name(page) == wanted)
            .ok_or_else(|| unknown(args.command.as_deref().unwrap_or_default()))?;
        ui.write_output(None, |mut writer| Ok(Man::new(page).render(&mut writer)?))?;
        return Ok(Outcome::Done);
    };
    let count = pages.len();
    if ui.is_dry_run() {
        ui.message(&format!(
            "would write {count} pages into `{}`",
            folder.display()
        ));
        return Ok(Outcome::Done);
    }
    files::output_folder(folder)?;
    for page in pages {
        let path = folder.join(format!("{}.1", name(&page)));
        files::write_whole(&path, |mut writer| Ok(Man::new(page).render(&mut writer)?))?;
    }
    ui.message(&format!("{count} pages in `{}`", folder.display()));
    Ok(Outcome::Done)
}

/// Returns the commands that have a page, `shuyu` first.
fn pages() -> Vec<Command> {
    // A page `shuyu-help` would say nothing.
    let mut cli = Cli::command().disable_help_subcommand(true);
    cli.build();
    let mut pages = vec![cli.clone()];
    pages.extend(
        cli.get_subcommands()
            .filter(|command| !command.is_hide_set())
            .cloned(),
    );
    pages
}

/// Returns the name of a page, such as `shuyu-man`.
fn name(page: &Command) -> String {
    page.get_display_name()
        .unwrap_or_else(|| page.get_name())
        .to_owned()
}

fn is_stdio(path: &std::path::Path) -> bool {
    path == std::path::Path::new(files::STDIO)
}

fn unknown(command: &str) -> Failure {
    Failure::usage(format!("`{command}` is no command of shuyu"))
        .hint("`shuyu --help` lists the commands")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::ui::testing;

    fn page(command: Option<&str>) -> anyhow::Result<String> {
        let (mut ui, out, _) = testing::ui(Options::default(), None);
        let args = Args {
            command: command.map(str::to_owned),
            output: None,
        };
        run(&args, &mut ui)?;
        Ok(out.text())
    }

    #[test]
    fn each_command_has_a_page() {
        assert!(page(None).unwrap().contains(".TH shuyu 1"));
        for command in Cli::command().get_subcommands() {
            let text = page(Some(command.get_name())).unwrap();
            assert!(text.contains(".SH SYNOPSIS"), "{}", command.get_name());
        }
    }

    #[test]
    fn a_page_of_no_command_is_a_usage_failure() {
        let failure = Failure::from(page(Some("nothing")).unwrap_err());
        assert_eq!(failure.code(), 2);
    }

    #[test]
    fn all_pages_are_written_into_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (mut ui, _, err) = testing::ui(Options::default(), None);
        let args = Args {
            command: None,
            output: Some(folder.path().join("man1")),
        };
        run(&args, &mut ui).unwrap();
        assert!(folder.path().join("man1/shuyu-completions.1").is_file());
        assert!(err.text().contains("pages in"));
    }
}
