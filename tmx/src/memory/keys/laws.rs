//! What holds of every index of keys: it finds what looking everywhere would, and no damage
//! misleads it.

use proptest::prelude::*;

use super::{KeyIndex, KeyIndexBuilder, KeyPart, KeyPhrase, KeyPlaces};

/// Keys of a text, each with its place.
type Keys = Vec<(u32, String)>;

fn index(texts: &[(i64, Keys)]) -> Vec<u8> {
    let mut builder = KeyIndexBuilder::new();
    // As several threads would bring them: two texts each, twice.
    let mut places = [KeyPlaces::new(), KeyPlaces::new()];
    for texts in texts.chunks(4) {
        for (nth, (unit, keys)) in texts.iter().enumerate() {
            let text = builder.begin(*unit);
            for (at, key) in keys {
                places[nth / 2].add(key, text, *at);
            }
        }
        builder.take(&mut places);
    }
    builder.write("stamp", Vec::new()).unwrap()
}

fn found<B: AsRef<[u8]>>(
    index: &KeyIndex<B>,
    phrases: &[KeyPhrase],
) -> Result<Vec<(i64, usize)>, super::super::IndexError> {
    let found = index.find(phrases, usize::MAX)?;
    let places = found.units.iter().map(|it| it.1).sum::<usize>();
    assert_eq!(places, found.total);
    Ok(found.units)
}

fn part(keys: &str, is_beginning: bool, at: u32) -> KeyPart {
    KeyPart {
        keys: keys.split(' ').map(str::to_owned).collect(),
        is_beginning,
        at,
    }
}

fn phrase(parts: Vec<KeyPart>) -> KeyPhrase {
    KeyPhrase {
        length: 1 + parts.iter().map(|part| part.at).max().unwrap_or_default(),
        parts,
        may_overlap: true,
    }
}

#[test]
fn units_are_found_by_keys_their_beginnings_and_their_order() {
    let keys = |keys: &str| (0..).zip(keys.split(' ').map(str::to_owned)).collect();
    let texts = [
        (3, keys("海洋 洋合 ocean")),
        (700, keys("海洋 海洋 cooperation")),
        (700, keys("oceans 海洋 cooperations")),
        (701, keys("海")),
    ];
    let index = KeyIndex::open(index(&texts)).unwrap();
    assert_eq!((index.stamp(), index.texts()), ("stamp", 4));
    let found = |parts| found(&index, &[phrase(parts)]).unwrap();
    assert_eq!(found(vec![part("海洋", false, 0)]), [(3, 1), (700, 3)]);
    assert_eq!(
        found(vec![part("海", true, 0)]),
        [(3, 1), (700, 3), (701, 1)]
    );
    assert_eq!(found(vec![part("ocean", false, 0)]), [(3, 1)]);
    assert_eq!(
        found(vec![part("ocean cooperation", true, 0)]),
        [(3, 1), (700, 3)]
    );
    let ordered = vec![part("海洋", false, 0), part("cooperation", true, 1)];
    assert_eq!(found(ordered), [(700, 2)]);
    assert_eq!(found(vec![part("没有", false, 0)]), []);
}

/// Where a phrase stands in a text, as looking at each place tells.
fn starts(keys: &Keys, phrase: &KeyPhrase) -> Vec<u32> {
    let has = |start: u32, part: &KeyPart| {
        keys.iter().any(|(at, key)| {
            let is_wanted = |it: &String| match part.is_beginning {
                true => key.starts_with(it.as_str()),
                false => key == it,
            };
            *at == start + part.at && part.keys.iter().any(is_wanted)
        })
    };
    let starts = 0..keys.last().map_or(0, |(at, _)| at + 1);
    starts
        .filter(|start| phrase.parts.iter().all(|part| has(*start, part)))
        .collect()
}

