//! The text form CC-CEDICT is published in (`cedict_ts.u8`).

use super::format::Row;

/// What a line of the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// An entry.
    Entry(Row),
    /// A statement about the file: `#! date=2026-01-31T00:00:00Z`.
    Note(String, String),
    /// A remark, an empty line, or something that is no entry.
    Other,
}

/// Reads a line: `傳統 传统 [chuan2 tong3] /tradition/traditional/`.
pub(crate) fn read_line(line: &str) -> Line {
    let line = line.trim_start_matches('\u{feff}').trim();
    if let Some(note) = line.strip_prefix("#!") {
        return match note.split_once('=') {
            Some((key, value)) => Line::Note(key.trim().to_owned(), value.trim().to_owned()),
            None => Line::Other,
        };
    }
    entry(line).map_or(Line::Other, Line::Entry)
}

fn entry(line: &str) -> Option<Row> {
    if line.starts_with('#') {
        return None;
    }
    let (forms, rest) = line.split_once(" [")?;
    let (traditional, simplified) = forms.split_once(' ')?;
    let (reading, glosses) = rest.split_once("] /")?;
    let glosses: Vec<String> = glosses
        .split('/')
        .map(str::trim)
        .filter(|gloss| !gloss.is_empty())
        .map(str::to_owned)
        .collect();
    (!glosses.is_empty()).then(|| Row {
        simplified: simplified.to_owned(),
        traditional: traditional.to_owned(),
        reading: reading.trim_matches(['[', ']']).to_owned(),
        glosses,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_notes_and_remarks_are_told_apart() {
        let Line::Entry(row) = read_line("銀行 银行 [yin2 hang2] /bank/CL:家[jia1],個|个[ge4]/\r")
        else {
            panic!("an entry");
        };
        assert_eq!(
            (row.traditional.as_str(), row.simplified.as_str()),
            ("銀行", "银行")
        );
        assert_eq!(row.reading, "yin2 hang2");
        assert_eq!(row.glosses, ["bank", "CL:家[jia1],個|个[ge4]"]);
        assert_eq!(
            read_line("#! entries=124850"),
            Line::Note("entries".to_owned(), "124850".to_owned())
        );
        for other in [
            "",
            "# CC-CEDICT",
            "銀行",
            "銀行 银行 [yin2 hang2]",
            "a b [c] //",
        ] {
            assert_eq!(read_line(other), Line::Other, "{other}");
        }
    }

    #[test]
    fn the_second_version_of_the_form_is_read_as_well() {
        let Line::Entry(row) = read_line("銀行 银行 [[yin2hang2]] /bank/") else {
            panic!("an entry");
        };
        assert_eq!(row.reading, "yin2hang2");
    }
}
