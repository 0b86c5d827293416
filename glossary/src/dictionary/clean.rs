//! What is put right in the entries of a dictionary when it is packed.
//!
//! - **Sandhi.** 一 and 不 are written in the tone they have by themselves, whatever follows.
//! - **Readings.** Some are wrong or no longer the standard's (普通话异读词审音表, 1985).
//! - **Words only by themselves.** Some headwords are two words side by side nearly wherever they
//!   stand inside a text; they stay headwords and are no words of a longer text.

use super::format::Row;

/// Puts an entry right.
pub(crate) fn clean(row: &mut Row) {
    undo_sandhi(row);
    correct(row);
}

/// Readings that are put right: headword, as it is found, as it should be.
const CORRECTIONS: &[(&str, &str, &str)] = &[
    ("阿什哈巴德", "A1 shen2 ha1 ba1 de2", "A1 shi2 ha1 ba1 de2"),
    ("下载", "xia4 zai3", "xia4 zai4"),
    ("塞尔维亚", "Sai1 er3 wei2 ya4", "Sai4 er3 wei2 ya4"),
];

/// Headwords that are no words inside a text.
const ONLY_ALONE: &[&str] = &[
    "中的", "寻的", "尋的", "破的", "准的", "準的", "端的", "面的", "麵的", "摩的", "美的", "到了",
    "公了", "临了", "臨了", "花着", "花著", "引着", "引著", "要着", "要著", "点着", "點著", "找着",
    "找著", "正着", "正著", "得着", "得著", "过得", "過得", "到得", "要得", "照得", "性地", "对地",
    "對地", "在地",
];

pub(crate) fn is_word_only_alone(headword: &str) -> bool {
    ONLY_ALONE.contains(&headword)
}

fn undo_sandhi(row: &mut Row) {
    let tokens: Vec<&str> = row.reading.split(' ').collect();
    if tokens.len() != row.simplified.chars().count() {
        return;
    }
    let lexical = |(character, token): (char, &&str)| match (character, *token) {
        ('一', "yi2" | "yi4") => "yi1".to_owned(),
        ('一', "Yi2" | "Yi4") => "Yi1".to_owned(),
        ('不', "bu2") => "bu4".to_owned(),
        ('不', "Bu2") => "Bu4".to_owned(),
        (_, token) => token.to_owned(),
    };
    let tokens: Vec<String> = row.simplified.chars().zip(&tokens).map(lexical).collect();
    row.reading = tokens.join(" ");
}

fn correct(row: &mut Row) {
    let found = CORRECTIONS
        .iter()
        .find(|(headword, wrong, _)| *headword == row.simplified && *wrong == row.reading);
    if let Some((_, _, right)) = found {
        row.reading = (*right).to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::Dictionary;

    fn reading(simplified: &str, reading: &str) -> String {
        let mut row = Row {
            simplified: simplified.to_owned(),
            traditional: simplified.to_owned(),
            reading: reading.to_owned(),
            glosses: vec!["x".to_owned()],
        };
        clean(&mut row);
        row.reading
    }

    #[test]
    fn sandhi_is_undone() {
        assert_eq!(reading("一定", "yi2 ding4"), "yi1 ding4");
        assert_eq!(reading("不要", "bu2 yao4"), "bu4 yao4");
        assert_eq!(reading("不小心", "bu4 xiao3 xin1"), "bu4 xiao3 xin1");
        assert_eq!(reading("移动", "yi2 dong4"), "yi2 dong4");
    }

    #[test]
    fn wrong_readings_are_put_right() {
        let right = "Sai4 er3 wei2 ya4";
        assert_eq!(reading("塞尔维亚", "Sai1 er3 wei2 ya4"), right);
        assert_eq!(reading("塞尔维亚", right), right);
        for entry in Dictionary::built_in().lookup("阿什哈巴德") {
            assert_eq!(entry.reading, "A1 shi2 ha1 ba1 de2");
        }
    }

    #[test]
    fn what_is_no_word_inside_a_text_is_still_a_headword() {
        let dictionary = Dictionary::built_in();
        assert!(dictionary.contains("中的") && !dictionary.is_word("中的"));
        assert!(dictionary.is_word("目的"));
        assert!(!dictionary.words_at("中的问题").any(|length| length == 6));
    }
}
