//! Which candidates are asked, in which order.

use std::collections::{BTreeMap, BTreeSet};

use crate::extract::{CandidateKind, Decisions};
use crate::store::{Decision, Heading, Reader, StoreError, Verdict, WorkingPair};

/// The reason of a term that is never to be asked again, whatever the texts say.
pub const NEVER: &str = "never";

/// Which candidates are wanted; the default wants all that are open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only these types; all where there is none.
    pub kinds: Vec<CandidateKind>,
    /// Only what occurs at least so often.
    pub min_frequency: u32,
    /// Only these normal forms.
    pub within: Option<BTreeSet<String>>,
    /// Not more than so many.
    pub limit: Option<usize>,
    /// Also what was rejected and occurs more often than it did then, after all others, unless it
    /// was rejected for ever.
    pub reopen: bool,
}

/// The candidates to ask, in their order: the open ones, those that were put off, and at last,
/// where that is wanted, those that were rejected and of which there is more by now. What is an
/// entry is not asked.
#[must_use]
pub fn queue(
    headings: Vec<Heading>,
    judged: &Decisions,
    decisions: &BTreeMap<String, Decision>,
    wanted: &Wanted,
) -> Vec<Heading> {
    let (mut open, mut later, mut rejected) = (Vec::new(), Vec::new(), Vec::new());
    for heading in headings {
        if judged.accepted.contains(&heading.term) || !wanted.admits(&heading) {
            continue;
        }
        let decision = decisions.get(&heading.term);
        match decision.map(|decision| decision.verdict) {
            // It was an entry once, and that was deleted.
            None | Some(Verdict::Accepted) => open.push(heading),
            Some(Verdict::Later) => later.push(heading),
            Some(Verdict::Rejected) => {
                let never = decision.is_some_and(|it| it.reason.as_deref() == Some(NEVER));
                // Of decisions of old it is not known what they were made on.
                let known = decision.and_then(|decision| decision.frequency);
                let has_more = known.is_none_or(|known| heading.frequency > known);
                if wanted.reopen && !never && has_more {
                    rejected.push(heading);
                }
            }
        }
    }
    open.append(&mut later);
    open.append(&mut rejected);
    open.truncate(wanted.limit.unwrap_or(usize::MAX));
    open
}

/// The candidates on which an operation that was taken back had decided, each with the verdict that
/// holds again.
///
/// # Errors
///
/// When the termbase cannot be read.
pub fn reopened(
    reader: Reader<'_>,
    pair: &WorkingPair,
    operation: i64,
) -> Result<Vec<(Heading, Option<Verdict>)>, StoreError> {
    let mut candidates = Vec::new();
    for term in reader.decided_in(operation)? {
        let Some(stored) = reader.candidate(&term)? else {
            continue;
        };
        let candidate = stored.candidate;
        let decision = reader.decision(&pair.source, &term)?;
        let heading = Heading {
            term: candidate.term,
            kind: candidate.kind,
            frequency: candidate.frequency,
        };
        candidates.push((heading, decision.map(|decision| decision.verdict)));
    }
    Ok(candidates)
}

impl Wanted {
    fn admits(&self, heading: &Heading) -> bool {
        heading.frequency >= self.min_frequency
            && (self.kinds.is_empty() || self.kinds.contains(&heading.kind))
            && self
                .within
                .as_ref()
                .is_none_or(|within| within.contains(&heading.term))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: [(&str, CandidateKind, u32); 5] = [
        ("蓝碳", CandidateKind::Compound, 8),
        ("守望相助", CandidateKind::Idiom, 3),
        ("海洋合作", CandidateKind::Compound, 2),
        ("一致", CandidateKind::Concept, 2),
        ("今天", CandidateKind::Concept, 1),
    ];

    #[test]
    fn what_was_rejected_is_asked_again_only_when_there_is_more_of_it() {
        let rejected = [
            ("蓝碳", Verdict::Rejected, None),
            ("海洋合作", Verdict::Rejected, None),
            ("守望相助", Verdict::Rejected, Some(NEVER)),
        ];
        let wanted = Wanted {
            reopen: true,
            ..Wanted::default()
        };
        // All three were rejected when they occurred twice.
        assert_eq!(asked(&rejected, &[], &wanted), ["一致", "今天", "蓝碳"]);
    }

    fn asked(
        decided: &[(&str, Verdict, Option<&str>)],
        accepted: &[&str],
        wanted: &Wanted,
    ) -> Vec<String> {
        let headings = TERMS.map(|(term, kind, frequency)| Heading {
            term: term.to_owned(),
            kind,
            frequency,
        });
        let decisions = decided.iter().map(|&(term, verdict, reason)| {
            let decision = Decision {
                term: term.to_owned(),
                verdict,
                reason: reason.map(str::to_owned),
                frequency: Some(2),
            };
            (term.to_owned(), decision)
        });
        let judged = Decisions {
            accepted: accepted.iter().map(|&term| term.to_owned()).collect(),
            ..Decisions::default()
        };
        let queue = queue(headings.into(), &judged, &decisions.collect(), wanted);
        queue.into_iter().map(|heading| heading.term).collect()
    }

    #[test]
    fn what_is_decided_is_not_asked_and_what_was_put_off_comes_last() {
        let decided = [
            ("蓝碳", Verdict::Later, None),
            ("一致", Verdict::Rejected, None),
        ];
        let asked = asked(&decided, &["海洋合作"], &Wanted::default());
        assert_eq!(asked, ["守望相助", "今天", "蓝碳"]);
    }

    #[test]
    fn rejected_ones_are_asked_again_where_that_is_wanted_but_for_those_of_never() {
        let decided = [
            ("蓝碳", Verdict::Rejected, Some("no term")),
            ("一致", Verdict::Rejected, Some(NEVER)),
        ];
        let wanted = Wanted {
            reopen: true,
            ..Wanted::default()
        };
        let asked = asked(&decided, &[], &wanted);
        assert_eq!(asked, ["守望相助", "海洋合作", "今天", "蓝碳"]);
    }

    #[test]
    fn an_entry_that_was_deleted_is_asked_again() {
        let decided = [("蓝碳", Verdict::Accepted, None)];
        assert_eq!(asked(&decided, &[], &Wanted::default()).len(), TERMS.len());
    }

    #[test]
    fn types_frequencies_texts_and_the_limit_choose() {
        let by = |wanted: Wanted| asked(&[], &[], &wanted);
        let kinds = Wanted {
            kinds: vec![CandidateKind::Idiom, CandidateKind::Concept],
            min_frequency: 2,
            ..Wanted::default()
        };
        assert_eq!(by(kinds), ["守望相助", "一致"]);
        let within = Wanted {
            within: Some(["今天".to_owned(), "蓝碳".to_owned()].into()),
            ..Wanted::default()
        };
        assert_eq!(by(within), ["蓝碳", "今天"]);
        let limit = Wanted {
            limit: Some(1),
            ..Wanted::default()
        };
        assert_eq!(by(limit), ["蓝碳"]);
    }
}
