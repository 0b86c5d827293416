//! The review of an alignment, by keys or by lines.

mod screen;

use glossary::parallel::{Aligned, BeadCommand, BeadStep, PairReview, Revision};
use glossary::store::{Store, StoreError, UndoError, WorkingPair};
use serde_json::json;

use super::BUSY;
use crate::failure::Failure;
use crate::files::Lines;
use crate::output::counted;
use crate::termbase;
use crate::terminal::{Pressed, Terminal};
use crate::ui::Ui;

/// What can be said in a line.
const COMMANDS: &str = "a accept, x reject, s later, < > give the last Chinese sentence to the next \
     pair or take its first, [ ] the same with English, m M merge with the next or the one \
     before, / split, u undo, b back, f forward, q quit";

/// A review of one alignment, of which the units are stored.
pub(crate) struct Review<'r> {
    /// Where decisions are stored.
    store: &'r mut Store,
    /// What the memory calls the units.
    origin: &'r str,
    /// The score below which a pair is asked about.
    below: f64,
    /// Of each decision, whether it changed the memory: what is in it already stays as it is.
    changes: Vec<bool>,
}

/// How a review ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// With nothing left to ask, or with the end of the input.
    Done,
    /// The user left it.
    Left,
}

impl<'r> Review<'r> {
    /// A review of the alignment that the memory calls `origin`, of the pairs below a score.
    pub(crate) fn new(store: &'r mut Store, origin: &'r str, below: f64) -> Self {
        Self {
            store,
            origin,
            below,
            changes: Vec::new(),
        }
    }

    /// Asks about the doubtful pairs and stores what is decided; the alignment as it is then.
    ///
    /// # Errors
    ///
    /// When the termbase, the terminal or the input cannot be used. What was decided before is
    /// stored.
    pub(crate) fn run(
        mut self,
        aligned: Aligned,
        lines: Option<&mut Lines>,
        ui: &mut Ui,
    ) -> Result<(Aligned, Ended), Failure> {
        let pair = self.store.read().working_pair()?;
        let mut review = PairReview::new(aligned, self.below);
        if review.current().is_none() {
            ui.message(&format!("{}: nothing is doubtful", self.origin));
            return Ok((review.aligned().clone(), Ended::Done));
        }
        let ended = match lines {
            Some(lines) => self.by_lines(&mut review, &pair, lines, ui),
            None if ui.has_screen() => self.by_keys(&mut review, &pair, ui),
            None => {
                let mut lines = Lines::open(std::path::Path::new(crate::files::STDIO))?;
                self.by_lines(&mut review, &pair, &mut lines, ui)
            }
        };
        let (accepted, rejected) = review.tally();
        let would = crate::commands::would(ui);
        ui.message(&format!(
            "{would}accepted {accepted}, rejected {rejected}; {} left",
            counted(review.left(), "doubtful pair")
        ));
        Ok((review.aligned().clone(), ended?))
    }

    fn by_keys(
        &mut self,
        review: &mut PairReview,
        pair: &WorkingPair,
        ui: &mut Ui,
    ) -> Result<Ended, Failure> {
        ui.flush()?;
        let mut terminal = Terminal::enter()?;
        let mut told = String::new();
        let mut shows_help = false;
        loop {
            let (width, height) = terminal.size();
            let shown = match shows_help {
                true => screen::help(width, height),
                false => screen::pair(review, self.origin, &told, width, height),
            };
            terminal.draw(&shown)?;
            let character = match terminal.key()? {
                Pressed::Character(character) if !shows_help => character,
                Pressed::Redraw => continue,
                _ => {
                    shows_help = false;
                    continue;
                }
            };
            let key = match character {
                '\r' | '\n' => "f".to_owned(),
                character => character.to_string(),
            };
            told = match key.parse::<BeadCommand>() {
                Err(unknown) => unknown.to_string(),
                Ok(command) => match self.obey(review, command, pair, ui)? {
                    Some(told) => told,
                    None if command == BeadCommand::Help => {
                        shows_help = true;
                        String::new()
                    }
                    None => return Ok(Ended::Left),
                },
            };
        }
    }

