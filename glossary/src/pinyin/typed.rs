//! Pinyin as a person types it for a term, in any spelling, split among its characters.

use std::fmt;

use pinyin::ToPinyinMulti as _;

use super::polyphone::ReadingCounts;
use super::reading::{Doubt, Link, Reading, Syllable};
use super::sound::{Sound, unmark};
use super::spelling::{compose, normalise};
use super::syllable::{LONGEST, is_syllable};
use crate::dictionary::Dictionary;

/// What typed pinyin means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The reading of the term; none when the syllables are not those of its characters.
    pub reading: Option<Reading>,
    /// The spelling to keep: that of the reading, else what was typed, with marks.
    pub spelling: String,
    /// What a person should look at once more.
    pub warnings: Vec<TypedWarning>,
}

/// What is odd in typed pinyin. It is kept all the same: the curator knows best.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypedWarning {
    /// The pinyin has more or fewer syllables than the term has characters.
    Count {
        /// Characters of the term that have a sound.
        characters: usize,
        /// Syllables that were typed.
        syllables: usize,
    },
    /// It cannot be split into syllables, or not into those of the term.
    NoPinyin {
        /// What was typed.
        typed: String,
    },
    /// No source has this reading for the character.
    Unknown {
        /// The character.
        character: char,
        /// Its reading as it was typed.
        sound: Sound,
    },
    /// No tone was typed, and they were filled in.
    TonesFilled {
        /// The spelling with tones.
        spelling: String,
    },
}

impl fmt::Display for TypedWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count: usize, one: &str| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {one}s"),
        };
        match self {
            Self::Count {
                characters,
                syllables,
            } => write!(
                f,
                "the pinyin has {}, the term {} to read",
                counted(*syllables, "syllable"),
                counted(*characters, "character"),
            ),
            Self::NoPinyin { typed } => write!(f, "`{typed}` is no pinyin of the term"),
            Self::Unknown { character, sound } => {
                write!(f, "“{sound}” is not known as a reading of {character}")
            }
            Self::TonesFilled { spelling } => write!(f, "the tones were filled in: {spelling}"),
        }
    }
}

/// Reads the pinyin that a person typed for a term: joined or syllable by syllable, with marks,
/// digits or neither, with `v`, `u:` or `ü`.
///
/// Syllables are split so that every character of the term gets one, if that can be, and those it
/// is known to have rather than others. Words are joined as they were typed; where every syllable
/// was typed apart, as the dictionary has them. Digits, letters and punctuation of the term may be
/// repeated or left out.
#[must_use]
pub fn parse_typed(term: &str, typed: &str, dictionary: &Dictionary) -> Typed {
    let kept = |warnings| Typed {
        reading: None,
        spelling: normalise(typed),
        warnings,
    };
    let symbols = symbols(typed);
    if symbols.is_empty() {
        return kept(Vec::new());
    }
    let generated = super::read_term(term, dictionary);
    let characters: Vec<Character> = generated
        .syllables
        .into_iter()
        .map(|syllable| Character::new(syllable, dictionary))
        .collect();
    let Some(chosen) = split(&characters, &symbols) else {
        let spoken = characters.iter().filter(|it| it.is_spoken()).count();
        let warning = match count(&symbols) {
            Some(syllables) if syllables != spoken => TypedWarning::Count {
                characters: spoken,
                syllables,
            },
            _ => TypedWarning::NoPinyin {
                typed: typed.trim().to_owned(),
            },
        };
        return kept(vec![warning]);
    };
    let mut warnings = Vec::new();
    let mut reading = spelt(&characters, &chosen);
    let toned = chosen.iter().flatten().any(|piece| piece.tone.is_some());
    let mut filled = false;
    for ((syllable, character), piece) in reading.syllables.iter_mut().zip(&characters).zip(&chosen)
    {
        let Some(piece) = piece else { continue };
        let sound = match piece.tone {
            Some(tone) => piece.sound.clone().with_tone(tone),
            None if toned => piece.sound.clone(),
            None => character
                .known
                .iter()
                .find(|known| known.letters() == piece.sound.letters())
                .unwrap_or(&piece.sound)
                .clone(),
        };
        filled |= !toned && sound.tone() != 5;
        if !character.can_be(&sound) {
            warnings.push(TypedWarning::Unknown {
                character: syllable.character,
                sound: sound.clone(),
            });
        }
        syllable.sound = Some(sound);
    }
    let spelling = reading.joined();
    if filled {
        warnings.push(TypedWarning::TonesFilled {
            spelling: spelling.clone(),
        });
    }
    Typed {
        reading: Some(reading),
        spelling,
        warnings,
    }
}

/// A letter or sign of what was typed.
struct Symbol {
    /// Lower case, without its tone mark.
    character: char,
    tone: Option<u8>,
    upper: bool,
    /// What stands between it and the one before.
    gap: Gap,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Apostrophe,
    Hyphen,
    Blank,
}

