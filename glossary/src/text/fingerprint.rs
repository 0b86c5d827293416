//! Fingerprints: how much of one text stands in another.

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::shingle::{LETTERS, letters, shingles};

/// One in so many shingles is kept: four bytes for some 100 bytes of Chinese text, under 5 %.
const SAMPLED: u64 = 32;

/// Paragraphs of fewer letters are headings, greetings and the lines that a publisher sets around
/// every text.
const LEAST_PARAGRAPH: usize = 20;

/// Samples of a fingerprint at most, four megabytes: from texts of some 100 MB on, every next
/// doubling of the text halves the share that is kept.
const MOST_SAMPLES: usize = 1 << 20;

/// Bytes of a text that are read at once.
const PART: usize = 4 << 20;

/// Version of the fingerprints; those of another version tell nothing.
const VERSION: u8 = 1;

/// A text as a sample of its runs of five letters.
///
/// It holds those shingles whose hash is divisible by a number (the sketch "mod m" of Broder, "On
/// the resemblance and containment of documents", 1997). Unlike a fixed number of minima, it
/// also tells how much of a short text a long one contains, wherever their paragraphs begin.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    /// How often the share of kept shingles was halved.
    level: u8,
    /// Different and in ascending order; all divisible by two to the power of `level`.
    samples: Vec<u32>,
}

/// Bytes that are no fingerprint of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a fingerprint of version {VERSION}")]
pub struct FingerprintError;

impl Fingerprint {
    /// The fingerprint of a repaired text, one paragraph a line.
    #[must_use]
    pub fn of(body: &str) -> Self {
        Self::in_parts(body, PART, MOST_SAMPLES)
    }

    /// The fingerprint of a text that is read in parts of about `part` bytes, side by side: what
    /// is kept of the whole is kept of each part.
    fn in_parts(body: &str, part: usize, most: usize) -> Self {
        let mut parts = Vec::new();
        let mut rest = body;
        while !rest.is_empty() {
            let least = rest.ceil_char_boundary(part.max(1));
            let line = rest.get(least..).and_then(|after| after.find('\n'));
            let (one, after) = rest.split_at(line.map_or(rest.len(), |line| least + line + 1));
            parts.push(one);
            rest = after;
        }
        if parts.len() < 2 {
            return Self::limited(body, most);
        }
        let parts: Vec<Self> = parts
            .par_iter()
            .map(|part| Self::limited(part, most))
            .collect();
        let level = parts
            .iter()
            .map(|part| part.level)
            .max()
            .unwrap_or_default();
        let samples = parts
            .iter()
            .flat_map(|part| part.samples_at(level))
            .collect();
        let mut print = Self { level, samples };
        print.thin_out(most);
        print
    }

    fn limited(body: &str, most: usize) -> Self {
        let mut print = Self::default();
        let mut paragraph: Vec<char> = Vec::new();
        for line in body.lines() {
            paragraph.clear();
            paragraph.extend(letters(line).map(|(_, c)| c));
            if paragraph.len() < LEAST_PARAGRAPH.max(LETTERS) {
                continue;
            }
            for shingle in shingles(paragraph.iter().copied()) {
                if shingle % SAMPLED == 0 {
                    let [.., a, b, c, d] = (shingle >> 32).to_be_bytes();
                    let sample = u32::from_be_bytes([a, b, c, d]);
                    if is_kept(sample, print.level) {
                        print.samples.push(sample);
                    }
                }
            }
            if print.samples.len() > 2 * most {
                print.thin_out(most);
            }
        }
        print.thin_out(most);
        print
    }

    fn thin_out(&mut self, most: usize) {
        loop {
            self.samples.sort_unstable();
            self.samples.dedup();
            if self.samples.len() <= most {
                break;
            }
            self.level += 1;
            self.samples.retain(|&sample| is_kept(sample, self.level));
        }
    }

    /// How much the two texts have in common, in samples.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> Overlap {
        let level = self.level.max(other.level);
        let mut overlap = Overlap::default();
        let mut mine = self.samples_at(level).peekable();
        let mut theirs = other.samples_at(level).peekable();
        loop {
            let order = match (mine.peek(), theirs.peek()) {
                (Some(one), Some(other)) => one.cmp(other),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (None, None) => break,
            };
            if order.is_le() {
                overlap.first += 1;
                mine.next();
            }
            if order.is_ge() {
                overlap.second += 1;
                theirs.next();
            }
            overlap.shared += usize::from(order.is_eq());
        }
        overlap
    }

    /// The samples that a fingerprint of this level would have.
    fn samples_at(&self, level: u8) -> impl Iterator<Item = u32> {
        self.samples
            .iter()
            .copied()
            .filter(move |&sample| is_kept(sample, level))
    }

    /// About how many samples of the shorter text can be compared.
    pub(super) fn comparable(&self, other: &Self) -> usize {
        let level = self.level.max(other.level);
        let at_level = |print: &Self| print.samples.len() >> (level - print.level);
        at_level(self).min(at_level(other))
    }

    pub(super) fn samples(&self) -> &[u32] {
        &self.samples
    }

    /// The fingerprint as bytes, for [`from_bytes`](Self::from_bytes).
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(2 + 4 * self.samples.len());
        bytes.extend([VERSION, self.level]);
        for sample in &self.samples {
            bytes.extend(sample.to_le_bytes());
        }
        bytes
    }

    /// The fingerprint that [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    ///
    /// When the bytes are damaged, or those of another version: the text has to be read again.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FingerprintError> {
        let [VERSION, level, rest @ ..] = bytes else {
            return Err(FingerprintError);
        };
        let (samples, []) = rest.as_chunks::<4>() else {
            return Err(FingerprintError);
        };
        let print = Self {
            level: *level,
            samples: samples.iter().copied().map(u32::from_le_bytes).collect(),
        };
        let sound = print.samples.is_sorted_by(|one, next| one < next)
            && *level < 32
            && print.samples.iter().all(|&sample| is_kept(sample, *level));
        if sound {
            Ok(print)
        } else {
            Err(FingerprintError)
        }
    }
}

