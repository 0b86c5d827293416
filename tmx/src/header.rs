//! What a TMX file says of itself.

use crate::{LangTag, Prop, Timestamp};

/// What a TMX file says of itself (TMX `<header>`), and the pair of languages it holds.
///
/// The seven attributes that the standard requires are always written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Source language, written in the header and on every source variant in this spelling.
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
    /// When the file was made.
    pub creation_date: Option<Timestamp>,
    /// Who made it.
    pub creation_id: Option<String>,
    /// Remarks on the memory as a whole.
    pub notes: Vec<String>,
    /// Properties of the memory as a whole.
    pub props: Vec<Prop>,
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
            creation_date: None,
            creation_id: None,
            notes: Vec::new(),
            props: Vec::new(),
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
