//! Glossaries as tables of documents.

use super::columns::{ColumnError, Columns, Mapping};
use super::field::Field;
use super::record::{Broken, ImportRecord, ImportTerm, Place};
use crate::text::DocumentTable;
use crate::words::is_han;

/// Rows that are looked at to tell what columns without a heading are.
const SAMPLE: usize = 200;

/// What the tables of a document say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) records: Vec<Result<ImportRecord, Broken>>,
    /// How each table was understood.
    pub(super) notes: Vec<String>,
    /// Why the first table that was not taken was not.
    pub(super) first_error: Option<ColumnError>,
    /// Tables that were taken.
    pub(super) tables: usize,
}

/// The records of every table that is understood: by a heading of at least two columns that are
/// known, by the mapping, or, where one column is Chinese and one is not, by their scripts.
pub(super) fn document_records(tables: &[DocumentTable], mapping: &Mapping) -> Taken {
    let mut taken = Taken::default();
    for table in tables {
        for part in parts(table) {
            take(&part, mapping, &mut taken);
        }
    }
    taken
}

/// A table as its rows are read.
struct Part {
    number: usize,
    rows: Vec<(Place, Vec<String>)>,
    /// Headings in between.
    headings: Vec<(Place, String)>,
}

/// A table without the headings over and in it; two glossaries side by side are two parts.
fn parts(table: &DocumentTable) -> Vec<Part> {
    let place = |number| Place::table_row(table.number, number);
    let mut rows = Vec::new();
    let mut headings = Vec::new();
    for row in &table.rows {
        if !row.is_whole {
            rows.push((place(row.number), row.cells.clone()));
        } else if !rows.is_empty() {
            let text = row.cells.iter().find(|cell| !cell.is_empty());
            headings.push((place(row.number), text.cloned().unwrap_or_default()));
        }
    }
    let half = rows.first().map_or(0, |(_, cells)| {
        let (left, right) = cells.split_at(cells.len() / 2);
        if left == right { left.len() } else { 0 }
    });
    if half < 2 {
        return vec![Part {
            number: table.number,
            rows,
            headings,
        }];
    }
    let side = |from: usize| -> Vec<(Place, Vec<String>)> {
        let cells = |cells: &Vec<String>| cells.iter().skip(from).take(half).cloned().collect();
        rows.iter().map(|(at, row)| (*at, cells(row))).collect()
    };
    vec![
        Part {
            number: table.number,
            rows: side(0),
            headings,
        },
        Part {
            number: table.number,
            rows: side(half),
            headings: Vec::new(),
        },
    ]
}

fn take(part: &Part, mapping: &Mapping, taken: &mut Taken) {
    let number = part.number;
    let names_term = mapping.iter().any(|(_, field)| *field == Field::Term);
    let by_heading = Columns::of(&part.rows, mapping);
    let (columns, how) = match by_heading {
        Ok(columns) if columns.known() > 1 || names_term => (columns, ""),
        other => match by_script(&part.rows, mapping) {
            Some(columns) => (columns, " by their script, as there is no heading"),
            None => {
                taken.notes.push(match &other {
                    Err(error) => format!("table {number} is left out: {error}"),
                    Ok(_) => format!("table {number} is left out: it is no glossary"),
                });
                taken.first_error = taken.first_error.take().or(other.err());
                return;
            }
        },
    };
    let before = taken.records.len();
    let rows = part.rows.iter().enumerate();
    for (at, (place, cells)) in rows {
        let is_heading = (at == 0 && columns.has_heading()) || columns.is_heading(cells);
        if is_heading || cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let record = columns.record(*place, cells);
        taken.records.push(record.map(with_paragraphs_apart));
    }
    let rows = taken.records.len() - before;
    for (place, text) in &part.headings {
        let short: String = text.chars().take(20).collect();
        taken.records.push(Err(Broken {
            place: *place,
            reason: format!("`{short}` is over the whole row, a heading"),
        }));
    }
    taken.tables += 1;
    taken.notes.push(format!(
        "table {number}: {rows} rows, {}{how}",
        columns.told()
    ));
}

