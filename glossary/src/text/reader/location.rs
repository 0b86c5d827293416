//! Where in its file a piece of a text stands, as the reader of the file would say it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in a file, in the terms of its kind; everything is counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Location {
    /// A line, as editors count.
    Line(usize),
    /// A paragraph of a document; empty ones are not counted, those of tables are.
    Paragraph(usize),
    /// A footnote, in the order of the document.
    Footnote(usize),
    /// An endnote, in the order of the document.
    Endnote(usize),
    /// A paragraph of a chapter of a book.
    Chapter {
        /// The chapter, in the order of reading.
        number: usize,
        /// The paragraph in this chapter.
        paragraph: usize,
    },
    /// A page.
    Page(usize),
    /// A slide of a presentation.
    Slide(usize),
    /// A subtitle.
    Cue {
        /// Its number: the one it bears, or else its place in the file.
        number: usize,
        /// When it appears, in seconds from the beginning.
        seconds: u32,
    },
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Paragraph(paragraph) => write!(f, "paragraph {paragraph}"),
            Self::Footnote(note) => write!(f, "footnote {note}"),
            Self::Endnote(note) => write!(f, "endnote {note}"),
            Self::Chapter { number, paragraph } => {
                write!(f, "chapter {number}, paragraph {paragraph}")
            }
            Self::Page(page) => write!(f, "page {page}"),
            Self::Slide(slide) => write!(f, "slide {slide}"),
            Self::Cue { number, seconds } => {
                let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
                write!(
                    f,
                    "cue {number} ({hours:02}:{minutes:02}:{:02})",
                    seconds % 60
                )
            }
        }
    }
}

/// The locations of a text before repair: each holds from its offset to the next one.
///
/// Plain text has none, as every one of its places is a line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Landmarks {
    marks: Vec<(usize, Location)>,
}

impl Landmarks {
    /// Where the character at `byte`, an offset of the text before repair, stands.
    #[must_use]
    pub fn locate(&self, byte: usize) -> Option<Location> {
        let after = self.marks.partition_point(|(offset, _)| *offset <= byte);
        let (_, location) = self.marks.get(after.checked_sub(1)?)?;
        Some(*location)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// Adds a location that begins at `offset`; they come in order, and of two at one place the
    /// later holds.
    pub(super) fn push(&mut self, offset: usize, location: Location) {
        if self.marks.last().is_some_and(|(last, _)| *last == offset) {
            self.marks.pop();
        }
        if self.marks.last().is_none_or(|(_, last)| *last != location) {
            self.marks.push((offset, location));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_holds_until_the_next_one() {
        let mut landmarks = Landmarks::default();
        landmarks.push(0, Location::Page(1));
        landmarks.push(10, Location::Page(2));
        landmarks.push(10, Location::Page(3));
        landmarks.push(20, Location::Page(3));
        let pages = [0, 9, 10, 25].map(|at| landmarks.locate(at));
        assert_eq!(pages, [1, 1, 3, 3].map(|page| Some(Location::Page(page))));
        assert_eq!(Landmarks::default().locate(3), None);
    }

    #[test]
    fn locations_are_told_in_words() {
        let chapter = Location::Chapter {
            number: 2,
            paragraph: 7,
        };
        let cue = Location::Cue {
            number: 41,
            seconds: 7333,
        };
        assert_eq!(chapter.to_string(), "chapter 2, paragraph 7");
        assert_eq!(cue.to_string(), "cue 41 (02:02:13)");
    }

    #[test]
    fn landmarks_are_stored_as_short_json() {
        let mut landmarks = Landmarks::default();
        landmarks.push(0, Location::Page(1));
        let json = serde_json::to_string(&landmarks).unwrap();
        assert_eq!(json, r#"[[0,{"page":1}]]"#);
        assert_eq!(serde_json::from_str::<Landmarks>(&json).unwrap(), landmarks);
    }
}
