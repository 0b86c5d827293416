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
    /// `origination` or `modification`, with a day and somebody.
    Transaction,
    /// Whether a term is to be translated at all.
    TranslationNeeded,
    /// A category that entries have no field for.
    Other,
}

/// The name that the standard has for a category, else that of the file.
pub(super) fn name(kind: &str) -> &str {
    let bare = bare(kind);
    let mut all = Category::ALL.into_iter().map(Category::as_str);
    all.find(|name| name.to_lowercase() == bare).unwrap_or(kind)
}

fn bare(kind: &str) -> String {
    let mut bare = kind.to_lowercase();
    bare.retain(|character| !matches!(character, '-' | '_' | ' ' | '.'));
    bare
}

/// What a category means.
pub(super) fn of(kind: &str) -> Meaning {
    let bare = bare(kind);
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
    }
}
