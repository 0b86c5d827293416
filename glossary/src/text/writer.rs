//! The repaired body, character by character.

use super::joins::{Seam, seam};
use super::lines::{Line, is_latin};
use super::punctuation::{is_common_han, is_han};
use super::repair::{RepairReport, Repaired};
use super::source_map::SourcePosition;
use super::widths::{
    fold, is_blank, is_hyphen, is_idle_between, is_invisible, is_spaced_list, is_word,
};

/// Writes the body, the map and the counts.
#[derive(Debug, Default)]
pub(super) struct Writer {
    done: Repaired,
    /// The last character of the body and the one before it, in this paragraph.
    last: Option<char>,
    before_last: Option<char>,
    /// The end of the last line written, and its length in bytes: what stands for a seam.
    end: Option<(SourcePosition, usize)>,
    /// Whether the last line ended with a soft hyphen.
    soft: bool,
}

impl Writer {
    /// A writer that goes on counting in `report`.
    pub(super) fn new(report: RepairReport) -> Self {
        let mut writer = Self::default();
        writer.done.report = report;
        writer
    }

    /// What was written.
    pub(super) fn finish(self) -> Repaired {
        self.done
    }

    /// Writes the lines of one paragraph.
    pub(super) fn paragraph(&mut self, lines: &[&Line<'_>]) {
        let han = lines.iter().map(|line| line.han).sum();
        let latin = lines.iter().map(|line| line.latin).sum();
        let is_latin = is_latin(latin, han);
        for (index, line) in lines.iter().enumerate() {
            if index == 0 {
                self.seam('\n');
                self.last = None;
                self.before_last = None;
            } else {
                self.join(line, is_latin);
            }
            let next = lines
                .get(index + 1)
                .and_then(|line| line.text.chars().next());
            self.line(line, next, is_latin);
        }
    }

    /// Writes `c` for the end of the line before; at the very beginning nothing.
    fn seam(&mut self, c: char) {
        if let Some((position, length)) = self.end {
            self.write(c, position, length);
        }
    }

    fn join(&mut self, line: &Line<'_>, is_latin: bool) {
        let (Some(left), Some(right)) = (self.last, line.text.chars().next()) else {
            return;
        };
        if seam(self.before_last, left, fold(right), self.soft, is_latin) == Seam::Blank {
            self.seam(' ');
        }
    }

    fn line(&mut self, line: &Line<'_>, next_line: Option<char>, is_latin: bool) {
        let lead = line.raw.len() - line.raw.trim_start_matches(is_blank).len();
        let mut position = SourcePosition {
            byte: line.start + lead,
            line: line.number,
            column: line.column + line.raw.get(..lead).unwrap_or("").chars().count(),
        };
        let keep_gaps = is_latin || is_spaced_list(line.text);
        let mut rest = line.text;
        while let Some(c) = rest.chars().next() {
            let tail = rest.get(c.len_utf8()..).unwrap_or("");
            let mut taken = c.len_utf8();
            let run = plain_run(rest, c);
            if run > 0 {
                taken = run;
                self.write_run(rest.get(..run).unwrap_or(rest), position);
            } else if c == '\t' {
                self.write(c, position, 1);
            } else if c.is_whitespace() {
                taken = blank_run(rest);
                self.gap(rest, taken, position, keep_gaps);
            } else if is_dropped(c, self.last, tail.chars().next()) {
                self.done.report.dropped_invisible += 1;
            } else {
                let next = tail.chars().find(|c| !is_invisible(*c)).or(next_line);
                self.character(c, next, position);
            }
            let run = rest.get(..taken).unwrap_or(rest);
            position.byte += run.len();
            position.column += run.chars().count();
            rest = rest.get(taken..).unwrap_or("");
        }
        self.soft = line.raw.trim_end().ends_with('\u{ad}');
        self.end = Some((
            SourcePosition {
                byte: line.start + line.raw.len(),
                line: line.number,
                column: line.column + line.raw.chars().count(),
            },
            line.end_len.max(1),
        ));
    }

    fn character(&mut self, c: char, next: Option<char>, position: SourcePosition) {
        let inside = self.last.is_some_and(is_word) && next.is_some_and(is_word);
        let report = &mut self.done.report;
        let folded = if is_hyphen(c) && inside {
            report.folded_hyphens += usize::from(c != '-');
            '-'
        } else if c == '．'
            && self.last.is_some_and(|c| c.is_ascii_digit())
            && next.is_some_and(|c| fold(c).is_ascii_digit())
        {
            report.folded_widths += 1;
            '.'
        } else {
            let folded = fold(c);
            report.folded_widths += usize::from(folded != c);
            folded
        };
        report.replacement_characters += usize::from(c == char::REPLACEMENT_CHARACTER);
        self.write(folded, position, c.len_utf8());
    }

    /// Writes one blank for the run of `taken` bytes at the start of `rest`, or none.
    fn gap(&mut self, rest: &str, taken: usize, position: SourcePosition, keep: bool) {
        let run = rest.get(..taken).unwrap_or(rest);
        let count = run.chars().filter(|c| c.is_whitespace()).count();
        self.done.report.dropped_invisible += run.chars().count() - count;
        let tail = rest.get(taken..).unwrap_or("");
        let (Some(left), Some(right)) = (self.last, tail.chars().next()) else {
            self.done.report.dropped_spaces += count;
            return;
        };
        // A wide gap divides columns or names, unless it spreads the two characters of a name.
        let is_wide = count > 1 || run.contains('\u{3000}');
        let divides = is_wide && is_han(left) && is_han(right) && !self.is_spread(tail);
        if (!keep && !divides && is_idle_between(left, fold(right)))
            || left == '\t'
            || right == '\t'
        {
            self.done.report.dropped_spaces += count;
            return;
        }
        self.done.report.dropped_spaces += count - 1;
        let first = run.chars().next().unwrap_or(' ');
        self.write(' ', position, first.len_utf8());
    }

    /// Whether the characters on both sides of a gap stand alone: `王　毅`.
    fn is_spread(&self, tail: &str) -> bool {
        let mut right = tail.chars().skip(1);
        self.before_last.is_none_or(|c| !is_han(c)) && right.next().is_none_or(|c| !is_han(c))
    }

    /// Writes characters of one length in bytes that stay as they are.
    fn write_run(&mut self, run: &str, position: SourcePosition) {
        let mut from_end = run.chars().rev();
        let last = from_end.next();
        let length = last.map_or(1, char::len_utf8);
        let at = self.done.body.len();
        // The others follow from the first.
        self.done.map.push(at, length, position, length);
        self.done.body.push_str(run);
        self.before_last = from_end.next().or(self.last);
        self.last = last;
    }

    fn write(&mut self, c: char, position: SourcePosition, source_len: usize) {
        let at = self.done.body.len();
        self.done.map.push(at, c.len_utf8(), position, source_len);
        self.done.body.push(c);
        self.before_last = self.last;
        self.last = Some(c);
    }
}

/// Length in bytes of the characters at the start of `rest` that need no repair and are as long
/// as the first one, `c`.
fn plain_run(rest: &str, c: char) -> usize {
    let end = if is_common_han(c) {
        rest.find(|c| !is_common_han(c))
    } else if c.is_ascii_alphanumeric() {
        rest.bytes().position(|byte| !byte.is_ascii_alphanumeric())
    } else {
        return 0;
    };
    end.unwrap_or(rest.len())
}

/// Length in bytes of the blanks at the start of `rest`, with what is invisible among them.
fn blank_run(rest: &str) -> usize {
    rest.find(|c: char| c == '\t' || !(c.is_whitespace() || is_invisible(c)))
        .unwrap_or(rest.len())
}

/// Whether an invisible character goes: always, but for the joiners that emoji and the scripts
/// of India need.
fn is_dropped(c: char, last: Option<char>, next: Option<char>) -> bool {
    let is_plain = |c: Option<char>| {
        c.is_none_or(|c| c.is_ascii() || is_han(c) || is_word(c) && u32::from(c) < 0x600)
    };
    is_invisible(c) && (!matches!(c, '\u{200c}' | '\u{200d}') || is_plain(last) || is_plain(next))
}
