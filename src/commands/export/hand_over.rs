//! Writing on another thread than the one on which is read what is written: either takes as long.

use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};

/// Items that are handed over at once.
const BATCH: usize = 1_000;
/// Batches that may wait.
const WAITING: usize = 4;

/// Takes the items to the other thread.
pub(super) struct Handing<T> {
    batch: Vec<T>,
    spare: Vec<T>,
    sender: SyncSender<Vec<T>>,
    written: Receiver<Vec<T>>,
}

impl<T> Handing<T> {
    /// Hands an item over.
    ///
    /// # Errors
    ///
    /// When nobody takes it any more; why, the other thread tells.
    pub(super) fn push(&mut self, item: T) -> anyhow::Result<()> {
        crate::interrupt::check()?;
        self.batch.push(item);
        if self.batch.len() < BATCH {
            return Ok(());
        }
        let gone = |_| anyhow::anyhow!("what is read is no longer written");
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        self.sender.send(batch).map_err(gone)?;
        // Their memory serves again, or is freed here: to free what another thread allocated makes
        // both wait.
        if let Ok(written) = self.written.try_recv() {
            self.spare = written;
        }
        Ok(())
    }

    /// An item that was written, to be filled anew.
    pub(super) fn spare(&mut self) -> T
    where
        T: Default,
    {
        self.spare.pop().unwrap_or_default()
    }
}

/// Hands what `read` reads over to another thread, where `write` writes it; the writer, when all
/// is written.
///
/// # Errors
///
/// What either fails with; of both, what writing does.
pub(super) fn write_while_reading<T: Send, W: Send>(
    mut writer: W,
    write: impl Fn(&mut W, &T) -> anyhow::Result<()> + Send,
    read: impl FnOnce(&mut Handing<T>) -> anyhow::Result<()>,
) -> anyhow::Result<W> {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Vec<T>>(WAITING);
        let (back, written) = channel();
        let writing = scope.spawn(move || -> anyhow::Result<W> {
            for batch in receiver {
                for item in &batch {
                    write(&mut writer, item)?;
                }
                let _ = back.send(batch);
            }
            Ok(writer)
        });
        let mut handing = Handing {
            batch: Vec::with_capacity(BATCH),
            spare: Vec::new(),
            sender,
            written,
        };
        let mut read = read(&mut handing);
        let Handing { batch, sender, .. } = handing;
        if read.is_ok() && sender.send(batch).is_err() {
            read = Err(anyhow::anyhow!("what is read is no longer written"));
        }
        drop(sender);
        let writer = writing.join();
        // Who writes may fail first; what is read then cannot be handed over.
        let writer = writer.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        read.map(|()| writer)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_read_is_written_in_its_order() {
        let count = 3 * BATCH + 7;
        let write = |written: &mut Vec<usize>, item: &usize| {
            written.push(*item);
            Ok(())
        };
        let read = |handing: &mut Handing<usize>| (0..count).try_for_each(|it| handing.push(it));
        let written = write_while_reading(Vec::new(), write, read).unwrap();
        assert!(written.into_iter().eq(0..count));
    }

    #[test]
    fn the_first_cause_is_told() {
        let fail = |cause: &'static str| move || -> anyhow::Result<()> { anyhow::bail!(cause) };
        let endless = |handing: &mut Handing<u8>| loop {
            handing.push(0)?;
        };
        let written = write_while_reading((), |(), _| fail("disk")(), endless);
        assert_eq!(written.unwrap_err().to_string(), "disk");
        let written = write_while_reading((), |(), _: &u8| Ok(()), |_| fail("file")());
        assert_eq!(written.unwrap_err().to_string(), "file");
    }
}
