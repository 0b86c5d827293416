//! What an edit says of a concept, and what it makes of it.

use tmx::LangTag;

use super::new_term;
use crate::dictionary::{Dictionary, Suggestion};
use crate::entry::{
    AdministrativeStatus, ConceptEntry, Context, LangSec, PartOfSpeech, PartialDate, Related,
    TermSec, TermType, Usage,
};
use crate::pinyin::Doubts;
use crate::words::normal_form;

/// What an edit says of a concept. What it does not name stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edit {
    /// Equivalents to add, or to change when they are there.
    pub equivalents: Vec<String>,
    /// Reading of the term, as a person has it: nothing of it is in doubt.
    pub pinyin: Option<String>,
    /// Part of speech of the term, and of equivalents that are added.
    pub part_of_speech: Option<PartOfSpeech>,
    /// Status of the equivalents named, else of the term.
    pub status: Option<AdministrativeStatus>,
    /// Whether they are never to be used.
    pub forbidden: Option<bool>,
    /// Beginning of their period.
    pub from: Option<PartialDate>,
    /// End of their period.
    pub until: Option<PartialDate>,
    /// Where they are taken from.
    pub source: Option<String>,
    /// Field of the concept.
    pub subject: Option<String>,
    /// Definition of the concept.
    pub definition: Option<String>,
    /// Remark on the concept.
    pub note: Option<String>,
    /// Other terms of the source language, to add or to change.
    pub variants: Vec<String>,
    /// What the equivalents or variants named are beside the other terms, else what the term is.
    pub term_type: Option<TermType>,
    /// A sentence that uses the term; an empty one takes all away.
    pub context: Option<Context>,
    /// Whom the entry is for.
    pub customer: Option<String>,
    /// What work it is for.
    pub project: Option<String>,
    /// Whether the term stays as it is in a translation.
    pub do_not_translate: Option<bool>,
    /// Who approves the entry; empty takes the approval back.
    pub approved_by: Option<String>,
    /// Concepts that the entry has to do with from now on, each in place of what it was to it.
    pub related: Vec<Related>,
    /// The uids of concepts that it has nothing to do with any more.
    pub unrelated: Vec<String>,
}

/// Applies `edit` to the concept of `term`; `source` and `target` are the working pair.
///
/// An equivalent that is there already, in whatever case or width, is changed and not added
/// again. A preferred equivalent takes the place of the former preferred one: from its beginning
/// on, when it has one, the former is superseded; else the former is admitted. A status with a
/// beginning that differs from the current period's opens a new period and closes the current one
/// at that date.
pub fn apply(
    entry: &mut ConceptEntry,
    term: &str,
    source: &LangTag,
    target: &LangTag,
    edit: &Edit,
) {
    apply_to_concept(entry, edit);
    let about_term = edit.equivalents.is_empty() && edit.variants.is_empty();
    let about_variants = edit.equivalents.is_empty();
    if let Some(section) = entry
        .languages
        .iter_mut()
        .find(|section| section.lang.same_language(source))
    {
        let position = position_of(term, &section.terms);
        if let Some(term) = section.terms.get_mut(position) {
            if let Some(pinyin) = &edit.pinyin {
                term.pinyin = filled(pinyin);
                term.doubt = Doubts::default();
            }
            if let Some(part_of_speech) = edit.part_of_speech {
                term.part_of_speech = part_of_speech;
            }
            if let Some(context) = &edit.context {
                change_context(term, context);
            }
            if about_term {
                change_usage(term, edit);
            }
        }
    }
    let variants = edit.variants.iter();
    for variant in variants.filter(|variant| !variant.trim().is_empty()) {
        let term = variant_of(entry, variant, source);
        if about_variants {
            change_usage(term, edit);
        } else if term.term_type.is_none() {
            term.term_type = Some(TermType::Variant);
        }
    }
    // An equivalent is what the term is, unless something else is said of it.
    let part_of_speech = edit.part_of_speech.unwrap_or_else(|| {
        let mut terms = entry.terms(source);
        terms
            .next()
            .map_or_else(PartOfSpeech::default, |term| term.part_of_speech)
    });
    for equivalent in &edit.equivalents {
        let terms = section_of(entry, target);
        let norm = normal_form(equivalent);
        let position = match terms
            .iter()
            .position(|term| normal_form(&term.text) == norm)
        {
            Some(position) => position,
            None => {
                terms.push(TermSec {
                    part_of_speech,
                    ..TermSec::new(equivalent.trim())
                });
                terms.len() - 1
            }
        };
        if edit.status == Some(AdministrativeStatus::Preferred) {
            for (index, term) in terms.iter_mut().enumerate() {
                if index != position {
                    give_way(term, edit);
                }
            }
        }
        if let Some(term) = terms.get_mut(position) {
            change_usage(term, edit);
        }
    }
}

