//! Language tags as BCP 47 writes them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A BCP 47 language tag in canonical case: `zh-CN`, `en`, `zh-Hant-TW`.
///
/// Tags are compared as written after canonical casing; `zh` and `zh-CN` are two tags of one
/// [primary language](LangTag::primary).
///
/// ```
/// let tag: tmx::LangTag = "ZH_hans_cn".parse()?;
/// assert_eq!(tag.as_str(), "zh-Hans-CN");
/// assert_eq!(tag.primary(), "zh");
/// # Ok::<(), tmx::ParseLangTagError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
// Shared: a memory has millions of texts in a handful of languages.
pub struct LangTag(Arc<str>);

impl LangTag {
    /// Simplified Chinese of mainland China, `zh-CN`: what the texts of this field are written in.
    #[must_use]
    pub fn chinese() -> Self {
        Self("zh-CN".into())
    }

    /// Chinese in traditional characters, `zh-Hant`.
    #[must_use]
    pub fn traditional_chinese() -> Self {
        Self("zh-Hant".into())
    }

    /// English without a region, `en`.
    #[must_use]
    pub fn english() -> Self {
        Self("en".into())
    }

    /// Several languages, `mul`: what TMX calls `*all*`.
    #[must_use]
    pub fn multiple() -> Self {
        Self("mul".into())
    }

    /// A language that is not known, `und`.
    #[must_use]
    pub fn undetermined() -> Self {
        Self("und".into())
    }

    /// The language that a tool means by a tag: any tag of BCP 47, codes of three letters (`zho`,
    /// `chi`, `cmn`, `eng`), `cn` and `zh-CHS`, locales such as `zh_CN.UTF-8` and `ca@valencia`, and
    /// the names of Chinese and English: `Chinese (PRC)`.
    ///
    /// ```
    /// use tmx::LangTag;
    ///
    /// for tag in ["zh_cn", " zh-CN ", "zh_CN.GB18030", "cn", "Chinese (PRC)"] {
    ///     assert_eq!(LangTag::of_tool(tag), Ok(LangTag::chinese()), "{tag}");
    /// }
    /// assert_eq!(LangTag::of_tool("cmn")?.as_str(), "zh");
    /// # Ok::<(), tmx::ParseLangTagError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When it is none of these.
    pub fn of_tool(written: &str) -> Result<Self, ParseLangTagError> {
        let written = written.trim();
        let (locale, modifier) = written.split_once('@').unwrap_or((written, ""));
        let (locale, _encoding) = locale.split_once('.').unwrap_or((locale, ""));
        let parsed = match modifier {
            "" => locale.parse(),
            modifier => format!("{locale}-{modifier}").parse(),
        };
        let tag: Self = match (parsed, named(written)) {
            (Ok(tag), _) => tag,
            (Err(_), Some(tag)) => return tag.parse(),
            (Err(_), None) => return Err(ParseLangTagError(written.to_owned())),
        };
        let (primary, rest) = tag.0.split_once('-').unwrap_or((&tag.0, ""));
        let usual = match (primary, rest) {
            ("cn", "") => "zh-CN",
            ("zh", "chs") => return "zh-Hans".parse(),
            ("zh", "cht") => return "zh-Hant".parse(),
            ("zho" | "chi" | "cmn" | "cn", _) => "zh",
            ("eng", _) => "en",
            _ => return Ok(tag),
        };
        match rest {
            "" => usual.parse(),
            rest => format!("{usual}-{rest}").parse(),
        }
    }

    /// The tag in canonical case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without script, region or variants: `zh` of `zh-Hant-TW`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Whether both tags name the same language, whatever the script or region.
    #[must_use]
    pub fn same_language(&self, other: &Self) -> bool {
        self.primary() == other.primary()
    }
}

