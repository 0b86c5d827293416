//! Pinyin of terms: which reading, how it is written, how sure it is.
//!
//! ```
//! use glossary::dictionary::Dictionary;
//! use glossary::pinyin::read_term;
//!
//! let reading = read_term("人类命运共同体", Dictionary::built_in());
//! assert_eq!(reading.joined(), "rénlèi mìngyùn gòngtóngtǐ");
//! assert_eq!(reading.initials(), "rlmygtt");
//! ```

mod doubts;
mod own;
mod particle;
mod person;
pub mod polyphone;
mod reading;
mod running;
mod sound;
mod spelling;
mod split;
mod syllable;
mod typed;
mod word;

pub use doubts::{Doubts, UnknownDoubt};
pub use own::{OwnReadings, read_term_with, read_text_with};
pub use person::read_person;
pub use reading::{Doubt, Link, Reading, Syllable};
pub use running::{read_text, word_views};
pub use sound::Sound;
pub use spelling::{normalise, search_keys};
pub(crate) use spelling::{search_tails, tones_agree};
pub use typed::{Typed, TypedWarning, parse_typed};

use crate::dictionary::Dictionary;

/// Reads a term: as a headword of the dictionary, else word by word, the longest first; where no
/// word decides, by what stands around the character and by its usual reading. Digits, letters and
/// punctuation are kept.
///
/// Tones are lexical: 一 and 不 keep theirs whatever follows.
#[must_use]
pub fn read_term(term: &str, dictionary: &Dictionary) -> Reading {
    let mut syllables = Vec::with_capacity(term.len() / 3);
    let mut rest = term;
    let mut words = Vec::new();
    while let Some(length) = word::next_length(rest, dictionary) {
        let Some((text, after)) = rest.split_at_checked(length) else {
            break;
        };
        let read = word::read(text, dictionary);
        words.push(read.len());
        syllables.extend(read);
        rest = after;
    }
    if words.len() > 1 {
        link_words(&mut syllables, &words);
        doubt_other_cuts(term, dictionary, &mut syllables);
    }
    running::read_bare(&mut syllables);
    Reading { syllables }
}

/// Joins the lone characters among the words of a term to what they belong to.
fn link_words(syllables: &mut [Syllable], words: &[usize]) {
    // Syllables of the written word so far, and whether a lone character may go on with it.
    let (mut length, mut open, mut bound) = (0, false, false);
    let mut start = 0;
    for &count in words {
        let Some([first, ..]) = syllables.get_mut(start..) else {
            return;
        };
        start += count;
        if first.sound.is_none() {
            (length, open, bound) = (0, false, false);
            continue;
        }
        let lone = count == 1;
        let c = first.character;
        let joins = if bound {
            !(lone && STANDS_ALONE.contains(c))
        } else if !lone {
            false
        } else if SUFFIXES.contains(c) {
            // 全过程人民民主化: no suffix makes a long word longer.
            (1..=3).contains(&length)
        } else {
            open && length < 3 && !STANDS_ALONE.contains(c) && !PREFIXES.contains(c)
        };
        if joins {
            first.link = Link::Joined;
            length += count;
        } else {
            first.link = Link::Apart;
            length = count;
        }
        bound = lone && !joins && PREFIXES.contains(c);
        if lone && STANDS_ALONE.contains(c) {
            length = 0;
        }
        open = lone && !STANDS_ALONE.contains(c) && (!joins || open);
    }
}

/// Words of one character that are never part of another.
const STANDS_ALONE: &str =
    "的地得之和与及或而且在是有于以为从向对把被让给由到就也都又将等這这那此其所與為從對給讓";

/// Characters that go on with the word before them.
const SUFFIXES: &str = "化性者学家员长力率级型式观论界业权法度量区院部局处厅会社馆站厂队组们子头史感制品物表书线网店场所室司人带侧圈群链\
     學員長級觀論業權區處廳會館廠隊組們頭書線網場了着过著過";

/// Characters that begin a word with what follows them.
const PREFIXES: &str = "副总非反超第准亚无可不多再未全總無亞準";