fn expected(texts: &[(i64, Keys)], phrases: &[KeyPhrase]) -> Vec<(i64, usize)> {
    let mut expected: Vec<(i64, usize)> = Vec::new();
    for (unit, keys) in texts {
        let mut places: Vec<(u32, u32)> = Vec::new();
        for phrase in phrases {
            let starts = starts(keys, phrase).into_iter();
            places.extend(starts.map(|start| (start, start + phrase.length)));
        }
        places.sort_unstable();
        let mut end = 0;
        places.retain(|place| {
            let is_apart = place.0 >= end;
            end = if is_apart { place.1 } else { end };
            is_apart
        });
        match expected.last_mut() {
            Some((last, count)) if last == unit => *count += places.len(),
            _ => expected.push((*unit, places.len())),
        }
    }
    expected.retain(|(_, count)| *count > 0);
    expected
}

fn keys() -> impl Strategy<Value = Keys> {
    prop::collection::vec((0_u32..3, "[ab海]{1,2}"), 0..12).prop_map(|keys| {
        let mut at = 0;
        let placed = keys.into_iter().map(|(skipped, key)| {
            at += skipped + 1;
            (at - 1, key)
        });
        placed.collect()
    })
}

fn phrases() -> impl Strategy<Value = Vec<KeyPhrase>> {
    let key = "[ab海]{1,2}|[ab海]";
    let part = (prop::collection::vec(key, 1..3), any::<bool>());
    let parts = prop::collection::vec(part, 1..4);
    let phrase = (parts, prop::collection::vec(0_u32..3, 3)).prop_map(|(parts, gaps)| {
        let mut at = 0;
        let placed = parts
            .into_iter()
            .zip(gaps)
            .map(|((keys, is_beginning), gap)| {
                at += gap;
                let at = at - gap;
                let mut keys = keys;
                keys.dedup();
                KeyPart {
                    keys,
                    is_beginning,
                    at,
                }
            });
        phrase(placed.collect())
    });
    prop::collection::vec(phrase, 1..3)
}

proptest! {
    #[test]
    fn the_first_places_are_told_and_all_are_counted(
        texts in prop::collection::vec(keys(), 0..400),
        key in "[ab海]{1,2}|[ab海]",
        is_beginning in any::<bool>(),
        first in 0_usize..60,
    ) {
        let texts: Vec<(i64, Keys)> = (0..).zip(texts).collect();
        let mut phrases = vec![phrase(vec![part(&key, is_beginning, 0)])];
        phrases[0].may_overlap = false;
        let expected = expected(&texts, &phrases);
        let index = KeyIndex::open(index(&texts)).unwrap();
        let found = index.find(&phrases, first).unwrap();
        prop_assert_eq!(found.total, expected.iter().map(|it| it.1).sum::<usize>());
        let told = found.units;
        prop_assert_eq!(&told[..], &expected[..told.len()]);
        let places = told.iter().map(|it| it.1).sum::<usize>();
        prop_assert!(places >= first.min(found.total));
    }

    #[test]
    fn what_looking_everywhere_finds_is_found(
        texts in prop::collection::vec((0_i64..2, keys()), 0..30),
        phrases in phrases(),
        at in any::<prop::sample::Index>(),
        mask in 1_u8..,
    ) {
        let mut unit = 0;
        let texts: Vec<(i64, Keys)> = texts
            .into_iter()
            .map(|(further, keys)| {
                unit += further;
                (unit, keys)
            })
            .collect();
        let whole = index(&texts);
        let mut damaged = whole.clone();
        let at = at.index(damaged.len());
        damaged[at] ^= mask;
        let expected = expected(&texts, &phrases);
        let right = found(&KeyIndex::open(whole).unwrap(), &phrases).unwrap();
        prop_assert_eq!(&right, &expected);
        if let Ok(found) = KeyIndex::open(damaged).and_then(|it| found(&it, &phrases)) {
            prop_assert_eq!(found, expected);
        }
    }
}
