//! An index as it lies in a file or in memory.

use std::ops::Range;

use super::gram::COLUMNS;
use super::sheet::{IndexError, Sheet};

/// Of what is in the sections.
pub(super) const VERSION: u32 = 3;
/// A form of the scale of characters.
pub(super) const CHARACTERS: u8 = 1;
/// A form of the scale of tokens.
pub(super) const TOKENS: u8 = 2;

/// The sections of an index. A form is a segment as pieces of a scale; forms stand in order of
/// their length, and are named by their place in that order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Section {
    /// Where the pieces of each form begin; where those of the last one end. `u32` as all numbers
    /// without a type.
    Starts,
    /// The unit of each form, by place.
    Units,
    /// The scales of each form, a byte.
    Scales,
    /// The pieces of all forms, three bytes each.
    Pieces,
    /// Every piece in order, each with the number it has here.
    Dictionary,
    /// For each number of a piece: where the pairs that begin with it begin.
    Firsts,
    /// The pairs (see [`each_gram`](super::gram::each_gram)) in order, `u64`.
    Keys,
    /// Where the list of each pair begins; where the last one ends.
    Begins,
    /// The lists of forms that have each pair, in order: three bytes a form where that is enough
    /// for all of them, else four.
    Postings,
    /// The pieces that have a column of their own, each with how often it came before.
    Own,
    /// The columns, one after the other, a bit a form.
    Columns,
    /// Number of each unit, `i64`.
    Ids,
    /// Origin of each unit, by place.
    Origins,
    /// What stands before each unit in its origin, as a hash.
    Before,
    /// What stands after each unit in its origin, as a hash.
    After,
    /// The names of the origins, U+0000 between them.
    Names,
}

/// Segments of a memory, ready to be searched.
///
/// What is damaged is noticed when it is read; see [`IndexError`].
#[derive(Debug)]
pub struct Index<B> {
    sheet: Sheet<B>,
    /// Whether places in the lists take three bytes.
    is_narrow: bool,
}

impl<B: AsRef<[u8]>> Index<B> {
    /// Opens an index that [`IndexBuilder`](super::IndexBuilder) wrote. Takes no longer for a
    /// large one.
    ///
    /// # Errors
    ///
    /// When it is none of this version.
    pub fn open(bytes: B) -> Result<Self, IndexError> {
        let mut index = Self {
            sheet: Sheet::open(bytes, VERSION)?,
            is_narrow: true,
        };
        let last = index.count(Section::Begins, 4).checked_sub(1);
        let postings = index.number(Section::Begins, last.ok_or(IndexError::Damaged)?)? as usize;
        index.is_narrow = index.sheet.length(Section::Postings as usize) / 4 < postings;
        let length = |section: Section| index.sheet.length(section as usize);
        let (forms, units) = (index.forms(), index.units());
        let fits = length(Section::Starts) == 4 * (forms + 1)
            && length(Section::Scales) == forms
            && length(Section::Columns) == 8 * COLUMNS * forms.div_ceil(64)
            && [Section::Origins, Section::Before, Section::After]
                .iter()
                .all(|section| length(*section) == 4 * units);
        match fits {
            true => Ok(index),
            false => Err(IndexError::Damaged),
        }
    }

    /// What the builder was told that the index is made of.
    #[must_use]
    pub fn stamp(&self) -> &str {
        self.sheet.stamp()
    }

    /// How many units it holds.
    #[must_use]
    pub fn units(&self) -> usize {
        self.sheet.length(Section::Ids as usize) / 8
    }

    /// The names of the origins, in the order of their numbers.
    ///
    /// # Errors
    ///
    /// When the index is damaged.
    pub fn origins(&self) -> Result<Vec<String>, IndexError> {
        let length = self.sheet.length(Section::Names as usize);
        let bytes = self.sheet.bytes(Section::Names as usize, 0..length)?;
        let names = std::str::from_utf8(bytes).map_err(|_| IndexError::Damaged)?;
        Ok(names.split('\0').map(str::to_owned).collect())
    }

    pub(super) fn forms(&self) -> usize {
        self.sheet.length(Section::Units as usize) / 4
    }

    /// The number of a piece; none for one that no segment has.
    pub(super) fn piece(&self, piece: u32) -> Result<Option<u32>, IndexError> {
        let length = self.sheet.length(Section::Dictionary as usize) / 8;
        let pairs = self.array::<8>(Section::Dictionary, 0..length)?;
        let found = pairs
            .binary_search_by_key(&piece, |&[a, b, c, d, ..]| u32::from_le_bytes([a, b, c, d]));
        let number = |&[_, _, _, _, a, b, c, d]: &[u8; 8]| u32::from_le_bytes([a, b, c, d]);
        Ok(found.ok().and_then(|at| pairs.get(at)).map(number))
    }

    /// The largest number that a piece has, and one more.
    pub(super) fn pieces(&self) -> usize {
        self.sheet.length(Section::Dictionary as usize) / 8 + 1
    }

    pub(super) fn pieces_of(&self, form: usize) -> Result<&[[u8; 3]], IndexError> {
        let (start, end) = self.place_of(form)?;
        self.array::<3>(Section::Pieces, start..end)
    }

    pub(super) fn length(&self, form: usize) -> Result<usize, IndexError> {
        let (start, end) = self.place_of(form)?;
        end.checked_sub(start).ok_or(IndexError::Damaged)
    }

