//! Language tags as files have them.

use tmx::LangTag;

/// The language of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Language {
    Of(LangTag),
    /// Terms in it are the pinyin of Chinese terms.
    Pinyin,
}

/// The language of a tag, as tools write it.
///
/// # Errors
///
/// Says why it is none.
pub(super) fn parse(tag: &str) -> Result<Language, String> {
    let tag = LangTag::of_tool(tag).map_err(|error| error.to_string())?;
    let (primary, rest) = tag.as_str().split_once('-').unwrap_or((tag.as_str(), ""));
    let mut subtags = rest.split('-');
    let is_pinyin = match primary {
        "zh" => subtags.any(|tag| matches!(tag, "Latn" | "pinyin")),
        "x" => rest == "pinyin",
        _ => false,
    };
    Ok(match is_pinyin {
        true => Language::Pinyin,
        false => Language::Of(tag),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_has_many_tags_and_pinyin_some() {
        for (tag, wanted) in [
            ("zh_CN", "zh-CN"),
            ("zho", "zh"),
            ("cmn-hans", "zh-Hans"),
            ("eng", "en"),
            ("EN-us", "en-US"),
            ("fr", "fr"),
        ] {
            assert_eq!(
                parse(tag),
                Ok(Language::Of(wanted.parse().unwrap())),
                "{tag}"
            );
        }
        for tag in ["zh-Latn-pinyin", "x-pinyin", "zh-Latn", "cmn-Latn"] {
            assert_eq!(parse(tag), Ok(Language::Pinyin), "{tag}");
        }
        assert!(parse("").is_err() && parse("Pinyin!").is_err());
    }
}