/// What two texts have in common, in samples of their shingles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Samples that both have.
    pub shared: usize,
    /// Samples of the first text.
    pub first: usize,
    /// Samples of the second text.
    pub second: usize,
}

impl Overlap {
    /// The share of the first text that stands in the second one, 0 to 1.
    #[must_use]
    pub fn of_first(&self) -> f64 {
        share(self.shared, self.first)
    }

    /// The share of the second text that stands in the first one, 0 to 1.
    #[must_use]
    pub fn of_second(&self) -> f64 {
        share(self.shared, self.second)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share needs no 53 bits")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Whether a sample stays when the share was halved so often.
fn is_kept(sample: u32, level: u8) -> bool {
    sample.trailing_zeros() >= u32::from(level)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// So many paragraphs of a hundred characters that no other seed has.
    fn prose(seed: u32, paragraphs: u32) -> String {
        let mut number = seed.wrapping_mul(0x9E37_79B9) | 1;
        let mut text = String::new();
        for _ in 0..paragraphs {
            for _ in 0..100 {
                number ^= number << 13;
                number ^= number >> 17;
                number ^= number << 5;
                text.extend(char::from_u32(0x4e00 + number % 20_000));
            }
            text.push_str("。\n");
        }
        text
    }

    fn near(share: f64, expected: f64) {
        assert!((share - expected).abs() < 0.12, "{share} for {expected}");
    }

    #[test]
    fn the_share_of_a_text_in_another_is_estimated() {
        let (speech, other) = (prose(1, 20), prose(2, 60));
        let report = format!("{other}{speech}");
        let overlap = Fingerprint::of(&speech).overlap(&Fingerprint::of(&report));
        near(overlap.of_first(), 1.0);
        near(overlap.of_second(), 0.25);
        let alien = Fingerprint::of(&speech).overlap(&Fingerprint::of(&other));
        near(alien.of_first(), 0.0);
    }

    #[test]
    fn short_paragraphs_are_left_out() {
        assert_eq!(
            Fingerprint::of("责任编辑：某某\n".repeat(400).as_str()),
            Fingerprint::default()
        );
    }

    #[test]
    fn a_fingerprint_is_small() {
        let text = prose(3, 3000);
        let bytes = Fingerprint::of(&text).to_bytes();
        assert!(
            bytes.len() * 20 <= text.len(),
            "{} of {}",
            bytes.len(),
            text.len()
        );
    }

    #[test]
    fn a_huge_text_is_sampled_coarser_and_still_compared() {
        let text = prose(4, 200);
        let (fine, coarse) = (Fingerprint::of(&text), Fingerprint::limited(&text, 100));
        assert!(coarse.samples.len() <= 100 && coarse.level > 0);
        let overlap = fine.overlap(&coarse);
        assert_eq!(
            (overlap.first, overlap.second),
            (overlap.shared, overlap.shared)
        );
        assert_eq!(overlap.shared, coarse.samples.len());
    }

    #[test]
    fn a_text_read_in_parts_has_the_fingerprint_of_the_whole() {
        let text = prose(7, 60) + &prose(7, 20) + &prose(8, 5);
        for most in [10, 100, MOST_SAMPLES] {
            for part in [1, 700, 5000] {
                assert_eq!(
                    Fingerprint::in_parts(&text, part, most),
                    Fingerprint::limited(&text, most)
                );
            }
        }
    }

    #[test]
    fn bytes_of_another_version_and_damaged_ones_are_refused() {
        let bytes = Fingerprint::of(&prose(5, 20)).to_bytes();
        for damage in [
            |bytes: &mut Vec<u8>| bytes[0] += 1,
            |bytes: &mut Vec<u8>| bytes[1] = 200,
            |bytes: &mut Vec<u8>| bytes.truncate(5),
            |bytes: &mut Vec<u8>| bytes.swap(5, 9),
            |bytes: &mut Vec<u8>| bytes.clear(),
        ] {
            let mut damaged = bytes.clone();
            damage(&mut damaged);
            assert_eq!(Fingerprint::from_bytes(&damaged), Err(FingerprintError));
        }
    }

    #[test]
    fn fingerprints_never_change() {
        let print = Fingerprint::of(&prose(6, 1));
        assert_eq!(print.samples, [2_109_658_033, 2_494_609_377]);
    }

    proptest! {
        #[test]
        fn written_and_read_a_fingerprint_is_the_same(seed in 0_u32..99, paragraphs in 0_u32..20) {
            let print = Fingerprint::of(&prose(seed, paragraphs));
            prop_assert_eq!(Fingerprint::from_bytes(&print.to_bytes()), Ok(print));
        }
    }
}
