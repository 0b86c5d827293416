//! Names: what abbreviates several of them, what is written in the sounds of another language, and
//! the words that make a name of the words before them.

use super::charset::CharSet;
use super::number;
use super::reading::{Link, Syllable};
use super::sound::Sound;

/// Countries and continents in one character, that mean nothing else at the beginning of a pair.
const COUNTRIES: &str = "中美俄苏日韩朝英法德欧非印缅越泰澳蒙哈巴伊以孟韓蘇緬歐";
/// Countries in one character that often mean something else.
const MORE_COUNTRIES: &str =
    "吉塔土乌老柬新马菲意西葡加墨阿沙埃尼波拉白阿叙黎约斐捷匈希奥瑞荷比挪芬丹冰智秘古肯坦赞津烏馬";
/// Provinces and great cities in one character that hardly mean anything else.
const PROVINCES: &str =
    "京津冀晋皖闽赣鲁豫鄂湘粤桂琼渝黔滇藏陕陇沪浙辽蜀川苏杭閩贛魯粵瓊陝隴滬遼蘇";
/// Those that often do.
const MORE_PROVINCES: &str =
    "蒙吉黑云贵甘青宁新港澳台汉广深珠厦昆成桂莞佛长株潭九合福雄瓯连寧漢廣貴雲";

/// Readings as abbreviations, of characters with several.
const INITIAL_READINGS: [(char, &str); 10] = [
    ('蒙', "meng3"),
    ('藏', "zang4"),
    ('朝', "chao2"),
    ('中', "zhong1"),
    ('宁', "ning2"),
    ('寧', "ning2"),
    ('厦', "xia4"),
    ('长', "chang2"),
    ('塔', "ta3"),
    ('合', "he2"),
];

/// Whether `characters` abbreviate several countries, or several provinces: 中哈, 京藏.
pub(super) fn are_initials(characters: &[char]) -> bool {
    let all = |sets: [&str; 2]| {
        characters
            .iter()
            .all(|c| sets.iter().any(|set| set.contains(*c)))
    };
    let different = characters.iter().enumerate().all(|(at, c)| {
        characters
            .get(..at)
            .is_some_and(|before| !before.contains(c))
    });
    let Some(first) = characters.first().filter(|_| different) else {
        return false;
    };
    let plain = |set: &str| characters.iter().filter(|c| set.contains(**c)).count();
    let countries = all([COUNTRIES, MORE_COUNTRIES]) && COUNTRIES.contains(*first);
    let provinces = all([PROVINCES, MORE_PROVINCES]) && plain(PROVINCES) * 3 >= characters.len();
    // 中亚 is a part of Asia, and 亚 begins many names.
    let continents = matches!(
        characters,
        ['亚' | '亞', '欧' | '歐' | '非'] | ['欧' | '歐', '亚' | '亞']
    );
    characters.len() > 1 && (countries || provinces || continents)
}

/// The reading of a character that abbreviates a name, of those with several.
pub(super) fn initial_reading(c: char) -> Option<Sound> {
    let found = INITIAL_READINGS.iter().find(|(initial, _)| *initial == c);
    Sound::parse(found?.1)
}

/// Characters that foreign names are written with, and Chinese words seldom.
static OF_FOREIGN_NAMES: CharSet = CharSet::new(
    "斯尔特克茨姆布勒夫恩卡巴萨洛埃阿奥诺瓦里蒂迪穆缪索塔伊尼格拉加莱贝弗赫吉库罗努帕塞坦汀兹扎撒喀莱莉桑娅妮戴\
     爾薩諾緬婁費麥",
);
/// Characters that are common in both.
static OFTEN_FOREIGN: CharSet = CharSet::new(
    "马亚达德利雷比波博伯查丹登杜法费哈海汉霍基杰金考科兰朗劳丽莉列林伦鲁路麦曼梅门蒙米明莫默内纳南宁\
     欧佩皮平普奇乔切钦琼丘瑞桑沙珊舍圣史苏泰汤套图托威韦维温文沃乌西希夏谢辛休雅延耶叶因英尤詹朱济罕\
     汗娜妮琳琴廷顿敦邓肯根昆班邦保鲍彼宾柏策厄范方菲芬福盖甘冈高哥戈葛贡古瓜豪胡华怀惠大本安艾爱昂摩约易戴顿\
     什巽诃可桂尚隆川来多赛圭绍索泽则佐卓祖馬亞達費漢蘭麗倫魯門蒙寧歐喬欽瓊聖蘇圖維烏謝葉濟鄧賓貢華懷",
);

