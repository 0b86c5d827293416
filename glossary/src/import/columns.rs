//! Which column of a table is which field of an entry.

use tmx::LangTag;

use super::field::Field;
use super::headings::{SAMPLE, directed, field_of, guessed, heading};
use super::join::ends_before_it_begins;
use super::record::{
    Broken, ContextsGiven, Given, ImportRecord, ImportTerm, Place, Proposed, UsageGiven,
};
use super::values::{Standing, is_uid, part_of_speech, standing, term_type, truth, typed_pinyin};
use crate::entry::{PartialDate, Usage};

/// Columns that are looked at; what is further to the right is no glossary.
const COLUMNS: usize = 200;

/// Columns that were said to be fields: by heading, by number from 1, or by letter from A.
pub type Mapping = Vec<(String, Field)>;

/// A table whose columns are not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnError {
    /// No column is the term.
    #[error("no column is known to hold the Chinese term; the first row is: {}", .0.join(" | "))]
    NoTerm(Vec<String>),
    /// A column that was named is not there.
    #[error("there is no column `{0}`")]
    NoColumn(String),
}

/// What the columns of a table are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    /// What each column is; none for one that is not known.
    fields: Vec<Option<Field>>,
    names: Vec<String>,
    has_heading: bool,
    /// Places of state, suggestions and pinyin in our own list of candidates.
    proposed: Option<[usize; 3]>,
}

impl Columns {
    /// What the columns are taken for, like `中文 = term`; those that are not known are left out.
    pub(super) fn told(&self) -> String {
        let columns = self.fields.iter().enumerate().filter_map(|(at, field)| {
            let field = (*field)?;
            let name = self.names.get(at).map(|name| name.trim());
            let name = name.filter(|name| self.has_heading && !name.is_empty());
            let name = name.map_or_else(|| format!("column {}", at + 1), str::to_owned);
            Some(format!("{name} = {field}"))
        });
        columns.collect::<Vec<_>>().join(", ")
    }

    /// Whether a row is the heading once more, as on every page of a long table.
    pub(super) fn is_heading(&self, cells: &[String]) -> bool {
        let is_same = |(one, other): (&String, &String)| one.trim() == other.trim();
        self.has_heading
            && self.names.len() == cells.len()
            && self.names.iter().zip(cells).all(is_same)
    }

    /// Whether the first row is a heading.
    pub(super) fn has_heading(&self) -> bool {
        self.has_heading
    }

    /// How many columns are known, for a guess at what parts them.
    pub(super) fn known(&self) -> usize {
        if self.has_heading {
            self.fields.iter().flatten().count()
        } else {
            0
        }
    }

    /// The columns of a table by its first rows.
    ///
    /// # Errors
    ///
    /// When no column can be the term.
    pub(super) fn of(
        rows: &[(Place, Vec<String>)],
        mapping: &Mapping,
    ) -> Result<Self, ColumnError> {
        let Some((_, first)) = rows.first() else {
            return Err(ColumnError::NoTerm(Vec::new()));
        };
        let first: Vec<String> = first.iter().take(COLUMNS).cloned().collect();
        let names: Vec<String> = first.iter().map(|cell| heading(cell)).collect();
        let mut fields: Vec<Option<Field>> = names.iter().map(|name| field_of(name)).collect();
        // Codes of languages that stand in every row, as DeepL may have them, are no heading.
        let rest = rows.get(1..SAMPLE.min(rows.len())).unwrap_or_default();
        let stays = |at: usize| rest.iter().all(|(_, cells)| cells.get(at) == first.get(at));
        if !rest.is_empty() && !(0..first.len()).all(stays) {
            for (at, field) in fields.iter_mut().enumerate() {
                *field = field.filter(|_| !stays(at));
            }
        }
        let has = |fields: &[Option<Field>], field| fields.contains(&Some(field));
        if let Some((term, english)) = directed(&names, rows) {
            for (at, field) in [(term, Field::Term), (english, Field::English)] {
                if let Some(place) = fields.get_mut(at) {
                    *place = Some(field);
                }
            }
        }
        let named = |column: &str| {
            let column = heading(column);
            names.iter().position(|name| *name == column)
        };
        let is_named = mapping.iter().any(|(column, _)| named(column).is_some());
        let width = rows.iter().map(|(_, cells)| cells.len()).max();
        let width = width.unwrap_or_default().min(COLUMNS);
        let mut has_heading = has(&fields, Field::Term) || is_named;
        if !has_heading {
            match guessed(rows, width) {
                Some(guessed) => fields = guessed,
                // Its other columns may be known all the same.
                None => has_heading = true,
            }
        }
        fields.resize(width.max(fields.len()), None);
        for (column, field) in mapping {
            let number = column.parse::<usize>().ok().or_else(|| lettered(column));
            let at = named(column).or_else(|| number.and_then(|number| number.checked_sub(1)));
            let place = at.and_then(|at| fields.get_mut(at));
            *place.ok_or_else(|| ColumnError::NoColumn(column.clone()))? = Some(*field);
        }
        if !has(&fields, Field::Term) {
            return Err(ColumnError::NoTerm(
                first.iter().take(12).cloned().collect(),
            ));
        }
        let at = |name: &str| names.iter().position(|it| it == name);
        let proposed = match (at("state"), at("suggested english"), at("pinyin")) {
            (Some(state), Some(english), Some(pinyin)) if at("frequency").is_some() => {
                Some([state, english, pinyin])
            }
            _ => None,
        };
        Ok(Self {
            fields,
            names: first,
            has_heading,
            proposed,
        })
    }

