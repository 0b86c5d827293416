//! What comes next, made on another thread before it is asked for.

use std::fmt;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::JoinHandle;

/// Items that may wait.
const WAITING: usize = 2;

/// The items of an iterator, of which a few are made ahead.
pub(super) enum Ahead<I: Iterator> {
    /// They are made when they are asked for, which is better for a few.
    Here(I),
    /// Another thread makes them.
    There(Receiver<I::Item>, Option<JoinHandle<()>>),
}

impl<I: Iterator> Ahead<I>
where
    I: Send + 'static,
    I::Item: Send,
{
    /// Begins to make the items, on another thread if there are many.
    pub(super) fn new(items: I, are_many: bool) -> Self {
        if !are_many {
            return Self::Here(items);
        }
        let (sender, receiver) = sync_channel(WAITING);
        let make = move || {
            for item in items {
                // Nobody asks any more.
                if sender.send(item).is_err() {
                    return;
                }
            }
        };
        Self::There(receiver, Some(std::thread::spawn(make)))
    }

    /// The next item.
    pub(super) fn next(&mut self) -> Option<I::Item> {
        match self {
            Self::Here(items) => items.next(),
            Self::There(receiver, thread) => receiver.recv().ok().or_else(|| {
                let ended = thread.take().map_or(Ok(()), JoinHandle::join);
                ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                None
            }),
        }
    }
}

impl<I: Iterator> fmt::Debug for Ahead<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ahead").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(are_many: bool) -> Vec<u32> {
        let mut items = Ahead::new(0..9_u32, are_many);
        std::iter::from_fn(|| items.next()).collect()
    }

    #[test]
    fn items_come_in_their_order_wherever_they_are_made() {
        let expected: Vec<u32> = (0..9).collect();
        assert_eq!([all(false), all(true)], [expected.clone(), expected]);
    }

    #[test]
    #[should_panic(expected = "broken")]
    fn a_panic_on_the_other_thread_is_no_end() {
        let items = (0..9).inspect(|number| assert!(*number < 3, "broken"));
        let mut items = Ahead::new(items, true);
        while items.next().is_some() {}
    }
}
