//! What holds for every memory.

use std::path::Path;

use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use tmx::{Header, LangTag, TmxReader, TranslationUnit, Variant, WriteOptions};

use crate::support::generate;
use crate::support::pieces::Pieces;
use crate::support::structure::fault;
use crate::support::{WHOLE, read, written};

/// The files that other tests read too.
fn files() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tmx");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn what_is_read_of_a_good_file_is_written_validly_and_read_again() {
    for (name, file) in files() {
        let Ok((units, _)) = read(&file) else {
            continue;
        };
        let header = TmxReader::new(&file[..]).unwrap().header().clone();
        let (copy, _) = written(header, &units, WHOLE);
        assert_eq!(fault(&copy), None, "{name}");
        let (again, report) = read(&copy).unwrap();
        assert_eq!(again, units, "{name}");
        assert_eq!(
            (report.broken, report.unknown, report.odd),
            (0, 0, 0),
            "{name}"
        );
    }
}

#[test]
fn a_file_that_is_cut_off_is_an_error_after_the_units_before_the_cut() {
    for (name, file) in files() {
        let Ok((units, report)) = read(&file) else {
            continue;
        };
        for cut in 0..file.len() {
            let mut reader = match TmxReader::new(&file[..cut]) {
                Ok(reader) => reader,
                Err(_) => continue,
            };
            let mut met = 0;
            let error = loop {
                match reader.next() {
                    Some(Ok(unit)) => {
                        assert_eq!(unit, units[met], "{name}, {cut}");
                        met += 1;
                    }
                    Some(Err(error)) => break Some(error),
                    None => break None,
                }
            };
            assert!(reader.next().is_none());
            // Only the end of the last line may be missing.
            assert!(
                error.is_some() || *reader.report() == report,
                "{name}, {cut}"
            );
            assert!(
                error.is_some() || file[cut..].trim_ascii().len() <= 1,
                "{name}, {cut}"
            );
        }
    }
}

#[test]
fn pieces_of_any_size_are_read_alike() {
    for (name, file) in files() {
        let whole = read(&file);
        for size in (1..20).chain([63, 64, 65, 1000]) {
            let in_pieces = TmxReader::new(Pieces(&file, size)).and_then(|mut reader| {
                let units = reader.by_ref().collect::<Result<Vec<_>, _>>()?;
                Ok((units, reader.report().clone()))
            });
            assert_eq!(in_pieces, whole, "{name}, {size}");
        }
    }
}

proptest! {
    #[test]
    fn what_was_written_is_read(header in generate::header(), units in generate::units()) {
        let (file, report) = written(header.clone(), &units, WHOLE);
        prop_assert_eq!(fault(&file), None);
        prop_assert_eq!((report.repaired, report.attributes, report.simplified), (0, 0, 0));
        let mut reader = TmxReader::new(&file[..]).unwrap();
        prop_assert_eq!(reader.header(), &header);
        let again = reader.by_ref().collect::<Result<Vec<_>, _>>().unwrap();
        prop_assert_eq!(again, units);
        prop_assert_eq!(reader.report().unknown, 0);
    }

    #[test]
    fn whatever_a_unit_holds_the_file_is_valid(
        segments in [generate::careless(), generate::careless()],
        unit in any::<String>(),
        names in [generate::text(), generate::text()],
    ) {
        let variant = |lang: &str, segment: &tmx::Segment| Variant {
            segment: segment.clone(),
            attributes: names.iter().map(|it| (it.clone(), unit.clone())).collect(),
            ..Variant::new(lang.parse().unwrap(), "")
        };
        let unit = TranslationUnit {
            uid: unit.clone(),
            notes: vec![unit.clone().into()],
            attributes: vec![("segtype".to_owned(), unit.clone()), ("segtype".to_owned(), "phrase".to_owned())],
            variants: vec![variant("zh", &segments[0]), variant("en", &segments[1])],
            ..TranslationUnit::default()
        };
        let level_two = WriteOptions { markup: tmx::Markup::Written, ..WriteOptions::default() };
        let pair = || Header::new(LangTag::chinese(), LangTag::english());
        for options in [WHOLE, level_two, WriteOptions::default()] {
            let (file, report) = written(pair(), &[unit.clone(), unit.clone()], options);
            prop_assert_eq!(fault(&file), None);
            let (units, read) = read(&file).unwrap();
            prop_assert_eq!((read.broken, read.unknown), (0, 0));
            prop_assert_eq!(report.written, units.len() as u64);
            // What was made valid once stays as it is.
            let (_, again) = written(pair(), &units, options);
            prop_assert_eq!((again.repaired, again.attributes), (0, 0));
        }
    }

    #[test]
    fn flipped_bytes_never_make_the_reader_panic(file in any::<usize>(), at in any::<usize>(), byte in any::<u8>()) {
        let files = files();
        let mut file = files[file % files.len()].1.clone();
        let at = at % file.len();
        file[at] = byte;
        let outcome = read(&file);
        prop_assert!(outcome.is_ok() || outcome.is_err());
    }
}
