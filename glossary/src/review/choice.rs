//! A decision on a candidate, and what it stores.

use super::{Card, NEVER};
use crate::curate::{self, Edit};
use crate::dictionary::Dictionary;
use crate::entry::{ConceptEntry, LangSec};
use crate::merge::merge;
use crate::pinyin::parse_typed;
use crate::store::{StoreError, Verdict, Work, WorkingPair};
use crate::words::normal_form;

/// What was decided on the candidate of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// It becomes an entry with this English, or adds it to the entry it is.
    Accept(Vec<String>),
    /// It becomes a term of the entry named.
    Variant(String),
    /// It is joined with the entry named, with this English.
    Merge(String, Vec<String>),
    /// It is put away.
    Reject(Option<String>),
    /// It is put off.
    Later,
}

/// What was typed for a candidate before it is decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The term with its boundaries moved.
    pub term: Option<String>,
    /// Its pinyin, in any spelling.
    pub pinyin: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// The subject of entries that have none.
    pub subject: Option<String>,
    /// Which place of the card has the sentence to keep, from 0.
    pub context: Option<usize>,
}

/// What a decision has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// In the words of the curator: `accepted 蓝碳 = blue carbon (#4)`.
    pub told: String,
    /// What became of the candidate that was asked.
    pub verdict: Verdict,
    /// Normal forms of the terms that were decided.
    pub terms: Vec<String>,
}

/// Why a decision is not stored. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChoiceError {
    /// The termbase cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The entry that was named is not there.
    #[error("there is no entry `{0}`")]
    NoEntry(String),
    /// The name is that of several entries.
    #[error("`{term}` names several entries: {}", numbers(ids))]
    Several {
        /// What was named.
        term: String,
        /// Their numbers.
        ids: Vec<i64>,
    },
    /// What is to be put away or off is an entry.
    #[error("`{0}` is an entry (#{1}), which `shuyu delete` removes")]
    IsEntry(String, i64),
}

impl Choice {
    /// Stores the decision in `work`, which becomes its operation in the log.
    ///
    /// Where the boundaries of the candidate were moved, the term that came out is accepted, and
    /// the candidate is put away as taken in that form, so that it is not asked again.
    ///
    /// # Errors
    ///
    /// [`ChoiceError`] says why it is not stored.
    pub fn store(
        &self,
        work: &mut Work<'_>,
        pair: &WorkingPair,
        card: &Card,
        draft: &Draft,
    ) -> Result<Done, ChoiceError> {
        let term = card.term.text.as_str();
        let told = match self {
            Self::Accept(english) => {
                let known = only_entry(work, pair, term)?;
                let mut entry = match known {
                    Some(id) => work.read().concept(id)?,
                    None => curate::new_concept(&pair.source, card.term.clone()),
                };
                fill(work, &mut entry, pair, card, draft, english)?;
                let id = work.save_concept(&entry)?;
                let english: Vec<&str> = entry
                    .terms(&pair.target)
                    .map(|term| term.text.as_str())
                    .collect();
                let english = match english.is_empty() {
                    true => "no English yet".to_owned(),
                    false => english.join("; "),
                };
                format!("accepted {term} = {english} (#{id})")
            }
            Self::Variant(name) => {
                let mut entry = named_entry(work, pair, name)?;
                let first = first_term(&entry, pair);
                let mut variant = curate::new_concept(&pair.source, card.term.clone());
                fill(work, &mut variant, pair, card, draft, &[])?;
                // A variant is a term; what is said of the concept stands there already.
                variant.note = None;
                variant.subject = None;
                merge(&mut entry, &variant);
                let id = work.save_concept(&entry)?;
                format!("added {term} to {first} (#{id})")
            }
            Self::Merge(name, english) => {
                let mut entry = named_entry(work, pair, name)?;
                let first = first_term(&entry, pair);
                let mut other = curate::new_concept(&pair.source, card.term.clone());
                fill(work, &mut other, pair, card, draft, english)?;
                merge(&mut entry, &other);
                let id = work.save_concept(&entry)?;
                format!("merged {term} into {first} (#{id})")
            }
            Self::Reject(reason) => {
                let verb = match reason.as_deref() {
                    Some(NEVER) => "never to be asked again: ",
                    _ => "rejected ",
                };
                put(work, pair, card, Verdict::Rejected, reason.as_deref())?;
                return Ok(Done::put(verb, card, Verdict::Rejected));
            }
            Self::Later => {
                put(work, pair, card, Verdict::Later, None)?;
                return Ok(Done::put("put off ", card, Verdict::Later));
            }
        };
        work.decide(&pair.source, term, Verdict::Accepted, None)?;
        let mut terms = vec![normal_form(term)];
        if card.is_shifted() {
            let reason = format!("taken as {term}");
            work.decide(&pair.source, &card.asked, Verdict::Rejected, Some(&reason))?;
            terms.push(card.asked.clone());
        }
        Ok(Done {
            told,
            verdict: Verdict::Accepted,
            terms,
        })
    }
}

