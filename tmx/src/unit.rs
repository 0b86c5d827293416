//! Translation units: one segment in several languages.

use serde::{Deserialize, Serialize};

use crate::{Attributes, LangTag, Note, Prop, Run, Segment, Timestamp};

/// One segment and its renderings in other languages (TMX `<tu>`).
///
/// ```
/// use tmx::{LangTag, TranslationUnit};
///
/// let (zh, en) = (LangTag::chinese(), LangTag::english());
/// let unit = TranslationUnit::pair((&zh, "守望相助"), (&en, "mutual assistance"));
/// assert_eq!(unit.variant(&zh).map(|v| v.segment.plain_text()), Some("守望相助".to_owned()));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranslationUnit {
    /// Identifier for ever and everywhere (`tuid`); empty when it has none yet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub uid: String,
    /// The language the text was first written in (`srclang`), where it is known for this unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_lang: Option<LangTag>,
    /// When the unit was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation_date: Option<Timestamp>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation_id: Option<String>,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_date: Option<Timestamp>,
    /// Who changed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_id: Option<String>,
    /// How often it was taken over into a translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_count: Option<u64>,
    /// When it was last taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_usage_date: Option<Timestamp>,
    /// Remarks for people (`<note>`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Properties for programs (`<prop>`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Prop>,
    /// Attributes that have no field here, or whose value is not what TMX asks for (a date that
    /// is no date), in file order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Attributes,
    /// The renderings, in file order (`<tuv>`).
    pub variants: Vec<Variant>,
}

impl TranslationUnit {
    /// A unit of two plain texts, of which nothing else is known.
    #[must_use]
    pub fn pair(source: (&LangTag, &str), target: (&LangTag, &str)) -> Self {
        let variant = |(lang, text): (&LangTag, &str)| Variant::new(lang.clone(), text);
        Self {
            variants: vec![variant(source), variant(target)],
            ..Self::default()
        }
    }

    /// The rendering in a language: the one with this very tag, else the first of the same
    /// language whatever its script or region. A romanisation, such as `zh-Latn-pinyin`, is only
    /// found by its own tag.
    #[must_use]
    pub fn variant(&self, lang: &LangTag) -> Option<&Variant> {
        let romanised = |lang: &LangTag| lang.as_str().split('-').any(|part| part == "Latn");
        self.variants
            .iter()
            .find(|variant| variant.lang == *lang)
            .or_else(|| {
                self.variants
                    .iter()
                    .find(|variant| variant.lang.same_language(lang) && !romanised(&variant.lang))
            })
    }
}

/// A segment in one language (TMX `<tuv>`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// The language (`xml:lang`).
    pub lang: LangTag,
    /// The segment.
    pub segment: Segment,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation_date: Option<Timestamp>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation_id: Option<String>,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_date: Option<Timestamp>,
    /// Who changed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_id: Option<String>,
    /// How often it was taken over into a translation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_count: Option<u64>,
    /// When it was last taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_usage_date: Option<Timestamp>,
    /// Remarks for people (`<note>`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Properties for programs (`<prop>`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Prop>,
    /// Attributes that have no field here, or whose value is not what TMX asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Attributes,
}

impl Variant {
    /// A plain text of which nothing else is known.
    #[must_use]
    pub fn new(lang: LangTag, text: impl Into<String>) -> Self {
        Self {
            lang,
            segment: Segment::from_text(text),
            creation_date: None,
            creation_id: None,
            change_date: None,
            change_id: None,
            usage_count: None,
            last_usage_date: None,
            notes: Vec::new(),
            props: Vec::new(),
            attributes: Vec::new(),
        }
    }

