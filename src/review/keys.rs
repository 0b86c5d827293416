//! A review key by key, on a screen of its own.

use std::time::Instant;

use glossary::review::Key;

use super::screen::{self, View};
use super::{Answer, Reviewer};
use crate::failure::Failure;
use crate::terminal::{Pressed, Terminal};
use crate::ui::Ui;

/// Reads keys until one ends the review.
///
/// # Errors
///
/// When the termbase or the terminal cannot be used, or Ctrl-C was pressed. What was decided
/// before is stored.
pub(crate) fn by_keys(reviewer: &mut Reviewer, ui: &mut Ui) -> Result<(), Failure> {
    ui.flush()?;
    let mut terminal = Terminal::enter()?;
    let mut told = String::new();
    let mut shows_help = false;
    let mut since = Instant::now();
    loop {
        let (width, height) = terminal.size();
        let shown = if shows_help {
            screen::help(width, height)
        } else {
            let places = reviewer.places(height)?;
            let session = reviewer.session();
            let view = View {
                card: reviewer.card(),
                places: &places,
                progress: session.progress(),
                tally: session.tally(),
                draft: session.draft(),
                marked: reviewer.card().and_then(|card| session.marked(card)),
                told: &told,
            };
            screen::candidate(&view, width, height)
        };
        terminal.draw(&shown)?;
        let character = match terminal.key()? {
            Pressed::Redraw => continue,
            // Any key leads back from the help.
            _ if std::mem::take(&mut shows_help) => continue,
            Pressed::Other => continue,
            Pressed::Character(character) => character,
        };
        let command = match Key::of(character) {
            None => {
                told = format!("`{character}` means nothing here; `?` shows the keys");
                continue;
            }
            Some(Key::Do(command)) => command,
            Some(Key::Ask(question)) => {
                told.clear();
                match question.answered(&terminal.ask(question.prompt())?) {
                    Some(command) => command,
                    None => continue,
                }
            }
        };
        told = match reviewer.obey(command, ui)? {
            Answer::Told(told) => told,
            Answer::Decided(told) => {
                reviewer.session_mut().took(since.elapsed().as_secs_f64());
                since = Instant::now();
                told
            }
            Answer::Help => {
                shows_help = true;
                String::new()
            }
            Answer::End => return Ok(()),
        };
    }
}
