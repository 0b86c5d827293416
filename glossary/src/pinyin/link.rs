//! What belongs to no word of the dictionary, joined to the words it goes with.

use super::charset::CharSet;
use super::cut::Kind;
use super::reading::{Link, Syllable};
use super::sound::Sound;
use super::{STANDS_ALONE, idiom, name, number, person};
use crate::dictionary::Dictionary;

/// Characters that go on with the word before them.
pub(super) static SUFFIXES: CharSet = CharSet::new(
    "化性者学家员长力率级型式观论界业权法度量区院部局处厅会社馆站厂队组们子头史感制品物表书线网店场所室司人带侧圈群链族语国籍裔系\
     學員長級觀論業權區處廳會館廠隊組們頭書線網場語國了着过著過",
);

/// Suffixes that a name of any length takes: 哈萨克人.
const OF_PEOPLE: &str = "人族语国籍裔系派语文語國";

/// Characters that begin a word with what follows them.
const PREFIXES: &str = "副总非反超第准亚无可多再未全后前泛總無亞準後";

/// What stands alone only where a term is written, not where it is cut.
const ADVERBS: &str = "不驻駐很更最太较";

/// Where something is, after a word of its own: 框架|下.
const LOCATIVES: &str = "前后内外上下中里间後內裡間";

/// Joins the lone characters among the words of a term to what they belong to. `words`: the number
/// of syllables of each, and what is known of it.
pub(super) fn link(syllables: &mut [Syllable], words: &[(usize, Kind)]) {
    // Syllables of the written word so far, and whether a lone character may go on with it.
    let (mut length, mut open, mut bound) = (0, false, false);
    let (mut named, mut counted, mut measured) = (false, false, false);
    let mut start = 0;
    for (at, &(count, kind)) in words.iter().enumerate() {
        let Some([first, ..]) = syllables.get_mut(start..) else {
            return;
        };
        start += count;
        let c = first.character;
        if first.sound.is_none() {
            (length, open, bound, named) = (0, false, false, false);
            measured = false;
            counted = c.is_ascii_digit();
            continue;
        }
        let next_is_name = || {
            let next = words.get(at + 1).map(|(_, kind)| *kind);
            matches!(next, Some(Kind::Headword | Kind::Foreign))
        };
        let lone =
            kind == Kind::Lone || kind == Kind::Number && count == 1 && !number::is_measure(c);
        let measures = kind == Kind::Lone && counted && number::is_measure(c);
        let place = kind == Kind::Lone && named && length > 0 && name::is_kind_of_place(c);
        // 2026|年|前|国家: before that year, not a former country.
        let since = lone && measured && LOCATIVES.contains(c);
        let alone = lone
            && (STANDS_ALONE.contains(c)
                || ADVERBS.contains(c)
                || since
                || length > 0 && LOCATIVES.contains(c));
        let joins = if measures || place {
            false
        } else if bound {
            !alone
        } else if !lone {
            false
        } else if named && OF_PEOPLE.contains(c) {
            true
        } else if SUFFIXES.contains(c) {
            // 全过程人民民主化: no suffix makes a long word longer.
            (1..=3).contains(&length) && !alone
        } else {
            // Four of them are two pairs, not three and one.
            let room = if lone_run(words, at).is_multiple_of(2) {
                2
            } else {
                3
            };
            open && length < room && !alone && !PREFIXES.contains(c)
        };
        if joins {
            first.link = Link::Joined;
            length += count;
        } else {
            first.link = Link::Apart;
            length = count;
        }
        if place {
            first.capital = true;
        }
        named = first.capital && !place || named && joins;
        counted = kind == Kind::Number || measures && matches!(c, '年');
        let direction = lone && !joins && name::is_direction(c) && next_is_name();
        measured = measures;
        bound =
            lone && !joins && !direction && !since && PREFIXES.contains(c) && words.len() > at + 1;
        if alone || measures || place {
            length = 0;
        }
        open = lone && !alone && !measures && !place && (!joins || open);
        if kind == Kind::Number && count > 1 {
            open = false;
        }
    }
    begin_with_direction(syllables, words);
    address(syllables, words);
}

