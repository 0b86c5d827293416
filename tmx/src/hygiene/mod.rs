//! Units that spoil a memory: what is wrong with them, found one by one.

mod language;
mod length;
mod markup;

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use crate::sentence::is_han;
use crate::{LangTag, TranslationUnit};

/// What is wrong with a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// A side is missing, or there is nothing to read in it.
    Empty(LangTag),
    /// The translation is the source.
    Untranslated,
    /// A side is in another language, by its letters or its words.
    Language(LangTag, String),
    /// A side is in the other script of its language: traditional for simplified.
    Script(LangTag),
    /// One side is so much longer than the other that it hardly says the same.
    Length {
        /// Words of the source: Chinese characters, or words of letters.
        source: usize,
        /// Words of the target.
        target: usize,
    },
    /// Markup is broken: a tag that one side has not, half a pair, characters that nobody can read.
    Markup(String),
    /// A unit before it says the same on both sides, but for case, width, marks and blanks.
    Duplicate,
}

impl Flaw {
    /// Names of all kinds of flaws, in the order they are looked for.
    pub const NAMES: [&str; 7] = [
        "empty",
        "untranslated",
        "language",
        "script",
        "length",
        "markup",
        "duplicate",
    ];

    /// The name of its kind.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Empty(_) => "empty",
            Self::Untranslated => "untranslated",
            Self::Language(..) => "language",
            Self::Script(_) => "script",
            Self::Length { .. } => "length",
            Self::Markup(_) => "markup",
            Self::Duplicate => "duplicate",
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty(lang) => write!(f, "no text in {lang}"),
            Self::Untranslated => f.write_str("not translated"),
            Self::Language(lang, found) => write!(f, "not in {lang}: {found}"),
            Self::Script(lang) => write!(f, "not in the script of {lang}"),
            Self::Length { source, target } => write!(f, "{source} words for {target}"),
            Self::Markup(what) => f.write_str(what),
            Self::Duplicate => f.write_str("said by a unit before it"),
        }
    }
}

/// Tells whether a text in a language is in another script than the language's own.
pub type IsOtherScript<'c> = &'c dyn Fn(&LangTag, &str) -> bool;

/// Looks for flaws in units, one after the other.
///
/// Keeps eight bytes of each unit, to know duplicates by.
///
/// ```
/// use tmx::hygiene::{Checker, Flaw};
/// use tmx::{LangTag, TranslationUnit};
///
/// let (zh, en) = (LangTag::chinese(), LangTag::english());
/// let mut checker = Checker::new(&zh, &en);
/// let unit = |source, target| TranslationUnit::pair((&zh, source), (&en, target));
/// assert_eq!(checker.check(&unit("开幕式", "Opening ceremony")), []);
/// assert_eq!(checker.check(&unit("开幕式", "opening ceremony.")), [Flaw::Duplicate]);
/// assert_eq!(checker.check(&unit("闭幕式", "闭幕式")), [Flaw::Untranslated]);
/// ```
pub struct Checker<'c> {
    source: &'c LangTag,
    target: &'c LangTag,
    is_other_script: Option<IsOtherScript<'c>>,
    seen: HashSet<u64, BuildHasherDefault<DefaultHasher>>,
}

impl<'c> Checker<'c> {
    /// A checker for units of a pair of languages.
    #[must_use]
    pub fn new(source: &'c LangTag, target: &'c LangTag) -> Self {
        Self {
            source,
            target,
            is_other_script: None,
            seen: HashSet::default(),
        }
    }

    /// Lets scripts be told apart, too; that needs a dictionary.
    #[must_use]
    pub fn with_script(mut self, is_other_script: IsOtherScript<'c>) -> Self {
        self.is_other_script = Some(is_other_script);
        self
    }

