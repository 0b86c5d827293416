//! Properties of characters by the names that ICU and Java have for them.

use unicode_properties::GeneralCategory as G;

use super::set::{Set, category};
use crate::sentence::is_han;

/// The set of a property, as `\p{…}` names it; none when it is not known.
pub(super) fn named(name: &str) -> Option<Set> {
    let (key, value) = match name.split_once(['=', ':']) {
        Some((key, value)) => (plain(key), plain(value)),
        None => (String::new(), plain(name)),
    };
    match key.as_str() {
        "" => {
            let bare = value.strip_prefix("is").unwrap_or(&value);
            general(bare)
                .or_else(|| script(bare))
                .or_else(|| binary(bare))
                .or_else(|| block(value.strip_prefix("in")?))
                .or_else(|| binary(&value))
        }
        "gc" | "generalcategory" => general(&value),
        "sc" | "script" | "scx" | "scriptextensions" => script(&value),
        "blk" | "block" => block(&value),
        _ => None,
    }
}

/// What `\s` means (ICU).
pub(super) fn blank() -> Set {
    Set::With(|it| matches!(it, '\t'..='\r') || category(it) & bits(SEPARATOR) != 0)
}

/// What `\d` means.
pub(super) fn digit() -> Set {
    Set::Categories(bits(&[G::DecimalNumber]))
}

/// What `\w` means.
pub(super) fn word() -> Set {
    Set::With(is_word)
}

/// What `\h` means: blanks that end no line.
pub(super) fn horizontal() -> Set {
    Set::Or(vec![
        Set::one('\t'),
        Set::Categories(bits(&[G::SpaceSeparator])),
    ])
}

