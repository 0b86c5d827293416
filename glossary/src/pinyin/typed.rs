//! Pinyin as a person types it for a term, in any spelling, split among its characters.

use std::fmt;

use super::reading::{Doubt, Link, Reading, Syllable};
use super::sound::Sound;
use super::spelling::normalise;
use super::split::{Character, Gap, Piece, count, split, symbols};
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
            Some(tone) => piece.sound.with_tone(tone),
            None if toned => piece.sound,
            None => *character
                .known
                .iter()
                .find(|known| known.letters() == piece.sound.letters())
                .unwrap_or(&piece.sound),
        };
        filled |= !toned && sound.tone() != 5;
        if !character.can_be(&sound) {
            warnings.push(TypedWarning::Unknown {
                character: syllable.character,
                sound,
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
            ..character.generated
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
                reading.syllables.iter().map(|it| it.sound).collect()
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
