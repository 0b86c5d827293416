//! Phrases of four characters: those written in halves, and those that have none.

use super::number;
use crate::dictionary::{Dictionary, EntryRef};

/// How a phrase of four characters is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Division {
    /// `shǒuwàng-xiāngzhù`
    Halves,
    /// `àimònéngzhù`
    Solid,
    /// `zhōngpiān xiǎoshuō`
    Words,
    /// `zuān niújiǎojiān`
    OneAndThree,
}

/// How a headword of four characters is written that other headwords do not divide; none when they
/// do. What is done or seems to be an idiom is written as one, what has a name in one of its halves
/// in words.
pub(super) fn of_entry(
    characters: [char; 4],
    entry: &EntryRef<'_>,
    dictionary: &Dictionary,
) -> Option<Division> {
    let [first, second, third, fourth] = characters;
    let is_word = |characters: &[char]| dictionary.contains(&String::from_iter(characters));
    if entry.glosses().any(|gloss| gloss.contains("(idiom")) {
        return Some(division(characters, dictionary));
    }
    if "而之以于於".contains(second) || third == '而' {
        return Some(division(characters, dictionary));
    }
    let halves = (is_word(&[first, second]), is_word(&[third, fourth]));
    let chemical = is_word(&[second, third]);
    let divided = halves == (true, true)
        || is_word(&[first, second, third])
        || is_word(&[second, third, fourth]);
    if divided {
        return None;
    }
    let is_action = entry.glosses().any(|gloss| {
        ["to ", "lit. ", "see ", "(fig"]
            .iter()
            .any(|it| gloss.starts_with(it))
    });
    Some(if !is_action && halves == (false, false) && chemical {
        // 二氧化碳: what the middle is done to.
        Division::Solid
    } else if is_action || halves == (false, false) {
        division(characters, dictionary)
    } else {
        Division::Words
    })
}

/// How an idiom is written: in halves, unless its sense cuts it elsewhere (GB/T 16159, 6.1.12:
/// `céngchū-bùqióng`, but `bùyìlèhū`, `zǒng'éryánzhī`, `àimònéngzhù`, `yīyīdàishuǐ`).
pub(super) fn division(idiom: [char; 4], dictionary: &Dictionary) -> Division {
    let [first, second, third, fourth] = idiom;
    let is_word = |characters: &[char]| dictionary.contains(&String::from_iter(characters));
    let halves = (is_word(&[first, second]), is_word(&[third, fourth]));
    let middle = "不无莫以为而能可于及得無為於".contains(second)
        || "不无莫以为而能可于及得無為於".contains(third);
    if idiom == ['一', '衣', '带', '水'] || idiom == ['不', '亦', '乐', '乎'] {
        return Division::Solid;
    }
    if !halves.0 && !halves.1 && middle && is_word(&[second, third]) {
        return Division::Solid;
    }
    if !halves.0 && "而之以于於在".contains(second) {
        return Division::Solid;
    }
    if (third == '而' || second == '而') && halves != (true, true) {
        return Division::Solid;
    }
    if halves == (false, false) && "不莫无無".contains(second) && third != first {
        return Division::Solid;
    }
    if !halves.0 && !"不一无無".contains(first) && is_word(&[second, third, fourth]) {
        return Division::OneAndThree;
    }
    Division::Halves
}

/// Whether four characters answer each other in pairs, idiom or not: 来来往往, 一心一意, 千方百计.
pub(super) fn is_paired([first, second, third, fourth]: [char; 4]) -> bool {
    /// Characters that begin the halves of such phrases.
    const PAIRS: [(char, char); 18] = [
        ('南', '北'),
        ('北', '南'),
        ('西', '东'),
        ('朝', '夕'),
        ('千', '万'),
        ('千', '百'),
        ('百', '千'),
        ('东', '西'),
        ('七', '八'),
        ('三', '四'),
        ('五', '六'),
        ('左', '右'),
        ('有', '无'),
        ('天', '地'),
        ('大', '小'),
        ('前', '后'),
        ('千', '萬'),
        ('東', '西'),
    ];
    let doubled = first == second && third == fourth && first != third;
    let repeated = first == third && second != fourth && first != second && second != '而';
    let counted = number::is_numeral(first) && number::is_numeral(third);
    doubled || repeated || counted || PAIRS.contains(&(first, third))
}

/// Things named side by side, in one character each, that are hyphened wherever they stand: 海陆空.
pub(super) const SIDE_BY_SIDE: [&str; 14] = [
    "海陆空",
    "陆海空",
    "大中小",
    "老中青",
    "产学研",
    "党政军",
    "公检法",
    "东中西",
    "农林牧",
    "中小",
    "德智体美劳",
    "人财物",
    "海陸空",
    "產學研",
];

/// Whether three characters say of two things what they share: 中小学, 动植物.
pub(super) fn is_shared([first, second, third]: [char; 3], dictionary: &Dictionary) -> bool {
    /// Things named side by side, in one character each.
    const OPPOSITES: [&str; 24] = [
        "中小", "大小", "大中", "东西", "南北", "动植", "工农", "城乡", "进出", "中西", "内外",
        "上下", "青少", "老中", "军地", "水陆", "海陆", "农林", "冷热", "新旧", "男女", "軍地",
        "進出", "動植",
    ];
    if !"中大东南动工城进内上青老军水海农冷新男軍進動".contains(first) {
        return false;
    }
    let pair = String::from_iter([first, second]);
    let is_word = |characters: [char; 2]| dictionary.contains(&String::from_iter(characters));
    OPPOSITES.contains(&pair.as_str()) && is_word([first, third]) && is_word([second, third])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_idioms_have_halves() {
        for (idiom, expected) in [
            (['守', '望', '相', '助'], Division::Halves),
            (['层', '出', '不', '穷'], Division::Halves),
            (['水', '落', '石', '出'], Division::Halves),
            (['爱', '莫', '能', '助'], Division::Solid),
            (['不', '亦', '乐', '乎'], Division::Solid),
            (['总', '而', '言', '之'], Division::Solid),
            (['一', '衣', '带', '水'], Division::Solid),
            (['一', '分', '为', '二'], Division::Solid),
            (['举', '不', '胜', '举'], Division::Solid),
            (['唱', '空', '城', '计'], Division::OneAndThree),
        ] {
            assert_eq!(
                division(idiom, Dictionary::built_in()),
                expected,
                "{idiom:?}"
            );
        }
    }

    #[test]
    fn pairs_are_seen_by_their_characters() {
        assert!(is_paired(['来', '来', '往', '往']));
        assert!(is_paired(['一', '心', '一', '意']));
        assert!(is_paired(['千', '方', '百', '计']));
        assert!(!is_paired(['守', '望', '相', '助']));
        assert!(!is_paired(['研', '究', '研', '究']));
    }

    #[test]
    fn what_two_things_share_is_said_once() {
        let dictionary = Dictionary::built_in();
        assert!(is_shared(['中', '小', '学'], dictionary));
        assert!(is_shared(['动', '植', '物'], dictionary));
        assert!(!is_shared(['中', '小', '河'], dictionary));
        assert!(!is_shared(['电', '视', '台'], dictionary));
    }
}
