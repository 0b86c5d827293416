//! Which words a term may begin with, end with and hold, judged by part of speech, never by
//! character.

use super::lists::{FUNCTION_WORDS, LIGHT_VERBS, POINTING_NOUNS, SPEECH_VERBS};
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
    /// Ends a clause.
    Break,
}

/// What a word does in its clause, as far as a list or its tag tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Content,
    Function,
    LightVerb,
    SpeechVerb,
    Pointing,
}

impl Class {
    pub(super) fn of(word: &TaggedWord<'_>) -> Self {
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
                _ => Mark::Break,
            });
        }
        let single = is_han(first) && chars.next().is_none();
        Self::Word {
            tag: word.tag,
            role: Role::of(word.text, word.tag),
            single,
        }
    }

    /// Whether the mark vanishes in the normal form.
    pub(super) fn is_transparent(self) -> bool {
        matches!(self, Self::Mark(Mark::Open | Mark::Close))
    }

    pub(super) fn is_word(self) -> bool {
        matches!(self, Self::Word { .. })
    }

    /// Whether a phrase cannot run across it.
    pub(super) fn breaks(self) -> bool {
        matches!(self, Self::Mark(Mark::Item | Mark::Break))
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
    pub(super) fn can_end(self, before: Self) -> bool {
        match self {
            Self::Mark(_) => false,
            Self::Word { tag, role, single } => {
                (role == Role::Content
                    || (role == Role::LightVerb
                        && single
                        && before.is_single()
                        && before.is_nominal()))
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
            Self::Mark(mark) => !matches!(mark, Mark::Item | Mark::Break),
            Self::Word { tag, role, single } => match role {
                Role::Content | Role::Function => {
                    role == Role::Content || !matches!(tag, Tag::Pronoun | Tag::Adverb)
                }
                Role::LightVerb => single,
                Role::SpeechVerb | Role::Pointing => false,
            },
        }
    }

    /// Whether a phrase that ends before it, or begins after it, may be whole.
    pub(super) fn leaves_free(self) -> bool {
        match self {
            Self::Mark(mark) => !matches!(mark, Mark::Hyphen | Mark::Dot),
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
    use crate::words::ChineseWordSegmenter;

    fn class(word: &str) -> Class {
        let words = ChineseWordSegmenter.tagged(word);
        assert_eq!(words.len(), 1, "{word} is cut");
        Class::of(&words[0])
    }

    #[test]
    fn edges_are_judged_by_word_not_by_character() {
        let edge = Class::Mark(Mark::Break);
        assert!(class("峰会").can_end(edge));
        assert!(!class("会").can_end(edge));
        assert!(class("因地制宜").can_start(edge));
        assert!(!class("因").can_start(edge));
    }

    #[test]
    fn reports_and_addresses_never_stand_in_a_term() {
        for word in ["强调", "指出", "各位", "先生"] {
            let class = class(word);
            let edge = Class::Mark(Mark::Break);
            assert!(!class.can_start(edge) && !class.can_end(edge), "{word}");
        }
    }
}
