//! The texts that were read.

use rusqlite::{OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use tmx::LangTag;

use super::schema::Table;
use super::{Reader, StoreError, Work, uid};
use crate::entry::PartialDate;
use crate::text::{Landmarks, Location, RepairReport, SourceMap};

/// A text to be added.
#[derive(Debug, Clone)]
pub struct NewText {
    /// Path of the file as given, with `/`.
    pub name: String,
    /// Its language.
    pub lang: LangTag,
    /// How it was read: its encoding, or the kind of document.
    pub encoding: String,
    /// Publisher or occasion.
    pub source: Option<String>,
    /// Date of the text.
    pub date: Option<PartialDate>,
    /// SHA-256 of the bytes of the file, hexadecimal.
    pub raw_hash: String,
    /// The repaired text, one paragraph a line.
    pub body: String,
    /// The way back from the body to the text before repair.
    pub map: SourceMap,
    /// The way from there to the places of the file.
    pub landmarks: Landmarks,
    /// What was repaired.
    pub report: RepairReport,
}

/// What became of a text that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// It is new and has this number.
    New(i64),
    /// It takes the place of an earlier content of the same file.
    Updated {
        /// Its number.
        id: i64,
        /// The number of the earlier content, which is no longer counted.
        earlier: i64,
    },
    /// The same content is there already, under this number and name.
    Known {
        /// Number of the text.
        id: i64,
        /// The name it was added under.
        name: String,
    },
}

/// A text in lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextSummary {
    /// Its number.
    pub id: i64,
    /// Path of the file as given, with `/`.
    pub name: String,
    /// Its language.
    pub lang: LangTag,
    /// How it was read: its encoding, or the kind of document.
    pub encoding: String,
    /// Publisher or occasion.
    pub source: Option<String>,
    /// Date of the text.
    pub date: Option<PartialDate>,
    /// Length of the repaired text in characters.
    pub characters: i64,
}

/// A text as it is stored.
#[derive(Debug, Clone)]
pub struct StoredText {
    /// What lists show of it.
    pub summary: TextSummary,
    /// The repaired text, one paragraph a line.
    pub body: String,
    /// The way back from the body to the text before repair.
    pub map: SourceMap,
    /// The way from there to the places of the file.
    pub landmarks: Landmarks,
}

impl StoredText {
    /// Where the character at `offset` of the body stands in the file; of a line also the column,
    /// where the file was plain text.
    #[must_use]
    pub fn locate(&self, offset: usize) -> (Location, Option<usize>) {
        let position = self.map.locate(offset);
        match self.landmarks.locate(position.byte) {
            Some(location) => (location, None),
            None => (Location::Line(position.line), Some(position.column)),
        }
    }
}

impl Work<'_> {
    /// Adds a text, unless the same content is there already in the same language.
    ///
    /// A text that was forgotten comes back under its old number. When the file was read before
    /// and has changed since, what it held then is no longer counted.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be written.
    pub fn add_text(&mut self, text: &NewText) -> Result<Added, StoreError> {
        let uid = uid(&[text.lang.as_str(), &crate::text::content_hash(&text.body)]);
        let known: Option<(i64, String, Option<i64>)> = self
            .connection()
            .query_row(
                "SELECT id, name, aside FROM text WHERE uid = ?1 OR (raw_hash = ?2 AND lang = ?3)",
                params![uid, text.raw_hash, text.lang.as_str()],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        let id = match known {
            Some((id, name, None)) => return Ok(Added::Known { id, name }),
            Some((id, _, Some(_))) => {
                let uid: String = self.connection().query_row(
                    "SELECT uid FROM text WHERE id = ?1",
                    params![id],
                    |row| row.get(0),
                )?;
                let row = super::row::row([
                    ("aside", serde_json::Value::Null),
                    ("name", text.name.clone().into()),
                    ("source", text.source.clone().into()),
                    ("date", text.date.map(|date| date.to_string()).into()),
                ]);
                self.change(Table::Text, &uid, &uid, Some(row))?;
                id
            }
            None => {
                self.connection().execute(
                    "INSERT INTO text
                        (uid, name, lang, encoding, source, date, raw_hash, body, map, report,
                         landmarks)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                    params![
                        uid,
                        text.name,
                        text.lang.as_str(),
                        text.encoding,
                        text.source,
                        text.date.map(|date| date.to_string()),
                        text.raw_hash,
                        text.body,
                        text.map.to_bytes(),
                        serde_json::to_string(&text.report)?,
                        serde_json::to_string(&text.landmarks)?,
                    ],
                )?;
                let id = self.connection().last_insert_rowid();
                self.log_bulk(Table::Text, id, id)?;
                id
            }
        };
        let earlier: Option<i64> = self
            .connection()
            .query_row(
                "SELECT id FROM text
                 WHERE name = ?1 AND lang = ?2 AND id <> ?3 AND aside IS NULL",
                params![text.name, text.lang.as_str(), id],
                |row| row.get(0),
            )
            .optional()?;
        match earlier.filter(|_| text.name != STDIN) {
            Some(earlier) => {
                self.forget_text(earlier)?;
                Ok(Added::Updated { id, earlier })
            }
            None => Ok(Added::New(id)),
        }
    }

    /// Takes a text out of use: it is counted and shown no longer. What was decided stays.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] when no text has this number.
    pub fn forget_text(&mut self, id: i64) -> Result<(), StoreError> {
        let uid: Option<String> = self
            .connection()
            .query_row(
                "SELECT uid FROM text WHERE id = ?1 AND aside IS NULL",
                params![id],
                |row| row.get(0),
            )
            .optional()?;
        let Some(uid) = uid else {
            return Err(StoreError::NotFound {
                noun: "text",
                name: format!("#{id}"),
            });
        };
        let operation = self.operation()?;
        let row = super::row::row([("aside", operation.into())]);
        self.change(Table::Text, &uid, &uid, Some(row))?;
        Ok(())
    }
}