/// What `\v` means: ends of lines.
pub(super) fn vertical() -> Set {
    Set::With(|it| matches!(it, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}'))
}

/// Whether words are made of it.
pub(super) fn is_word(character: char) -> bool {
    let marks = bits(MARK) | bits(&[G::DecimalNumber, G::ConnectorPunctuation]);
    character.is_alphabetic()
        || matches!(character, '\u{200C}' | '\u{200D}')
        || category(character) & marks != 0
}

/// Names are the same whatever their case, with blanks, `-`, `_` or none.
fn plain(name: &str) -> String {
    let letters = name
        .chars()
        .filter(|it| !matches!(it, ' ' | '_' | '-' | '\t'));
    letters.flat_map(char::to_lowercase).collect()
}

const LETTER: &[G] = &[
    G::UppercaseLetter,
    G::LowercaseLetter,
    G::TitlecaseLetter,
    G::ModifierLetter,
    G::OtherLetter,
];
const MARK: &[G] = &[G::NonspacingMark, G::SpacingMark, G::EnclosingMark];
const NUMBER: &[G] = &[G::DecimalNumber, G::LetterNumber, G::OtherNumber];
const PUNCTUATION: &[G] = &[
    G::ConnectorPunctuation,
    G::DashPunctuation,
    G::OpenPunctuation,
    G::ClosePunctuation,
    G::InitialPunctuation,
    G::FinalPunctuation,
    G::OtherPunctuation,
];
const SYMBOL: &[G] = &[
    G::MathSymbol,
    G::CurrencySymbol,
    G::ModifierSymbol,
    G::OtherSymbol,
];
const SEPARATOR: &[G] = &[G::SpaceSeparator, G::LineSeparator, G::ParagraphSeparator];
const OTHER: &[G] = &[
    G::Control,
    G::Format,
    G::Surrogate,
    G::PrivateUse,
    G::Unassigned,
];

fn bits(categories: &[G]) -> u32 {
    (categories.iter()).fold(0, |bits, category| bits | 1 << *category as u32)
}

fn general(name: &str) -> Option<Set> {
    let categories: &[G] = match name {
        "l" | "letter" => LETTER,
        "lc" | "casedletter" | "l&" => LETTER.get(..3)?,
        "lu" | "uppercaseletter" => &[G::UppercaseLetter],
        "ll" | "lowercaseletter" => &[G::LowercaseLetter],
        "lt" | "titlecaseletter" => &[G::TitlecaseLetter],
        "lm" | "modifierletter" => &[G::ModifierLetter],
        "lo" | "otherletter" => &[G::OtherLetter],
        "m" | "mark" => MARK,
        "mn" | "nonspacingmark" => &[G::NonspacingMark],
        "mc" | "spacingmark" => &[G::SpacingMark],
        "me" | "enclosingmark" => &[G::EnclosingMark],
        "n" | "number" => NUMBER,
        "nd" | "decimalnumber" => &[G::DecimalNumber],
        "nl" | "letternumber" => &[G::LetterNumber],
        "no" | "othernumber" => &[G::OtherNumber],
        "p" | "punctuation" | "punct" => PUNCTUATION,
        "pc" | "connectorpunctuation" => &[G::ConnectorPunctuation],
        "pd" | "dashpunctuation" => &[G::DashPunctuation],
        "ps" | "openpunctuation" => &[G::OpenPunctuation],
        "pe" | "closepunctuation" => &[G::ClosePunctuation],
        "pi" | "initialpunctuation" => &[G::InitialPunctuation],
        "pf" | "finalpunctuation" => &[G::FinalPunctuation],
        "po" | "otherpunctuation" => &[G::OtherPunctuation],
        "s" | "symbol" => SYMBOL,
        "sm" | "mathsymbol" => &[G::MathSymbol],
        "sc" | "currencysymbol" => &[G::CurrencySymbol],
        "sk" | "modifiersymbol" => &[G::ModifierSymbol],
        "so" | "othersymbol" => &[G::OtherSymbol],
        "z" | "separator" => SEPARATOR,
        "zs" | "spaceseparator" => &[G::SpaceSeparator],
        "zl" | "lineseparator" => &[G::LineSeparator],
        "zp" | "paragraphseparator" => &[G::ParagraphSeparator],
        "c" | "other" => OTHER,
        "cc" | "control" | "cntrl" => &[G::Control],
        "cf" | "format" => &[G::Format],
        "cs" | "surrogate" => &[G::Surrogate],
        "co" | "privateuse" => &[G::PrivateUse],
        "cn" | "unassigned" => &[G::Unassigned],
        _ => return None,
    };
    Some(Set::Categories(bits(categories)))
}

/// Scripts, by the blocks that hold nearly nothing else.
fn script(name: &str) -> Option<Set> {
    let ranges: &[(char, char)] = match name {
        "han" | "hani" => {
            return Some(Set::With(|it| {
                is_han(it)
                    || matches!(it, '\u{2E80}'..='\u{2FD5}' | '々' | '〇' | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303B}')
            }));
        }
        "latin" | "latn" => &[
            ('A', 'Z'),
            ('a', 'z'),
            ('ª', 'ª'),
            ('º', 'º'),
            ('À', '\u{2B8}'),
            ('\u{1D00}', '\u{1D25}'),
            ('\u{1E00}', '\u{1EFF}'),
            ('\u{2C60}', '\u{2C7F}'),
            ('\u{A722}', '\u{A7FF}'),
            ('\u{FB00}', '\u{FB06}'),
            ('Ａ', 'Ｚ'),
            ('ａ', 'ｚ'),
        ],
        "greek" | "grek" => &[('\u{370}', '\u{3FF}'), ('\u{1F00}', '\u{1FFF}')],
        "cyrillic" | "cyrl" => &[
            ('\u{400}', '\u{52F}'),
            ('\u{1C80}', '\u{1C8F}'),
            ('\u{2DE0}', '\u{2DFF}'),
            ('\u{A640}', '\u{A69F}'),
        ],
        "hebrew" | "hebr" => &[('\u{591}', '\u{5F4}')],
        "arabic" | "arab" => &[
            ('\u{600}', '\u{6FF}'),
            ('\u{750}', '\u{77F}'),
            ('\u{FB50}', '\u{FDFF}'),
            ('\u{FE70}', '\u{FEFC}'),
        ],
        "devanagari" | "deva" => &[('\u{900}', '\u{97F}')],
        "thai" => &[('\u{E01}', '\u{E3A}'), ('\u{E40}', '\u{E5B}')],
        "tibetan" | "tibt" => &[('\u{F00}', '\u{FDA}')],
        "hangul" | "hang" => &[
            ('\u{1100}', '\u{11FF}'),
            ('\u{3131}', '\u{318E}'),
            ('\u{AC00}', '\u{D7A3}'),
        ],
        "hiragana" | "hira" => &[('\u{3041}', '\u{3096}'), ('\u{309D}', '\u{309F}')],
        "katakana" | "kana" => &[
            ('\u{30A1}', '\u{30FA}'),
            ('\u{30FD}', '\u{30FF}'),
            ('\u{31F0}', '\u{31FF}'),
            ('\u{FF66}', '\u{FF9D}'),
        ],
        "bopomofo" | "bopo" => &[('\u{3105}', '\u{312F}'), ('\u{31A0}', '\u{31BF}')],
        _ => return None,
    };
    // What is no letter, mark or number stands in several scripts.
    let written = bits(LETTER) | bits(MARK) | bits(NUMBER);
    Some(Set::And(vec![
        Set::Categories(written),
        Set::Or(ranges.iter().map(|it| Set::Range(it.0, it.1)).collect()),
    ]))
}

fn binary(name: &str) -> Option<Set> {
    let property: fn(char) -> bool = match name {
        "any" | "all" => |_| true,
        "assigned" => |it| category(it) & bits(&[G::Unassigned]) == 0,
        "ascii" => |it| it.is_ascii(),
        "alphabetic" | "alpha" | "javaletter" => char::is_alphabetic,
        "uppercase" | "upper" | "javauppercase" => char::is_uppercase,
        "lowercase" | "lower" | "javalowercase" => char::is_lowercase,
        "whitespace" | "wspace" | "space" | "javawhitespace" => char::is_whitespace,
        "alnum" | "javaletterordigit" => {
            |it| it.is_alphabetic() || category(it) & bits(&[G::DecimalNumber]) != 0
        }
        "ideographic" | "ideo" | "unifiedideograph" => is_han,
        "word" => is_word,
        "graph" => |it| {
            !it.is_whitespace()
                && category(it) & bits(&[G::Control, G::Surrogate, G::Unassigned]) == 0
        },
        "print" => |it| {
            matches!(it, ' ')
                || !it.is_whitespace()
                    && category(it) & bits(&[G::Control, G::Surrogate, G::Unassigned]) == 0
        },
        "xdigit" | "hexdigit" => |it| it.is_ascii_hexdigit(),
        "digit" | "javadigit" => return Some(digit()),
        "blank" => return Some(horizontal()),
        _ => return None,
    };
    Some(Set::With(property))
}

fn block(name: &str) -> Option<Set> {
    let (first, last) = match name {
        "basiclatin" => ('\0', '\u{7F}'),
        "latin1supplement" | "latin1" => ('\u{80}', '\u{FF}'),
        "latinextendeda" => ('\u{100}', '\u{17F}'),
        "latinextendedb" => ('\u{180}', '\u{24F}'),
        "greek" | "greekandcoptic" => ('\u{370}', '\u{3FF}'),
        "cyrillic" => ('\u{400}', '\u{4FF}'),
        "hebrew" => ('\u{590}', '\u{5FF}'),
        "arabic" => ('\u{600}', '\u{6FF}'),
        "devanagari" => ('\u{900}', '\u{97F}'),
        "thai" => ('\u{E00}', '\u{E7F}'),
        "generalpunctuation" => ('\u{2000}', '\u{206F}'),
        "cjkradicalssupplement" => ('\u{2E80}', '\u{2EFF}'),
        "cjksymbolsandpunctuation" => ('\u{3000}', '\u{303F}'),
        "hiragana" => ('\u{3040}', '\u{309F}'),
        "katakana" => ('\u{30A0}', '\u{30FF}'),
        "bopomofo" => ('\u{3100}', '\u{312F}'),
        "cjkunifiedideographsextensiona" => ('\u{3400}', '\u{4DBF}'),
        "cjkunifiedideographs" => ('\u{4E00}', '\u{9FFF}'),
        "hangulsyllables" => ('\u{AC00}', '\u{D7AF}'),
        "cjkcompatibilityideographs" => ('\u{F900}', '\u{FAFF}'),
        "cjkcompatibilityforms" => ('\u{FE30}', '\u{FE4F}'),
        "halfwidthandfullwidthforms" => ('\u{FF00}', '\u{FFEF}'),
        "cjkunifiedideographsextensionb" => ('\u{20000}', '\u{2A6DF}'),
        _ => return None,
    };
    Some(Set::Range(first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(name: &str, character: char) -> bool {
        named(name).unwrap().has(character)
    }

    #[test]
    fn names_are_known_in_every_spelling() {
        for name in [
            "Lu",
            "IsLu",
            "gc=Lu",
            "General_Category=Uppercase_Letter",
            "Upper",
            "javaUpperCase",
        ] {
            assert!(has(name, 'Ä') && !has(name, 'ä'), "{name}");
        }
        for name in ["IsHan", "script=Han", "sc=hani", "Ideographic"] {
            assert!(has(name, '海') && !has(name, '。'), "{name}");
        }
        assert!(has("InCJK_Symbols_and_Punctuation", '。'));
        assert!(has("Pe", '』') && has("P", '。') && !has("P", '+'));
        assert!(has("IsLatin", 'ü') && !has("IsLatin", '×'));
        for name in ["", "Xx", "InNowhere", "gc=Han", "a=b", "in"] {
            assert!(named(name).is_none(), "{name}");
        }
    }
}