/// The columns of a table without a heading, if one is Chinese, one is not, and others only
/// number the rows.
fn by_script(rows: &[(Place, Vec<String>)], mapping: &Mapping) -> Option<Columns> {
    let width = rows.iter().map(|(_, cells)| cells.len()).max()?;
    let mut roles: Mapping = Vec::new();
    for column in 0..width {
        let (mut chinese, mut letters, mut numbers) = (0, 0, 0);
        for (_, cells) in rows.iter().take(SAMPLE) {
            let cell = cells.get(column).map(String::as_str).unwrap_or_default();
            if cell.chars().any(is_han) {
                chinese += 1;
            } else if cell.chars().any(char::is_alphabetic) {
                letters += 1;
            } else if !cell.trim().is_empty() {
                numbers += 1;
            }
        }
        let filled = chinese + letters + numbers;
        // A term may be in letters, and its English have a character in it.
        let field = match filled {
            0 => continue,
            _ if chinese * 10 >= filled * 8 => Field::Term,
            _ if letters * 10 >= filled * 8 => Field::English,
            _ if numbers * 10 >= filled * 8 => Field::Ignore,
            _ => return None,
        };
        if field != Field::Ignore && roles.iter().any(|(_, known)| *known == field) {
            return None;
        }
        roles.push(((column + 1).to_string(), field));
    }
    let has = |field| roles.iter().any(|(_, known)| *known == field);
    if !has(Field::Term) || !has(Field::English) {
        return None;
    }
    roles.extend(mapping.iter().cloned());
    Columns::of(rows, &roles).ok()
}

/// Paragraphs of a cell are several terms, which nobody would write on lines of their own
/// otherwise; a person may look, since some write a long term so.
fn with_paragraphs_apart(mut record: ImportRecord) -> ImportRecord {
    let languages = std::mem::take(&mut record.languages);
    for (lang, terms) in languages {
        for term in terms {
            let lines: Vec<&str> = term.text.lines().collect();
            let [first, others @ ..] = lines.as_slice() else {
                continue;
            };
            if !others.is_empty() {
                record.warnings.push(format!(
                    "each paragraph of the cell is taken for a term: {}",
                    lines.join(" | ")
                ));
            }
            let alone: Vec<ImportTerm> = others
                .iter()
                .map(|line| ImportTerm {
                    usage: term.usage.clone(),
                    forbidden: term.forbidden,
                    part_of_speech: term.part_of_speech,
                    ..ImportTerm::new(line)
                })
                .collect();
            let first = ImportTerm {
                text: (*first).to_owned(),
                ..term
            };
            for term in std::iter::once(first).chain(alone) {
                record.push(&lang, term);
            }
        }
    }
    record
}

#[cfg(test)]
mod tests {
    use tmx::LangTag;

    use super::*;
    use crate::text::DocumentRow;

    /// A table of lines with bars between the cells; one cell is over the whole row.
    fn table(number: usize, lines: &[&str]) -> DocumentTable {
        let rows = lines.iter().enumerate().map(|(at, line)| DocumentRow {
            number: at + 1,
            cells: line.split('|').map(str::to_owned).collect(),
            is_whole: !line.contains('|'),
        });
        DocumentTable {
            number,
            rows: rows.collect(),
        }
    }

    /// Each record as `place: terms = equivalents`, or why it is none.
    fn told(taken: &Taken) -> Vec<String> {
        let texts = |record: &ImportRecord, lang: &LangTag| -> String {
            let terms: Vec<&str> = record.terms(lang).map(|term| term.text.as_str()).collect();
            terms.join("; ")
        };
        let records = taken.records.iter();
        records
            .map(|record| match record {
                Ok(record) => format!(
                    "{}: {} = {}",
                    record.place,
                    texts(record, &LangTag::chinese()),
                    texts(record, &LangTag::english())
                ),
                Err(broken) => broken.to_string(),
            })
            .collect()
    }

