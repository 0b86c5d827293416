//! What a TMX file says of itself.

use crate::{Attributes, LangTag, Note, Prop, Timestamp};

/// What a TMX file says of itself (TMX `<header>`), and the pair of languages it holds.
///
/// The seven attributes that the standard requires are always written. Of a file that was read,
/// what it does not say is empty or `und`, and so is the target language, which no header names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Source language, written in the header and on every source variant in this spelling;
    /// [`mul`](LangTag::multiple) where units have several (`*all*`).
    pub source_lang: LangTag,
    /// Target language, written on every target variant in this spelling.
    pub target_lang: LangTag,
    /// The program that writes the file.
    pub creation_tool: String,
    /// Its version.
    pub creation_tool_version: String,
    /// What a segment is.
    pub segment_type: SegmentType,
    /// The format the memory is kept in at home (`o-tmf`).
    pub original_format: String,
    /// Language of the notes and properties.
    pub admin_lang: LangTag,
    /// The kind of text the segments were taken from (`datatype`).
    pub data_type: String,
    /// When the file was made.
    pub creation_date: Option<Timestamp>,
    /// Who made it.
    pub creation_id: Option<String>,
    /// When it was last changed.
    pub change_date: Option<Timestamp>,
    /// Who changed it last.
    pub change_id: Option<String>,
    /// Remarks on the memory as a whole.
    pub notes: Vec<Note>,
    /// Properties of the memory as a whole.
    pub props: Vec<Prop>,
    /// Characters that programs gave codes of their own (`<ude>`).
    pub encodings: Vec<UserEncoding>,
    /// Attributes that have no field here, or whose value is not what TMX asks for.
    pub attributes: Attributes,
}

/// Characters of a program's own and what stands for them (TMX `<ude>`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserEncoding {
    /// Its attributes: `name`, `base`.
    pub attributes: Attributes,
    /// The attributes of each character (`<map>`): `unicode`, `code`, `ent`, `subst`.
    pub maps: Vec<Attributes>,
}

impl Header {
    /// A header for a pair of languages, of which nothing else is known.
    #[must_use]
    pub fn new(source_lang: LangTag, target_lang: LangTag) -> Self {
        Self {
            source_lang,
            target_lang,
            ..Self::default()
        }
    }

    /// A header that says nothing.
    #[must_use]
    pub fn undetermined() -> Self {
        Self {
            source_lang: LangTag::undetermined(),
            target_lang: LangTag::undetermined(),
            creation_tool: String::new(),
            creation_tool_version: String::new(),
            original_format: String::new(),
            admin_lang: LangTag::undetermined(),
            data_type: String::new(),
            ..Self::default()
        }
    }
}

impl Default for Header {
    /// Chinese to English, sentences, in the name of this program.
    fn default() -> Self {
        Self {
            source_lang: LangTag::chinese(),
            target_lang: LangTag::english(),
            creation_tool: "shuyu".to_owned(),
            creation_tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            segment_type: SegmentType::default(),
            original_format: "shuyu".to_owned(),
            admin_lang: LangTag::english(),
            data_type: "plaintext".to_owned(),
            creation_date: None,
            creation_id: None,
            change_date: None,
            change_id: None,
            notes: Vec::new(),
            props: Vec::new(),
            encodings: Vec::new(),
            attributes: Vec::new(),
        }
    }
}

/// What the segments of a memory are (TMX `segtype`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SegmentType {
    /// Several paragraphs.
    Block,
    /// Paragraphs.
    Paragraph,
    /// Sentences, or a few of them where the translation joins or splits them.
    #[default]
    Sentence,
    /// Terms and other parts of sentences.
    Phrase,
}

impl SegmentType {
    /// All of them, from the longest to the shortest.
    pub const ALL: [Self; 4] = [Self::Block, Self::Paragraph, Self::Sentence, Self::Phrase];

    /// The word TMX has for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Paragraph => "paragraph",
            Self::Sentence => "sentence",
            Self::Phrase => "phrase",
        }
    }
}
