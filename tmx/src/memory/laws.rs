//! What holds of every search: it finds what comparing everything would, and no damage misleads it.

use std::cmp::Reverse;

use proptest::prelude::*;

use super::{Index, IndexBuilder, Query, Scale, Score, Searcher, pieces};

pub(super) fn index(segments: &[(i64, &str, &str)]) -> Index<Vec<u8>> {
    index_with(segments, false)
}

fn index_with(segments: &[(i64, &str, &str)], is_wide: bool) -> Index<Vec<u8>> {
    let mut builder = IndexBuilder::new();
    builder.is_wide = is_wide;
    for (unit, origin, text) in segments {
        builder.add(*unit, origin, text);
    }
    Index::open(builder.write("", Vec::new()).unwrap()).unwrap()
}

pub(super) fn query(text: &str) -> Query<'_> {
    Query {
        text,
        scale: Scale::Tokens,
        least: Score::of_percent(50),
        limit: 5,
        before: None,
        after: None,
    }
}

fn segment() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => "[我们的在，。]{1,12}",
        9 => "[我们的在，。要a1 ]{1,90}",
        9 => "[一二三]{0,3}",
        1 => "(我们的在，。要){30,60}[我们的在，。要a1 ]{0,90}",
    ]
}

proptest! {
    #[test]
    fn nothing_better_is_overlooked(
        segments in prop::collection::vec(segment(), 0..60),
        text in segment(),
        percent in 1_u32..=100,
        limit in 1_usize..6,
        by_characters in any::<bool>(),
        is_wide in any::<bool>(),
    ) {
        let scale = if by_characters { Scale::Characters } else { Scale::Tokens };
        let numbered: Vec<(i64, &str, &str)> =
            (1..).zip(&segments).map(|(unit, text)| (unit, "a", text.as_str())).collect();
        let index = index_with(&numbered, is_wide);
        let least = Score::of_percent(percent);
        let query = Query { scale, least, limit, ..query(&text) };
        let found: Vec<(Score, i64)> = Searcher::new(index)
            .search(&query).unwrap().iter().map(|it| (it.score, it.unit)).collect();
        let mut expected: Vec<(Score, i64)> = numbered
            .iter()
            .filter(|(_, _, it)| !pieces(it, scale).is_empty() && !pieces(&text, scale).is_empty())
            .map(|&(unit, _, it)| (Score::between(it, &text, scale), unit))
            .filter(|(score, _)| *score >= least)
            .collect();
        expected.sort_by_key(|&(score, unit)| (Reverse(score), unit));
        expected.truncate(limit);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_damaged_index_is_noticed_or_still_right(
        segments in prop::collection::vec(segment(), 1..30),
        at in any::<prop::sample::Index>(),
        mask in 1_u8..,
        cut_off in any::<bool>(),
    ) {
        let mut builder = IndexBuilder::new();
        for (unit, text) in (0..).zip(&segments) {
            builder.add(unit, "a", text);
        }
        let whole = builder.write("", Vec::new()).unwrap();
        let mut bytes = whole.clone();
        let at = at.index(bytes.len());
        match cut_off {
            true => bytes.truncate(at),
            false => bytes[at] ^= mask,
        }
        let (whole, damaged) = (Index::open(whole).unwrap(), Index::open(bytes));
        let query = query(&segments[0]);
        let found = damaged.and_then(|index| Searcher::new(index).search(&query));
        if let Ok(found) = found {
            prop_assert_eq!(found, Searcher::new(whole).search(&query).unwrap());
        }
    }
}
