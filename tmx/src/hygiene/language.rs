//! Texts that are not in the language they are said to be in.

use whatlang::{Lang, Script, detect_script};

use crate::LangTag;

/// Letters from which on words tell languages of one script apart.
const LETTERS: usize = 80;
/// Words that English has and hardly any other language. A sentence of [`LETTERS`] without any is
/// rare, and telling its language takes a hundred times as long as looking for them.
#[rustfmt::skip]
const ENGLISH: [&str; 16] = [
    "the", "of", "and", "to", "is", "for", "with", "that", "by", "are", "from", "this", "will",
    "have", "has", "was",
];

/// The language or script that a text is in instead of `lang`; none where it may well be in it.
/// Only Chinese and languages written in Latin letters are told from others.
pub(super) fn other(lang: &LangTag, text: &str) -> Option<String> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let ideographs = text.chars().filter(|c| is_ideograph(*c)).count();
    if lang.same_language(&LangTag::chinese()) {
        let kana = |c: &char| matches!(c, '\u{3041}'..='\u{30fa}' | '\u{ac00}'..='\u{d7a3}');
        if text.chars().filter(kana).count() * 4 > letters {
            return Some("Japanese or Korean letters".to_owned());
        }
        let words = text
            .split_whitespace()
            .filter(|word| word.len() > 1)
            .count();
        return (ideographs == 0 && words > 3).then(|| "no Chinese characters".to_owned());
    }
    if ideographs * 3 > letters {
        return Some("Chinese characters".to_owned());
    }
    let script = detect_script(text)?;
    if script != Script::Latin {
        return Some(format!("{script} letters"));
    }
    if letters < LETTERS {
        return None;
    }
    let expected = by_tag(lang)?;
    if expected == Lang::Eng && has_english_words(text) {
        return None;
    }
    let found = whatlang::detect(text).filter(whatlang::Info::is_reliable)?;
    (found.lang() != expected).then(|| found.lang().eng_name().to_owned())
}

fn has_english_words(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic());
    words.any(|word| ENGLISH.iter().any(|it| it.eq_ignore_ascii_case(word)))
}

/// Chinese characters, those of Japanese and Korean texts among them.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn by_tag(lang: &LangTag) -> Option<Lang> {
    let code = lang.as_str().split('-').next()?;
    Some(match code {
        "en" => Lang::Eng,
        "fr" => Lang::Fra,
        "de" => Lang::Deu,
        "es" => Lang::Spa,
        "it" => Lang::Ita,
        "pt" => Lang::Por,
        "nl" => Lang::Nld,
        "pl" => Lang::Pol,
        "vi" => Lang::Vie,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_languages_are_told_and_names_are_not() {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let german = "Die Teilnehmer der Konferenz beschlossen, sich im Herbst desselben Jahres \
                      noch einmal zu treffen und über die Ergebnisse zu beraten.";
        assert_eq!(other(&en, german).as_deref(), Some("German"));
        let cyrillic = other(&en, "Стороны договорились");
        assert_eq!(cyrillic.as_deref(), Some("Cyrillic letters"));
        assert!(other(&zh, "これは日本語の文章です").is_some());
        assert!(other(&zh, "This one was never translated").is_some());
        assert_eq!(other(&zh, "iPhone 15 Pro"), None);
        assert_eq!(other(&zh, "使用 Windows Server 的用户"), None);
        assert_eq!(
            other(&en, "Zhonghua Renmin Gongheguo (中华人民共和国)"),
            None
        );
        assert_eq!(other(&en, "São Tomé and Príncipe"), None);
    }
}
