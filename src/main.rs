//! The `shuyu` command.

mod backups;
mod cache;
mod clock;
mod commands;
mod editor;
mod failure;
mod files;
mod interrupt;
mod keywords;
mod listing;
mod matching;
mod memory;
mod mining;
mod options;
mod output;
mod place;
mod profile;
mod reading;
mod reference;
mod review;
mod segmentation;
mod segments;
mod selection;
mod source;
mod termbase;
mod terminal;
mod ui;

use std::process::ExitCode;

use crate::failure::Kind;

fn main() -> ExitCode {
    failure::install_panic_hook();
    // A panic has told what happened; its exit code is that of any other failure.
    let code = std::panic::catch_unwind(|| commands::main(std::env::args_os()))
        .unwrap_or_else(|_| Kind::Unusable.code());
    ExitCode::from(code)
}
