//! Characters that are particles in one place and words in another, told by the words beside them.

use super::sound::Sound;
use crate::words::{PartOfSpeechTag as Tag, TaggedWord};

/// The reading of the `at`-th of `words`, a single character, where a rule of grammar knows it.
///
/// - 地 after what describes and before what is done is `de`: 高兴地说.
/// - 得 after a verb and before what describes is `de`: 说得很好; 长 before it is `zhǎng`.
/// - 为 is `wéi` after 以 (以人为本), and `wèi` before somebody or something for which a verb that
///   follows in the sentence is done: 为人民服务.
pub(super) fn particle(words: &[TaggedWord<'_>], at: usize) -> Option<Sound> {
    let word = words.get(at)?;
    let before = at.checked_sub(1).and_then(|at| words.get(at));
    let after = words.get(at + 1);
    let digits = match word.text {
        "地" => is_of_manner(before?, after?).then_some("de5"),
        "得" => is_of_degree(before?, after?).then_some("de5"),
        "长" => (after?.text == "得").then_some("zhang3"),
        "为" => role_of_wei(words, at),
        "着" => {
            (before?.tag == Tag::Verb && after.is_none_or(|it| it.text != "火")).then_some("zhe5")
        }
        "了" => aspect(before?, after),
        "还" => again_or_back(before, after?),
        "都" => (!names_capital(before))
            .then_some(after?)
            .filter(|it| acts_or_describes(it))
            .map(|_| "dou1"),
        "应" => should_or_answers(words, at),
        "重" => (after?.tag == Tag::Verb && before.is_none_or(|it| !DEGREES.contains(&it.text)))
            .then_some("chong2"),
        _ => None,
    };
    digits.and_then(Sound::parse)
}

const DEGREES: [&str; 7] = ["很", "太", "更", "最", "极", "非常", "十分"];

fn acts_or_describes(word: &TaggedWord<'_>) -> bool {
    matches!(
        word.tag,
        Tag::Verb | Tag::Adverb | Tag::Adjective | Tag::Preposition | Tag::Idiom | Tag::VerbalNoun
    )
}

fn aspect(before: &TaggedWord<'_>, after: Option<&TaggedWord<'_>>) -> Option<&'static str> {
    if matches!(before.text, "不" | "得") {
        return Some("liao3");
    }
    let done = matches!(before.tag, Tag::Verb | Tag::Adjective | Tag::VerbalNoun);
    let goes_on = after.is_none_or(|it| it.text != "解" && it.text != "如");
    (done && goes_on).then_some("le5")
}

fn again_or_back(before: Option<&TaggedWord<'_>>, after: &TaggedWord<'_>) -> Option<&'static str> {
    let back = before.is_some_and(|it| {
        matches!(
            it.text,
            "偿" | "归" | "退" | "返" | "送" | "交" | "要" | "求"
        )
    });
    let what = matches!(after.tag, Tag::Noun | Tag::Numeral | Tag::Pronoun);
    if back && what {
        return Some("huan2");
    }
    (acts_or_describes(after) || after.text == "是" || after.text == "有").then_some("hai2")
}

fn names_capital(before: Option<&TaggedWord<'_>>) -> bool {
    before.is_some_and(|it| {
        matches!(
            it.text,
            "之" | "首" | "古" | "旧" | "新" | "国" | "迁" | "建" | "定" | "故"
        )
    })
}

