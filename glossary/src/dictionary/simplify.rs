//! Whole texts in simplified characters, so that traditional ones are read as their twins are.

use rustc_hash::FxHashMap;

use super::Dictionary;
use crate::words::is_han;

/// Frequent characters that no simplified text has.
#[rustfmt::skip]
const TRADITIONAL: [char; 60] = [
    '們', '國', '會', '來', '這', '個', '時', '對', '說', '發', '為', '學', '過', '與', '經', '體',
    '從', '實', '開', '關', '點', '動', '進', '種', '應', '業', '長', '無', '現', '當', '問', '機',
    '產', '東', '話', '頭', '電', '車', '見', '馬', '將', '還', '區', '後', '兩', '間', '樣', '總',
    '戰', '議', '術', '論', '義', '領', '際', '環', '計', '設', '員', '變',
];

/// Characters of a text that tell its script.
const SAMPLE: usize = 20_000;
/// Of so many Chinese characters one at least is among [`TRADITIONAL`] in a traditional text; it is
/// one in eight in most.
const ONE_IN: usize = 50;

/// Whether a text is written in traditional characters, as its beginning tells.
#[must_use]
pub fn is_traditional(text: &str) -> bool {
    let (mut han, mut traditional) = (0_usize, 0_usize);
    for character in text.chars().take(SAMPLE).filter(|c| is_han(*c)) {
        han += 1;
        traditional += usize::from(tells_traditional(character));
    }
    traditional > 0 && traditional * ONE_IN >= han
}

fn tells_traditional(character: char) -> bool {
    let bits = TELLING.get((character as usize).wrapping_sub(FIRST_HAN) / 64);
    bits.is_some_and(|bits| bits >> ((character as usize - FIRST_HAN) % 64) & 1 == 1)
}

const FIRST_HAN: usize = 0x4e00;
/// [`TRADITIONAL`] as a bit for each Chinese character of the first block: every character of every
/// text is looked up.
const TELLING: [u64; 0x5200 / 64] = {
    let mut bits = [0; 0x5200 / 64];
    let mut at = 0;
    while at < TRADITIONAL.len() {
        let offset = TRADITIONAL[at] as usize - FIRST_HAN;
        bits[offset / 64] |= 1 << (offset % 64);
        at += 1;
    }
    bits
};

impl Dictionary {
    /// A text in simplified characters, word by word as [`simplified`](Self::simplified) does, but
    /// each character in its place: whatever lies at some bytes of the one lies at the same bytes
    /// of the other. A word that would take another number of bytes stays as it is.
    #[must_use]
    pub fn simplified_in_place(&self, text: &str) -> String {
        // Words recur, and looking one up unpacks a part of the dictionary.
        let mut known: FxHashMap<&str, Option<String>> = FxHashMap::default();
        let mut simplified = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = match is_han(first) {
                true => self.longest_match(rest).unwrap_or(first.len_utf8()),
                false => first.len_utf8(),
            };
            let (word, after) = rest.split_at(length);
            rest = after;
            if !is_han(first) {
                simplified.push_str(word);
                continue;
            }
            let other = known.entry(word).or_insert_with(|| {
                let other = self.simplified(word);
                let widths = |text: &str| text.chars().map(char::len_utf8).collect::<Vec<_>>();
                (other != word && widths(&other) == widths(word)).then_some(other)
            });
            simplified.push_str(other.as_deref().unwrap_or(word));
        }
        simplified
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_table_holds_what_is_listed() {
        let all = ('\0'..=char::MAX).filter(|it| tells_traditional(*it));
        let mut listed = TRADITIONAL.to_vec();
        listed.sort_unstable();
        assert_eq!(all.collect::<Vec<_>>(), listed);
    }

    #[test]
    fn the_script_of_a_text_is_told_by_its_frequent_characters() {
        assert!(is_traditional(
            "我們與各國共同發展海洋經濟，這個計畫進展順利。"
        ));
        assert!(!is_traditional(
            "我们与各国共同发展海洋经济，这个计划进展顺利。"
        ));
        // A quotation does not make a text traditional.
        let quoting = "海洋经济的发展很快。".repeat(20) + "國";
        assert!(!is_traditional(&quoting));
        assert!(!is_traditional("No Chinese at all."));
    }

    #[test]
    fn a_traditional_text_becomes_a_simplified_one() {
        let simplified =
            Dictionary::built_in().simplified_in_place("我們發展海洋經濟，後來見皇后。");
        assert_eq!(simplified, "我们发展海洋经济，后来见皇后。");
    }

    proptest! {
        #[test]
        fn every_character_keeps_its_place(text in "[我們國後皇發展髮乾著裏a，。😀]{0,30}") {
            let simplified = Dictionary::built_in().simplified_in_place(&text);
            let places = |text: &str| text.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
            prop_assert_eq!(places(&text), places(&simplified));
        }
    }
}
