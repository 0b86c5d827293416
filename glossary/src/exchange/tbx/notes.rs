//! What a dialect has no category for, as notes that can be told from remarks.
//!
//! Such a note is `name: value`, with the name of the category that a larger dialect has, or with
//! one of ours. A remark that looks like one is written behind `note: `.

use std::borrow::Cow;

use super::category::Category;

/// The note on an entry whose term stays as it is.
pub(super) const DO_NOT_TRANSLATE: &str = "do not translate";

/// The note on a term that is never to be used.
pub(super) const FORBIDDEN: &str = "use: forbidden";

/// Names of notes beside those of the categories.
pub(super) const PINYIN: &str = "pinyin";
pub(super) const IN_USE: &str = "in use";
pub(super) const APPROVED_BY: &str = "approved by";
pub(super) const TRANSLATION: &str = "context translation";
pub(super) const CONTEXT_SOURCE: &str = "context source";
const REMARK: &str = "note";

const NAMES: [&str; 6] = [
    PINYIN,
    IN_USE,
    APPROVED_BY,
    TRANSLATION,
    CONTEXT_SOURCE,
    REMARK,
];

/// A note with a name.
pub(super) fn named(name: &str, value: &str) -> String {
    format!("{name}: {value}")
}

/// A remark as the text of a note, which [`parse`] takes for nothing else.
pub(super) fn remark(text: &str) -> Cow<'_, str> {
    match parse(text) {
        Note::Remark(_) if !text.starts_with("note: ") => Cow::Borrowed(text),
        _ => Cow::Owned(named(REMARK, text)),
    }
}

/// What a note says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Note<'n> {
    DoNotTranslate,
    Forbidden,
    /// The value of a name of ours.
    Named(&'static str, &'n str),
    /// The value of a category.
    Of(Category, &'n str),
    Remark(&'n str),
}

/// What the text of a note of a file of ours says.
pub(super) fn parse(text: &str) -> Note<'_> {
    match text {
        DO_NOT_TRANSLATE => return Note::DoNotTranslate,
        FORBIDDEN => return Note::Forbidden,
        _ => {}
    }
    let Some((name, value)) = text.split_once(": ") else {
        return Note::Remark(text);
    };
    if name == REMARK {
        return Note::Remark(value);
    }
    match NAMES.into_iter().find(|known| *known == name) {
        Some(known) => Note::Named(known, value),
        None => Category::named(name).map_or(Note::Remark(text), |it| Note::Of(it, value)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;

    proptest! {
        #[test]
        fn a_remark_stays_one(
            name in proptest::sample::select(vec!["", "note: ", "pinyin: ", "definition: ", "use: forbidden", "do not translate"]),
            text in "[a-z: ]{0,10}",
        ) {
            let text = format!("{name}{text}");
            let note = remark(&text);
            prop_assert_eq!(parse(&note), Note::Remark(&text));
        }
    }

    #[test]
    fn a_plain_remark_is_written_as_it_is() {
        assert_eq!(remark("see also: ports"), "see also: ports");
        assert_eq!(parse("reading: x"), Note::Of(Category::Reading, "x"));
    }
}