    #[test]
    fn tables_with_known_headings_are_taken_and_others_left_out() {
        let tables = [
            table(1, &["姓名|电话", "王明|12345"]),
            table(
                2,
                &[
                    "术语表",
                    "序号|中文|英文",
                    "1|蓝碳|blue carbon",
                    "海洋",
                    "2|红树林|mangrove",
                ],
            ),
            table(
                3,
                &[
                    "English|Chinese|Note",
                    "port|港口|",
                    "English|Chinese|Note",
                    "ship|船|x",
                ],
            ),
        ];
        let taken = document_records(&tables, &Mapping::new());
        assert_eq!(
            told(&taken),
            [
                "table 2, row 3: 蓝碳 = blue carbon",
                "table 2, row 5: 红树林 = mangrove",
                "table 2, row 4: `海洋` is over the whole row, a heading",
                "table 3, row 2: 港口 = port",
                "table 3, row 4: 船 = ship",
            ]
        );
        assert_eq!(taken.tables, 2);
        assert_eq!(
            taken.notes,
            [
                "table 1 is left out: it is no glossary",
                "table 2: 2 rows, 序号 = ignore, 中文 = term, 英文 = english",
                "table 3: 2 rows, English = english, Chinese = term, Note = note",
            ]
        );
    }

    #[test]
    fn a_table_without_heading_is_taken_by_its_scripts_in_either_order() {
        let numbered = table(1, &["1|蓝碳|blue carbon", "2|港口|port", "3||ship"]);
        assert_eq!(document_records(&[numbered], &Mapping::new()).tables, 1);
        let of_nothing = table(1, &["王明|12345", "ship|port"]);
        assert_eq!(document_records(&[of_nothing], &Mapping::new()).tables, 0);
        let taken = document_records(
            &[table(4, &["blue carbon|蓝碳", "5G network|5G网络"])],
            &Mapping::new(),
        );
        assert_eq!(
            told(&taken),
            [
                "table 4, row 1: 蓝碳 = blue carbon",
                "table 4, row 2: 5G网络 = 5G network"
            ]
        );
        assert_eq!(
            taken.notes,
            [
                "table 4: 2 rows, column 1 = english, column 2 = term by their script, as there is no heading"
            ]
        );
    }

    #[test]
    fn two_glossaries_side_by_side_are_taken_one_after_the_other() {
        let tables = [table(
            1,
            &[
                "中文|英文|中文|英文",
                "蓝碳|blue carbon|港口|port",
                "船|ship||",
            ],
        )];
        assert_eq!(
            told(&document_records(&tables, &Mapping::new())),
            [
                "table 1, row 2: 蓝碳 = blue carbon",
                "table 1, row 3: 船 = ship",
                "table 1, row 2: 港口 = port",
            ]
        );
    }

    #[test]
    fn what_was_said_of_the_columns_counts_for_every_table() {
        let tables = [
            table(1, &["Begriff|Englisch", "蓝碳|blue carbon"]),
            table(2, &["Begriff|Englisch", "港口|port"]),
            table(3, &["x|y", "港口|port"]),
        ];
        let mapping = vec![
            ("Begriff".to_owned(), Field::Term),
            ("B".to_owned(), Field::English),
        ];
        let taken = document_records(&tables, &mapping);
        assert_eq!(
            told(&taken),
            [
                "table 1, row 2: 蓝碳 = blue carbon",
                "table 2, row 2: 港口 = port",
            ]
        );
        assert_eq!(
            taken.notes.last().map(String::as_str),
            Some("table 3 is left out: there is no column `Begriff`")
        );
    }

    #[test]
    fn paragraphs_of_a_cell_are_terms_of_their_own_and_told() {
        let tables = [table(
            1,
            &[
                "中文|英文|定义",
                "蓝碳\n海洋碳|blue carbon\nocean carbon|a\nb",
            ],
        )];
        let taken = document_records(&tables, &Mapping::new());
        assert_eq!(
            told(&taken),
            ["table 1, row 2: 蓝碳; 海洋碳 = blue carbon; ocean carbon"]
        );
        let record = taken.records[0].as_ref().unwrap();
        assert_eq!(record.definition.value().map(String::as_str), Some("a\nb"));
        assert_eq!(record.warnings.len(), 2);
    }
}
