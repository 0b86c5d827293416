//! What a terminal shows, as a value.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::output::{clip, sanitise_line};

/// How a piece of a line looks. No colours: they mean something else on every terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// As everything.
    Plain,
    /// What the eye is to find first.
    Strong,
    /// What it can do without.
    Faint,
}

/// A piece of a line in one style, sanitised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) style: Style,
}

/// A line that is at most as wide as it was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    spans: Vec<Span>,
    room: usize,
}

/// Lines from the top of the terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Screen(Vec<Line>);

impl Line {
    /// An empty line for `width` cells.
    pub(crate) fn new(width: usize) -> Self {
        Self {
            spans: Vec::new(),
            room: width,
        }
    }

    /// Adds a piece, cut where the line ends. Wide characters take two cells.
    pub(crate) fn with(mut self, text: &str, style: Style) -> Self {
        let text = clipped(&sanitise_line(text), self.room);
        if !text.is_empty() {
            self.room -= text.width();
            self.spans.push(Span { text, style });
        }
        self
    }

    /// Cells that are left.
    pub(crate) fn room(&self) -> usize {
        self.room
    }

    /// The pieces in their order.
    pub(crate) fn spans(&self) -> &[Span] {
        &self.spans
    }
}

impl Screen {
    /// Adds a line below the others.
    pub(crate) fn push(&mut self, line: Line) {
        self.0.push(line);
    }

    /// Has `height` lines: the last ones are cut off, or empty ones of `width` added.
    pub(crate) fn resize(&mut self, width: usize, height: usize) {
        self.0.resize(height, Line::new(width));
    }

    /// Adds the lines of another screen below.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// The lines from the top.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.0
    }

    /// The text without styles, for tests.
    #[cfg(test)]
    pub(crate) fn text(&self) -> String {
        let line = |line: &Line| {
            let spans = line.spans.iter().map(|span| span.text.as_str());
            let text: String = spans.collect();
            format!("{}\n", text.trim_end())
        };
        self.0.iter().map(line).collect()
    }
}

/// The end of a sanitised text that is wider than `width` cells, behind `..`.
pub(crate) fn clip_start(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(2);
    let mut taken = 0;
    let kept = text.chars().rev().take_while(|character| {
        taken += character.width().unwrap_or(0);
        taken <= room
    });
    let kept: Vec<char> = kept.collect();
    let marks = ".".repeat(width.min(2));
    marks.chars().chain(kept.into_iter().rev()).collect()
}

/// Like the cells of tables, but never wider than there is room, however little that is.
fn clipped(text: &str, width: usize) -> String {
    match width {
        0 | 1 if text.width() > width => String::new(),
        _ => clip(text, width),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_is_cut_where_the_terminal_ends() {
        let line = Line::new(10)
            .with("海洋", Style::Strong)
            .with("走廊 corridor", Style::Plain);
        let texts: Vec<&str> = line.spans().iter().map(|span| span.text.as_str()).collect();
        assert_eq!(texts, ["海洋", "走廊.."]);
        assert_eq!(line.room(), 0);
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        let line = Line::new(80).with("a\u{1b}[2J\nb", Style::Plain);
        assert_eq!(line.spans()[0].text, "a<U+001B>[2J b");
    }

    #[test]
    fn the_end_of_a_path_says_most() {
        assert_eq!(clip_start("texts/speech.txt:12", 12), "..ech.txt:12");
        assert_eq!(clip_start("海洋走廊", 5), "..廊");
        assert_eq!(clip_start("海洋", 1), ".");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_it_may_be(
            texts in prop::collection::vec("[a-z\u{4e00}-\u{4e20}\u{300}-\u{310}\u{1b}\t ]{0,12}", 0..5),
            width in 0_usize..30,
        ) {
            let line = texts.iter().fold(Line::new(width), |line, text| line.with(text, Style::Plain));
            let shown: String = line.spans().iter().map(|span| span.text.as_str()).collect();
            prop_assert!(shown.width() <= width, "{shown}");
            for text in &texts {
                prop_assert!(clip_start(&sanitise_line(text), width).width() <= width);
            }
        }
    }
}
