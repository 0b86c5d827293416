//! What files of other programs say and entries have no field for, kept at the end of a note.
//!
//! A note `of the sea; grammaticalGender: neuter; register: technicalRegister` ends in two
//! properties, which a file that has these categories gets as such; others stay in the note. So
//! what was read from a file comes out of a file of the same kind as it went in.

use super::category::{Category, Level};
use super::flavour::{Dialect, TbxFlavour};
use crate::entry::PartialDate;

/// Stands between the parts of a note.
pub(super) const BETWEEN: &str = "; ";

/// Kinds of transaction (`transactionType`).
pub(super) const TRANSACTIONS: [&str; 2] = ["origination", "modification"];

/// A part of a note that a file can have as a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property<'n> {
    Value(Category, &'n str),
    /// An address, and what it is called.
    Link(Category, &'n str, &'n str),
    /// What was done, on which day, by whom.
    Transaction(&'static str, Option<&'n str>, Option<&'n str>),
}

impl Property<'_> {
    /// Whether it is a note on the term itself; those come first in a file.
    pub(super) fn is_term_note(&self) -> bool {
        match self {
            Self::Value(category, _) => category.carrier() == super::category::Carrier::TermNote,
            Self::Link(..) | Self::Transaction(..) => false,
        }
    }
}

/// A note without the properties at its end, and these, in an order that a file keeps.
pub(super) fn split(note: &str, flavour: TbxFlavour, level: Level) -> (&str, Vec<Property<'_>>) {
    let mut rest = note.trim();
    let mut found: Vec<Property<'_>> = Vec::new();
    while !rest.is_empty() {
        let (before, part) = rest.rsplit_once(BETWEEN).unwrap_or(("", rest));
        if before.trim_end() != before || (before.is_empty() && part != rest) {
            break;
        }
        let Some(property) = parse(part, flavour, level) else {
            break;
        };
        // A term note behind something else would be read before it.
        let is_in_order = |next: &Property<'_>| property.is_term_note() >= next.is_term_note();
        if !found.last().is_none_or(is_in_order) {
            break;
        }
        found.push(property);
        rest = before;
    }
    found.reverse();
    (rest, found)
}

/// How a link is written in a note.
pub(super) fn link(target: &str, text: &str) -> String {
    match text {
        "" => target.to_owned(),
        text if text == target => target.to_owned(),
        text => format!("{target} {text}"),
    }
}

/// How a transaction is written in a note.
pub(super) fn transaction(kind: &str, date: &str, by: &str) -> String {
    let by = match by {
        "" => String::new(),
        by => format!("({by})"),
    };
    let parts = [date, by.as_str()].into_iter().filter(|it| !it.is_empty());
    format!("{kind}: {}", parts.collect::<Vec<_>>().join(" "))
}

fn parse(part: &str, flavour: TbxFlavour, level: Level) -> Option<Property<'_>> {
    let (name, value) = part.split_once(": ")?;
    if value.trim() != value || value.is_empty() {
        return None;
    }
    if let Some(kind) = TRANSACTIONS.into_iter().find(|kind| *kind == name) {
        let has_transactions = flavour.dialect() >= Dialect::Basic;
        return has_transactions.then(|| done(kind, value)).flatten();
    }
    let category = Category::named(name).filter(|it| it.is_held(flavour, level))?;
    match category {
        Category::ExternalCrossReference | Category::XGraphic => {
            let (target, text) = value.split_once(' ').unwrap_or((value, ""));
            let is_plain = text.trim() == text && text != target && !value.ends_with(' ');
            (is_address(target) && is_plain).then_some(Property::Link(category, target, text))
        }
        Category::GeographicalUsage | Category::TransferComment => {
            Some(Property::Value(category, value))
        }
        // That of a term is a field.
        Category::Source if level == Level::Concept => Some(Property::Value(category, value)),
        _ => {
            let known = category.picklist()?.contains(&value);
            known.then_some(Property::Value(category, value))
        }
    }
}

/// `2024-05-01 (Li)`, or one of both.
fn done<'n>(kind: &'static str, value: &'n str) -> Option<Property<'n>> {
    let by = |text: &'n str| {
        let by = text.strip_prefix('(')?.strip_suffix(')')?;
        (by.trim() == by && !by.is_empty()).then_some(by)
    };
    if let Some(by) = by(value) {
        return Some(Property::Transaction(kind, None, Some(by)));
    }
    let (date, rest) = value.split_once(' ').unwrap_or((value, ""));
    let is_day = date.len() == 10
        && date
            .parse::<PartialDate>()
            .is_ok_and(|day| day.to_string() == date);
    let by = match rest {
        "" => None,
        rest => Some(by(rest)?),
    };
    is_day.then_some(Property::Transaction(kind, Some(date), by))
}

/// Whether readers take it for an address on the web.
fn is_address(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or(text.strip_prefix("http://"));
    host.is_some_and(|host| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/?#@!$&'()*+,;=:".contains(c);
        !host.is_empty() && host.chars().all(is_plain)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::*;
    use crate::exchange::tbx::Style;

    const LINGUIST: TbxFlavour = TbxFlavour::v3(Dialect::Linguist, Style::Dca);

    #[test]
    fn a_note_ends_in_properties_that_the_dialect_has() {
        let note = "of the sea; grammaticalGender: neuter; register: technicalRegister; \
                    externalCrossReference: https://example.org/a the page; \
                    modification: 2024-05-01 (Li)";
        let (rest, found) = split(note, LINGUIST, Level::Term);
        assert_eq!(rest, "of the sea");
        assert_eq!(
            found,
            [
                Property::Value(Category::GrammaticalGender, "neuter"),
                Property::Value(Category::Register, "technicalRegister"),
                Property::Link(
                    Category::ExternalCrossReference,
                    "https://example.org/a",
                    "the page"
                ),
                Property::Transaction("modification", Some("2024-05-01"), Some("Li")),
            ]
        );
        let (rest, found) = split(note, TbxFlavour::V2Basic, Level::Term);
        assert!(rest.ends_with("technicalRegister"), "{rest}");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn what_is_no_property_stays_in_the_note() {
        for note in [
            "grammaticalGender: odd",
            "register: technicalRegister; and more",
            "source: a book",
            "modification: some day",
            "externalCrossReference: ftp://a",
            "definition: x",
            "x-house: y",
            "origination: 2024-05-01 (Li); grammaticalGender: odd",
        ] {
            assert_eq!(
                split(note, LINGUIST, Level::Term),
                (note, Vec::new()),
                "{note}"
            );
        }
    }

    proptest! {
        #[test]
        fn parts_are_the_note(parts in proptest::collection::vec(proptest::sample::select(vec![
            "a", " b ", "grammaticalGender: neuter", "geographicalUsage: a: b", "origination: (x)",
            "externalCrossReference: http://a b", "modification: 2024-02-30", "",
        ]), 0..6)) {
            let note = parts.join(BETWEEN);
            let (rest, found) = split(&note, LINGUIST, Level::Term);
            let told = found.iter().map(|property| match property {
                Property::Value(category, value) => format!("{}: {value}", category.as_str()),
                Property::Link(category, target, text) => {
                    format!("{}: {}", category.as_str(), link(target, text))
                }
                Property::Transaction(kind, date, by) => {
                    transaction(kind, date.unwrap_or_default(), by.unwrap_or_default())
                }
            });
            let rest = (!rest.is_empty()).then(|| rest.to_owned());
            let whole: Vec<String> = rest.into_iter().chain(told).collect();
            prop_assert_eq!(whole.join(BETWEEN), note.trim());
        }
    }
}
