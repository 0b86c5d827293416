//! What each translation tool wants of an export.

use glossary::exchange::lists::ListFormat;
use serde::Serialize;

/// A tool that entries are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Profile {
    Omegat,
    Weblate,
    Memoq,
    Matecat,
    Deepl,
    Multiterm,
    Utx,
    Anki,
}

/// Where a profile puts what it writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A file, or standard output.
    File,
    /// A folder with files whose names the tool wants.
    Folder,
}

/// How a tool wants a glossary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wants {
    /// The list it reads.
    pub(crate) list: ListFormat,
    pub(crate) place: Place,
    /// What messages call the list.
    pub(crate) name: &'static str,
    /// What a record of it is, one and several.
    pub(crate) records: [&'static str; 2],
    /// What to do with the file.
    pub(crate) next: &'static str,
}

impl Profile {
    /// What the tool wants.
    pub(crate) fn wants(self) -> Wants {
        let rows = ["row", "rows"];
        let file = |list, name, records, next| Wants {
            list,
            place: Place::File,
            name,
            records,
            next,
        };
        match self {
            Self::Omegat => Wants {
                place: Place::Folder,
                ..file(
                    ListFormat::Omegat,
                    "the glossary of OmegaT",
                    ["pair", "pairs"],
                    "open the folder in OmegaT: Project > Open",
                )
            },
            Self::Weblate => file(
                ListFormat::Weblate,
                "the CSV of Weblate",
                rows,
                "in Weblate: a glossary component > Files > Upload translation",
            ),
            Self::Memoq => file(
                ListFormat::Memoq,
                "the CSV of memoQ",
                rows,
                "in memoQ: Term bases > Import terminology, semicolons, first row has names",
            ),
            Self::Matecat => file(
                ListFormat::Matecat,
                "the CSV of MateCat",
                rows,
                "in MateCat: Translation memory and glossary > Import glossary",
            ),
            Self::Deepl => file(
                ListFormat::Deepl,
                "the glossary of DeepL",
                rows,
                "in DeepL: Glossary > Upload, with the languages zh and en",
            ),
            Self::Multiterm => file(
                ListFormat::Multiterm,
                "MultiTerm XML",
                ["entry", "entries"],
                "in MultiTerm: make a termbase with these fields, then Catalog > Import",
            ),
            Self::Utx => file(
                ListFormat::Utx,
                "UTX",
                rows,
                "give the file to the tool that reads UTX",
            ),
            Self::Anki => file(
                ListFormat::Anki,
                "the notes of Anki",
                ["note", "notes"],
                "in Anki: File > Import",
            ),
        }
    }
}