/// Readings in foreign names, of characters with several.
const FOREIGN_READINGS: [(char, &str); 17] = [
    ('阿', "a1"),
    ('塞', "sai4"),
    ('什', "shi2"),
    ('卡', "ka3"),
    ('娜', "na4"),
    ('莎', "sha1"),
    ('都', "du1"),
    ('大', "da4"),
    ('朝', "chao2"),
    ('曾', "zeng1"),
    ('佛', "fo2"),
    ('伽', "jia1"),
    ('嘉', "jia1"),
    ('可', "ke3"),
    ('南', "nan2"),
    ('参', "shen1"),
    ('尼', "ni2"),
];

/// Whether `characters` look like a name in the sounds of another language: three or more, all of
/// them used for that, half of them for little else.
pub(super) fn are_foreign(characters: &[char]) -> bool {
    let telling = characters
        .iter()
        .filter(|c| OF_FOREIGN_NAMES.contains(**c))
        .count();
    characters.len() > 2
        && telling > 1
        && telling * 3 >= characters.len()
        && characters.iter().all(|c| may_be_foreign(*c))
}

/// Whether a character is used for foreign names and for little else.
pub(super) fn is_telling(c: char) -> bool {
    OF_FOREIGN_NAMES.contains(c)
}

pub(super) fn may_be_foreign(c: char) -> bool {
    OF_FOREIGN_NAMES.contains(c) || OFTEN_FOREIGN.contains(c)
}

/// The reading of a character in a foreign name, of those with several.
pub(super) fn foreign_reading(c: char) -> Option<Sound> {
    let found = FOREIGN_READINGS.iter().find(|(sign, _)| *sign == c);
    Sound::parse(found?.1)
}

/// What places are, in one character after their names: 北京市, 长江.
const PLACES: &str = "省市县区州盟旗镇乡村江河湖海洋山岭峰岛港湾峡街路桥关镇屯寨寺塔宫陵堡城郡\
                      縣區鎮鄉島灣峽橋關宮";

/// Whether a lone character after a name says what kind of place it is.
pub(super) fn is_kind_of_place(c: char) -> bool {
    PLACES.contains(c)
}

/// Whether a lone character before the name of a place says which part of it.
pub(super) fn is_direction(c: char) -> bool {
    "东西南北中東".contains(c)
}

/// Ends of the names of institutions: whatever stands before them, if it begins with a name or with
/// one of [`GENERAL`], is one name.
const INSTITUTIONS: &[&str] = &[
    "组织",
    "委员会",
    "理事会",
    "联盟",
    "联合会",
    "协会",
    "学会",
    "基金会",
    "基金",
    "银行",
    "大学",
    "学院",
    "研究院",
    "研究所",
    "研究中心",
    "科学院",
    "工程院",
    "社会科学院",
    "法院",
    "检察院",
    "集团",
    "公司",
    "部",
    "局",
    "署",
    "厅",
    "总局",
    "中心",
    "议会",
    "国会",
    "人民政府",
    "军委",
    "书记处",
    "秘书处",
    "出版社",
    "通讯社",
    "日报",
    "时报",
    "晚报",
    "电视台",
    "广播电台",
    "医院",
    "博物馆",
    "博物院",
    "图书馆",
    "大使馆",
    "总领事馆",
    "议院",
    "参议院",
    "众议院",
    "参议会",
    "商会",
    "工商会",
    "党",
    "军",
    "办公厅",
    "办公室",
    "海关",
    "总署",
    "特区",
    "国务院",
    "科学技术委员会",
    "代表大会",
    "协商会议",
    "体育场",
    "大剧院",
    "中学",
    "小学",
    "工会",
    "政治局",
    "纪委",
    "组织",
    "委員會",
    "理事會",
    "聯盟",
    "協會",
    "基金會",
    "銀行",
    "大學",
    "學院",
    "研究院",
    "法院",
    "集團",
    "總局",
    "議會",
    "組織",
    "俱乐部",
    "交易所",
    "证券交易所",
    "国际机场",
    "机场",
    "学校",
    "安理会",
    "大会堂",
    "纪念馆",
    "展览馆",
    "科技馆",
    "植物园",
    "动物园",
];

