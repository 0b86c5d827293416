//! The paragraphs of a document as its markup opens and closes them.

use super::location::Location;
use super::source::SourceText;

/// What the paragraphs and cells of a document are read into.
pub(super) trait Sink {
    /// A paragraph begins.
    fn open(&mut self);
    /// The paragraph ends.
    fn close(&mut self);
    /// Adds to the paragraph.
    fn push(&mut self, text: &str);
    /// Adds with blanks of any number and kind as one.
    fn push_collapsed(&mut self, text: &str);
    /// The end of the paragraph was deleted.
    fn join_next(&mut self);
    /// What follows is text of a note, or of the body again.
    fn set_note(&mut self, note: Option<Location>);
    /// A table, row or cell begins or ends, or says something of itself.
    fn mark(&mut self, _mark: Mark) {}
}

/// What the markup says of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Table,
    TableEnd,
    Row,
    RowEnd,
    /// The row was deleted, with revision marks.
    RowDeleted,
    /// So many columns stand free before the first cell of the row.
    Before(usize),
    Cell,
    CellEnd,
    /// The cell has so many columns.
    Columns(usize),
    /// The cell has so many rows, as far as other cells leave them to it.
    Rows(usize),
    /// The cell is part of the one above or before it.
    Covered,
}

/// Collects paragraphs that may lie in one another, as those of a text box lie in the one it is
/// anchored to: these come after the whole paragraph around them, which they would tear apart.
#[derive(Debug, Default)]
pub(super) struct Flow {
    open: Vec<Open>,
    body: Vec<String>,
    notes: Vec<(Location, String)>,
    /// The note that paragraphs belong to, while one is read.
    note: Option<Location>,
    /// A paragraph whose end was deleted: the next one continues it.
    carried: String,
}

#[derive(Debug, Default)]
struct Open {
    text: String,
    inner: Vec<String>,
    joins_next: bool,
}

impl Sink for Flow {
    fn open(&mut self) {
        let text = if self.open.is_empty() {
            std::mem::take(&mut self.carried)
        } else {
            String::new()
        };
        self.open.push(Open {
            text,
            ..Open::default()
        });
    }

    /// Text outside of any is no text of the document.
    fn push(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(text);
        }
    }

    /// None at the beginning.
    fn push_collapsed(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        for c in text.chars() {
            if !matches!(c, ' ' | '\t' | '\n' | '\r') {
                open.text.push(c);
            } else if !open.text.is_empty() && !open.text.ends_with([' ', '\n', '\t']) {
                open.text.push(' ');
            }
        }
    }

    fn join_next(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.joins_next = true;
        }
    }

    fn close(&mut self) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        let Open {
            text,
            inner,
            joins_next,
        } = closed;
        if let Some(note) = self.note {
            let texts = std::iter::once(text).chain(inner);
            self.notes.extend(texts.map(|text| (note, text)));
            return;
        }
        match self.open.last_mut() {
            Some(outer) => {
                outer.inner.push(text);
                outer.inner.extend(inner);
            }
            None => {
                if joins_next {
                    self.carried = text;
                } else {
                    self.body.push(text);
                }
                self.body.extend(inner);
            }
        }
    }

    fn set_note(&mut self, note: Option<Location>) {
        self.note = note;
    }
}

impl Flow {
    /// The paragraphs of the body so far; they are not kept.
    pub(super) fn take_body(&mut self) -> Vec<String> {
        if !self.carried.is_empty() {
            self.body.push(std::mem::take(&mut self.carried));
        }
        std::mem::take(&mut self.body)
    }

    /// The text: the body, then the footnotes, then the endnotes.
    pub(super) fn finish(mut self) -> SourceText {
        let mut source = SourceText::default();
        let mut number = 1;
        for text in self.take_body() {
            if source.paragraph(Location::Paragraph(number), &text) {
                number += 1;
            }
        }
        self.notes.sort_by_key(|(note, _)| match note {
            Location::Footnote(number) => (0, *number),
            Location::Endnote(number) => (1, *number),
            _ => (2, 0),
        });
        for (note, text) in &self.notes {
            source.paragraph(*note, text);
        }
        source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inner_paragraph_does_not_tear_the_outer_one_apart() {
        let mut flow = Flow::default();
        flow.open();
        flow.push("守望");
        flow.open();
        flow.push("框");
        flow.close();
        flow.push("相助");
        flow.close();
        assert_eq!(flow.finish().text, "守望相助\n框");
    }

    #[test]
    fn notes_come_last_in_their_order() {
        let mut flow = Flow::default();
        for (note, text) in [
            (Some(Location::Endnote(1)), "尾"),
            (Some(Location::Footnote(2)), "脚二"),
            (Some(Location::Footnote(1)), "脚一"),
            (None, "文"),
        ] {
            flow.set_note(note);
            flow.open();
            flow.push(text);
            flow.close();
        }
        let source = flow.finish();
        assert_eq!(source.text, "文\n脚一\n脚二\n尾");
        assert_eq!(source.landmarks.locate(4), Some(Location::Footnote(1)));
    }
}