    /// What a row says.
    ///
    /// # Errors
    ///
    /// When it says nothing sensible.
    pub(super) fn record(&self, place: Place, cells: &[String]) -> Result<ImportRecord, Broken> {
        let mut record = ImportRecord {
            place,
            ..ImportRecord::default()
        };
        let broken = |reason: String| Broken { place, reason };
        let cell = |at: usize| cells.get(at).map(|cell| cell.trim()).unwrap_or_default();
        let columns_of = |wanted: Field| {
            let columns = self.fields.iter().enumerate();
            columns.filter_map(move |(at, field)| (*field == Some(wanted)).then_some(at))
        };
        let said = |wanted: Field| -> Given<String> {
            let mut said = Given::Absent;
            for at in columns_of(wanted) {
                match (cell(at), &said) {
                    ("", Given::Absent) => said = Given::Empty,
                    ("", _) => {}
                    (text, Given::Absent | Given::Empty) => said = Given::Value(text.to_owned()),
                    (text, Given::Value(known)) => said = Given::Value(format!("{known}; {text}")),
                }
            }
            said
        };
        let terms: Vec<&str> = columns_of(Field::Term).map(cell).collect();
        let terms = terms.into_iter().filter(|term| !term.is_empty());
        let mut terms: Vec<ImportTerm> = terms.map(ImportTerm::new).collect();
        let Some(main) = terms.first_mut() else {
            return Err(broken("no term".to_owned()));
        };
        record.uid = said(Field::Uid).into_option().filter(|uid| is_uid(uid));
        if let Given::Value(number) = said(Field::Id) {
            match number.strip_prefix(['#', '＃']).map(str::parse) {
                Some(Ok(number)) => record.number = Some(number),
                _ if is_uid(&number) => record.uid = Some(number),
                _ => record.remarks.push(format!("id: {number}")),
            }
        }
        if let Some([state, english, pinyin]) = self.proposed {
            record.proposed = Some(Proposed {
                state: cell(state).to_owned(),
                suggested: cell(english).to_owned(),
                pinyin: cell(pinyin).to_owned(),
            });
            record.push(&LangTag::chinese(), std::mem::take(main));
            return Ok(record);
        }
        match said(Field::Pinyin) {
            Given::Value(pinyin) => {
                let (typed, warnings) = typed_pinyin(&main.text, &pinyin);
                main.pinyin = typed;
                record.warnings.extend(warnings);
            }
            Given::Empty => main.pinyin = Given::Empty,
            Given::Absent => {}
        }
        if let Given::Value(text) = said(Field::PartOfSpeech) {
            match part_of_speech(&text) {
                Some(known) => main.part_of_speech = Given::Value(known),
                None => record.remarks.push(format!("part of speech: {text}")),
            }
        }
        let kind = |field: Field, remarks: &mut Vec<String>| match said(field) {
            Given::Value(text) => match term_type(&text) {
                Some(known) => Given::Value(known),
                None => {
                    remarks.push(format!("term type: {text}"));
                    Given::Absent
                }
            },
            Given::Empty => Given::Empty,
            Given::Absent => Given::Absent,
        };
        main.term_type = kind(Field::TermType, &mut record.remarks);
        let english_type = kind(Field::EnglishType, &mut record.remarks);
        main.contexts = match said(Field::Context) {
            Given::Absent => ContextsGiven::Absent,
            text => ContextsGiven::First {
                text,
                translation: said(Field::ContextEnglish),
                source: said(Field::ContextSource),
            },
        };
        let date = |field: Field| -> Result<Given<PartialDate>, Broken> {
            Ok(match said(field) {
                Given::Value(text) => Given::Value(
                    text.parse::<PartialDate>()
                        .map_err(|error| broken(error.to_string()))?,
                ),
                Given::Empty => Given::Empty,
                Given::Absent => Given::Absent,
            })
        };
        let mut forbidden = Given::Absent;
        let status = match said(Field::Status) {
            Given::Value(text) => match standing(&text) {
                Some(Standing::Forbidden) => {
                    forbidden = Given::Value(true);
                    Given::Absent
                }
                Some(Standing::Is(status)) => {
                    forbidden = Given::Value(false);
                    Given::Value(status)
                }
                None => {
                    record.remarks.push(format!("status: {text}"));
                    Given::Absent
                }
            },
            Given::Empty => Given::Empty,
            Given::Absent => Given::Absent,
        };
        let (from, until) = (date(Field::From)?, date(Field::Until)?);
        let period = Usage {
            from: from.into_option(),
            until: until.into_option(),
            ..Usage::default()
        };
        if ends_before_it_begins(&period) {
            return Err(broken("it ends before it begins".to_owned()));
        }
        let usage = UsageGiven::Latest {
            status,
            from,
            until,
            source: said(Field::Source),
        };
        let mut equivalents: Vec<ImportTerm> = Vec::new();
        for at in columns_of(Field::English) {
            let text = cell(at);
            // Tables of ours have a row for each, so that a semicolon is part of the term.
            let parts: Vec<&str> = match record.uid {
                Some(_) => vec![text],
                None => text.split([';', '；']).collect(),
            };
            let parts = parts.into_iter().filter(|part| !part.trim().is_empty());
            equivalents.extend(parts.map(|part| ImportTerm {
                usage: usage.clone(),
                forbidden,
                term_type: english_type,
                ..ImportTerm::new(part)
            }));
        }
        if equivalents.is_empty() {
            // Nothing said of no English is nothing said of the term.
            main.usage = only_values(usage);
            main.forbidden = forbidden;
        }
        record.subject = said(Field::Subject);
        record.definition = said(Field::Definition);
        record.note = said(Field::Note);
        record.customer = said(Field::Customer);
        record.project = said(Field::Project);
        record.approved_by = said(Field::ApprovedBy);
        record.do_not_translate = match said(Field::DoNotTranslate) {
            Given::Value(text) => match truth(&text) {
                Some(truth) => Given::Value(truth),
                None => {
                    record.remarks.push(format!("do not translate: {text}"));
                    Given::Absent
                }
            },
            Given::Empty => Given::Value(false),
            Given::Absent => Given::Absent,
        };
        for (at, field) in self.fields.iter().enumerate() {
            if field.is_none() && !cell(at).is_empty() {
                let name = self.names.get(at).filter(|_| self.has_heading);
                let name = name.map(|name| name.trim()).filter(|name| !name.is_empty());
                let name = name.map_or_else(|| format!("column {}", at + 1), str::to_owned);
                record.remarks.push(format!("{name}: {}", cell(at)));
            }
        }
        for term in terms {
            record.push(&LangTag::chinese(), term);
        }
        for equivalent in equivalents {
            record.push(&LangTag::english(), equivalent);
        }
        Ok(record)
    }
}