/// Ends of the names of meetings, agreements, works and regions.
const WORKS: &[&str] = &[
    "峰会",
    "论坛",
    "大会",
    "博览会",
    "运动会",
    "奥运会",
    "冬奥会",
    "亚运会",
    "公约",
    "协定",
    "协议",
    "条约",
    "宣言",
    "议定书",
    "倡议",
    "议程",
    "宪章",
    "铁路",
    "公路",
    "高速公路",
    "高铁",
    "班列",
    "大桥",
    "运河",
    "水电站",
    "核电站",
    "水库",
    "大坝",
    "经济走廊",
    "走廊",
    "工坊",
    "工业园",
    "工业园区",
    "产业园",
    "科技园",
    "自由贸易区",
    "自贸区",
    "自由贸易港",
    "自贸港",
    "自贸试验区",
    "自由贸易试验区",
    "经济区",
    "大湾区",
    "开发区",
    "新区",
    "示范区",
    "合作区",
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "地区",
    "新城",
    "国家公园",
    "保护区",
    "高原",
    "平原",
    "盆地",
    "半岛",
    "群岛",
    "海峡",
    "经济圈",
    "大街",
    "广场",
    "公园",
    "海湾",
    "沙漠",
    "草原",
    "山脉",
    "三角洲",
    "经济带",
    "思想",
    "理论",
    "共和国",
    "联邦",
    "联合酋长国",
    "王国",
    "合众国",
    "战争",
    "革命",
    "起义",
    "战役",
    "会议",
    "天然气管道",
    "油气管道",
    "输油管道",
    "工程",
    "计划",
    "奖",
    "杯",
    "节",
    "峰會",
    "論壇",
    "宣言",
    "鐵路",
];

/// Of those, what follows the name of a country without making one name of the two.
const COMMON: &[&str] = &[
    "公司",
    "集团",
    "大学",
    "学院",
    "学校",
    "中学",
    "小学",
    "医院",
    "铁路",
    "公路",
    "高速公路",
    "高铁",
    "机场",
    "大桥",
    "计划",
    "工程",
    "会议",
    "协议",
    "部",
    "局",
    "军",
    "党",
    "中心",
    "组织",
    "理论",
    "思想",
    "银行",
    "工会",
    "议会",
    "国会",
    "政府",
    "地区",
    "基金",
    "法院",
    "商会",
    "节",
    "奖",
    "杯",
    "水电站",
    "核电站",
    "海关",
    "办公室",
    "运河",
    "水库",
    "沙漠",
    "草原",
    "战争",
    "革命",
];

/// Words that institutions of a state or of the world begin with.
const GENERAL: &[&str] = &[
    "国家",
    "全国",
    "国际",
    "世界",
    "中央",
    "最高",
    "人民",
    "国务院",
    "全球",
    "中共",
    "國家",
    "全國",
    "國際",
    "國務院",
];

/// Writes every word of a name that is made of several with a capital, as GB/T 16159 has it:
/// `Yàzhōu Jīchǔ Shèshī Tóuzī Yínháng`, `Zhōngguó zhèngfǔ`.
pub(super) fn capitalise_each(syllables: &mut [Syllable]) {
    let signs = |it: &Syllable| {
        it.sound.is_none() && !matches!(it.character, '-' | '—' | '–' | '·' | '“' | '”')
    };
    for part in syllables.split_mut(signs) {
        capitalise(part);
    }
}

