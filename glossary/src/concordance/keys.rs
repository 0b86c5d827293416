//! By what texts with a keyword are found in an index: words of letters and digits, and pairs of
//! other characters.

use tmx::memory::Wanted;

use super::{Keyword, fold};
use crate::dictionary::{Dictionary, is_traditional};

/// Hands over the keys of a text, one a place: each run of letters and digits of ASCII, in lower
/// case and usual width, and each other letter with the one that follows it, or alone where none
/// does. A text in traditional characters has those of its simplified form besides.
pub fn each_key(text: &str, mut take: impl FnMut(&str)) {
    let written: Vec<char> = text.chars().map(fold).collect();
    let mut key = String::new();
    if !is_traditional(text) {
        each_place(&written, |from, to| {
            key.clear();
            key.extend(written.get(from..to).unwrap_or_default());
            take(&key);
        });
        return;
    }
    let simplified = Dictionary::built_in().simplified_in_place(text);
    let simplified: Vec<char> = simplified.chars().map(fold).collect();
    each_place(&written, |from, to| {
        let forms = [written.get(from..to), simplified.get(from..to)];
        let [Some(one), Some(other)] = forms else {
            return;
        };
        for form in [Some(one), Some(other).filter(|other| *other != one)] {
            let Some(form) = form else {
                continue;
            };
            key.clear();
            key.extend(form);
            take(&key);
        }
    });
}

/// Hands over where the keys of a folded text lie.
fn each_place(text: &[char], mut take: impl FnMut(usize, usize)) {
    let mut at = 0;
    while let Some(&first) = text.get(at) {
        let mut end = at + 1;
        if first.is_ascii_alphanumeric() {
            while text.get(end).is_some_and(char::is_ascii_alphanumeric) {
                end += 1;
            }
            take(at, end);
            at = end;
            continue;
        }
        if is_letter(first) {
            take(
                at,
                end + usize::from(text.get(end).copied().is_some_and(is_letter)),
            );
        }
        at = end;
    }
}

/// A letter that no word of ASCII has.
fn is_letter(character: char) -> bool {
    !character.is_ascii() && character.is_alphanumeric()
}

impl Keyword {
    /// The keys of a text that has this keyword, for each of the ways it is written; none where
    /// no key tells, as of a mark.
    #[must_use]
    pub fn wanted(&self) -> Option<Vec<Vec<Wanted>>> {
        let of_form = |form: &Vec<char>| {
            let mut wanted: Vec<Wanted> = Vec::new();
            let is_letter_at = |at: usize| form.get(at).copied().is_some_and(is_letter);
            each_place(form, |from, to| {
                let is_pair = to - from == 2 && is_letter_at(from);
                // In the text anything may follow the end of the keyword.
                let is_open = to == form.len() && !is_pair;
                let is_in_pair = from.checked_sub(1).is_some_and(is_letter_at);
                if is_open && is_letter_at(from) && is_in_pair {
                    return;
                }
                wanted.push(Wanted {
                    key: form.get(from..to).unwrap_or_default().iter().collect(),
                    is_beginning: is_open,
                });
            });
            wanted
        };
        let forms: Vec<Vec<Wanted>> = self.forms.iter().map(of_form).collect();
        forms
            .iter()
            .all(|wanted| !wanted.is_empty())
            .then_some(forms)
    }

    /// Whether each place of the only key of a text is a place of this keyword, so that nothing
    /// need be looked at to count them.
    #[must_use]
    pub fn is_key(&self) -> bool {
        let [form] = self.forms.as_slice() else {
            return false;
        };
        match form.as_slice() {
            // Both forms of a traditional text may have a pair that begins with one letter.
            [one, other] if is_letter(*one) && is_letter(*other) => one != other,
            word => word.iter().all(char::is_ascii_alphanumeric),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(text: &str) -> Vec<String> {
        let mut keys = Vec::new();
        each_key(text, |key| keys.push(key.to_owned()));
        keys
    }

    fn has(keys: &[String], wanted: &[Wanted]) -> bool {
        wanted.iter().all(|wanted| {
            keys.iter().any(|key| match wanted.is_beginning {
                true => key.starts_with(&wanted.key),
                false => *key == wanted.key,
            })
        })
    }

    #[test]
    fn a_text_has_a_key_for_each_place() {
        assert_eq!(
            keys("海洋，２０３０年Blue"),
            ["海洋", "洋", "2030", "年", "blue"]
        );
        assert_eq!(
            keys("國際合作"),
            ["國際", "国际", "際合", "际合", "合作", "作"]
        );
    }

    #[test]
    fn keywords_want_whole_keys_but_at_their_end() {
        let wanted = |typed| {
            let wanted = Keyword::new(typed).unwrap().wanted().unwrap();
            let shown =
                |it: &Wanted| format!("{}{}", it.key, if it.is_beginning { "*" } else { "" });
            wanted
                .iter()
                .map(|it| it.iter().map(shown).collect::<Vec<_>>().join(" "))
                .collect::<Vec<_>>()
        };
        assert_eq!(wanted("海洋合作"), ["海洋 洋合 合作"]);
        assert_eq!(wanted("海"), ["海*"]);
        assert_eq!(wanted("shared fut"), ["shared fut*"]);
        assert_eq!(wanted("國際"), ["國際", "国际"]);
        assert_eq!(wanted("2030年"), ["2030 年*"]);
        assert_eq!(Keyword::new("，").unwrap().wanted(), None);
    }

    proptest! {
        #[test]
        fn a_text_with_a_keyword_has_its_keys(
            typed in "[a-c0發发展國国 ，.é]{1,4}",
            text in "[a-cA0發发展國国們， .é]{0,14}",
        ) {
            let Some(keyword) = Keyword::new(&typed) else {
                return Ok(());
            };
            let places = keyword.find(&text).len();
            let keys = keys(&text);
            if let Some(wanted) = keyword.wanted() {
                prop_assert!(places == 0 || wanted.iter().any(|it| has(&keys, it)));
                if keyword.is_key() {
                    let count = keys.iter().filter(|key| has(&[(*key).clone()], &wanted[0])).count();
                    prop_assert_eq!(count, places);
                }
            }
        }
    }
}
