//! Curating candidates one by one: which are asked, what a key means, what a decision stores.
//!
//! A [`Session`] knows where the curator is in the [`queue`] and what is drafted, and turns each
//! [`Command`] into a [`Step`] for its caller: a [`Choice`] to store, a question to ask, another
//! term to look at. It touches nothing itself, so that a screen, a pipe or a page can drive it.

mod card;
mod choice;
mod command;
mod queue;
mod session;
mod span;

pub use card::{Card, Similar};
pub use choice::{Choice, ChoiceError, Done, Draft};
pub use command::{Command, Key, Question, UnknownCommand};
pub use queue::{NEVER, Wanted, queue, reopened};
pub use session::{Progress, Session, Step, Tally};
pub use span::{Neighbours, Shift, shifted};

#[cfg(test)]
mod laws;
#[cfg(test)]
pub(crate) mod testing;
