//! The rules of a file for the languages of a task.

use std::ops::Range;

use super::{Rules, Segmenter};
use crate::sentence::sentences;
use crate::{LangTag, SentenceSplitter};

/// Cuts texts in some languages by the rules of a file.
#[derive(Debug)]
pub struct Segmenters {
    known: Vec<Known>,
}

/// A language, and what cuts it.
#[derive(Debug)]
struct Known {
    lang: LangTag,
    /// The language whose rules these are.
    taken: LangTag,
    segmenter: Segmenter,
}

/// A file without rules for a language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no map of it fits {0}")]
pub struct NoRulesError(pub LangTag);

/// Tags that rules for a language are mapped to, most usual first.
const RELATIVES: &[&str] = &[
    "zh-CN",
    "zh-Hans",
    "zh-Hans-CN",
    "zh",
    "zh-TW",
    "zh-Hant",
    "en",
    "en-US",
    "en-GB",
];

impl Segmenters {
    /// The rules for each of these languages. Where no map fits one, the rules are taken that are
    /// for another region or script of the same language.
    ///
    /// # Errors
    ///
    /// When there are none for one of them.
    pub fn new(rules: &Rules, langs: &[LangTag]) -> Result<Self, NoRulesError> {
        let known = langs.iter().map(|lang| {
            let relatives = RELATIVES.iter().filter_map(|tag| tag.parse().ok());
            let relatives = relatives.filter(|other: &LangTag| other.same_language(lang));
            let mut tags = std::iter::once(lang.clone()).chain(relatives);
            let found = tags.find_map(|taken| Some((rules.segmenter(&taken)?, taken)));
            let (segmenter, taken) = found.ok_or_else(|| NoRulesError(lang.clone()))?;
            Ok(Known {
                lang: lang.clone(),
                taken,
                segmenter,
            })
        });
        Ok(Self {
            known: known.collect::<Result<_, _>>()?,
        })
    }

    /// The languages that no map fits, each with the one whose rules it takes.
    pub fn replaced(&self) -> impl Iterator<Item = (&LangTag, &LangTag)> {
        let replaced = self.known.iter().filter(|it| it.lang != it.taken);
        replaced.map(|it| (&it.lang, &it.taken))
    }
}

impl SentenceSplitter for Segmenters {
    /// By the rules for this language, or for another region of it; by those that are built in
    /// where the file was not asked for it.
    fn sentences(&self, text: &str, lang: &LangTag) -> Vec<Range<usize>> {
        let exact = self.known.iter().find(|it| it.lang == *lang);
        let near = || self.known.iter().find(|it| it.lang.same_language(lang));
        match exact.or_else(near) {
            Some(known) => known.segmenter.sentences(text),
            None => sentences(text, lang),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::srx::{LanguageMap, LanguageRule, Rule};

    fn rules(pattern: &str) -> Rules {
        Rules {
            languages: vec![LanguageRule {
                name: "commas".to_owned(),
                rules: vec![Rule {
                    breaks: true,
                    before: "，".to_owned(),
                    ..Rule::default()
                }],
            }],
            maps: vec![LanguageMap {
                pattern: pattern.to_owned(),
                rule: "commas".to_owned(),
            }],
            ..Rules::default()
        }
    }

    #[test]
    fn each_language_has_its_rules_and_others_those_that_are_built_in() {
        let zh = LangTag::chinese();
        let both = Segmenters::new(&rules("zh.*"), std::slice::from_ref(&zh)).unwrap();
        assert_eq!(both.replaced().count(), 0);
        let count = |lang: &LangTag| both.sentences("一，二。三", lang).len();
        assert_eq!(count(&zh), 2);
        assert_eq!(count(&LangTag::traditional_chinese()), 2);
        assert_eq!(
            both.sentences("One， two. Three", &LangTag::english())
                .len(),
            2
        );
    }

    #[test]
    fn rules_for_another_region_are_better_than_none_and_told() {
        let zh = LangTag::chinese();
        let taken = Segmenters::new(&rules("ZH_TW"), std::slice::from_ref(&zh)).unwrap();
        let replaced: Vec<_> = taken.replaced().collect();
        assert_eq!(replaced, [(&zh, &"zh-TW".parse().unwrap())]);
        let both = [zh, LangTag::english()];
        let error = Segmenters::new(&rules("ZH_TW"), &both).unwrap_err();
        assert_eq!(error, NoRulesError(LangTag::english()));
    }
}
