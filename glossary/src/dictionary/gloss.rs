//! From the dictionary's wording to English a translator can use.
//!
//! A gloss of CC-CEDICT mixes equivalents with labels `(Tw)`, explanations `(of a person)`,
//! cross-references `variant of 魯班|鲁班[Lu3 Ban1]` and advice `Taiwan pr. [xi1]`.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::MAX_SUGGESTIONS;
use super::packed::EntryRef;

/// Looks up the word a gloss refers to.
pub(super) type Resolve<'a, 'd> = dyn Fn(&str) -> Vec<EntryRef<'d>> + 'a;

/// The equivalents to propose for a term with these entries, best first.
pub(super) fn equivalents<'d>(entries: &[EntryRef<'d>], resolve: &Resolve<'_, 'd>) -> Vec<String> {
    let mut senses = all_senses(entries, resolve, REFERENCES_TO_FOLLOW);
    let best = senses.iter().map(|sense| sense.kind).min();
    // A literal sense or a surname is better than nothing, and worse than anything else.
    senses.retain(|sense| sense.kind < Kind::Literal || Some(sense.kind) == best);
    senses.sort_by_key(|sense| sense.kind);
    let mut equivalents = distinct(senses);
    equivalents.truncate(MAX_SUGGESTIONS);
    equivalents
}

/// All that may stand for a word in a translation, most usual first.
pub(super) fn for_alignment<'d>(
    entries: &[EntryRef<'d>],
    resolve: &Resolve<'_, 'd>,
) -> Vec<String> {
    distinct(all_senses(entries, resolve, REFERENCES_TO_FOLLOW))
}

/// How good an equivalent a sense makes; better ones are less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Equivalent,
    /// An explanation rather than an equivalent: long, or with a place left for `sb` or `sth`.
    Wordy,
    /// What the characters of an idiom say, while it means something else.
    Literal,
    Surname,
}

#[derive(Debug)]
struct Sense {
    text: String,
    kind: Kind,
}

// 西安 -> 西安市 takes one step, a variant of a short form two.
const REFERENCES_TO_FOLLOW: usize = 2;

/// An equivalent with more words is an explanation.
const MOST_WORDS: usize = 7;

fn all_senses<'d>(
    entries: &[EntryRef<'d>],
    resolve: &Resolve<'_, 'd>,
    references_to_follow: usize,
) -> Vec<Sense> {
    let (mut senses, mut references) = (Vec::new(), Vec::new());
    let mut entries = entries.to_vec();
    // 高: the adjective before the surname; 重点: the focus before the re-evaluation.
    entries.sort_by_key(|entry| {
        (
            starts_upper(entry.reading),
            Reverse(entry.glosses().count()),
        )
    });
    for entry in entries {
        let is_name = starts_upper(entry.reading);
        for gloss in entry.glosses() {
            for part in split_outside_brackets(gloss, ';') {
                read_sense(part, is_name, &mut senses, &mut references);
            }
        }
    }
    let found = senses.iter().any(|sense| sense.kind < Kind::Surname);
    if !found && let Some(left) = references_to_follow.checked_sub(1) {
        for reference in references {
            let entries = resolve(&reference);
            senses.extend(all_senses(&entries, resolve, left));
        }
    }
    senses
}

fn distinct(senses: Vec<Sense>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    senses
        .into_iter()
        .map(|sense| sense.text)
        .filter(|text| seen.insert(text.to_lowercase()))
        .collect()
}

/// Reads what stands between two semicolons.
fn read_sense(text: &str, is_name: bool, senses: &mut Vec<Sense>, references: &mut Vec<String>) {
    let mut literal = false;
    let mut text = text.trim();
    loop {
        if let Some((label, rest)) = leading_label(text) {
            literal = label == "lit.";
            text = rest;
        } else if let Some(rest) = text.strip_prefix("lit. and fig. ") {
            text = rest;
        } else if let Some(rest) = text.strip_prefix("lit. ") {
            (literal, text) = (true, rest);
        } else if let Some(rest) = text.strip_prefix("fig. ") {
            (literal, text) = (false, rest);
        } else {
            break;
        }
        text = text.trim_start();
    }
    if ADVICE.iter().any(|start| text.starts_with(start)) {
        return;
    }
    if let Some(rest) = after_reference_word(text) {
        let (headword, after) = split_headword(rest);
        if let Some(headword) = headword {
            references.push(headword.to_owned());
            // "abbr. for 北京工人體育場|北京工人体育场[...], Workers Stadium"
            text = after.trim_start_matches([',', ' ']);
        } else if text.starts_with("abbr.") || text.starts_with("short for") {
            // "abbr. for Lebanon 黎巴嫩[Li2 ba1 nen4]"
            text = rest;
        }
    }
    let surname = text.starts_with("surname ");
    let text = without_brackets(text);
    let text = ASIDES
        .iter()
        .filter_map(|aside| text.find(aside))
        .min()
        .and_then(|at| text.get(..at))
        .unwrap_or(&text);
    let wordings = if is_name {
        text.split(" or ").map(name_only).collect()
    } else {
        vec![text]
    };
    for wording in wordings {
        let text = cited(wording);
        if !text.contains(char::is_alphanumeric) {
            continue;
        }
        let kind = if surname {
            Kind::Surname
        } else if literal {
            Kind::Literal
        } else if is_wordy(&text) {
            Kind::Wordy
        } else {
            Kind::Equivalent
        };
        senses.push(Sense { text, kind });
    }
}

