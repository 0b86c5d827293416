//! Which words a term may begin with, end with and hold, judged by part of speech, never by
//! character.

use super::DictionaryHints;
use super::lists::{
    BINDERS, FUNCTION_WORDS, LIGHT_VERBS, OUTSIDERS, POINTING_NOUNS, PREFIXES, QUALITY_SUFFIXES,
    SPEECH_VERBS, SUFFIXES, TIME_CHARACTERS,
};
use crate::words::{PartOfSpeechTag as Tag, TaggedWord, is_han};

/// What rules see of a word or mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Mark(Mark),
    Word { tag: Tag, role: Role, single: bool },
}

/// What a mark does to the phrase it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Mark {
    /// Opens a quotation or title.
    Open,
    /// Closes it.
    Close,
    /// Joins the parts of a name: hyphen.
    Hyphen,
    /// Joins the parts of a name: middle dot.
    Dot,
    /// Separates the items of an enumeration: `、`.
    Item,
    /// Closes a bracket.
    Bracket,
    /// Separates letters from Chinese characters; the phrase goes on.
    Space,
    /// Ends a clause.
    Break,
}

/// What a word does in its clause, as far as a list or its tag tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Content,
    Function,
    /// Joins what stands before it to what follows: 之.
    Binder,
    /// Half of a word before a noun, a function word or light verb elsewhere: 可, 多, 非.
    Prefix,
    /// Half of a word after a noun: 年, 会.
    Suffix,
    LightVerb,
    SpeechVerb,
    Pointing,
    /// Stands in no term.
    Outsider,
}

/// The part of speech of a word where the segmenter's tag and the dictionary contradict each other.
///
/// The segmenter's dictionary holds one tag a word, and many of them are odd: 文明 and 小镇 are
/// persons there, 元首 is a time, 互信 a verb.
fn corrected(word: &TaggedWord<'_>, dictionary: &dyn DictionaryHints) -> Tag {
    let mut chars = word.text.chars();
    let last = chars.next_back();
    let several = chars.next().is_some();
    let long = chars.next().is_some();
    match word.tag {
        // 扁平化 is a person there.
        Tag::Person | Tag::Place | Tag::Name
            if long && last.is_some_and(|last| QUALITY_SUFFIXES.contains(&last)) =>
        {
            Tag::Noun
        }
        Tag::Person if dictionary.contains(word.text) && !dictionary.is_name(word.text) => {
            Tag::Noun
        }
        Tag::Person if !several => Tag::Morpheme,
        Tag::Time if !word.text.contains(TIME_CHARACTERS) => Tag::Noun,
        Tag::Verb if several && dictionary.action(word.text) == Some(0.0) => Tag::VerbalNoun,
        tag => tag,
    }
}

impl Class {
    pub(super) fn of(word: &TaggedWord<'_>, dictionary: &dyn DictionaryHints) -> Self {
        let mut chars = word.text.chars();
        let first = chars.next().unwrap_or('\n');
        if word.tag == Tag::Mark {
            return Self::Mark(match first {
                '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '《' | '》' | '〈' | '〉'
                | '"' => Mark::Open,
                '-' | '－' | '‐' | '‑' | '–' | '—' | '﹣' | '−' | '\u{ad}' => {
                    Mark::Hyphen
                }
                '·' | '•' | '・' | '‧' => Mark::Dot,
                '、' => Mark::Item,
                '）' | ')' | '］' | ']' | '〕' | '】' => Mark::Bracket,
                _ => Mark::Break,
            });
        }
        let single = is_han(first) && chars.next().is_none();
        Self::Word {
            tag: corrected(word, dictionary),
            role: Role::of(word.text, word.tag),
            single,
        }
    }

    /// Whether the mark vanishes in the normal form.
    pub(super) fn is_transparent(self) -> bool {
        matches!(self, Self::Mark(Mark::Open | Mark::Close | Mark::Space))
    }

    pub(super) fn is_word(self) -> bool {
        matches!(self, Self::Word { .. })
    }

    /// Whether a phrase cannot run across it.
    pub(super) fn breaks(self) -> bool {
        matches!(self, Self::Mark(Mark::Item | Mark::Bracket | Mark::Break))
    }

    pub(super) fn joins(self) -> bool {
        matches!(self, Self::Mark(Mark::Hyphen | Mark::Dot))
    }

    pub(super) fn tag(self) -> Option<Tag> {
        match self {
            Self::Word { tag, .. } => Some(tag),
            Self::Mark(_) => None,
        }
    }