fn symbols(typed: &str) -> Vec<Symbol> {
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
struct Character {
    generated: Syllable,
    /// The reading it would get first.
    known: Vec<Sound>,
}

impl Character {
    fn new(generated: Syllable, dictionary: &Dictionary) -> Self {
        let mut known: Vec<Sound> = generated.sound.iter().cloned().collect();
        if crate::words::is_han(generated.character) {
            let c = generated.character;
            let mut buffer = [0; 4];
            let entries = dictionary.entries(c.encode_utf8(&mut buffer));
            known.extend(entries.filter_map(|entry| Sound::parse(entry.reading)));
            let counted = ReadingCounts::built_in().of(c).iter();
            known.extend(counted.map(|(sound, _)| sound.clone()));
            let listed = c.to_pinyin_multi().into_iter().flatten();
            known.extend(listed.filter_map(|sound| Sound::parse(sound.with_tone())));
            if matches!(c, '儿' | '兒') {
                known.extend(Sound::parse("r"));
            }
        }
        Self { generated, known }
    }

    fn is_spoken(&self) -> bool {
        self.generated.sound.is_some()
    }

    /// Whether some source has the reading; any syllable can lose its tone.
    fn can_be(&self, sound: &Sound) -> bool {
        let mut known = self.known.iter();
        known.any(|it| it == sound || (sound.tone() == 5 && it.letters() == sound.letters()))
    }

    /// How little a piece of what was typed fits the character; none where it cannot be one of
    /// its syllables.
    fn cost(&self, piece: &Piece) -> Option<u32> {
        let letters = piece.sound.letters();
        let same_letters = self.known.iter().any(|it| it.letters() == letters);
        let generated = self.generated.sound.as_ref();
        let sound = piece.tone.map(|tone| piece.sound.clone().with_tone(tone));
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
struct Piece {
    sound: Sound,
    tone: Option<u8>,
    upper: bool,
    gap: Gap,
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
fn split(characters: &[Character], symbols: &[Symbol]) -> Option<Vec<Option<Piece>>> {
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
fn count(symbols: &[Symbol]) -> Option<usize> {
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

/// The syllables with links and capitals as they were typed, but for their sounds.
fn spelt(characters: &[Character], chosen: &[Option<Piece>]) -> Reading {
    let pieces: Vec<&Piece> = chosen.iter().flatten().collect();
    let all_apart = pieces.iter().skip(1).all(|piece| piece.gap == Gap::Blank);
    // A capital inside, where nobody would put one, says that words were typed, not syllables.
    let says_more = characters
        .iter()
        .zip(chosen)
        .filter(|(_, piece)| piece.is_some())
        .skip(1)
        .any(|(character, piece)| {
            piece.as_ref().is_some_and(|piece| piece.upper) && !character.generated.capital
        });
    let as_generated = pieces.len() > 1 && all_apart && !says_more;
    let mut seen = 0;
    let syllables = characters.iter().zip(chosen).map(|(character, piece)| {
        let mut syllable = Syllable {
            doubt: Doubt::Agree,
            ..character.generated.clone()
        };
        let Some(piece) = piece else {
            syllable.doubt = Doubt::Mono;
            return syllable;
        };
        seen += 1;
        if as_generated {
            syllable.capital |= piece.upper && seen == 1;
            return syllable;
        }
        syllable.capital = piece.upper;
        if seen > 1 {
            syllable.link = match piece.gap {
                Gap::Blank => Link::Apart,
                Gap::Hyphen => Link::Hyphen,
                Gap::None | Gap::Apostrophe => Link::Joined,
            };
        }
        syllable
    });
    Reading {
        syllables: syllables.collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pinyin::read_term;

    fn typed(term: &str, typed: &str) -> Typed {
        parse_typed(term, typed, Dictionary::built_in())
    }

    #[test]
    fn any_spelling_gives_the_same_pinyin() {
        for spelling in [
            "mìngyùn gòngtóngtǐ",
            "ming4yun4 gong4tong2ti3",
            "ming4 yun4 gong4 tong2 ti3",
            "mìng yùn gòng tóng tǐ",
            "Ming4yun4 gong4tong2ti3",
            "mi\u{300}ngyùn gòngtóngtǐ ",
        ] {
            let typed = typed("命运共同体", spelling);
            assert_eq!(
                typed.spelling.to_lowercase(),
                "mìngyùn gòngtóngtǐ",
                "{spelling}"
            );
            assert_eq!(typed.warnings, [], "{spelling}");
        }
        for spelling in ["nv3'er2", "nu:3er2", "nü3-er2", "nǚér", "nǚ’ér", "nǚ ér"] {
            let typed = typed("女儿", spelling);
            assert_eq!(typed.reading.unwrap().digits(), "nü3 er2", "{spelling}");
        }
    }

    #[test]
    fn tones_that_are_not_typed_are_filled_in_and_told() {
        let typed = typed("命运共同体", "mingyun gongtongti");
        assert_eq!(typed.spelling, "mìngyùn gòngtóngtǐ");
        let told = typed.warnings[0].to_string();
        assert_eq!(told, "the tones were filled in: mìngyùn gòngtóngtǐ");
    }

    #[test]
    fn a_reading_of_the_character_is_found_where_the_generated_one_does_not_fit() {
        let typed = typed("重", "chong");
        assert_eq!(typed.spelling, "chóng");
    }

    #[test]
    fn letters_are_split_as_the_term_has_characters() {
        for (term, spelling, expected) in [
            ("西安", "xian", "xi1 an1"),
            ("先", "xian1", "xian1"),
            ("方案", "fang1an4", "fang1 an4"),
            ("反感", "fangan", "fan3 gan3"),
            ("玩儿", "wánr", "wan2 r5"),
            ("女儿", "nüer", "nü3 er2"),
            ("儿化", "erhua", "er2 hua4"),
        ] {
            let reading = typed(term, spelling).reading.unwrap();
            assert_eq!(reading.digits(), expected, "{spelling}");
        }
    }

    #[test]
    fn words_are_joined_as_they_were_typed_unless_all_is_apart() {
        for (spelling, expected) in [
            ("hai3yang2jing1ji4", "hǎiyángjīngjì"),
            ("hai3yang2-jing1ji4", "hǎiyáng-jīngjì"),
            ("hai3 yang2 jing1 ji4", "hǎiyáng jīngjì"),
            ("Hai3yang2 Jing1ji4", "Hǎiyáng Jīngjì"),
        ] {
            assert_eq!(typed("海洋经济", spelling).spelling, expected);
        }
        assert_eq!(typed("泽坦", "Ze2 Tan3").spelling, "Zé Tǎn");
    }

    #[test]
    fn what_has_no_sound_may_be_repeated_or_left_out() {
        for spelling in ["kǎlā OK", "kǎlāOK", "kǎlā", "ka3 la1 _ _"] {
            assert_eq!(typed("卡拉OK", spelling).spelling, "kǎlā OK", "{spelling}");
        }
        for spelling in ["2030 nian2 yi4cheng2", "nián yìchéng"] {
            let typed = typed("2030年议程", spelling);
            assert_eq!(typed.spelling, "2030 nián yìchéng", "{spelling}");
            assert_eq!(typed.warnings, []);
        }
        assert_eq!(typed("COP15大会", "COP15 da4hui4").warnings, []);
    }

    #[test]
    fn odd_pinyin_is_kept_and_told() {
        let told = |term: &str, spelling: &str| {
            let typed = typed(term, spelling);
            let warnings: Vec<String> = typed.warnings.iter().map(ToString::to_string).collect();
            (typed.spelling, warnings.join("; "))
        };
        assert_eq!(
            told("重", "hang2"),
            (
                "háng".to_owned(),
                "“háng” is not known as a reading of 重".to_owned()
            )
        );
        assert_eq!(
            told("海洋", "hai3yang2xue2"),
            (
                "hǎiyángxué".to_owned(),
                "the pinyin has 3 syllables, the term 2 characters to read".to_owned()
            )
        );
        assert_eq!(
            told("海洋", "the sea"),
            (
                "the sea".to_owned(),
                "`the sea` is no pinyin of the term".to_owned()
            )
        );
        assert_eq!(told("海洋", " "), (String::new(), String::new()));
    }

    proptest! {
        #[test]
        fn what_is_generated_is_understood(term in "[\u{4e00}-\u{4fff}安儿额女绿西天不一的重行长方案反感晚了A-C0-9，“”· -]{0,10}") {
            let dictionary = Dictionary::built_in();
            let generated = read_term(&term, dictionary);
            let sounds = |reading: &Reading| -> Vec<Option<Sound>> {
                reading.syllables.iter().map(|it| it.sound.clone()).collect()
            };
            for spelling in [generated.joined(), generated.marks(), generated.digits()] {
                if generated.syllables.iter().all(|it| it.sound.is_none()) {
                    continue;
                }
                let typed = parse_typed(&term, &spelling, dictionary);
                prop_assert_eq!(&typed.warnings, &vec![], "{}: {}", &term, &spelling);
                let reading = typed.reading.unwrap();
                prop_assert_eq!(sounds(&reading), sounds(&generated), "{}: {}", &term, &spelling);
            }
        }

        #[test]
        fn no_typing_is_too_odd(term in "\\PC{0,8}", typed in "\\PC{0,20}|[a-zü:'1-6 -]{0,20}") {
            let typed = parse_typed(&term, &typed, Dictionary::built_in());
            if let Some(reading) = &typed.reading {
                prop_assert_eq!(reading.joined(), typed.spelling);
            }
        }
    }
}
