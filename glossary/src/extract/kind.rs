//! What sort of expression a candidate seems to be.

use super::lists::{CONCEPT_HEADS, NAME_HEADS};
use super::statistics::Evidence;
use super::{CandidateKind, Channel};

/// The kind by channels, parts of speech and the last noun.
pub(super) fn of(evidence: &Evidence, pattern: &str) -> CandidateKind {
    let by = |channel: Channel| evidence.channels.contains(&channel);
    let words = pattern.split(' ').count();
    let headed = NAME_HEADS.iter().any(|head| evidence.term.ends_with(head));
    let proper = pattern
        .split(' ')
        .any(|tag| matches!(tag, "ns" | "nz" | "j" | "eng"));
    let conceptual = CONCEPT_HEADS
        .iter()
        .any(|head| evidence.term.ends_with(head));
    // The tag l covers phrases of every sort, not idioms only.
    if by(Channel::Formula) {
        CandidateKind::SetPhrase
    } else if by(Channel::Idiom) && evidence.chars >= 4 && pattern != "l" {
        CandidateKind::Idiom
    } else if by(Channel::Numeric) {
        CandidateKind::Numeric
    } else if by(Channel::Hyphen)
        || by(Channel::QuotedCompound)
        || (evidence.quoted > 0 && words > 1)
        || (headed && proper && words > 1)
    {
        CandidateKind::Name
    } else if (by(Channel::FourCharacters) && !conceptual && !headed)
        || pattern.starts_with("v ")
        || (pattern == "l" && !conceptual)
    {
        CandidateKind::SetPhrase
    } else if words == 1 || by(Channel::Dictionary) {
        CandidateKind::Concept
    } else {
        CandidateKind::Compound
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::found;

    #[test]
    fn kinds_follow_channels_and_head_nouns() {
        let text = "因地制宜，参加中国-东盟海洋论坛，落实“三个确保”。";
        for (term, kind) in [
            ("因地制宜", CandidateKind::Idiom),
            ("中国-东盟海洋论坛", CandidateKind::Name),
            ("三个确保", CandidateKind::Numeric),
        ] {
            let candidates = found(text);
            let hit = candidates.iter().find(|candidate| candidate.term == term);
            assert_eq!(hit.map(|hit| hit.kind), Some(kind), "{term}");
        }
    }
}
