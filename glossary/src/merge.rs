//! Two concepts that turned out to be one.
//!
//! A plain function over values; the store saves what it makes.

use crate::curate::change_context;
use crate::entry::{AdministrativeStatus, ConceptEntry, LangSec, Related, TermSec, Usage};
use crate::words::normal_form;

/// Joins `other` into `entry`, which keeps its identity and whatever it says already.
///
/// Terms that are there in whatever case or width are joined: what `entry` does not know of one is
/// taken over, its periods of use come in their place in time, before its own where there is no
/// date. Other terms follow in their order. Where `entry` prefers an equivalent, one that `other`
/// prefers now is admitted. Subjects, definitions, notes, customers and projects that differ stand
/// side by side.
pub fn merge(entry: &mut ConceptEntry, other: &ConceptEntry) {
    join_text(&mut entry.subject, other.subject.as_deref());
    join_text(&mut entry.definition, other.definition.as_deref());
    join_text(&mut entry.note, other.note.as_deref());
    join_text(&mut entry.customer, other.customer.as_deref());
    join_text(&mut entry.project, other.project.as_deref());
    entry.do_not_translate |= other.do_not_translate;
    // What was approved by somebody is not what there is now, unless both were.
    if other.approved_by.is_none() {
        entry.approved_by = None;
    }
    for related in &other.related {
        let is_known = |known: &Related| known.uid == related.uid;
        if !entry.related.iter().any(is_known) {
            entry.related.push(related.clone());
        }
    }
    let (own, others) = (&entry.uid, &other.uid);
    entry
        .related
        .retain(|related| related.uid != *own && related.uid != *others);
    for section in &other.languages {
        let known = entry
            .languages
            .iter_mut()
            .find(|known| known.lang == section.lang);
        match known {
            Some(known) => merge_section(known, section),
            None => entry.languages.push(section.clone()),
        }
    }
}

fn merge_section(section: &mut LangSec, other: &LangSec) {
    let prefers = section.terms.iter().any(is_preferred);
    for term in &other.terms {
        let norm = normal_form(&term.text);
        let known = section
            .terms
            .iter_mut()
            .find(|known| normal_form(&known.text) == norm);
        let mut term = term.clone();
        if prefers && !known.as_deref().is_some_and(is_preferred) {
            give_way(&mut term);
        }
        match known {
            Some(known) => merge_term(known, term),
            None => section.terms.push(term),
        }
    }
}

fn merge_term(term: &mut TermSec, other: TermSec) {
    if term.pinyin.is_none() {
        term.pinyin = other.pinyin;
    }
    // Who forbade it knew why.
    term.forbidden |= other.forbidden;
    term.term_type = term.term_type.or(other.term_type);
    join_text(&mut term.note, other.note.as_deref());
    for context in &other.contexts {
        change_context(term, context);
    }
    for period in other.usage.into_iter().rev() {
        if !term.usage.contains(&period) {
            let place = place_of(&period, &term.usage);
            term.usage.insert(place, period);
        }
    }
}

/// Behind the periods that are known to begin no later.
fn place_of(period: &Usage, usage: &[Usage]) -> usize {
    let begins_before = |known: &Usage| {
        known
            .from
            .zip(period.from)
            .is_some_and(|(known, new)| known.first_day() <= new.first_day())
    };
    let later = usage.iter().position(|known| !begins_before(known));
    later.unwrap_or(usage.len())
}

fn is_preferred(term: &TermSec) -> bool {
    term.status(None) == Some(AdministrativeStatus::Preferred)
}

/// A preferred term whose period has no end is admitted beside another preferred one.
fn give_way(term: &mut TermSec) {
    if is_preferred(term)
        && let Some(last) = term.usage.last_mut()
        && last.until.is_none()
    {
        last.status = Some(AdministrativeStatus::Admitted);
    }
}

