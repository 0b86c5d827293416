//! The data categories of TBX, and which dialect has them where.
//!
//! From the modules Min, Basic and Linguist of TBX v3 (their schemas and `.tbxmd` descriptions);
//! TBX-Basic v2 has those of Min and Basic.

use super::flavour::{Dialect, TbxFlavour};

/// A kind of information about a concept or a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::exchange) enum Category {
    AdministrativeStatus,
    PartOfSpeech,
    TermType,
    GeographicalUsage,
    GrammaticalGender,
    GrammaticalNumber,
    Register,
    TermLocation,
    TransferComment,
    SubjectField,
    Definition,
    Context,
    Source,
    CustomerSubset,
    ProjectSubset,
    Reading,
    CrossReference,
    ExternalCrossReference,
    XGraphic,
}

/// The element that a category is the type of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    Admin,
    Descrip,
    Ref,
    TermNote,
    Xref,
}

/// What is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Concept,
    Term,
}

impl Carrier {
    pub(super) fn element(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Descrip => "descrip",
            Self::Ref => "ref",
            Self::TermNote => "termNote",
            Self::Xref => "xref",
        }
    }
}

impl Category {
    pub(super) const ALL: [Self; 19] = [
        Self::AdministrativeStatus,
        Self::PartOfSpeech,
        Self::TermType,
        Self::GeographicalUsage,
        Self::GrammaticalGender,
        Self::GrammaticalNumber,
        Self::Register,
        Self::TermLocation,
        Self::TransferComment,
        Self::SubjectField,
        Self::Definition,
        Self::Context,
        Self::Source,
        Self::CustomerSubset,
        Self::ProjectSubset,
        Self::Reading,
        Self::CrossReference,
        Self::ExternalCrossReference,
        Self::XGraphic,
    ];

    /// The name that the standard gives it.
    pub(in crate::exchange) fn as_str(self) -> &'static str {
        match self {
            Self::AdministrativeStatus => "administrativeStatus",
            Self::PartOfSpeech => "partOfSpeech",
            Self::TermType => "termType",
            Self::GeographicalUsage => "geographicalUsage",
            Self::GrammaticalGender => "grammaticalGender",
            Self::GrammaticalNumber => "grammaticalNumber",
            Self::Register => "register",
            Self::TermLocation => "termLocation",
            Self::TransferComment => "transferComment",
            Self::SubjectField => "subjectField",
            Self::Definition => "definition",
            Self::Context => "context",
            Self::Source => "source",
            Self::CustomerSubset => "customerSubset",
            Self::ProjectSubset => "projectSubset",
            Self::Reading => "reading",
            Self::CrossReference => "crossReference",
            Self::ExternalCrossReference => "externalCrossReference",
            Self::XGraphic => "xGraphic",
        }
    }

    /// The category of this very name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|category| category.as_str() == name)
    }

    pub(super) fn carrier(self) -> Carrier {
        match self {
            Self::AdministrativeStatus
            | Self::PartOfSpeech
            | Self::TermType
            | Self::GeographicalUsage
            | Self::GrammaticalGender
            | Self::GrammaticalNumber
            | Self::Register
            | Self::TermLocation
            | Self::TransferComment => Carrier::TermNote,
            Self::SubjectField | Self::Definition | Self::Context => Carrier::Descrip,
            Self::Source | Self::CustomerSubset | Self::ProjectSubset | Self::Reading => {
                Carrier::Admin
            }
            Self::CrossReference => Carrier::Ref,
            Self::ExternalCrossReference | Self::XGraphic => Carrier::Xref,
        }
    }

    /// The module that has it, which is also the smallest dialect with it.
    pub(super) fn module(self) -> Dialect {
        match self {
            Self::AdministrativeStatus
            | Self::PartOfSpeech
            | Self::SubjectField
            | Self::CustomerSubset
            | Self::ExternalCrossReference => Dialect::Min,
            Self::TermType
            | Self::GeographicalUsage
            | Self::GrammaticalGender
            | Self::TermLocation
            | Self::Definition
            | Self::Context
            | Self::Source
            | Self::ProjectSubset
            | Self::CrossReference
            | Self::XGraphic => Dialect::Basic,
            Self::GrammaticalNumber | Self::Register | Self::TransferComment | Self::Reading => {
                Dialect::Linguist
            }
        }
    }

    /// The element of the style DCT.
    pub(super) fn tag(self) -> String {
        let prefix = match self.module() {
            Dialect::Core | Dialect::Min => "min",
            Dialect::Basic => "basic",
            Dialect::Linguist => "ling",
        };
        format!("{prefix}:{}", self.as_str())
    }

    /// Whether a file may have it at a level.
    pub(super) fn is_held(self, flavour: TbxFlavour, level: Level) -> bool {
        let is_v2 = flavour == TbxFlavour::V2Basic;
        let has_level = match self {
            Self::SubjectField | Self::Definition | Self::XGraphic => level == Level::Concept,
            Self::CustomerSubset | Self::ProjectSubset => level == Level::Term || !is_v2,
            Self::Source | Self::CrossReference | Self::ExternalCrossReference => true,
            _ => level == Level::Term,
        };
        self.module() <= flavour.dialect() && has_level
    }

    /// The values it may have; none where any will do.
    pub(super) fn picklist(self) -> Option<&'static [&'static str]> {
        Some(match self {
            Self::GrammaticalGender => &["masculine", "feminine", "neuter", "other"],
            Self::GrammaticalNumber => &["singular", "plural", "dual", "mass", "otherNumber"],
            Self::Register => &[
                "colloquialRegister",
                "neutralRegister",
                "technicalRegister",
                "in-houseRegister",
                "bench-levelRegister",
                "slangRegister",
                "vulgarRegister",
            ],
            Self::TermLocation => &[
                "checkBox",
                "comboBox",
                "comboBoxElement",
                "dialogBox",
                "groupBox",
                "informativeMessage",
                "interactiveMessage",
                "menuItem",
                "progressBar",
                "pushButton",
                "radioButton",
                "slider",
                "spinBox",
                "tab",
                "tableText",
                "textBox",
                "toolTip",
                "user-definedType",
            ],
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::tbx::Style;

    #[test]
    fn names_lead_back_to_categories() {
        for category in Category::ALL {
            assert_eq!(Category::named(category.as_str()), Some(category));
        }
        assert_eq!(Category::named("x-house"), None);
    }

    #[test]
    fn a_larger_dialect_has_what_a_smaller_one_has() {
        for category in Category::ALL {
            for level in [Level::Concept, Level::Term] {
                let held = Dialect::ALL
                    .map(|dialect| category.is_held(TbxFlavour::v3(dialect, Style::Dca), level));
                assert!(held.is_sorted(), "{category:?} {level:?}: {held:?}");
            }
        }
        let v2 = TbxFlavour::V2Basic;
        assert!(!Category::Reading.is_held(v2, Level::Term));
        assert!(!Category::CustomerSubset.is_held(v2, Level::Concept));
    }
}