/// Senses that tell how a word is written, read or counted, not what it means.
const ADVICE: [&str; 17] = [
    "CL:",
    "Taiwan pr.",
    "also pr.",
    "pr. ",
    "classifier for ",
    "also written ",
    "also called ",
    "also known as ",
    "often written ",
    "used in ",
    "abbr. to ",
    "abbr. as ",
    "Kangxi radical",
    "component in Chinese characters",
    "opposite of ",
    "the opposite of ",
    "(used ",
];

/// Where the equivalent ends and a remark on it begins.
const ASIDES: [&str; 12] = [
    ", abbr. ",
    ", esp. ",
    ", i.e. ",
    ", e.g. ",
    ", also ",
    ", aka ",
    ", or ",
    ", etc",
    ", lit. ",
    ", fig. ",
    ", contrasted with",
    ", as opposed to",
];

fn after_reference_word(text: &str) -> Option<&str> {
    const WORDS: [&str; 9] = [
        "variant of ",
        "variant form of ",
        "form of ",
        "see also ",
        "see ",
        "same as ",
        "abbr. for ",
        "abbr. of ",
        "short for ",
    ];
    // "old variant of", "erhua variant of": a few words at most may stand before.
    WORDS.iter().find_map(|word| {
        let at = text.find(word)?;
        let (before, rest) = text.split_at_checked(at)?;
        let rest = rest.strip_prefix(word)?;
        let refers = before.is_empty() || rest.starts_with(is_han);
        (before.split_whitespace().count() <= 2 && refers).then_some(rest)
    })
}

/// Splits `魯班|鲁班[Lu3 Ban1], master` into the word referred to and what follows.
fn split_headword(text: &str) -> (Option<&str>, &str) {
    if !text.starts_with(is_han) {
        return (None, text);
    }
    let end = text
        .find(|c: char| c == '[' || c == ',' || c.is_whitespace())
        .unwrap_or(text.len());
    let (forms, rest) = text.split_at(end);
    let headword = forms.rsplit('|').next().unwrap_or(forms);
    let rest = match rest.strip_prefix('[') {
        Some(reading) => reading.split_once(']').map_or("", |(_, rest)| rest),
        None => rest,
    };
    (Some(headword), rest)
}

/// Splits `(Tw) karaoke` into `Tw` and ` karaoke`.
fn leading_label(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('(')?;
    let mut depth = 1;
    for (at, c) in inside.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let (label, rest) = inside.split_at(at);
            return Some((label, rest.strip_prefix(')')?));
        }
    }
    None
}

/// The parts of `text` between the separators that stand in no brackets.
fn split_outside_brackets(text: &str, separator: char) -> Vec<&str> {
    let mut depth = 0_usize;
    text.split(|c: char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c == separator
    })
    .collect()
}

/// Takes out brackets with what is in them, and Chinese words.
pub(crate) fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 || is_han(c) || c == '|' => {}
            _ if c.is_whitespace() => {
                if !kept.ends_with(' ') {
                    kept.push(' ');
                }
            }
            ',' | '.' | ';' => {
                kept.truncate(kept.trim_end().len());
                kept.push(c);
            }
            _ => kept.push(c),
        }
    }
    kept
}

/// `Battle of Midway, June 1942` is known by what stands before the comma; in `China, Japan
/// and Korea` all of it is the name.
fn name_only(text: &str) -> &str {
    let Some((name, rest)) = text.split_once(", ") else {
        return without_kind_of_place(text.trim());
    };
    let is_list = starts_upper(rest)
        && rest.rsplit_once(" and ").is_some_and(|(first, last)| {
            starts_upper(last) && first.split(' ').count().max(last.split(' ').count()) <= 2
        });
    if is_list {
        text
    } else {
        without_kind_of_place(name.trim())
    }
}

/// `Beijing municipality` is Beijing.
fn without_kind_of_place(name: &str) -> &str {
    [" municipality", " prefecture", " county", " province"]
        .iter()
        .find_map(|kind| name.strip_suffix(kind))
        .unwrap_or(name)
}

/// The form in which a glossary cites a word: `share`, not `to share`; `community`, not `a
/// community`.
fn cited(text: &str) -> String {
    let trim = |text: &str| {
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.'))
            .to_owned()
    };
    let mut text = trim(text);
    if text.matches('"').count() == 2 && text.starts_with('"') && text.ends_with('"') {
        text = trim(text.trim_matches('"'));
    }
    let short = text.split(' ').count() <= 5;
    for (start, droppable) in [
        ("to ", true),
        ("the ", short),
        ("a ", short),
        ("an ", short),
    ] {
        if droppable
            && let Some(rest) = text.strip_prefix(start)
            && !["more ", "few", "little", "lot", "bit", "moment"]
                .iter()
                .any(|fixed| rest.starts_with(fixed))
        {
            return rest.trim_start().to_owned();
        }
    }
    text
}

