//! Segments: text and inline markup as typed runs.

use serde::{Deserialize, Serialize};

/// A sentence-sized piece of text, with its inline markup (TMX `<seg>`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Segment {
    /// The runs, in reading order.
    pub runs: Vec<Run>,
}

impl Segment {
    /// A segment without markup.
    #[must_use]
    pub fn from_text(text: impl Into<String>) -> Self {
        let text = text.into();
        let runs = if text.is_empty() {
            Vec::new()
        } else {
            vec![Run::Text(text)]
        };
        Self { runs }
    }

    /// What a reader of the finished document sees.
    ///
    /// Text inside `<hi>` belongs to it. The native codes inside the other elements do not, nor
    /// do the sub-flows (footnotes, index entries) within them.
    ///
    /// ```
    /// use tmx::{Inline, InlineKind, Run, Segment};
    ///
    /// let bold = Inline::new(InlineKind::Highlight, vec![Run::Text("共同体".to_owned())]);
    /// let code = Inline::new(InlineKind::Placeholder, vec![Run::Text("<br/>".to_owned())]);
    /// let segment = Segment {
    ///     runs: vec![Run::Text("命运".to_owned()), Run::Inline(bold), Run::Inline(code)],
    /// };
    /// assert_eq!(segment.plain_text(), "命运共同体");
    /// ```
    #[must_use]
    pub fn plain_text(&self) -> String {
        let mut text = String::new();
        // A stack instead of recursion: depth is the file's choice, the stack is not.
        let mut rest: Vec<&Run> = self.runs.iter().rev().collect();
        while let Some(run) = rest.pop() {
            match run {
                Run::Text(run) => text.push_str(run),
                Run::Inline(inline) if inline.kind == InlineKind::Highlight => {
                    rest.extend(inline.runs.iter().rev());
                }
                Run::Inline(_) => {}
            }
        }
        text
    }

    /// Whether there is nothing but text in it.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.runs.iter().all(|run| matches!(run, Run::Text(_)))
    }
}

/// A stretch of a segment: text, or an inline element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Run {
    /// Text of the segment.
    Text(String),
    /// An inline element.
    Inline(Inline),
}

/// An inline element of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inline {
    /// Which element it is.
    pub kind: InlineKind,
    /// Its attributes (`i`, `x`, `type`, `pos` …), in file order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
    /// What stands inside: text for `hi` and `sub`, native codes for the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<Run>,
}

impl Inline {
    /// An element without attributes.
    #[must_use]
    pub fn new(kind: InlineKind, runs: Vec<Run>) -> Self {
        Self {
            kind,
            attributes: Vec::new(),
            runs,
        }
    }
}

/// The inline elements of TMX 1.4b.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InlineKind {
    /// Start of a native paired code (`<bpt>`).
    #[serde(rename = "bpt")]
    BeginPaired,
    /// End of a native paired code (`<ept>`).
    #[serde(rename = "ept")]
    EndPaired,
    /// Native code that stands alone (`<ph>`).
    #[serde(rename = "ph")]
    Placeholder,
    /// Start or end whose other half lies outside the segment (`<it>`).
    #[serde(rename = "it")]
    Isolated,
    /// Marked text (`<hi>`).
    #[serde(rename = "hi")]
    Highlight,
    /// Unknown code, deprecated since 1.4 (`<ut>`).
    #[serde(rename = "ut")]
    Unknown,
    /// Text inside a native code: a footnote, an index entry (`<sub>`).
    #[serde(rename = "sub")]
    SubFlow,
}

impl InlineKind {
    /// All inline elements.
    pub const ALL: [Self; 7] = [
        Self::BeginPaired,
        Self::EndPaired,
        Self::Placeholder,
        Self::Isolated,
        Self::Highlight,
        Self::Unknown,
        Self::SubFlow,
    ];

    /// The element of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The name of the element: `bpt`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BeginPaired => "bpt",
            Self::EndPaired => "ept",
            Self::Placeholder => "ph",
            Self::Isolated => "it",
            Self::Highlight => "hi",
            Self::Unknown => "ut",
            Self::SubFlow => "sub",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::*;

    fn text(text: &str) -> Run {
        Run::Text(text.to_owned())
    }

    #[test]
    fn native_codes_and_their_footnotes_are_no_text() {
        for kind in InlineKind::ALL {
            let inline = Inline::new(kind, vec![text("b")]);
            let segment = Segment {
                runs: vec![text("a"), Run::Inline(inline), text("c")],
            };
            let expected = if kind == InlineKind::Highlight {
                "abc"
            } else {
                "ac"
            };
            assert_eq!(segment.plain_text(), expected, "{}", kind.as_str());
            assert!(!segment.is_plain());
        }
    }

    #[test]
    fn an_empty_segment_has_no_runs() {
        assert_eq!(Segment::from_text(""), Segment::default());
    }

    proptest! {
        #[test]
        fn text_comes_back_as_it_was_given(text in any::<String>()) {
            prop_assert_eq!(Segment::from_text(text.clone()).plain_text(), text);
        }
    }
}