/// Adds equivalents to the concept of `term` as [`apply`] does. What is taken from a dictionary says
/// so, since its licence goes with it, unless another source is given for all of them.
pub fn add_equivalents(
    entry: &mut ConceptEntry,
    term: &str,
    (source, target): (&LangTag, &LangTag),
    equivalents: &[String],
    suggestions: &[Suggestion],
    taken_from: Option<&str>,
) {
    for equivalent in equivalents {
        let suggested = suggestions
            .iter()
            .find(|suggestion| suggestion.english.eq_ignore_ascii_case(equivalent.trim()));
        let dictionary = suggested.and_then(Suggestion::cited_source);
        let edit = Edit {
            equivalents: vec![equivalent.clone()],
            source: taken_from.or(dictionary).map(str::to_owned),
            ..Edit::default()
        };
        apply(entry, term, source, target, &edit);
    }
}

/// The term of an entry that an edit of `term` is about: the one of its normal form, else the first.
#[must_use]
pub fn edited_term<'e>(entry: &'e ConceptEntry, term: &str, lang: &LangTag) -> Option<&'e TermSec> {
    let mut sections = entry.languages.iter();
    let section = sections.find(|section| section.lang.same_language(lang))?;
    section.terms.get(position_of(term, &section.terms))
}

fn position_of(term: &str, terms: &[TermSec]) -> usize {
    let norm = normal_form(term);
    let mut forms = terms.iter().map(|term| normal_form(&term.text));
    forms.position(|form| form == norm).unwrap_or(0)
}

/// What becomes of a term when another one is preferred by `edit`.
fn give_way(term: &mut TermSec, edit: &Edit) {
    let Some(last) = term.usage.last_mut() else {
        return;
    };
    let comes_later = last
        .from
        .zip(edit.until)
        .is_some_and(|(from, until)| from.first_day() > until.last_day());
    if last.status != Some(AdministrativeStatus::Preferred) || comes_later {
        return;
    }
    match edit.from.or(last.until) {
        None => last.status = Some(AdministrativeStatus::Admitted),
        Some(date) => {
            last.until = last.until.or(Some(date));
            term.usage.push(Usage {
                status: Some(AdministrativeStatus::Superseded),
                from: Some(date),
                ..Usage::default()
            });
        }
    }
}

fn apply_to_concept(entry: &mut ConceptEntry, edit: &Edit) {
    let texts = [
        (&edit.subject, &mut entry.subject),
        (&edit.definition, &mut entry.definition),
        (&edit.note, &mut entry.note),
        (&edit.customer, &mut entry.customer),
        (&edit.project, &mut entry.project),
        (&edit.approved_by, &mut entry.approved_by),
    ];
    for (said, field) in texts {
        if let Some(said) = said {
            *field = filled(said);
        }
    }
    if let Some(do_not_translate) = edit.do_not_translate {
        entry.do_not_translate = do_not_translate;
    }
    entry.related.retain(|known| {
        let again = edit.related.iter().any(|related| related.uid == known.uid);
        !again && !edit.unrelated.contains(&known.uid)
    });
    let others = edit.related.iter().filter(|other| other.uid != entry.uid);
    entry.related.extend(others.cloned());
}

