//! Words of several readings: the usual one in writing of the trade, and those that other words
//! beside them call for.
//!
//! Where this says nothing, the dictionary's reading with the most senses is taken.

/// Words whose usual reading is not the one with the most senses in the dictionary.
const USUAL: [(&str, &str); 35] = [
    ("憎恶", "zeng1 wu4"),
    ("憎惡", "zeng1 wu4"),
    ("下调", "xia4 tiao2"),
    ("上色", "shang4 se4"),
    ("倒车", "dao4 che1"),
    ("前传", "qian2 zhuan4"),
    ("卷子", "juan4 zi5"),
    ("口角", "kou3 jue2"),
    ("当日", "dang1 ri4"),
    ("播种", "bo1 zhong3"),
    ("播種", "bo1 zhong3"),
    ("教会", "jiao4 hui4"),
    ("教會", "jiao4 hui4"),
    ("教学", "jiao4 xue2"),
    ("教學", "jiao4 xue2"),
    ("朝阳", "zhao1 yang2"),
    ("朝陽", "zhao1 yang2"),
    ("省事", "sheng3 shi4"),
    ("看好", "kan4 hao3"),
    ("空地", "kong4 di4"),
    ("调升", "tiao2 sheng1"),
    ("調升", "tiao2 sheng1"),
    ("重名", "chong2 ming2"),
    ("重头", "zhong4 tou2"),
    ("铺面", "pu4 mian4"),
    ("所长", "suo3 zhang3"),
    ("所長", "suo3 zhang3"),
    ("字帖", "zi4 tie4"),
    ("大夫", "dai4 fu5"),
    ("灵长", "ling2 zhang3"),
    ("調配", "tiao2 pei4"),
    ("调配", "tiao2 pei4"),
    ("大汗", "da4 han4"),
    ("上当", "shang4 dang4"),
    ("倒数", "dao4 shu3"),
];

/// Whether the reading of `word` may be another beside other words.
pub(super) fn depends_on_place(word: &str) -> bool {
    matches!(word, "分子" | "正当" | "正當" | "同行")
}

/// The reading of `word` between what stands before and after it in its term, as the dictionary
/// writes it; none where nothing is known of it.
pub(super) fn reading(word: &str, before: &[char], after: &[char]) -> Option<&'static str> {
    let ends = after.is_empty();
    match word {
        // 犯罪分子: a member of a kind of people.
        "分子" if ends && before.len() > 1 && !of_molecules(before) => Some("fen4 zi3"),
        // 正当其时: just then.
        "正当" | "正當" if matches!(after.first(), Some('其' | '时' | '年' | '時')) => {
            Some("zheng4 dang1")
        }
        // 携手同行: to go together; 同行评审: those of one trade.
        "同行" if ends && !before.is_empty() => Some("tong2 xing2"),
        _ => {
            let found = USUAL.iter().find(|(known, _)| *known == word);
            found.map(|(_, reading)| *reading)
        }
    }
}

/// 有机|分子, 高|分子.
fn of_molecules(before: &[char]) -> bool {
    matches!(
        before,
        [.., '有' | '无', '机']
            | [.., '生', '物']
            | [
                ..,
                '高' | '大' | '小' | '单' | '双' | '水' | '氧' | '氢' | '性'
            ]
    )
}

#[cfg(test)]
mod tests {
    use crate::dictionary::Dictionary;
    use crate::pinyin::{Doubt, read_term};

    #[test]
    fn the_usual_reading_is_taken_and_another_beside_words_that_call_for_it() {
        for (term, expected) in [
            ("教学", "jiàoxué"),
            ("播种面积", "bōzhǒng miànjī"),
            ("朝阳产业", "zhāoyáng chǎnyè"),
            ("腐败分子", "fǔbài fènzǐ"),
            ("有机分子", "yǒujī fēnzǐ"),
            ("正当防卫", "zhèngdàng fángwèi"),
            ("携手同行", "xiéshǒu tóngxíng"),
            ("同行评审", "tóngháng píngshěn"),
        ] {
            let reading = read_term(term, Dictionary::built_in());
            assert_eq!(reading.joined(), expected, "{term}");
        }
    }

    #[test]
    fn a_word_of_several_readings_is_always_doubtful() {
        let reading = read_term("播种", Dictionary::built_in());
        assert_eq!(reading.doubt(), Doubt::Conflict);
    }
}