    #[inline]
    fn place_of(&self, form: usize) -> Result<(usize, usize), IndexError> {
        match self.array::<4>(Section::Starts, form..form + 2)? {
            [start, end] => Ok((
                u32::from_le_bytes(*start) as usize,
                u32::from_le_bytes(*end) as usize,
            )),
            _ => Err(IndexError::Damaged),
        }
    }

    /// The forms whose lengths are in a range.
    pub(super) fn of_lengths(&self, lengths: Range<usize>) -> Result<Range<usize>, IndexError> {
        let first = |length: usize| -> Result<usize, IndexError> {
            halved(0..self.forms(), |form| Ok(self.length(form)? < length))
        };
        Ok(first(lengths.start)?..first(lengths.end)?)
    }

    /// The list of a pair.
    pub(super) fn list(&self, key: u64) -> Result<Range<usize>, IndexError> {
        let first = super::gram::first_of(key) as usize;
        if first + 1 >= self.count(Section::Firsts, 4) {
            return Ok(0..0);
        }
        let begin = self.number(Section::Firsts, first)? as usize;
        let end = self.number(Section::Firsts, first + 1)? as usize;
        let keys = self.array::<8>(Section::Keys, begin..end)?;
        let Ok(at) = keys.binary_search_by_key(&key, |it| u64::from_le_bytes(*it)) else {
            return Ok(0..0);
        };
        let begin_of_list = self.number(Section::Begins, begin + at)? as usize;
        let end_of_list = self.number(Section::Begins, begin + at + 1)? as usize;
        match begin_of_list <= end_of_list {
            true => Ok(begin_of_list..end_of_list),
            false => Err(IndexError::Damaged),
        }
    }

    /// The part of a list whose forms are in a range.
    pub(super) fn part_of_list(
        &self,
        list: Range<usize>,
        forms: &Range<usize>,
    ) -> Result<Range<usize>, IndexError> {
        let begin = self.place_in_list(&list, forms.start)?;
        Ok(begin..self.place_in_list(&(begin..list.end), forms.end)?)
    }

    /// Where a list comes to a form. Looked for from where it would be if the list went evenly
    /// through all forms, in growing steps: less far than halving comes from.
    fn place_in_list(&self, list: &Range<usize>, form: usize) -> Result<usize, IndexError> {
        if list.is_empty() {
            return Ok(list.start);
        }
        let is_before = |at: usize| Ok((self.posting(at)? as usize) < form);
        let first = self.posting(list.start)? as usize;
        let rest = self.forms().saturating_sub(first).max(1);
        let share = form.saturating_sub(first).min(rest) as u128 * list.len() as u128;
        let likely = list.start + (share / rest as u128) as usize;
        let (mut low, mut high) = (list.start, list.end);
        let mut step = 1;
        if likely < high && is_before(likely)? {
            low = likely + 1;
            while low + step < high && is_before(low + step)? {
                low += step + 1;
                step *= 4;
            }
            high = high.min(low + step);
        } else {
            high = likely.min(high);
            while high >= low + step && !is_before(high - step)? {
                high -= step;
                step *= 4;
            }
            low = low.max(high.saturating_sub(step));
        }
        halved(low..high, is_before)
    }

    #[inline]
    fn posting(&self, at: usize) -> Result<u32, IndexError> {
        let mut found = 0;
        self.each_posting(at..at + 1, |form| found = form)?;
        Ok(found)
    }

    /// Hands over the forms of a part of the lists.
    #[inline]
    pub(super) fn each_posting(
        &self,
        list: Range<usize>,
        mut take: impl FnMut(u32),
    ) -> Result<(), IndexError> {
        if self.is_narrow {
            for &[a, b, c] in self.array::<3>(Section::Postings, list)? {
                take(u32::from_le_bytes([a, b, c, 0]));
            }
        } else {
            for form in self.array::<4>(Section::Postings, list)? {
                take(u32::from_le_bytes(*form));
            }
        }
        Ok(())
    }

    #[inline]
    pub(super) fn number(&self, section: Section, at: usize) -> Result<u32, IndexError> {
        self.sheet.number(section as usize, at)
    }

    #[inline]
    pub(super) fn array<const N: usize>(
        &self,
        section: Section,
        range: Range<usize>,
    ) -> Result<&[[u8; N]], IndexError> {
        self.sheet.array(section as usize, range)
    }

    /// How many numbers of `size` bytes a section has.
    pub(super) fn count(&self, section: Section, size: usize) -> usize {
        self.sheet.length(section as usize) / size
    }

    /// The number that a unit has outside.
    pub(super) fn id(&self, unit: usize) -> Result<i64, IndexError> {
        match self.array::<8>(Section::Ids, unit..unit + 1)? {
            [id] => Ok(i64::from_le_bytes(*id)),
            _ => Err(IndexError::Damaged),
        }
    }
}

/// The first place of a range that is not before what is looked for, or its end.
fn halved(
    places: Range<usize>,
    is_before: impl Fn(usize) -> Result<bool, IndexError>,
) -> Result<usize, IndexError> {
    let (mut low, mut high) = (places.start, places.end);
    while low < high {
        let middle = low.midpoint(high);
        if is_before(middle)? {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// What stands for a neighbour of a segment: 0 for none, or one without text.
pub(super) fn context_hash(tokens: &[u32]) -> u32 {
    if tokens.is_empty() {
        return 0;
    }
    let hash = tokens.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &it| {
        super::gram::mixed(hash ^ u64::from(it)).wrapping_add(1)
    });
    (hash >> 32) as u32 | 1
}
