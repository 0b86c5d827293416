//! Terms whose readings and written forms were decided by hand, read by the program.

use glossary::dictionary::Dictionary;
use glossary::pinyin::{Doubt, Reading, Sound, read_term};

/// Every k-th candidate with a character of several readings, of three corpora.
const TERMS: &str = include_str!("data/term-readings.tsv");
/// Terms chosen because they are hard to read: rare surnames and places among them.
const TRICKY: &str = include_str!("data/tricky-readings.tsv");
const FORMS: &str = include_str!("data/written-forms.tsv");

/// A term and what is right for it.
fn rows(table: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let (term, right) = line.split_once('\t')?;
        Some((term, right.split('\t').collect()))
    })
}

#[derive(Default)]
struct Score {
    terms: f64,
    right: f64,
    sure: f64,
    sure_but_wrong: f64,
    wrong: Vec<String>,
}

/// Whether two sounds are the same but for a neutral tone.
fn agree(one: &Sound, other: &Sound) -> bool {
    one == other || (one.letters() == other.letters() && (one.tone() == 5 || other.tone() == 5))
}

/// The places at which a reading is not what is expected, a syllable a character.
fn mistakes(reading: &Reading, expected: &str) -> Vec<usize> {
    let expected: Vec<&str> = expected.split(' ').collect();
    assert_eq!(expected.len(), reading.syllables.len(), "{reading:?}");
    let pairs = reading.syllables.iter().zip(&expected).enumerate();
    pairs
        .filter(|(_, (syllable, sound))| match Sound::parse(sound) {
            Some(sound) => !syllable.sound.as_ref().is_some_and(|it| agree(it, &sound)),
            None => syllable.sound.is_some(),
        })
        .map(|(at, _)| at)
        .collect()
}

fn read_all(table: &str) -> Score {
    let mut score = Score::default();
    for (term, right) in rows(table) {
        let reading = read_term(term, Dictionary::built_in());
        let mistakes = right.iter().map(|right| mistakes(&reading, right));
        let mistakes = mistakes.min_by_key(Vec::len).unwrap();
        score.terms += 1.0;
        score.right += f64::from(u8::from(mistakes.is_empty()));
        for (at, syllable) in reading.syllables.iter().enumerate() {
            if syllable.doubt < Doubt::Conflict {
                score.sure += 1.0;
                score.sure_but_wrong += f64::from(u8::from(mistakes.contains(&at)));
            }
        }
        if !mistakes.is_empty() {
            score.wrong.push(term.to_owned());
        }
    }
    score
}

#[test]
fn nearly_all_terms_are_read_right_and_the_others_are_flagged() {
    let score = read_all(TERMS);
    assert_eq!(score.terms, 300.0);
    assert!(score.right / score.terms >= 0.985, "{:?}", score.wrong);
    assert!(
        score.sure_but_wrong / score.sure <= 0.002,
        "{:?}",
        score.wrong
    );
}

#[test]
fn hard_terms_are_mostly_read_right() {
    let score = read_all(TRICKY);
    assert!(score.terms > 700.0);
    assert!(score.right / score.terms >= 0.95, "{:?}", score.wrong);
    assert!(
        score.sure_but_wrong / score.sure <= 0.01,
        "{:?}",
        score.wrong
    );
}

#[test]
fn names_idioms_and_numbers_are_written_by_the_standard() {
    let mut wrong = Vec::new();
    let mut terms = 0;
    for (term, right) in rows(FORMS) {
        let written = read_term(term, Dictionary::built_in()).joined();
        terms += 1;
        if !right.contains(&written.as_str()) {
            wrong.push(format!("{term} {written}"));
        }
    }
    assert!(terms > 350);
    assert!(wrong.len() * 100 <= terms * 7, "{wrong:?}");
}
