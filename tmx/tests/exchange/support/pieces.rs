//! Input that comes in pieces.

use std::io::{self, Read};

/// Gives so many bytes at once.
pub(crate) struct Pieces<'b>(pub(crate) &'b [u8], pub(crate) usize);

impl Read for Pieces<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let length = self.1.min(room.len()).min(self.0.len());
        let (now, later) = self.0.split_at(length);
        room[..length].copy_from_slice(now);
        self.0 = later;
        Ok(length)
    }
}

/// Gives a text again and again.
pub(crate) struct Again<'b>(&'b [u8], usize);

impl<'b> Again<'b> {
    pub(crate) fn new(text: &'b str) -> Self {
        Self(text.as_bytes(), 0)
    }
}

impl Read for Again<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        for byte in room.iter_mut() {
            *byte = self.0[self.1];
            self.1 = (self.1 + 1) % self.0.len();
        }
        Ok(room.len())
    }
}
