//! Terms whose readings were decided by hand, read by the program.

use glossary::dictionary::Dictionary;
use glossary::pinyin::{Doubt, Sound, read_term};

const READINGS: &str = include_str!("data/term-readings.tsv");

/// Whether two sounds are the same but for a neutral tone.
fn agree(one: &Sound, other: &Sound) -> bool {
    one == other || (one.letters() == other.letters() && (one.tone() == 5 || other.tone() == 5))
}

#[test]
fn nearly_all_terms_are_read_right_and_the_others_are_flagged() {
    let (mut terms, mut right) = (0.0, 0.0);
    let (mut sure, mut sure_but_wrong) = (0.0, 0.0);
    let mut wrong = Vec::new();
    for line in READINGS.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let term = fields.next().unwrap();
        let reading = read_term(term, Dictionary::built_in());
        let mistakes = |expected: &str| -> Vec<usize> {
            let expected: Vec<Sound> = expected
                .split(' ')
                .map(|sound| Sound::parse(sound).unwrap())
                .collect();
            assert_eq!(expected.len(), reading.syllables.len(), "{term}");
            let pairs = reading.syllables.iter().zip(&expected).enumerate();
            pairs
                .filter(|(_, (syllable, sound))| {
                    !syllable.sound.as_ref().is_some_and(|it| agree(it, sound))
                })
                .map(|(at, _)| at)
                .collect()
        };
        let mistakes = fields.map(mistakes).min_by_key(Vec::len).unwrap();
        terms += 1.0;
        right += f64::from(u8::from(mistakes.is_empty()));
        for (at, syllable) in reading.syllables.iter().enumerate() {
            if syllable.doubt < Doubt::Conflict {
                sure += 1.0;
                sure_but_wrong += f64::from(u8::from(mistakes.contains(&at)));
            }
        }
        if !mistakes.is_empty() {
            wrong.push(term);
        }
    }
    assert_eq!(terms, 300.0);
    assert!(right / terms >= 0.985, "{wrong:?}");
    assert!(sure_but_wrong / sure <= 0.002, "{wrong:?}");
}
