//! What stood before and after a segment, as some tools tell it.

use crate::xml::{Node, XmlReader};
use crate::{InlineKind, LangTag, Prop, TranslationUnit};

/// The segments before and after one where it was translated; empty where there was none.
///
/// The units of a memory stand in any order, hence tools that match in context write the
/// neighbours with each, as the properties [`BEFORE`](Self::BEFORE) and [`AFTER`](Self::AFTER) of
/// the unit (memoQ, as markup) or of the variant (MyMemory, as text).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The text of the segment before.
    pub before: String,
    /// The text of the segment behind.
    pub after: String,
}

impl Neighbours {
    /// The property with the segment before.
    pub const BEFORE: &'static str = "x-context-pre";
    /// The property with the segment behind.
    pub const AFTER: &'static str = "x-context-post";

    /// What properties tell; none where they tell neither.
    ///
    /// ```
    /// use tmx::{Neighbours, Prop};
    ///
    /// let props = [Prop::new(Neighbours::BEFORE, "<seg>术语<ph>{1}</ph>库</seg>")];
    /// let told = Neighbours::of(&props).unwrap();
    /// assert_eq!((told.before.as_str(), told.after.as_str()), ("术语库", ""));
    /// ```
    #[must_use]
    pub fn of(props: &[Prop]) -> Option<Self> {
        let told = |kind: &str| props.iter().find(|prop| prop.kind == kind);
        let (before, after) = (told(Self::BEFORE), told(Self::AFTER));
        if before.is_none() && after.is_none() {
            return None;
        }
        let text = |prop: Option<&Prop>| prop.map(|it| plain(it.value.trim())).unwrap_or_default();
        Some(Self {
            before: text(before),
            after: text(after),
        })
    }

    /// What a unit tells of its segment in a language.
    #[must_use]
    pub fn in_unit(unit: &TranslationUnit, lang: &LangTag) -> Option<Self> {
        let variant = unit.variant(lang)?;
        Self::of(&variant.props).or_else(|| Self::of(&unit.props))
    }
}

/// The text of a segment that is perhaps written as markup, without native codes.
fn plain(value: &str) -> String {
    if !value.starts_with("<seg") {
        return value.to_owned();
    }
    let mut reader = XmlReader::new(value);
    let mut text = String::new();
    loop {
        let step = match reader.next() {
            Ok(Some(Node::Text(piece))) => {
                text.push_str(&piece);
                Ok(())
            }
            Ok(Some(Node::Start(element))) => match InlineKind::from_name(element.name()) {
                Some(InlineKind::Highlight) | None => Ok(()),
                Some(_) => reader.skip(),
            },
            Ok(Some(Node::End(_))) => Ok(()),
            Ok(None) => return text,
            Err(error) => Err(error),
        };
        if step.is_err() {
            // Then it is no markup.
            return value.to_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_read_as_markup_and_as_text() {
        for (value, text) in [
            ("海洋论坛。", "海洋论坛。"),
            (" <seg>A &amp; <hi>B</hi>.</seg> ", "A & B."),
            (
                "<seg><bpt i=\"1\">&lt;b&gt;</bpt>C<ept i=\"1\"/></seg>",
                "C",
            ),
            ("<seg>broken", "<seg>broken"),
            ("<seg/>", ""),
            ("", ""),
        ] {
            let told = Neighbours::of(&[Prop::new(Neighbours::AFTER, value)]);
            let expected = Neighbours {
                before: String::new(),
                after: text.to_owned(),
            };
            assert_eq!(told, Some(expected), "{value}");
        }
        assert_eq!(Neighbours::of(&[Prop::new("x-other", "y")]), None);
    }

    #[test]
    fn what_the_variant_tells_goes_before_what_the_unit_tells() {
        let (zh, en) = (LangTag::chinese(), LangTag::english());
        let mut unit = TranslationUnit::pair((&zh, "好。"), (&en, "Good."));
        assert_eq!(Neighbours::in_unit(&unit, &zh), None);
        unit.props = vec![Prop::new(Neighbours::BEFORE, "一。")];
        let before = |unit: &TranslationUnit| Neighbours::in_unit(unit, &zh).unwrap().before;
        assert_eq!(before(&unit), "一。");
        unit.variants[0].props = vec![Prop::new(Neighbours::BEFORE, "二。")];
        assert_eq!(before(&unit), "二。");
    }
}