/// The other term of the source language that is `variant`, added if it is not there. One in
/// traditional characters has a section of its own, as its script is another.
fn variant_of<'e>(entry: &'e mut ConceptEntry, variant: &str, source: &LangTag) -> &'e mut TermSec {
    let part_of_speech = entry.terms(source).next().map(|term| term.part_of_speech);
    let lang = script_of(variant, source);
    let is_variant = |term: &TermSec| term.text == variant.trim();
    let section = entry.languages.iter().position(|section| {
        section.lang.same_language(source) && section.terms.iter().any(is_variant)
    });
    let section = section
        .or_else(|| {
            entry
                .languages
                .iter()
                .position(|section| section.lang == lang)
        })
        .unwrap_or_else(|| {
            let terms = Vec::new();
            // Before the other languages.
            let at = entry.languages.iter();
            let at = at.take_while(|section| section.lang.same_language(source));
            let at = at.count();
            entry.languages.insert(at, LangSec { lang, terms });
            at
        });
    let terms = &mut entry.languages[section].terms;
    let at = terms.iter().position(is_variant).unwrap_or_else(|| {
        let term = new_term(variant, None);
        terms.push(TermSec {
            part_of_speech: part_of_speech.unwrap_or(term.part_of_speech),
            ..term
        });
        terms.len() - 1
    });
    &mut terms[at]
}

/// The tag of a term of the source language: what is in traditional characters where that is not
/// the rule has the tag `zh-Hant`.
fn script_of(term: &str, source: &LangTag) -> LangTag {
    let traditional = LangTag::traditional_chinese();
    let is_other = source.same_language(&traditional)
        && *source == LangTag::chinese()
        && Dictionary::built_in().simplified(term) != term;
    if is_other {
        traditional
    } else {
        source.clone()
    }
}

/// Adds a sentence to a term, or says more of one that is there; an empty one takes all away.
pub fn change_context(term: &mut TermSec, context: &Context) {
    let text = context.text.trim();
    if text.is_empty() {
        term.contexts.clear();
        return;
    }
    let known = term.contexts.iter_mut().find(|known| known.text == text);
    match known {
        Some(known) => {
            if context.translation.is_some() {
                known.translation.clone_from(&context.translation);
            }
            if context.source.is_some() {
                known.source.clone_from(&context.source);
            }
        }
        None => term.contexts.push(Context {
            text: text.to_owned(),
            ..context.clone()
        }),
    }
}

fn section_of<'e>(entry: &'e mut ConceptEntry, lang: &LangTag) -> &'e mut Vec<TermSec> {
    let position = match entry
        .languages
        .iter()
        .position(|section| section.lang.same_language(lang))
    {
        Some(position) => position,
        None => {
            entry.languages.push(LangSec {
                lang: lang.clone(),
                terms: Vec::new(),
            });
            entry.languages.len() - 1
        }
    };
    &mut entry.languages[position].terms
}

fn change_usage(term: &mut TermSec, edit: &Edit) {
    if let Some(forbidden) = edit.forbidden {
        term.forbidden = forbidden;
    }
    term.term_type = edit.term_type.or(term.term_type);
    let says_nothing = edit.status.is_none()
        && edit.from.is_none()
        && edit.until.is_none()
        && edit.source.is_none();
    if says_nothing {
        return;
    }
    let opens_period = edit.from.is_some()
        && edit.status.is_some()
        && term.usage.last().is_some_and(|last| {
            last.status.is_some()
                && last.status != edit.status
                && last.from.is_none_or(|from| Some(from) < edit.from)
        });
    if opens_period
        && let Some(last) = term.usage.last_mut()
        && last.until.is_none()
    {
        last.until = edit.from;
    }
    if opens_period || term.usage.is_empty() {
        term.usage.push(Usage::default());
    }
    if let Some(period) = term.usage.last_mut() {
        period.status = edit.status.or(period.status);
        period.from = edit.from.or(period.from);
        period.until = edit.until.or(period.until);
        if let Some(source) = &edit.source {
            period.source = filled(source);
        }
    }
}

