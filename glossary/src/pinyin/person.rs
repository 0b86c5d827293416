//! Chinese personal names that no dictionary has: the surname by its reading as one.

use super::charset::CharSet;
use super::reading::{Doubt, Link, Reading, Syllable};
use super::running::read_bare;
use super::sound::Sound;
use super::{memo, name, word};
use crate::dictionary::Dictionary;

/// Characters that foreign names are written with, and Chinese given names seldom.
const OF_FOREIGN_NAMES: &str = "斯尔特克茨姆布格勒夫恩卡巴萨洛埃阿奥诺瓦里蒂迪穆缪索塔伊尼";

/// Surnames that are hardly ever the first character of another word of three characters.
static PLAIN_SURNAMES: CharSet = CharSet::new(
    "叶苏田杜丁莫汤温康王李张刘陈杨赵吴周徐孙朱胡郭何林罗郑梁谢宋唐许邓韩冯曹彭萧潘袁董吕魏蒋\
     沈姜范傅卢汪戴崔陆廖姚贾邱侯邹薛阎孟郝秦尹陶黎贺顾龚邵钱覃孔\
     逄覃晁隋佘臧祁俞岳纪詹聂闫裴庞樊霍翟仇葛朴缪冼逄晁谌邢阮娄涂耿甘\
     張劉陳楊趙吳孫鄭羅謝許鄧韓馮蕭葉呂蔣鍾盧陸賈鄒閻龔顧錢嚴湯聶華齊龐婁塗",
);

/// Surnames that are things as well, and hardly ever begin a word of three characters that nobody
/// knows.
static OTHER_SURNAMES: CharSet = CharSet::new(
    "龙季蓝毛钟余齐区夏柳牛段雷盛阴怀尉曲石冀乐申武严常江尤车藍歐欧雲云池熊鱼骆马白易童颜甄",
);

/// Surnames that are common words first.
static COMMON_SURNAMES: CharSet = CharSet::new(
    "双高全新多能大小万千百水火山石海空国公文党民军农工商学教信数智强实有无成和平安方第后老常元首本\
     時时月日年天冬夏秋春东西南北左右中上下前后内外電电路车门口手心法经通明白黑红黄青蓝绿金银铜铁",
);

/// Characters that given names are made of.
static OF_GIVEN_NAMES: CharSet = CharSet::new(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉鹏飞龙海波斌宇浩凯健俊帆帅\
     旭宁晨欣怡佳雪梅琳玲燕萍莉颖洁云春生林峰岩松柏翔霁振庆正非安泽恩来东民志远德祥福禄寿康荣\
     光耀宗祖培根良善仁义礼智信忠孝廉贤才豪雄武毅坚定成功胜利达兴旺发财富贵永久长天宝珍珠琴瑟\
     书画诗雅韵淑贞惠慧婷妍姝婉娴嫣倩瑶瑾璐珊瑚瑜琪琦琛玮珏环晓小少继承绍学思念怀忆梦嘉瑞祺祯\
     泰乾坤宙星辰月阳日昌晶亮朗启迪新鑫森淼焱炎江河湖洪澜涵润清源溪仲伯叔季孟望旺力知中民运来俊先杏弼时益济格沪呦鸥隽栅权仁奇生根田园卫向潮培山川石钢铁铭\
     锋锐银金鸿鹤鸣凤凰丹青蓝紫子之可心爱君卿臣公卫保护守和顺利先进立业家邦世界亚欧莹莺苗苹\
     茂芬芝芸若兰荷菊蓉蕾薇蔚蓓薛婵娥媛嫦娣妮姗姣娅彤彦彬彪影炜炳烨焕煜照熙璇璋琼瑛佛双全百千\
     偉靜麗強軍豔傑濤飛龍劍寧雲東遠榮義禮賢堅勝達興發財貴長寶書畫詩韻環曉繼紹學懷憶夢陽啟鋒銳\
     鋼鐵銘銀鴻鶴鳳藍愛衛護進業瑩鶯蘋蘭輝國華",
);

/// Characters of the Chinese personal name that `characters` seem to begin with, as no word tells: a
/// surname that is little else, and what given names are made of, or what no word is made of.
pub(super) fn length(characters: &[char], dictionary: &Dictionary) -> Option<usize> {
    let text = |from: usize, to: usize| -> Option<String> {
        Some(characters.get(from..to)?.iter().collect())
    };
    let given = |from: usize, count: usize| {
        let given = characters.get(from..from + count);
        given.is_some_and(|given| given.iter().all(|c| OF_GIVEN_NAMES.contains(*c)))
    };
    let plain = |at: usize| {
        let first = characters.get(at);
        first.is_some_and(|c| PLAIN_SURNAMES.contains(*c))
    };
    let is_name_or_none = |word: Option<String>| {
        word.is_some_and(|word| !dictionary.is_word(&word) || dictionary.is_name(&word))
    };
    let double = surname(&text(0, 2)?, dictionary).is_some_and(|it| it.len() == 2);
    if double && characters.len() > 2 {
        let two = characters.len() == 4 || given(2, 2);
        return Some(if two { 4 } else { 3 }).filter(|length| *length <= characters.len());
    }
    // 林郑月娥: the surnames of two families.
    if plain(0) && plain(1) && characters.len() == 4 && given(2, 2) {
        return Some(4);
    }
    let first = *characters.first()?;
    let certain = PLAIN_SURNAMES.contains(first);
    let possible = certain
        || characters.len() == 3
            && !COMMON_SURNAMES.contains(first)
            && surname(&text(0, 1)?, dictionary).is_some();
    if !possible || dictionary.is_word(&text(0, 2)?) || is_foreign(characters) {
        return None;
    }
    if !certain {
        if characters.iter().all(|c| name::may_be_foreign(*c)) {
            return None;
        }
        let named = if OTHER_SURNAMES.contains(first) {
            given(1, 2)
        } else {
            (given(1, 1) || given(2, 1)) && is_name_or_none(text(1, 3))
        };
        return named.then_some(3);
    }
    let unknown = || {
        let [_, second, third] = characters else {
            return false;
        };
        let odd = |c: &char| {
            super::STANDS_ALONE.contains(*c) && !"和之".contains(*c)
                || super::link::SUFFIXES.contains(*c) && !OF_GIVEN_NAMES.contains(*c)
        };
        let some_given = given(1, 1) || given(2, 1);
        !odd(second)
            && !odd(third)
            && (second == third || some_given || is_name_or_none(text(1, 3)))
    };
    if given(1, 2) || unknown() {
        return Some(3);
    }
    given(1, 1).then_some(2)
}