fn join_text(text: &mut Option<String>, other: Option<&str>) {
    let Some(other) = other else {
        return;
    };
    match text {
        None => *text = Some(other.to_owned()),
        Some(text) if text.split("; ").any(|part| part == other) || *text == other => {}
        Some(text) => {
            text.push_str("; ");
            text.push_str(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tmx::LangTag;

    use super::*;
    use crate::curate::{self, Edit};

    fn entry(zh: &str, english: &[(&str, Option<AdministrativeStatus>)]) -> ConceptEntry {
        let source = LangTag::chinese();
        let mut entry = curate::new_concept(&source, TermSec::new(zh));
        for (text, status) in english {
            let edit = Edit {
                equivalents: vec![(*text).to_owned()],
                status: *status,
                ..Edit::default()
            };
            curate::apply(&mut entry, zh, &source, &LangTag::english(), &edit);
        }
        entry
    }

    fn english(entry: &ConceptEntry) -> Vec<(&str, Option<AdministrativeStatus>)> {
        entry
            .terms(&LangTag::english())
            .map(|term| (term.text.as_str(), term.status(None)))
            .collect()
    }

    const PREFERRED: Option<AdministrativeStatus> = Some(AdministrativeStatus::Preferred);
    const ADMITTED: Option<AdministrativeStatus> = Some(AdministrativeStatus::Admitted);

    #[test]
    fn equivalents_are_joined_without_duplicates() {
        let mut one = entry("蓝碳", &[("blue carbon", None)]);
        let other = entry("藍碳", &[("Blue Carbon", None), ("ocean carbon", None)]);
        merge(&mut one, &other);
        assert_eq!(
            english(&one),
            [("blue carbon", None), ("ocean carbon", None)]
        );
        let chinese: Vec<&str> = one
            .terms(&LangTag::chinese())
            .map(|term| term.text.as_str())
            .collect();
        assert_eq!(chinese, ["蓝碳", "藍碳"]);
    }

    #[test]
    fn what_the_first_entry_prefers_stays_the_one_preferred() {
        let mut one = entry("蓝碳", &[("blue carbon", PREFERRED)]);
        merge(&mut one, &entry("海洋碳汇", &[("ocean carbon", PREFERRED)]));
        assert_eq!(
            english(&one),
            [("blue carbon", PREFERRED), ("ocean carbon", ADMITTED)]
        );
        let mut one = entry("蓝碳", &[("blue carbon", None)]);
        merge(&mut one, &entry("海洋碳汇", &[("ocean carbon", PREFERRED)]));
        assert_eq!(english(&one)[1], ("ocean carbon", PREFERRED));
    }

    #[test]
    fn periods_come_in_their_place_and_the_first_entry_has_the_last_word() {
        let period = |from: Option<&str>, source: &str| Usage {
            from: from.map(|from| from.parse().unwrap()),
            source: Some(source.to_owned()),
            ..Usage::default()
        };
        let joined = |own: Vec<Usage>, others: Vec<Usage>| -> Vec<String> {
            let (mut one, mut other) = (TermSec::new("x"), TermSec::new("x"));
            (one.usage, other.usage) = (own, others);
            merge_term(&mut one, other);
            let sources = one.usage.into_iter().filter_map(|period| period.source);
            sources.collect()
        };
        assert_eq!(
            joined(
                vec![period(Some("2010"), "a"), period(Some("2020"), "b")],
                vec![period(Some("2012"), "c"), period(Some("2021-03"), "d")],
            ),
            ["a", "c", "b", "d"]
        );
        assert_eq!(
            joined(
                vec![period(None, "a")],
                vec![
                    period(None, "b"),
                    period(Some("2012"), "c"),
                    period(None, "a")
                ],
            ),
            ["b", "c", "a"]
        );
    }

    #[test]
    fn fields_that_differ_stand_side_by_side() {
        let mut one = entry("蓝碳", &[]);
        let mut other = entry("海洋碳汇", &[]);
        one.note = Some("see 碳汇".to_owned());
        other.note = Some("ask Li".to_owned());
        other.subject = Some("ocean".to_owned());
        merge(&mut one, &other);
        merge(&mut one, &other);
        assert_eq!(one.note.as_deref(), Some("see 碳汇; ask Li"));
        assert_eq!(one.subject.as_deref(), Some("ocean"));
    }

    proptest! {
        #[test]
        fn merging_twice_is_merging_once_and_nothing_is_lost(
            one in proptest::sample::subsequence(vec!["a", "b", "c"], 0..=3),
            two in proptest::sample::subsequence(vec!["A", "b", "d"], 0..=3),
            statuses in proptest::collection::vec(
                proptest::option::of(proptest::sample::select(AdministrativeStatus::ALL.to_vec())),
                6,
            ),
        ) {
            let with = |terms: &[&'static str], from: usize| -> Vec<_> {
                terms.iter().zip(&statuses[from..]).map(|(text, status)| (*text, *status)).collect()
            };
            let mut merged = entry("蓝碳", &with(&one, 0));
            let other = entry("海洋碳汇", &with(&two, 3));
            merge(&mut merged, &other);
            for text in one.iter().chain(&two) {
                let norm = normal_form(text);
                let count = english(&merged).iter().filter(|it| normal_form(it.0) == norm).count();
                prop_assert_eq!(count, 1);
            }
            let preferred = english(&merged).iter().filter(|it| it.1 == PREFERRED).count();
            prop_assert!(preferred <= 1, "{:?}", english(&merged));
            let once = merged.clone();
            merge(&mut merged, &other);
            prop_assert_eq!(english(&merged), english(&once));
        }
    }
}
