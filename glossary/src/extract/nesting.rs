//! Which candidates stand inside which, and what is left of a candidate outside longer ones.

use super::statistics::Evidence;

/// Fills net frequency, C-value and the relation of nesting.
pub(super) fn relate(collected: &mut [Evidence]) {
    let mut places: Vec<(u32, u32, u32, usize)> = Vec::new();
    for (index, evidence) in collected.iter().enumerate() {
        for &(span, repeated) in &evidence.occurrences {
            if !repeated {
                places.push((span.text, span.start, u32::MAX - span.end, index));
            }
        }
    }
    // By start, longest first: whatever encloses a place has then been seen before it.
    places.sort_unstable();
    let mut open: Vec<(u32, u32, u32, usize)> = Vec::new();
    for (text, start, reversed_end, index) in places {
        let end = u32::MAX - reversed_end;
        open.retain(|&(open_text, _, open_end, _)| open_text == text && open_end > start);
        let mut covered = false;
        for &(_, open_start, open_end, outer) in &open {
            let (longer, verb_led) = collected
                .get(outer)
                .map_or((0, false), |outer| (outer.chars, outer.verb_led));
            let Some(inner) = collected.get_mut(index) else {
                continue;
            };
            if outer != index && open_start <= start && open_end >= end && longer > inner.chars {
                // A verb with its object leaves the object a term of its own.
                covered |= !verb_led || inner.verb_led;
                *inner.longer.entry(outer).or_default() += 1;
                if let Some(outer) = collected.get_mut(outer) {
                    outer.shorter.insert(index);
                }
            }
        }
        if let (false, Some(evidence)) = (covered, collected.get_mut(index)) {
            evidence.net_frequency += 1;
        }
        open.push((text, start, end, index));
    }
    for index in 0..collected.len() {
        let Some(evidence) = collected.get(index) else {
            continue;
        };
        let frequency = f64::from(evidence.frequency);
        let around: Vec<f64> = evidence
            .longer
            .keys()
            .filter_map(|&outer| collected.get(outer))
            .filter(|outer| outer.frequency > 1 && (!outer.verb_led || evidence.verb_led))
            .map(|outer| f64::from(outer.frequency))
            .collect();
        let nested = if around.is_empty() {
            0.0
        } else {
            around.iter().sum::<f64>() / f64::from(u32::try_from(around.len()).unwrap_or(u32::MAX))
        };
        let chars = f64::from(u32::try_from(evidence.chars).unwrap_or(u32::MAX));
        if let Some(evidence) = collected.get_mut(index) {
            evidence.c_value = chars.log2() * (frequency - nested);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::testing::found;

    #[test]
    fn nested_candidates_know_each_other_and_what_is_theirs_alone() {
        let text = "走向海洋共同体。走向美丽海洋共同体。海洋共同体很好。美丽海洋共同体更好。";
        let candidates = found(text);
        let inner = candidates
            .iter()
            .find(|it| it.term == "海洋共同体")
            .unwrap();
        assert_eq!((inner.frequency, inner.net_frequency), (4, 2));
        assert!(inner.contained_in.contains(&"美丽海洋共同体".to_owned()));
        let outer = candidates
            .iter()
            .find(|it| it.term == "美丽海洋共同体")
            .unwrap();
        assert!(outer.contains.contains(&"海洋共同体".to_owned()));
    }
}
