//! Typed letters split into syllables, one for each character that has a sound.

use pinyin::ToPinyinMulti as _;

use super::polyphone::ReadingCounts;
use super::reading::Syllable;
use super::sound::{Sound, unmark};
use super::spelling::compose;
use super::syllable::{LONGEST, is_syllable};
use crate::dictionary::Dictionary;

/// A letter or sign of what was typed.
pub(super) struct Symbol {
    /// Lower case, without its tone mark.
    character: char,
    tone: Option<u8>,
    upper: bool,
    /// What stands between it and the one before.
    gap: Gap,
}

/// What stands between two symbols.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    None,
    Apostrophe,
    Hyphen,
    Blank,
}

/// The symbols of typed pinyin, in order.
pub(super) fn symbols(typed: &str) -> Vec<Symbol> {
    let mut symbols: Vec<Symbol> = Vec::with_capacity(typed.len());
    let mut gap = Gap::None;
    for c in compose(typed).chars() {
        match c {
            '\'' => gap = gap.max(Gap::Apostrophe),
            '-' => gap = gap.max(Gap::Hyphen),
            _ if c.is_whitespace() => gap = Gap::Blank,
            ':' if gap == Gap::None && symbols.last().is_some_and(|it| it.character == 'u') => {
                if let Some(last) = symbols.last_mut() {
                    last.character = 'ü';
                }
            }
            _ => {
                let (base, tone) = unmark(c);
                let lower = base.to_lowercase().next().unwrap_or(base);
                symbols.push(Symbol {
                    character: if lower == 'v' { 'ü' } else { lower },
                    tone,
                    upper: base.is_uppercase(),
                    gap: std::mem::replace(&mut gap, Gap::None),
                });
            }
        }
    }
    symbols
}

/// A character of the term: how it is read when nobody says so, and how it can be read.
pub(super) struct Character {
    pub(super) generated: Syllable,
    /// The reading it would get first.
    pub(super) known: Vec<Sound>,
}

impl Character {
    /// What the dictionaries know of the character of a syllable.
    pub(super) fn new(generated: Syllable, dictionary: &Dictionary) -> Self {
        let mut known: Vec<Sound> = generated.sound.iter().cloned().collect();
        if crate::words::is_han(generated.character) {
            let c = generated.character;
            let mut buffer = [0; 4];
            let entries = dictionary.entries(c.encode_utf8(&mut buffer));
            known.extend(entries.filter_map(|entry| Sound::parse(entry.reading)));
            let counted = ReadingCounts::built_in().of(c).iter();
            known.extend(counted.map(|(sound, _)| *sound));
            let listed = c.to_pinyin_multi().into_iter().flatten();
            known.extend(listed.filter_map(|sound| Sound::parse(sound.with_tone())));
            if matches!(c, '儿' | '兒') {
                known.extend(Sound::parse("r"));
            }
        }
        Self { generated, known }
    }

    /// Whether it has to get a syllable.
    pub(super) fn is_spoken(&self) -> bool {
        self.generated.sound.is_some()
    }

    /// Whether some source has the reading; any syllable can lose its tone.
    pub(super) fn can_be(&self, sound: &Sound) -> bool {
        let mut known = self.known.iter();
        known.any(|it| it == sound || (sound.tone() == 5 && it.letters() == sound.letters()))
    }

    /// How little a piece of what was typed fits the character; none where it cannot be one of
    /// its syllables.
    fn cost(&self, piece: &Piece) -> Option<u32> {
        let letters = piece.sound.letters();
        let same_letters = self.known.iter().any(|it| it.letters() == letters);
        let generated = self.generated.sound.as_ref();
        let sound = piece.tone.map(|tone| piece.sound.with_tone(tone));
        match sound {
            None if generated.is_some_and(|it| it.letters() == letters) => Some(0),
            Some(sound) if generated == Some(&sound) => Some(0),
            None if same_letters => Some(1),
            Some(sound) if self.can_be(&sound) => Some(1),
            _ if same_letters => Some(4),
            _ => is_syllable(letters).then_some(20),
        }
    }
}

/// Some letters of what was typed that can be a syllable.
#[derive(Clone)]
pub(super) struct Piece {
    pub(super) sound: Sound,
    pub(super) tone: Option<u8>,
    pub(super) upper: bool,
    pub(super) gap: Gap,
    /// The symbol after it.
    end: usize,
    /// Whether what could be its tone is taken for something else.
    leaves_digit: bool,
}