/// 王|部长, 老|李: a surname with what its bearer is called.
fn address(syllables: &mut [Syllable], words: &[(usize, Kind)]) {
    const TITLES: [&str; 24] = [
        "部长",
        "主席",
        "总理",
        "总统",
        "主任",
        "先生",
        "女士",
        "小姐",
        "书记",
        "总书记",
        "院长",
        "校长",
        "教授",
        "博士",
        "同志",
        "大使",
        "局长",
        "司长",
        "市长",
        "省长",
        "会长",
        "总",
        "老师",
        "院士",
    ];
    let text: String = syllables.iter().skip(1).map(|it| it.character).collect();
    match (words, syllables) {
        ([(1, Kind::Lone), _], [surname, title, ..])
            if TITLES.contains(&text.as_str()) && person::is_plain_surname(surname.character) =>
        {
            surname.capital = true;
            title.link = Link::Apart;
        }
        ([(1, _), (1, _)], [first, surname])
            if "老小阿".contains(first.character)
                && person::is_plain_surname(surname.character) =>
        {
            first.capital = true;
            surname.capital = true;
            surname.link = Link::Apart;
        }
        _ => {}
    }
}

/// The number of lone characters side by side around the word at `at`.
fn lone_run(words: &[(usize, Kind)], at: usize) -> usize {
    let is_lone = |word: &&(usize, Kind)| word.1 == Kind::Lone;
    let (before, after) = words.split_at_checked(at).unwrap_or((words, &[]));
    before.iter().rev().take_while(is_lone).count() + after.iter().take_while(is_lone).count()
}

/// 西|印度洋, 东|非洲: a side of the world before the name of a part of it is part of the name.
fn begin_with_direction(syllables: &mut [Syllable], words: &[(usize, Kind)]) {
    if let [first, second, ..] = syllables
        && words.first() == Some(&(1, Kind::Lone))
        && name::is_direction(first.character)
        && second.capital
    {
        first.capital = true;
        second.link = Link::Apart;
    }
}

/// Writes 中-小学, 进-出口: what two things share stands with the second of them.
pub(super) fn share(syllables: &mut [Syllable], dictionary: &Dictionary) {
    for at in 0..syllables.len() {
        let Some([first, second, third, after @ ..]) = syllables.get_mut(at..) else {
            break;
        };
        let inside = first.link != Link::Joined
            && second.link == Link::Joined
            && third.link == Link::Joined
            && after
                .first()
                .is_none_or(|it| it.link != Link::Joined || it.sound.is_none());
        let characters = [first.character, second.character, third.character];
        if inside && !first.capital && idiom::is_shared(characters, dictionary) {
            second.link = Link::Hyphen;
        }
    }
    let text: String = syllables.iter().map(|it| it.character).collect();
    if !text.contains([
        '小', '陆', '陸', '青', '研', '政', '检', '中', '林', '智', '财',
    ]) {
        return;
    }
    for row in idiom::SIDE_BY_SIDE {
        let length = row.chars().count();
        for (at, _) in text.match_indices(row) {
            let at = text.get(..at).map_or(0, |before| before.chars().count());
            let Some([first, others @ ..]) = syllables.get_mut(at..at + length) else {
                continue;
            };
            let one_word = others
                .iter()
                .all(|it| it.link != Link::Hyphen && !it.capital);
            if first.link == Link::Joined || first.capital || !one_word {
                continue;
            }
            for other in others {
                other.link = Link::Hyphen;
                if other.character == '空' {
                    // The air force, not what is empty.
                    other.sound = Sound::parse("kong1");
                }
            }
            // 中-小|企业: what they share is a word of its own when it has two syllables.
            let rest = syllables.get_mut(at + length..).unwrap_or_default();
            let joined = rest.iter().take_while(|it| it.link == Link::Joined).count();
            if let Some(next) = rest.first_mut().filter(|_| joined > 1) {
                next.link = Link::Apart;
            }
        }
    }
}
