//! By what texts with a keyword are found in an index: words of letters and digits, pairs of other
//! letters, and marks, each with its place. They tell everything but single blanks between them,
//! and those are told by what follows.

use tmx::memory::{KeyPart, KeyPhrase};

use super::{Keyword, fold};
use crate::dictionary::{Dictionary, is_traditional};

/// What is at a place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A run of letters and digits of ASCII.
    Word,
    /// A letter of another script with the one that follows it, or alone where none does.
    Letters,
    /// Another character; a blank where one stands before it.
    Mark,
}

/// Something with a key of its own, by the characters it takes.
#[derive(Debug, Clone, Copy)]
struct Place {
    kind: Kind,
    from: usize,
    to: usize,
    /// A blank stands before it.
    is_behind_blank: bool,
}

/// In which form of a traditional text a key is found.
#[derive(Debug, Clone, Copy)]
enum View {
    Both = 0,
    Written = 2,
    Simplified = 4,
}

/// Cuts texts into keys.
#[derive(Debug, Default)]
pub(super) struct Cutter {
    written: Vec<char>,
    simplified: Vec<char>,
    key: String,
}

impl Cutter {
    /// Hands over the keys of a text, each with its place, in characters. All are in lower case and
    /// usual width. A text in traditional characters has those of its simplified form besides.
    pub(super) fn each_key(&mut self, text: &str, mut take: impl FnMut(&str, u32)) {
        self.written.clear();
        self.written.extend(text.chars().map(fold));
        self.simplified.clear();
        if is_traditional(text) {
            let simplified = Dictionary::built_in().simplified_in_place(text);
            self.simplified.extend(simplified.chars().map(fold));
        }
        let key = &mut self.key;
        each_place(&self.written, |place| {
            let written = self.written.get(place.from..place.to).unwrap_or_default();
            let simplified = self.simplified.get(place.from..place.to);
            let at = u32::try_from(place.from).unwrap_or(u32::MAX);
            let mut take = |view, form| {
                write_key(key, place.is_odd(), view, form);
                take(key, at);
            };
            match simplified.filter(|it| *it != written) {
                Some(simplified) => {
                    take(View::Written, written);
                    take(View::Simplified, simplified);
                }
                None => take(View::Both, written),
            }
        });
    }
}

impl Place {
    /// Words follow blanks, or begin their text, and nothing else does: what is otherwise has a key
    /// that says so.
    fn is_odd(&self) -> bool {
        match self.kind {
            Kind::Word => !self.is_behind_blank && self.from > 0,
            Kind::Letters | Kind::Mark => self.is_behind_blank,
        }
    }
}

/// A key: a sign for what is not as usual, and the characters.
fn write_key(key: &mut String, is_odd: bool, view: View, form: &[char]) {
    key.clear();
    let sign = char::from(view as u8 + u8::from(is_odd));
    key.extend(Some(sign).filter(|sign| *sign != '\0'));
    key.extend(form);
}

/// Hands over what is in a folded text.
fn each_place(text: &[char], mut take: impl FnMut(Place)) {
    let mut at = 0;
    let mut is_behind_blank = false;
    while let Some(&first) = text.get(at) {
        let mut to = at + 1;
        let kind = if first.is_ascii_alphanumeric() {
            while text.get(to).is_some_and(char::is_ascii_alphanumeric) {
                to += 1;
            }
            Kind::Word
        } else if is_letter(first) {
            let next = text.get(to).copied();
            let place = Place {
                kind: Kind::Letters,
                from: at,
                to: to + usize::from(next.is_some_and(is_letter)),
                is_behind_blank,
            };
            take(place);
            is_behind_blank = false;
            at = to;
            continue;
        } else {
            Kind::Mark
        };
        if first != ' ' || is_behind_blank {
            take(Place {
                kind,
                from: at,
                to,
                is_behind_blank,
            });
        }
        is_behind_blank = first == ' ';
        at = to;
    }
}

/// A letter that no word of ASCII has.
fn is_letter(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}')
        || !character.is_ascii() && character.is_alphanumeric()
}