/// A field that is given empty is cleared.
fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::new_concept;
    use super::*;

    fn set(entry: &mut ConceptEntry, edit: &Edit) {
        apply(
            entry,
            "港口联盟",
            &LangTag::chinese(),
            &LangTag::english(),
            edit,
        );
    }

    fn concept() -> ConceptEntry {
        new_concept(&LangTag::chinese(), TermSec::new("港口联盟"))
    }

    fn with(equivalents: &[&str]) -> Edit {
        Edit {
            equivalents: equivalents.iter().map(|&text| text.to_owned()).collect(),
            ..Edit::default()
        }
    }

    fn english(entry: &ConceptEntry) -> Vec<(&str, Option<AdministrativeStatus>)> {
        entry
            .terms(&LangTag::english())
            .map(|term| (term.text.as_str(), term.status(None)))
            .collect()
    }

    #[test]
    fn an_equivalent_is_added_once() {
        let mut entry = concept();
        set(&mut entry, &with(&["port alliance"]));
        set(&mut entry, &with(&["Port Alliance", "league of ports"]));
        assert_eq!(
            english(&entry),
            [("port alliance", None), ("league of ports", None)]
        );
    }

    #[test]
    fn an_equivalent_is_of_the_part_of_speech_of_its_term() {
        let term = TermSec {
            part_of_speech: PartOfSpeech::Verb,
            ..TermSec::new("港口联盟")
        };
        let mut entry = new_concept(&LangTag::chinese(), term);
        set(&mut entry, &with(&["to ally ports"]));
        let added = entry.terms(&LangTag::english()).next().unwrap();
        assert_eq!(added.part_of_speech, PartOfSpeech::Verb);
    }

    #[test]
    fn there_is_one_preferred_equivalent() {
        let mut entry = concept();
        let preferred = |text: &str| Edit {
            status: Some(AdministrativeStatus::Preferred),
            ..with(&[text])
        };
        set(&mut entry, &preferred("port alliance"));
        set(&mut entry, &preferred("league of ports"));
        assert_eq!(
            english(&entry),
            [
                ("port alliance", Some(AdministrativeStatus::Admitted)),
                ("league of ports", Some(AdministrativeStatus::Preferred))
            ]
        );
    }

    #[test]
    fn what_was_preferred_stays_so_in_its_time() {
        let mut entry = concept();
        let mut prefer = |text: &str, from: &str, until: Option<&str>| {
            let edit = Edit {
                status: Some(AdministrativeStatus::Preferred),
                from: Some(from.parse().unwrap()),
                until: until.map(|date| date.parse().unwrap()),
                ..with(&[text])
            };
            set(&mut entry, &edit);
        };
        prefer("port alliance", "2010", Some("2017"));
        prefer("league of ports", "2018", None);
        prefer("port club", "2001", Some("2009"));
        let main = |date: Option<&str>| {
            let date = date.map(|date| date.parse().unwrap());
            let term = entry.main_term(&LangTag::english(), date.as_ref());
            term.map(|term| term.text.as_str())
        };
        assert_eq!(main(Some("2005")), Some("port club"));
        assert_eq!(main(Some("2015")), Some("port alliance"));
        assert_eq!(main(Some("2020")), Some("league of ports"));
    }

    #[test]
    fn a_later_status_opens_a_period_of_its_own() {
        let mut entry = concept();
        let on = |status, from: &str| Edit {
            status: Some(status),
            from: Some(from.parse().unwrap()),
            ..with(&["port alliance"])
        };
        set(&mut entry, &on(AdministrativeStatus::Preferred, "2012"));
        set(&mut entry, &on(AdministrativeStatus::Superseded, "2018"));
        let term = entry.terms(&LangTag::english()).next().unwrap();
        let status = |date: &str| term.status(Some(&date.parse().unwrap()));
        assert_eq!(status("2015"), Some(AdministrativeStatus::Preferred));
        assert_eq!(status("2020"), Some(AdministrativeStatus::Superseded));
    }

    #[test]
    fn what_is_not_named_stays_and_what_is_empty_goes() {
        let mut entry = concept();
        set(
            &mut entry,
            &Edit {
                note: Some("rare".to_owned()),
                ..with(&["port alliance"])
            },
        );
        set(
            &mut entry,
            &Edit {
                subject: Some("shipping".to_owned()),
                ..Edit::default()
            },
        );
        assert_eq!(entry.note.as_deref(), Some("rare"));
        set(
            &mut entry,
            &Edit {
                note: Some(" ".to_owned()),
                ..Edit::default()
            },
        );
        assert_eq!(entry.note, None);
        assert_eq!(english(&entry).len(), 1);
    }
}