/// 桑德兰, 汤米: a name in the sounds of another language, though it begins like a Chinese one.
fn is_foreign(characters: &[char]) -> bool {
    let run = characters
        .get(..characters.len().min(4))
        .unwrap_or_default();
    let telling = run.iter().skip(1).any(|c| name::is_telling(*c));
    telling && run.iter().all(|c| name::may_be_foreign(*c))
}

/// Whether a character by itself is hardly anything but a surname.
pub(super) fn is_plain_surname(c: char) -> bool {
    PLAIN_SURNAMES.contains(c)
}

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
        let first = characters.first().filter(|_| characters.len() <= 4)?;
        surname(&first.to_string(), dictionary)
    };
    let sounds = double.or_else(single)?;
    if let [first, second, ..] = *characters
        && characters.len() == 4
        && sounds.len() == 1
    {
        return two_families(name, [first, second], dictionary);
    }
    let given = characters.get(sounds.len()..)?;
    if !(1..=2).contains(&given.len()) || given.iter().all(|c| OF_FOREIGN_NAMES.contains(*c)) {
        return None;
    }
    let mut syllables: Vec<Syllable> = sounds
        .iter()
        .zip(&characters)
        .map(|(sound, &character)| Syllable {
            character,
            sound: Some(*sound),
            link: Link::Joined,
            capital: false,
            doubt: Doubt::Agree,
        })
        .collect();
    for character in given {
        let mut syllable = word::lone(*character, dictionary);
        let usual = GIVEN_READINGS.iter().find(|(known, _)| known == character);
        if let Some(sound) = usual.and_then(|(_, reading)| Sound::parse(reading)) {
            syllable.sound = Some(sound);
            syllable.doubt = Doubt::Conflict;
        }
        syllables.push(syllable);
    }
    for (at, syllable) in syllables.iter_mut().enumerate() {
        let begins = at == 0 || at == sounds.len();
        syllable.capital = begins;
        syllable.link = if begins { Link::Apart } else { Link::Joined };
    }
    read_bare(&mut syllables);
    Some(Reading { syllables })
}

/// 林-郑|月娥: two surnames, both of one character.
fn two_families(name: &str, surnames: [char; 2], dictionary: &Dictionary) -> Option<Reading> {
    let plain = surnames.iter().all(|c| PLAIN_SURNAMES.contains(*c));
    let first = surnames.first().filter(|_| plain)?;
    let mut reading = read_person(name.strip_prefix(*first)?, dictionary)?;
    let sound = surname(&first.to_string(), dictionary)?.pop();
    if let Some(second) = reading.syllables.first_mut() {
        second.link = Link::Hyphen;
    }
    let first = Syllable {
        character: *first,
        sound,
        link: Link::Apart,
        capital: true,
        doubt: Doubt::Agree,
    };
    reading.syllables.insert(0, first);
    Some(reading)
}

/// Readings in given names, of characters with several.
const GIVEN_READINGS: [(char, &str); 16] = [
    ('乐', "le4"),
    ('长', "chang2"),
    ('行', "xing2"),
    ('中', "zhong1"),
    ('为', "wei2"),
    ('朝', "chao2"),
    ('兴', "xing1"),
    ('少', "shao4"),
    ('盛', "sheng4"),
    ('和', "he2"),
    ('冠', "guan4"),
    ('相', "xiang1"),
    ('正', "zheng4"),
    ('奇', "qi2"),
    ('传', "chuan2"),
    ('朴', "pu3"),
];

/// How surnames of several readings are mostly read.
const USUAL_SURNAMES: [(&str, &str); 6] = [
    ("翟", "Zhai2"),
    ("覃", "Qin2"),
    ("仇", "Qiu2"),
    ("朴", "Piao2"),
    ("盖", "Gai4"),
    ("缪", "Miao4"),
];

/// How a surname is read, if the dictionary has it as one.
fn surname(text: &str, dictionary: &Dictionary) -> Option<Vec<Sound>> {
    memo::surname(text, dictionary, || surname_anew(text, dictionary))
}

fn surname_anew(text: &str, dictionary: &Dictionary) -> Option<Vec<Sound>> {
    let mut surnames = dictionary.entries(text).filter(|entry| {
        let is_surname = |gloss: &str| {
            gloss.starts_with("surname ") || gloss.starts_with("two-character surname ")
        };
        entry.glosses().any(is_surname)
    });
    let usual = USUAL_SURNAMES.iter().find(|(known, _)| *known == text);
    let first = surnames.next()?.reading;
    let sounds: Option<Vec<Sound>> = usual
        .map_or(first, |(_, reading)| reading)
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
