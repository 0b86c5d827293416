//! Units as the rows that they are stored in.

use tmx::{LangTag, Run, TranslationUnit, Variant};

use super::StoreError;
use crate::sync::unit_uid;

/// How the JSON of a unit begins and ends of which nothing is known but its texts.
pub(super) const BARE: &str = r#"{"variants":[]}"#;

/// A unit with the identifier that its texts make, in the form in which it is stored. To bring it
/// into that takes a good part of the time that storing it does, and can be done on another thread.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentifiedUnit {
    pub(super) uid: String,
    /// All but its variants, as JSON.
    pub(super) head: String,
    pub(super) variants: Vec<VariantRow>,
}

/// A variant as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct VariantRow {
    pub(super) lang: LangTag,
    pub(super) plain: String,
    /// The whole variant as JSON; none where the text is all there is.
    pub(super) data: Option<String>,
}

impl IdentifiedUnit {
    /// The texts of all sides, with their languages.
    pub(super) fn texts(&self) -> Vec<(&str, &str)> {
        let variants = self.variants.iter();
        variants
            .map(|it| (it.lang.as_str(), it.plain.as_str()))
            .collect()
    }
}

impl TryFrom<TranslationUnit> for IdentifiedUnit {
    type Error = StoreError;

    fn try_from(mut unit: TranslationUnit) -> Result<Self, StoreError> {
        let variants = std::mem::take(&mut unit.variants).into_iter();
        let variants = variants.map(VariantRow::try_from);
        let mut identified = Self {
            variants: variants.collect::<Result<_, _>>()?,
            uid: String::new(),
            head: String::new(),
        };
        identified.uid = unit_uid(&identified.texts(), 0);
        // Its own name is kept only where that is not its identifier.
        if unit.uid == identified.uid {
            unit.uid.clear();
        }
        identified.head = match unit == TranslationUnit::default() {
            true => BARE.to_owned(),
            false => serde_json::to_string(&unit)?,
        };
        Ok(identified)
    }
}

impl TryFrom<Variant> for VariantRow {
    type Error = StoreError;

    fn try_from(mut variant: Variant) -> Result<Self, StoreError> {
        if !is_bare(&variant) {
            return Ok(Self {
                data: Some(serde_json::to_string(&variant)?),
                plain: variant.segment.plain_text(),
                lang: variant.lang,
            });
        }
        let plain = match variant.segment.runs.pop() {
            Some(Run::Text(text)) => text,
            _ => String::new(),
        };
        Ok(Self {
            lang: variant.lang,
            plain,
            data: None,
        })
    }
}

/// Whether a variant is nothing but its text.
fn is_bare(variant: &Variant) -> bool {
    // Whatever a variant may have one day has to be looked at here.
    let Variant {
        lang: _,
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
    } = variant;
    let is_text = match segment.runs.as_slice() {
        [] => true,
        [Run::Text(text)] => !text.is_empty(),
        _ => false,
    };
    let dates = [creation_date, change_date, last_usage_date];
    is_text
        && dates.iter().all(|date| date.is_none())
        && creation_id.is_none()
        && change_id.is_none()
        && usage_count.is_none()
        && notes.is_empty()
        && props.is_empty()
        && attributes.is_empty()
}

#[cfg(test)]
mod tests {
    use tmx::{Inline, InlineKind, Timestamp};

    use super::*;

    fn row(variant: Variant) -> VariantRow {
        VariantRow::try_from(variant).unwrap()
    }

    #[test]
    fn a_variant_that_is_more_than_its_text_is_kept_whole() {
        let variant = Variant::new(LangTag::english(), "term");
        assert_eq!(row(variant.clone()).data, None);
        assert_eq!(row(Variant::new(LangTag::english(), "")).data, None);
        let date = Some(Timestamp::from_seconds(0));
        let name = || Some("x".to_owned());
        let attribute = ("x".to_owned(), "y".to_owned());
        for more in [
            Variant {
                creation_date: date,
                ..variant.clone()
            },
            Variant {
                change_date: date,
                ..variant.clone()
            },
            Variant {
                last_usage_date: date,
                ..variant.clone()
            },
            Variant {
                creation_id: name(),
                ..variant.clone()
            },
            Variant {
                change_id: name(),
                ..variant.clone()
            },
            Variant {
                usage_count: Some(0),
                ..variant.clone()
            },
            Variant {
                notes: vec!["x".into()],
                ..variant.clone()
            },
            Variant {
                attributes: vec![attribute],
                ..variant.clone()
            },
        ] {
            let stored = row(more.clone());
            assert_eq!(stored.plain, "term");
            let read: Variant = serde_json::from_str(&stored.data.unwrap()).unwrap();
            assert_eq!(read, more);
        }
        let mut marked = variant;
        let bold = Inline::new(InlineKind::Highlight, vec![Run::Text("s".to_owned())]);
        marked.segment.runs.push(Run::Inline(bold));
        let stored = row(marked);
        assert_eq!(stored.plain, "terms");
        assert!(stored.data.unwrap().contains("hi"));
    }

    #[test]
    fn its_own_name_is_kept_unless_it_is_the_identifier() {
        let pair =
            TranslationUnit::pair((&LangTag::chinese(), "术语"), (&LangTag::english(), "term"));
        let bare = IdentifiedUnit::try_from(pair.clone()).unwrap();
        assert_eq!(bare.head, BARE);
        let named = |uid: &str| TranslationUnit {
            uid: uid.to_owned(),
            ..pair.clone()
        };
        assert_eq!(IdentifiedUnit::try_from(named(&bare.uid)).unwrap(), bare);
        let other = IdentifiedUnit::try_from(named("7")).unwrap();
        assert_eq!(other.head, r#"{"uid":"7","variants":[]}"#);
    }
}