/// Marks syllables that would sound otherwise if the term were cut into words from its end.
fn doubt_other_cuts(term: &str, dictionary: &Dictionary, syllables: &mut [Syllable]) {
    let mut at = syllables.len();
    let mut rest = term;
    while let Some(length) = word::last_length(rest, dictionary) {
        let Some((before, text)) = rest.split_at_checked(rest.len().saturating_sub(length)) else {
            return;
        };
        for other in word::read(text, dictionary).iter().rev() {
            let Some(syllable) = at.checked_sub(1).and_then(|n| syllables.get_mut(n)) else {
                return;
            };
            at -= 1;
            // A lone character says nothing against a word.
            let worded = other.doubt < Doubt::Bare && syllable.doubt < Doubt::Bare;
            if worded && other.sound != syllable.sound {
                syllable.doubt = Doubt::Conflict;
            }
        }
        rest = before;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(term: &str) -> Reading {
        read_term(term, Dictionary::built_in())
    }

    #[test]
    fn terms_are_spelt_as_the_standard_has_it() {
        for (term, expected) in [
            ("重庆", "Chóngqìng"),
            ("长安", "Cháng'ān"),
            ("西安", "Xī'ān"),
            ("天安门", "Tiān'ānmén"),
            ("女儿", "nǚ'ér"),
            ("儿童", "értóng"),
            ("玩儿", "wánr"),
            ("恩爱", "ēn'ài"),
            ("绿色", "lǜsè"),
            ("战略", "zhànlüè"),
            ("参与", "cānyù"),
            ("差异", "chāyì"),
            ("协调", "xiétiáo"),
            ("调查研究", "diàochá yánjiū"),
            ("要求", "yāoqiú"),
            ("给予", "jǐyǔ"),
            ("供给", "gōngjǐ"),
            ("角色", "juésè"),
            ("处理", "chǔlǐ"),
            ("传统", "chuántǒng"),
            ("银行", "yínháng"),
            ("行业", "hángyè"),
            ("行长", "hángzhǎng"),
            ("执行", "zhíxíng"),
            ("长期", "chángqī"),
            ("成长", "chéngzhǎng"),
            ("重点", "zhòngdiǎn"),
            ("重复", "chóngfù"),
            ("音乐", "yīnyuè"),
            ("会计", "kuàijì"),
            ("降低", "jiàngdī"),
            ("投降", "tóuxiáng"),
            ("种植", "zhòngzhí"),
            ("为人民服务", "wèi rénmín fúwù"),
            ("一带一路", "Yīdài Yīlù"),
            ("“一带一路”", "“Yīdài Yīlù”"),
            ("一心一意", "yīxīn yīyì"),
            ("不断", "bùduàn"),
            ("守望相助", "shǒuwàng-xiāngzhù"),
            ("光明磊落", "guāngmíng-lěiluò"),
            ("踏踏实实", "tātā-shíshí"),
            ("生物多样性", "shēngwù duōyàngxìng"),
            ("可持续发展", "kěchíxù fāzhǎn"),
            ("人类命运共同体", "rénlèi mìngyùn gòngtóngtǐ"),
            ("中华人民共和国", "Zhōnghuá Rénmín Gònghéguó"),
            ("和平共处五项原则", "hépíng gòngchǔ wǔxiàng yuánzé"),
            ("改革开放", "gǎigé kāifàng"),
            ("公共汽车", "gōnggòng qìchē"),
            ("研究生院", "yánjiūshēngyuàn"),
            ("副部长", "fùbùzhǎng"),
            ("现代化", "xiàndàihuà"),
            ("丝绸之路", "Sīchóu zhī Lù"),
            ("毛泽东", "Máo Zédōng"),
            ("习近平", "Xí Jìnpíng"),
            ("王毅", "Wáng Yì"),
            ("黄河", "Huáng Hé"),
            ("长江", "Cháng Jiāng"),
            ("中亚", "Zhōngyà"),
            ("中国-中亚峰会", "Zhōngguó-Zhōngyà fēnghuì"),
            ("中共中央", "Zhōnggòng Zhōngyāng"),
            ("上合组织", "Shànghé Zǔzhī"),
            ("京津", "Jīng-Jīn"),
            ("乌兹别克斯坦", "Wūzībiékèsītǎn"),
            ("红十字会", "Hóngshízìhuì"),
            ("命運共同體", "mìngyùn gòngtóngtǐ"),
            ("卡拉OK", "kǎlā OK"),
            ("D线", "D xiàn"),
            ("2030年议程", "2030 nián yìchéng"),
            ("5G", "5G"),
            ("", ""),
        ] {
            assert_eq!(read(term).joined(), expected, "{term}");
        }
    }

    #[test]
    fn the_other_spellings_follow_from_the_same_syllables() {
        let reading = read("西安女儿D线");
        assert_eq!(reading.marks(), "xī ān nǚ ér _ xiàn");
        assert_eq!(reading.digits(), "xi1 an1 nü3 er2 _ xian4");
        assert_eq!(reading.plain(), "Xi'an nü'er D xian");
        assert_eq!(reading.initials(), "xanedx");
    }

    #[test]
    fn doubt_is_shown_where_there_is_some() {
        assert_eq!(read("生物").doubt(), Doubt::Mono);
        assert_eq!(read("银行").doubt(), Doubt::Agree);
        assert_eq!(read("重点").doubt(), Doubt::Conflict);
        assert_eq!(read("行").doubt(), Doubt::Bare);
        assert_eq!(read("5G").doubt(), Doubt::Mono);
    }

    #[test]
    fn the_keys_of_a_spelling_are_the_initials_of_its_reading() {
        for term in [
            "人类命运共同体",
            "西安",
            "女儿",
            "玩儿",
            "守望相助",
            "方案",
            "南宁",
            "2030年议程",
        ] {
            let reading = read(term);
            assert_eq!(
                search_keys(&reading.joined()).1,
                reading.initials(),
                "{term}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_character_has_its_syllable(term in "[\u{4e00}-\u{4fff}不一的之化儿A-C0-9，“”· -]{0,12}") {
            let reading = read(&term);
            let characters: String = reading.syllables.iter().map(|s| s.character).collect();
            prop_assert_eq!(&characters, &term);
            let tokens = reading.marks();
            prop_assert_eq!(tokens.split(' ').filter(|t| !t.is_empty()).count(), term.chars().count());
        }

        #[test]
        fn no_text_is_too_odd_to_read(term in "\\PC{0,20}") {
            let reading = read(&term);
            let _ = (reading.joined(), reading.plain(), reading.initials());
        }
    }
}