    /// The flaws of the next unit. Where a side has nothing to read nothing else is looked for.
    pub fn check(&mut self, unit: &TranslationUnit) -> Vec<Flaw> {
        let text = |lang: &LangTag| {
            let variant = unit.variant(lang)?;
            Some((variant, variant.segment.plain_text())).filter(|(_, text)| has_words(text))
        };
        let (Some((source, zh)), Some((target, en))) = (text(self.source), text(self.target))
        else {
            let is_empty = |lang: &&LangTag| text(lang).is_none();
            let empty = [self.source, self.target].into_iter().filter(is_empty);
            return empty.map(|lang| Flaw::Empty(lang.clone())).collect();
        };
        let mut flaws = Vec::new();
        let (folded, translation) = (fold(&zh), fold(&en));
        let is_code = !zh.chars().any(is_han) && zh.split_whitespace().count() < 4;
        if folded == translation {
            // Numbers, names and codes are the same in every language.
            if !is_code {
                flaws.push(Flaw::Untranslated);
            }
        } else if !is_code {
            for (lang, text) in [(self.source, &zh), (self.target, &en)] {
                let found = language::other(lang, text);
                flaws.extend(found.map(|found| Flaw::Language(lang.clone(), found)));
            }
        }
        if let Some(is_other) = self.is_other_script {
            let sides = [(self.source, &zh), (self.target, &en)].into_iter();
            let other = sides.filter(|(lang, text)| is_other(lang, text));
            flaws.extend(other.map(|(lang, _)| Flaw::Script(lang.clone())));
        }
        if flaws.is_empty() {
            flaws.extend(length::mismatch(&zh, &en));
        }
        flaws.extend(markup::broken(&source.segment, &target.segment));
        // Not one of different sides that make the same when joined.
        let hasher = BuildHasherDefault::<DefaultHasher>::default();
        if !self.seen.insert(hasher.hash_one((folded, translation))) {
            flaws.push(Flaw::Duplicate);
        }
        flaws
    }
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// What is left of a text without case, width, marks and blanks.
fn fold(text: &str) -> String {
    let half_width = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    text.chars()
        .map(half_width)
        .filter(|c| c.is_alphanumeric() || "%‰°€$£¥+-−<>=".contains(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&str, &str)]) -> Vec<Vec<&'static str>> {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let mut checker = Checker::new(&zh, &en);
        let names = |flaws: Vec<Flaw>| flaws.iter().map(Flaw::name).collect();
        let mut check = |(source, target): &(&str, &str)| {
            let unit = TranslationUnit::pair((&zh, source), (&en, target));
            names(checker.check(&unit))
        };
        pairs.iter().map(&mut check).collect()
    }

    #[test]
    fn a_good_unit_has_no_flaw() {
        let good = [
            ("守望相助", "mutual assistance"),
            (
                "双方发表联合声明。",
                "The two sides issued a joint statement.",
            ),
            ("COP28", "COP28"),
            ("2026年5月18日", "18 May 2026"),
            ("附件一：《港口管理办法》", "Annex I"),
            ("是。", "Yes."),
        ];
        assert!(check(&good).iter().all(Vec::is_empty), "{:?}", check(&good));
    }

    #[test]
    fn each_flaw_is_found() {
        let long = "The parties agreed to meet again in the autumn of the same year in order to \
                    review what had been done, and to plan what was still to be done by all.";
        let found = check(&[
            ("", "Hello."),
            ("你好。", " — "),
            ("守望相助", "守望相助"),
            (
                "see the report of the meeting",
                "See the report of the meeting",
            ),
            (
                "各方同意再次举行会议并审议有关事项。",
                "各方同意再次举行会议。",
            ),
            (
                "The parties agreed to meet again soon.",
                "The parties agreed.",
            ),
            ("会议", long),
            ("点击<b>这里</b>。", "Click here."),
        ]);
        let expected = [
            "empty",
            "empty",
            "untranslated",
            "untranslated",
            "language",
            "language",
            "length",
            "markup",
        ];
        assert_eq!(found, expected.map(|name| vec![name]));
    }

    #[test]
    fn what_differs_in_case_width_and_marks_is_said_twice() {
        let found = check(&[
            ("开幕式", "Opening ceremony"),
            ("开幕式。", "opening  ceremony."),
            ("开幕式", "Inauguration"),
            ("（１）开幕式", "(1) Opening ceremony"),
            ("(1) 开幕式", "1. Opening Ceremony"),
            ("上升5%", "up 5%"),
            ("上升5", "up 5"),
        ]);
        let twice: Vec<bool> = found.iter().map(|flaws| flaws == &["duplicate"]).collect();
        assert_eq!(twice, [false, true, false, false, true, false, false]);
    }

    #[test]
    fn the_other_script_is_told_by_who_knows_it() {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let is_other = |lang: &LangTag, text: &str| lang.as_str() == "zh-CN" && text.contains('會');
        let mut checker = Checker::new(&zh, &en).with_script(&is_other);
        let unit = TranslationUnit::pair((&zh, "會議"), (&en, "meeting"));
        assert_eq!(checker.check(&unit), [Flaw::Script(zh.clone())]);
    }

    #[test]
    fn every_flaw_has_its_name_among_the_names() {
        let zh = LangTag::chinese();
        let flaws = [
            Flaw::Empty(zh.clone()),
            Flaw::Untranslated,
            Flaw::Language(zh.clone(), String::new()),
            Flaw::Script(zh),
            Flaw::Length {
                source: 0,
                target: 0,
            },
            Flaw::Markup(String::new()),
            Flaw::Duplicate,
        ];
        assert_eq!(flaws.map(|flaw| flaw.name()), Flaw::NAMES);
    }
}
