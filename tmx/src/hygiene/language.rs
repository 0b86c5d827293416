//! Texts that are not in the language they are said to be in.

use std::ops::RangeInclusive;

use crate::LangTag;
use crate::sentence::is_han;

/// Small words that hold the sentences of a language together, and that are none in the others.
#[rustfmt::skip]
const SMALL_WORDS: [(&str, &str, &[&str]); 7] = [
    ("en", "English", &[
        "the", "of", "and", "to", "is", "for", "with", "that", "by", "are", "from", "this", "will",
        "have", "has", "was", "were", "which", "been", "not",
    ]),
    ("fr", "French", &[
        "les", "des", "du", "est", "et", "dans", "une", "pour", "qui", "sur", "avec", "aux", "sont",
        "cette", "ont", "leur", "être", "plus",
    ]),
    ("de", "German", &[
        "der", "die", "und", "das", "den", "dem", "ist", "nicht", "mit", "sich", "auf", "für", "von",
        "eine", "werden", "sind", "auch", "wurde", "zu", "über",
    ]),
    ("es", "Spanish", &[
        "el", "los", "las", "del", "una", "por", "para", "con", "como", "más", "sus", "este", "esta",
        "ha", "y", "pero", "según", "entre",
    ]),
    ("it", "Italian", &[
        "il", "gli", "della", "dei", "delle", "nel", "che", "è", "una", "sono", "con", "più", "alla",
        "anche", "dal", "questo", "hanno",
    ]),
    ("pt", "Portuguese", &[
        "os", "da", "dos", "das", "uma", "não", "com", "ao", "pela", "pelo", "mais", "são", "foi",
        "também", "na", "e", "à",
    ]),
    ("nl", "Dutch", &[
        "het", "een", "van", "zijn", "niet", "voor", "met", "wordt", "aan", "ook", "bij", "naar",
        "dat", "werd", "deze", "en",
    ]),
];
/// So many small words tell a language: names and titles have one or two.
const ENOUGH: usize = 4;

/// Scripts of other languages, and how many letters stand for one of theirs at most: Japanese has
/// Chinese characters too.
const SCRIPTS: [(&str, RangeInclusive<char>, usize); 7] = [
    ("Greek", '\u{370}'..='\u{3ff}', 2),
    ("Cyrillic", '\u{400}'..='\u{52f}', 2),
    ("Hebrew", '\u{590}'..='\u{5ff}', 2),
    ("Arabic", '\u{600}'..='\u{6ff}', 2),
    ("Thai", '\u{e00}'..='\u{e7f}', 2),
    ("Japanese", '\u{3041}'..='\u{30fa}', 4),
    ("Korean", '\u{ac00}'..='\u{d7a3}', 4),
];

/// The language or script that a text is in instead of `lang`; none where it may well be in it.
/// Only Chinese and languages written in Latin letters are told from others.
pub(super) fn other(lang: &LangTag, text: &str) -> Option<String> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let ideographs = text.chars().filter(|c| is_han(*c)).count();
    let is_chinese = lang.same_language(&LangTag::chinese());
    // A quotation is no translation.
    for (name, range, most) in &SCRIPTS {
        if text.chars().filter(|c| range.contains(c)).count() * most > letters {
            return Some(format!("{name} letters"));
        }
    }
    if is_chinese {
        let words = text
            .split_whitespace()
            .filter(|word| word.len() > 1)
            .count();
        return (ideographs == 0 && words > 3).then(|| "no Chinese characters".to_owned());
    }
    if ideographs * 3 > letters {
        return Some("Chinese characters".to_owned());
    }
    by_small_words(lang, text)
}

/// Another language whose small words are in the text, while those of its own are not.
fn by_small_words(lang: &LangTag, text: &str) -> Option<String> {
    let mut counts = [0_usize; SMALL_WORDS.len()];
    for word in text.split(|c: char| !c.is_alphabetic()) {
        for (count, (_, _, words)) in counts.iter_mut().zip(&SMALL_WORDS) {
            *count += usize::from(words.iter().any(|it| it.eq_ignore_ascii_case(word)));
        }
    }
    let is_own = |tag: &str| lang.as_str().split('-').next() == Some(tag);
    let counted = || SMALL_WORDS.iter().zip(counts);
    let own = counted().find(|((tag, _, _), _)| is_own(tag));
    // Of a language that is not among these nothing can be said.
    if own.is_none_or(|(_, count)| count > 0) {
        return None;
    }
    let ((_, name, _), most) = counted().rev().max_by_key(|(_, count)| *count)?;
    (most >= ENOUGH).then(|| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_languages_are_told_and_names_are_not() {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        for (text, told) in [
            (
                "Die Teilnehmer der Konferenz beschlossen, sich im Herbst noch einmal zu treffen \
                 und über die Ergebnisse zu beraten.",
                Some("German"),
            ),
            (
                "Les participants de la conférence ont décidé de se réunir dans une autre ville \
                 pour examiner les résultats.",
                Some("French"),
            ),
            (
                "Los participantes acordaron que el informe sobre las reuniones será publicado \
                 por la secretaría.",
                Some("Spanish"),
            ),
            ("Стороны договорились", Some("Cyrillic letters")),
            ("São Tomé and Príncipe", None),
            ("Zhonghua Renmin Gongheguo (中华人民共和国)", None),
            ("Frankfurter Allgemeine Zeitung", None),
            (
                "He read “Die Leiden des jungen Werthers” and “Les Misérables” in the spring",
                None,
            ),
        ] {
            assert_eq!(other(&en, text).as_deref(), told, "{text}");
        }
        assert!(other(&zh, "これは日本語の文章です").is_some());
        assert!(other(&zh, "This one was never translated").is_some());
        assert_eq!(other(&zh, "iPhone 15 Pro"), None);
        assert_eq!(other(&zh, "使用 Windows Server 的用户"), None);
        assert_eq!(other(&zh, "他说：“Спасибо”，然后离开了会场。"), None);
    }
}