/// The pieces that begin at a symbol, the shorter first.
fn pieces_at(symbols: &[Symbol], start: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut letters, mut tone) = (String::new(), None);
    let (mut upper, mut gap) = (false, Gap::None);
    for (end, symbol) in (start + 1..).zip(symbols.iter().skip(start).take(LONGEST)) {
        if end == start + 1 {
            (upper, gap) = (symbol.upper, symbol.gap);
        } else if symbol.gap != Gap::None {
            break;
        }
        if !matches!(symbol.character, 'a'..='z' | 'ü' | 'ê')
            || (symbol.tone.is_some() && tone.is_some())
        {
            break;
        }
        letters.push(symbol.character);
        tone = tone.or(symbol.tone);
        let Some(sound) = Sound::parse(&letters) else {
            continue;
        };
        let mut piece = Piece {
            sound,
            tone,
            upper,
            gap,
            end,
            leaves_digit: false,
        };
        let digit = symbols.get(end).filter(|it| it.gap == Gap::None);
        let digit = digit.and_then(|it| it.character.to_digit(10));
        if let Some(digit @ 0..=5) = digit
            && tone.is_none()
        {
            pieces.push(Piece {
                tone: Some(if digit == 0 { 5 } else { digit as u8 }),
                end: end + 1,
                ..piece.clone()
            });
            piece.leaves_digit = true;
        }
        pieces.push(piece);
    }
    pieces
}

/// A cheapest way to a place of the table: its cost, the place before in the typed symbols, and the
/// piece that led there.
type Step = (u32, usize, Option<usize>);

/// Terms and spellings beyond this product of lengths are nobody's typing.
const LARGEST: usize = 1 << 20;

/// The piece of each character, where all that was typed can be shared out among them.
pub(super) fn split(characters: &[Character], symbols: &[Symbol]) -> Option<Vec<Option<Piece>>> {
    let width = symbols.len() + 1;
    if width.saturating_mul(characters.len()) > LARGEST {
        return None;
    }
    let pieces: Vec<Vec<Piece>> = (0..symbols.len())
        .map(|start| pieces_at(symbols, start))
        .collect();
    // For each number of characters, the best step to each number of symbols. Signs that were
    // typed beyond the term's own are passed over between the characters.
    let mut rows: Vec<Vec<Option<Step>>> = Vec::with_capacity(characters.len() + 1);
    let mut first = vec![None; width];
    offer(&mut first, 0, (0, 0, None));
    skip_signs(&mut first, symbols);
    rows.push(first);
    for character in characters {
        let before = rows.last()?;
        let mut row = vec![None; width];
        for (at, step) in before.iter().enumerate() {
            let Some((cost, ..)) = *step else { continue };
            for (number, piece) in pieces.get(at).into_iter().flatten().enumerate() {
                let can_sound =
                    character.is_spoken() || crate::words::is_han(character.generated.character);
                if let Some(more) = character.cost(piece).filter(|_| can_sound) {
                    let more = more + if piece.leaves_digit { 3 } else { 0 };
                    offer(&mut row, piece.end, (cost + more, at, Some(number)));
                }
            }
            if character.is_spoken() {
                continue;
            }
            let sign = character.generated.character;
            let same = |it: &&Symbol| {
                it.tone.is_none() && sign.to_lowercase().eq(it.character.to_lowercase())
                    // A v of the term was taken for an ü; `_` stands for any.
                    || (it.character == 'ü' && matches!(sign, 'v' | 'V'))
                    || it.character == '_'
            };
            if symbols.get(at).filter(same).is_some() {
                offer(&mut row, at + 1, (cost, at, None));
            }
            let more = if sign.is_alphanumeric() { 2 } else { 0 };
            offer(&mut row, at, (cost + more, at, None));
        }
        skip_signs(&mut row, symbols);
        rows.push(row);
    }
    let mut chosen = Vec::with_capacity(characters.len());
    let mut at = symbols.len();
    for row in rows.iter().rev() {
        let (_, before, piece) = (*row.get(at)?)?;
        chosen.push(piece.and_then(|number| pieces.get(before)?.get(number).cloned()));
        at = before;
    }
    // The first row has no character.
    chosen.pop();
    chosen.reverse();
    Some(chosen)
}

fn offer(row: &mut [Option<Step>], at: usize, step: Step) {
    if let Some(slot) = row.get_mut(at)
        && slot.is_none_or(|known| step.0 < known.0)
    {
        *slot = Some(step);
    }
}

/// Lets every place be reached over signs that are neither letters nor digits.
fn skip_signs(row: &mut [Option<Step>], symbols: &[Symbol]) {
    for (at, symbol) in symbols.iter().enumerate() {
        if let Some((cost, before, piece)) = row.get(at).copied().flatten()
            && !symbol.character.is_alphanumeric()
        {
            offer(row, at + 1, (cost + 1, before, piece));
        }
    }
}

/// How many syllables were typed, whatever the term; none where it is no pinyin.
pub(super) fn count(symbols: &[Symbol]) -> Option<usize> {
    let mut fewest: Vec<Option<usize>> = vec![None; symbols.len() + 1];
    *fewest.first_mut()? = Some(0);
    for (at, symbol) in symbols.iter().enumerate() {
        let Some(count) = fewest.get(at).copied().flatten() else {
            continue;
        };
        let mut reach = |end: usize, count: usize| {
            if let Some(slot) = fewest.get_mut(end)
                && slot.is_none_or(|known| count < known)
            {
                *slot = Some(count);
            }
        };
        for piece in pieces_at(symbols, at) {
            if is_syllable(piece.sound.letters()) {
                reach(piece.end, count + 1);
            }
        }
        if !symbol.character.is_alphanumeric() {
            reach(at + 1, count);
        }
    }
    fewest.last().copied().flatten()
}