    pub(super) fn is_content(self) -> bool {
        matches!(
            self,
            Self::Word {
                role: Role::Content,
                ..
            }
        )
    }

    /// Whether it joins words to a phrase rather than characters to a word.
    pub(super) fn is_joint(self) -> bool {
        match self {
            Self::Word { role, single, .. } => {
                role != Role::Content
                    && !matches!(role, Role::Prefix | Role::Suffix)
                    && !(role == Role::LightVerb && single)
            }
            Self::Mark(_) => false,
        }
    }

    /// Whether it is half of a word.
    pub(super) fn is_affix(self) -> bool {
        matches!(
            self,
            Self::Word {
                role: Role::Prefix | Role::Suffix,
                ..
            }
        )
    }

    /// Whether it is a character of a word that the segmenter's dictionary lacks, though alone it
    /// would be a function word: 自贸, 过货.
    fn is_loose(self, next: Self) -> bool {
        matches!(self, Self::Word { role: Role::Function, single: true, tag }
            if matches!(tag, Tag::Preposition | Tag::Particle | Tag::Adverb | Tag::Pronoun))
            && next.is_single()
            && next.is_nominal()
    }

    /// Whether it may be a syllable or a part of a name, though alone it would be a word of another
    /// sort: 别, 里. A particle or conjunction never is.
    pub(super) fn may_be_part_of_a_name(self) -> bool {
        match self {
            Self::Mark(_) => false,
            Self::Word { tag, role, single } => match role {
                Role::Content => true,
                Role::Function => single && !matches!(tag, Tag::Particle | Tag::Conjunction),
                Role::LightVerb | Role::Prefix | Role::Suffix => single,
                Role::Binder | Role::Outsider | Role::SpeechVerb | Role::Pointing => false,
            },
        }
    }

    pub(super) fn is_single(self) -> bool {
        matches!(self, Self::Word { single: true, .. })
    }

    pub(super) fn is_verb(self) -> bool {
        self.tag() == Some(Tag::Verb)
    }

    /// Whether it names or qualifies rather than acts.
    pub(super) fn is_nominal(self) -> bool {
        self.is_content()
            && matches!(
                self.tag(),
                Some(
                    Tag::Noun
                        | Tag::Person
                        | Tag::Place
                        | Tag::Name
                        | Tag::VerbalNoun
                        | Tag::Adjective
                        | Tag::Attributive
                        | Tag::Abbreviation
                        | Tag::Phrase
                        | Tag::Idiom
                        | Tag::Morpheme
                        | Tag::Latin
                        | Tag::Unknown
                        | Tag::Affix
                )
            )
    }

    /// Whether a term may begin with it.
    pub(super) fn can_start(self, next: Self) -> bool {
        match self {
            Self::Mark(_) => false,
            Self::Word { tag, role, single } => {
                // A light verb of one character may be half of a word that the dictionary lacks.
                if self.is_loose(next) {
                    return true;
                }
                if role == Role::Prefix {
                    return next.is_nominal() || next.is_single() || next.is_verb();
                }
                (role == Role::Content || (role == Role::LightVerb && single && next.is_single()))
                    && match tag {
                        Tag::Measure => !single,
                        // 中, 东, 上: place words when alone, parts of a name before another
                        // character that is no word of its own.
                        Tag::Locative | Tag::Numeral | Tag::Affix | Tag::Adverb => {
                            !single || next.is_single() || tag == Tag::Numeral || tag == Tag::Affix
                        }
                        _ => true,
                    }
            }
        }
    }

    /// Whether a term may end with it.
    pub(super) fn can_end(self, before: Self, after: Self) -> bool {
        match self {
            Self::Mark(_) => false,
            Self::Word { tag, role, single } => {
                if role == Role::Suffix {
                    return before.is_nominal() && after.ends_phrase();
                }
                (role == Role::Content
                    || (matches!(role, Role::LightVerb | Role::Prefix)
                        && single
                        && before.is_nominal()
                        && (before.is_single() || after.ends_phrase())))
                    && match tag {
                        Tag::Adverb | Tag::Numeral => false,
                        Tag::Measure | Tag::Locative => !single || before.is_single(),
                        _ => true,
                    }
            }
        }
    }

