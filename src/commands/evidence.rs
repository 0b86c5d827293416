//! What the texts say of a candidate, in lines for people.

use glossary::extract::{Candidate, Channel};
use unicode_width::UnicodeWidthStr as _;

/// Of longer and shorter candidates, and of spellings, so many are named.
const NAMED: usize = 6;
/// Cells of a line, without the indentation it gets where it is shown.
const WIDTH: usize = 78;

/// The evidence for a candidate; `dictionaries` are those it is a headword of.
pub(super) fn lines(found: &Candidate, dictionaries: &[String]) -> Vec<String> {
    let mut lines = vec![
        format!(
            "found {} times in {} texts ({} with repetitions), type {}, score {:.2}",
            found.frequency, found.documents, found.raw_frequency, found.kind, found.score
        ),
        format!(
            "places: {} outside longer candidates, {} in quotation marks",
            found.net_frequency, found.quoted
        ),
        format!(
            "neighbours: {} before it (entropy {:.2}), {} after it (entropy {:.2})",
            found.left_variety, found.left_entropy, found.right_variety, found.right_entropy
        ),
        format!(
            "measures: NPMI {:.2}, C-value {:.1}, keyness {:.1}",
            found.npmi, found.c_value, found.keyness
        ),
    ];
    if let (Some(frequency), Some(here), Some(there)) = (
        found.reference_frequency,
        found.per_million,
        found.reference_per_million,
    ) {
        lines.push(format!(
            "reference: {frequency} times; in a million words {there:.1}, here {here:.1}"
        ));
    }
    if !found.expansion.is_empty() {
        lines.extend(listed(
            "stands for",
            found.expansion.iter().map(String::as_str),
        ));
    }
    // A formula has parts, but no words.
    if !found.pattern.is_empty() {
        lines.push(format!("tagged as: {}", found.parts_of_speech()));
    }
    let channels = found.channels.iter().copied().map(Channel::as_str);
    lines.extend(listed("found by", channels));
    if !dictionaries.is_empty() {
        lines.extend(listed(
            "dictionary",
            dictionaries.iter().map(String::as_str),
        ));
    }
    if found.surfaces.len() > 1 {
        let spellings: Vec<String> = found
            .surfaces
            .iter()
            .map(|surface| format!("{} ({})", surface.text, surface.count))
            .collect();
        lines.extend(listed("written", spellings.iter().map(String::as_str)));
    }
    if !found.contains.is_empty() {
        lines.extend(listed(
            "contains",
            found.contains.iter().map(String::as_str),
        ));
    }
    if !found.contained_in.is_empty() {
        let longer = found.contained_in.iter().map(String::as_str);
        lines.extend(listed("contained in", longer));
    }
    lines
}

/// The first of a list after its label, on as many lines as it needs.
fn listed<'i>(label: &str, items: impl ExactSizeIterator<Item = &'i str>) -> Vec<String> {
    let more = items.len().saturating_sub(NAMED);
    let mut lines = Vec::new();
    let mut line = format!("{label}:");
    for (index, item) in items.take(NAMED).enumerate() {
        if index > 0 {
            line.push(',');
        }
        // Room for the comma or the number of those left out is not needed on every line.
        if index > 0 && line.width() + 2 + item.width() > WIDTH {
            lines.push(std::mem::replace(&mut line, " ".to_owned()));
        }
        line.push(' ');
        line.push_str(item);
    }
    if more > 0 {
        line.push_str(&format!(" and {more} more"));
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_broken_between_its_items_and_cut_at_its_end() {
        let terms = ["海洋命运共同体"; 9];
        let lines = listed("contained in", terms.into_iter());
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.width() <= WIDTH));
        assert!(lines[0].starts_with("contained in: 海洋命运共同体, "));
        assert!(lines[1].ends_with("海洋命运共同体 and 3 more"));
    }

    #[test]
    fn a_short_list_is_one_line() {
        assert_eq!(
            listed("found by", ["words"].into_iter()),
            ["found by: words"]
        );
    }
}
