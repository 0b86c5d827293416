//! Where the characters of a decoded text stood in the file.

/// Maps byte offsets of a decoded text to byte offsets of the file it was decoded from.
///
/// Kept as runs of characters that have the same length before and after decoding, so that a
/// Chinese text costs a few bytes a clause and a UTF-8 file nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByteMap {
    runs: Vec<Run>,
    /// Where the next character must come from to belong to the last run.
    next: (usize, usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    decoded: usize,
    source: usize,
    decoded_len: u8,
    source_len: u8,
}

impl ByteMap {
    /// The offset in the file of the character at `decoded`, a byte offset of the decoded text.
    #[must_use]
    pub fn source(&self, decoded: usize) -> usize {
        let after = self.runs.partition_point(|run| run.decoded <= decoded);
        let Some(run) = after.checked_sub(1).and_then(|index| self.runs.get(index)) else {
            return decoded;
        };
        let units = (decoded - run.decoded) / usize::from(run.decoded_len.max(1));
        run.source + units * usize::from(run.source_len)
    }

    /// Adds the character at `decoded`; characters come in order.
    pub(super) fn push(&mut self, decoded: usize, decoded_len: u8, source: usize, source_len: u8) {
        let continues = self.next == (decoded, source)
            && self.runs.last().is_some_and(|last| {
                (last.decoded_len, last.source_len) == (decoded_len, source_len)
            });
        self.next = (
            decoded + usize::from(decoded_len),
            source + usize::from(source_len),
        );
        if continues {
            return;
        }
        self.runs.push(Run {
            decoded,
            source,
            decoded_len,
            source_len,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_characters_share_a_run() {
        let mut map = ByteMap::default();
        for n in 0..10 {
            map.push(3 * n, 3, 2 * n, 2);
        }
        map.push(30, 1, 20, 1);
        assert_eq!(map.runs.len(), 2);
        assert_eq!(
            [0, 3, 4, 27, 30].map(|at| map.source(at)),
            [0, 2, 2, 18, 20]
        );
    }

    #[test]
    fn an_empty_map_changes_nothing() {
        assert_eq!(ByteMap::default().source(7), 7);
    }
}
