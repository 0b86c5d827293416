//! Lists of other tools as tables with headings of ours.

use super::{anki, matecat, memoq, utx, weblate};
use crate::exchange::table::{SEPARATORS, rows};
use crate::import::{Place, is_uid};
use crate::text::TextEncoding;

/// Begins a comment that the writers put before another in one cell.
const PINYIN: &str = "pinyin: ";

/// A tool whose lists are known by their content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListKind {
    Utx,
    Anki,
    Memoq,
    Matecat,
    Weblate,
}

/// A list as a table under a heading that the import knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) kind: ListKind,
    pub(crate) rows: Vec<(Place, Vec<String>)>,
}

/// What the columns of a list are, and what is done about its cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Renamed {
    columns: Vec<String>,
    /// A status is whether a term is forbidden.
    pub(super) is_true_forbidden: bool,
    /// Several columns are the way to one subject.
    pub(super) joins_subject: bool,
    /// The subject is a tag `a::b`.
    pub(super) has_tags: bool,
}

impl Renamed {
    pub(super) fn new(columns: Vec<String>) -> Self {
        Self {
            columns,
            ..Self::default()
        }
    }

    /// The heading; pinyin in a note gets a column of its own.
    fn heading(&self) -> Vec<String> {
        let mut heading = self.columns.clone();
        if !heading.iter().any(|name| name == "pinyin") {
            heading.push("pinyin".to_owned());
        }
        heading
    }

    fn cells(&self, cells: &[String]) -> Vec<String> {
        let mut pinyin = String::new();
        let mut subject: Vec<String> = Vec::new();
        let mut read = Vec::with_capacity(self.columns.len() + 1);
        for (at, name) in self.columns.iter().enumerate() {
            let cell = cells.get(at).map(|cell| cell.trim()).unwrap_or_default();
            let text = match name.as_str() {
                "status" if self.is_true_forbidden => match cell.to_lowercase().as_str() {
                    "true" | "1" | "yes" => "forbidden".to_owned(),
                    _ => String::new(),
                },
                "subject" if self.has_tags => {
                    let tag = cell.split_whitespace().next().unwrap_or_default();
                    tag.replace("::", "/")
                }
                "subject" if self.joins_subject => {
                    if !cell.is_empty() {
                        subject.push(cell.to_owned());
                    }
                    String::new()
                }
                "id" if !is_uid(cell) => String::new(),
                "note" => match cell.strip_prefix(PINYIN) {
                    Some(rest) if pinyin.is_empty() => {
                        let (first, rest) = rest.split_once("; ").unwrap_or((rest, ""));
                        first.clone_into(&mut pinyin);
                        rest.to_owned()
                    }
                    _ => cell.to_owned(),
                },
                _ => cell.to_owned(),
            };
            read.push(text);
        }
        if let Some(at) = self.columns.iter().position(|name| name == "subject")
            && let Some(cell) = read.get_mut(at)
            && self.joins_subject
        {
            *cell = subject.join("/");
        }
        if !self.columns.iter().any(|name| name == "pinyin") {
            read.push(pinyin);
        }
        read
    }
}

/// A list of a tool that is known by its content; none where it is no such list.
pub(crate) fn read_list(text: &str, limit: usize) -> Option<Listed> {
    let placed = |rows: Vec<(usize, Vec<String>)>| {
        let rows = rows.into_iter();
        rows.map(|(line, cells)| (Place::line(line), cells))
            .collect()
    };
    if let Some(mut rows) = utx::rows(text) {
        rows.truncate(limit);
        return Some(Listed {
            kind: ListKind::Utx,
            rows: placed(rows),
        });
    }
    if let Some((names, rest, lines)) = anki::rows(text) {
        let renamed = anki::renamed(&names);
        let read = rows(&rest, '\t', limit);
        let read = read
            .iter()
            .map(|(line, cells)| (line + lines, renamed.cells(cells)));
        let heading = (0, renamed.heading());
        return Some(Listed {
            kind: ListKind::Anki,
            rows: placed(std::iter::once(heading).chain(read).collect()),
        });
    }
    for separator in SEPARATORS {
        let Some((_, names)) = rows(text, separator, 1).into_iter().next() else {
            continue;
        };
        let known = memoq::renamed(&names)
            .map(|renamed| (ListKind::Memoq, renamed))
            .or_else(|| Some((ListKind::Matecat, matecat::renamed(&names)?)))
            .or_else(|| Some((ListKind::Weblate, weblate::renamed(&names)?)));
        if let Some((kind, renamed)) = known {
            let read = rows(text, separator, limit);
            let data = read.iter().skip(1);
            let data = data.map(|(line, cells)| (*line, renamed.cells(cells)));
            let heading = (1, renamed.heading());
            return Some(Listed {
                kind,
                rows: placed(std::iter::once(heading).chain(data).collect()),
            });
        }
    }
    None
}

/// The encoding that the first line of a glossary of OmegaT names: `# -*- coding: gb18030 -*-`.
pub(crate) fn coding(bytes: &[u8]) -> Option<TextEncoding> {
    let line = bytes.split(|byte| *byte == b'\n').next()?;
    let line = std::str::from_utf8(line.get(..line.len().min(80))?).ok()?;
    let line = line.trim_start_matches('\u{FEFF}').strip_prefix('#')?;
    let (_, named) = line.split_once("coding:")?;
    let name = named.trim().split([' ', ';']).next()?;
    match name.to_lowercase().as_str() {
        "gbk" | "gb2312" | "cp936" => Some(TextEncoding::Gb18030),
        name => name.parse().ok(),
    }
}