impl Keyword {
    /// The keys that a text has where it has this keyword, for each of the ways it is written. The
    /// places of the one are those of the other.
    #[must_use]
    pub fn phrases(&self) -> Vec<KeyPhrase> {
        let views = match self.is_chinese {
            true => &[View::Written, View::Simplified][..],
            false => &[View::Written],
        };
        let of_view = |view: &View| {
            let view = *view;
            self.forms.iter().map(move |form| phrase(form, view))
        };
        views.iter().flat_map(of_view).collect()
    }
}

/// The keys of a form of a keyword.
fn phrase(form: &[char], view: View) -> KeyPhrase {
    let mut parts = Vec::new();
    each_place(form, |place| {
        let is_end = place.to == form.len();
        let is_alone = place.to - place.from == 1;
        let is_in_pair = || {
            let before = place.from.checked_sub(1).and_then(|at| form.get(at));
            before.copied().is_some_and(is_letter)
        };
        // In the text anything may follow the end of the keyword.
        let is_beginning = match place.kind {
            Kind::Word => is_end,
            Kind::Letters => is_end && is_alone,
            Kind::Mark => false,
        };
        if place.kind == Kind::Letters && is_beginning && is_in_pair() {
            return;
        }
        // And stand before its beginning.
        let odd = match place.from {
            0 => &[false, true][..],
            _ => &[place.is_odd()],
        };
        let letters = form.get(place.from..place.to).unwrap_or_default();
        let keys = odd.iter().flat_map(|is_odd| {
            [View::Both, view].map(|view| {
                let mut key = String::new();
                write_key(&mut key, *is_odd, view, letters);
                key
            })
        });
        parts.push(KeyPart {
            keys: keys.collect(),
            is_beginning,
            at: u32::try_from(place.from).unwrap_or(u32::MAX),
        });
    });
    let may_overlap = match form {
        [one, other] if !one.is_ascii_alphanumeric() => one == other,
        _ => parts.len() > 1,
    };
    KeyPhrase {
        parts,
        length: u32::try_from(form.len()).unwrap_or(u32::MAX),
        may_overlap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        let mut keys = Vec::new();
        let shown = |key: &str| key.replace(|it: char| it.is_control(), "*");
        let take = |key: &str, at| keys.push(format!("{at}{}", shown(key)));
        Cutter::default().each_key(text, take);
        keys
    }

    #[test]
    fn a_text_has_a_key_for_each_place() {
        assert_eq!(
            keys("海洋，２０３０年Blue sky"),
            ["0海洋", "1洋", "2,", "3*2030", "7年", "8*blue", "13sky"]
        );
        assert_eq!(
            keys("國際合作"),
            ["0*國際", "0*国际", "1*際合", "1*际合", "2合作", "3作"]
        );
        assert_eq!(keys(" a  海 ("), ["1a", "3* ", "4*海", "6*("]);
    }

    #[test]
    fn keywords_want_whole_keys_but_at_their_end() {
        let wanted = |typed| {
            let shown = |part: &KeyPart| {
                let mark = if part.is_beginning { "…" } else { "" };
                format!("{}{}×{}{mark}", part.at, part.keys[0], part.keys.len())
            };
            let phrases = Keyword::new(typed).unwrap().phrases();
            let shown = phrases.iter().map(|it| {
                let parts: Vec<String> = it.parts.iter().map(shown).collect();
                parts.join(" ")
            });
            shown.collect::<Vec<_>>()
        };
        assert_eq!(wanted("海洋合作")[0], "0海洋×4 1洋合×2 2合作×2");
        assert_eq!(wanted("海")[0], "0海×4…");
        assert_eq!(wanted("shared fut"), ["0shared×4 7fut×2…"]);
        assert_eq!(wanted("國際")[..2], ["0國際×4", "0国际×4"]);
        assert_eq!(wanted("2030年")[0], "02030×4 4年×2…");
        assert_eq!(wanted("，"), ["0,×4"]);
    }
}
