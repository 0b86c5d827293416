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

mod charset;
mod cut;
mod divide;
mod doubts;
mod homograph;
mod idiom;
mod link;
mod memo;
mod name;
mod number;
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
pub use running::{read_text, ruled_readings, word_views};
pub use sound::Sound;
pub use spelling::{normalise, search_keys};
pub(crate) use spelling::{search_tails, tones_agree};
pub use typed::{Typed, TypedWarning, parse_typed};

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

use crate::dictionary::Dictionary;
use charset::CharSet;
use cut::{Cut, Kind};
use word::Around;

/// Reads a term: as a headword of the dictionary, else word by word; where no word decides, by what
/// stands around the character and by its usual reading. Digits, letters and punctuation are kept.
///
/// Tones are lexical: 一 and 不 keep theirs whatever follows.
#[must_use]
pub fn read_term(term: &str, dictionary: &Dictionary) -> Reading {
    let term = &*unified(term);
    let cut = cut::cut(term, dictionary);
    let characters: Vec<char> = term.chars().collect();
    let mut syllables = Vec::with_capacity(term.len() / 3);
    let mut pieces = Vec::with_capacity(cut.words.len());
    let mut rest = term;
    for word in &cut.words {
        let Some((text, after)) = rest.split_at_checked(word.length) else {
            break;
        };
        let around = Around {
            text: &characters,
            at: syllables.len(),
        };
        let mut read = read_word(text, word.kind, around, dictionary);
        if let [syllable] = read.as_mut_slice()
            && pieces.last().is_some_and(|(_, kind)| *kind == Kind::Number)
            && let Some(sound) = number::measure_reading(syllable.character)
        {
            syllable.sound = Some(sound);
            syllable.doubt = Doubt::Agree;
        }
        pieces.push((read.len(), word.kind));
        syllables.extend(read);
        rest = after;
    }
    if pieces.len() > 1 {
        link::link(&mut syllables, &pieces);
        doubt_other_cuts(&characters, &cut, &mut syllables, dictionary);
        divide::halve(&mut syllables, None, dictionary);
    }
    link::share(&mut syllables, dictionary);
    begin_with_for(&mut syllables, &pieces);
    running::read_bare(&mut syllables);
    name::capitalise_each(&mut syllables);
    Reading { syllables }
}

/// 为|民|造福: at the beginning of a term, 为 is for somebody when something is done for them.
fn begin_with_for(syllables: &mut [Syllable], words: &[(usize, Kind)]) {
    if let [first, ..] = syllables
        && matches!(first.character, '为' | '為')
        && words.first() == Some(&(1, Kind::Lone))
        && words.len() > 2
        && let Some(sound) = Sound::parse("wei4")
    {
        first.sound = Some(sound);
        first.doubt = Doubt::Conflict;
    }
}

/// Reads a word of a term as what it is.
fn read_word(text: &str, kind: Kind, around: Around<'_>, dictionary: &Dictionary) -> Vec<Syllable> {
    let each = |reading: &dyn Fn(char) -> Option<Sound>| -> Vec<Syllable> {
        let characters = text.chars().map(|c| {
            let mut syllable = word::lone(c, dictionary);
            if let Some(sound) = reading(c) {
                syllable.sound = Some(sound);
                syllable.doubt = Doubt::Agree;
            }
            syllable
        });
        characters.collect()
    };
    match kind {
        Kind::Headword | Kind::Lone | Kind::Sign => word::read_in(text, around, dictionary),
        Kind::Number => {
            let mut syllables = each(&|_| None);
            number::link(&mut syllables);
            syllables
        }
        Kind::Initials => {
            let mut syllables = each(&name::initial_reading);
            for (at, syllable) in syllables.iter_mut().enumerate() {
                syllable.capital = true;
                syllable.link = if at == 0 { Link::Apart } else { Link::Hyphen };
            }
            syllables
        }
        Kind::Foreign => {
            let mut syllables = each(&name::foreign_reading);
            for (at, syllable) in syllables.iter_mut().enumerate() {
                syllable.capital = at == 0;
                syllable.link = if at == 0 { Link::Apart } else { Link::Joined };
            }
            syllables
        }
        Kind::Person => match read_person(text, dictionary) {
            Some(name) => name.syllables,
            None => each(&|_| None),
        },
    }
}

/// Words of one character that are never part of another.
static STANDS_ALONE: CharSet = CharSet::new(
    "的地得之和与及或而且在是有于以为从向对把被让给由到就也都又将等这這那此其所與為從對給讓",
);