impl Done {
    fn put(verb: &str, card: &Card, verdict: Verdict) -> Self {
        Self {
            told: format!("{verb}{}", asked_term(card)),
            verdict,
            terms: vec![card.asked.clone()],
        }
    }
}

/// Puts the candidate that was asked away or off, whatever its boundaries were tried as.
fn put(
    work: &mut Work<'_>,
    pair: &WorkingPair,
    card: &Card,
    verdict: Verdict,
    reason: Option<&str>,
) -> Result<(), ChoiceError> {
    let term = asked_term(card);
    if let Some(id) = work.read().concepts_of(&pair.source, term)?.first() {
        return Err(ChoiceError::IsEntry(term.to_owned(), *id));
    }
    Ok(work.decide(&pair.source, term, verdict, reason)?)
}

fn asked_term(card: &Card) -> &str {
    match card.is_shifted() {
        true => &card.asked,
        false => &card.term.text,
    }
}

/// Writes into an entry what was drafted for its term; what it says already stays.
fn fill(
    work: &Work<'_>,
    entry: &mut ConceptEntry,
    pair: &WorkingPair,
    card: &Card,
    draft: &Draft,
    english: &[String],
) -> Result<(), ChoiceError> {
    let term = card.term.text.as_str();
    let languages = (&pair.source, &pair.target);
    let pinyin = draft.pinyin.as_ref();
    let place = draft.context.and_then(|at| card.places.get(at));
    let edit = Edit {
        pinyin: pinyin.map(|typed| parse_typed(term, typed, Dictionary::built_in()).spelling),
        context: match place {
            Some(place) => Some(work.read().context_at(pair, place)?),
            None => None,
        },
        ..Edit::default()
    };
    curate::apply(entry, term, languages.0, languages.1, &edit);
    curate::add_equivalents(entry, term, languages, english, &card.suggestions, None);
    let remarks = ConceptEntry {
        languages: Vec::<LangSec>::new(),
        subject: match entry.subject {
            None => draft.subject.clone(),
            Some(_) => None,
        },
        note: joined(card.note.as_deref(), draft.note.as_deref()),
        ..curate::new_concept(&pair.source, card.term.clone())
    };
    merge(entry, &remarks);
    Ok(())
}