fn capitalise(syllables: &mut [Syllable]) {
    let starts: Vec<usize> = (0..syllables.len())
        .filter(|at| begins_word(syllables, *at))
        .collect();
    let [first, .., last] = *starts.as_slice() else {
        return;
    };
    let text: String = syllables.iter().map(|it| it.character).collect();
    let text = text.trim_end_matches('”');
    let longest = |heads: &[&'static str]| {
        let found = heads.iter().filter(|head| text.ends_with(**head));
        found.max_by_key(|head| head.len()).copied()
    };
    let named = syllables.get(first).is_some_and(|it| it.capital);
    if named && is_one_of_a_series(text) {
        return capitalise_at(syllables, &starts);
    }
    let (institution, work) = (longest(INSTITUTIONS), longest(WORKS));
    let Some(head) = [institution, work]
        .into_iter()
        .flatten()
        .max_by_key(|head| head.len())
    else {
        return;
    };
    // 部: a syllable of a longer word says nothing of it.
    let head_length = head.chars().count();
    let in_head = syllables.len() - last;
    if head_length == 1 && in_head > 1 && !matches!(head, "部" | "局" | "署" | "厅") {
        return;
    }
    let general = GENERAL.iter().any(|word| text.starts_with(word));
    // 海湾|阿拉伯|国家|合作|委员会
    let named = named
        || !COMMON.contains(&head)
            && institution.is_some_and(|it| it.len() >= head.len())
            && syllables.iter().any(|it| it.capital);
    let ministry = head == "部" && in_head == 1 && last > 2 && !named;
    let group = head == "集团" && text.contains("国集团");
    if !(named
        || ministry
        || group
        || general
            && (institution.is_some_and(|it| it.len() >= head.len()) || !COMMON.contains(&head)))
    {
        return;
    }
    let second = starts.get(1).copied().unwrap_or_default();
    let hyphened = syllables
        .get(..second)
        .is_some_and(|name| name.iter().any(|it| it.link == Link::Hyphen));
    let country = syllables
        .get(second.saturating_sub(1))
        .is_some_and(|it| "国洲亚兰坦朗根國亞".contains(it.character));
    let before_head: usize = syllables.len().saturating_sub(head_length);
    if COMMON.contains(&head) && country && !hyphened && before_head <= second {
        return;
    }
    capitalise_at(syllables, &starts);
}

/// 科学一号: a vessel or satellite with its number, no number of a house.
fn is_one_of_a_series(text: &str) -> bool {
    let bare = text.strip_suffix(['号', '號']);
    bare.is_some_and(|bare| {
        let name = bare.trim_end_matches(|c: char| number::is_numeral(c) || c.is_ascii_digit());
        name.len() < bare.len() && !name.ends_with(['路', '街', '道', '巷', '第', '月', '年'])
    })
}

fn capitalise_at(syllables: &mut [Syllable], starts: &[usize]) {
    for &at in starts {
        if let Some(syllable) = syllables.get_mut(at)
            && !"的之和与及暨在对以與對".contains(syllable.character)
            && syllable.sound.is_some()
        {
            syllable.capital = true;
        }
    }
}

/// Whether a syllable begins a word, or goes on with one after a sign.
fn begins_word(syllables: &[Syllable], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| syllables.get(at));
    syllables.get(at).is_some_and(|it| {
        it.sound.is_some()
            && (it.link == Link::Apart || before.is_none_or(|before| before.sound.is_none()))
    })
}

#[cfg(test)]
mod tests {
    use crate::dictionary::Dictionary;
    use crate::pinyin::read_term;

    fn written(term: &str) -> String {
        read_term(term, Dictionary::built_in()).joined()
    }

    #[test]
    fn several_countries_or_provinces_are_coordinated() {
        for (term, expected) in [
            ("中吉乌铁路", "Zhōng-Jí-Wū Tiělù"),
            ("中蒙边境", "Zhōng-Měng biānjìng"),
            ("京藏高速公路", "Jīng-Zàng Gāosù Gōnglù"),
            ("沪宁杭地区", "Hù-Níng-Háng Dìqū"),
            ("中老铁路", "Zhōng-Lǎo Tiělù"),
            ("亚非合作", "Yà-Fēi hézuò"),
            ("中年", "zhōngnián"),
            ("巴西", "Bāxī"),
            ("新加坡", "Xīnjiāpō"),
        ] {
            assert_eq!(written(term), expected, "{term}");
        }
    }

    #[test]
    fn a_vessel_is_named_with_its_number() {
        assert_eq!(written("泉州科学三号"), "Quánzhōu Kēxué Sān Hào");
        assert!(written("泉州中山路三号").ends_with(" sān hào"));
    }

    #[test]
    fn unknown_foreign_names_are_one_word() {
        assert_eq!(written("库勒卡特"), "Kùlèkǎtè");
        assert_eq!(written("库勒卡特港"), "Kùlèkǎtè Gǎng");
    }

    #[test]
    fn a_name_of_several_words_has_capitals_and_a_free_phrase_not() {
        for (term, expected) in [
            ("非洲海洋研究基金会", "Fēizhōu Hǎiyáng Yánjiū Jījīnhuì"),
            ("国家海洋和气候委员会", "Guójiā Hǎiyáng hé Qìhòu Wěiyuánhuì"),
            ("中国政府", "Zhōngguó zhèngfǔ"),
            ("中国铁路", "Zhōngguó tiělù"),
            ("亚洲国家", "Yàzhōu guójiā"),
        ] {
            assert_eq!(written(term), expected, "{term}");
        }
    }
}
