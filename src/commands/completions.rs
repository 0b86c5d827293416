//! `shuyu completions`

use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Cli, Outcome};
use crate::ui::Ui;

/// Print a script that completes commands with the Tab key
///
/// Examples:
///   shuyu completions powershell -o shuyu.ps1
///       then add the line `. C:\path\to\shuyu.ps1` to the file $PROFILE
///   shuyu completions bash -o ~/.local/share/bash-completion/completions/shuyu
///   shuyu completions fish -o ~/.config/fish/completions/shuyu.fish
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// Shell that is to complete
    shell: Shell,

    /// File to write, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, ui: &mut Ui) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "shuyu", &mut script);
    ui.write_output(args.output.as_deref(), |writer| {
        Ok(writer.write_all(&script)?)
    })?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;
    use crate::options::Options;
    use crate::ui::testing;

    #[test]
    fn every_shell_has_a_script_that_names_all_commands() {
        for &shell in Shell::value_variants() {
            let (mut ui, out, _) = testing::ui(Options::default(), None);
            let args = Args {
                shell,
                output: None,
            };
            run(&args, &mut ui).unwrap();
            for command in Cli::command().get_subcommands() {
                assert!(out.text().contains(command.get_name()), "{shell}");
            }
        }
    }
}