/// The records of a table whose first row may be a heading.
///
/// # Errors
///
/// When no column can be the term.
pub fn table_records(
    rows: &[(Place, Vec<String>)],
    mapping: &Mapping,
) -> Result<Vec<Result<ImportRecord, Broken>>, ColumnError> {
    let columns = Columns::of(rows, mapping)?;
    let data = rows.iter().skip(usize::from(columns.has_heading));
    Ok(data
        .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()))
        .map(|(place, cells)| columns.record(*place, cells))
        .collect())
}

/// The number of a column from 1 by its letters, as spreadsheets have them: C is 3, AA is 27.
fn lettered(column: &str) -> Option<usize> {
    let is_letters = column.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_letters && matches!(column.len(), 1 | 2)).then(|| {
        let letters = column.bytes().map(|byte| usize::from(byte - b'A') + 1);
        letters.fold(0, |number, letter| number * 26 + letter)
    })
}

fn only_values(usage: UsageGiven) -> UsageGiven {
    fn only<T>(given: Given<T>) -> Given<T> {
        match given {
            Given::Value(value) => Given::Value(value),
            Given::Empty | Given::Absent => Given::Absent,
        }
    }
    match usage {
        UsageGiven::Latest {
            status,
            from,
            until,
            source,
        } => UsageGiven::Latest {
            status: only(status),
            from: only(from),
            until: only(until),
            source: only(source),
        },
        all @ UsageGiven::All(_) => all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::PartOfSpeech;

    fn rows(lines: &[&[&str]]) -> Vec<(Place, Vec<String>)> {
        let rows = lines.iter().enumerate().map(|(at, cells)| {
            let cells = cells.iter().map(|cell| (*cell).to_owned()).collect();
            (Place::line(at + 1), cells)
        });
        rows.collect()
    }

    fn only(lines: &[&[&str]]) -> ImportRecord {
        let mut records = table_records(&rows(lines), &Vec::new()).unwrap();
        assert_eq!(records.len(), 1);
        records.remove(0).unwrap()
    }

    fn english(record: &ImportRecord) -> Vec<&str> {
        let lang = LangTag::english();
        let terms: Vec<&ImportTerm> = record
            .languages
            .iter()
            .filter(|(of, _)| *of == lang)
            .flat_map(|(_, terms)| terms)
            .collect();
        terms.into_iter().map(|term| term.text.as_str()).collect()
    }

    #[test]
    fn headings_are_known_in_both_languages_and_any_case() {
        for head in [
            ["Term", "ENGLISH", "Comment"],
            ["中文", "英文", "备注"],
            ["source", "target", "note"],
            ["zh-CN", "en_US", "Notes"],
            ["Chinese_PRC", "English_United_States", "说明"],
        ] {
            let record = only(&[&head, &["蓝碳", "blue carbon; ocean carbon", "x"]]);
            assert_eq!(
                english(&record),
                ["blue carbon", "ocean carbon"],
                "{head:?}"
            );
            assert_eq!(record.note, Given::Value("x".to_owned()), "{head:?}");
        }
    }

    #[test]
    fn the_chinese_is_where_it_stands_whatever_is_called_source() {
        let record = only(&[
            &[
                "stringID",
                "sourceLang",
                "targetLang",
                "pos",
                "sourceString",
                "targetString",
            ],
            &["1", "en", "zh_CN", "noun", "blue carbon", "蓝碳"],
        ]);
        assert_eq!(english(&record), ["blue carbon"]);
        assert!(record.remarks.is_empty() && record.note == Given::Absent);
        let record = only(&[&["source", "target"], &["blue carbon", "蓝碳"]]);
        assert_eq!(english(&record), ["blue carbon"]);
        let record = only(&[&["7", "en", "blue carbon", "蓝碳", "of the sea"]]);
        assert_eq!(english(&record), ["blue carbon"]);
        assert_eq!(record.note, Given::Value("of the sea".to_owned()));
        let strange = table_records(&rows(&[&["id", "word"], &["1", "flu"]]), &Vec::new());
        assert!(
            matches!(strange, Err(ColumnError::NoTerm(_))),
            "{strange:?}"
        );
    }

    #[test]
    fn columns_are_named_by_number_and_letter_too() {
        for (column, number) in [("A", 1), ("Z", 26), ("AA", 27), ("GR", 200)] {
            assert_eq!(lettered(column), Some(number));
        }
        for column in ["", "a", "ABC", "1", "术"] {
            assert_eq!(lettered(column), None);
        }
        let mapping = vec![("B".to_owned(), Field::Term), ("1".to_owned(), Field::Note)];
        let records = table_records(&rows(&[&["foo", "bar"], &["x", "蓝碳"]]), &mapping);
        let mut records = records.unwrap();
        assert_eq!(records.len(), 1, "the heading is no entry");
        let record = records.remove(0).unwrap();
        assert_eq!(record.terms(&LangTag::chinese()).count(), 1);
        assert_eq!(record.note, Given::Value("x".to_owned()));
    }

    #[test]
    fn a_table_without_heading_is_understood_by_its_script() {
        let record = only(&[&["blue carbon", "蓝碳"]]);
        assert_eq!(english(&record), ["blue carbon"]);
        let error = table_records(&rows(&[&["foo", "bar"], &["蓝碳", "x"]]), &Vec::new());
        assert!(matches!(error, Err(ColumnError::NoTerm(_))), "{error:?}");
        let mapping = vec![
            ("foo".to_owned(), Field::Term),
            ("2".to_owned(), Field::Note),
        ];
        let records = table_records(&rows(&[&["foo", "bar"], &["蓝碳", "x"]]), &mapping);
        let record = records.unwrap().remove(0).unwrap();
        assert_eq!(record.note, Given::Value("x".to_owned()));
    }

    #[test]
    fn codes_of_languages_in_every_row_are_no_heading() {
        let lines: [&[&str]; 2] = [
            &["蓝碳", "blue carbon", "zh", "en"],
            &["红树林", "mangrove", "zh", "en"],
        ];
        let records = table_records(&rows(&lines), &Vec::new()).unwrap();
        let found = records
            .iter()
            .map(|record| english(record.as_ref().unwrap()));
        assert_eq!(found.collect::<Vec<_>>(), [["blue carbon"], ["mangrove"]]);
    }

    #[test]
    fn unknown_columns_are_kept_as_remarks() {
        let record = only(&[
            &["term", "english", "Harbour"],
            &["蓝碳", "", "Port of Haibei"],
        ]);
        assert_eq!(record.remarks, ["Harbour: Port of Haibei"]);
        assert_eq!(record.definition, Given::Absent);
        assert_eq!(record.note, Given::Absent);
    }

    #[test]
    fn absent_is_not_empty() {
        let record = only(&[&["term", "definition"], &["蓝碳", " "]]);
        assert_eq!(
            (record.definition, record.note),
            (Given::Empty, Given::Absent)
        );
    }

    #[test]
    fn rows_that_say_nothing_sensible_are_broken() {
        let lines: &[&[&str]] = &[
            &["term", "english", "from", "until"],
            &["", "x", "", ""],
            &["蓝碳", "x", "2023-13", ""],
            &["蓝碳", "x", "2020", "2019"],
            &["", "", "", ""],
            &["蓝碳", "x", "2020", "2020"],
        ];
        let told: Vec<String> = table_records(&rows(lines), &Vec::new())
            .unwrap()
            .into_iter()
            .map(|record| match record {
                Ok(record) => record.place.to_string(),
                Err(broken) => broken.to_string(),
            })
            .collect();
        assert_eq!(
            told,
            [
                "line 2: no term",
                "line 3: `2023-13` is not a date (write 2023, 2023-05 or 2023-05-19)",
                "line 4: it ends before it begins",
                "line 6",
            ]
        );
    }

    #[test]
    fn status_and_pinyin_are_understood_in_many_spellings() {
        let record = only(&[
            &["术语", "译名", "状态", "拼音", "词性"],
            &["蓝碳", "blue carbon", "禁用", "lan2tan4", "名词"],
        ]);
        let term = &record.languages[0].1[0];
        assert_eq!(term.pinyin, Given::Value("lántàn".to_owned()));
        assert_eq!(term.part_of_speech, Given::Value(PartOfSpeech::Noun));
        assert_eq!(record.languages[1].1[0].forbidden, Given::Value(true));
    }
}
