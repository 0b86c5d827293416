//! How much memory an extraction takes, and in how many shares it counts to keep within less.
//!
//! Whatever is done, the texts lie in memory with their words and sentences, and so does what is
//! found: see [`least_memory`]. To count sequences and candidates in one go takes more, with texts
//! in which little recurs up to as much again. Where the memory that is allowed does not hold
//! both, hashes of sequences and numbers of candidates are counted share by share, each in a pass
//! of its own over the words; a share holds all that is to be known of what it counts, so that
//! the list does not depend on their number. The search for repeats, with at most 200 MB, is over
//! before anything is found.

/// Bytes of memory for each byte of text: the text, its words, its sentences, and while it is
/// read the file.
const EACH_BYTE: u64 = 4;

/// Bytes of memory for what is found, for each byte of text as long as there is little of it.
const FOUND: u64 = 60;

/// What is found takes no more than this: what occurs once is no candidate in a large text, and
/// the places kept of each candidate become fewer.
const MOST_FOUND: u64 = 320 << 20;

/// Bytes of memory without any text: the dictionaries.
const DICTIONARIES: u64 = 100 << 20;

/// Shares at most.
pub(super) const MOST_SHARES: usize = 16;

/// The memory in bytes that texts of `bytes` bytes cannot be mined with less than: 100 MiB, 4
/// bytes for each byte, and 60 bytes for each, or 320 MiB where that is less.
///
/// The bytes are those of the texts in UTF-8, where a Chinese character takes three. The figures
/// were measured with Chinese texts from twenty kilobytes to a gigabyte, and leave some room;
/// allocation itself is not limited.
#[must_use]
pub fn least_memory(bytes: usize) -> u64 {
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    let found = bytes.saturating_mul(FOUND).min(MOST_FOUND);
    let texts = bytes.saturating_mul(EACH_BYTE);
    texts.saturating_add(found + DICTIONARIES)
}

/// The memory that counting may take beside the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room(pub(super) u64);

impl Room {
    /// What `memory` leaves beside texts of `bytes` bytes; all there is where nothing is said.
    pub(super) fn beside(bytes: usize, memory: Option<u64>) -> Self {
        Self(memory.map_or(u64::MAX, |memory| {
            memory.saturating_sub(least_memory(bytes))
        }))
    }

    /// In how many shares `count` things of `size` bytes each are counted.
    pub(super) fn shares(self, count: usize, size: usize) -> usize {
        let need = u64::try_from(count.saturating_mul(size)).unwrap_or(u64::MAX);
        let shares = need.div_ceil(self.0.max(1));
        usize::try_from(shares)
            .unwrap_or(MOST_SHARES)
            .clamp(1, MOST_SHARES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_room_is_counted_in_one_share() {
        assert_eq!(Room::beside(1 << 30, None).shares(usize::MAX, 40), 1);
        assert_eq!(Room(1000).shares(25, 40), 1);
    }

    #[test]
    fn less_room_means_more_shares_up_to_a_limit() {
        assert_eq!(Room(1000).shares(26, 40), 2);
        assert_eq!(Room(1000).shares(usize::MAX, 40), MOST_SHARES);
        let least = least_memory(1 << 20);
        assert_eq!(Room::beside(1 << 20, Some(least)), Room(0));
        assert_eq!(Room(0).shares(1, 1), 1);
        assert_eq!(Room(0).shares(1000, 1), MOST_SHARES);
    }

    #[test]
    fn a_gigabyte_of_text_takes_four_and_what_is_found() {
        assert_eq!(least_memory(0), 100 << 20);
        assert_eq!(least_memory(1 << 20), 164 << 20);
        assert_eq!(least_memory(1 << 30), (4 << 30) + (420 << 20));
    }
}
