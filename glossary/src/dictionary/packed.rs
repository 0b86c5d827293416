//! Reading the packed form where it lies.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::format::{ENTRIES_PER_BLOCK, FIELDS, GLOSS_SEPARATOR, MAGIC, Posting};

/// Bytes that are no packed dictionary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenDictionaryError {
    /// Something else, or a dictionary packed by another version.
    #[error("not a packed dictionary of this version: import the dictionary's text file again")]
    Foreign,
    /// A dictionary with a piece missing or changed.
    #[error("the packed dictionary is damaged ({0}): import the dictionary's text file again")]
    Damaged(&'static str),
}

/// A packed dictionary and the blocks of it that were needed so far.
#[derive(Debug)]
pub(super) struct Packed {
    bytes: Cow<'static, [u8]>,
    index: fst::Map<Cow<'static, [u8]>>,
    entries: usize,
    notes: Span,
    lists: Span,
    offsets: Span,
    data: Span,
    // A block is kept once it is unpacked; all of them take some 11 MB.
    blocks: Box<[OnceLock<Block>]>,
}

type Span = std::ops::Range<usize>;

#[derive(Debug, Default)]
struct Block {
    text: String,
    /// Where each line begins, and the end of the last one.
    starts: Vec<u32>,
}

impl Block {
    fn field(&self, column: usize, line: usize) -> Option<&str> {
        let rows = self.starts.len() / FIELDS;
        let at = column * rows + line;
        let (start, end) = (*self.starts.get(at)?, *self.starts.get(at + 1)?);
        let text = self.text.get(start as usize..end as usize)?;
        (line < rows).then_some(text.trim_end_matches('\n'))
    }
}

/// An entry in its block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EntryRef<'d> {
    pub(crate) traditional: &'d str,
    pub(crate) simplified: &'d str,
    pub(crate) reading: &'d str,
    glosses: &'d str,
}

impl<'d> EntryRef<'d> {
    pub(crate) fn glosses(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        self.glosses.split(GLOSS_SEPARATOR)
    }
}

impl Packed {
    pub(super) fn open(bytes: Cow<'static, [u8]>) -> Result<Self, OpenDictionaryError> {
        use OpenDictionaryError::{Damaged, Foreign};

        if !bytes.starts_with(MAGIC) {
            return Err(Foreign);
        }
        let size = |n: usize| read_u32(&bytes, MAGIC.len() + 4 * n).ok_or(Damaged("sizes"));
        let (entries, blocks, lists) = (size(0)?, size(1)?, size(2)?);
        let (notes, index) = (size(3)?, size(4)?);
        if blocks != entries.div_ceil(ENTRIES_PER_BLOCK) {
            return Err(Damaged("number of blocks"));
        }
        let mut end = MAGIC.len() + 4 * 5;
        let mut part = |length: Option<usize>, name: &'static str| {
            let start = end;
            end = length
                .and_then(|length| start.checked_add(length))
                .filter(|end| *end <= bytes.len())
                .ok_or(Damaged(name))?;
            Ok(start..end)
        };
        let notes = part(Some(notes), "notes")?;
        let index = part(Some(index), "index")?;
        let lists = part(lists.checked_mul(4), "lists")?;
        let offsets = part(
            blocks.checked_add(1).and_then(|n| n.checked_mul(4)),
            "offsets",
        )?;
        let data = end..bytes.len();
        let index = match &bytes {
            Cow::Borrowed(bytes) => Cow::Borrowed(bytes.get(index).unwrap_or_default()),
            Cow::Owned(bytes) => Cow::Owned(bytes.get(index).unwrap_or_default().to_vec()),
        };
        let given = matches!(index, Cow::Owned(_));
        let index = fst::Map::new(index).map_err(|_| Damaged("index"))?;
        // The index trusts its bytes. Those built in are checked by a test, since reading all of
        // them at every start would take longer than most commands do.
        if given && index.as_fst().verify().is_err() {
            return Err(Damaged("index"));
        }
        Ok(Self {
            index,
            entries,
            notes,
            lists,
            offsets,
            data,
            blocks: (0..blocks).map(|_| OnceLock::new()).collect(),
            bytes,
        })
    }

    pub(super) fn entry_count(&self) -> usize {
        self.entries
    }

    pub(super) fn headword_count(&self) -> usize {
        self.index.len()
    }

    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn note(&self, key: &str) -> Option<&str> {
        str::from_utf8(self.bytes.get(self.notes.clone())?)
            .ok()?
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .find(|(known, _)| *known == key)
            .map(|(_, value)| value)
    }

    pub(super) fn find(&self, headword: &str) -> Option<Posting> {
        self.index.get(headword).map(Posting::from_bits)
    }

    #[cfg(test)]
    pub(super) fn headwords(&self) -> Vec<String> {
        self.index.stream().into_str_keys().unwrap_or_default()
    }

    /// The headwords `text` begins with, shortest first: length in bytes, and entries.
    pub(super) fn matches<'d>(&'d self, text: &'d str) -> impl Iterator<Item = (usize, Posting)> {
        let fst = self.index.as_fst();
        let mut node = fst.root();
        let mut output = fst::raw::Output::zero();
        let mut steps = (1..).zip(text.bytes());
        std::iter::from_fn(move || {
            for (length, byte) in steps.by_ref() {
                let step = node.transition(node.find_input(byte)?);
                output = output.cat(step.out);
                node = fst.node(step.addr);
                if node.is_final() {
                    let bits = output.cat(node.final_output()).value();
                    return Some((length, Posting::from_bits(bits)));
                }
            }
            None
        })
    }

    /// The letters by which headwords go on that begin with `text`.
    pub(super) fn following(&self, text: &str) -> Vec<char> {
        let fst = self.index.as_fst();
        let mut node = fst.root();
        for byte in text.bytes() {
            let Some(input) = node.find_input(byte) else {
                return Vec::new();
            };
            node = fst.node(node.transition(input).addr);
        }
        let mut letters = Vec::new();
        let mut open = vec![(node.addr(), Vec::new())];
        while let Some((at, begun)) = open.pop() {
            for step in fst.node(at).transitions() {
                let mut bytes = begun.clone();
                bytes.push(step.inp);
                match str::from_utf8(&bytes) {
                    Ok(letter) => letters.extend(letter.chars()),
                    Err(_) if bytes.len() < 4 => open.push((step.addr, bytes)),
                    Err(_) => {}
                }
            }
        }
        letters
    }

    pub(super) fn entries(&self, posting: Posting) -> impl Iterator<Item = EntryRef<'_>> {
        let first = posting.start as usize;
        (0..usize::from(posting.count)).filter_map(move |n| {
            let number = if posting.listed {
                let list = self.bytes.get(self.lists.clone())?;
                read_u32(list, 4 * (first + n))?
            } else {
                first + n
            };
            self.entry(number)
        })
    }

    fn entry(&self, number: usize) -> Option<EntryRef<'_>> {
        let block = self
            .blocks
            .get(number / ENTRIES_PER_BLOCK)?
            .get_or_init(|| self.unpack(number / ENTRIES_PER_BLOCK).unwrap_or_default());
        let line = number % ENTRIES_PER_BLOCK;
        let simplified = block.field(0, line)?;
        let traditional = block.field(1, line)?;
        Some(EntryRef {
            traditional: if traditional.is_empty() {
                simplified
            } else {
                traditional
            },
            simplified,
            reading: block.field(2, line)?,
            glosses: block.field(3, line)?,
        })
    }

    fn unpack(&self, block: usize) -> Option<Block> {
        let offsets = self.bytes.get(self.offsets.clone())?;
        let start = read_u32(offsets, 4 * block)?;
        let end = read_u32(offsets, 4 * block + 4)?;
        let frame = self.bytes.get(self.data.clone())?.get(start..end)?;
        // The longest block has 40 kB; the frame itself says how much it needs.
        let length = zstd::zstd_safe::get_frame_content_size(frame).ok()??;
        let length = usize::try_from(length).ok().filter(|n| *n <= 1 << 24)?;
        let text = String::from_utf8(zstd::bulk::decompress(frame, length).ok()?).ok()?;
        let mut starts = vec![0];
        for (end, _) in text.match_indices('\n') {
            starts.push(u32::try_from(end + 1).ok()?);
        }
        Some(Block { text, starts })
    }
}

