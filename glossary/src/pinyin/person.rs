//! Chinese personal names that no dictionary has: the surname by its reading as one.

use super::reading::{Doubt, Link, Reading, Syllable};
use super::running::read_bare;
use super::sound::Sound;
use super::word;
use crate::dictionary::Dictionary;

/// Characters that foreign names are written with, and Chinese given names seldom.
const OF_FOREIGN_NAMES: &str = "斯尔特克茨姆布格勒夫恩卡巴萨洛埃阿奥诺瓦里蒂迪穆缪索塔伊尼";

/// Reads a name as surname and given name (`Rén Zhèngfēi`); none when it does not begin with a
/// surname that the dictionary knows, has another length, or looks like a foreign one.
///
/// Call it for what is known to be a person: 解 is a surname in 解振华, a verb elsewhere.
#[must_use]
pub fn read_person(name: &str, dictionary: &Dictionary) -> Option<Reading> {
    let characters: Vec<char> = name.chars().collect();
    let double = characters.get(..2).filter(|_| characters.len() > 2);
    let double = double.and_then(|two| surname(&two.iter().collect::<String>(), dictionary));
    let single = || {
        let first = characters.first().filter(|_| characters.len() <= 3)?;
        surname(&first.to_string(), dictionary)
    };
    let sounds = double.or_else(single)?;
    let given = characters.get(sounds.len()..)?;
    if !(1..=2).contains(&given.len()) || given.iter().any(|c| OF_FOREIGN_NAMES.contains(*c)) {
        return None;
    }
    let mut syllables: Vec<Syllable> = sounds
        .iter()
        .zip(&characters)
        .map(|(sound, &character)| Syllable {
            character,
            sound: Some(sound.clone()),
            link: Link::Joined,
            capital: false,
            doubt: Doubt::Agree,
        })
        .collect();
    for character in given {
        syllables.extend(word::read(&character.to_string(), dictionary));
    }
    for (at, syllable) in syllables.iter_mut().enumerate() {
        let begins = at == 0 || at == sounds.len();
        syllable.capital = begins;
        syllable.link = if begins { Link::Apart } else { Link::Joined };
    }
    read_bare(&mut syllables);
    Some(Reading { syllables })
}

/// How a surname is read, if the dictionary has it as one.
fn surname(text: &str, dictionary: &Dictionary) -> Option<Vec<Sound>> {
    let mut surnames = dictionary.entries(text).filter(|entry| {
        let is_surname = |gloss: &str| {
            gloss.starts_with("surname ") || gloss.starts_with("two-character surname ")
        };
        entry.glosses().any(is_surname)
    });
    let sounds: Option<Vec<Sound>> = surnames
        .next()?
        .reading
        .split(' ')
        .map(Sound::parse)
        .collect();
    sounds.filter(|sounds| sounds.len() == text.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> Option<String> {
        read_person(name, Dictionary::built_in()).map(|it| it.joined())
    }

    #[test]
    fn a_surname_has_a_reading_of_its_own() {
        for (name, expected) in [
            ("单明远", "Shàn Míngyuǎn"),
            ("解文", "Xiè Wén"),
            ("曾庆海", "Zēng Qìnghǎi"),
            ("欧阳海明", "Ōuyáng Hǎimíng"),
            ("司马安", "Sīmǎ Ān"),
        ] {
            assert_eq!(read(name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn what_is_no_chinese_name_is_left_to_others() {
        for name in ["盖茨", "布什", "任", "曾庆海明远", "", "Li", "的明远"] {
            assert_eq!(read(name), None, "{name}");
        }
    }
}
