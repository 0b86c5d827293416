//! Words in traditional characters, by the headwords of the dictionary.

use super::Dictionary;

impl Dictionary {
    /// A term in traditional characters, the longest headwords first: 后来 becomes 後來, 皇后
    /// stays. A character by itself becomes what it is in the first entry that has it.
    ///
    /// A guess: one simplified character can stand for several, and only words tell which.
    #[must_use]
    pub fn traditional(&self, term: &str) -> String {
        let mut written = String::with_capacity(term.len());
        let mut rest = term;
        while let Some(character) = rest.chars().next() {
            let length = self.longest_match(rest).unwrap_or(character.len_utf8());
            let (word, after) = rest.split_at(length);
            let simplified = |entry: &super::DictionaryEntry| entry.simplified == word;
            let entry = self.lookup(word).into_iter().find(simplified);
            match entry {
                Some(entry) => written.push_str(&entry.traditional),
                None => written.push_str(word),
            }
            rest = after;
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_which_character_it_is() {
        let dictionary = Dictionary::built_in();
        for (simplified, traditional) in [
            ("后来", "後來"),
            ("皇后", "皇后"),
            ("干净", "乾淨"),
            ("树干", "樹幹"),
            ("气候变化", "氣候變化"),
            ("COP28峰会", "COP28峰會"),
            ("網絡", "網絡"),
        ] {
            assert_eq!(dictionary.traditional(simplified), traditional);
        }
    }
}