impl Posting {
    fn from_bits(bits: u64) -> Self {
        Self {
            start: (bits >> 20) as u32,
            count: (bits >> 4) as u16,
            alone: bits & 8 != 0,
            listed: bits & 4 != 0,
            idiom: bits & 2 != 0,
            name: bits & 1 != 0,
        }
    }
}

fn read_u32(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*bytes) as usize)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Dictionary;
    use super::*;

    fn packed() -> Vec<u8> {
        let lines = "銀行 银行 [yin2 hang2] /bank/\n里 里 [li3] /li/\n裡 里 [li3] /in/\n";
        Dictionary::pack(lines.as_bytes()).unwrap()
    }

    #[test]
    fn other_bytes_are_refused() {
        let open = |bytes: &[u8]| Packed::open(bytes.to_vec().into()).map(|_| ());
        assert_eq!(open(b""), Err(OpenDictionaryError::Foreign));
        assert_eq!(
            open(b"SQLite format 3\0"),
            Err(OpenDictionaryError::Foreign)
        );
        assert_eq!(open(MAGIC), Err(OpenDictionaryError::Damaged("sizes")));
    }

    #[test]
    fn an_empty_dictionary_knows_nothing() {
        let bytes = Dictionary::pack(&b""[..]).unwrap();
        let packed = Packed::open(bytes.into()).unwrap();
        assert_eq!(packed.entry_count(), 0);
        assert_eq!(packed.find("银行"), None);
        assert_eq!(packed.matches("银行").count(), 0);
    }

    #[test]
    fn the_letters_after_a_beginning_are_those_of_the_headwords() {
        let lines = "銀行 银行 [yin2 hang2] /bank/\n銀色 银色 [yin2 se4] /silver/\n\
                     銀行業 银行业 [yin2 hang2 ye4] /banking/\n卡拉OK 卡拉OK [ka3 la1 O K] /karaoke/\n";
        let packed = Packed::open(Dictionary::pack(lines.as_bytes()).unwrap().into()).unwrap();
        let following = |text: &str| {
            let mut letters = packed.following(text);
            letters.sort_unstable();
            letters.into_iter().collect::<String>()
        };
        assert_eq!(following("银"), "色行");
        assert_eq!(following("银行"), "业");
        assert_eq!(following("卡拉"), "O");
        assert_eq!(following("银行业"), "");
        assert_eq!(following("海"), "");
        assert_eq!(following(""), "卡銀银");
    }

    proptest! {
        #[test]
        fn damage_gives_an_error_or_fewer_words_never_a_panic(at in 0_usize..400, byte: u8, cut in 0_usize..400) {
            let mut bytes = packed();
            bytes.truncate(bytes.len().saturating_sub(cut % 64));
            if let Some(slot) = bytes.get_mut(at) {
                *slot = byte;
            }
            if let Ok(packed) = Packed::open(bytes.into()) {
                for word in ["银行", "里"] {
                    if let Some(posting) = packed.find(word) {
                        prop_assert!(packed.entries(posting).count() <= 2);
                    }
                }
            }
        }
    }
}