fn is_wordy(text: &str) -> bool {
    let mut words = text.split(' ');
    words.clone().count() > MOST_WORDS || words.any(|word| matches!(word, "sb" | "sth" | "sb's"))
}

fn starts_upper(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '〇' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::super::Dictionary;

    const ENTRIES: &str = "\
        銀行 银行 [yin2 hang2] /bank/CL:家[jia1],個|个[ge4]/\n\
        銀鋪 银铺 [yin2 pu4] /variant of 銀行|银行[yin2 hang2]/Taiwan pr. [yin2 pu1]/\n\
        一盤散沙 一盘散沙 [yi1 pan2 san3 sha1] /lit. like a sheet of loose sand/fig. unable to cooperate (idiom)/\n\
        對牛彈琴 对牛弹琴 [dui4 niu2 tan2 qin2] /lit. to play the lute to a cow (idiom)/\n\
        西安 西安 [Xi1 an1] /see 西安市[Xi1 an1 Shi4]/see 西安區|西安区[Xi1 an1 Qu1]/\n\
        西安市 西安市 [Xi1 an1 Shi4] /Xi'an, sub-provincial city and capital of Shaanxi 陝西省|陕西省[Shan3 xi1 Sheng3]/\n\
        一帶一路 一带一路 [Yi1 dai4 Yi1 lu4] /Belt and Road Initiative (BRI), Chinese infrastructure strategy launched in 2013/\n\
        改革 改革 [gai3 ge2] /reform/to reform/\n\
        工體 工体 [Gong1 ti3] /abbr. for 北京工人體育場|北京工人体育场[Bei3 jing1 Gong1 ren2 Ti3 yu4 chang3], Workers Stadium/\n\
        黎 黎 [Li2] /surname Li/abbr. for Lebanon 黎巴嫩[Li2 ba1 nen4]/\n\
        龐 庞 [Pang2] /surname Pang/\n\
        港珠澳 港珠澳 [Gang3 Zhu1 Ao4] /Hong Kong, Zhuhai and Macau (abbr. for 香港[Xiang1 gang3] + 珠海[Zhu1 hai3])/\n\
        黃河 黄河 [Huang2 He2] /Yellow River or Huang He/\n\
        參看 参看 [can1 kan4] /to consult for reference/see also; please refer to/\n\
        卡拉OK 卡拉OK [ka3 la1 O K] /karaoke (loanword)/\n\
        幫 帮 [bang1] /to help sb/to assist/(Tw) (coll.) gang; \"side\"/\n\
        重點 重点 [zhong4 dian3] /focus/key point/\n\
        重點 重点 [chong2 dian3] /to recount/\n\
        甲 甲 [jia3] /variant of 乙[yi3]/\n\
        乙 乙 [yi3] /variant of 甲[jia3]/\n";

    fn dictionary() -> Dictionary {
        Dictionary::open(Dictionary::pack(ENTRIES.as_bytes()).unwrap()).unwrap()
    }

    fn suggested(term: &str) -> Vec<String> {
        let suggestions = dictionary().suggest(term);
        suggestions.into_iter().map(|s| s.english).collect()
    }

    #[test]
    fn suggestions_are_equivalents_and_nothing_else() {
        for (term, expected) in [
            ("银行", &["bank"][..]),
            ("銀行", &["bank"]),
            ("改革", &["reform"]),
            ("一带一路", &["Belt and Road Initiative"]),
            ("“一带一路”", &["Belt and Road Initiative"]),
            ("工体", &["Workers Stadium"]),
            ("黄河", &["Yellow River", "Huang He"]),
            ("港珠澳", &["Hong Kong, Zhuhai and Macau"]),
            ("卡拉OK", &["karaoke"]),
            ("重点", &["focus", "key point", "recount"]),
            ("帮", &["assist", "gang", "side", "help sb"]),
            (
                "参看",
                &["consult for reference", "see also", "please refer to"],
            ),
            ("没有", &[]),
        ] {
            assert_eq!(suggested(term), expected, "{term}");
        }
    }

    #[test]
    fn a_reference_is_followed_to_the_word_it_names() {
        assert_eq!(suggested("银铺"), ["bank"]);
        assert_eq!(suggested("西安"), ["Xi'an"]);
    }

    #[test]
    fn references_in_a_circle_end() {
        assert!(suggested("甲").is_empty());
    }

    #[test]
    fn a_literal_sense_or_a_surname_is_the_last_resort() {
        assert_eq!(suggested("一盘散沙"), ["unable to cooperate"]);
        assert_eq!(suggested("对牛弹琴"), ["play the lute to a cow"]);
        assert_eq!(suggested("黎"), ["Lebanon"]);
        assert_eq!(suggested("庞"), ["surname Pang"]);
    }

    #[test]
    fn alignment_gets_the_literal_sense_too() {
        use tmx::Lexicon;

        assert_eq!(
            dictionary().glosses("一盘散沙"),
            ["like a sheet of loose sand", "unable to cooperate"]
        );
    }
}