    /// Whether it may stand inside a term.
    pub(super) fn can_stay_inside(self) -> bool {
        match self {
            Self::Mark(mark) => !matches!(mark, Mark::Item | Mark::Bracket | Mark::Break),
            Self::Word { tag, role, single } => match role {
                Role::Content | Role::Binder => true,
                Role::Function => !matches!(tag, Tag::Pronoun | Tag::Adverb),
                Role::LightVerb | Role::Prefix | Role::Suffix => single,
                Role::SpeechVerb | Role::Pointing | Role::Outsider => false,
            },
        }
    }

    /// Whether nothing that begins with it can belong to the noun before it.
    pub(super) fn ends_phrase(self) -> bool {
        match self {
            Self::Mark(mark) => {
                !matches!(mark, Mark::Hyphen | Mark::Dot | Mark::Space | Mark::Open)
            }
            Self::Word { tag, role, single } => {
                matches!(role, Role::Function | Role::Outsider | Role::SpeechVerb)
                    || (role == Role::LightVerb && !single)
                    || (role != Role::Binder
                        && matches!(
                            tag,
                            Tag::Adverb | Tag::Preposition | Tag::Conjunction | Tag::Particle
                        ))
                    || (tag == Tag::Locative && single)
                    // An idiom after a noun says something about it.
                    || tag == Tag::Idiom
            }
        }
    }

    /// Whether nothing that ends with it can belong to the noun after it.
    pub(super) fn opens_phrase(self) -> bool {
        match self {
            Self::Mark(mark) => !matches!(
                mark,
                Mark::Hyphen | Mark::Dot | Mark::Space | Mark::Close | Mark::Bracket
            ),
            Self::Word {
                role: Role::Binder, ..
            } => false,
            Self::Word { tag, role, .. } => {
                matches!(
                    role,
                    Role::Function | Role::Outsider | Role::SpeechVerb | Role::LightVerb
                ) || matches!(
                    tag,
                    Tag::Verb | Tag::Adverb | Tag::Preposition | Tag::Conjunction | Tag::Particle
                )
            }
        }
    }

    /// Whether a phrase that ends before it, or begins after it, may be whole.
    pub(super) fn leaves_free(self) -> bool {
        match self {
            Self::Mark(mark) => !matches!(mark, Mark::Hyphen | Mark::Dot | Mark::Space),
            Self::Word {
                role: Role::Binder, ..
            } => false,
            Self::Word { tag, role, .. } => {
                role != Role::Content
                    || matches!(
                        tag,
                        Tag::Verb
                            | Tag::Adverb
                            | Tag::Preposition
                            | Tag::Conjunction
                            | Tag::Particle
                            | Tag::Time
                    )
            }
        }
    }
}

impl Role {
    fn of(text: &str, tag: Tag) -> Self {
        if PREFIXES.contains(&text) {
            return Self::Prefix;
        }
        if SUFFIXES.contains(&text) {
            return Self::Suffix;
        }
        if OUTSIDERS.contains(&text) {
            return Self::Outsider;
        }
        if BINDERS.contains(&text) {
            return Self::Binder;
        }
        if FUNCTION_WORDS.contains(&text) {
            return Self::Function;
        }
        if LIGHT_VERBS.contains(&text) {
            return Self::LightVerb;
        }
        if SPEECH_VERBS.contains(&text) {
            return Self::SpeechVerb;
        }
        if POINTING_NOUNS.contains(&text) {
            return Self::Pointing;
        }
        match tag {
            Tag::Conjunction | Tag::Particle => Self::Function,
            // The pronouns of two characters are few and listed; the tag is also given to nouns.
            Tag::Pronoun if text.chars().nth(1).is_none() => Self::Function,
            _ => Self::Content,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::NoDictionary;
    use crate::words::ChineseWordSegmenter;

    fn class(word: &str) -> Class {
        let words = ChineseWordSegmenter.tagged(word);
        assert_eq!(words.len(), 1, "{word} is cut");
        Class::of(&words[0], &NoDictionary)
    }

    #[test]
    fn edges_are_judged_by_word_not_by_character() {
        let edge = Class::Mark(Mark::Break);
        assert!(class("峰会").can_end(edge, edge));
        assert!(!class("会").can_end(edge, edge));
        assert!(class("因地制宜").can_start(edge));
        assert!(!class("因").can_start(edge));
    }

    #[test]
    fn reports_and_addresses_never_stand_in_a_term() {
        for word in ["强调", "指出", "各位", "先生"] {
            let class = class(word);
            let edge = Class::Mark(Mark::Break);
            assert!(
                !class.can_start(edge) && !class.can_end(edge, edge),
                "{word}"
            );
        }
    }
}
