//! From candidate to entry: what a decision or an edit makes of a concept.
//!
//! Plain functions over values; the store saves what they return.

mod edit;

use tmx::LangTag;

use crate::dictionary::Dictionary;
use crate::entry::{ConceptEntry, LangSec, PartOfSpeech, TermSec};
use crate::extract::{Candidate, CandidateKind};
use crate::pinyin::{Doubts, OwnReadings, read_term_with};
use crate::store::StoredCandidate;

pub use edit::{Edit, add_equivalents, apply, change_context, edited_term};

/// A new concept with one term and no equivalent.
#[must_use]
pub fn new_concept(lang: &LangTag, term: TermSec) -> ConceptEntry {
    ConceptEntry {
        languages: vec![LangSec {
            lang: lang.clone(),
            terms: vec![term],
        }],
        ..ConceptEntry::default()
    }
}

/// The term that a new concept begins with: read by the dictionary, its part of speech that of
/// the candidate or, if there is none, what the dictionary knows.
#[must_use]
pub fn new_term(term: &str, candidate: Option<&Candidate>) -> TermSec {
    new_term_with(term, candidate, &OwnReadings::default())
}

/// [`new_term`], read by what the curator's own entries say as well.
#[must_use]
pub fn new_term_with(term: &str, candidate: Option<&Candidate>, own: &OwnReadings) -> TermSec {
    let dictionary = Dictionary::built_in();
    let reading = read_term_with(term.trim(), dictionary, own);
    let part_of_speech = match candidate {
        Some(candidate) => part_of_speech(candidate),
        None if dictionary.is_idiom(term) => PartOfSpeech::Other,
        None => PartOfSpeech::default(),
    };
    TermSec {
        pinyin: Some(reading.joined()).filter(|pinyin| !pinyin.is_empty()),
        doubt: Doubts::of(&reading),
        part_of_speech,
        ..TermSec::new(term.trim())
    }
}

/// A candidate as an entry that nobody has judged: its suggestions are equivalents without a
/// status, and a note says so.
#[must_use]
pub fn proposal(candidate: &StoredCandidate, source: &LangTag, target: &LangTag) -> ConceptEntry {
    let part_of_speech = part_of_speech(&candidate.candidate);
    let term = TermSec {
        pinyin: Some(candidate.pinyin.clone()).filter(|pinyin| !pinyin.is_empty()),
        doubt: candidate.doubt.clone(),
        part_of_speech,
        ..TermSec::new(candidate.candidate.display())
    };
    let mut entry = new_concept(source, term);
    let mut sources: Vec<&str> = candidate
        .suggestions
        .iter()
        .map(|suggestion| &*suggestion.source)
        .collect();
    sources.dedup();
    let mut note = format!("unreviewed proposal, source: {}", sources.join(", "));
    if let Some(expansion) = expansion_note(&candidate.candidate) {
        note.push_str("; ");
        note.push_str(&expansion);
    }
    entry.note = Some(note);
    let terms = candidate.suggestions.iter().map(|suggestion| TermSec {
        part_of_speech,
        ..TermSec::new(&*suggestion.english)
    });
    // Readers that show one equivalent show the last one.
    let terms: Vec<TermSec> = terms.rev().collect();
    entry.languages.push(LangSec {
        lang: target.clone(),
        terms,
    });
    entry
}

/// What an abbreviation by number stands for, as a note for its entry; none where the texts do
/// not tell.
#[must_use]
pub fn expansion_note(candidate: &Candidate) -> Option<String> {
    (!candidate.expansion.is_empty())
        .then(|| format!("stands for: {}", candidate.expansion.join("; ")))
}

/// The part of speech a candidate seems to have: an idiom is none of the usual ones, a set phrase
/// is a noun when it ends in one, everything else is a noun.
#[must_use]
pub fn part_of_speech(candidate: &Candidate) -> PartOfSpeech {
    let ends_in_noun = || {
        let last = candidate.pattern.rsplit(' ').next();
        last.is_some_and(|tag| tag.starts_with('n'))
    };
    match candidate.kind {
        CandidateKind::Idiom => PartOfSpeech::Other,
        CandidateKind::SetPhrase if !ends_in_noun() => PartOfSpeech::Other,
        _ => PartOfSpeech::Noun,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idioms_are_no_nouns() {
        let mined = crate::mine::mine(
            &[crate::mine::MinedText {
                name: "text",
                body: "我们守望相助，建设海洋走廊。海洋走廊连接各国。",
            }],
            &crate::extract::ExtractConfig::default(),
        );
        let proposed = |term: &str| {
            let found = mined
                .candidates
                .iter()
                .find(|it| it.candidate.term == term)
                .unwrap();
            let entry = proposal(found, &LangTag::chinese(), &LangTag::english());
            entry.languages[0].terms[0].part_of_speech
        };
        assert_eq!(proposed("守望相助"), PartOfSpeech::Other);
        assert_eq!(proposed("海洋走廊"), PartOfSpeech::Noun);
        assert_eq!(
            new_term("守望相助", None).part_of_speech,
            PartOfSpeech::Other
        );
        assert_eq!(new_term("海洋", None).part_of_speech, PartOfSpeech::Noun);
    }
}
