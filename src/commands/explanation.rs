//! Why a term ranks where it does, in lines for people.

use glossary::extract::{Decisions, Explanation, Standing};
use glossary::words::normal_form;

use super::evidence;
use super::extract::two_places;

/// Contributions that round to nothing are not told.
const TOLD_FROM: f64 = 0.005;

/// The explanation of one term.
pub(super) fn lines(explained: &Explanation, decisions: &Decisions) -> Vec<String> {
    let mut lines = vec![explained.term.clone(), standing(&explained.standing)];
    let norm = normal_form(&explained.term);
    if decisions.accepted.contains(&norm) {
        lines.push("you accepted it, so it is not listed again".to_owned());
    } else if decisions.rejected.contains(&norm) {
        lines.push("you rejected it, so it is not listed again".to_owned());
    }
    if let Standing::NotProposed {
        obstacles, inside, ..
    } = &explained.standing
    {
        lines.extend(obstacles.iter().map(|obstacle| format!("  it {obstacle}")));
        if !inside.is_empty() {
            lines.push(format!("  longer candidates: {}", inside.join(", ")));
        }
    }
    if let Some(candidate) = &explained.candidate {
        lines.push(format!("score {}, the sum of", two_places(candidate.score)));
        for reason in &explained.reasons {
            if reason.part.value.abs() >= TOLD_FROM {
                lines.push(format!("  {:+.2}  {}", reason.part.value, reason.sentence));
            }
        }
        lines.push("evidence".to_owned());
        let evidence = evidence::lines(candidate, &[]);
        lines.extend(evidence.into_iter().map(|line| format!("  {line}")));
    }
    lines
}

fn standing(standing: &Standing) -> String {
    match standing {
        Standing::Listed { rank, of } => format!("rank {rank} of {of} candidates"),
        Standing::BeyondList { rank, of } => {
            format!("not listed: its rank is {rank}, and the list ends after {of}")
        }
        Standing::NotProposed { occurrences, .. } => {
            let times = if *occurrences == 1 { "time" } else { "times" };
            format!("no candidate, though it occurs {occurrences} {times}")
        }
        Standing::Absent => "no candidate: it does not occur in the texts".to_owned(),
    }
}
