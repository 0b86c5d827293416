//! What the categories of a file mean here, in all the spellings that exporters have for them.

use crate::exchange::tbx::category::Category;

/// What a piece of information is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A field of ours.
    Field(Category),
    Note,
    /// A concept of which this one is a kind or a part.
    Broader,
    /// A concept that is a kind or a part of this one.
    Narrower,
    /// `origination` or `modification`, with a day and somebody.
    Transaction,
    /// Whether a term is to be translated at all.
    TranslationNeeded,
    /// A category that entries have no field for.
    Other,
}

/// The name that the standard has for a category, else that of the file.
pub(super) fn name(kind: &str) -> &str {
    let bare = Bare::of(kind);
    let mut all = Category::ALL.into_iter().map(Category::as_str);
    all.find(|name| name.to_lowercase() == bare.as_str())
        .unwrap_or(kind)
}

/// As many bytes as nearly all names of categories have.
const SHORT: usize = 32;

/// The name of a category in lower case and without what some put between its words. A file asks
/// for that a million times over, hence short ones need no allocation.
enum Bare {
    Short([u8; SHORT], usize),
    Long(String),
}

impl Bare {
    fn of(kind: &str) -> Self {
        let is_between = |character: char| matches!(character, '-' | '_' | ' ' | '.');
        if kind.len() > SHORT || !kind.is_ascii() {
            let mut bare = kind.to_lowercase();
            bare.retain(|character| !is_between(character));
            return Self::Long(bare);
        }
        let (mut bytes, mut length) = ([0; SHORT], 0);
        let kept = kind.bytes().filter(|&byte| !is_between(char::from(byte)));
        for (place, byte) in bytes.iter_mut().zip(kept) {
            *place = byte.to_ascii_lowercase();
            length += 1;
        }
        Self::Short(bytes, length)
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Short(bytes, length) => {
                let bytes = bytes.get(..*length).unwrap_or_default();
                std::str::from_utf8(bytes).unwrap_or_default()
            }
            Self::Long(text) => text,
        }
    }
}

/// What a category means.
pub(super) fn of(kind: &str) -> Meaning {
    let bare = Bare::of(kind);
    let category = match bare.as_str() {
        "note" | "comment" | "remark" | "termnote" => return Meaning::Note,
        "transactiontype" | "origination" | "modification" | "creation" => {
            return Meaning::Transaction;
        }
        "broaderconcept"
        | "broaderconceptgeneric"
        | "broaderconceptpartitive"
        | "relatedconceptbroader"
        | "superordinateconcept"
        | "superordinateconceptgeneric"
        | "superordinateconceptpartitive" => return Meaning::Broader,
        "narrowerconcept"
        | "narrowerconceptgeneric"
        | "narrowerconceptpartitive"
        | "relatedconceptnarrower"
        | "subordinateconcept"
        | "subordinateconceptgeneric"
        | "subordinateconceptpartitive" => return Meaning::Narrower,
        "translationneeded" => return Meaning::TranslationNeeded,
        "administrativestatus"
        | "normativeauthorization"
        | "usagestatus"
        | "termstatus"
        | "status" => Category::AdministrativeStatus,
        "partofspeech" | "pos" => Category::PartOfSpeech,
        "termtype" => Category::TermType,
        "subjectfield" | "subject" | "domain" => Category::SubjectField,
        // What Weblate writes without a type is an explanation of the term.
        "definition" | "descrip" => Category::Definition,
        "context" | "example" | "samplesentence" => Category::Context,
        "source" => Category::Source,
        "customersubset" | "customer" => Category::CustomerSubset,
        "projectsubset" | "project" => Category::ProjectSubset,
        "crossreference" | "relatedconcept" | "seealso" => Category::CrossReference,
        "pinyin" | "xpinyin" | "hanyupinyin" | "拼音" | "汉语拼音" | "reading" => {
            Category::Reading
        }
        _ => return Meaning::Other,
    };
    Meaning::Field(category)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exporters_spell_categories_in_many_ways() {
        for kind in [
            "usageStatus",
            "administrativeStatus",
            "Status",
            "term-status",
        ] {
            assert_eq!(
                of(kind),
                Meaning::Field(Category::AdministrativeStatus),
                "{kind}"
            );
        }
        assert_eq!(of("Translation needed"), Meaning::TranslationNeeded);
        assert_eq!(of("x-Pinyin"), Meaning::Field(Category::Reading));
        assert_eq!(of("x-house"), Meaning::Other);
        let long = "superordinate-Concept Partitive";
        assert_eq!(of(&format!("{long}___")), Meaning::Broader);
        assert_eq!(of(long), Meaning::Broader);
        assert_eq!(of("拼音"), Meaning::Field(Category::Reading));
    }
}
