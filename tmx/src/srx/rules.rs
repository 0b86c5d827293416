//! Segmentation rules as a file has them.

use super::Segmenter;
use super::pattern::Pattern;
use crate::LangTag;
use crate::xml::Place;

/// Segmentation rules for several languages (SRX 2.0).
///
/// ```
/// use tmx::{LangTag, srx::Rules};
///
/// let file = r#"<srx xmlns="http://www.lisa.org/srx20" version="2.0">
///   <header segmentsubflows="yes" cascade="no"/>
///   <body>
///     <languagerules><languagerule languagerulename="Chinese">
///       <rule break="yes"><beforebreak>[。！？]</beforebreak><afterbreak/></rule>
///     </languagerule></languagerules>
///     <maprules><languagemap languagepattern="ZH.*" languagerulename="Chinese"/></maprules>
///   </body></srx>"#;
/// let (rules, remarks) = Rules::read(file.as_bytes(), false)?;
/// assert!(remarks.is_empty());
/// let segmenter = rules.segmenter(&LangTag::chinese()).unwrap();
/// assert_eq!(segmenter.sentences("守望。相助！"), [0..9, 9..18]);
/// # Ok::<(), tmx::ReadError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// Whether a language takes the rules of all maps that fit it, in order, not of the first.
    pub cascade: bool,
    /// Whether text within text, such as a footnote, is cut too.
    pub segment_subflows: bool,
    /// Which codes at a place where a text is cut go to the sentence before it.
    pub codes: CodeHandling,
    /// The sets of rules.
    pub languages: Vec<LanguageRule>,
    /// Which language takes which set.
    pub maps: Vec<LanguageMap>,
}

/// Which codes at a place where a text is cut go to the sentence before it (`<formathandle>`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeHandling {
    /// Codes that begin something.
    pub start: bool,
    /// Codes that end something.
    pub end: bool,
    /// Codes that stand alone.
    pub isolated: bool,
}

impl Default for CodeHandling {
    /// As SRX says where a file is silent: only codes that end something.
    fn default() -> Self {
        Self {
            start: false,
            end: true,
            isolated: false,
        }
    }
}

/// A set of rules with a name (`<languagerule>`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LanguageRule {
    /// Its name.
    pub name: String,
    /// The rules; of those that fit a place, the first one decides.
    pub rules: Vec<Rule>,
}

/// Whether a text is cut at certain places (`<rule>`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rule {
    /// Whether it is cut there.
    pub breaks: bool,
    /// A regular expression for what ends at the place; empty for anything.
    pub before: String,
    /// A regular expression for what begins there; empty for anything.
    pub after: String,
    /// Where the file has it.
    pub place: Place,
}

/// A kind of languages and the set of rules for them (`<languagemap>`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LanguageMap {
    /// A regular expression for whole language codes, in capitals or not.
    pub pattern: String,
    /// The name of the set.
    pub rule: String,
}

impl Rules {
    /// What cuts texts in a language; none when no map fits it.
    ///
    /// Rules whose expression cannot be read are left out; [`Rules::read`] remarks them.
    #[must_use]
    pub fn segmenter(&self, lang: &LangTag) -> Option<Segmenter> {
        let other = lang.as_str().replace('-', "_");
        let fits = |map: &&LanguageMap| {
            let pattern = Pattern::whole(&map.pattern);
            pattern.is_ok_and(|it| it.matches(lang.as_str()) || it.matches(&other))
        };
        let most = if self.cascade { usize::MAX } else { 1 };
        let maps = self.maps.iter().filter(fits).take(most);
        let mut sets = maps.map(|map| self.languages.iter().find(|it| it.name == map.rule));
        let first = sets.next()?;
        let sets: Vec<&LanguageRule> = first.into_iter().chain(sets.flatten()).collect();
        Some(Segmenter::new(sets.into_iter().flat_map(|set| &set.rules)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(cascade: bool) -> Rules {
        let set = |name: &str, before: &str| LanguageRule {
            name: name.to_owned(),
            rules: vec![Rule {
                breaks: true,
                before: before.to_owned(),
                ..Rule::default()
            }],
        };
        let map = |pattern: &str, rule: &str| LanguageMap {
            pattern: pattern.to_owned(),
            rule: rule.to_owned(),
        };
        Rules {
            cascade,
            languages: vec![set("full stops", "。"), set("commas", "，")],
            maps: vec![map("ZH_CN", "full stops"), map("z[a-h].*", "commas")],
            ..Rules::default()
        }
    }

    #[test]
    fn a_language_takes_the_first_map_or_with_cascade_all() {
        let cut = |cascade, lang: &str| {
            let segmenter = rules(cascade).segmenter(&lang.parse().unwrap())?;
            Some(segmenter.sentences("一，二。三").len())
        };
        assert_eq!(cut(false, "zh-CN"), Some(2));
        assert_eq!(cut(true, "zh-CN"), Some(3));
        assert_eq!(cut(false, "zh-TW"), Some(2));
        assert_eq!(cut(true, "en"), None);
    }

    #[test]
    fn a_map_to_rules_that_are_not_there_leaves_the_text_in_lines() {
        let mut rules = rules(false);
        rules.languages.clear();
        let segmenter = rules.segmenter(&LangTag::chinese()).unwrap();
        assert_eq!(segmenter.sentences("一。\n二。三").len(), 2);
    }
}
