//! What is said about units besides their text: notes and properties.

use serde::{Deserialize, Serialize};

/// Names and values, in the order of the file.
pub type Attributes = Vec<(String, String)>;

/// A remark for people (TMX `<note>`). In JSON it is its text, unless it has attributes.
///
/// ```
/// let note = tmx::Note::from("一条备注");
/// assert_eq!(note.text, "一条备注");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "NoteForm", into = "NoteForm")]
pub struct Note {
    /// The remark.
    pub text: String,
    /// Its attributes: `xml:lang`, `o-encoding`.
    pub attributes: Attributes,
}

impl<T: Into<String>> From<T> for Note {
    fn from(text: T) -> Self {
        Self {
            text: text.into(),
            attributes: Vec::new(),
        }
    }
}

/// How a note is kept: most are a text and nothing else.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum NoteForm {
    Text(String),
    Whole {
        text: String,
        attributes: Attributes,
    },
}

impl From<NoteForm> for Note {
    fn from(form: NoteForm) -> Self {
        match form {
            NoteForm::Text(text) => Self::from(text),
            NoteForm::Whole { text, attributes } => Self { text, attributes },
        }
    }
}

impl From<Note> for NoteForm {
    fn from(note: Note) -> Self {
        match note {
            Note { text, attributes } if attributes.is_empty() => Self::Text(text),
            Note { text, attributes } => Self::Whole { text, attributes },
        }
    }
}

/// A property that programs agree on (TMX `<prop>`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prop {
    /// Which property it is; names of one's own begin with `x-`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its value.
    pub value: String,
    /// Its other attributes: `xml:lang`, `o-encoding`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Attributes,
}

impl Prop {
    /// The property that carries the reading of a Chinese text: readers take a language variant
    /// in pinyin for a text of its own.
    pub const PINYIN: &'static str = "x-pinyin";

    /// The property that says in which language the text was first written, where the first
    /// variant is in another.
    pub const SOURCE_LANG: &'static str = "x-source-lang";

    /// Begins the name of a property that carries an attribute which TMX has not, or whose value
    /// is not what TMX asks for.
    pub const ATTRIBUTE: &'static str = "x-attribute-";

    /// A property and its value.
    #[must_use]
    pub fn new(kind: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            value: value.into(),
            attributes: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_a_text_in_json_until_it_has_attributes() {
        let plain = Note::from("备注");
        let mut whole = plain.clone();
        whole.attributes = vec![("xml:lang".to_owned(), "zh".to_owned())];
        for (note, json) in [
            (plain, "\"备注\""),
            (
                whole,
                "{\"text\":\"备注\",\"attributes\":[[\"xml:lang\",\"zh\"]]}",
            ),
        ] {
            assert_eq!(serde_json::to_string(&note).unwrap(), json);
            assert_eq!(serde_json::from_str::<Note>(json).unwrap(), note);
        }
    }
}
