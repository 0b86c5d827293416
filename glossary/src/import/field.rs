//! What a column of a table can be.

use crate::named::parse_by_name;

/// A field that a column can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The Chinese term.
    Term,
    /// Its English; several with `;` between them where the row has no uid.
    English,
    /// The pinyin of the term, in any spelling.
    Pinyin,
    /// The part of speech of the term.
    PartOfSpeech,
    /// The status of the English.
    Status,
    /// The beginning of its period of use.
    From,
    /// The end of that period.
    Until,
    /// Where the English is taken from.
    Source,
    /// The field of the concept.
    Subject,
    /// What the concept is.
    Definition,
    /// A remark on the concept.
    Note,
    /// What the term is beside the other terms of its concept.
    TermType,
    /// The same of the English.
    EnglishType,
    /// Whom the entry is for.
    Customer,
    /// What work it is for.
    Project,
    /// Whether the term stays as it is in a translation.
    DoNotTranslate,
    /// Who approved the entry.
    ApprovedBy,
    /// A sentence that uses the term.
    Context,
    /// That sentence in English.
    ContextEnglish,
    /// Where the sentence is taken from.
    ContextSource,
    /// The number of the entry, like `#12`.
    Id,
    /// The identifier that a termbase gave it.
    Uid,
    /// Left out.
    Ignore,
}

impl Field {
    /// All fields, in the order of our own tables.
    pub const ALL: [Self; 23] = [
        Self::Term,
        Self::English,
        Self::Pinyin,
        Self::PartOfSpeech,
        Self::Status,
        Self::Source,
        Self::Subject,
        Self::Definition,
        Self::Note,
        Self::Id,
        Self::Uid,
        Self::From,
        Self::Until,
        Self::TermType,
        Self::EnglishType,
        Self::Customer,
        Self::Project,
        Self::DoNotTranslate,
        Self::ApprovedBy,
        Self::Context,
        Self::ContextEnglish,
        Self::ContextSource,
        Self::Ignore,
    ];

    /// The word for it on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::English => "english",
            Self::Pinyin => "pinyin",
            Self::PartOfSpeech => "pos",
            Self::Status => "status",
            Self::From => "from",
            Self::Until => "until",
            Self::Source => "source",
            Self::Subject => "subject",
            Self::Definition => "definition",
            Self::Note => "note",
            Self::Id => "id",
            Self::Uid => "uid",
            Self::TermType => "term-type",
            Self::EnglishType => "english-type",
            Self::Customer => "customer",
            Self::Project => "project",
            Self::DoNotTranslate => "do-not-translate",
            Self::ApprovedBy => "approved-by",
            Self::Context => "context",
            Self::ContextEnglish => "context-english",
            Self::ContextSource => "context-source",
            Self::Ignore => "ignore",
        }
    }
}

parse_by_name!(Field);
