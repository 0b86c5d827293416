//! Versions, dialects and styles of TBX.

use crate::named::parse_by_name;

/// Which TBX is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TbxFlavour {
    /// TBX v2 (ISO 30042:2008) in its Basic dialect, which most tools read.
    #[default]
    V2Basic,
    /// TBX v3 (ISO 30042:2019).
    V3 {
        /// The categories it may use.
        dialect: Dialect,
        /// How they are written.
        style: Style,
    },
}

impl TbxFlavour {
    /// All flavours, the most widely read one first.
    pub const ALL: [Self; 9] = [
        Self::V2Basic,
        Self::v3(Dialect::Core, Style::Dca),
        Self::v3(Dialect::Core, Style::Dct),
        Self::v3(Dialect::Min, Style::Dca),
        Self::v3(Dialect::Min, Style::Dct),
        Self::v3(Dialect::Basic, Style::Dca),
        Self::v3(Dialect::Basic, Style::Dct),
        Self::v3(Dialect::Linguist, Style::Dca),
        Self::v3(Dialect::Linguist, Style::Dct),
    ];

    /// TBX v3 in a dialect and a style.
    #[must_use]
    pub const fn v3(dialect: Dialect, style: Style) -> Self {
        Self::V3 { dialect, style }
    }

    /// The dialect, which says what categories there are.
    #[must_use]
    pub fn dialect(self) -> Dialect {
        match self {
            Self::V2Basic => Dialect::Basic,
            Self::V3 { dialect, .. } => dialect,
        }
    }

    /// Whether categories are elements of their own.
    pub(super) fn is_dct(self) -> bool {
        matches!(
            self,
            Self::V3 {
                style: Style::Dct,
                ..
            }
        )
    }

    /// What messages call it: `TBX v3 Linguist`.
    #[must_use]
    pub fn name(self) -> String {
        let version = match self {
            Self::V2Basic => 2,
            Self::V3 { .. } => 3,
        };
        let dialect = match self.dialect() {
            Dialect::Core => "Core",
            Dialect::Min => "Min",
            Dialect::Basic => "Basic",
            Dialect::Linguist => "Linguist",
        };
        format!("TBX v{version} {dialect}")
    }
}

/// A dialect of TBX v3; each has the categories of those before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// Terms and notes, nothing else.
    Core,
    /// Subject, customer, part of speech, status.
    Min,
    /// Definitions, contexts, sources, types, relations too.
    #[default]
    Basic,
    /// Readings, registers, grammatical numbers too.
    Linguist,
}

impl Dialect {
    /// All dialects, the smallest one first.
    pub const ALL: [Self; 4] = [Self::Core, Self::Min, Self::Basic, Self::Linguist];

    /// The word for it on the command line: `linguist`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Min => "min",
            Self::Basic => "basic",
            Self::Linguist => "linguist",
        }
    }

    /// What the root of a file has as its type.
    pub(super) fn root_type(self) -> &'static str {
        match self {
            Self::Core => "TBX-Core",
            Self::Min => "TBX-Min",
            Self::Basic => "TBX-Basic",
            Self::Linguist => "TBX-Linguist",
        }
    }
}

/// How TBX v3 writes its categories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Style {
    /// Data category as attribute: `<termNote type="partOfSpeech">`.
    #[default]
    Dca,
    /// Data category as tag: `<min:partOfSpeech>`.
    Dct,
}

impl Style {
    /// Both styles.
    pub const ALL: [Self; 2] = [Self::Dca, Self::Dct];

    /// The word for it on the command line: `dct`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dca => "dca",
            Self::Dct => "dct",
        }
    }
}

parse_by_name!(Dialect);
parse_by_name!(Style);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flavour_is_listed_once() {
        let v3 = Dialect::ALL
            .into_iter()
            .flat_map(|dialect| Style::ALL.map(|style| TbxFlavour::v3(dialect, style)));
        let all: Vec<TbxFlavour> = std::iter::once(TbxFlavour::V2Basic).chain(v3).collect();
        assert_eq!(TbxFlavour::ALL.to_vec(), all);
        assert_eq!(TbxFlavour::default().name(), "TBX v2 Basic");
    }
}
