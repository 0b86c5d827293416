//! The sentence around a place of a text, as a context of an entry.

use rusqlite::params;
use tmx::sentence::sentences;

use super::{Reader, StoreError, StoredOccurrence, StoredText, WorkingPair};
use crate::entry::Context;
use crate::text::Location;

impl Reader<'_> {
    /// The sentence that a place stands in, its source and, where the memory has a unit of the same
    /// text with it, its translation; both sides are those of the unit then.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read, or the text is not there.
    pub fn context_at(
        &self,
        pair: &WorkingPair,
        place: &StoredOccurrence,
    ) -> Result<Context, StoreError> {
        let text = self.text(place.text_id)?;
        let sentence = sentence_around(&text.body, place.start, &text);
        let source = Some(source_of(&text, place.start));
        let unit = self.unit_with(pair, &text.summary.name, sentence)?;
        Ok(match unit {
            Some((whole, translation)) => Context {
                text: whole,
                translation: Some(translation),
                source,
            },
            None => Context {
                text: sentence.to_owned(),
                translation: None,
                source,
            },
        })
    }

    /// The two sides of the first unit made of the text `name` that has `sentence` in it.
    fn unit_with(
        &self,
        pair: &WorkingPair,
        name: &str,
        sentence: &str,
    ) -> Result<Option<(String, String)>, StoreError> {
        let file = name.rsplit('/').next().unwrap_or(name);
        let mut statement = self.connection.prepare_cached(
            "SELECT zh.plain, en.plain FROM unit
             JOIN variant zh ON zh.unit_id = unit.id AND zh.lang = ?2
             JOIN variant en ON en.unit_id = unit.id AND en.lang = ?3
             WHERE unit.aside IS NULL AND substr(unit.origin, 1, length(?1)) = ?1
               AND instr(zh.plain, ?4) > 0 AND en.plain <> ''
             ORDER BY unit.origin, unit.ordinal, unit.id LIMIT 1",
        )?;
        let (source, target) = (pair.source.as_str(), pair.target.as_str());
        let mut rows = statement.query(params![format!("{file} + "), source, target, sentence])?;
        Ok(match rows.next()? {
            Some(row) => Some((row.get(0)?, row.get(1)?)),
            None => None,
        })
    }
}

/// The sentence of `body` that `offset` lies in, within its paragraph.
fn sentence_around<'b>(body: &'b str, offset: usize, text: &StoredText) -> &'b str {
    let bytes = body.as_bytes();
    let is_break = |byte: &u8| *byte == b'\n';
    let before = bytes.get(..offset).unwrap_or_default();
    let start = before.iter().rposition(is_break).map_or(0, |at| at + 1);
    let after = bytes.get(offset..).unwrap_or_default();
    let end = after.iter().position(is_break);
    let end = end.map_or(body.len(), |at| offset + at);
    let paragraph = body.get(start..end).unwrap_or_default();
    let within = offset.saturating_sub(start);
    let mut found = sentences(paragraph, &text.summary.lang).into_iter();
    let sentence = found.find(|range| range.contains(&within));
    let sentence = sentence.and_then(|range| paragraph.get(range));
    sentence.unwrap_or(paragraph).trim()
}

/// Publisher or occasion of the text, else its place: `speech.txt:12`; and its date.
fn source_of(text: &StoredText, offset: usize) -> String {
    let summary = &text.summary;
    let mut source = match (&summary.source, text.locate(offset).0) {
        (Some(source), _) => source.clone(),
        (None, Location::Line(line)) => format!("{}:{line}", summary.name),
        (None, location) => format!("{}, {location}", summary.name),
    };
    if let Some(date) = summary.date {
        source.push_str(&format!(", {date}"));
    }
    source
}

#[cfg(test)]
mod tests {
    use tmx::{LangTag, TranslationUnit};

    use super::super::tests::author;
    use crate::review::testing::{pair, reviewed};

    #[test]
    fn a_context_is_the_sentence_with_its_translation() {
        let mut store = reviewed();
        let places = store.read().occurrences("守望相助").unwrap();
        let place = places[0];
        let alone = store.read().context_at(&pair(), &place).unwrap();
        assert!(alone.text.contains("守望相助"), "{alone:?}");
        assert_eq!(alone.translation, None);
        let name = store.read().text(place.text_id).unwrap().summary.name;
        assert_eq!(alone.source, Some(format!("{name}:1")));
        let mut work = store.begin(&author("align")).unwrap();
        let unit = TranslationUnit::pair(
            (&LangTag::chinese(), &alone.text),
            (&LangTag::english(), "We help one another."),
        );
        let origin = format!("{name} + other.txt");
        work.replace_units(&origin, &[(unit, None)]).unwrap();
        work.commit().unwrap();
        let both = store.read().context_at(&pair(), &place).unwrap();
        assert_eq!(both.translation.as_deref(), Some("We help one another."));
        assert_eq!(both.text, alone.text);
    }
}
