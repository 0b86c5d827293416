//! What candidates have in common, so that a decision on one says something of another.

use super::library::Library;
use super::statistics::Evidence;
use super::{CandidateKind, Channel};

/// What candidates share that decisions may be about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trait {
    /// The last word of several, or the last two characters of a longer word.
    Ending(String),
    /// The first word of several, or the first two characters of a longer word.
    Beginning(String),
    Pattern(String),
    Kind(CandidateKind),
    Channel(Channel),
}

impl Trait {
    /// The traits of a candidate.
    pub(super) fn of(
        texts: &Library<'_>,
        evidence: &Evidence,
        pattern: &str,
        kind: CandidateKind,
    ) -> Vec<Self> {
        let words: Vec<&str> = evidence
            .example()
            .map(|span| texts.span_words(span).map(|word| word.normal.as_str()))
            .into_iter()
            .flatten()
            .collect();
        let mut traits = Vec::new();
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            if words.len() > 1 {
                traits.push(Self::Ending((*last).to_owned()));
                traits.push(Self::Beginning((*first).to_owned()));
            } else if evidence.chars >= 4 {
                traits.push(Self::Ending(
                    last.chars().skip(evidence.chars - 2).collect(),
                ));
                traits.push(Self::Beginning(first.chars().take(2).collect()));
            }
        }
        // A formula has no pattern.
        if !pattern.is_empty() {
            traits.push(Self::Pattern(pattern.to_owned()));
        }
        traits.push(Self::Kind(kind));
        traits.extend(evidence.channels.iter().map(Self::Channel));
        traits
    }

    /// The names of what is learnt about traits.
    #[cfg(test)]
    pub(super) const FEATURES: [&'static str; 5] = [
        "learnt ending",
        "learnt beginning",
        "learnt pattern",
        "learnt kind",
        "learnt channel",
    ];

    pub(super) fn feature(&self) -> &'static str {
        match self {
            Self::Ending(_) => "learnt ending",
            Self::Beginning(_) => "learnt beginning",
            Self::Pattern(_) => "learnt pattern",
            Self::Kind(_) => "learnt kind",
            Self::Channel(_) => "learnt channel",
        }
    }

    pub(super) fn value(&self) -> &str {
        match self {
            Self::Ending(text) | Self::Beginning(text) | Self::Pattern(text) => text,
            Self::Kind(kind) => kind.as_str(),
            Self::Channel(channel) => channel.as_str(),
        }
    }

    /// Standard deviation of the prior: the more a trait says, the wider.
    pub(super) fn spread(&self) -> f64 {
        match self {
            Self::Ending(_) => 0.8,
            Self::Kind(_) => 0.8,
            Self::Beginning(_) | Self::Pattern(_) => 0.5,
            Self::Channel(_) => 0.3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trait_has_its_feature() {
        let text = String::new;
        let traits = [
            Trait::Ending(text()),
            Trait::Beginning(text()),
            Trait::Pattern(text()),
            Trait::Kind(CandidateKind::Name),
            Trait::Channel(Channel::Words),
        ];
        assert_eq!(traits.map(|it| it.feature()), Trait::FEATURES);
    }
}
