//! A review as a person or a script drives it: commands in, what is shown out.
//!
//! [`Reviewer`] does what a session asks for; [`by_keys`] and [`by_lines`] read commands and show
//! what came of them.

mod keys;
mod lines;
pub(crate) mod pairs;
mod screen;

pub(crate) use keys::by_keys;
pub(crate) use lines::by_lines;

use glossary::review::{
    Card, Choice, ChoiceError, Command, Neighbours, Session, Shift, Step, reopened, shifted,
};
use glossary::store::{EffectKind, Store, StoreError, UndoError, WorkingPair};
use glossary::words::ChineseWordSegmenter;

use crate::commands;
use crate::commands::show::{Place, Texts};
use crate::failure::Failure;
use crate::output::counted;
use crate::termbase;
use crate::ui::Ui;

/// Characters shown on either side of a term, where the screen has room for them.
const WIDTH: usize = 60;

/// A session with the termbase it is about.
pub(crate) struct Reviewer {
    store: Store,
    pair: WorkingPair,
    session: Session,
    card: Option<Card>,
    texts: Texts,
}

/// What came of a command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// This is to be told; it may be nothing.
    Told(String),
    /// A decision was stored, which is to be told.
    Decided(String),
    /// The commands are to be told.
    Help,
    /// It is the end.
    End,
}

impl Reviewer {
    /// Begins with the first candidate of the session.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub(crate) fn new(store: Store, pair: WorkingPair, session: Session) -> Result<Self, Failure> {
        let mut reviewer = Self {
            store,
            pair,
            session,
            card: None,
            texts: Texts::default(),
        };
        reviewer.load()?;
        Ok(reviewer)
    }

    /// The session as it stands.
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// The session, to tell it the time.
    pub(crate) fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    /// The candidate in view; none when all are decided.
    pub(crate) fn card(&self) -> Option<&Card> {
        self.card.as_ref()
    }

    /// The first places of the candidate in view.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub(crate) fn places(&mut self, limit: usize) -> Result<Vec<Place>, Failure> {
        let occurrences = self.card.iter().flat_map(|card| &card.places).take(limit);
        occurrences
            .map(|place| self.texts.place(self.store.read(), *place, WIDTH))
            .collect()
    }

    /// Does what a command means; what it decides is stored when this returns.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be used. That the decision cannot be stored is told instead.
    pub(crate) fn obey(&mut self, command: Command, ui: &Ui) -> Result<Answer, Failure> {
        match self.session.step(command, self.card.as_ref()) {
            Step::Store(choice) => self.store(&choice, ui),
            Step::Undo => self.undo(ui),
            Step::Shift(shift) => self.shift(shift),
            Step::Look => {
                self.load()?;
                Ok(Answer::Told(self.state()))
            }
            Step::Tell(told) => Ok(Answer::Told(told)),
            Step::Help => Ok(Answer::Help),
            Step::Quit => Ok(Answer::End),
        }
    }

    fn load(&mut self) -> Result<(), Failure> {
        let term = self.session.draft().term.as_deref();
        self.card = match self.session.current() {
            Some(heading) => Some(Card::load(
                self.store.read(),
                &self.pair,
                &heading.term,
                term,
            )?),
            None => None,
        };
        Ok(())
    }

    /// What was decided on the candidate in view; nothing where it is open.
    fn state(&self) -> String {
        let decision = self.card.as_ref().and_then(|card| card.decision.as_ref());
        decision.map_or_else(String::new, |decision| {
            let reason = decision.reason.as_deref();
            let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
            let verdict = commands::decided(decision.verdict);
            format!("{verdict}{reason}")
        })
    }

    fn store(&mut self, choice: &Choice, ui: &Ui) -> Result<Answer, Failure> {
        let Some(card) = &self.card else {
            return Ok(Answer::Told(String::new()));
        };
        let author = termbase::author(ui)?;
        let mut work = match self.store.begin(&author) {
            Err(StoreError::Busy) => return Ok(Answer::Told(BUSY.to_owned())),
            work => work?,
        };
        let now = work.read().decision(&self.pair.source, &card.asked)?;
        if now != card.decision {
            drop(work);
            self.load()?;
            let state = match self.state() {
                state if state.is_empty() => "taken back".to_owned(),
                state => state,
            };
            return Ok(Answer::Told(format!(
                "somebody else decided on it meanwhile ({state}); decide again to overrule that"
            )));
        }
        let done = match choice.store(&mut work, &self.pair, card, self.session.draft()) {
            Ok(done) => done,
            Err(ChoiceError::Store(error)) => return Err(error.into()),
            Err(error) => return Ok(Answer::Told(error.to_string())),
        };
        if ui.is_dry_run() {
            drop(work);
        } else {
            work.commit()?;
        }
        self.session.stored(&done);
        self.load()?;
        let would = commands::would(ui);
        Ok(Answer::Decided(format!("{would}{}", done.told)))
    }

    fn undo(&mut self, ui: &Ui) -> Result<Answer, Failure> {
        let told = |told: &str| Ok(Answer::Told(told.to_owned()));
        if ui.is_dry_run() {
            return told("nothing was stored that could be taken back");
        }
        let author = termbase::author(ui)?;
        let mut work = match self.store.begin(&author) {
            Err(StoreError::Busy) => return told(BUSY),
            work => work?,
        };
        let operation = match work.undo(None) {
            Ok(operation) => operation,
            Err(UndoError::Store(error)) => return Err(error.into()),
            Err(UndoError::Nothing(_)) => return told("there is nothing to take back"),
            Err(error) => return told(&error.to_string()),
        };
        let reader = work.read();
        let log = reader.log(1, None)?;
        let effects = log.into_iter().next().map(|logged| logged.effects);
        let effects = effects.unwrap_or_default();
        // A slip of a finger is not to take texts away.
        if effects
            .as_slice()
            .iter()
            .any(|effect| effect.kind >= EffectKind::TextsAdded)
        {
            let command = &operation.command;
            return told(&format!(
                "before that you did `{command}`, which `shuyu undo` takes back"
            ));
        }
        let candidates = reopened(reader, &self.pair, operation.id)?;
        work.commit()?;
        self.session.undone(candidates);
        self.load()?;
        Ok(Answer::Told(format!("undid #{}: {effects}", operation.id)))
    }

    fn shift(&mut self, shift: Shift) -> Result<Answer, Failure> {
        let places = self.places(usize::MAX)?;
        let Some(card) = &self.card else {
            return Ok(Answer::Told(String::new()));
        };
        let neighbours: Vec<Neighbours<'_>> = places
            .iter()
            .map(|place| Neighbours {
                before: &place.context.before,
                after: &place.context.after,
            })
            .collect();
        let term = shifted(&card.term.text, shift, &neighbours, &ChineseWordSegmenter);
        Ok(Answer::Told(match term {
            Some(term) => {
                self.session.shift(term);
                self.load()?;
                self.card.as_ref().map_or_else(String::new, frequency)
            }
            None => "there is no word to add or to leave out there".to_owned(),
        }))
    }
}

/// `6 times in 2 texts`.
fn frequency(card: &Card) -> String {
    let (times, texts) = card.counted;
    let times = match times {
        1 => "once".to_owned(),
        times => format!("{times} times"),
    };
    let texts = counted(texts, "text");
    match &card.candidate {
        Some(_) => format!("{times} in {texts}"),
        // Counted just now, and not by the extraction.
        None => format!("{times} in {texts}, repetitions included"),
    }
}

const BUSY: &str = "another program is writing to the termbase: try again";
