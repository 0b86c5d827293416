//! What cells of other programs mean: part of speech, status, yes and no.

use super::record::Given;
use crate::dictionary::Dictionary;
use crate::entry::{AdministrativeStatus, PartOfSpeech, TermType};
use crate::pinyin::{TypedWarning, parse_typed};

/// The pinyin to keep of what was typed for a term, and what is odd in it.
pub(crate) fn typed_pinyin(term: &str, typed: &str) -> (Given<String>, Vec<String>) {
    let read = parse_typed(term, typed, Dictionary::built_in());
    let odd = read.warnings.iter().filter(|warning| {
        // Many tables have no tones; that is nothing to look at one by one.
        !matches!(warning, TypedWarning::TonesFilled { .. })
    });
    let warnings = odd.map(|warning| format!("{term}: {warning}; it is kept as it is"));
    (Given::text(&read.spelling), warnings.collect())
}

/// Whether this is an identifier as our termbases give them.
pub(crate) fn is_uid(text: &str) -> bool {
    text.len() == 32
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The part of speech that a word of a file names.
pub(crate) fn part_of_speech(text: &str) -> Option<PartOfSpeech> {
    let text = text.trim();
    if let Some(known) = PartOfSpeech::ALL
        .into_iter()
        .find(|known| known.as_str().eq_ignore_ascii_case(text))
    {
        return Some(known);
    }
    Some(match text.to_lowercase().as_str() {
        "n" | "n." | "名词" | "名" => PartOfSpeech::Noun,
        "proper noun" | "专有名词" | "专名" => PartOfSpeech::ProperNoun,
        "v" | "v." | "动词" | "动" => PartOfSpeech::Verb,
        "adj" | "adj." | "a." | "形容词" | "形" => PartOfSpeech::Adjective,
        "adv" | "adv." | "副词" | "副" => PartOfSpeech::Adverb,
        "其他" => PartOfSpeech::Other,
        _ => return None,
    })
}

/// The kind of term that a word of a file names.
pub(crate) fn term_type(text: &str) -> Option<TermType> {
    let bare = text.trim().to_lowercase().replace([' ', '-', '_'], "");
    let mut all = TermType::ALL.into_iter();
    let named = all.find(|known| known.as_str().eq_ignore_ascii_case(&bare));
    named.or(match bare.as_str() {
        "full" | "全称" => Some(TermType::FullForm),
        "short" | "简称" => Some(TermType::ShortForm),
        "abbr" | "abbr." | "缩写" | "缩略语" => Some(TermType::Abbreviation),
        "首字母缩略词" => Some(TermType::Acronym),
        "变体" | "异体" => Some(TermType::Variant),
        "短语" => Some(TermType::Phrase),
        _ => None,
    })
}

pub(super) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" | "是" => Some(true),
        "no" | "n" | "false" | "0" | "否" => Some(false),
        _ => None,
    }
}

/// What a file says of the use of a term.
pub(crate) enum Standing {
    Is(AdministrativeStatus),
    Forbidden,
}

/// The standing that a word of a file names.
pub(crate) fn standing(text: &str) -> Option<Standing> {
    let text = text.trim().to_lowercase();
    let text = text.strip_suffix("-admn-sts").unwrap_or(&text);
    let text = text.strip_suffix("term").map_or(text, str::trim_end);
    Some(Standing::Is(match text {
        "preferred" | "approved" | "standardized" | "首选" | "推荐" | "规范" | "优先" => {
            AdministrativeStatus::Preferred
        }
        "admitted" | "allowed" | "允许" | "许用" | "可用" => AdministrativeStatus::Admitted,
        "deprecated" | "not recommended" | "弃用" | "不推荐" => {
            AdministrativeStatus::Deprecated
        }
        "superseded" | "obsolete" | "废弃" | "旧译" | "被取代" => {
            AdministrativeStatus::Superseded
        }
        "forbidden" | "禁用" | "禁止" => return Some(Standing::Forbidden),
        _ => return None,
    }))
}
