//! A text as it was taken out of its file.

use super::location::{Landmarks, Location};

/// The characters of a text before repair, one line a line of the file or a paragraph of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceText {
    /// The lines, with `\n` or any other line end between them.
    pub text: String,
    /// Offsets in `text`, ascending, of the line ends that only wrap a paragraph: the file says
    /// that what follows belongs to what came before.
    pub wraps: Vec<usize>,
    /// Where the lines stood in the file; none for plain text.
    pub landmarks: Landmarks,
}

impl SourceText {
    /// Adds a paragraph at `location`, unless it is blank. Line ends within it stay.
    ///
    /// Returns whether it was added.
    pub(super) fn paragraph(&mut self, location: Location, text: &str) -> bool {
        let text = text.trim_matches(['\n', '\r']);
        if text.trim().is_empty() {
            return false;
        }
        self.end_line();
        self.landmarks.push(self.text.len(), location);
        self.text.push_str(text);
        true
    }

    /// Adds a line that continues the one before it.
    pub(super) fn wrapped(&mut self, location: Location, text: &str) {
        if !self.text.is_empty() {
            self.wraps.push(self.text.len());
        }
        self.paragraph(location, text);
    }

    /// Ends the line, if there is one.
    pub(super) fn end_line(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_stand_on_lines_of_their_own_and_blank_ones_are_left_out() {
        let mut source = SourceText::default();
        assert!(source.paragraph(Location::Paragraph(1), "甲\n乙"));
        assert!(!source.paragraph(Location::Paragraph(2), " \u{3000}\n"));
        source.wrapped(Location::Paragraph(2), "丙");
        assert_eq!(source.text, "甲\n乙\n丙");
        assert_eq!(source.wraps, [7]);
        assert_eq!(source.landmarks.locate(8), Some(Location::Paragraph(2)));
    }
}
