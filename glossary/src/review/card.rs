//! All that is shown of one candidate.

use crate::curate::{self, expansion_note};
use crate::dictionary::{Dictionary, Suggestion};
use crate::entry::TermSec;
use crate::store::{
    Decision, Reader, StoreError, StoredCandidate, StoredOccurrence, Verdict, WorkingPair, spread,
};
use crate::words::normal_form;

/// Places that are looked up; of more of them the first ones, spread over the texts.
const PLACES: usize = 40;
/// Of entries like it so many are named.
const SIMILAR: usize = 3;

/// A candidate, or a term made of it by moving its boundaries, with the evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Normal form of the candidate that is asked.
    pub asked: String,
    /// The term as it would enter the termbase.
    pub term: TermSec,
    /// What the last extraction found of the term; nothing where it is no candidate itself.
    pub candidate: Option<StoredCandidate>,
    /// Occurrences, and texts they are in: those of the candidate, else counted in the texts
    /// with repeated sentences.
    pub counted: (usize, usize),
    /// Where it stands, spread over the texts.
    pub places: Vec<StoredOccurrence>,
    /// English proposed for it, best first.
    pub suggestions: Vec<Suggestion>,
    /// Syllables to look at: `行 xíng: ` and why.
    pub unsure: Vec<String>,
    /// What the texts say it stands for.
    pub note: Option<String>,
    /// Entries that are like it, the most similar first.
    pub similar: Vec<Similar>,
    /// What was decided on the candidate that is asked.
    pub decision: Option<Decision>,
}

/// An entry that is like a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Similar {
    /// Its number.
    pub id: i64,
    /// The term that is like it.
    pub term: String,
    /// Its first English, or the preferred one.
    pub english: Option<String>,
}

impl Card {
    /// Looks up the candidate with the normal form `asked`, in the form of `term` where its
    /// boundaries were moved.
    ///
    /// # Errors
    ///
    /// When the termbase cannot be read.
    pub fn load(
        reader: Reader<'_>,
        pair: &WorkingPair,
        asked: &str,
        term: Option<&str>,
    ) -> Result<Self, StoreError> {
        let candidate = reader.candidate(term.unwrap_or(asked))?;
        let found = candidate.as_ref().map(|stored| &stored.candidate);
        let text = match (term, found) {
            (Some(term), _) => term,
            (None, Some(found)) => found.display(),
            (None, None) => asked,
        };
        let own = reader.own_readings_within(text)?;
        let section = curate::new_term_with(text, found, &own);
        let (counted, places) = match found {
            Some(found) => {
                let places = spread(&reader.occurrences(text)?, PLACES);
                let counted = (found.frequency as usize, found.documents as usize);
                (counted, places)
            }
            None => {
                let found = reader.places_of_string(&pair.source, text, PLACES)?;
                ((found.count, found.texts), found.places)
            }
        };
        let dictionary = Dictionary::built_in();
        let suggestions = match &candidate {
            Some(stored) => stored.suggestions.clone(),
            None => dictionary.suggest(text),
        };
        let pinyin = section.pinyin.as_deref().unwrap_or_default();
        let unsure = match section.doubt.is_doubtful() {
            true => section.doubt.unsure(text, pinyin, dictionary),
            false => Vec::new(),
        };
        let unsure = unsure.into_iter().map(|(character, sound, doubt)| {
            let reason = doubt.reason();
            format!("{character} {sound}: {reason}")
        });
        Ok(Self {
            asked: asked.to_owned(),
            note: found.and_then(expansion_note),
            similar: similar(reader, pair, text)?,
            decision: reader.decision(&pair.source, asked)?,
            unsure: unsure.collect(),
            counted,
            places,
            suggestions,
            candidate,
            term: section,
        })
    }

    /// Whether the boundaries of the candidate were moved.
    #[must_use]
    pub fn is_shifted(&self) -> bool {
        normal_form(&self.term.text) != self.asked
    }

    /// Whether the candidate is an entry by now.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.decision
            .as_ref()
            .is_some_and(|decision| decision.verdict == Verdict::Accepted)
    }
}

fn similar(reader: Reader<'_>, pair: &WorkingPair, text: &str) -> Result<Vec<Similar>, StoreError> {
    let found = reader.find(text, SIMILAR)?;
    let similar = found.into_iter().map(|found| {
        let entry = reader.concept(found.concept_id)?;
        let english = entry.main_term(&pair.target, None);
        Ok(Similar {
            id: found.concept_id,
            term: found.term,
            english: english.map(|term| term.text.clone()),
        })
    });
    similar.collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{pair, reviewed};
    use super::*;

    #[test]
    fn a_card_has_what_the_texts_and_the_dictionary_say() {
        let store = reviewed();
        let card = Card::load(store.read(), &pair(), "守望相助", None).unwrap();
        assert_eq!(card.term.text, "守望相助");
        assert_eq!(card.term.pinyin.as_deref(), Some("shǒuwàng-xiāngzhù"));
        assert_eq!(card.counted, (3, 2));
        let texts: Vec<i64> = card.places.iter().map(|place| place.text_id).collect();
        assert_eq!(texts, [1, 2, 1], "spread over the texts");
        assert!(!card.suggestions.is_empty());
        assert!(!card.is_shifted() && !card.is_accepted());
        assert!(card.similar.is_empty() && card.decision.is_none());
    }

    #[test]
    fn a_term_that_is_no_candidate_is_counted_in_the_texts() {
        let store = reviewed();
        let card = Card::load(store.read(), &pair(), "海洋走廊", Some("设海洋")).unwrap();
        assert!(card.is_shifted() && card.candidate.is_none());
        assert_eq!(card.counted, (2, 2));
        assert_eq!(card.places.len(), 2);
    }
}