fn joined(note: Option<&str>, more: Option<&str>) -> Option<String> {
    let parts: Vec<&str> = note.into_iter().chain(more).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn first_term(entry: &ConceptEntry, pair: &WorkingPair) -> String {
    let mut terms = entry.terms(&pair.source);
    terms
        .next()
        .map_or_else(String::new, |term| term.text.clone())
}

/// The one entry that has the term; none where none has.
fn only_entry(work: &Work<'_>, pair: &WorkingPair, term: &str) -> Result<Option<i64>, ChoiceError> {
    let ids = work.read().concepts_of(&pair.source, term)?;
    match ids.as_slice() {
        [] => Ok(None),
        [id] => Ok(Some(*id)),
        _ => Err(ChoiceError::Several {
            term: term.to_owned(),
            ids,
        }),
    }
}

/// The entry that is named by a term or by a number like `#12`.
fn named_entry(
    work: &Work<'_>,
    pair: &WorkingPair,
    name: &str,
) -> Result<ConceptEntry, ChoiceError> {
    let missing = || ChoiceError::NoEntry(name.to_owned());
    let id = match name.strip_prefix(['#', '＃']) {
        Some(number) => number.trim().parse().map_err(|_| missing())?,
        None => only_entry(work, pair, name)?.ok_or_else(missing)?,
    };
    match work.read().concept(id) {
        Err(StoreError::NotFound { .. }) => Err(missing()),
        entry => Ok(entry?),
    }
}

fn numbers(ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("#{id}")).collect();
    ids.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{decided, pair, reviewed};
    use super::*;
    use crate::store::Store;

    fn card(store: &Store, asked: &str, term: Option<&str>) -> Card {
        Card::load(store.read(), &pair(), asked, term).unwrap()
    }

    fn entry(store: &Store, id: i64) -> ConceptEntry {
        store.read().concept(id).unwrap()
    }

    #[test]
    fn an_accepted_suggestion_names_its_dictionary() {
        let mut store = reviewed();
        let card = card(&store, "守望相助", None);
        let english = vec![card.suggestions[0].english.clone(), "mutual aid".to_owned()];
        let draft = Draft {
            pinyin: Some("shou3 wang4 xiang1 zhu4".to_owned()),
            note: Some("set phrase".to_owned()),
            subject: Some("diplomacy".to_owned()),
            ..Draft::default()
        };
        let done = decided(&mut store, &Choice::Accept(english), &card, &draft).unwrap();
        assert_eq!(done.terms, ["守望相助"]);
        assert!(
            done.told.starts_with("accepted 守望相助 = "),
            "{}",
            done.told
        );
        assert!(done.told.ends_with("; mutual aid (#1)"), "{}", done.told);
        let entry = entry(&store, 1);
        assert_eq!(entry.note.as_deref(), Some("set phrase"));
        assert_eq!(entry.subject.as_deref(), Some("diplomacy"));
        let english: Vec<Option<&str>> = entry
            .terms(&pair().target)
            .map(|term| term.source(None))
            .collect();
        assert_eq!(english, [Some(Dictionary::CC_CEDICT), None]);
        let term = entry.terms(&pair().source).next().unwrap();
        assert_eq!(term.pinyin.as_deref(), Some("shǒuwàng-xiāngzhù"));
        assert!(term.doubt.is_empty());
    }

    #[test]
    fn a_candidate_taken_in_another_form_is_not_asked_again() {
        let mut store = reviewed();
        let card = card(&store, "海洋走廊", Some("走廊"));
        let choice = Choice::Accept(vec!["corridor".to_owned()]);
        let done = decided(&mut store, &choice, &card, &Draft::default()).unwrap();
        assert_eq!(done.told, "accepted 走廊 = corridor (#1)");
        assert_eq!(done.terms, ["走廊", "海洋走廊"]);
        let decisions = store.read().decisions(&pair().source).unwrap();
        assert_eq!(decisions["走廊"].verdict, Verdict::Accepted);
        assert_eq!(decisions["海洋走廊"].verdict, Verdict::Rejected);
        assert_eq!(
            decisions["海洋走廊"].reason.as_deref(),
            Some("taken as 走廊")
        );
    }

    #[test]
    fn a_rejection_is_about_the_candidate_and_not_the_form_that_was_tried() {
        let mut store = reviewed();
        let card = card(&store, "海洋走廊", Some("走廊"));
        let choice = Choice::Reject(Some("too general".to_owned()));
        let done = decided(&mut store, &choice, &card, &Draft::default()).unwrap();
        assert_eq!(done.told, "rejected 海洋走廊");
        let decisions = store.read().decisions(&pair().source).unwrap();
        assert_eq!(decisions.len(), 1);
        assert_eq!(decisions["海洋走廊"].reason.as_deref(), Some("too general"));
    }

    #[test]
    fn a_variant_becomes_a_term_of_the_entry_and_a_merged_one_brings_its_english() {
        let mut store = reviewed();
        let first = card(&store, "海洋走廊", None);
        let choice = Choice::Accept(vec!["ocean corridor".to_owned()]);
        decided(&mut store, &choice, &first, &Draft::default()).unwrap();
        let second = card(&store, "守望相助", None);
        let choice = Choice::Variant("海洋走廊".to_owned());
        let done = decided(&mut store, &choice, &second, &Draft::default()).unwrap();
        assert_eq!(done.told, "added 守望相助 to 海洋走廊 (#1)");
        let terms = |store: &Store| {
            let entry = entry(store, 1);
            let pair = pair();
            let (zh, en) = (entry.terms(&pair.source), entry.terms(&pair.target));
            zh.chain(en)
                .map(|term| term.text.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(terms(&store), ["海洋走廊", "守望相助", "ocean corridor"]);
        let third = card(&store, "互联互通", None);
        let choice = Choice::Merge("#1".to_owned(), vec!["connectivity".to_owned()]);
        let done = decided(&mut store, &choice, &third, &Draft::default()).unwrap();
        assert_eq!(done.told, "merged 互联互通 into 海洋走廊 (#1)");
        assert_eq!(
            terms(&store),
            [
                "海洋走廊",
                "守望相助",
                "互联互通",
                "ocean corridor",
                "connectivity"
            ]
        );
        assert_eq!(store.read().decisions(&pair().source).unwrap().len(), 3);
    }

    #[test]
    fn what_cannot_be_stored_says_why_and_changes_nothing() {
        let mut store = reviewed();
        let card = card(&store, "守望相助", None);
        let mut fails = |choice: Choice| {
            let error = decided(&mut store, &choice, &card, &Draft::default()).unwrap_err();
            assert_eq!(store.read().log(9, None).unwrap().len(), 1);
            error.to_string()
        };
        for name in ["海洋", "#7", "#x"] {
            let told = format!("there is no entry `{name}`");
            assert_eq!(fails(Choice::Variant(name.to_owned())), told);
            assert_eq!(fails(Choice::Merge(name.to_owned(), Vec::new())), told);
        }
        decided(
            &mut store,
            &Choice::Accept(Vec::new()),
            &card,
            &Draft::default(),
        )
        .unwrap();
        let error = decided(&mut store, &Choice::Later, &card, &Draft::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`守望相助` is an entry (#1), which `shuyu delete` removes"
        );
    }
}
