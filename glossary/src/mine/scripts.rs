//! Texts in traditional characters among others: read as if they were simplified, told as they are
//! written.
//!
//! Words are cut and known by simplified characters, and the same term in both scripts is one
//! candidate. Its key is the simplified form wherever it is written so; a term that stands in
//! traditional texts only keeps the form it has there, under which it was decided on.

use std::collections::BTreeMap;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

use super::MinedText;
use crate::dictionary::{Dictionary, is_traditional};
use crate::extract::{Candidate, Decisions, Explanation, Standing};
use crate::words::normal_form;

/// Texts with those in traditional characters simplified.
pub(super) struct Scripts<'t> {
    texts: &'t [MinedText<'t>],
    simplified: Vec<Option<String>>,
    dictionary: &'t Dictionary,
}

impl<'t> Scripts<'t> {
    pub(super) fn of(texts: &'t [MinedText<'t>], dictionary: &'t Dictionary) -> Self {
        let simplified = texts.par_iter().map(|text| {
            is_traditional(text.body).then(|| dictionary.simplified_in_place(text.body))
        });
        Self {
            texts,
            simplified: simplified.collect(),
            dictionary,
        }
    }

    /// Whether all texts are as they were.
    fn is_one(&self) -> bool {
        self.simplified.iter().all(Option::is_none)
    }

    /// The texts as they are read.
    pub(super) fn read(&self) -> Vec<MinedText<'_>> {
        let both = self.texts.iter().zip(&self.simplified);
        both.map(|(text, simplified)| MinedText {
            name: text.name,
            body: simplified.as_deref().unwrap_or(text.body),
        })
        .collect()
    }

    /// A text as it is written, if it is read otherwise.
    pub(super) fn written(&self, number: usize) -> Option<&'t str> {
        self.simplified.get(number)?.as_ref()?;
        self.texts.get(number).map(|text| text.body)
    }

    /// Decisions with the forms that candidates are read by.
    pub(super) fn decisions(&self, decisions: &Decisions) -> Decisions {
        let mut read = decisions.clone();
        if !self.is_one() {
            let forms = |terms: &std::collections::BTreeSet<String>| {
                terms.iter().map(|term| self.form(term)).collect::<Vec<_>>()
            };
            read.accepted.extend(forms(&decisions.accepted));
            read.rejected.extend(forms(&decisions.rejected));
        }
        read
    }

    /// The form by which a term is read.
    pub(super) fn form(&self, term: &str) -> String {
        if self.is_one() {
            return term.to_owned();
        }
        self.dictionary.simplified_in_place(&normal_form(term))
    }

    /// Gives candidates and explanations the forms that terms have in the texts; `terms` are those
    /// that were asked about.
    pub(super) fn tell(
        &self,
        candidates: &mut [Candidate],
        explanations: &mut [Explanation],
        terms: &[String],
    ) {
        for (explanation, term) in explanations.iter_mut().zip(terms) {
            explanation.term.clone_from(term);
        }
        if self.is_one() {
            return;
        }
        let told = candidates
            .iter()
            .chain(explanations.iter().filter_map(|it| it.candidate.as_ref()));
        let forms: BTreeMap<String, String> = told
            .filter_map(|it| Some((it.term.clone(), written_form(it)?)))
            .collect();
        let rename = |term: &mut String| {
            if let Some(form) = forms.get(term) {
                term.clone_from(form);
            }
        };
        let explained = explanations
            .iter_mut()
            .filter_map(|it| it.candidate.as_mut());
        for candidate in candidates.iter_mut().chain(explained) {
            rename(&mut candidate.term);
            for terms in [&mut candidate.contains, &mut candidate.contained_in] {
                terms.iter_mut().for_each(rename);
                terms.sort();
            }
        }
        for explanation in explanations {
            if let Standing::NotProposed { inside, .. } = &mut explanation.standing {
                inside.iter_mut().for_each(rename);
            }
        }
    }
}

/// The form of a candidate that is nowhere written as it is read.
fn written_form(candidate: &Candidate) -> Option<String> {
    let form = |surface: &str| normal_form(surface);
    let surfaces = &candidate.surfaces;
    if surfaces.iter().any(|it| form(&it.text) == candidate.term) {
        return None;
    }
    surfaces.first().map(|it| form(&it.text))
}

#[cfg(test)]
mod tests {
    use crate::extract::{Candidate, Decisions, ExtractConfig};
    use crate::mine::{MinedText, mine, mine_explained};

    const SIMPLIFIED: &str = "我们与各国共同启动“蓝色经济走廊”计划，这个计划进展顺利。";
    const TRADITIONAL: &str =
        "各國代表說，“藍色經濟走廊”計劃對發展海洋經濟很重要，這個時候來簽署協議。";

    fn texts<'t>(bodies: &[&'t str]) -> Vec<MinedText<'t>> {
        let text = |&body| MinedText { name: "text", body };
        bodies.iter().map(text).collect()
    }

    fn found(bodies: &[&str], term: &str) -> Option<Candidate> {
        let mined = mine(&texts(bodies), &ExtractConfig::default());
        let mut found = mined.candidates.into_iter().map(|it| it.candidate);
        found.find(|it| it.term == term)
    }

    #[test]
    fn a_term_in_both_scripts_is_one_candidate() {
        let both = found(&[SIMPLIFIED, TRADITIONAL], "蓝色经济走廊").unwrap();
        assert_eq!((both.frequency, both.quoted), (2, 2));
        let spellings: Vec<&str> = both.surfaces.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(spellings, ["蓝色经济走廊", "藍色經濟走廊"]);
        assert!(found(&[SIMPLIFIED, TRADITIONAL], "藍色經濟走廊").is_none());
    }

    #[test]
    fn a_term_of_traditional_texts_keeps_its_form() {
        let alone = found(&[TRADITIONAL], "藍色經濟走廊").unwrap();
        assert_eq!(alone.display(), "藍色經濟走廊");
        let range = alone.occurrences[0].range.clone();
        assert_eq!(&TRADITIONAL[range], "藍色經濟走廊");
        assert!(alone.contained_in.contains(&"藍色經濟走廊計劃".to_owned()));
    }

    #[test]
    fn decisions_and_questions_may_be_in_either_script() {
        let config = ExtractConfig {
            decisions: Decisions {
                rejected: ["藍色經濟走廊計劃".to_owned()].into(),
                ..Decisions::default()
            },
            ..ExtractConfig::default()
        };
        let term = "藍色經濟走廊".to_owned();
        let texts = texts(&[TRADITIONAL]);
        let mined = mine_explained(
            &texts,
            &[],
            &config,
            std::slice::from_ref(&term),
            &crate::extract::Unwatched,
        );
        let explained = mined.unwrap().explanations.remove(0);
        assert_eq!(explained.term, term);
        let learnt = explained.reasons.iter().any(|it| it.part.learnt.is_some());
        assert!(learnt, "{explained:?}");
    }
}