/// Marks syllables that would sound otherwise if the term were cut by taking the longest word
/// first, from its beginning or from its end.
fn doubt_other_cuts(
    characters: &[char],
    cut: &Cut,
    syllables: &mut [Syllable],
    dictionary: &Dictionary,
) {
    if syllables.iter().all(|it| it.doubt == Doubt::Mono) {
        return;
    }
    for from_end in [false, true] {
        for (start, end) in cut.longest(characters.len(), from_end) {
            let word: String = characters
                .get(start..end)
                .unwrap_or_default()
                .iter()
                .collect();
            let own = syllables.get_mut(start..end).unwrap_or_default();
            for (syllable, other) in own.iter_mut().zip(word::read(&word, dictionary)) {
                // A lone character says nothing against a word.
                let worded = other.doubt < Doubt::Bare && syllable.doubt < Doubt::Bare;
                if worded && other.sound != syllable.sound {
                    syllable.doubt = Doubt::Conflict;
                }
            }
        }
    }
}

/// A term with each compatibility ideograph, which nobody can tell from the usual character, as
/// that one: files made by old converters have them.
fn unified(term: &str) -> Cow<'_, str> {
    let is_compatible = |c: &char| matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}');
    if !term.chars().any(|c| is_compatible(&c)) {
        return Cow::Borrowed(term);
    }
    let usual = |c: char| match is_compatible(&c) {
        true => std::iter::once(c).nfc().next().unwrap_or(c),
        false => c,
    };
    Cow::Owned(term.chars().map(usual).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(term: &str) -> Reading {
        read_term(term, Dictionary::built_in())
    }

    #[test]
    fn compatibility_ideographs_are_read_as_what_they_look_like() {
        assert_eq!(read("鼻\u{f96c}").syllables, read("鼻塞").syllables);
        assert_eq!(read("\u{f9dc}盛").syllables.len(), 2);
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
            ("一心一意", "yīxīn-yīyì"),
            ("不断", "bùduàn"),
            ("守望相助", "shǒuwàng-xiāngzhù"),
            ("光明磊落", "guāngmíng-lěiluò"),
            ("踏踏实实", "tātā-shíshí"),
            ("生物多样性", "shēngwù duōyàngxìng"),
            ("可持续发展", "kěchíxù fāzhǎn"),
            ("人类命运共同体", "rénlèi mìngyùn gòngtóngtǐ"),
            ("中华人民共和国", "Zhōnghuá Rénmín Gònghéguó"),
            ("和平共处五项原则", "hépíng gòngchǔ wǔ xiàng yuánzé"),
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
            ("中国-中亚峰会", "Zhōngguó-Zhōngyà Fēnghuì"),
            ("中共中央", "Zhōnggòng Zhōngyāng"),
            ("上合组织", "Shànghé Zǔzhī"),
            ("京津", "Jīng-Jīn"),
            ("乌兹别克斯坦", "Wūzībiékèsītǎn"),
            ("红十字会", "Hóngshízìhuì"),
            ("命運共同體", "mìngyùn gòngtóngtǐ"),
            ("卡拉OK", "kǎlā OK"),
            ("D线", "D xiàn"),
            ("上海合作组织", "Shànghǎi Hézuò Zǔzhī"),
            ("国家发展和改革委员会", "Guójiā Fāzhǎn hé Gǎigé Wěiyuánhuì"),
            ("泰山", "Tài Shān"),
            ("黑龙江", "Hēilóngjiāng"),
            ("北京市", "Běijīng Shì"),
            ("西印度洋", "Xī Yìndù Yáng"),
            ("安理会", "Ānlǐhuì"),
            ("粤港澳", "Yuè-Gǎng-Ào"),
            ("中日韩", "Zhōng-Rì-Hán"),
            ("中小学", "zhōng-xiǎoxué"),
            ("中小企业", "zhōng-xiǎo qǐyè"),
            ("海陆空", "hǎi-lù-kōng"),
            ("爱莫能助", "àimònéngzhù"),
            ("来来往往", "láilái-wǎngwǎng"),
            ("二氧化碳", "èryǎnghuàtàn"),
            ("三个代表", "Sān Gè Dàibiǎo"),
            ("第二次世界大战", "Dì-èr Cì Shìjiè Dàzhàn"),
            ("任正非", "Rén Zhèngfēi"),
            ("欧阳修", "Ōuyáng Xiū"),
            ("王部长", "Wáng bùzhǎng"),
            ("埃德加·斯诺", "Āidéjiā Sīnuò"),
            ("不放松学习", "bù fàngsōng xuéxí"),
            ("高质量", "gāozhìliàng"),
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