fn should_or_answers(words: &[TaggedWord<'_>], at: usize) -> Option<&'static str> {
    let after = words.get(at + 1..).unwrap_or_default();
    let clause = after.iter().take_while(|it| it.tag != Tag::Mark).take(8);
    let asked = |it: &TaggedWord<'_>| {
        matches!(
            it.text,
            "邀请" | "邀" | "要求" | "请求" | "约" | "召" | "之邀"
        )
    };
    if clause.into_iter().any(asked) && after.first().is_some_and(|it| it.tag != Tag::Verb) {
        return Some("ying4");
    }
    let first = after.first()?;
    matches!(
        first.tag,
        Tag::Verb | Tag::Adverb | Tag::Preposition | Tag::VerbalNoun
    )
    .then_some("ying1")
}

fn describes(word: &TaggedWord<'_>) -> bool {
    let tagged = matches!(
        word.tag,
        Tag::Adjective | Tag::Adverb | Tag::Attributive | Tag::Idiom | Tag::Phrase
    );
    tagged || DEGREES.contains(&word.text)
}

fn is_of_manner(before: &TaggedWord<'_>, after: &TaggedWord<'_>) -> bool {
    let several = before.text.chars().nth(1).is_some();
    let manner = describes(before)
        || before.tag == Tag::Verb
        || before.text.ends_with('性')
        || is_doubled(before.text);
    let done = matches!(
        after.tag,
        Tag::Verb | Tag::VerbalNoun | Tag::Adverb | Tag::Adjective | Tag::Preposition | Tag::Idiom
    );
    several && manner && done
}

fn is_of_degree(before: &TaggedWord<'_>, after: &TaggedWord<'_>) -> bool {
    matches!(before.tag, Tag::Verb | Tag::Adjective) && describes(after)
}

/// 慢慢, 一步一步.
fn is_doubled(word: &str) -> bool {
    let (one, other) = word.split_at(word.floor_char_boundary(word.len() / 2));
    one == other
}

fn role_of_wei(words: &[TaggedWord<'_>], at: usize) -> Option<&'static str> {
    // Words that take something to be made or called something else.
    const TAKING: [&str; 8] = ["以", "把", "称", "视", "列", "定", "命名", "确定"];

    let ends_clause = |word: &&TaggedWord<'_>| {
        matches!(
            word.text,
            "，" | "；" | "：" | "," | "。" | "！" | "？" | "\n"
        )
    };
    let before = words.get(..at).unwrap_or_default();
    let clause = before.iter().rev().take_while(|word| !ends_clause(word));
    if clause.into_iter().any(|word| TAKING.contains(&word.text)) {
        return Some("wei2");
    }
    let after = words.get(at + 1..).unwrap_or_default();
    let next = after.first()?;
    let length = after.iter().take_while(|word| !ends_clause(word)).count();
    let clause = after.get(..length).unwrap_or_default();
    // What is done for it comes after it; a verb before 的 belongs to a noun.
    let done = clause.iter().enumerate().skip(1).any(|(at, word)| {
        let acts = matches!(word.tag, Tag::Verb) && word.text.chars().nth(1).is_some();
        let serves = word.text == "服务";
        (acts || serves) && clause.get(at + 1).is_none_or(|next| next.text != "的")
    });
    let somebody = !matches!(next.tag, Tag::Numeral | Tag::Adverb);
    (done && somebody).then_some("wei4")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::ChineseWordSegmenter;

    /// The reading that the rules give to the last `character` of `text`.
    fn ruled(text: &str, character: &str) -> Option<String> {
        let words = ChineseWordSegmenter.tagged(text);
        let at = words.iter().rposition(|it| it.text == character).unwrap();
        particle(&words, at).map(|sound| sound.digits())
    }

    #[test]
    fn a_particle_of_manner_or_degree_is_read_as_one() {
        assert_eq!(ruled("他高兴地说", "地").as_deref(), Some("de5"));
        assert_eq!(ruled("船慢慢地走", "地").as_deref(), Some("de5"));
        assert_eq!(ruled("历史性地解决", "地").as_deref(), Some("de5"));
        assert_eq!(ruled("他说得很好", "得").as_deref(), Some("de5"));
        assert_eq!(ruled("树长得高", "长").as_deref(), Some("zhang3"));
    }

    #[test]
    fn for_somebody_is_told_from_being_something() {
        assert_eq!(ruled("我们为人民服务", "为").as_deref(), Some("wei4"));
        assert_eq!(ruled("企业为当地提供岗位", "为").as_deref(), Some("wei4"));
        assert_eq!(ruled("以港口为中心发展", "为").as_deref(), Some("wei2"));
        assert_eq!(ruled("主题为海洋合作", "为"), None);
    }

    #[test]
    fn the_same_character_as_a_word_is_left_to_others() {
        assert_eq!(ruled("一块地很湿", "地"), None);
        assert_eq!(ruled("我们得走", "得"), None);
        assert_eq!(ruled("河很长", "长"), None);
    }
}
