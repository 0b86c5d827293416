//! Numbers in Chinese characters: where they end, how they are written.

use super::reading::{Link, Syllable};
use super::sound::Sound;

/// Characters of numbers.
const NUMERALS: &str = "零〇一二三四五六七八九十百千万亿两几廿卅萬億兩幾";

/// Words that count or measure, of one character.
const MEASURES: &str = "个项次位届条种点年月日号时分秒岁名所家座场本册篇份句件类批层级代期周倍度米吨元角亩人村县国路股支批套轮架艘辆枚颗棵台幢栋笔大\
     個項屆條種點號時歲場冊類層級週噸畝縣國輪輛顆棟筆";

/// Measure words of several readings, with theirs.
const MEASURE_READINGS: [(char, &str); 14] = [
    ('种', "zhong3"),
    ('種', "zhong3"),
    ('只', "zhi1"),
    ('隻', "zhi1"),
    ('间', "jian1"),
    ('間', "jian1"),
    ('处', "chu4"),
    ('處', "chu4"),
    ('行', "hang2"),
    ('重', "chong2"),
    ('曲', "qu3"),
    ('卷', "juan4"),
    ('场', "chang3"),
    ('分', "fen1"),
];

pub(super) fn is_numeral(c: char) -> bool {
    NUMERALS.contains(c)
}

pub(super) fn is_measure(c: char) -> bool {
    MEASURES.contains(c)
}

/// Characters of the number that `characters` begin with: 二十, 第二十, 百分之五.
pub(super) fn length(characters: &[char]) -> usize {
    let digits = |from: usize| {
        let rest = characters.get(from..).unwrap_or_default();
        rest.iter().take_while(|c| is_numeral(**c)).count()
    };
    match characters {
        ['第', ..] => match digits(1) {
            0 => 0,
            count => count + 1,
        },
        _ => {
            let first = digits(0);
            let fraction = characters.get(first..).is_some_and(|rest| {
                first > 0 && rest.starts_with(&['分', '之']) && digits(first + 2) > 0
            });
            if fraction {
                first + 2 + digits(first + 2)
            } else {
                first
            }
        }
    }
}

/// The reading of a character that counts, of those with several.
pub(super) fn measure_reading(c: char) -> Option<Sound> {
    let found = MEASURE_READINGS.iter().find(|(measure, _)| *measure == c);
    Sound::parse(found?.1)
}

/// Links the syllables of a number: up to ninety-nine in one word, hundreds and more with the
/// number before them, 第 with a hyphen (GB/T 16159: `shíyī`, `jiǔyì líng qīwàn`, `dì-èrshí`).
pub(super) fn link(syllables: &mut [Syllable]) {
    let pair = syllables.len() == 2;
    let is_digit = |c: char| "一二三四五六七八九".contains(c);
    let mut before = None;
    for syllable in syllables {
        let c = syllable.character;
        syllable.link = match before {
            None => Link::Apart,
            Some('第') => Link::Hyphen,
            Some(_) if "十百千万亿萬億".contains(c) && before.is_some_and(is_numeral) => {
                Link::Joined
            }
            Some('十') if !"零〇".contains(c) && is_numeral(c) => Link::Joined,
            // 三五年: about so many.
            Some(first) if pair && is_digit(first) && is_digit(c) => Link::Hyphen,
            Some(_) => Link::Apart,
        };
        before = Some(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::Dictionary;
    use crate::pinyin::read_term;

    #[test]
    fn numbers_end_where_something_else_begins() {
        for (text, expected) in [
            ("二十次", 2),
            ("第二十届", 3),
            ("百分之五十左右", 5),
            ("一分之", 1),
            ("第三", 2),
            ("第", 0),
            ("方", 0),
        ] {
            let characters: Vec<char> = text.chars().collect();
            assert_eq!(length(&characters), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_written_in_groups_and_apart_from_what_they_count() {
        for (term, expected) in [
            ("十一", "shíyī"),
            ("三十五", "sānshíwǔ"),
            ("第十三届", "dì-shísān jiè"),
            ("百分之七十", "bǎi fēn zhī qīshí"),
            ("九亿零七万二千", "jiǔyì líng qīwàn èrqiān"),
            ("五项措施", "wǔ xiàng cuòshī"),
            ("三种语言", "sān zhǒng yǔyán"),
            ("三五年", "sān-wǔ nián"),
            ("两股力量", "liǎng gǔ lìliang"),
            ("三大支柱", "sān dà zhīzhù"),
            ("2031年前", "2031 nián qián"),
            ("2031年前国家计划", "2031 nián qián guójiā jìhuà"),
        ] {
            let reading = read_term(term, Dictionary::built_in());
            assert_eq!(reading.joined(), expected, "{term}");
        }
    }
}
