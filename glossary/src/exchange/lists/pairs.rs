//! The pairs of an entry, as lists have them.

use crate::entry::{AdministrativeStatus, ConceptEntry, PartialDate, TermSec};

use super::{ListOptions, ListReport};

/// What a list can say of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// Nothing: only terms that may be used are in it.
    None,
    /// Whether it is forbidden or given up.
    Status,
}

/// A term with one of its equivalents.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'e> {
    pub(super) entry: &'e ConceptEntry,
    pub(super) source: &'e TermSec,
    /// None for an entry without equivalent.
    pub(super) target: Option<&'e TermSec>,
}

impl<'e> Pair<'e> {
    pub(super) fn english(&self) -> &'e str {
        self.target.map_or("", |term| term.text.trim())
    }

    /// `forbidden`, else the status of the equivalent.
    pub(super) fn status(&self, as_of: Option<&PartialDate>) -> &'static str {
        match self.target {
            Some(term) if term.forbidden => "forbidden",
            Some(term) => term.status(as_of).map_or("", AdministrativeStatus::as_str),
            None => "",
        }
    }
}

/// The pairs of an entry, the best equivalent first; what is left out is counted.
pub(super) fn pairs<'e>(
    entry: &'e ConceptEntry,
    options: &ListOptions,
    marks: Marks,
    report: &mut ListReport,
) -> Vec<Pair<'e>> {
    let mut chosen = |lang| -> Vec<&'e TermSec> {
        let mut terms: Vec<&TermSec> = entry
            .terms(lang)
            .filter(|term| is_written(term, options, marks, report))
            .filter(|term| !term.text.trim().is_empty())
            .collect();
        terms.sort_by_key(|term| rank(term, options.as_of.as_ref()));
        terms
    };
    let sources = chosen(&options.source_tag);
    let targets = chosen(&options.target_tag);
    if sources.is_empty() || (targets.is_empty() && !options.include_incomplete) {
        report.incomplete += 1;
        return Vec::new();
    }
    let targets: Vec<Option<&TermSec>> = match targets.is_empty() {
        true => vec![None],
        false => targets.into_iter().map(Some).collect(),
    };
    let pair = |source, target| Pair {
        entry,
        source,
        target,
    };
    let sources = sources.into_iter();
    sources
        .flat_map(|source| targets.iter().map(move |target| pair(source, *target)))
        .collect()
}

fn is_written(
    term: &TermSec,
    options: &ListOptions,
    marks: Marks,
    report: &mut ListReport,
) -> bool {
    let as_of = options.as_of.as_ref();
    let in_use = as_of.is_none() || term.usage.is_empty() || term.current_usage(as_of).is_some();
    if term.forbidden && (marks == Marks::None || !options.include_forbidden) {
        report.forbidden += 1;
        return false;
    }
    let is_given_up = marks == Marks::None && !term.is_usable(as_of);
    if !in_use || is_given_up {
        report.not_in_use += 1;
        return false;
    }
    true
}

/// The better, the lower.
fn rank(term: &TermSec, as_of: Option<&PartialDate>) -> u8 {
    match term.status(as_of) {
        _ if term.forbidden => 4,
        Some(AdministrativeStatus::Preferred) => 0,
        Some(AdministrativeStatus::Admitted) | None => 1,
        Some(AdministrativeStatus::Superseded) => 2,
        Some(AdministrativeStatus::Deprecated) => 3,
    }
}

/// Texts that are there, with `; ` between them.
pub(super) fn joined<'t>(texts: impl IntoIterator<Item = Option<&'t str>>) -> String {
    let texts = texts.into_iter().flatten().map(str::trim);
    let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
    texts.join("; ")
}