    fn by_lines(
        &mut self,
        review: &mut PairReview,
        pair: &WorkingPair,
        lines: &mut Lines,
        ui: &mut Ui,
    ) -> Result<Ended, Failure> {
        answer(review, "", ui)?;
        while review.current().is_some() {
            let Some(line) = lines.next()? else {
                return Ok(Ended::Done);
            };
            let told = match line.parse::<BeadCommand>() {
                Err(unknown) => unknown.to_string(),
                Ok(command) => match self.obey(review, command, pair, ui)? {
                    Some(told) => told,
                    None if command == BeadCommand::Help => COMMANDS.to_owned(),
                    None => return Ok(Ended::Left),
                },
            };
            answer(review, &told, ui)?;
            if lines.is_drained() {
                ui.flush()?;
            }
        }
        Ok(Ended::Done)
    }

    /// Does what a command means; what is to be told, or nothing for help and the end.
    fn obey(
        &mut self,
        review: &mut PairReview,
        command: BeadCommand,
        pair: &WorkingPair,
        ui: &Ui,
    ) -> Result<Option<String>, Failure> {
        Ok(match review.step(command) {
            BeadStep::Tell(told) => Some(told.to_owned()),
            BeadStep::Help | BeadStep::Quit => None,
            BeadStep::Store(revision) => {
                let told = match (&revision.rejected, command) {
                    (Some(_), _) | (None, BeadCommand::Reject) => "rejected",
                    _ => "accepted",
                };
                match self.store(&revision, pair, ui)? {
                    true => Some(format!("{}{told}", crate::commands::would(ui))),
                    false => {
                        review.step(BeadCommand::Undo);
                        Some(BUSY.to_owned())
                    }
                }
            }
            BeadStep::Undo => Some(self.undo(ui)?),
        })
    }

    /// Whether it could be stored; not while another program writes.
    fn store(&mut self, revision: &Revision, pair: &WorkingPair, ui: &Ui) -> Result<bool, Failure> {
        let author = termbase::author(ui)?;
        let mut work = match self.store.begin(&author) {
            Err(StoreError::Busy) => return Ok(false),
            work => work?,
        };
        work.revise_units(self.origin, pair, revision)?;
        self.changes.push(work.has_changes());
        if !ui.is_dry_run() {
            work.commit()?;
        }
        Ok(true)
    }

    fn undo(&mut self, ui: &Ui) -> Result<String, Failure> {
        if ui.is_dry_run() || self.changes.pop() == Some(false) {
            return Ok("taken back".to_owned());
        }
        let author = termbase::author(ui)?;
        let mut work = self.store.begin(&author)?;
        match work.undo(None) {
            Ok(_) => {
                work.commit()?;
            }
            Err(UndoError::Store(error)) => return Err(error.into()),
            Err(error) => return Ok(error.to_string()),
        }
        Ok("taken back".to_owned())
    }
}

/// What was done, and the pair that is in view then.
fn answer(review: &PairReview, told: &str, ui: &mut Ui) -> Result<(), Failure> {
    let left = review.left();
    let bead = review
        .current()
        .and_then(|at| review.aligned().beads.get(at));
    let Some(bead) = bead else {
        return match ui.is_json() {
            true => ui.json(&json!({ "told": told, "left": left, "pair": null })),
            false => ui.row(&[told, "end"]),
        };
    };
    let (source, target) = review.aligned().texts(bead);
    let score = glossary::parallel::rounded(bead.score);
    if ui.is_json() {
        let source = &review.aligned().source[bead.source.clone()];
        let target = &review.aligned().target[bead.target.clone()];
        let pair = json!({ "score": score, "source": source, "target": target });
        return ui.json(&json!({ "told": told, "left": left, "pair": pair }));
    }
    ui.row(&[
        told,
        &left.to_string(),
        &format!("{score:.4}"),
        &source,
        &target,
    ])
}
