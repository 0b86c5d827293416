//! The places of one key, in order, as bytes.

/// Places from one entry of the table to the next.
const STEP: usize = 128;
/// Bytes of an entry: the place before those it leads to, and where they begin behind the table.
const ENTRY: usize = 12;

/// A place as one number, so that places are in order as their numbers are: the text in the upper
/// half, the place in it in the lower one.
pub(super) fn place(text: u32, at: u32) -> u64 {
    u64::from(text) << 32 | u64::from(at)
}

/// The text of a place.
pub(super) fn text_of(place: u64) -> u32 {
    (place >> 32) as u32
}

/// Where in its text a place is.
pub(super) fn at_of(place: u64) -> u32 {
    place as u32
}

/// The places of a key while they are collected: for each the distance from the text of the place
/// before, then that from the place before where it is the same text, else from the beginning of
/// the text. Seven bits a byte, the lowest first.
#[derive(Debug, Default)]
pub(super) struct List {
    bytes: Vec<u8>,
    last: u64,
    count: u32,
}

impl List {
    /// Adds a place behind all others.
    pub(super) fn push(&mut self, place: u64) {
        let distance = text_of(place).wrapping_sub(text_of(self.last));
        let from = match distance {
            0 => at_of(self.last),
            _ => 0,
        };
        self.number(distance);
        self.number(at_of(place).wrapping_sub(from));
        self.last = place;
        self.count += 1;
    }

    fn number(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// How many places there are.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// How many bytes the table and the places take.
    pub(super) fn length(&self) -> usize {
        ENTRY * entries(self.count) + self.bytes.len()
    }

    /// The bytes of the places.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The table that stands before the places, by which they are skipped.
    pub(super) fn table(&self) -> Vec<u8> {
        let mut table = Vec::with_capacity(ENTRY * entries(self.count));
        let mut places = Places::behind(&[], &self.bytes);
        for _ in 0..entries(self.count) {
            for _ in 0..STEP {
                places.next();
            }
            table.extend(places.last.to_le_bytes());
            table.extend((places.at as u32).to_le_bytes());
        }
        table
    }
}

/// The entries of the table of so many places.
fn entries(count: u32) -> usize {
    (count as usize).saturating_sub(1) / STEP
}

/// Reads the places of a list, one after the other or leaping forward.
#[derive(Debug, Clone)]
pub(super) struct Places<'b> {
    table: &'b [[u8; ENTRY]],
    bytes: &'b [u8],
    /// Where the next place begins.
    at: usize,
    last: u64,
    is_begun: bool,
    /// The entries before this one lead to places that were passed.
    entry: usize,
}

impl<'b> Places<'b> {
    /// The places in the bytes of a list; none where they are too few for its table.
    pub(super) fn new(bytes: &'b [u8], count: u32) -> Option<Self> {
        let (table, bytes) = bytes.split_at_checked(ENTRY * entries(count))?;
        Some(Self::behind(table.as_chunks().0, bytes))
    }

    fn behind(table: &'b [[u8; ENTRY]], bytes: &'b [u8]) -> Self {
        Self {
            table,
            bytes,
            at: 0,
            last: 0,
            is_begun: false,
            entry: 0,
        }
    }

    /// The first place that is not before `wanted`, which is not before the one that was wanted
    /// last.
    pub(super) fn seek(&mut self, wanted: u64) -> Option<u64> {
        if self.is_begun && self.last >= wanted {
            return Some(self.last);
        }
        if self.leads_before(self.entry, wanted) {
            self.leap(wanted);
        }
        self.find(|place| *place >= wanted)
    }

    /// Goes to the last entry that leads to nothing but places from `wanted` on or right before.
    fn leap(&mut self, wanted: u64) {
        let mut width = 1;
        while self.leads_before(self.entry + width, wanted) {
            self.entry += width;
            width *= 2;
        }
        // It leads before the place at `entry`, and not any more `width` entries later.
        while width > 1 {
            width /= 2;
            if self.leads_before(self.entry + width, wanted) {
                self.entry += width;
            }
        }
        if let Some(&[a, b, c, d, e, f, g, h, i, j, k, l]) = self.table.get(self.entry) {
            let at = u32::from_le_bytes([i, j, k, l]) as usize;
            if at > self.at {
                self.last = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
                self.at = at;
            }
        }
        self.entry += 1;
    }

    /// Whether an entry leads to places behind one that is before `wanted`.
    fn leads_before(&self, entry: usize, wanted: u64) -> bool {
        let entry = self.table.get(entry);
        entry.is_some_and(|&[a, b, c, d, e, f, g, h, ..]| {
            u64::from_le_bytes([a, b, c, d, e, f, g, h]) < wanted
        })
    }

    #[inline]
    fn number(&mut self) -> Option<u32> {
        let mut byte = *self.bytes.get(self.at)?;
        self.at += 1;
        let mut number = u32::from(byte & 0x7f);
        let mut shift = 7;
        while byte >= 0x80 {
            byte = *self.bytes.get(self.at)?;
            self.at += 1;
            number |= u32::from(byte & 0x7f).wrapping_shl(shift);
            shift += 7;
        }
        Some(number)
    }
}

impl Iterator for Places<'_> {
    type Item = u64;

    #[inline]
    fn next(&mut self) -> Option<u64> {
        // Most numbers are a byte.
        let (distance, further) = match self.bytes.get(self.at..self.at + 2) {
            Some(&[distance, further]) if (distance | further) < 0x80 => {
                self.at += 2;
                (u32::from(distance), u32::from(further))
            }
            _ => (self.number()?, self.number()?),
        };
        let from = match distance {
            0 => at_of(self.last),
            _ => 0,
        };
        let text = text_of(self.last).wrapping_add(distance);
        self.last = place(text, from.wrapping_add(further));
        self.is_begun = true;
        Some(self.last)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn places_are_read_as_they_were_added_and_skipped_to(
            distances in prop::collection::vec((0_u32..4, 1_u32..300), 0..700),
            wanted in prop::collection::btree_set((0_u32..1400, 0_u32..400), 0..40),
        ) {
            let (mut list, mut places) = (List::default(), Vec::new());
            let (mut text, mut at) = (0, 0);
            for (texts, further) in distances {
                text += texts * texts;
                at = if texts == 0 { at + further } else { further - 1 };
                places.push(place(text, at));
                list.push(place(text, at));
            }
            let mut bytes = list.table();
            bytes.extend(list.bytes());
            prop_assert_eq!(bytes.len(), list.length());
            let read = || Places::new(&bytes, list.count()).unwrap();
            prop_assert_eq!(read().collect::<Vec<u64>>(), &places[..]);
            let mut skipping = read();
            for (text, at) in wanted {
                let wanted = place(text, at);
                let expected = places.iter().copied().find(|it| *it >= wanted);
                prop_assert_eq!(skipping.seek(wanted), expected);
            }
        }
    }
}