/// The name of texts that come from no file: each is a text of its own.
const STDIN: &str = "-";

const SUMMARY: &str = "id, name, lang, encoding, source, date, length(body)";

impl Reader<'_> {
    /// The texts in use, in the order they were added.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn texts(&self) -> Result<Vec<TextSummary>, StoreError> {
        let sql = format!("SELECT {SUMMARY} FROM text WHERE aside IS NULL ORDER BY id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let mut texts = Vec::new();
        while let Some(row) = rows.next()? {
            texts.push(summary(row)?);
        }
        Ok(texts)
    }

    /// A text by its number.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] when no text in use has this number.
    pub fn text(&self, id: i64) -> Result<StoredText, StoreError> {
        let sql = format!(
            "SELECT {SUMMARY}, body, map, landmarks FROM text WHERE id = ?1 AND aside IS NULL"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![id])?;
        let Some(row) = rows.next()? else {
            return Err(StoreError::NotFound {
                noun: "text",
                name: format!("#{id}"),
            });
        };
        let bytes: Vec<u8> = row.get(8)?;
        let map = SourceMap::from_bytes(&bytes)
            .map_err(|error| StoreError::Damaged(format!("the line map of text #{id}: {error}")))?;
        let landmarks: String = row.get(9)?;
        let landmarks = serde_json::from_str(&landmarks)
            .map_err(|error| StoreError::Damaged(format!("the places of text #{id}: {error}")))?;
        Ok(StoredText {
            summary: summary(row)?,
            body: row.get(7)?,
            map,
            landmarks,
        })
    }
}

fn summary(row: &Row<'_>) -> Result<TextSummary, StoreError> {
    let lang: String = row.get(2)?;
    let date: Option<String> = row.get(5)?;
    Ok(TextSummary {
        id: row.get(0)?,
        name: row.get(1)?,
        lang: super::row::parsed(&lang)?,
        encoding: row.get(3)?,
        source: row.get(4)?,
        date: date.as_deref().map(super::row::parsed).transpose()?,
        characters: row.get(6)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{author, store};
    use super::*;

    fn text(name: &str, body: &str) -> NewText {
        let repaired = crate::text::repair(body);
        NewText {
            name: name.to_owned(),
            lang: LangTag::chinese(),
            encoding: "UTF-8".to_owned(),
            source: None,
            date: None,
            raw_hash: crate::text::content_hash(body),
            body: repaired.body,
            map: repaired.map,
            landmarks: Landmarks::default(),
            report: repaired.report,
        }
    }

    #[test]
    fn the_same_content_is_added_once() {
        let mut store = store();
        let mut work = store.begin(&author("add")).unwrap();
        assert_eq!(
            work.add_text(&text("a.txt", "合作共赢。")).unwrap(),
            Added::New(1)
        );
        assert_eq!(
            work.add_text(&text("b.txt", "合作共赢。")).unwrap(),
            Added::Known {
                id: 1,
                name: "a.txt".to_owned()
            }
        );
        work.commit().unwrap();
        assert_eq!(store.read().texts().unwrap().len(), 1);
    }

    #[test]
    fn a_place_in_a_document_is_told_in_its_own_terms() {
        let read = crate::text::read_pages("守望相助。\n\u{c}同舟共济。\n").unwrap();
        let mut new = text("a.pdf", &read.source.text);
        new.landmarks = read.source.landmarks;
        let mut store = store();
        let mut work = store.begin(&author("add")).unwrap();
        work.add_text(&new).unwrap();
        work.add_text(&text("b.txt", "一。\n合作共赢。")).unwrap();
        let place = |id, part| {
            let stored = work.read().text(id).unwrap();
            let at = stored.body.find(part).unwrap();
            stored.locate(at)
        };
        assert_eq!(place(1, "共济"), (Location::Page(2), None));
        assert_eq!(place(2, "共赢"), (Location::Line(2), Some(3)));
    }

    #[test]
    fn a_changed_file_takes_the_place_of_what_it_held() {
        let mut store = store();
        let mut work = store.begin(&author("add")).unwrap();
        work.add_text(&text("a.txt", "合作共赢。")).unwrap();
        let added = work
            .add_text(&text("a.txt", "合作共赢，行稳致远。"))
            .unwrap();
        assert_eq!(added, Added::Updated { id: 2, earlier: 1 });
        let names: Vec<i64> = work
            .read()
            .texts()
            .unwrap()
            .iter()
            .map(|text| text.id)
            .collect();
        assert_eq!(names, [2]);
        work.add_text(&text("-", "一。")).unwrap();
        work.add_text(&text("-", "二。")).unwrap();
        assert_eq!(work.read().texts().unwrap().len(), 3);
    }

    #[test]
    fn a_forgotten_text_is_gone_and_can_come_back() {
        let mut store = store();
        let mut work = store.begin(&author("add")).unwrap();
        work.add_text(&text("a.txt", "合作共赢。")).unwrap();
        work.forget_text(1).unwrap();
        assert!(work.read().texts().unwrap().is_empty());
        assert!(matches!(
            work.forget_text(1),
            Err(StoreError::NotFound { .. })
        ));
        assert_eq!(
            work.add_text(&text("c.txt", "合作共赢。")).unwrap(),
            Added::New(1)
        );
        let stored = work.read().text(1).unwrap();
        assert_eq!(stored.summary.name, "c.txt");
        assert_eq!(stored.body.trim_end(), "合作共赢。");
    }
}