/// The tag of a language that is only named.
fn named(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["chinese", "中文", "汉语"]) {
        let is_traditional = has(&["traditional", "taiwan", "hong kong", "macao", "繁"]);
        return Some(if is_traditional { "zh-TW" } else { "zh-CN" });
    }
    Some(match name.as_str() {
        name if !name.starts_with("english") && !matches!(name, "英文" | "英语") => {
            return None;
        }
        _ if has(&["united states", "usa", "(us)"]) => "en-US",
        _ if has(&["united kingdom", "(uk)"]) => "en-GB",
        _ => "en",
    })
}

impl fmt::Display for LangTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A language tag that is not well formed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language tag (write it as in BCP 47: zh-CN, en, zh-Hant)")]
pub struct ParseLangTagError(String);

impl FromStr for LangTag {
    type Err = ParseLangTagError;

    /// Accepts any case and `_` for `-`; casing follows RFC 5646 section 2.1.1.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseLangTagError(text.to_owned());
        let mut canonical = String::new();
        let mut after_singleton = false;
        for (index, subtag) in text.split(['-', '_']).enumerate() {
            let length = subtag.len();
            if !(1..=8).contains(&length)
                || !subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
            {
                return Err(wrong());
            }
            if index == 0 {
                let private = subtag.eq_ignore_ascii_case("x");
                if !private
                    && (!(2..=3).contains(&length)
                        || !subtag.bytes().all(|byte| byte.is_ascii_alphabetic()))
                {
                    return Err(wrong());
                }
            } else {
                canonical.push('-');
            }
            let alphabetic = subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
            if index > 0 && !after_singleton && length == 2 && alphabetic {
                canonical.push_str(&subtag.to_ascii_uppercase());
            } else if index > 0 && !after_singleton && length == 4 && alphabetic {
                canonical.push_str(&subtag[..1].to_ascii_uppercase());
                canonical.push_str(&subtag[1..].to_ascii_lowercase());
            } else {
                canonical.push_str(&subtag.to_ascii_lowercase());
            }
            after_singleton |= length == 1;
        }
        if canonical == "x" {
            return Err(wrong());
        }
        Ok(Self(canonical.into()))
    }
}

impl TryFrom<String> for LangTag {
    type Error = ParseLangTagError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<LangTag> for String {
    fn from(tag: LangTag) -> Self {
        tag.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_written_in_canonical_case() {
        for (typed, canonical) in [
            ("zh_cn", "zh-CN"),
            ("EN", "en"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("en-x-US", "en-x-us"),
            ("x-Pinyin", "x-pinyin"),
        ] {
            assert_eq!(typed.parse::<LangTag>().unwrap().as_str(), canonical);
        }
    }

    #[test]
    fn tools_have_tags_of_their_own() {
        for (written, meant) in [
            ("zho", "zh"),
            ("chi_CN", "zh-CN"),
            ("cmn-hans", "zh-Hans"),
            ("cn", "zh-CN"),
            ("zh-CHT", "zh-Hant"),
            ("eng", "en"),
            ("ENG-GB", "en-GB"),
            ("zh_CN.UTF-8", "zh-CN"),
            ("sr@latin", "sr-latin"),
            ("en_US_POSIX", "en-US-posix"),
            ("Chinese_Simplified", "zh-CN"),
            ("Chinese (Traditional, Taiwan)", "zh-TW"),
            ("中文", "zh-CN"),
            ("English (United Kingdom)", "en-GB"),
            ("English", "en"),
            ("x-none", "x-none"),
            ("cng", "cng"),
        ] {
            assert_eq!(
                LangTag::of_tool(written).unwrap().as_str(),
                meant,
                "{written}"
            );
        }
        for odd in ["", "German", "no tag", "@", "Old English"] {
            assert!(LangTag::of_tool(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for typed in ["", "z", "zh-", "中文", "x", "english-language-tag", "12"] {
            assert!(typed.parse::<LangTag>().is_err(), "{typed}");
        }
    }

    #[test]
    fn the_region_does_not_change_the_language() {
        let tag: LangTag = "zh-TW".parse().unwrap();
        assert!(tag.same_language(&LangTag::chinese()));
        assert!(!tag.same_language(&LangTag::english()));
    }
}
