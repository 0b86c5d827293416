//! Paragraphs put together from inline text and the gaps between its pieces.

use super::location::Location;
use super::source::SourceText;

/// What stands between two pieces of a paragraph; of several the last in this order holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing.
    #[default]
    None,
    /// A blank.
    Blank,
    /// The end of a line that the writer of the file had to break somewhere.
    Wrap,
    /// The end of a line that is meant.
    Break,
}

/// Writes into a [`SourceText`].
#[derive(Debug)]
pub(super) struct Composer<'s> {
    source: &'s mut SourceText,
    is_open: bool,
    gap: Gap,
}

impl<'s> Composer<'s> {
    pub(super) fn new(source: &'s mut SourceText) -> Self {
        Self {
            source,
            is_open: false,
            gap: Gap::None,
        }
    }

    /// The paragraph ends, if one has begun.
    pub(super) fn end_paragraph(&mut self) {
        self.is_open = false;
        self.gap = Gap::None;
    }

    /// Whether the next text begins a paragraph.
    pub(super) fn is_between(&self) -> bool {
        !self.is_open
    }

    /// A gap; at the beginning of a paragraph it is nothing.
    pub(super) fn gap(&mut self, gap: Gap) {
        if self.is_open {
            self.gap = self.gap.max(gap);
        }
    }

    /// Adds text without line ends, which stands at `location`.
    pub(super) fn text(&mut self, text: &str, location: Location) {
        if text.is_empty() {
            return;
        }
        let gap = std::mem::take(&mut self.gap);
        if !self.is_open {
            self.is_open = true;
            self.source.end_line();
            self.source.landmarks.push(self.source.text.len(), location);
        } else if gap == Gap::Blank {
            self.source.text.push(' ');
        } else if gap > Gap::Blank {
            if gap == Gap::Wrap {
                self.source.wraps.push(self.source.text.len());
            }
            self.source.text.push('\n');
            self.source.landmarks.push(self.source.text.len(), location);
        }
        self.source.text.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_hold_between_pieces_only() {
        let mut source = SourceText::default();
        let mut composer = Composer::new(&mut source);
        let line = Location::Line;
        composer.gap(Gap::Blank);
        composer.text("a", line(1));
        composer.gap(Gap::Blank);
        composer.gap(Gap::Wrap);
        composer.text("b", line(2));
        composer.gap(Gap::Blank);
        composer.text("c", line(2));
        composer.gap(Gap::Break);
        composer.end_paragraph();
        composer.text("d", line(4));
        assert_eq!(source.text, "a\nb c\nd");
        assert_eq!(source.wraps, [1]);
        assert_eq!(source.landmarks.locate(6), Some(line(4)));
    }
}