    /// Makes this what [`new`](Self::new) gives, in the memory that it has: who goes through
    /// millions of variants needs no memory for each.
    pub fn renew(&mut self, lang: &LangTag, text: &str) {
        let Self {
            lang: own_lang,
            segment,
            creation_date,
            creation_id,
            change_date,
            change_id,
            usage_count,
            last_usage_date,
            notes,
            props,
            attributes,
        } = self;
        // To count one user more of a tag is slower than to see that it is the same.
        if own_lang != lang {
            own_lang.clone_from(lang);
        }
        segment.runs.truncate(1);
        match segment.runs.first_mut() {
            Some(Run::Text(own)) if !text.is_empty() => {
                own.clear();
                own.push_str(text);
            }
            _ => *segment = Segment::from_text(text),
        }
        (*creation_date, *change_date, *last_usage_date) = (None, None, None);
        (*creation_id, *change_id, *usage_count) = (None, None, None);
        notes.clear();
        props.clear();
        attributes.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_very_tag_is_found_before_another_of_the_same_language() {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let taiwan: LangTag = "zh-TW".parse().unwrap();
        let unit = TranslationUnit::pair((&taiwan, "軟體"), (&zh, "软件"));
        assert_eq!(unit.variant(&zh).unwrap().lang, zh);
        let hong_kong: LangTag = "zh-HK".parse().unwrap();
        assert_eq!(unit.variant(&hong_kong).unwrap().lang, taiwan);
        assert_eq!(unit.variant(&en), None);
    }

    #[test]
    fn pinyin_is_not_taken_for_chinese() {
        let zh = LangTag::chinese();
        let pinyin: LangTag = "zh-Latn-pinyin".parse().unwrap();
        let hans: LangTag = "zh-Hans".parse().unwrap();
        let mut unit = TranslationUnit::pair((&pinyin, "shùyǔ"), (&hans, "术语"));
        assert_eq!(unit.variant(&zh).unwrap().lang, hans);
        unit.variants.truncate(1);
        assert_eq!(unit.variant(&zh), None);
        assert!(unit.variant(&pinyin).is_some());
    }

    #[test]
    fn a_unit_keeps_what_it_holds_through_json() {
        let unit = TranslationUnit {
            uid: "u1".to_owned(),
            creation_date: Some(Timestamp::from_seconds(0)),
            props: vec![Prop::new(Prop::PINYIN, "shùyǔ")],
            ..TranslationUnit::pair((&LangTag::chinese(), "术语"), (&LangTag::english(), "term"))
        };
        let json = serde_json::to_string(&unit).unwrap();
        assert_eq!(
            json,
            "{\"uid\":\"u1\",\"creation_date\":\"1970-01-01T00:00:00Z\",\
             \"props\":[{\"type\":\"x-pinyin\",\"value\":\"shùyǔ\"}],\"variants\":[\
             {\"lang\":\"zh-CN\",\"segment\":[{\"text\":\"术语\"}]},\
             {\"lang\":\"en\",\"segment\":[{\"text\":\"term\"}]}]}"
        );
        assert_eq!(
            serde_json::from_str::<TranslationUnit>(&json).unwrap(),
            unit
        );
    }

    #[test]
    fn units_that_were_kept_before_variants_had_dates_are_read() {
        let json = "{\"notes\":[\"备注\"],\"props\":[{\"type\":\"x-a\",\"value\":\"b\"}],\"variants\":[\
                    {\"lang\":\"zh-CN\",\"segment\":[{\"text\":\"术语\"}],\"notes\":[\"m\"]}]}";
        let unit: TranslationUnit = serde_json::from_str(json).unwrap();
        assert_eq!(unit.notes, ["备注".into()]);
        assert_eq!(unit.variants[0].notes, ["m".into()]);
        assert_eq!(unit.variants[0].creation_date, None);
        assert_eq!(serde_json::to_string(&unit).unwrap(), json);
    }

    #[test]
    fn a_variant_made_anew_is_as_a_new_one() {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let mut full = Variant::new(zh.clone(), "旧");
        full.segment.runs.push(Run::Text("的".to_owned()));
        full.creation_id = Some("me".to_owned());
        full.usage_count = Some(3);
        full.notes.push(Note::default());
        for (variant, lang, text) in [
            (full, &en, "new"),
            (Variant::new(zh.clone(), ""), &zh, "新"),
            (Variant::new(zh.clone(), "旧"), &zh, ""),
        ] {
            let mut variant = variant;
            variant.renew(lang, text);
            assert_eq!(variant, Variant::new(lang.clone(), text));
        }
    }
}
